/* --vary: exact counting, clean decimals, and every mistake in both languages. */
#include "base/text.h"
#include "blikk/sweep.h"
#include "support/support.h"

#include <stdio.h>
#include <string.h>

static bk_vary read_vary(const char *text)
{
    bk_vary out;
    bk_error err = {.lang = BK_EN};
    bk_status status = bk_vary_parse(text, &out, &err);
    CHECK_MSG(status == BK_OK, "'%s': %s", text, err.mistake[0].text);
    return out;
}

/* "a b c": all values of a grid. */
static void check_values(const char *text, const char *want)
{
    bk_vary v = read_vary(text);
    char got[4096] = "";
    for (int64_t i = 0; i < bk_vary_count(&v); i++) {
        char value[BK_VARY_VALUE];
        int32_t length = bk_vary_text(&v, v.from + i * v.step, value);
        CHECK(length == (int32_t)strlen(value));
        double number = 0;
        CHECK(bk_text_number(value, length, &number));
        CHECK_SAME(number, bk_vary_number(&v, v.from + i * v.step));
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? " " : "", value);
    }
    CHECK_MSG(strcmp(got, want) == 0, "'%s' gives '%s', expected '%s'", text, got, want);
}

static void test_values_are_exact(void **state)
{
    (void)state;
    check_values("k=0:1:0.1", "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1");
    check_values("k=15:200:37", "15 52 89 126 163 200");
    check_values("k=0:1:0.3", "0 0.3 0.6 0.9");
    check_values("k=-0.5:0.5:0.25", "-0.5 -0.25 0 0.25 0.5");
    check_values("k=1e-3:5e-3:2e-3", "0.001 0.003 0.005");
    check_values("k=1e3:3e+3:1E3", "1000 2000 3000");
    check_values("k=.5:1.50:0.50", "0.5 1 1.5");
    check_values("k=0.000000000001:0.000000000003:0.000000000001",
                 "0.000000000001 0.000000000002 0.000000000003");
    check_values("k=+1:2.000:1", "1 2");
    check_values("k=0:100000000000000:50000000000000", "0 50000000000000 100000000000000");
    check_values("k=0:0.01:0.02", "0");
}

static void test_path_is_kept_as_given(void **state)
{
    (void)state;
    bk_vary v = read_vary("office.\"A: x\".team.*.caseload=15:200");
    CHECK(strcmp(v.path, "office.\"A: x\".team.*.caseload") == 0);
    CHECK(v.from == 15 && v.to == 200 && v.step == 0 && v.decimals == 0);
    CHECK(bk_vary_count(&v) == 0);
    CHECK(bk_vary_count(&(bk_vary){.from = 0, .to = 1000000000000000, .step = 1}) ==
          1000000000000001);
}

static void check_refused(const char *text, const char *nb, const char *en)
{
    for (bk_lang lang = BK_NB; lang <= BK_EN; lang++) {
        bk_error err = {.lang = lang};
        bk_vary out = {.from = 7};
        bk_status status = bk_vary_parse(text, &out, &err);
        const char *want = lang == BK_NB ? nb : en;
        CHECK_MSG(status == BK_ERR_USAGE && err.count == 1, "'%s' was taken", text);
        CHECK_MSG(strstr(err.mistake[0].text, want) != NULL, "'%s': '%s', expected '%s'", text,
                  err.mistake[0].text, want);
        CHECK(out.from == 7);
    }
}

static void test_mistakes_say_what_was_expected(void **state)
{
    (void)state;
    check_refused("", "skal skrives KEY=FROM:TO:STEP", "must be written KEY=FROM:TO:STEP");
    check_refused("k", "skal skrives", "must be written");
    check_refused("=1:2", "skal skrives", "must be written");
    check_refused("k=1", "skal skrives", "must be written");
    check_refused("k=1:2:3:4", "skal skrives", "must be written");
    check_refused("k=", "'' er ikke et tall", "'' is not a number");
    check_refused("k=a:2", "'a' er ikke et tall", "'a' is not a number");
    check_refused("k=1:2x", "'2x' er ikke", "'2x' is not");
    check_refused("k=1:2:", "'' er ikke", "'' is not");
    check_refused("k=1e:2", "'1e' er ikke", "'1e' is not");
    check_refused("k=.:2", "'.' er ikke", "'.' is not");
    check_refused("k=--1:2", "'--1' er ikke", "'--1' is not");
    check_refused("k=nan:2", "'nan' er ikke", "'nan' is not");
    check_refused("k=0:inf", "'inf' er ikke", "'inf' is not");
    check_refused("k=0,1:0,5", "med punktum", "with a point");
    check_refused("k=0:1e-13", "'1e-13' er ikke", "'1e-13' is not");
    check_refused("k=0:12345678901234567", "er ikke et tall", "is not a number");
    check_refused("k=0.000000000001:100000", "for mange siffer", "too many digits");
    check_refused("k=2:2", "FROM må være lavere enn TO", "FROM must be below TO");
    check_refused("k=2:1:0.1", "lavere", "below");
    check_refused("k=1:2:0", "steget må være over 0", "the step must be above 0");
    check_refused("k=1:2:-1", "over 0", "above 0");
}

static void test_a_path_may_be_long_but_not_endless(void **state)
{
    (void)state;
    char text[BK_VARY_PATH + 20];
    memset(text, 'k', sizeof text);
    memcpy(text + BK_VARY_PATH - 1, "=1:2", 5);
    CHECK(strlen(read_vary(text).path) == BK_VARY_PATH - 1);
    text[BK_VARY_PATH - 1] = 'k';
    memcpy(text + BK_VARY_PATH, "=1:2", 5);
    check_refused(text, "for lang", "too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_exact),
        cmocka_unit_test(test_path_is_kept_as_given),
        cmocka_unit_test(test_mistakes_say_what_was_expected),
        cmocka_unit_test(test_a_path_may_be_long_but_not_endless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
