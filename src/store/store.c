/* store.c - opening and closing, and what is kept of one scenario: blikk/store.h. */
#include "blikk/store.h"

#include "store/keeping.h"
#include "store/runs.h"
#include "store/schema.h"

#include <stdio.h>

bk_status bk_store_open(const char *path, bk_store_mode mode, bk_store **out, bk_error *err)
{
    *out = NULL;
    bk_store *store = bk_alloc(1, sizeof *store);
    if (store == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    bk_status status = bk_db_open(path, mode, store, err);
    if (status == BK_OK) status = bk_schema_check(store, err);
    if (status != BK_OK) {
        bk_db_close(store);
        bk_free(store);
        return status;
    }
    store->failed = false;
    bk_keeping_start(store);
    *out = store;
    return BK_OK;
}

bk_status bk_store_sync(bk_store *store, bk_error *err)
{
    return bk_db_flush(store, err);
}

bk_status bk_store_close(bk_store *store, bk_error *err)
{
    if (store == NULL) return BK_OK;
    bk_status status = bk_db_flush(store, store->failed ? NULL : err);
    bk_keeping_clear(store);
    /* SQLite works the log into the file here. When it cannot, the log stays, with all in it. */
    (void)bk_db_close(store);
    bk_free(store);
    return status;
}

void bk_store_note_time(bk_store *store, const char *time)
{
    snprintf(store->time, sizeof store->time, "%s", time);
}

const bk_keeper *bk_store_keeper(bk_store *store)
{
    return &store->keeper;
}

bk_store_counts bk_store_count(const bk_store *store)
{
    return store->counts;
}
