#include "experiment/merge.h"

#include <math.h>
#include <string.h>

bk_status bk_merge_start(const bk_plans *plans, bk_result *result, bk_merge *out)
{
    *out = (bk_merge){.plans = plans, .result = result};
    out->next_job = result->only < 0 ? 0 : plans->row[result->only].first_job;
    out->lines = result->series ? 1 + plans->weeks : 1;
    int64_t n = out->lines * result->n_measures;
    out->sum = bk_arena_alloc(&out->arena, n, sizeof *out->sum);
    out->count = bk_arena_alloc(&out->arena, n, sizeof *out->count);
    out->office = bk_arena_alloc(&out->arena, n, sizeof *out->office);
    out->all = bk_arena_alloc(&out->arena, n, sizeof *out->all);
    int64_t watched = (int64_t)result->n_batches * BK_WATCH_COUNT;
    out->watch = bk_arena_alloc(&out->arena, watched, sizeof *out->watch);
    out->watch_count = bk_arena_alloc(&out->arena, watched, sizeof *out->watch_count);
    if (out->sum != NULL && out->count != NULL && out->office != NULL && out->all != NULL &&
        out->watch != NULL && out->watch_count != NULL)
        return BK_OK;
    bk_merge_clear(out);
    return BK_ERR_MEMORY;
}

void bk_merge_clear(bk_merge *merge)
{
    bk_arena_clear(&merge->arena);
    *merge = (bk_merge){0};
}

/* The measures of line 0 (the window) or week line - 1 of a scope in the replication at hand. */
static double *values_at(const bk_merge *g, const bk_replication *into, int32_t scope, int64_t line)
{
    const bk_result *r = g->result;
    if (line == 0) return into->value + (int64_t)scope * r->n_measures;
    return into->by_week + ((int64_t)scope * r->weeks + line - 1) * r->n_measures;
}

static double mean_of(double sum, int32_t count)
{
    return count > 0 ? sum / (double)count : (double)NAN;
}

static void close_watch(bk_merge *g, const bk_replication *into, int32_t row)
{
    int64_t n = (int64_t)g->result->n_batches * BK_WATCH_COUNT;
    if (into->watch == NULL) return;
    for (int64_t i = 0; i < n; i++)
        into->watch[row * n + i] = mean_of(g->watch[i], g->watch_count[i]);
    memset(g->watch, 0, sizeof *g->watch * (size_t)n);
    memset(g->watch_count, 0, sizeof *g->watch_count * (size_t)n);
}

static void close_row(bk_merge *g, const bk_replication *into, int32_t row)
{
    int32_t n = g->result->n_measures;
    for (int64_t line = 0; line < g->lines; line++) {
        double *value = values_at(g, into, row, line);
        for (int32_t i = 0; i < n; i++)
            value[i] = mean_of(g->sum[line * n + i], g->count[line * n + i]);
    }
    memset(g->sum, 0, sizeof *g->sum * (size_t)(g->lines * n));
    memset(g->count, 0, sizeof *g->count * (size_t)(g->lines * n));
    close_watch(g, into, row);
}

static void close_pool(bk_merge *g, const bk_replication *into, bk_ratio *pool, int32_t scope)
{
    int32_t n = g->result->n_measures;
    for (int64_t line = 0; line < g->lines; line++) {
        double *value = values_at(g, into, scope, line);
        for (int32_t i = 0; i < n; i++)
            value[i] = bk_ratio_value(&g->plans->measures->measure[i], pool[line * n + i]);
    }
    memset(pool, 0, sizeof *pool * (size_t)(g->lines * n));
}

static void add_line(bk_merge *g, int64_t line, const bk_ratio *ratio)
{
    int32_t n = g->result->n_measures;
    for (int32_t i = 0; i < n; i++) {
        int64_t at = line * n + i;
        double value = bk_ratio_value(&g->plans->measures->measure[i], ratio[i]);
        if (!isnan(value)) {
            g->sum[at] += value;
            g->count[at]++;
        }
        g->office[at].numerator += ratio[i].numerator;
        g->office[at].denominator += ratio[i].denominator;
        g->all[at].numerator += ratio[i].numerator;
        g->all[at].denominator += ratio[i].denominator;
    }
}

static void add_watch(bk_merge *g, const bk_ratio *watch)
{
    int64_t n = (int64_t)g->result->n_batches * BK_WATCH_COUNT;
    for (int64_t i = 0; i < n; i++) {
        if (watch[i].denominator <= 0.0) continue;
        g->watch[i] += watch[i].numerator / watch[i].denominator;
        g->watch_count[i]++;
    }
}

/* One row alone: every other scope does not exist. */
static void leave_the_others_out(bk_merge *g, const bk_replication *into)
{
    bk_result *r = g->result;
    int64_t watched = (int64_t)r->n_batches * BK_WATCH_COUNT;
    for (int32_t scope = 0; scope < r->scopes; scope++) {
        if (scope == r->only) continue;
        for (int64_t line = 0; line < g->lines; line++) {
            double *value = values_at(g, into, scope, line);
            for (int32_t m = 0; m < r->n_measures; m++) value[m] = (double)NAN;
        }
        for (int64_t k = 0; into->watch != NULL && scope < r->n_rows && k < watched; k++)
            into->watch[scope * watched + k] = (double)NAN;
    }
    memset(g->office, 0, sizeof *g->office * (size_t)(g->lines * r->n_measures));
    memset(g->all, 0, sizeof *g->all * (size_t)(g->lines * r->n_measures));
    g->next_job = g->plans->row[r->only].first_job;
}

bool bk_merge_add(bk_merge *g, int32_t i, const bk_outcome *outcome)
{
    const bk_plans *plans = g->plans;
    bk_result *result = g->result;
    bk_replication into = bk_result_replication(result, i);
    int64_t job = g->next_job;
    int32_t row = bk_plans_row_of(plans, job);
    g->next_job = (job + 1) % plans->jobs;

    bool first = job == (result->only < 0 ? 0 : plans->row[result->only].first_job);
    if (first) memset(into.events, 0, sizeof *into.events * BK_EVENT_COUNT);
    add_line(g, 0, outcome->ratio);
    for (int64_t line = 1; line < g->lines; line++)
        add_line(g, line, outcome->week + (line - 1) * result->n_measures);
    if (into.watch != NULL) add_watch(g, outcome->watch);
    for (int32_t k = 0; k < BK_EVENT_COUNT; k++) into.events[k] += outcome->events[k];

    bool row_done = job + 1 == plans->row[row].first_job + plans->row[row].copies;
    if (!row_done) return false;
    close_row(g, &into, row);
    if (result->only >= 0) {
        leave_the_others_out(g, &into);
        bk_result_close(result, i);
        return true;
    }
    int32_t office = plans->row[row].office;
    bool last_row = row + 1 == plans->n_rows;
    if (last_row || plans->row[row + 1].office != office)
        close_pool(g, &into, g->office, result->n_rows + office);
    if (!last_row) return false;
    close_pool(g, &into, g->all, result->scopes - 1);
    bk_result_close(result, i);
    return true;
}
