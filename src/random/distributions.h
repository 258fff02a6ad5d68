/* distributions.h - what can be drawn: sampler, density and cumulative of each, side by side.
 *
 * A sampler turns one 64-bit word (bk_philox) into one value by inverse transform: always one
 * word a draw, so streams stay in step when a parameter changes. Everything is pure and
 * bit-stable; nothing here keeps state. Parameters are not checked in the hot samplers.
 * Words give at most 2^52 different values (Poisson: all 64 bits count), so that tails end where
 * their probability falls under 2^-53.
 *
 *     fixed        always the same           no spread; for checking against theory
 *     uniform      flat between two ends     only the range is known; phases, first due dates
 *     exponential  memoryless, cv 1          time between calls of many who act on their own
 *     lognormal    skewed, mean and cv       how long work takes: many short, few very long
 *     Poisson      whole numbers             how many of many rare, unrelated things happen
 */
#ifndef BK_RANDOM_DISTRIBUTIONS_H
#define BK_RANDOM_DISTRIBUTIONS_H

#include "base/memory.h"
#include "random/numeric.h"
#include "random/philox.h"

/* ---- fixed: value. Mean value, variance 0, no density ---- */

static inline double bk_fixed_draw(double value, uint64_t word)
{
    (void)word;
    return value;
}

double bk_fixed_cumulative(double value, double x); /* 0 below value, 1 from it on */

/* ---- uniform on (low, high), whose ends come up by rounding at most. Mean (low + high) / 2,
 *      variance (high - low)^2 / 12. Needs low <= high, both finite ---- */

static inline double bk_uniform_draw(double low, double high, uint64_t word)
{
    return low + (high - low) * bk_uniform(word);
}

double bk_uniform_density(double low, double high, double x); /* inf at low where low = high */
double bk_uniform_cumulative(double low, double high, double x);

/* ---- exponential on (0, inf). Mean mean, variance mean^2. Needs mean > 0 ---- */

/* Mean 1: multiply by the mean. Between 1.1e-16 and 36.8, never 0; a larger word gives a smaller
 * value. */
static inline double bk_exponential_draw(uint64_t word)
{
    return -bk_log(bk_uniform(word));
}

double bk_exponential_density(double mean, double x);
double bk_exponential_cumulative(double mean, double x); /* absolute error under 1e-15 */

/* ---- lognormal on (0, inf): exp of a normal with mean mu and standard deviation sigma >= 0.
 *      Mean exp(mu + sigma^2 / 2), variance mean^2 (exp(sigma^2) - 1), median exp(mu) ---- */

typedef struct {
    double mu;    /* of the logarithm; -inf: always 0 */
    double sigma; /* of the logarithm, >= 0; 0: always exp(mu) */
} bk_lognormal;

/* The lognormal with this mean (>= 0) and this coefficient of variation (>= 0, standard deviation
 * over mean). With cv 0 draws are the mean to about 1 part in 1e15. */
bk_lognormal bk_lognormal_of(double mean, double cv);

/* The normal it rests on lies within -8.3 .. 8.3. */
static inline double bk_lognormal_draw(double mu, double sigma, uint64_t word)
{
    return bk_exp(mu + sigma * bk_normal_quantile(bk_uniform(word)));
}

double bk_lognormal_density(double mu, double sigma, double x); /* inf at exp(mu) where sigma = 0 */
double bk_lognormal_cumulative(double mu, double sigma, double x);

/* ---- Poisson on 0, 1, 2, ... Mean rate, variance rate ---- */

#define BK_POISSON_RATE_MOST 1e5

/* One rate's cumulative as 64-bit integers, and a guide to where to look. {0} draws nothing: make
 * it with bk_poisson_table_init. Read-only once made; threads may share it. */
typedef struct {
    const uint64_t
        *last_word;       /* [count] the greatest word that gives first + i; ends in all ones */
    const int32_t *guide; /* [2^(64 - shift)] the least i for words with these top bits */
    int32_t first;        /* the least value that has 2^-64 of probability */
    int32_t count;
    int32_t shift;
} bk_poisson_table;

/* Needs:  0 <= rate <= BK_POISSON_RATE_MOST.
 * Memory: about 17 sqrt(rate) + 20 rows of 8 bytes and up to twice as many of 4, in arena.
 * Errors: BK_ERR_MEMORY, and *table is as it was. */
BK_MUST_CHECK bk_status bk_poisson_table_init(bk_poisson_table *table, double rate,
                                              bk_arena *arena);

/* Under two steps expected, whatever the rate (Chen & Asau 1974: the guide). A larger word gives
 * no smaller value. */
static inline int32_t bk_poisson_draw(const bk_poisson_table *table, uint64_t word)
{
    int32_t i = table->guide[word >> table->shift];
    while (word > table->last_word[i]) i++;
    return table->first + i;
}

/* The probability of k; 0 for k < 0. Relative error under 1e-13.
 * Source: C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000. */
double bk_poisson_density(double rate, int32_t k);

/* The probability of at most k. Relative error under 1e-12. O(sqrt(rate)). */
double bk_poisson_cumulative(double rate, int32_t k);

#endif
