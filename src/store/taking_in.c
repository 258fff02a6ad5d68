/* taking_in.c - what another store holds, into this one: bk_store_merge. */
#include "blikk/store.h"

#include "store/parts.h"
#include "store/runs.h"

#include <stdio.h>
#include <string.h>

/* The ids of one file by those of another; 0: not known yet. */
typedef struct {
    int64_t n;
    int64_t *id; /* [n] */
} id_map;

typedef struct {
    bk_store *into, *from;
    id_map scopes, measures;
    bk_merged *merged;
    bk_error *err;
    bk_error *quiet; /* what goes wrong with from's rows is counted, not told */
} taking;

/* ---- names ---- */

static bk_status map_room(taking *t, id_map *map, int64_t id)
{
    if (id < map->n) return BK_OK;
    int64_t n = 2 * id + 64;
    void *grown = map->id;
    if (bk_realloc(&grown, map->n, n, sizeof *map->id) != BK_OK)
        return bk_error_add(t->err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    map->id = grown;
    map->n = n;
    return BK_OK;
}

/* Makes sure that an id of from has one in into; ids were checked when their rows were read. */
static bk_status learn(taking *t, bool scope, int64_t id)
{
    id_map *map = scope ? &t->scopes : &t->measures;
    BK_TRY(map_room(t, map, id));
    if (map->id[id] != 0) return BK_OK;
    sqlite3_stmt *s = NULL;
    bool row = false;
    BK_TRY(bk_db_use(t->from, scope ? BK_SQL_SCOPE_AT : BK_SQL_MEASURE_AT, &s, t->err));
    sqlite3_bind_int64(s, 1, id);
    BK_TRY(bk_db_next(t->from, s, &row, t->err));
    if (!row) return bk_db_damaged(t->from, t->err);
    bk_status status = bk_db_begin(t->into, t->err);
    if (status == BK_OK) {
        if (scope)
            status =
                bk_scope_id(t->into, bk_db_column(s, 0), bk_db_column(s, 1), bk_db_column(s, 2),
                            sqlite3_column_int64(s, 3), true, &map->id[id], t->err);
        else
            status = bk_measure_id(t->into, bk_db_column(s, 0), bk_db_column(s, 1), true,
                                   &map->id[id], t->err);
        status = bk_db_end(t->into, status, t->err);
    }
    if (status != BK_OK) map->id[id] = 0; /* rolled back */
    bk_db_leave(s);
    return status;
}

static bk_status rename_all(taking *t, bk_parts *p)
{
    for (int64_t i = 0; i < p->n_figures; i++) {
        BK_TRY(learn(t, true, p->figure[i].scope));
        BK_TRY(learn(t, false, p->figure[i].measure));
        p->figure[i].scope = t->scopes.id[p->figure[i].scope];
        p->figure[i].measure = t->measures.id[p->figure[i].measure];
    }
    for (int64_t i = 0; i < p->n_weeks; i++) {
        BK_TRY(learn(t, true, p->weeks[i].scope));
        p->weeks[i].scope = t->scopes.id[p->weeks[i].scope];
    }
    for (int64_t i = 0; i < p->n_batches; i++) {
        BK_TRY(learn(t, true, p->batch[i].scope));
        p->batch[i].scope = t->scopes.id[p->batch[i].scope];
    }
    return BK_OK;
}

/* ---- replications ---- */

static bk_status take_one(taking *t, int64_t from, int64_t into, int32_t replication,
                          bk_arena *arena)
{
    bk_parts parts;
    *t->quiet = (bk_error){.lang = t->err->lang};
    bk_status status =
        bk_parts_read(t->from, from, replication, true, true, arena, &parts, t->quiet);
    if (status == BK_ERR_MEMORY) return bk_error_add(t->err, status, (bk_place){0}, BK_W_NO_MEMORY);
    if (status != BK_OK) {
        t->merged->damaged++;
        return BK_OK;
    }
    BK_TRY(rename_all(t, &parts));
    bool wrote = false;
    BK_TRY(bk_parts_write(t->into, into, replication, &parts, &wrote, t->err));
    if (wrote)
        t->merged->replications++;
    else
        t->merged->had++;
    return BK_OK;
}

static bk_status take_replications(taking *t, int64_t from, int64_t into)
{
    sqlite3_stmt *s = NULL;
    *t->quiet = (bk_error){.lang = t->err->lang};
    BK_TRY(bk_db_use(t->from, BK_SQL_REPLICATION_LIST, &s, t->err));
    sqlite3_bind_int64(s, 1, from);
    for (bool row = true;;) {
        if (bk_db_next(t->from, s, &row, t->quiet) != BK_OK) {
            t->merged->damaged++; /* at least the one that should have come now */
            return BK_OK;
        }
        if (!row) return BK_OK;
        bk_arena arena = {0};
        bk_status status = take_one(t, from, into, sqlite3_column_int(s, 0), &arena);
        bk_arena_clear(&arena);
        if (status == BK_OK) continue;
        bk_db_leave(s);
        return status;
    }
}

/* ---- runs ---- */

static void copy(char *out, size_t size, sqlite3_stmt *s, int column)
{
    snprintf(out, size, "%s", bk_db_column(s, column));
}

/* The scenario's row of a run of from, into the other. */
static bk_status put_scenario(taking *t, int64_t from)
{
    sqlite3_stmt *s = NULL;
    bool row, same;
    BK_TRY(bk_db_use(t->from, BK_SQL_RUN_SCENARIO, &s, t->err));
    sqlite3_bind_int64(s, 1, from);
    BK_TRY(bk_db_next(t->from, s, &row, t->err));
    if (!row) return bk_db_damaged(t->from, t->err);
    bk_scenario_row scenario = {.hash = bk_db_column(s, 0),
                                .title_nb = bk_db_column(s, 1),
                                .title_en = bk_db_column(s, 2),
                                .weeks = sqlite3_column_int64(s, 3),
                                .warmup_weeks = sqlite3_column_int64(s, 4),
                                .toml = bk_db_column(s, 5),
                                .version = bk_db_column(s, 6)};
    bk_status status = bk_scenario_row_same(t->into, scenario.hash, scenario.toml, &same, t->err);
    if (status == BK_OK && !same) status = bk_scenario_row_put(t->into, &scenario, t->err);
    bk_db_leave(s);
    return status;
}

static bk_status put_run(taking *t, int64_t from, int64_t *into)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    BK_TRY(bk_db_use(t->from, BK_SQL_RUN_AT, &s, t->err));
    sqlite3_bind_int64(s, 1, from);
    BK_TRY(bk_db_next(t->from, s, &row, t->err));
    if (!row) return bk_db_damaged(t->from, t->err);
    bk_run_key key = {.draws = sqlite3_column_int64(s, 2), .only_team = sqlite3_column_int64(s, 6)};
    char version[32], begun[32];
    copy(key.scenario, sizeof key.scenario, s, 0);
    copy(key.seed, sizeof key.seed, s, 1);
    copy(key.measures, sizeof key.measures, s, 3);
    copy(version, sizeof version, s, 4);
    copy(begun, sizeof begun, s, 5);
    bk_db_leave(s);
    BK_TRY(bk_run_find(t->into, &key, into, t->err));
    if (*into != 0) return BK_OK;
    t->merged->new_runs++;
    BK_TRY(put_scenario(t, from));
    return bk_run_put(t->into, &key, version, begun, into, t->err);
}

