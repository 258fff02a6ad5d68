/* arms.h - several scenarios simulated in one go, under the same luck: what every question is made
 * of.
 *
 * An arm is a scenario and the replications wanted of it. Jobs go by replication, then arm, so that
 * a stop in the middle leaves arms that can still be compared. An arm's result depends on the
 * scenario, the seed and the numbers of its replications alone: not on the other arms, the order,
 * the threads, or what a keeper gave back.
 */
#ifndef BK_EXPERIMENT_ARMS_H
#define BK_EXPERIMENT_ARMS_H

#include "experiment/result.h"

typedef struct {
    const bk_scenario *scenario;
    int32_t first;        /* number of the first replication; as before when result is extended */
    int32_t replications; /* wanted, in all */
    bk_result *result;    /* NULL: made here; else what it holds stays and the rest is added.
                             The caller's to destroy, also after an error. */
} bk_arm;

/* Simulates what is missing. options->replications is not looked at; the seed is that of the
 * options, else of the first arm's scenario, and the same for all. Progress counts jobs.
 * Errors: as bk_run, said in err. After BK_ERR_CANCELLED the results hold what was finished. */
BK_MUST_CHECK bk_status bk_arms_run(int32_t n, bk_arm *arm, const bk_run_options *options,
                                    bk_error *err);

/* Destroys the results and leaves NULL. */
void bk_arms_clear(int32_t n, bk_arm *arm);

/* The fewest replications that every arm has finished. */
int32_t bk_arms_replications(int32_t n, const bk_arm *arm);

/* Options within range, or BK_ERR_USAGE said in err. */
BK_MUST_CHECK bk_status bk_run_options_check(const bk_run_options *options, bk_error *err);

#endif
