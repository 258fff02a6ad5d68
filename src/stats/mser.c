#include "stats/mser.h"

#include "stats/moments.h"

#include <math.h>

/* The squared standard error of the mean of what was added, but for a factor near 1 that the method
 * leaves out. */
static double statistic(const bk_moments *kept)
{
    double n = (double)kept->n;
    return kept->squares / (n * n);
}

bk_mser bk_mser_of(const double *values, int32_t n)
{
    return bk_mser_pooled(values, 1, 0, n, 1);
}

bk_mser bk_mser_pooled(const double *values, int32_t replications, int64_t stride, int32_t n,
                       int64_t step)
{
    /* From the end towards the start, so that one pass gives every cut. Of equals the shortest cut
     * stands, which comes last. */
    bk_moments kept = {0};
    double least = HUGE_VAL;
    int32_t best = 0, present = 0, first = 0;
    for (int32_t i = n - 1; i >= 0; i--) {
        int64_t before = kept.n;
        for (int32_t r = 0; r < replications; r++) {
            double value = values[r * stride + i * step];
            if (!isnan(value)) bk_moments_add(&kept, value);
        }
        if (kept.n == before) continue;
        first = i;
        if (++present < BK_MSER_BATCH) continue;
        double error = statistic(&kept);
        if (error > least) continue;
        least = error;
        best = i;
    }
    /* What is absent before the first value present is no value left out. */
    bk_mser out = {.cut = best > first ? best : 0, .settled = present >= BK_MSER_LEAST};
    if (out.cut > n / 2) out.settled = false;
    if (!out.settled) out.cut = n / 2;
    return out;
}

int32_t bk_batch_means(const double *values, int32_t n, int32_t size, double *out)
{
    int32_t batches = n / size;
    for (int32_t b = 0; b < batches; b++) {
        double sum = 0;
        int32_t present = 0;
        for (int32_t i = b * size; i < (b + 1) * size; i++) {
            if (isnan(values[i])) continue;
            sum += values[i];
            present++;
        }
        out[b] = present > 0 ? sum / present : (double)NAN;
    }
    return batches;
}
