/* Where curves cross a level: on curves without noise the answer is exact; flat ones, several
 * crossings, missing values and single replications are told as such; errors come through. */
#include "random/distributions.h"
#include "stats/turning.h"
#include "support/support.h"

#include <math.h>

enum { REPLICATIONS = 12 };

typedef double (*shape)(double t);

typedef struct {
    shape shape;
    int64_t steps;
    int32_t replications;
    double noise, shared; /* of a point, and of a whole curve */
    int32_t absent;       /* curves that do not exist from the middle on */
    int32_t asked, left;  /* places asked for; places until memory is out, -1: never */
} curves;

static double normal(uint64_t a, uint64_t b)
{
    return bk_normal_quantile(bk_uniform(bk_philox(11, a, b).word[0]));
}

static bk_status answer(void *context, int32_t n, const int64_t *at, double *y)
{
    curves *c = context;
    for (int32_t i = 0; i < n; i++) {
        CHECK(at[i] >= 0 && at[i] <= c->steps && (i == 0 || at[i] > at[i - 1]));
        if (c->left == 0) return BK_ERR_CANCELLED;
        if (c->left > 0) c->left--;
        c->asked++;
        for (int32_t r = 0; r < c->replications; r++) {
            uint64_t luck = (uint64_t)r;
            double t = (double)at[i] / (double)c->steps;
            y[i * c->replications + r] = c->shape(t) + c->noise * normal(luck, (uint64_t)at[i]) +
                                         c->shared * normal(luck, UINT64_MAX);
            if (r < c->absent && t > 0.5) y[i * c->replications + r] = (double)NAN;
        }
    }
    return BK_OK;
}

static bk_turning ask(curves *c, bool level_given, double level)
{
    static bk_turning out;
    if (c->replications == 0) c->replications = REPLICATIONS;
    if (c->left == 0) c->left = -1;
    bk_turning_question q = {.steps = c->steps,
                             .replications = c->replications,
                             .level_given = level_given,
                             .level = level,
                             .source = answer,
                             .context = c};
    CHECK(bk_turning_find(&q, &out) == BK_OK);
    CHECK(out.n_points <= c->asked && c->asked <= BK_TURNING_POINTS);
    for (int32_t i = 1; i < out.n_points; i++) CHECK(out.point[i].at > out.point[i - 1].at);
    return out;
}

static double line(double t)
{
    return 3 - 2 * t;
}

static double square(double t)
{
    return t * t;
}

static double hill(double t)
{
    return t * (1 - t);
}

static double level_ground(double t)
{
    (void)t;
    return 5;
}

static double step_up(double t)
{
    return t < 0.6 ? 0 : 1;
}

static double turn(double t)
{
    return 1 / (1 + bk_exp((0.62 - t) / 0.05));
}

static void test_a_line_is_exact(void **state)
{
    (void)state;
    curves c = {.shape = line, .steps = 10000, .shared = 0.3};
    bk_turning t = ask(&c, false, 0);
    CHECK(t.n_crossings == 1 && !t.unsure && !t.flat && t.replications == REPLICATIONS);
    CHECK(t.crossing[0].place.found && !t.crossing[0].rising);
    CHECK_NEAR(t.crossing[0].place.x, 5000, 0.01); /* the shared luck moves the level along */
    CHECK_NEAR(t.crossing[0].place.high - t.crossing[0].place.low, 0, 0.01);
    CHECK_NEAR(t.crossing[0].slope.mean, -2e-4, 1e-12);
    CHECK_NEAR(t.rise.mean, -2, 1e-12);

    t = ask(&c, true, 2.5); /* a level that does not move: the luck is in the interval now */
    CHECK(t.n_crossings == 1);
    bk_fit_place place = t.crossing[0].place;
    CHECK(place.low < 2500 && place.high > 2500 && place.high - place.low > 500);
    CHECK_SAME(t.level.low, 2.5);
}

