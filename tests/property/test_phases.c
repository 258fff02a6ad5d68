/* [[change]]: what was before it stays, nobody is lost when people come and go, and changing
 * nothing changes nothing. */
#include "support/random_office.h"
#include "support/support.h"
#include "support/witness.h"

#include "experiment/plans.h"
#include "experiment/result.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int scenarios(void)
{
    return test_is_long() ? 3000 : 300;
}

/* ---- clients and work through changes ---- */

static void hold_witness(const char *text, uint64_t seed)
{
    bk_scenario *scenario = random_office_parse(text, seed);
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    bk_outcome out = {.ratio = calloc((size_t)plans.measures->count, sizeof *out.ratio)};
    assert_non_null(out.ratio);
    witness_report report;
    for (int32_t i = 0; i < plans.n_rows; i++) {
        uint64_t key = bk_row_key(&plans.row[i], bk_scenario_seed(scenario), 0, 0);
        witness_run(&plans.row[i].plan, key, false, &out, &report);
        CHECK_IN(text, report.broken[0] == '\0', "seed %" PRIu64 ", row %d: %s", seed, (int)i,
                 report.broken);
    }
    free(out.ratio);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

static void test_no_law_is_broken_by_changes(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i);
        random_office_draw(&office, seed, OFFICE_WITH_CHANGES);
        char *text = random_office_text(&office);
        hold_witness(text, seed);
        free(text);
    }
}

/* Crowds that a change lets in or hands over at once. */
static const char *const CROWDS[] = {
    /* 40 clients at one desk, 15 of them handed out, then room for 10 at each again */
    "weeks = 20\nwarmup_weeks = 2\n[conditions.c]\nintake = \"steady\"\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 4\ncaseload = 10\n"
    "[[change]]\nweek = 5\nset = { \"office.A.team.c.caseworkers\" = 1 }\n"
    "[[change]]\nweek = 6\nset = { \"office.A.team.c.caseworkers\" = 4, "
    "\"office.A.team.c.caseload\" = 5 }\n"
    "[[change]]\nweek = 7\nset = { \"office.A.team.c.caseload\" = 10 }\n",
    /* a long line, and then no limit */
    "weeks = 60\nwarmup_weeks = 2\n[conditions.c]\nintake = \"open\"\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\n"
    "arrivals_per_week = 20\ncaseload_limit = 1\n"
    "[[change]]\nweek = 50\nset = { \"office.A.team.c.caseload_limit\" = inf }\n",
    /* a long line, and then thirty more caseworkers */
    "weeks = 60\nwarmup_weeks = 2\n[conditions.c]\nintake = \"open\"\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\n"
    "arrivals_per_week = 10\ncaseload_limit = 5\n"
    "[[change]]\nweek = 40\nset = { \"office.A.team.c.caseworkers\" = 30 }\n"
    "[[change]]\nweek = 41\nset = { \"office.A.team.c.caseworkers\" = 2 }\n",
    /* new clients at the very start of the window, and followed for a year */
    "weeks = 120\nwarmup_weeks = 10\n[conditions.c]\nintake = \"steady\"\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\ncaseload = 1\n"
    "[[change]]\nweek = 10\nset = { \"office.A.team.c.caseload\" = 40 }\n",
    /* in line when the window begins, and nobody comes after */
    "weeks = 120\nwarmup_weeks = 10\n[conditions.c]\nintake = \"open\"\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\n"
    "arrivals_per_week = 10\ncaseload_limit = 3\n"
    "[[change]]\nweek = 10\nset = { \"office.A.team.c.arrivals_per_week\" = 0 }\n",
    /* trust comes to rest elsewhere, up and down */
    "weeks = 30\nwarmup_weeks = 0\n[conditions.c]\nintake = \"steady\"\n"
    "conversation.interval_weeks = 0.5\n[clients.domain]\n"
    "health = { prevalence = 0.5, hinders = 0.3 }\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\ncaseload = 9\n"
    "[[change]]\nweek = 10\nset = { \"clients.trust.rest\" = 1 }\n"
    "[[change]]\nweek = 20\nset = { \"clients.trust.rest\" = 0 }\n",
};

static void test_crowds_find_room(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CROWDS / sizeof CROWDS[0]; i++) {
        char text[4000];
        snprintf(text, sizeof text, "title = \"crowd\"\nreplications = 3\n%s", CROWDS[i]);
        hold_witness(text, i);
        bk_scenario *scenario = random_office_parse(text, i);
        bk_result *result = random_office_run(scenario, 1, true);
        int trust = bk_scenario_measure_find(scenario, "trust");
        for (int week = 0; week < bk_scenario_weeks(scenario); week++) {
            bk_week_estimate e = bk_result_week(result, BK_SCOPE_ALL, 0, trust, week);
            CHECK_IN(text, e.n == 0 || (e.q05 >= 0 && e.q95 <= 1), "trust in week %d is %g to %g",
                     week, e.q05, e.q95);
        }
        bk_result_destroy(result);
        bk_scenario_destroy(scenario);
    }
}

