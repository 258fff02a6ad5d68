/* Codes read when the nth allocation fails: BK_ERR_MEMORY, one mistake, and nothing left. */
#include "evidence/validate.h"
#include "support/fault.h"
#include "support/support.h"

#include <string.h>

static const char TEXT[] = "group,line,coder,unit,code\ng1,a,k,1,IS\ng1,a,m,1,HAS\n"
                           "g2,a,k,1,other\ng2,b,k,2,HAS\ng3,b,k,1,IS\n";

static void test_codes_without_memory_say_so(void **state)
{
    (void)state;
    bk_error err;
    int32_t refusals = 0;
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_codes *codes = NULL;
        err = (bk_error){.lang = BK_EN};
        fault_arm(n);
        bk_status status = bk_codes_parse("c", TEXT, (int64_t)strlen(TEXT), &codes, &err);
        fault_disarm();
        /* libcsv asks again for less when it gets nothing, so one failure need not be the end. */
        bool refused = status == BK_ERR_MEMORY;
        CHECK_MSG(status == BK_OK || (refused && fault_was_hit()), "n %d", (int)n);
        CHECK_MSG((codes != NULL) == !refused, "n %d", (int)n);
        CHECK_MSG(err.count == (refused ? 1 : 0), "n %d", (int)n);
        refusals += refused;
        bk_codes_destroy(codes);
    }
    CHECK(refusals >= 4); /* an arena takes much at once */
}

static bk_status take(void *context, const char *bytes, int64_t length)
{
    (void)context;
    (void)bytes;
    (void)length;
    return BK_OK;
}

static void test_pages_without_memory_say_so(void **state)
{
    (void)state;
    bk_codes *codes = NULL;
    CHECK(bk_codes_parse("c", TEXT, (int64_t)strlen(TEXT), &codes, NULL) == BK_OK);
    for (int form = 0; form < 2; form++) {
        for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
            const bk_report_options options = {.lang = BK_NB};
            fault_arm(n);
            bk_status status = form == 0
                                   ? bk_report_gaze_text(codes, NULL, NULL, &options, take, NULL)
                                   : bk_report_gaze_json(codes, NULL, NULL, take, NULL);
            fault_disarm();
            CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK), "form %d, n %d", form,
                      (int)n);
        }
    }
    bk_codes_destroy(codes);
}

static const char BASE[] = "weeks = 4\nwarmup_weeks = 0\nreplications = 2\n[clients.domain]\n"
                           "d = { prevalence = 0.5 }\n[conditions.a]\n[[office]]\n"
                           "name = \"A\"\n[[office.team]]\nconditions = \"a\"\n"
                           "caseworkers = 1\ncaseload = 2\n";

static const char TRIAL[] =
    "title = { nb = \"t\", en = \"t\" }\nwhere = { nb = \"w\", en = \"w\" }\n"
    "design = { nb = \"d\", en = \"d\" }\nfree = { nb = \"f\", en = \"f\" }\n"
    "citation = \"c\"\n[[arm]]\nid = \"one\"\nlabel = { nb = \"o\", en = \"o\" }\n"
    "set = { \"office.A.team.a.caseload\" = 3 }\n[[finding]]\nid = \"F\"\n"
    "says = { nb = \"s\", en = \"s\" }\narm = \"one\"\nmeasure = \"needs\"\n"
    "published = 0.5\npass = [0, 1]\n";

static void test_trials_without_memory_say_so(void **state)
{
    (void)state;
    bk_scenario *base = NULL;
    bk_error err = {.lang = BK_EN};
    CHECK(bk_scenario_parse("b", BASE, (int64_t)strlen(BASE), 0, NULL, &base, &err) == BK_OK);
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_arena arena = {0};
        bk_trial trial;
        err = (bk_error){.lang = BK_EN};
        fault_arm(n);
        bk_status status =
            bk_trial_parse("t", TRIAL, (int64_t)strlen(TRIAL), base, &arena, &trial, &err);
        fault_disarm();
        CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK), "n %d", (int)n);
        CHECK_MSG(err.count == (fault_was_hit() ? 1 : 0), "n %d: %d", (int)n, (int)err.count);
        bk_trial_clear(&trial);
        bk_arena_clear(&arena);
    }
    bk_scenario_destroy(base);
}

/* Validation of one trial: the first allocations are its own, the rest the simulation's. */
static void test_validation_without_memory_says_so(void **state)
{
    (void)state;
    bk_scenario *base = NULL;
    bk_arena arena = {0};
    bk_trial trial;
    CHECK(bk_scenario_parse("b", BASE, (int64_t)strlen(BASE), 0, NULL, &base, NULL) == BK_OK);
    CHECK(bk_trial_parse("t", TRIAL, (int64_t)strlen(TRIAL), base, &arena, &trial, NULL) == BK_OK);
    const bk_evidence evidence = {.base = base, .n_trials = 1, .trial = &trial};
    const bk_validate_options options = {.threads = 1, .only_asked = true};
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_validation *validation = NULL;
        bk_error err = {.lang = BK_EN};
        fault_arm(n);
        bk_status status = bk_validate(&evidence, &options, &validation, &err);
        fault_disarm();
        CHECK_MSG(status == (fault_was_hit() ? BK_ERR_MEMORY : BK_OK), "n %d", (int)n);
        CHECK_MSG((validation != NULL) == !fault_was_hit(), "n %d", (int)n);
        bk_validation_destroy(validation);
    }
    bk_trial_clear(&trial);
    bk_arena_clear(&arena);
    bk_scenario_destroy(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes_without_memory_say_so),
        cmocka_unit_test(test_pages_without_memory_say_so),
        cmocka_unit_test(test_trials_without_memory_say_so),
        cmocka_unit_test(test_validation_without_memory_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
