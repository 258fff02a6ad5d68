/* Comparisons: matching by names, pairs by number and seed, verdicts, and a stop in the middle. */
#include "support/office.h"

#include "blikk/compare.h"
#include "experiment/result.h"

#include <math.h>
#include <string.h>

/* Two offices; B's teams are of the same conditions. */
static const char TEXT[] =
    "title = \"t\"\nweeks = 20\nwarmup_weeks = 5\nreplications = 6\nseed = 3\n"
    "[clients.domain]\nhealth = { prevalence = 0.4, hinders = 0.1, blocks_work = 0.4 }\n"
    "[conditions.a.inbox]\nmail = { per_week = 1, minutes = 10 }\n"
    "[conditions.b]\ninherits = \"a\"\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 15\n"
    "[[office.team]]\nconditions = \"b\"\ncaseworkers = 1\ncaseload = 10\n"
    "[[office]]\nname = \"B\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 12\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 14\n";

/* The same, but for B before A, one team less, one more, and another inbox for b. */
static const char MOVED[] =
    "title = \"t\"\nweeks = 20\nwarmup_weeks = 5\nreplications = 6\nseed = 3\n"
    "[clients.domain]\nhealth = { prevalence = 0.4, hinders = 0.1, blocks_work = 0.4 }\n"
    "[conditions.a.inbox]\nmail = { per_week = 1, minutes = 10 }\n"
    "[conditions.c.inbox]\ncalls = { per_week = 1, minutes = 10 }\n"
    "[[office]]\nname = \"B\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 12\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 12\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 20\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 15\n";

static bk_scenario *parse(const char *text, const char *path, const char *value)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_override override = {path, value};
    bk_status status = bk_scenario_parse("t", text, (int64_t)strlen(text), path ? 1 : 0, &override,
                                         &scenario, &err);
    if (status != BK_OK) fail_msg("%s", err.mistake[0].text);
    return scenario;
}

static bk_comparison *compare(int32_t n, bk_scenario *const scenario[],
                              const bk_run_options *options)
{
    bk_compared compared[BK_COMPARED_MOST] = {{0}};
    for (int32_t i = 0; i < n; i++) compared[i].scenario = scenario[i];
    bk_error err = {.lang = BK_EN};
    bk_comparison *c = NULL;
    bk_status status = bk_compare(n, compared, options, &c, &err);
    if (status != BK_OK) fail_msg("%s", err.count ? err.mistake[0].text : "no text");
    return c;
}

static void destroy(bk_comparison *c, int32_t n, bk_scenario *const scenario[])
{
    bk_comparison_destroy(c);
    for (int32_t i = 0; i < n; i++) bk_scenario_destroy(scenario[i]);
}

static void test_matches_by_names(void **state)
{
    (void)state;
    bk_scenario *s[] = {parse(TEXT, NULL, NULL), parse(MOVED, NULL, NULL)};
    bk_comparison *c = compare(2, s, &(bk_run_options){.threads = 1});
    const int32_t team[] = {3, -1, 0, 2}, back[] = {2, -1, 3, 0};
    for (int32_t row = 0; row < 4; row++) {
        assert_int_equal(bk_comparison_match(c, 1, BK_SCOPE_TEAM, row), team[row]);
        assert_int_equal(bk_comparison_match_back(c, 1, BK_SCOPE_TEAM, row), back[row]);
    }
    assert_int_equal(bk_comparison_match(c, 1, BK_SCOPE_OFFICE, 0), 1);
    assert_int_equal(bk_comparison_match(c, 1, BK_SCOPE_OFFICE, 1), 0);
    assert_int_equal(bk_comparison_match(c, 1, BK_SCOPE_ALL, 0), 0);

    int32_t load = bk_scenario_measure_find(s[0], "load");
    assert_int_equal(bk_comparison_measure(c, 1, load), bk_scenario_measure_find(s[1], "load"));
    assert_true(bk_comparison_is_same(c, 1, BK_SCOPE_TEAM, 0));
    assert_true(bk_comparison_is_same(c, 1, BK_SCOPE_TEAM, 2));
    assert_false(bk_comparison_is_same(c, 1, BK_SCOPE_TEAM, 3)); /* 14 became 20 */
    assert_false(bk_comparison_is_same(c, 1, BK_SCOPE_TEAM, 1)); /* not there */
    assert_int_equal(bk_comparison_change(c, 1, BK_SCOPE_TEAM, 1, load).verdict, BK_VERDICT_ABSENT);
    assert_int_equal(bk_comparison_change(c, 1, BK_SCOPE_TEAM, 0, load).verdict, BK_VERDICT_SAME);
    destroy(c, 2, s);
}

