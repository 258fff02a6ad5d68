/* What a conclusion hangs on, and chance and ignorance apart, on an office whose answer is exact.
 *
 * Clients leave for work at the rate w (1 - b) and for other things at the rate o; nothing else
 * happens. So exits_work is 5200 w (1 - b) in expectation, whatever o and the caseload, and chance
 * is Poisson. Bounds are five standard errors taken from intervals; each fails by chance less than
 * once in a million. */
#include "blikk/report.h"
#include "blikk/sensitivity.h"
#include "blikk/uncertain.h"
#include "support/office.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char LIVES[] =
    "[clients.domain]\nd = { prevalence = 1, blocks_work = { low = 0, high = 0.6 } }\n"
    "[conditions.a]\ninherits = \"still\"\nhours_per_week = { low = 20, high = 40 }\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 60\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = { low = 10, high = 60 }\n";

static const bk_override RATES[] = {
    {"clients.leaving.work_per_week", "{ low = 0.01, high = 0.03 }"},
    {"clients.leaving.other_per_week", "{ low = 0, likely = 0.002, high = 0.004 }"}};

enum { KEYS = 5 };
static const char *const WORK = "clients.leaving.work_per_week";
static const char *const BLOCKS = "clients.domain.d.blocks_work";

static bk_scenario *lives(void)
{
    return office_scenario(&(office_plan){
        .weeks = 52, .warmup_weeks = 0, .rest = LIVES, .n_overrides = 2, .overrides = RATES});
}

/* Exact: w is uniform with mean 0.02, c = 1 - b uniform with mean 0.7. */
static const double EW = 0.02, VW = 0.02 * 0.02 / 12, EC = 0.7, VC = 0.6 * 0.6 / 12;

static double variance(void)
{
    return VW * VC + VW * EC * EC + VC * EW * EW;
}

static bk_sensitivity *ask(const bk_scenario *s, int32_t threads, int32_t rows, int32_t keys)
{
    int32_t measure[] = {bk_scenario_measure_find(s, "exits_work"),
                         bk_scenario_measure_find(s, "exits_other")};
    bk_sensitivity_plan plan = {.scope = BK_SCOPE_TEAM,
                                .index = 0,
                                .n_measures = 2,
                                .measure = measure,
                                .trajectories = 10,
                                .rows = rows,
                                .keys = keys};
    bk_run_options options = {.threads = threads};
    bk_error err = {.lang = BK_EN};
    bk_sensitivity *out = NULL;
    assert_int_equal(bk_sensitivity_run(s, &options, &plan, &out, &err), BK_OK);
    return out;
}

static int32_t rank_of(const bk_sensitivity *s, const char *path)
{
    for (int32_t k = 0; k < bk_sensitivity_key_count(s); k++) {
        bk_sensitivity_key key = bk_sensitivity_key_at(s, k, BK_EN);
        if (strcmp(key.path, path) == 0) return key.rank;
    }
    fail_msg("no key %s", path);
    return -1;
}

static void check_share(const char *what, bk_sensitivity_share got, double exact, double widest)
{
    CHECK_MSG(got.exists, "%s does not exist", what);
    double error = (got.high - got.low) / (2 * 1.96);
    CHECK_MSG(fabs(got.value - exact) < 5 * error + 1e-9 && got.high - got.low < widest,
              "%s: %.4f (%.4f to %.4f), exactly %.4f", what, got.value, got.low, got.high, exact);
}

static void test_exact_indices(void **state)
{
    (void)state;
    bk_scenario *s = lives();
    bk_sensitivity *sensitivity = ask(s, 2, 1024, 3);
    assert_int_equal(bk_sensitivity_key_count(sensitivity), KEYS);
    assert_int_equal(bk_sensitivity_runs(sensitivity), 2 * (10 * 6 + 1024 * (2 + 3 + 1)));
    int32_t w = rank_of(sensitivity, WORK), b = rank_of(sensitivity, BLOCKS);
    CHECK(w >= 0 && b >= 0);
    bk_sensitivity_index work = bk_sensitivity_index_of(sensitivity, 0, w);
    bk_sensitivity_index blocks = bk_sensitivity_index_of(sensitivity, 0, b);
    double v = variance();
    check_share("work alone", work.first, VW * EC * EC / v, 0.15);
    check_share("work in all", work.total, (VW * EC * EC + VW * VC) / v, 0.15);
    check_share("blocks alone", blocks.first, VC * EW * EW / v, 0.15);
    check_share("blocks in all", blocks.total, (VC * EW * EW + VW * VC) / v, 0.15);
    /* Under one luck a row, what does nothing changes nothing, not even by chance. */
    CHECK_SAME(bk_sensitivity_index_of(sensitivity, 0, 3).total.high, 0);

    bk_sensitivity_sums sums = bk_sensitivity_sums_of(sensitivity, 0);
    assert_int_equal(sums.rows, 1024);
    CHECK_NEAR(sums.mean, 5200 * EW * EC, 2);
    /* Poisson: as many exits as their variance. 60 clients for a year. */
    double noise = 5200 * EW * EC * 100 / 60;
    CHECK_NEAR(sums.noise, noise, 0.2 * noise);
    CHECK_NEAR(sums.variance, 5200.0 * 5200 * v, 0.25 * 5200 * 5200 * v);

    bk_sensitivity_screen e =
        bk_sensitivity_screen_of(sensitivity, 0, bk_sensitivity_ranked(sensitivity, w));
    CHECK(e.mean > 0 && e.n == 10 && e.strength > 0);
    e = bk_sensitivity_screen_of(sensitivity, 0, bk_sensitivity_ranked(sensitivity, b));
    CHECK(e.mean < 0);
    bk_sensitivity_destroy(sensitivity);
    bk_scenario_destroy(s);
}

