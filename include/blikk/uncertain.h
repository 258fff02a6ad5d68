/* uncertain.h - a run in which nobody pretends to know: numbers given as ranges are drawn anew, and
 * what chance does is told apart from what ignorance does.
 *
 * Chance alone: the replications of the scenario as it stands, every range at its likely value.
 * Chance and ignorance: draws from all ranges, two replications under each. The two of a draw share
 * what is not known and nothing else, so what they have in common is ignorance, and what sets them
 * apart is chance.
 *
 * Ownership: an uncertainty is the caller's, until bk_uncertainty_destroy; the scenario must
 * outlive it. Draws: evenly spread (Sobol'); method in docs/methods.md.
 */
#ifndef BLIKK_UNCERTAIN_H
#define BLIKK_UNCERTAIN_H

#include "blikk/blikk.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BK_UNCERTAIN_DRAWS = 256,
    BK_UNCERTAIN_DRAWS_LEAST = 16,
    BK_UNCERTAIN_DRAWS_MOST = 1 << 16,
    BK_UNCERTAIN_TEAMS = 12 /* with more, only all teams together are kept */
};

typedef struct {
    int32_t draws; /* 0: BK_UNCERTAIN_DRAWS; an odd number becomes one more */
    int32_t n_measures;
    const int32_t *measure; /* [n_measures] indices into the scenario's; 0: those that an office is
                               judged by */
} bk_uncertain_plan;

typedef struct bk_uncertainty bk_uncertainty;

/* Runs options->replications of the scenario as it stands and the draws. Errors: BK_ERR_USAGE
 * (nothing is given as a range; plan out of range), as bk_run, and BK_ERR_INPUT when values drawn
 * from the ranges do not fit each other; all said in err. BK_ERR_CANCELLED: no answer. */
BK_MUST_CHECK bk_status bk_uncertain_run(const bk_scenario *scenario, const bk_run_options *options,
                                         const bk_uncertain_plan *plan, bk_uncertainty **out,
                                         bk_error *err);
void bk_uncertainty_destroy(bk_uncertainty *uncertainty);

bk_uncertain_plan bk_uncertainty_planned(const bk_uncertainty *uncertainty);
const bk_result *bk_uncertainty_likely(const bk_uncertainty *uncertainty); /* ranges as likely */

/* Teams there are figures for: all of the scenario's, or none. */
int32_t bk_uncertainty_teams(const bk_uncertainty *uncertainty);

typedef struct {
    bk_estimate likely;             /* of the scenario as it stands */
    double chance_low, chance_high; /* 95 % of its replications lie between; nan for one */
    double mean;                    /* over all draws */
    double both_low, both_high;     /* 95 % of the replications of all draws lie between */
    int32_t draws;                  /* in which the measure exists; 0: nothing of all this does */
    bool told;                      /* whether ignorance can be told from chance: */
    double ignorance;               /* its share of the variance, 0 to 1 */
    double ignorance_low, ignorance_high; /* 95 % */
} bk_uncertain_estimate;

/* measure is a place in the plan's list; index a team's row, 0 for all together (no
 * offices). */
bk_uncertain_estimate bk_uncertainty_estimate(const bk_uncertainty *uncertainty, bk_scope scope,
                                              int32_t index, int32_t measure);

#ifdef __cplusplus
}
#endif
#endif
