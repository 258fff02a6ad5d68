#include "store/keeping.h"

#include "base/buffer.h"
#include "scenario/scenario.h"
#include "store/parts.h"
#include "store/runs.h"

#include <math.h>
#include <string.h>

/* A run that is being simulated: which row of the file is which place of the result. */
typedef struct bk_handle {
    bk_arena arena;
    int64_t run;
    int32_t scopes, n_measures, n_rows, weeks, n_batches;
    int64_t *scope_id;   /* [scopes] */
    int64_t *measure_id; /* [n_measures] */
    int64_t n_scope_ids, n_measure_ids;
    int32_t *scope_of;      /* [n_scope_ids] place of an id in the result, -1 for none */
    int32_t *measure_of;    /* [n_measure_ids] */
    int32_t n_series;       /* measures that have a series */
    int32_t *series;        /* [n_series] their places */
    const char *series_ids; /* with a comma between */
} handle;

static bk_status no_memory(bk_error *err)
{
    return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
}

/* ---- begin ---- */

/* Teams of the same office and conditions are told apart by their number among them. */
static int64_t nth_of(const bk_scenario *scenario, int32_t row)
{
    int64_t nth = 1;
    bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
    for (int32_t i = row - 1; i >= 0; i--) {
        if (bk_scenario_team_office(scenario, i) != bk_scenario_team_office(scenario, row)) break;
        bk_team_info other = bk_scenario_team(scenario, i, BK_EN);
        if (strcmp(other.conditions, team.conditions) == 0) nth++;
    }
    return nth;
}

static bk_status find_scopes(bk_store *store, const bk_scenario *scenario, bool put, handle *h,
                             bk_error *err)
{
    for (int32_t row = 0; row < h->n_rows; row++) {
        bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
        BK_TRY(bk_scope_id(store, "team", team.office, team.conditions, nth_of(scenario, row), put,
                           &h->scope_id[row], err));
    }
    int32_t offices = bk_scenario_office_count(scenario);
    for (int32_t i = 0; i < offices; i++)
        BK_TRY(bk_scope_id(store, "office", bk_scenario_office(scenario, i), "", 1, put,
                           &h->scope_id[h->n_rows + i], err));
    return bk_scope_id(store, "all", "", "", 1, put, &h->scope_id[h->scopes - 1], err);
}

static bk_status find_measures(bk_store *store, const bk_scenario *scenario, bool put, handle *h,
                               bk_error *err)
{
    bk_buffer ids = {0};
    for (int32_t i = 0; i < h->n_measures; i++) {
        bk_measure_info info = bk_scenario_measure(scenario, i, BK_EN);
        bk_status status = bk_measure_id(store, info.id, info.unit, put, &h->measure_id[i], err);
        if (status != BK_OK) bk_buffer_clear(&ids);
        BK_TRY(status);
        if (!info.by_week) continue;
        if (h->n_series > 0) bk_buffer_text(&ids, ",");
        bk_buffer_text(&ids, info.id);
        h->series[h->n_series++] = i;
    }
    bool fine = bk_buffer_status(&ids) == BK_OK;
    if (fine) h->series_ids = bk_arena_text(&h->arena, bk_buffer_chars(&ids), ids.length);
    bk_buffer_clear(&ids);
    return fine && h->series_ids != NULL ? BK_OK : no_memory(err);
}

/* Turns ids round: from id to place. */
static bk_status turn(const bk_store *store, bk_arena *arena, const int64_t *id, int32_t n,
                      int32_t **out, int64_t *n_out, bk_error *err)
{
    int64_t most = 0;
    for (int32_t i = 0; i < n; i++) {
        if (id[i] < 0 || id[i] > BK_IDS_MOST) return bk_db_damaged(store, err);
        most = id[i] > most ? id[i] : most;
    }
    *out = bk_arena_alloc(arena, most + 1, sizeof **out);
    if (*out == NULL) return no_memory(err);
    *n_out = most + 1;
    for (int64_t i = 0; i <= most; i++) (*out)[i] = -1;
    for (int32_t i = 0; i < n; i++) (*out)[id[i]] = i;
    return BK_OK;
}

