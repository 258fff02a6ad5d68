/* best_use.h - how is scarce time best used? The best setting of some levers for one team, with the
 * same hours, and how sure that is.
 *
 * A lever is a key of the scenario and the values it may take. Settings are searched under the same
 * luck, then the best of them are played off against each other until it is known which is best;
 * what is recommended is checked once more on a fresh seed.
 *
 * Promised:   with the stated confidence the recommended setting is the best of the finalists when
 *             it is ahead by the indifference or more (stats/selection.h). That a better one was
 *             never a finalist is made unlikely by the search and cannot be excluded.
 * Held to:    withdrawals of willing clients after a demand (pushed_out_willing) may not rise above
 *             today's, so that no figure is bought by driving people out, unless the caller says
 * so. Invariant:  the answer depends on scenario, options and seed alone. Errors, ownership,
 * threads: as blikk.h.
 */
#ifndef BLIKK_BEST_USE_H
#define BLIKK_BEST_USE_H

#include "blikk/compare.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BK_LEVERS_MOST = 16,
    BK_LEVER_VALUES = 8, /* today's not counted */
    BK_LEVER_PATH = 256, /* bytes, with the final zero */
    BK_LEVER_TEXT = 32   /* likewise, of a value */
};

/* What a lever can be set to. */
typedef struct {
    char path[BK_LEVER_PATH];
    int32_t n_values;
    char value[BK_LEVER_VALUES][BK_LEVER_TEXT]; /* as in the file */
} bk_lever;

/* Reads "KEY=a,b,c". Errors: BK_ERR_USAGE, said in err. */
BK_MUST_CHECK bk_status bk_lever_parse(const char *text, bk_lever *out, bk_error *err);

typedef struct {
    int32_t row;         /* the team */
    int32_t measure;     /* what is to become better */
    double indifference; /* in the measure's own terms; 0: half a percentage point of a share, else
                            2 % of today's */
    double confidence;   /* 0: 0.95 */
    bool may_push_out;
    int32_t n_levers; /* 0: those that usually are an office's own to set */
    const bk_lever *lever;
} bk_best_use_options;

typedef struct bk_best_use bk_best_use;

/* Searches, chooses and checks. Of run_options replications and series are not looked at; progress
 * counts thousandths. Errors: BK_ERR_USAGE (options out of range, a measure of which neither more
 * nor less is better, a lever whose key is not there), BK_ERR_INPUT (a value the scenario refuses),
 * BK_ERR_MEMORY; *out is NULL then. BK_ERR_CANCELLED: *out holds the best so far, of which nothing
 * is promised, NULL before there is one. */
BK_MUST_CHECK bk_status bk_best_use_find(const bk_scenario *scenario,
                                         const bk_best_use_options *options,
                                         const bk_run_options *run_options, bk_best_use **out,
                                         bk_error *err);
void bk_best_use_destroy(bk_best_use *best);

/* ---- the answer ---- */

typedef enum {
    BK_USE_CHOSEN,    /* with the confidence asked for */
    BK_USE_UNDECIDED, /* the finalists are so alike that more replications would be needed */
    BK_USE_STOPPED,   /* on request, before it was decided */
    BK_USE_WITHDRAWN  /* the check saw more willing clients driven out: stay with today's */
} bk_use_verdict;

typedef struct {
    bk_use_verdict verdict;
    int32_t row, measure;
    double indifference, confidence;
    bool may_push_out;
    int32_t levers;
    int32_t tried;        /* settings looked at in the search */
    int32_t replications; /* of the play-off, of those that stayed longest */
    bool is_today;        /* nothing found is better than today's */
} bk_use_summary;

bk_use_summary bk_best_use_summary(const bk_best_use *best);

/* The scenario asked about; it must outlive the answer. */
const bk_scenario *bk_best_use_scenario(const bk_best_use *best);

/* A lever: its key, what it is called, today's value and the recommended one (the same text where
 * it stays). Texts live as long as the answer. */
typedef struct {
    const char *path;
    const char *meaning; /* in the language asked for */
    const char *today;   /* "" where it is not known */
    const char *chosen;
    bool changes;
    /* On the fresh seed, change of the measure against today's: with this lever alone, and with all
     * the others but this one. n is 0 where it does not change or was not looked at. */
    bk_estimate alone, without;
} bk_use_lever;

bk_use_lever bk_best_use_lever(const bk_best_use *best, int32_t lever, bk_lang lang);

/* The finalists, best first; the recommended one first of all. */
typedef struct {
    bool is_today;
    double gain; /* change of the measure against today's over the replications both took part
                    in; of today 0 */
    int32_t replications; /* it took part in */
} bk_use_finalist;

int32_t bk_best_use_finalist_count(const bk_best_use *best);
bk_use_finalist bk_best_use_finalist(const bk_best_use *best, int32_t i);
/* What it sets a lever to. */
const char *bk_best_use_finalist_value(const bk_best_use *best, int32_t i, int32_t lever);

/* Today's and the recommended setting in the whole scenario, on a fresh seed. NULL when nothing
 * changes or it was stopped. */
const bk_comparison *bk_best_use_check(const bk_best_use *best);

/* ---- shown ---- */

BK_MUST_CHECK bk_status bk_report_best_use_text(const bk_best_use *best,
                                                const bk_report_options *options, bk_byte_sink sink,
                                                void *context);
BK_MUST_CHECK bk_status bk_report_best_use_json(const bk_best_use *best, bk_byte_sink sink,
                                                void *context);

#ifdef __cplusplus
}
#endif
#endif
