/* Waiting by number of needs: what is counted along the way is what a count of the clients gives,
 * every week, with steady and with open intake. */
#include "support/office.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS = 4, WEEKS = 80 };

static const char *const IDS[GROUPS] = {
    "weeks_since_contact_by_needs.0", "weeks_since_contact_by_needs.1",
    "weeks_since_contact_by_needs.2_3", "weeks_since_contact_by_needs.4_plus"};

static int32_t group_of(uint32_t needs)
{
    int32_t n = 0;
    for (; needs != 0; needs &= needs - 1) n++;
    return n >= 4 ? 3 : n >= 2 ? 2 : n;
}

/* Counts the clients at the end of a week. */
static void count(const bk_sim *sim, double clients[GROUPS], double weeks[GROUPS])
{
    const bk_state *s = &sim->state;
    int64_t since[GROUPS] = {0};
    memset(clients, 0, GROUPS * sizeof *clients);
    for (int32_t p = 0; p < s->h->n_places; p++) {
        if (!(s->client[p].flags & BK_CLIENT_PRESENT)) continue;
        int32_t g = group_of(s->client[p].needs);
        clients[g] += 1;
        since[g] += s->h->now - s->contact[p];
    }
    for (int32_t g = 0; g < GROUPS; g++) weeks[g] = (double)since[g] / (double)BK_TICKS_PER_WEEK;
}

static void check_every_week(bk_scenario *scenario)
{
    office_closely o = office_closely_of(scenario);
    int32_t n = o.plans.measures->count,
            all = bk_measure_list_find(o.plans.measures, "weeks_since_contact");
    o.outcome.week = calloc((size_t)(o.plans.weeks * n), sizeof *o.outcome.week);
    assert_non_null(o.outcome.week);
    office_begin(&o, 3, 0, NULL);
    double seen = 0;
    for (int32_t week = 1; week < o.plans.weeks && week <= WEEKS; week++) {
        office_advance(&o, week);
        const bk_ratio *row = o.outcome.week + (int64_t)(week - 1) * n;
        double clients[GROUPS], weeks[GROUPS], sum = 0, heads = 0;
        count(&o.sim, clients, weeks);
        for (int32_t g = 0; g < GROUPS; g++) {
            bk_ratio got = row[bk_measure_list_find(o.plans.measures, IDS[g])];
            CHECK_SAME(got.denominator, clients[g]);
            CHECK_SAME(got.numerator, weeks[g]);
            sum += got.numerator;
            heads += got.denominator;
        }
        CHECK_SAME(heads, row[all].denominator);
        CHECK_NEAR(sum, row[all].numerator, 1e-9 * (1 + sum));
        seen += heads;
    }
    assert_true(seen > 1000);
    free(o.outcome.week);
    o.outcome.week = NULL;
    office_leave(&o);
}

static void test_steady_intake(void **state)
{
    (void)state;
    check_every_week(office_file("examples/study.toml", 0, NULL));
}

static void test_open_intake(void **state)
{
    (void)state;
    const office_plan plan = {.weeks = 100,
                              .warmup_weeks = 10,
                              .rest = "[clients.domain]\n"
                                      "a = { prevalence = 0.5 }\nb = { prevalence = 0.6 }\n"
                                      "c = { prevalence = 0.4 }\nd = { prevalence = 0.7 }\n"
                                      "[conditions.x]\ninherits = \"still\"\nintake = \"open\"\n"
                                      "conversation = { interval_weeks = 3, minutes = 30 }\n"
                                      "[[office]]\nname = \"A\"\n[[office.team]]\n"
                                      "conditions = \"x\"\ncaseworkers = 2\n"
                                      "arrivals_per_week = 2\ncaseload_limit = 40\nstart = 10\n",
                              .n_overrides = 1,
                              .overrides = &(bk_override){"clients.leaving.work_per_week", "0.05"}};
    check_every_week(office_scenario(&plan));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady_intake),
        cmocka_unit_test(test_open_intake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