static bk_status fill_handle(bk_store *store, const bk_scenario *scenario, bool put, handle *h,
                             bk_error *err)
{
    h->n_series = 0;
    h->scope_id = bk_arena_alloc(&h->arena, h->scopes, sizeof *h->scope_id);
    h->measure_id = bk_arena_alloc(&h->arena, h->n_measures, sizeof *h->measure_id);
    h->series = bk_arena_alloc(&h->arena, h->n_measures, sizeof *h->series);
    if (h->scope_id == NULL || h->measure_id == NULL || h->series == NULL) return no_memory(err);
    BK_TRY(find_scopes(store, scenario, put, h, err));
    BK_TRY(find_measures(store, scenario, put, h, err));
    BK_TRY(turn(store, &h->arena, h->scope_id, h->scopes, &h->scope_of, &h->n_scope_ids, err));
    return turn(store, &h->arena, h->measure_id, h->n_measures, &h->measure_of, &h->n_measure_ids,
                err);
}

static void take_line(void *context, const char *line)
{
    bk_buffer_text(context, line);
    bk_buffer_text(context, "\n");
}

static bk_status scenario_text(const bk_scenario *scenario, bk_buffer *out, bk_error *err)
{
    bk_status status = bk_scenario_write(scenario, take_line, out);
    if (status == BK_OK) status = bk_buffer_status(out);
    if (status == BK_OK) return BK_OK;
    bk_buffer_clear(out);
    return no_memory(err);
}

/* The scenario's text and the run's row; the text of the last run stands, since titles, seed and
 * replications are no part of the hash. */
static bk_status put_run(bk_store *store, const bk_scenario *scenario, const bk_run_key *key,
                         int64_t *run, bk_error *err)
{
    bk_buffer toml = {0};
    BK_TRY(scenario_text(scenario, &toml, err));
    bk_scenario_row row = {.hash = key->scenario,
                           .title_nb = bk_scenario_title(scenario, BK_NB),
                           .title_en = bk_scenario_title(scenario, BK_EN),
                           .weeks = bk_scenario_weeks(scenario),
                           .warmup_weeks = bk_scenario_warmup_weeks(scenario),
                           .toml = bk_buffer_chars(&toml),
                           .version = bk_version()};
    bk_status status = bk_scenario_row_put(store, &row, err);
    bk_buffer_clear(&toml);
    BK_TRY(status);
    return bk_run_put(store, key, bk_version(), store->time, run, err);
}

static handle *new_handle(const bk_scenario *scenario, const bk_result *result)
{
    handle *h = bk_alloc(1, sizeof *h);
    if (h == NULL) return NULL;
    h->scopes = result->scopes;
    h->n_measures = result->n_measures;
    h->n_rows = result->n_rows;
    h->weeks = result->weeks;
    h->n_batches = result->n_batches;
    BK_ASSERT(h->n_measures == scenario->measures.count);
    return h;
}

static void free_handle(handle *h)
{
    if (h == NULL) return;
    bk_arena_clear(&h->arena);
    bk_free(h);
}

/* Gives the handle a number: the first that is free. */
static bk_status number_handle(bk_store *store, handle *h, int64_t *out, bk_error *err)
{
    for (int64_t i = 0; i < store->n_handles; i++) {
        if (store->handle[i] != NULL) continue;
        store->handle[i] = h;
        *out = i;
        return BK_OK;
    }
    void *grown = store->handle;
    int64_t n = store->n_handles == 0 ? 4 : 2 * store->n_handles;
    if (bk_realloc(&grown, store->n_handles, n, sizeof(handle *)) != BK_OK) return no_memory(err);
    store->handle = grown;
    *out = store->n_handles;
    store->handle[*out] = h;
    store->n_handles = n;
    return BK_OK;
}

