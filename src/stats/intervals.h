/* intervals.h - a mean with its 95 % interval, from independent replications. NaN means absent. */
#ifndef BK_STATS_INTERVALS_H
#define BK_STATS_INTERVALS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    double mean;      /* nan for n = 0 */
    double low, high; /* mean itself while n < 2 */
    double variance;  /* of one value, divisor n - 1; nan while n < 2 */
    int32_t n;        /* values present */
    bool has_interval;
} bk_interval;

/* The mean of the values present among n and the interval mean +- t(0.975, n - 1) x standard
 * error: covers the true mean in 95 % of studies when values are independent and normal, about so
 * when n is not small. O(n), two passes. */
bk_interval bk_interval_of(const double *values, int32_t n);

/* The same from numbers already summed up: squares is the sum of squared deviations from mean. */
bk_interval bk_interval_from(int32_t n, double mean, double squares);

#endif
