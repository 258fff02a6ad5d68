/* evidence.h - the model held against what has been measured: codes from one's own office, and
 * published trials.
 *
 * Codes say how clients are spoken of in interviews or files, coded by people; blikk never takes
 * the words themselves, nor who anybody is. Trials are what happened where somebody changed a
 * condition for real; each is simulated and held against the published figure.
 *
 * Errors, ownership and threads: as blikk.h.
 */
#ifndef BLIKK_EVIDENCE_H
#define BLIKK_EVIDENCE_H

#include "blikk/report.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the gaze in one's own office ---- */

typedef struct bk_codes bk_codes;

/* Reads a table of codes: the columns group, line, coder, unit and code, in any order, parted by
 * commas, semicolons or tabs; code is IS, HAS or other. No other column is taken.
 * Errors: BK_ERR_INPUT (every mistake in err, at most 16 MiB are read), BK_ERR_IO, BK_ERR_MEMORY;
 * then *out is untouched. */
BK_MUST_CHECK bk_status bk_codes_load(const char *path, bk_codes **out, bk_error *err);

/* The same from memory; name stands for the file in messages. */
BK_MUST_CHECK bk_status bk_codes_parse(const char *name, const char *text, int64_t length,
                                       bk_codes **out, bk_error *err);
void bk_codes_destroy(bk_codes *codes);

/* The file's name, as it was given. */
const char *bk_codes_file(const bk_codes *codes);

/* A share or a difference of shares. value is nan where there is nothing to go by. */
typedef struct {
    double value;
    double low, high; /* 95 %; value itself where has_interval is false */
    bool has_interval;
} bk_share;

/* One service line. The share seen as IS is of units coded IS or HAS; where coders differ, a unit
 * counts by the share of its coders. */
typedef struct {
    const char *name; /* as the file has it */
    bk_share is;
    int32_t groups;                  /* with units coded IS or HAS */
    int32_t units;                   /* coded, in all */
    int32_t coders;                  /* at work in it */
    int32_t as_is, as_has, as_other; /* codes */
} bk_line_info;

int32_t bk_codes_line_count(const bk_codes *codes);
bk_line_info bk_codes_line(const bk_codes *codes, int32_t line);

/* The line of that name, or -1. */
int32_t bk_codes_line_find(const bk_codes *codes, const char *name);

/* Line b's share seen as IS less line a's. */
bk_share bk_codes_difference(const bk_codes *codes, int32_t a, int32_t b);

/* Krippendorff's alpha over all units that two or more coders coded. */
typedef struct {
    bk_share alpha;
    int32_t units;  /* coded by at least two */
    int32_t coders; /* in the whole file */
    bool by_group;  /* the interval respects groups; else there are too few */
} bk_alpha_info;

bk_alpha_info bk_codes_alpha(const bk_codes *codes);

/* What a reader must know before he trusts the figures, with the place in the file: one coder
 * alone, a code that nobody used, a line of one group. */
int32_t bk_codes_remark_count(const bk_codes *codes);
const char *bk_codes_remark(const bk_codes *codes, int32_t i, bk_lang lang);

/* The table for people, and as JSON. With a scenario and its result, the simulated share of clients
 * seen as IS stands beside each line that is called as a conditions id or label; both NULL without.
 */
BK_MUST_CHECK bk_status bk_report_gaze_text(const bk_codes *codes, const bk_scenario *scenario,
                                            const bk_result *result,
                                            const bk_report_options *options, bk_byte_sink sink,
                                            void *context);
BK_MUST_CHECK bk_status bk_report_gaze_json(const bk_codes *codes, const bk_scenario *scenario,
                                            const bk_result *result, bk_byte_sink sink,
                                            void *context);

/* ---- published trials ---- */

typedef struct bk_evidence bk_evidence;

/* Reads folder/base.toml and every other .toml file of the folder, a trial each, and makes every
 * arm's scenario. Errors: BK_ERR_INPUT (what is wrong, with places), BK_ERR_IO, BK_ERR_MEMORY; then
 * *out is untouched. */
BK_MUST_CHECK bk_status bk_evidence_load(const char *folder, bk_evidence **out, bk_error *err);
void bk_evidence_destroy(bk_evidence *evidence);

/* Findings of all trials in the order they are shown. */
int32_t bk_evidence_count(const bk_evidence *evidence);

typedef struct {
    const char *id;        /* "C2.all" */
    const char *says;      /* what was found, in the language asked for */
    const char *trial;     /* its title, likewise */
    const char *where;     /* likewise */
    const char *design;    /* likewise */
    const char *left_open; /* inputs that the sources do not give, likewise */
    const char *citation;
    int64_t n;            /* people in the trial; 0: not given */
    bool has_published;   /* false where only a direction was found */
    double published, se; /* se is nan where none was published */
    double low, high;     /* pass band */
    bk_unit unit;
    bool is_input;    /* a figure that goes into the model, not one that comes out of it */
    bool is_sign;     /* passes when above (or below) 0 in every replication */
    bool positive;    /* which of the two */
    bool is_change;   /* a difference between arms, or one over another: shown with its sign */
    bool is_relative; /* of a change: one arm over another, less 1 */
    int32_t trial_number;
} bk_finding_info;

bk_finding_info bk_evidence_finding(const bk_evidence *evidence, int32_t i, bk_lang lang);

/* Finding i by id; also the first of those whose id begins with id and a dot. -1: none. */
int32_t bk_evidence_find(const bk_evidence *evidence, const char *id);

