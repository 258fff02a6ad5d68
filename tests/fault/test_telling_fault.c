/* Telling without memory: the call says so, and nothing leaks. */
#include "support/fault.h"
#include "support/support.h"

#include "blikk/blikk.h"

#include <string.h>

static const char SMALL[] =
    "weeks = 6\nwarmup_weeks = 2\n"
    "[clients.domain]\nhealth = { prevalence = 0.5, hinders = 0.15, blocks_work = 0.3 }\n"
    "[conditions.x.inbox]\nmail = { per_week = 0.5, minutes = 20, patience_weeks = 1 }\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"x\"\ncaseworkers = 1\ncaseload = 20\n";

static void count_line(void *context, const char *line)
{
    (void)line;
    ++*(int32_t *)context;
}

static bk_status tell(const bk_scenario *scenario, bool trace, bk_error *err)
{
    int32_t lines = 0;
    return trace ? bk_trace(scenario, 1, 0, 200, BK_NB, count_line, &lines, err)
                 : bk_explain(scenario, 1, 0, 0, BK_NB, count_line, &lines, err);
}

static void run_out(bool trace)
{
    bk_scenario *scenario = NULL;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(
        bk_scenario_parse("small", SMALL, (int64_t)sizeof SMALL - 1, 0, NULL, &scenario, &err),
        BK_OK);
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        err = (bk_error){.lang = BK_EN};
        fault_arm(n);
        bk_status status = tell(scenario, trace, &err);
        fault_disarm();
        assert_int_equal(status, fault_was_hit() ? BK_ERR_MEMORY : BK_OK);
        if (fault_was_hit()) assert_string_equal(err.mistake[0].text, "there is not enough memory");
    }
    bk_scenario_destroy(scenario);
}

static void test_trace_without_memory(void **state)
{
    (void)state;
    run_out(true);
}

static void test_explain_without_memory(void **state)
{
    (void)state;
    run_out(false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trace_without_memory),
        cmocka_unit_test(test_explain_without_memory),
    };
    return cmocka_run_group_tests_name("telling_fault", tests, NULL, NULL);
}
