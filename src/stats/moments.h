/* moments.h - running mean and variance in constant memory; parts can be merged.
 *
 * Invariant: adding the same values in the same order gives the same bits. Merging in another
 * order may change the last bits, so results are merged in replication order.
 * Source: B. P. Welford, Technometrics 4(3), 1962; merge: Chan, Golub & LeVeque, 1979.
 */
#ifndef BK_STATS_MOMENTS_H
#define BK_STATS_MOMENTS_H

#include <stdint.h>

typedef struct {
    int64_t n;
    double mean;    /* 0 while n is 0 */
    double squares; /* sum of squared deviations from the mean */
} bk_moments;       /* {0} is valid and empty */

/* Adds one value; a nan spoils the rest. */
static inline void bk_moments_add(bk_moments *m, double value)
{
    m->n++;
    double before = value - m->mean;
    m->mean += before / (double)m->n;
    m->squares += before * (value - m->mean);
}

/* Adds everything in other to m. */
void bk_moments_merge(bk_moments *m, const bk_moments *other);

/* The sample variance (divisor n - 1); nan for n < 2. */
double bk_moments_variance(const bk_moments *m);

#endif
