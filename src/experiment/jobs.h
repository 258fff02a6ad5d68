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

typedef struct bk_pool bk_pool;

/* Some of the bytes of a slot. */
typedef struct {
    void *at;
    int64_t bytes;
} bk_span;

enum { BK_SPANS_MOST = 4 };

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
    /* For carriers (carrier.h), else NULL: where work leaves what accept takes, the same sizes for
     * every slot and job; returns how many spans. */
    int32_t (*spans)(void *context, int32_t slot, bk_span out[BK_SPANS_MOST]);
    void *context;
    /* For workers elsewhere, or NULL: called about every millisecond by the calling thread, and may
     * use the pool; false ends the carrying once no job is in hand here. */
    bool (*outside)(void *outsider, bk_pool *pool);
    void *outsider;
} bk_jobs;

/* Carries all jobs. Errors: BK_ERR_CANCELLED when progress said so; BK_ERR_MEMORY when a thread or
 * its lock could not be had, or whatever a job's work or accept returned; what was accepted until
 * then stands. */
BK_MUST_CHECK bk_status bk_jobs_run(const bk_jobs *jobs);

/* What `outside` may do: take a job that may be begun now (-1: none), hand in one whose slot (job
 * modulo ahead) it has filled, give up, and ask whether jobs are still wanted. */
int64_t bk_pool_take(bk_pool *pool);
void bk_pool_hand_in(bk_pool *pool, int64_t job);
void bk_pool_fail(bk_pool *pool, bk_status status);
bool bk_pool_is_over(bk_pool *pool);
bk_status bk_pool_status(bk_pool *pool);

/* Processors to use. */
int32_t bk_jobs_processors(void);

#endif
