/* Sweeps, tipping and there-and-back without memory, and with a reader that stops taking: the
 * status says so, once, and nothing leaks, whichever allocation fails. */
#include "support/fault.h"
#include "support/support.h"

#include "blikk/tipping.h"

#include <string.h>

static const char TEXT[] =
    "title = \"t\"\nweeks = 6\nwarmup_weeks = 1\nreplications = 2\n"
    "[clients.domain]\nhealth = { prevalence = 0.4 }\n"
    "[conditions.a]\nhours_per_week = 40\n[conditions.a.inbox]\n"
    "mail = { per_week = 1, minutes = 30 }\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\n"
    "caseload = 5\n";

static bk_status count(void *context, const char *bytes, int64_t length)
{
    (void)bytes;
    *(int64_t *)context += length;
    return BK_OK;
}

static bk_status take(void *context, const char *bytes, int64_t length)
{
    (void)bytes;
    int64_t *left = context;
    *left -= length;
    return *left < 0 ? BK_ERR_IO : BK_OK;
}

static bk_scenario *scenario(void)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *s = NULL;
    CHECK(bk_scenario_parse("t", TEXT, (int64_t)strlen(TEXT), 0, NULL, &s, &err) == BK_OK);
    return s;
}

/* The whole of a sweep into a sink. */
static bk_status sweep_into(const bk_scenario *s, bk_form form, bk_byte_sink sink, void *context,
                            bk_error *err)
{
    bk_vary key;
    bk_sweep *sweep = NULL;
    bk_sweep_report *report = NULL;
    bk_run_options options = {.threads = 1};
    bk_report_options how = {.lang = BK_EN};
    int32_t points = form == BK_FORM_JSON ? 3 : 0;
    const char *text = points ? "conditions.a.inbox.mail.per_week=0.5:1.5"
                              : "conditions.a.inbox.mail.per_week=0.5:1.5:0.5";
    CHECK(bk_vary_parse(text, &key, err) == BK_OK);
    bk_status status = bk_sweep_create(s, 1, &key, points, 1, &sweep, err);
    if (status == BK_OK)
        status = bk_sweep_report_start(sweep, s, form, -1, 2, 1, &how, sink, context, &report);
    if (status == BK_OK)
        status = bk_sweep_run(sweep, &options, bk_sweep_report_point, report, NULL, err);
    bk_status ended = bk_sweep_report_end(report);
    bk_sweep_destroy(sweep);
    return status != BK_OK ? status : ended;
}

static void test_sweeps_without_memory(void **state)
{
    (void)state;
    for (bk_form form = BK_FORM_TEXT; form <= BK_FORM_CSV; form++) {
        int64_t n = 1;
        bk_scenario *s = scenario();
        for (; n == 1 || fault_was_hit(); n++) {
            bk_error err = {.lang = BK_EN};
            int64_t length = 0;
            fault_arm(n);
            bk_status status = sweep_into(s, form, count, &length, &err);
            fault_disarm();
            CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK),
                      "form %d, allocation %d: status %d", (int)form, (int)n, (int)status);
            CHECK(err.count <= 1);
        }
        CHECK(n > 40);
        bk_scenario_destroy(s);
    }
}

static void test_readers_that_stop(void **state)
{
    (void)state;
    bk_scenario *s = scenario();
    for (bk_form form = BK_FORM_TEXT; form <= BK_FORM_CSV; form++) {
        bk_error err = {.lang = BK_EN};
        int64_t length = 0, left = 0;
        CHECK(sweep_into(s, form, count, &length, &err) == BK_OK && length > 400);
        CHECK(sweep_into(s, form, take, &left, &err) == BK_ERR_IO);
        left = length;
        CHECK(sweep_into(s, form, take, &left, &err) == BK_OK && left == 0);
    }
    bk_scenario_destroy(s);
}

static bk_tipping_question question(const bk_scenario *s)
{
    bk_error err = {.lang = BK_EN};
    bk_tipping_question q = {.scope = BK_SCOPE_ALL};
    CHECK(bk_vary_parse("conditions.a.inbox.mail.per_week=0.5:8", &q.vary, &err) == BK_OK);
    q.measure = bk_scenario_measure_find(s, "time_share.mail");
    return q;
}

/* With reports in both forms, so that they run out of memory too. */
static bk_status find_and_tell(const bk_scenario *s, bool back, bk_byte_sink sink, void *context,
                               bk_error *err)
{
    static bk_tipping t;
    static bk_there_and_back b;
    bk_tipping_question q = question(s);
    bk_run_options options = {.threads = 1};
    bk_report_options how = {.lang = BK_NB};
    if (back) {
        bk_status status = bk_there_and_back_find(s, &q, 4, &options, &b, err);
        if (status == BK_OK) status = bk_report_back_text(s, &q, &b, &how, sink, context);
        return status == BK_OK ? bk_report_back_json(s, &q, &b, sink, context) : status;
    }
    bk_status status = bk_tipping_find(s, &q, &options, &t, err);
    if (status == BK_OK) status = bk_report_tipping_text(s, &q, &t, &how, sink, context);
    return status == BK_OK ? bk_report_tipping_json(s, &q, &t, sink, context) : status;
}

static void test_tipping_without_memory(void **state)
{
    (void)state;
    bk_scenario *s = scenario();
    for (int32_t back = 0; back < 2; back++) {
        int64_t n = 1;
        for (; n == 1 || fault_was_hit(); n++) {
            bk_error err = {.lang = BK_EN};
            int64_t length = 0;
            fault_arm(n);
            bk_status status = find_and_tell(s, back == 1, count, &length, &err);
            fault_disarm();
            CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK),
                      "%s, allocation %d: status %d", back ? "back" : "tipping", (int)n,
                      (int)status);
            CHECK(err.count <= 1);
        }
        CHECK(n > 100);
        int64_t left = 10;
        bk_error err = {.lang = BK_EN};
        CHECK(find_and_tell(s, back == 1, take, &left, &err) == BK_ERR_IO);
    }
    bk_scenario_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sweeps_without_memory),
        cmocka_unit_test(test_readers_that_stop),
        cmocka_unit_test(test_tipping_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
