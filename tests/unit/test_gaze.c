/* The gaze: one hurdle's update worked by hand, what the load leaves of the correction, and how
 * impressions fade. */
#include "support/office.h"

#include "model/parts.h"

#include <math.h>
#include <stdio.h>

/* An office of one caseworker and one client, with base failure 0.1, unwilling failure 0.5 and one
 * domain (hinders 0.2, prevalence 0.5); duties are hurdles of 2, measures of 3. */
#define ONE_DOMAIN "[clients.domain]\na = { prevalence = 0.5, hinders = 0.2 }\n"
#define ONE_CLIENT \
    "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"still\"\ncaseworkers = 1\ncaseload = 1\n"

enum { MOST = 8 };

static office_closely office_with(const char *rest, const bk_override *more, int32_t n_more)
{
    bk_override overrides[4 + MOST] = {
        {"clients.base_failure", "0.1"},
        {"clients.unwilling_failure", "0.5"},
        {"clients.duty_hurdles", "2"},
        {"clients.measure_hurdles", "3"},
    };
    int32_t n = 4;
    for (int32_t i = 0; i < n_more; i++) overrides[n++] = more[i];
    office_plan plan = {.weeks = 300, .rest = rest, .n_overrides = n, .overrides = overrides};
    office_closely o = office_closely_of(office_scenario(&plan));
    office_begin(&o, 1, 0, NULL);
    return o;
}

/* The same with omega given, whatever the load. */
static office_closely office_correcting(const char *rest, double omega)
{
    char text[32];
    snprintf(text, sizeof text, "%g", omega);
    const bk_override fixed[] = {{"conditions.still.gaze.correction_min", text},
                                 {"conditions.still.gaze.correction_max", text}};
    return office_with(rest, fixed, 2);
}

static double weight(office_closely *o, int32_t hurdle, uint32_t needs_known, uint32_t unknown,
                     bool cleared)
{
    double pw, q = bk_expected_clear(o->sim.m, &o->sim.state.desk[0], needs_known, unknown);
    return bk_belief_step(&o->sim.m->hurdle[hurdle], q, cleared, &pw);
}

/* Pw = [0.9 Q]^k and Pu = [0.45 Q]^k, by hand:
 *   a need, known:       Q = 0.8
 *   no need, known:      Q = 1
 *   unknown, omega 1:    Q = 0.9      omega 0.5: 0.95      omega 0: 1 */
static void test_hand_worked_update(void **state)
{
    (void)state;
    const struct {
        double omega;
        uint32_t needs_known, unknown;
        int32_t hurdle;
        double will, wont; /* 1 - Pw, 1 - Pu */
    } cases[] = {
        {1, 1, 0, BK_HURDLE_CONVERSATION, 1 - 0.72, 1 - 0.36},
        {1, 0, 0, BK_HURDLE_CONVERSATION, 1 - 0.9, 1 - 0.45},
        {1, 0, 1, BK_HURDLE_CONVERSATION, 1 - 0.81, 1 - 0.405},
        {0.5, 0, 1, BK_HURDLE_CONVERSATION, 1 - 0.855, 1 - 0.4275},
        {0, 0, 1, BK_HURDLE_CONVERSATION, 1 - 0.9, 1 - 0.45},
        {0, 1, 0, BK_HURDLE_CONVERSATION, 1 - 0.72,
         1 - 0.36}, /* what is known counts all the same */
        {1, 1, 0, BK_HURDLE_DUTY, 1 - 0.5184, 1 - 0.1296},
        {1, 0, 1, BK_HURDLE_DUTY, 1 - 0.6561, 1 - 0.164025},
        {0.5, 0, 1, BK_HURDLE_DUTY, 1 - 0.731025, 1 - 0.18275625},
        {1, 1, 0, BK_HURDLE_MEASURE, 1 - 0.373248, 1 - 0.046656},
        {1, 0, 1, BK_HURDLE_MEASURE, 1 - 0.531441, 1 - 0.066430125},
        {0, 0, 1, BK_HURDLE_MEASURE, 1 - 0.729, 1 - 0.091125},
    };
    const int32_t demands[] = {1, 2, 3};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        office_closely o = office_correcting(ONE_DOMAIN ONE_CLIENT, cases[i].omega);
        double failed = weight(&o, cases[i].hurdle, cases[i].needs_known, cases[i].unknown, false);
        double cleared = weight(&o, cases[i].hurdle, cases[i].needs_known, cases[i].unknown, true);
        CHECK_NEAR(failed, log(cases[i].wont / cases[i].will), 1e-13);
        CHECK_NEAR(cleared, demands[cases[i].hurdle] * log(0.5), 1e-13); /* whatever Q */
        office_leave(&o);
    }
}

