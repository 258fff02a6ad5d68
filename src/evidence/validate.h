/* validate.h - verdicts: every wanted finding against its simulated arms.
 *
 * Invariant:  depends on evidence, seed, wanted findings and least replications alone.
 */
#ifndef BK_EVIDENCE_VALIDATE_H
#define BK_EVIDENCE_VALIDATE_H

#include "evidence/trial.h"

struct bk_validation {
    uint64_t seed;
    int32_t n;           /* findings of the evidence */
    bk_verdict *verdict; /* [n] */
};

/* What the simulation may be wrong by, one standard error: a quarter of the published one; where
 * none was published an eighth of the band. nan for signs and inputs: nothing is asked. */
double bk_finding_tolerance(const bk_finding *finding);

/* The verdict on a finding from values of n replications: a of its arm and measure, b of the other
 * (NULL where there is none). */
bk_verdict bk_finding_judge(const bk_finding *finding, int32_t n, const double *a, const double *b);

#endif
