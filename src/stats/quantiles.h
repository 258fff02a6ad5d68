/* quantiles.h - quantiles of values in memory. NaN means absent.
 *
 * Nothing is allocated: the caller gives the scratch. Pure but for it.
 */
#ifndef BK_STATS_QUANTILES_H
#define BK_STATS_QUANTILES_H

#include <stdint.h>

/* Sorts n values upwards, in place. Needs: no nan. O(n log n) always, no allocation (qsort may
 * allocate). */
void bk_sort(double *values, int32_t n);

/* Copies the values that are present, sorted upwards, into out, which has room for n; returns how
 * many. out may be values itself. */
int32_t bk_sort_present(const double *values, int32_t n, double *out);

/* The quantile at p in [0, 1] of n sorted values: straight lines between order statistics, the
 * least at 0 and the greatest at 1. nan for n = 0.
 * Source: type 7 of Hyndman & Fan, Am. Stat. 50(4), 1996; the usual one of R and NumPy. */
double bk_quantile_sorted(const double *sorted, int32_t n, double p);

/* The quantile at p of the values present among n. scratch has room for n. For several quantiles
 * sort once instead. */
double bk_quantile(const double *values, int32_t n, double p, double *scratch);

#endif
