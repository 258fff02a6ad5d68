/* Sobol' points: primitive polynomials, even in each dimension and in every pair of them, shifted
 * by the seed, and better than chance at what they are for. */
#include "random/philox.h"
#include "stats/sobol_sequence.h"
#include "support/support.h"

#include <string.h>

enum { LOG_MOST = 12 };

/* ---- the table ---- */

/* The powers of x modulo the polynomial come back to 1 after 2^degree - 1 steps and no sooner. */
static bool is_primitive(uint32_t polynomial, int32_t degree)
{
    uint32_t order = (1u << degree) - 1, x = 1;
    for (uint32_t i = 1; i <= order; i++) {
        x <<= 1;
        if ((x >> degree) & 1) x ^= polynomial;
        if (x == 1) return i == order;
    }
    return false;
}

static void test_polynomials_are_primitive_and_differ(void **state)
{
    (void)state;
    int32_t last_degree = 0;
    uint32_t last = 0;
    for (int32_t d = 1; d < BK_SOBOL_DIMENSIONS; d++) {
        int32_t degree;
        uint32_t polynomial;
        bk_sobol_polynomial(d, &degree, &polynomial);
        CHECK_MSG((polynomial >> degree) == 1 && is_primitive(polynomial, degree), "dimension %d",
                  (int)d);
        CHECK_MSG(degree >= last_degree && polynomial > last, "dimension %d", (int)d);
        last_degree = degree;
        last = polynomial;
    }
    CHECK(!is_primitive(31, 4)); /* irreducible, but x has order 5: the check can say no */
}

/* ---- how even: the t of (t, m, 2)-nets, from the points themselves ---- */

/* The digits of a point's coordinate before the shift, as an integer of LOG_MOST bits. */
static uint32_t digits(const bk_sobol_sequence *sequence, uint32_t index, int32_t dimension)
{
    uint32_t out = 0;
    for (int32_t k = 0; k < BK_SOBOL_BITS; k++)
        if ((index >> k) & 1) out ^= sequence->direction[dimension][k];
    return out >> (BK_SOBOL_BITS - LOG_MOST);
}

/* Whether the first 2^m points have the same number in every box of 2^-i by 2^-j. */
static bool is_even(const uint32_t *x, const uint32_t *y, int32_t m, int32_t i, int32_t j)
{
    uint16_t count[1 << LOG_MOST] = {0};
    for (int32_t p = 0; p < 1 << m; p++)
        count[((x[p] >> (LOG_MOST - i)) << j) | (y[p] >> (LOG_MOST - j))]++;
    for (int32_t box = 0; box < 1 << (i + j); box++)
        if (count[box] != 1 << (m - i - j)) return false;
    return true;
}

/* The least t: all boxes of volume 2^(t - m) hold 2^t points. */
static int32_t quality(const uint32_t *x, const uint32_t *y, int32_t m)
{
    for (int32_t t = 0; t < m; t++) {
        bool even = true;
        for (int32_t i = 0; even && i <= m - t; i++) even = is_even(x, y, m, i, m - t - i);
        if (even) return t;
    }
    return m;
}

static uint32_t point[BK_SOBOL_DIMENSIONS][1 << LOG_MOST];

static void fill_points(void)
{
    static bk_sobol_sequence sequence;
    bk_sobol_sequence_init(&sequence, BK_SOBOL_DIMENSIONS, 1);
    for (int32_t d = 0; d < BK_SOBOL_DIMENSIONS; d++)
        for (uint32_t i = 0; i < 1 << LOG_MOST; i++) point[d][i] = digits(&sequence, i, d);
}

/* t = 0 in one dimension: 2^m points, one in each of 2^m parts. */
static void test_every_dimension_is_even(void **state)
{
    (void)state;
    fill_points();
    for (int32_t d = 0; d < BK_SOBOL_DIMENSIONS; d++)
        for (int32_t m = 1; m <= LOG_MOST; m++)
            CHECK_MSG(is_even(point[d], point[d], m, m, 0), "dimension %d, 2^%d points", (int)d,
                      (int)m);
}