/* Whether all of it stands there as it is; then nothing has to be written. */
static bk_status look(bk_store *store, const bk_scenario *scenario, const bk_run_key *key,
                      handle *h, bool *is_there, bk_error *err)
{
    *is_there = false;
    BK_TRY(bk_run_find(store, key, &h->run, err));
    if (h->run == 0) return BK_OK;
    bk_buffer toml = {0};
    BK_TRY(scenario_text(scenario, &toml, err));
    bk_status status =
        bk_scenario_row_same(store, key->scenario, bk_buffer_chars(&toml), is_there, err);
    bk_buffer_clear(&toml);
    if (status != BK_OK || !*is_there) return status;
    BK_TRY(fill_handle(store, scenario, false, h, err));
    for (int32_t i = 0; i < h->scopes; i++) *is_there = *is_there && h->scope_id[i] != 0;
    for (int32_t i = 0; i < h->n_measures; i++) *is_there = *is_there && h->measure_id[i] != 0;
    return BK_OK;
}

static bk_status count_kept(bk_store *store, int64_t run, int64_t *out, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    BK_TRY(bk_db_use(store, BK_SQL_REPLICATION_COUNT, &s, err));
    sqlite3_bind_int64(s, 1, run);
    BK_TRY(bk_db_next(store, s, &row, err));
    *out = row ? sqlite3_column_int64(s, 0) : 0;
    bk_db_leave(s);
    return BK_OK;
}

static bk_status begin_handle(bk_store *store, const bk_scenario *scenario, const bk_result *result,
                              handle *h, int64_t *out, int64_t *kept, bk_error *err)
{
    bk_run_key key = bk_run_key_of(scenario, result->seed, result->only + 1);
    bool is_there;
    BK_TRY(look(store, scenario, &key, h, &is_there, err));
    if (!is_there) {
        BK_TRY(bk_db_begin(store, err));
        bk_status status = put_run(store, scenario, &key, &h->run, err);
        if (status == BK_OK) status = fill_handle(store, scenario, true, h, err);
        BK_TRY(bk_db_end(store, status, err));
    }
    BK_TRY(count_kept(store, h->run, kept, err));
    return number_handle(store, h, out, err);
}

static bk_status begin(void *self, const bk_scenario *scenario, const bk_result *result,
                       int64_t *out, int64_t *kept, bk_error *err)
{
    handle *h = new_handle(scenario, result);
    if (h == NULL) return no_memory(err);
    bk_status status = begin_handle(self, scenario, result, h, out, kept, err);
    if (status != BK_OK) free_handle(h);
    return status;
}

bk_status bk_keeping_look(bk_store *store, const bk_scenario *scenario, const bk_result *result,
                          int64_t *out, bk_error *err)
{
    bk_run_key key = bk_run_key_of(scenario, result->seed, result->only + 1);
    int64_t run;
    *out = -1;
    BK_TRY(bk_run_find(store, &key, &run, err));
    if (run == 0) return BK_OK;
    handle *h = new_handle(scenario, result);
    if (h == NULL) return no_memory(err);
    h->run = run;
    bk_status status = fill_handle(store, scenario, false, h, err);
    if (status == BK_OK) status = number_handle(store, h, out, err);
    if (status != BK_OK) free_handle(h);
    return status;
}

/* ---- recall ---- */

static int32_t place(const int32_t *of, int64_t n, int64_t id)
{
    return id >= 0 && id < n ? of[id] : -1;
}

static bool put_back_figures(const handle *h, const bk_parts *p, const bk_replication *into)
{
    int64_t n = (int64_t)h->scopes * h->n_measures;
    for (int64_t i = 0; i < n; i++) into->value[i] = (double)NAN;
    for (int64_t i = 0; i < p->n_figures; i++) {
        int32_t scope = place(h->scope_of, h->n_scope_ids, p->figure[i].scope);
        int32_t measure = place(h->measure_of, h->n_measure_ids, p->figure[i].measure);
        if (scope < 0 || measure < 0) return false;
        into->value[(int64_t)scope * h->n_measures + measure] = p->figure[i].value;
    }
    for (int32_t kind = 0; kind < BK_EVENT_COUNT; kind++) {
        into->events[kind] = 0;
        for (int64_t i = 0; i < p->n_tallies; i++)
            if (strcmp(p->tally[i].kind, bk_event_kind_id(kind)) == 0)
                into->events[kind] = p->tally[i].count;
    }
    return true;
}

