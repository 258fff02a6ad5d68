/* Verdicts on the warm-up, from series that are made up: a start that lies apart, noise, a slope.
 */
#include "blikk/warmup.h"

#include "experiment/result.h"
#include "random/distributions.h"
#include "support/office.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WEEKS = 260, BATCHES = WEEKS / BK_WATCH_WEEKS };

static const char TEAMS[] = "[conditions.a]\ninherits = \"still\"\n"
                            "[[office]]\nname = \"A\"\n"
                            "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 1\n"
                            "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 2\n";

typedef struct {
    bk_scenario *scenario;
    bk_plans plans;
    bk_result *result;
} made;

/* A result of n replications whose watched values are 5 and noise of 1, independent by batch. */
static made make(int32_t weeks, int32_t warmup, int32_t n, uint64_t seed, const char *more)
{
    char rest[1000];
    snprintf(rest, sizeof rest, "%s%s", TEAMS, more);
    made m = {.scenario = office_scenario(
                  &(office_plan){.weeks = weeks, .warmup_weeks = warmup, .rest = rest})};
    assert_int_equal(bk_plans_build(m.scenario, &m.plans), BK_OK);
    m.result = bk_result_create(&m.plans, 0, 1, false);
    assert_non_null(m.result);
    assert_int_equal(bk_result_reserve(m.result, n), BK_OK);
    for (int32_t i = 0; i < n; i++) {
        bk_replication r = bk_result_replication(m.result, i);
        for (int32_t v = 0; r.watch && v < 2 * m.result->n_batches * BK_WATCH_COUNT; v++)
            r.watch[v] = 5 + bk_normal_quantile(
                                 bk_uniform(bk_philox(seed, (uint64_t)i, (uint64_t)v).word[0]));
        bk_result_close(m.result, i);
    }
    return m;
}

static void clear(made *m)
{
    bk_result_destroy(m->result);
    bk_plans_clear(&m->plans);
    bk_scenario_destroy(m->scenario);
}

/* Adds size x shape(week) to one measure of one row. */
static void add(made *m, int32_t row, int32_t watch, double size, double decay)
{
    int32_t n = m->result->n_batches;
    for (int32_t i = 0; i < m->result->replications && i < BK_WATCHED_REPLICATIONS; i++) {
        double *at = bk_result_replication(m->result, i).watch;
        for (int32_t b = 0; b < n; b++)
            at[((int64_t)row * n + b) * BK_WATCH_COUNT + watch] +=
                size * (decay > 0 ? bk_exp(-b / decay) : b);
    }
}

/* Noise around 0, where any difference would matter, and nothing left out. One result in a hundred
 * may be told too short; of 200, 12 or more have a probability under 1e-6 (binomial). MSER alone
 * cuts something in a quarter of them. */
static void test_noise_raises_no_alarm(void **state)
{
    (void)state;
    int32_t alarms = 0, cut = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        made m = make(WEEKS, 0, 10, 100 + seed, "");
        for (int32_t i = 0; i < 10; i++)
            for (int32_t v = 0; v < 2 * BATCHES * BK_WATCH_COUNT; v++)
                bk_result_replication(m.result, i).watch[v] -= 5;
        int32_t row;
        bk_warmup w = bk_result_warmup_worst(m.scenario, m.result, &row);
        alarms += w.verdict != BK_WARMUP_ENOUGH;
        cut += w.weeks > 0;
        CHECK(w.weeks % BK_WATCH_WEEKS == 0 && w.measured == WEEKS && w.measure >= 0);
        clear(&m);
    }
    CHECK_MSG(alarms < 12 && cut > 30, "%d alarms, %d cuts of 200", (int)alarms, (int)cut);
}

/* A start 8 apart that fades over 8 batches: gone in the noise after about 20 batches, 100 weeks.
 */
