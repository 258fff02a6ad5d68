/* curve_fit.h - a piece of many curves, one a replication, as polynomials; and where such a piece
 * crosses a level or turns, with an interval.
 *
 * Every replication gives a whole curve (its values at different points share their luck), so the
 * replication is what varies: each gets a polynomial of its own, and any linear question about it
 * (its value at x less the level, its slope) is one number a replication, for which
 * Student's t holds. An interval for the place x is then all x at which the question "is it zero
 * here?" is not answered with no: Fieller's theorem for a line, and the same for a polynomial. The
 * uncertainty of the slope is in it, and the interval may be open where the data do not end it.
 *
 * Source: E. C. Fieller, J. R. Stat. Soc. B 16(2), 1954; orthogonal polynomials: G. E. Forsythe,
 * J. SIAM 5(2), 1957.
 */
#ifndef BK_STATS_CURVE_FIT_H
#define BK_STATS_CURVE_FIT_H

#include <stdbool.h>
#include <stdint.h>

enum { BK_FIT_DEGREE = 2, BK_FIT_NUMBERS = BK_FIT_DEGREE + 2 };

/* What is asked of the curve at a place. */
typedef enum { BK_FIT_VALUE, BK_FIT_SLOPE, BK_FIT_ABOVE_LEVEL } bk_fit_what;

/* Numbers of one replication's curve: its polynomial's coefficients, then its level. */
typedef struct {
    int32_t points, degree;
    double centre, half; /* u = (x - centre) / half runs from -1 to 1 over the points */
    double alpha[BK_FIT_DEGREE + 1], beta[BK_FIT_DEGREE + 1], gamma[BK_FIT_DEGREE + 1];
    int32_t n; /* replications */
    double t;  /* Student's, 97.5 %; nan while n < 2 */
    double mean[BK_FIT_NUMBERS];
    double covariance[BK_FIT_NUMBERS][BK_FIT_NUMBERS]; /* of the means */
} bk_curve_fit;

/* Fits polynomials of that degree (0 to BK_FIT_DEGREE, fewer than points) to n curves by least
 * squares. x[points] is rising; y[i] points to the n values at x[i]; level[n] is each curve's
 * level. Needs: no nan, n >= 1. O(n points degree). */
void bk_curve_fit_make(bk_curve_fit *fit, int32_t degree, int32_t points, const double *x,
                       const double *const *y, int32_t n, const double *level);

typedef struct {
    double mean, low, high; /* mean itself while n < 2 */
} bk_fit_estimate;

/* The mean over curves of what is asked, at x, with its 95 % interval. */
bk_fit_estimate bk_curve_fit_at(const bk_curve_fit *fit, bk_fit_what what, double x);

typedef struct {
    bool found;
    double x;
    double low, high;         /* 95 % interval, within the place searched */
    bool open_low, open_high; /* it goes on beyond that */
} bk_fit_place;

/* Where the mean of what is asked is zero between from and to: the place nearest to their middle at
 * which it changes sign upwards (sign 1), downwards (-1) or either way (0). The interval is
 * searched for between low and high, which hold from and to. */
bk_fit_place bk_curve_fit_zero(const bk_curve_fit *fit, bk_fit_what what, int32_t sign, double from,
                               double to, double low, double high);

#endif