static bk_status take_run(taking *t, int64_t from)
{
    int64_t into = 0;
    t->merged->runs++;
    BK_TRY(bk_db_begin(t->into, t->err));
    BK_TRY(bk_db_end(t->into, put_run(t, from, &into), t->err));
    return take_replications(t, from, into);
}

static bk_status take_runs(taking *t)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(bk_db_use(t->from, BK_SQL_RUN_LIST, &s, t->err));
    for (bool row = true;;) {
        BK_TRY(bk_db_next(t->from, s, &row, t->err));
        if (!row) return BK_OK;
        bk_status status = take_run(t, sqlite3_column_int64(s, 0));
        if (status != BK_OK) bk_db_leave(s);
        BK_TRY(status);
    }
}

bk_status bk_store_merge(bk_store *store, bk_store *from, bk_merged *out, bk_error *err)
{
    *out = (bk_merged){0};
    bk_error none = {.lang = BK_EN};
    bk_error *quiet = bk_alloc(1, sizeof *quiet);
    if (quiet == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    taking t = {.into = store,
                .from = from,
                .merged = out,
                .err = err != NULL ? err : &none,
                .quiet = quiet};
    bk_status status = take_runs(&t);
    if (status == BK_OK) status = bk_db_flush(store, err);
    bk_free(t.scopes.id);
    bk_free(t.measures.id);
    bk_free(quiet);
    return status;
}
