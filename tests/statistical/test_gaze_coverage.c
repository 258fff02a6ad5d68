/* The intervals of `blikk gaze` hold what they promise: 95 % of studies, simulated. Groups differ
 * by a beta distribution whose intraclass correlation is given; coders see the truth or guess.
 *
 * Bounds: the least coverage promised below less 5 standard errors of the simulation, so a false
 * alarm is rarer than one in a million. */
#include "evidence/agreement.h"
#include "evidence/clusters.h"
#include "support/support.h"

#include <math.h>

typedef struct {
    uint64_t random;
} dice;

static double uniform(dice *d)
{
    return ((double)(test_random(&d->random) >> 11) + 0.5) * 0x1p-53;
}

/* Gamma: G. Marsaglia & W. W. Tsang, ACM Trans. Math. Softw. 26, 2000. */
static double gamma_draw(dice *d, double shape)
{
    if (shape < 1) return gamma_draw(d, shape + 1) * pow(uniform(d), 1 / shape);
    double a = shape - 1.0 / 3, c = 1 / sqrt(9 * a);
    for (;;) {
        double x = sqrt(-2 * log(uniform(d))) * cos(6.283185307179586 * uniform(d));
        double v = pow(1 + c * x, 3);
        if (v > 0 && log(uniform(d)) < 0.5 * x * x + a - a * v + a * log(v)) return a * v;
    }
}

/* A group's own share: mean p, intraclass correlation icc. */
static double share_draw(dice *d, double p, double icc)
{
    if (icc <= 0) return p;
    double k = (1 - icc) / icc, x = gamma_draw(d, p * k), y = gamma_draw(d, (1 - p) * k);
    return x / (x + y);
}

static bk_cluster cluster_draw(dice *d, double p, double icc, int32_t units)
{
    int32_t n = units / 2 + (int32_t)(uniform(d) * (double)units);
    bk_cluster c = {.units = n > 0 ? n : 1};
    double own = share_draw(d, p, icc);
    for (int32_t u = 0; u < (int32_t)c.units; u++) c.sum += uniform(d) < own;
    return c;
}

typedef struct {
    double p, icc;
    int32_t groups, units;
    double least; /* coverage promised */
} study;

static const study STUDIES[] = {
    {0.05, 0.00, 6, 20, 0.94},  {0.10, 0.05, 8, 12, 0.94}, {0.30, 0.05, 4, 20, 0.94},
    {0.30, 0.10, 10, 15, 0.93}, {0.50, 0.20, 6, 20, 0.93}, {0.40, 0.05, 20, 20, 0.93},
};

static void test_shares_and_differences_cover(void **state)
{
    (void)state;
    enum { MOST = 40 };
    int32_t n = test_is_long() ? 20000 : 1500;
    for (size_t s = 0; s < sizeof STUDIES / sizeof STUDIES[0]; s++) {
        const study *t = &STUDIES[s];
        dice d = {test_seed(s)};
        int32_t share = 0, difference = 0;
        for (int32_t i = 0; i < n; i++) {
            bk_cluster a[MOST] = {{0, 0}}, b[MOST] = {{0, 0}};
            for (int32_t g = 0; g < t->groups; g++) {
                a[g] = cluster_draw(&d, t->p, t->icc, t->units);
                b[t->groups + g] = cluster_draw(&d, t->p, t->icc, t->units);
            }
            bk_clustered one = bk_clusters_share(a, t->groups);
            bk_clustered two = bk_clusters_difference(a, b, 2 * t->groups);
            share += one.low <= t->p && t->p <= one.high;
            difference += two.low <= 0 && 0 <= two.high;
        }
        double least = t->least - 5 * sqrt(t->least * (1 - t->least) / n);
        CHECK_MSG(share >= least * n, "study %d: share covered %d of %d", (int)s, (int)share,
                  (int)n);
        CHECK_MSG(difference >= least * n, "study %d: difference covered %d of %d", (int)s,
                  (int)difference, (int)n);
    }
}

/* Units of one group of a study: two coders who see the truth with probability keep, else guess. */
static void code_group(dice *d, double keep, int32_t units, int32_t *count)
{
    double p = share_draw(d, 0.35, 0.1);
    for (int32_t u = 0; u < units; u++) {
        int32_t truth = uniform(d) < p ? 0 : 1;
        for (int32_t c = 0; c < 2; c++) {
            int32_t seen = uniform(d) < keep ? truth : uniform(d) < 0.35 ? 0 : 1;
            count[u * 2 + seen]++;
        }
    }
}

static void test_alpha_covers(void **state)
{
    (void)state;
    enum { UNITS = 12, GROUPS = 8, LARGE = 20000 };
    int32_t n = test_is_long() ? 10000 : 1000;
    static const double KEEP[] = {0.0, 0.6, 0.9};
    for (size_t k = 0; k < sizeof KEEP / sizeof KEEP[0]; k++) {
        dice d = {test_seed(100 + k)};
        static int32_t large[LARGE * UNITS * 2];
        for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) large[i] = 0;
        for (int32_t g = 0; g < LARGE; g++) code_group(&d, KEEP[k], UNITS, &large[g * UNITS * 2]);
        double truth = bk_agreement_nominal(LARGE * UNITS, 2, large, NULL).alpha;

        int32_t covered = 0;
        for (int32_t i = 0; i < n; i++) {
            int32_t count[GROUPS * UNITS * 2] = {0}, group[GROUPS * UNITS];
            for (int32_t g = 0; g < GROUPS; g++) {
                code_group(&d, KEEP[k], UNITS, &count[g * UNITS * 2]);
                for (int32_t u = 0; u < UNITS; u++) group[g * UNITS + u] = g;
            }
            bk_agreement a = bk_agreement_nominal(GROUPS * UNITS, 2, count, group);
            covered += a.low <= truth && truth <= a.high;
        }
        double least = 0.92 - 5 * sqrt(0.92 * 0.08 / n);
        CHECK_MSG(covered >= least * n, "keep %g, alpha %g: covered %d of %d", KEEP[k], truth,
                  (int)covered, (int)n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares_and_differences_cover),
        cmocka_unit_test(test_alpha_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
