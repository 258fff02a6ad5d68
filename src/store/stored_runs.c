/* stored_runs.c - what stands in a store: list, find, load, delete. */
#include "blikk/store.h"

#include "base/buffer.h"
#include "base/text.h"
#include "model/version.h"
#include "scenario/scenario.h"
#include "store/keeping.h"
#include "store/runs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- counting ---- */

/* Replications from number 0 on without a gap. */
static bk_status count_without_gap(bk_store *store, int64_t run, int32_t *out, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    *out = 0;
    BK_TRY(bk_db_use(store, BK_SQL_REPLICATION_LIST, &s, err));
    sqlite3_bind_int64(s, 1, run);
    for (bool row = true;;) {
        BK_TRY(bk_db_next(store, s, &row, err));
        if (!row) return BK_OK;
        if (sqlite3_column_int64(s, 0) != *out) break;
        *out += 1;
    }
    bk_db_leave(s);
    return BK_OK;
}

static bk_status count(bk_store *store, bk_stored_run *run, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    BK_TRY(bk_db_use(store, BK_SQL_REPLICATION_SUMS, &s, err));
    sqlite3_bind_int64(s, 1, run->run);
    BK_TRY(bk_db_next(store, s, &row, err));
    run->kept = row ? sqlite3_column_int(s, 0) : 0;
    run->with_series = row ? sqlite3_column_int(s, 1) : 0;
    int64_t least = row ? sqlite3_column_int64(s, 2) : 0;
    int64_t most = row ? sqlite3_column_int64(s, 3) : 0;
    bk_db_leave(s);
    run->replications = run->kept;
    if (run->kept == 0 || (least == 0 && most == run->kept - 1)) return BK_OK;
    return count_without_gap(store, run->run, &run->replications, err);
}

bk_status bk_store_kept(bk_store *store, const bk_scenario *scenario, uint64_t seed, int32_t *out,
                        bk_error *err)
{
    bk_run_key key = bk_run_key_of(scenario, seed, 0);
    int64_t run;
    *out = 0;
    BK_TRY(bk_run_find(store, &key, &run, err));
    return run == 0 ? BK_OK : count_without_gap(store, run, out, err);
}

/* ---- list ---- */

static void copy(char *out, int64_t size, sqlite3_stmt *s, int column)
{
    const char *text = bk_db_column(s, column);
    int64_t length = (int64_t)strlen(text);
    if (length >= size) length = bk_utf8_cut(text, size - 1);
    snprintf(out, (size_t)size, "%.*s", (int)length, text);
}

/* The run in a row of RUN_LIST. */
static bk_stored_run take_run(sqlite3_stmt *s)
{
    bk_stored_run run = {.run = sqlite3_column_int64(s, 0), .draws = sqlite3_column_int(s, 3)};
    run.current = run.draws == BK_DRAWS;
    copy(run.scenario, sizeof run.scenario, s, 1);
    const char *seed = bk_db_column(s, 2);
    (void)bk_text_seed(seed, (int64_t)strlen(seed), &run.seed);
    copy(run.version, sizeof run.version, s, 4);
    copy(run.time, sizeof run.time, s, 5);
    copy(run.title_nb, sizeof run.title_nb, s, 6);
    copy(run.title_en, sizeof run.title_en, s, 7);
    run.only_team = sqlite3_column_int(s, 8);
    return run;
}

bk_status bk_store_list(bk_store *store, bk_stored_sink sink, void *context, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(bk_db_use(store, BK_SQL_RUN_LIST, &s, err));
    for (bool row = true;;) {
        BK_TRY(bk_db_next(store, s, &row, err));
        if (!row) return BK_OK;
        bk_stored_run run = take_run(s);
        bk_status status = count(store, &run, err);
        if (status == BK_OK && sink(context, &run)) continue;
        bk_db_leave(s);
        return status;
    }
}

/* ---- find ---- */

enum { HASH_LEAST = 4 };

typedef struct {
    const char *name;
    int64_t number; /* 0: a hash */
    int32_t n;
    bk_stored_run found;
} search;

static bool look_at(void *context, const bk_stored_run *run)
{
    search *q = context;
    bool fits = q->number > 0 ? run->run == q->number
                              : strncmp(run->scenario, q->name, strlen(q->name)) == 0;
    if (!fits) return true;
    q->found = *run;
    q->n++;
    return true;
}

/* A number is a number unless no run has it and it could begin a hash. */
bk_status bk_store_find(bk_store *store, const char *name, bk_stored_run *out, bk_error *err)
{
    search q = {.name = name};
    int64_t length = (int64_t)strlen(name);
    if (bk_text_whole(name, length, &q.number) && q.number > 0)
        BK_TRY(bk_store_list(store, look_at, &q, err));
    if (q.n == 0 && length >= HASH_LEAST) {
        q.number = 0;
        BK_TRY(bk_store_list(store, look_at, &q, err));
    }
    if (q.n == 1) {
        *out = q.found;
        return BK_OK;
    }
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0},
                        q.n == 0 ? BK_W_STO_NO_RUN : BK_W_STO_MANY_RUNS, name, store->path);
}

/* ---- load ---- */

bk_status bk_store_toml(bk_store *store, int64_t run, char **out, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    *out = NULL;
    BK_TRY(bk_db_use(store, BK_SQL_RUN_TOML, &s, err));
    sqlite3_bind_int64(s, 1, run);
    BK_TRY(bk_db_next(store, s, &row, err));
    if (!row) return bk_db_damaged(store, err);
    bk_buffer text = {0};
    bk_buffer_text(&text, bk_db_column(s, 0));
    bk_db_leave(s);
    *out = bk_buffer_take(&text);
    return *out != NULL ? BK_OK : bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
}

