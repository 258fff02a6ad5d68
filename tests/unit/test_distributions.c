/* Distributions: densities and cumulatives against closed forms, ends of domains, Poisson tables
 * against their cumulative. The samplers' statistics are in tests/statistical/test_samplers.c. */
#include "random/distributions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void check_near(const char *what, double got, double want, double bound)
{
    if (got == want || fabs(got - want) <= bound) return;
    fail_msg("%s: %.17g, expected %.17g within %g", what, got, want, bound);
}

static void test_fixed_and_uniform(void **state)
{
    (void)state;
    assert_true(bk_fixed_draw(3.5, 12345) == 3.5);
    assert_true(bk_fixed_cumulative(3.5, 3.4) == 0.0);
    assert_true(bk_fixed_cumulative(3.5, 3.5) == 1.0);

    assert_true(bk_uniform_draw(2, 6, 0) > 2.0);
    assert_true(bk_uniform_draw(2, 6, UINT64_MAX) <= 6.0); /* by rounding */
    assert_true(bk_uniform_density(2, 6, 3) == 0.25);
    assert_true(bk_uniform_density(2, 6, 1) == 0.0);
    assert_true(bk_uniform_density(2, 6, 7) == 0.0);
    assert_true(bk_uniform_cumulative(2, 6, 1) == 0.0);
    assert_true(bk_uniform_cumulative(2, 6, 5) == 0.75);
    assert_true(bk_uniform_cumulative(2, 6, 9) == 1.0);
    assert_true(bk_uniform_cumulative(2, 2, 2) == 1.0); /* no width */
}

static void test_exponential(void **state)
{
    (void)state;
    assert_true(bk_exponential_draw(UINT64_MAX) > 0.0);
    assert_true(bk_exponential_draw(UINT64_MAX) < 1.2e-16);
    check_near("greatest draw", bk_exponential_draw(0), 36.7368005696771, 1e-13);
    check_near("median draw", bk_exponential_draw(UINT64_C(1) << 63), log(2), 1e-15);
    check_near("density", bk_exponential_density(2, 3), exp(-1.5) / 2, 1e-16);
    check_near("cumulative", bk_exponential_cumulative(2, 3), 1 - exp(-1.5), 1e-15);
    assert_true(bk_exponential_density(2, -1) == 0.0);
    assert_true(bk_exponential_cumulative(2, -1) == 0.0);
    assert_true(bk_exponential_cumulative(2, HUGE_VAL) == 1.0);
}

static void test_lognormal_has_the_mean_and_cv_asked_for(void **state)
{
    (void)state;
    for (double mean = 0.01; mean < 1e4; mean *= 7) {
        for (double cv = 0.01; cv < 5; cv *= 3) {
            bk_lognormal d = bk_lognormal_of(mean, cv);
            check_near("mean", exp(d.mu + d.sigma * d.sigma / 2) / mean, 1, 1e-14);
            check_near("cv", sqrt(expm1(d.sigma * d.sigma)) / cv, 1, 1e-13);
        }
    }
    bk_lognormal sure = bk_lognormal_of(15, 0), none = bk_lognormal_of(0, 0.5);
    assert_true(sure.sigma == 0.0);
    check_near("no spread", bk_lognormal_draw(sure.mu, sure.sigma, 77), 15, 1e-13);
    assert_true(bk_lognormal_draw(none.mu, none.sigma, 77) == 0.0);
    assert_true(bk_lognormal_cumulative(none.mu, none.sigma, 0) == 1.0);
}

static void test_lognormal_density_and_cumulative(void **state)
{
    (void)state;
    const double mu = 0.3, sigma = 0.8;
    for (double x = 0.01; x < 50; x *= 1.3) {
        double z = (log(x) - mu) / sigma;
        double density = exp(-z * z / 2) / (x * sigma * sqrt(2 * 3.14159265358979323846));
        check_near("density", bk_lognormal_density(mu, sigma, x), density, 1e-15);
        check_near("cumulative", bk_lognormal_cumulative(mu, sigma, x), erfc(-z / sqrt(2)) / 2,
                   1e-15);
    }
    assert_true(bk_lognormal_density(mu, sigma, 0) == 0.0);
    assert_true(bk_lognormal_cumulative(mu, sigma, -1) == 0.0);
    assert_true(bk_lognormal_cumulative(0, 0, 0.999) == 0.0);
    assert_true(bk_lognormal_cumulative(0, 0, 1) == 1.0);
    assert_true(bk_lognormal_density(0, 0, 1) == HUGE_VAL);
    assert_true(bk_lognormal_density(0, 0, 2) == 0.0);
}

