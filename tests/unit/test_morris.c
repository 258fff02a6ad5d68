/* The design is what the method says, and effects of known functions come out as they must. */
#include "random/distributions.h"
#include "stats/morris.h"
#include "support/support.h"

#include <math.h>
#include <stdlib.h>

static double normal(uint64_t key, uint64_t i, uint64_t j)
{
    return bk_normal_quantile(bk_uniform(bk_philox(key, i, j).word[0]));
}

typedef double (*function)(const double *x);

/* Runs f at every point; noise of this size, drawn once a trajectory, and half of it a point. */
static double *run(const bk_morris *m, function f, double noise, uint64_t key)
{
    int32_t k = m->inputs, points = m->trajectories * (k + 1);
    double *y = malloc(2 * (size_t)points * sizeof *y);
    for (int32_t luck = 0; luck < 2; luck++)
        for (int32_t i = 0; i < points; i++) {
            uint64_t at = (uint64_t)(luck * points + i);
            double shared = normal(key, (uint64_t)(luck * points + i / (k + 1)), 1);
            y[at] = f(m->point + (int64_t)i * k) + noise * (shared + 0.5 * normal(key, at, 2));
        }
    return y;
}

static void test_design(void **state)
{
    (void)state;
    enum { K = 7, N = 12 };
    bk_morris m;
    CHECK(bk_morris_make(3, K, N, 40, &m) == BK_OK);
    for (int32_t t = 0; t < N; t++) {
        int32_t moves[K] = {0};
        for (int32_t i = 0; i <= K; i++) {
            const double *p = m.point + (t * (K + 1) + i) * K;
            for (int32_t j = 0; j < K; j++) {
                double level = p[j] * (BK_MORRIS_LEVELS - 1);
                CHECK_NEAR(level, floor(level + 0.5), 1e-12);
                CHECK(p[j] >= 0 && p[j] <= 1);
                if (i == K) continue;
                bool moved = m.moved[t * K + i] == j;
                double step = fabs(p[K + j] - p[j]);
                CHECK_NEAR(step, moved ? BK_MORRIS_STEP : 0, 1e-12);
                moves[j] += moved;
            }
        }
        for (int32_t j = 0; j < K; j++) assert_int_equal(moves[j], 1);
    }
    bk_morris_clear(&m);
    CHECK(m.point == NULL);
}

static double spread(const bk_morris *m)
{
    int32_t k = m->inputs, points = m->trajectories * (k + 1);
    double sum = 0;
    for (int32_t a = 0; a < points; a++)
        for (int32_t b = 0; b < points; b++) {
            double squares = 0;
            for (int32_t j = 0; j < k; j++) {
                double d = m->point[a * k + j] - m->point[b * k + j];
                squares += d * d;
            }
            sum += sqrt(squares);
        }
    return sum;
}

/* Choosing among many spreads them; the same key gives the same design. */
static void test_spread(void **state)
{
    (void)state;
    double few = 0, many = 0;
    for (uint64_t key = 0; key < 10; key++) {
        bk_morris m, again;
        CHECK(bk_morris_make(key, 5, 6, 6, &m) == BK_OK);
        few += spread(&m);
        bk_morris_clear(&m);
        CHECK(bk_morris_make(key, 5, 6, 60, &m) == BK_OK);
        CHECK(bk_morris_make(key, 5, 6, 60, &again) == BK_OK);
        many += spread(&m);
        for (int32_t i = 0; i < 6 * 6 * 5; i++) CHECK_SAME(m.point[i], again.point[i]);
        bk_morris_clear(&m);
        bk_morris_clear(&again);
    }
    CHECK_MSG(many > 1.02 * few, "%g against %g", many, few);
}

static double straight(const double *x)
{
    return 5 - 4 * x[0] + 2 * x[1] + 0 * x[2];
}

