/* Tipping on models whose crossing is known exactly: the closed counsellor's utilisation (a whole
 * key), and a caseworker's inbox, whose share of the time is rate x minutes (a share). And there
 * and back on the latter, which follows its key at once. */
#include "blikk/tipping.h"
#include "support/office.h"
#include "support/theory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bk_tipping_question question(const bk_scenario *scenario, const char *vary, const char *id)
{
    bk_error err = {.lang = BK_EN};
    bk_tipping_question q = {.scope = BK_SCOPE_TEAM};
    CHECK(bk_vary_parse(vary, &q.vary, &err) == BK_OK);
    q.measure = bk_scenario_measure_find(scenario, id);
    CHECK(q.measure >= 0);
    return q;
}

/* ---- the closed counsellor ---- */

static bk_scenario *counsellor(void)
{
    office_plan plan = {.weeks = 120,
                        .warmup_weeks = 20,
                        .rest =
                            "[conditions.x]\ninherits = \"still\"\n[conditions.x.conversation]\n"
                            "interval_weeks = 1\ninterval = \"exponential\"\n"
                            "minutes = 24\ndistribution = \"exponential\"\n"
                            "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
                            "caseworkers = 1\ncaseload = 30\n"};
    return office_scenario(&plan);
}

/* Where the straight line between whole numbers of clients passes the level. */
static double counsellor_crossing(double level)
{
    int32_t n = 2;
    while (theory_counsellor(n + 1, 1, 0.01).utilisation < level) n++;
    double below = theory_counsellor(n, 1, 0.01).utilisation;
    return n + (level - below) / (theory_counsellor(n + 1, 1, 0.01).utilisation - below);
}

static void test_counsellor_passes_three_quarters(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = counsellor();
    bk_tipping_question q =
        question(scenario, "office.O.team.x.caseload=30:110", "time_share.conversation");
    static bk_tipping t;
    q.level_given = true;
    q.level = 0.75;
    bk_run_options options = {.replications = 20, .seed_given = true, .seed = test_seed(1)};
    CHECK(bk_tipping_find(scenario, &q, &options, &t, &err) == BK_OK);
    double truth = counsellor_crossing(0.75);
    CHECK(t.whole && t.n_crossings == 1 && t.crossing[0].rising && t.replications == 20);
    double error = (t.crossing[0].high - t.crossing[0].low) / 4;
    CHECK_MSG(fabs(t.crossing[0].at - truth) < 6 * error && error < 1,
              "at %g (%g to %g), exactly %g", t.crossing[0].at, t.crossing[0].low,
              t.crossing[0].high, truth);
    bk_scenario_destroy(scenario);
}

/* ---- an inbox ---- */

/* 20 clients write per_week times each, fixed 24 minutes (0.01 of a week): busy 0.2 per_week. */
static bk_scenario *inbox(int32_t weeks)
{
    office_plan plan = {.weeks = weeks,
                        .warmup_weeks = 10,
                        .rest = "[conditions.x]\ninherits = \"still\"\n[conditions.x.inbox]\n"
                                "mail = { per_week = 1, minutes = 24, distribution = \"fixed\" }\n"
                                "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
                                "caseworkers = 1\ncaseload = 20\n"};
    return office_scenario(&plan);
}

/* The level half-way between 0.5 and 3.5 is at 2, the given one of 0.5 at 2.5. */
static void test_inbox_crossings_cover(void **state)
{
    (void)state;
    int32_t trials = test_is_long() ? 200 : 12, covered = 0, n = 0;
    double slopes = 0; /* each is of a narrow window: their mean is the line's 0.2 */
    bk_scenario *scenario = inbox(60);
    bk_tipping_question q =
        question(scenario, "conditions.x.inbox.mail.per_week=0.5:3.5", "time_share.mail");
    for (int32_t i = 0; i < trials; i++)
        for (int32_t given = 0; given < 2; given++) {
            static bk_tipping t;
            bk_error err = {.lang = BK_EN};
            q.level_given = given == 1;
            q.level = 0.5;
            bk_run_options options = {
                .replications = 12, .seed_given = true, .seed = test_seed(1000 + (uint64_t)i)};
            CHECK(bk_tipping_find(scenario, &q, &options, &t, &err) == BK_OK);
            CHECK(t.n_crossings == 1 && !t.whole && !t.flat);
            double truth = given ? 2.5 : 2;
            CHECK(t.crossing[0].high - t.crossing[0].low < 0.3);
            slopes += t.crossing[0].slope.mean;
            covered += t.crossing[0].low <= truth && truth <= t.crossing[0].high;
            n++;
        }
    bk_scenario_destroy(scenario);
    print_message("# %d of %d cover\n", (int)covered, (int)n);
    CHECK_NEAR(slopes / n, 0.2, 0.06);
    double error = sqrt(0.95 * 0.05 / n);
    CHECK_MSG((double)covered / n > 0.95 - 5 * error, "%d of %d cover", (int)covered, (int)n);
}

