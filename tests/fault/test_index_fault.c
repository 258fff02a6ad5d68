/* Whom to call next, without memory: the call says so, gives nothing and leaks nothing. */
#include "support/fault.h"
#include "support/support.h"

#include "blikk/index.h"

#include <string.h>

static const char SMALL[] =
    "weeks = 12\nwarmup_weeks = 2\n"
    "[clients.domain]\nhealth = { prevalence = 0.5, hinders = 0.15, blocks_work = 0.3 }\n"
    "[conditions.x.inbox]\nmail = { per_week = 0.5, minutes = 20 }\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"x\"\ncaseworkers = 1\ncaseload = 60\n";

static bk_status ignore(void *context, const char *bytes, int64_t length)
{
    (void)bytes;
    *(int64_t *)context += length;
    return BK_OK;
}

static void ignore_line(void *context, const char *line)
{
    *(int64_t *)context += (int64_t)strlen(line);
}

static bk_scenario *small(void)
{
    bk_scenario *scenario = NULL;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(
        bk_scenario_parse("small", SMALL, (int64_t)sizeof SMALL - 1, 0, NULL, &scenario, &err),
        BK_OK);
    return scenario;
}

static void test_index_without_memory(void **state)
{
    (void)state;
    bk_scenario *scenario = small();
    const bk_index_question question = {0};
    const bk_run_options options = {.threads = 1, .replications = 2};
    int64_t n = 1;
    for (; n == 1 || fault_was_hit(); n++) {
        bk_error err = {.lang = BK_EN};
        bk_index index;
        fault_arm(n);
        bk_status status = bk_index_find(scenario, &question, &options, &index, &err);
        fault_disarm();
        CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK), "allocation %d: %d", (int)n,
                  (int)status);
        assert_int_equal(err.count, fault_was_hit() ? 1 : 0);
    }
    CHECK(n > 40);
    bk_scenario_destroy(scenario);
}

static void test_report_without_memory(void **state)
{
    (void)state;
    bk_scenario *scenario = small();
    const bk_index_question question = {0};
    const bk_run_options options = {.threads = 1, .replications = 2};
    const bk_report_options page = {.lang = BK_EN};
    bk_error err = {.lang = BK_EN};
    bk_index index;
    assert_int_equal(bk_index_find(scenario, &question, &options, &index, &err), BK_OK);
    for (int32_t form = 0; form < 3; form++)
        for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
            int64_t bytes = 0;
            fault_arm(n);
            bk_status status =
                form == 0 ? bk_report_index_text(scenario, &question, &index, &page, ignore, &bytes)
                : form == 1
                    ? bk_report_index_json(scenario, &question, &index, &page, ignore, &bytes)
                    : bk_index_write(scenario, &question, &index, ignore_line, &bytes);
            fault_disarm();
            assert_int_equal(status, fault_was_hit() ? BK_ERR_MEMORY : BK_OK);
        }
    bk_scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index_without_memory),
        cmocka_unit_test(test_report_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
