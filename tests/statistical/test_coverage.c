/* 95 % intervals cover 95 % of the time, for normal data and few replications.
 *
 * The number that cover among TRIALS is binomial(20 000, 0.95); outside 19 000 +- BOUND it falls
 * by chance with FALSE_ALARM each (exact sum of the binomial), 8 of them. Seeds are fixed. */
#include "random/distributions.h"
#include "stats/difference.h"
#include "stats/intervals.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { TRIALS = 20000, EXPECTED = 19000, BOUND = 180, MOST = 30 };
#define FALSE_ALARM 1e-7

/* The bound keeps its promise: P(|X - 19000| > BOUND), summed from the middle outwards by the ratio
 * of neighbouring terms. */
static void test_bound_is_as_rare_as_stated(void **state)
{
    (void)state;
    double inside = 0, all = 0, up = 1, down = 1;
    for (int32_t i = 0; i < 1000; i++) {
        inside += i <= BOUND ? (i == 0 ? 1 : up + down) : 0;
        all += i == 0 ? 1 : up + down;
        int32_t high = EXPECTED + i, low = EXPECTED - i;
        up *= (double)(TRIALS - high) / (high + 1) * 19;
        down *= (double)low / (TRIALS - low + 1) / 19;
    }
    assert_true((all - inside) / all < FALSE_ALARM);
}

static double normal(uint64_t trial, uint64_t i, uint64_t purpose)
{
    return bk_normal_quantile(bk_uniform(bk_philox(30 + purpose, trial, i).word[0]));
}

static void check_covered(const char *what, int32_t n, int32_t covered)
{
    if (covered >= EXPECTED - BOUND && covered <= EXPECTED + BOUND) return;
    fail_msg("%s, n %d: %d of %d cover, expected %d +- %d, false alarm %g", what, n, covered,
             TRIALS, EXPECTED, BOUND, FALSE_ALARM);
}

static bool covers(bk_interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

static void test_means(void **state)
{
    (void)state;
    const int32_t sizes[] = {2, 3, 5, 10, MOST};
    for (uint64_t s = 0; s < 5; s++) {
        int32_t n = sizes[s], covered = 0;
        double values[MOST];
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            for (int32_t i = 0; i < n; i++) values[i] = 7 + 3 * normal(trial, (uint64_t)i, s);
            covered += covers(bk_interval_of(values, n), 7);
        }
        check_covered("mean", n, covered);
    }
}

/* With the same luck on both sides, and every fourth value absent on one of them. */
static void test_paired_differences(void **state)
{
    (void)state;
    const int32_t sizes[] = {4, 8, 20};
    for (uint64_t s = 0; s < 3; s++) {
        int32_t n = sizes[s], covered = 0;
        double before[MOST], after[MOST], gain = 0;
        for (uint64_t trial = 0; trial < TRIALS; trial++) {
            for (int32_t i = 0; i < n; i++) {
                double luck = 5 * normal(trial, (uint64_t)i, 10 + s);
                before[i] = luck + normal(trial, (uint64_t)i, 20 + s);
                after[i] =
                    i % 4 == 3 ? (double)NAN : luck + 1.5 + normal(trial, (uint64_t)i, 30 + s);
            }
            bk_difference d = bk_difference_paired(before, after, n);
            covered += covers(d.change, 1.5);
            if (n == 20) gain += d.gain / TRIALS;
        }
        check_covered("paired difference", n, covered);
        /* True ratio (26 + 26) / 2; its estimate is biased up by 13/11 for 15 pairs. */
        if (n == 20) assert_true(gain > 26 && gain < 35);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bound_is_as_rare_as_stated),
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_paired_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
