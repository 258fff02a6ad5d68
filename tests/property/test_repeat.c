/* The same question gives the same bytes: with any number of threads, with and without series, in
 * pieces or at once, repeated or written out. */
#include "support/random_office.h"
#include "support/support.h"

#include "experiment/result.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int scenarios(void)
{
    return test_is_long() ? 1500 : 60;
}

/* ---- bytes ---- */

static int64_t values(const bk_result *r)
{
    return (int64_t)r->replications * r->scopes * r->n_measures;
}

static bool same_values(const bk_result *a, const bk_result *b)
{
    return values(a) == values(b) &&
           memcmp(a->value, b->value, (size_t)values(a) * sizeof *a->value) == 0;
}

static bool same_series(const bk_result *a, const bk_result *b)
{
    return memcmp(a->by_week, b->by_week, (size_t)(values(a) * a->weeks) * sizeof *a->by_week) == 0;
}

static bool same_events(const bk_result *a, const bk_result *b)
{
    size_t all = (size_t)a->replications * BK_EVENT_COUNT;
    return memcmp(a->events, b->events, all * sizeof *a->events) == 0;
}

static bk_scenario *random_scenario(uint64_t n, char **text)
{
    random_office office;
    random_office_draw(&office, test_seed(n), 0);
    office.replications = 1 + (int)(n % 5);
    *text = random_office_text(&office);
    return random_office_parse(*text, test_seed(n));
}

static void test_threads_change_no_byte(void **state)
{
    (void)state;
    const int threads[] = {2, 3, 8};
    for (int i = 0; i < scenarios(); i++) {
        char *text;
        bk_scenario *scenario = random_scenario((uint64_t)i, &text);
        bk_result *one = random_office_run(scenario, 1, true);
        for (int t = 0; t < 3; t++) {
            bk_result *many = random_office_run(scenario, threads[t], true);
            CHECK_IN(text,
                     same_values(one, many) && same_series(one, many) && same_events(one, many),
                     "seed %" PRIu64 ": %d threads give other figures than one",
                     test_seed((uint64_t)i), threads[t]);
            bk_result_destroy(many);
        }
        bk_result_destroy(one);
        bk_scenario_destroy(scenario);
        free(text);
    }
}

static void test_series_change_no_figure(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        char *text;
        bk_scenario *scenario = random_scenario((uint64_t)i, &text);
        bk_result *without = random_office_run(scenario, 1, false);
        bk_result *with = random_office_run(scenario, 1, true);
        CHECK_IN(text, same_values(without, with) && same_events(without, with),
                 "seed %" PRIu64 ": keeping series moves figures", test_seed((uint64_t)i));
        CHECK(bk_result_has_series(with) && !bk_result_has_series(without));
        bk_result_destroy(without);
        bk_result_destroy(with);
        bk_scenario_destroy(scenario);
        free(text);
    }
}

/* Replications do not know how many follow, nor what ran before in this process. */
static void test_more_replications_keep_the_first(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios() / 2; i++) {
        char *text;
        bk_scenario *scenario = random_scenario((uint64_t)i, &text);
        bk_error err = {.lang = BK_EN};
        bk_run_options options = {.threads = 2, .replications = 6, .seed_given = true, .seed = 77};
        bk_result *six = NULL, *two = NULL;
        assert_int_equal(bk_run(scenario, &options, &six, &err), BK_OK);
        options.replications = 2;
        assert_int_equal(bk_run(scenario, &options, &two, &err), BK_OK);
        CHECK(bk_result_seed(two) == 77 && bk_result_replications(two) == 2);
        CHECK_IN(text,
                 memcmp(six->value, two->value, (size_t)values(two) * sizeof *two->value) == 0,
                 "seed %" PRIu64 ": the first two of six replications are others",
                 test_seed((uint64_t)i));
        bk_result_destroy(six);
        bk_result_destroy(two);
        bk_scenario_destroy(scenario);
        free(text);
    }
}

/* ---- copies ---- */

static double value_at(const bk_result *r, bk_scope scope, int index, int measure, int replication)
{
    double v;
    return bk_result_value(r, scope, index, measure, replication, &v) ? v : (double)NAN;
}

