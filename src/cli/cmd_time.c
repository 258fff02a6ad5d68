/* cmd_time.c - `blikk time`: how is scarce time best used? */
#include "base/memory.h"
#include "base/text.h"
#include "blikk/best_use.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"
#include "cli/teams.h"

#include <stdio.h>
#include <string.h>

/* What the command line asks for. */
typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_scenario *scenario;
    bk_run_options run;
    bk_best_use_options options;
    bk_lever lever[BK_LEVERS_MOST];
} request;

/* ---- reading the command line ---- */

static int read_indifference(request *r)
{
    const char *text = bk_value(r->arguments, "indifference");
    if (text == NULL) return BK_EXIT_OK;
    double *out = &r->options.indifference;
    if (bk_text_number(text, (int64_t)strlen(text), out) && *out > 0) return BK_EXIT_OK;
    return bk_usage_error(r->console, r->arguments->command, BK_W_CLI_NOT_INDIFFERENT, text);
}

static int read_levers(request *r)
{
    int32_t at = 0, n = 0;
    for (const char *text; (text = bk_next_value(r->arguments, "lever", &at));) {
        bk_error err = {.lang = r->console->lang};
        if (n == BK_LEVERS_MOST)
            return bk_usage_error(r->console, r->arguments->command, BK_W_USE_TOO_MANY, (int)n + 1,
                                  (int)BK_LEVERS_MOST);
        bk_status status = bk_lever_parse(text, &r->lever[n++], &err);
        if (status != BK_OK) return bk_show_error(r->console, &err, status);
    }
    r->options.n_levers = n;
    r->options.lever = r->lever;
    return BK_EXIT_OK;
}

/* The team with most clients: where most is at stake. */
static int32_t largest_team(const bk_scenario *scenario)
{
    int32_t best = 0;
    double most = -1;
    for (int32_t row = 0; row < bk_scenario_team_count(scenario); row++) {
        bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
        double clients = (double)team.caseworkers * team.caseload;
        if (clients <= most) continue;
        most = clients;
        best = row;
    }
    return best;
}

static int read_aim(request *r)
{
    const bk_arguments *a = r->arguments;
    const char *aim = bk_value(a, "for"), *team = bk_value(a, "team");
    const char *id = aim != NULL ? aim : "exit_work_12m";
    r->options.measure = bk_scenario_measure_find(r->scenario, id);
    if (r->options.measure < 0)
        return bk_usage_error(r->console, a->command, BK_W_CLI_NO_MEASURE, id);
    r->options.row = largest_team(r->scenario);
    r->options.may_push_out = bk_has(a, "allow-push-out");
    return team == NULL ? BK_EXIT_OK
                        : bk_team_find(r->console, a, r->scenario, team, &r->options.row);
}

/* ---- doing it ---- */

static int find(request *r, bk_output *output)
{
    bk_error err = {.lang = r->console->lang};
    bk_best_use *best = NULL;
    bk_progress progress = bk_progress_start(r->console);
    r->run.progress = bk_progress_step;
    r->run.context = &progress;
    bk_status status = bk_best_use_find(r->scenario, &r->options, &r->run, &best, &err);
    (void)bk_progress_end(&progress);
    if (best == NULL) {
        bk_output_drop(output);
        if (status != BK_ERR_CANCELLED) return bk_show_error(r->console, &err, status);
        fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    int code = status == BK_ERR_CANCELLED ? BK_EXIT_CANCELLED : BK_EXIT_OK;
    bk_report_options options = bk_report_options_for(r->console, output);
    bk_status reported = bk_has(r->arguments, "json")
                             ? bk_report_best_use_json(best, bk_output_bytes, output)
                             : bk_report_best_use_text(best, &options, bk_output_bytes, output);
    bk_best_use_destroy(best);
    return bk_output_end(output, reported, code);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    bk_output output;
    int code = bk_run_options_read(arguments, console, &r.run);
    if (code == BK_EXIT_OK) code = read_indifference(&r);
    if (code == BK_EXIT_OK) code = read_levers(&r);
    if (code == BK_EXIT_OK) code = bk_scenario_open(console, arguments, &r.scenario);
    if (code == BK_EXIT_OK) code = read_aim(&r);
    if (code == BK_EXIT_OK) code = bk_output_start(&output, console, bk_value(arguments, "output"));
    if (code == BK_EXIT_OK) code = find(&r, &output);
    bk_scenario_destroy(r.scenario);
    return code;
}

/* ---- the row ---- */

static const bk_option OPTIONS[] = {
    {.name = "for", .value = "ID", .help = BK_W_CLI_OPT_FOR},
    {.name = "team", .value = "N|NAME", .help = BK_W_CLI_OPT_TIME_TEAM},
    {.name = "lever", .value = "KEY=a,b,c", .repeats = true, .help = BK_W_CLI_OPT_LEVER},
    {.name = "indifference", .value = "SIZE", .help = BK_W_CLI_OPT_INDIFFERENCE},
    {.name = "allow-push-out", .help = BK_W_CLI_OPT_PUSH_OUT},
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"time examples/study.toml --team B/ordinary --for false_is", BK_W_CLI_EX_TIME},
    {"time examples/study.toml --team B/ordinary --lever conditions.ordinary.conversation.minutes="
     "20,30,40 --lever conditions.ordinary.conversation.interval_weeks=3,4,6",
     BK_W_CLI_EX_TIME_LEVER},
};

const bk_command bk_command_time = {
    .name = "time",
    .operand = "SCENARIO",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_CLI_TIME,
    .details = BK_W_CLI_TIME_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
