/* Numbers as text: exact for machines, readable for people, in no locale. */
#include "support/support.h"

#include "base/format.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <string.h>

static void expect_number(double value, const char *text)
{
    char out[BK_NUMBER_TEXT];
    int32_t length = bk_format_number(value, out);
    assert_string_equal(out, text);
    assert_int_equal(length, strlen(text));
}

static void test_number_is_the_shortest(void **state)
{
    (void)state;
    expect_number(0.1, "0.1");
    expect_number(0.1 + 0.2, "0.30000000000000004");
    expect_number(1.0 / 3, "0.3333333333333333");
    expect_number(37.5, "37.5");
    expect_number(-2.5e-3, "-0.0025");
    expect_number(0x1p-44, "5.684341886080802e-14"); /* the interval around 2^n is lopsided */
    expect_number(9007199254740993.0, "9007199254740992");
}

static void test_whole_numbers_have_no_point(void **state)
{
    (void)state;
    expect_number(0, "0");
    expect_number(-0.0, "-0");
    expect_number(1, "1");
    expect_number(-100000, "-100000");
    expect_number(1e15, "1000000000000000");
    expect_number(123456789012345680.0, "1.2345678901234568e+17");
}

static void test_far_numbers_have_an_exponent(void **state)
{
    (void)state;
    expect_number(1e16, "1e+16");
    expect_number(1e22, "1e+22");
    expect_number(0.0001, "0.0001");
    expect_number(0.00001, "1e-5");
    expect_number(DBL_MAX, "1.7976931348623157e+308");
    expect_number(-DBL_MIN, "-2.2250738585072014e-308");
    expect_number(4.9406564584124654e-324, "5e-324");
}

static void test_not_finite_has_a_name(void **state)
{
    (void)state;
    expect_number((double)INFINITY, "inf");
    expect_number((double)-INFINITY, "-inf");
    expect_number((double)NAN, "nan");
}

static void expect_fixed(bk_lang lang, double value, int32_t decimals, const char *text)
{
    char out[BK_NUMBER_TEXT];
    int32_t length = bk_format_fixed(lang, value, decimals, out);
    assert_string_equal(out, text);
    assert_int_equal(length, strlen(text));
}

static void test_fixed_has_the_marks_of_its_language(void **state)
{
    (void)state;
    expect_fixed(BK_NB, 3.14159, 2, "3,14");
    expect_fixed(BK_EN, 3.14159, 2, "3.14");
    expect_fixed(BK_NB, 9999, 0, "9999");
    expect_fixed(BK_EN, 9999, 0, "9999");
    expect_fixed(BK_NB, 12345.678, 1, "12\u00a0345,7");
    expect_fixed(BK_EN, 12345.678, 1, "12,345.7");
    expect_fixed(BK_EN, -1234567, 0, "-1,234,567");
    expect_fixed(BK_EN, 9999.96, 1, "10,000.0"); /* grouped by what is shown */
    expect_fixed(BK_NB, 999999999999999, 9, "999\u00a0999\u00a0999\u00a0999\u00a0999,000000000");
    expect_fixed(BK_NB, -999999999999999.5, 0, "-1\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000");
}

static void test_fixed_rounds_the_exact_value(void **state)
{
    (void)state;
    expect_fixed(BK_EN, 0.125, 2, "0.12"); /* a tie goes to the even digit */
    expect_fixed(BK_EN, 0.375, 2, "0.38");
    expect_fixed(BK_EN, 1.005, 2, "1.00"); /* is 1.00499999999999989... */
    expect_fixed(BK_EN, 0.5, 0, "0");
    expect_fixed(BK_EN, 1.5, 0, "2");
}

static void test_fixed_never_shows_minus_nothing(void **state)
{
    (void)state;
    expect_fixed(BK_EN, -0.0, 1, "0.0");
    expect_fixed(BK_EN, -0.04, 1, "0.0");
    expect_fixed(BK_EN, -0.06, 1, "-0.1");
}

static void test_fixed_takes_any_number(void **state)
{
    (void)state;
    expect_fixed(BK_NB, 1.5e300, 2, "1,5e+300");
    expect_fixed(BK_EN, -DBL_MAX, 9, "-1.7976931348623157e+308");
    expect_fixed(BK_EN, 5e-324, 9, "0.000000000");
    expect_fixed(BK_EN, (double)NAN, 2, "nan");
    expect_fixed(BK_EN, (double)-INFINITY, 2, "-inf");
}

static void expect_figure(double value, const char *text)
{
    char out[BK_NUMBER_TEXT];
    int32_t length = bk_format_figure(BK_EN, value, out);
    assert_string_equal(out, text);
    assert_int_equal(length, strlen(text));
}

static void test_figure_has_three_digits(void **state)
{
    (void)state;
    expect_figure(0, "0");
    expect_figure(1, "1.00");
    expect_figure(12.34, "12.3");
    expect_figure(123.4, "123");
    expect_figure(12345, "12,345");
    expect_figure(0.012345, "0.0123");
    expect_figure(-0.5, "-0.500");
    expect_figure(9.996, "10.0");
    expect_figure(99.95, "100"); /* 99.9500000000000028... */
    expect_figure(1e-12, "0.000000000");
    expect_figure((double)INFINITY, "inf");
}

/* A host program may have set a locale with a decimal comma; nothing here may see it. */
static void test_locale_does_not_matter(void **state)
{
    (void)state;
    const char *const names[] = {"nb_NO.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !found; i++)
        found = setlocale(LC_ALL, names[i]) != NULL;
    if (!found) skip();
    expect_number(0.1, "0.1");
    expect_fixed(BK_EN, 0.5, 1, "0.5");
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_is_the_shortest),
        cmocka_unit_test(test_whole_numbers_have_no_point),
        cmocka_unit_test(test_far_numbers_have_an_exponent),
        cmocka_unit_test(test_not_finite_has_a_name),
        cmocka_unit_test(test_fixed_has_the_marks_of_its_language),
        cmocka_unit_test(test_fixed_rounds_the_exact_value),
        cmocka_unit_test(test_fixed_never_shows_minus_nothing),
        cmocka_unit_test(test_fixed_takes_any_number),
        cmocka_unit_test(test_figure_has_three_digits),
        cmocka_unit_test(test_locale_does_not_matter),
    };
    return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
