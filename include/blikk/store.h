/* store.h - results that last: replications kept in one SQLite file, taken from there next time.
 *
 *     bk_store_open -> options.keeper = bk_store_keeper(store) -> bk_run, ... -> bk_store_close
 *
 * A run that has a keeper asks it for every replication before making it, and hands over every
 * replication once it is whole. A stored run is a scenario (by hash), a seed and the version of the
 * numbers (BK_DRAWS); running it again, longer, or after a kill goes on from what is kept, and
 * gives the same bytes.
 *
 * What holds when: a replication is in the file, whole or not at all, once the keeper has taken it:
 * a process killed after that loses nothing, one killed before loses that replication. What a run
 * has reported as kept (bk_store_sync, bk_store_close, the end of bk_run) is also safe from a power
 * cut. The file is never half written: a full disk or a kill leaves the replications before it.
 *
 * Several processes may use one file on one machine: each transaction is short, and a process that
 * finds the file held by another waits up to ten seconds. Across machines give each its own file
 * (bk_store_merge).
 *
 * Errors:     BK_ERR_IO with a text that says what to do (full disk, read-only, held by another,
 *             damaged, not a store, of a newer blikk), BK_ERR_MEMORY. Nothing stored is lost.
 * Ownership:  a store is the caller's until bk_store_close; its keeper lives as long.
 * Threads:    one at a time.
 * The tables: docs/store.md.
 */
#ifndef BLIKK_STORE_H
#define BLIKK_STORE_H

#include "blikk/report.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct bk_store bk_store;

typedef enum {
    BK_STORE_READ, /* must be there; nothing is changed */
    BK_STORE_WRITE /* made when it is not there */
} bk_store_mode;

BK_MUST_CHECK bk_status bk_store_open(const char *path, bk_store_mode mode, bk_store **out,
                                      bk_error *err);

/* Makes what is kept safe from a power cut. */
BK_MUST_CHECK bk_status bk_store_sync(bk_store *store, bk_error *err);

/* Syncs and closes. The store is gone also after an error. Accepts NULL. */
bk_status bk_store_close(bk_store *store, bk_error *err);

/* The time that new runs are marked with, as text ("2026-11-21T22:52:00Z"); the library reads no
 * clock. At most 31 bytes are kept. */
void bk_store_note_time(bk_store *store, const char *time);

/* For bk_run_options.keeper. Needs: opened to write. */
const bk_keeper *bk_store_keeper(bk_store *store);

/* What went through the keeper since the store was opened: replications taken from the file, and
 * put into it. */
typedef struct {
    int64_t recalled, kept;
} bk_store_counts;

bk_store_counts bk_store_count(const bk_store *store);

/* How many replications of the scenario are kept under that seed, from the first on without a gap.
 */
BK_MUST_CHECK bk_status bk_store_kept(bk_store *store, const bk_scenario *scenario, uint64_t seed,
                                      int32_t *out, bk_error *err);

/* ---- what is in it ---- */

enum { BK_STORED_TEXT = 200 };

typedef struct {
    int64_t run;       /* its number in this file */
    char scenario[17]; /* hash */
    char title_nb[BK_STORED_TEXT], title_en[BK_STORED_TEXT];
    uint64_t seed;
    int32_t draws;        /* version of the numbers; BK_DRAWS of the blikk that made them */
    bool current;         /* draws is this blikk's BK_DRAWS */
    int32_t only_team;    /* number of the one team that was simulated, 0 for all */
    int32_t replications; /* kept, from the first on without a gap */
    int32_t kept;         /* kept in all */
    int32_t with_series;  /* of these, with every week */
    char version[32];     /* of the blikk that began it */
    char time[32];        /* when it was begun, "" when nobody said */
} bk_stored_run;

/* Receives one run; false stops. */
typedef bool (*bk_stored_sink)(void *context, const bk_stored_run *run);

/* Every run, by number. */
BK_MUST_CHECK bk_status bk_store_list(bk_store *store, bk_stored_sink sink, void *context,
                                      bk_error *err);

/* Finds a run by its number ("3") or the start of its scenario's hash (four digits or more).
 * Errors: BK_ERR_USAGE (none, or several). */
BK_MUST_CHECK bk_status bk_store_find(bk_store *store, const char *name, bk_stored_run *out,
                                      bk_error *err);

/* A run as it would come from bk_run: the scenario from its stored text, and the result of its
 * replications without a gap. series: with every week. The caller destroys both.
 * Errors: also BK_ERR_USAGE (no whole replication, no series for all of them, or of another version
 * of the numbers), BK_ERR_INPUT (the stored scenario is refused by this version). */
BK_MUST_CHECK bk_status bk_store_load(bk_store *store, int64_t run, bool series,
                                      bk_scenario **scenario, bk_result **result, bk_error *err);

/* The stored scenario as TOML. Free with bk_store_text_free. */
BK_MUST_CHECK bk_status bk_store_toml(bk_store *store, int64_t run, char **out, bk_error *err);
void bk_store_text_free(char *text);

/* Deletes a run and gives its room back to the disk; *freed in bytes. */
BK_MUST_CHECK bk_status bk_store_delete(bk_store *store, int64_t run, int64_t *freed,
                                        bk_error *err);

/* ---- taking in what others made ---- */

typedef struct {
    int32_t runs;         /* looked at */
    int32_t new_runs;     /* of these, not there before */
    int64_t replications; /* taken in */
    int64_t had;          /* there already, the same */
    int64_t damaged;      /* could not be read, not taken */
} bk_merged;

/* Takes every replication of from into store, one transaction a replication: stopped or done again,
 * it goes on. What from holds otherwise than store ends it (BK_ERR_INPUT), what was taken before
 * stays; what cannot be read of a damaged file is counted and left out. */
BK_MUST_CHECK bk_status bk_store_merge(bk_store *store, bk_store *from, bk_merged *out,
                                       bk_error *err);

/* ---- shown ---- */

/* Every run of the store, as a table or as one JSON object. */
BK_MUST_CHECK bk_status bk_report_stored_text(bk_store *store, const bk_report_options *options,
                                              bk_byte_sink sink, void *context, bk_error *err);
BK_MUST_CHECK bk_status bk_report_stored_json(bk_store *store, bk_byte_sink sink, void *context,
                                              bk_error *err);

/* Every figure of every replication of a run, of all runs when run is 0: a row each, as CSV
 * (RFC 4180) or as one JSON object; series: every week as well. */
BK_MUST_CHECK bk_status bk_report_stored_csv(bk_store *store, int64_t run, bool series,
                                             bk_byte_sink sink, void *context, bk_error *err);
BK_MUST_CHECK bk_status bk_report_stored_values(bk_store *store, int64_t run, bool series,
                                                bk_byte_sink sink, void *context, bk_error *err);

#ifdef __cplusplus
}
#endif
#endif
