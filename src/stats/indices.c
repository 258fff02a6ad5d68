#include "stats/indices.h"

#include "base/memory.h"
#include "random/philox.h"
#include "stats/quantiles.h"

#include <math.h>

static const double LOW = 0.025, HIGH = 0.975;

/* At least this share of resamples must tell an index for it to have an interval. */
static const double TOLD = 0.95;

typedef struct {
    int32_t k;
    int32_t n;       /* rows that count */
    int32_t width;   /* 2 + k: A, B, AB_1 .. AB_k */
    double *outcome; /* [n x 2 x width] by row and luck, less centre */
    double centre;   /* near all outcomes, so that products keep their digits */
    int32_t *times;  /* [n] how often each row was drawn */
    int32_t resamples;
    double *value;         /* [(2 k + 1) x resamples]: first, total, unknown */
    int32_t *told;         /* [2 k + 1] values there are */
    double *first, *total; /* [k] of the set of rows at hand */
} work;

static double outcome_of(const bk_index_runs *runs, int32_t luck, int32_t table, int32_t row)
{
    int64_t n = runs->rows;
    if (table == 0) return runs->a[luck * n + row];
    if (table == 1) return runs->b[luck * n + row];
    return runs->ab[((int64_t)luck * runs->inputs + table - 2) * n + row];
}

/* Gathers the rows that are whole, and takes their mean off. */
static void gather(work *w, const bk_index_runs *runs)
{
    double sum = 0;
    for (int32_t row = 0; row < runs->rows; row++) {
        double *at = w->outcome + (int64_t)w->n * BK_INDICES_LUCKS * w->width;
        bool whole = true;
        for (int32_t luck = 0; luck < BK_INDICES_LUCKS; luck++) {
            for (int32_t t = 0; t < w->width; t++) {
                double y = outcome_of(runs, luck, t, row);
                at[luck * w->width + t] = y;
                whole = whole && isfinite(y);
            }
        }
        if (!whole) continue;
        sum += at[0] + at[1] + at[w->width] + at[w->width + 1];
        w->n++;
    }
    if (w->n == 0) return;
    w->centre = sum / (4.0 * w->n);
    int64_t all = (int64_t)w->n * BK_INDICES_LUCKS * w->width;
    for (int64_t i = 0; i < all; i++) w->outcome[i] -= w->centre;
}

typedef struct {
    double mean, variance, noise;
} sums;

/* The sums over rows, each as often as times says; numerators go to w->first and w->total. */
static sums add_up(work *w)
{
    double n = 0, both[2] = {0}, product = 0, apart = 0;
    for (int32_t i = 0; i < w->n; i++) {
        const double *one = w->outcome + (int64_t)i * 2 * w->width, *two = one + w->width;
        double times = w->times[i];
        n += times;
        for (int32_t t = 0; t < 2; t++) {
            both[0] += times * one[t];
            both[1] += times * two[t];
            product += times * one[t] * two[t];
            apart += times * (one[t] - two[t]) * (one[t] - two[t]);
        }
    }
    double values = 2 * n;
    sums s = {.mean = (both[0] + both[1]) / (2 * values),
              .variance = (product - both[0] * both[1] / values) / (values - 1),
              .noise = apart / (2 * values)};

    for (int32_t j = 0; j < w->k; j++) w->first[j] = w->total[j] = 0;
    for (int32_t i = 0; i < w->n; i++) {
        if (w->times[i] == 0) continue;
        const double *one = w->outcome + (int64_t)i * 2 * w->width, *two = one + w->width;
        double times = w->times[i] / (2 * n);
        double b1 = times * (one[1] - s.mean), b2 = times * (two[1] - s.mean);
        for (int32_t j = 0; j < w->k; j++) {
            double d1 = one[2 + j] - one[0], d2 = two[2 + j] - two[0];
            w->first[j] += b1 * d2 + b2 * d1;
            w->total[j] += times * d1 * d2;
        }
    }
    return s;
}

static void keep(work *w, int32_t which, double value)
{
    w->value[(int64_t)which * w->resamples + w->told[which]++] = value;
}

