/* Elementary functions: error against long double libm, special values, and the very bits. */
#include "random/numeric.h"
#include "random/philox.h"

#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define DRAWS 300000

/* |got - want| in units of the last place of want. */
static double ulps(double got, long double want)
{
    double near = (double)want;
    double unit = fabs(near) < DBL_MIN ? 0x1p-1074 : ldexp(1.0, ilogb(near) - 52);
    return (double)(fabsl((long double)got - want) / (long double)unit);
}

static double relative(double got, long double want)
{
    return (double)fabsl(((long double)got - want) / want);
}

static void check_under(const char *what, double error, double at, double bound)
{
    if (error < bound) return;
    fail_msg("%s: error %g at %.17g (%a), bound %g", what, error, at, at, bound);
}

static double draw(uint64_t i, uint64_t purpose)
{
    return bk_uniform(bk_philox(1, i, purpose).word[0]);
}

static bool is_same(double a, double b)
{
    return bk_double_bits(a) == bk_double_bits(b) || (isnan(a) && isnan(b));
}

static void test_log_is_within_an_ulp(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        uint64_t any = bk_philox(2, i, 0).word[0] >> 1; /* every positive double alike */
        double x[] = {draw(i, 0), 0.5 + draw(i, 1), 1.0 + (draw(i, 2) - 0.5) * 1e-6,
                      bk_double_of_bits(any), ldexp(draw(i, 3), -1022)};
        for (size_t j = 0; j < sizeof x / sizeof x[0]; j++) {
            if (!(x[j] > 0 && x[j] < HUGE_VAL)) continue;
            check_under("log", ulps(bk_log(x[j]), logl((long double)x[j])), x[j], 1.0);
        }
    }
}

static void test_log_special_values(void **state)
{
    (void)state;
    assert_true(is_same(bk_log(1.0), 0.0));
    assert_true(is_same(bk_log(0.0), -HUGE_VAL));
    assert_true(is_same(bk_log(-0.0), -HUGE_VAL));
    assert_true(is_same(bk_log(HUGE_VAL), HUGE_VAL));
    const double refused[] = {-1.0, -HUGE_VAL, (double)NAN, -0x1p-1074, -DBL_MAX};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_true(isnan(bk_log(refused[i])));

    const double edges[] = {0x1p-1074,
                            DBL_MIN,
                            DBL_MAX,
                            DBL_EPSILON,
                            0x1.6a09e667f3bcdp-1,
                            0x1.6a09dffffffffp-1,
                            0x1.6a09ep-1,
                            2.0,
                            0x1.fffffffffffffp-1};
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
        check_under("log", ulps(bk_log(edges[i]), logl((long double)edges[i])), edges[i], 1.0);
}

static void test_exp_is_within_an_ulp(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double x[] = {(draw(i, 0) - 0.5) * 1491, (draw(i, 1) - 0.5) * 4, (draw(i, 2) - 0.5) * 1e-6,
                      -708 - 37 * draw(i, 3)};
        for (size_t j = 0; j < sizeof x / sizeof x[0]; j++) {
            if (x[j] > 709.78) continue;
            check_under("exp", ulps(bk_exp(x[j]), expl((long double)x[j])), x[j], 1.0);
        }
    }
}

static void test_exp_special_values(void **state)
{
    (void)state;
    assert_true(is_same(bk_exp(0.0), 1.0));
    assert_true(is_same(bk_exp(-0.0), 1.0));
    assert_true(is_same(bk_exp(HUGE_VAL), HUGE_VAL));
    assert_true(is_same(bk_exp(-HUGE_VAL), 0.0));
    assert_true(isnan(bk_exp((double)NAN)));
    assert_true(is_same(bk_exp(0x1.62e42fefa39fp+9), HUGE_VAL)); /* the first that overflows */
    assert_true(bk_exp(0x1.62e42fefa39efp+9) < HUGE_VAL);
    assert_true(is_same(bk_exp(-745.2), 0.0));
    assert_true(is_same(bk_exp(-745.13), 0x1p-1074));
    assert_true(is_same(bk_exp(1e300), HUGE_VAL));
    assert_true(is_same(bk_exp(-1e300), 0.0));
}

