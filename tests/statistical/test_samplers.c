/* Samplers against their own cumulative, mean and variance.
 *
 * Seeds are fixed, so a pass stays a pass. Bounds are what a fresh seed would pass too:
 *   Kolmogorov-Smirnov: sqrt(n) D < 3 fails by chance with 2 exp(-18) = 3e-8 (less for whole
 *   numbers), 21 of them: 7e-7 in all;
 *   mean and variance: 6 standard errors, 2e-9 each for a normal estimate, 1e-7 in all. The error
 * of the variance uses the distribution's own fourth moment. */
#include "random/distributions.h"

#include "stats/moments.h"
#include "stats/quantiles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { N = 100000 };
#define KS_BOUND 3.0
#define ERRORS_BOUND 6.0

typedef struct {
    const char *name;
    double a, b; /* the parameters, as the calls take them */
    double mean, variance;
    double kurtosis; /* fourth central moment over variance squared */
} expectation;

static void check_moments(const expectation *e, const double *values)
{
    bk_moments m = {0};
    for (int32_t i = 0; i < N; i++) bk_moments_add(&m, values[i]);
    double variance = bk_moments_variance(&m);

    double mean_errors = fabs(m.mean - e->mean) / sqrt(e->variance / N);
    double variance_error = e->variance * sqrt((e->kurtosis - 1) / N);
    double variance_errors = fabs(variance - e->variance) / variance_error;
    if (mean_errors >= ERRORS_BOUND || variance_errors >= ERRORS_BOUND)
        fail_msg("%s(%g, %g), n %d: mean %g (expected %g, %.1f standard errors), variance %g "
                 "(expected %g, %.1f), bound %g, false alarm 2e-9",
                 e->name, e->a, e->b, N, m.mean, e->mean, mean_errors, variance, e->variance,
                 variance_errors, ERRORS_BOUND);
}

/* sqrt(n) times the greatest distance between the steps of values and the cumulative. A step that
 * the cumulative makes too (whole numbers) is compared before and after it. */
static void check_distance(const expectation *e, double *values,
                           double (*cumulative)(double a, double b, double x), double step)
{
    double distance = 0;
    bk_sort(values, N);
    for (int32_t i = 0; i < N; i++) {
        bool is_last = i == N - 1 || values[i + 1] > values[i];
        bool is_first = i == 0 || values[i - 1] < values[i];
        double above = (i + 1.0) / N - cumulative(e->a, e->b, values[i]);
        double below = cumulative(e->a, e->b, values[i] - step) - (double)i / N;
        if (is_last) distance = fmax(distance, fabs(above));
        if (is_first) distance = fmax(distance, fabs(below));
    }
    double scaled = distance * sqrt(N);
    if (scaled >= KS_BOUND)
        fail_msg("%s(%g, %g), n %d: Kolmogorov-Smirnov %.2f, bound %g, false alarm 3e-8", e->name,
                 e->a, e->b, N, scaled, KS_BOUND);
}

static double values[N];

static void test_uniform(void **state)
{
    (void)state;
    const double low[] = {0, -3, 1e6}, high[] = {1, 5, 1e6 + 1};
    for (uint64_t j = 0; j < 3; j++) {
        double width = high[j] - low[j];
        expectation e = {"uniform", low[j], high[j], low[j] + width / 2, width * width / 12, 1.8};
        for (uint64_t i = 0; i < N; i++)
            values[i] = bk_uniform_draw(low[j], high[j], bk_philox(20, i, j).word[0]);
        check_moments(&e, values);
        check_distance(&e, values, bk_uniform_cumulative, 0);
    }
}

static double exponential_cumulative(double mean, double unused, double x)
{
    (void)unused;
    return bk_exponential_cumulative(mean, x);
}

static void test_exponential(void **state)
{
    (void)state;
    const double means[] = {0.01, 1, 250};
    for (uint64_t j = 0; j < 3; j++) {
        double mean = means[j];
        expectation e = {"exponential", mean, 0, mean, mean * mean, 9};
        for (uint64_t i = 0; i < N; i++)
            values[i] = mean * bk_exponential_draw(bk_philox(21, i, j).word[1]);
        check_moments(&e, values);
        check_distance(&e, values, exponential_cumulative, 0);
    }
}

static void test_normal(void **state)
{
    (void)state;
    expectation e = {"lognormal's normal", 0, 1, 0, 1, 3};
    for (uint64_t i = 0; i < N; i++)
        values[i] = bk_normal_quantile(bk_uniform(bk_philox(22, i, 0).word[0]));
    check_moments(&e, values);
}

static void test_lognormal(void **state)
{
    (void)state;
    const double means[] = {1, 15, 45}, cvs[] = {0.1, 0.5, 1.2};
    for (uint64_t j = 0; j < 9; j++) {
        double mean = means[j % 3], cv = cvs[j / 3], w = 1 + cv * cv;
        bk_lognormal d = bk_lognormal_of(mean, cv);
        double kurtosis = w * w * w * w + 2 * w * w * w + 3 * w * w - 3;
        expectation e = {"lognormal", d.mu, d.sigma, mean, mean * mean * cv * cv, kurtosis};
        for (uint64_t i = 0; i < N; i++)
            values[i] = bk_lognormal_draw(d.mu, d.sigma, bk_philox(23, i, j).word[0]);
        check_moments(&e, values);
        check_distance(&e, values, bk_lognormal_cumulative, 0);
    }
}

static double poisson_cumulative(double rate, double unused, double x)
{
    (void)unused;
    return bk_poisson_cumulative(rate, (int32_t)x);
}

static void test_poisson(void **state)
{
    (void)state;
    const double rates[] = {0.01, 0.7, 3, 25.5, 400, 1e5};
    for (uint64_t j = 0; j < 6; j++) {
        double rate = rates[j];
        bk_arena arena = {0};
        bk_poisson_table table = {0};
        assert_int_equal(bk_poisson_table_init(&table, rate, &arena), BK_OK);

        expectation e = {"poisson", rate, 0, rate, rate, 3 + 1 / rate};
        for (uint64_t i = 0; i < N; i++)
            values[i] = bk_poisson_draw(&table, bk_philox(24, i, j).word[0]);
        check_moments(&e, values);
        check_distance(&e, values, poisson_cumulative, 1);
        bk_arena_clear(&arena);
    }
}

/* The test can fail: draws with a mean 3 % too great are told apart. */
static void test_would_notice(void **state)
{
    (void)state;
    double distance = 0;
    for (uint64_t i = 0; i < N; i++)
        values[i] = 1.03 * bk_exponential_draw(bk_philox(25, i, 0).word[0]);
    bk_sort(values, N);
    for (int32_t i = 0; i < N; i++)
        distance = fmax(distance, fabs((i + 0.5) / N - bk_exponential_cumulative(1, values[i])));
    assert_true(distance * sqrt(N) > KS_BOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uniform), cmocka_unit_test(test_exponential),
        cmocka_unit_test(test_normal),  cmocka_unit_test(test_lognormal),
        cmocka_unit_test(test_poisson), cmocka_unit_test(test_would_notice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
