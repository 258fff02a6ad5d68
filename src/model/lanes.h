/* lanes.h - the loops of a week that are the same arithmetic for many numbers, fit for vector
 * lanes.
 *
 * Each is + - * / on whole arrays, without branches or sums that would wait for each other, so a
 * compiler may do two, four or eight at a time and every bit stays the same. Where the compiler
 * can, a version for wider lanes is made too, and the one that this processor has is chosen when
 * the program starts.
 */
#ifndef BK_MODEL_LANES_H
#define BK_MODEL_LANES_H

#include <stdint.h>

/* x[i] *= factor. */
void bk_lanes_scale(double *x, int32_t n, double factor);

/* p[i] = 1 / (1 + exp(-(a[i] + b[i]))). */
void bk_lanes_logistic(const double *a, const double *b, double *p, int32_t n);

/* u[i] becomes the normal quantile of u[i]. Needs: 0.075 <= u[i] <= 0.925. */
void bk_lanes_quantile(double *u, int32_t n);

/* u[i] becomes the normal quantile of u[i]. Needs: 0 < u[i] < 1, outside 0.075 .. 0.925. */
void bk_lanes_quantile_tail(double *u, int32_t n);

/* x[i] becomes exp(x[i]). */
void bk_lanes_exp(double *x, int32_t n);

/* x[i] becomes log(x[i]). */
void bk_lanes_log(double *x, int32_t n);

/* A sum in one order whatever the width of the lanes: x[i] goes to sum[i modulo 8], and the eight
 * are added in pairs. */
enum { BK_LANES_SUMS = 8 };

/* Adds x to the sums. Called again, it begins at sum[0] again. */
void bk_lanes_add(const double *x, int32_t n, double sum[BK_LANES_SUMS]);

double bk_lanes_total(const double sum[BK_LANES_SUMS]);

#endif
