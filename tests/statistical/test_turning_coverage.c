/* Crossings: 95 % intervals cover the truth, for curves of several shapes, with independent noise
 * at every point and with luck shared along a whole curve; the search for points is part of it. And
 * hysteresis: found on a bistable process, never on monostable ones however slow.
 *
 * Each case counts how many of TRIALS intervals cover; ./test long has 1,000 and asks for 93 to 97
 * % as the design has it, with a bound for chance beside it. */
#include "random/distributions.h"
#include "stats/hysteresis.h"
#include "stats/turning.h"
#include "support/support.h"

#include <math.h>
#include <stdio.h>

enum { REPLICATIONS = 20 };

/* ---- crossings ---- */

typedef struct {
    int32_t shape;
    int64_t steps;
    double noise;  /* standard deviation of a value */
    double shared; /* share of it, as a standard deviation, that a curve has in common */
    bool half;     /* the level is half-way between the ends */
    uint64_t seed, trial;
} process;

static double shape_at(int32_t shape, double t)
{
    switch (shape) {
    case 0: /* the gaze, about: flat, then steep, then bending over */
        return 0.02 + 0.35 * (1 - bk_exp(-bk_pow(t / 0.6, 3)));
    case 1: /* steep and symmetrical */
        return 1 / (1 + bk_exp((0.55 - t) / 0.08));
    case 2: /* bending all the way */
        return t * t;
    default: /* a corner, then falling off */
        return t < 0.5 ? 0.1 + 0.05 * t : 0.125 + 0.8 * (1 - bk_exp((0.5 - t) / 0.15));
    }
}

static double normal(const process *p, int32_t replication, uint64_t what)
{
    uint64_t key = bk_key_derive(p->seed, p->trial, (uint64_t)replication, 0);
    return bk_normal_quantile(bk_uniform(bk_philox(key, what, 0).word[0]));
}

static bk_status answer(void *context, int32_t n, const int64_t *at, double *y)
{
    const process *p = context;
    double own = sqrt(1 - p->shared * p->shared);
    for (int32_t r = 0; r < REPLICATIONS; r++) {
        double height = normal(p, r, UINT64_MAX), tilt = normal(p, r, UINT64_MAX - 1);
        for (int32_t i = 0; i < n; i++) {
            double t = (double)at[i] / (double)p->steps;
            double common = p->shared * (0.8 * height + 1.2 * (t - 0.5) * tilt);
            y[i * REPLICATIONS + r] =
                shape_at(p->shape, t) + p->noise * (common + own * normal(p, r, (uint64_t)at[i]));
        }
    }
    return BK_OK;
}

static double level_of(const process *p)
{
    return p->half ? (shape_at(p->shape, 0) + shape_at(p->shape, 1)) / 2 : 0.3;
}

/* Where the true curve crosses; between whole numbers it is a straight line. */
static double truth_of(const process *p)
{
    double level = level_of(p), n = (double)p->steps;
    int64_t i = 0;
    while (shape_at(p->shape, (double)(i + 1) / n) < level) i++;
    double below = shape_at(p->shape, (double)i / n);
    return (double)i + (level - below) / (shape_at(p->shape, (double)(i + 1) / n) - below);
}

static const process CASES[] = {
    {.shape = 0, .steps = 185, .noise = 0.02, .shared = 0.8, .half = true},
    {.shape = 0, .steps = 12000, .noise = 0.05, .half = true},
    {.shape = 0, .steps = 12000, .noise = 0.01, .shared = 0.8},
    {.shape = 1, .steps = 12000, .noise = 0.2, .shared = 0.8, .half = true},
    {.shape = 1, .steps = 37, .noise = 0.05},
    {.shape = 2, .steps = 12000, .noise = 0.2},
    {.shape = 2, .steps = 185, .noise = 0.05, .shared = 0.8, .half = true},
    {.shape = 3, .steps = 12000, .noise = 0.05, .half = true},
};
enum { N_CASES = sizeof CASES / sizeof CASES[0] };

typedef struct {
    int32_t found, covered, steepest_covered;
} tally;

/* Whether the steepest stretch of the true curve lies within the interval. */
static bool covers_steepest(const process *p, const bk_turning_stretch *s)
{
    double most = -1;
    int64_t from = 0, to = 0;
    for (int64_t i = 0; i + 2 <= 16; i++) {
        int64_t a = p->steps * i / 16, b = p->steps * (i + 2) / 16;
        double rise = (shape_at(p->shape, (double)b / (double)p->steps) -
                       shape_at(p->shape, (double)a / (double)p->steps)) /
                      (double)(b - a);
        if (rise <= most) continue;
        most = rise;
        from = a;
        to = b;
    }
    return s->found && s->low <= from && s->high >= to;
}

