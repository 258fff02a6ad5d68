/* How long clients stay, and how much work they make, where rates are constant and nothing hinders:
 * exponential lives, Little's law, the utilisation law.
 *
 * Means of n replications are held against exact values by Student's t; a check fails by chance
 * with FALSE_ALARM (1e-8), 27 of them: 3e-7 in all. The Kolmogorov-Smirnov distance of single lives
 * fails with 2 exp(-2 x 3^2) = 3e-8. Seeds are fixed in ./test. */
#include "support/office.h"

#include "stats/quantiles.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DAYS_A_WEEK 5.0

/* A client leaves to work at rate WORK, otherwise at OTHER, whatever he is like. */
#define WORK 0.012
#define OTHER 0.005

static const bk_override CONSTANT[] = {{"clients.leaving.work_per_week", "0.012"},
                                       {"clients.leaving.other_per_week", "0.005"}};

/* Steady intake, rates r1 and r2: each client's chances are those of an exponential life. */
static void test_exponential_lives(void **state)
{
    (void)state;
    office_plan plan = {.weeks = 1560,
                        .warmup_weeks = 52,
                        .n_overrides = 2,
                        .overrides = CONSTANT,
                        .rest = "[[office]]\nname = \"O\"\n[[office.team]]\n"
                                "conditions = \"still\"\ncaseworkers = 4\ncaseload = 100\n"};
    office_run run = office_run_of(office_scenario(&plan), 60, test_seed(0));
    const double rate = WORK + OTHER, year = 1 - exp(-52 * rate);
    office_expect(&run, "duration_days", 1 / 7.0, 1 / rate);
    office_expect(&run, "exits_work", 1 / 5200.0, WORK);
    office_expect(&run, "exits_other", 1 / 5200.0, OTHER);
    office_expect(&run, "exit_12m", 1, year);
    office_expect(&run, "exit_work_12m", 1, year * WORK / rate);
    office_expect(&run, "exit_other_12m", 1, year * OTHER / rate);
    /* Without memory, those who are there have as long left as those who come; they are few. */
    run.precision = 0.02;
    office_expect(&run, "exit_12m_present", 1, year);
    office_expect(&run, "exit_work_12m_present", 1, year * WORK / rate);
    office_expect(&run, "exit_other_12m_present", 1, year * OTHER / rate);
    office_close(&run);
}

/* ---- single lives, as told ---- */

enum { PLACES = 200, LIVES = 100000 };

typedef struct {
    bk_tick born[PLACES];
    double *life; /* [LIVES] weeks, in the order of leaving */
    int32_t n;
} register_of_lives;

static void note_life(void *context, const bk_story *story)
{
    register_of_lives *lives = context;
    if (story->kind == BK_STORY_ENTERS) lives->born[story->place] = story->at;
    if (story->kind != BK_STORY_LEAVES || lives->n == LIVES) return;
    lives->life[lives->n++] = bk_weeks_of(story->at - lives->born[story->place]);
}

/* All lives that end within a long run. The long are cut off less than one in a thousand: those
 * going on at the end (PLACES of them) are left out of LIVES / PLACES lives a place on average. */
static void test_distribution_of_lives(void **state)
{
    (void)state;
    office_plan plan = {.weeks = 45000,
                        .n_overrides = 2,
                        .overrides = CONSTANT,
                        .rest = "[[office]]\nname = \"O\"\n[[office.team]]\n"
                                "conditions = \"still\"\ncaseworkers = 4\ncaseload = 50\n"};
    register_of_lives lives = {.life = calloc(LIVES, sizeof(double))};
    assert_non_null(lives.life);
    office_closely o = office_closely_of(office_scenario(&plan));
    office_begin(&o, test_seed(1), 0, &(bk_storyteller){note_life, &lives});
    for (int32_t week = 1000; week < 45000 && lives.n < LIVES; week += 1000)
        office_advance(&o, week);
    office_leave(&o);

    CHECK(lives.n == LIVES);
    bk_sort(lives.life, LIVES);
    double distance = 0;
    for (int32_t i = 0; i < LIVES; i++) {
        double below = 1 - exp(-(WORK + OTHER) * lives.life[i]);
        distance = fmax(distance, fmax((i + 1.0) / LIVES - below, below - (double)i / LIVES));
    }
    free(lives.life);
    double scaled = sqrt(LIVES) * distance;
    CHECK_MSG(scaled < 3, "sqrt(n) D = %.3f over %d lives, bound 3, false alarm 3e-8", scaled,
              LIVES);
}

/* ---- different people ---- */

/* Four kinds of clients by willingness and one need, each leaving at its own constant rate. With a
 * steady intake the kinds come as they are drawn and are met as long as they stay. */
