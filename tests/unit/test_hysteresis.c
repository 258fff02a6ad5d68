/* The judgement of two ramps on constructed numbers: each verdict, its signs, missing values. */
#include "stats/hysteresis.h"
#include "support/support.h"

#include <math.h>

enum { N = 8, STEPS = 3 };

typedef struct {
    double up[N * STEPS], down[N * STEPS], bottom[N], top[N], settling[N];
} numbers;

static const double JITTER[N] = {-0.3, 0.1, 0.2, -0.1, 0.3, -0.2, 0.05, -0.05};

/* A measure that goes by rise over the ramp and lies gap behind on the way back; jitter is how much
 * the gap differs between replications. */
static bk_ramp make(numbers *x, double rise, double gap, double jitter, double settling)
{
    for (int32_t r = 0; r < N; r++) {
        for (int32_t k = 0; k < STEPS; k++) {
            double middle = 10 + rise * (k + 1) / (STEPS + 1);
            double side = rise < 0 ? -1 : 1;
            x->up[r * STEPS + k] = middle;
            x->down[r * STEPS + k] =
                middle + side * (gap * (k == 1 ? 2 : 0.5) + jitter * JITTER[r]);
        }
        x->bottom[r] = 10 + 0.01 * JITTER[r];
        x->top[r] = 10 + rise;
        x->settling[r] = settling;
    }
    return (bk_ramp){N, STEPS, x->up, x->down, x->bottom, x->top, x->settling};
}

static bk_loop judge(double rise, double gap_fast, double gap_slow, double jitter, double settling)
{
    static numbers a, b;
    double scratch[N];
    bk_ramp fast = make(&a, rise, gap_fast, jitter, settling);
    bk_ramp slow = make(&b, rise, gap_slow, jitter / 2, settling);
    return bk_loop_judge(&fast, &slow, scratch);
}

static void test_each_verdict(void **state)
{
    (void)state;
    CHECK(judge(0, 1, 1, 0, 0).verdict == BK_LOOP_FLAT);
    CHECK(judge(5, 0.02, 0.01, 0.2, 0).verdict == BK_LOOP_NONE);
    CHECK(judge(5, 1, 0.5, 0.1, 0).verdict == BK_LOOP_LAG);  /* halves */
    CHECK(judge(5, 1, 0.45, 0.1, 0).verdict == BK_LOOP_LAG); /* falls faster still */
    CHECK(judge(5, 1, 0.97, 0.1, 0).verdict == BK_LOOP_HYSTERESIS);
    CHECK(judge(5, 1, 0.7, 0.1, 0).verdict == BK_LOOP_TOO_FAST);    /* between */
    CHECK(judge(5, 1, 0.97, 0.1, 0.5).verdict == BK_LOOP_TOO_FAST); /* still on the move */
    CHECK(judge(5, 0.5, 1, 0.1, 0.5).verdict == BK_LOOP_TOO_FAST);  /* grows with slowness */
}

static void test_what_remains_and_where_it_is_widest(void **state)
{
    (void)state;
    bk_loop l = judge(5, 1, 0.9, 0.1, 0);
    CHECK_NEAR(l.gap_fast.mean, 1, 1e-12);
    CHECK_NEAR(l.gap_slow.mean, 0.9, 1e-12);
    CHECK_NEAR(l.remaining.mean, 0.8, 1e-12);
    CHECK(l.remaining.low < 0.8 && l.remaining.high > 0.8 && l.remaining.has_interval);
    CHECK(l.widest == 1);
    CHECK_NEAR(l.widest_gap.mean, 1.8, 1e-12);
    CHECK_NEAR(l.rise.mean, 5, 0.01);
}

/* A measure that falls as the key rises: the gap counts in its direction. */
static void test_falling_measures_are_judged_alike(void **state)
{
    (void)state;
    CHECK(judge(-5, 1, 0.5, 0.1, 0).verdict == BK_LOOP_LAG);
    CHECK(judge(-5, 1, 0.97, 0.1, 0).verdict == BK_LOOP_HYSTERESIS);
    CHECK_NEAR(judge(-5, 1, 0.97, 0.1, 0).gap_slow.mean, 0.97, 1e-12);
    /* Ahead instead of behind is no gap of this kind. */
    CHECK(judge(5, -1, -0.9, 0.1, 0).verdict == BK_LOOP_NONE);
}

static void test_what_does_not_exist_is_left_out(void **state)
{
    (void)state;
    static numbers a, b;
    double scratch[N];
    bk_ramp fast = make(&a, 5, 1, 0.1, 0), slow = make(&b, 5, 0.97, 0.05, 0);
    b.down[0] = (double)NAN;
    for (int32_t k = 0; k < STEPS; k++) a.up[STEPS + k] = (double)NAN;
    bk_loop l = bk_loop_judge(&fast, &slow, scratch);
    CHECK(l.gap_fast.n == N - 1 && l.gap_slow.n == N && l.remaining.n == N - 1);
    CHECK(!isnan(l.remaining.mean) && !isnan(l.gap_slow.mean));
    for (int32_t i = 0; i < N * STEPS; i++) a.up[i] = b.up[i] = (double)NAN;
    CHECK(bk_loop_judge(&fast, &slow, scratch).verdict == BK_LOOP_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_verdict),
        cmocka_unit_test(test_what_remains_and_where_it_is_widest),
        cmocka_unit_test(test_falling_measures_are_judged_alike),
        cmocka_unit_test(test_what_does_not_exist_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
