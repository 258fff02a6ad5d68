/* index.h - whom to call next: an order of calling worked out from the model, as a small table.
 *
 * With room for four calls in the morning and forty who are due: the table gives every kind of
 * situation a client may be in (weeks since contact, how many of his needs are known, whether a
 * measure is open; nothing of what she cannot see) a number, and the largest goes first. The number
 * is the Whittle index of a restless bandit whose transitions are counted in the simulator: what
 * one more call to somebody in that situation is worth. Then every order is tried in the model
 * under the same hours and the same luck, against the most that any order could reach.
 *
 * The table speaks of kinds of situation in a model, never of people.
 *
 * Invariant: an answer depends on scenario, question, seed and replications alone.
 * Method:    P. Whittle, J. Appl. Prob. 25A, 1988; Gast, Gaujal & Khun, Math. Meth. Oper. Res. 97,
 *            2023; transitions from runs in which conversations come at random times to clients
 *            drawn by lot, so that who is called says nothing about who he is.
 */
#ifndef BLIKK_INDEX_H
#define BLIKK_INDEX_H

#include "blikk/report.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a good order does: BK_AIM_WORK raises the rate at which clients leave for work, over what it
 * would be with the needs they came with and without conversations; BK_AIM_SEEN keeps willing
 * clients from being seen as the problem. */
typedef enum { BK_AIM_WORK, BK_AIM_SEEN, BK_AIM_COUNT } bk_index_aim;

/* The table's shape: rows since contact, columns by needs known (none, one, more), without and with
 * a measure.
 */
enum {
    BK_INDEX_SINCE = 7,
    BK_INDEX_KNOWN = 3,
    BK_INDEX_CELLS = 2 * BK_INDEX_SINCE * BK_INDEX_KNOWN,
    BK_INDEX_RULES = 8
};

/* The orders that are tried. */
typedef enum {
    BK_RULE_RANDOM,
    BK_RULE_LONGEST,
    BK_RULE_NEW,   /* those not met yet, then who has waited longest */
    BK_RULE_NEEDS, /* most needs known first */
    BK_RULE_LEAST, /* least seen as the problem first: creaming */
    BK_RULE_MOST,  /* most seen as the problem first */
    BK_RULE_INDEX, /* the table */
    BK_RULE_GAZE   /* a table that counts how she sees him: what creaming by numbers costs */
} bk_index_rule;

typedef struct {
    int32_t team; /* row */
    bk_index_aim aim;
} bk_index_question;

/* A mean over replications with its 95 % interval; low and high are the mean where there is none.
 */
typedef struct {
    double mean, low, high;
} bk_index_value;

typedef struct {
    bool was_tried;
    bk_index_value reached;     /* what is aimed at, per client and week */
    bk_index_value over_random; /* the same less the random order's, in pairs */
    bk_index_value share;       /* of what the best thinkable order that sees as much adds to it */
    bk_index_value exits_work;  /* per 100 clients and year */
    bk_index_value false_is; /* share of willing clients seen as the problem; nan where nobody is */
    double called;           /* share of client-weeks with a conversation */
} bk_index_tried;

typedef enum {
    BK_INDEX_FOUND,
    BK_INDEX_LUMPED, /* some situations had to be put together for an index to exist */
    BK_INDEX_TOO_FEW /* too little was seen of too many situations: no table */
} bk_index_verdict;

/* One table: what one more call is worth by situation, in units of what is aimed at (exits to work;
 * weeks of a client not falsely seen). Cell (since x 3 + known) x 2 + measure. */
typedef struct {
    bk_index_verdict verdict;
    double worth[BK_INDEX_CELLS];
    int32_t same_as[BK_INDEX_CELLS]; /* the cell whose number this one has: itself, or one near it
                                        of which more was seen */
    double share[BK_INDEX_CELLS];    /* of client-weeks, in the scenario as it is */
    int32_t lumped;                  /* situations put together so that an index exists */
} bk_index_table;

typedef struct {
    int32_t replications;
    uint64_t seed;
    bool has_intervals;
    bk_index_table table;
    double bound;      /* the most that any order of such situations could reach */
    double bound_gaze; /* the same for orders that also look at how he is seen */
    double price;      /* what one more call is worth to the best order */
    double nobody;     /* what calling nobody would reach, likewise */
    double budget;     /* share of client-weeks called that the bound allows: the most of any order
                          tried */
    bk_index_tried tried[BK_INDEX_RULES];
    bool has_table; /* else the two rules with a table were not tried */
} bk_index;

/* Answers a question. options->replications 0: 24. Nothing is kept by a keeper. Progress counts
 * jobs. Errors: as bk_run; BK_ERR_USAGE also when the team has no follow-ups. *out is filled on
 * success alone. */
BK_MUST_CHECK bk_status bk_index_find(const bk_scenario *scenario,
                                      const bk_index_question *question,
                                      const bk_run_options *options, bk_index *out, bk_error *err);

/* The scenario's keys with the table, as TOML lines to paste under the team's conditions. */
BK_MUST_CHECK bk_status bk_index_write(const bk_scenario *scenario,
                                       const bk_index_question *question, const bk_index *index,
                                       bk_line_sink sink, void *context);

/* ---- as reports ---- */

BK_MUST_CHECK bk_status bk_report_index_text(const bk_scenario *scenario,
                                             const bk_index_question *question,
                                             const bk_index *index,
                                             const bk_report_options *options, bk_byte_sink sink,
                                             void *context);
BK_MUST_CHECK bk_status bk_report_index_json(const bk_scenario *scenario,
                                             const bk_index_question *question,
                                             const bk_index *index,
                                             const bk_report_options *options, bk_byte_sink sink,
                                             void *context);

#ifdef __cplusplus
}
#endif
#endif
