#include "stats/difference.h"

#include "stats/moments.h"

#include <math.h>

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
