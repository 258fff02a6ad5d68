/* The inbox against textbook queues: M/M/1, M/M/c, Erlang A, Pollaczek-Khinchine, Cobham.
 *
 * Every office is still (support/office.h) but for its inbox; services have mean 24 minutes, 0.01
 * of a week. Each replication is one long run, its first weeks left out. The mean of n replications
 * is held against the exact value by Student's t; a check fails by chance with FALSE_ALARM (1e-8),
 * 29 of them: 3e-7 in all. Seeds are fixed in ./test. */
#include "support/office.h"
#include "support/theory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define SERVICE 0.01    /* weeks */
#define DAYS_A_WEEK 5.0 /* waits are told in working days */

static office_run run_inbox(const char *inbox, int32_t caseworkers, int32_t caseload, int32_t weeks,
                            int32_t replications, uint64_t seed)
{
    char rest[1200];
    snprintf(rest, sizeof rest,
             "[conditions.x]\ninherits = \"still\"\n[conditions.x.inbox]\n%s\n"
             "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
             "caseworkers = %d\ncaseload = %d\n",
             inbox, caseworkers, caseload);
    office_plan plan = {.weeks = weeks, .warmup_weeks = weeks / 20 + 1, .rest = rest};
    return office_run_of(office_scenario(&plan), replications, seed);
}

/* wait_days.STREAM in weeks. */
static void expect_wait(const office_run *run, const char *stream, double weeks)
{
    char id[64];
    snprintf(id, sizeof id, "wait_days.%s", stream);
    office_expect(run, id, 1 / DAYS_A_WEEK, weeks);
}

/* Ten clients of one caseworker, from a queue of her own and from one called shared. */
static void test_one_server(void **state)
{
    (void)state;
    for (int32_t shared = 0; shared < 2; shared++) {
        char inbox[200];
        snprintf(inbox, sizeof inbox,
                 "mail = { per_week = 7, minutes = 24, distribution = \"exponential\", "
                 "shared = %s }",
                 shared ? "true" : "false");
        office_run run = run_inbox(inbox, 1, 10, 1500, 60, test_seed((uint64_t)shared));
        expect_wait(&run, "mail", theory_mmc_wait(70, SERVICE, 1));
        office_expect(&run, "time_share.mail", 1, 0.7);
        office_expect(&run, "idle_share", 1, 0.3);
        office_close(&run);
    }
}

static void test_several_servers(void **state)
{
    (void)state;
    office_run run = run_inbox("mail = { per_week = 40, minutes = 24, "
                               "distribution = \"exponential\", shared = true }",
                               5, 2, 500, 60, test_seed(2));
    expect_wait(&run, "mail", theory_mmc_wait(400, SERVICE, 5));
    office_expect(&run, "time_share.mail", 1, 0.8);
    office_close(&run);
}

static const char MANY[] = "mail = { per_week = 94.73684210526316, minutes = 24, "
                           "distribution = \"exponential\", shared = true }";

static void test_many_servers(void **state)
{
    (void)state;
    office_run run = run_inbox(MANY, 95, 1, 60, 60, test_seed(3));
    run.precision = 0.02;
    expect_wait(&run, "mail", theory_mmc_wait(9000, SERVICE, 95));
    office_expect(&run, "time_share.mail", 1, 90.0 / 95);
    office_close(&run);
}

typedef struct {
    double started, waited;
} counts;

static void count_starts(void *context, const bk_story *story)
{
    counts *c = context;
    if (story->kind != BK_STORY_STARTS) return;
    c->started += 1;
    if (story->number > 0) c->waited += 1;
}

/* Erlang C itself: 90 offered to 95 servers; the share that had to wait, by those who listen. */
static void test_share_that_waits(void **state)
{
    (void)state;
    enum { REPLICATIONS = 40, WARMUP = 3, WEEKS = 20 };
    char rest[600];
    snprintf(rest, sizeof rest,
             "[conditions.x]\ninherits = \"still\"\n[conditions.x.inbox]\n%s\n"
             "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
             "caseworkers = 95\ncaseload = 1\n",
             MANY);
    office_plan plan = {.weeks = WEEKS, .warmup_weeks = WARMUP, .rest = rest};
    office_closely o = office_closely_of(office_scenario(&plan));
    bk_moments share = {0};
    for (int32_t i = 0; i < REPLICATIONS; i++) {
        counts c = {0};
        office_begin(&o, test_seed(4), i, &(bk_storyteller){count_starts, &c});
        office_advance(&o, WARMUP);
        c = (counts){0};
        office_advance(&o, WEEKS);
        bk_moments_add(&share, c.waited / c.started);
    }
    office_leave(&o);
    office_figure figure = {share.mean, sqrt(bk_moments_variance(&share) / REPLICATIONS),
                            REPLICATIONS};
    assert_true(fabs(theory_erlang_c(90, 95) - 0.496609) < 5e-7);
    office_check("share that waits", figure, theory_erlang_c(90, 95), 0.01);
}

