/* office.h - offices for tests: a scenario in which nothing happens, run and held against theory.
 *
 * `[conditions.still]` has weeks of 2400 minutes, no follow-ups, no inbox and no measures; the
 * clients of STILL have no domains, no duties, no reason to fail and never leave. A test writes
 * `[conditions.x]` with `inherits = "still"` and what it is about, its offices, and overrides for
 * keys of the clients. Everything fails the test with the reader's own words when it is refused.
 */
#ifndef BK_TESTS_OFFICE_H
#define BK_TESTS_OFFICE_H

#include "blikk/blikk.h"
#include "experiment/plans.h"
#include "stats/moments.h"
#include "support/support.h"

/* Minutes in a week of `[conditions.still]`. */
#define WEEK_MINUTES 2400.0

/* What each check may be wrong by chance; bounds follow from it by Student's t. */
#define FALSE_ALARM 1e-8

typedef struct {
    int32_t weeks, warmup_weeks;
    const char *rest; /* TOML behind the still office */
    int32_t n_overrides;
    const bk_override *overrides;
} office_plan;

/* The still office with a plan's additions. To be given to bk_scenario_destroy. */
bk_scenario *office_scenario(const office_plan *plan);

/* A scenario file; the path is from the project's top folder. */
bk_scenario *office_file(const char *path, int32_t n_overrides, const bk_override *overrides);

/* The project's top folder: where the runner says it is, else where the test was built from. */
const char *office_root(void);

/* A run, on two threads. */
typedef struct {
    bk_scenario *scenario;
    bk_result *result;
    int32_t team;     /* row that the checks read */
    double precision; /* largest relative standard error that a check accepts; 0: 0.01 */
} office_run;

/* Takes the scenario over. More replications in ./test long, four times as many. */
office_run office_run_of(bk_scenario *scenario, int32_t replications, uint64_t seed);
void office_close(office_run *run);

/* Mean and standard error of factor x a measure over the replications. */
typedef struct {
    double mean, error;
    int32_t n;
} office_figure;
office_figure office_figure_of(const office_run *run, const char *id, double factor);

/* Fails unless the mean is within the t bound of FALSE_ALARM from expected, with a standard error
 * of at most `precision` of it (so that a pass says something). Tells every comparison. */
void office_check(const char *what, office_figure figure, double expected, double precision);

/* factor x the measure of the run's team equals expected. */
void office_expect(const office_run *run, const char *id, double factor, double expected);

/* One team simulated directly, with a listener: to see what results do not hold. Takes the
 * scenario over. */
typedef struct {
    bk_scenario *scenario;
    bk_plans plans;
    bk_sim sim;
    bk_outcome outcome;
} office_closely;
office_closely office_closely_of(bk_scenario *scenario);
void office_begin(office_closely *o, uint64_t seed, int32_t replication,
                  const bk_storyteller *teller);
void office_advance(office_closely *o, int32_t week);
/* To the end; then a measure's value in this run. */
void office_finish(office_closely *o);
double office_value(const office_closely *o, const char *id);
void office_leave(office_closely *o);

#endif
