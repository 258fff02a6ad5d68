/* Keyed draws: Random123's published answers, the uniform's ends, keys that differ. */
#include "random/philox.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The rows "philox2x64 7" of kat_vectors in Random123's tests: counter, key, block. */
static void test_gives_the_published_blocks(void **state)
{
    (void)state;
    static const struct {
        uint64_t lo, hi, key, word[2];
    } ROW[] = {
        {0, 0, 0, {UINT64_C(0xb41da69fbfefc666), UINT64_C(0x511e9ce1a5534056)}},
        {UINT64_MAX,
         UINT64_MAX,
         UINT64_MAX,
         {UINT64_C(0xa4696cc04462015d), UINT64_C(0x724782dae17169e9)}},
        {UINT64_C(0x243f6a8885a308d3), /* the digits of pi */
         UINT64_C(0x13198a2e03707344),
         UINT64_C(0xa4093822299f31d0),
         {UINT64_C(0x98ed1534392bf372), UINT64_C(0x67528b1568882fd5)}},
    };
    for (size_t i = 0; i < sizeof ROW / sizeof ROW[0]; i++) {
        bk_block block = bk_philox(ROW[i].key, ROW[i].lo, ROW[i].hi);
        assert_int_equal(block.word[0], ROW[i].word[0]);
        assert_int_equal(block.word[1], ROW[i].word[1]);
    }
}

/* The generator again from the paper's description, with 32-bit multiplications only. */
static uint64_t multiply_high(uint64_t a, uint64_t b)
{
    uint64_t a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
    uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
    return a1 * b1 + (middle >> 32) + (((middle & 0xffffffff) + a0 * b1) >> 32);
}

static void test_follows_the_paper(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        bk_block where = bk_philox(i, i, i + 1), got = bk_philox(i, where.word[0], where.word[1]);
        uint64_t left = where.word[0], right = where.word[1], key = i;
        for (int32_t round = 0; round < 7; round++) {
            const uint64_t m = UINT64_C(0xd2b74407b1ce6e93);
            uint64_t next = multiply_high(left, m) ^ key ^ right;
            right = left * m;
            left = next;
            key += UINT64_C(0x9e3779b97f4a7c15);
        }
        assert_int_equal(got.word[0], left);
        assert_int_equal(got.word[1], right);
    }
}

static void test_uniform_never_reaches_its_ends(void **state)
{
    (void)state;
    assert_true(bk_uniform(0) == 0x1p-53);
    assert_true(bk_uniform(UINT64_MAX) == 1.0 - 0x1p-53);
    assert_true(bk_uniform(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
    assert_true(bk_uniform((UINT64_C(1) << 63) - 1) == 0.5 - 0x1p-53);
    for (uint64_t i = 0; i < 10000; i++) {
        uint64_t word = bk_philox(5, i, 0).word[0];
        assert_true(bk_uniform(word) + bk_uniform(~word) == 1.0);
        assert_true(bk_uniform(word) == ((double)(word >> 12) + 0.5) * 0x1p-52);
    }
}

/* Each coordinate counts, and their order. */
static void test_keys_differ(void **state)
{
    (void)state;
    enum { N = 6, ALL = N * N * N * N };
    static uint64_t key[ALL];
    int32_t n = 0;
    for (uint64_t s = 0; s < N; s++)
        for (uint64_t a = 0; a < N; a++)
            for (uint64_t b = 0; b < N; b++)
                for (uint64_t c = 0; c < N; c++) key[n++] = bk_key_derive(s, a, b, c);
    for (int32_t i = 0; i < ALL; i++)
        for (int32_t j = 0; j < i; j++) assert_int_not_equal(key[i], key[j]);
}

/* Keys are part of every stored result: they may not change unnoticed. */
static void test_keys_are_pinned(void **state)
{
    (void)state;
    assert_int_equal(bk_key_derive(1, 2, 3, 4), UINT64_C(0x875fbc3317a1ac8e));
    assert_int_equal(bk_key_text(""), UINT64_C(0x4f7826194957f546));
    assert_int_equal(bk_key_text("arrivals"), UINT64_C(0x17f025f23dc1a2eb));
    assert_int_not_equal(bk_key_text("a"), bk_key_text("b"));
    assert_int_not_equal(bk_key_text("ab"), bk_key_text("ba"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gives_the_published_blocks),
        cmocka_unit_test(test_follows_the_paper),
        cmocka_unit_test(test_uniform_never_reaches_its_ends),
        cmocka_unit_test(test_keys_differ),
        cmocka_unit_test(test_keys_are_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
