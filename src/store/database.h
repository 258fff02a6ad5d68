/* database.h - the file under a store: opening it, statements, and every way SQLite can fail.
 *
 * All of SQLite's codes become a bk_status and a text that says what to do next in one place
 * (bk_db_failed). A transaction that fails is rolled back, so the file is as before it.
 *
 * Durability: the log (WAL) is written, not flushed, at each commit: what was committed survives
 * the death of the process, not that of the machine; bk_db_flush makes it survive both. Where a log
 * cannot be had (some network file systems), every commit is flushed.
 * Source: sqlite.org/wal.html, sqlite.org/pragma.html#pragma_synchronous.
 */
#ifndef BK_STORE_DATABASE_H
#define BK_STORE_DATABASE_H

#include "base/memory.h"
#include "base/words.h"
#include "blikk/store.h"
#include "experiment/keeper.h"

#include <sqlite3.h>

typedef enum {
#define BK_SQL(name, text) BK_SQL_##name,
#include "store/statements.def"
#undef BK_SQL
    BK_SQL_COUNT
} bk_sql;

struct bk_handle;

/* Hashes of the names behind the ids of a table, by id; 0: no such id. For checksums, which hold
 * in every file though the ids differ. */
typedef struct {
    int64_t n;
    uint64_t *key; /* [n] */
} bk_name_keys;

struct bk_store {
    sqlite3 *db;
    char *path; /* as given */
    bk_store_mode mode;
    bool logged;   /* WAL */
    bool unsaved;  /* something was committed since the last flush */
    bool failed;   /* a write failed and was told */
    char time[32]; /* "" or what bk_store_note_time said */
    sqlite3_stmt *statement[BK_SQL_COUNT];
    bk_name_keys scopes, measures;
    bk_keeper keeper;
    bk_store_counts counts;
    int64_t n_handles;
    struct bk_handle **handle; /* [n_handles], NULL once ended */
};

/* Opens the file alone; no table is looked at. The store is to be given to bk_db_close also after
 * an error. */
BK_MUST_CHECK bk_status bk_db_open(const char *path, bk_store_mode mode, bk_store *store,
                                   bk_error *err);

/* The log, for a file that is known to be ours. */
BK_MUST_CHECK bk_status bk_db_start_log(bk_store *store, bk_error *err);

/* Frees all that is in the store. Returns what SQLite said. */
int bk_db_close(bk_store *store);

/* Says in err why a call gave code. Returns the status that goes with it. */
bk_status bk_db_failed(bk_store *store, int code, bk_error *err);

/* What stands in the file makes no sense. */
bk_status bk_db_damaged(const bk_store *store, bk_error *err);

/* Statements without arguments or answers. */
BK_MUST_CHECK bk_status bk_db_do(bk_store *store, const char *sql, bk_error *err);

/* A statement ready for its arguments, from 1 on. Numbers are bound without asking for the code: it
 * is always SQLITE_OK; texts with bk_db_text. */
BK_MUST_CHECK bk_status bk_db_use(bk_store *store, bk_sql which, sqlite3_stmt **out, bk_error *err);

/* The text must live until the statement is used again; NULL is NULL. */
void bk_db_text(sqlite3_stmt *statement, int at, const char *text);

/* The next row; false after the last, and then the statement is free again. */
BK_MUST_CHECK bk_status bk_db_next(bk_store *store, sqlite3_stmt *statement, bool *row,
                                   bk_error *err);

/* A statement that gives no rows. */
BK_MUST_CHECK bk_status bk_db_run(bk_store *store, sqlite3_stmt *statement, bk_error *err);

/* Ends a statement whose rows were not all read. */
void bk_db_leave(sqlite3_stmt *statement);

/* Begins a transaction that writes; waits up to ten seconds for others. */
BK_MUST_CHECK bk_status bk_db_begin(bk_store *store, bk_error *err);

/* Commits when status is BK_OK, else rolls back. Returns the first error. */
BK_MUST_CHECK bk_status bk_db_end(bk_store *store, bk_status status, bk_error *err);

/* Makes what is committed survive a power cut. */
BK_MUST_CHECK bk_status bk_db_flush(bk_store *store, bk_error *err);

/* Bytes on the disk. */
int64_t bk_db_size(const bk_store *store);

/* The text of a column, "" for NULL; lives until the next step. */
const char *bk_db_column(sqlite3_stmt *statement, int column);

#endif
