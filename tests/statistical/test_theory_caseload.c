/* Conversations against closed queues: the counsellor's table and the case manager's line.
 *
 * Each replication is one long run of an office that is still (support/office.h) but for its
 * follow-ups; conversations last 24 minutes on average, 0.01 of a week. Means of n replications are
 * held against exact values by Student's t; a check fails by chance with FALSE_ALARM (1e-8), 19 of
 * them: 2e-7 in all. Seeds are fixed in ./test. */
#include "support/office.h"
#include "support/theory.h"

#include <math.h>
#include <stdio.h>

#define SERVICE 0.01 /* weeks; the interval is 1 week: mean 1 and 100 in the table's units */
#define DAYS_A_WEEK 5.0

/* The table of the design, to its six digits: what theory.c must give. */
static const struct {
    int32_t clients;
    double utilisation, wait;
} TABLE[] = {{15, 0.148282, 0.158573},
             {30, 0.295878, 0.393292},
             {60, 0.586513, 1.299573},
             {100, 0.924300, 7.190035}};

static office_run run_counsellor(int32_t clients, const char *conversation, int32_t weeks,
                                 int32_t replications, uint64_t seed)
{
    static const bk_override OPEN_UP[] = {{"clients.trust.rest", "1"}};
    char rest[800];
    snprintf(rest, sizeof rest,
             "[clients.domain]\na = { prevalence = 0.5 }\nb = { prevalence = 0.5 }\n"
             "[conditions.x]\ninherits = \"still\"\n[conditions.x.conversation]\n"
             "interval_weeks = 1\n%s\nminutes = 24\ndistribution = \"exponential\"\n"
             "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
             "caseworkers = 1\ncaseload = %d\n",
             conversation, clients);
    office_plan plan = {.weeks = weeks,
                        .warmup_weeks = weeks / 20 + 2,
                        .rest = rest,
                        .n_overrides = 1,
                        .overrides = OPEN_UP};
    return office_run_of(office_scenario(&plan), replications, seed);
}

static void expect_counsellor(const office_run *run, int32_t clients)
{
    theory_closed exact = theory_counsellor(clients, 1, SERVICE);
    office_expect(run, "time_share.conversation", 1, exact.utilisation);
    office_expect(run, "wait_days.conversation", 1 / DAYS_A_WEEK, exact.wait);
}

static void test_counsellor(void **state)
{
    (void)state;
    const int32_t weeks[] = {4000, 2000, 1000, 1500};
    for (uint64_t i = 0; i < 4; i++) {
        theory_closed exact = theory_counsellor(TABLE[i].clients, 100, 1);
        assert_true(fabs(exact.utilisation - TABLE[i].utilisation) < 5.1e-7);
        assert_true(fabs(exact.wait - TABLE[i].wait) < 5.1e-7);
        office_run run = run_counsellor(TABLE[i].clients, "interval = \"exponential\"", weeks[i],
                                        40, test_seed(i));
        expect_counsellor(&run, TABLE[i].clients);
        office_close(&run);
    }
}

/* Whatever the interval's distribution, of the same mean, the figures are the same. */
static void test_counsellor_is_insensitive(void **state)
{
    (void)state;
    const char *const intervals[] = {"interval = \"fixed\"",
                                     "interval = \"lognormal\"\ninterval_cv = 1.5"};
    for (uint64_t i = 0; i < 2; i++) {
        office_run run = run_counsellor(60, intervals[i], 1000, 40, test_seed(4 + i));
        expect_counsellor(&run, 60);
        office_close(&run);
    }
}

/* Who is served first does not change how long the mean wait is. Clients have none, one or two
 * needs that hinder nothing, and she soon knows which. */
static void test_order_does_not_change_the_mean(void **state)
{
    (void)state;
    office_run run = run_counsellor(60,
                                    "interval = \"exponential\"\ndisclosure = 50\n"
                                    "who_next = \"most_needs_known\"",
                                    1000, 40, test_seed(6));
    CHECK(office_figure_of(&run, "known_share", 1).mean > 0.999);
    expect_counsellor(&run, 60);
    office_close(&run);
}

/* Arrivals 0.2, interval 1, service 1 (here 0.01 of a week each and 20 a week), completes 0.25, at
 * most 4 clients; the rest wait in line for a place, 9.953 on average. */
static void test_case_manager(void **state)
{
    (void)state;
    office_plan plan = {
        .weeks = 5000,
        .warmup_weeks = 100,
        .rest = "[conditions.x]\ninherits = \"still\"\nintake = \"open\"\n"
                "[conditions.x.conversation]\ninterval_weeks = 0.01\ninterval = \"exponential\"\n"
                "first_within_weeks = 0\nminutes = 24\ndistribution = \"exponential\"\n"
                "completes = 0.25\n"
                "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
                "caseworkers = 1\narrivals_per_week = 20\ncaseload_limit = 4\n"};
    theory_case_manager exact = theory_case_manager_of(0.2, 1, 1, 0.25, 4);
    assert_true(fabs(exact.wait_for_place - 9.953) < 5e-4);

    office_run run = office_run_of(office_scenario(&plan), 100, test_seed(7));
    office_expect(&run, "wait_days.place", 1 / DAYS_A_WEEK / SERVICE, exact.wait_for_place);
    office_expect(&run, "wait_days.conversation", 1 / DAYS_A_WEEK / SERVICE, exact.wait);
    office_expect(&run, "time_share.conversation", 1, exact.utilisation);
    /* Little's law: clients = arrivals x time with a place. */
    office_expect(&run, "duration_days", 1 / 7.0 / SERVICE, exact.clients / 0.2);
    office_expect(&run, "exits_work", 1 / 5200.0, 20 / exact.clients);
    office_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counsellor),
        cmocka_unit_test(test_counsellor_is_insensitive),
        cmocka_unit_test(test_order_does_not_change_the_mean),
        cmocka_unit_test(test_case_manager),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
