#include "store/values.h"

#include "store/parts.h"
#include "store/runs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *kind, *office, *team;
    int64_t nth;
} scope_name;

typedef struct {
    const char *id, *unit;
} measure_name;

typedef struct {
    bk_store *store;
    bk_arena arena;
    int64_t n_scopes, n_measures;
    scope_name *scope;     /* [n_scopes], by id */
    measure_name *measure; /* [n_measures], by id */
    bool series;
    bk_value_sink sink;
    void *context;
    bk_error *err;
    bk_stored_value value; /* the one at hand */
} telling;

static bk_status no_memory(bk_error *err)
{
    return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
}

/* ---- names ---- */

static const char *text_of(telling *t, sqlite3_stmt *s, int column)
{
    const char *text = bk_db_column(s, column);
    return bk_arena_text(&t->arena, text, (int64_t)strlen(text));
}

static bool load_scope(telling *t, sqlite3_stmt *s, int64_t id)
{
    t->scope[id] = (scope_name){.kind = text_of(t, s, 1),
                                .office = text_of(t, s, 2),
                                .team = text_of(t, s, 3),
                                .nth = sqlite3_column_int64(s, 4)};
    return t->scope[id].kind != NULL && t->scope[id].office != NULL && t->scope[id].team != NULL;
}

static bool load_measure(telling *t, sqlite3_stmt *s, int64_t id)
{
    t->measure[id] = (measure_name){.id = text_of(t, s, 1), .unit = text_of(t, s, 2)};
    return t->measure[id].id != NULL && t->measure[id].unit != NULL;
}

/* The rows were checked when their keys were loaded: an id is less than the number of keys. */
static bk_status load_names(telling *t, bool scopes)
{
    sqlite3_stmt *s = NULL;
    int64_t n = scopes ? t->n_scopes : t->n_measures;
    BK_TRY(bk_db_use(t->store, scopes ? BK_SQL_SCOPE_LIST : BK_SQL_MEASURE_LIST, &s, t->err));
    for (bool row = true;;) {
        BK_TRY(bk_db_next(t->store, s, &row, t->err));
        if (!row) return BK_OK;
        int64_t id = sqlite3_column_int64(s, 0);
        if (id < 1 || id >= n) continue; /* came meanwhile */
        if (scopes ? load_scope(t, s, id) : load_measure(t, s, id)) continue;
        bk_db_leave(s);
        return no_memory(t->err);
    }
}

static bk_status load_all_names(telling *t)
{
    BK_TRY(bk_parts_names(t->store, t->err));
    t->n_scopes = t->store->scopes.n;
    t->n_measures = t->store->measures.n;
    t->scope = bk_arena_alloc(&t->arena, t->n_scopes + 1, sizeof *t->scope);
    t->measure = bk_arena_alloc(&t->arena, t->n_measures + 1, sizeof *t->measure);
    if (t->scope == NULL || t->measure == NULL) return no_memory(t->err);
    BK_TRY(load_names(t, true));
    return load_names(t, false);
}

/* ---- figures ---- */

static bk_status tell_scope(telling *t, int64_t id)
{
    if (id < 1 || id >= t->n_scopes || t->scope[id].kind == NULL)
        return bk_db_damaged(t->store, t->err);
    t->value.kind = t->scope[id].kind;
    t->value.office = t->scope[id].office;
    t->value.team = t->scope[id].team;
    t->value.nth = t->scope[id].nth;
    return BK_OK;
}

static bk_status tell_figure(telling *t, const bk_figure_row *row)
{
    BK_TRY(tell_scope(t, row->scope));
    if (row->measure < 1 || row->measure >= t->n_measures || t->measure[row->measure].id == NULL)
        return bk_db_damaged(t->store, t->err);
    t->value.measure = t->measure[row->measure].id;
    t->value.unit = t->measure[row->measure].unit;
    t->value.week = 0;
    t->value.value = row->value;
    return t->sink(t->context, &t->value);
}

