/* model.h - a team under its conditions, compiled: const tables that any number of runs may share.
 *
 * One bk_model holds what one team needs for one phase of a scenario. Products over needs are kept
 * as two tables of 256 (low and high byte of the set of domains), so that a probability is two
 * loads and a multiplication. Nothing here changes during a run.
 *
 * Ownership: a model points into the arena it was compiled in.
 */
#ifndef BK_MODEL_MODEL_H
#define BK_MODEL_MODEL_H

#include "base/memory.h"
#include "engine/clock.h"
#include "model/definition.h"
#include "random/distributions.h"

enum { BK_BYTE = 256, BK_NO_MEASURE = 255 };

/* A product over a set of at most 16 domains. */
typedef struct {
    double low[BK_BYTE];
    double high[BK_BYTE];
} bk_set_product;

static inline double bk_set_product_of(const bk_set_product *p, uint32_t set)
{
    return p->low[set & 255u] * p->high[set >> 8];
}

/* The best domain of a set: rank by some order, 255 for the empty set. */
typedef struct {
    uint8_t low[BK_BYTE];
    uint8_t high[BK_BYTE];
    uint8_t domain[BK_MAX_DOMAINS]; /* [rank] */
} bk_set_first;

/* The domain of set that ranks first. Needs: set is not empty. */
static inline int32_t bk_set_first_of(const bk_set_first *f, uint32_t set)
{
    uint8_t a = f->low[set & 255u], b = f->high[set >> 8];
    return f->domain[a < b ? a : b];
}

/* How long a task takes, in minutes, before speed and friction. */
typedef struct {
    bk_distribution kind;
    double mean;
    bk_lognormal log_params; /* of a lognormal */
} bk_minutes;

typedef struct {
    bk_minutes minutes;
    double patience_weeks;
    double excess; /* failure_demand: the rate grows by this share */
    double per_week;
    bk_tick excess_after; /* weeks without contact before it does */
    bool shared;
} bk_stream;

typedef struct {
    bk_minutes minutes;
    double expected_minutes; /* what one adds to the load: mean, rule friction counted */
    double mean_weeks;
    double succeeds;
    int32_t domain;
} bk_offer;

/* What can be next: an event of one of the other two sources, or a point of the week, by its kind.
 * Marked points come to a client by his mark; streams are last, then their excess. */
enum {
    BK_POINT_DESK,         /* none: a caseworker is next */
    BK_POINT_LATE,         /* none: what came up too late to be a point */
    BK_POINT_END,          /* of the week */
    BK_POINT_ARRIVAL,      /* the team's own: a client arrives */
    BK_POINT_TURNOVER,     /* a caseworker's: she leaves */
    BK_POINT_DUE,          /* a client's own: his follow-up falls due */
    BK_POINT_MEASURE_ENDS, /* ... his measure ends */
    BK_POINT_MARKED,
    BK_POINT_EXIT_WORK = BK_POINT_MARKED,
    BK_POINT_EXIT_OTHER,
    BK_POINT_NEED,
    BK_POINT_DUTY,
    BK_POINT_STREAM,
    BK_POINT_KINDS = BK_POINT_STREAM + 2 * BK_MAX_STREAMS
};
enum {
    BK_MARK_BITS = 64 - BK_TICK_BITS,
    BK_MARK_SEGMENTS = BK_POINT_KINDS - BK_POINT_MARKED /* at most */
};

_Static_assert(BK_POINT_KINDS <= 256, "a point's kind is eight bits");

/* What a mark means: segments of [0, 2^BK_MARK_BITS), one for each kind from BK_POINT_MARKED on,
 * and one more for what is thinned away at once. */
typedef struct {
    int32_t count;                      /* segments */
    uint64_t end[BK_MARK_SEGMENTS + 1]; /* [count] rising; a mark at or past the last is nothing */
    uint64_t start[BK_MARK_SEGMENTS + 1];       /* [count] */
    double inverse_width[BK_MARK_SEGMENTS + 1]; /* [count] */
    uint8_t guide[BK_BYTE];  /* first segment a mark with these top bits can be in */
    bk_poisson_table number; /* points of one client in a week */
    double total;            /* their mean number, rounded up to a coarse grid */
} bk_marks;

/* A hurdle of one demandingness, as the caseworker judges it. */
typedef struct {
    double demandingness;
    int32_t whole;           /* it, where it is 1, 2 or 3; else 0 */
    double expected_willing; /* (1-f0)^k */
    double ratio_unwilling;  /* (1-f_unwilling)^k: Pu / Pw */
    double log_cleared;      /* log of it: what a cleared hurdle adds to the log-odds */
} bk_hurdle;