/* Too much work for 20, and the impatient make room; then one alone, with a queue of her own. */
static void test_abandonment(void **state)
{
    (void)state;
    office_run run = run_inbox("mail = { per_week = 110, minutes = 24, patience_weeks = 0.01, "
                               "distribution = \"exponential\", shared = true }",
                               20, 1, 200, 40, test_seed(5));
    theory_abandonment many = theory_erlang_a(2200, SERVICE, 20, 0.01);
    expect_wait(&run, "mail", many.wait_served);
    office_expect(&run, "lost_share.mail", 1, many.lost_share);
    office_expect(&run, "time_share.mail", 1, many.busy);
    office_close(&run);

    run = run_inbox("mail = { per_week = 9, minutes = 24, patience_weeks = 0.02, "
                    "distribution = \"exponential\" }",
                    1, 10, 1000, 60, test_seed(6));
    theory_abandonment one = theory_erlang_a(90, SERVICE, 1, 0.02);
    expect_wait(&run, "mail", one.wait_served);
    office_expect(&run, "lost_share.mail", 1, one.lost_share);
    office_expect(&run, "time_share.mail", 1, one.busy);
    office_close(&run);
}

static void test_pollaczek_khinchine(void **state)
{
    (void)state;
    const struct {
        const char *kind;
        double cv;
    } cases[] = {{"lognormal\", cv = 0.4", 0.4}, {"lognormal\", cv = 1.5", 1.5}, {"fixed\"", 0}};
    for (uint64_t i = 0; i < 3; i++) {
        char inbox[200];
        snprintf(inbox, sizeof inbox, "mail = { per_week = 7, minutes = 24, distribution = \"%s }",
                 cases[i].kind);
        office_run run = run_inbox(inbox, 1, 10, 1500, 80, test_seed(7 + i));
        theory_class work = {70, SERVICE, cases[i].cv};
        expect_wait(&run, "mail", theory_pollaczek_khinchine(1, &work));
        office_expect(&run, "time_share.mail", 1, 0.7);
        office_close(&run);
    }
}

/* Three streams, the first declared first served; the same work taken by age is one M/G/1. */
static void test_priorities(void **state)
{
    (void)state;
    static const char INBOX[] =
        "calls = { per_week = 4, minutes = 12, distribution = \"exponential\" }\n"
        "mail = { per_week = 3, minutes = 24, distribution = \"lognormal\", cv = 0.8 }\n"
        "forms = { per_week = 1, minutes = 48, distribution = \"fixed\" }";
    const theory_class work[] = {{40, 0.005, 1}, {30, 0.01, 0.8}, {10, 0.02, 0}};
    double wait[3];
    theory_cobham(3, work, wait);

    office_run run = run_inbox(INBOX, 1, 10, 1500, 60, test_seed(11));
    expect_wait(&run, "calls", wait[0]);
    expect_wait(&run, "mail", wait[1]);
    expect_wait(&run, "forms", wait[2]);
    office_close(&run);

    char by_age[600];
    snprintf(by_age, sizeof by_age, "%s\n[conditions.y]\ninherits = \"x\"\nwork_order = \"oldest\"",
             INBOX);
    char rest[1200];
    snprintf(rest, sizeof rest,
             "[conditions.x]\ninherits = \"still\"\n[conditions.x.inbox]\n%s\n"
             "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"y\"\n"
             "caseworkers = 1\ncaseload = 10\n",
             by_age);
    office_plan plan = {.weeks = 1500, .warmup_weeks = 75, .rest = rest};
    run = office_run_of(office_scenario(&plan), 60, test_seed(12));
    double same = theory_pollaczek_khinchine(3, work);
    expect_wait(&run, "calls", same);
    expect_wait(&run, "mail", same);
    expect_wait(&run, "forms", same);
    office_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_server),   cmocka_unit_test(test_several_servers),
        cmocka_unit_test(test_many_servers), cmocka_unit_test(test_share_that_waits),
        cmocka_unit_test(test_abandonment),  cmocka_unit_test(test_pollaczek_khinchine),
        cmocka_unit_test(test_priorities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
