/* The best use of time where it is known by construction, and what is never recommended. */
#include "blikk/best_use.h"
#include "support/office.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One small busy team, and another whose figures must not matter. */
static const char TEXT[] =
    "title = \"t\"\nweeks = 100\nwarmup_weeks = 20\nreplications = 5\nseed = 4\n"
    "[clients]\nduties_per_week = 0.5\n"
    "[clients.domain]\n"
    "health = { prevalence = 0.4, hinders = 0.1, blocks_work = 0.4 }\n"
    "work = { prevalence = 0.5, hinders = 0, blocks_work = 0.4 }\n"
    "[conditions.a]\n"
    "[conditions.a.inbox]\nmail = { per_week = 0.5, minutes = 15 }\n"
    "[conditions.a.conversation]\ninterval_weeks = 4\nminutes = 40\n"
    "[conditions.a.mapping]\nminutes = 0\nstructure = 0\n"
    "[conditions.a.gaze]\nreflection_hours = 0\nreflection_gain = 0\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 90\n"
    "[[office]]\nname = \"B\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 3\ncaseload = 50\n";

static bk_scenario *parse(int32_t n, const bk_override *set)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_status status =
        bk_scenario_parse("t.toml", TEXT, (int64_t)strlen(TEXT), n, set, &scenario, &err);
    if (status != BK_OK) fail_msg("%s", err.mistake[0].text);
    return scenario;
}

static bk_lever lever(const char *text)
{
    bk_error err = {.lang = BK_EN};
    bk_lever out;
    if (bk_lever_parse(text, &out, &err) != BK_OK) fail_msg("%s", err.mistake[0].text);
    return out;
}

static bk_best_use *find(const bk_scenario *scenario, const char *measure, int32_t n,
                         const bk_lever *levers, double indifference, int32_t threads)
{
    bk_best_use_options options = {.measure = bk_scenario_measure_find(scenario, measure),
                                   .indifference = indifference,
                                   .n_levers = n,
                                   .lever = levers};
    bk_run_options run = {.threads = threads};
    bk_error err = {.lang = BK_EN};
    bk_best_use *best = NULL;
    bk_status status = bk_best_use_find(scenario, &options, &run, &best, &err);
    if (status != BK_OK) fail_msg("%s", err.count ? err.mistake[0].text : "no text");
    return best;
}

/* What is recommended for the first lever. */
static const char *chosen(const bk_best_use *best)
{
    return bk_best_use_lever(best, 0, BK_EN).chosen;
}

/* Hours of reflection that change nothing (gain 0) are given back to the clients; and not bought.
 */
static void test_what_costs_and_does_nothing(void **state)
{
    (void)state;
    const bk_lever levers[] = {lever("conditions.a.gaze.reflection_hours=0,2,6"),
                               lever("conditions.a.mapping.minutes=0,30,90")};
    const bk_override spent[] = {{"conditions.a.gaze.reflection_hours", "6"},
                                 {"conditions.a.mapping.minutes", "90"}};
    bk_scenario *wasteful = parse(2, spent), *thrifty = parse(0, NULL);
    bk_best_use *best = find(wasteful, "false_is", 2, levers, 0.002, 2);
    assert_string_equal(bk_best_use_lever(best, 0, BK_EN).today, "6");
    assert_string_equal(chosen(best), "0");
    assert_string_equal(bk_best_use_lever(best, 1, BK_EN).chosen, "0");
    assert_int_equal(bk_best_use_summary(best).verdict, BK_USE_CHOSEN);
    const bk_comparison *check = bk_best_use_check(best);
    assert_non_null(check);
    int32_t measure = bk_scenario_measure_find(wasteful, "false_is");
    assert_int_equal(bk_comparison_change(check, 1, BK_SCOPE_TEAM, 0, measure).verdict,
                     BK_VERDICT_BETTER);
    bk_best_use_destroy(best);

    best = find(thrifty, "false_is", 2, levers, 0.002, 2);
    assert_true(bk_best_use_summary(best).is_today);
    assert_null(bk_best_use_check(best));
    assert_string_equal(chosen(best), "0");
    bk_best_use_destroy(best);
    bk_scenario_destroy(wasteful);
    bk_scenario_destroy(thrifty);
}

/* Where talking does nothing but take time, less of it is best for what waits in the inbox. */
static void test_conversation_without_effect(void **state)
{
    (void)state;
    const bk_override mute[] = {{"conditions.a.conversation.disclosure", "0"},
                                {"conditions.a.work_order", "oldest"}};
    const bk_lever levers[] = {lever("conditions.a.conversation.minutes=20,40,60")};
    bk_scenario *scenario = parse(2, mute);
    bk_best_use *best = find(scenario, "wait_days.mail", 1, levers, 0.02, 2);
    assert_string_equal(chosen(best), "20");
    bk_best_use_destroy(best);
    bk_scenario_destroy(scenario);
}

