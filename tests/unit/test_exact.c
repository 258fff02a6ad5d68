/* The exact observer: enumeration by hand, what she learns from what she is told, time going by,
 * and whether things are as often so as she believes. */
#include "support/office.h"

#include "model/exact.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { K = 2, SETS = 1 << K };

#define TWO_DOMAINS                               \
    "[clients.domain]\n"                          \
    "a = { prevalence = 0.4, hinders = 0.3 }\n"   \
    "b = { prevalence = 0.25, hinders = 0.15 }\n" \
    "[[office]]\nname = \"O\"\n[[office.team]]\n" \
    "conditions = \"still\"\ncaseworkers = 1\ncaseload = 1\n"

static const double PREVALENCE[K] = {0.4, 0.25}, HINDERS[K] = {0.3, 0.15};
static const double DEMANDS[BK_HURDLE_COUNT] = {1, 2, 3};

enum { MOST = 6 };

static office_closely exact_office(const bk_override *more, int32_t n_more)
{
    bk_override overrides[5 + MOST] = {
        {"clients.base_failure", "0.1"},
        {"clients.unwilling_failure", "0.5"},
        {"clients.duty_hurdles", "2"},
        {"clients.measure_hurdles", "3"},
        {"conditions.still.gaze.observer", "\"exact\""},
    };
    int32_t n = 5;
    for (int32_t i = 0; i < n_more; i++) overrides[n++] = more[i];
    office_plan plan = {
        .weeks = 300, .rest = TWO_DOMAINS, .n_overrides = n, .overrides = overrides};
    office_closely o = office_closely_of(office_scenario(&plan));
    office_begin(&o, 1, 0, NULL);
    return o;
}

/* ---- by hand: a probability for every pair of (willing or not, needs), nothing clever ---- */

typedef struct {
    double p[2][SETS]; /* willing first */
} joint;

static joint joint_at_first(void)
{
    joint j;
    for (int32_t w = 0; w < 2; w++)
        for (int32_t set = 0; set < SETS; set++) {
            j.p[w][set] = w == 0 ? 0.9 : 0.1;
            for (int32_t d = 0; d < K; d++)
                j.p[w][set] *= set >> d & 1 ? PREVALENCE[d] : 1 - PREVALENCE[d];
        }
    return j;
}

static double clears(int32_t w, int32_t set, int32_t hurdle)
{
    double one = 0.9 * (w == 0 ? 1 : 0.5);
    for (int32_t d = 0; d < K; d++) one *= set >> d & 1 ? 1 - HINDERS[d] : 1;
    return pow(one, DEMANDS[hurdle]);
}

static void joint_sees(joint *j, int32_t hurdle, bool cleared)
{
    for (int32_t w = 0; w < 2; w++)
        for (int32_t set = 0; set < SETS; set++) {
            double p = clears(w, set, hurdle);
            j->p[w][set] *= cleared ? p : 1 - p;
        }
}

static void joint_learns(joint *j, int32_t domains, int32_t needs)
{
    for (int32_t w = 0; w < 2; w++)
        for (int32_t set = 0; set < SETS; set++)
            if ((set ^ needs) & domains) j->p[w][set] = 0;
}

/* Each domain that is no need becomes one at rate `rate` in that many weeks. */
static void joint_waits(joint *j, const double rate[K], double weeks)
{
    for (int32_t d = 0; d < K; d++)
        for (int32_t w = 0; w < 2; w++)
            for (int32_t set = 0; set < SETS; set++)
                if (!(set >> d & 1)) {
                    double moves = j->p[w][set] * (1 - exp(-rate[d] * weeks));
                    j->p[w][set] -= moves;
                    j->p[w][set | 1 << d] += moves;
                }
}

static double joint_log_odds(const joint *j)
{
    double sum[2] = {0, 0};
    for (int32_t w = 0; w < 2; w++)
        for (int32_t set = 0; set < SETS; set++) sum[w] += j->p[w][set];
    return log(sum[1] / sum[0]);
}

/* The probability of a need, as she has it: over both rows. */
static double believes_need(const office_closely *o, int32_t domain)
{
    double p = 1 / (1 + exp(-bk_gaze_now(&o->sim, 0))), share = 0;
    const double *row = o->sim.state.belief;
    int32_t sets = o->sim.m->exact->sets;
    for (int32_t set = 0; set < sets; set++)
        if (set >> domain & 1) share += (1 - p) * row[set] + p * row[sets + set];
    return share;
}

