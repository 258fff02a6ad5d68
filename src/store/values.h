/* values.h - every figure of a store, one at a time, with its names: for whoever writes it out. */
#ifndef BK_STORE_VALUES_H
#define BK_STORE_VALUES_H

#include "blikk/store.h"

typedef struct {
    int64_t run;
    const char *scenario, *seed; /* hash, decimal */
    int64_t draws;
    int32_t replication; /* from 0 */
    const char *kind, *office, *team;
    int64_t nth;
    const char *measure, *unit;
    int32_t week; /* from 1; 0: over the weeks after the warm-up */
    double value;
} bk_stored_value;

/* Anything but BK_OK ends it. */
typedef bk_status (*bk_value_sink)(void *context, const bk_stored_value *value);

/* The figures of a run, of all runs when run is 0, by run, replication, team or office, and
 * measure; series: every week as well, after the figures of the replication. Each replication is
 * checked before it is handed on. Errors: the sink's, BK_ERR_IO, BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_store_values(bk_store *store, int64_t run, bool series,
                                        bk_value_sink sink, void *context, bk_error *err);

#endif