static bool put_back_series(const handle *h, const bk_parts *p, const bk_replication *into)
{
    int64_t each = (int64_t)h->weeks * h->n_measures, n = (int64_t)h->scopes * each;
    if (p->n_weeks != h->scopes) return false;
    for (int64_t i = 0; i < n; i++) into->by_week[i] = (double)NAN;
    for (int64_t i = 0; i < p->n_weeks; i++) {
        const bk_weeks *w = &p->weeks[i];
        int32_t scope = place(h->scope_of, h->n_scope_ids, w->scope);
        bool fits = scope >= 0 && w->weeks == h->weeks && strcmp(w->measures, h->series_ids) == 0 &&
                    w->bytes == (int64_t)h->n_series * h->weeks * 8;
        if (!fits) return false;
        const unsigned char *at = w->value;
        for (int32_t m = 0; m < h->n_series; m++)
            for (int32_t week = 0; week < h->weeks; week++, at += 8)
                into->by_week[scope * each + (int64_t)week * h->n_measures + h->series[m]] =
                    bk_take_double(at);
    }
    return true;
}

static bool put_back_watch(const handle *h, const bk_parts *p, const bk_replication *into)
{
    if (p->n_batches != (int64_t)h->n_rows * h->n_batches) return false;
    for (int64_t i = 0; i < p->n_batches; i++) {
        int32_t row = place(h->scope_of, h->n_scope_ids, p->batch[i].scope);
        int64_t batch = p->batch[i].week / BK_WATCH_WEEKS - 1;
        if (row < 0 || row >= h->n_rows || batch < 0 || batch >= h->n_batches) return false;
        double *at = into->watch + ((int64_t)row * h->n_batches + batch) * BK_WATCH_COUNT;
        memcpy(at, p->batch[i].value, sizeof p->batch[i].value);
    }
    return true;
}

static bk_status recall(void *self, int64_t number, int32_t replication, const bk_replication *into,
                        bool *found, bk_error *err)
{
    bk_store *store = self;
    const handle *h = store->handle[number];
    bk_kept kept;
    *found = false;
    BK_TRY(bk_kept_find(store, h->run, replication, &kept, err));
    bool series = into->by_week != NULL, watch = into->watch != NULL;
    if (!kept.is_there || (series && !kept.has_series) || (watch && !kept.has_watch)) return BK_OK;
    bk_arena arena = {0};
    bk_parts parts;
    bk_status status =
        bk_parts_read(store, h->run, replication, series, watch, &arena, &parts, err);
    if (status == BK_OK) {
        *found = put_back_figures(h, &parts, into) &&
                 (!series || put_back_series(h, &parts, into)) &&
                 (!watch || put_back_watch(h, &parts, into));
        if (*found)
            store->counts.recalled++;
        else
            status = bk_db_damaged(store, err);
    }
    bk_arena_clear(&arena);
    return status;
}

/* ---- keep ---- */

static bool take_figures(const handle *h, const bk_replication *made, bk_arena *arena, bk_parts *p)
{
    p->figure = bk_arena_alloc(arena, (int64_t)h->scopes * h->n_measures, sizeof *p->figure);
    p->tally = bk_arena_alloc(arena, BK_EVENT_COUNT, sizeof *p->tally);
    if (p->figure == NULL || p->tally == NULL) return false;
    for (int32_t scope = 0; scope < h->scopes; scope++)
        for (int32_t m = 0; m < h->n_measures; m++) {
            double value = made->value[(int64_t)scope * h->n_measures + m];
            if (isnan(value)) continue;
            p->figure[p->n_figures++] = (bk_figure_row){
                .scope = h->scope_id[scope], .measure = h->measure_id[m], .value = value};
        }
    for (int32_t kind = 0; kind < BK_EVENT_COUNT; kind++)
        p->tally[p->n_tallies++] =
            (bk_event_row){.kind = bk_event_kind_id(kind), .count = made->events[kind]};
    return true;
}

