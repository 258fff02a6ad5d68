/* trial.h - published findings as data: one file a trial, over one common base scenario.
 *
 * A trial has arms, each the base with some keys set, and findings: what was published, of which
 * arm, and the band within which the simulation passes. A trial without arms holds the base's own
 * inputs against what is known of them.
 *
 * Invariant:  read-only once made. Every finding names an arm that exists and a measure that its
 *             scenarios have; every band has published within it.
 * Ownership:  bk_evidence_destroy frees all of it, scenarios included.
 */
#ifndef BK_EVIDENCE_TRIAL_H
#define BK_EVIDENCE_TRIAL_H

#include "blikk/evidence.h"
#include "scenario/scenario.h"

enum { BK_TRIALS_MOST = 100, BK_ARMS_MOST = 20, BK_FINDINGS_MOST = 100 };

typedef struct {
    const char *id;
    bk_label label;
    bk_scenario *scenario;
} bk_trial_arm;

/* How a figure is made of arms. */
typedef enum {
    BK_MAKES_MEASURE,    /* of one arm, less another arm or measure where there is one */
    BK_MAKES_RELATIVE,   /* one arm over another, less 1 */
    BK_MAKES_SIGN,       /* as MEASURE: the sign alone, in every replication */
    BK_MAKES_PREVALENCE, /* of a domain: an input */
    BK_MAKES_NEEDS       /* share of new clients with at least so many needs: from the inputs */
} bk_makes;

typedef struct {
    const char *id;
    bk_label says;
    bk_makes makes;
    int32_t arm, other;             /* of the trial; the same where there is no other */
    int32_t measure, other_measure; /* of the scenarios */
    bool has_other;                 /* something is taken off, or divided by */
    int32_t domain;                 /* PREVALENCE */
    int32_t least;                  /* NEEDS */
    bool positive;                  /* SIGN */
    double published;               /* nan for SIGN */
    double se;                      /* published standard error; nan: none given */
    double low, high;               /* pass band, ends included */
} bk_finding;

typedef struct {
    const char *file;
    bk_label title, where, design, left_open; /* left_open: inputs the sources do not give */
    int64_t n;                                /* people in the trial; 0: not given */
    const char *citation;
    int32_t n_arms;
    bk_trial_arm *arm; /* [n_arms] */
    int32_t n_findings;
    bk_finding *finding; /* [n_findings] */
} bk_trial;

struct bk_evidence {
    bk_arena arena;
    bk_scenario *base;
    int32_t n_trials;
    bk_trial *trial; /* [n_trials] by the names of their files */
};

/* One trial out of text, over base; name stands for the file in messages. Texts go into arena,
 * scenarios are the caller's (bk_trial_clear), also after an error. Errors: BK_ERR_INPUT,
 * BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_trial_parse(const char *name, const char *text, int64_t length,
                                       const bk_scenario *base, bk_arena *arena, bk_trial *out,
                                       bk_error *err);
void bk_trial_clear(bk_trial *trial);

/* Finding i of all trials, and its trial. */
const bk_finding *bk_evidence_at(const bk_evidence *evidence, int32_t i, int32_t *trial);

/* Share of new clients with at least that many needs, from prevalences and correlation (model.md
 * 3). O(domains^2 x nodes). Method: given the common factor needs are independent; their number by
 * convolution, the factor over 2000 equally likely values. Error under 1e-5. */
double bk_needs_at_least(const bk_clients_def *clients, int32_t least);

#endif
