/* Neighbouring streams know nothing of each other: by key, counter, word, seed and purpose.
 *
 * For each kind of neighbour, over n pairs of words (u, v), no word in two pairs: the correlation
 * of the uniforms, the number of equal bits, and the counts in a 32 x 32 grid. Each as a z that is
 * standard normal when u and v are independent; |z| < 6 fails by chance with 2e-9, 3 x 11 of them:
 * 7e-8 in all (the grid's chi-square through Wilson & Hilferty's cube root). Seeds are fixed. */
#include "random/numeric.h"
#include "random/philox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { N = 200000, SIDE = 32, CELLS = SIDE * SIDE };
#define BOUND 6.0

typedef struct {
    uint64_t u, v;
} pair;

static uint64_t derived(uint64_t seed, uint64_t a, uint64_t b, uint64_t c, uint64_t i)
{
    return bk_philox(bk_key_derive(seed, a, b, c), i, 0).word[0];
}

static pair same_block(uint64_t i)
{
    bk_block block = bk_philox(1, i, 0);
    return (pair){block.word[0], block.word[1]};
}

static pair next_counter(uint64_t i)
{
    return (pair){bk_philox(1, 2 * i, 0).word[0], bk_philox(1, 2 * i + 1, 0).word[0]};
}

static pair next_high(uint64_t i)
{
    return (pair){bk_philox(1, i, 0).word[0], bk_philox(1, i, 1).word[0]};
}

static pair next_key(uint64_t i)
{
    return (pair){bk_philox(1, i, 0).word[0], bk_philox(2, i, 0).word[0]};
}

static pair far_key_bit(uint64_t i)
{
    return (pair){bk_philox(0, i, 0).word[0], bk_philox(UINT64_C(1) << 63, i, 0).word[0]};
}

static pair words_swapped(uint64_t i)
{
    return (pair){bk_philox(1, i, 7).word[0], bk_philox(1, 7, i).word[0]};
}

static pair next_seed(uint64_t i)
{
    return (pair){derived(1, 0, 0, 0, i), derived(2, 0, 0, 0, i)};
}

static pair next_replication(uint64_t i)
{
    return (pair){derived(1, 2 * i, 2, 3, 0), derived(1, 2 * i + 1, 2, 3, 0)};
}

static pair next_entity(uint64_t i)
{
    return (pair){derived(1, 0, 2 * i, 3, 0), derived(1, 0, 2 * i + 1, 3, 0)};
}

static pair next_purpose(uint64_t i)
{
    return (pair){derived(1, 0, 5, 2 * i, 0), derived(1, 0, 5, 2 * i + 1, 0)};
}

static pair named_purposes(uint64_t i)
{
    static const char *const name[] = {"arrivals", "service"};
    return (pair){derived(1, bk_key_text(name[0]), i, 0, 0),
                  derived(1, bk_key_text(name[1]), i, 0, 0)};
}

/* A function that ignores what should tell streams apart; the checks must see it. */
static pair deaf(uint64_t i)
{
    bk_block block = bk_philox(1, i, 0);
    return (pair){block.word[0], i % 16 == 0 ? block.word[0] : block.word[1]};
}

static int32_t bits_set(uint64_t word)
{
    int32_t n = 0;
    for (; word != 0; word &= word - 1) n++;
    return n;
}

typedef struct {
    double correlation, bits, grid; /* each standard normal */
} scores;

static scores score(pair (*pair_of)(uint64_t i))
{
    static int32_t count[CELLS];
    for (int32_t i = 0; i < CELLS; i++) count[i] = 0;
    double products = 0;
    int64_t equal = 0;
    for (uint64_t i = 0; i < N; i++) {
        pair p = pair_of(i);
        products += (bk_uniform(p.u) - 0.5) * (bk_uniform(p.v) - 0.5);
        equal += 64 - bits_set(p.u ^ p.v);
        count[(p.u >> 59) * SIDE + (p.v >> 59)]++;
    }

    double chi_square = 0, expected = (double)N / CELLS, df = CELLS - 1;
    for (int32_t i = 0; i < CELLS; i++)
        chi_square += (count[i] - expected) * (count[i] - expected) / expected;
    return (scores){
        .correlation = 12 * products / sqrt(N),
        .bits = ((double)equal - 32.0 * N) / sqrt(16.0 * N),
        .grid = (bk_pow(chi_square / df, 1.0 / 3) - (1 - 2 / (9 * df))) / sqrt(2 / (9 * df)),
    };
}

static void test_neighbours_are_independent(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        pair (*pair_of)(uint64_t i);
    } ROW[] = {
        {"words of a block", same_block},
        {"next counter", next_counter},
        {"next high counter", next_high},
        {"next key", next_key},
        {"key's highest bit", far_key_bit},
        {"counter's words swapped", words_swapped},
        {"next seed", next_seed},
        {"next replication", next_replication},
        {"next entity", next_entity},
        {"next purpose", next_purpose},
        {"purposes by name", named_purposes},
    };
    for (size_t i = 0; i < sizeof ROW / sizeof ROW[0]; i++) {
        scores z = score(ROW[i].pair_of);
        if (fabs(z.correlation) < BOUND && fabs(z.bits) < BOUND && fabs(z.grid) < BOUND) continue;
        fail_msg("%s, n %d: correlation z %.1f, equal bits z %.1f, grid z %.1f, bound %g, false "
                 "alarm 2e-9",
                 ROW[i].name, N, z.correlation, z.bits, z.grid, BOUND);
    }
}

static void test_would_notice(void **state)
{
    (void)state;
    scores z = score(deaf);
    assert_true(z.correlation > BOUND && z.bits > BOUND && z.grid > BOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neighbours_are_independent),
        cmocka_unit_test(test_would_notice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
