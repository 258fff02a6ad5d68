/* run.h - simulate one team once: one replication of a const plan into a plain outcome.
 *
 *     bk_sim run = {0};
 *     bk_sim_run(&run, &plan, key, NULL, &outcome);   (again and again: the memory is kept)
 *     bk_sim_clear(&run);
 *
 * Invariant:  the outcome follows from plan and key alone.
 * Memory:     one block (state.h); once a run of this size has been made, later ones allocate
 *             nothing.
 * Threads:    a bk_sim belongs to one thread; plans are const and shared.
 */
#ifndef BK_MODEL_RUN_H
#define BK_MODEL_RUN_H

#include "model/measures.h"
#include "model/model.h"
#include "model/state.h"
#include "model/story.h"

/* One team's way through a scenario: the model of each phase. */
typedef struct {
    int32_t weeks, warmup_weeks;
    int32_t n_phases;
    const bk_model *model; /* [n_phases] */
    const int32_t *from;   /* [n_phases] week from which it holds, the first 0 */
    const bk_measure_list *measures;
    const int32_t *inbox_of; /* [n_streams] the stream's index among the list's inbox lanes */
} bk_plan;

/* What is watched from week 0 on to judge the warm-up by, in batches of weeks: measures that drift
 * slowly towards their long-run level. */
enum { BK_WATCH_WEEKS = 5 };

typedef enum {
    BK_WATCH_SHARE_IS,
    BK_WATCH_KNOWN_SHARE,
    BK_WATCH_TRUST,
    BK_WATCH_WEEKS_SINCE_CONTACT,
    BK_WATCH_LOAD,
    BK_WATCH_COUNT
} bk_watch;

/* What one run gives. The caller owns the arrays. */
typedef struct {
    bk_ratio *ratio; /* [measures->count] over the window */
    bk_ratio *week;  /* [weeks x measures->count], or NULL when no series is wanted */
    bk_ratio *watch; /* [weeks / BK_WATCH_WEEKS x BK_WATCH_COUNT], or NULL: nothing is watched */
    int64_t events[BK_EVENT_COUNT];
} bk_outcome;

typedef struct {
    bk_state state;
    const bk_plan *plan;
    const bk_model *m; /* of this phase */
    bk_storyteller teller;
    bk_outcome *outcome;
    bk_status status; /* BK_ERR_MEMORY stops the run */
} bk_sim;

/* Simulates the whole plan. teller may be NULL. Errors: BK_ERR_MEMORY; BK_ERR_INPUT when a team has
 * or comes to more than BK_MAX_CLIENTS places. */
BK_MUST_CHECK bk_status bk_sim_run(bk_sim *run, const bk_plan *plan, uint64_t key,
                                   const bk_storyteller *teller, bk_outcome *out);

/* The same in steps, for tests and for branching a run: begin, then advance to whole weeks (each
 * at least the one before), then finish at plan->weeks. */
BK_MUST_CHECK bk_status bk_sim_begin(bk_sim *run, const bk_plan *plan, uint64_t key,
                                     const bk_storyteller *teller, bk_outcome *out);
BK_MUST_CHECK bk_status bk_sim_advance(bk_sim *run, int32_t week);
void bk_sim_finish(bk_sim *run);

void bk_sim_clear(bk_sim *run);

#endif
