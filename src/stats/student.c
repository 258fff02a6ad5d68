#include "stats/student.h"

#include "base/check.h"
#include "random/numeric.h"

#include <stdbool.h>
#include <stdint.h>

#define ONE_OVER_SQRT_PI 0.56418958354775628695
#define EXPANSION_FROM 1e4

/* gamma(z + 1/2) / gamma(z). Stirling's formula twice, the large terms cancelled by hand, at
 * z + 16 or more; brought back down by gamma(z + 1) = z gamma(z). */
static double gamma_ratio(double z)
{
    double back = 1.0;
    for (; z < 16.0; z += 1.0) back *= z / (z + 0.5);
    double log_ratio =
        z * bk_log1p(0.5 / z) - 0.5 + bk_stirling_error(z + 0.5) - bk_stirling_error(z);
    return back * sqrt(z) * bk_exp(log_ratio);
}

double bk_student_density(double t, double df)
{
    double kernel = bk_exp(-0.5 * (df + 1.0) * bk_log1p(t * t / df));
    return gamma_ratio(0.5 * df) * ONE_OVER_SQRT_PI / sqrt(df) * kernel;
}

/* The continued fraction of the incomplete beta I_x(a, b), without its leading factor, by the
 * modified Lentz method (Thompson & Barnett 1986). Converges in O(sqrt(max(a, b))) steps for
 * x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    const double tiny = 1e-300;
    double c = 1.0, d = 1.0 - (a + b) * x / (a + 1.0);
    d = 1.0 / (d > -tiny && d < tiny ? tiny : d);
    double value = d;

    for (int32_t m = 1; m < 10000; m++) {
        double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 + even * d;
        c = 1.0 + even / c;
        d = 1.0 / (d > -tiny && d < tiny ? tiny : d);
        c = c > -tiny && c < tiny ? tiny : c;
        value *= d * c;

        double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 + odd * d;
        c = 1.0 + odd / c;
        d = 1.0 / (d > -tiny && d < tiny ? tiny : d);
        c = c > -tiny && c < tiny ? tiny : c;
        double step = d * c;
        value *= step;
        if (step - 1.0 < 1e-15 && step - 1.0 > -1e-15) break;
    }
    return value;
}

/* With x = df / (df + t^2), the tails are I_x(df/2, 1/2) / 2 and the middle I_(1-x)(1/2, df/2); the
 * leading factor x^a (1-x)^b / B(a, b) of both is |t| times the density, times 2 / df for
 * a = df/2, b = 1/2 in front of the fraction. */
static double tail_by_fraction(double t, double df)
{
    double a = 0.5 * df, x = df / (df + t * t);
    return t * bk_student_density(t, df) / df * beta_fraction(a, 0.5, x);
}

/* The probability of 0 .. t. */
static double half_by_fraction(double t, double df)
{
    double b = 0.5 * df, x = t * t / (df + t * t);
    return t * bk_student_density(t, df) * beta_fraction(0.5, b, x);
}

static bool tail_converges(double t, double df)
{
    return df * (0.5 * df + 2.5) < (0.5 * df + 1.0) * (df + t * t);
}

double bk_student_upper_tail(double t, double df)
{
    BK_ASSERT(t >= 0 && df >= 1 && df <= 1e6);
    return tail_converges(t, df) ? tail_by_fraction(t, df) : 0.5 - half_by_fraction(t, df);
}

/* t for the probability half of 0 .. t. The function is concave, so Newton from below climbs to
 * the root and never passes it. */
static double solve_middle(double half, double df)
{
    double t = half / bk_student_density(0.0, df);
    for (int32_t i = 0; i < 50; i++) {
        double have =
            tail_converges(t, df) ? 0.5 - tail_by_fraction(t, df) : half_by_fraction(t, df);
        double step = (half - have) / bk_student_density(t, df);
        t += step;
        if (step <= 1e-13 * t) break;
    }
    return t;
}

/* t for an upper tail. Its logarithm is a concave, falling function of log t, nearly straight far
 * out, so Newton in these coordinates comes from above after the first step and converges from
 * any start. */
static double solve_tail(double tail, double df)
{
    double t = -bk_normal_quantile(tail);
    for (int32_t i = 0; i < 50; i++) {
        double have = bk_student_upper_tail(t, df);
        double slope = t * bk_student_density(t, df) / have;
        double step = bk_log(have / tail) / slope;
        t *= bk_exp(step);
        if (step <= 1e-13 && step >= -1e-13) break;
    }
    return t;
}

/* t as a series in 1 / df around the normal quantile z; the next term is of the order
 * (z^2 / df)^5. */
static double expand_around_normal(double z, double df)
{
    double y = z * z, w = 1.0 / df;
    double g1 = z * (y + 1) / 4;
    double g2 = z * ((5 * y + 16) * y + 3) / 96;
    double g3 = z * (((3 * y + 19) * y + 17) * y - 15) / 384;
    double g4 = z * ((((79 * y + 776) * y + 1482) * y - 1920) * y - 945) / 92160;
    return z + w * (g1 + w * (g2 + w * (g3 + w * g4)));
}

double bk_student_quantile(double p, double df)
{
    BK_ASSERT(p > 0 && p < 1 && df >= 1);

    if (df >= EXPANSION_FROM) return expand_around_normal(bk_normal_quantile(p), df);
    if (p == 0.5) return 0.0;
    double tail = p < 0.5 ? p : 1.0 - p;
    double t = tail < 0.25 ? solve_tail(tail, df) : solve_middle(0.5 - tail, df);
    return p < 0.5 ? -t : t;
}