/* Driving clients out is never recommended, however much a figure gains by it, unless allowed. */
static void test_driving_out_is_not_advice(void **state)
{
    (void)state;
    const bk_lever levers[] = {lever("conditions.a.demand.withdraws=0.02,0.3,0.9")};
    bk_scenario *scenario = parse(0, NULL);
    bk_best_use *best = find(scenario, "false_is", 1, levers, 0.0005, 2);
    assert_string_equal(chosen(best), "0.02");
    assert_true(bk_best_use_summary(best).is_today);
    bk_best_use_destroy(best);

    bk_best_use_options options = {.measure = bk_scenario_measure_find(scenario, "false_is"),
                                   .indifference = 0.0005,
                                   .may_push_out = true,
                                   .n_levers = 1,
                                   .lever = levers};
    bk_error err = {.lang = BK_EN};
    assert_int_equal(
        bk_best_use_find(scenario, &options, &(bk_run_options){.threads = 2}, &best, &err), BK_OK);
    assert_string_equal(chosen(best), "0.9"); /* so it was a temptation */
    bk_best_use_destroy(best);
    bk_scenario_destroy(scenario);
}

static void test_threads_change_nothing(void **state)
{
    (void)state;
    const bk_lever levers[] = {lever("conditions.a.conversation.interval_weeks=2,4,8"),
                               lever("conditions.a.conversation.protected_share=0,0.4")};
    bk_scenario *scenario = parse(0, NULL);
    bk_best_use *one = find(scenario, "known_share", 2, levers, 0.01, 1);
    bk_best_use *two = find(scenario, "known_share", 2, levers, 0.01, 3);
    bk_use_summary a = bk_best_use_summary(one), b = bk_best_use_summary(two);
    assert_int_equal(a.replications, b.replications);
    assert_int_equal(a.tried, b.tried);
    assert_int_equal(bk_best_use_finalist_count(one), bk_best_use_finalist_count(two));
    for (int32_t i = 0; i < bk_best_use_finalist_count(one); i++)
        CHECK_SAME(bk_best_use_finalist(one, i).gain, bk_best_use_finalist(two, i).gain);
    for (int32_t l = 0; l < 2; l++)
        assert_string_equal(bk_best_use_lever(one, l, BK_EN).chosen,
                            bk_best_use_lever(two, l, BK_EN).chosen);
    bk_best_use_destroy(one);
    bk_best_use_destroy(two);
    bk_scenario_destroy(scenario);
}

static void check_refused(const bk_scenario *scenario, bk_best_use_options options,
                          bk_status status, const char *text)
{
    bk_error err = {.lang = BK_EN};
    bk_best_use *best = NULL;
    assert_int_equal(bk_best_use_find(scenario, &options, NULL, &best, &err), status);
    assert_null(best);
    if (strstr(err.mistake[0].text, text) == NULL) fail_msg("%s", err.mistake[0].text);
}

static void test_refuses_what_makes_no_sense(void **state)
{
    (void)state;
    bk_scenario *scenario = parse(0, NULL);
    int32_t false_is = bk_scenario_measure_find(scenario, "false_is");
    const bk_lever nowhere[] = {lever("conditions.a.converzation.minutes=20,40")};
    const bk_lever outside[] = {lever("conditions.a.conversation.minutes=20,-5")};
    const bk_lever today[] = {lever("conditions.a.conversation.minutes=40")};
    check_refused(scenario,
                  (bk_best_use_options){.measure = bk_scenario_measure_find(scenario, "share_is")},
                  BK_ERR_USAGE, "'share_is' has no direction");
    check_refused(scenario, (bk_best_use_options){.measure = false_is, .confidence = 1},
                  BK_ERR_USAGE, "confidence");
    check_refused(scenario, (bk_best_use_options){.measure = false_is, .indifference = -1},
                  BK_ERR_USAGE, "indifference");
    check_refused(scenario,
                  (bk_best_use_options){.measure = false_is, .n_levers = 1, .lever = nowhere},
                  BK_ERR_INPUT, "converzation");
    check_refused(scenario,
                  (bk_best_use_options){.measure = false_is, .n_levers = 1, .lever = outside},
                  BK_ERR_INPUT, "-5");
    check_refused(scenario,
                  (bk_best_use_options){.measure = false_is, .n_levers = 1, .lever = today},
                  BK_ERR_USAGE, "nothing to set");
    bk_scenario_destroy(scenario);
}

static void test_levers_are_read(void **state)
{
    (void)state;
    bk_lever l = lever("a.b=1,x y,2.5");
    assert_string_equal(l.path, "a.b");
    assert_int_equal(l.n_values, 3);
    assert_string_equal(l.value[1], "x y");
    const char *const wrong[] = {"",
                                 "a",
                                 "a=",
                                 "=1",
                                 "a=1,,2",
                                 "a=1,",
                                 "a=1,2,3,4,5,6,7,8,9",
                                 "a=01234567890123456789012345678901"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        bk_error err = {.lang = BK_NB};
        assert_int_equal(bk_lever_parse(wrong[i], &l, &err), BK_ERR_USAGE);
        assert_non_null(strstr(err.mistake[0].text, "skal være KEY=a,b,c"));
        assert_string_equal(l.path, "a.b");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_costs_and_does_nothing),
        cmocka_unit_test(test_conversation_without_effect),
        cmocka_unit_test(test_driving_out_is_not_advice),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_refuses_what_makes_no_sense),
        cmocka_unit_test(test_levers_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
