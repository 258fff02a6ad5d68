/* Ties in time: the moments of a run are moved to a grid of 1/128 weeks, task lengths and intervals
 * are multiples of it, and so everything happens at the same tick as something else. Every law of
 * the witness must hold as before, whatever comes first. */
#include "support/random_office.h"
#include "support/support.h"
#include "support/witness.h"

#include "experiment/plans.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int64_t tied[WAIT_KINDS][END_KINDS];
} table;

static void hold_witness(const char *text, uint64_t seed, table *sum)
{
    bk_scenario *scenario = random_office_parse(text, seed);
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    bk_outcome out = {.ratio = calloc((size_t)plans.measures->count, sizeof *out.ratio)};
    assert_non_null(out.ratio);
    witness_report report;
    for (int32_t i = 0; i < plans.n_rows; i++) {
        uint64_t key = bk_row_key(&plans.row[i], bk_scenario_seed(scenario), 0, 0);
        witness_run(&plans.row[i].plan, key, true, &out, &report);
        CHECK_IN(text, report.broken[0] == '\0', "seed %" PRIu64 ", row %d: %s", seed, (int)i,
                 report.broken);
        for (int32_t k = 0; k < WAIT_KINDS; k++)
            for (int32_t e = 0; e < END_KINDS; e++) sum->tied[k][e] += report.tied[k][e];
    }
    free(out.ratio);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

/* What cannot be: only messages run out of patience and only conversations are put off; who waits
 * for a place goes on waiting; a measure that waits means that no demand is open, so nobody
 * withdraws meanwhile; a demand that waits is not yet made; and the case cannot be closed by a
 * conversation that still waits. Shared work belongs to no caseworker, so it is not moved. */
static bool can_be(wait_kind kind, wait_end end)
{
    if (kind == WAIT_PLACE) return end == END_SERVED || end == END_OF_RUN;
    if (end == END_LOST) return kind == WAIT_OWN_INBOX || kind == WAIT_SHARED_INBOX;
    if (end == END_PUT_OFF) return kind == WAIT_CONVERSATION;
    if (end == END_WITHDRAWN) return kind != WAIT_MEASURE && kind != WAIT_DEMAND;
    if (end == END_COMPLETED) return kind != WAIT_CONVERSATION;
    return true;
}

/* Every kind of wait ends in every way it can, at a tick where something else happens too. */
static void test_every_wait_ends_in_every_way_at_tied_times(void **state)
{
    (void)state;
    table sum = {{{0}}};
    int n = test_is_long() ? 10000 : 1000;
    for (int i = 0; i < n; i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i);
        random_office_draw(&office, seed, OFFICE_TIED | (i % 2 == 0 ? OFFICE_WITH_CHANGES : 0));
        char *text = random_office_text(&office);
        hold_witness(text, seed, &sum);
        free(text);
    }
    for (int32_t k = 0; k < WAIT_KINDS; k++) {
        for (int32_t e = 0; e < END_KINDS; e++) {
            bool can = can_be((wait_kind)k, (wait_end)e);
            CHECK_MSG(can ? sum.tied[k][e] >= 20 : sum.tied[k][e] == 0,
                      "wait for %s, ended %s at tied times: %" PRId64 " times", WAIT_NAME[k],
                      END_NAME[e], sum.tied[k][e]);
        }
    }
}

/* Places change hands several times a week, and go to another caseworker: what waits for a client
 * long gone must not be taken for his successor's. */
static const char CROWDED[] =
    "title = \"crowded\"\nweeks = 30\nwarmup_weeks = 0\nreplications = 1\nseed = %d\n"
    "[clients]\nduties_per_week = 2\nunwilling_share = 0.5\n"
    "[clients.leaving]\nwork_per_week = 6\nother_per_week = 3\n"
    "[clients.domain]\nhealth = { prevalence = 0.5, hinders = 0.3, blocks_work = 0 }\n"
    "[conditions.c]\nintake = \"open\"\nhours_per_week = 32\nfixed_share = 0\n"
    "turnover_per_year = 20\n"
    "[conditions.c.inbox]\n"
    "own = { per_week = 20, minutes = 60, distribution = \"fixed\", patience_weeks = 0.05 }\n"
    "all = { per_week = 20, minutes = 60, distribution = \"fixed\", patience_weeks = 0.05, "
    "shared = true }\n"
    "[conditions.c.conversation]\ninterval_weeks = 0.0625\nfirst_within_weeks = 0\nminutes = 15\n"
    "distribution = \"fixed\"\ndocumentation_minutes = 15\nno_show_minutes = 0\n"
    "[conditions.c.demand]\ncv = 0\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 3\narrivals_per_week = 60\n"
    "caseload_limit = 4\nstart = 4\n";

static void test_what_waits_for_who_left_is_not_his_successors(void **state)
{
    (void)state;
    int n = test_is_long() ? 200 : 20;
    for (int i = 0; i < n; i++) {
        char text[sizeof CROWDED + 20];
        snprintf(text, sizeof text, CROWDED, i);
        table sum = {{{0}}};
        hold_witness(text, (uint64_t)i, &sum);
        CHECK_MSG(sum.tied[WAIT_OWN_INBOX][END_LOST] > 100 &&
                      sum.tied[WAIT_OWN_INBOX][END_WORK] > 100 &&
                      sum.tied[WAIT_SHARED_INBOX][END_LOST] > 100 &&
                      sum.tied[WAIT_SHARED_INBOX][END_OTHER] > 100,
                  "seed %d: nothing was tied", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_wait_ends_in_every_way_at_tied_times),
        cmocka_unit_test(test_what_waits_for_who_left_is_not_his_successors),
    };
    return cmocka_run_group_tests_name("ties", tests, NULL, NULL);
}
