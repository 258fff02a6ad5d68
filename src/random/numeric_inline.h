/* numeric_inline.h - the bodies of numeric.h's hot functions; include random/numeric.h instead.
 *
 * Straight lines without branches, table look-ups or conversions between integer and double, so
 * that they inline well and a compiler can run them in vector lanes even with SSE2 alone. Terms
 * are grouped so that few wait for each other: without fused multiply-add the chain of waiting is
 * what a draw costs. Every sum is written in the one order it is computed in; with
 * -ffp-contract=off nothing else is allowed. Special values are chosen at the end by select. The
 * polynomials are minimax fits made for this file (Remez, 60 digits); why not SLEEF:
 * docs/decisions/0001-elementary-functions.md.
 */
#ifndef BK_RANDOM_NUMERIC_INLINE_H
#define BK_RANDOM_NUMERIC_INLINE_H

#include "random/numeric.h"

#include <math.h> /* HUGE_VAL, NAN; of the functions only sqrt, which IEEE 754 rounds exactly */
#include <stdbool.h>
#include <string.h>

/* ln 2 in two parts. The first has 40 bits after the point, so that k times it is exact for every
 * exponent k of a double. */
#define BK_LN2_HIGH 0x1.62e42fefa2000p-1
#define BK_LN2_LOW 0x1.9ef35793c7673p-41

static inline uint64_t bk_double_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double bk_double_of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* x = 2^k m with m in [sqrt(1/2), sqrt(2)), s = (m - 1) / (m + 1), and
 * log x = k ln 2 + 2 atanh(s), where 2 atanh(s) = 2s + s r(s^2), |r's error| < 2^-58.
 * 2s is written f - s f, and that as f - (half - s half) with half = f^2 / 2, so that the large
 * part, f, is exact (as in fdlibm; P. T. P. Tang, ACM TOMS 16(4), 1990). */
static inline double bk_log(double x)
{
    /* Bits of sqrt(1/2), cut to 32: where m's range begins. */
    const uint64_t begin = UINT64_C(0x3fe6a09e00000000), one = UINT64_C(0x3ff0000000000000);
    const double two52 = 0x1p52;

    double scaled = x * 0x1p54;
    double normal = x < 0x1p-1022 ? scaled : x;
    double bias = x < 0x1p-1022 ? two52 + (1023 + 54) : two52 + 1023;

    /* The exponent becomes a double by being put into the low bits of 2^52. */
    uint64_t bits = bk_double_bits(normal) + (one - begin);
    double k = bk_double_of_bits(bk_double_bits(two52) | (bits >> 52)) - bias;
    double m = bk_double_of_bits((bits & UINT64_C(0x000fffffffffffff)) + begin);
    double f = m - 1.0;

    double s = f / (m + 1.0);
    double z = s * s;
    double z2 = z * z;
    double z4 = z2 * z2;
    double odd = (0x1.5555555555587p-1 + z2 * 0x1.2492493fcbf01p-2) +
                 z4 * (0x1.7465f6520a8d8p-3 + z2 * 0x1.2ec688f4ef171p-3);
    double even = (0x1.9999999982ba3p-2 + z2 * 0x1.c71c5391bca57p-3) + z4 * 0x1.39a8713b2bdadp-3;
    double half = 0.5 * f * f;
    double known = half - (s * half + k * BK_LN2_LOW); /* what does not wait for r */

    double y = k * BK_LN2_HIGH - ((known - ((s * z) * odd + (s * z2) * even)) - f);
    y = x > 0 ? y : (x == 0 ? -HUGE_VAL : (double)NAN);
    return x < HUGE_VAL ? y : x; /* infinity and nan stay as they are */
}

/* x = k ln 2 + r with |r| <= ln 2 / 2, and exp x = 2^k (1 + r + r^2 p(r)), error of the
 * parenthesis < 2^-57. r is kept as high - low, because its own rounding would cost a quarter of
 * a unit. 2^k is applied in two steps so that k may reach past the normal numbers. */
