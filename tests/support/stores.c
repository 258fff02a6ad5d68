#include "support/stores.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

const char STORES_OFFICE[] =
    "title = { nb = \"Lager\", en = \"A store\" }\nweeks = 30\nwarmup_weeks = 6\n"
    "replications = 5\nseed = 7\n"
    "[clients.domain]\nhealth = { prevalence = 0.4, hinders = 0.1, blocks_work = 0.4 }\n"
    "children = { prevalence = 0.3, hinders = 0.1, blocks_work = 0.2 }\n"
    "[conditions.c]\nintake = \"steady\"\nstandard_offer = 1\n"
    "conversation.early_after_weeks = 1\n[conditions.c.inbox]\n"
    "post = { per_week = 0.2, minutes = 12, patience_weeks = 6, failure_demand = 0.5 }\n"
    "[conditions.c.measure.care]\nsolves = \"children\"\nweeks = 10\nsucceeds = 0.5\n"
    "[[office]]\nname = \"A, \\\"x\\\"\"\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\ncaseload = 30\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 5\n"
    "[[office]]\nname = \"Ø\"\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 60\nrepeat = 2\n";

static void fail_with(const bk_error *err)
{
    char text[1000] = "";
    if (err->count > 0) bk_error_format(err, 0, text, sizeof text);
    fail_msg("%s", text);
}

bk_scenario *stores_scenario(const char *text)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    if (bk_scenario_parse("t.toml", text, (int64_t)strlen(text), 0, NULL, &scenario, &err) != BK_OK)
        fail_with(&err);
    return scenario;
}

const char *stores_path(const char *folder, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

bk_status stores_try_open(const char *path, bk_store_mode mode, bk_store **out, bk_error *err)
{
    bk_status status = bk_store_open(path, mode, out, err);
    CHECK((status == BK_OK) == (*out != NULL));
    CHECK((status == BK_OK) == (err->count == 0));
    return status;
}

bk_store *stores_open(const char *path, bk_store_mode mode)
{
    bk_error err = {.lang = BK_EN};
    bk_store *store = NULL;
    if (stores_try_open(path, mode, &store, &err) != BK_OK) fail_with(&err);
    return store;
}

void stores_close(bk_store *store)
{
    bk_error err = {.lang = BK_EN};
    if (bk_store_close(store, &err) != BK_OK) fail_with(&err);
}

bk_result *stores_fresh(const bk_scenario *scenario, int32_t replications, bool series)
{
    bk_error err = {.lang = BK_EN};
    bk_result *result = NULL;
    bk_run_options options = {.replications = replications, .threads = 1, .series = series};
    if (bk_run(scenario, &options, &result, &err) != BK_OK) fail_with(&err);
    return result;
}

static bk_status run(const char *path, const bk_scenario *scenario, int32_t replications,
                     bool series, int32_t threads, bk_result **out, bk_error *err)
{
    bk_store *store = NULL;
    *out = NULL;
    bk_status status = stores_try_open(path, BK_STORE_WRITE, &store, err);
    if (status != BK_OK) return status;
    bk_run_options options = {.replications = replications,
                              .threads = threads,
                              .series = series,
                              .keeper = bk_store_keeper(store)};
    status = bk_run(scenario, &options, out, err);
    bk_status closed = bk_store_close(store, err);
    return status != BK_OK ? status : closed;
}

bk_status stores_try_run(const char *path, const bk_scenario *scenario, int32_t replications,
                         bool series, bk_result **out, bk_error *err)
{
    return run(path, scenario, replications, series, 1, out, err);
}

bk_result *stores_run(const char *path, const bk_scenario *scenario, int32_t replications,
                      bool series, int32_t threads)
{
    bk_error err = {.lang = BK_EN};
    bk_result *result = NULL;
    if (run(path, scenario, replications, series, threads, &result, &err) != BK_OK) fail_with(&err);
    return result;
}

/* nan is nan; all else by its bits. */
static bool same(const double *a, const double *b, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (memcmp(&a[i], &b[i], sizeof a[i]) != 0 && !(isnan(a[i]) && isnan(b[i]))) return false;
    return true;
}

/* Weeks of the measures that have a series: the others' are never read. */
static bool same_weeks(const bk_scenario *scenario, const bk_result *a, const bk_result *b)
{
    int64_t rows = (int64_t)a->replications * a->scopes * a->weeks;
    for (int32_t m = 0; m < a->n_measures; m++) {
        if (!bk_scenario_measure(scenario, m, BK_EN).by_week) continue;
        for (int64_t i = 0; i < rows; i++)
            if (!same(a->by_week + i * a->n_measures + m, b->by_week + i * a->n_measures + m, 1))
                return false;
    }
    return true;
}

bool stores_same(const bk_scenario *scenario, const bk_result *a, const bk_result *b)
{
    if (a->replications != b->replications || a->made != b->made || a->scopes != b->scopes ||
        a->n_measures != b->n_measures || a->series != b->series)
        return false;
    int64_t values = (int64_t)a->scopes * a->n_measures;
    int64_t watched =
        a->replications < BK_WATCHED_REPLICATIONS ? a->replications : BK_WATCHED_REPLICATIONS;
    return same(a->value, b->value, a->replications * values) &&
           (!a->series || same_weeks(scenario, a, b)) &&
           same(a->watch, b->watch, watched * a->n_rows * a->n_batches * (int64_t)BK_WATCH_COUNT) &&
           memcmp(a->events, b->events,
                  sizeof *a->events * (size_t)(a->replications * BK_EVENT_COUNT)) == 0;
}

int64_t stores_ask(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) fail_msg("%s", sqlite3_errmsg(db));
    int code = sqlite3_step(s);
    int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    sqlite3_close(db);
    return value;
}

void stores_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) fail_msg("%s", message);
    sqlite3_close(db);
}
