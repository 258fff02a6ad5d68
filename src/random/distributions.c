/* Parameters, densities and cumulatives; the samplers are in the header. */
#include "random/distributions.h"

#define TWO_PI 6.28318530717958647693

/* ---- fixed and uniform ---- */

double bk_fixed_cumulative(double value, double x)
{
    return x < value ? 0.0 : 1.0;
}

double bk_uniform_density(double low, double high, double x)
{
    return x < low || x > high ? 0.0 : 1.0 / (high - low);
}

double bk_uniform_cumulative(double low, double high, double x)
{
    if (x < low) return 0.0;
    return x >= high ? 1.0 : (x - low) / (high - low);
}

/* ---- exponential ---- */

double bk_exponential_density(double mean, double x)
{
    return x < 0 ? 0.0 : bk_exp(-x / mean) / mean;
}

double bk_exponential_cumulative(double mean, double x)
{
    return x <= 0 ? 0.0 : 1.0 - bk_exp(-x / mean);
}

/* ---- lognormal ---- */

bk_lognormal bk_lognormal_of(double mean, double cv)
{
    double variance = bk_log1p(cv * cv);
    return (bk_lognormal){.mu = bk_log(mean) - 0.5 * variance, .sigma = sqrt(variance)};
}

double bk_lognormal_density(double mu, double sigma, double x)
{
    if (x <= 0) return 0.0;
    double distance = bk_log(x) - mu;
    if (sigma == 0) return distance == 0 ? HUGE_VAL : 0.0;
    return bk_normal_density(distance / sigma) / (sigma * x);
}

double bk_lognormal_cumulative(double mu, double sigma, double x)
{
    if (x <= 0) return x == 0 && mu == -HUGE_VAL ? 1.0 : 0.0;
    double distance = bk_log(x) - mu;
    if (sigma == 0) return distance < 0 ? 0.0 : 1.0;
    return bk_normal_cumulative(distance / sigma);
}

/* ---- Poisson: density and cumulative ---- */

/* k log(k / rate) + rate - k, which vanishes at k = rate: near there as Loader's series
 * in v = (k - rate) / (k + rate), all of whose terms have one sign. */
static double deviance_half(double k, double rate)
{
    double difference = k - rate, total = k + rate;
    if (difference >= 0.1 * total || difference <= -0.1 * total)
        return k * bk_log(k / rate) + rate - k;

    double v = difference / total;
    double sum = difference * v, term = 2.0 * k * v;
    for (int32_t i = 3; i < 40; i += 2) {
        term *= v * v;
        double next = sum + term / i;
        if (next == sum) break;
        sum = next;
    }
    return sum;
}

double bk_poisson_density(double rate, int32_t k)
{
    if (k < 0) return 0.0;
    if (rate == 0) return k == 0 ? 1.0 : 0.0;
    if (k < 16) {
        double p = bk_exp(-rate);
        for (int32_t i = 1; i <= k; i++) p *= rate / i;
        return p;
    }
    return bk_exp(-bk_stirling_error(k) - deviance_half(k, rate)) / sqrt(TWO_PI * k);
}

/* The nearer tail as a sum that starts with its greatest term: p_k (1 + k/rate + ...) downwards,
 * p_(k+1) (1 + rate/(k+2) + ...) upwards. */
double bk_poisson_cumulative(double rate, int32_t k)
{
    if (k < 0) return 0.0;
    if (rate == 0) return 1.0;

    double term = 1.0, sum = 1.0;
    if (k <= rate) {
        for (int32_t i = k; i > 0 && term > sum * 0x1p-60; i--) {
            term *= i / rate;
            sum += term;
        }
        return sum * bk_poisson_density(rate, k);
    }
    for (double i = (double)k + 2; term > sum * 0x1p-60; i += 1) {
        term *= rate / i;
        sum += term;
    }
    return 1.0 - sum * bk_poisson_density(rate, k + 1);
}
