/* Selecting the best: the right one, or one that is good enough, in at least 95 % of 1,000 repeats
 * (./test long; 200 here), on shapes that are known to be hard.
 *
 * Systems are normal unless said; the best is the one with the highest mean, indifference 1,
 * confidence 0.95. "Good" is within the indifference of the best. Bounds: right at exactly 95 %,
 * fewer than 172 of 200 good ones has probability 3e-6 and fewer than 917 of 1,000 under 4e-6; the
 * issue asks for 950 of 1,000, which every shape must reach in ./test long with its fixed seeds. */
#include "random/distributions.h"
#include "random/numeric.h"
#include "stats/selection.h"
#include "support/support.h"

#include <math.h>

enum { SYSTEMS_MOST = 20, FIRST_STAGE = 20, RUN_MOST = 2000000 };

typedef struct {
    const char *name;
    int32_t systems;
    double mean[SYSTEMS_MOST];
    double spread[SYSTEMS_MOST]; /* standard deviation of what is a system's own */
    double common;               /* standard deviation of what all share in a replication */
    bool skewed;                 /* own part is exponential less its mean */
} shape;

/* The value of a system in a replication of one repeat: keyed, so who is asked for does not
 * matter. */
static double value_of(const shape *s, uint64_t repeat, int32_t system, int32_t replication)
{
    uint64_t when = (uint64_t)replication << 16;
    double u = bk_uniform(bk_philox(repeat, 7, when | (uint64_t)system).word[0]);
    double shared = bk_uniform(bk_philox(repeat, 8, when).word[0]);
    double own = s->skewed ? -bk_log(u) - 1 : bk_normal_quantile(u);
    return s->mean[system] + s->spread[system] * own + s->common * bk_normal_quantile(shared);
}

typedef struct {
    int32_t chosen;
    int64_t samples;
} outcome;

static outcome select_one(const shape *s, uint64_t repeat)
{
    bk_selection_design design = {
        .systems = s->systems, .confidence = 0.95, .indifference = 1, .first_stage = FIRST_STAGE};
    bk_selection selection;
    assert_int_equal(bk_selection_start(&design, &selection), BK_OK);
    const int32_t *wanted;
    double value[SYSTEMS_MOST];
    for (int32_t n; (n = bk_selection_wants(&selection, &wanted)) > 0;) {
        assert_true(selection.replications < RUN_MOST);
        for (int32_t j = 0; j < n; j++)
            value[j] = value_of(s, repeat, wanted[j], selection.replications);
        bk_selection_take(&selection, value);
    }
    outcome out = {bk_selection_best(&selection), selection.samples};
    bk_selection_clear(&selection);
    return out;
}

static void check_shape(const shape *s, uint64_t key)
{
    int32_t repeats = test_is_long() ? 1000 : 200, least = test_is_long() ? 950 : 172;
    double best = s->mean[0];
    for (int32_t i = 1; i < s->systems; i++) best = s->mean[i] > best ? s->mean[i] : best;
    int32_t good = 0, right = 0;
    int64_t samples = 0;
    for (int32_t r = 0; r < repeats; r++) {
        outcome o = select_one(s, key * 100000 + (uint64_t)r);
        good += s->mean[o.chosen] > best - 1;
        right += s->mean[o.chosen] >= best;
        samples += o.samples;
    }
    print_message("# %s: right %d, good %d of %d; %.0f samples of each system\n", s->name,
                  (int)right, (int)good, (int)repeats, (double)samples / repeats / s->systems);
    CHECK_MSG(good >= least, "%s: %d of %d good, at least %d", s->name, (int)good, (int)repeats,
              (int)least);
}

static shape blank(const char *name, int32_t systems, double spread)
{
    shape s = {.name = name, .systems = systems};
    for (int32_t i = 0; i < systems; i++) s.spread[i] = spread;
    return s;
}

/* All but one are equal, and it is ahead by the indifference: the hardest there is. The hair more
 * makes the others not good enough. */
static shape slippage(const char *name, int32_t systems, double spread)
{
    shape s = blank(name, systems, spread);
    s.mean[systems / 2] = 1 + 1e-9;
    return s;
}

static void test_slippage(void **state)
{
    (void)state;
    shape two = slippage("two, one ahead", 2, 3), ten = slippage("ten, one ahead", 10, 3);
    check_shape(&two, 1);
    check_shape(&ten, 2);
}

static void test_monotone(void **state)
{
    (void)state;
    shape s = blank("ten in a row", 10, 3);
    for (int32_t i = 0; i < 10; i++) s.mean[i] = (1 + 1e-9) * i;
    check_shape(&s, 3);
}

static void test_near_ties(void **state)
{
    (void)state;
    shape s = blank("near ties and worse ones", 10, 3);
    const double mean[] = {0, -0.1, -0.3, -0.5, -0.9, -1.1, -1.2, -1.5, -2, -3};
    for (int32_t i = 0; i < 10; i++) s.mean[i] = mean[i];
    check_shape(&s, 4);
    shape step =
        blank("a ladder of half steps", 10, 3); /* one may put out another on the way down */
    for (int32_t i = 0; i < 10; i++) step.mean[i] = -0.5 * i;
    check_shape(&step, 5);
}

static void test_unequal_variances(void **state)
{
    (void)state;
    shape rising = slippage("the best varies most", 10, 1);
    shape falling = slippage("the best varies least", 10, 1);
    for (int32_t i = 0; i < 10; i++) {
        rising.spread[i] = i == 5 ? 6 : 1 + 0.3 * i;
        falling.spread[i] = i == 5 ? 0.5 : 2 + 0.4 * i;
    }
    check_shape(&rising, 6);
    check_shape(&falling, 7);
}

static void test_shared_luck(void **state)
{
    (void)state;
    shape s = slippage("shared luck", 10, 2), alone = slippage("without the shared part", 10, 2);
    s.common = 20;
    check_shape(&s, 8);
    check_shape(&alone, 8);
    /* What all share falls out of every difference, so it costs nothing. */
    int64_t with = 0, without = 0;
    for (uint64_t r = 0; r < 20; r++) {
        with += select_one(&s, 900 + r).samples;
        without += select_one(&alone, 900 + r).samples;
    }
    CHECK_NEAR((double)with / (double)without, 1, 0.01);
}

static void test_skewed(void **state)
{
    (void)state;
    shape s = slippage("skewed, one ahead", 10, 3);
    s.skewed = true;
    check_shape(&s, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slippage),    cmocka_unit_test(test_monotone),
        cmocka_unit_test(test_near_ties),   cmocka_unit_test(test_unequal_variances),
        cmocka_unit_test(test_shared_luck), cmocka_unit_test(test_skewed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
