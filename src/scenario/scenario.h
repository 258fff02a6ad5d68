/* scenario.h - a scenario as read: the definition a model is compiled from, and what the file said.
 *
 * Invariant:  read-only once made; every pointer points into its arena.
 * Ownership:  bk_scenario_destroy frees all of it.
 */
#ifndef BK_SCENARIO_SCENARIO_H
#define BK_SCENARIO_SCENARIO_H

#include "blikk/blikk.h"
#include "model/measures.h"
#include "scenario/phases.h"
#include "scenario/values.h"

struct bk_scenario {
    bk_arena arena;
    bk_scenario_def def;
    bk_measure_list measures;    /* what its results hold */
    const char *name;            /* the file's, as messages have it */
    char hash_text[17];          /* def.hash in hexadecimal */
    bk_uncertain_list uncertain; /* numbers given as ranges, in the order they were read */
    const bk_node *root;         /* the tree with overrides and inherits done, before any change */
    bk_change_list changes;      /* what the writer writes */
    const char *text;            /* the file as it was read, [length] */
    int64_t length;
    int32_t n_overrides;
    const bk_override *override; /* [n_overrides], as given */
};

/* The same scenario with more overrides, put in after its own: how uncertain values are varied.
 * Errors and cost: as bk_scenario_parse. */
BK_MUST_CHECK bk_status bk_scenario_vary(const bk_scenario *scenario, int32_t n_overrides,
                                         const bk_override *overrides, bk_scenario **out,
                                         bk_error *err);

#endif
