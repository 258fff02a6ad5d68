/* cmd_sensitivity.c - `blikk sensitivity`: what a conclusion hangs on. */
#include "base/memory.h"
#include "blikk/report.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"
#include "cli/teams.h"

#include <stdio.h>

enum { TRAJECTORIES_MOST = 1000 };

typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_scenario *scenario;
    bk_run_options options;
    bk_sensitivity_plan plan;
    bk_asked_measures measures;
} request;

static int read_numbers(request *r)
{
    const bk_arguments *a = r->arguments;
    int64_t rows = 0, trajectories = 0, keys = 0;
    int code = bk_run_options_read(a, r->console, &r->options);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, r->console, "rows", 16, BK_SENSITIVITY_ROWS_MOST, &rows);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, r->console, "trajectories", 4, TRAJECTORIES_MOST, &trajectories);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, r->console, "keys", 1, BK_SENSITIVITY_KEYS_MOST, &keys);
    r->plan.rows = (int32_t)rows;
    r->plan.trajectories = (int32_t)trajectories;
    r->plan.keys = (int32_t)keys;
    return code == BK_EXIT_OK ? bk_not_both(a, r->console, "json", "csv") : code;
}

static int read_question(request *r)
{
    int code = bk_measures_read(r->arguments, r->console, r->scenario, &r->measures);
    if (code == BK_EXIT_OK && r->measures.n == 0)
        r->measures.measure[r->measures.n++] = bk_scenario_measure_find(r->scenario, "false_is");
    const char *team = bk_value(r->arguments, "team");
    if (code == BK_EXIT_OK)
        code = bk_team_find(r->console, r->arguments, r->scenario, team, &r->plan.index);
    r->plan.scope = team ? BK_SCOPE_TEAM : BK_SCOPE_ALL;
    r->plan.n_measures = r->measures.n;
    r->plan.measure = r->measures.measure;
    return code;
}

static bk_status report(const request *r, const bk_sensitivity *sensitivity, bk_output *output)
{
    if (bk_has(r->arguments, "json"))
        return bk_report_sensitivity_json(r->scenario, sensitivity, bk_output_bytes, output);
    if (bk_has(r->arguments, "csv"))
        return bk_report_sensitivity_csv(r->scenario, sensitivity, bk_output_bytes, output);
    bk_report_options options = bk_report_options_for(r->console, output);
    return bk_report_sensitivity_text(r->scenario, sensitivity, &options, bk_output_bytes, output);
}

static int find_out(request *r, bk_output *output)
{
    bk_error err = {.lang = r->console->lang};
    bk_sensitivity *sensitivity = NULL;
    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    bk_status status = bk_sensitivity_run(r->scenario, &r->options, &r->plan, &sensitivity, &err);
    bk_progress_end(&progress);
    if (status != BK_OK) {
        bk_output_drop(output);
        if (status != BK_ERR_CANCELLED) return bk_show_error(r->console, &err, status);
        fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    int code = bk_output_end(output, report(r, sensitivity, output), BK_EXIT_OK);
    bk_sensitivity_destroy(sensitivity);
    return code;
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    bk_output output;
    int code = read_numbers(&r);
    if (code == BK_EXIT_OK) code = bk_scenario_open(console, arguments, &r.scenario);
    if (code == BK_EXIT_OK) code = read_question(&r);
    if (code == BK_EXIT_OK) code = bk_output_start(&output, console, bk_value(arguments, "output"));
    if (code == BK_EXIT_OK) code = find_out(&r, &output);
    bk_free(r.measures.measure);
    bk_scenario_destroy(r.scenario);
    return code;
}

static const bk_option OPTIONS[] = {
    {.name = "measure", .value = "ID", .repeats = true, .help = BK_W_CLI_OPT_SNS_MEASURE},
    {.name = "team", .value = "N|NAME", .help = BK_W_CLI_OPT_SNS_TEAM},
    {.name = "rows", .letter = 'n', .value = "N", .help = BK_W_CLI_OPT_SNS_ROWS},
    {.name = "trajectories", .value = "N", .help = BK_W_CLI_OPT_SNS_TRAJECTORIES},
    {.name = "keys", .value = "N", .help = BK_W_CLI_OPT_SNS_KEYS},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "csv", .help = BK_W_CLI_OPT_SNS_CSV},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"sensitivity examples/study.toml --team B/ordinary --measure false_is --measure exits_work",
     BK_W_CLI_EX_SENSITIVITY},
    {"sensitivity examples/study.toml --team B/ordinary --trajectories 4 -n 64 --keys 2",
     BK_W_CLI_EX_SENSITIVITY_SHORT},
};

const bk_command bk_command_sensitivity = {
    .name = "sensitivity",
    .operand = "SCENARIO",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_CLI_SENSITIVITY,
    .details = BK_W_CLI_SENSITIVITY_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