/* before, after and change of every measure agree with the two runs made one by one. */
static void test_agrees_with_runs(void **state)
{
    (void)state;
    bk_scenario *s[] = {parse(TEXT, NULL, NULL), parse(TEXT, "office.*.team.*.caseload", "18")};
    bk_run_options options = {.threads = 2, .replications = 9, .seed_given = true, .seed = 11};
    bk_comparison *c = compare(2, s, &options);
    bk_error err = {.lang = BK_EN};
    bk_result *one = NULL, *two = NULL;
    assert_int_equal(bk_run(s[0], &options, &one, &err), BK_OK);
    assert_int_equal(bk_run(s[1], &options, &two, &err), BK_OK);
    assert_int_equal(bk_comparison_pairs(c, 1), 9);
    int32_t compared = 0;
    for (int32_t row = 0; row < 4; row++) {
        for (int32_t m = 0; m < bk_scenario_measure_count(s[0]); m++) {
            bk_contrast got = bk_comparison_change(c, 1, BK_SCOPE_TEAM, row, m);
            bk_estimate before = bk_result_estimate(one, BK_SCOPE_TEAM, row, m);
            bk_estimate after = bk_result_estimate(two, BK_SCOPE_TEAM, row, m);
            if (before.n < 9 || after.n < 9) continue;
            CHECK_SAME(got.before.mean, before.mean);
            CHECK_SAME(got.after.mean, after.mean);
            CHECK_NEAR(got.change.mean, after.mean - before.mean, 1e-12 * (1 + fabs(after.mean)));
            compared++;
        }
    }
    assert_true(compared > 100);
    bk_result_destroy(one);
    bk_result_destroy(two);
    destroy(c, 2, s);
}

/* A result whose values of one measure are given, team 0 alone. */
static bk_result *made_result(const bk_scenario *scenario, uint64_t seed, int32_t first, int32_t n,
                              int32_t measure, const double *values)
{
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    bk_result *result = bk_result_create(&plans, first, seed, false);
    assert_non_null(result);
    assert_int_equal(bk_result_reserve(result, n), BK_OK);
    for (int32_t i = 0; i < n; i++) {
        bk_replication r = bk_result_replication(result, i);
        for (int32_t v = 0; v < result->scopes * result->n_measures; v++) r.value[v] = (double)NAN;
        r.value[measure] = values[i];
        bk_result_close(result, i);
    }
    bk_plans_clear(&plans);
    return result;
}

typedef struct {
    uint64_t seed;
    int32_t first, n;
    double value[5];
} sample;

/* The contrast of a measure of team 0, from values given. */
static bk_contrast contrast_of(const char *measure, sample before, sample after)
{
    bk_scenario *scenario = parse(TEXT, NULL, NULL);
    int32_t m = bk_scenario_measure_find(scenario, measure);
    bk_result *a = made_result(scenario, before.seed, before.first, before.n, m, before.value);
    bk_result *b = made_result(scenario, after.seed, after.first, after.n, m, after.value);
    const bk_compared compared[] = {{scenario, NULL}, {scenario, NULL}};
    const bk_result *const result[] = {a, b};
    bk_error err = {.lang = BK_EN};
    bk_comparison *c = NULL;
    assert_int_equal(bk_compare_results(2, compared, result, &c, &err), BK_OK);
    bk_contrast contrast = bk_comparison_change(c, 1, BK_SCOPE_TEAM, 0, m);
    bk_comparison_destroy(c);
    bk_result_destroy(a);
    bk_result_destroy(b);
    bk_scenario_destroy(scenario);
    return contrast;
}

