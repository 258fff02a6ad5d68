/* compare.h - what changes if: scenarios simulated under the same luck, and their differences.
 *
 *     bk_compare -> bk_comparison_change -> bk_comparison_destroy
 *
 * The first scenario is the base; every other is held against it. Replication i of all of them
 * shares its luck, so a difference is judged by the differences of the pairs (common random
 * numbers), which swing far less than the figures themselves. Teams are matched by their office's
 * and conditions' names, measures by their ids.
 *
 * Invariant:  a comparison depends on the scenarios, the seed and the replications alone.
 * Errors:     as values (status.h).
 * Ownership:  a comparison is the caller's until bk_comparison_destroy; the scenarios (and the
 *             results given to bk_compare_results) stay the caller's and must outlive it.
 * Threads:    read-only once made.
 */
#ifndef BLIKK_COMPARE_H
#define BLIKK_COMPARE_H

#include "blikk/report.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BK_COMPARED_MOST = 8 };

typedef struct bk_comparison bk_comparison;

/* One of the scenarios compared. */
typedef struct {
    const bk_scenario *scenario;
    const char *name; /* what reports call it; copied. NULL: its hash */
} bk_compared;

/* Simulates n scenarios, 2 to BK_COMPARED_MOST, in pairs. Seed and replications are those of the
 * options, else of the first; series are not kept. progress counts jobs of all of them.
 * Errors: BK_ERR_USAGE (n or options out of range), BK_ERR_MEMORY, BK_ERR_INPUT (a team has or
 * comes to too many places), what a keeper returns; then *out is NULL. BK_ERR_CANCELLED: *out holds
 * the whole pairs, NULL when there is none. After part of the work (options->shards) *out may hold
 * no pair. */
BK_MUST_CHECK bk_status bk_compare(int32_t n, const bk_compared compared[],
                                   const bk_run_options *options, bk_comparison **out,
                                   bk_error *err);

/* Compares results that exist: result[i] is of compared[i]. With the same seed the replications of
 * the same number are pairs; with different seeds nothing is shared, and the difference is that of
 * two independent samples. Errors: BK_ERR_USAGE (n out of range; the same seed but no replication
 * in common), BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_compare_results(int32_t n, const bk_compared compared[],
                                           const bk_result *const result[], bk_comparison **out,
                                           bk_error *err);

void bk_comparison_destroy(bk_comparison *comparison);

/* ---- what is compared ---- */

int32_t bk_comparison_count(const bk_comparison *comparison); /* the base included */
const char *bk_comparison_name(const bk_comparison *comparison, int32_t arm);
const bk_scenario *bk_comparison_scenario(const bk_comparison *comparison, int32_t arm);
const bk_result *bk_comparison_result(const bk_comparison *comparison, int32_t arm);

/* Whether arm shares its luck with the base, and in how many replications; 0 where it does not. */
bool bk_comparison_is_paired(const bk_comparison *comparison, int32_t arm);
int32_t bk_comparison_pairs(const bk_comparison *comparison, int32_t arm);

/* The arm's team or office that the base's index is held against, -1 when it has none; and the
 * other way. */
int32_t bk_comparison_match(const bk_comparison *comparison, int32_t arm, bk_scope scope,
                            int32_t index);
int32_t bk_comparison_match_back(const bk_comparison *comparison, int32_t arm, bk_scope scope,
                                 int32_t index);

/* The arm's index of the base's measure, -1 when it has none. */
int32_t bk_comparison_measure(const bk_comparison *comparison, int32_t arm, int32_t measure);

/* ---- what changes ---- */

typedef enum {
    BK_VERDICT_ABSENT,    /* does not exist in both */
    BK_VERDICT_SAME,      /* the same in every pair */
    BK_VERDICT_UNKNOWN,   /* one pair alone has no interval */
    BK_VERDICT_NONE_SEEN, /* the interval covers 0 */
    BK_VERDICT_BETTER,
    BK_VERDICT_WORSE,
    BK_VERDICT_MORE, /* of a measure of which neither more nor less is better */
    BK_VERDICT_LESS
} bk_verdict;

typedef struct {
    bk_estimate before, after; /* of the base and of the arm, over the replications below */
    bk_estimate change;        /* after - before, with its own 95 % interval; n counts pairs */
    double variance_factor;    /* the variance of the difference between independent samples over
                                  that of the pairs' differences; nan where there is none, inf where
                                  every pair differs by the same */
    bk_verdict verdict;
} bk_contrast;

/* How a measure of the base's team or office changes; index 0 for all. Over the replications in
 * which it exists in both. O(replications). Needs: 1 <= arm < count. */
bk_contrast bk_comparison_change(const bk_comparison *comparison, int32_t arm, bk_scope scope,
                                 int32_t index, int32_t measure);

/* Whether every measure of the base's team, office or all is the same in every pair: the change
 * does not reach it. False also when the arm does not have it. O(measures x replications). */
bool bk_comparison_is_same(const bk_comparison *comparison, int32_t arm, bk_scope scope,
                           int32_t index);

/* ---- shown ---- */

/* As the reports of report.h. team is the base's row whose figures are shown, -1: all. Of the
 * options n_measures and measure are the base's, and asked counts pairs; series and timing are not
 * looked at. The text says what changes in words first, then in figures. */
BK_MUST_CHECK bk_status bk_report_comparison_text(const bk_comparison *comparison, int32_t team,
                                                  const bk_report_options *options,
                                                  bk_byte_sink sink, void *context);

/* One JSON object: the scenarios, then for each alternative before, after, change, variance_factor
 * and verdict of every measure of teams, offices and all. */
BK_MUST_CHECK bk_status bk_report_comparison_json(const bk_comparison *comparison, int32_t team,
                                                  const bk_report_options *options,
                                                  bk_byte_sink sink, void *context);

/* One row an alternative, a team and a measure (RFC 4180). */
BK_MUST_CHECK bk_status bk_report_comparison_csv(const bk_comparison *comparison, int32_t team,
                                                 const bk_report_options *options,
                                                 bk_byte_sink sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
