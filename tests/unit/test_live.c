/* One team watched: its figures are bk_run's, its view agrees with its counts, a stop stops. */
#include "support/support.h"

#include "blikk/live.h"

#include <string.h>

/* Two offices, three teams; the second is repeated, the third has open intake. */
static const char OFFICE[] =
    "weeks = 60\nwarmup_weeks = 8\nreplications = 6\nseed = 11\n"
    "[clients.domain]\n"
    "health = { prevalence = 0.5, hinders = 0.15, blocks_work = 0.3 }\n"
    "debt = { prevalence = 0.4, hinders = 0.1, blocks_work = 0.3 }\n"
    "[conditions.x]\nstandard_offer = 0.5\n"
    "[conditions.x.inbox]\nmail = { per_week = 0.5, minutes = 20 }\n"
    "[conditions.x.measure]\n"
    "advice = { solves = \"debt\", weeks = 6, succeeds = 0.8, minutes = 30 }\n"
    "[conditions.y]\ninherits = \"x\"\nintake = \"open\"\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"x\"\ncaseworkers = 2\ncaseload = 30\n"
    "[[office.team]]\nconditions = \"x\"\ncaseworkers = 1\ncaseload = 20\nrepeat = 3\n"
    "[[office]]\nname = \"B\"\n"
    "[[office.team]]\nconditions = \"y\"\ncaseworkers = 2\narrivals_per_week = 2\n"
    "caseload_limit = 40\nstart = 10\n";

static bk_scenario *office(int32_t n, const bk_override *overrides)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_status status = bk_scenario_parse("office", OFFICE, (int64_t)sizeof OFFICE - 1, n, overrides,
                                         &scenario, &err);
    CHECK_MSG(status == BK_OK, "%s", err.mistake[0].text);
    return scenario;
}

static bk_live *watch(const bk_scenario *scenario, const bk_live_options *options)
{
    bk_error err = {.lang = BK_EN};
    bk_live *live = NULL;
    bk_status status = bk_live_run(scenario, options, &live, &err);
    CHECK_MSG(status == BK_OK, "%s", err.mistake[0].text);
    return live;
}

static void same_estimate(bk_estimate a, bk_estimate b)
{
    assert_int_equal(a.n, b.n);
    if (a.n == 0) return;
    CHECK_SAME(a.mean, b.mean);
    assert_int_equal(a.has_interval, b.has_interval);
    CHECK_SAME(a.low, b.low);
    CHECK_SAME(a.high, b.high);
}

static void test_figures_are_those_of_a_run(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = office(0, NULL);
    bk_result *result = NULL;
    assert_int_equal(bk_run(scenario, NULL, &result, &err), BK_OK);
    for (int32_t row = 0; row < bk_scenario_team_count(scenario); row++) {
        for (int32_t threads = 1; threads <= 3; threads++) {
            bk_live *live = watch(scenario, &(bk_live_options){.row = row, .threads = threads});
            assert_int_equal(bk_live_replications(live), 6);
            for (int32_t m = 0; m < bk_scenario_measure_count(scenario); m++)
                same_estimate(bk_live_estimate(live, m),
                              bk_result_estimate(result, BK_SCOPE_TEAM, row, m));
            bk_live_destroy(live);
        }
    }
    bk_result_destroy(result);
    bk_scenario_destroy(scenario);
}

typedef struct {
    int32_t calls, until;
    double mean[8]; /* of share_is after each replication */
    int32_t measure;
} shown;

static void note_part(void *context, const bk_live *live)
{
    shown *s = context;
    s->calls++;
    assert_int_equal(bk_live_replications(live), s->calls);
    if (s->calls <= 8) s->mean[s->calls - 1] = bk_live_estimate(live, s->measure).mean;
}

static bool is_wanted(void *context)
{
    const shown *s = context;
    return s->calls < s->until;
}

static void test_each_replication_is_shown(void **state)
{
    (void)state;
    bk_scenario *scenario = office(0, NULL);
    shown s = {.measure = bk_scenario_measure_find(scenario, "share_is")};
    bk_live_destroy(watch(scenario, &(bk_live_options){.show = note_part, .context = &s}));
    assert_int_equal(s.calls, 6);
    for (int32_t n = 1; n <= 6; n++) {
        bk_live *live = watch(scenario, &(bk_live_options){.replications = n});
        CHECK_SAME(s.mean[n - 1], bk_live_estimate(live, s.measure).mean);
        bk_live_destroy(live);
    }
    bk_scenario_destroy(scenario);
}

static void test_a_stop_stops(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = office(0, NULL);
    shown s = {.until = 2};
    bk_live_options options = {.replications = 1000000,
                               .threads = 2,
                               .show = note_part,
                               .is_wanted = is_wanted,
                               .context = &s};
    bk_live *live = NULL;
    assert_int_equal(bk_live_run(scenario, &options, &live, &err), BK_ERR_CANCELLED);
    assert_non_null(live);
    CHECK(bk_live_replications(live) >= 2 && bk_live_replications(live) < 1000000);
    bk_live_destroy(live);
    bk_scenario_destroy(scenario);
}