static const char *unit_of(const telling *t, const char *id, size_t length)
{
    for (int64_t i = 1; i < t->n_measures; i++) {
        const char *name = t->measure[i].id;
        if (name != NULL && strlen(name) == length && strncmp(name, id, length) == 0)
            return t->measure[i].unit;
    }
    return "";
}

static bk_status tell_measure_weeks(telling *t, const bk_weeks *row, const char *id, size_t length,
                                    const unsigned char *at)
{
    char name[200];
    snprintf(name, sizeof name, "%.*s", (int)length, id);
    t->value.measure = name;
    t->value.unit = unit_of(t, id, length);
    for (int64_t week = 0; week < row->weeks; week++, at += 8) {
        t->value.week = (int32_t)week + 1;
        t->value.value = bk_take_double(at);
        if (!isnan(t->value.value)) BK_TRY(t->sink(t->context, &t->value));
    }
    return BK_OK;
}

static bk_status tell_weeks(telling *t, const bk_weeks *row)
{
    BK_TRY(tell_scope(t, row->scope));
    if (row->weeks < 1 || row->weeks > row->bytes / 8) return bk_db_damaged(t->store, t->err);
    int64_t left = row->bytes;
    for (const char *id = row->measures;;) {
        size_t length = strcspn(id, ",");
        if (left < 8 * row->weeks || length >= 200) return bk_db_damaged(t->store, t->err);
        BK_TRY(tell_measure_weeks(t, row, id, length, row->value + (row->bytes - left)));
        left -= 8 * row->weeks;
        if (id[length] == '\0') return BK_OK;
        id += length + 1;
    }
}

static bk_status tell_replication(telling *t, int32_t replication)
{
    bk_arena arena = {0};
    bk_parts parts = {0};
    t->value.replication = replication;
    bk_status status = bk_parts_read(t->store, t->value.run, replication, t->series, false, &arena,
                                     &parts, t->err);
    for (int64_t i = 0; status == BK_OK && i < parts.n_figures; i++)
        status = tell_figure(t, &parts.figure[i]);
    for (int64_t i = 0; status == BK_OK && i < parts.n_weeks; i++)
        status = tell_weeks(t, &parts.weeks[i]);
    bk_arena_clear(&arena);
    return status;
}

static bk_status tell_run(telling *t, sqlite3_stmt *run)
{
    char scenario[BK_HEX_TEXT], seed[BK_SEED_TEXT];
    snprintf(scenario, sizeof scenario, "%s", bk_db_column(run, 1));
    snprintf(seed, sizeof seed, "%s", bk_db_column(run, 2));
    t->value = (bk_stored_value){.run = sqlite3_column_int64(run, 0),
                                 .scenario = scenario,
                                 .seed = seed,
                                 .draws = sqlite3_column_int64(run, 3)};
    sqlite3_stmt *s = NULL;
    BK_TRY(bk_db_use(t->store, BK_SQL_REPLICATION_LIST, &s, t->err));
    sqlite3_bind_int64(s, 1, t->value.run);
    for (bool row = true;;) {
        BK_TRY(bk_db_next(t->store, s, &row, t->err));
        if (!row) return BK_OK;
        bk_status status = tell_replication(t, sqlite3_column_int(s, 0));
        if (status != BK_OK) bk_db_leave(s);
        BK_TRY(status);
    }
}

static bk_status tell_runs(telling *t, int64_t wanted)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(load_all_names(t));
    BK_TRY(bk_db_use(t->store, BK_SQL_RUN_LIST, &s, t->err));
    for (bool row = true;;) {
        BK_TRY(bk_db_next(t->store, s, &row, t->err));
        if (!row) return BK_OK;
        if (wanted != 0 && sqlite3_column_int64(s, 0) != wanted) continue;
        bk_status status = tell_run(t, s);
        if (status != BK_OK) bk_db_leave(s);
        BK_TRY(status);
    }
}

bk_status bk_store_values(bk_store *store, int64_t run, bool series, bk_value_sink sink,
                          void *context, bk_error *err)
{
    telling t = {.store = store, .series = series, .sink = sink, .context = context, .err = err};
    bk_status status = tell_runs(&t, run);
    bk_arena_clear(&t.arena);
    return status;
}
