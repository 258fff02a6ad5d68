#include "store/parts.h"

#include "random/philox.h"

#include <math.h>
#include <string.h>

/* ---- bits ---- */

/* The finaliser of splitmix64 (G. Steele, D. Lea & C. Flood, OOPSLA 2014). */
static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* One nan, and no -0: SQLite keeps neither. */
static uint64_t bits_of(double value)
{
    if (isnan(value)) return UINT64_C(0x7ff8000000000000);
    uint64_t bits;
    value += 0.0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Least byte first: on most machines as it lies. */
static uint64_t turned(uint64_t bits)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(bits);
#else
    return bits;
#endif
}

void bk_put_double(unsigned char *at, double value)
{
    uint64_t bits = turned(bits_of(value));
    memcpy(at, &bits, sizeof bits);
}

static uint64_t take_bits(const unsigned char *at)
{
    uint64_t bits;
    memcpy(&bits, at, sizeof bits);
    return turned(bits);
}

double bk_take_double(const unsigned char *at)
{
    uint64_t bits = take_bits(at);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* ---- names ---- */

uint64_t bk_scope_key(const char *kind, const char *office, const char *team, int64_t nth)
{
    return bk_key_derive(bk_key_text(kind), bk_key_text(office), bk_key_text(team), (uint64_t)nth) |
           1;
}

uint64_t bk_measure_key(const char *id)
{
    return bk_key_text(id) | 1;
}

static bk_status put_key(bk_store *store, bk_name_keys *keys, int64_t id, uint64_t key,
                         bk_error *err)
{
    if (id < 1 || id > BK_IDS_MOST) return bk_db_damaged(store, err);
    if (id >= keys->n) {
        int64_t n = id + id / 2 + 64;
        void *grown = keys->key;
        if (bk_realloc(&grown, keys->n, n, sizeof *keys->key) != BK_OK)
            return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
        keys->key = grown;
        keys->n = n;
    }
    keys->key[id] = key;
    return BK_OK;
}

static bk_status load_keys(bk_store *store, bool scopes, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(bk_db_use(store, scopes ? BK_SQL_SCOPE_LIST : BK_SQL_MEASURE_LIST, &s, err));
    bk_name_keys *keys = scopes ? &store->scopes : &store->measures;
    for (bool row = true;;) {
        BK_TRY(bk_db_next(store, s, &row, err));
        if (!row) return BK_OK;
        int64_t id = sqlite3_column_int64(s, 0);
        uint64_t key = scopes ? bk_scope_key(bk_db_column(s, 1), bk_db_column(s, 2),
                                             bk_db_column(s, 3), sqlite3_column_int64(s, 4))
                              : bk_measure_key(bk_db_column(s, 1));
        bk_status status = put_key(store, keys, id, key, err);
        if (status != BK_OK) bk_db_leave(s);
        BK_TRY(status);
    }
}

bk_status bk_parts_names(bk_store *store, bk_error *err)
{
    BK_TRY(load_keys(store, true, err));
    return load_keys(store, false, err);
}

/* The key of an id; ids that others put there meanwhile are read once more. */
static bk_status key_of(bk_store *store, bool scopes, int64_t id, uint64_t *out, bk_error *err)
{
    const bk_name_keys *keys = scopes ? &store->scopes : &store->measures;
    if (id < 1 || id >= keys->n || keys->key[id] == 0) BK_TRY(load_keys(store, scopes, err));
    if (id < 1 || id >= keys->n || keys->key[id] == 0) return bk_db_damaged(store, err);
    *out = keys->key[id];
    return BK_OK;
}

/* ---- checksums ---- */

static bk_status sum_figures(bk_store *store, bk_parts *p, bk_error *err)
{
    uint64_t sum = 0;
    for (int64_t i = 0; i < p->n_figures; i++) {
        uint64_t scope = 0, measure = 0;
        BK_TRY(key_of(store, true, p->figure[i].scope, &scope, err));
        BK_TRY(key_of(store, false, p->figure[i].measure, &measure, err));
        sum += mix(mix(bits_of(p->figure[i].value) ^ scope) + measure);
    }
    for (int64_t i = 0; i < p->n_tallies; i++)
        sum += mix(mix((uint64_t)p->tally[i].count) + bk_key_text(p->tally[i].kind));
    p->checksum = sum;
    return BK_OK;
}

static bk_status sum_series(bk_store *store, bk_parts *p, bk_error *err)
{
    uint64_t sum = 0;
    for (int64_t i = 0; i < p->n_weeks; i++) {
        const bk_weeks *w = &p->weeks[i];
        uint64_t scope = 0, row = 0;
        BK_TRY(key_of(store, true, w->scope, &scope, err));
        for (int64_t at = 0; at + 8 <= w->bytes; at += 8)
            row += mix(take_bits(w->value + at) ^ ((uint64_t)at * UINT64_C(0x9e3779b97f4a7c15)));
        sum += mix(mix(row ^ scope) + bk_key_text(w->measures) + (uint64_t)w->weeks);
    }
    p->series_checksum = sum;
    return BK_OK;
}

static bk_status sum_watch(bk_store *store, bk_parts *p, bk_error *err)
{
    uint64_t sum = 0;
    for (int64_t i = 0; i < p->n_batches; i++) {
        uint64_t row = 0;
        BK_TRY(key_of(store, true, p->batch[i].scope, &row, err));
        row = mix(row + (uint64_t)p->batch[i].week);
        for (int k = 0; k < BK_WATCH_COUNT; k++) row = mix(row ^ bits_of(p->batch[i].value[k]));
        sum += row;
    }
    p->watch_checksum = sum;
    return BK_OK;
}

bk_status bk_parts_sum(bk_store *store, int32_t replication, bk_parts *parts, bk_error *err)
{
    BK_TRY(sum_figures(store, parts, err));
    if (parts->has_series) BK_TRY(sum_series(store, parts, err));
    if (parts->has_watch) BK_TRY(sum_watch(store, parts, err));
    uint64_t number = mix((uint64_t)replication + 1); /* not another one's rows */
    parts->checksum += number;
    parts->series_checksum += number;
    parts->watch_checksum += number;
    return BK_OK;
}

/* ---- reading ---- */

static bk_status use_for(bk_store *store, bk_sql which, int64_t run, int32_t replication,
                         sqlite3_stmt **out, bk_error *err)
{
    BK_TRY(bk_db_use(store, which, out, err));
    sqlite3_bind_int64(*out, 1, run);
    sqlite3_bind_int64(*out, 2, replication);
    return BK_OK;
}

bk_status bk_kept_find(bk_store *store, int64_t run, int32_t replication, bk_kept *out,
                       bk_error *err)
{
    sqlite3_stmt *s = NULL;
    *out = (bk_kept){0};
    BK_TRY(use_for(store, BK_SQL_REPLICATION_FIND, run, replication, &s, err));
    BK_TRY(bk_db_next(store, s, &out->is_there, err));
    if (!out->is_there) return BK_OK;
    out->checksum = (uint64_t)sqlite3_column_int64(s, 0);
    out->has_series = sqlite3_column_type(s, 1) != SQLITE_NULL;
    out->series_checksum = (uint64_t)sqlite3_column_int64(s, 1);
    out->has_watch = sqlite3_column_type(s, 2) != SQLITE_NULL;
    out->watch_checksum = (uint64_t)sqlite3_column_int64(s, 2);
    bk_db_leave(s);
    return BK_OK;
}

/* A table's rows while they are read: memory doubles in the arena, which lives briefly. */
typedef struct {
    bk_store *store;
    bk_arena *arena;
    bk_error *err;
} reader;

static bk_status no_memory(bk_error *err)
{
    return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
}

static bk_status make_room(const reader *r, void **rows, int64_t n, int64_t *room, size_t size)
{
    if (n < *room) return BK_OK;
    int64_t more = *room == 0 ? 64 : 2 * *room;
    void *grown = bk_arena_alloc(r->arena, more, size);
    if (grown == NULL) return no_memory(r->err);
    if (n > 0) memcpy(grown, *rows, (size_t)n * size);
    *rows = grown;
    *room = more;
    return BK_OK;
}

static bk_status copy_text(const reader *r, sqlite3_stmt *s, int column, const char **out)
{
    const char *text = bk_db_column(s, column);
    *out = bk_arena_text(r->arena, text, (int64_t)strlen(text));
    return *out != NULL ? BK_OK : no_memory(r->err);
}

static bk_status read_figure(const reader *r, sqlite3_stmt *s, bk_parts *p, int64_t *room)
{
    void *rows = p->figure;
    BK_TRY(make_room(r, &rows, p->n_figures, room, sizeof *p->figure));
    p->figure = rows;
    p->figure[p->n_figures++] = (bk_figure_row){.scope = sqlite3_column_int64(s, 0),
                                                .measure = sqlite3_column_int64(s, 1),
                                                .value = sqlite3_column_double(s, 2)};
    return BK_OK;
}

static bk_status read_tally(const reader *r, sqlite3_stmt *s, bk_parts *p, int64_t *room)
{
    void *rows = p->tally;
    BK_TRY(make_room(r, &rows, p->n_tallies, room, sizeof *p->tally));
    p->tally = rows;
    bk_event_row *tally = &p->tally[p->n_tallies++];
    tally->count = sqlite3_column_int64(s, 1);
    return copy_text(r, s, 0, &tally->kind);
}

static bk_status read_weeks(const reader *r, sqlite3_stmt *s, bk_parts *p, int64_t *room)
{
    void *rows = p->weeks;
    BK_TRY(make_room(r, &rows, p->n_weeks, room, sizeof *p->weeks));
    p->weeks = rows;
    bk_weeks *weeks = &p->weeks[p->n_weeks++];
    const void *bytes = sqlite3_column_blob(s, 3);
    int64_t n = sqlite3_column_bytes(s, 3);
    unsigned char *copy = bk_arena_alloc(r->arena, n + 1, 1);
    if (copy == NULL) return no_memory(r->err);
    if (n > 0 && bytes != NULL) memcpy(copy, bytes, (size_t)n);
    weeks->scope = sqlite3_column_int64(s, 0);
    weeks->weeks = sqlite3_column_int64(s, 2);
    weeks->value = copy;
    weeks->bytes = n;
    return copy_text(r, s, 1, &weeks->measures);
}

static bk_status read_batch(const reader *r, sqlite3_stmt *s, bk_parts *p, int64_t *room)
{
    void *rows = p->batch;
    BK_TRY(make_room(r, &rows, p->n_batches, room, sizeof *p->batch));
    p->batch = rows;
    bk_batch *batch = &p->batch[p->n_batches++];
    batch->scope = sqlite3_column_int64(s, 0);
    batch->week = sqlite3_column_int64(s, 1);
    for (int k = 0; k < BK_WATCH_COUNT; k++)
        batch->value[k] = sqlite3_column_type(s, 2 + k) == SQLITE_NULL
                              ? (double)NAN
                              : sqlite3_column_double(s, 2 + k);
    return BK_OK;
}

typedef bk_status (*row_reader)(const reader *r, sqlite3_stmt *s, bk_parts *p, int64_t *room);

static bk_status read_rows(const reader *r, bk_sql which, int64_t run, int32_t replication,
                           row_reader take, bk_parts *out)
{
    sqlite3_stmt *s = NULL;
    int64_t room = 0;
    BK_TRY(use_for(r->store, which, run, replication, &s, r->err));
    for (bool row = true;;) {
        BK_TRY(bk_db_next(r->store, s, &row, r->err));
        if (!row) return BK_OK;
        bk_status status = take(r, s, out, &room);
        if (status != BK_OK) bk_db_leave(s);
        BK_TRY(status);
    }
}

bk_status bk_parts_read(bk_store *store, int64_t run, int32_t replication, bool series, bool watch,
                        bk_arena *arena, bk_parts *out, bk_error *err)
{
    bk_kept kept;
    BK_TRY(bk_kept_find(store, run, replication, &kept, err));
    if (!kept.is_there) return bk_db_damaged(store, err);
    reader r = {.store = store, .arena = arena, .err = err};
    *out =
        (bk_parts){.has_series = series && kept.has_series, .has_watch = watch && kept.has_watch};
    BK_TRY(read_rows(&r, BK_SQL_OUTCOME_GET, run, replication, read_figure, out));
    BK_TRY(read_rows(&r, BK_SQL_EVENT_GET, run, replication, read_tally, out));
    if (out->has_series)
        BK_TRY(read_rows(&r, BK_SQL_SERIES_GET, run, replication, read_weeks, out));
    if (out->has_watch) BK_TRY(read_rows(&r, BK_SQL_WATCH_GET, run, replication, read_batch, out));
    BK_TRY(bk_parts_sum(store, replication, out, err));
    bool whole = out->checksum == kept.checksum &&
                 (!out->has_series || out->series_checksum == kept.series_checksum) &&
                 (!out->has_watch || out->watch_checksum == kept.watch_checksum);
    return whole ? BK_OK : bk_db_damaged(store, err);
}

/* ---- writing ---- */

static bk_status write_figures(bk_store *store, int64_t run, int32_t replication, const bk_parts *p,
                               bk_error *err)
{
    sqlite3_stmt *s = NULL;
    for (int64_t i = 0; i < p->n_figures; i++) {
        BK_TRY(use_for(store, BK_SQL_OUTCOME_PUT, run, replication, &s, err));
        sqlite3_bind_int64(s, 3, p->figure[i].scope);
        sqlite3_bind_int64(s, 4, p->figure[i].measure);
        sqlite3_bind_double(s, 5, p->figure[i].value);
        BK_TRY(bk_db_run(store, s, err));
    }
    for (int64_t i = 0; i < p->n_tallies; i++) {
        BK_TRY(use_for(store, BK_SQL_EVENT_PUT, run, replication, &s, err));
        bk_db_text(s, 3, p->tally[i].kind);
        sqlite3_bind_int64(s, 4, p->tally[i].count);
        BK_TRY(bk_db_run(store, s, err));
    }
    return BK_OK;
}

static bk_status write_series(bk_store *store, int64_t run, int32_t replication, const bk_parts *p,
                              bk_error *err)
{
    for (int64_t i = 0; i < p->n_weeks; i++) {
        sqlite3_stmt *s = NULL;
        BK_TRY(use_for(store, BK_SQL_SERIES_PUT, run, replication, &s, err));
        sqlite3_bind_int64(s, 3, p->weeks[i].scope);
        bk_db_text(s, 4, p->weeks[i].measures);
        sqlite3_bind_int64(s, 5, p->weeks[i].weeks);
        (void)sqlite3_bind_blob64(s, 6, p->weeks[i].value, (sqlite3_uint64)p->weeks[i].bytes,
                                  SQLITE_STATIC);
        BK_TRY(bk_db_run(store, s, err));
    }
    return BK_OK;
}

static bk_status write_watch(bk_store *store, int64_t run, int32_t replication, const bk_parts *p,
                             bk_error *err)
{
    for (int64_t i = 0; i < p->n_batches; i++) {
        sqlite3_stmt *s = NULL;
        BK_TRY(use_for(store, BK_SQL_WATCH_PUT, run, replication, &s, err));
        sqlite3_bind_int64(s, 3, p->batch[i].scope);
        sqlite3_bind_int64(s, 4, p->batch[i].week);
        for (int k = 0; k < BK_WATCH_COUNT; k++)
            if (!isnan(p->batch[i].value[k])) sqlite3_bind_double(s, 5 + k, p->batch[i].value[k]);
        BK_TRY(bk_db_run(store, s, err));
    }
    return BK_OK;
}

static bk_status write_new(bk_store *store, int64_t run, int32_t replication, const bk_parts *p,
                           bk_error *err)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(use_for(store, BK_SQL_REPLICATION_PUT, run, replication, &s, err));
    sqlite3_bind_int64(s, 3, (int64_t)p->checksum);
    if (p->has_series) sqlite3_bind_int64(s, 4, (int64_t)p->series_checksum);
    if (p->has_watch) sqlite3_bind_int64(s, 5, (int64_t)p->watch_checksum);
    BK_TRY(bk_db_run(store, s, err));
    return write_figures(store, run, replication, p, err);
}