typedef struct {
    const bool *wanted; /* [findings]; NULL: all */
    bool seed_given;    /* else that of base.toml */
    uint64_t seed;
    int32_t threads;      /* as bk_run_options */
    int32_t replications; /* at least so many; 0: as base.toml says */
    bool only_asked;      /* no more than that, however coarse */
    bool (*progress)(void *context, int64_t done, int64_t total);
    void *context;
} bk_validate_options; /* {0} and NULL are valid: all findings as base.toml says */

/* One finding held against the simulation. */
typedef struct {
    bool tried;      /* it was wanted */
    bool passes;     /* low <= value <= high; of a sign: in every replication */
    bool precise;    /* the simulation error is under a quarter of the published one */
    double value;    /* simulated mean; nan where it does not exist */
    double from, to; /* its 95 % interval; of a sign: least and greatest replication */
    double error;    /* standard error of the simulation; 0 for inputs */
    int32_t replications;
} bk_verdict;

typedef struct bk_validation bk_validation;

/* Simulates the arms of every wanted finding, paired: the same luck in all arms of a trial. Adds
 * replications until each finding's standard error is under a quarter of the published one (of an
 * eighth of the band where none was published), or 40 times as many as asked for were made.
 * Errors: as bk_run. */
BK_MUST_CHECK bk_status bk_validate(const bk_evidence *evidence, const bk_validate_options *options,
                                    bk_validation **out, bk_error *err);
void bk_validation_destroy(bk_validation *validation);

bk_verdict bk_validation_verdict(const bk_validation *validation, int32_t finding);
int32_t bk_validation_tried(const bk_validation *validation);
int32_t bk_validation_short(const bk_validation *validation); /* that fall short */
uint64_t bk_validation_seed(const bk_validation *validation);

/* For people; as JSON; as the table of docs/evidence.md. */
BK_MUST_CHECK bk_status bk_report_validation_text(const bk_evidence *evidence,
                                                  const bk_validation *validation,
                                                  const bk_report_options *options,
                                                  bk_byte_sink sink, void *context);
BK_MUST_CHECK bk_status bk_report_validation_json(const bk_evidence *evidence,
                                                  const bk_validation *validation,
                                                  bk_byte_sink sink, void *context);
BK_MUST_CHECK bk_status bk_report_validation_markdown(const bk_evidence *evidence,
                                                      const bk_validation *validation, bk_lang lang,
                                                      bk_byte_sink sink, void *context);

/* ---- calibration ---- */

/* A key to find a value for, anywhere from low to high. path as of `--set`; "vienna:PATH" sets it
 * in the arms of the trial in vienna.toml alone. */
typedef struct {
    const char *path;
    double low, high;
} bk_free_key;

typedef struct {
    int32_t n_free;              /* 1 to 20 */
    const bk_free_key *free_key; /* [n_free] */
    const bool *wanted;          /* as of bk_validate_options */
    bool seed_given;
    uint64_t seed;
    int32_t threads;
    int32_t replications; /* of each arm and simulation; 0: 8 */
    int32_t particles;    /* 8 to 5000; 0: 200 */
    int32_t rounds;       /* at most; 0: 30 */
    const char *state;    /* kept in this file after every round, and gone on from; NULL: nowhere */
    bool (*progress)(void *context, int64_t done, int64_t total);
    void *context;
} bk_calibrate_options;

/* What was found for one key. */
typedef struct {
    const char *path;
    double low, high;        /* searched */
    double q05, median, q95; /* of what fits */
    double spread; /* its standard deviation over that of the range searched: how little is known */
    int32_t with;  /* the key it goes together with most, -1: it is the only one */
    double correlation;
} bk_fitted_key;

typedef struct bk_calibration bk_calibration;

/* Finds which values of the free keys fit the wanted findings that have a published value
 * (sequential Monte Carlo; src/evidence/abc.h). A function of evidence and options but threads,
 * stopped and gone on with or not. Errors: BK_ERR_USAGE (options out of range, nothing to fit to),
 * BK_ERR_INPUT (a key or value that the scenarios refuse; a state of another question), BK_ERR_IO,
 * BK_ERR_MEMORY, BK_ERR_CANCELLED: then *out is untouched, and the state file holds what was
 * finished. */
BK_MUST_CHECK bk_status bk_calibrate(const bk_evidence *evidence,
                                     const bk_calibrate_options *options, bk_calibration **out,
                                     bk_error *err);
void bk_calibration_destroy(bk_calibration *calibration);

int32_t bk_calibration_keys(const bk_calibration *calibration);
bk_fitted_key bk_calibration_key(const bk_calibration *calibration, int32_t i);
int32_t bk_calibration_draws(const bk_calibration *calibration);
double bk_calibration_draw(const bk_calibration *calibration, int32_t draw, int32_t key);
int64_t bk_calibration_simulations(const bk_calibration *calibration);

/* False where the search ended before the draws lay as near as the published errors ask. */
bool bk_calibration_is_done(const bk_calibration *calibration);

/* Published against simulated at the medians. */
const bk_validation *bk_calibration_fit(const bk_calibration *calibration);

BK_MUST_CHECK bk_status bk_report_calibration_text(const bk_evidence *evidence,
                                                   const bk_calibration *calibration,
                                                   const bk_report_options *options,
                                                   bk_byte_sink sink, void *context);

/* With every draw, so that a program can use what is not known. */
BK_MUST_CHECK bk_status bk_report_calibration_json(const bk_evidence *evidence,
                                                   const bk_calibration *calibration,
                                                   bk_byte_sink sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
