/* sweep.h - the same question under many values of some keys: grids and evenly spread designs.
 *
 *     bk_sweep_create -> bk_sweep_run -> for every point, in order, a scenario and its result
 *
 * Invariant:  the result of a point is that of bk_run with the point's values as overrides, byte
 *             for byte; all points share their luck (the same seed and replications).
 * Memory:     bounded, however many points there are: points come in chunks, and each result is
 *             handed over and freed.
 */
#ifndef BLIKK_SWEEP_H
#define BLIKK_SWEEP_H

#include "blikk/report.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BK_VARY_PATH = 512, /* bytes of a key's path, with the final zero */
    BK_VARY_VALUE = 32, /* bytes of a value as text, with the final zero */
    BK_SWEEP_KEYS = 64, /* keys varied at once */
    BK_SWEEP_POINTS = 1000000
};

/* One key and the values it takes, counted exactly: numbers are whole multiples of 10^-decimals. */
typedef struct {
    char path[BK_VARY_PATH];
    int64_t from, to; /* from < to */
    int64_t step;     /* > 0; 0: not given */
    int32_t decimals; /* 0 to 12 */
} bk_vary;

/* Reads "KEY=FROM:TO:STEP" or "KEY=FROM:TO"; numbers as "15", "0.05", "-1", "5e-3".
 * Errors: BK_ERR_USAGE, said in err with what was expected; *out is untouched. */
BK_MUST_CHECK bk_status bk_vary_parse(const char *text, bk_vary *out, bk_error *err);

/* How many values FROM, FROM + STEP, ... there are up to TO; 0 where no step was given. */
int64_t bk_vary_count(const bk_vary *vary);

/* units x 10^-decimals as a number, and as its shortest decimal text ("0.1", "15"). */
double bk_vary_number(const bk_vary *vary, int64_t units);
int32_t bk_vary_text(const bk_vary *vary, int64_t units, char out[BK_VARY_VALUE]);

typedef struct bk_sweep bk_sweep;

/* A design over n_keys keys. points is 0 for every combination of the values (the last key
 * changing fastest), or the number of points spread evenly by a Sobol' sequence under seed; then no
 * key has a step. The scenario must outlive the sweep.
 * Errors: BK_ERR_USAGE (a step missing or not allowed, no number, too many points, the same key
 * twice), BK_ERR_INPUT (a value the scenario refuses, at the ends of a key), BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_sweep_create(const bk_scenario *scenario, int32_t n_keys,
                                        const bk_vary *keys, int32_t points, uint64_t seed,
                                        bk_sweep **out, bk_error *err);
void bk_sweep_destroy(bk_sweep *sweep);

int32_t bk_sweep_key_count(const bk_sweep *sweep);
const char *bk_sweep_key(const bk_sweep *sweep, int32_t key); /* its path, as given */
bool bk_sweep_is_grid(const bk_sweep *sweep);
int32_t bk_sweep_point_count(const bk_sweep *sweep);

/* The value of a key at a point, as written in the override; and as a number. */
void bk_sweep_value(const bk_sweep *sweep, int32_t point, int32_t key, char out[BK_VARY_VALUE]);
double bk_sweep_number(const bk_sweep *sweep, int32_t point, int32_t key);

/* Receives a finished point; anything but BK_OK stops the sweep. Both live until it returns. */
typedef bk_status (*bk_sweep_sink)(void *context, int32_t point, const bk_scenario *scenario,
                                   const bk_result *result);

/* What was simulated in all. */
typedef struct {
    int32_t points;   /* handed over */
    int64_t made;     /* replications, those taken from a keeper included */
    int64_t recalled; /* taken from a keeper */
    int64_t events;   /* of the replications read out */
} bk_sweep_count;

/* Simulates every point and hands it over, in order. Progress counts thousandths of points. After
 * BK_ERR_CANCELLED the finished points have been handed over; those of the chunk at hand with the
 * replications that all of them have, if any. With a part of the work (options->shards) nothing is
 * handed over: the keeper has it. count may be NULL.
 * Errors: as bk_run, and what the sink answers. */
BK_MUST_CHECK bk_status bk_sweep_run(const bk_sweep *sweep, const bk_run_options *options,
                                     bk_sweep_sink sink, void *context, bk_sweep_count *count,
                                     bk_error *err);

/* ---- as a report ---- */

typedef enum { BK_FORM_TEXT, BK_FORM_JSON, BK_FORM_CSV } bk_form;

typedef struct bk_sweep_report bk_sweep_report;

/* Starts a report that points are put into as they come. team is a row, or -1: every team, office
 * and all together in JSON and CSV, and in the text the teams when they are few, and all together.
 * options->measure says which measures; none: all in JSON and CSV, the key ones in the text.
 * Errors: BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_sweep_report_start(const bk_sweep *sweep, const bk_scenario *scenario,
                                              bk_form form, int32_t team, int32_t replications,
                                              uint64_t seed, const bk_report_options *options,
                                              bk_byte_sink sink, void *context,
                                              bk_sweep_report **out);

/* A bk_sweep_sink; context is the report. */
BK_MUST_CHECK bk_status bk_sweep_report_point(void *context, int32_t point,
                                              const bk_scenario *scenario, const bk_result *result);

/* Ends and frees the report; returns the first error. NULL is BK_OK. */
BK_MUST_CHECK bk_status bk_sweep_report_end(bk_sweep_report *report);

#ifdef __cplusplus
}
#endif
#endif
