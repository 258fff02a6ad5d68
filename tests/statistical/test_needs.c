/* Who the clients are: needs come with their exact prevalences whatever the correlation, and
 * together as the one-factor model says.
 *
 * For two domains P(both) is the integral over z of phi(z) times the two conditional probabilities
 * (model.md 3), by Simpson's rule to 1e-10. Each count over CLIENTS independent clients is held
 * against its binomial by |z| <= 5.73, wrong by chance once in 1e8; there are 4 x 11 counts, so
 * 5e-7 in all. Prevalences of 0 and 1 and a correlation of 1 must hold exactly. */
#include "support/office.h"

#include "random/numeric.h"

#include <math.h>
#include <stdio.h>

enum { CLIENTS = 40000, DOMAINS = 4 };

static const double PREVALENCE[DOMAINS] = {0.43, 0.15, 0.50, 0.25};
static const double UNWILLING = 0.1, BOUND = 5.73;

/* P(need | z) where both the own part and the common one count. */
static double given(double prevalence, double r, double z)
{
    return bk_normal_cumulative((bk_normal_quantile(prevalence) - sqrt(r) * z) / sqrt(1.0 - r));
}

/* The probability that a new client has both needs. */
static double both(double p, double q, double r)
{
    if (r >= 1.0) return p < q ? p : q;
    const double end = 9.0;
    const int32_t steps = 2000;
    double sum = 0.0, h = 2.0 * end / (double)steps;
    for (int32_t i = 0; i <= steps; i++) {
        double z = -end + h * (double)i;
        double weight = i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        sum += weight * bk_normal_density(z) * given(p, r, z) * given(q, r, z);
    }
    return sum * h / 3.0;
}

static void check_count(const char *what, double r, int32_t count, double p)
{
    double z = ((double)count - CLIENTS * p) / sqrt(CLIENTS * p * (1.0 - p));
    print_message("r %.2g, %s: %.4f, expected %.4f, z %.2f\n", r, what, (double)count / CLIENTS, p,
                  z);
    CHECK_MSG(fabs(z) <= BOUND, "r %g, %s: %d of %d, expected %g, z %g (bound %g: 1e-8)", r, what,
              (int)count, (int)CLIENTS, p, z, BOUND);
}

/* 40,000 new clients at time 0. */
static office_closely crowd(const char *correlation)
{
    const bk_override are[] = {{"clients.need_correlation", correlation},
                               {"clients.unwilling_share", "0.1"}};
    office_plan plan = {.weeks = 2,
                        .n_overrides = 2,
                        .overrides = are,
                        .rest = "[clients.domain]\n"
                                "a = { prevalence = 0.43 }\nb = { prevalence = 0.15 }\n"
                                "c = { prevalence = 0.50 }\nd = { prevalence = 0.25 }\n"
                                "never = { prevalence = 0 }\nalways = { prevalence = 1 }\n"
                                "[conditions.x]\ninherits = \"still\"\n"
                                "[[office]]\nname = \"O\"\n[[office.team]]\nconditions = \"x\"\n"
                                "caseworkers = 4\ncaseload = 10000\n"};
    return office_closely_of(office_scenario(&plan));
}

static void check_crowd(const char *correlation, double r)
{
    office_closely o = crowd(correlation);
    office_begin(&o, test_seed(1007), 0, NULL);
    const bk_state *s = &o.sim.state;
    int32_t one[DOMAINS] = {0}, two[DOMAINS][DOMAINS] = {0}, unwilling = 0, inverted = 0;
    for (int32_t p = 0; p < CLIENTS; p++) {
        uint32_t needs = s->client[p].needs;
        CHECK(!(needs >> 4 & 1u) && needs >> 5 & 1u); /* never, always */
        if (!(s->client[p].flags & BK_CLIENT_WILLING)) unwilling++;
        if (needs >> 1 & 1u && !(needs & 1u)) inverted++;
        for (int32_t d = 0; d < DOMAINS; d++) {
            one[d] += (int32_t)(needs >> d & 1u);
            for (int32_t e = 0; e < d; e++) two[d][e] += (int32_t)(needs >> d & needs >> e & 1u);
        }
    }
    char what[32];
    check_count("unwilling", r, unwilling, UNWILLING);
    for (int32_t d = 0; d < DOMAINS; d++) {
        snprintf(what, sizeof what, "domain %d", (int)d);
        check_count(what, r, one[d], PREVALENCE[d]);
        for (int32_t e = 0; e < d; e++) {
            snprintf(what, sizeof what, "domains %d and %d", (int)d, (int)e);
            check_count(what, r, two[d][e], both(PREVALENCE[d], PREVALENCE[e], r));
        }
    }
    /* With one factor alone the rarer need never comes without the commoner. */
    if (r >= 1.0) CHECK_MSG(inverted == 0, "%d have b without a", (int)inverted);
    office_leave(&o);
}

static void test_needs_have_their_prevalence_and_correlation(void **state)
{
    (void)state;
    check_crowd("0", 0.0);
    check_crowd("0.3", 0.3);
    check_crowd("0.9", 0.9);
    check_crowd("1", 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_needs_have_their_prevalence_and_correlation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