/* What a key does at once has no other way back. On each step the measure is the known one. */
static void test_there_and_back_of_what_follows_at_once(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = inbox(60);
    bk_tipping_question q =
        question(scenario, "conditions.x.inbox.mail.per_week=0.5:3.5", "time_share.mail");
    bk_there_and_back b;
    bk_run_options options = {.replications = 20, .seed_given = true, .seed = test_seed(3)};
    CHECK(bk_there_and_back_find(scenario, &q, 8, &options, &b, &err) == BK_OK);
    CHECK_MSG(b.verdict == BK_BACK_SAME || b.verdict == BK_BACK_LAG, "verdict %d", (int)b.verdict);
    CHECK(b.n_steps == BK_BACK_STEPS && b.hold_weeks == 8 && b.speeds == 2);
    CHECK(b.weeks == 10 + 3 * 80 + 2 * 9 * 16 && b.warmup_weeks == 10);
    CHECK_NEAR(b.rise.mean, 0.6, 0.03);
    for (int32_t k = 0; k < b.n_steps; k++) {
        double truth = 0.2 * b.at[k];
        CHECK_NEAR(b.at[k], 0.5 + 0.3 * (k + 1), 0.01);
        CHECK_NEAR(b.up[k].mean, truth, 0.05);
        CHECK_NEAR(b.down[k].mean, truth, 0.05);
    }
    bk_scenario_destroy(scenario);
}

/* ---- the same bytes, stops and mistakes ---- */

static void test_threads_change_no_byte(void **state)
{
    (void)state;
    bk_scenario *scenario = inbox(30);
    bk_tipping_question q =
        question(scenario, "conditions.x.inbox.mail.per_week=0.5:3.5", "time_share.mail");
    static bk_tipping one, many;
    static bk_there_and_back back_one, back_many;
    const int32_t threads[] = {2, 8};
    bk_error err = {.lang = BK_EN};
    bk_run_options options = {.replications = 5, .threads = 1};
    memset(&one, 0, sizeof one);
    memset(&back_one, 0, sizeof back_one);
    CHECK(bk_tipping_find(scenario, &q, &options, &one, &err) == BK_OK);
    CHECK(bk_there_and_back_find(scenario, &q, 4, &options, &back_one, &err) == BK_OK);
    for (int32_t i = 0; i < 2; i++) {
        options.threads = threads[i];
        CHECK(bk_tipping_find(scenario, &q, &options, &many, &err) == BK_OK);
        CHECK(bk_there_and_back_find(scenario, &q, 4, &options, &back_many, &err) == BK_OK);
        CHECK(one.n_points == many.n_points);
        for (int32_t k = 0; k < one.n_points; k++) {
            CHECK_SAME(one.point[k].at, many.point[k].at);
            CHECK_SAME(one.point[k].value.mean, many.point[k].value.mean);
        }
        CHECK_SAME(one.crossing[0].low, many.crossing[0].low);
        CHECK_SAME(one.crossing[0].high, many.crossing[0].high);
        CHECK_SAME(back_one.remaining.low, back_many.remaining.low);
        for (int32_t k = 0; k < back_one.n_steps; k++)
            CHECK_SAME(back_one.down[k].mean, back_many.down[k].mean);
    }
    bk_scenario_destroy(scenario);
}

static bool stop_soon(void *context, int64_t done, int64_t total)
{
    int32_t *left = context;
    CHECK(done <= total);
    return (*left)-- > 0;
}