static void test_log1p(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double x = ldexp(draw(i, 0) - 0.5, 4 - (int)(i % 80));
        if (x <= -1) continue;
        check_under("log1p", ulps(bk_log1p(x), log1pl((long double)x)), x, 4.0);
    }
    assert_true(is_same(bk_log1p(0.0), 0.0));
    assert_true(is_same(bk_log1p(-1.0), -HUGE_VAL));
    assert_true(is_same(bk_log1p(HUGE_VAL), HUGE_VAL));
    assert_true(isnan(bk_log1p(-1.5)));
    assert_true(isnan(bk_log1p((double)NAN)));
}

static void test_pow(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        double x = draw(i, 0) * 8, y = (draw(i, 1) - 0.5) * 20;
        long double want = powl((long double)x, (long double)y);
        double bound = 0x1p-52 * (2 + fabs(y * log(x)));
        check_under("pow", relative(bk_pow(x, y), want), x, bound);
        if (want > 1e-17L && want < 1e17L)
            check_under("pow, moderate", relative(bk_pow(x, y), want), x, 1e-14);
        assert_true(is_same(bk_pow(x, 0), 1.0));
        assert_true(is_same(bk_pow(x, 1), x));
        assert_true(is_same(bk_pow(-x, 2), x * x));
        assert_true(is_same(bk_pow(-x, 3), -x * x * x));
    }
    assert_true(is_same(bk_pow(0, 0), 1.0));
    assert_true(is_same(bk_pow((double)NAN, 0), 1.0));
    assert_true(is_same(bk_pow(1, HUGE_VAL), 1.0));
    assert_true(is_same(bk_pow(0, 2.5), 0.0));
    assert_true(is_same(bk_pow(0, -0.5), HUGE_VAL));
    assert_true(is_same(bk_pow(HUGE_VAL, 0.5), HUGE_VAL));
    assert_true(is_same(bk_pow(HUGE_VAL, -0.5), 0.0));
    assert_true(isnan(bk_pow(-1, 0.5)));
    assert_true(isnan(bk_pow(2, (double)NAN)));
}

/* z as a long double whose tail is p, by Newton from the double. */
static long double refine_quantile(double z, double p)
{
    const long double root2 = sqrtl(2.0L), root2pi = 2.506628274631000502415765L;
    long double out = (long double)z;
    for (int32_t i = 0; i < 3; i++) {
        long double have = 0.5L * erfcl(-out / root2);
        out -= (have - (long double)p) * root2pi * expl(0.5L * out * out);
    }
    return out;
}

static void test_normal_quantile(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < DRAWS / 4; i++) {
        double central = draw(i, 0), tail = ldexp(draw(i, 1), -(int)(i % 1000));
        double z = bk_normal_quantile(central);
        check_under("quantile", relative(z, refine_quantile(z, central)), central, 2e-15);
        z = bk_normal_quantile(tail);
        check_under("quantile", relative(z, refine_quantile(z, tail)), tail, 2e-15);
        uint64_t word = bk_philox(3, i, 0).word[0];
        assert_true(bk_normal_quantile(bk_uniform(word)) == -bk_normal_quantile(bk_uniform(~word)));
    }
    assert_true(is_same(bk_normal_quantile(0.5), 0.0));
    assert_true(is_same(bk_normal_quantile(0), -HUGE_VAL));
    assert_true(is_same(bk_normal_quantile(1), HUGE_VAL));
    assert_true(isnan(bk_normal_quantile(-0.1)));
    assert_true(isnan(bk_normal_quantile(1.1)));
    assert_true(isnan(bk_normal_quantile((double)NAN)));
    check_under("quantile", fabs(bk_normal_quantile(0.975) - 1.959963984540054), 0.975, 1e-14);
}

