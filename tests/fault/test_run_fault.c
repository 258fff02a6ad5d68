/* Reading and running without memory: the call says so, gives nothing and leaks nothing, whichever
 * allocation fails. And a run that is warm asks for none. */
#include "support/fault.h"
#include "support/random_office.h"
#include "support/support.h"

#include "experiment/plans.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One allocation after the other fails, until none is left that could. Returns how many. */
static int64_t fail_each(const char *text, uint64_t seed, int threads, bool series)
{
    int64_t n = 1;
    for (; n == 1 || fault_was_hit(); n++) {
        bk_error err = {.lang = BK_EN};
        bk_scenario *scenario = NULL;
        bk_result *result = NULL;
        bk_run_options options = {.threads = threads, .series = series};
        fault_arm(n);
        bk_status status =
            bk_scenario_parse("x", text, (int64_t)strlen(text), 0, NULL, &scenario, &err);
        if (status == BK_OK) status = bk_run(scenario, &options, &result, &err);
        fault_disarm();
        bk_status expected = fault_was_hit() ? BK_ERR_MEMORY : BK_OK;
        CHECK_IN(text, status == expected, "seed %" PRIu64 ", allocation %" PRId64 ": status %d",
                 seed, n, (int)status);
        CHECK((result != NULL) == (status == BK_OK));
        if (status != BK_OK) {
            assert_int_equal(err.count, 1);
            assert_int_equal(err.status, BK_ERR_MEMORY);
        }
        bk_result_destroy(result);
        bk_scenario_destroy(scenario);
    }
    return n;
}

/* Open intake outgrows its places and its line, and much waits: every table grows on the way. */
static const char GROWING[] =
    "title = \"growing\"\nweeks = 8\nwarmup_weeks = 2\nreplications = 2\n"
    "[clients.domain]\nhealth = { prevalence = 0.5, hinders = 0.2 }\n"
    "[conditions.c]\nintake = \"open\"\nstandard_offer = 1\n[conditions.c.inbox]\n"
    "post = { per_week = 3, minutes = 60, patience_weeks = 1 }\n"
    "chat = { per_week = 3, minutes = 60, shared = true }\n"
    "[conditions.c.measure.course]\nsolves = \"health\"\nweeks = 2\nsucceeds = 0.5\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\n"
    "arrivals_per_week = 40\ncaseload_limit = 50\nrepeat = 2\n"
    "[[change]]\nweek = 3\nset = { \"office.A.team.c.caseload_limit\" = 80 }\n"
    "[[change]]\nweek = 5\nset = { \"office.A.team.c.caseworkers\" = 6 }\n";

static void test_growing_run_without_memory(void **state)
{
    (void)state;
    CHECK(fail_each(GROWING, 0, 1, false) > 40);
    CHECK(fail_each(GROWING, 0, 1, true) > 40);
    CHECK(fail_each(GROWING, 0, 3, true) > 40);
}

static void test_random_runs_without_memory(void **state)
{
    (void)state;
    for (int i = 0; i < (test_is_long() ? 100 : 6); i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i);
        random_office_draw(&office, seed, i % 2 ? OFFICE_WITH_CHANGES : OFFICE_OF_ONE_TEAM);
        if (office.weeks > 60) continue; /* every run counts a few hundred times */
        char *text = random_office_text(&office);
        fail_each(text, seed, 1 + i % 2, i % 3 == 0);
        free(text);
    }
}

/* The one reading out that may ask for memory: a week of very many replications. */
static void test_a_week_without_memory_is_absent(void **state)
{
    (void)state;
    static const char TINY[] =
        "title = \"tiny\"\nweeks = 1\nwarmup_weeks = 0\nreplications = 4200\n"
        "[conditions.c]\nintake = \"steady\"\n[[office]]\nname = \"A\"\n"
        "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 1\n";
    bk_scenario *scenario = random_office_parse(TINY, 0);
    bk_result *result = random_office_run(scenario, 1, true);
    fault_arm(1);
    int32_t none = bk_result_week(result, BK_SCOPE_ALL, 0, 0, 0).n;
    fault_disarm();
    assert_true(fault_was_hit());
    assert_int_equal(none, 0);
    assert_int_equal(bk_result_week(result, BK_SCOPE_ALL, 0, 0, 0).n, 4200);
    fault_arm(1);
    (void)bk_result_estimate(result, BK_SCOPE_ALL, 0, 0);
    fault_disarm();
    assert_false(fault_was_hit());
    bk_result_destroy(result);
    bk_scenario_destroy(scenario);
}

