/* stores.h - for tests of the store: a scenario, its runs with and without one, and comparing them.
 *
 * Everything fails the test when it does not work; what may fail has `try` in its name.
 */
#ifndef BK_TESTS_STORES_H
#define BK_TESTS_STORES_H

#include "support/support.h"

#include "blikk/store.h"
#include "experiment/result.h"

/* A small office with an inbox, measures and two teams of the same conditions; 30 weeks, a few
 * milliseconds a replication. */
extern const char STORES_OFFICE[];

bk_scenario *stores_scenario(const char *text);

/* A path in folder; valid until the next call. */
const char *stores_path(const char *folder, const char *name);

bk_store *stores_open(const char *path, bk_store_mode mode);
bk_status stores_try_open(const char *path, bk_store_mode mode, bk_store **out, bk_error *err);
void stores_close(bk_store *store);

/* Runs without a store. */
bk_result *stores_fresh(const bk_scenario *scenario, int32_t replications, bool series);

/* Runs with the store at path; recalled and made may be NULL. */
bk_result *stores_run(const char *path, const bk_scenario *scenario, int32_t replications,
                      bool series, int32_t threads);
bk_status stores_try_run(const char *path, const bk_scenario *scenario, int32_t replications,
                         bool series, bk_result **out, bk_error *err);

/* Whether two results hold the same figures, events, weeks and watch, to the last bit. */
bool stores_same(const bk_scenario *scenario, const bk_result *a, const bk_result *b);

/* SQL on the file, by SQLite itself. */
void stores_sql(const char *path, const char *sql);
int64_t stores_ask(const char *path, const char *sql);

#endif