static void test_straight_line_is_exact(void **state)
{
    (void)state;
    bk_morris m;
    bk_effect e[3];
    CHECK(bk_morris_make(1, 3, 5, 5, &m) == BK_OK);
    double *y = run(&m, straight, 0, 0);
    bk_morris_effects(&m, y, e);
    const double slope[] = {-4, 2, 0};
    for (int32_t j = 0; j < 3; j++) {
        assert_int_equal(e[j].n, 5);
        CHECK_NEAR(e[j].mean, slope[j], 1e-12);
        CHECK_NEAR(e[j].mean_absolute, fabs(slope[j]), 1e-12);
        CHECK_NEAR(e[j].deviation, 0, 1e-12);
        CHECK_NEAR(e[j].strength, fabs(slope[j]), 1e-7);
    }
    free(y);
    bk_morris_clear(&m);
}

/* Morris's own: twenty inputs, of which 1 to 7 bend or act together, 8 to 10 are straight and
 * strong, and the other ten nearly nothing (the remaining coefficients are drawn from N(0, 1)). */
static double morris_1991(const double *x)
{
    double w[20], y = 0;
    for (int32_t i = 0; i < 20; i++)
        w[i] =
            i == 2 || i == 4 || i == 6 ? 2 * (1.1 * x[i] / (x[i] + 0.1) - 0.5) : 2 * (x[i] - 0.5);
    for (uint64_t i = 0; i < 20; i++) {
        y += (i < 10 ? 20 : normal(1991, i, i)) * w[i];
        for (uint64_t j = i + 1; j < 20; j++) {
            y += (j < 6 ? -15 : normal(1991, i, j)) * w[i] * w[j];
            for (uint64_t l = j + 1; l < 5; l++) {
                y += -10 * w[i] * w[j] * w[l];
                for (uint64_t s = l + 1; s < 4; s++) y += 5 * w[i] * w[j] * w[l] * w[s];
            }
        }
    }
    return y;
}

static void test_known_function(void **state)
{
    (void)state;
    bk_morris m;
    bk_effect e[20];
    CHECK(bk_morris_make(4, 20, 20, 60, &m) == BK_OK);
    double *y = run(&m, morris_1991, 0, 0);
    bk_morris_effects(&m, y, e);
    for (int32_t i = 0; i < 10; i++)
        for (int32_t j = 10; j < 20; j++) CHECK(e[i].mean_absolute > 2 * e[j].mean_absolute);
    for (int32_t i = 7; i < 10; i++) {
        CHECK_NEAR(e[i].mean, 40, 6); /* 20 times 2, and the small products */
        for (int32_t j = 0; j < 6; j++) CHECK(e[j].deviation > 2 * e[i].deviation);
    }
    free(y);
    bk_morris_clear(&m);
}

/* Noise as large as the effects: mu* of an input that does nothing is far from 0, its strength
 * squared is not. 400 trajectories; bound of five standard errors, false alarm under 1e-6 each. */
static void test_noise_is_told_apart(void **state)
{
    (void)state;
    bk_morris m;
    bk_effect e[3];
    CHECK(bk_morris_make(9, 3, 400, 400, &m) == BK_OK);
    double *y = run(&m, straight, 3, 71);
    bk_morris_effects(&m, y, e);
    CHECK(e[2].mean_absolute > 1);
    const double slope[] = {-4, 2, 0};
    for (int32_t j = 0; j < 3; j++) {
        double square = e[j].strength * e[j].strength;
        CHECK_NEAR(square, slope[j] * slope[j], 5 * e[j].error);
        CHECK(e[j].error < 2);
    }
    free(y);
    bk_morris_clear(&m);
}

static void test_absent(void **state)
{
    (void)state;
    bk_morris m;
    bk_effect e[3];
    CHECK(bk_morris_make(1, 3, 2, 2, &m) == BK_OK);
    double *y = run(&m, straight, 0, 0);
    y[0] = (double)NAN; /* the first trajectory's first step, under one luck */
    bk_morris_effects(&m, y, e);
    int32_t first = m.moved[0];
    for (int32_t j = 0; j < 3; j++) assert_int_equal(e[j].n, j == first ? 1 : 2);
    for (int32_t i = 0; i < 16; i++) y[i] = (double)NAN;
    bk_morris_effects(&m, y, e);
    assert_int_equal(e[0].n, 0);
    CHECK(isnan(e[0].mean) && isnan(e[0].strength));
    free(y);
    bk_morris_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_design),
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_straight_line_is_exact),
        cmocka_unit_test(test_known_function),
        cmocka_unit_test(test_noise_is_told_apart),
        cmocka_unit_test(test_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
