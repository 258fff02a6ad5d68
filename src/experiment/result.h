/* result.h - what all replications gave: one value per replication, whose and measure.
 *
 * Values lie by replication, then scope (teams, offices, all), then measure; nan where a measure
 * does not exist. Nothing here knows threads: merge.h fills it in the order of replications.
 */
#ifndef BK_EXPERIMENT_RESULT_H
#define BK_EXPERIMENT_RESULT_H

#include "experiment/plans.h"

struct bk_result {
    int32_t replications; /* finished */
    uint64_t seed;
    double seconds;
    int32_t n_rows, n_offices, n_measures, weeks;
    int32_t scopes;  /* n_rows + n_offices + 1 */
    double *value;   /* [replications x scopes x n_measures] */
    double *by_week; /* [replications x scopes x weeks x n_measures], or NULL */
    int64_t events[BK_EVENT_COUNT];
};

/* An empty result with room for that many replications. NULL when there is no memory. */
bk_result *bk_result_create(const bk_plans *plans, int32_t replications, uint64_t seed,
                            bool series);

#endif