/* One resample after the other; row i of a resample is a draw of its own. */
static void resample(work *w, uint64_t key)
{
    for (int32_t r = 0; r < w->resamples; r++) {
        for (int32_t i = 0; i < w->n; i++) w->times[i] = 0;
        for (int32_t i = 0; i < w->n; i++) {
            double u = bk_uniform(bk_philox(key, (uint64_t)i, (uint64_t)r).word[0]);
            w->times[(int32_t)(u * w->n)]++;
        }
        sums s = add_up(w);
        double all = s.variance + s.noise;
        if (all > 0) keep(w, 2 * w->k, s.variance > 0 ? s.variance / all : 0);
        if (!(s.variance > 0)) continue;
        for (int32_t j = 0; j < w->k; j++) {
            keep(w, j, w->first[j] / s.variance);
            keep(w, w->k + j, w->total[j] / s.variance);
        }
    }
}

static bk_index with_interval(work *w, int32_t which, double value)
{
    const double none = (double)NAN;
    int32_t told = w->told[which];
    if (isnan(value) || told < TOLD * w->resamples) return (bk_index){none, none, none};
    double *values = w->value + (int64_t)which * w->resamples;
    bk_sort(values, told);
    return (bk_index){value, bk_quantile_sorted(values, told, LOW),
                      bk_quantile_sorted(values, told, HIGH)};
}

static void estimate(work *w, uint64_t key, bk_index *first, bk_index *total, bk_index_sums *out)
{
    const double none = (double)NAN;
    resample(w, key);
    for (int32_t i = 0; i < w->n; i++) w->times[i] = 1;
    sums s = add_up(w);
    double all = s.variance + s.noise;
    *out = (bk_index_sums){
        .rows = w->n,
        .mean = s.mean + w->centre,
        .variance = s.variance,
        .noise = s.noise,
        .unknown =
            with_interval(w, 2 * w->k, all > 0 ? (s.variance > 0 ? s.variance / all : 0) : none),
    };
    bool told = s.variance > 0;
    for (int32_t j = 0; j < w->k; j++) {
        first[j] = with_interval(w, j, told ? w->first[j] / s.variance : none);
        total[j] = with_interval(w, w->k + j, told ? w->total[j] / s.variance : none);
    }
}

bk_status bk_indices_estimate(const bk_index_runs *runs, uint64_t key, int32_t resamples,
                              bk_index *first, bk_index *total, bk_index_sums *out)
{
    BK_ASSERT(resamples >= 1);
    int32_t k = runs->inputs;
    work w = {.k = k, .width = 2 + k, .resamples = resamples};
    bk_arena arena = {0};
    int64_t rows = runs->rows > 0 ? runs->rows : 1;
    w.outcome = bk_arena_alloc(&arena, rows * BK_INDICES_LUCKS * w.width, sizeof *w.outcome);
    w.times = bk_arena_alloc(&arena, rows, sizeof *w.times);
    w.value = bk_arena_alloc(&arena, (2 * (int64_t)k + 1) * resamples, sizeof *w.value);
    w.told = bk_arena_alloc(&arena, 2 * (int64_t)k + 1, sizeof *w.told);
    w.first = bk_arena_alloc(&arena, k + 1, sizeof *w.first);
    w.total = bk_arena_alloc(&arena, k + 1, sizeof *w.total);
    bool room = w.outcome && w.times && w.value && w.told && w.first && w.total;
    if (room) {
        gather(&w, runs);
        if (w.n < 2) w.resamples = 0; /* nothing varies: all nan */
        if (w.resamples > 0) {
            estimate(&w, key, first, total, out);
        } else {
            const bk_index none = {(double)NAN, (double)NAN, (double)NAN};
            *out = (bk_index_sums){.rows = w.n,
                                   .mean = w.n > 0 ? w.centre : (double)NAN,
                                   .variance = (double)NAN,
                                   .noise = (double)NAN,
                                   .unknown = none};
            for (int32_t j = 0; j < k; j++) first[j] = total[j] = none;
        }
    }
    bk_arena_clear(&arena);
    return room ? BK_OK : BK_ERR_MEMORY;
}
