/* Laws that hold in every office: the witness's, and those of the figures. Random scenarios. */
#include "support/random_office.h"
#include "support/support.h"
#include "support/witness.h"

#include "experiment/plans.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int scenarios(void)
{
    return test_is_long() ? 6000 : 600;
}

typedef struct {
    uint64_t seed;
    char *text;
    bk_scenario *scenario;
} office;

static office open_office(uint64_t n, int flags)
{
    random_office drawn;
    office o = {.seed = test_seed(n)};
    random_office_draw(&drawn, o.seed, flags);
    o.text = random_office_text(&drawn);
    o.scenario = random_office_parse(o.text, o.seed);
    return o;
}

static void close_office(office *o)
{
    bk_scenario_destroy(o->scenario);
    free(o->text);
}

/* ---- the story ---- */

/* Every copy of every team of replication 0 before a witness. The run that tells is also the run
 * that does not: its outcome is what bk_run has. */
static void hold_witness(const office *o, bool tied, int64_t ends[WAIT_KINDS][END_KINDS])
{
    bk_plans plans;
    assert_int_equal(bk_plans_build(o->scenario, &plans), BK_OK);
    bk_outcome out = {.ratio = calloc((size_t)plans.measures->count, sizeof *out.ratio)};
    assert_non_null(out.ratio);
    witness_report report;
    for (int32_t i = 0; i < plans.n_rows; i++) {
        for (int32_t copy = 0; copy < plans.row[i].copies; copy++) {
            uint64_t key = bk_row_key(&plans.row[i], bk_scenario_seed(o->scenario), 0, copy);
            witness_run(&plans.row[i].plan, key, tied, &out, &report);
            CHECK_IN(o->text, report.broken[0] == '\0', "seed %" PRIu64 ", row %d, copy %d: %s",
                     o->seed, (int)i, (int)copy, report.broken);
            for (int32_t k = 0; k < WAIT_KINDS; k++)
                for (int32_t e = 0; e < END_KINDS; e++) ends[k][e] += report.ends[k][e];
        }
    }
    free(out.ratio);
    bk_plans_clear(&plans);
}

/* That the random offices are worth holding laws against: every wait ended in every way. */
static void test_no_law_is_broken(void **state)
{
    (void)state;
    int64_t ends[WAIT_KINDS][END_KINDS] = {{0}};
    for (int i = 0; i < scenarios(); i++) {
        office o = open_office((uint64_t)i, 0);
        hold_witness(&o, false, ends);
        close_office(&o);
    }
    for (int32_t k = 0; k < WAIT_KINDS; k++)
        CHECK_MSG(ends[k][END_SERVED] > 1000, "only %" PRId64 " waits for %s", ends[k][END_SERVED],
                  WAIT_NAME[k]);
}

/* As many streams as there may be, half of them shared, taken in order or by age. */
static void test_no_law_is_broken_with_64_streams(void **state)
{
    (void)state;
    int64_t ends[WAIT_KINDS][END_KINDS] = {{0}};
    for (int i = 0; i < 8; i++) {
        char text[12000];
        int n = snprintf(text, sizeof text,
                         "title = \"64\"\nweeks = 12\nwarmup_weeks = 2\nseed = %d\n"
                         "[clients.domain]\nhealth = { prevalence = 0.5, hinders = 0.3 }\n"
                         "[conditions.c]\nintake = \"steady\"\nstandard_offer = 1\n"
                         "work_order = \"%s\"\nconversation.interval_weeks = 1\n"
                         "[conditions.c.measure.course]\nsolves = \"health\"\nweeks = 1\n"
                         "succeeds = 0.5\n[conditions.c.inbox]\n",
                         i, i % 2 ? "oldest" : "inbox_first");
        for (int k = 0; k < BK_MAX_STREAMS; k++)
            n += snprintf(text + n, sizeof text - (size_t)n,
                          "s%d = { per_week = 0.1, minutes = %d, shared = %s%s }\n", k, 5 + 2 * i,
                          (k + i) % 3 ? "false" : "true", k % 2 ? ", patience_weeks = 0.2" : "");
        snprintf(text + n, sizeof text - (size_t)n,
                 "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\n"
                 "caseworkers = 3\ncaseload = 40\n");
        office o = {.seed = (uint64_t)i, .text = text, .scenario = random_office_parse(text, 0)};
        hold_witness(&o, false, ends);
        bk_scenario_destroy(o.scenario);
    }
    CHECK(ends[WAIT_OWN_INBOX][END_LOST] > 1000 && ends[WAIT_SHARED_INBOX][END_LOST] > 1000);
}

