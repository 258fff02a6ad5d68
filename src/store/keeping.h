/* keeping.h - the bk_keeper of a store: experiment/keeper.h. */
#ifndef BK_STORE_KEEPING_H
#define BK_STORE_KEEPING_H

#include "store/database.h"

/* Fills store->keeper. */
void bk_keeping_start(bk_store *store);

/* Frees what begins without ends have left. */
void bk_keeping_clear(bk_store *store);

/* A begin that changes nothing: *handle is -1 when the run is not there. */
BK_MUST_CHECK bk_status bk_keeping_look(bk_store *store, const bk_scenario *scenario,
                                        const bk_result *result, int64_t *handle, bk_error *err);

/* Ends it. */
void bk_keeping_forget(bk_store *store, int64_t handle);

#endif
