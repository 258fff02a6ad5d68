/* indices.h - how much of an outcome's variance each input is the cause of: Sobol indices of a
 * noisy outcome. NaN means absent.
 *
 * Inputs are independent. Rows come in two tables A and B of independent points; AB_j is A with
 * column j taken from B. Every row is run at A, B and all AB_j under the same two independent
 * lucks, so the tables share their luck row by row. With g(x) the mean of the outcome f(x, luck)
 * over luck:
 *
 *     variance  Var g        = cov(f(A, 1), f(A, 2)), of A and B both
 *     noise     E Var(f | x) = E (f(A, 1) - f(A, 2))^2 / 2, of A and B both
 *     total_j   E (f(A, 1) - f(AB_j, 1)) (f(A, 2) - f(AB_j, 2)) / 2 / Var g       (Jansen)
 *     first_j   E (f(B, 1) - m) (f(AB_j, 2) - f(A, 2)) / Var g, and lucks swapped (Saltelli)
 *
 * Because every product is of two lucks, each numerator and Var g are free of noise in the mean:
 * the indices are those of g, and noise is told apart. An outcome without noise is given twice.
 *
 * Intervals: rows are drawn anew with replacement (percentile bootstrap), 95 %. For rows of a
 * low-discrepancy sequence they are wider than need be.
 *
 * Source: A. Saltelli et al., Comput. Phys. Commun. 181(2), 2010, doi 10.1016/j.cpc.2009.09.018,
 * table 2 (b) and (f); M. J. W. Jansen, Comput. Phys. Commun. 117, 1999; bootstrap: G. E. B.
 * Archer, A. Saltelli & I. M. Sobol, J. Stat. Comput. Simul. 58, 1997. The products of two lucks
 * are ours.
 */
#ifndef BK_STATS_INDICES_H
#define BK_STATS_INDICES_H

#include "base/check.h"

enum { BK_INDICES_LUCKS = 2 };

/* Outcomes; a row counts where all of them exist. */
typedef struct {
    int32_t rows;     /* n */
    int32_t inputs;   /* k */
    const double *a;  /* [2 x n] by luck */
    const double *b;  /* [2 x n] */
    const double *ab; /* [2 x k x n] */
} bk_index_runs;

typedef struct {
    double value;     /* nan where there is too little to go by */
    double low, high; /* 95 % */
} bk_index;

typedef struct {
    int32_t rows;     /* that counted */
    double mean;      /* of the outcome, over inputs and luck */
    double variance;  /* of g: what not knowing the inputs makes of it; may come out below 0 */
    double noise;     /* of one replication around g */
    bk_index unknown; /* variance / (variance + noise) */
} bk_index_sums;

/* Indices of each input into first [k] and total [k], with intervals from resamples under key. All
 * nan where variance is not above 0 in at least 95 % of resamples: noise drowns it.
 * O(resamples n k). Errors: BK_ERR_MEMORY, outputs untouched. */
BK_MUST_CHECK bk_status bk_indices_estimate(const bk_index_runs *runs, uint64_t key,
                                            int32_t resamples, bk_index *first, bk_index *total,
                                            bk_index_sums *out);

#endif