/* Notes a checksum of what a replication that was there has now in addition. */
static bk_status note(bk_store *store, bk_sql which, int64_t run, int32_t replication,
                      uint64_t checksum, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(use_for(store, which, run, replication, &s, err));
    sqlite3_bind_int64(s, 3, (int64_t)checksum);
    return bk_db_run(store, s, err);
}

static bool differs(const bk_kept *kept, const bk_parts *p)
{
    return kept->checksum != p->checksum ||
           (kept->has_series && p->has_series && kept->series_checksum != p->series_checksum) ||
           (kept->has_watch && p->has_watch && kept->watch_checksum != p->watch_checksum);
}

static bk_status write_missing(bk_store *store, int64_t run, int32_t replication, const bk_parts *p,
                               bool *wrote, bk_error *err)
{
    bk_kept kept;
    BK_TRY(bk_kept_find(store, run, replication, &kept, err));
    if (kept.is_there && differs(&kept, p))
        return bk_error_add(err, BK_ERR_INPUT, (bk_place){0}, BK_W_STO_CONFLICT, store->path,
                            (int)run, (int)replication + 1);
    bool series = p->has_series && !kept.has_series, watch = p->has_watch && !kept.has_watch;
    *wrote = !kept.is_there || series || watch;
    if (!kept.is_there) {
        BK_TRY(write_new(store, run, replication, p, err));
    } else {
        if (series)
            BK_TRY(
                note(store, BK_SQL_REPLICATION_SERIES, run, replication, p->series_checksum, err));
        if (watch)
            BK_TRY(note(store, BK_SQL_REPLICATION_WATCH, run, replication, p->watch_checksum, err));
    }
    if (series) BK_TRY(write_series(store, run, replication, p, err));
    if (watch) BK_TRY(write_watch(store, run, replication, p, err));
    return BK_OK;
}

bk_status bk_parts_write(bk_store *store, int64_t run, int32_t replication, const bk_parts *parts,
                         bool *wrote, bk_error *err)
{
    *wrote = false;
    BK_TRY(bk_db_begin(store, err));
    return bk_db_end(store, write_missing(store, run, replication, parts, wrote, err), err);
}
