/* blikk.h - load a scenario, run it, read the result. The whole public library.
 *
 * An office's conditions make caseworkers see the same clients differently; blikk simulates that
 * mechanism and measures it. The way through is one direction:
 *
 *     bk_scenario_load -> bk_run -> bk_result_estimate -> destroy
 *
 * Invariant:  a result depends on scenario, seed and replications alone: never on threads,
 *             compiler or processor.
 * Errors:     as values (status.h); the library never prints, exits or reads the environment.
 * Ownership:  what a _load or bk_run hands out is the caller's, until its _destroy.
 * Threads:    a scenario and a result are read-only once made and may be shared between threads.
 *
 * blikk is about conditions, never about a person: clients are drawn, none is real. "Seen as the
 * problem" is always the caseworker's view; `willing` is an assumption that nobody can observe.
 * No study has measured how the caseload changes the share seen as the problem.
 */
#ifndef BLIKK_H
#define BLIKK_H

#include "blikk/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The library's version, "MAJOR.MINOR.PATCH". */
const char *bk_version(void);

/* ---- scenario ---- */

typedef struct bk_scenario bk_scenario;

/* One override, as of `--set`: path and value as written in TOML. */
typedef struct {
    const char *path;  /* e.g. "office.*.team.ordinary.caseload" */
    const char *value; /* e.g. "100" */
} bk_override;

/* Reads and checks the scenario file at path ("-" is standard input), with overrides put in its
 * place. Errors: BK_ERR_INPUT (every mistake in err, at most 16 MiB are read), BK_ERR_IO,
 * BK_ERR_MEMORY; then *out is untouched. */
BK_MUST_CHECK bk_status bk_scenario_load(const char *path, int32_t n_overrides,
                                         const bk_override *overrides, bk_scenario **out,
                                         bk_error *err);

/* The same from memory; name stands for the file in messages. text need not end in zero. */
BK_MUST_CHECK bk_status bk_scenario_parse(const char *name, const char *text, int64_t length,
                                          int32_t n_overrides, const bk_override *overrides,
                                          bk_scenario **out, bk_error *err);

void bk_scenario_destroy(bk_scenario *scenario);

const char *bk_scenario_title(const bk_scenario *scenario, bk_lang lang);
const char *bk_scenario_hash(const bk_scenario *scenario); /* 16 hexadecimal digits */
int32_t bk_scenario_weeks(const bk_scenario *scenario);
int32_t bk_scenario_warmup_weeks(const bk_scenario *scenario);
int32_t bk_scenario_replications(const bk_scenario *scenario); /* what the file asks for */
uint64_t bk_scenario_seed(const bk_scenario *scenario);        /* likewise */
int32_t bk_scenario_team_count(const bk_scenario *scenario);   /* rows: a repeated team is one */

/* One row of results: a team under its conditions. Texts live as long as the scenario. */
typedef struct {
    const char *office;
    const char *conditions; /* the id */
    const char *label;      /* in the language asked for */
    int32_t caseworkers;    /* of one copy, at the start */
    int32_t caseload;       /* clients of each caseworker; the limit where the intake is open,
                             INT32_MAX for none */
    bool open;              /* open intake */
    int32_t copies;         /* repeat of the team x repeat of its office */
} bk_team_info;

bk_team_info bk_scenario_team(const bk_scenario *scenario, int32_t row, bk_lang lang);
int32_t bk_scenario_office_count(const bk_scenario *scenario);
const char *bk_scenario_office(const bk_scenario *scenario, int32_t office);
int32_t bk_scenario_team_office(const bk_scenario *scenario, int32_t row);

/* What the file declares beside offices and teams, so that a reader can see that it was understood
 * as meant. row is the team whose streams or measures are asked for; 0 for the others. */
typedef enum {
    BK_PART_DOMAINS, /* labels of the life domains */
    BK_PART_STREAMS, /* labels of a team's inbox streams */
    BK_PART_TOOLS,   /* labels of a team's measures: what it can offer a client */
    BK_PART_RANGES,  /* paths of numbers given as a range (uncertainty) */
    BK_PART_CHANGES  /* paths of what every [[change]] sets */
} bk_part;

