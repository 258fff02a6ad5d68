/* situations.h - a run of one team read week by week: in which kinds of situation its clients are,
 * which of them are called, and what comes of it.
 *
 * A situation is what the caseworker can see (model/situation.h), told twice: first for clients she
 * sees as having problems, then for those she sees as being the problem. A week counts as called
 * when a conversation with the client was begun in it, whether he came or not. Readings only add
 * up: several runs pool by adding.
 *
 * Threads: a watch belongs to one thread, with its run.
 */
#ifndef BK_EXPERIMENT_SITUATIONS_H
#define BK_EXPERIMENT_SITUATIONS_H

#include "blikk/index.h"
#include "experiment/plans.h"

enum { BK_SITUATIONS_SEEN = 2 * BK_SITUATIONS };

/* All after warm-up, of clients present at a week's start. */
typedef struct {
    double weeks[BK_SITUATIONS_SEEN];                /* client-weeks begun in that situation */
    double reward[BK_AIM_COUNT][BK_SITUATIONS_SEEN]; /* their sum of what is aimed at */
    double moved[2][BK_SITUATIONS_SEEN]
                [BK_SITUATIONS_SEEN]; /* left alone, called: from, to a week
                                         later; who left counts as replaced */
} bk_situations;

/* Adds other to s. */
void bk_situations_add(bk_situations *s, const bk_situations *other);

/* Client-weeks in all, the share of them called, and the mean of what is aimed at per client and
 * week. nan where there were none. */
double bk_situations_weeks(const bk_situations *s);
double bk_situations_called(const bk_situations *s);
double bk_situations_reward(const bk_situations *s, bk_index_aim aim);

/* A run and what is remembered of its clients from week to week. {0} is valid and empty. */
typedef struct {
    bk_sim sim;
    int32_t capacity; /* places */
    struct bk_watched *client;
    bk_status status;
} bk_watch_run;

/* Simulates the plan; what happened after warm-up is added to *out, which is zeroed first. stops,
 * when not NULL, is asked every week. Errors: as bk_sim_run; BK_ERR_CANCELLED when stops said so.
 */
BK_MUST_CHECK bk_status bk_situations_read(bk_watch_run *run, const bk_plan *plan, uint64_t key,
                                           bk_outcome *outcome, bk_situations *out,
                                           bool (*stops)(void *context), void *context);

void bk_watch_run_clear(bk_watch_run *run);

#endif