/* When all are kept there are no others; the caseload and the hours do nothing. */
static void test_all_kept(void **state)
{
    (void)state;
    bk_scenario *s = lives();
    bk_sensitivity *sensitivity = ask(s, 2, 64, 32);
    int32_t kept = bk_sensitivity_kept(sensitivity);
    CHECK(kept <= KEYS);
    if (kept == KEYS) CHECK(!bk_sensitivity_index_of(sensitivity, 0, kept).total.exists);
    /* Another team's caseload touches nothing of this one: not even noise. */
    int32_t of = -1;
    for (int32_t k = 0; k < KEYS; k++)
        if (strstr(bk_sensitivity_key_at(sensitivity, k, BK_EN).path, "caseload")) of = k;
    assert_int_equal(bk_sensitivity_key_at(sensitivity, of, BK_EN).rank, -1);
    CHECK_SAME(bk_sensitivity_screen_of(sensitivity, 0, of).mean_absolute, 0);
    bk_sensitivity_destroy(sensitivity);
    bk_scenario_destroy(s);
}

/* ---- reports ---- */

typedef struct {
    char *text;
    int64_t length;
} page;

static bk_status add(void *context, const char *bytes, int64_t length)
{
    page *p = context;
    p->text = realloc(p->text, (size_t)(p->length + length + 1));
    memcpy(p->text + p->length, bytes, (size_t)length);
    p->length += length;
    p->text[p->length] = '\0';
    return BK_OK;
}

static page all_forms(const bk_scenario *s, const bk_sensitivity *sensitivity)
{
    page p = {0};
    bk_report_options nb = {.lang = BK_NB}, en = {.lang = BK_EN, .ascii = true, .width = 60};
    assert_int_equal(bk_report_sensitivity_text(s, sensitivity, &nb, add, &p), BK_OK);
    assert_int_equal(bk_report_sensitivity_text(s, sensitivity, &en, add, &p), BK_OK);
    assert_int_equal(bk_report_sensitivity_json(s, sensitivity, add, &p), BK_OK);
    assert_int_equal(bk_report_sensitivity_csv(s, sensitivity, add, &p), BK_OK);
    return p;
}

static void test_same_bytes_for_any_threads(void **state)
{
    (void)state;
    bk_scenario *s = lives();
    page first = {0};
    const int32_t threads[] = {1, 2, 8};
    for (int32_t i = 0; i < 3; i++) {
        bk_sensitivity *sensitivity = ask(s, threads[i], 32, 2);
        page p = all_forms(s, sensitivity);
        if (i == 0) first = p;
        assert_string_equal(first.text, p.text);
        if (i > 0) free(p.text);
        bk_sensitivity_destroy(sensitivity);
    }
    CHECK(strstr(first.text, "omtrent 0") && strstr(first.text, "about 0"));
    CHECK(strstr(first.text, "Jo høyere, desto høyere"));
    CHECK(strstr(first.text, "\"about_zero\": true"));
    free(first.text);
    bk_scenario_destroy(s);
}

/* ---- chance and ignorance ---- */

static bk_uncertainty *draw(const bk_scenario *s, int32_t draws, int32_t threads)
{
    int32_t measure[] = {bk_scenario_measure_find(s, "exits_work"),
                         bk_scenario_measure_find(s, "exits_other")};
    bk_uncertain_plan plan = {.draws = draws, .n_measures = 2, .measure = measure};
    bk_run_options options = {.threads = threads, .replications = 200};
    bk_error err = {.lang = BK_EN};
    bk_uncertainty *out = NULL;
    assert_int_equal(bk_uncertain_run(s, &options, &plan, &out, &err), BK_OK);
    return out;
}