/* The interval of a line is Fieller's: here with the slope known, the mean's interval over it. */
static void test_interval_of_a_line(void **state)
{
    (void)state;
    curves c = {.shape = line, .steps = 10000, .shared = 0.3};
    double shift[REPLICATIONS], mean = 0, squares = 0;
    for (int32_t r = 0; r < REPLICATIONS; r++) {
        shift[r] = 0.3 * normal((uint64_t)r, UINT64_MAX);
        mean += shift[r] / REPLICATIONS;
    }
    for (int32_t r = 0; r < REPLICATIONS; r++) squares += (shift[r] - mean) * (shift[r] - mean);
    double half = 2.200985160082949 * sqrt(squares / (REPLICATIONS - 1) / REPLICATIONS);
    bk_turning t = ask(&c, true, 2.5);
    CHECK_NEAR(t.crossing[0].place.x, (0.5 + mean) * 5000, 0.5);
    CHECK_NEAR(t.crossing[0].place.low, (0.5 + mean - half) * 5000, 0.5);
    CHECK_NEAR(t.crossing[0].place.high, (0.5 + mean + half) * 5000, 0.5);
}

static void test_a_curve_between_whole_numbers(void **state)
{
    (void)state;
    curves c = {.shape = square, .steps = 185};
    bk_turning t = ask(&c, true, 0.3);
    /* Between 101 and 102 a straight line: what lies between whole numbers does not exist. */
    double low = square(101.0 / 185), high = square(102.0 / 185);
    CHECK_NEAR(t.crossing[0].place.x, 101 + (0.3 - low) / (high - low), 1e-6);
    CHECK(t.steepest.found && t.steepest.to == 185);
    CHECK(t.point[0].at == 0 && t.point[t.n_points - 1].at == 185);
}

static void test_few_whole_numbers(void **state)
{
    (void)state;
    for (int64_t steps = 1; steps <= 6; steps++) {
        curves c = {.shape = step_up, .steps = steps};
        bk_turning t = ask(&c, false, 0);
        CHECK(t.n_points == steps + 1 && t.n_crossings == 1);
        CHECK_NEAR(t.crossing[0].place.x, ceil(0.6 * (double)steps) - 0.5, 1e-6);
    }
}

static void test_several_crossings_are_all_told(void **state)
{
    (void)state;
    curves c = {.shape = hill, .steps = 10000, .noise = 0.002};
    bk_turning t = ask(&c, true, 0.16);
    CHECK(t.n_crossings == 2);
    CHECK(t.crossing[0].rising && !t.crossing[1].rising);
    CHECK_NEAR(t.crossing[0].place.x, 2000, 40);
    CHECK_NEAR(t.crossing[1].place.x, 8000, 40);
}

static void test_no_crossing_is_no_crossing(void **state)
{
    (void)state;
    curves c = {.shape = hill, .steps = 10000, .noise = 0.002};
    bk_turning t = ask(&c, true, 0.4);
    CHECK(t.n_crossings == 0 && !t.unsure);
    t = ask(&c, true, 0.25); /* touched at the top: no replication can say that it is crossed */
    CHECK(t.n_crossings == 0 && t.unsure);
    t = ask(&c, false, 0); /* both ends are 0 but for noise */
    CHECK(t.flat && t.n_crossings == 0);
}

static void test_flat_ground(void **state)
{
    (void)state;
    curves c = {.shape = level_ground, .steps = 10000};
    bk_turning t = ask(&c, false, 0);
    CHECK(t.flat && t.n_crossings == 0 && !t.unsure && t.n_points == 17);
    t = ask(&c, true, 5); /* it lies on the level */
    CHECK(t.n_crossings == 0 && t.unsure);
    t = ask(&c, true, 4);
    CHECK(t.n_crossings == 0 && !t.unsure);
}

