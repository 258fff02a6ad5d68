/* experiment/merge.h, plans.h and the reading out: a row is the mean over its copies, offices and
 * all are pooled sums; what does not exist is left out. */
#include "support/random_office.h"
#include "support/support.h"

#include "experiment/merge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows: A's first team in two copies, A's second, B's in three. */
static const char OFFICES[] =
    "title = \"three rows\"\nweeks = 3\nwarmup_weeks = 0\nreplications = 2\n"
    "[conditions.c]\nintake = \"steady\"\n[conditions.d]\nintake = \"steady\"\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 1\nrepeat = 2\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 1\n"
    "[[office]]\nname = \"B\"\nrepeat = 3\n"
    "[[office.team]]\nconditions = \"d\"\ncaseworkers = 1\ncaseload = 1\n";

enum { JOBS = 6, REPLICATIONS = 2 };

static bk_ratio ratio_of(int32_t job, int32_t replication, int64_t line, int32_t measure)
{
    if ((job + measure + line) % 4 == 0) return (bk_ratio){5.0, 0.0}; /* nobody to measure */
    return (bk_ratio){1.0 + job * 10.0 + measure + (double)line, 1.0 + job + replication * 3.0};
}

static bool near(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-12 * (1 + fabs(b));
}

/* The figure that jobs first .. end - 1 should give: pooled, or the mean over those where it is. */
static double expected(const bk_plans *plans, int32_t first, int32_t end, bool pooled,
                       int32_t replication, int64_t line, int32_t measure)
{
    const bk_measure *m = &plans->measures->measure[measure];
    bk_ratio pool = {0};
    double sum = 0, n = 0;
    for (int32_t job = first; job < end; job++) {
        bk_ratio r = ratio_of(job, replication, line, measure);
        pool.numerator += r.numerator;
        pool.denominator += r.denominator;
        if (r.denominator <= 0) continue;
        sum += m->factor * r.numerator / r.denominator;
        n += 1;
    }
    if (!pooled) return n > 0 ? sum / n : (double)NAN;
    return pool.denominator > 0 ? m->factor * pool.numerator / pool.denominator : (double)NAN;
}

static const struct {
    int32_t first, end;
    bool pooled;
} SCOPES[] = {{0, 2, false}, {2, 3, false}, {3, 6, false},
              {0, 3, true},  {3, 6, true},  {0, 6, true}};

static void test_outcomes_become_means_and_pools(void **state)
{
    (void)state;
    bk_scenario *scenario = random_office_parse(OFFICES, 0);
    bk_plans plans;
    bk_merge merge;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    assert_int_equal(plans.jobs, JOBS);
    int32_t n = plans.measures->count, weeks = plans.weeks;
    bk_result *result = bk_result_create(&plans, 0, 7, true);
    assert_non_null(result);
    assert_int_equal(bk_result_reserve(result, REPLICATIONS), BK_OK);
    assert_int_equal(bk_merge_start(&plans, result, &merge), BK_OK);
    bk_outcome out = {.ratio = calloc((size_t)n, sizeof *out.ratio),
                      .week = calloc((size_t)(n * weeks), sizeof *out.week)};
    for (int32_t rep = 0; rep < REPLICATIONS; rep++) {
        for (int32_t job = 0; job < JOBS; job++) {
            for (int32_t m = 0; m < n; m++) {
                out.ratio[m] = ratio_of(job, rep, 0, m);
                for (int32_t w = 0; w < weeks; w++)
                    out.week[w * n + m] = ratio_of(job, rep, w + 1, m);
            }
            out.events[0] = 1;
            assert_int_equal(bk_result_replications(result), rep);
            assert_int_equal(bk_merge_add(&merge, rep, &out), job == JOBS - 1);
        }
    }
    assert_int_equal(bk_result_replications(result), REPLICATIONS);
    assert_int_equal(bk_result_events_of(result, 0), JOBS * REPLICATIONS);
    for (int32_t rep = 0; rep < REPLICATIONS; rep++) {
        for (int32_t scope = 0; scope < 6; scope++) {
            for (int32_t m = 0; m < n; m++) {
                int64_t row = (int64_t)rep * result->scopes + scope;
                double want = expected(&plans, SCOPES[scope].first, SCOPES[scope].end,
                                       SCOPES[scope].pooled, rep, 0, m);
                double is = result->value[row * n + m];
                CHECK_MSG(near(is, want), "scope %d, measure %d: %g, not %g", (int)scope, (int)m,
                          is, want);
                for (int32_t w = 0; w < weeks; w++) {
                    want = expected(&plans, SCOPES[scope].first, SCOPES[scope].end,
                                    SCOPES[scope].pooled, rep, w + 1, m);
                    is = result->by_week[(row * weeks + w) * n + m];
                    CHECK_MSG(near(is, want), "scope %d, measure %d, week %d: %g, not %g",
                              (int)scope, (int)m, (int)w, is, want);
                }
            }
        }
    }
    free(out.ratio);
    free(out.week);
    bk_merge_clear(&merge);
    bk_result_destroy(result);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

/* Copies have numbers of their own, so that no two teams share all their luck. */
static void test_every_copy_has_its_own_luck(void **state)
{
    (void)state;
    bk_scenario *scenario = random_office_parse(OFFICES, 0);
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    uint64_t key[JOBS * REPLICATIONS * 2];
    int32_t n = 0;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        for (int32_t rep = 0; rep < REPLICATIONS; rep++) {
            for (int32_t job = 0; job < JOBS; job++) {
                const bk_row *row = &plans.row[bk_plans_row_of(&plans, job)];
                CHECK(job >= row->first_job && job < row->first_job + row->copies);
                key[n++] = bk_row_key(row, seed, rep, job - (int32_t)row->first_job);
            }
        }
    }
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < i; j++) CHECK_MSG(key[i] != key[j], "%d and %d", (int)i, (int)j);
    CHECK(plans.row[0].luck == plans.row[1].luck && plans.row[1].first_copy == 2);
    CHECK(plans.row[2].luck != plans.row[0].luck && plans.row[2].first_copy == 0);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

