/* report/ without memory, and with a reader that stops taking: the status says so, nothing leaks.
 */
#include "support/fault.h"
#include "support/support.h"

#include "blikk/report.h"

#include <string.h>

static const char TEXT[] = "title = \"t\"\nweeks = 3\nwarmup_weeks = 1\nreplications = 2\n"
                           "[clients.domain]\nhealth = { prevalence = 0.4 }\n"
                           "[conditions.a.inbox]\nmail = { per_week = 1, minutes = 10 }\n"
                           "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\n"
                           "caseworkers = 1\ncaseload = 5\n";

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

typedef bk_status (*report)(const bk_scenario *, const bk_result *, const bk_report_options *,
                            bk_byte_sink, void *);
static const report REPORTS[] = {bk_report_text, bk_report_json, bk_report_csv};

typedef struct {
    bk_scenario *scenario;
    bk_result *result;
} ran;

static ran run_small(void)
{
    ran r = {0};
    bk_error err = {.lang = BK_EN};
    bk_run_options options = {.threads = 1, .series = true};
    assert_int_equal(
        bk_scenario_parse("t", TEXT, (int64_t)strlen(TEXT), 0, NULL, &r.scenario, &err), BK_OK);
    assert_int_equal(bk_run(r.scenario, &options, &r.result, &err), BK_OK);
    return r;
}

static void destroy(ran *r)
{
    bk_result_destroy(r->result);
    bk_scenario_destroy(r->scenario);
}

static void test_reports_without_memory_say_so(void **state)
{
    (void)state;
    ran r = run_small();
    bk_report_options options = {.lang = BK_EN, .series = true};
    for (size_t i = 0; i < sizeof REPORTS / sizeof REPORTS[0]; i++) {
        for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
            int64_t bytes = 0;
            fault_arm(n);
            bk_status status = REPORTS[i](r.scenario, r.result, &options, count, &bytes);
            fault_disarm();
            assert_int_equal(status, fault_was_hit() ? BK_ERR_MEMORY : BK_OK);
        }
    }
    destroy(&r);
}

static void test_reports_stop_when_the_reader_does(void **state)
{
    (void)state;
    ran r = run_small();
    bk_report_options options = {.lang = BK_NB, .series = true};
    for (size_t i = 0; i < sizeof REPORTS / sizeof REPORTS[0]; i++) {
        int64_t left = 100;
        assert_int_equal(REPORTS[i](r.scenario, r.result, &options, take, &left), BK_ERR_IO);
    }
    destroy(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reports_without_memory_say_so),
        cmocka_unit_test(test_reports_stop_when_the_reader_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
