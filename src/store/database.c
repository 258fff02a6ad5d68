#include "store/database.h"

#include "base/buffer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    WAIT_MS = 10000,   /* for others to let go of the file */
    WAIT_STEP_MS = 20, /* where SQLite itself does not wait */
    LOG_PAGES = 2000   /* before the log is worked into the file: 16 MB */
};

static const char *const SQL[BK_SQL_COUNT] = {
#define BK_SQL(name, text) text,
#include "store/statements.def"
#undef BK_SQL
};

/* ---- what went wrong ---- */

static bk_words reason_of(int number)
{
    static const struct {
        int number;
        bk_words reason;
    } REASONS[] = {
        {ENOENT, BK_W_FILE_WHY_MISSING},     {EACCES, BK_W_FILE_WHY_ACCESS},
        {EPERM, BK_W_FILE_WHY_ACCESS},       {EISDIR, BK_W_FILE_WHY_FOLDER},
        {ENOTDIR, BK_W_FILE_WHY_NOT_FOLDER}, {EROFS, BK_W_FILE_WHY_READ_ONLY},
        {ENAMETOOLONG, BK_W_FILE_WHY_NAME},
    };
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++)
        if (REASONS[i].number == number) return REASONS[i].reason;
    return BK_W_FILE_WHY_OTHER;
}

static bk_status cannot(const bk_store *store, bk_words text, int number, bk_error *err)
{
    char reason[100];
    if (number == 0) number = EIO; /* SQLite did not keep it */
    bk_words_print(reason, sizeof reason, err != NULL ? err->lang : BK_EN, reason_of(number),
                   number);
    return bk_error_add(err, BK_ERR_IO, (bk_place){0}, text, store->path, reason);
}

bk_status bk_db_damaged(const bk_store *store, bk_error *err)
{
    return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_STO_DAMAGED, store->path);
}

/* SQLite keeps the number of the call that failed only for some of its codes. */
static bool is_full(sqlite3 *db, int code)
{
    int number = sqlite3_system_errno(db);
    return code == SQLITE_FULL ||
           ((code & 0xff) == SQLITE_IOERR && (number == ENOSPC || number == EDQUOT));
}

static bk_status explain(bk_store *store, int code, bk_error *err)
{
    bk_place nowhere = {0};
    if (is_full(store->db, code))
        return bk_error_add(err, BK_ERR_IO, nowhere, BK_W_STO_FULL, store->path);
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return bk_error_add(err, BK_ERR_MEMORY, nowhere, BK_W_NO_MEMORY);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return bk_error_add(err, BK_ERR_IO, nowhere, BK_W_STO_LOCKED, store->path, WAIT_MS / 1000);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return bk_error_add(err, BK_ERR_IO, nowhere, BK_W_STO_READ_ONLY, store->path);
    case SQLITE_NOTADB:
        return bk_error_add(err, BK_ERR_IO, nowhere, BK_W_STO_NOT_A_STORE, store->path);
    case SQLITE_CANTOPEN:
        return cannot(store, BK_W_STO_CANNOT_OPEN, sqlite3_system_errno(store->db), err);
    case SQLITE_IOERR:
        return cannot(store, BK_W_STO_DISK, sqlite3_system_errno(store->db), err);
    default: /* SQLITE_CORRUPT, and a table that is not as we made it */
        return bk_db_damaged(store, err);
    }
}

bk_status bk_db_failed(bk_store *store, int code, bk_error *err)
{
    store->failed = true;
    return explain(store, code, err);
}

/* ---- opening ---- */

/* Asks before SQLite does: opening a pipe would wait for ever, and a device is no place to keep
 * anything in. */
