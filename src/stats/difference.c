#include "stats/difference.h"

#include "stats/moments.h"
#include "stats/student.h"

#include <math.h>

#define UPPER 0.975

bk_difference bk_difference_paired(const double *before, const double *after, int32_t n)
{
    bk_moments first = {0}, second = {0}, change = {0};
    for (int32_t i = 0; i < n; i++) {
        if (isnan(before[i]) || isnan(after[i])) continue;
        bk_moments_add(&first, before[i]);
        bk_moments_add(&second, after[i]);
        bk_moments_add(&change, after[i] - before[i]);
    }

    bk_difference out = {
        .change = bk_interval_from((int32_t)change.n, change.mean, change.squares),
        .gain = (double)NAN,
    };
    double unpaired = first.squares + second.squares;
    if (change.n >= 2 && unpaired > 0)
        out.gain = change.squares > 0 ? unpaired / change.squares : HUGE_VAL;
    return out;
}

bk_difference bk_difference_independent(const double *before, int32_t n, const double *after,
                                        int32_t m)
{
    bk_interval a = bk_interval_of(before, n), b = bk_interval_of(after, m);
    bk_difference out = {.change = bk_interval_from(0, 0, 0), .gain = (double)NAN};
    if (a.n == 0 || b.n == 0) return out;

    bk_interval *change = &out.change;
    change->n = a.n < b.n ? a.n : b.n;
    change->mean = change->low = change->high = b.mean - a.mean;
    if (!a.has_interval || !b.has_interval) return out;

    change->has_interval = true;
    change->variance = a.variance + b.variance;
    double of_a = a.variance / a.n, of_b = b.variance / b.n, square = of_a + of_b;
    if (!(square > 0)) return out;
    double df = square * square / (of_a * of_a / (a.n - 1) + of_b * of_b / (b.n - 1));
    double half = bk_student_quantile(UPPER, df) * sqrt(square);
    change->low -= half;
    change->high += half;
    out.gain = 1;
    return out;
}