static void test_chance_and_ignorance(void **state)
{
    (void)state;
    bk_scenario *s = lives();
    bk_uncertainty *u = draw(s, 1024, 2);
    assert_int_equal(bk_uncertainty_teams(u), 2);
    bk_uncertain_estimate e = bk_uncertainty_estimate(u, BK_SCOPE_TEAM, 0, 0);
    assert_int_equal(e.draws, 1024);
    double noise = 5200 * EW * EC * 100 / 60, known = 5200.0 * 5200 * variance();
    check_share("ignorance",
                (bk_sensitivity_share){e.told, e.ignorance, e.ignorance_low, e.ignorance_high},
                known / (known + noise), 0.1);
    CHECK_NEAR(e.mean, 5200 * EW * EC, 3);
    /* At the likely values: 5200 x 0.02 x 0.7 and Poisson around it; 95 % within two deviations. */
    CHECK_NEAR(e.likely.mean, 5200 * EW * EC, 5);
    CHECK_NEAR(e.chance_high - e.chance_low, 2 * 1.96 * sqrt(noise), 0.25 * 4 * sqrt(noise));
    CHECK(e.both_high - e.both_low > 1.4 * (e.chance_high - e.chance_low));

    bk_uncertainty *again = draw(s, 1024, 1);
    for (int32_t m = 0; m < 2; m++) {
        bk_uncertain_estimate a = bk_uncertainty_estimate(u, BK_SCOPE_ALL, 0, m);
        bk_uncertain_estimate b = bk_uncertainty_estimate(again, BK_SCOPE_ALL, 0, m);
        CHECK_SAME(a.both_low, b.both_low);
        CHECK_SAME(a.ignorance_high, b.ignorance_high);
        CHECK_SAME(a.mean, b.mean);
    }
    bk_uncertainty_destroy(u);
    bk_uncertainty_destroy(again);
    bk_scenario_destroy(s);
}

/* A number that does nothing: ignorance is about 0 of it. */
static void test_ignorance_that_does_not_matter(void **state)
{
    (void)state;
    static const char IDLE[] =
        "[conditions.a]\ninherits = \"still\"\nhours_per_week = { low = 20, high = 40 }\n"
        "[[office]]\nname = \"A\"\n"
        "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 20\n";
    const bk_override rate = {"clients.leaving.work_per_week", "0.02"};
    bk_scenario *s = office_scenario(&(office_plan){
        .weeks = 52, .warmup_weeks = 0, .rest = IDLE, .n_overrides = 1, .overrides = &rate});
    bk_uncertainty *u = draw(s, 512, 2);
    bk_uncertain_estimate e = bk_uncertainty_estimate(u, BK_SCOPE_TEAM, 0, 0);
    CHECK(!e.told || e.ignorance_low <= 0);
    e = bk_uncertainty_estimate(u, BK_SCOPE_TEAM, 0, 1); /* nobody leaves for anything else */
    CHECK(!e.told && e.draws == 512);
    CHECK_SAME(e.both_high, 0);
    bk_uncertainty_destroy(u);
    bk_scenario_destroy(s);
}

/* ---- mistakes ---- */

static void check_refused(const bk_sensitivity_plan *plan, const bk_uncertain_plan *draws,
                          const bk_scenario *s, const char *what)
{
    bk_error err = {.lang = BK_EN};
    bk_sensitivity *sensitivity = NULL;
    bk_uncertainty *uncertainty = NULL;
    bk_status status = plan ? bk_sensitivity_run(s, NULL, plan, &sensitivity, &err)
                            : bk_uncertain_run(s, NULL, draws, &uncertainty, &err);
    assert_int_equal(status, BK_ERR_USAGE);
    assert_int_equal(err.count, 1);
    CHECK_MSG(strstr(err.mistake[0].text, what) != NULL, "%s", err.mistake[0].text);
    CHECK(sensitivity == NULL && uncertainty == NULL);
}

static void test_mistakes(void **state)
{
    (void)state;
    int32_t measure = 0;
    bk_sensitivity_plan plan = {.n_measures = 1, .measure = &measure, .rows = 15};
    bk_scenario *s = lives();
    check_refused(&plan, NULL, s, "the number of rows is 15, outside 16 to 1048576");
    plan.rows = 16;
    plan.keys = 33;
    check_refused(&plan, NULL, s, "the number of keys is 33, outside 1 to 32");
    plan.keys = 1;
    plan.trajectories = 3;
    check_refused(&plan, NULL, s, "the number of trajectories is 3, fewer than 4");
    bk_uncertain_plan draws = {.draws = 15};
    check_refused(NULL, &draws, s, "the number of draws is 15, outside 16 to 65536");
    bk_scenario_destroy(s);

    s = office_scenario(&(office_plan){.weeks = 4,
                                       .rest = "[conditions.a]\ninherits = \"still\"\n"
                                               "[[office]]\nname = \"A\"\n[[office.team]]\n"
                                               "conditions = \"a\"\ncaseworkers = 1\n"
                                               "caseload = 2\n"});
    draws.draws = plan.trajectories = 0;
    check_refused(&plan, NULL, s, "no number in the scenario is given as a range");
    check_refused(NULL, &draws, s, "no number in the scenario is given as a range");
    bk_scenario_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact_indices),
        cmocka_unit_test(test_all_kept),
        cmocka_unit_test(test_same_bytes_for_any_threads),
        cmocka_unit_test(test_chance_and_ignorance),
        cmocka_unit_test(test_ignorance_that_does_not_matter),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