/* From 0.1: a failure that a known need explains, 0.1 x 0.64 against 0.9 x 0.28; then a duty of 2
 * cleared, a quarter as likely of the unwilling. */
static void test_a_client_as_she_sees_him(void **state)
{
    (void)state;
    office_closely o = office_with(ONE_DOMAIN ONE_CLIENT, NULL, 0);
    bk_client *c = &o.sim.state.client[0];
    c->needs = c->known = 1;
    CHECK_NEAR(bk_gaze_now(&o.sim, 0), log(0.1 / 0.9), 1e-13);
    double failed = bk_client_judge(&o.sim, 0, BK_HURDLE_CONVERSATION, false);
    CHECK_NEAR(bk_logistic(failed), 0.064 / 0.316, 1e-13);
    CHECK_NEAR(bk_gaze_now(&o.sim, 0), failed, 1e-15);
    double cleared = bk_client_judge(&o.sim, 0, BK_HURDLE_DUTY, true);
    CHECK_NEAR(bk_logistic(cleared), 0.064 / (0.064 + 4 * 0.252), 1e-13);

    /* Had she not known of the need, the same failure would have told her more; least with time to
     * think. */
    double before = weight(&o, BK_HURDLE_CONVERSATION, 1, 0, false);
    office_leave(&o);
    for (double omega = 1; omega >= 0; omega -= 0.25) {
        o = office_correcting(ONE_DOMAIN ONE_CLIENT, omega);
        double unknown = weight(&o, BK_HURDLE_CONVERSATION, 0, 1, false);
        CHECK(unknown > before);
        before = unknown;
        office_leave(&o);
    }
}

/* Any hurdles in any order, everything known: the odds are those of the likelihoods' product. */
static void test_bayes_over_many_hurdles(void **state)
{
    (void)state;
    static const double K[] = {1, 2, 3};
    office_closely o = office_with("[clients.domain]\n"
                                   "a = { prevalence = 0.4, hinders = 0.3 }\n"
                                   "b = { prevalence = 0.2, hinders = 0.05 }\n"
                                   "c = { prevalence = 0.7, hinders = 0.6 }\n" ONE_CLIENT,
                                   NULL, 0);
    const double hinders[] = {0.3, 0.05, 0.6};
    uint64_t random = test_seed(0);
    for (int32_t trial = 0; trial < 500; trial++) {
        bk_client *c = &o.sim.state.client[0];
        c->needs = (uint16_t)(trial & 7);
        c->known = 7;
        bk_client_meet_stranger(&o.sim, 0);
        c->known = 7;
        double willing = 0.9, unwilling = 0.1, one = 0.9;
        for (int32_t d = 0; d < 3; d++) one *= trial >> d & 1 ? 1 - hinders[d] : 1;
        for (int32_t i = 0; i < 6; i++) {
            int32_t hurdle = (int32_t)(test_random(&random) % 3);
            bool cleared = test_random(&random) & 1;
            double pw = pow(one, K[hurdle]), pu = pow(one * 0.5, K[hurdle]);
            willing *= cleared ? pw : 1 - pw;
            unwilling *= cleared ? pu : 1 - pu;
            double g = bk_client_judge(&o.sim, 0, hurdle, cleared);
            CHECK_NEAR(g, fmax(-12, fmin(12, log(unwilling / willing))), 1e-11);
        }
    }
    office_leave(&o);
}

/* Q over any needs and any unknowns of sixteen domains is the plain product. */
static void test_sixteen_domains(void **state)
{
    (void)state;
    char rest[2000];
    int length = snprintf(rest, sizeof rest, "[clients.domain]\n");
    for (int32_t d = 0; d < BK_MAX_DOMAINS; d++)
        length += snprintf(rest + length, sizeof rest - (size_t)length,
                           "d%d = { prevalence = %g, hinders = %g }\n", d, 0.9 - 0.05 * d,
                           0.02 * (d + 1));
    snprintf(rest + length, sizeof rest - (size_t)length, "%s", ONE_CLIENT);
    office_closely o = office_correcting(rest, 0.7);
    uint64_t random = test_seed(1);
    for (int32_t trial = 0; trial < 2000; trial++) {
        uint32_t known = (uint32_t)(test_random(&random) & 0xffff);
        uint32_t needs = (uint32_t)(test_random(&random) & 0xffff) & known,
                 unknown = known ^ 0xffff;
        double q = 1;
        for (int32_t d = 0; d < BK_MAX_DOMAINS; d++) {
            double hinders = 0.02 * (d + 1), prevalence = 0.9 - 0.05 * d;
            if (needs >> d & 1) q *= 1 - hinders;
            if (unknown >> d & 1) q *= 1 - 0.7 * prevalence * hinders;
        }
        CHECK_NEAR(bk_expected_clear(o.sim.m, &o.sim.state.desk[0], needs, unknown), q, 1e-14);
    }
    office_leave(&o);
}

