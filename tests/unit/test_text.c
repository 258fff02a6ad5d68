/* UTF-8, numbers out of text, and what is suggested for a slip. */
#include "support/support.h"

#include "base/text.h"

#include <string.h>

static int64_t length_of(const char *text)
{
    return (int64_t)strlen(text);
}

static void test_utf8_length_knows_valid_from_not(void **state)
{
    (void)state;
    assert_int_equal(bk_utf8_length("a", 1), 1);
    assert_int_equal(bk_utf8_length("\0", 1), 1);
    assert_int_equal(bk_utf8_length("å", 2), 2);
    assert_int_equal(bk_utf8_length("€uro", 6), 3);
    assert_int_equal(bk_utf8_length("\xF0\x9F\x99\x82", 4), 4);
    assert_int_equal(bk_utf8_length("\xF4\x8F\xBF\xBF", 4), 4); /* the last, U+10FFFF */

    assert_int_equal(bk_utf8_length("å", 1), 0);            /* cut short */
    assert_int_equal(bk_utf8_length("\x80", 1), 0);         /* a middle alone */
    assert_int_equal(bk_utf8_length("\xC0\xAF", 2), 0);     /* overlong '/' */
    assert_int_equal(bk_utf8_length("\xE0\x80\xAF", 3), 0); /* overlong */
    assert_int_equal(bk_utf8_length("\xF0\x80\x80\xAF", 4), 0);
    assert_int_equal(bk_utf8_length("\xED\xA0\x80", 3), 0);     /* a surrogate */
    assert_int_equal(bk_utf8_length("\xF4\x90\x80\x80", 4), 0); /* past the last */
    assert_int_equal(bk_utf8_length("\xFF", 1), 0);
}

static void test_utf8_count_and_cut(void **state)
{
    (void)state;
    assert_int_equal(bk_utf8_count("blåbær", length_of("blåbær")), 6);
    assert_int_equal(bk_utf8_count("a\xFF\x80z", 4), 4);
    assert_int_equal(bk_utf8_count("", 0), 0);

    const char *text = "a€\xF0\x9F\x99\x82";
    const int64_t whole[] = {0, 1, 1, 1, 4, 4, 4, 4, 8};
    for (int64_t n = 0; n <= 8; n++) assert_int_equal(bk_utf8_cut(text, n), whole[n]);
    assert_int_equal(bk_utf8_cut("\x80\x80\x80\x80", 4), 4);
}

static void expect_shown(const char *text, int64_t length, int64_t size, const char *shown)
{
    char out[64];
    memset(out, 'x', sizeof out);
    int64_t n = bk_text_show(text, length, out, size);
    assert_string_equal(out, shown);
    assert_int_equal(n, strlen(shown));
}

static void test_show_takes_the_sting_out(void **state)
{
    (void)state;
    expect_shown("blåbær", 8, 64, "blåbær");
    expect_shown("a\tb\nc\x1b[2J", 9, 64, "a\tb?c?[2J");
    expect_shown("\xC2\x9B"
                 "31m",
                 5, 64, "?31m"); /* a C1 escape */
    expect_shown("a\xE2\x80\xAE"
                 "b",
                 5, 64, "a?b"); /* right-to-left override */
    expect_shown("\xFFok\xC3", 4, 64, "?ok?");
    expect_shown("nul\0l", 5, 64, "nul?l");
}

static void test_show_cuts_at_a_character(void **state)
{
    (void)state;
    expect_shown("blåbær", 8, 4, "bl");
    expect_shown("blåbær", 8, 5, "blå");
    expect_shown("blåbær", 8, 1, "");
}

static bool number_is(const char *text, double value)
{
    double out = -1;
    return bk_text_number(text, length_of(text), &out) && out <= value && out >= value;
}

static void test_numbers_are_the_whole_text(void **state)
{
    (void)state;
    assert_true(number_is("0.5", 0.5));
    assert_true(number_is("-3", -3));
    assert_true(number_is("1e-3", 0.001));

    const char *const refused[] = {"",    " 1",  "1 ",    "1,5", "0x10", "+1",
                                   "inf", "nan", "1e999", "--1", ".",    "1_000"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        double out = 42;
        CHECK_MSG(!bk_text_number(refused[i], length_of(refused[i]), &out), "'%s'", refused[i]);
        CHECK_SAME(out, 42);
    }
}

