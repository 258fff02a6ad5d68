/* Student's t against closed forms, published tables and its own cumulative. */
#include "stats/student.h"

#include "random/numeric.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void check_relative(const char *what, double df, double got, long double want, double bound)
{
    double error = (double)fabsl(((long double)got - want) / want);
    if (error <= bound) return;
    fail_msg("%s, df %g: %.17g, expected %.17Lg, error %g", what, df, got, want, error);
}

/* The t table of any textbook: 0.95, 0.975, 0.995. */
static void test_published_table(void **state)
{
    (void)state;
    static const struct {
        double df, t95, t975, t995;
    } ROW[] = {
        {1, 6.314, 12.706, 63.657}, {2, 2.920, 4.303, 9.925},   {3, 2.353, 3.182, 5.841},
        {4, 2.132, 2.776, 4.604},   {5, 2.015, 2.571, 4.032},   {6, 1.943, 2.447, 3.707},
        {7, 1.895, 2.365, 3.499},   {8, 1.860, 2.306, 3.355},   {9, 1.833, 2.262, 3.250},
        {10, 1.812, 2.228, 3.169},  {15, 1.753, 2.131, 2.947},  {20, 1.725, 2.086, 2.845},
        {25, 1.708, 2.060, 2.787},  {29, 1.699, 2.045, 2.756},  {30, 1.697, 2.042, 2.750},
        {60, 1.671, 2.000, 2.660},  {120, 1.658, 1.980, 2.617}, {HUGE_VAL, 1.645, 1.960, 2.576},
    };
    for (size_t i = 0; i < sizeof ROW / sizeof ROW[0]; i++) {
        assert_true(fabs(bk_student_quantile(0.95, ROW[i].df) - ROW[i].t95) < 0.00051);
        assert_true(fabs(bk_student_quantile(0.975, ROW[i].df) - ROW[i].t975) < 0.00051);
        assert_true(fabs(bk_student_quantile(0.995, ROW[i].df) - ROW[i].t995) < 0.00051);
    }
}

/* df 1: t = -1 / tan(pi p). df 2: t = (2p - 1) / sqrt(2 p (1 - p)). */
static void test_closed_quantiles(void **state)
{
    (void)state;
    const long double pi = 3.141592653589793238462643383L;
    for (double p = 1e-9; p < 1; p += 0.0007123) {
        long double q = (long double)p;
        check_relative("quantile", 1, bk_student_quantile(p, 1), -1 / tanl(pi * q), 1e-13);
        check_relative("quantile", 2, bk_student_quantile(p, 2),
                       (2 * q - 1) / sqrtl(2 * q * (1 - q)), 1e-13);
    }
    assert_true(bk_student_quantile(0.5, 7) == 0.0);
    assert_true(bk_student_quantile(0.25, 3) == -bk_student_quantile(0.75, 3));
}

/* Closed upper tails: df 3 by arc tangent, df 4 by a root. */
static void test_closed_tails(void **state)
{
    (void)state;
    const long double pi = 3.141592653589793238462643383L;
    for (double t = 0; t < 30; t += 0.173) {
        long double x = (long double)t, a = x / sqrtl(3.0L);
        long double tail3 = 0.5L - (a / (1 + a * a) + atanl(a)) / pi;
        long double s = x / sqrtl(4 + x * x);
        long double tail4 = 0.5L - 0.75L * (s - s * s * s / 3);
        check_relative("tail", 3, bk_student_upper_tail(t, 3), tail3, 1e-12);
        check_relative("tail", 4, bk_student_upper_tail(t, 4), tail4, 1e-11);
    }
}

/* The quantile undoes the tail, from the middle to far out, whole and broken df. */
static void test_quantile_undoes_the_tail(void **state)
{
    (void)state;
    for (double df = 1; df < 2e5; df *= 1.37) {
        for (double t = 0.001; t < 12; t *= 1.31) {
            double tail = bk_student_upper_tail(t, df);
            if (tail < 1e-14) break;
            check_relative("there and back", df, -bk_student_quantile(tail, df), (long double)t,
                           1e-11);
        }
    }
}

/* Where the expansion takes over from the equation nothing jumps: df 10 000 differs from a hair
 * less by what the distribution itself changes. */
static void test_expansion_meets_the_equation(void **state)
{
    (void)state;
    const double df = 10000, hair = 1e-12;
    for (double p = 0.51; p < 0.99999; p += 0.00917) {
        double solved = bk_student_quantile(p, df * (1 - hair));
        check_relative("where they meet", df, bk_student_quantile(p, df), (long double)solved,
                       1e-12);
    }
    check_relative("far out", df, bk_student_quantile(1 - 1e-10, df),
                   (long double)bk_student_quantile(1 - 1e-10, df * (1 - hair)), 1e-12);
    check_relative("very far out", df, bk_student_quantile(1e-40, df),
                   (long double)bk_student_quantile(1e-40, df * (1 - hair)), 5e-13);
}

/* The density is the tail's slope. */
static void test_density(void **state)
{
    (void)state;
    for (double df = 1; df < 500; df *= 2.3) {
        for (double t = 0.1; t < 5; t += 0.31) {
            double h = 1e-4,
                   slope = (bk_student_upper_tail(t - h, df) - bk_student_upper_tail(t + h, df)) /
                           (2 * h);
            assert_true(fabs(slope - bk_student_density(t, df)) < 1e-8);
        }
    }
    check_relative("density", 1, bk_student_density(0, 1), 0.318309886183790671538L, 1e-15);
    check_relative("density", 2, bk_student_density(0, 2), 0.353553390593273762200L, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_table),
        cmocka_unit_test(test_closed_quantiles),
        cmocka_unit_test(test_closed_tails),
        cmocka_unit_test(test_quantile_undoes_the_tail),
        cmocka_unit_test(test_expansion_meets_the_equation),
        cmocka_unit_test(test_density),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