enum { BK_HURDLE_CONVERSATION, BK_HURDLE_DUTY, BK_HURDLE_MEASURE, BK_HURDLE_COUNT };

typedef struct {
    /* people and room */
    int32_t n_caseworkers;
    int32_t caseload; /* clients of each: the target (steady) or the limit (open) */
    int32_t start;    /* clients of each at time 0 */
    bool open;
    double capacity_minutes; /* per caseworker and week */
    double ticks_per_minute;
    double arrivals_per_week;
    bk_poisson_table arrivals;
    bk_poisson_table turnover;
    double turnover_per_week;

    /* what comes */
    bk_marks marks;
    int32_t n_streams;
    bool has_shared;
    bool has_patience;
    const bk_stream *stream;                         /* [n_streams] */
    const bk_stream *stream_of_kind[BK_POINT_KINDS]; /* of a point's kind, excess or not */
    bool is_lognormal[BK_POINT_KINDS];               /* its minutes, by a point's kind */
    bool has_other_minutes;
    int32_t lane_measure, lane_demand, lane_conversation, n_lanes; /* after the streams */
    const double *expected_minutes; /* [n_lanes] that one item adds to the load */
    double mapping_expected;        /* added to a conversation's while mapping applies */
    bk_work_order order;
    bk_who_next who_next;
    bool index_sees;  /* the index depends on the gaze as well */
    bk_numbers index; /* by situation (situation.h) */
    double protected_share;
    double speedup, overwork;

    /* conversations */
    bk_distribution interval;
    double interval_weeks;
    bk_tick interval_ticks;
    bk_lognormal interval_params;
    bk_minutes talk, talk_mapping;
    double documentation_minutes; /* rule friction counted */
    double no_show_minutes;
    double first_within_weeks;
    bk_tick new_client;      /* how long after arrival the interval differs; 0: off */
    double new_client_times; /* by so much */
    bk_tick early_after;     /* 0: off */
    double distancing;
    double disclosure_per_minute;
    double structure;
    bool has_mapping;       /* minutes or structure differ from a plain conversation */
    bk_tick mapping_repeat; /* 0: never again */
    double completes;

    /* measures and demands */
    const bk_offer *offer;            /* [measures of the conditions] */
    uint32_t in_range;                /* domains with an offer */
    uint8_t offer_of[BK_MAX_DOMAINS]; /* the offer for a domain, BK_NO_MEASURE */
    bk_set_first by_need;             /* largest blocks_work + hinders first */
    bk_set_first by_prevalence;       /* most prevalent first */
    double standard_offer;
    double friction;       /* 1 + rule_friction */
    double friction_of[2]; /* [is of a stream] it, 1 */
    bk_minutes demand_minutes;
    double withdraws;
    double demand_boost;
    double demand_boost_weeks;
    double demand_keeps_trust; /* 1 - demand_loss */

    /* clients */
    int32_t n_domains;
    uint32_t all_domains;
    double unwilling_share;
    double need_threshold[BK_MAX_DOMAINS]; /* on e_d, before the common factor */
    double prevalence[BK_MAX_DOMAINS];
    double common, own;    /* sqrt(r), sqrt(1-r) */
    double clears_one[2];  /* [willing] one hurdle without needs: (1-f0)(1-f_unwilling), 1-f0 */
    bk_set_product clears; /* prod (1 - hinders) over needs */
    bk_hurdle hurdle[BK_HURDLE_COUNT];
    double duties_seen;
    double base_work, base_work_unwilling, base_other;
    bk_set_product works; /* prod (1 - blocks_work) over needs */
    uint32_t health;      /* the domain, or 0 */
    double health_other, contact_boost, contact_boost_other, boost_decay; /* per tick */
    double exit_work_bound, exit_other_bound;

    /* trust */
    double trust_rest, trust_gain;
    double trust_decay; /* per tick */
    double trust_week;  /* factor over a week */

    /* the gaze */
    double prior_log_odds;
    double prior;
    double prior_spread;
    double socialisation;
    double forget;      /* per tick: log(2) / half-life */
    double forget_week; /* factor over a week */
    double threshold_log_odds;
    double unknown_hinders[BK_MAX_DOMAINS]; /* prevalence x hinders */
    double correction_min, correction_max, load_half, steepness;
    double load_memory;
    const struct bk_exact *exact; /* exact.h; NULL: the usual observer */
    bool new_needs;               /* over time */
} bk_model;

/* Compiles team of office in def into *out. Errors: BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_model_compile(const bk_definition *def, int32_t office, int32_t team,
                                         bk_arena *arena, bk_model *out);

#endif