#define LOAD(...) contrast_of("load", __VA_ARGS__)

static void test_verdicts(void **state)
{
    (void)state;
    sample base = {1, 0, 4, {1, 2, 3, 4, 0}};
    sample lower = {1, 0, 4, {0.5, 1.4, 2.5, 3.6, 0}}, higher = {1, 0, 4, {2, 3.1, 4, 5, 0}};
    sample about = {1, 0, 4, {1.1, 1.9, 3.2, 3.9, 0}}, one = {1, 0, 1, {7, 0, 0, 0, 0}};
    assert_int_equal(LOAD(base, base).verdict, BK_VERDICT_SAME);
    assert_int_equal(LOAD(base, lower).verdict, BK_VERDICT_BETTER); /* less load is better */
    assert_int_equal(LOAD(base, higher).verdict, BK_VERDICT_WORSE);
    assert_int_equal(LOAD(base, about).verdict, BK_VERDICT_NONE_SEEN);
    assert_int_equal(LOAD(base, one).verdict, BK_VERDICT_UNKNOWN);
    assert_int_equal(contrast_of("known_share", base, lower).verdict, BK_VERDICT_WORSE);
    assert_int_equal(contrast_of("share_is", base, lower).verdict, BK_VERDICT_LESS);
    assert_int_equal(contrast_of("share_is", base, higher).verdict, BK_VERDICT_MORE);
    bk_contrast none =
        LOAD(base, ((sample){1, 0, 4, {(double)NAN, (double)NAN, (double)NAN, (double)NAN, 0}}));
    assert_int_equal(none.verdict, BK_VERDICT_ABSENT);
    assert_int_equal(none.change.n, 0);
}

/* Pairs are replications of the same number, both present. */
static void test_pairs_by_number(void **state)
{
    (void)state;
    sample base = {1, 0, 5, {1, 2, 3, 4, 5}}, later = {1, 2, 4, {13, 14, (double)NAN, 99, 0}};
    bk_contrast c = LOAD(base, later);
    assert_int_equal(c.change.n, 2);
    CHECK_SAME(c.before.mean, 3.5);
    CHECK_SAME(c.after.mean, 13.5);
    CHECK_SAME(c.change.mean, 10);
    assert_true(isinf(c.variance_factor));
}

/* Other seeds: Welch's interval of independent samples. By hand: means 3 and 5, variances 2.5 and
 * 20/3, 5 and 4 values: standard error sqrt(0.5 + 5/3), df 4.7494, and t by integrating its
 * density: 2.61192. */
static void test_other_seeds_are_independent(void **state)
{
    (void)state;
    sample a = {1, 0, 5, {1, 2, 3, 4, 5}}, b = {2, 0, 4, {2, 4, 6, 8, 0}};
    bk_contrast c = LOAD(a, b);
    CHECK_SAME(c.change.mean, 2);
    CHECK_SAME(c.variance_factor, 1);
    assert_int_equal(c.change.n, 4);
    assert_int_equal(c.verdict, BK_VERDICT_NONE_SEEN);
    CHECK_NEAR(c.change.high - c.change.mean, 3.84464, 1e-4);
    assert_int_equal(LOAD(a, ((sample){2, 0, 5, {1, 2, 3, 4, 5}})).verdict, BK_VERDICT_NONE_SEEN);
}

