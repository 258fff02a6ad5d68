/* carrier.h - who carries jobs when one process is not enough: what bk_arms_run asks of it.
 *
 * Every rank runs the same program on the same scenarios and comes to the same questions in the
 * same order. Rank 0 alone has the keeper, takes in outcomes in the order of jobs and prints; what
 * it came to is then shared, so that all ranks go on alike. Which rank did what changes no byte.
 */
#ifndef BK_EXPERIMENT_CARRIER_H
#define BK_EXPERIMENT_CARRIER_H

#include "blikk/blikk.h"
#include "experiment/jobs.h"

struct bk_carrier {
    void *self;
    /* Slots that jobs->ahead must give, when this rank has that many threads. */
    int32_t (*ahead)(void *self, int32_t threads);
    /* Called by every rank with the same jobs; returns when all are taken in by rank 0, whose
     * accept alone is called. Errors: as bk_jobs_run. */
    bk_status (*carry)(void *self, const bk_jobs *jobs);
    /* The first rank's status that is not BK_OK, on every rank. */
    bk_status (*agree)(void *self, bk_status mine);
    /* Rank 0's bytes to all. Errors: BK_ERR_CANCELLED when the ranks have lost each other. */
    bk_status (*share)(void *self, void *bytes, int64_t n);
    /* After a carry that was stopped, on rank 0: jobs that other ranks had in hand. */
    int32_t (*lost)(void *self, int32_t most, int64_t job[], int32_t rank[]);
};

#endif
