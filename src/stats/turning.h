/* turning.h - where a curve that is only known with noise crosses a level, and where it is
 * steepest.
 *
 * The curve is asked for at places of a fine grid, for all replications at once; every replication
 * answers with a whole curve under its own luck. First a coarse grid finds between which places the
 * curve passes the level for certain; then more places are asked for around each passage, in
 * narrower and narrower windows, and a local polynomial gives the place with its interval
 * (curve_fit.h). Nothing is drawn here: the same answers give the same bytes.
 *
 * The steepest place is the stretch of two coarse cells over which the curve rises (or falls) most.
 * Its interval holds all stretches that are not for certain less steep than another: it covers the
 * truly steepest one at least 95 times of 100. Source: multiple comparisons with the best, J. C.
 * Hsu, Ann. Stat. 9(5), 1981, here with Bonferroni's bound and paired differences.
 *
 * The level is a number, or each replication's own half-way between its values at the two ends; in
 * the latter case its uncertainty is in the interval.
 */
#ifndef BK_STATS_TURNING_H
#define BK_STATS_TURNING_H

#include "base/memory.h"
#include "stats/curve_fit.h"

enum { BK_TURNINGS = 8, BK_TURNING_POINTS = 200 };

/* Answers for n places: y[i x replications + r] is curve r at place at[i], nan where it does not
 * exist. Places are whole numbers from 0 to steps. */
typedef bk_status (*bk_curve_source)(void *context, int32_t n, const int64_t *at, double *y);

typedef struct {
    int64_t steps; /* the finest grid has places 0, 1, ..., steps; at least 1 */
    int32_t replications;
    bool level_given;
    double level;
    bk_curve_source source;
    void *context;
} bk_turning_question;

typedef struct {
    bk_fit_place place; /* in steps, as all places here; an open end: the search ended there */
    bool rising;
    bk_fit_estimate slope; /* there, per step */
} bk_turning_place;

typedef struct {
    bool found;
    int64_t from, to;      /* the stretch that rises or falls most in the mean */
    int64_t low, high;     /* from the first to the last stretch that may be the steepest */
    bk_fit_estimate slope; /* over the stretch, per step */
} bk_turning_stretch;

typedef struct {
    int64_t at;
    bk_fit_estimate value;
} bk_turning_point;

typedef struct {
    int32_t replications; /* in which the curve exists everywhere it was asked for */
    bk_fit_estimate level;
    bk_fit_estimate rise; /* value at the last place less that at the first */
    bool flat;            /* the ends cannot be told apart */
    int32_t n_crossings;  /* found for certain, from the left; at most BK_TURNINGS are kept */
    bk_turning_place crossing[BK_TURNINGS];
    bool unsure; /* no crossing for certain, but some place cannot be told from the level */
    bk_turning_stretch steepest;
    int32_t n_points;
    bk_turning_point point[BK_TURNING_POINTS]; /* asked for, from the left */
} bk_turning;

/* Errors: what the source answers, BK_ERR_MEMORY. With replications == 0 in *out the curve does not
 * exist in any of them and nothing else is said. Without intervals where one replication is left.
 */
BK_MUST_CHECK bk_status bk_turning_find(const bk_turning_question *question, bk_turning *out);

#endif
