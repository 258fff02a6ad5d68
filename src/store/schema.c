#include "store/schema.h"

#include <stdio.h>

static const char TABLES[] =
    "CREATE TABLE scenario (\n"
    "    hash TEXT NOT NULL PRIMARY KEY, -- 16 hexadecimal digits over every number, not the titles\n"
    "    title_nb TEXT NOT NULL,\n"
    "    title_en TEXT NOT NULL,\n"
    "    weeks INTEGER NOT NULL,\n"
    "    warmup_weeks INTEGER NOT NULL, -- of these, before anything is counted\n"
    "    toml TEXT NOT NULL,            -- the scenario file, with every --set in its place\n"
    "    version TEXT NOT NULL          -- of the blikk that wrote it here\n"
    ") STRICT;\n"

    "CREATE TABLE run (\n"
    "    run INTEGER PRIMARY KEY,\n"
    "    scenario TEXT NOT NULL REFERENCES scenario (hash),\n"
    "    seed TEXT NOT NULL,     -- decimal; 64 bits without sign, more than an INTEGER holds\n"
    "    draws INTEGER NOT NULL, -- version of the numbers: others are never mixed with these\n"
    "    measures TEXT NOT NULL, -- 16 hexadecimal digits over the ids of all measures\n"
    "    only_team INTEGER NOT NULL, -- number of the one team that was simulated, 0 for all\n"
    "    version TEXT NOT NULL,  -- of the blikk that began it\n"
    "    begun TEXT,             -- when, in UTC\n"
    "    UNIQUE (scenario, seed, draws, measures, only_team)\n"
    ") STRICT;\n"

    "CREATE TABLE replication (\n"
    "    run INTEGER NOT NULL REFERENCES run (run),\n"
    "    replication INTEGER NOT NULL, -- from 0; the same number has the same luck in all runs of a seed\n"
    "    checksum INTEGER NOT NULL,    -- of its rows in outcome and event\n"
    "    series_checksum INTEGER,      -- of its rows in series, NULL where it has none\n"
    "    watch_checksum INTEGER,       -- of its rows in watch, NULL where it has none\n"
    "    PRIMARY KEY (run, replication)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE scope (\n"
    "    scope INTEGER PRIMARY KEY,\n"
    "    kind TEXT NOT NULL CHECK (kind IN ('team', 'office', 'all')),\n"
    "    office TEXT NOT NULL, -- its name, '' for all\n"
    "    team TEXT NOT NULL,   -- its conditions, '' for an office and for all\n"
    "    nth INTEGER NOT NULL, -- which of several teams with the same office and conditions, from 1\n"
    "    UNIQUE (kind, office, team, nth)\n"
    ") STRICT;\n"

    "CREATE TABLE measure (\n"
    "    measure INTEGER PRIMARY KEY,\n"
    "    id TEXT NOT NULL UNIQUE, -- 'false_is', 'time_share.messages'\n"
    "    unit TEXT NOT NULL\n"
    ") STRICT;\n"

    "CREATE TABLE outcome ( -- the view outcomes has the names beside the numbers\n"
    "    run INTEGER NOT NULL,\n"
    "    replication INTEGER NOT NULL,\n"
    "    scope INTEGER NOT NULL REFERENCES scope (scope),\n"
    "    measure INTEGER NOT NULL REFERENCES measure (measure),\n"
    "    value REAL NOT NULL, -- over the weeks after the warm-up; no row where it does not exist\n"
    "    PRIMARY KEY (run, replication, scope, measure)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE event ( -- how many events were simulated, warm-up included\n"
    "    run INTEGER NOT NULL,\n"
    "    replication INTEGER NOT NULL,\n"
    "    kind TEXT NOT NULL,\n"
    "    count INTEGER NOT NULL,\n"
    "    PRIMARY KEY (run, replication, kind)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE TABLE series ( -- every week, where --series was asked for\n"
    "    run INTEGER NOT NULL,\n"
    "    replication INTEGER NOT NULL,\n"
    "    scope INTEGER NOT NULL REFERENCES scope (scope),\n"
    "    measures TEXT NOT NULL, -- ids, with a comma between\n"
    "    weeks INTEGER NOT NULL,\n"
    "    value BLOB NOT NULL, -- doubles, least byte first: all weeks of the first measure, then the next;\n"
    "                         -- nan where it does not exist\n"
    "    PRIMARY KEY (run, replication, scope)\n"
    ") STRICT;\n"

    "CREATE TABLE watch ( -- teams from week 0 on, in batches of weeks, to judge the warm-up by\n"
    "    run INTEGER NOT NULL,\n"
    "    replication INTEGER NOT NULL,\n"
    "    scope INTEGER NOT NULL REFERENCES scope (scope),\n"
    "    week INTEGER NOT NULL, -- the last of the batch\n"
    "    share_is REAL,\n"
    "    known_share REAL,\n"
    "    trust REAL,\n"
    "    weeks_since_contact REAL,\n"
    "    load REAL,\n"
    "    PRIMARY KEY (run, replication, scope, week)\n"
    ") STRICT, WITHOUT ROWID;\n"

    "CREATE VIEW outcomes AS\n"
    "    SELECT o.run, r.scenario, s.title_en AS title, r.seed, r.draws, o.replication,\n"
    "           c.kind, c.office, c.team, c.nth, m.id AS measure, m.unit, o.value\n"
    "    FROM outcome o\n"
    "    JOIN run r ON r.run = o.run\n"
    "    JOIN scenario s ON s.hash = r.scenario\n"
    "    JOIN scope c ON c.scope = o.scope\n"
    "    JOIN measure m ON m.measure = o.measure;\n";

