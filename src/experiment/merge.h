/* merge.h - outcomes of jobs into a result, strictly in the order of jobs.
 *
 * A row's value in a replication is the mean over its copies; an office and all teams together
 * are pooled: ratios of the sums over every copy. Because jobs come in a fixed order, the bytes do
 * not depend on who simulated them.
 */
#ifndef BK_EXPERIMENT_MERGE_H
#define BK_EXPERIMENT_MERGE_H

#include "experiment/result.h"

typedef struct {
    const bk_plans *plans;
    bk_result *result;
    int64_t next_job; /* of the replication at hand, as bk_plans numbers them */
    bk_arena arena;
    double *sum;      /* [lines x n_measures] over the copies of the row at hand */
    int32_t *count;   /* likewise: copies in which the measure exists */
    bk_ratio *office; /* likewise, pooled */
    bk_ratio *all;
    int64_t lines;        /* 1 for the window, and one a week when there are series */
    double *watch;        /* [n_batches x BK_WATCH_COUNT] over the copies of the row at hand */
    int32_t *watch_count; /* likewise */
} bk_merge;

/* Errors: BK_ERR_MEMORY, *out is empty. */
BK_MUST_CHECK bk_status bk_merge_start(const bk_plans *plans, bk_result *result, bk_merge *out);
void bk_merge_clear(bk_merge *merge);

/* Takes in the outcome of job merge->next_job of replication i of the result, and goes on to the
 * next. True when that made the replication whole; it is closed. */
bool bk_merge_add(bk_merge *merge, int32_t i, const bk_outcome *outcome);

#endif
