/* bandit.h - whom to contact next, as mathematics: restless bandit arms and their Whittle indices.
 *
 * An arm is a finite chain that moves whether or not somebody acts on it. With room to act on only
 * some of many arms, each period acts on those with the largest index: the subsidy for leaving the
 * arm alone at which acting and not acting are equally good (Whittle 1988). An arm is indexable
 * when a growing subsidy only ever adds states that are left alone; otherwise the index means
 * nothing, and the verdict says so.
 *
 * Ownership: an arm points at the caller's tables. Pure but for memory. Only + - * /, so the bits
 * are the same everywhere.
 * Method: P. Whittle, J. Appl. Prob. 25A, 1988, doi 10.2307/3214163; the indices state by state
 * with an inverse kept up to date by rank-one changes, and the test of indexability on the way, as
 * Gast, Gaujal & Khun, Math. Meth. Oper. Res. 97, 2023, doi 10.1007/s00186-023-00821-4.
 */
#ifndef BK_STATS_BANDIT_H
#define BK_STATS_BANDIT_H

#include "base/check.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int32_t n;             /* states, 1 to BK_BANDIT_MOST */
    const double *passive; /* [n x n] probability of going from row to column when left alone */
    const double *active;  /* [n x n] when acted on */
    const double *reward_passive; /* [n] reward of a period in that state when left alone */
    const double *reward_active;  /* [n] */
} bk_bandit;

enum { BK_BANDIT_MOST = 1000 };

typedef enum {
    BK_BANDIT_INDEXABLE,
    BK_BANDIT_NOT_INDEXABLE, /* a larger subsidy makes some state worth acting on again */
    BK_BANDIT_UNDECIDED      /* under some policy the chain falls apart into parts that never meet:
                             reward per period is not one number, so there is no index */
} bk_bandit_verdict;

/* Indices of all states. discount 1: reward per period in the long run; else the sum of rewards
 * discounted so from one period to the next, 0 <= discount < 1. Where the arm is not indexable or
 * undecided index[] is nan from the state where that showed, which goes to *at (-1: none).
 * Needs:  rows of passive and active sum to 1 within 1e-9 and have no negative number.
 * Errors: BK_ERR_MEMORY.
 * Cost:   O(n^3): 0.1 s at n = 300. Relative error about 1e-10 on arms of up to 100 states. */
BK_MUST_CHECK bk_status bk_bandit_indices(const bk_bandit *arm, double discount, double *index,
                                          bk_bandit_verdict *verdict, int32_t *at);

/* Many arms of a few kinds: each kind's share of them. */
typedef struct {
    const bk_bandit *arm;
    double share; /* above 0; the kinds' shares sum to 1 */
} bk_bandit_kind;

typedef struct {
    double reward; /* per arm and period: no way of choosing gives more in the long run */
    double price;  /* of the budget: what acting on a little more would add, per arm acted on */
} bk_bandit_bound;

/* The most that acting on at most budget (a share, 0 to 1) of the arms per period can give: the
 * budget kept on average rather than always (Whittle's relaxation), as a linear program in how
 * often each kind is in each state and acted on. acted, if not NULL, [sum of n]: the share of all
 * arms that are in that state and acted on. Solved by CLP, whose last digits may differ between
 * machines: 9 of them hold, and no more than 6 should be shown.
 * Errors: BK_ERR_MEMORY; BK_ERR_INPUT when CLP gives up (out as it was).
 * Cost:   some ms at 100 states. CLP's own want of memory ends the program. */
BK_MUST_CHECK bk_status bk_bandits_bound(const bk_bandit_kind *kind, int32_t n_kinds, double budget,
                                         bk_bandit_bound *out, double *acted);

#endif