static bk_status look_at_path(bk_store *store, const char *path, bk_error *err)
{
    struct stat at;
    if (stat(path, &at) != 0) {
        bool missing = errno == ENOENT;
        if (missing && store->mode == BK_STORE_WRITE && path[0] != '\0') return BK_OK;
        return cannot(store, BK_W_STO_CANNOT_OPEN, errno, err);
    }
    if (S_ISDIR(at.st_mode)) return cannot(store, BK_W_STO_CANNOT_OPEN, EISDIR, err);
    if (!S_ISREG(at.st_mode))
        return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_STO_NOT_A_STORE, store->path);
    return BK_OK;
}

/* path as an URI that says that nobody changes the file: the only way into a log-keeping file in a
 * folder where nothing may be written. */
static int open_unchanging(bk_store *store)
{
    bk_buffer uri = {0};
    bk_buffer_text(&uri, "file:");
    for (const char *c = store->path; *c; c++) {
        if (*c == '%' || *c == '?' || *c == '#')
            bk_buffer_print(&uri, "%%%02x", (unsigned)(unsigned char)*c);
        else
            bk_buffer_add(&uri, c, 1);
    }
    bk_buffer_text(&uri, "?immutable=1");
    int code = bk_buffer_status(&uri) == BK_OK ? SQLITE_OK : SQLITE_NOMEM;
    if (code == SQLITE_OK) {
        sqlite3_close_v2(store->db);
        store->db = NULL;
        code = sqlite3_open_v2(bk_buffer_chars(&uri), &store->db,
                               SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
    }
    bk_buffer_clear(&uri);
    return code;
}

/* Opening does not read; the first page is looked at here. */
static int first_look(sqlite3 *db)
{
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_timeout(db, WAIT_MS);
    return sqlite3_exec(db, "PRAGMA application_id; SELECT count(*) FROM sqlite_schema", NULL, NULL,
                        NULL);
}

bk_status bk_db_open(const char *path, bk_store_mode mode, bk_store *store, bk_error *err)
{
    store->mode = mode;
    bk_buffer name = {0};
    if (path[0] == ':') bk_buffer_text(&name, "./"); /* not SQLite's ":memory:" */
    bk_buffer_text(&name, path);
    store->path = bk_buffer_take(&name);
    if (store->path == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    BK_TRY(look_at_path(store, path, err));

    int flags =
        SQLITE_OPEN_NOMUTEX | (mode == BK_STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                      : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(store->path, &store->db, flags, NULL);
    if (store->db == NULL) return bk_db_failed(store, SQLITE_NOMEM, err);
    if (code == SQLITE_OK && mode == BK_STORE_WRITE && sqlite3_db_readonly(store->db, "main") == 1)
        return bk_db_failed(store, SQLITE_READONLY, err);
    if (code == SQLITE_OK) code = first_look(store->db);
    int why = code & 0xff;
    if (mode == BK_STORE_READ && (why == SQLITE_CANTOPEN || why == SQLITE_READONLY)) {
        code = open_unchanging(store);
        if (store->db == NULL) return bk_db_failed(store, SQLITE_NOMEM, err);
        if (code == SQLITE_OK) code = first_look(store->db);
    }
    return code == SQLITE_OK ? BK_OK : bk_db_failed(store, code, err);
}

/* One process at a time may start the log; SQLite does not wait for it by itself. */
static int start_log(sqlite3 *db, bool *logged)
{
    int code = SQLITE_BUSY;
    for (int waited = 0; (code & 0xff) == SQLITE_BUSY && waited < WAIT_MS; waited += WAIT_STEP_MS) {
        if (waited > 0) sqlite3_sleep(WAIT_STEP_MS);
        sqlite3_stmt *statement = NULL;
        code = sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
        if (code == SQLITE_OK) code = sqlite3_step(statement);
        if (code == SQLITE_ROW) *logged = strcmp(bk_db_column(statement, 0), "wal") == 0;
        sqlite3_finalize(statement);
    }
    return code == SQLITE_ROW ? SQLITE_OK : code;
}

/* Pages of 8 KiB: a team's weeks are large, and half as many pages are half as many calls. What is
 * deleted goes back to the disk without a copy of the whole file. Both hold for a new file alone.
 */
bk_status bk_db_start_log(bk_store *store, bk_error *err)
{
    char text[100];
    snprintf(
        text, sizeof text,
        "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA wal_autocheckpoint = %d",
        LOG_PAGES);
    BK_TRY(bk_db_do(store, text, err));
    int code = start_log(store->db, &store->logged);
    if (code != SQLITE_OK) return bk_db_failed(store, code, err);
    return bk_db_do(
        store, store->logged ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL", err);
}

int bk_db_close(bk_store *store)
{
    for (int32_t i = 0; i < BK_SQL_COUNT; i++) sqlite3_finalize(store->statement[i]);
    int code = sqlite3_close(store->db);
    bk_free(store->scopes.key);
    bk_free(store->measures.key);
    bk_free(store->path);
    *store = (bk_store){0};
    return code;
}

/* ---- statements ---- */

bk_status bk_db_do(bk_store *store, const char *sql, bk_error *err)
{
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? BK_OK : bk_db_failed(store, code, err);
}

bk_status bk_db_use(bk_store *store, bk_sql which, sqlite3_stmt **out, bk_error *err)
{
    sqlite3_stmt **statement = &store->statement[which];
    if (*statement == NULL) {
        int code = sqlite3_prepare_v3(store->db, SQL[which], -1, SQLITE_PREPARE_PERSISTENT,
                                      statement, NULL);
        if (code != SQLITE_OK) return bk_db_failed(store, code, err);
    } else {
        sqlite3_reset(*statement); /* its last error was told when it came */
        sqlite3_clear_bindings(*statement);
    }
    *out = *statement;
    return BK_OK;
}

void bk_db_text(sqlite3_stmt *statement, int at, const char *text)
{
    /* Without memory nothing is bound, and the column, which may not be NULL, refuses. */
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

bk_status bk_db_next(bk_store *store, sqlite3_stmt *statement, bool *row, bk_error *err)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    if (*row) return BK_OK;
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? BK_OK : bk_db_failed(store, code, err);
}

bk_status bk_db_run(bk_store *store, sqlite3_stmt *statement, bk_error *err)
{
    bool row = true;
    while (row) BK_TRY(bk_db_next(store, statement, &row, err));
    return BK_OK;
}

void bk_db_leave(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
}

static bk_status run_plain(bk_store *store, bk_sql which, bk_error *err)
{
    sqlite3_stmt *statement = NULL;
    BK_TRY(bk_db_use(store, which, &statement, err));
    return bk_db_run(store, statement, err);
}

bk_status bk_db_begin(bk_store *store, bk_error *err)
{
    return run_plain(store, BK_SQL_BEGIN, err);
}

bk_status bk_db_end(bk_store *store, bk_status status, bk_error *err)
{
    if (status == BK_OK) status = run_plain(store, BK_SQL_COMMIT, err);
    if (status == BK_OK) {
        store->unsaved = true;
        return BK_OK;
    }
    /* A full disk may have rolled back already. */
    if (sqlite3_get_autocommit(store->db) == 0)
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

bk_status bk_db_flush(bk_store *store, bk_error *err)
{
    if (!store->unsaved || !store->logged) return BK_OK;
    sqlite3_file *log = NULL;
    int code = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (code == SQLITE_OK && log != NULL && log->pMethods != NULL)
        code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK) return bk_db_failed(store, code, err);
    int moved = 0;
    code = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (code == SQLITE_OK && moved != 0) {
        store->failed = true;
        return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_STO_GONE, store->path);
    }
    store->unsaved = false;
    return BK_OK;
}

int64_t bk_db_size(const bk_store *store)
{
    struct stat at;
    return stat(store->path, &at) == 0 ? (int64_t)at.st_size : 0;
}

const char *bk_db_column(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}
