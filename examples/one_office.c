/* one_office.c - reads a scenario, simulates it and prints one figure of each team.
 *
 *     cc one_office.c -o one_office $(pkg-config --cflags --libs blikk)
 *     ./one_office small_office.toml
 */
#include <blikk/blikk.h>
#include <stdio.h>

/* Prints every mistake with its place, as blikk itself does; returns the exit code that tells. */
static int fail(const bk_error *err, bk_status status)
{
    char text[1024];
    for (int32_t i = 0; i < err->count && i < BK_MISTAKES_SHOWN; i++)
        if (bk_error_format(err, i, text, sizeof text) > 0) fprintf(stderr, "%s\n", text);
    return bk_status_exit_code(status);
}

int main(int argc, char **argv)
{
    bk_error err = {.lang = BK_EN}; /* messages come in Norwegian (BK_NB) or English */
    bk_scenario *scenario = NULL;
    bk_status status = bk_scenario_load(argc > 1 ? argv[1] : "-", 0, NULL, &scenario, &err);
    if (status != BK_OK) return fail(&err, status); /* nothing was made: nothing to destroy */

    bk_run_options options = {.replications = 10}; /* the rest as the scenario says */
    bk_result *result = NULL;
    status = bk_run(scenario, &options, &result, &err);
    int32_t seen = bk_scenario_measure_find(scenario, "false_is"); /* 'blikk check --json' lists */
    for (int32_t row = 0; status == BK_OK && row < bk_scenario_team_count(scenario); row++) {
        bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
        bk_estimate e = bk_result_estimate(result, BK_SCOPE_TEAM, row, seen);
        printf("%s, %s: %.3f of the willing are seen as the problem (95 %% sure: %.3f to %.3f)\n",
               team.office, team.label, e.mean, e.low, e.high);
    }
    bk_result_destroy(result); /* NULL is fine */
    bk_scenario_destroy(scenario);
    return status == BK_OK ? 0 : fail(&err, status);
}
