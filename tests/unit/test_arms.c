/* experiment/arms.h: an arm's replications do not depend on what else was simulated, when, or by
 * whom; precision.h: as many as asked for, and no other bytes. */
#include "support/random_office.h"
#include "support/support.h"

#include "blikk/precision.h"
#include "experiment/arms.h"
#include "experiment/keeper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char OFFICE[] =
    "title = \"two teams\"\nweeks = 32\nwarmup_weeks = 4\nreplications = 6\nseed = 5\n"
    "[conditions.c]\nintake = \"steady\"\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\ncaseload = 9\nrepeat = 2\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 40\n";

/* The same office with another caseload. */
static bk_scenario *other_office(void)
{
    char text[sizeof OFFICE];
    memcpy(text, OFFICE, sizeof OFFICE);
    char *digit = strstr(text, "caseload = 40") + strlen("caseload = ");
    *digit = '7';
    return random_office_parse(text, 0);
}

static bool same_replication(const bk_result *a, int32_t i, const bk_result *b, int32_t j)
{
    bk_replication x = bk_result_replication(a, i), y = bk_result_replication(b, j);
    size_t values = (size_t)(a->scopes * a->n_measures) * sizeof(double);
    size_t watched = (size_t)(a->n_rows * a->n_batches * BK_WATCH_COUNT) * sizeof(double);
    bool both = x.watch != NULL && y.watch != NULL;
    return memcmp(x.value, y.value, values) == 0 &&
           memcmp(x.events, y.events, BK_EVENT_COUNT * sizeof(int64_t)) == 0 &&
           (!both || memcmp(x.watch, y.watch, watched) == 0) &&
           (x.by_week == NULL || y.by_week == NULL ||
            memcmp(x.by_week, y.by_week, values * (size_t)a->weeks) == 0);
}

static bk_result *simulated(const bk_scenario *scenario, int32_t first, int32_t n,
                            const bk_run_options *options)
{
    bk_arm arm = {.scenario = scenario, .first = first, .replications = n};
    assert_int_equal(bk_arms_run(1, &arm, options, NULL), BK_OK);
    assert_int_equal(arm.result->made, n);
    return arm.result;
}

static void test_replications_are_added_without_redoing(void **state)
{
    (void)state;
    bk_scenario *scenario = random_office_parse(OFFICE, 0);
    const bk_run_options options = {.threads = 2, .series = true};
    bk_result *whole = simulated(scenario, 0, 14, &options);
    bk_arm arm = {.scenario = scenario, .replications = 3};
    assert_int_equal(bk_arms_run(1, &arm, &options, NULL), BK_OK);
    int64_t before = bk_result_events(arm.result);
    arm.replications = 14;
    assert_int_equal(bk_arms_run(1, &arm, &options, NULL), BK_OK);
    assert_int_equal(bk_result_replications(arm.result), 14);
    CHECK(bk_result_events(arm.result) == bk_result_events(whole) && before > 0);
    for (int32_t i = 0; i < 14; i++) CHECK(same_replication(arm.result, i, whole, i));
    /* Asking for what there is changes nothing. */
    arm.replications = 10;
    assert_int_equal(bk_arms_run(1, &arm, &options, NULL), BK_OK);
    assert_int_equal(bk_result_replications(arm.result), 14);

    bk_result *late = simulated(scenario, 9, 5, &options);
    for (int32_t i = 0; i < 5; i++) CHECK(same_replication(late, i, whole, 9 + i));
    CHECK(!same_replication(whole, 0, whole, 1));
    bk_result_destroy(late);
    bk_result_destroy(whole);
    bk_arms_clear(1, &arm);
    bk_scenario_destroy(scenario);
}

static void test_arms_do_not_disturb_each_other(void **state)
{
    (void)state;
    bk_scenario *a = random_office_parse(OFFICE, 0), *b = other_office();
    for (int32_t threads = 1; threads <= 8; threads *= 2) {
        const bk_run_options options = {.threads = threads, .seed_given = true, .seed = 77};
        bk_result *a_alone = simulated(a, 0, 5, &options), *b_alone = simulated(b, 0, 12, &options);
        bk_arm arm[3] = {{.scenario = b, .replications = 12},
                         {.scenario = a, .replications = 5},
                         {.scenario = b, .first = 2, .replications = 3}};
        assert_int_equal(bk_arms_run(3, arm, &options, NULL), BK_OK);
        assert_int_equal(bk_arms_replications(3, arm), 3);
        for (int32_t i = 0; i < 12; i++) CHECK(same_replication(arm[0].result, i, b_alone, i));
        for (int32_t i = 0; i < 5; i++) CHECK(same_replication(arm[1].result, i, a_alone, i));
        for (int32_t i = 0; i < 3; i++) CHECK(same_replication(arm[2].result, i, b_alone, 2 + i));
        bk_arms_clear(3, arm);
        bk_result_destroy(a_alone);
        bk_result_destroy(b_alone);
    }
    bk_scenario_destroy(a);
    bk_scenario_destroy(b);
}

