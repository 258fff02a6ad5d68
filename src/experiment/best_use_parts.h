/* best_use_parts.h - what the search for the best use of time and the reading of its answer share.
 */
#ifndef BK_EXPERIMENT_BEST_USE_PARTS_H
#define BK_EXPERIMENT_BEST_USE_PARTS_H

#include "experiment/levers.h"

enum { BK_FINALISTS = 8 }; /* today's among them */

/* A value of each lever: 0 is today's, i is the lever's value i - 1. */
typedef struct {
    int8_t at[BK_LEVERS_MOST];
} bk_setting;

typedef struct {
    bk_setting s;
    double gain; /* change of the measure against today's */
    int32_t replications;
} bk_finalist;

struct bk_best_use {
    bk_arena arena;
    bk_use_summary summary;
    const bk_scenario *scenario;
    bk_scenario *alone;  /* the team by itself */
    bk_scenario *chosen; /* the whole scenario with the advice */
    bk_comparison *check;
    int32_t n_levers;
    bk_team_lever *lever;
    bk_estimate *part_alone, *part_without; /* [n_levers] */
    int32_t n_finalists;
    bk_finalist finalist[BK_FINALISTS];
    bk_setting best;
};

#endif