static void test_no_pair_is_refused(void **state)
{
    (void)state;
    bk_scenario *scenario = parse(TEXT, NULL, NULL);
    double values[] = {1, 2};
    bk_result *a = made_result(scenario, 1, 0, 2, 0, values);
    bk_result *b = made_result(scenario, 1, 2, 2, 0, values);
    const bk_compared compared[] = {{scenario, NULL}, {scenario, NULL}};
    const bk_result *const result[] = {a, b};
    bk_error err = {.lang = BK_EN};
    bk_comparison *c = (bk_comparison *)1;
    assert_int_equal(bk_compare_results(2, compared, result, &c, &err), BK_ERR_USAGE);
    assert_null(c);
    assert_string_equal(err.mistake[0].text, "number 1 and number 2 have no replication in common: "
                                             "compare the same replications");
    bk_result_destroy(a);
    bk_result_destroy(b);
    bk_scenario_destroy(scenario);
}

static void test_how_many_may_be_compared(void **state)
{
    (void)state;
    bk_compared compared[BK_COMPARED_MOST + 1] = {{0}};
    const int32_t wrong[] = {-1, 0, 1, BK_COMPARED_MOST + 1};
    for (int32_t i = 0; i < 4; i++) {
        bk_error err = {.lang = BK_NB};
        bk_comparison *c = NULL;
        assert_int_equal(bk_compare(wrong[i], compared, NULL, &c, &err), BK_ERR_USAGE);
        assert_null(c);
        assert_non_null(strstr(err.mistake[0].text, "sammenlikn fra 2 til 8 scenarioer, ikke"));
    }
}

/* ---- a stop in the middle ---- */

static bool stop_after(void *context, int64_t done, int64_t total)
{
    (void)total;
    return done < *(int64_t *)context;
}

static void test_a_stop_keeps_whole_pairs(void **state)
{
    (void)state;
    bk_scenario *s[] = {parse(TEXT, "weeks", "400"), parse(TEXT, "weeks", "400")};
    bk_compared compared[] = {{s[0], "one"}, {s[1], "two"}};
    int64_t limit = 40;
    bk_run_options options = {
        .threads = 2, .replications = 100000, .progress = stop_after, .context = &limit};
    bk_error err = {.lang = BK_EN};
    bk_comparison *c = NULL;
    assert_int_equal(bk_compare(2, compared, &options, &c, &err), BK_ERR_CANCELLED);
    assert_non_null(c);
    int32_t pairs = bk_comparison_pairs(c, 1), load = bk_scenario_measure_find(s[0], "load");
    assert_in_range(pairs, 1, 99999);
    assert_int_equal(bk_comparison_change(c, 1, BK_SCOPE_ALL, 0, load).change.n, pairs);
    assert_string_equal(bk_comparison_name(c, 1), "two");
    assert_true(bk_comparison_is_same(c, 1, BK_SCOPE_ALL, 0));
    bk_comparison_destroy(c);

    limit = 0;
    assert_int_equal(bk_compare(2, compared, &options, &c, &err), BK_ERR_CANCELLED);
    if (c != NULL) assert_true(bk_comparison_pairs(c, 1) > 0);
    destroy(c, 2, s);
}

static void test_a_part_may_have_no_pair(void **state)
{
    (void)state;
    bk_scenario *s[] = {parse(TEXT, NULL, NULL), parse(TEXT, NULL, NULL)};
    bk_comparison *c = compare(2, s, &(bk_run_options){.threads = 1, .shard = 2, .shards = 3});
    assert_int_equal(bk_comparison_pairs(c, 1), 0);
    assert_int_equal(bk_result_made(bk_comparison_result(c, 1)), 2);
    assert_int_equal(bk_comparison_change(c, 1, BK_SCOPE_ALL, 0, 0).verdict, BK_VERDICT_ABSENT);
    destroy(c, 2, s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches_by_names),
        cmocka_unit_test(test_agrees_with_runs),
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_pairs_by_number),
        cmocka_unit_test(test_other_seeds_are_independent),
        cmocka_unit_test(test_no_pair_is_refused),
        cmocka_unit_test(test_how_many_may_be_compared),
        cmocka_unit_test(test_a_stop_keeps_whole_pairs),
        cmocka_unit_test(test_a_part_may_have_no_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