static void test_a_change_is_taken_pair_by_pair(void **state)
{
    (void)state;
    const bk_override half = {"office.A.team.1.caseload", "15"};
    bk_scenario *a = office(0, NULL), *b = office(1, &half);
    bk_live *before = watch(a, &(bk_live_options){0}), *after = watch(b, &(bk_live_options){0});
    int32_t load = bk_scenario_measure_find(a, "load");
    bk_estimate change = bk_live_change(before, load, after, load);
    assert_int_equal(change.n, 6);
    CHECK_NEAR(change.mean,
               bk_live_estimate(after, load).mean - bk_live_estimate(before, load).mean, 1e-12);
    CHECK(change.mean < 0 && change.high < 0);
    bk_estimate none = bk_live_change(before, load, before, load);
    CHECK_SAME(none.low, 0);
    CHECK_SAME(none.high, 0);
    bk_live_destroy(before);
    bk_live_destroy(after);
    bk_scenario_destroy(a);
    bk_scenario_destroy(b);
}

static int32_t bits(uint32_t set)
{
    int32_t n = 0;
    for (; set; set &= set - 1) n++;
    return n;
}

static void check_view(const bk_view *v)
{
    for (int32_t i = 0; i < v->clients; i++) {
        CHECK(v->suspicion[i] > 0 && v->suspicion[i] < 1);
        CHECK(v->owner[i] >= 0 && v->owner[i] < v->caseworkers);
        assert_int_equal(v->known[i] & ~v->needs[i], 0);
        CHECK(v->needs[i] < 4);
        for (int32_t j = 0; j < i; j++)
            CHECK(v->owner[i] != v->owner[j] || v->slot[i] != v->slot[j]);
    }
}

/* The last view of a single replication and the counts by domain are of the same clients. */
static void test_the_view_agrees_with_the_counts(void **state)
{
    (void)state;
    bk_scenario *scenario = office(0, NULL);
    for (int32_t row = 0; row < 3; row += 2) {
        bk_live *live = watch(scenario, &(bk_live_options){.row = row, .replications = 1});
        bk_view v;
        assert_true(bk_live_view(live, &v));
        assert_int_equal(v.week, 60);
        if (row == 0) assert_int_equal(v.clients, 60);
        CHECK(v.clients > 0);
        CHECK_SAME(v.threshold, 0.5);
        check_view(&v);
        for (int32_t d = 0; d < 2; d++) {
            int32_t needs = 0, known = 0;
            for (int32_t i = 0; i < v.clients; i++) {
                needs += bits(v.needs[i] & 1u << d);
                known += bits(v.known[i] & 1u << d);
            }
            CHECK_SAME(bk_live_needs(live, d).mean, (double)needs / (double)v.clients);
            CHECK_SAME(bk_live_known(live, d).mean, (double)known / (double)needs);
        }
        bk_live_destroy(live);
    }
    bk_scenario_destroy(scenario);
}

typedef struct {
    int32_t weeks, last, stop_at;
    double sum; /* of the last week's suspicion */
} film;

static bool see_week(void *context, const bk_view *v)
{
    film *f = context;
    assert_int_equal(v->week, f->weeks++);
    check_view(v);
    f->last = v->clients;
    f->sum = 0;
    for (int32_t i = 0; i < v->clients; i++) f->sum += v->suspicion[i];
    return v->week != f->stop_at;
}

static void test_a_film_ends_where_the_view_stands(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = office(0, NULL);
    bk_live *live = watch(scenario, &(bk_live_options){.replications = 2});
    film f = {.stop_at = -1};
    assert_int_equal(bk_film(scenario, 11, 0, see_week, &f, &err), BK_OK);
    assert_int_equal(f.weeks, 61);
    bk_view v;
    assert_true(bk_live_view(live, &v));
    assert_int_equal(f.last, v.clients);
    double sum = 0;
    for (int32_t i = 0; i < v.clients; i++) sum += v.suspicion[i];
    CHECK_SAME(sum, f.sum);
    film cut = {.stop_at = 5};
    assert_int_equal(bk_film(scenario, 11, 0, see_week, &cut, &err), BK_OK);
    assert_int_equal(cut.weeks, 6);
    bk_live_destroy(live);
    bk_scenario_destroy(scenario);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    bk_scenario *scenario = office(0, NULL);
    const bk_live_options wrong[] = {
        {.row = 3}, {.row = -1}, {.replications = -1}, {.threads = 257}, {.replications = 1000001}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        bk_error err = {.lang = BK_EN};
        bk_live *live = NULL;
        assert_int_equal(bk_live_run(scenario, &wrong[i], &live, &err), BK_ERR_USAGE);
        assert_null(live);
        assert_int_equal(err.count, 1);
    }
    bk_error err = {.lang = BK_EN};
    film f = {0};
    assert_int_equal(bk_film(scenario, 1, 3, see_week, &f, &err), BK_ERR_USAGE);
    assert_int_equal(f.weeks, 0);
    bk_scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_are_those_of_a_run),
        cmocka_unit_test(test_each_replication_is_shown),
        cmocka_unit_test(test_a_stop_stops),
        cmocka_unit_test(test_a_change_is_taken_pair_by_pair),
        cmocka_unit_test(test_the_view_agrees_with_the_counts),
        cmocka_unit_test(test_a_film_ends_where_the_view_stands),
        cmocka_unit_test(test_what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
