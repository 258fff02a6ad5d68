#include "stats/curve_fit.h"

#include "base/check.h"
#include "stats/student.h"

#include <math.h>

enum { STEPS = 240, HALVINGS = 60 };

#define UPPER 0.975

/* ---- orthonormal polynomials over the points ---- */

/* Values and derivatives, by u, of all polynomials up to the degree. */
typedef struct {
    double value[BK_FIT_DEGREE + 1], slope[BK_FIT_DEGREE + 1];
} basis;

/* gamma_q phi_q = (u - alpha_q) phi_(q-1) - beta_q phi_(q-2); phi_0 = 1 / gamma_0. */
static void step(const bk_curve_fit *fit, int32_t q, double u, basis *b)
{
    if (q == 0) {
        b->value[0] = 1 / fit->gamma[0];
        b->slope[0] = 0;
        return;
    }
    bool two = q >= 2;
    double away = u - fit->alpha[q], beta = two ? fit->beta[q] : 0;
    int32_t before = two ? q - 2 : 0;
    b->value[q] = (away * b->value[q - 1] - beta * b->value[before]) / fit->gamma[q];
    b->slope[q] =
        (b->value[q - 1] + away * b->slope[q - 1] - beta * b->slope[before]) / fit->gamma[q];
}

static basis basis_at(const bk_curve_fit *fit, int32_t degree, double x)
{
    basis b;
    double u = (x - fit->centre) / fit->half;
    for (int32_t q = 0; q <= degree; q++) step(fit, q, u, &b);
    return b;
}

/* Forsythe's recurrence: each polynomial is orthogonal to all before it over the points. */
static void make_basis(bk_curve_fit *fit, const double *x)
{
    fit->centre = (x[0] + x[fit->points - 1]) / 2;
    fit->half = (x[fit->points - 1] - x[0]) / 2;
    if (!(fit->half > 0)) fit->half = 1;
    fit->gamma[0] = sqrt(fit->points);
    for (int32_t q = 1; q <= fit->degree; q++) {
        double alpha = 0, beta = 0, squares = 0;
        for (int32_t j = 0; j < fit->points; j++) {
            basis b = basis_at(fit, q - 1, x[j]);
            double u = (x[j] - fit->centre) / fit->half;
            alpha += u * b.value[q - 1] * b.value[q - 1];
            if (q >= 2) beta += u * b.value[q - 1] * b.value[q - 2];
        }
        fit->alpha[q] = alpha;
        fit->beta[q] = beta;
        fit->gamma[q] = 1;
        for (int32_t j = 0; j < fit->points; j++) {
            basis b = basis_at(fit, q, x[j]);
            squares += b.value[q] * b.value[q];
        }
        fit->gamma[q] = sqrt(squares);
    }
}

/* ---- the fit ---- */

/* Adds one replication's numbers to mean and covariance: Welford's step for a vector. */
static void add_curve(bk_curve_fit *fit, const double number[BK_FIT_NUMBERS])
{
    double before[BK_FIT_NUMBERS];
    fit->n++;
    for (int32_t i = 0; i < BK_FIT_NUMBERS; i++) {
        before[i] = number[i] - fit->mean[i];
        fit->mean[i] += before[i] / fit->n;
    }
    for (int32_t i = 0; i < BK_FIT_NUMBERS; i++)
        for (int32_t j = 0; j < BK_FIT_NUMBERS; j++)
            fit->covariance[i][j] += before[i] * (number[j] - fit->mean[j]);
}

void bk_curve_fit_make(bk_curve_fit *fit, int32_t degree, int32_t points, const double *x,
                       const double *const *y, int32_t n, const double *level)
{
    BK_ASSERT(n >= 1 && degree >= 0 && degree <= BK_FIT_DEGREE && degree < points);
    *fit = (bk_curve_fit){.points = points, .degree = degree, .t = (double)NAN};
    make_basis(fit, x);
    for (int32_t r = 0; r < n; r++) {
        double number[BK_FIT_NUMBERS] = {0};
        for (int32_t j = 0; j < points; j++) {
            basis b = basis_at(fit, degree, x[j]);
            for (int32_t q = 0; q <= degree; q++) number[q] += b.value[q] * y[j][r];
        }
        number[BK_FIT_NUMBERS - 1] = level[r];
        add_curve(fit, number);
    }
    for (int32_t i = 0; n >= 2 && i < BK_FIT_NUMBERS; i++)
        for (int32_t j = 0; j < BK_FIT_NUMBERS; j++) fit->covariance[i][j] /= (double)n * (n - 1);
    if (n >= 2) fit->t = bk_student_quantile(UPPER, n - 1);
}