static void test_transient(void **state)
{
    (void)state;
    for (int32_t warmup = 0; warmup <= 120; warmup += 120) {
        made m = make(WEEKS, warmup, 10, 7, "");
        add(&m, 1, BK_WATCH_TRUST, -8, 8);
        int32_t row;
        bk_warmup w = bk_result_warmup_worst(m.scenario, m.result, &row);
        assert_int_equal(w.verdict, warmup == 0 ? BK_WARMUP_TOO_SHORT : BK_WARMUP_ENOUGH);
        assert_int_equal(row, 1);
        assert_string_equal(bk_scenario_measure(m.scenario, w.measure, BK_EN).id, "trust");
        CHECK_MSG(w.weeks >= 45 && w.weeks <= 120, "%d weeks", (int)w.weeks);
        assert_int_equal(bk_result_warmup(m.scenario, m.result, 0).verdict, BK_WARMUP_ENOUGH);
        clear(&m);
    }
}

/* What lies apart beyond chance but hardly moves the mean is let be. */
static void test_small_matters_are_let_be(void **state)
{
    (void)state;
    made m = make(WEEKS, 0, 10, 7, "");
    for (int32_t i = 0; i < 10; i++) { /* no noise, and a first batch a thousandth too high */
        double *at = bk_result_replication(m.result, i).watch;
        for (int32_t v = 0; v < 2 * BATCHES * BK_WATCH_COUNT; v++)
            at[v] = 5 + (v < BK_WATCH_COUNT ? 0.005 + 0.0001 * i : 0);
    }
    assert_int_equal(bk_result_warmup(m.scenario, m.result, 0).verdict, BK_WARMUP_ENOUGH);
    clear(&m);
}

static void test_slope(void **state)
{
    (void)state;
    made m = make(WEEKS, 0, 10, 7, "");
    add(&m, 0, BK_WATCH_LOAD, 0.2, 0);
    bk_warmup w = bk_result_warmup(m.scenario, m.result, 0);
    assert_int_equal(w.verdict, BK_WARMUP_STILL_MOVING);
    assert_string_equal(bk_scenario_measure(m.scenario, w.measure, BK_EN).id, "load");
    assert_string_equal(bk_warmup_verdict_id(w.verdict), "still_moving");
    clear(&m);
}

static void test_unknown(void **state)
{
    (void)state;
    made one = make(WEEKS, 0, 1, 7, ""), brief = make(49, 0, 10, 7, "");
    made changed = make(WEEKS, 0, 10, 7,
                        "[[change]]\nweek = 40\nset = { \"conditions.a.hours_per_week\" = 20 }\n");
    const made *all[] = {&one, &brief, &changed};
    for (int32_t i = 0; i < 3; i++) {
        bk_warmup w = bk_result_warmup(all[i]->scenario, all[i]->result, 0);
        assert_int_equal(w.verdict, BK_WARMUP_UNKNOWN);
        assert_int_equal(w.measure, -1);
    }
    assert_int_equal(bk_result_warmup(changed.scenario, changed.result, 0).measured, 40);
    assert_string_equal(bk_warmup_verdict_id(BK_WARMUP_UNKNOWN), "unknown");
    clear(&one);
    clear(&brief);
    clear(&changed);
}

/* Only weeks before the first change count: a jump there is meant. */
static void test_change_is_no_transient(void **state)
{
    (void)state;
    made m = make(WEEKS, 0, 10, 7,
                  "[[change]]\nweek = 130\nset = { \"conditions.a.hours_per_week\" = 20 }\n");
    int32_t n = m.result->n_batches;
    for (int32_t i = 0; i < 10; i++)
        for (int32_t b = 26; b < n; b++)
            for (int32_t v = 0; v < BK_WATCH_COUNT; v++)
                bk_result_replication(m.result, i).watch[b * BK_WATCH_COUNT + v] += 50;
    bk_warmup w = bk_result_warmup(m.scenario, m.result, 0);
    assert_int_equal(w.verdict, BK_WARMUP_ENOUGH);
    assert_int_equal(w.measured, 130);
    clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_noise_raises_no_alarm),
        cmocka_unit_test(test_transient),
        cmocka_unit_test(test_small_matters_are_let_be),
        cmocka_unit_test(test_slope),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_change_is_no_transient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