static void test_one_team_alone_has_the_same_figures(void **state)
{
    (void)state;
    bk_scenario *scenario = random_office_parse(OFFICE, 0);
    int32_t measures = bk_scenario_measure_count(scenario);
    bk_run_options options = {.threads = 2, .series = true};
    bk_result *whole = simulated(scenario, 0, 4, &options);
    for (int32_t row = 0; row < 2; row++) {
        options.only_team = row + 1;
        bk_result *alone = simulated(scenario, 0, 4, &options);
        int64_t compared = 0;
        for (int32_t i = 0; i < 4; i++)
            for (int32_t m = 0; m < measures; m++) {
                double x = 0, y = 0;
                bool is = bk_result_value(whole, BK_SCOPE_TEAM, row, m, i, &x);
                CHECK(bk_result_value(alone, BK_SCOPE_TEAM, row, m, i, &y) == is && x == y);
                CHECK(!bk_result_value(alone, BK_SCOPE_TEAM, 1 - row, m, i, &y));
                CHECK(!bk_result_value(alone, BK_SCOPE_ALL, 0, m, i, &y));
                compared += is;
            }
        CHECK(compared > 4 * 15);
        CHECK(bk_result_week(alone, BK_SCOPE_TEAM, row, 0, 20).mean ==
              bk_result_week(whole, BK_SCOPE_TEAM, row, 0, 20).mean);
        CHECK(bk_result_events(alone) < bk_result_events(whole));
        bk_result_destroy(alone);
    }
    options.only_team = 3;
    bk_result *none;
    assert_int_equal(bk_run(scenario, &options, &none, NULL), BK_ERR_USAGE);
    bk_result_destroy(whole);
    bk_scenario_destroy(scenario);
}

/* ---- a keeper in memory ---- */

enum { KEPT_MOST = 16 };

typedef struct {
    bk_result *all; /* holds what was kept */
    bool kept[KEPT_MOST];
    int32_t begins, ends, keeps, refuse_after;
    int32_t last; /* replication kept last */
    bool in_order;
} shelf;

static bk_status shelf_begin(void *self, const bk_scenario *scenario, const bk_result *result,
                             int64_t *handle, int64_t *kept, bk_error *err)
{
    shelf *s = self;
    (void)scenario, (void)result, (void)err;
    *handle = ++s->begins;
    *kept = s->keeps;
    return BK_OK;
}

static bk_status shelf_recall(void *self, int64_t handle, int32_t replication,
                              const bk_replication *into, bool *found, bk_error *err)
{
    shelf *s = self;
    (void)handle, (void)err;
    if (!s->kept[replication]) return BK_OK;
    const bk_result *r = s->all;
    bk_replication from = bk_result_replication(r, replication);
    memcpy(into->value, from.value, (size_t)(r->scopes * r->n_measures) * sizeof(double));
    memcpy(into->events, from.events, BK_EVENT_COUNT * sizeof(int64_t));
    size_t watched = (size_t)(r->n_rows * r->n_batches * BK_WATCH_COUNT) * sizeof(double);
    if (into->watch != NULL) memcpy(into->watch, from.watch, watched);
    *found = true;
    return BK_OK;
}

static bk_status shelf_keep(void *self, int64_t handle, int32_t replication,
                            const bk_replication *made, bk_error *err)
{
    shelf *s = self;
    (void)handle, (void)made, (void)err;
    if (s->refuse_after > 0 && s->keeps == s->refuse_after) return BK_ERR_IO;
    if (replication <= s->last) s->in_order = false;
    s->last = replication;
    s->kept[replication] = true;
    s->keeps++;
    return BK_OK;
}

static bk_status shelf_end(void *self, int64_t handle, bk_error *err)
{
    shelf *s = self;
    (void)handle, (void)err;
    s->ends++;
    return BK_OK;
}