/* ---- no allocation once warm ---- */

/* A run that was made once is made again without a single allocation, and so is another replication
 * in the same room when it needs no more of it. */
static void test_a_warm_run_allocates_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < (test_is_long() ? 1000 : 100); i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i);
        random_office_draw(&office, seed, 0);
        char *text = random_office_text(&office);
        bk_scenario *scenario = random_office_parse(text, seed);
        bk_plans plans;
        assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
        bk_outcome out = {.ratio = calloc((size_t)plans.measures->count, sizeof *out.ratio)};
        assert_non_null(out.ratio);
        bk_sim sim = {0};
        const bk_plan *plan = &plans.row[0].plan;
        assert_int_equal(bk_sim_run(&sim, plan, 5, NULL, &out), BK_OK);
        fault_arm(1);
        bk_status status = bk_sim_run(&sim, plan, 5, NULL, &out);
        fault_disarm();
        CHECK_IN(text, status == BK_OK && !fault_was_hit(),
                 "seed %" PRIu64 ": a warm run asks for memory", seed);
        bk_sim_clear(&sim);
        free(out.ratio);
        bk_plans_clear(&plans);
        bk_scenario_destroy(scenario);
        free(text);
    }
}

/* Nor does the study's own size of team: a full caseload, and everything it does in a year. */
static void test_a_warm_office_allocates_nothing(void **state)
{
    (void)state;
    static const char OFFICE[] =
        "title = \"office\"\nweeks = 60\nwarmup_weeks = 8\n"
        "[clients.domain]\nhealth = { prevalence = 0.4, hinders = 0.1, blocks_work = 0.4 }\n"
        "children = { prevalence = 0.3, hinders = 0.1, blocks_work = 0.2 }\n"
        "[conditions.c]\nintake = \"steady\"\nstandard_offer = 1\n"
        "conversation.early_after_weeks = 1\n[conditions.c.inbox]\n"
        "post = { per_week = 0.2, minutes = 12, patience_weeks = 6, failure_demand = 0.5 }\n"
        "[conditions.c.measure.care]\nsolves = \"children\"\nweeks = 10\nsucceeds = 0.5\n"
        "[[office]]\nname = \"A\"\n"
        "[[office.team]]\nconditions = \"c\"\ncaseworkers = 3\ncaseload = 60\n";
    bk_scenario *scenario = random_office_parse(OFFICE, 0);
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    bk_outcome out = {.ratio = calloc((size_t)plans.measures->count, sizeof *out.ratio)};
    bk_sim sim = {0};
    for (uint64_t key = 0; key < 20; key++)
        assert_int_equal(bk_sim_run(&sim, &plans.row[0].plan, key, NULL, &out), BK_OK);
    fault_arm(1);
    bk_status status = BK_OK;
    for (uint64_t key = 0; key < 20 && status == BK_OK; key++)
        status = bk_sim_run(&sim, &plans.row[0].plan, key, NULL, &out);
    fault_disarm();
    assert_int_equal(status, BK_OK);
    assert_false(fault_was_hit());
    bk_sim_clear(&sim);
    free(out.ratio);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growing_run_without_memory),
        cmocka_unit_test(test_random_runs_without_memory),
        cmocka_unit_test(test_a_week_without_memory_is_absent),
        cmocka_unit_test(test_a_warm_run_allocates_nothing),
        cmocka_unit_test(test_a_warm_office_allocates_nothing),
    };
    return cmocka_run_group_tests_name("run fault", tests, NULL, NULL);
}
