/* The figures of reference.json: an independent simulation of the same model.
 *
 * Every measure in it, of three teams, 114 in all, within 4 joint standard errors: those of its
 * means and of ours. tests/data/reference.toml pins every key of the scenario.
 *
 * With the seed pinned, as it is here, a pass stays a pass. For right figures a fresh seed would
 * break a bound of 4 somewhere in 1 of 140 runs (114 x 6e-5), so `./test long`, which takes fresh
 * seeds and more replications, uses 6: 114 x 2e-9 = 2e-7, under one in a million. */
#include "support/office.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLICATIONS = 400, FIGURES = 114 };

static double bound(void)
{
    return test_is_long() ? 6 : 4;
}

/* The team's name in the reference: "ordinary, 3 caseworkers, caseload 60". */
static const char *name_of(const bk_scenario *scenario, int32_t row, char out[128])
{
    bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
    snprintf(out, 128, "%s, %d caseworkers, caseload %d", team.conditions, team.caseworkers,
             team.caseload);
    return out;
}

typedef struct {
    double squares; /* of z */
    double worst;
    int32_t count, beyond;
} verdict;

static void compare(const office_run *run, const char *team, const char *id, const json_t *figure,
                    verdict *v)
{
    double mean = json_number_value(json_array_get(figure, 0));
    double error = json_number_value(json_array_get(figure, 1));
    assert_true(error > 0);
    office_figure ours = office_figure_of(run, id, 1);
    assert_int_equal(ours.n, bk_result_replications(run->result));
    double z = (ours.mean - mean) / sqrt(error * error + ours.error * ours.error);
    v->squares += z * z;
    v->worst = fmax(v->worst, fabs(z));
    v->count++;
    if (fabs(z) <= bound()) return;
    v->beyond++;
    print_error("%s: %s is %.6g +- %.2g (n %d), the reference %.6g +- %.2g: z %.2f, bound %g\n",
                team, id, ours.mean, ours.error, ours.n, mean, error, z, bound());
}

static void test_every_figure(void **state)
{
    (void)state;
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/data/reference.json", office_root());
    json_error_t mistake;
    json_t *reference = json_load_file(path, JSON_REJECT_DUPLICATES, &mistake);
    if (reference == NULL) fail_msg("%s: %s", path, mistake.text);

    bk_scenario *scenario = office_file("tests/data/reference.toml", 0, NULL);
    office_run run = office_run_of(scenario, REPLICATIONS, test_seed(0));
    verdict v = {0};
    int32_t teams = 0;
    for (run.team = 0; run.team < bk_scenario_team_count(run.scenario); run.team++) {
        char team[128];
        json_t *figures = json_object_get(reference, name_of(run.scenario, run.team, team));
        if (!json_is_object(figures)) fail_msg("no figures of '%s'", team);
        teams++;
        const char *id;
        json_t *figure;
        json_object_foreach(figures, id, figure) compare(&run, team, id, figure, &v);
    }
    print_message("# %d figures, worst |z| %.2f, root mean square %.2f\n", v.count, v.worst,
                  sqrt(v.squares / v.count));
    assert_int_equal(v.beyond, 0);
    assert_int_equal(v.count, FIGURES);
    assert_int_equal((int)json_object_size(reference), teams + 1); /* and "about" */
    office_close(&run);
    json_decref(reference);
}

/* A key that is not in the file would follow its usual value wherever that goes. */
static void test_every_key_is_pinned(void **state)
{
    (void)state;
    static const char *const LEFT_OUT[] = {"office.team.arrivals_per_week",
                                           "office.team.caseload_limit", "office.team.start",
                                           "conditions.NAME.conversation.index"};
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/data/reference.toml", office_root());
    char *text = test_read_file(path);
    for (int32_t i = 0; i < bk_key_count(); i++) {
        bk_key_info key = bk_key(i, BK_EN);
        bool words = strcmp(key.type, "label") == 0 || strcmp(key.type, "text") == 0;
        bool needless = words || strncmp(key.path, "change", 6) == 0;
        for (size_t k = 0; k < sizeof LEFT_OUT / sizeof LEFT_OUT[0]; k++)
            if (strcmp(key.path, LEFT_OUT[k]) == 0) needless = true;
        const char *dot = strrchr(key.path, '.');
        const char *name = dot == NULL ? key.path : dot + 1;
        char line[128], first[128], later[128]; /* on a line of its own, or in an inline table */
        snprintf(line, sizeof line, "\n%s = ", name);
        snprintf(first, sizeof first, "{ %s = ", name);
        snprintf(later, sizeof later, ", %s = ", name);
        bool there = strstr(text, line) || strstr(text, first) || strstr(text, later);
        CHECK_MSG(needless || there, "%s: not in tests/data/reference.toml; write it there",
                  key.path);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_figure),
        cmocka_unit_test(test_every_key_is_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
