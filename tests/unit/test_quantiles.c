#include "stats/quantiles.h"

#include "random/philox.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* R: quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(0, .1, .25, .5, .9, 1), type = 7) */
static void test_known_quantiles(void **state)
{
    (void)state;
    const double values[] = {3, 1, 4, 1, 5, 9, 2, 6};
    const double p[] = {0, 0.1, 0.25, 0.5, 0.9, 1}, want[] = {1, 1, 1.75, 3.5, 6.9, 9};
    double scratch[8];
    for (int32_t i = 0; i < 6; i++) {
        double got = bk_quantile(values, 8, p[i], scratch);
        assert_true(fabs(got - want[i]) < 1e-14);
    }
}

static void test_absent_values_are_left_out(void **state)
{
    (void)state;
    const double none = (double)NAN, values[] = {none, 3, none, 1, 2, none};
    double scratch[6];
    assert_int_equal(bk_sort_present(values, 6, scratch), 3);
    assert_true(scratch[0] == 1 && scratch[1] == 2 && scratch[2] == 3);
    assert_true(bk_quantile(values, 6, 0.5, scratch) == 2);
    assert_true(isnan(bk_quantile(values, 1, 0.5, scratch)));
    assert_true(isnan(bk_quantile(values, 0, 0.5, scratch)));

    double same[] = {none, 2, 1}; /* in place */
    assert_int_equal(bk_sort_present(same, 3, same), 2);
    assert_true(same[0] == 1 && same[1] == 2);
}

static void test_infinite_values(void **state)
{
    (void)state;
    const double values[] = {1, HUGE_VAL, HUGE_VAL, HUGE_VAL};
    double scratch[4];
    assert_true(bk_quantile(values, 4, 0, scratch) == 1);
    assert_true(bk_quantile(values, 4, 0.5, scratch) == HUGE_VAL);
    assert_true(bk_quantile(values, 4, 1, scratch) == HUGE_VAL);
}

/* Shapes that hurt a careless quicksort; the last is random. The sum tells that nothing was lost.
 */
static double shape(int32_t kind, int32_t i, int32_t n)
{
    switch (kind) {
    case 0:
        return i;
    case 1:
        return -i;
    case 2:
        return 7;
    case 3:
        return i % 3;
    case 4:
        return i < n / 2 ? i : n - i; /* organ pipe */
    case 5:
        return i % 2 == 0 ? i : -i;
    default:
        return (double)(bk_philox(1, (uint64_t)i, 0).word[0] >> 44);
    }
}

static void test_sorts_every_shape(void **state)
{
    (void)state;
    enum { MOST = 5000 };
    static double v[MOST];
    const int32_t lengths[] = {0, 1, 2, 3, 24, 25, 26, 100, 1000, MOST};
    for (int32_t kind = 0; kind < 7; kind++) {
        for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
            int32_t n = lengths[l];
            double before = 0, after = 0;
            for (int32_t i = 0; i < n; i++) before += v[i] = shape(kind, i, n);
            bk_sort(v, n);
            for (int32_t i = 0; i < n; i++) after += v[i];
            for (int32_t i = 1; i < n; i++) assert_true(v[i - 1] <= v[i]);
            assert_true(before == after);
        }
    }
}

/* Musser's sequence, on which median-of-three splits off two values a time: the heap sort takes
 * over. */
static void test_sorts_the_median_of_three_killer(void **state)
{
    (void)state;
    enum { N = 4000, HALF = N / 2 };
    static double v[N];
    for (int32_t i = 0; i < HALF; i++) {
        v[i] = i % 2 == 0 ? i + 1 : HALF + i;
        v[HALF + i] = 2 * (i + 1);
    }
    bk_sort(v, N);
    for (int32_t i = 1; i < N; i++) assert_true(v[i - 1] <= v[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_quantiles),
        cmocka_unit_test(test_absent_values_are_left_out),
        cmocka_unit_test(test_infinite_values),
        cmocka_unit_test(test_sorts_every_shape),
        cmocka_unit_test(test_sorts_the_median_of_three_killer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
