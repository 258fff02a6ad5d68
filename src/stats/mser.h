/* mser.h - where a series has left its start behind: how much warm-up to leave out. NaN means
 * absent.
 *
 * MSER leaves out as many of the first values as make the standard error of the mean of the rest
 * smallest, taken as if these were independent: a start that lies apart inflates it, and so does
 * every value left out for nothing. MSER-5 does so on means of five values, which is steadier.
 *
 * Source: K. P. White, An effective truncation heuristic for bias reduction in simulation output,
 * Simulation 69(6), 1997, doi 10.1177/003754979706900601; K. P. White, M. J. Cobb & S. C. Spratt, A
 * comparison of five steady-state truncation heuristics for simulation, WSC 2000.
 */
#ifndef BK_STATS_MSER_H
#define BK_STATS_MSER_H

#include <stdbool.h>
#include <stdint.h>

enum { BK_MSER_BATCH = 5, BK_MSER_LEAST = 10 };

typedef struct {
    int32_t cut;  /* values to leave out, from the first on */
    bool settled; /* false: the smallest lies in the latter half, or fewer than BK_MSER_LEAST values
                     are present. Then the series is too short to tell, and cut is half of it */
} bk_mser;

/* MSER on the values as they are: give it means of five (bk_batch_means) for MSER-5. At least
 * BK_MSER_BATCH values are always kept, as fewer make a small error by chance. O(n). */
bk_mser bk_mser_of(const double *values, int32_t n);

/* The same of several replications of one series, all cut at the same place: the error is that of
 * the mean of everything kept. Far steadier than MSER on their mean, where what is left of slow
 * swings passes for a start. values [replications x n], of which row i begins at i x stride; every
 * step-th value from there is one. O(replications x n). */
bk_mser bk_mser_pooled(const double *values, int32_t replications, int64_t stride, int32_t n,
                       int64_t step);

/* Means of each size values in a row, into out with room for n / size; what is left over at the end
 * is dropped. A mean is over what is present, nan where nothing is. Returns how many. */
int32_t bk_batch_means(const double *values, int32_t n, int32_t size, double *out);

#endif
