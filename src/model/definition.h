/* definition.h - what a scenario says, as plain data: the model's input.
 *
 * The scenario reader fills these structs (already checked, inherits resolved), compile.h turns
 * them into the const tables a run walks. Units are in the field table (scenario/fields.def);
 * shares run 0 to 1, rates are per week and per client. Nothing here is changed by a run.
 *
 * Ownership: every pointer points into one arena that the scenario owns.
 */
#ifndef BK_MODEL_DEFINITION_H
#define BK_MODEL_DEFINITION_H

#include "base/words.h"

enum {
    BK_SITUATIONS = 42, /* kinds of situation that who_next = "index" tells apart (situation.h) */
    BK_MAX_DOMAINS = 16,
    BK_MAX_EXACT_DOMAINS = 12, /* for the exact observer: 2^12 sets of needs, 64 KiB a client */
    BK_MAX_STREAMS = 64,       /* inbox streams of a team */
    BK_MAX_MEASURES = 64,      /* measures of a team */
    BK_MAX_CLIENTS = 1000000   /* clients and caseworkers of one team together */
};

typedef enum { BK_FIXED, BK_EXPONENTIAL, BK_LOGNORMAL } bk_distribution;
typedef enum { BK_INTAKE_STEADY, BK_INTAKE_OPEN } bk_intake;
typedef enum { BK_ORDER_INBOX_FIRST, BK_ORDER_OLDEST } bk_work_order;
typedef enum {
    BK_NEXT_LONGEST_WAITING,
    BK_NEXT_MOST_NEEDS_KNOWN,
    BK_NEXT_LEAST_SEEN_AS_PROBLEM,
    BK_NEXT_MOST_SEEN_AS_PROBLEM,
    BK_NEXT_RANDOM,
    BK_NEXT_INDEX,
    BK_NEXT_NEW_FIRST
} bk_who_next;
typedef enum { BK_OBSERVER_USUAL, BK_OBSERVER_EXACT } bk_observer;

/* A list of numbers. */
typedef struct {
    int32_t n; /* 0: not given */
    double value[2 * BK_SITUATIONS];
} bk_numbers;

typedef struct {
    const char *id;
    bk_label label;
    double prevalence;  /* share of new clients with this need, 0 to 1 */
    double hinders;     /* probability that one hurdle fails because of it, 0 to 1 */
    double blocks_work; /* share it cuts off the weekly rate to work, 0 to 1 */
} bk_domain_def;

typedef struct {
    double unwilling_share;
    double need_correlation;
    double new_need_per_week;
    double duties_per_week;
    double duty_hurdles;
    double duties_seen;
    double measure_hurdles;
    double base_failure;
    double unwilling_failure;
    struct {
        double work_per_week;
        double unwilling_factor;
        double contact_boost;
        double boost_weeks;
        double other_per_week;
        double health_other; /* works through the domain whose id is "health", if declared */
        double contact_boost_other;
    } leaving;
    struct {
        double rest;
        double gain;
        double decay_per_week;
        double demand_loss;
    } trust;
    int32_t n_domains;
    bk_domain_def domain[BK_MAX_DOMAINS]; /* in declared order */
} bk_clients_def;

typedef struct {
    const char *id;
    bk_label label;
    double per_week;
    double minutes;
    double cv;
    bk_distribution distribution;
    double patience_weeks; /* mean; INFINITY: waits for ever */
    double failure_demand;
    double failure_after_weeks;
    bool shared;
} bk_stream_def;

typedef struct {
    const char *id;
    bk_label label;
    int32_t solves; /* index into bk_clients_def.domain */
    double minutes;
    double cv;
    double weeks;
    double succeeds;
} bk_measure_def;

typedef struct {
    const char *id;
    bk_label label;
    double hours_per_week;
    double fixed_share;
    bk_intake intake;
    bk_work_order work_order;
    double rule_friction;
    double standard_offer;
    double speedup;
    double overwork;
    double turnover_per_year;
    struct {
        double interval_weeks; /* INFINITY: no follow-ups */
        bk_distribution interval;
        double interval_cv; /* of a lognormal interval */
        double early_after_weeks;
        double first_within_weeks;
        double new_client_weeks; /* since arrival; 0: off */
        double new_client_times; /* what the interval is multiplied by as long */
        double minutes;
        double cv;
        bk_distribution distribution;
        double documentation_minutes;
        double no_show_minutes;
        double protected_share;
        double distancing;
        bk_who_next who_next;
        bk_numbers index; /* by situation (model/situation.h); twice as many: by the gaze too */
        double disclosure;
        double completes;
    } conversation;
    struct {
        double minutes;
        double structure;
        double repeat_weeks; /* 0: never again */
    } mapping;
    struct {
        double minutes;
        double cv;
        double withdraws;
        double work_boost;
        double boost_weeks;
    } demand;
    struct {
        bk_observer observer; /* exact: at most BK_MAX_EXACT_DOMAINS domains */
        double prior;
        double prior_spread;
        double memory_weeks; /* half-life; INFINITY: never forgotten */
        double threshold;
        double correction_min;
        double correction_max;
        double load_half;
        double steepness;
        double load_memory_weeks;
        double socialisation;
        double reflection_hours;
        double reflection_gain;
    } gaze;
    int32_t n_streams;
    bk_stream_def *stream; /* [n_streams], in declared order, the parent's first */
    int32_t n_measures;
    bk_measure_def *measure; /* [n_measures], likewise */
} bk_conditions_def;

typedef struct {
    bk_label label;     /* may be empty: then the conditions' label, then their id */
    int32_t conditions; /* index into bk_definition.conditions */
    int32_t caseworkers;
    int32_t caseload;         /* clients of each caseworker; steady intake */
    double arrivals_per_week; /* to the team; open intake */
    int32_t caseload_limit;   /* clients of each caseworker; open intake; INT32_MAX: none */
    int32_t start;            /* clients of each caseworker at time 0; open intake */
    int32_t repeat;           /* copies, its office's repeat not counted */
} bk_team_def;

typedef struct {
    const char *name;
    int32_t repeat;
    int32_t n_teams;
    bk_team_def *team; /* [n_teams] */
} bk_office_def;

typedef struct {
    bk_clients_def clients;
    int32_t n_conditions;
    bk_conditions_def *conditions; /* [n_conditions] */
    int32_t n_offices;
    bk_office_def *office; /* [n_offices] */
} bk_definition;

/* A definition and the week from which it holds. Phases of one scenario have the same offices,
 * teams, domains, streams and measures; only values differ. */
typedef struct {
    int32_t week; /* whole weeks from the start; 0 for the first phase */
    bk_definition definition;
} bk_phase;

/* A whole scenario as the reader leaves it. */
typedef struct {
    bk_label title;
    int32_t weeks;
    int32_t warmup_weeks; /* below weeks */
    int32_t replications;
    uint64_t seed;
    int32_t n_phases; /* at least 1 */
    bk_phase *phase;  /* [n_phases], by rising week */
    uint64_t hash;    /* of everything above but seed and replications, after inherits and --set */
} bk_scenario_def;

#endif