int32_t bk_scenario_part_count(const bk_scenario *scenario, bk_part part, int32_t row);

/* Part i in declared order; the text lives as long as the scenario. */
const char *bk_scenario_part(const bk_scenario *scenario, bk_part part, int32_t row, int32_t i,
                             bk_lang lang);

/* ---- measures: the ids of JSON, CSV, store and page ---- */

typedef enum { BK_NO_BETTER = 0, BK_MORE_IS_BETTER = 1, BK_LESS_IS_BETTER = -1 } bk_better;

typedef enum {
    BK_UNIT_SHARE,  /* 0 to 1 */
    BK_UNIT_NUMBER, /* a plain mean: needs, load */
    BK_UNIT_WEEKS,
    BK_UNIT_MINUTES,   /* per client and month */
    BK_UNIT_WORK_DAYS, /* working days, five a week */
    BK_UNIT_DAYS,      /* calendar days */
    BK_UNIT_PER_100_YEAR,
    BK_UNIT_PER_1000_MONTH
} bk_unit;

typedef struct {
    const char *id;    /* flat: "false_is", "time_share.messages", "share_is_by_needs.4_plus" */
    const char *label; /* in plain words, in the language asked for */
    const char *unit;  /* likewise */
    const char *note;  /* what a reader must know beside the figure; "" for most */
    bk_unit unit_kind;
    bk_better better;
    bool by_week; /* has a series */
} bk_measure_info;

/* The measures this scenario's results hold (its streams decide). */
int32_t bk_scenario_measure_count(const bk_scenario *scenario);
bk_measure_info bk_scenario_measure(const bk_scenario *scenario, int32_t measure, bk_lang lang);

/* The index of a measure id, or -1. */
int32_t bk_scenario_measure_find(const bk_scenario *scenario, const char *id);

/* ---- running ---- */

typedef struct bk_keeper bk_keeper;   /* where finished replications are kept: store.h */
typedef struct bk_carrier bk_carrier; /* who carries the jobs: threads, or more machines */

typedef struct {
    int32_t replications; /* 0: what the scenario says */
    bool seed_given;      /* false: what the scenario says */
    uint64_t seed;
    int32_t threads; /* 0: as many as there are processors; results are the same */
    bool series;     /* keep every week of every measure that has a series */
    /* Part of the work: only replications whose number leaves shard - 1 when divided by shards are
     * made, for a keeper that is merged with the others'. 0 and 0: all of it. */
    int32_t shard, shards;
    /* 1 + the row of the one team to simulate, for questions about it alone: its figures are the
     * same, the other teams', the offices' and all together's do not exist. 0: every team. */
    int32_t only_team;
    const bk_keeper *keeper;   /* NULL: nothing is kept, and nothing taken from there */
    const bk_carrier *carrier; /* NULL: threads of this process */
    /* Called now and then from one thread at a time with jobs done and in all; returning false
     * stops the run: bk_run then gives BK_ERR_CANCELLED and a result of the finished replications.
     * May be NULL. */
    bool (*progress)(void *context, int64_t done, int64_t total);
    void *context;
} bk_run_options; /* {0} is valid: everything as the scenario says */

typedef struct bk_result bk_result;

/* Simulates. Errors: BK_ERR_MEMORY and BK_ERR_INPUT (a team has or comes to too many places; no
 * result); BK_ERR_CANCELLED (a result, when at least one replication was finished, else *out is
 * NULL); BK_ERR_USAGE (options out of range). */
BK_MUST_CHECK bk_status bk_run(const bk_scenario *scenario, const bk_run_options *options,
                               bk_result **out, bk_error *err);

void bk_result_destroy(bk_result *result);

/* ---- reading out ---- */

/* Whose figures: a team's row, an office's, or all together. */
typedef enum { BK_SCOPE_TEAM, BK_SCOPE_OFFICE, BK_SCOPE_ALL } bk_scope;

/* A mean over replications with its 95 % interval (Student t). */
typedef struct {
    double mean;
    double low, high; /* mean itself where n is 1: see has_interval */
    int32_t n;        /* replications in which the measure exists; 0: it does not exist */
    bool has_interval;
} bk_estimate;

