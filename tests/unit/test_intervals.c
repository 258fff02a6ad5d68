/* Means with intervals and paired differences on small data sets known from textbooks. */
#include "stats/difference.h"
#include "stats/intervals.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void check_near(double got, double want, double bound)
{
    if (fabs(got - want) <= bound) return;
    fail_msg("%.17g, expected %.17g within %g", got, want, bound);
}

/* Student's own sleep data (Biometrika 6, 1908), hours gained with each of two drugs by the same
 * ten patients. R: t.test(extra ~ group, data = sleep, paired = TRUE). */
static const double DEXTRO[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
static const double LAEVO[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

static void test_students_sleep_data(void **state)
{
    (void)state;
    bk_interval one = bk_interval_of(DEXTRO, 10);
    assert_int_equal(one.n, 10);
    assert_true(one.has_interval);
    check_near(one.mean, 0.75, 1e-15);
    check_near(one.low, -0.5297804, 5e-8);
    check_near(one.high, 2.0297804, 5e-8);
    check_near(one.variance, 3.200556, 5e-7);

    bk_difference d = bk_difference_paired(DEXTRO, LAEVO, 10);
    check_near(d.change.mean, 1.58, 1e-14);
    check_near(d.change.low, 0.7001142, 5e-8);
    check_near(d.change.high, 2.4598858, 5e-8);
    check_near(d.gain, (3.200556 + 4.009) / 1.512889, 1e-5);
}

static void test_absent_values_are_left_out(void **state)
{
    (void)state;
    const double none = (double)NAN, values[] = {none, 1, none, 2, 3, none};
    bk_interval out = bk_interval_of(values, 6);
    assert_int_equal(out.n, 3);
    check_near(out.mean, 2, 0);
    check_near(out.high - out.low, 2 * 4.302652729911275 / sqrt(3), 1e-8);

    const double before[] = {1, 2, none, 4, 5}, after[] = {2, none, 3, 6, 8};
    bk_difference d = bk_difference_paired(before, after, 5);
    assert_int_equal(d.change.n, 3);
    check_near(d.change.mean, 2, 1e-15);
}

static void test_few_values(void **state)
{
    (void)state;
    const double one[] = {7}, none[] = {(double)NAN};
    bk_interval out = bk_interval_of(one, 1);
    assert_true(out.n == 1 && !out.has_interval);
    assert_true(out.mean == 7 && out.low == 7 && out.high == 7 && isnan(out.variance));
    out = bk_interval_of(none, 1);
    assert_true(out.n == 0 && !out.has_interval && isnan(out.mean) && isnan(out.low));
    out = bk_interval_of(none, 0);
    assert_true(out.n == 0 && isnan(out.mean));
    assert_true(isnan(bk_difference_paired(one, one, 1).gain));
}

static void test_equal_values_have_no_width(void **state)
{
    (void)state;
    const double same[] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    bk_interval out = bk_interval_of(same, 6);
    assert_true(out.has_interval && out.variance >= 0);
    check_near(out.high - out.low, 0, 1e-15);
}

/* The same change in every pair: infinitely much gained; nothing varies: unknown. */
static void test_gain_at_its_ends(void **state)
{
    (void)state;
    const double a[] = {1, 2, 3}, b[] = {2, 3, 4}, flat[] = {5, 5, 5};
    assert_true(bk_difference_paired(a, b, 3).gain == HUGE_VAL);
    assert_true(isnan(bk_difference_paired(flat, flat, 3).gain));
    check_near(bk_difference_paired(a, flat, 3).gain, 1, 1e-15);
}

static void test_far_from_zero(void **state)
{
    (void)state;
    const double values[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
    bk_interval out = bk_interval_of(values, 4);
    assert_true(out.mean == 1e9 + 10 && out.variance == 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_students_sleep_data),
        cmocka_unit_test(test_absent_values_are_left_out),
        cmocka_unit_test(test_few_values),
        cmocka_unit_test(test_equal_values_have_no_width),
        cmocka_unit_test(test_gain_at_its_ends),
        cmocka_unit_test(test_far_from_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
