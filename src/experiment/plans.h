/* plans.h - a scenario made ready to run: a const plan for every group of teams.
 *
 * A group is what must be simulated together. Today every team is its own group; copies of a
 * repeated team are groups of one plan under different luck.
 *
 * Ownership: bk_plans owns everything it points to but the scenario, which must outlive it.
 */
#ifndef BK_EXPERIMENT_PLANS_H
#define BK_EXPERIMENT_PLANS_H

#include "model/run.h"
#include "scenario/scenario.h"

/* One row of the results: a team and its copies. */
typedef struct {
    bk_plan plan;
    int32_t office;
    int64_t copies;
    int64_t first_job;  /* within a replication */
    uint64_t luck;      /* key of office and conditions by name: order and caseload do not matter */
    int64_t first_copy; /* copies of earlier rows with the same luck */
} bk_row;

typedef struct {
    bk_arena arena;
    const bk_measure_list *measures;
    int32_t weeks;
    int32_t n_offices;
    int32_t n_rows;
    bk_row *row;  /* [n_rows], in the order of the file */
    int64_t jobs; /* of one replication: all copies of all rows */
} bk_plans;

/* Compiles every team of the scenario. Errors: BK_ERR_MEMORY, *out is empty. */
BK_MUST_CHECK bk_status bk_plans_build(const bk_scenario *scenario, bk_plans *out);
void bk_plans_clear(bk_plans *plans);

/* The row a job of one replication belongs to. O(log rows). */
int32_t bk_plans_row_of(const bk_plans *plans, int64_t job);

/* The key under which a copy of a row runs. */
uint64_t bk_row_key(const bk_row *row, uint64_t seed, int32_t replication, int64_t copy);

/* Says in err why a run stopped with that status: BK_ERR_MEMORY, or BK_ERR_INPUT when a team has or
 * comes to too many places. Other statuses say nothing here. Returns status. */
bk_status bk_run_refused(bk_status status, bk_error *err);

#endif