static void test_mixture_of_lives(void **state)
{
    (void)state;
    static const bk_override CLIENTS[] = {
        {"clients.leaving.work_per_week", "0.02"},   {"clients.leaving.other_per_week", "0.004"},
        {"clients.leaving.unwilling_factor", "0.5"}, {"clients.leaving.health_other", "2"},
        {"clients.unwilling_share", "0.3"},          {"clients.need_correlation", "0.6"}};
    office_plan plan = {.weeks = 1664,
                        .warmup_weeks = 312,
                        .n_overrides = 6,
                        .overrides = CLIENTS,
                        .rest = "[clients.domain]\n"
                                "health = { prevalence = 0.4, blocks_work = 0.75 }\n"
                                "[[office]]\nname = \"O\"\n[[office.team]]\n"
                                "conditions = \"still\"\ncaseworkers = 4\ncaseload = 50\n"};
    office_run run = office_run_of(office_scenario(&plan), 60, test_seed(2));

    double stay = 0, unwilling = 0, needy = 0, gone = 0, to_work = 0;
    for (int32_t kind = 0; kind < 4; kind++) {
        bool unwill = kind & 1, need = kind & 2;
        double share = (unwill ? 0.3 : 0.7) * (need ? 0.4 : 0.6);
        double work = 0.02 * (unwill ? 0.5 : 1) * (need ? 0.25 : 1);
        double rate = work + 0.004 * (need ? 3 : 1), year = 1 - exp(-52 * rate);
        stay += share / rate;
        unwilling += unwill ? share / rate : 0;
        needy += need ? share / rate : 0;
        gone += share * year;
        to_work += share * year * work / rate;
    }
    office_expect(&run, "duration_days", 1 / 7.0, stay);
    office_expect(&run, "true_unwilling", 1, unwilling / stay);
    office_expect(&run, "needs", 1, needy / stay);
    office_expect(&run, "exit_12m", 1, gone);
    office_expect(&run, "exit_work_12m", 1, to_work);
    office_close(&run);
}

/* ---- Little's law with open intake ---- */

/* Nobody waits for a place, everybody stays 1/(WORK + OTHER) weeks on average: M/M/infinity. The
 * number present is Poisson with mean arrivals x stay, so its variance is that too. */
static void test_open_office(void **state)
{
    (void)state;
    enum { REPLICATIONS = 400, WEEK = 500 };
    const double mean = 2 / (WORK + OTHER);
    office_plan plan = {.weeks = 1500,
                        .warmup_weeks = 150,
                        .n_overrides = 2,
                        .overrides = CONSTANT,
                        .rest = "[conditions.x]\ninherits = \"still\"\nintake = \"open\"\n"
                                "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
                                "caseworkers = 3\narrivals_per_week = 2\nstart = 40\n"};
    office_run run = office_run_of(office_scenario(&plan), 100, test_seed(3));
    office_expect(&run, "duration_days", 1 / 7.0, 1 / (WORK + OTHER));
    office_expect(&run, "exits_work", 1 / 5200.0, WORK);
    office_close(&run);

    office_closely o = office_closely_of(office_scenario(&plan));
    bk_moments present = {0}, square = {0};
    for (int32_t i = 0; i < REPLICATIONS; i++) {
        office_begin(&o, test_seed(4), i, NULL);
        office_advance(&o, WEEK);
        double n = (double)o.sim.state.h->present;
        bk_moments_add(&present, n);
        bk_moments_add(&square, (n - mean) * (n - mean));
    }
    office_leave(&o);
    double root = sqrt(REPLICATIONS);
    office_check(
        "clients present",
        (office_figure){present.mean, sqrt(bk_moments_variance(&present)) / root, REPLICATIONS},
        mean, 0.01);
    office_check(
        "variance of clients present",
        (office_figure){square.mean, sqrt(bk_moments_variance(&square)) / root, REPLICATIONS}, mean,
        0.1);
}

/* ---- Little's law, whatever happens in between ---- */

enum { LITTLE_WARMUP = 60, LITTLE_WEEKS = 200, MOST_PLACES = 400 };

typedef struct {
    bk_tick since[MOST_PLACES]; /* BK_NEVER: nobody has the place */
    double weeks, exits;
} ledger;

/* What of a stay from one moment to another lies behind the warm-up, in weeks. */
static double counted(bk_tick from, bk_tick to)
{
    bk_tick start = bk_week_start(LITTLE_WARMUP);
    if (to <= start) return 0;
    return bk_weeks_of(to - (from > start ? from : start));
}

static void keep_ledger(void *context, const bk_story *story)
{
    ledger *l = context;
    if (story->kind == BK_STORY_ENTERS) {
        CHECK(story->place < MOST_PLACES && l->since[story->place] == BK_NEVER);
        l->since[story->place] = story->at;
    }
    if (story->kind != BK_STORY_LEAVES) return;
    l->weeks += counted(l->since[story->place], story->at);
    l->exits += story->at > bk_week_start(LITTLE_WARMUP) ? 1 : 0;
    l->since[story->place] = BK_NEVER;
}

/* Clients x weeks is the sum of what each of them stayed, to rounding: in a busy steady office and
 * in an open one with a line, where everything the model has happens. */
