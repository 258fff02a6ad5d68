/* runs.h - finding a stored run, and the names its rows stand under. */
#ifndef BK_STORE_RUNS_H
#define BK_STORE_RUNS_H

#include "store/database.h"

enum { BK_HEX_TEXT = 17, BK_SEED_TEXT = 24 };

/* What a run is told from others by. */
typedef struct {
    char scenario[BK_HEX_TEXT];
    char seed[BK_SEED_TEXT];
    int64_t draws;
    char measures[BK_HEX_TEXT];
    int64_t only_team; /* number of the one team that is simulated, 0 for all */
} bk_run_key;

/* The key of a scenario and seed under this version of the numbers. */
bk_run_key bk_run_key_of(const bk_scenario *scenario, uint64_t seed, int32_t only_team);

/* The run's number, or 0. */
BK_MUST_CHECK bk_status bk_run_find(bk_store *store, const bk_run_key *key, int64_t *out,
                                    bk_error *err);

/* Within a transaction: finds the run, or makes it. */
BK_MUST_CHECK bk_status bk_run_put(bk_store *store, const bk_run_key *key, const char *version,
                                   const char *begun, int64_t *out, bk_error *err);

/* A row of scenario. */
typedef struct {
    const char *hash, *title_nb, *title_en, *toml, *version;
    int64_t weeks, warmup_weeks;
} bk_scenario_row;

/* Within a transaction: puts it in; an older one of the same hash takes its titles and text. */
BK_MUST_CHECK bk_status bk_scenario_row_put(bk_store *store, const bk_scenario_row *row,
                                            bk_error *err);

/* Whether the row of that hash is there with the same text. */
BK_MUST_CHECK bk_status bk_scenario_row_same(bk_store *store, const char *hash, const char *toml,
                                             bool *out, bk_error *err);

/* The id of a name, 0 when it is not there; put: made then, within a transaction. */
BK_MUST_CHECK bk_status bk_scope_id(bk_store *store, const char *kind, const char *office,
                                    const char *team, int64_t nth, bool put, int64_t *out,
                                    bk_error *err);
BK_MUST_CHECK bk_status bk_measure_id(bk_store *store, const char *id, const char *unit, bool put,
                                      int64_t *out, bk_error *err);

#endif
