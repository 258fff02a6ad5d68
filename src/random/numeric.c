/* The parts of numeric.h that are too rare or too long to inline. */
#include "random/numeric.h"

#define ONE_OVER_SQRT_2PI 0.39894228040143267794

/* AS 241 beyond |p - 1/2| = 0.425: a rational function of sqrt(-log(the smaller tail)). */
double bk_normal_quantile_tail(double p)
{
    double q = p - 0.5;
    double tail = q < 0 ? p : 1.0 - p;
    if (!(tail > 0)) return tail == 0 ? (q < 0 ? -HUGE_VAL : HUGE_VAL) : (double)NAN;
    if (bk_is_near_tail(p)) return bk_normal_quantile_near_tail(p);

    double r = sqrt(-bk_log(tail)) - 5.0;
    double r2 = r * r;
    double r4 = r2 * r2;
    double num = ((6.65790464350110377720e0 + r * 5.46378491116411436990e0) +
                  r2 * (1.78482653991729133580e0 + r * 2.96560571828504891230e-1)) +
                 r4 * ((2.65321895265761230930e-2 + r * 1.24266094738807843860e-3) +
                       r2 * (2.71155556874348757815e-5 + r * 2.01033439929228813265e-7));
    double den = ((1.0 + r * 5.99832206555887937690e-1) +
                  r2 * (1.36929880922735805310e-1 + r * 1.48753612908506148525e-2)) +
                 r4 * ((7.86869131145613259100e-4 + r * 1.84631831751005468180e-5) +
                       r2 * (1.42151175831644588870e-7 + r * 2.04426310338993978564e-15));
    double z = num / den;
    return q < 0 ? -z : z;
}

double bk_normal_density(double z)
{
    return ONE_OVER_SQRT_2PI * bk_exp(-0.5 * z * z);
}

/* 1/2 + density x (z + z^3/3 + z^5/(3 5) + ...): all terms of one sign, no loss near 0. */
static double cumulative_by_series(double z)
{
    double term = z, sum = z;
    for (int32_t i = 3; i < 100; i += 2) {
        term *= z * z / i;
        sum += term;
    }
    return 0.5 + sum * bk_normal_density(z);
}

/* density / (x + 1/(x + 2/(x + 3/...))), from the inside out; after 70 steps what is left out
 * is less than the rounding for x >= 2.5. */
static double upper_tail_by_fraction(double x)
{
    double below = x;
    for (int32_t i = 70; i > 0; i--) below = x + i / below;
    return bk_normal_density(x) / below;
}

double bk_normal_cumulative(double z)
{
    if (z < -2.5) return upper_tail_by_fraction(-z);
    if (z > 2.5) return 1.0 - upper_tail_by_fraction(z);
    return cumulative_by_series(z);
}

/* Stops where the next term is under 2e-16 for z = 16 and far under it above. */
double bk_stirling_error(double z)
{
    double w = 1.0 / (z * z);
    return (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w * (1.0 / 1188))))) /
           z;
}
