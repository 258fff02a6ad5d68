/* difference.h - what one condition does against another, from replications with the same luck, or
 * from independent ones. NaN means absent. */
#ifndef BK_STATS_DIFFERENCE_H
#define BK_STATS_DIFFERENCE_H

#include "stats/intervals.h"

typedef struct {
    bk_interval change; /* of after - before, over the pairs in which both exist */
    double gain;        /* how many times the variance an unpaired comparison would have: (variance
                           of before + of after) / variance of the change; inf when the change is
                           the same in all pairs but the values are not, nan while n < 2 or where
                           nothing varies */
} bk_difference;

/* Pairs before[i] with after[i]. O(n). */
bk_difference bk_difference_paired(const double *before, const double *after, int32_t n);

/* Two independent samples, which may differ in size and variance. n of the change is the smaller
 * number of values and its variance the sum of both; gain is 1 where there is an interval.
 * O(n + m). Source: B. L. Welch, Biometrika 34(1-2), 1947. */
bk_difference bk_difference_independent(const double *before, int32_t n, const double *after,
                                        int32_t m);

#endif
