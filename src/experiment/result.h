/* result.h - what all replications gave: one value per replication, whose and measure.
 *
 * Values lie by replication, then scope (teams, offices, all), then measure; nan where a measure
 * does not exist. Nothing here knows threads: merge.h fills it. Replications may be filled in any
 * order; those that are read out are the first ones without a gap.
 */
#ifndef BK_EXPERIMENT_RESULT_H
#define BK_EXPERIMENT_RESULT_H

#include "experiment/plans.h"

/* The first replications are watched from week 0 on, to judge the warm-up by. */
enum { BK_WATCHED_REPLICATIONS = 10 };

struct bk_result {
    int32_t first;        /* number of the first replication */
    int32_t replications; /* finished from the first on, without a gap */
    int32_t made;         /* finished, in all */
    int32_t recalled;     /* of these, taken from a keeper */
    int32_t room;         /* replications there is room for */
    uint64_t seed;
    double seconds;
    int32_t n_rows, n_offices, n_measures, weeks;
    int32_t scopes;    /* n_rows + n_offices + 1 */
    int32_t n_batches; /* of BK_WATCH_WEEKS weeks */
    int32_t only;      /* the one row that is simulated, or -1: all of them */
    bool series;
    bool *present;   /* [room] */
    double *value;   /* [room x scopes x n_measures] */
    double *by_week; /* [room x scopes x weeks x n_measures], or NULL */
    double *watch;   /* [the first BK_WATCHED_REPLICATIONS x n_rows x n_batches x BK_WATCH_COUNT] */
    int64_t *events; /* [room x BK_EVENT_COUNT] */
};

/* One replication's part of a result. */
typedef struct {
    double *value;   /* [scopes x n_measures] */
    double *by_week; /* [scopes x weeks x n_measures], or NULL */
    double *watch;   /* [n_rows x n_batches x BK_WATCH_COUNT], or NULL: not watched */
    int64_t *events; /* [BK_EVENT_COUNT] */
} bk_replication;

/* An empty result of every row, whose replications are numbered from first on. NULL when there is
 * no memory. */
bk_result *bk_result_create(const bk_plans *plans, int32_t first, uint64_t seed, bool series);

/* Room for that many replications; what is there stays. Errors: BK_ERR_MEMORY, nothing changed. */
BK_MUST_CHECK bk_status bk_result_reserve(bk_result *result, int32_t replications);

/* Where replication number i, counted from result->first, lies. Needs: i < room. */
bk_replication bk_result_replication(const bk_result *result, int32_t i);

/* Says that replication i is filled. */
void bk_result_close(bk_result *result, int32_t i);

/* One measure of all finished replications, nan where it does not exist; out has room for
 * result->replications. */
void bk_result_values(const bk_result *result, bk_scope scope, int32_t index, int32_t measure,
                      double *out);

#endif