/* Replications finished, from the first on without a gap: those that are read out. */
int32_t bk_result_replications(const bk_result *result);
/* Finished in all (more than the former after part of the work), and how many of them a keeper had.
 */
int32_t bk_result_made(const bk_result *result);
int32_t bk_result_recalled(const bk_result *result);
uint64_t bk_result_seed(const bk_result *result);

/* Seconds the simulation took, as the caller measured them (the library reads no clock); 0 until
 * told. */
double bk_result_seconds(const bk_result *result);
void bk_result_note_seconds(bk_result *result, double seconds);

/* index is the team's row or the office; 0 for all. O(replications). */
bk_estimate bk_result_estimate(const bk_result *result, bk_scope scope, int32_t index,
                               int32_t measure);

/* The value in one replication; false where it does not exist there. */
bool bk_result_value(const bk_result *result, bk_scope scope, int32_t index, int32_t measure,
                     int32_t replication, double *out);

/* One week over the replications; n is 0 where nothing was measured that week. */
typedef struct {
    double mean;
    double q05, q25, q50, q75, q95; /* quantiles over replications */
    int32_t n;
} bk_week_estimate;

/* The week that ends at week + 1, week from 0. Needs: the run kept series. */
bk_week_estimate bk_result_week(const bk_result *result, bk_scope scope, int32_t index,
                                int32_t measure, int32_t week);
bool bk_result_has_series(const bk_result *result);

/* Events simulated, in all and by kind; kinds run from 0 to bk_event_kind_count() - 1. */
int64_t bk_result_events(const bk_result *result);
int32_t bk_event_kind_count(void);
const char *bk_event_kind_id(int32_t kind); /* "work_arises", "task_ends", ... */
int64_t bk_result_events_of(const bk_result *result, int32_t kind);

/* ---- looking closely ---- */

/* Receives one line of text at a time, without the newline. */
typedef void (*bk_line_sink)(void *context, const char *line);

/* The first n events of replication 0 of one team, readable, with the reason of each decision.
 * Errors, said in err: BK_ERR_USAGE (no such row, n below 1), BK_ERR_MEMORY, BK_ERR_INPUT (the team
 * has or comes to too many places). The sink may have had lines by then. */
BK_MUST_CHECK bk_status bk_trace(const bk_scenario *scenario, uint64_t seed, int32_t row, int64_t n,
                                 bk_lang lang, bk_line_sink sink, void *context, bk_error *err);

/* One client's story in replication 0 of one team: what happened, what was seen, how the log-odds
 * moved and why. client counts from 1 through the team's places; 0 picks one who is willing, has
 * needs and comes to be seen as the problem, if there is one. Errors as bk_trace, BK_ERR_USAGE also
 * when there is no such client. */
BK_MUST_CHECK bk_status bk_explain(const bk_scenario *scenario, uint64_t seed, int32_t row,
                                   int32_t client, bk_lang lang, bk_line_sink sink, void *context,
                                   bk_error *err);

/* ---- reference ---- */

/* One scenario key, from the field table. */
typedef struct {
    const char *path;       /* "conditions.NAME.conversation.minutes"; NAME stands for any name */
    const char *unit;       /* in the language asked for */
    const char *meaning;    /* likewise */
    const char *provenance; /* likewise: "evidence", "assumption", "the office's own figure", ... */
    const char *type; /* "number", "whole", "choice", "text", "label", "bool", "names a domain" */
    const char *choices; /* "" or "steady | open" */
    const char *usual;   /* as it would be written in the file; "" where there is none */
    bool required;       /* must be given */
    double least, most;  /* numbers only */
    bool open_only;      /* of use, and allowed, with intake = "open" alone */
} bk_key_info;

int32_t bk_key_count(void);
bk_key_info bk_key(int32_t i, bk_lang lang);

/* Writes the scenario as it stands (inherits and overrides done) as TOML that reads back the same.
 */
BK_MUST_CHECK bk_status bk_scenario_write(const bk_scenario *scenario, bk_line_sink sink,
                                          void *context);

#ifdef __cplusplus
}
#endif
#endif
