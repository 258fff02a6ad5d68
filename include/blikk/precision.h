/* precision.h - how many replications are enough: run until intervals are as narrow as asked.
 *
 * Replications are added, never made again: the result is the same as bk_run gives for that number.
 * Method: add replications until every 95 % interval asked about is narrow enough, each time as
 * many as the variance seen so far says, at most twice what there is (the sequential procedure of
 * Y. S. Chow & H. Robbins, Ann. Math. Stat. 36(2), 1965). Stopping when the interval happens to be
 * narrow makes intervals cover slightly less than 95 %; at least 10 replications keep that small.
 */
#ifndef BLIKK_PRECISION_H
#define BLIKK_PRECISION_H

#include "blikk/blikk.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BK_PRECISION_LEAST = 10, BK_PRECISION_TEAMS = 12 };

typedef struct {
    double half_width; /* above 0: of the interval, in the measure's own terms (shares 0 to 1) */
    bool relative;     /* half_width is a share of the mean instead */
    int32_t most;      /* replications, at least BK_PRECISION_LEAST; 0: 10 000 */
    int32_t n_measures;
    const int32_t *measure; /* [n_measures] at least 1, indices into the scenario's measures */
} bk_precision;

/* Where it was hardest. */
typedef struct {
    bool reached;
    bk_scope scope;
    int32_t index; /* team's row or office, 0 for all */
    int32_t measure;
    double half_width; /* in the terms of the precision asked for */
    int32_t needed; /* replications it would take, when not reached; INT32_MAX: no number would */
} bk_precision_answer;

/* Runs until the intervals of the measures, of each team (when there are at most
 * BK_PRECISION_TEAMS) and of all together, are narrow enough. options->replications is not looked
 * at. Errors: as bk_run. */
BK_MUST_CHECK bk_status bk_run_until(const bk_scenario *scenario, const bk_run_options *options,
                                     const bk_precision *precision, bk_result **out,
                                     bk_precision_answer *answer, bk_error *err);

#ifdef __cplusplus
}
#endif
#endif
