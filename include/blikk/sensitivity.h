/* sensitivity.h - what a conclusion hangs on: which of the numbers that nobody knows matter, and by
 * how much.
 *
 * The numbers are those that the scenario gives as ranges. Morris screening finds those that matter
 * at all; Sobol indices then share out the variance of a measure among these and the rest together.
 * Every point is run under two lucks, so that chance is told apart from ignorance and the indices
 * are those of what is to be expected, not of single runs.
 *
 *     first   the share of the variance that would go, were this number alone known
 *     total   the share that would be left, were every number but this one known
 *
 * Ownership: a sensitivity is the caller's, until bk_sensitivity_destroy; the scenario must outlive
 *            it.
 * Method and sources: docs/methods.md, src/stats/morris.h, src/stats/indices.h.
 */
#ifndef BLIKK_SENSITIVITY_H
#define BLIKK_SENSITIVITY_H

#include "blikk/blikk.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BK_SENSITIVITY_TRAJECTORIES = 20,
    BK_SENSITIVITY_ROWS = 256,
    BK_SENSITIVITY_KEYS = 16,
    BK_SENSITIVITY_KEYS_MOST = 32,
    BK_SENSITIVITY_ROWS_MOST = 1 << 20
};

typedef struct {
    bk_scope scope; /* whose measures; a team alone is simulated alone */
    int32_t index;
    int32_t n_measures;
    const int32_t *measure; /* [n_measures] at least 1, indices into the scenario's measures */
    int32_t trajectories;   /* of the screening; 0: BK_SENSITIVITY_TRAJECTORIES, at least 4 */
    int32_t rows;           /* of the indices; 0: BK_SENSITIVITY_ROWS, at least 16. Powers of two
                               spread best */
    int32_t keys;           /* kept by the screening at the most; 0: BK_SENSITIVITY_KEYS */
} bk_sensitivity_plan;

typedef struct bk_sensitivity bk_sensitivity;

/* Screens and shares out. options->replications is not looked at. Errors: BK_ERR_USAGE (nothing is
 * given as a range; plan out of range), as bk_run, and BK_ERR_INPUT when values drawn from the
 * ranges do not fit each other; all said in err. BK_ERR_CANCELLED: no answer. Runs: 2 x
 * (trajectories x (ranges + 1) + rows x (kept + 3)). */
BK_MUST_CHECK bk_status bk_sensitivity_run(const bk_scenario *scenario,
                                           const bk_run_options *options,
                                           const bk_sensitivity_plan *plan, bk_sensitivity **out,
                                           bk_error *err);
void bk_sensitivity_destroy(bk_sensitivity *sensitivity);

bk_sensitivity_plan bk_sensitivity_planned(const bk_sensitivity *sensitivity);
int64_t bk_sensitivity_runs(const bk_sensitivity *sensitivity); /* replications simulated */
uint64_t bk_sensitivity_seed(const bk_sensitivity *sensitivity);

/* ---- what varied ---- */

typedef struct {
    const char *path;
    const char *meaning; /* in the language asked for */
    const char *unit;
    double low, likely, high;
    bool has_likely; /* triangular; else uniform */
    int32_t rank;    /* among those kept, 0 the strongest; -1: screened away */
} bk_sensitivity_key;

int32_t bk_sensitivity_key_count(const bk_sensitivity *sensitivity);
int32_t bk_sensitivity_kept(const bk_sensitivity *sensitivity); /* keys that were */
bk_sensitivity_key bk_sensitivity_key_at(const bk_sensitivity *sensitivity, int32_t key,
                                         bk_lang lang);
/* The key of that rank. */
int32_t bk_sensitivity_ranked(const bk_sensitivity *sensitivity, int32_t rank);

/* ---- what came of it; measure is a place in the plan's list ---- */

/* What it does to go from low in a range (one value in eight lies below) to high (one in eight lies
 * above), on average over the rest. In the measure's unit. */
typedef struct {
    int32_t n;            /* steps; 0: nothing is known, the rest is nan */
    double mean;          /* with sign */
    double mean_absolute; /* mu*; noise inflates it */
    double deviation;     /* sigma; likewise */
    double strength;      /* root mean square without noise */
} bk_sensitivity_screen;

bk_sensitivity_screen bk_sensitivity_screen_of(const bk_sensitivity *sensitivity, int32_t measure,
                                               int32_t key);

/* A share of variance with its 95 % interval. */
typedef struct {
    bool exists; /* false: noise drowns it */
    double value, low, high;
} bk_sensitivity_share;

typedef struct {
    bk_sensitivity_share first, total;
} bk_sensitivity_index;

/* Of the key of that rank; rank = bk_sensitivity_kept: of all the others together. */
bk_sensitivity_index bk_sensitivity_index_of(const bk_sensitivity *sensitivity, int32_t measure,
                                             int32_t rank);

typedef struct {
    int32_t rows; /* that counted: in which the measure exists everywhere */
    double mean;  /* of the measure over all that is possible */
    double low;   /* 95 % of single replications lie between */
    double high;
    double variance;              /* of what is to be expected, from ignorance */
    double noise;                 /* of a single replication around that, from chance */
    bk_sensitivity_share unknown; /* variance / (variance + noise) */
} bk_sensitivity_sums;

bk_sensitivity_sums bk_sensitivity_sums_of(const bk_sensitivity *sensitivity, int32_t measure);

#ifdef __cplusplus
}
#endif
#endif
