#include "stats/moments.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bk_moments of(const double *values, int32_t n)
{
    bk_moments m = {0};
    for (int32_t i = 0; i < n; i++) bk_moments_add(&m, values[i]);
    return m;
}

static void test_known_values(void **state)
{
    (void)state;
    const double values[] = {2, 4, 4, 4, 5, 5, 7, 9};
    bk_moments m = of(values, 8);
    assert_int_equal(m.n, 8);
    assert_true(fabs(m.mean - 5) < 1e-15);
    assert_true(fabs(bk_moments_variance(&m) - 32.0 / 7) < 1e-14);
}

/* Far from 0 the textbook formula loses every digit. */
static void test_survives_a_large_mean(void **state)
{
    (void)state;
    const double values[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
    bk_moments m = of(values, 4);
    assert_true(m.mean == 1e9 + 10);
    assert_true(bk_moments_variance(&m) == 30);
}

static void test_few_values(void **state)
{
    (void)state;
    bk_moments m = {0};
    assert_true(isnan(bk_moments_variance(&m)));
    bk_moments_add(&m, 3);
    assert_true(m.mean == 3);
    assert_true(isnan(bk_moments_variance(&m)));
    bk_moments_add(&m, 3);
    assert_true(bk_moments_variance(&m) == 0);
}

static void test_merging_is_like_adding(void **state)
{
    (void)state;
    double values[60];
    for (int32_t i = 0; i < 60; i++) values[i] = (i * 37 % 61) * 0.7 - 11;
    bk_moments whole = of(values, 60);
    for (int32_t cut = 0; cut <= 60; cut++) {
        bk_moments left = of(values, cut), right = of(values + cut, 60 - cut);
        bk_moments_merge(&left, &right);
        assert_int_equal(left.n, 60);
        assert_true(fabs(left.mean - whole.mean) < 1e-13);
        assert_true(fabs(left.squares - whole.squares) < 1e-10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_values),
        cmocka_unit_test(test_survives_a_large_mean),
        cmocka_unit_test(test_few_values),
        cmocka_unit_test(test_merging_is_like_adding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
