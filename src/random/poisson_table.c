/* The Poisson sampler's table: the cumulative in units of 2^-64, and the guide.
 *
 * Probabilities come from p(k+1) = p(k) rate / (k+1), walked both ways from the mode and divided
 * by their sum: + * / alone. Each half is summed from its own end inwards, so that both tails
 * are exact down to one unit and neither is lost beside 1.
 */
#include "random/distributions.h"

/* Values less likely than this, relative to the mode, cannot reach one unit even together. */
#define NEGLIGIBLE 0x1p-80

typedef struct {
    double *p;     /* [count], relative to the mode */
    int32_t first; /* the value of p[0] */
    int32_t count;
    int32_t mode; /* an index into p */
    double sum;
} weights;

static bk_status weights_init(weights *w, double rate)
{
    int32_t mode = (int32_t)rate, first = mode, end = mode;
    for (double p = 1.0; first > 0 && p > NEGLIGIBLE; first--) p *= first / rate;
    for (double p = 1.0; p > NEGLIGIBLE; end++) p *= rate / (end + 1);

    int32_t count = end - first + 1;
    double *p = bk_alloc(count, sizeof *p);
    if (p == NULL) return BK_ERR_MEMORY;

    int32_t m = mode - first;
    double below = 0, above = 0;
    p[m] = 1.0;
    for (int32_t i = m; i > 0; i--) p[i - 1] = p[i] * ((first + i) / rate);
    for (int32_t i = m; i < count - 1; i++) p[i + 1] = p[i] * (rate / (first + i + 1));
    for (int32_t i = 0; i < m; i++) below += p[i];
    for (int32_t i = count - 1; i > m; i--) above += p[i];

    *w = (weights){.p = p, .first = first, .count = count, .mode = m, .sum = below + 1.0 + above};
    return BK_OK;
}

/* Writes for each value how many words give it or less, minus one: from below up to the mode,
 * from above down to it. The first values may have none and then hold all ones. */
static void fill_last_words(const weights *w, uint64_t *last_word)
{
    const double unit = 0x1p64 / w->sum;
    double tail = 0;
    for (int32_t i = 0; i < w->mode; i++) {
        tail += w->p[i];
        last_word[i] = (uint64_t)(tail * unit) - 1;
    }
    tail = 0;
    for (int32_t i = w->count - 1; i >= w->mode; i--) {
        last_word[i] = UINT64_MAX - (uint64_t)(tail * unit);
        tail += w->p[i];
    }
}

static void fill_guide(const uint64_t *last_word, int32_t bits, int32_t *guide)
{
    int32_t i = 0;
    for (int64_t g = 0; g < (INT64_C(1) << bits); g++) {
        uint64_t least = (uint64_t)g << (64 - bits);
        while (least > last_word[i]) i++;
        guide[g] = i;
    }
}

bk_status bk_poisson_table_init(bk_poisson_table *table, double rate, bk_arena *arena)
{
    BK_ASSERT(rate >= 0 && rate <= BK_POISSON_RATE_MOST);

    weights w;
    BK_TRY(weights_init(&w, rate));

    int32_t bits = 1;
    while ((1 << bits) < w.count) bits++;
    uint64_t *last_word = bk_arena_alloc(arena, w.count, sizeof *last_word);
    int32_t *guide = bk_arena_alloc(arena, INT64_C(1) << bits, sizeof *guide);
    if (last_word == NULL || guide == NULL) {
        bk_free(w.p);
        return BK_ERR_MEMORY;
    }

    fill_last_words(&w, last_word);
    int32_t skip = 0; /* values of less than one unit at the low end, which wrapped to all ones */
    while (skip < w.mode && last_word[skip] == UINT64_MAX) skip++;
    fill_guide(last_word + skip, bits, guide);

    *table = (bk_poisson_table){.last_word = last_word + skip,
                                .guide = guide,
                                .first = w.first + skip,
                                .count = w.count - skip,
                                .shift = 64 - bits};
    bk_free(w.p);
    return BK_OK;
}