static bool near(double a, double b)
{
    if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
    return fabs(a - b) <= 1e-12 * (1 + fabs(a));
}

/* Office A's first team three times: the row of the repeated team is the mean of the three rows
 * written out, and office and all are the same, since they pool the same copies. */
static void test_a_repeated_team_is_the_mean_of_three_written_out(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        random_office once, out;
        uint64_t seed = test_seed((uint64_t)i);
        random_office_draw(&once, seed, OFFICE_WITHOUT_CHANGES);
        random_one_office *a = &once.office[0];
        a->n_teams = 1 + (a->n_teams > 1 && i % 2 == 0);
        a->team[0].repeat = 1;
        out = once;
        a->team[0].repeat = 3;
        out.office[0].n_teams = a->n_teams + 2;
        if (a->n_teams == 2) out.office[0].team[3] = a->team[1];
        out.office[0].team[1] = out.office[0].team[2] = out.office[0].team[0];

        char *text = random_office_text(&once), *text_out = random_office_text(&out);
        bk_scenario *s = random_office_parse(text, seed),
                    *s_out = random_office_parse(text_out, seed);
        bk_result *r = random_office_run(s, 1, false), *r_out = random_office_run(s_out, 1, false);
        CHECK(bk_scenario_team(s, 0, BK_EN).copies == 3 * a->repeat);
        for (int rep = 0; rep < bk_result_replications(r); rep++) {
            for (int m = 0; m < bk_scenario_measure_count(s); m++) {
                double mean = 0, n = 0, row = value_at(r, BK_SCOPE_TEAM, 0, m, rep);
                for (int t = 0; t < 3; t++) {
                    double v = value_at(r_out, BK_SCOPE_TEAM, t, m, rep);
                    if (!isnan(v)) mean += v;
                    if (!isnan(v)) n += 1;
                }
                /* An office in two copies has its teams' means over both, where they exist. */
                bool plain = a->repeat == 1;
                CHECK_IN(text, !plain || near(row, n > 0 ? mean / n : (double)NAN),
                         "seed %" PRIu64 ": %s is %.17g, of three written out %.17g", seed,
                         bk_scenario_measure(s, m, BK_EN).id, row, mean / n);
                for (int k = 0; k < bk_scenario_office_count(s); k++)
                    CHECK_IN(text,
                             near(value_at(r, BK_SCOPE_OFFICE, k, m, rep),
                                  value_at(r_out, BK_SCOPE_OFFICE, k, m, rep)),
                             "seed %" PRIu64 ": %s of office %d differs", seed,
                             bk_scenario_measure(s, m, BK_EN).id, k);
                CHECK_IN(text,
                         near(value_at(r, BK_SCOPE_ALL, 0, m, rep),
                              value_at(r_out, BK_SCOPE_ALL, 0, m, rep)),
                         "seed %" PRIu64 ": %s of all differs", seed,
                         bk_scenario_measure(s, m, BK_EN).id);
            }
        }
        CHECK_IN(text, same_events(r, r_out), "seed %" PRIu64 ": events differ", seed);
        bk_result_destroy(r);
        bk_result_destroy(r_out);
        bk_scenario_destroy(s);
        bk_scenario_destroy(s_out);
        free(text);
        free(text_out);
    }
}

/* An office that is repeated is the same as its every team repeated. */
static void test_a_repeated_office_is_its_teams_repeated(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i);
        random_office_draw(&office, seed, 0);
        office.office[0].repeat = 3;
        char *text = random_office_text(&office);
        office.office[0].repeat = 1;
        for (int t = 0; t < office.office[0].n_teams; t++) office.office[0].team[t].repeat *= 3;
        char *text_out = random_office_text(&office);
        bk_scenario *s = random_office_parse(text, seed),
                    *s_out = random_office_parse(text_out, seed);
        bk_result *r = random_office_run(s, 1, false), *r_out = random_office_run(s_out, 1, false);
        CHECK_IN(text, same_values(r, r_out) && same_events(r, r_out), "seed %" PRIu64, seed);
        bk_result_destroy(r);
        bk_result_destroy(r_out);
        bk_scenario_destroy(s);
        bk_scenario_destroy(s_out);
        free(text);
        free(text_out);
    }
}

/* ---- stopping ---- */

