/* The selection procedure step by step: what it wants, who goes out when, and what it refuses. */
#include "stats/selection.h"
#include "support/support.h"

#include <math.h>

static bk_selection start(bk_selection_design design)
{
    bk_selection s;
    assert_int_equal(bk_selection_start(&design, &s), BK_OK);
    return s;
}

static int32_t wants(const bk_selection *s)
{
    const int32_t *system;
    return bk_selection_wants(s, &system);
}

static void test_one_alone_is_chosen_at_once(void **state)
{
    (void)state;
    bk_selection s = start((bk_selection_design){1, 0.95, 1, 10, false});
    assert_true(bk_selection_is_done(&s));
    assert_int_equal(wants(&s), 0);
    assert_int_equal(bk_selection_best(&s), 0);
    assert_true(isnan(bk_selection_mean(&s, 0)));
    bk_selection_clear(&s);
}

static void test_refuses_what_cannot_be(void **state)
{
    (void)state;
    const bk_selection_design wrong[] = {
        {0, 0.95, 1, 10, false},
        {BK_SYSTEMS_MOST + 1, 0.95, 1, 10, false},
        {3, 1, 1, 10, false},
        {3, 1.0 / 3, 1, 10, false},
        {3, (double)NAN, 1, 10, false},
        {3, 0.95, 0, 10, false},
        {3, 0.95, -1, 10, false},
        {3, 0.95, HUGE_VAL, 10, false},
        {3, 0.95, (double)NAN, 10, false},
        {3, 0.95, 1, 1, false},
        {3, 0.95, 1, BK_FIRST_STAGE_MOST + 1, false},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        bk_selection s = {.n_in = 7};
        assert_int_equal(bk_selection_start(&wrong[i], &s), BK_ERR_USAGE);
        assert_int_equal(s.n_in, 0);
    }
}

/* k = 2, n0 = 3, alpha = 0.05: eta = (0.1^-1 - 1) / 2, h^2 = 2 eta 2 = 18. Differences 1, 2, 3 have
 * variance 1, so with indifference 1 the horizon is 18, and after r replications the one behind
 * goes out when it is behind by more than (18 - r) / 2 in sum. */
static void test_goes_out_when_the_margin_says(void **state)
{
    (void)state;
    bk_selection s = start((bk_selection_design){2, 0.95, 1, 3, false});
    CHECK_NEAR(s.margin, 18, 1e-12);
    assert_int_equal(bk_selection_most(&s), 0);
    const double ahead[] = {1, 2, 3};
    for (int32_t i = 0; i < 3; i++) {
        assert_int_equal(wants(&s), 2);
        bk_selection_take(&s, (double[]){10 + ahead[i], 10});
    }
    /* Behind by 6, allowed 7.5; 17.x rounds up to 18. */
    assert_int_equal(wants(&s), 2);
    assert_in_range(bk_selection_most(&s), 18, 19);
    bk_selection_take(&s, (double[]){10.9, 10}); /* behind by 6.9, allowed 7 */
    assert_false(bk_selection_is_done(&s));
    bk_selection_take(&s, (double[]){9.7, 10}); /* behind by 6.6, allowed 6.5 */
    assert_true(bk_selection_is_done(&s));
    assert_int_equal(bk_selection_best(&s), 0);
    assert_int_equal(bk_selection_most(&s), 5);
    assert_int_equal(s.samples, 10);
    CHECK_NEAR(bk_selection_mean(&s, 1), 10, 1e-12);
    bk_selection_clear(&s);
}

/* At the horizon the one ahead is chosen, be it by a hair; of equals the first. */
static void test_ends_at_the_horizon(void **state)
{
    (void)state;
    bk_selection s = start((bk_selection_design){2, 0.95, 1, 3, false});
    const double swing[] = {1, -1, 0};
    int32_t taken = 0;
    while (wants(&s) > 0) {
        bk_selection_take(&s, (double[]){0, taken < 3 ? swing[taken] : taken % 2 ? 1e-3 : -0.9e-3});
        taken++;
    }
    assert_in_range(taken, 18, 19);
    assert_int_equal(bk_selection_best(&s), bk_selection_mean(&s, 1) > 0);
    bk_selection_clear(&s);

    bk_selection same = start((bk_selection_design){3, 0.95, 1, 5, false});
    for (taken = 0; wants(&same) > 0; taken++)
        bk_selection_take(&same, (double[]){taken, taken, taken});
    assert_int_equal(taken, 5); /* differences never swing: there is nothing to wait for */
    assert_int_equal(bk_selection_best(&same), 0);
    bk_selection_clear(&same);
}

/* Less is better: the mirror image chooses the same. */
static void test_less_is_better(void **state)
{
    (void)state;
    bk_selection more = start((bk_selection_design){4, 0.9, 0.5, 8, false});
    bk_selection less = start((bk_selection_design){4, 0.9, 0.5, 8, true});
    uint64_t luck = 5;
    while (wants(&more) > 0) {
        const int32_t *a, *b;
        int32_t n = bk_selection_wants(&more, &a);
        assert_int_equal(n, bk_selection_wants(&less, &b));
        double up[4], down[4];
        for (int32_t j = 0; j < n; j++) {
            assert_int_equal(a[j], b[j]);
            up[j] = 0.3 * a[j] + (double)(test_random(&luck) % 1000) / 500;
            down[j] = -up[j];
        }
        bk_selection_take(&more, up);
        bk_selection_take(&less, down);
    }
    assert_true(bk_selection_is_done(&less));
    assert_int_equal(bk_selection_best(&more), bk_selection_best(&less));
    for (int32_t i = 0; i < 4; i++)
        CHECK_SAME(bk_selection_mean(&more, i), -bk_selection_mean(&less, i));
    bk_selection_clear(&more);
    bk_selection_clear(&less);
}

/* A system that went out is not asked for again, and its mean stands as it was. */
static void test_who_is_out_stays_out(void **state)
{
    (void)state;
    bk_selection s = start((bk_selection_design){3, 0.95, 0.1, 4, false});
    uint64_t luck = 9;
    double mean = 0;
    bool went = false;
    while (wants(&s) > 0) {
        const int32_t *in;
        int32_t n = bk_selection_wants(&s, &in);
        double value[3];
        for (int32_t j = 0; j < n; j++)
            value[j] = (in[j] == 1 ? -50 : 0) + (double)(test_random(&luck) % 1000) / 1000;
        if (went)
            for (int32_t j = 0; j < n; j++) assert_int_not_equal(in[j], 1);
        bk_selection_take(&s, value);
        if (!went && s.n_in == 2) {
            went = true;
            mean = bk_selection_mean(&s, 1);
        }
    }
    assert_true(went);
    CHECK_SAME(bk_selection_mean(&s, 1), mean);
    assert_true(s.samples < 3 * (int64_t)s.replications);
    bk_selection_clear(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_alone_is_chosen_at_once),
        cmocka_unit_test(test_refuses_what_cannot_be),
        cmocka_unit_test(test_goes_out_when_the_margin_says),
        cmocka_unit_test(test_ends_at_the_horizon),
        cmocka_unit_test(test_less_is_better),
        cmocka_unit_test(test_who_is_out_stays_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
