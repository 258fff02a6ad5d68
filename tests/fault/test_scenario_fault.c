/* Reading and writing a scenario when the nth allocation fails: BK_ERR_MEMORY, and nothing left. */
#include "support/fault.h"
#include "support/reading.h"

static const char TEXT[] =
    "[clients.domain]\nd = { prevalence = 0.5 }\n[conditions.a]\nfixed_share = { low = 0, high = "
    "0.4 }\ninbox.x = { per_week = 1, minutes = 1 }\n[conditions.b]\ninherits = \"a\"\n"
    "measure.m = { solves = \"d\", weeks = 4, succeeds = 1 }\n" READING_OFFICE
    "[[change]]\nweek = 3\nset = { \"conditions.a.hours_per_week\" = { low = 30, high = 31 }, "
    "\"office.*.team.*.caseload\" = 4 }\n";

static const bk_override SET[] = {{"conditions.b.gaze.prior", "0.5"}, {"title", "a word"}};

static void take_nothing(void *context, const char *line)
{
    (void)context;
    (void)line;
}

static void test_reading_without_memory_says_so(void **state)
{
    (void)state;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_scenario *s = NULL;
        *err = (bk_error){.lang = BK_EN};
        fault_arm(n);
        bk_status status = bk_scenario_parse("t", TEXT, (int64_t)strlen(TEXT), 2, SET, &s, err);
        fault_disarm();
        CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK), "n %d", (int)n);
        CHECK_MSG((s != NULL) == !fault_was_hit(), "n %d", (int)n);
        CHECK_MSG(err->count == (fault_was_hit() ? 1 : 0), "n %d", (int)n);
        bk_scenario_destroy(s);
    }
    free(err);
}

static void test_writing_without_memory_says_so(void **state)
{
    (void)state;
    bk_scenario *s = reading_of_with(TEXT, 2, SET);
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        fault_arm(n);
        bk_status status = bk_scenario_write(s, take_nothing, NULL);
        fault_disarm();
        CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK), "n %d", (int)n);
    }
    bk_scenario_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading_without_memory_says_so),
        cmocka_unit_test(test_writing_without_memory_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