/* ---- the figures ---- */

static bool is_share(const char *id)
{
    static const char *const SHARES[] = {
        "share_is",       "false_is",    "hit_is",        "mean_gaze",      "trust",
        "true_unwilling", "known_share", "omega",         "time_share.",    "noshow_share",
        "lost_share",     "exit_12m",    "exit_work_12m", "exit_other_12m", "demand_share_meeting"};
    for (size_t i = 0; i < sizeof SHARES / sizeof SHARES[0]; i++)
        if (strncmp(id, SHARES[i], strlen(SHARES[i])) == 0) return true;
    return false;
}

/* Time is counted when a task starts: one task may reach beyond the window, or a year's work. */
static bool may_pass_one(const char *id)
{
    return strncmp(id, "time_share.", 11) == 0;
}

static void check_value(const office *o, const char *id, const char *whose, int index, double v)
{
    const double rounding = 1e-9;
    bool idle = strcmp(id, "idle_share") == 0;
    CHECK_IN(o->text, v >= -1e300 && v <= 1e300, "seed %" PRIu64 ": %s of %s %d is %g", o->seed, id,
             whose, index, v);
    CHECK_IN(o->text, idle || v >= -rounding, "seed %" PRIu64 ": %s of %s %d is %.17g", o->seed, id,
             whose, index, v);
    if (is_share(id) && !may_pass_one(id))
        CHECK_IN(o->text, v <= 1 + rounding, "seed %" PRIu64 ": %s of %s %d is %.17g, over 1",
                 o->seed, id, whose, index, v);
    if (idle)
        CHECK_IN(o->text, v <= 1 + rounding, "seed %" PRIu64 ": %s of %s %d is %.17g", o->seed, id,
                 whose, index, v);
}

/* One scope's figures in one replication. */
static void check_figures(const office *o, const bk_result *r, bk_scope scope, int index, int rep)
{
    static const char *const WHOSE[] = {"team", "office", "all"};
    double shares = 0, exits[2] = {0}, all = 0, present[2] = {0}, all_present = 0;
    bool time = false;
    for (int m = 0; m < bk_scenario_measure_count(o->scenario); m++) {
        const char *id = bk_scenario_measure(o->scenario, m, BK_EN).id;
        double v;
        if (!bk_result_value(r, scope, index, m, rep, &v)) continue;
        check_value(o, id, WHOSE[scope], index, v);
        if (strncmp(id, "time_share.", 11) == 0 || strcmp(id, "idle_share") == 0) shares += v;
        if (strcmp(id, "idle_share") == 0) time = true;
        if (strcmp(id, "exit_12m") == 0) all = v;
        if (strcmp(id, "exit_work_12m") == 0) exits[0] = v;
        if (strcmp(id, "exit_other_12m") == 0) exits[1] = v;
        if (strcmp(id, "exit_12m_present") == 0) all_present = v;
        if (strcmp(id, "exit_work_12m_present") == 0) present[0] = v;
        if (strcmp(id, "exit_other_12m_present") == 0) present[1] = v;
    }
    CHECK_IN(o->text, time && shares > 1 - 1e-9 && shares < 1 + 1e-9,
             "seed %" PRIu64 ": time shares of %s %d sum to %.17g", o->seed, WHOSE[scope], index,
             shares);
    CHECK_NEAR(exits[0] + exits[1], all, 1e-9);
    CHECK_NEAR(present[0] + present[1], all_present, 1e-9);
}

