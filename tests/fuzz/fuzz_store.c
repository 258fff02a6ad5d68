/* Any change to a store: no crash, every refusal said, and no figure that was not made.
 *
 * The input is what is done to a good store, made here: "Q" and SQL; "T" and two bytes: cut there;
 * "P" and pieces of four bytes where, one byte how many, and that many bytes; or, when it begins as
 * SQLite's files do, the file itself. */
#include "base/check.h"
#include "blikk/store.h"
#include "experiment/result.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char TINY[] = "title = \"tiny\"\nweeks = 10\nwarmup_weeks = 0\nreplications = 2\n"
                           "[conditions.c]\nintake = \"steady\"\n[[office]]\nname = \"A\"\n"
                           "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 2\n";

enum { MOST = 1 << 20 };

static char good[128], path[128], other[128];
static unsigned char *bytes;
static size_t n_bytes;
static bk_scenario *scenario;
static bk_result *fresh;

static bk_status keep(const char *where, bool series, bk_result **out, bk_error *err)
{
    bk_store *store = NULL;
    *out = NULL;
    bk_status status = bk_store_open(where, BK_STORE_WRITE, &store, err);
    if (status != BK_OK) return status;
    bk_run_options options = {
        .replications = 2, .threads = 1, .series = series, .keeper = bk_store_keeper(store)};
    status = bk_run(scenario, &options, out, err);
    bk_status closed = bk_store_close(store, err);
    return status != BK_OK ? status : closed;
}

static void forget(const char *where)
{
    char beside[140];
    unlink(where);
    snprintf(beside, sizeof beside, "%s-wal", where);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", where);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-journal", where);
    unlink(beside);
}

static void start(void)
{
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(good, sizeof good, "%s/blikk-fuzz-%d-good", folder, (int)getpid());
    snprintf(path, sizeof path, "%s/blikk-fuzz-%d-x", folder, (int)getpid());
    snprintf(other, sizeof other, "%s/blikk-fuzz-%d-y", folder, (int)getpid());
    bk_error err = {.lang = BK_EN};
    bk_status status =
        bk_scenario_parse("t", TINY, (int64_t)strlen(TINY), 0, NULL, &scenario, &err);
    BK_ASSERT(status == BK_OK);
    forget(good);
    status = keep(good, true, &fresh, &err);
    BK_ASSERT(status == BK_OK);
    bytes = malloc(MOST);
    BK_ASSERT(bytes != NULL);
    FILE *file = fopen(good, "rb");
    BK_ASSERT(file != NULL);
    n_bytes = fread(bytes, 1, MOST, file);
    fclose(file);
    forget(good);
}

static void put(const unsigned char *what, size_t n)
{
    FILE *file = fopen(path, "wb");
    BK_ASSERT(file != NULL);
    BK_ASSERT(fwrite(what, 1, n, file) == n);
    fclose(file);
}

static int take_time(void *left)
{
    return --*(int *)left < 0;
}

static void run_sql(const uint8_t *data, size_t size)
{
    sqlite3 *db = NULL;
    int left = 100;
    put(bytes, n_bytes);
    char *sql = calloc(1, size + 1);
    BK_ASSERT(sql != NULL);
    memcpy(sql, data, size);
    if (sqlite3_open(path, &db) == SQLITE_OK) {
        sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
        sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1 << 20);
        sqlite3_progress_handler(db, 1000, take_time, &left);
        (void)sqlite3_exec(db, sql, NULL, NULL, NULL);
    }
    sqlite3_close(db);
    free(sql);
}

static void patch(const uint8_t *data, size_t size)
{
    unsigned char *changed = malloc(n_bytes);
    BK_ASSERT(changed != NULL);
    memcpy(changed, bytes, n_bytes);
    while (size >= 5) {
        size_t at = (size_t)data[0] | (size_t)data[1] << 8 | (size_t)data[2] << 16;
        size_t n = data[4];
        data += 5;
        size -= 5;
        if (n > size) n = size;
        for (size_t i = 0; i < n; i++) changed[(at + i) % n_bytes] = data[i];
        data += n;
        size -= n;
    }
    put(changed, n_bytes);
    free(changed);
}

static bool take_run(void *context, const bk_stored_run *run)
{
    int *n = context;
    return run->kept >= 0 && ++*n < 20;
}

static bk_status no_sink(void *context, const char *text, int64_t length)
{
    int64_t *left = context;
    (void)text;
    *left -= length;
    return *left > 0 ? BK_OK : BK_ERR_IO;
}

static void said(bk_status status, const bk_error *err)
{
    BK_ASSERT(status >= BK_OK && status <= BK_ERR_MEMORY);
    BK_ASSERT((status == BK_OK) == (err->count == 0));
}

static void read_all(bool is_sql)
{
    static bk_error err;
    err = (bk_error){.lang = BK_NB};
    bk_store *store = NULL, *into = NULL;
    bk_status status = bk_store_open(path, BK_STORE_READ, &store, &err);
    said(status, &err);
    if (status != BK_OK) return;
    int n = 0;
    said(bk_store_list(store, take_run, &n, &err), &err);
    err = (bk_error){.lang = BK_NB};
    bk_scenario *stored = NULL;
    bk_result *result = NULL;
    status = bk_store_load(store, 1, true, &stored, &result, &err);
    said(status, &err);
    (void)is_sql;
    bk_result_destroy(result);
    bk_scenario_destroy(stored);
    int64_t left = 1 << 22;
    err = (bk_error){.lang = BK_NB};
    status = bk_report_stored_text(store, NULL, no_sink, &left, &err);
    if (status == BK_OK) status = bk_report_stored_json(store, no_sink, &left, &err);
    if (status == BK_OK) status = bk_report_stored_csv(store, 0, true, no_sink, &left, &err);
    if (status == BK_OK) status = bk_report_stored_values(store, 0, true, no_sink, &left, &err);
    BK_ASSERT(status != BK_OK || err.count == 0);
    err = (bk_error){.lang = BK_NB};
    forget(other);
    if (bk_store_open(other, BK_STORE_WRITE, &into, &err) == BK_OK) {
        bk_merged merged;
        said(bk_store_merge(into, store, &merged, &err), &err);
    }
    bk_store_close(into, NULL);
    bk_store_close(store, NULL);
    forget(other);
}

/* A run with the store gives what it gives without, or says why not. SQL can write anything,
 * checksums too. */
static void go_on(bool is_sql)
{
    static bk_error err;
    err = (bk_error){.lang = BK_EN};
    bk_result *result = NULL;
    bk_status status = keep(path, false, &result, &err);
    said(status, &err);
    int64_t n = (int64_t)2 * fresh->scopes * fresh->n_measures;
    for (int64_t i = 0; status == BK_OK && !is_sql && i < n; i++) {
        double a = result->value[i], b = fresh->value[i];
        BK_ASSERT((isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0);
    }
    bk_result_destroy(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (bytes == NULL) start();
    bool is_sql = size > 0 && data[0] == 'Q';
    if (size < 2) return 0;
    if (is_sql)
        run_sql(data + 1, size - 1);
    else if (data[0] == 'T')
        put(bytes, ((size_t)data[1] * 512 + (size > 2 ? data[2] : 0)) % n_bytes);
    else if (data[0] == 'P')
        patch(data + 1, size - 1);
    else
        put(data, size);
    read_all(is_sql);
    go_on(is_sql);
    forget(path);
    return 0;
}