/* ---- what a change does not touch ---- */

typedef struct {
    char *text;
    bk_scenario *scenario;
    bk_result *result;
} answer;

static answer ask(const random_office *office, bool series)
{
    answer a = {.text = random_office_text(office)};
    a.scenario = random_office_parse(a.text, office->seed);
    a.result = random_office_run(a.scenario, 1, series);
    return a;
}

static void forget(answer *a)
{
    bk_result_destroy(a->result);
    bk_scenario_destroy(a->scenario);
    free(a->text);
}

static bool same_values(const answer *a, const answer *b)
{
    const bk_result *r = a->result;
    size_t n = (size_t)(r->replications * r->scopes * r->n_measures);
    return memcmp(r->value, b->result->value, n * sizeof *r->value) == 0;
}

/* Writes a change that sets what holds already (and one that takes another back at once). */
static void change_nothing(random_office *office, uint64_t *luck)
{
    int o = random_below(luck, office->n_offices);
    int t = random_below(luck, office->office[o].n_teams);
    const random_team *team = &office->office[o].team[t];
    int week = 1 + random_below(luck, office->weeks - 1);
    office->n_changes = 2;
    snprintf(office->change[0], sizeof office->change[0],
             "[[change]]\nweek = %d\nset = { \"office.%s.team.%d.caseworkers\" = %d }\n", week,
             office->office[o].name, t + 1, team->caseworkers + random_below(luck, 2));
    snprintf(office->change[1], sizeof office->change[1],
             "[[change]]\nweek = %d\nset = { \"office.%s.team.%d.caseworkers\" = %d }\n", week,
             office->office[o].name, t + 1, team->caseworkers);
}

static void test_a_change_of_nothing_changes_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i), luck = seed;
        random_office_draw(&office, seed, OFFICE_WITHOUT_CHANGES);
        answer before = ask(&office, false);
        change_nothing(&office, &luck);
        answer after = ask(&office, false);
        CHECK_IN(after.text, same_values(&before, &after), "seed %" PRIu64, seed);
        forget(&before);
        forget(&after);
    }
}

static int first_week(const random_office *office)
{
    int first = office->weeks;
    for (int i = 0; i < office->n_changes; i++) {
        int week = 0;
        assert_int_equal(sscanf(office->change[i], "[[change]] week = %d", &week), 1);
        if (week < first) first = week;
    }
    return first;
}

/* Weeks that end before a change are, to the bit, what they are without it. */
static void test_a_change_does_not_touch_what_was(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i);
        random_office_draw(&office, seed, OFFICE_WITH_CHANGES);
        answer with = ask(&office, true);
        int week = first_week(&office);
        office.n_changes = 0;
        answer without = ask(&office, true);
        const bk_result *a = with.result, *b = without.result;
        for (int64_t row = 0; row < (int64_t)a->replications * a->scopes; row++) {
            int64_t at = row * a->weeks * a->n_measures;
            size_t n = (size_t)(week * a->n_measures) * sizeof(double);
            CHECK_IN(with.text, memcmp(a->by_week + at, b->by_week + at, n) == 0,
                     "seed %" PRIu64 ": the weeks before week %d are others", seed, week);
        }
        forget(&with);
        forget(&without);
    }
}

/* Figures do not depend on whether anybody looks at the weeks, also where only a later phase needs
 * what is sampled (the office culture). */
static void test_series_do_not_reach_into_later_phases(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios() / 3; i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i), luck = seed;
        random_office_draw(&office, seed, OFFICE_WITHOUT_CHANGES);
        office.warmup_weeks = office.weeks - 1;
        office.n_changes = 1;
        snprintf(office.change[0], sizeof office.change[0],
                 "[[change]]\nweek = %d\nset = { \"conditions.*.gaze.socialisation\" = 0.9 }\n",
                 1 + random_below(&luck, office.weeks - 1));
        answer without = ask(&office, false), with = ask(&office, true);
        CHECK_IN(with.text, same_values(&without, &with), "seed %" PRIu64, seed);
        forget(&without);
        forget(&with);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_law_is_broken_by_changes),
        cmocka_unit_test(test_crowds_find_room),
        cmocka_unit_test(test_a_change_of_nothing_changes_nothing),
        cmocka_unit_test(test_a_change_does_not_touch_what_was),
        cmocka_unit_test(test_series_do_not_reach_into_later_phases),
    };
    return cmocka_run_group_tests_name("phases", tests, NULL, NULL);
}