static void set_values(bk_result *r, const double *value, int32_t n)
{
    if (r->room < n) assert_int_equal(bk_result_reserve(r, n), BK_OK);
    r->replications = n;
    for (int32_t i = 0; i < n; i++) {
        r->value[(int64_t)i * r->scopes * r->n_measures] = value[i];
        r->by_week[(int64_t)i * r->scopes * r->weeks * r->n_measures] = value[i];
    }
}

/* Four values of which one does not exist: mean 4, sample variance 9, t(2) = 4.302653. */
static void test_an_estimate_is_over_what_exists(void **state)
{
    (void)state;
    bk_scenario *scenario = random_office_parse(OFFICES, 0);
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    bk_result *r = bk_result_create(&plans, 0, 7, true);
    assert_non_null(r);

    set_values(r, (const double[]){1, (double)NAN, 4, 7}, 4);
    bk_estimate e = bk_result_estimate(r, BK_SCOPE_TEAM, 0, 0);
    CHECK(e.n == 3 && e.has_interval);
    CHECK_NEAR(e.mean, 4, 1e-12);
    CHECK_NEAR(e.high, 4 + 4.302652729696 * sqrt(3), 1e-9);
    CHECK_NEAR(e.low, 4 - 4.302652729696 * sqrt(3), 1e-9);
    bk_week_estimate w = bk_result_week(r, BK_SCOPE_TEAM, 0, 0, 0);
    CHECK(w.n == 3);
    CHECK_NEAR(w.mean, 4, 1e-12);
    CHECK_NEAR(w.q50, 4, 1e-12);

    set_values(r, (const double[]){(double)NAN, 2}, 2);
    e = bk_result_estimate(r, BK_SCOPE_TEAM, 0, 0);
    CHECK(e.n == 1 && !e.has_interval);
    CHECK_SAME(e.mean, 2);
    CHECK_SAME(e.low, 2);
    CHECK_SAME(e.high, 2);
    double value = 99;
    CHECK(!bk_result_value(r, BK_SCOPE_TEAM, 0, 0, 0, &value));
    CHECK_SAME(value, 99);
    CHECK(bk_result_value(r, BK_SCOPE_TEAM, 0, 0, 1, &value));
    CHECK_SAME(value, 2);

    set_values(r, (const double[]){(double)NAN}, 1);
    CHECK(bk_result_estimate(r, BK_SCOPE_TEAM, 0, 0).n == 0);
    CHECK(bk_result_week(r, BK_SCOPE_TEAM, 0, 0, 0).n == 0);
    bk_result_destroy(r);
    bk_result_destroy(NULL);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

/* More replications than are sorted in place. */
static void test_a_week_of_many_replications(void **state)
{
    (void)state;
    enum { MANY = 5001 };
    bk_scenario *scenario = random_office_parse(OFFICES, 0);
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    bk_result *r = bk_result_create(&plans, 0, 7, true);
    double *value = calloc(MANY, sizeof *value);
    assert_true(r != NULL && value != NULL);
    for (int i = 0; i < MANY; i++) value[i] = (i * 1237) % MANY;
    set_values(r, value, MANY);
    bk_week_estimate w = bk_result_week(r, BK_SCOPE_TEAM, 0, 0, 0);
    CHECK(w.n == MANY);
    CHECK_NEAR(w.mean, 2500, 1e-9);
    CHECK_NEAR(w.q50, 2500, 1e-9);
    CHECK_NEAR(w.q05, 250, 1.0);
    CHECK_NEAR(w.q95, 4750, 1.0);
    free(value);
    bk_result_destroy(r);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

static void test_events_have_names(void **state)
{
    (void)state;
    CHECK(bk_event_kind_count() == BK_EVENT_COUNT);
    assert_string_equal(bk_event_kind_id(0), "work_arises");
    for (int32_t i = 0; i < bk_event_kind_count(); i++)
        for (int32_t j = 0; j < i; j++)
            CHECK(strcmp(bk_event_kind_id(i), bk_event_kind_id(j)) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes_become_means_and_pools),
        cmocka_unit_test(test_every_copy_has_its_own_luck),
        cmocka_unit_test(test_an_estimate_is_over_what_exists),
        cmocka_unit_test(test_a_week_of_many_replications),
        cmocka_unit_test(test_events_have_names),
    };
    return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
