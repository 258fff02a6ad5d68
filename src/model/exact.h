/* exact.h - the exact Bayesian observer: a caseworker who never stops thinking (model.md 6).
 *
 * She holds one joint belief for every client, over whether he is willing and which of all needs he
 * has, and revises it after everything she sees and is told. So failures teach her of needs as
 * well, and a need that comes to light excuses failures of before. It is what the usual gaze is
 * measured against; the load on her desk does not touch it.
 *
 * The joint belief is kept in two parts: the log-odds of unwilling, in state.gaze as for the usual
 * gaze, and what she thinks of his needs if he is willing and if he is not, a probability for each
 * set of needs, in state.belief [2 x sets] by place. A client of whom nothing has been seen yet has
 * no row: his is the prior.
 *
 * Forgetting: the log-odds go back to their base as the usual gaze does; what failures taught her
 * of needs goes back to what the domains she has learnt say, with the same half-life. Needs that
 * may have come up since are reckoned with at the rate they come; that one has, she is not told.
 *
 * Cost: O(sets) for a hurdle, O(domains x sets) when needs come up over time.
 */
#ifndef BK_MODEL_EXACT_H
#define BK_MODEL_EXACT_H

#include "model/parts.h"

/* Her model of the world, compiled. */
struct bk_exact {
    int32_t sets;                          /* 2^domains */
    const double *prior;                   /* [sets] of a new client */
    const double *clears[BK_HURDLE_COUNT]; /* [sets] what the needs leave of clearing it */
    double arises[BK_MAX_DOMAINS];         /* per tick, of a domain that is no need */
};

/* Compiles it into m. Errors: BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_exact_compile(const bk_clients_def *def, bk_arena *arena, bk_model *m);

/* Somebody she knows nothing about. */
void bk_exact_begin(bk_sim *r, int32_t place);

/* As bk_client_judge. */
double bk_exact_judge(bk_sim *r, int32_t place, int32_t hurdle, bool cleared);

/* She learns which of these domains are needs, now. */
void bk_exact_learn(bk_sim *r, int32_t place, uint32_t domains);

/* A conversation has revealed these domains. Domains that she was told are none come up again only
 * when they have become needs, and stay hidden with probability hidden then: so their silence says
 * something too. */
void bk_exact_talk(bk_sim *r, int32_t place, uint32_t domains, double hidden);

/* A measure has solved the need in that domain, and she knows. */
void bk_exact_solved(bk_sim *r, int32_t place, uint32_t domain);

#endif