/* ---- where certainty ends ---- */

static const bk_override NEVER_FAILS[] = {{"clients.base_failure", "0"}};
static const bk_override NO_DIFFERENCE[] = {{"clients.unwilling_failure", "0"}};
static const bk_override NEITHER[] = {{"clients.base_failure", "0"},
                                      {"clients.unwilling_failure", "0"}};
static const bk_override ALWAYS_FAILS[] = {{"clients.unwilling_failure", "1"}};
static const bk_override NO_HURDLE[] = {{"clients.duty_hurdles", "0"}};

static void test_the_certain_and_the_impossible(void **state)
{
    (void)state;
    /* A willing client without needs never fails (Pw = 1): a failure settles it, +12 from anywhere.
     */
    office_closely o = office_with(ONE_DOMAIN ONE_CLIENT, NEVER_FAILS, 1);
    o.sim.state.client[0].needs = 0;
    o.sim.state.client[0].known = 1;
    CHECK_SAME(bk_client_judge(&o.sim, 0, BK_HURDLE_CONVERSATION, false), 12);
    office_leave(&o);

    /* Willing or not makes no difference: nothing is learnt. */
    o = office_with(ONE_DOMAIN ONE_CLIENT, NO_DIFFERENCE, 1);
    CHECK_SAME(weight(&o, BK_HURDLE_MEASURE, 1, 0, true), 0);
    CHECK_SAME(weight(&o, BK_HURDLE_MEASURE, 1, 0, false), 0);
    office_leave(&o);
    o = office_with(ONE_DOMAIN ONE_CLIENT, NEITHER, 2); /* 0 / 0: what cannot happen says nothing */
    CHECK_SAME(weight(&o, BK_HURDLE_CONVERSATION, 0, 0, false), 0);
    office_leave(&o);

    /* The unwilling never clear (f_unwilling = 1): clearing settles it, failing is log(1/(1-Pw)).
     */
    o = office_with(ONE_DOMAIN ONE_CLIENT, ALWAYS_FAILS, 1);
    o.sim.state.client[0].needs = o.sim.state.client[0].known = 1;
    CHECK_NEAR(weight(&o, BK_HURDLE_CONVERSATION, 1, 0, false), log(1 / 0.28), 1e-13);
    CHECK_NEAR(weight(&o, BK_HURDLE_DUTY, 1, 0, false), log(1 / (1 - 0.72 * 0.72)), 1e-13);
    CHECK_SAME(bk_client_judge(&o.sim, 0, BK_HURDLE_DUTY, true), -12);
    office_leave(&o);

    /* A hurdle of demandingness 0 is cleared by everybody. */
    o = office_with(ONE_DOMAIN ONE_CLIENT, NO_HURDLE, 1);
    CHECK_SAME(weight(&o, BK_HURDLE_DUTY, 1, 0, true), 0);
    CHECK_SAME(weight(&o, BK_HURDLE_DUTY, 1, 0, false), 0);
    CHECK_SAME(bk_truly_clears(o.sim.m, &o.sim.state.client[0], BK_HURDLE_DUTY), 1);
    office_leave(&o);
}

static void test_log_odds_end_at_twelve(void **state)
{
    (void)state;
    office_closely o = office_with(ONE_DOMAIN ONE_CLIENT, NULL, 0);
    double g = 0;
    for (int32_t i = 0; i < 40; i++) g = bk_client_judge(&o.sim, 0, BK_HURDLE_CONVERSATION, false);
    CHECK_SAME(g, 12);
    for (int32_t i = 0; i < 40; i++) g = bk_client_judge(&o.sim, 0, BK_HURDLE_MEASURE, true);
    CHECK_SAME(g, -12);
    CHECK_NEAR(bk_gaze_now(&o.sim, 0), -12, 1e-12);
    CHECK_SAME(bk_log_odds_of(0), -12);
    CHECK_SAME(bk_log_odds_of(1), 12);
    CHECK_SAME(bk_log_odds_of(0.5), 0);
    office_leave(&o);
}

/* ---- the truth ---- */

static void test_truth_is_a_noisy_or(void **state)
{
    (void)state;
    office_closely o = office_with(ONE_DOMAIN ONE_CLIENT, NULL, 0);
    bk_client *c = &o.sim.state.client[0];
    static const double K[] = {1, 2, 3};
    for (int32_t kind = 0; kind < 4; kind++) {
        c->needs = kind & 1;
        c->known = 0; /* what is known does not help */
        c->flags = (uint16_t)(BK_CLIENT_PRESENT | (kind & 2 ? BK_CLIENT_WILLING : 0));
        double one = 0.9 * (kind & 1 ? 0.8 : 1) * (kind & 2 ? 1 : 0.5);
        for (int32_t h = 0; h < BK_HURDLE_COUNT; h++)
            CHECK_NEAR(bk_truly_clears(o.sim.m, c, h), pow(one, K[h]), 1e-14);
    }
    office_leave(&o);
}