static void test_littles_law_is_kept(void **state)
{
    (void)state;
    static const bk_override STEADY[] = {{"weeks", "200"}, {"warmup_weeks", "60"}};
    office_closely steady = office_closely_of(office_file("tests/data/reference.toml", 2, STEADY));
    office_plan plan = {
        .weeks = LITTLE_WEEKS,
        .warmup_weeks = LITTLE_WARMUP,
        .rest = "[conditions.x]\ninherits = \"still\"\nintake = \"open\"\n"
                "[conditions.x.conversation]\ninterval_weeks = 2\ncompletes = 0.1\n"
                "[conditions.x.inbox]\n"
                "mail = { per_week = 1, minutes = 9, patience_weeks = 0.2 }\n"
                "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
                "caseworkers = 3\narrivals_per_week = 10\ncaseload_limit = 60\nstart = 50\n"};
    office_closely open = office_closely_of(office_scenario(&plan));
    office_closely *const offices[] = {&steady, &open};
    for (int32_t i = 0; i < 2; i++) {
        office_closely *o = offices[i];
        ledger l = {.weeks = 0};
        for (int32_t p = 0; p < MOST_PLACES; p++) l.since[p] = BK_NEVER;
        office_begin(o, test_seed(7), 0, &(bk_storyteller){keep_ledger, &l});
        office_finish(o);
        for (int32_t p = 0; p < MOST_PLACES; p++)
            if (l.since[p] < BK_NEVER) l.weeks += counted(l.since[p], bk_week_start(LITTLE_WEEKS));
        CHECK(l.exits > 500);
        double days = office_value(o, "duration_days");
        CHECK_NEAR(days / (7 * l.weeks / l.exits), 1, 1e-12);
        office_leave(o);
    }
}

/* ---- the utilisation law ---- */

static const char STREAMS[] =
    "[conditions.x]\ninherits = \"still\"\nfixed_share = 0.25\n"
    "[conditions.x.conversation]\ninterval_weeks = 2\nminutes = 30\ncv = 0.4\n"
    "distribution = \"lognormal\"\ndocumentation_minutes = 6\n"
    "[conditions.x.inbox]\n"
    "calls = { per_week = 0.9, minutes = 8, distribution = \"exponential\" }\n"
    "mail = { per_week = 0.4, minutes = 20, cv = 1.2, shared = true }\n"
    "forms = { per_week = 0.1, minutes = 45, distribution = \"fixed\" }\n"
    "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
    "caseworkers = 3\ncaseload = 25\n";

/* Each stream takes the share of the week that comes in; conversations one each interval and wait;
 * what is left is free. Weeks are of 1800 minutes here. */
static void test_utilisation_is_offered_work(void **state)
{
    (void)state;
    office_plan plan = {.weeks = 600, .warmup_weeks = 20, .rest = STREAMS};
    office_run run = office_run_of(office_scenario(&plan), 60, test_seed(5));
    const double minute = 25 / 1800.0; /* share of the week, of a minute a client */
    office_expect(&run, "time_share.calls", 1, 0.9 * 8 * minute);
    office_expect(&run, "time_share.mail", 1, 0.4 * 20 * minute);
    office_expect(&run, "time_share.forms", 1, 0.1 * 45 * minute);

    /* The cycle of a client: an interval, the wait and the conversation itself. */
    office_figure wait = office_figure_of(&run, "wait_days.conversation", 1 / DAYS_A_WEEK);
    double cycle = 2 + wait.mean + 36 / 1800.0;
    office_expect(&run, "contact_gap_weeks", 1, cycle);
    office_expect(&run, "time_share.conversation", 1, 36 / cycle * minute);
    office_expect(&run, "conversation_minutes", 1 / 4.345, 36 / cycle);
    double busy = (0.9 * 8 + 0.4 * 20 + 0.1 * 45 + 36 / cycle) * minute;
    office_expect(&run, "idle_share", 1, 1 - busy);
    office_close(&run);
}

/* A client who has not been talked to for 10 weeks writes three times as much. He stays an
 * exponential time and never meets anybody, so exp(-10 rate) of all client weeks are such. */
static void test_failure_demand(void **state)
{
    (void)state;
    office_plan plan = {.weeks = 1560,
                        .warmup_weeks = 520,
                        .n_overrides = 2,
                        .overrides = CONSTANT,
                        .rest = "[conditions.x]\ninherits = \"still\"\n[conditions.x.inbox]\n"
                                "mail = { per_week = 0.5, minutes = 6, failure_demand = 2, "
                                "failure_after_weeks = 10 }\n"
                                "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
                                "caseworkers = 2\ncaseload = 100\n"};
    office_run run = office_run_of(office_scenario(&plan), 50, test_seed(6));
    double neglected = exp(-10 * (WORK + OTHER));
    office_expect(&run, "time_share.mail", 1, 100 * 0.5 * 6 * (1 + 2 * neglected) / WEEK_MINUTES);
    office_expect(&run, "weeks_since_contact", 1, 1 / (WORK + OTHER));
    office_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exponential_lives),
        cmocka_unit_test(test_distribution_of_lives),
        cmocka_unit_test(test_mixture_of_lives),
        cmocka_unit_test(test_open_office),
        cmocka_unit_test(test_littles_law_is_kept),
        cmocka_unit_test(test_utilisation_is_offered_work),
        cmocka_unit_test(test_failure_demand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
