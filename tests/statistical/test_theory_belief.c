/* Where everything is known the caseworker is a Bayesian: her beliefs are true on average.
 *
 * Clients have needs and are willing or not; she knows their needs from the start and forgets
 * nothing, and her prior is the true share. Then, whatever she has seen, among clients whom she
 * believes unwilling with probability p a share p is unwilling (to calibration's exactness), and
 * each hurdle of whatever demandingness keeps it so. Not so, and it must show, when the needs are
 * hidden from her.
 *
 * Over CLIENTS independent clients, z of the sum of (unwilling - p) against its variance
 * sum p (1 - p); a check fails by chance with FALSE_ALARM (1e-8, |z| > 5.73), 22 of them: 2e-7 in
 * all. Seeds are fixed in ./test. */
#include "support/office.h"

#include "model/parts.h"

#include <math.h>

enum { CASEWORKERS = 4, CASELOAD = 10000, CLIENTS = CASEWORKERS * CASELOAD, BINS = 10 };

static const bk_override CLIENTS_ARE[] = {
    {"clients.unwilling_share", "0.3"},     {"clients.need_correlation", "0.3"},
    {"clients.duties_per_week", "0.15"},    {"clients.duty_hurdles", "2.5"},
    {"clients.base_failure", "0.05"},       {"clients.unwilling_failure", "0.3"},
    {"conditions.still.gaze.prior", "0.3"},
};

/* An office that sees duties and holds conversations, and never decides anything (threshold 1). */
static office_closely office_that_looks(void)
{
    office_plan plan = {.weeks = 60,
                        .n_overrides = 7,
                        .overrides = CLIENTS_ARE,
                        .rest = "[clients.domain]\n"
                                "a = { prevalence = 0.4, hinders = 0.3 }\n"
                                "b = { prevalence = 0.2, hinders = 0.5 }\n"
                                "c = { prevalence = 0.7, hinders = 0.1 }\n"
                                "[conditions.x]\ninherits = \"still\"\n"
                                "[conditions.x.conversation]\ninterval_weeks = 10\nminutes = 0.5\n"
                                "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
                                "caseworkers = 4\ncaseload = 10000\n"};
    return office_closely_of(office_scenario(&plan));
}

typedef struct {
    double clients, sum, variance; /* of unwilling - p */
} tally;

static void add(tally *t, double p, bool unwilling)
{
    t->clients += 1;
    t->sum += (unwilling ? 1 : 0) - p;
    t->variance += p * (1 - p);
}

static double z_of(const tally *t)
{
    return t->sum / sqrt(t->variance);
}

/* Beliefs after that many weeks, by p in tenths and all together in [BINS]. */
static void look(const office_closely *o, tally bins[BINS + 1])
{
    const bk_state *s = &o->sim.state;
    for (int32_t i = 0; i < CLIENTS; i++) {
        double p = bk_logistic(bk_gaze_now(&o->sim, i));
        bool unwilling = !(s->client[i].flags & BK_CLIENT_WILLING);
        int32_t bin = (int32_t)(p * BINS);
        add(&bins[bin < BINS ? bin : BINS - 1], p, unwilling);
        add(&bins[BINS], p, unwilling);
    }
}

static void test_beliefs_are_calibrated(void **state)
{
    (void)state;
    const double bound = -bk_normal_quantile(FALSE_ALARM / 2);
    office_closely o = office_that_looks();
    office_begin(&o, test_seed(0), 0, NULL);
    for (int32_t i = 0; i < CLIENTS; i++) o.sim.state.client[i].known = 7;
    const int32_t weeks[] = {8, 50};
    for (int32_t w = 0; w < 2; w++) {
        office_advance(&o, weeks[w]);
        tally bins[BINS + 1] = {0};
        look(&o, bins);
        for (int32_t b = 0; b <= BINS; b++) {
            if (bins[b].variance < 100) continue; /* too few to be normal */
            print_message("# week %d, bin %d: %g clients, z %.2f\n", weeks[w], b, bins[b].clients,
                          z_of(&bins[b]));
            CHECK_MSG(fabs(z_of(&bins[b])) <= bound,
                      "week %d, belief %.1f to %.1f, n %g: %g more unwilling than believed, z "
                      "%.2f, bound %.2f, false alarm %g",
                      weeks[w], b / 10.0, (b + 1) / 10.0, bins[b].clients, bins[b].sum,
                      z_of(&bins[b]), bound, FALSE_ALARM);
        }
    }
    office_leave(&o);
}

/* The same office that knows nothing believes too ill of those who have needs. */
static void test_hidden_needs_spoil_it(void **state)
{
    (void)state;
    office_closely o = office_that_looks();
    office_begin(&o, test_seed(1), 0, NULL);
    office_advance(&o, 50);
    const bk_state *s = &o.sim.state;
    tally needy = {0}, others = {0};
    for (int32_t i = 0; i < CLIENTS; i++) {
        double p = bk_logistic(bk_gaze_now(&o.sim, i));
        bool hindered = s->client[i].needs & 3;
        add(hindered ? &needy : &others, p, !(s->client[i].flags & BK_CLIENT_WILLING));
    }
    office_leave(&o);
    print_message("# z of the hindered %.1f, of the others %.1f\n", z_of(&needy), z_of(&others));
    CHECK(z_of(&needy) < -6); /* fewer are unwilling than she believes */
    CHECK(z_of(&others) > 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beliefs_are_calibrated),
        cmocka_unit_test(test_hidden_needs_spoil_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
