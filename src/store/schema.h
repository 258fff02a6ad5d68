/* schema.h - the tables of a store, and whether a file is one.
 *
 * STRICT tables in plain SQL: Python, R and DuckDB read them at once. docs/store.md explains them;
 * the comments below stand in the file itself, so that `sqlite3 FILE .schema` explains it too.
 */
#ifndef BK_STORE_SCHEMA_H
#define BK_STORE_SCHEMA_H

#include "store/database.h"

enum {
    BK_STORE_SCHEMA = 1,              /* PRAGMA user_version; a newer one is refused */
    BK_STORE_APPLICATION = 0x426c696b /* PRAGMA application_id: "Blik" */
};

/* Makes the tables in an empty file that is opened to write; refuses a file that is no store, or
 * one of a newer blikk. Nothing is changed in a file that is refused. */
BK_MUST_CHECK bk_status bk_schema_check(bk_store *store, bk_error *err);

#endif
