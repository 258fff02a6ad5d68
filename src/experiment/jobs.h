/* jobs.h - threads that carry jobs: any order of doing, one order of handing in.
 *
 * Jobs 0 .. n-1 are taken one at a time by worker threads; results are handed to `accept` strictly
 * in the order of jobs, by one thread at a time. A worker that is far ahead of the slowest waits,
 * so memory does not grow with the number of jobs.
 */
#ifndef BK_EXPERIMENT_JOBS_H
#define BK_EXPERIMENT_JOBS_H

#include "base/check.h"

#include <stdatomic.h>

typedef struct {
    int64_t n_jobs;
    int32_t threads; /* at least 1 */
    int32_t ahead;   /* slots: jobs that may be done or in hand and not handed in, > threads */

    /* Does job into slot, as worker; *stop becomes true when the answer is not wanted any more. */
    bk_status (*work)(void *context, int32_t worker, int64_t job, int32_t slot, atomic_bool *stop);
    /* Takes in what work left in slot. */
    bk_status (*accept)(void *context, int64_t job, int32_t slot);
    /* Called now and then by the calling thread; false stops. May be NULL. */
    bool (*progress)(void *context, int64_t done);
    void *context;
} bk_jobs;

/* Carries all jobs. Errors: BK_ERR_CANCELLED when progress said so; BK_ERR_MEMORY when a thread or
 * its lock could not be had, or whatever a job's work or accept returned; what was accepted until
 * then stands. */
BK_MUST_CHECK bk_status bk_jobs_run(const bk_jobs *jobs);

/* Processors to use. */
int32_t bk_jobs_processors(void);

#endif