static void test_a_stop_leaves_nothing(void **state)
{
    (void)state;
    bk_scenario *scenario = inbox(400);
    bk_tipping_question q =
        question(scenario, "conditions.x.inbox.mail.per_week=0.5:3.5", "time_share.mail");
    bk_error err = {.lang = BK_EN};
    static bk_tipping t = {.replications = 77};
    static bk_there_and_back b = {.replications = 77};
    int32_t left = 0;
    bk_run_options options = {.replications = 400, .progress = stop_soon, .context = &left};
    CHECK(bk_tipping_find(scenario, &q, &options, &t, &err) == BK_ERR_CANCELLED);
    left = 0;
    CHECK(bk_there_and_back_find(scenario, &q, 400, &options, &b, &err) == BK_ERR_CANCELLED);
    CHECK(t.replications == 77 && b.replications == 77 && err.count == 0);
    bk_scenario_destroy(scenario);
}

static void check_refused(const bk_scenario *scenario, const char *vary, const char *id,
                          int32_t hold, bool back, const char *nb, const char *en)
{
    for (bk_lang lang = BK_NB; lang <= BK_EN; lang++) {
        bk_error err = {.lang = lang};
        static bk_tipping t;
        static bk_there_and_back b;
        bk_tipping_question q = question(scenario, vary, id);
        bk_run_options options = {.replications = 2};
        bk_status status = back ? bk_there_and_back_find(scenario, &q, hold, &options, &b, &err)
                                : bk_tipping_find(scenario, &q, &options, &t, &err);
        const char *want = lang == BK_NB ? nb : en;
        CHECK_MSG(status == BK_ERR_USAGE || status == BK_ERR_INPUT, "status %d", (int)status);
        CHECK_MSG(strstr(err.mistake[0].text, want), "'%s', expected '%s'", err.mistake[0].text,
                  want);
    }
}

static void test_mistakes_are_told(void **state)
{
    (void)state;
    static const char RATE[] = "conditions.x.inbox.mail.per_week=0.5:3.5";
    bk_scenario *scenario = inbox(30);
    check_refused(scenario, "conditions.x.inbox.mail.per_week=0:1:0.1", "load", 0, false,
                  "har et steg", "has a step");
    check_refused(scenario, "conditions.x.inbox.mail.per_week=0:1:0.1", "load", 0, true,
                  "har et steg", "has a step");
    check_refused(scenario, "conditions.x.intake=0:1", "load", 0, false, "er ikke et tall",
                  "is no number");
    check_refused(scenario, "conditions.x.inbox.mail.per_week=-1:1", "load", 0, false, "utenfor",
                  "outside");
    check_refused(scenario, "conditions.x.inbox.mial.per_week=0:1", "load", 0, true, "mente du",
                  "did you mean");
    check_refused(scenario, RATE, "duration_days", 0, true, "finnes ikke uke for uke",
                  "does not exist week by week");
    check_refused(scenario, RATE, "load", 3, true, "steget er 3 uker, utenfor 4 til 400",
                  "the step is 3 weeks, outside 4 to 400");
    check_refused(scenario, "office.O.team.x.caseload=4:5", "load", 0, true, "ingen verdi mellom",
                  "no value between");
    check_refused(scenario, "office.O.team.x.repeat=1:5", "load", 0, true,
                  "kan ikke endres underveis", "cannot change on the way");
    bk_scenario_destroy(scenario);

    static const bk_override CHANGE[] = {{"weeks", "30"}};
    office_plan plan = {.weeks = 20,
                        .warmup_weeks = 2,
                        .n_overrides = 1,
                        .overrides = CHANGE,
                        .rest = "[conditions.x]\ninherits = \"still\"\n[conditions.x.inbox]\n"
                                "mail = { per_week = 1, minutes = 24 }\n[[office]]\nname = \"O\"\n"
                                "[[office.team]]\nconditions = \"x\"\ncaseworkers = 1\n"
                                "caseload = 20\n[[change]]\nweek = 5\n"
                                "set = { \"conditions.x.hours_per_week\" = 30 }\n"};
    scenario = office_scenario(&plan);
    check_refused(scenario, RATE, "load", 0, true, "egne endringer", "changes ([[change]]) of its");
    bk_scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counsellor_passes_three_quarters),
        cmocka_unit_test(test_inbox_crossings_cover),
        cmocka_unit_test(test_there_and_back_of_what_follows_at_once),
        cmocka_unit_test(test_threads_change_no_byte),
        cmocka_unit_test(test_a_stop_leaves_nothing),
        cmocka_unit_test(test_mistakes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
