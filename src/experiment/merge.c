#include "experiment/merge.h"

#include <math.h>
#include <string.h>

bk_status bk_merge_start(const bk_plans *plans, bk_result *result, bk_merge *out)
{
    *out = (bk_merge){.plans = plans, .result = result};
    out->lines = result->by_week == NULL ? 1 : 1 + plans->weeks;
    int64_t n = out->lines * result->n_measures;
    out->sum = bk_arena_alloc(&out->arena, n, sizeof *out->sum);
    out->count = bk_arena_alloc(&out->arena, n, sizeof *out->count);
    out->office = bk_arena_alloc(&out->arena, n, sizeof *out->office);
    out->all = bk_arena_alloc(&out->arena, n, sizeof *out->all);
    if (out->sum != NULL && out->count != NULL && out->office != NULL && out->all != NULL)
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
static double *values_at(bk_merge *g, int32_t scope, int64_t line)
{
    bk_result *r = g->result;
    int64_t row = (int64_t)r->replications * r->scopes + scope;
    if (line == 0) return r->value + row * r->n_measures;
    return r->by_week + (row * r->weeks + line - 1) * r->n_measures;
}

static void close_row(bk_merge *g, int32_t row)
{
    int32_t n = g->result->n_measures;
    for (int64_t line = 0; line < g->lines; line++) {
        double *value = values_at(g, row, line);
        for (int32_t i = 0; i < n; i++) {
            int64_t at = line * n + i;
            value[i] = g->count[at] > 0 ? g->sum[at] / (double)g->count[at] : (double)NAN;
        }
    }
    memset(g->sum, 0, sizeof *g->sum * (size_t)(g->lines * n));
    memset(g->count, 0, sizeof *g->count * (size_t)(g->lines * n));
}

static void close_pool(bk_merge *g, bk_ratio *pool, int32_t scope)
{
    int32_t n = g->result->n_measures;
    for (int64_t line = 0; line < g->lines; line++) {
        double *value = values_at(g, scope, line);
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

void bk_merge_add(bk_merge *g, const bk_outcome *outcome)
{
    const bk_plans *plans = g->plans;
    bk_result *result = g->result;
    int64_t job = g->next_job++ % plans->jobs;
    int32_t row = bk_plans_row_of(plans, job);

    add_line(g, 0, outcome->ratio);
    for (int64_t line = 1; line < g->lines; line++)
        add_line(g, line, outcome->week + (line - 1) * result->n_measures);
    for (int32_t k = 0; k < BK_EVENT_COUNT; k++) result->events[k] += outcome->events[k];

    bool row_done = job + 1 == plans->row[row].first_job + plans->row[row].copies;
    if (!row_done) return;
    close_row(g, row);
    int32_t office = plans->row[row].office;
    bool last_row = row + 1 == plans->n_rows;
    if (last_row || plans->row[row + 1].office != office)
        close_pool(g, g->office, result->n_rows + office);
    if (!last_row) return;
    close_pool(g, g->all, result->scopes - 1);
    result->replications++;
}
