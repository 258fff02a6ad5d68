/* selection.h - which of some systems is best, sampled no longer than it takes to know.
 *
 * Replications are drawn one at a time of all systems still in play, all of them under the same
 * luck if need be. After a first stage, which shows how much differences swing, a system goes out
 * as soon as another is ahead of it by more than luck explains; the margin shrinks as replications
 * come, and where the last ones stay closer than the indifference for long enough, the one ahead is
 * chosen.
 *
 *     bk_selection_start; while ((n = bk_selection_wants(...)) > 0) bk_selection_take(...);
 *
 * Guarantee:  with probability at least `confidence` the chosen system is the best, when the best
 * is at least `indifference` ahead of the second. Assumes:    replications are independent and
 * normal; systems may have any variances and any correlation within a replication. Means over a
 * week's thousands of events are near enough to normal; what a skewed one does is measured
 * (tests/statistical/test_choosing.c). When others are within the indifference of the best, the
 * procedure chooses one of these in the same tests; its authors prove the case above alone (on what
 * can be proved of good selections: Eckman & Henderson, ACM TOMACS 31(2), 2021). Source:     S.-H.
 * Kim & B. L. Nelson, A fully sequential procedure for indifference-zone selection in simulation,
 * ACM TOMACS 11(3), 2001: procedure KN, c = 1. Ownership:  the caller owns the struct, it owns its
 * arrays. One thread at a time.
 */
#ifndef BK_STATS_SELECTION_H
#define BK_STATS_SELECTION_H

#include "base/memory.h"

enum { BK_SYSTEMS_MOST = 1024, BK_FIRST_STAGE_MOST = 10000 };

typedef struct {
    int32_t systems;     /* 1 to BK_SYSTEMS_MOST */
    double confidence;   /* above 1 / systems and below 1: 0.95 */
    double indifference; /* above 0: a difference so small that either will do */
    int32_t first_stage; /* replications of all before any goes out, 2 to BK_FIRST_STAGE_MOST; fewer
                            than 10 make the margin wide */
    bool less_is_better;
} bk_selection_design;

typedef struct {
    bk_selection_design design;
    double margin;        /* h squared of the source */
    int32_t replications; /* taken so far */
    int64_t samples;      /* results taken, over all systems */
    int32_t n_in;         /* systems in play */
    int32_t *in;          /* [n_in], rising */
    int32_t *staying;     /* [systems] room for deciding who stays */
    double *sum;    /* [systems] over the replications each took part in; as if more were better */
    int32_t *taken; /* [systems] how many those are */
    double *first;  /* [systems x first_stage], until the first stage is over */
    double *variance; /* [systems x systems] of differences in the first stage */
    bool is_done;
    bk_arena arena;
} bk_selection; /* {0} is valid and empty */

/* Errors: BK_ERR_USAGE (a design out of range), BK_ERR_MEMORY; *out is empty. */
BK_MUST_CHECK bk_status bk_selection_start(const bk_selection_design *design, bk_selection *out);
void bk_selection_clear(bk_selection *selection);

/* The systems whose result of the next replication is wanted, rising: how many, 0 once it is
 * decided. *system lives until the next take. */
int32_t bk_selection_wants(const bk_selection *selection, const int32_t **system);

/* Takes value[i] of system i of those wanted, all of one replication. Needs: finite, and not
 * decided. O(systems in play squared). */
void bk_selection_take(bk_selection *selection, const double *value);

bool bk_selection_is_done(const bk_selection *selection);

/* The chosen system once it is decided; until then the one that is ahead, of which nothing is
 * promised. The first of equals. Needs: a replication taken, or one system alone. */
int32_t bk_selection_best(const bk_selection *selection);

/* The mean of a system over the replications it took part in; nan before the first. */
double bk_selection_mean(const bk_selection *selection, int32_t system);

/* Replications after which it is decided at the latest, the first stage included; 0 while that is
 * not known (before the first stage is over). INT32_MAX: more than that. */
int32_t bk_selection_most(const bk_selection *selection);

#endif
