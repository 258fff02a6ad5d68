/* hysteresis.h - whether the way back differs from the way there, or only lags behind.
 *
 * A key is raised step by step and lowered again, and what a measure is at each value on the way up
 * is held against what it is there on the way down. Anything slow shows a gap. The same ramp made
 * half as fast tells what the gap is: a lag's gap is in proportion to the speed and halves, and
 *
 *     remaining = 2 x gap of the slow ramp - gap of the fast one
 *
 * is what would be left at no speed at all. Proportion needs that the measure keeps up: where it
 * has not come to rest on long stays at the top and at the bottom after it, nothing can be told,
 * and the ramp must be slower. Only a gap of which four fifths outlive the halving, on a ramp that
 * lets the measure settle, is called hysteresis: then no first-order lag, however slow, passes for
 * it (methods.md).
 *
 * Every replication goes through both ramps under the same luck; the differences between its
 * numbers are what intervals are made from. Pure.
 */
#ifndef BK_STATS_HYSTERESIS_H
#define BK_STATS_HYSTERESIS_H

#include "stats/intervals.h"

/* One ramp, in all replications. Nan where something does not exist. */
typedef struct {
    int32_t replications;
    int32_t steps;        /* values of the key between the ends */
    const double *up;     /* [replications x steps] by rising value */
    const double *down;   /* likewise, by rising value too */
    const double *bottom; /* [replications] before the rise */
    const double *top;    /* [replications] at the end of the stay at the top */
    const double
        *settling; /* [replications] from the third to the last quarter of the stay: how far
                      it still rose at the top, and fell at the bottom afterwards, added */
} bk_ramp;

typedef enum {
    BK_LOOP_FLAT,       /* the measure does not answer to the key */
    BK_LOOP_NONE,       /* no gap to be seen on the slow ramp */
    BK_LOOP_LAG,        /* a gap that the slower ramp takes away */
    BK_LOOP_HYSTERESIS, /* a gap that stays */
    BK_LOOP_TOO_FAST /* a gap that shrinks too little to be a lag, on a ramp too fast to say more */
} bk_loop_verdict;

typedef struct {
    bk_loop_verdict verdict;
    bk_interval rise; /* top less bottom, on the slow ramp */
    bk_interval
        gap_fast; /* mean over the steps of down less up, counted in the direction of rise */
    bk_interval gap_slow;
    bk_interval remaining;
    bk_interval settling; /* on the slow ramp, in the direction of rise */
    bool settled;         /* at rest on the stays: for certain at most 5 % of the rise */
    int32_t widest;       /* step at which the slow ramp's gap is widest */
    bk_interval widest_gap;
} bk_loop;

/* Both ramps have the same replications and steps. scratch has room for replications. */
bk_loop bk_loop_judge(const bk_ramp *fast, const bk_ramp *slow, double *scratch);

#endif
