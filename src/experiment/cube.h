/* cube.h - a scenario at many points of what is not known: the cube of its ranges.
 *
 * A number given as a range is a random quantity: uniform from low to high, or triangular with its
 * top at likely. A coordinate u in [0, 1] stands for the value with that much probability below it.
 * Whole numbers are rounded so that none is favoured: low and high are as likely as their
 * neighbours.
 *
 * Every point is run under two lucks, replications of the same numbers at every point that is to be
 * compared with it. Points go through in chunks, so memory does not grow with their number.
 */
#ifndef BK_EXPERIMENT_CUBE_H
#define BK_EXPERIMENT_CUBE_H

#include "experiment/arms.h"

enum { BK_CUBE_LUCKS = 2 };

/* The value at u. */
double bk_range_value(const bk_uncertain *range, double u);

typedef struct {
    const bk_scenario *scenario;
    int32_t n_keys;
    const bk_uncertain **key; /* [n_keys] those that vary; others stay as the scenario has them */
    const bk_run_options *options; /* progress is told done of total, below */
    int64_t n_points;
    /* Writes the coordinates of a point into u [n_keys]; returns the number of the first of its
     * replications, at most 2^30. */
    int32_t (*point)(void *context, int64_t point, double *u);
    /* Takes the result of a point: BK_CUBE_LUCKS replications. In the order of points. */
    void (*take)(void *context, int64_t point, const bk_result *result);
    void *context;
    int64_t done_before, total; /* points, for progress */
} bk_cube;

/* Runs every point. Errors: as bk_arms_run, and those of reading a scenario whose values do not fit
 * each other, said in err; BK_ERR_CANCELLED when progress said so: nothing is taken half. */
BK_MUST_CHECK bk_status bk_cube_run(const bk_cube *cube, bk_error *err);

/* All ranges of a scenario, in the order they were read, into out [count]. */
void bk_cube_keys(const bk_scenario *scenario, const bk_uncertain **out);

/* The coordinates that designs draw their points from, in any order: evenly spread (Sobol') in the
 * first BK_SOBOL_DIMENSIONS columns, plainly random beyond. */
typedef struct bk_spread bk_spread;
bk_spread *bk_spread_create(uint64_t key, int32_t columns, bk_arena *arena); /* NULL: no memory */
double bk_spread_at(const bk_spread *spread, int64_t row, int32_t column);

#endif