static void test_poisson_density_and_cumulative(void **state)
{
    (void)state;
    for (double rate = 0.02; rate < 1e5; rate *= 3.7) {
        double sum = 0;
        int32_t end = (int32_t)(rate + 9 * sqrt(rate) + 20);
        for (int32_t k = 0; k < end; k++) {
            double density = bk_poisson_density(rate, k);
            sum += density;
            if (k % 97 == 0 || k < 40)
                check_near("cumulative", bk_poisson_cumulative(rate, k), sum, 2e-13);
            if (k < 150 && rate < 100) {
                long double at = (long double)k, r = (long double)rate;
                double want = (double)expl(at * logl(r) - r - lgammal(at + 1));
                check_near("density", density / want, 1, 1e-13);
            }
        }
        check_near("sum of densities", sum, 1, 1e-12);
    }
    assert_true(bk_poisson_density(0, 0) == 1.0);
    assert_true(bk_poisson_density(0, 1) == 0.0);
    assert_true(bk_poisson_density(3, -1) == 0.0);
    assert_true(bk_poisson_cumulative(0, 0) == 1.0);
    assert_true(bk_poisson_cumulative(3, -1) == 0.0);
    assert_true(bk_poisson_cumulative(3, 1000) == 1.0);
}

/* The table is the cumulative to 1e-14, ends in all ones, and the guide finds the same value as
 * a walk from the beginning. */
static void test_poisson_tables(void **state)
{
    (void)state;
    const double rates[] = {0, 1e-9, 0.001, 0.4, 1, 3.7, 12, 99.5, 1234.5, 1e5};
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
        bk_arena arena = {0};
        bk_poisson_table table = {0};
        assert_int_equal(bk_poisson_table_init(&table, rates[r], &arena), BK_OK);

        assert_true(table.last_word[table.count - 1] == UINT64_MAX);
        for (int32_t i = 0; i < table.count; i++) {
            double have = (double)table.last_word[i] * 0x1p-64;
            double want = bk_poisson_cumulative(rates[r], table.first + i);
            check_near("table", have, want, 1e-14);
            if (i > 0) assert_true(table.last_word[i] >= table.last_word[i - 1]);
        }
        for (uint64_t j = 0; j < 2000; j++) {
            uint64_t word = bk_philox(9, j, 0).word[0];
            if (j % 3 == 1) word |= UINT64_C(0x7ffffff) << 37; /* far out to either side */
            if (j % 3 == 2) word >>= j % 60;
            int32_t i = 0;
            while (word > table.last_word[i]) i++;
            assert_int_equal(bk_poisson_draw(&table, word), table.first + i);
            assert_int_equal(bk_poisson_draw(&table, table.last_word[i]), table.first + i);
        }
        assert_int_equal(bk_poisson_draw(&table, 0), table.first);
        assert_true(bk_poisson_draw(&table, UINT64_MAX) < table.first + table.count);
        bk_arena_clear(&arena);
    }
}

static void test_poisson_of_nothing_is_always_zero(void **state)
{
    (void)state;
    bk_arena arena = {0};
    bk_poisson_table table = {0};
    assert_int_equal(bk_poisson_table_init(&table, 0, &arena), BK_OK);
    assert_int_equal(bk_poisson_draw(&table, 0), 0);
    assert_int_equal(bk_poisson_draw(&table, UINT64_MAX), 0);
    bk_arena_clear(&arena);
}

/* The bits of draws, as in test_numeric.c: a change moves every golden file. */
static void test_draws_are_pinned(void **state)
{
    (void)state;
    bk_arena arena = {0};
    bk_poisson_table small = {0}, large = {0};
    assert_int_equal(bk_poisson_table_init(&small, 2.5, &arena), BK_OK);
    assert_int_equal(bk_poisson_table_init(&large, 4321.5, &arena), BK_OK);
    bk_lognormal d = bk_lognormal_of(15, 0.5);

    uint64_t hash = 0;
    for (uint64_t i = 0; i < 100000; i++) {
        bk_block block = bk_philox(10, i, 0);
        uint64_t part[] = {
            bk_double_bits(bk_uniform_draw(1, 3, block.word[0])),
            bk_double_bits(bk_exponential_draw(block.word[0])),
            bk_double_bits(bk_lognormal_draw(d.mu, d.sigma, block.word[1])),
            (uint64_t)bk_poisson_draw(&small, block.word[0]),
            (uint64_t)bk_poisson_draw(&large, block.word[1]),
        };
        for (size_t j = 0; j < sizeof part / sizeof part[0]; j++)
            hash = (hash ^ part[j]) * UINT64_C(0x100000001b3);
    }
    assert_int_equal(hash, UINT64_C(0xd313e84098999837));
    bk_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed_and_uniform),
        cmocka_unit_test(test_exponential),
        cmocka_unit_test(test_lognormal_has_the_mean_and_cv_asked_for),
        cmocka_unit_test(test_lognormal_density_and_cumulative),
        cmocka_unit_test(test_poisson_density_and_cumulative),
        cmocka_unit_test(test_poisson_tables),
        cmocka_unit_test(test_poisson_of_nothing_is_always_zero),
        cmocka_unit_test(test_draws_are_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