static inline double bk_exp(double x)
{
    /* Adding it leaves the nearest integer in the low bits of a double. */
    const double round = 0x1.8p52;

    double bounded = x < -746.0 ? -746.0 : x; /* there and below: 0 */
    bounded = bounded > 710.0 ? 710.0 : bounded;

    double shifted = bounded * 0x1.71547652b82fep+0 + round;
    double k = shifted - round;
    double high = bounded - k * BK_LN2_HIGH;
    double low = k * BK_LN2_LOW;
    double r = high - low;

    double r2 = r * r;
    double r4 = r2 * r2;
    double p0 = (0x1.000000000000ap-1 + r * 0x1.5555555555560p-3) +
                r2 * (0x1.555555555076dp-5 + r * 0x1.111111110d923p-7);
    double p4 = (0x1.6c16c184607dcp-10 + r * 0x1.a01a01ba0cbfep-13) +
                r2 * (0x1.a019998321637p-16 + r * 0x1.71dde16b16e7ep-19);
    double p8 = 0x1.28ade9adebb53p-22 + r * 0x1.af833fb1e9c5bp-26;
    double y = 1.0 + (high + ((r2 * p0 - low) + (r2 * r4) * (p4 + r4 * p8)));

    /* exponents is k + 2 x 1023, positive, and each half of it is a biased exponent. */
    uint64_t exponents = bk_double_bits(shifted) - bk_double_bits(round) + 2 * 1023;
    uint64_t first = exponents >> 1;
    y = y * bk_double_of_bits(first << 52);
    return y * bk_double_of_bits((exponents - first) << 52);
}

/* log(1 + x) without the loss for small x: Kahan's correction of the rounding of 1 + x (HP-15C
 * Advanced Functions Handbook, 1982). */
static inline double bk_log1p(double x)
{
    double u = 1.0 + x;
    if (u == 1.0 || u == HUGE_VAL) return x;
    return bk_log(u) * (x / (u - 1.0));
}

static inline double bk_pow(double x, double y)
{
    if (y == 1.0) return x;
    if (y == 2.0) return x * x;
    if (y == 0.0 || x == 1.0) return 1.0;
    if (y == 3.0) return x * x * x;
    return bk_exp(y * bk_log(x));
}

/* AS 241's central rational function, for 0.075 <= p <= 0.925: five draws in six. */
static inline double bk_normal_quantile_centre(double p)
{
    double q = p - 0.5;
    double r = 0.180625 - q * q;
    double r2 = r * r;
    double r4 = r2 * r2;
    double num = ((3.3871328727963666080e0 + r * 1.3314166789178437745e2) +
                  r2 * (1.9715909503065514427e3 + r * 1.3731693765509461125e4)) +
                 r4 * ((4.5921953931549871457e4 + r * 6.7265770927008700853e4) +
                       r2 * (3.3430575583588128105e4 + r * 2.5090809287301226727e3));
    double den = ((1.0 + r * 4.2313330701600911252e1) +
                  r2 * (6.8718700749205790830e2 + r * 5.3941960214247511077e3)) +
                 r4 * ((2.1213794301586595867e4 + r * 3.9307895800092710610e4) +
                       r2 * (2.8729085735721942674e4 + r * 5.2264952788528545610e3));
    return q * (num / den);
}

static inline bool bk_is_central(double p)
{
    double q = p - 0.5;
    return q <= 0.425 && q >= -0.425;
}

/* Where the smaller tail's sqrt(-log) is at most 5: it is at least exp(-25) = 1.4e-11. */
static inline bool bk_is_near_tail(double p)
{
    return p >= 0x1.e8a37a45fc32ep-37 && 1.0 - p >= 0x1.e8a37a45fc32ep-37;
}

/* AS 241's rational function of sqrt(-log(the smaller tail)), for tails of 1.4e-11 to 0.075. */
static inline double bk_normal_quantile_near_tail(double p)
{
    double q = p - 0.5;
    double tail = q < 0 ? p : 1.0 - p;
    double r = sqrt(-bk_log(tail)) - 1.6;
    double r2 = r * r;
    double r4 = r2 * r2;
    double num = ((1.42343711074968357734e0 + r * 4.63033784615654529590e0) +
                  r2 * (5.76949722146069140550e0 + r * 3.64784832476320460504e0)) +
                 r4 * ((1.27045825245236838258e0 + r * 2.41780725177450611770e-1) +
                       r2 * (2.27238449892691845833e-2 + r * 7.74545014278341407640e-4));
    double den = ((1.0 + r * 2.05319162663775882187e0) +
                  r2 * (1.67638483018380384940e0 + r * 6.89767334985100004550e-1)) +
                 r4 * ((1.48103976427480074590e-1 + r * 1.51986665636164571966e-2) +
                       r2 * (5.47593808499534494600e-4 + r * 1.05075007164441684324e-9));
    double z = num / den;
    return q < 0 ? -z : z;
}

static inline double bk_normal_quantile(double p)
{
    return bk_is_central(p) ? bk_normal_quantile_centre(p) : bk_normal_quantile_tail(p);
}

#endif
