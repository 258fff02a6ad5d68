/* keeper.h - where finished replications are kept between runs: what a store offers the simulation.
 *
 * The simulation asks for every replication before it makes it, and hands over every replication
 * as soon as it is whole. Calls come from one thread at a time, in the order of replications.
 */
#ifndef BK_EXPERIMENT_KEEPER_H
#define BK_EXPERIMENT_KEEPER_H

#include "experiment/result.h"

struct bk_keeper {
    void *self;
    /* Begins with a scenario and seed; result has the shape of every replication. *handle names
     * it in later calls, *kept is how many replications are kept. */
    bk_status (*begin)(void *self, const bk_scenario *scenario, const bk_result *result,
                       int64_t *handle, int64_t *kept, bk_error *err);
    /* Fills into when that replication is kept with all that into has room for, and sets *found. */
    bk_status (*recall)(void *self, int64_t handle, int32_t replication, const bk_replication *into,
                        bool *found, bk_error *err);
    /* Keeps a replication. Kept once this returns BK_OK: a process killed after that loses nothing.
     */
    bk_status (*keep)(void *self, int64_t handle, int32_t replication, const bk_replication *made,
                      bk_error *err);
    /* Ends one begin. */
    bk_status (*end)(void *self, int64_t handle, bk_error *err);
};

#endif