static double joint_need(const joint *j, int32_t domain)
{
    double sum = 0, need = 0;
    for (int32_t w = 0; w < 2; w++)
        for (int32_t set = 0; set < SETS; set++) {
            sum += j->p[w][set];
            if (set >> domain & 1) need += j->p[w][set];
        }
    return need / sum;
}

static void check_same(const office_closely *o, const joint *j)
{
    CHECK_NEAR(bk_gaze_now(&o->sim, 0), joint_log_odds(j), 1e-12);
    for (int32_t d = 0; d < K; d++) CHECK_NEAR(believes_need(o, d), joint_need(j, d), 1e-12);
}

/* All 8 ways that three hurdles can go, for all 6 orders of the three kinds. */
static void test_three_hurdles_by_enumeration(void **state)
{
    (void)state;
    static const int32_t ORDER[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                        {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    office_closely o = exact_office(NULL, 0);
    for (int32_t order = 0; order < 6; order++)
        for (int32_t way = 0; way < 8; way++) {
            bk_client_meet_stranger(&o.sim, 0);
            joint j = joint_at_first();
            for (int32_t i = 0; i < 3; i++) {
                joint_sees(&j, ORDER[order][i], way >> i & 1);
                double g = bk_client_judge(&o.sim, 0, ORDER[order][i], way >> i & 1);
                CHECK_NEAR(g, joint_log_odds(&j), 1e-12);
                check_same(&o, &j);
            }
        }
    office_leave(&o);
}

/* The first failure by hand with numbers alone: of the willing 1 - 0.9 (0.6 + 0.4 x 0.7)(0.75 +
 * 0.25 x 0.85) fail, of the unwilling 1 - half of what the willing clear. */
static void test_one_failure_with_numbers(void **state)
{
    (void)state;
    office_closely o = exact_office(NULL, 0);
    double clear = 0.9 * 0.88 * 0.9625;
    double g = bk_client_judge(&o.sim, 0, BK_HURDLE_CONVERSATION, false);
    CHECK_NEAR(g, log(0.1 * (1 - clear / 2) / (0.9 * (1 - clear))), 1e-13);
    office_leave(&o);
}

/* What comes to light excuses or accuses: told in the middle, and after it all. */
static void test_what_she_is_told(void **state)
{
    (void)state;
    office_closely o = exact_office(NULL, 0);
    for (int32_t truth = 0; truth < SETS; truth++)
        for (int32_t told = 0; told < SETS; told++)
            for (int32_t when = 0; when < 4; when++) {
                bk_client_meet_stranger(&o.sim, 0);
                o.sim.state.client[0].needs = (uint16_t)truth;
                joint j = joint_at_first();
                for (int32_t i = 0; i < 4; i++) {
                    if (i == when && told != 0) {
                        bk_exact_learn(&o.sim, 0, (uint32_t)told);
                        joint_learns(&j, told, truth);
                        check_same(&o, &j);
                    }
                    joint_sees(&j, i % 3, i == 2);
                    (void)bk_client_judge(&o.sim, 0, i % 3, i == 2);
                    check_same(&o, &j);
                }
            }
    /* After failures a need that comes to light makes her think better of him, none worse. */
    for (int32_t truth = 0; truth < 2; truth++) {
        bk_client_meet_stranger(&o.sim, 0);
        o.sim.state.client[0].needs = (uint16_t)truth;
        double before = 0;
        for (int32_t i = 0; i < 3; i++) before = bk_client_judge(&o.sim, 0, BK_HURDLE_DUTY, false);
        CHECK(believes_need(&o, 0) > PREVALENCE[0] + 0.1);
        bk_exact_learn(&o.sim, 0, 1);
        CHECK((bk_gaze_now(&o.sim, 0) < before) == (truth == 1));
    }
    office_leave(&o);
}

static void test_a_need_is_solved(void **state)
{
    (void)state;
    office_closely o = exact_office(NULL, 0);
    o.sim.state.client[0].needs = 1;
    joint j = joint_at_first();
    joint_sees(&j, 1, false);
    (void)bk_client_judge(&o.sim, 0, 1, false);
    bk_exact_learn(&o.sim, 0, 1);
    joint_learns(&j, 1, 1);
    bk_exact_solved(&o.sim, 0, 1);
    o.sim.state.client[0].needs = 0;
    for (int32_t w = 0; w < 2; w++)
        for (int32_t set = 1; set < SETS; set += 2) {
            j.p[w][set & ~1] += j.p[w][set];
            j.p[w][set] = 0;
        }
    check_same(&o, &j);
    joint_sees(&j, 2, false);
    (void)bk_client_judge(&o.sim, 0, 2, false);
    check_same(&o, &j);
    office_leave(&o);
}

/* Needs may come up while nobody looks, in domains she knew to be none as well. */
static void test_needs_that_may_have_come_up(void **state)
{
    (void)state;
    static const bk_override ARISE[] = {{"clients.new_need_per_week", "0.3"}};
    const double rate[K] = {0.3 / 2 * 0.4, 0.3 / 2 * 0.25};
    office_closely o = exact_office(ARISE, 1);
    joint j = joint_at_first();
    for (int32_t i = 0; i < 6; i++) {
        double weeks = 0.25 * (1 << i);
        if (i > 0) joint_waits(&j, rate, weeks);
        if (i > 0) o.sim.state.h->now += (bk_tick)(weeks * (double)BK_TICKS_PER_WEEK);
        if (i == 2) {
            o.sim.state.client[0].needs = 2;
            bk_exact_learn(&o.sim, 0, 1);
            joint_learns(&j, 1, 2);
        }
        joint_sees(&j, i % 3, i == 3);
        (void)bk_client_judge(&o.sim, 0, i % 3, i == 3);
        for (int32_t d = 0; d < K; d++) CHECK_NEAR(believes_need(&o, d), joint_need(&j, d), 1e-9);
        CHECK_NEAR(bk_gaze_now(&o.sim, 0), joint_log_odds(&j), 1e-9);
    }
    CHECK(believes_need(&o, 0) > 0.1); /* though she was told it was none */
    office_leave(&o);
}

/* A domain that was none comes up again only if it has become one, with probability 0.6. */
static void test_silence_says_something(void **state)
{
    (void)state;
    static const bk_override ARISE[] = {{"clients.new_need_per_week", "0.3"}};
    const double rate[K] = {0.3 / 2 * 0.4, 0.3 / 2 * 0.25};
    office_closely o = exact_office(ARISE, 1);
    o.sim.state.client[0].needs = 2;
    joint j = joint_at_first();
    joint_sees(&j, 1, false);
    (void)bk_client_judge(&o.sim, 0, 1, false);
    bk_exact_learn(&o.sim, 0, 1);
    joint_learns(&j, 1, 2);
    o.sim.state.h->now += 9 * BK_TICKS_PER_WEEK;
    joint_waits(&j, rate, 9);
    joint_sees(&j, 1, false);
    (void)bk_client_judge(&o.sim, 0, 1, false);
    bk_exact_talk(&o.sim, 0, 2, 0.4);
    joint_learns(&j, 2, 2);
    for (int32_t w = 0; w < 2; w++)
        for (int32_t set = 1; set < SETS; set += 2) j.p[w][set] *= 0.4;
    CHECK_NEAR(bk_gaze_now(&o.sim, 0), joint_log_odds(&j), 1e-9);
    CHECK_NEAR(believes_need(&o, 0), joint_need(&j, 0), 1e-9);
    office_leave(&o);
}

/* Half of what failures taught her of needs is gone after the half-life; what she was told is not.
 */
static void test_what_she_forgets(void **state)
{
    (void)state;
    static const bk_override FADES[] = {{"conditions.still.gaze.memory_weeks", "10"}};
    office_closely o = exact_office(FADES, 1);
    o.sim.state.client[0].needs = 2;
    for (int32_t i = 0; i < 3; i++) (void)bk_client_judge(&o.sim, 0, BK_HURDLE_DUTY, false);
    double then[SETS], prior[SETS];
    for (int32_t set = 0; set < SETS; set++) {
        then[set] = o.sim.state.belief[set];
        prior[set] = o.sim.m->exact->prior[set];
    }
    o.sim.state.h->now += 10 * BK_TICKS_PER_WEEK;
    bk_exact_learn(&o.sim, 0, 2); /* nothing is seen: only what was is halved, then told */
    double both = (then[2] + prior[2]) / 2 + (then[3] + prior[3]) / 2;
    CHECK_NEAR(o.sim.state.belief[3], (then[3] + prior[3]) / 2 / both, 1e-12);
    CHECK_SAME(o.sim.state.belief[1], 0);
    o.sim.state.h->now += 1000 * BK_TICKS_PER_WEEK;
    bk_exact_learn(&o.sim, 0, 0);
    CHECK_NEAR(o.sim.state.belief[3], PREVALENCE[0], 1e-12); /* independent of b, which is a need */
    CHECK_NEAR(o.sim.state.belief[2], 1 - PREVALENCE[0], 1e-12);
    office_leave(&o);
}

/* With everything known from the start she is the usual observer who knows everything. */
static void test_everything_known_is_the_usual_gaze(void **state)
{
    (void)state;
    static const bk_override USUAL[] = {{"conditions.still.gaze.observer", "\"usual\""}};
    office_closely exact = exact_office(NULL, 0), usual = exact_office(USUAL, 1);
    for (int32_t truth = 0; truth < SETS; truth++) {
        bk_client_meet_stranger(&exact.sim, 0);
        bk_client_meet_stranger(&usual.sim, 0);
        exact.sim.state.client[0].needs = usual.sim.state.client[0].needs = (uint16_t)truth;
        usual.sim.state.client[0].known = 3;
        bk_exact_learn(&exact.sim, 0, 3);
        for (int32_t i = 0; i < 12; i++) {
            bool cleared = i % 5 == 4;
            double a = bk_client_judge(&exact.sim, 0, i % 3, cleared);
            double b = bk_client_judge(&usual.sim, 0, i % 3, cleared);
            CHECK_NEAR(a, b, 1e-12);
        }
    }
    office_leave(&exact);
    office_leave(&usual);
}

/* ---- her model of the world ---- */

/* Twelve correlated domains: every prevalence is exact, and pairs are needs together as often as
 * two normals with that correlation lie below their thresholds (by another rule of integration). */
static void test_prior_of_twelve_domains(void **state)
{
    (void)state;
    char rest[2000];
    int length = snprintf(rest, sizeof rest, "[clients.domain]\n");
    for (int32_t d = 0; d < BK_MAX_EXACT_DOMAINS; d++)
        length += snprintf(rest + length, sizeof rest - (size_t)length,
                           "d%d = { prevalence = %g, hinders = 0.1 }\n", d, 0.05 + 0.07 * d);
    snprintf(rest + length, sizeof rest - (size_t)length,
             "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"still\"\n"
             "caseworkers = 1\ncaseload = 1\n");
    static const char *const CORRELATION[] = {"0", "0.3", "0.9"};
    for (int32_t c = 0; c < 3; c++) {
        const bk_override o[] = {{"clients.need_correlation", CORRELATION[c]},
                                 {"conditions.still.gaze.observer", "\"exact\""}};
        office_plan plan = {.weeks = 2, .rest = rest, .n_overrides = 2, .overrides = o};
        office_closely office = office_closely_of(office_scenario(&plan));
        office_begin(&office, 1, 0, NULL);
        const struct bk_exact *e = office.sim.m->exact;
        assert_int_equal(e->sets, 4096);
        double r = atof(CORRELATION[c]), need[12] = {0}, pair = 0, sum = 0;
        for (int32_t set = 0; set < 4096; set++) {
            sum += e->prior[set];
            for (int32_t d = 0; d < 12; d++) need[d] += set >> d & 1 ? e->prior[set] : 0;
            if ((set & 0x420) == 0x420) pair += e->prior[set];
        }
        CHECK_NEAR(sum, 1, 1e-12);
        for (int32_t d = 0; d < 12; d++) CHECK_NEAR(need[d], 0.05 + 0.07 * d, 1e-11);

        enum { STEPS = 20000 };
        double a = office.sim.m->need_threshold[5], b = office.sim.m->need_threshold[10];
        double together = 0;
        for (int32_t i = 0; i < STEPS; i++) {
            double z = bk_normal_quantile((i + 0.5) / STEPS), own = sqrt(2 * (1 - r));
            together += 0.25 * erfc((sqrt(r) * z - a) / own) * erfc((sqrt(r) * z - b) / own);
        }
        CHECK_NEAR(pair, together / STEPS, 1e-5);
        office_leave(&office);
    }
}

/* ---- are things as she believes? ---- */

/* An office in which all that the model has goes on, but for what she does not look at: how likely
 * somebody leaves is the same for all, since she draws no conclusion from his still being there. */
static const char LIVELY[] =
    "[clients.domain]\n"
    "a = { prevalence = 0.5, hinders = 0.25 }\n"
    "b = { prevalence = 0.3, hinders = 0.35 }\n"
    "c = { prevalence = 0.6, hinders = 0.1 }\n"
    "d = { prevalence = 0.2, hinders = 0.45 }\n"
    "[conditions.still.measure]\n"
    "x = { solves = \"a\", minutes = 30, weeks = 6, succeeds = 0.5 }\n"
    "y = { solves = \"d\", minutes = 30, weeks = 4, succeeds = 0.7 }\n"
    "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"still\"\ncaseworkers = 2\n"
    "caseload = 80\n";

enum { DECILES = 10 };

typedef struct {
    double n, believed, true_number, variance;
} decile;

static void look_at_end(const char *observer, const char *new_needs, const char *standard,
                        int32_t replications, decile out[DECILES])
{
    const bk_override over[] = {
        {"clients.base_failure", "0.05"},
        {"clients.unwilling_failure", "0.3"},
        {"clients.unwilling_share", "0.25"},
        {"clients.need_correlation", "0.4"},
        {"clients.new_need_per_week", new_needs},
        {"clients.duties_per_week", "0.7"},
        {"clients.duty_hurdles", "2"},
        {"clients.measure_hurdles", "2"},
        {"clients.leaving.work_per_week", "0.012"},
        {"clients.trust.rest", "0.3"},
        {"conditions.still.conversation.interval_weeks", "3"},
        {"conditions.still.conversation.disclosure", "0.4"},
        {"conditions.still.conversation.distancing", "0.5"},
        {"conditions.still.demand.withdraws", "0.1"},
        {"conditions.still.standard_offer", standard},
        {"conditions.still.gaze.threshold", "0.5"},
        {"conditions.still.gaze.prior", "0.25"},
        {"conditions.still.gaze.correction_min", "0"},
        {"conditions.still.gaze.correction_max", "0"},
        {"conditions.still.gaze.observer", observer},
    };
    office_plan plan = {.weeks = 90,
                        .rest = LIVELY,
                        .n_overrides = (int32_t)(sizeof over / sizeof over[0]),
                        .overrides = over};
    office_closely o = office_closely_of(office_scenario(&plan));
    memset(out, 0, DECILES * sizeof *out);
    for (int32_t i = 0; i < replications; i++) {
        office_begin(&o, test_seed(3), i, NULL);
        office_finish(&o);
        const bk_state *s = &o.sim.state;
        for (int32_t place = 0; place < s->h->n_places; place++) {
            double p = bk_logistic(s->gaze_base[place] + s->gaze[place]);
            decile *d = &out[(int32_t)fmin(DECILES - 1, DECILES * p)];
            d->n += 1;
            d->believed += p;
            d->true_number += s->client[place].flags & BK_CLIENT_WILLING ? 0 : 1;
            d->variance += p * (1 - p);
        }
    }
    office_leave(&o);
}

/* Clients are independent given what she has seen, so the number of unwilling among those to whom
 * she gives p has mean sum p and variance sum p (1 - p). Six standard deviations in ten deciles: a
 * false alarm in 5e7. The usual observer without correction is off by far more. */
static void check_calibrated(const char *new_needs, const char *standard)
{
    decile d[DECILES];
    int32_t replications = test_is_long() ? 3000 : 300;
    look_at_end("\"exact\"", new_needs, standard, replications, d);
    for (int32_t i = 0; i < DECILES; i++) {
        print_message("# %d: %5.0f clients, believed %.4f, true %.4f\n", i, d[i].n,
                      d[i].believed / d[i].n, d[i].true_number / d[i].n);
        CHECK(d[i].n > 50);
        CHECK_NEAR(d[i].true_number, d[i].believed, 6 * sqrt(d[i].variance) + 1e-9);
    }
    look_at_end("\"usual\"", new_needs, standard, replications, d);
    double worst = 0;
    for (int32_t i = 0; i < DECILES; i++)
        if (d[i].n > 0)
            worst = fmax(worst, (d[i].believed - d[i].true_number) / sqrt(d[i].variance));
    print_message("# the usual observer is off by %.0f standard deviations\n", worst);
    CHECK(worst > 12);
}

/* With new needs there is no standard package here: the model offers it in domains that a need has
 * come up in, which is more than she can know. */
static void test_beliefs_are_calibrated(void **state)
{
    (void)state;
    check_calibrated("0.03", "0");
    check_calibrated("0", "0.5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_hurdles_by_enumeration),
        cmocka_unit_test(test_one_failure_with_numbers),
        cmocka_unit_test(test_what_she_is_told),
        cmocka_unit_test(test_a_need_is_solved),
        cmocka_unit_test(test_needs_that_may_have_come_up),
        cmocka_unit_test(test_silence_says_something),
        cmocka_unit_test(test_what_she_forgets),
        cmocka_unit_test(test_everything_known_is_the_usual_gaze),
        cmocka_unit_test(test_prior_of_twelve_domains),
        cmocka_unit_test(test_beliefs_are_calibrated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
