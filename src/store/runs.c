#include "store/runs.h"

#include "model/version.h"
#include "random/philox.h"
#include "scenario/scenario.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bk_run_key bk_run_key_of(const bk_scenario *scenario, uint64_t seed, int32_t only_team)
{
    bk_run_key key = {.draws = BK_DRAWS, .only_team = only_team};
    uint64_t measures = 0;
    for (int32_t i = 0; i < scenario->measures.count; i++)
        measures = bk_key_derive(measures, bk_key_text(scenario->measures.measure[i].id), 0, 0);
    snprintf(key.scenario, sizeof key.scenario, "%s", bk_scenario_hash(scenario));
    snprintf(key.seed, sizeof key.seed, "%" PRIu64, seed);
    snprintf(key.measures, sizeof key.measures, "%016" PRIx64, measures);
    return key;
}

/* The first column of the first row, or 0. */
static bk_status first_number(bk_store *store, sqlite3_stmt *s, int64_t *out, bk_error *err)
{
    bool row = false;
    *out = 0;
    BK_TRY(bk_db_next(store, s, &row, err));
    if (!row) return BK_OK;
    *out = sqlite3_column_int64(s, 0);
    bk_db_leave(s);
    return BK_OK;
}

static bk_status use_with_key(bk_store *store, bk_sql which, const bk_run_key *key,
                              sqlite3_stmt **s, bk_error *err)
{
    BK_TRY(bk_db_use(store, which, s, err));
    bk_db_text(*s, 1, key->scenario);
    bk_db_text(*s, 2, key->seed);
    sqlite3_bind_int64(*s, 3, key->draws);
    bk_db_text(*s, 4, key->measures);
    sqlite3_bind_int64(*s, 5, key->only_team);
    return BK_OK;
}

bk_status bk_run_find(bk_store *store, const bk_run_key *key, int64_t *out, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(use_with_key(store, BK_SQL_RUN_FIND, key, &s, err));
    return first_number(store, s, out, err);
}

bk_status bk_run_put(bk_store *store, const bk_run_key *key, const char *version, const char *begun,
                     int64_t *out, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(use_with_key(store, BK_SQL_RUN_PUT, key, &s, err));
    bk_db_text(s, 6, version);
    bk_db_text(s, 7, begun != NULL && begun[0] != '\0' ? begun : NULL);
    BK_TRY(bk_db_run(store, s, err));
    BK_TRY(bk_run_find(store, key, out, err));
    return *out > 0 ? BK_OK : bk_db_damaged(store, err);
}

bk_status bk_scenario_row_put(bk_store *store, const bk_scenario_row *row, bk_error *err)
{
    sqlite3_stmt *s = NULL;
    BK_TRY(bk_db_use(store, BK_SQL_SCENARIO_PUT, &s, err));
    bk_db_text(s, 1, row->hash);
    bk_db_text(s, 2, row->title_nb);
    bk_db_text(s, 3, row->title_en);
    sqlite3_bind_int64(s, 4, row->weeks);
    sqlite3_bind_int64(s, 5, row->warmup_weeks);
    bk_db_text(s, 6, row->toml);
    bk_db_text(s, 7, row->version);
    return bk_db_run(store, s, err);
}

bk_status bk_scenario_row_same(bk_store *store, const char *hash, const char *toml, bool *out,
                               bk_error *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    BK_TRY(bk_db_use(store, BK_SQL_SCENARIO_FIND, &s, err));
    bk_db_text(s, 1, hash);
    BK_TRY(bk_db_next(store, s, &row, err));
    *out = row && strcmp(bk_db_column(s, 0), toml) == 0;
    bk_db_leave(s);
    return BK_OK;
}

/* Finds a name; put makes it. */
static bk_status id_of(bk_store *store, sqlite3_stmt *find, bool put, sqlite3_stmt *insert,
                       int64_t *out, bk_error *err)
{
    BK_TRY(first_number(store, find, out, err));
    if (*out != 0 || !put) return BK_OK;
    BK_TRY(bk_db_run(store, insert, err));
    *out = sqlite3_last_insert_rowid(store->db);
    return BK_OK;
}

bk_status bk_scope_id(bk_store *store, const char *kind, const char *office, const char *team,
                      int64_t nth, bool put, int64_t *out, bk_error *err)
{
    sqlite3_stmt *s[2] = {NULL, NULL};
    BK_TRY(bk_db_use(store, BK_SQL_SCOPE_FIND, &s[0], err));
    BK_TRY(bk_db_use(store, BK_SQL_SCOPE_PUT, &s[1], err));
    for (int i = 0; i < 2; i++) {
        bk_db_text(s[i], 1, kind);
        bk_db_text(s[i], 2, office);
        bk_db_text(s[i], 3, team);
        sqlite3_bind_int64(s[i], 4, nth);
    }
    return id_of(store, s[0], put, s[1], out, err);
}

bk_status bk_measure_id(bk_store *store, const char *id, const char *unit, bool put, int64_t *out,
                        bk_error *err)
{
    sqlite3_stmt *find = NULL, *insert = NULL;
    BK_TRY(bk_db_use(store, BK_SQL_MEASURE_FIND, &find, err));
    bk_db_text(find, 1, id);
    BK_TRY(bk_db_use(store, BK_SQL_MEASURE_PUT, &insert, err));
    bk_db_text(insert, 1, id);
    bk_db_text(insert, 2, unit);
    return id_of(store, find, put, insert, out, err);
}