/* The bounds are what tools/search-sobol reached, in the first 2, 16, 40 and all dimensions, and
 * the sums over all pairs are those of its table. */
static void test_pairs_are_nearly_even(void **state)
{
    (void)state;
    fill_points();
    const int32_t upto[] = {2, 16, 40, BK_SOBOL_DIMENSIONS}, logs[] = {6, 8, 10};
    const int32_t bound[3][4] = {{0, 5, 5, 5}, {0, 5, 6, 7}, {0, 5, 7, 8}};
    const int64_t total[] = {3748, 4580, 5137};
    for (int32_t l = 0; l < 3; l++) {
        int32_t worst = 0, group = 0;
        int64_t sum = 0;
        for (int32_t d = 1; d < BK_SOBOL_DIMENSIONS; d++) {
            for (int32_t e = 0; e < d; e++) {
                int32_t t = quality(point[e], point[d], logs[l]);
                if (t > worst) worst = t;
                sum += t;
            }
            if (d + 1 < upto[group]) continue;
            CHECK_MSG(worst <= bound[l][group], "2^%d points, %d dimensions: t %d, mean %g",
                      (int)logs[l], (int)upto[group], (int)worst, (double)sum / (d * (d + 1) / 2));
            group++;
        }
        CHECK_MSG(sum == total[l], "2^%d points: all t sum up to %d", (int)logs[l], (int)sum);
    }
}

/* ---- the shift ---- */

static void test_shift_is_of_the_seed_and_keeps_evenness(void **state)
{
    (void)state;
    static bk_sobol_sequence a, b, fewer;
    bk_sobol_sequence_init(&a, 40, 7);
    bk_sobol_sequence_init(&b, 40, 8);
    bk_sobol_sequence_init(&fewer, 3, 7);
    int32_t same = 0;
    for (int32_t d = 0; d < 40; d++) {
        bool seen[256] = {false};
        for (uint32_t i = 0; i < 256; i++) {
            double u = bk_sobol_sequence_at(&a, i, d);
            CHECK(u > 0 && u < 1);
            int32_t part = (int32_t)(u * 256);
            CHECK_MSG(!seen[part], "dimension %d, point %u", (int)d, i);
            seen[part] = true;
            if (d < 3) CHECK_SAME(u, bk_sobol_sequence_at(&fewer, i, d));
            double other = bk_sobol_sequence_at(&b, i, d);
            same += u <= other && u >= other;
        }
    }
    CHECK(same == 0);
}

/* What they are for: the mean of a product over the cube, against as many points by chance. The
 * product of (0.5 + u_d) over 6 dimensions has mean 1. */
static void test_means_are_closer_than_by_chance(void **state)
{
    (void)state;
    static bk_sobol_sequence sequence;
    double even = 0, chance = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        bk_sobol_sequence_init(&sequence, 6, seed);
        double sum[2] = {0, 0};
        for (uint32_t i = 0; i < 1024; i++) {
            double product[2] = {1, 1};
            for (int32_t d = 0; d < 6; d++) {
                product[0] *= 0.5 + bk_sobol_sequence_at(&sequence, i, d);
                product[1] *= 0.5 + bk_uniform(bk_philox(seed, i, (uint64_t)d).word[0]);
            }
            sum[0] += product[0] / 1024;
            sum[1] += product[1] / 1024;
        }
        even += (sum[0] - 1) * (sum[0] - 1);
        chance += (sum[1] - 1) * (sum[1] - 1);
    }
    CHECK_MSG(even < chance / 50, "squared error %g, by chance %g", even, chance);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_polynomials_are_primitive_and_differ),
        cmocka_unit_test(test_every_dimension_is_even),
        cmocka_unit_test(test_pairs_are_nearly_even),
        cmocka_unit_test(test_shift_is_of_the_seed_and_keeps_evenness),
        cmocka_unit_test(test_means_are_closer_than_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
