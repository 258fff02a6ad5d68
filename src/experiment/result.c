#include "experiment/result.h"

#include "base/check.h"
#include "stats/intervals.h"
#include "stats/quantiles.h"

#include <math.h>

bk_result *bk_result_create(const bk_plans *plans, int32_t first, uint64_t seed, bool series)
{
    bk_result *r = bk_alloc(1, sizeof *r);
    if (r == NULL) return NULL;
    r->first = first;
    r->seed = seed;
    r->only = -1;
    r->series = series;
    r->n_rows = plans->n_rows;
    r->n_offices = plans->n_offices;
    r->n_measures = plans->measures->count;
    r->weeks = plans->weeks;
    r->scopes = r->n_rows + r->n_offices + 1;
    r->n_batches = plans->weeks / BK_WATCH_WEEKS;
    return r;
}

/* Sizes of one replication's part of each array. */
static int64_t values_of(const bk_result *r)
{
    return (int64_t)r->scopes * r->n_measures;
}

static int64_t watch_of(const bk_result *r)
{
    return (int64_t)r->n_rows * r->n_batches * BK_WATCH_COUNT;
}

static bk_status grow(void *array, int64_t from, int64_t to, int64_t each, size_t size)
{
    void **at = array;
    return bk_realloc(at, from * each, to * each, size);
}

static int32_t watched(int32_t replications)
{
    return replications < BK_WATCHED_REPLICATIONS ? replications : BK_WATCHED_REPLICATIONS;
}

bk_status bk_result_reserve(bk_result *r, int32_t replications)
{
    int32_t room = r->room;
    if (replications <= room) return BK_OK;
    BK_TRY(grow(&r->present, room, replications, 1, sizeof *r->present));
    BK_TRY(grow(&r->value, room, replications, values_of(r), sizeof *r->value));
    if (r->series)
        BK_TRY(grow(&r->by_week, room, replications, values_of(r) * r->weeks, sizeof *r->by_week));
    BK_TRY(grow(&r->events, room, replications, BK_EVENT_COUNT, sizeof *r->events));
    BK_TRY(grow(&r->watch, watched(room), watched(replications), watch_of(r), sizeof *r->watch));
    r->room = replications;
    return BK_OK;
}

bk_replication bk_result_replication(const bk_result *r, int32_t i)
{
    BK_ASSERT(i >= 0 && i < r->room);
    return (bk_replication){
        .value = r->value + i * values_of(r),
        .by_week = r->series ? r->by_week + i * values_of(r) * r->weeks : NULL,
        .watch = i < BK_WATCHED_REPLICATIONS ? r->watch + i * watch_of(r) : NULL,
        .events = r->events + (int64_t)i * BK_EVENT_COUNT,
    };
}

void bk_result_close(bk_result *r, int32_t i)
{
    BK_ASSERT(i >= 0 && i < r->room && !r->present[i]);
    r->present[i] = true;
    r->made++;
    while (r->replications < r->room && r->present[r->replications]) r->replications++;
}

void bk_result_destroy(bk_result *result)
{
    if (result == NULL) return;
    bk_free(result->present);
    bk_free(result->value);
    bk_free(result->by_week);
    bk_free(result->watch);
    bk_free(result->events);
    bk_free(result);
}

int32_t bk_result_replications(const bk_result *result)
{
    return result->replications;
}

int32_t bk_result_made(const bk_result *result)
{
    return result->made;
}

int32_t bk_result_recalled(const bk_result *result)
{
    return result->recalled;
}

uint64_t bk_result_seed(const bk_result *result)
{
    return result->seed;
}

double bk_result_seconds(const bk_result *result)
{
    return result->seconds;
}

void bk_result_note_seconds(bk_result *result, double seconds)
{
    result->seconds = seconds;
}

static int32_t scope_index(const bk_result *r, bk_scope scope, int32_t index)
{
    int32_t n = scope == BK_SCOPE_TEAM ? r->n_rows : scope == BK_SCOPE_OFFICE ? r->n_offices : 1;
    BK_ASSERT(index >= 0 && index < n);
    if (scope == BK_SCOPE_TEAM) return index;
    return scope == BK_SCOPE_OFFICE ? r->n_rows + index : r->scopes - 1;
}

