/* numeric.h - bit-stable elementary functions: only + - * / sqrt and integers, so that every
 * processor, compiler and optimisation gives the same bits (libm's do not). Pure, inline where hot.
 *
 * Needs -ffp-contract=off, the default rounding mode, and no -ffast-math. An ulp is the distance
 * between neighbouring doubles at the result; tests hold the bounds against long double libm.
 */
#ifndef BK_RANDOM_NUMERIC_H
#define BK_RANDOM_NUMERIC_H

#include <stdint.h>

#if !defined(__FLT_EVAL_METHOD__) || __FLT_EVAL_METHOD__ != 0
#error "blikk needs arithmetic in plain double (on 32-bit x86: -msse2 -mfpmath=sse)"
#endif
#ifdef __FAST_MATH__
#error "blikk must be compiled without -ffast-math"
#endif

/* Natural logarithm. Any x: 0 gives -inf, inf gives inf, negative and nan give nan; subnormal
 * numbers are exact arguments like others. Under 1 ulp. No branch. */
static inline double bk_log(double x);

/* Any x: inf above 709.79, 0 below -745.14, subnormal results from -708.4 down; nan gives nan.
 * Under 1 ulp, subnormal results included. No branch. */
static inline double bk_exp(double x);

/* log(1 + x), also for x near 0. x > -1; -1 gives -inf, less and nan give nan. Under 4 ulp. */
static inline double bk_log1p(double x);

/* x to the power y. By multiplication for y = 0, 1, 2, 3 (any x; 0^0 is 1); else x >= 0 and
 * exp(y log x): 0^y is 0 for y > 0 and inf for y < 0, negative x gives nan.
 * Relative error under 2^-52 (2 + |y log x|): 1e-14 while the result lies in 1e-17 .. 1e17. */
static inline double bk_pow(double x, double y);

/* The z with bk_normal_cumulative(z) = p: the standard normal's quantile. 0 gives -inf, 1 gives
 * inf, outside and nan give nan. Relative error under 2e-15. Odd around 1/2 to the last bit.
 * Source: AS 241, PPND16; M. J. Wichura, Appl. Statist. 37(3), 1988, doi 10.2307/2347330. */
static inline double bk_normal_quantile(double p);

/* The same outside 0.075 .. 0.925, where it needs a logarithm. Called by bk_normal_quantile. */
double bk_normal_quantile_tail(double p);

/* The probability that a standard normal variable is at most z. Absolute error under 1e-15,
 * relative error under 1e-12 down to z = -37. About 70 divisions.
 * Source: series, G. Marsaglia, J. Stat. Softw. 11(4), 2004; outside -2.5 .. 2.5 Laplace's
 * continued fraction, Abramowitz & Stegun 26.2.14. */
double bk_normal_cumulative(double z);

/* exp(-z^2 / 2) / sqrt(2 pi). Relative error under 1e-15 (1 + z^2). */
double bk_normal_density(double z);

/* log(z!) less Stirling's z log z - z + log(2 pi z) / 2, for z >= 16; the same for
 * log(gamma(z)) and (z - 1/2) log z - z + log(2 pi) / 2. Absolute error under 2e-16.
 * Source: Abramowitz & Stegun 6.1.42. */
double bk_stirling_error(double z);

#include "random/numeric_inline.h"
#endif