/* Mean and variance of what is asked, at x. */
static void ask(const bk_curve_fit *fit, bk_fit_what what, double x, double *mean, double *variance)
{
    double weight[BK_FIT_NUMBERS] = {0};
    basis b = basis_at(fit, fit->degree, x);
    for (int32_t q = 0; q <= fit->degree; q++)
        weight[q] = what == BK_FIT_SLOPE ? b.slope[q] / fit->half : b.value[q];
    if (what == BK_FIT_ABOVE_LEVEL) weight[BK_FIT_NUMBERS - 1] = -1;
    *mean = *variance = 0;
    for (int32_t i = 0; i < BK_FIT_NUMBERS; i++) {
        *mean += weight[i] * fit->mean[i];
        for (int32_t j = 0; j < BK_FIT_NUMBERS; j++)
            *variance += weight[i] * weight[j] * fit->covariance[i][j];
    }
    if (!(*variance > 0)) *variance = 0;
}

bk_fit_estimate bk_curve_fit_at(const bk_curve_fit *fit, bk_fit_what what, double x)
{
    double mean, variance;
    ask(fit, what, x, &mean, &variance);
    double half = fit->n >= 2 ? fit->t * sqrt(variance) : 0;
    return (bk_fit_estimate){.mean = mean, .low = mean - half, .high = mean + half};
}

/* ---- places ---- */

static double mean_at(const bk_curve_fit *fit, bk_fit_what what, double x)
{
    double mean, variance;
    ask(fit, what, x, &mean, &variance);
    return mean;
}

/* Whether the curve could be zero at x, as far as the data tell. */
static bool may_be_zero(const bk_curve_fit *fit, bk_fit_what what, double x)
{
    double mean, variance;
    ask(fit, what, x, &mean, &variance);
    return mean * mean <= fit->t * fit->t * variance;
}

/* The place between a and b where the mean changes sign: it does between them. */
static double bisect_mean(const bk_curve_fit *fit, bk_fit_what what, double a, double b)
{
    bool up = mean_at(fit, what, a) <= 0;
    for (int32_t i = 0; i < HALVINGS; i++) {
        double middle = a + (b - a) / 2;
        if ((mean_at(fit, what, middle) <= 0) == up)
            a = middle;
        else
            b = middle;
    }
    return a + (b - a) / 2;
}

/* From x towards end as far as zero is possible; *open when that is all the way. */
static double walk(const bk_curve_fit *fit, bk_fit_what what, double x, double end, bool *open)
{
    double inside = x;
    *open = false;
    for (int32_t i = 1; i <= STEPS; i++) {
        double outside = x + (end - x) * i / STEPS;
        if (may_be_zero(fit, what, outside)) {
            inside = outside;
            continue;
        }
        for (int32_t h = 0; h < HALVINGS; h++) {
            double middle = inside + (outside - inside) / 2;
            if (may_be_zero(fit, what, middle))
                inside = middle;
            else
                outside = middle;
        }
        return inside;
    }
    *open = true;
    return end;
}

bk_fit_place bk_curve_fit_zero(const bk_curve_fit *fit, bk_fit_what what, int32_t sign, double from,
                               double to, double low, double high)
{
    bk_fit_place out = {0};
    double middle = from + (to - from) / 2, nearest = 0;
    double last = mean_at(fit, what, from), left = from;
    for (int32_t i = 1; i <= STEPS; i++) {
        double right = from + (to - from) * i / STEPS, next = mean_at(fit, what, right);
        bool up = last <= 0 && next > 0, down = last > 0 && next <= 0;
        if ((up && sign >= 0) || (down && sign <= 0)) {
            double x = bisect_mean(fit, what, left, right);
            double away = x < middle ? middle - x : x - middle;
            if (!out.found || away < nearest) {
                out.x = x;
                nearest = away;
            }
            out.found = true;
        }
        last = next;
        left = right;
    }
    if (!out.found) return out;
    out.low = out.high = out.x;
    if (fit->n < 2) return out;
    out.low = walk(fit, what, out.x, low, &out.open_low);
    out.high = walk(fit, what, out.x, high, &out.open_high);
    return out;
}
