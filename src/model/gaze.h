/* gaze.h - the caseworker's belief that a client is unwilling, and what moves it (model.md 6).
 *
 * The belief is a log-odds that is forgotten exponentially. So that nothing has to be touched when
 * time passes, what is stored is the deviation from its base as of the start of the week; its value
 * now is that times the share not yet forgotten since. Once a week all deviations are aged
 * together. Trust, which returns to rest, is kept the same way.
 */
#ifndef BK_MODEL_GAZE_H
#define BK_MODEL_GAZE_H

#include "model/state.h"
#include "random/numeric.h"

#include <math.h>

#define BK_LOG_ODDS_MOST 12.0

/* x to the power of a hurdle's demandingness. */
static inline double bk_hurdles(double x, const bk_hurdle *h)
{
    if (BK_UNLIKELY(h->whole == 0)) return bk_pow(x, h->demandingness);
    const double factor[3] = {1.0, x, x * x}; /* which hurdle is next could not be foretold */
    return x * factor[h->whole - 1];
}

/* exp(-y) for y >= 0. Within a week hardly anything is forgotten, so y is small as a rule, and ten
 * terms of the series are exact to the last bit or two. */
static inline double bk_decay(double y)
{
    if (!(y < 0.0625)) return bk_exp(-y);
    double y2 = y * y, y4 = y2 * y2;
    double a = (1.0 - y) + y2 * (1.0 / 2.0 - y * (1.0 / 6.0));
    double b = (1.0 / 24.0 - y * (1.0 / 120.0)) + y2 * (1.0 / 720.0 - y * (1.0 / 5040.0));
    return a + y4 * (b + y4 * (1.0 / 40320.0 - y * (1.0 / 362880.0)));
}

static inline double bk_logistic(double log_odds)
{
    return 1.0 / (1.0 + bk_exp(-log_odds));
}

static inline double bk_clamp_log_odds(double g)
{
    g = g < BK_LOG_ODDS_MOST ? g : BK_LOG_ODDS_MOST;
    return g > -BK_LOG_ODDS_MOST ? g : -BK_LOG_ODDS_MOST;
}

static inline double bk_log_odds_of(double p)
{
    return bk_clamp_log_odds(bk_log(p) - bk_log(1.0 - p));
}

/* The probability that this client clears a hurdle: the hidden truth. */
static inline double bk_truly_clears(const bk_model *m, const bk_client *c, int32_t hurdle)
{
    double one = m->clears_one[(c->flags & BK_CLIENT_WILLING) != 0];
    one *= bk_set_product_of(&m->clears, c->needs);
    return bk_hurdles(one, &m->hurdle[hurdle]);
}

/* Q of model.md: what the needs she knows and those she reckons with leave of one hurdle. */
static inline double bk_expected_clear(const bk_model *m, const bk_desk *d, uint32_t needs_known,
                                       uint32_t unknown)
{
    double q = bk_set_product_of(&m->clears, needs_known);
    q *= d->unknown[0][unknown & 15u] * d->unknown[1][unknown >> 4 & 15u];
    if (m->n_domains > 8) q *= d->unknown[2][unknown >> 8 & 15u] * d->unknown[3][unknown >> 12];
    return q;
}

/* What a failed hurdle adds to the log-odds, given Pw = what she expects of a willing client. */
static inline double bk_failure_weight(const bk_hurdle *h, double pw)
{
    double will = 1.0 - pw, wont = 1.0 - pw * h->ratio_unwilling;
    if (will <= 0.0) return wont <= 0.0 ? 0.0 : 2.0 * BK_LOG_ODDS_MOST;
    return bk_log(wont / will);
}

/* What seeing a hurdle adds to the log-odds. *pw is what she expected of a willing client. */
static inline double bk_belief_step(const bk_hurdle *h, double q, bool cleared, double *pw)
{
    *pw = h->expected_willing * bk_hurdles(q, h);
    return cleared ? h->log_cleared : bk_failure_weight(h, *pw);
}

#endif
