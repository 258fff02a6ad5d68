/* A pace of its own for new clients, who is met first, and conversations by how clients are seen.
 */
#include "support/reading.h"

/* Ten clients who never leave, and nearly no work but conversations. */
static const char OFFICE[] =
    "weeks = 200\nwarmup_weeks = 0\nreplications = 2\n"
    "[clients]\nunwilling_share = 0\nbase_failure = 0\nduties_per_week = 0\n"
    "leaving = { work_per_week = 0, other_per_week = 0 }\n[clients.domain]\n"
    "d = { prevalence = 0 }\n[conditions.a]\n[conditions.a.conversation]\ninterval_weeks = 4\n"
    "minutes = 10\ndocumentation_minutes = 0\ndistancing = 0\n" READING_OFFICE;

static double value_with(int32_t n, const bk_override *set, const char *id)
{
    bk_scenario *s = reading_of_with(OFFICE, n, set);
    bk_result *result = NULL;
    CHECK(bk_run(s, NULL, &result, NULL) == BK_OK);
    double mean = bk_result_estimate(result, BK_SCOPE_ALL, 0, bk_scenario_measure_find(s, id)).mean;
    bk_result_destroy(result);
    bk_scenario_destroy(s);
    return mean;
}

static void test_new_clients_have_a_pace_of_their_own(void **state)
{
    (void)state;
    const bk_override off[] = {{"conditions.a.conversation.new_client_times", "0.5"}};
    const bk_override neutral[] = {{"conditions.a.conversation.new_client_weeks", "52"}};
    const bk_override all[] = {{"conditions.a.conversation.new_client_weeks", "300"}, off[0]};
    const bk_override half[] = {{"conditions.a.conversation.new_client_weeks", "100"}, off[0]};
    const char *gap = "contact_gap_weeks";
    double usual = value_with(0, NULL, gap);
    CHECK_NEAR(usual, 4.0, 0.1);
    CHECK_SAME(value_with(1, off, gap), usual);
    CHECK_NEAR(value_with(1, neutral, gap), usual, 1e-9);
    CHECK_NEAR(value_with(2, all, gap), 2.0, 0.1);
    double between = value_with(2, half, gap); /* 50 gaps of 2 weeks, 25 of 4 */
    CHECK_NEAR(between, 200.0 / 75, 0.15);
}

/* The same for a time between conversations that varies. */
static void test_a_varying_pace(void **state)
{
    (void)state;
    const bk_override usual[] = {{"conditions.a.conversation.interval", "exponential"},
                                 {"weeks", "3000"}};
    const bk_override twice[] = {usual[0],
                                 usual[1],
                                 {"conditions.a.conversation.new_client_weeks", "5200"},
                                 {"conditions.a.conversation.new_client_times", "2"}};
    double one = value_with(2, usual, "contact_gap_weeks");
    double two = value_with(4, twice, "contact_gap_weeks");
    /* 2 x 20 clients, some 390 gaps each: standard error 1 %; ten of them. */
    CHECK_NEAR(two / one, 2.0, 0.2);
}

/* Where nobody is seen as the problem all conversations are with the others: 52 / 4 a year each. */
static void test_conversations_by_gaze(void **state)
{
    (void)state;
    const bk_override never[] = {{"conditions.a.gaze.prior", "0.1"}};
    CHECK_NEAR(value_with(1, never, "talks_by_gaze.has"), 100 * 52 / 4.0, 60);
    const bk_override always[] = {{"conditions.a.gaze.prior", "0.9"},
                                  {"conditions.a.gaze.memory_weeks", "0.1"}};
    CHECK_NEAR(value_with(2, always, "talks_by_gaze.is"), 100 * 52 / 4.0, 60);
    /* Distancing puts off those seen as the problem: 0.5 x 0.9 of the times. */
    const bk_override apart[] = {
        always[0], always[1], {"conditions.a.conversation.distancing", "0.5"}};
    CHECK_NEAR(value_with(3, apart, "talks_by_gaze.is"), 100 * 52 / 4.0 * 0.55, 90);
}

/* With far more to do than can be done, the one who is new waits less when the new come first. */
static void test_new_first(void **state)
{
    (void)state;
    const bk_override busy[] = {{"clients.leaving.work_per_week", "0.05"},
                                {"office.A.team.a.caseload", "200"},
                                {"conditions.a.conversation.minutes", "60"},
                                {"weeks", "200"},
                                {"warmup_weeks", "100"}};
    const bk_override first[] = {busy[0], busy[1],
                                 busy[2], busy[3],
                                 busy[4], {"conditions.a.conversation.who_next", "new_first"}};
    /* The gap to a first contact is in the mean of gaps, and shorter when the new come first. */
    double usual = value_with(5, busy, "contact_gap_weeks");
    double fresh = value_with(6, first, "contact_gap_weeks");
    CHECK_MSG(fresh < 0.97 * usual, "%g weeks, %g when the new come first", usual, fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new_clients_have_a_pace_of_their_own),
        cmocka_unit_test(test_a_varying_pace),
        cmocka_unit_test(test_conversations_by_gaze),
        cmocka_unit_test(test_new_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