static tally count(int32_t index, int32_t trials)
{
    process p = CASES[index];
    p.seed = test_seed(100 + (uint64_t)index);
    tally out = {0};
    double truth = truth_of(&p);
    for (int32_t i = 0; i < trials; i++) {
        static bk_turning t;
        p.trial = (uint64_t)i;
        bk_turning_question q = {.steps = p.steps,
                                 .replications = REPLICATIONS,
                                 .level_given = !p.half,
                                 .level = level_of(&p),
                                 .source = answer,
                                 .context = &p};
        CHECK(bk_turning_find(&q, &t) == BK_OK);
        out.steepest_covered += covers_steepest(&p, &t.steepest);
        if (t.n_crossings != 1 || !t.crossing[0].place.found) continue;
        out.found++;
        bk_fit_place place = t.crossing[0].place;
        out.covered += place.low <= truth && truth <= place.high;
    }
    return out;
}

/* In ./test long all cases together must cover in 93 to 97 %, and each within five standard errors
 * of 95 % besides (with 1,000 repeats: 0.95 +- 0.034). The shorter one has 60 repeats a case, 480
 * in all: 0.95 +- 0.05 for all together, and 0.95 - 0.14 for each; both five standard errors. */
static void test_crossings_cover(void **state)
{
    (void)state;
    int32_t trials = test_is_long() ? 1000 : 60;
    int64_t found = 0, covered = 0;
    for (int32_t i = 0; i < N_CASES; i++) {
        tally t = count(i, trials);
        CHECK_MSG(t.found > trials * 9 / 10, "case %d: %d of %d found", (int)i, (int)t.found,
                  (int)trials);
        double share = (double)t.covered / t.found, error = sqrt(0.95 * 0.05 / t.found);
        print_message("# case %d: %.3f of %d cover; steepest %.3f\n", (int)i, share, (int)t.found,
                      (double)t.steepest_covered / trials);
        CHECK_MSG(share > 0.95 - 5 * error && share < 0.95 + 5 * error, "case %d: %.3f of %d",
                  (int)i, share, (int)t.found);
        CHECK_MSG((double)t.steepest_covered / trials > 0.95 - 5 * error, "case %d: steepest %d",
                  (int)i, (int)t.steepest_covered);
        found += t.found;
        covered += t.covered;
    }
    double all = (double)covered / (double)found;
    print_message("# all: %.4f of %d cover\n", all, (int)found);
    if (test_is_long())
        CHECK_MSG(all > 0.93 && all < 0.97, "%.4f cover", all);
    else
        CHECK_MSG(all > 0.90 && all < 1, "%.4f cover", all);
}

/* ---- there and back ---- */

enum { STEPS = 9, LOOP_REPLICATIONS = 20 };

typedef enum { LINEAR, TURNS_EARLY, TURNS_MIDDLE, TURNS_LATE, BISTABLE } process_kind;

typedef struct {
    process_kind kind;
    double tau; /* weeks */
    double noise;
    uint64_t key, draws;
    double y;
} loop;

/* Where the process is drawn to at x, and how fast: a first-order lag, or a double well that tips
 * at x = 0.5 +- 0.24 and stays between. */
static double drift(const loop *l, double x)
{
    double turn = l->kind == TURNS_EARLY ? 0.2 : l->kind == TURNS_MIDDLE ? 0.5 : 0.8;
    if (l->kind == LINEAR) return (x - l->y) / l->tau;
    if (l->kind == BISTABLE) return ((2 * x - 1) * 0.8 + l->y - l->y * l->y * l->y) / l->tau;
    return (1 / (1 + bk_exp((turn - x) / 0.03)) - l->y) / l->tau;
}

/* Weeks at x; the mean over the second half, and how far that went between its two quarters. */
static double stay(loop *l, double x, int32_t weeks, double *settling)
{
    double third = 0, last = 0;
    int32_t n_third = 3 * weeks / 4 - weeks / 2, n_last = weeks - 3 * weeks / 4;
    for (int32_t w = 0; w < weeks; w++) {
        double z = bk_normal_quantile(bk_uniform(bk_philox(l->key, l->draws++, 0).word[0]));
        l->y += drift(l, x) + l->noise * z;
        if (w >= weeks / 2 && w < 3 * weeks / 4) third += l->y;
        if (w >= 3 * weeks / 4) last += l->y;
    }
    if (settling) *settling = last / n_last - third / n_third;
    return (third + last) / (n_third + n_last);
}

