/* morris.h - which of many inputs matter at all: elementary effects along trajectories.
 *
 * Inputs lie in [0, 1]. A trajectory is k + 1 points on a grid of BK_MORRIS_LEVELS levels, each a
 * step of BK_MORRIS_STEP in one input from the one before; every input moves once, in random order.
 * Of many random trajectories those are kept that lie far apart. What a step does to the outcome,
 * over its length, is an elementary effect.
 *
 * A noisy outcome is run under two independent lucks, each the same along a whole trajectory. The
 * product of the two effects of a step is free of noise in the mean; so is `strength`, which mu*
 * is not.
 *
 * Source: M. D. Morris, Technometrics 33(2), 1991, doi 10.2307/1269043; mu* and the spread of
 * trajectories: F. Campolongo, J. Cariboni & A. Saltelli, Environ. Model. Softw. 22(10), 2007, doi
 * 10.1016/j.envsoft.2006.10.004; chosen one by one as in M. V. Ruano et al., Environ. Model. Softw.
 * 37, 2012, doi 10.1016/j.envsoft.2012.03.008. The product of two lucks is ours.
 */
#ifndef BK_STATS_MORRIS_H
#define BK_STATS_MORRIS_H

#include "base/check.h"

enum { BK_MORRIS_LEVELS = 4, BK_MORRIS_LUCKS = 2 };
#define BK_MORRIS_STEP (2.0 / 3.0) /* levels / 2 steps of the grid */

typedef struct {
    int32_t inputs;       /* k, at least 1 */
    int32_t trajectories; /* n, at least 1 */
    double *point;        /* [n x (k + 1) x k] */
    int32_t *moved;       /* [n x k] the input that moves from point i to i + 1 */
} bk_morris;

/* n trajectories of k inputs, chosen among candidates (n, if fewer) under key. Free it with
 * bk_morris_clear. O(candidates^2 k^2). Errors: BK_ERR_MEMORY, *out is empty. */
BK_MUST_CHECK bk_status bk_morris_make(uint64_t key, int32_t inputs, int32_t trajectories,
                                       int32_t candidates, bk_morris *out);
void bk_morris_clear(bk_morris *morris);

/* Of one input, in the outcome's unit for the whole width of the input. */
typedef struct {
    int32_t n;            /* steps whose effects exist under both lucks */
    double mean;          /* of effects: which way, on the whole */
    double mean_absolute; /* mu* */
    double deviation;     /* sigma: how much the effect depends on where one stands; noise, too */
    double strength; /* the root mean square effect without noise; 0 where noise is all there is */
    double error;    /* standard error of strength squared */
} bk_effect;         /* nan where n is 0; deviation and error also where n is 1 */

/* Effects of all inputs into out [k]. outcome [lucks x n x (k + 1)] in the order of the points, nan
 * where absent. An outcome without noise may be given twice. O(n k). */
void bk_morris_effects(const bk_morris *morris, const double *outcome, bk_effect *out);

#endif
