/* BK_DRAWS goes up exactly when the numbers change: figures of two fixed offices against what they
 * were under each version. Stored results of one version would otherwise be mixed with another's.
 */
#include "support/stores.h"
#include "support/support.h"

#include "model/version.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Everything moves: open intake, shared streams, patience, a measure, turnover, changes. */
static const char OPEN_OFFICE[] =
    "title = \"open\"\nweeks = 40\nwarmup_weeks = 4\nreplications = 3\nseed = 11\n"
    "[clients.domain]\nhealth = { prevalence = 0.5, hinders = 0.2, blocks_work = 0.3 }\n"
    "[conditions.c]\nintake = \"open\"\nstandard_offer = 1\n[conditions.c.inbox]\n"
    "post = { per_week = 0.5, minutes = 20, patience_weeks = 1, failure_demand = 0.4 }\n"
    "chat = { per_week = 0.5, minutes = 10, shared = true }\n"
    "[conditions.c.measure.course]\nsolves = \"health\"\nweeks = 2\nsucceeds = 0.5\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 2\n"
    "arrivals_per_week = 4\ncaseload_limit = 50\nrepeat = 2\n"
    "[[change]]\nweek = 20\nset = { \"office.A.team.c.caseworkers\" = 3 }\n";

/* Measures that have been there from the first version on; a new one changes no number. */
static const char *const MEASURES[] = {
    "share_is",   "false_is",      "hit_is",     "mean_gaze",
    "load",       "known_share",   "exits_work", "weeks_since_contact",
    "pushed_out", "duration_days",
};

/* What the figures of both offices sum up to, by version; a line is never changed, only added. */
static const struct {
    int version;
    uint64_t sum;
} KNOWN[] = {
    {1, UINT64_C(0x4500f020c0a63f45)},
};

static uint64_t add(uint64_t sum, uint64_t bits)
{
    for (int i = 0; i < 64; i += 8) sum = (sum ^ (bits >> i & 0xff)) * UINT64_C(0x100000001b3);
    return sum;
}

static uint64_t sum_of(const char *text, uint64_t sum, int *found)
{
    bk_scenario *scenario = stores_scenario(text);
    bk_result *result = stores_fresh(scenario, 3, false);
    for (size_t m = 0; m < sizeof MEASURES / sizeof MEASURES[0]; m++) {
        int32_t measure = bk_scenario_measure_find(scenario, MEASURES[m]);
        if (measure < 0) continue;
        for (int32_t i = 0; i < 3; i++) {
            double value = 0;
            uint64_t bits = 0;
            if (bk_result_value(result, BK_SCOPE_ALL, 0, measure, i, &value)) {
                memcpy(&bits, &value, sizeof bits);
                *found += 1;
            }
            sum = add(sum, bits);
        }
    }
    bk_result_destroy(result);
    bk_scenario_destroy(scenario);
    return sum;
}

static void test_the_version_follows_the_numbers(void **state)
{
    (void)state;
    int found = 0;
    uint64_t sum = sum_of(STORES_OFFICE, UINT64_C(0xcbf29ce484222325), &found);
    sum = sum_of(OPEN_OFFICE, sum, &found);
    CHECK_MSG(found >= 45, "only %d figures exist", found);
    size_t last = sizeof KNOWN / sizeof KNOWN[0] - 1;
    assert_int_equal(KNOWN[last].version, BK_DRAWS);
    for (size_t i = 0; i < last; i++) CHECK(KNOWN[i].version < KNOWN[i + 1].version);
    CHECK_MSG(
        KNOWN[last].sum == sum,
        "the numbers of a seed have changed: raise BK_DRAWS (src/model/version.h) by one, and "
        "add {%d, UINT64_C(0x%016" PRIx64 ")} here",
        BK_DRAWS + 1, sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_version_follows_the_numbers),
    };
    return cmocka_run_group_tests_name("draws", tests, NULL, NULL);
}
