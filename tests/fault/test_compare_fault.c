/* Comparing without memory, and reports of a comparison without memory or with a reader that stops:
 * the status says so, nothing leaks. */
#include "support/fault.h"
#include "support/support.h"

#include "blikk/compare.h"

#include <string.h>

static const char TEXT[] = "title = \"t\"\nweeks = 6\nwarmup_weeks = 2\nreplications = 3\n"
                           "[clients.domain]\nhealth = { prevalence = 0.4 }\n"
                           "[conditions.a.inbox]\nmail = { per_week = 1, minutes = 10 }\n"
                           "[[office]]\nname = \"A\"\n"
                           "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 5\n"
                           "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 8\n";

static bk_scenario *parse(const char *caseload)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_override set = {"office.*.team.*.caseload", caseload};
    assert_int_equal(bk_scenario_parse("t", TEXT, (int64_t)strlen(TEXT), 1, &set, &scenario, &err),
                     BK_OK);
    return scenario;
}

static void test_comparing_without_memory(void **state)
{
    (void)state;
    bk_scenario *a = parse("9"), *b = parse("30");
    const bk_compared compared[] = {{a, "a"}, {b, NULL}};
    bk_run_options options = {.threads = 1};
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_comparison *c = NULL;
        bk_error err = {.lang = BK_EN};
        fault_arm(n);
        bk_status status = bk_compare(2, compared, &options, &c, &err);
        fault_disarm();
        assert_int_equal(status, fault_was_hit() ? BK_ERR_MEMORY : BK_OK);
        assert_int_equal(c == NULL, fault_was_hit());
        if (fault_was_hit()) assert_string_equal(err.mistake[0].text, "there is not enough memory");
        bk_comparison_destroy(c);
    }
    bk_scenario_destroy(a);
    bk_scenario_destroy(b);
}

static bk_status count(void *context, const char *bytes, int64_t length)
{
    (void)bytes;
    *(int64_t *)context += length;
    return BK_OK;
}

/* Takes so many bytes and no more. */
static bk_status take(void *context, const char *bytes, int64_t length)
{
    (void)bytes;
    int64_t *left = context;
    *left -= length;
    return *left < 0 ? BK_ERR_IO : BK_OK;
}

typedef bk_status (*report)(const bk_comparison *, int32_t, const bk_report_options *, bk_byte_sink,
                            void *);
static const report REPORTS[] = {bk_report_comparison_text, bk_report_comparison_json,
                                 bk_report_comparison_csv};

static void test_reports_without_memory_or_reader(void **state)
{
    (void)state;
    bk_scenario *a = parse("9"), *b = parse("30");
    const bk_compared compared[] = {{a, "a"}, {b, NULL}, {a, "again"}};
    bk_run_options options = {.threads = 1};
    bk_error err = {.lang = BK_EN};
    bk_comparison *c = NULL;
    assert_int_equal(bk_compare(3, compared, &options, &c, &err), BK_OK);
    for (size_t i = 0; i < sizeof REPORTS / sizeof REPORTS[0]; i++) {
        for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
            int64_t bytes = 0;
            fault_arm(n);
            bk_status status = REPORTS[i](c, -1, NULL, count, &bytes);
            fault_disarm();
            assert_int_equal(status, fault_was_hit() ? BK_ERR_MEMORY : BK_OK);
        }
        int64_t whole = 0;
        assert_int_equal(REPORTS[i](c, -1, NULL, count, &whole), BK_OK);
        assert_true(whole > 500);
        const int64_t room[] = {0, whole / 2, whole - 1};
        for (int32_t r = 0; r < 3; r++) {
            int64_t left = room[r];
            assert_int_equal(REPORTS[i](c, -1, NULL, take, &left), BK_ERR_IO);
        }
    }
    bk_comparison_destroy(c);
    bk_scenario_destroy(a);
    bk_scenario_destroy(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparing_without_memory),
        cmocka_unit_test(test_reports_without_memory_or_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
