/* abc.h - which values of free parameters give simulations near enough to what was observed:
 * approximate Bayesian computation by sequential Monte Carlo.
 *
 * Distances are root mean squares of k errors, each over its published standard error. Particles
 * are drawn from independent uniform priors. Each round keeps the nearer half, takes their greatest
 * distance as the tolerance, and makes the other half anew: copies of kept ones, moved by
 * Metropolis steps that are accepted where the simulation stays within the tolerance. Rounds end
 * when every squared distance is within (d + 2) / k of the nearest's, for d free parameters, or
 * hardly anything is accepted any more. Particles weigh the same.
 *
 * A ball of radius sqrt(d + 2) in d dimensions has variance 1 in each: so what is accepted at the
 * end spreads as far as the published errors do, whatever distance no parameters can close. The
 * particles then stand for what is not known, not for how long was searched.
 *
 * Invariant:  a function of the problem alone; a state of a finished round goes on as if it had
 * never stopped. Ownership:  bk_abc owns its arrays. Source:     C. C. Drovandi & A. N. Pettitt,
 * Biometrics 67, 2011 (the algorithm, keeping half); the proposal is theirs with the scale of G. O.
 * Roberts & J. S. Rosenthal, Stat. Sci. 16, 2001.
 */
#ifndef BK_EVIDENCE_ABC_H
#define BK_EVIDENCE_ABC_H

#include "base/check.h"

enum { BK_ABC_FREE_MOST = 20, BK_ABC_PARTICLES_MOST = 5000 };

typedef struct {
    int32_t n_free;
    const double *low, *high; /* [n_free] ends of the priors */
    int32_t particles;        /* at least 8 */
    int32_t rounds;           /* at most */
    int32_t errors;           /* k, that a distance is made of */
    uint64_t seed;
    /* The distance of a point simulated under a luck of its own; inf where there is none. */
    bk_status (*distance)(void *context, const double *point, uint64_t luck, double *out);
    /* After each round, for whoever wants to keep the state. May be NULL. */
    bk_status (*round_over)(void *context);
    void *context;
} bk_abc_problem;

typedef struct {
    int32_t n_free, particles;
    int32_t round;    /* finished; 0: only the priors were drawn */
    int32_t moves;    /* Metropolis steps of each particle in the next round */
    double tolerance; /* every particle lies within */
    double accepted;  /* share of the last round's steps */
    int64_t simulations;
    double *point;    /* [particles x n_free], nearest first */
    double *distance; /* [particles] rising */
} bk_abc;             /* {0} is valid and empty */

/* Draws the priors. Errors: BK_ERR_MEMORY and what distance returned; abc is then to be cleared. */
BK_MUST_CHECK bk_status bk_abc_start(const bk_abc_problem *problem, bk_abc *abc);

/* Rounds until the end, from the state of a finished one. Errors: as bk_abc_start. */
BK_MUST_CHECK bk_status bk_abc_go_on(const bk_abc_problem *problem, bk_abc *abc);
void bk_abc_clear(bk_abc *abc);

/* Whether every particle lies as near as the published errors ask. */
bool bk_abc_is_near(const bk_abc_problem *problem, const bk_abc *abc);

/* Whether bk_abc_go_on has nothing left to do. */
bool bk_abc_is_over(const bk_abc_problem *problem, const bk_abc *abc);

#endif
