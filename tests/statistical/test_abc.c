/* Calibration finds known parameters again: three of them, from five noisy targets of a model that
 * is cheap enough to be calibrated often. */
#include "evidence/abc.h"
#include "random/numeric.h"
#include "random/philox.h"
#include "support/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FREE = 3, TARGETS = 5 };

/* A model that bends, with luck of its own; sd 0.1 of a published error. */
static const double PUBLISHED_ERROR[TARGETS] = {0.02, 0.03, 0.02, 0.05, 0.03};

static void simulate(const double *x, uint64_t luck, double noise, double *out)
{
    out[0] = x[0] * (1 - x[1] / 3);
    out[1] = x[1] + 0.3 * x[2] * x[2];
    out[2] = x[2] - 0.5 * x[0] * x[1];
    out[3] = x[0] + x[1] + x[2];
    out[4] = exp(-x[0]) + 0.2 * x[2];
    for (int i = 0; i < TARGETS; i++)
        out[i] += noise * PUBLISHED_ERROR[i] *
                  bk_normal_quantile(bk_uniform(bk_philox(luck, (uint64_t)i, 7).word[0]));
}

typedef struct {
    double target[TARGETS];
    int32_t saved;
} study;

static bk_status distance(void *context, const double *point, uint64_t luck, double *out)
{
    const study *s = context;
    double y[TARGETS], sum = 0;
    simulate(point, luck, 0.1, y);
    for (int i = 0; i < TARGETS; i++) {
        double error = (y[i] - s->target[i]) / PUBLISHED_ERROR[i];
        sum += error * error;
    }
    *out = sqrt(sum / TARGETS);
    return BK_OK;
}

static bk_status count_round(void *context)
{
    ((study *)context)->saved++;
    return BK_OK;
}

static const double LOW[FREE] = {0, 0, 0}, HIGH[FREE] = {1, 1, 1};

static bk_abc_problem problem_of(study *s, uint64_t seed)
{
    return (bk_abc_problem){.n_free = FREE,
                            .low = LOW,
                            .high = HIGH,
                            .particles = 200,
                            .rounds = 40,
                            .errors = TARGETS,
                            .seed = seed,
                            .distance = distance,
                            .round_over = count_round,
                            .context = s};
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Whether the 90 % interval of free parameter j holds truth. */
static bool covers(const bk_abc *abc, int32_t j, double truth)
{
    double value[200];
    for (int32_t i = 0; i < 200; i++) value[i] = abc->point[i * FREE + j];
    qsort(value, 200, sizeof value[0], by_value);
    return value[9] <= truth && truth <= value[190];
}

static void test_finds_known_parameters_again(void **state)
{
    (void)state;
    int32_t repeats = test_is_long() ? 400 : 40, covered[FREE] = {0};
    for (int32_t r = 0; r < repeats; r++) {
        uint64_t key = test_seed((uint64_t)r);
        double truth[FREE];
        for (int j = 0; j < FREE; j++)
            truth[j] = 0.15 + 0.7 * bk_uniform(bk_philox(key, (uint64_t)j, 1).word[0]);
        study s = {.saved = 0};
        simulate(truth, key, 1.0, s.target); /* published with its error */
        bk_abc_problem p = problem_of(&s, key);
        bk_abc abc;
        CHECK(bk_abc_start(&p, &abc) == BK_OK && bk_abc_go_on(&p, &abc) == BK_OK);
        CHECK_MSG(bk_abc_is_over(&p, &abc) && abc.round < p.rounds,
                  "repeat %d stops at %g after %d", (int)r, abc.distance[199], (int)abc.round);
        assert_int_equal(s.saved, abc.round + 1);
        for (int j = 0; j < FREE; j++) covered[j] += covers(&abc, j, truth[j]);
        bk_abc_clear(&abc);
    }
    /* Binomial at 0.9: 40 repeats fall below 29 with probability 3e-4 (three checks: 1e-3), fixed
     * seeds; 400 below 320 with 1e-9. */
    for (int j = 0; j < FREE; j++)
        CHECK_MSG(covered[j] >= (repeats == 40 ? 29 : 320), "parameter %d: covered %d of %d", j,
                  (int)covered[j], (int)repeats);
}

/* The posterior is far narrower than the prior, and a parameter no target sees keeps its prior. */
static bk_status blind(void *context, const double *point, uint64_t luck, double *out)
{
    const double seen[FREE] = {point[0], 0.5, 0.5};
    return distance(context, seen, luck, out);
}

static double spread(const bk_abc *abc, int32_t j)
{
    double mean = 0, squares = 0;
    for (int32_t i = 0; i < abc->particles; i++) mean += abc->point[i * FREE + j];
    mean /= abc->particles;
    for (int32_t i = 0; i < abc->particles; i++) {
        double step = abc->point[i * FREE + j] - mean;
        squares += step * step;
    }
    return sqrt(squares / (abc->particles - 1)) / sqrt(1.0 / 12);
}

static void test_what_is_not_determined_keeps_its_prior(void **state)
{
    (void)state;
    const double truth[FREE] = {0.4, 0.5, 0.5};
    study s = {.saved = 0};
    simulate(truth, 1, 0, s.target);
    bk_abc_problem p = problem_of(&s, test_seed(77));
    p.distance = blind;
    bk_abc abc;
    CHECK(bk_abc_start(&p, &abc) == BK_OK && bk_abc_go_on(&p, &abc) == BK_OK);
    CHECK_MSG(spread(&abc, 0) < 0.2, "seen: %g of the prior's", spread(&abc, 0));
    CHECK_MSG(spread(&abc, 1) > 0.8 && spread(&abc, 2) > 0.8, "unseen: %g and %g", spread(&abc, 1),
              spread(&abc, 2));
    bk_abc_clear(&abc);
}

/* Stopped after any round and gone on with, the same bytes. */
static void test_goes_on_as_if_never_stopped(void **state)
{
    (void)state;
    study s = {.target = {0.4, 0.5, 0.4, 1.3, 0.7}};
    bk_abc_problem p = problem_of(&s, test_seed(5));
    bk_abc whole, parts;
    CHECK(bk_abc_start(&p, &whole) == BK_OK && bk_abc_go_on(&p, &whole) == BK_OK);
    CHECK(whole.round >= 3);
    CHECK(bk_abc_start(&p, &parts) == BK_OK);
    for (int32_t most = 1; most <= 40; most++) {
        p.rounds = most;
        CHECK(bk_abc_go_on(&p, &parts) == BK_OK);
    }
    assert_int_equal(whole.round, parts.round);
    CHECK(whole.simulations == parts.simulations);
    assert_memory_equal(whole.point, parts.point, 200 * FREE * sizeof(double));
    bk_abc_clear(&whole);
    bk_abc_clear(&parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_known_parameters_again),
        cmocka_unit_test(test_what_is_not_determined_keeps_its_prior),
        cmocka_unit_test(test_goes_on_as_if_never_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