static void test_normal_cumulative(void **state)
{
    (void)state;
    const long double root2 = sqrtl(2.0L);
    for (uint64_t i = 0; i < DRAWS / 4; i++) {
        double z = (draw(i, 0) - 0.5) * (i % 3 == 0 ? 74 : 8);
        long double want = 0.5L * erfcl(-(long double)z / root2);
        double got = bk_normal_cumulative(z);
        check_under("cumulative", (double)fabsl((long double)got - want), z, 1e-15);
        check_under("cumulative, relative", relative(got, want), z, 1e-12);
    }
    assert_true(bk_normal_cumulative(0) == 0.5);
    assert_true(bk_normal_cumulative(HUGE_VAL) == 1.0);
    assert_true(bk_normal_cumulative(-HUGE_VAL) == 0.0);
    assert_true(isnan(bk_normal_cumulative((double)NAN)));
    check_under("density", fabs(bk_normal_density(1) - 0.24197072451914337), 1, 1e-16);
}

static void test_stirling_error(void **state)
{
    (void)state;
    const long double half_log_2pi = 0.918938533204672741780329736L;
    for (double z = 16; z < 60; z += 0.37) {
        long double w = (long double)z;
        long double want = lgammal(w) - ((w - 0.5L) * logl(w) - w + half_log_2pi);
        check_under("stirling", (double)fabsl((long double)bk_stirling_error(z) - want), z, 3e-16);
    }
}

/* FNV-1a over the bits of many results. Every compiler, optimisation and processor must give this
 * number; a change of it changes every golden file. */
static void mix(uint64_t *hash, double value)
{
    uint64_t bits = isnan(value) ? UINT64_C(0x7ff8000000000000) : bk_double_bits(value);
    for (int32_t i = 0; i < 8; i++) {
        *hash ^= bits >> (8 * i) & 0xff;
        *hash *= UINT64_C(0x100000001b3);
    }
}

static void test_bits_are_pinned(void **state)
{
    (void)state;
    enum { N = 50000 };
    uint64_t log_bits = 0, exp_bits = 0, pow_bits = 0, normal_bits = 0;
    static double in[N], out[N];
    for (uint64_t i = 0; i < N; i++) {
        double u = draw(i, 7), any = bk_double_of_bits(bk_philox(4, i, 0).word[0]);
        mix(&log_bits, bk_log(u));
        mix(&log_bits, bk_log(any));
        mix(&log_bits, bk_log1p(any));
        mix(&exp_bits, bk_exp((u - 0.5) * 1500));
        mix(&exp_bits, bk_exp(any));
        mix(&pow_bits, bk_pow(u * 4, (draw(i, 8) - 0.5) * 40));
        mix(&normal_bits, bk_normal_quantile(u));
        mix(&normal_bits, bk_normal_quantile(ldexp(u, -(int)(i % 900))));
        mix(&normal_bits, bk_normal_cumulative((u - 0.5) * 20));
        in[i] = i % 4 == 0 ? any : u;
    }
    assert_int_equal(log_bits, UINT64_C(0x0c7ada25d67df7a5));
    assert_int_equal(exp_bits, UINT64_C(0x382ea58f7020e001));
    assert_int_equal(pow_bits, UINT64_C(0x6fe273583af3f234));
    assert_int_equal(normal_bits, UINT64_C(0x0261fdf76da3df22));

    /* A loop the compiler may run in vector lanes gives what one call at a time gives. */
    for (int32_t i = 0; i < N; i++) out[i] = bk_log(in[i]);
    for (int32_t i = 0; i < N; i++) {
        volatile double alone = in[i];
        assert_true(is_same(out[i], bk_log(alone)));
    }
    for (int32_t i = 0; i < N; i++) out[i] = bk_exp(in[i]);
    for (int32_t i = 0; i < N; i++) {
        volatile double alone = in[i];
        assert_true(is_same(out[i], bk_exp(alone)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log_is_within_an_ulp),
        cmocka_unit_test(test_log_special_values),
        cmocka_unit_test(test_exp_is_within_an_ulp),
        cmocka_unit_test(test_exp_special_values),
        cmocka_unit_test(test_log1p),
        cmocka_unit_test(test_pow),
        cmocka_unit_test(test_normal_quantile),
        cmocka_unit_test(test_normal_cumulative),
        cmocka_unit_test(test_stirling_error),
        cmocka_unit_test(test_bits_are_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