typedef struct {
    double up[LOOP_REPLICATIONS * STEPS], down[LOOP_REPLICATIONS * STEPS];
    double bottom[LOOP_REPLICATIONS], top[LOOP_REPLICATIONS], settling[LOOP_REPLICATIONS];
} travelled;

static bk_ramp travel(process_kind kind, double tau, double noise, int32_t hold, uint64_t key,
                      travelled *t)
{
    int32_t end = (STEPS + 1) * hold / 2;
    for (int32_t r = 0; r < LOOP_REPLICATIONS; r++) {
        loop l = {.kind = kind,
                  .tau = tau,
                  .noise = noise * sqrt(2 / tau),
                  .key = bk_key_derive(key, (uint64_t)r, (uint64_t)hold, 0),
                  .y = kind == BISTABLE ? -1.1 : 0};
        double at_top, at_bottom;
        t->bottom[r] = stay(&l, 0, end, NULL);
        for (int32_t k = 0; k < STEPS; k++)
            t->up[r * STEPS + k] = stay(&l, (k + 1.0) / (STEPS + 1), hold, NULL);
        t->top[r] = stay(&l, 1, end, &at_top);
        for (int32_t k = STEPS - 1; k >= 0; k--)
            t->down[r * STEPS + k] = stay(&l, (k + 1.0) / (STEPS + 1), hold, NULL);
        (void)stay(&l, 0, end, &at_bottom);
        t->settling[r] = at_top - at_bottom;
    }
    return (bk_ramp){.replications = LOOP_REPLICATIONS,
                     .steps = STEPS,
                     .up = t->up,
                     .down = t->down,
                     .bottom = t->bottom,
                     .top = t->top,
                     .settling = t->settling};
}

static bk_loop judge(process_kind kind, double tau, double noise, uint64_t key)
{
    static travelled a, b;
    double scratch[LOOP_REPLICATIONS];
    bk_ramp fast = travel(kind, tau, noise, 26, key, &a);
    bk_ramp slow = travel(kind, tau, noise, 52, key, &b);
    return bk_loop_judge(&fast, &slow, scratch);
}

/* Memories from 2 to 1,000 weeks on a ramp of 234 and 468: from keeping up to hardly moving. A
 * false alarm is a verdict of hysteresis; with 97.5 % one-sided bounds at the very worst one in
 * forty, and nearly everywhere none. */
static void test_slow_monostable_processes_are_not_hysteresis(void **state)
{
    (void)state;
    static const double TAU[] = {2, 15, 30, 60, 80, 100, 130, 160, 200, 300, 1000};
    enum { N_TAU = sizeof TAU / sizeof TAU[0] };
    int32_t trials = test_is_long() ? 40 : 2, n = 0, alarms = 0, lags = 0;
    uint64_t seed = test_seed(7);
    for (process_kind k = LINEAR; k <= TURNS_LATE; k++)
        for (int32_t i = 0; i < N_TAU; i++)
            for (int32_t trial = 0; trial < trials; trial++) {
                double noise = trial % 2 ? 0.1 : 0.02;
                bk_loop l = judge(k, TAU[i], noise, seed + (uint64_t)n++);
                alarms += l.verdict == BK_LOOP_HYSTERESIS;
                lags += l.verdict == BK_LOOP_LAG && TAU[i] <= 60;
            }
    print_message("# %d false alarms in %d; %d lags told up to 60 weeks\n", (int)alarms, (int)n,
                  (int)lags);
    /* At 0.5 % truly, more than these are rarer than one in a million. */
    CHECK_MSG(alarms <= (test_is_long() ? 28 : 5), "%d false alarms in %d", (int)alarms, (int)n);
    CHECK(lags > trials * 4);
}

/* A memory of 2 to 3.5 weeks: fast beside the ramp, and still the wells keep it. */
static void test_a_bistable_process_is_hysteresis(void **state)
{
    (void)state;
    int32_t trials = test_is_long() ? 100 : 6, found = 0, n = 0;
    for (int32_t trial = 0; trial < trials; trial++)
        for (int32_t i = 0; i < 3; i++) {
            double tau = 2 + 0.5 * i;
            bk_loop l = judge(BISTABLE, tau, 0.04, test_seed(9) + (uint64_t)n++);
            found += l.verdict == BK_LOOP_HYSTERESIS;
            if (l.verdict == BK_LOOP_HYSTERESIS) CHECK(l.remaining.low > 0.3 && l.settled);
        }
    print_message("# %d of %d found\n", (int)found, (int)n);
    CHECK_MSG(found >= n - n / 10, "%d of %d found", (int)found, (int)n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crossings_cover),
        cmocka_unit_test(test_slow_monostable_processes_are_not_hysteresis),
        cmocka_unit_test(test_a_bistable_process_is_hysteresis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
