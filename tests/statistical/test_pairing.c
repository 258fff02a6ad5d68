/* What the shared luck is worth: variances of paired differences, and whether their intervals
 * cover.
 *
 * The factor for 110 clients against 100 is promised to be at least 2 (issue 3). It is about 3.7
 * for false_is and 7 for exits_work, estimated here from replications of three teams that are
 * alike. The log of such a ratio of variances with 477 degrees of freedom (./test long, which takes
 * fresh seeds) has a standard error of about 0.07, so a right model breaks the bound with
 * probability under 1e-9 (8 standard errors). The seed of ./test is fixed.
 *
 * Coverage: of repeats with PAIRS_EACH pairs each, the truth being the mean over all of them, which
 * is tens of times sharper than one. Among 1,000 (./test long) 93 to 97 % must cover: a bound that
 * fresh seeds would break about once in 200 runs for each measure though all is right, so the seed
 * is fixed there too. Among the 200 of ./test fewer than 172 would by chance happen with
 * probability 3e-6 (binomial(200, 0.95)) for each measure. */
#include "support/office.h"

#include "blikk/compare.h"
#include "stats/difference.h"
#include "stats/moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 40, PAIRS_EACH = 10 };

/* ---- the study's ordinary team ---- */

static bk_result *study_run(const char *caseload, uint64_t seed, bk_scenario **scenario)
{
    const bk_override set[] = {{"office.*.team.ordinary.caseload", caseload},
                               {"office.*.team.special.caseload", "1"}};
    *scenario = office_file("examples/study.toml", 2, set);
    bk_run_options options = {.threads = 2,
                              .replications = test_is_long() ? 4 * PAIRS : PAIRS,
                              .seed_given = true,
                              .seed = seed};
    bk_error err = {.lang = BK_EN};
    bk_result *result = NULL;
    assert_int_equal(bk_run(*scenario, &options, &result, &err), BK_OK);
    return result;
}

/* Pooled over the three ordinary teams, each around its own mean. */
static double factor_of(const bk_scenario *scenario, const bk_result *before,
                        const bk_result *after, const char *id)
{
    int32_t measure = bk_scenario_measure_find(scenario, id);
    double unpaired = 0, paired = 0;
    for (int32_t row = 0; row < bk_scenario_team_count(scenario); row++) {
        if (strcmp(bk_scenario_team(scenario, row, BK_EN).conditions, "ordinary") != 0) continue;
        bk_moments a = {0}, b = {0}, change = {0};
        for (int32_t i = 0; i < bk_result_replications(before); i++) {
            double x = 0, y = 0;
            assert_true(bk_result_value(before, BK_SCOPE_TEAM, row, measure, i, &x));
            assert_true(bk_result_value(after, BK_SCOPE_TEAM, row, measure, i, &y));
            bk_moments_add(&a, x);
            bk_moments_add(&b, y);
            bk_moments_add(&change, y - x);
        }
        unpaired += a.squares + b.squares;
        paired += change.squares;
    }
    return unpaired / paired;
}

static void test_pairing_halves_the_variance(void **state)
{
    (void)state;
    uint64_t seed = test_is_long() ? test_seed(0) : 1;
    const char *const against[] = {"110", "101"};
    bk_scenario *base, *other;
    bk_result *before = study_run("100", seed, &base);
    for (int32_t i = 0; i < 2; i++) {
        bk_result *after = study_run(against[i], seed, &other);
        double gaze = factor_of(base, before, after, "false_is");
        double work = factor_of(base, before, after, "exits_work");
        print_message("# 100 against %s: variance over paired variance, false_is %.2f, exits_work "
                      "%.2f, seed %llu\n",
                      against[i], gaze, work, (unsigned long long)seed);
        CHECK_MSG(gaze >= 2 && work >= 2, "100 against %s, seed %llu: %.2f and %.2f, below 2",
                  against[i], (unsigned long long)seed, gaze, work);
        bk_result_destroy(after);
        bk_scenario_destroy(other);
    }
    bk_result_destroy(before);
    bk_scenario_destroy(base);
}

/* ---- coverage ---- */

static const char SMALL[] =
    "title = \"t\"\nweeks = 52\nwarmup_weeks = 12\nreplications = 1\nseed = 5\n"
    "[clients]\nduties_per_week = 0.5\n"
    "[clients.domain]\n"
    "health = { prevalence = 0.4, hinders = 0.1, blocks_work = 0.4 }\n"
    "work = { prevalence = 0.5, hinders = 0, blocks_work = 0.4 }\n"
    "[conditions.a.inbox]\nmail = { per_week = 0.5, minutes = 20 }\n"
    "[conditions.a.conversation]\ninterval_weeks = 4\nminutes = 40\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 2\ncaseload = 60\n";

static bk_scenario *small(const char *caseload)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_override set = {"office.*.team.*.caseload", caseload};
    bk_status status =
        bk_scenario_parse("t", SMALL, (int64_t)strlen(SMALL), 1, &set, &scenario, &err);
    if (status != BK_OK) fail_msg("%s", err.mistake[0].text);
    return scenario;
}

static void values_of(const bk_result *result, int32_t measure, double *out)
{
    for (int32_t i = 0; i < bk_result_replications(result); i++)
        if (!bk_result_value(result, BK_SCOPE_ALL, 0, measure, i, &out[i])) out[i] = (double)NAN;
}

static int32_t covered_by(const double *before, const double *after, int32_t repeats)
{
    double truth = bk_difference_paired(before, after, repeats * PAIRS_EACH).change.mean;
    int32_t covered = 0;
    for (int32_t i = 0; i < repeats; i++) {
        int32_t at = i * PAIRS_EACH;
        bk_interval change = bk_difference_paired(before + at, after + at, PAIRS_EACH).change;
        covered += change.low <= truth && truth <= change.high;
    }
    return covered;
}

static void test_intervals_of_differences_cover(void **state)
{
    (void)state;
    const char *const ids[] = {"false_is", "known_share", "weeks_since_contact", "exits_work",
                               "load"};
    int32_t repeats = test_is_long() ? 1000 : 200, n = repeats * PAIRS_EACH;
    int32_t least = test_is_long() ? 930 : 172, most = test_is_long() ? 970 : 200;
    bk_scenario *s[] = {small("60"), small("66")};
    bk_compared compared[] = {{s[0], "60"}, {s[1], "66"}};
    bk_run_options options = {.threads = 2, .replications = n, .seed_given = true, .seed = 5};
    bk_error err = {.lang = BK_EN};
    bk_comparison *c = NULL;
    assert_int_equal(bk_compare(2, compared, &options, &c, &err), BK_OK);
    double *before = calloc((size_t)n, sizeof *before), *after = calloc((size_t)n, sizeof *after);
    assert_true(before && after);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        int32_t measure = bk_scenario_measure_find(s[0], ids[i]);
        values_of(bk_comparison_result(c, 0), measure, before);
        values_of(bk_comparison_result(c, 1), measure, after);
        int32_t covered = covered_by(before, after, repeats);
        print_message("# %s: %d of %d intervals of %d pairs cover\n", ids[i], (int)covered,
                      (int)repeats, (int)PAIRS_EACH);
        CHECK_MSG(covered >= least && covered <= most, "%s: %d of %d cover, bound %d to %d", ids[i],
                  (int)covered, (int)repeats, (int)least, (int)most);
    }
    free(before);
    free(after);
    bk_comparison_destroy(c);
    bk_scenario_destroy(s[0]);
    bk_scenario_destroy(s[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairing_halves_the_variance),
        cmocka_unit_test(test_intervals_of_differences_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
