/* cmd_index.c - `blikk index`: whom to call next, as a small table. */
#include "blikk/index.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"
#include "cli/teams.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_scenario *scenario;
    bk_run_options options;
    bk_index_question question;
} request;

static void read_aim(request *r)
{
    const char *aim = bk_value(r->arguments, "aim");
    r->question.aim = aim != NULL && strcmp(aim, "seen") == 0 ? BK_AIM_SEEN : BK_AIM_WORK;
}

static bk_status report(const request *r, const bk_index *index, bk_output *output)
{
    bk_report_options options = bk_report_options_for(r->console, output);
    if (bk_has(r->arguments, "toml"))
        return bk_index_write(r->scenario, &r->question, index, bk_output_line, output);
    if (bk_has(r->arguments, "json"))
        return bk_report_index_json(r->scenario, &r->question, index, &options, bk_output_bytes,
                                    output);
    return bk_report_index_text(r->scenario, &r->question, index, &options, bk_output_bytes,
                                output);
}

/* There is no line to paste without a table. */
static int refuse(const request *r, bk_output *output)
{
    bk_output_drop(output);
    fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_IDX_TOO_FEW));
    return BK_EXIT_FAILED_CHECK;
}

static int find_out(request *r, bk_output *output)
{
    bk_error err = {.lang = r->console->lang};
    bk_index index;
    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    bk_status status = bk_index_find(r->scenario, &r->question, &r->options, &index, &err);
    bk_progress_end(&progress);
    if (status != BK_OK) {
        bk_output_drop(output);
        if (status != BK_ERR_CANCELLED) return bk_show_error(r->console, &err, status);
        fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    if (bk_has(r->arguments, "toml") && !index.has_table) return refuse(r, output);
    return bk_output_end(output, report(r, &index, output),
                         index.has_table ? BK_EXIT_OK : BK_EXIT_FAILED_CHECK);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    bk_output output;
    int code = bk_run_options_read(arguments, console, &r.options);
    if (code == BK_EXIT_OK) code = bk_not_both(arguments, console, "json", "toml");
    read_aim(&r);
    if (code == BK_EXIT_OK) code = bk_scenario_open(console, arguments, &r.scenario);
    if (code == BK_EXIT_OK)
        code = bk_team_find(console, arguments, r.scenario, bk_value(arguments, "team"),
                            &r.question.team);
    if (code == BK_EXIT_OK) code = bk_output_start(&output, console, bk_value(arguments, "output"));
    if (code == BK_EXIT_OK) code = find_out(&r, &output);
    bk_scenario_destroy(r.scenario);
    return code;
}

static const bk_option OPTIONS[] = {
    {.name = "team", .value = "N|NAME", .help = BK_W_CLI_OPT_INDEX_TEAM},
    {.name = "aim", .value = "AIM", .choices = "work seen", .help = BK_W_CLI_OPT_INDEX_AIM},
    {.name = "replications", .letter = 'r', .value = "N", .help = BK_W_CLI_OPT_REPLICATIONS},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
    {.name = "toml", .help = BK_W_CLI_OPT_INDEX_TOML},
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"index examples/study.toml --team B/ordinary", BK_W_CLI_EX_INDEX},
    {"index examples/study.toml --team B/ordinary --aim seen -r 8", BK_W_CLI_EX_INDEX_SEEN},
    {"index examples/study.toml --team B/ordinary -r 8 --toml", BK_W_CLI_EX_INDEX_TOML},
};

const bk_command bk_command_index = {
    .name = "index",
    .operand = "SCENARIO",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_CLI_INDEX,
    .details = BK_W_CLI_INDEX_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