static const char STEADY[] =
    "title = \"steady\"\nweeks = %d\nwarmup_weeks = 20\nreplications = %d\n"
    "[clients.domain]\nhealth = { prevalence = 0.4, hinders = 0.2, blocks_work = 0.3 }\n"
    "[conditions.c]\nintake = \"steady\"\n[conditions.c.inbox]\n"
    "post = { per_week = 1, minutes = 10 }\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 5\n"
    "caseload = 40\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\ncaseload = 40\n";

typedef struct {
    int64_t stop_at, last, calls;
    bool wrong;
} stopper;

static bool go_on(void *context, int64_t done, int64_t total)
{
    stopper *s = context;
    s->calls++;
    s->wrong |= done < s->last || done > total;
    s->last = done;
    return done < s->stop_at;
}

static bk_scenario *steady(int weeks, int replications)
{
    char text[sizeof STEADY + 40];
    snprintf(text, sizeof text, STEADY, weeks, replications);
    return random_office_parse(text, 0);
}

/* What was finished before the stop stands, and is what the whole run has there. */
static void test_a_stopped_run_keeps_what_was_finished(void **state)
{
    (void)state;
    enum { REPLICATIONS = 2000 };
    bk_scenario *scenario = steady(1000, REPLICATIONS);
    for (int threads = 1; threads <= 3; threads += 2) {
        stopper s = {.stop_at = 9};
        bk_error err = {.lang = BK_EN};
        bk_run_options options = {.threads = threads, .progress = go_on, .context = &s};
        bk_result *stopped = NULL, *whole = NULL;
        assert_int_equal(bk_run(scenario, &options, &stopped, &err), BK_ERR_CANCELLED);
        CHECK(!s.wrong);
        assert_non_null(stopped); /* 9 jobs are more than one replication of two */
        int finished = bk_result_replications(stopped);
        CHECK_MSG(finished >= 4 && finished < REPLICATIONS, "%d finished", finished);
        CHECK(finished >= s.last / 2);

        bk_run_options rest = {.threads = 2, .replications = finished};
        assert_int_equal(bk_run(scenario, &rest, &whole, &err), BK_OK);
        CHECK(same_values(stopped, whole));
        bk_result_destroy(stopped);
        bk_result_destroy(whole);
    }
    bk_scenario_destroy(scenario);
}

/* Nothing finished, nothing to keep; a run is left in the middle of a replication. */
static void test_a_run_stopped_at_once_gives_nothing(void **state)
{
    (void)state;
    bk_scenario *scenario = steady(50000, 100);
    stopper s = {.stop_at = 0};
    bk_error err = {.lang = BK_EN};
    bk_run_options options = {.threads = 2, .progress = go_on, .context = &s};
    bk_result *result = (bk_result *)&s;
    assert_int_equal(bk_run(scenario, &options, &result, &err), BK_ERR_CANCELLED);
    assert_null(result);
    CHECK(s.calls == 1);
    bk_scenario_destroy(scenario);
}

static void test_options_out_of_range_are_refused(void **state)
{
    (void)state;
    const bk_run_options bad[] = {
        {.replications = -1}, {.replications = 1000001}, {.threads = -1}, {.threads = 257}};
    bk_scenario *scenario = steady(30, 1);
    for (int i = 0; i < 4; i++) {
        bk_error err = {.lang = BK_EN};
        bk_result *result = (bk_result *)&err;
        assert_int_equal(bk_run(scenario, &bad[i], &result, &err), BK_ERR_USAGE);
        assert_null(result);
        assert_int_equal(err.count, 1);
    }
    bk_scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_change_no_byte),
        cmocka_unit_test(test_series_change_no_figure),
        cmocka_unit_test(test_more_replications_keep_the_first),
        cmocka_unit_test(test_a_repeated_team_is_the_mean_of_three_written_out),
        cmocka_unit_test(test_a_repeated_office_is_its_teams_repeated),
        cmocka_unit_test(test_a_stopped_run_keeps_what_was_finished),
        cmocka_unit_test(test_a_run_stopped_at_once_gives_nothing),
        cmocka_unit_test(test_options_out_of_range_are_refused),
    };
    return cmocka_run_group_tests_name("repeat", tests, NULL, NULL);
}