/* With little noise the windows get narrow, and the bending outside them does no harm. */
static void test_a_bending_curve_is_met_closely(void **state)
{
    (void)state;
    for (int32_t i = 1; i <= 9; i++) {
        curves c = {.shape = turn, .steps = 100000, .noise = 0.001};
        double level = i / 10.0, truth = 62000 - 5000 * log(1 / level - 1);
        bk_turning t = ask(&c, true, level);
        CHECK(t.n_crossings == 1);
        bk_fit_place place = t.crossing[0].place;
        CHECK_MSG(place.high - place.low < 60 && fabs(place.x - truth) < 40,
                  "level %g: %g (%g to %g), truly %g", level, place.x, place.low, place.high,
                  truth);
    }
}

static void test_the_steepest_stretch(void **state)
{
    (void)state;
    curves c = {.shape = turn, .steps = 16000, .noise = 0.02};
    bk_turning t = ask(&c, false, 0);
    CHECK(t.steepest.found && t.steepest.from == 9000 && t.steepest.to == 11000);
    CHECK(t.steepest.low <= 9000 && t.steepest.high >= 11000);
    CHECK(t.steepest.high - t.steepest.low <= 4000);
    CHECK(t.steepest.slope.low > 0);
    CHECK_NEAR(t.steepest.slope.mean, (turn(0.6875) - turn(0.5625)) / 2000, 1e-5);
}

static void test_curves_that_do_not_exist(void **state)
{
    (void)state;
    curves c = {.shape = line, .steps = 10000, .noise = 0.01, .absent = 4};
    bk_turning t = ask(&c, false, 0);
    CHECK(t.replications == REPLICATIONS - 4 && t.n_crossings == 1);
    CHECK_NEAR(t.crossing[0].place.x, 5000, 100);
    c.absent = REPLICATIONS;
    t = ask(&c, false, 0);
    CHECK(t.replications == 0 && t.n_crossings == 0 && t.n_points == 0);
}

static void test_one_replication_has_no_interval(void **state)
{
    (void)state;
    curves c = {.shape = square, .steps = 10000, .replications = 1, .noise = 0.001};
    bk_turning t = ask(&c, true, 0.5);
    CHECK(t.replications == 1 && t.n_crossings >= 1);
    CHECK_NEAR(t.crossing[0].place.x, 7071, 30);
    CHECK_SAME(t.crossing[0].place.low, t.crossing[0].place.x);
}

/* What the source answers comes through, wherever it happens. */
static void test_errors_come_through(void **state)
{
    (void)state;
    curves whole = {.shape = turn, .steps = 10000, .noise = 0.02};
    ask(&whole, true, 0.3);
    CHECK(whole.asked > 20);
    for (int32_t left = 1; left < whole.asked; left++) {
        static bk_turning out;
        curves c = {.shape = turn,
                    .steps = 10000,
                    .noise = 0.02,
                    .replications = REPLICATIONS,
                    .left = left};
        bk_turning_question q = {.steps = 10000,
                                 .replications = REPLICATIONS,
                                 .level_given = true,
                                 .level = 0.3,
                                 .source = answer,
                                 .context = &c};
        CHECK(bk_turning_find(&q, &out) == BK_ERR_CANCELLED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_is_exact),
        cmocka_unit_test(test_interval_of_a_line),
        cmocka_unit_test(test_a_curve_between_whole_numbers),
        cmocka_unit_test(test_few_whole_numbers),
        cmocka_unit_test(test_several_crossings_are_all_told),
        cmocka_unit_test(test_no_crossing_is_no_crossing),
        cmocka_unit_test(test_flat_ground),
        cmocka_unit_test(test_a_bending_curve_is_met_closely),
        cmocka_unit_test(test_the_steepest_stretch),
        cmocka_unit_test(test_curves_that_do_not_exist),
        cmocka_unit_test(test_one_replication_has_no_interval),
        cmocka_unit_test(test_errors_come_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