void bk_store_text_free(char *text)
{
    bk_free(text);
}

static bk_status load_scenario(bk_store *store, int64_t run, bk_scenario **out, bk_error *err)
{
    char *toml = NULL;
    BK_TRY(bk_store_toml(store, run, &toml, err));
    bk_status status =
        bk_scenario_parse(store->path, toml, (int64_t)strlen(toml), 0, NULL, out, err);
    bk_store_text_free(toml);
    return status;
}

/* The run's row; what is found is also compared with what this version would make. */
static bk_status find_number(bk_store *store, int64_t number, bk_stored_run *out, bk_error *err)
{
    search q = {.name = "", .number = number};
    BK_TRY(bk_store_list(store, look_at, &q, err));
    *out = q.found;
    return q.n == 1 ? BK_OK : bk_db_damaged(store, err);
}

/* One replication into the result. Without a watch (a run that did not begin with replication 0)
 * it is left unknown. */
static bk_status load_one(bk_store *store, int64_t handle, int32_t i, bk_result *result,
                          bk_error *err)
{
    const bk_keeper *keeper = &store->keeper;
    bk_replication into = bk_result_replication(result, i);
    bool found;
    BK_TRY(keeper->recall(store, handle, i, &into, &found, err));
    if (!found && into.watch != NULL) {
        int64_t n = (int64_t)result->n_rows * result->n_batches * BK_WATCH_COUNT;
        for (int64_t k = 0; k < n; k++) into.watch[k] = (double)NAN;
        into.watch = NULL;
        BK_TRY(keeper->recall(store, handle, i, &into, &found, err));
    }
    if (!found) return bk_db_damaged(store, err);
    bk_result_close(result, i);
    result->recalled++;
    return BK_OK;
}

static bk_status load_result(bk_store *store, const bk_scenario *scenario, const bk_stored_run *run,
                             bk_result *result, bk_error *err)
{
    int64_t handle;
    result->only = run->only_team - 1;
    if (result->only >= result->n_rows) return bk_db_damaged(store, err);
    if (bk_result_reserve(result, run->replications) != BK_OK)
        return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    BK_TRY(bk_keeping_look(store, scenario, result, &handle, err));
    if (handle < 0)
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_STO_OTHER_DRAWS, (int)run->run);
    bk_status status = BK_OK;
    for (int32_t i = 0; status == BK_OK && i < run->replications; i++)
        status = load_one(store, handle, i, result, err);
    bk_keeping_forget(store, handle);
    return status;
}

bk_status bk_store_load(bk_store *store, int64_t number, bool series, bk_scenario **scenario,
                        bk_result **result, bk_error *err)
{
    bk_stored_run run;
    bk_place nowhere = {0};
    *scenario = NULL;
    *result = NULL;
    BK_TRY(find_number(store, number, &run, err));
    if (run.replications == 0)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_STO_EMPTY_RUN, (int)number);
    if (series && run.with_series < run.kept)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_STO_NO_SERIES, (int)number);
    BK_TRY(load_scenario(store, number, scenario, err));
    bk_plans plans;
    bk_status status = bk_plans_build(*scenario, &plans);
    bk_result *made = NULL;
    if (status == BK_OK) made = bk_result_create(&plans, 0, run.seed, series);
    if (made == NULL)
        status = bk_error_add(err, BK_ERR_MEMORY, nowhere, BK_W_NO_MEMORY);
    else
        status = load_result(store, *scenario, &run, made, err);
    bk_plans_clear(&plans);
    if (status == BK_OK) {
        *result = made;
        return BK_OK;
    }
    bk_result_destroy(made);
    bk_scenario_destroy(*scenario);
    *scenario = NULL;
    return status;
}

/* ---- delete ---- */

static bk_status delete_rows(bk_store *store, int64_t run, bk_error *err)
{
    static const bk_sql OF_RUN[] = {BK_SQL_DELETE_WATCH,        BK_SQL_DELETE_SERIES,
                                    BK_SQL_DELETE_EVENTS,       BK_SQL_DELETE_OUTCOMES,
                                    BK_SQL_DELETE_REPLICATIONS, BK_SQL_DELETE_RUN};
    sqlite3_stmt *s = NULL;
    for (size_t i = 0; i < sizeof OF_RUN / sizeof OF_RUN[0]; i++) {
        BK_TRY(bk_db_use(store, OF_RUN[i], &s, err));
        sqlite3_bind_int64(s, 1, run);
        BK_TRY(bk_db_run(store, s, err));
    }
    BK_TRY(bk_db_use(store, BK_SQL_DELETE_SCENARIO, &s, err));
    return bk_db_run(store, s, err);
}

/* The log worked into the file, so that its length says what is in it. When others hold the file
 * that happens later. */
static void settle(bk_store *store)
{
    (void)sqlite3_exec(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
}

bk_status bk_store_delete(bk_store *store, int64_t run, int64_t *freed, bk_error *err)
{
    settle(store);
    int64_t before = bk_db_size(store);
    BK_TRY(bk_db_begin(store, err));
    BK_TRY(bk_db_end(store, delete_rows(store, run, err), err));
    BK_TRY(bk_db_do(store, "PRAGMA incremental_vacuum", err));
    store->unsaved = true;
    BK_TRY(bk_db_flush(store, err));
    settle(store);
    int64_t after = bk_db_size(store);
    *freed = before > after ? before - after : 0;
    return BK_OK;
}