static void test_what_is_kept_is_not_made_again(void **state)
{
    (void)state;
    bk_scenario *scenario = random_office_parse(OFFICE, 0);
    bk_result *whole = simulated(scenario, 0, KEPT_MOST, NULL);
    shelf s = {.all = whole, .last = -1, .in_order = true};
    const bk_keeper keeper = {&s, shelf_begin, shelf_recall, shelf_keep, shelf_end};
    bk_run_options part = {.threads = 2, .keeper = &keeper, .shard = 2, .shards = 3};
    bk_arm arm = {.scenario = scenario, .replications = 9};
    assert_int_equal(bk_arms_run(1, &arm, &part, NULL), BK_OK);
    assert_int_equal(bk_result_made(arm.result), 3); /* numbers 1, 4, 7 */
    assert_int_equal(bk_result_replications(arm.result), 0);
    CHECK(s.kept[1] && s.kept[4] && s.kept[7] && s.keeps == 3 && s.in_order);
    bk_arms_clear(1, &arm);

    s.last = -1;
    const bk_run_options rest = {.threads = 2, .keeper = &keeper};
    assert_int_equal(bk_arms_run(1, &arm, &rest, NULL), BK_OK);
    assert_int_equal(bk_result_recalled(arm.result), 3);
    assert_int_equal(s.keeps, 9);
    assert_int_equal(bk_result_replications(arm.result), 9);
    for (int32_t i = 0; i < 9; i++) CHECK(same_replication(arm.result, i, whole, i));
    bk_arms_clear(1, &arm);

    /* A keeper that fails stops the run; what it took before stands, and every begin has its end.
     */
    s.refuse_after = 11;
    arm.replications = KEPT_MOST;
    assert_int_equal(bk_arms_run(1, &arm, &rest, NULL), BK_ERR_IO);
    assert_int_equal(s.keeps, 11);
    CHECK(s.begins == 3 && s.ends == 3);
    bk_arms_clear(1, &arm);
    bk_result_destroy(whole);
    bk_scenario_destroy(scenario);
}

static void test_parts_that_do_not_exist(void **state)
{
    (void)state;
    bk_scenario *scenario = random_office_parse(OFFICE, 0);
    static const int32_t WRONG[][2] = {{0, 2}, {3, 2}, {-1, 2}, {1, 0}};
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        bk_error err = {.lang = BK_EN};
        const bk_run_options options = {.shard = WRONG[i][0], .shards = WRONG[i][1]};
        bk_result *result;
        assert_int_equal(bk_run(scenario, &options, &result, &err), BK_ERR_USAGE);
        CHECK(result == NULL && strstr(err.mistake[0].text, "there is no part") != NULL);
    }
    bk_scenario_destroy(scenario);
}

/* ---- precision ---- */

static void test_as_many_as_the_precision_takes(void **state)
{
    (void)state;
    bk_scenario *scenario = random_office_parse(OFFICE, 0);
    const int32_t measure[] = {bk_scenario_measure_find(scenario, "trust"),
                               bk_scenario_measure_find(scenario, "exits_work")};
    const bk_run_options options = {.threads = 2};
    for (int32_t i = 0; i < 3; i++) {
        bk_precision asked = {.half_width = i == 0   ? 0.1
                                            : i == 1 ? 12.0
                                                     : 1e-9,
                              .relative = i == 0,
                              .most = i == 2 ? 25 : 0,
                              .n_measures = 1,
                              .measure = i == 1 ? &measure[1] : &measure[0]};
        bk_precision_answer answer;
        bk_result *result;
        assert_int_equal(bk_run_until(scenario, &options, &asked, &result, &answer, NULL), BK_OK);
        int32_t n = bk_result_replications(result);
        CHECK(n >= BK_PRECISION_LEAST && answer.reached == (i < 2));
        CHECK(i < 2 || (n == 25 && answer.needed > 25));
        bk_result *fresh = simulated(scenario, 0, n, &options);
        for (int32_t k = 0; k < n; k++) CHECK(same_replication(result, k, fresh, k));
        for (int32_t row = 0; row < 2 && i < 2; row++) {
            bk_estimate e = bk_result_estimate(result, BK_SCOPE_TEAM, row, *asked.measure);
            double limit = asked.half_width * (asked.relative ? fabs(e.mean) : 1.0);
            CHECK_MSG(e.high - e.mean <= limit, "row %d: %g of %g", (int)row, e.high - e.mean,
                      limit);
        }
        bk_result_destroy(fresh);
        bk_result_destroy(result);
    }
    bk_scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replications_are_added_without_redoing),
        cmocka_unit_test(test_arms_do_not_disturb_each_other),
        cmocka_unit_test(test_one_team_alone_has_the_same_figures),
        cmocka_unit_test(test_what_is_kept_is_not_made_again),
        cmocka_unit_test(test_parts_that_do_not_exist),
        cmocka_unit_test(test_as_many_as_the_precision_takes),
    };
    return cmocka_run_group_tests_name("arms", tests, NULL, NULL);
}