bool bk_result_value(const bk_result *result, bk_scope scope, int32_t index, int32_t measure,
                     int32_t replication, double *out)
{
    BK_ASSERT(replication >= 0 && replication < result->replications);
    BK_ASSERT(measure >= 0 && measure < result->n_measures);
    int64_t row = (int64_t)replication * result->scopes + scope_index(result, scope, index);
    double value = result->value[row * result->n_measures + measure];
    if (isnan(value)) return false;
    *out = value;
    return true;
}

void bk_result_values(const bk_result *result, bk_scope scope, int32_t index, int32_t measure,
                      double *out)
{
    for (int32_t i = 0; i < result->replications; i++)
        if (!bk_result_value(result, scope, index, measure, i, &out[i])) out[i] = (double)NAN;
}

bk_estimate bk_result_estimate(const bk_result *result, bk_scope scope, int32_t index,
                               int32_t measure)
{
    /* The same two passes as stats/intervals.h, straight over the strided values. */
    int32_t n = 0;
    double sum = 0.0, squares = 0.0, value;
    for (int32_t i = 0; i < result->replications; i++)
        if (bk_result_value(result, scope, index, measure, i, &value)) {
            sum += value;
            n++;
        }
    if (n == 0) return (bk_estimate){0};

    double mean = sum / (double)n;
    for (int32_t i = 0; i < result->replications; i++)
        if (bk_result_value(result, scope, index, measure, i, &value))
            squares += (value - mean) * (value - mean);
    bk_interval interval = bk_interval_from(n, mean, squares);
    return (bk_estimate){.mean = mean,
                         .low = interval.low,
                         .high = interval.high,
                         .n = n,
                         .has_interval = interval.has_interval};
}

bool bk_result_has_series(const bk_result *result)
{
    return result->by_week != NULL;
}

/* Quantiles of replications; up to this many are sorted without asking for memory. */
enum { SORTED_IN_PLACE = 4096 };

bk_week_estimate bk_result_week(const bk_result *result, bk_scope scope, int32_t index,
                                int32_t measure, int32_t week)
{
    BK_ASSERT(result->by_week != NULL && week >= 0 && week < result->weeks);
    BK_ASSERT(measure >= 0 && measure < result->n_measures);
    double few[SORTED_IN_PLACE];
    bool many = result->replications > SORTED_IN_PLACE;
    double *values = many ? bk_alloc(result->replications, sizeof *values) : few;
    if (values == NULL) return (bk_week_estimate){0};

    int32_t n = 0;
    double sum = 0.0;
    for (int32_t i = 0; i < result->replications; i++) {
        int64_t row = (int64_t)i * result->scopes + scope_index(result, scope, index);
        double v = result->by_week[(row * result->weeks + week) * result->n_measures + measure];
        if (isnan(v)) continue;
        values[n++] = v;
        sum += v;
    }
    bk_week_estimate e = {.n = n};
    if (n > 0) {
        bk_sort(values, n);
        e.mean = sum / (double)n;
        e.q05 = bk_quantile_sorted(values, n, 0.05);
        e.q25 = bk_quantile_sorted(values, n, 0.25);
        e.q50 = bk_quantile_sorted(values, n, 0.50);
        e.q75 = bk_quantile_sorted(values, n, 0.75);
        e.q95 = bk_quantile_sorted(values, n, 0.95);
    }
    if (many) bk_free(values);
    return e;
}

int64_t bk_result_events_of(const bk_result *result, int32_t kind)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < result->replications; i++)
        sum += result->events[(int64_t)i * BK_EVENT_COUNT + kind];
    return sum;
}

int64_t bk_result_events(const bk_result *result)
{
    int64_t sum = 0;
    for (int32_t k = 0; k < BK_EVENT_COUNT; k++) sum += bk_result_events_of(result, k);
    return sum;
}

int32_t bk_event_kind_count(void)
{
    return BK_EVENT_COUNT;
}

const char *bk_event_kind_id(int32_t kind)
{
    static const char *const ID[BK_EVENT_COUNT] = {
#define BK_EVENT(name, id) id,
#include "model/events.def"
#undef BK_EVENT
    };
    return ID[kind];
}
