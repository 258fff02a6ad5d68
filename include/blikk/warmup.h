/* warmup.h - whether the weeks that a run leaves out at its start were enough.
 *
 * The first ten replications are watched from week 0 on, in means of five weeks: the share seen as
 * the problem, the share of needs known, trust, weeks since contact, load. MSER-5, with one cut for
 * all these replications, says how much of the start to leave out. As it wavers with chance, a
 * warning takes more: that the weeks counted before its cut differ from those after it beyond
 * chance (a paired t test over the replications that raises one false alarm in 100 runs, all teams
 * and measures together), and that counting them moves a mean by more than a fiftieth of it.
 *
 * Only the weeks before the first [[change]] are looked at.
 *
 * Source: K. P. White, M. J. Cobb & S. C. Spratt, A comparison of five steady-state truncation
 * heuristics for simulation, WSC 2000; the test on top of it is ours.
 */
#ifndef BLIKK_WARMUP_H
#define BLIKK_WARMUP_H

#include "blikk/blikk.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    BK_WARMUP_UNKNOWN,     /* too few weeks (under 50) or only one replication */
    BK_WARMUP_ENOUGH,      /* nothing speaks against the scenario's warm-up */
    BK_WARMUP_TOO_SHORT,   /* the first weeks counted still differ from the later ones */
    BK_WARMUP_STILL_MOVING /* so do the last: the run itself is too short */
} bk_warmup_verdict;

typedef struct {
    bk_warmup_verdict verdict;
    int32_t weeks;    /* warm-up by MSER-5, a multiple of 5: the longest of the measures watched;
                         where the verdict is against, that of the measure that speaks against */
    int32_t measure;  /* the one it is of; -1 where the verdict is unknown */
    int32_t measured; /* weeks that were looked at */
} bk_warmup;

/* Of one team. O(replications x weeks). */
bk_warmup bk_result_warmup(const bk_scenario *scenario, const bk_result *result, int32_t row);

/* Of the team that needs longest, the worst verdict first; *row tells which. */
bk_warmup bk_result_warmup_worst(const bk_scenario *scenario, const bk_result *result,
                                 int32_t *row);

/* "unknown", "enough", "too_short", "still_moving". */
const char *bk_warmup_verdict_id(bk_warmup_verdict verdict);

#ifdef __cplusplus
}
#endif
#endif
