/* tipping.h - where a measure turns when one key is varied, and whether the way back differs.
 *
 * bk_tipping_find asks at which value of a key a measure crosses a level and where it is steepest;
 * it samples adaptively, all values under the same luck, and every answer has a 95 % interval.
 * bk_there_and_back_find raises the key step by step and lowers it again within one run, at one
 * speed and at half of it, and judges what of the gap between the two ways is lag.
 *
 * Both depend on the scenario, the question, the seed and the number of replications alone.
 */
#ifndef BLIKK_TIPPING_H
#define BLIKK_TIPPING_H

#include "blikk/sweep.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BK_TIPPING_CROSSINGS = 8, BK_TIPPING_POINTS = 200, BK_BACK_STEPS = 9 };

typedef struct {
    bk_vary vary; /* without a step */
    int32_t measure;
    bk_scope scope;
    int32_t index; /* team's row or office; 0 for all */
    bool level_given;
    double level; /* else half-way between the measure's values at the two ends */
} bk_tipping_question;

/* A mean with its interval; low and high are the mean itself where there is none. */
typedef struct {
    double mean, low, high;
} bk_tipping_value;

typedef struct {
    double at;                /* value of the key, between whole numbers too */
    double low, high;         /* 95 % interval */
    bool open_low, open_high; /* it goes on beyond that, as far as the data tell */
    bool rising;
    bk_tipping_value slope; /* there, per 1 of the key */
} bk_tipping_crossing;

typedef struct {
    double at;
    bk_tipping_value value;
} bk_tipping_point;

typedef struct {
    int32_t replications; /* in which the measure exists all along; 0: nothing below is filled */
    bool has_intervals;   /* more than one replication */
    uint64_t seed;
    bool whole; /* the key takes whole numbers alone */
    double from, to;
    bk_tipping_value at_from, at_to, level;
    bool flat;   /* the two ends cannot be told apart */
    bool unsure; /* no crossing for certain, yet some values cannot be told from the level */
    int32_t n_crossings; /* may be more than are kept */
    bk_tipping_crossing crossing[BK_TIPPING_CROSSINGS];
    bool has_steepest;
    double steepest_from, steepest_to;  /* the stretch over which it changes most */
    double steepest_low, steepest_high; /* 95 %: the steepest stretch lies within */
    bk_tipping_value steepest_slope;    /* per 1 of the key */
    int32_t n_points;
    bk_tipping_point point[BK_TIPPING_POINTS]; /* what was simulated, by rising value */
} bk_tipping;

/* Errors: as bk_run; BK_ERR_USAGE also for a key that takes no numbers; BK_ERR_CANCELLED leaves
 * nothing. *out is filled on success alone. */
BK_MUST_CHECK bk_status bk_tipping_find(const bk_scenario *scenario,
                                        const bk_tipping_question *question,
                                        const bk_run_options *options, bk_tipping *out,
                                        bk_error *err);

/* ---- there and back ---- */

typedef enum {
    BK_BACK_FLAT,       /* the measure does not answer to the key */
    BK_BACK_SAME,       /* no gap between the two ways */
    BK_BACK_LAG,        /* a gap that goes away with slowness */
    BK_BACK_HYSTERESIS, /* a gap that stays */
    BK_BACK_TOO_FAST    /* neither can be told at these speeds */
} bk_back_verdict;

typedef struct {
    int32_t replications;
    uint64_t seed;
    bool whole; /* the key takes whole numbers alone */
    bk_back_verdict verdict;
    int32_t warmup_weeks;
    int32_t hold_weeks; /* a step of the faster of the two ramps judged; the slower takes twice */
    int32_t weeks;      /* of the slower run, warm-up included */
    int32_t speeds;     /* simulated: 2, or more where the first two were too fast */
    bk_tipping_value rise;               /* from the lowest to the highest value */
    bk_tipping_value gap_fast, gap_slow; /* mean over the values: the way back less the way there */
    bk_tipping_value remaining;          /* what of the gap would be left at no speed */
    int32_t n_steps;                     /* values between the ends */
    double at[BK_BACK_STEPS];            /* [n_steps] */
    bk_tipping_value up[BK_BACK_STEPS];  /* on the slower ramp */
    bk_tipping_value down[BK_BACK_STEPS]; /* likewise */
    int32_t widest;                       /* where the slower ramp's gap is widest */
    bk_tipping_value widest_gap;
} bk_there_and_back;

/* The level of the question is not looked at. hold_weeks is a step of the first ramp, 0: 26.
 * Nothing is taken from a keeper or given to it.
 * Errors: as bk_tipping_find; BK_ERR_USAGE also when the measure has no series, the key has no
 * value between its ends, or the scenario has changes of its own; BK_ERR_INPUT when the key cannot
 * change on the way. */
BK_MUST_CHECK bk_status bk_there_and_back_find(const bk_scenario *scenario,
                                               const bk_tipping_question *question,
                                               int32_t hold_weeks, const bk_run_options *options,
                                               bk_there_and_back *out, bk_error *err);

/* ---- as reports ---- */

/* In words, with a small picture; as one JSON object. */
BK_MUST_CHECK bk_status bk_report_tipping_text(const bk_scenario *scenario,
                                               const bk_tipping_question *question,
                                               const bk_tipping *tipping,
                                               const bk_report_options *options, bk_byte_sink sink,
                                               void *context);
BK_MUST_CHECK bk_status bk_report_tipping_json(const bk_scenario *scenario,
                                               const bk_tipping_question *question,
                                               const bk_tipping *tipping, bk_byte_sink sink,
                                               void *context);
BK_MUST_CHECK bk_status bk_report_back_text(const bk_scenario *scenario,
                                            const bk_tipping_question *question,
                                            const bk_there_and_back *back,
                                            const bk_report_options *options, bk_byte_sink sink,
                                            void *context);
BK_MUST_CHECK bk_status bk_report_back_json(const bk_scenario *scenario,
                                            const bk_tipping_question *question,
                                            const bk_there_and_back *back, bk_byte_sink sink,
                                            void *context);

#ifdef __cplusplus
}
#endif
#endif