static void test_whole_numbers_to_their_limits(void **state)
{
    (void)state;
    int64_t out = 0;
    assert_true(bk_text_whole("-0", 2, &out) && out == 0);
    assert_true(bk_text_whole("007", 3, &out) && out == 7);
    assert_true(bk_text_whole("9223372036854775807", 19, &out) && out == INT64_MAX);
    assert_true(bk_text_whole("-9223372036854775808", 20, &out) && out == INT64_MIN);
    assert_true(bk_text_whole("12345", 2, &out) && out == 12);
    assert_false(bk_text_whole("9223372036854775808", 19, &out));
    assert_false(bk_text_whole("-9223372036854775809", 20, &out));
    assert_false(bk_text_whole("99999999999999999999", 20, &out));
    assert_false(bk_text_whole("", 0, &out));
    assert_false(bk_text_whole("-", 1, &out));
    assert_false(bk_text_whole("1.0", 3, &out));
    assert_false(bk_text_whole("1a", 2, &out));
    assert_int_equal(out, 12);
}

static void test_seeds_have_64_bits(void **state)
{
    (void)state;
    uint64_t out = 0;
    assert_true(bk_text_seed("18446744073709551615", 20, &out) && out == UINT64_MAX);
    assert_true(bk_text_seed("0xfeedFACE", 10, &out) && out == 0xFEEDFACE);
    assert_false(bk_text_seed("18446744073709551616", 20, &out));
    assert_false(bk_text_seed("0x1ffffffffffffffff", 19, &out));
    assert_false(bk_text_seed("0x", 2, &out));
    assert_false(bk_text_seed("-1", 2, &out));
}

static void test_distance_counts_slips(void **state)
{
    (void)state;
    assert_int_equal(bk_text_distance("caseload", "caseload"), 0);
    assert_int_equal(bk_text_distance("caseload", "CaseLoad"), 0);
    assert_int_equal(bk_text_distance("caseload", "caselaod"), 1); /* swapped */
    assert_int_equal(bk_text_distance("caseload", "caselod"), 1);  /* left out */
    assert_int_equal(bk_text_distance("caseload", "casseload"), 1);
    assert_int_equal(bk_text_distance("caseload", "casexoad"), 1);
    assert_int_equal(bk_text_distance("", "abc"), 3);
    assert_int_equal(bk_text_distance("kitten", "sitting"), 3);
    assert_int_equal(bk_text_distance("ab", "ba"), 1);
    assert_int_equal(bk_text_distance("ca", "abc"), 3); /* no letter is touched twice */

    char longer[80];
    memset(longer, 'a', sizeof longer);
    longer[79] = '\0';
    assert_int_equal(bk_text_distance(longer, "a"), INT32_MAX);
    longer[64] = '\0';
    assert_int_equal(bk_text_distance(longer, longer), 0);
}

static void test_nearest_suggests_only_what_is_near(void **state)
{
    (void)state;
    const char *const keys[] = {"weeks", "seed", "caseload", "caseworkers"};
    assert_int_equal(bk_text_nearest("week", 4, keys), 0);
    assert_int_equal(bk_text_nearest("caselaod", 4, keys), 2);
    assert_int_equal(bk_text_nearest("caseworker", 4, keys), 3);
    assert_int_equal(bk_text_nearest("sed", 4, keys), 1);
    const char *const twins[] = {"cord", "lord", "word"};
    assert_int_equal(bk_text_nearest("ford", 3, twins), 0);
    assert_int_equal(bk_text_nearest("office", 4, keys), -1);
    assert_int_equal(bk_text_nearest("x", 4, keys), -1);
    assert_int_equal(bk_text_nearest("x", 0, keys), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8_length_knows_valid_from_not),
        cmocka_unit_test(test_utf8_count_and_cut),
        cmocka_unit_test(test_show_takes_the_sting_out),
        cmocka_unit_test(test_show_cuts_at_a_character),
        cmocka_unit_test(test_numbers_are_the_whole_text),
        cmocka_unit_test(test_whole_numbers_to_their_limits),
        cmocka_unit_test(test_seeds_have_64_bits),
        cmocka_unit_test(test_distance_counts_slips),
        cmocka_unit_test(test_nearest_suggests_only_what_is_near),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
