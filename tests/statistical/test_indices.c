/* Sobol indices against exact ones: Ishigami's function and Sobol's g, without noise and with.
 *
 * Bounds are five standard errors, taken from the width of the interval; 76 comparisons in all are
 * held to them, each failing by chance less than once in a million. Points are keyed uniforms. */
#include "random/distributions.h"
#include "stats/indices.h"
#include "support/support.h"

#include <math.h>
#include <stdlib.h>

static const double PI = 3.14159265358979323846;

typedef struct {
    int32_t k;
    double (*f)(const double *x);
    double variance;
    double first[6], total[6];
} known;

static double ishigami(const double *u)
{
    double x1 = PI * (2 * u[0] - 1), x2 = PI * (2 * u[1] - 1), x3 = PI * (2 * u[2] - 1);
    return sin(x1) + 7 * sin(x2) * sin(x2) + 0.1 * x3 * x3 * x3 * x3 * sin(x1);
}

/* T. Ishigami & T. Homma, 1990, with a = 7 and b = 0.1. */
static known known_ishigami(void)
{
    double p4 = PI * PI * PI * PI, p8 = p4 * p4;
    double v1 = 0.5 * (1 + 0.1 * p4 / 5) * (1 + 0.1 * p4 / 5), v2 = 49.0 / 8;
    double v13 = 0.01 * p8 * (1.0 / 18 - 1.0 / 50), v = v1 + v2 + v13;
    return (known){.k = 3,
                   .f = ishigami,
                   .variance = v,
                   .first = {v1 / v, v2 / v, 0},
                   .total = {(v1 + v13) / v, v2 / v, v13 / v}};
}

static const double G[] = {0, 1, 4.5, 9, 99, 99};

static double sobol_g(const double *u)
{
    double product = 1;
    for (int32_t j = 0; j < 6; j++) product *= (fabs(4 * u[j] - 2) + G[j]) / (1 + G[j]);
    return product;
}

/* A. Saltelli & I. M. Sobol, 1995. */
static known known_g(void)
{
    known g = {.k = 6, .f = sobol_g};
    double product = 1, part[6];
    for (int32_t j = 0; j < 6; j++) {
        part[j] = 1 / (3 * (1 + G[j]) * (1 + G[j]));
        product *= 1 + part[j];
    }
    g.variance = product - 1;
    for (int32_t j = 0; j < 6; j++) {
        g.first[j] = part[j] / g.variance;
        g.total[j] = part[j] * product / (1 + part[j]) / g.variance;
    }
    return g;
}

static double uniform(uint64_t key, uint64_t row, uint64_t column)
{
    return bk_uniform(bk_philox(key, row, column).word[0]);
}

static double normal(uint64_t key, uint64_t row, uint64_t column)
{
    return bk_normal_quantile(uniform(key, row, column));
}

typedef struct {
    bk_index first[6], total[6];
    bk_index_sums sums;
} answer;

/* noise: standard deviation of what a run's luck of its own adds; what a row's luck adds is larger,
 * and hangs on x[0], as luck does in a real model. */
static answer ask(const known *f, int32_t n, double noise, uint64_t key, int32_t resamples)
{
    int32_t k = f->k, tables = 2 + k;
    double *y = malloc(2 * (size_t)tables * (size_t)n * sizeof *y);
    for (int32_t i = 0; i < n; i++)
        for (int32_t t = 0; t < tables; t++) {
            double x[6];
            for (int32_t j = 0; j < k; j++)
                x[j] = uniform(key, (uint64_t)i, (uint64_t)(t == 1 || t == 2 + j ? 10 + j : j));
            double value = f->f(x);
            for (int32_t luck = 0; luck < 2; luck++) {
                double shared = normal(key, (uint64_t)i, (uint64_t)(20 + luck)) * (4 * x[0] - 1);
                double own = normal(key, (uint64_t)i, (uint64_t)(30 + luck * tables + t));
                int64_t table = t < 2 ? (int64_t)t * 2 + luck : 4 + (int64_t)luck * k + t - 2;
                y[table * n + i] = value + noise * (shared + own);
            }
        }
    bk_index_runs runs = {.rows = n, .inputs = k, .a = y, .b = y + 2 * n, .ab = y + 4 * (int64_t)n};
    answer out;
    assert_int_equal(
        bk_indices_estimate(&runs, key + 1, resamples, out.first, out.total, &out.sums), BK_OK);
    free(y);
    return out;
}

static void check_index(const char *what, int32_t j, bk_index got, double exact, double widest)
{
    double error = (got.high - got.low) / (2 * 1.96);
    CHECK_MSG(fabs(got.value - exact) < 5 * error + 1e-9,
              "%s %d: %.4f (%.4f to %.4f), exactly %.4f", what, j, got.value, got.low, got.high,
              exact);
    CHECK_MSG(got.high - got.low < widest, "%s %d: %.4f to %.4f is too wide", what, j, got.low,
              got.high);
}

