/* Any bytes as a trial over a small base: refused with a mistake, or findings that hold together.
 */
#include "evidence/validate.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char BASE[] =
    "weeks = 2\nwarmup_weeks = 0\n[clients.domain]\nd = { prevalence = 0.5 }\n"
    "[conditions.a]\n[[office]]\nname = \"A\"\n[[office.team]]\n"
    "conditions = \"a\"\ncaseworkers = 1\ncaseload = 2\n";

static void check_finding(const bk_trial *t, const bk_finding *f)
{
    bool input = f->makes == BK_MAKES_PREVALENCE || f->makes == BK_MAKES_NEEDS;
    BK_ASSERT(f->id && *f->id);
    BK_ASSERT(input ||
              (f->arm >= 0 && f->arm < t->n_arms && f->other >= 0 && f->other < t->n_arms));
    BK_ASSERT(f->makes == BK_MAKES_SIGN || (f->low <= f->published && f->published <= f->high));
    BK_ASSERT(!(f->se <= 0));
    const double values[] = {1, 2, 3};
    if (!input) (void)bk_finding_judge(f, 3, values, f->has_other ? values : NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 16) return 0;
    bk_scenario *base = NULL;
    bk_error err = {.lang = BK_NB};
    bk_status status = bk_scenario_parse("b", BASE, (int64_t)strlen(BASE), 0, NULL, &base, &err);
    BK_ASSERT(status == BK_OK);
    bk_arena arena = {0};
    bk_trial trial;
    status = bk_trial_parse("t", (const char *)data, (int64_t)size, base, &arena, &trial, &err);
    BK_ASSERT((status == BK_OK) == (err.count == 0));
    if (status == BK_OK) {
        for (int32_t i = 0; i < trial.n_arms; i++) BK_ASSERT(trial.arm[i].scenario != NULL);
        for (int32_t i = 0; i < trial.n_findings; i++) check_finding(&trial, &trial.finding[i]);
    }
    bk_trial_clear(&trial);
    bk_arena_clear(&arena);
    bk_scenario_destroy(base);
    return 0;
}