/* ---- the correction, and forgetting ---- */

/* omega = min + (max - min) / (1 + (load / half)^steepness), min lifted by reflection. */
static void test_load_takes_the_correction(void **state)
{
    (void)state;
    static const bk_override GAZE[] = {{"conditions.still.gaze.correction_min", "0.2"},
                                       {"conditions.still.gaze.correction_max", "0.9"},
                                       {"conditions.still.gaze.load_half", "0.8"},
                                       {"conditions.still.gaze.steepness", "3"},
                                       {"conditions.still.gaze.reflection_hours", "4"},
                                       {"conditions.still.gaze.reflection_gain", "0.25"}};
    for (int32_t reflects = 0; reflects < 2; reflects++) {
        office_closely o = office_with(ONE_DOMAIN ONE_CLIENT, GAZE, reflects ? 6 : 4);
        double least = reflects ? 0.2 + 0.7 * (1 - exp(-1)) : 0.2;
        const double loads[] = {0, 0.4, 0.8, 2.4, 1e9};
        const double shares[] = {1, 1 / 1.125, 0.5, 1.0 / 28, 0};
        for (int32_t i = 0; i < 5; i++) {
            o.sim.state.desk[0].load = loads[i];
            bk_desk_refresh(&o.sim, 0);
            CHECK_NEAR(o.sim.state.desk[0].omega, least + (0.9 - least) * shares[i], 1e-12);
        }
        /* The hours of reflection are taken from the week. */
        CHECK_NEAR(o.sim.m->capacity_minutes, (reflects ? 36 : 40) * 60, 1e-9);
        office_leave(&o);
    }
}

/* Half of the way back to the client's own starting point in 10 weeks, from any side, in whole
 * weeks and within one, and hurdles in between add to what is left. */
static void test_impressions_fade(void **state)
{
    (void)state;
    static const bk_override HALF_LIFE[] = {{"conditions.still.gaze.memory_weeks", "10"}};
    const double prior = log(0.1 / 0.9);
    office_closely o = office_with(ONE_DOMAIN ONE_CLIENT, HALF_LIFE, 1);
    double g = bk_client_judge(&o.sim, 0, BK_HURDLE_CONVERSATION, false);
    const int32_t weeks[] = {1, 10, 20, 35};
    for (int32_t i = 0; i < 4; i++) {
        office_advance(&o, weeks[i]);
        CHECK_NEAR(bk_gaze_now(&o.sim, 0), prior + (g - prior) * exp2(-weeks[i] / 10.0), 1e-12);
    }

    bk_head *h = o.sim.state.h;
    double then = bk_gaze_now(&o.sim, 0);
    h->now += BK_TICKS_PER_WEEK / 4;
    double quarter = prior + (then - prior) * exp2(-0.025);
    CHECK_NEAR(bk_gaze_now(&o.sim, 0), quarter, 1e-12);
    double step = weight(&o, BK_HURDLE_DUTY, 0, 1, false);
    CHECK_NEAR(bk_client_judge(&o.sim, 0, BK_HURDLE_DUTY, false), quarter + step, 1e-12);
    h->now += BK_TICKS_PER_WEEK / 4;
    CHECK_NEAR(bk_gaze_now(&o.sim, 0), prior + (quarter + step - prior) * exp2(-0.025), 1e-12);
    office_leave(&o);
}

static void test_nothing_fades_without_end(void **state)
{
    (void)state;
    office_closely o = office_with(ONE_DOMAIN ONE_CLIENT, NULL, 0); /* memory_weeks = inf */
    double g = bk_client_judge(&o.sim, 0, BK_HURDLE_CONVERSATION, false);
    office_advance(&o, 200);
    CHECK_SAME(bk_gaze_now(&o.sim, 0), g);
    office_leave(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hand_worked_update),
        cmocka_unit_test(test_a_client_as_she_sees_him),
        cmocka_unit_test(test_bayes_over_many_hurdles),
        cmocka_unit_test(test_sixteen_domains),
        cmocka_unit_test(test_the_certain_and_the_impossible),
        cmocka_unit_test(test_log_odds_end_at_twelve),
        cmocka_unit_test(test_truth_is_a_noisy_or),
        cmocka_unit_test(test_load_takes_the_correction),
        cmocka_unit_test(test_impressions_fade),
        cmocka_unit_test(test_nothing_fades_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
