/* Questions about ranges without memory: the call says so once, gives nothing and leaks nothing,
 * whichever allocation fails. Their reports likewise, and with a reader that stops taking. */
#include "support/fault.h"
#include "support/support.h"

#include "blikk/report.h"

#include <string.h>

static const char TEXT[] =
    "title = \"t\"\nweeks = 3\nwarmup_weeks = 1\nreplications = 2\n"
    "[clients.domain]\nhealth = { prevalence = { low = 0.2, high = 0.6 } }\n"
    "[conditions.a]\nhours_per_week = { low = 30, likely = 37.5, high = 40 }\n"
    "[conditions.a.inbox]\nmail = { per_week = { low = 0.5, high = 2 }, minutes = 10 }\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\n"
    "caseload = 5\n";

static bk_status count(void *context, const char *bytes, int64_t length)
{
    (void)bytes;
    *(int64_t *)context += length;
    return BK_OK;
}

/* Takes so many bytes and no more. */
static bk_status take(void *context, const char *bytes, int64_t length)
{
    (void)bytes;
    int64_t *left = context;
    *left -= length;
    return *left < 0 ? BK_ERR_IO : BK_OK;
}

static bk_scenario *read_it(void)
{
    bk_scenario *s = NULL;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(bk_scenario_parse("t", TEXT, (int64_t)strlen(TEXT), 0, NULL, &s, &err), BK_OK);
    return s;
}

static const int32_t MEASURE[] = {0, 1};
static const bk_sensitivity_plan PLAN = {.scope = BK_SCOPE_ALL,
                                         .n_measures = 2,
                                         .measure = MEASURE,
                                         .trajectories = 4,
                                         .rows = 16,
                                         .keys = 2};
static const bk_uncertain_plan DRAWS = {.draws = 16};

static void test_sensitivity(void **state)
{
    (void)state;
    bk_scenario *s = read_it();
    bk_run_options options = {.threads = 1};
    int64_t n = 1;
    for (; n == 1 || fault_was_hit(); n += n < 100 ? 1 : 97) {
        bk_error err = {.lang = BK_EN};
        bk_sensitivity *out = NULL;
        fault_arm(n);
        bk_status status = bk_sensitivity_run(s, &options, &PLAN, &out, &err);
        fault_disarm();
        CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK), "allocation %d", (int)n);
        CHECK((out != NULL) == (status == BK_OK));
        assert_int_equal(err.count, status == BK_OK ? 0 : 1);
        bk_sensitivity_destroy(out);
    }
    CHECK(n > 100);
    bk_scenario_destroy(s);
}

static void test_uncertain(void **state)
{
    (void)state;
    bk_scenario *s = read_it();
    bk_run_options options = {.threads = 1};
    int64_t n = 1;
    for (; n == 1 || fault_was_hit(); n += n < 100 ? 1 : 97) {
        bk_error err = {.lang = BK_EN};
        bk_uncertainty *out = NULL;
        fault_arm(n);
        bk_status status = bk_uncertain_run(s, &options, &DRAWS, &out, &err);
        fault_disarm();
        CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK), "allocation %d", (int)n);
        CHECK((out != NULL) == (status == BK_OK));
        assert_int_equal(err.count, status == BK_OK ? 0 : 1);
        bk_uncertainty_destroy(out);
    }
    CHECK(n > 100);
    bk_scenario_destroy(s);
}

typedef struct {
    bk_scenario *s;
    bk_sensitivity *sensitivity;
    bk_uncertainty *uncertainty;
} asked;

static bk_status report(const asked *a, int32_t form, bk_byte_sink sink, void *context)
{
    const bk_report_options plain = {.lang = BK_EN};
    if (form == 0) return bk_report_sensitivity_text(a->s, a->sensitivity, &plain, sink, context);
    if (form == 1) return bk_report_sensitivity_json(a->s, a->sensitivity, sink, context);
    if (form == 2) return bk_report_sensitivity_csv(a->s, a->sensitivity, sink, context);
    if (form == 3) return bk_report_uncertain_text(a->s, a->uncertainty, &plain, sink, context);
    return bk_report_uncertain_json(a->s, a->uncertainty, sink, context);
}

static void test_reports(void **state)
{
    (void)state;
    asked a = {.s = read_it()};
    bk_error err = {.lang = BK_EN};
    bk_run_options options = {.threads = 1};
    assert_int_equal(bk_sensitivity_run(a.s, &options, &PLAN, &a.sensitivity, &err), BK_OK);
    assert_int_equal(bk_uncertain_run(a.s, &options, &DRAWS, &a.uncertainty, &err), BK_OK);
    for (int32_t form = 0; form < 5; form++) {
        int64_t whole = 0;
        assert_int_equal(report(&a, form, count, &whole), BK_OK);
        CHECK(whole > 500);
        for (int64_t room = 0; room < whole; room += 1 + whole / 7) {
            int64_t left = room;
            assert_int_equal(report(&a, form, take, &left), BK_ERR_IO);
        }
        int64_t hit = 0;
        for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
            int64_t length = 0;
            fault_arm(n);
            bk_status status = report(&a, form, count, &length);
            fault_disarm();
            if (status == BK_OK)
                assert_int_equal(length, whole); /* jansson may do without what it asked for */
            else
                assert_int_equal(status, BK_ERR_MEMORY);
            hit += status == BK_ERR_MEMORY;
        }
        CHECK_MSG(hit > 0, "form %d", (int)form);
    }
    bk_sensitivity_destroy(a.sensitivity);
    bk_uncertainty_destroy(a.uncertainty);
    bk_scenario_destroy(a.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sensitivity),
        cmocka_unit_test(test_uncertain),
        cmocka_unit_test(test_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
