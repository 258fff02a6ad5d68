/* parts.h - one replication in rows: read from a file, checked, and written into one.
 *
 * Rows carry ids of the file they stand in; bk_names says what an id means. Checksums are sums over
 * rows of what the ids mean and the value's bits, so they do not depend on the ids, the order of
 * rows or the machine, and the same replication has the same ones in every store.
 */
#ifndef BK_STORE_PARTS_H
#define BK_STORE_PARTS_H

#include "store/database.h"

/* One row of outcome. */
typedef struct {
    int64_t scope, measure;
    double value;
} bk_figure_row;

/* One row of event. */
typedef struct {
    const char *kind;
    int64_t count;
} bk_event_row;

/* One row of series. */
typedef struct {
    int64_t scope;
    const char *measures;
    int64_t weeks;
    const unsigned char *value; /* [bytes] doubles, least byte first */
    int64_t bytes;
} bk_weeks;

/* One row of watch. */
typedef struct {
    int64_t scope, week;
    double value[BK_WATCH_COUNT]; /* nan: NULL */
} bk_batch;

typedef struct {
    bool has_series, has_watch;
    int64_t n_figures, n_tallies, n_weeks, n_batches;
    bk_figure_row *figure;
    bk_event_row *tally;
    bk_weeks *weeks;
    bk_batch *batch;
    uint64_t checksum, series_checksum, watch_checksum;
} bk_parts;

/* What a replication's row says. */
typedef struct {
    bool is_there, has_series, has_watch;
    uint64_t checksum, series_checksum, watch_checksum;
} bk_kept;

/* More names than any store has; a damaged one must not make us ask for all memory. */
enum { BK_IDS_MOST = 4000000 };

/* Hashes of names, for checksums. */
uint64_t bk_scope_key(const char *kind, const char *office, const char *team, int64_t nth);
uint64_t bk_measure_key(const char *id);

/* Reads what all ids mean. Errors: BK_ERR_IO, BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_parts_names(bk_store *store, bk_error *err);

/* Fills the checksums of parts from its rows and the replication they are of. Errors: BK_ERR_IO (an
 * id that means nothing). */
BK_MUST_CHECK bk_status bk_parts_sum(bk_store *store, int32_t replication, bk_parts *parts,
                                     bk_error *err);

BK_MUST_CHECK bk_status bk_kept_find(bk_store *store, int64_t run, int32_t replication,
                                     bk_kept *out, bk_error *err);

/* Reads a replication that is there, with series and watch where asked for and kept; *out lives in
 * arena. Errors: BK_ERR_IO, also when its rows are not those that were written; BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_parts_read(bk_store *store, int64_t run, int32_t replication,
                                      bool series, bool watch, bk_arena *arena, bk_parts *out,
                                      bk_error *err);

/* Writes what is not there yet, in a transaction of its own; parts has its checksums. *wrote: false
 * when all of it was there. Errors: BK_ERR_INPUT when other numbers stand there. */
BK_MUST_CHECK bk_status bk_parts_write(bk_store *store, int64_t run, int32_t replication,
                                       const bk_parts *parts, bool *wrote, bk_error *err);

/* A double as its eight bytes, least first, and back. */
void bk_put_double(unsigned char *at, double value);
double bk_take_double(const unsigned char *at);

#endif