static void check_known(known f, int32_t n, double noise, double widest)
{
    answer got = ask(&f, n, noise, 4711, 400);
    assert_int_equal(got.sums.rows, n);
    for (int32_t j = 0; j < f.k; j++) {
        check_index("first", j, got.first[j], f.first[j], widest);
        check_index("total", j, got.total[j], f.total[j], widest);
    }
    /* E (4 x - 1)^2 is 16/12 + 1: what the shared luck adds. */
    double expected = noise * noise * (1 + 1 + 16.0 / 12);
    CHECK_NEAR(got.sums.noise, expected, 0.1 * expected + 1e-12);
    CHECK_NEAR(got.sums.variance, f.variance, 0.1 * f.variance);
    check_index("unknown", 0, got.sums.unknown, f.variance / (f.variance + expected), 0.1);
}

static void test_ishigami(void **state)
{
    (void)state;
    check_known(known_ishigami(), 8192, 0, 0.11);
}

static void test_sobol_g(void **state)
{
    (void)state;
    check_known(known_g(), 8192, 0, 0.11);
}

/* Noise of as much variance as the function itself. */
static void test_ishigami_with_noise(void **state)
{
    (void)state;
    check_known(known_ishigami(), 16384, 2, 0.15);
}

static void test_sobol_g_with_noise(void **state)
{
    (void)state;
    check_known(known_g(), 16384, 0.4, 0.15);
}

/* How often the 95 % intervals cover, over answers of 256 rows each. The percentile bootstrap falls
 * a little short at such sizes: 92 to 95 % measured over 1,000. Held to 85 % at the least for 400
 * and 87.5 % for 1,000, and 98.5 % at the most: 5 standard deviations and more, false alarm under
 * 1e-6. */
static void test_intervals_cover(void **state)
{
    (void)state;
    int32_t trials = test_is_long() ? 1000 : 400;
    known f = known_ishigami();
    int32_t covered[6] = {0};
    for (int32_t t = 0; t < trials; t++) {
        answer got = ask(&f, 256, 1.0, test_seed(900) + (uint64_t)(2 * t), 200);
        for (int32_t j = 0; j < 3; j++) {
            covered[j] += got.first[j].low <= f.first[j] && f.first[j] <= got.first[j].high;
            covered[3 + j] += got.total[j].low <= f.total[j] && f.total[j] <= got.total[j].high;
        }
    }
    double least = test_is_long() ? 0.875 : 0.85, most = 0.985;
    for (int32_t j = 0; j < 6; j++) {
        double share = (double)covered[j] / trials;
        CHECK_MSG(share >= least && share <= most, "%s %d: %.3f of %d cover",
                  j < 3 ? "first" : "total", j % 3, share, trials);
    }
}

static void test_absent_and_flat(void **state)
{
    (void)state;
    double a[8] = {1, 2, 3, 4, 1, 2, 3, 4}, b[8] = {2, 1, 4, 3, 2, 1, 4, 3};
    double ab[8] = {2, 1, 4, 3, 2, 1, 4, 3};
    bk_index first, total;
    bk_index_sums sums;
    bk_index_runs runs = {.rows = 4, .inputs = 1, .a = a, .b = b, .ab = ab};
    assert_int_equal(bk_indices_estimate(&runs, 1, 100, &first, &total, &sums), BK_OK);
    assert_int_equal(sums.rows, 4);
    CHECK_SAME(sums.mean, 2.5);
    CHECK_SAME(sums.noise, 0);
    CHECK_SAME(sums.unknown.value, 1);

    ab[6] = (double)NAN; /* takes row 2 with it */
    assert_int_equal(bk_indices_estimate(&runs, 1, 100, &first, &total, &sums), BK_OK);
    assert_int_equal(sums.rows, 3);

    for (int32_t i = 0; i < 8; i++) a[i] = b[i] = ab[i] = 3;
    assert_int_equal(bk_indices_estimate(&runs, 1, 100, &first, &total, &sums), BK_OK);
    CHECK(isnan(first.value) && isnan(total.low) && isnan(sums.unknown.value));
    CHECK_SAME(sums.variance, 0);

    for (int32_t i = 0; i < 8; i++) a[i] = (double)NAN;
    assert_int_equal(bk_indices_estimate(&runs, 1, 100, &first, &total, &sums), BK_OK);
    assert_int_equal(sums.rows, 0);
    CHECK(isnan(sums.mean) && isnan(first.value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ishigami),
        cmocka_unit_test(test_sobol_g),
        cmocka_unit_test(test_ishigami_with_noise),
        cmocka_unit_test(test_sobol_g_with_noise),
        cmocka_unit_test(test_intervals_cover),
        cmocka_unit_test(test_absent_and_flat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
