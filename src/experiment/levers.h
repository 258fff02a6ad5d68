/* levers.h - what an office can set for itself, and a team alone to try it on.
 *
 * Ownership: everything points into the arena given.
 */
#ifndef BK_EXPERIMENT_LEVERS_H
#define BK_EXPERIMENT_LEVERS_H

#include "blikk/best_use.h"
#include "scenario/scenario.h"

typedef struct {
    bk_lever lever; /* today's value is not among its values */
    char today[BK_LEVER_TEXT];
    bk_label meaning;
} bk_team_lever;

/* The levers of a team: those given, else the usual ones of its conditions. *out is an array of *n.
 * Errors: BK_ERR_USAGE (too many, or one that changes nothing), BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_levers_of(const bk_scenario *scenario, int32_t row, int32_t n_given,
                                     const bk_lever *given, bk_arena *arena, int32_t *n,
                                     bk_team_lever **out, bk_error *err);

/* The scenario with every other team made as small as can be: the team's own figures stay the same
 * to the last bit, since luck goes by names. The caller destroys *out. Errors: as bk_scenario_vary.
 */
BK_MUST_CHECK bk_status bk_team_alone(const bk_scenario *scenario, int32_t row, bk_scenario **out,
                                      bk_error *err);

#endif