static bool take_series(const handle *h, const bk_replication *made, bk_arena *arena, bk_parts *p)
{
    int64_t bytes = (int64_t)h->n_series * h->weeks * 8;
    int64_t each = (int64_t)h->weeks * h->n_measures;
    p->weeks = bk_arena_alloc(arena, h->scopes, sizeof *p->weeks);
    unsigned char *at = bk_arena_alloc(arena, h->scopes * bytes + 1, 1);
    if (p->weeks == NULL || at == NULL) return false;
    for (int32_t scope = 0; scope < h->scopes; scope++) {
        p->weeks[p->n_weeks++] = (bk_weeks){.scope = h->scope_id[scope],
                                            .measures = h->series_ids,
                                            .weeks = h->weeks,
                                            .value = at,
                                            .bytes = bytes};
        const double *from = made->by_week + scope * each;
        for (int32_t m = 0; m < h->n_series; m++)
            for (int32_t week = 0; week < h->weeks; week++, at += 8)
                bk_put_double(at, from[(int64_t)week * h->n_measures + h->series[m]]);
    }
    p->has_series = true;
    return true;
}

static bool take_watch(const handle *h, const bk_replication *made, bk_arena *arena, bk_parts *p)
{
    p->batch = bk_arena_alloc(arena, (int64_t)h->n_rows * h->n_batches + 1, sizeof *p->batch);
    if (p->batch == NULL) return false;
    const double *at = made->watch;
    for (int32_t row = 0; row < h->n_rows; row++)
        for (int32_t batch = 0; batch < h->n_batches; batch++, at += BK_WATCH_COUNT) {
            bk_batch *b = &p->batch[p->n_batches++];
            b->scope = h->scope_id[row];
            b->week = (int64_t)(batch + 1) * BK_WATCH_WEEKS;
            memcpy(b->value, at, sizeof b->value);
        }
    p->has_watch = true;
    return true;
}

static bk_status keep(void *self, int64_t number, int32_t replication, const bk_replication *made,
                      bk_error *err)
{
    bk_store *store = self;
    const handle *h = store->handle[number];
    bk_arena arena = {0};
    bk_parts parts = {0};
    bool wrote = false;
    bool fine = take_figures(h, made, &arena, &parts) &&
                (made->by_week == NULL || take_series(h, made, &arena, &parts)) &&
                (made->watch == NULL || take_watch(h, made, &arena, &parts));
    bk_status status = fine ? bk_parts_sum(store, replication, &parts, err) : no_memory(err);
    if (status == BK_OK) status = bk_parts_write(store, h->run, replication, &parts, &wrote, err);
    bk_arena_clear(&arena);
    if (status == BK_OK) store->counts.kept++;
    return status == BK_ERR_INPUT ? BK_ERR_IO : status; /* the scenario is not to blame */
}

void bk_keeping_forget(bk_store *store, int64_t number)
{
    free_handle(store->handle[number]);
    store->handle[number] = NULL;
}

static bk_status end(void *self, int64_t number, bk_error *err)
{
    bk_store *store = self;
    bk_keeping_forget(store, number);
    /* A failure was told when it came; what was kept before it is still to be made safe. */
    bool told = store->failed;
    bk_status status = bk_db_flush(store, told ? NULL : err);
    return told ? BK_OK : status;
}

/* ---- the keeper ---- */

void bk_keeping_start(bk_store *store)
{
    store->keeper =
        (bk_keeper){.self = store, .begin = begin, .recall = recall, .keep = keep, .end = end};
}

void bk_keeping_clear(bk_store *store)
{
    for (int64_t i = 0; i < store->n_handles; i++) free_handle(store->handle[i]);
    bk_free(store->handle);
    store->handle = NULL;
    store->n_handles = 0;
}