static void check_week(const office *o, const bk_result *r, int row, int measure)
{
    bk_measure_info info = bk_scenario_measure(o->scenario, measure, BK_EN);
    for (int week = 0; week < bk_scenario_weeks(o->scenario); week++) {
        bk_week_estimate e = bk_result_week(r, BK_SCOPE_TEAM, row, measure, week);
        CHECK_MSG(e.n >= 0 && e.n <= bk_result_replications(r), "seed %" PRIu64, o->seed);
        if (e.n == 0) continue;
        check_value(o, info.id, "team in a week", row, e.mean);
        CHECK_IN(o->text, e.q05 <= e.q25 && e.q25 <= e.q50 && e.q50 <= e.q75 && e.q75 <= e.q95,
                 "seed %" PRIu64 ": quantiles of %s in week %d do not rise", o->seed, info.id,
                 week);
    }
}

static void test_figures_are_in_their_bounds(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        office o = open_office((uint64_t)i, 0);
        bool series = i % 4 == 0;
        bk_result *r = random_office_run(o.scenario, 1, series);
        for (int rep = 0; rep < bk_result_replications(r); rep++) {
            for (int t = 0; t < bk_scenario_team_count(o.scenario); t++)
                check_figures(&o, r, BK_SCOPE_TEAM, t, rep);
            for (int k = 0; k < bk_scenario_office_count(o.scenario); k++)
                check_figures(&o, r, BK_SCOPE_OFFICE, k, rep);
            check_figures(&o, r, BK_SCOPE_ALL, 0, rep);
        }
        for (int t = 0; series && t < bk_scenario_team_count(o.scenario); t++)
            for (int m = 0; m < bk_scenario_measure_count(o.scenario); m++)
                if (bk_scenario_measure(o.scenario, m, BK_EN).by_week) check_week(&o, r, t, m);
        bk_result_destroy(r);
        close_office(&o);
    }
}

/* ---- a run is its inputs ---- */

/* Somebody who listens changes nothing. */
static void test_being_watched_changes_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios() / 4; i++) {
        office o = open_office((uint64_t)i, i % 2 == 0 ? OFFICE_WITH_CHANGES : 0);
        bk_plans plans;
        assert_int_equal(bk_plans_build(o.scenario, &plans), BK_OK);
        size_t n = (size_t)plans.measures->count;
        bk_outcome seen = {.ratio = calloc(n, sizeof *seen.ratio)};
        bk_outcome unseen = {.ratio = calloc(n, sizeof *unseen.ratio)};
        witness_report report;
        bk_sim sim = {0};
        uint64_t key = bk_row_key(&plans.row[0], 1, 0, 0);
        witness_run(&plans.row[0].plan, key, false, &seen, &report);
        assert_int_equal(bk_sim_run(&sim, &plans.row[0].plan, key, NULL, &unseen), BK_OK);
        CHECK_IN(o.text,
                 memcmp(seen.ratio, unseen.ratio, n * sizeof *seen.ratio) == 0 &&
                     memcmp(seen.events, unseen.events, sizeof seen.events) == 0,
                 "seed %" PRIu64, o.seed);
        bk_sim_clear(&sim);
        free(seen.ratio);
        free(unseen.ratio);
        bk_plans_clear(&plans);
        close_office(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_law_is_broken),
        cmocka_unit_test(test_no_law_is_broken_with_64_streams),
        cmocka_unit_test(test_figures_are_in_their_bounds),
        cmocka_unit_test(test_being_watched_changes_nothing),
    };
    return cmocka_run_group_tests_name("laws", tests, NULL, NULL);
}