/* ---- what the file is ---- */

typedef struct {
    int64_t application, schema, tables;
} identity;

static bk_status ask(bk_store *store, const char *pragma, int64_t *out, bk_error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, pragma, -1, &statement, NULL);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code == SQLITE_ROW) *out = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? BK_OK : bk_db_failed(store, code, err);
}

static bk_status look(bk_store *store, identity *out, bk_error *err)
{
    BK_TRY(ask(store, "PRAGMA application_id", &out->application, err));
    BK_TRY(ask(store, "PRAGMA user_version", &out->schema, err));
    return ask(store, "SELECT count(*) FROM sqlite_schema", &out->tables, err);
}

static bool is_empty(const identity *file)
{
    return file->application == 0 && file->schema == 0 && file->tables == 0;
}

static bk_status judge(const bk_store *store, const identity *file, bk_error *err)
{
    bk_place nowhere = {0};
    if (file->application != BK_STORE_APPLICATION)
        return bk_error_add(err, BK_ERR_IO, nowhere, BK_W_STO_NOT_A_STORE, store->path);
    if (file->schema > BK_STORE_SCHEMA)
        return bk_error_add(err, BK_ERR_IO, nowhere, BK_W_STO_NEWER, store->path,
                            (int)(file->schema > 1000000 ? 1000000 : file->schema),
                            (int)BK_STORE_SCHEMA);
    if (file->schema < BK_STORE_SCHEMA)
        return bk_error_add(err, BK_ERR_IO, nowhere, BK_W_STO_DAMAGED, store->path);
    return BK_OK;
}

/* Within a transaction, so that of two processes that come at once one makes the tables. */
static bk_status make(bk_store *store, bk_error *err)
{
    identity file = {0};
    BK_TRY(look(store, &file, err));
    if (!is_empty(&file)) return judge(store, &file, err);
    char marks[100];
    snprintf(marks, sizeof marks, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             BK_STORE_APPLICATION, BK_STORE_SCHEMA);
    BK_TRY(bk_db_do(store, TABLES, err));
    return bk_db_do(store, marks, err);
}

bk_status bk_schema_check(bk_store *store, bk_error *err)
{
    identity file = {0};
    BK_TRY(look(store, &file, err));
    if (!is_empty(&file)) BK_TRY(judge(store, &file, err));
    if (store->mode == BK_STORE_READ) {
        if (is_empty(&file))
            return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_STO_NOT_A_STORE, store->path);
        return BK_OK;
    }
    BK_TRY(bk_db_start_log(store, err));
    if (!is_empty(&file)) return BK_OK;
    BK_TRY(bk_db_begin(store, err));
    return bk_db_end(store, make(store, err), err);
}
