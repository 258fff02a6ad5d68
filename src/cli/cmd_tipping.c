/* cmd_tipping.c - `blikk tipping`: where a measure turns when a key is varied, and whether the way
 * back differs. */
#include "base/memory.h"
#include "base/text.h"
#include "blikk/tipping.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"
#include "cli/store_option.h"
#include "cli/teams.h"

#include <stdio.h>
#include <string.h>

enum { HOLD_MOST = 400, HOLD_LEAST = 4 };

/* What the command line asks for. */
typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_scenario *scenario;
    bk_run_options options;
    bk_asked_measures measures;
    bk_store_option store;
    bk_tipping_question question;
    int64_t hold;
    bk_tipping tipping;
    bk_there_and_back back;
} request;

/* ---- reading the command line ---- */

static int check_pairs(const request *r)
{
    const bk_arguments *a = r->arguments;
    bool back = bk_has(a, "there-and-back");
    if (bk_has(a, "hold") && !back)
        return bk_usage_error(r->console, a->command, BK_W_CLI_NEEDS_OTHER, "hold",
                              "--there-and-back");
    int code = bk_not_both(a, r->console, "there-and-back", "level");
    return code == BK_EXIT_OK ? bk_not_both(a, r->console, "there-and-back", "store") : code;
}

/* Mistakes of the key on the command line get the hint of a usage mistake. */
static int show(const request *r, const bk_error *err, bk_status status)
{
    if (status != BK_ERR_USAGE || err->count == 0) return bk_show_error(r->console, err, status);
    return bk_usage_error(r->console, r->arguments->command, BK_W_SCN_PLAIN, err->mistake[0].text);
}

static int read_vary(request *r)
{
    const bk_arguments *a = r->arguments;
    bk_error err = {.lang = r->console->lang};
    const char *text = bk_value(a, "vary");
    if (text == NULL)
        return bk_usage_error(r->console, a->command, BK_W_CLI_TIPPING_NEEDS_VARY,
                              a->command->name);
    bk_status status = bk_vary_parse(text, &r->question.vary, &err);
    return status == BK_OK ? BK_EXIT_OK : show(r, &err, status);
}

static int read_measure(request *r)
{
    const bk_arguments *a = r->arguments;
    int code = bk_measures_read(a, r->console, r->scenario, &r->measures);
    if (code != BK_EXIT_OK) return code;
    if (r->measures.n > 1)
        return bk_usage_error(r->console, a->command, BK_W_CLI_TIPPING_ONE_MEASURE);
    r->question.measure = r->measures.n == 1 ? r->measures.measure[0]
                                             : bk_scenario_measure_find(r->scenario, "false_is");
    return BK_EXIT_OK;
}

static int read_team(request *r)
{
    const char *team = bk_value(r->arguments, "team");
    r->question.scope = BK_SCOPE_ALL;
    if (team == NULL) return BK_EXIT_OK;
    r->question.scope = BK_SCOPE_TEAM;
    return bk_team_find(r->console, r->arguments, r->scenario, team, &r->question.index);
}

/* "20%", or a number in the measure's own unit. */
static int read_level(request *r)
{
    const bk_arguments *a = r->arguments;
    const char *text = bk_value(a, "level");
    if (text == NULL) return BK_EXIT_OK;
    bk_measure_info info = bk_scenario_measure(r->scenario, r->question.measure, r->console->lang);
    bool share = info.unit_kind == BK_UNIT_SHARE;
    int64_t length = (int64_t)strlen(text);
    bool percent = length > 1 && text[length - 1] == '%';
    double level = 0;
    bool fine = bk_text_number(text, percent ? length - 1 : length, &level);
    if (percent) level /= 100;
    if (!fine || (percent && !share))
        return bk_usage_error(r->console, a->command, BK_W_CLI_NOT_A_LEVEL, text, info.id);
    if (share && (level < 0 || level > 1))
        return bk_usage_error(r->console, a->command, BK_W_CLI_LEVEL_SHARE, text);
    r->question.level_given = true;
    r->question.level = level;
    return BK_EXIT_OK;
}

/* ---- doing it ---- */

static bk_status find(request *r, bk_error *err)
{
    if (bk_has(r->arguments, "there-and-back"))
        return bk_there_and_back_find(r->scenario, &r->question, (int32_t)r->hold, &r->options,
                                      &r->back, err);
    return bk_tipping_find(r->scenario, &r->question, &r->options, &r->tipping, err);
}

static bk_status report(const request *r, bk_output *output)
{
    bk_report_options options = bk_report_options_for(r->console, output);
    bool json = bk_has(r->arguments, "json");
    if (bk_has(r->arguments, "there-and-back"))
        return json ? bk_report_back_json(r->scenario, &r->question, &r->back, bk_output_bytes,
                                          output)
                    : bk_report_back_text(r->scenario, &r->question, &r->back, &options,
                                          bk_output_bytes, output);
    return json ? bk_report_tipping_json(r->scenario, &r->question, &r->tipping, bk_output_bytes,
                                         output)
                : bk_report_tipping_text(r->scenario, &r->question, &r->tipping, &options,
                                         bk_output_bytes, output);
}

static int answer(request *r, bk_output *output)
{
    bk_error err = {.lang = r->console->lang};
    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    bk_status status = find(r, &err);
    (void)bk_progress_end(&progress);
    if (status == BK_OK) return bk_output_end(output, report(r, output), BK_EXIT_OK);
    bk_output_drop(output);
    if (status != BK_ERR_CANCELLED) return show(r, &err, status);
    fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_TIPPING_STOPPED));
    return BK_EXIT_CANCELLED;
}

static int run_request(request *r)
{
    const bk_arguments *a = r->arguments;
    int code = read_measure(r);
    if (code == BK_EXIT_OK) code = read_team(r);
    if (code == BK_EXIT_OK) code = read_level(r);
    bk_output output;
    if (code == BK_EXIT_OK) code = bk_output_start(&output, r->console, bk_value(a, "output"));
    if (code != BK_EXIT_OK) return code;
    code = bk_store_option_open(&r->store, r->console, a, &r->options);
    if (code == BK_EXIT_OK)
        code = answer(r, &output);
    else
        bk_output_drop(&output);
    return bk_store_option_close(&r->store, code);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request *r = bk_alloc(1, sizeof *r);
    bk_error err = {.lang = console->lang};
    if (r == NULL) return bk_show_error(console, &err, BK_ERR_MEMORY);
    *r = (request){.console = console, .arguments = arguments};
    int code = check_pairs(r);
    if (code == BK_EXIT_OK) code = read_vary(r);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(arguments, console, "hold", HOLD_LEAST, HOLD_MOST, &r->hold);
    if (code == BK_EXIT_OK) code = bk_run_options_read(arguments, console, &r->options);
    if (code == BK_EXIT_OK) code = bk_scenario_open(console, arguments, &r->scenario);
    if (code == BK_EXIT_OK) code = run_request(r);
    bk_free(r->measures.measure);
    bk_scenario_destroy(r->scenario);
    bk_free(r);
    return code;
}

/* ---- the row ---- */

static const bk_option OPTIONS[] = {
    {.name = "vary", .value = "KEY=FROM:TO", .help = BK_W_CLI_OPT_TIPPING_VARY},
    {.name = "measure", .value = "ID", .help = BK_W_CLI_OPT_TIPPING_MEASURE},
    {.name = "team", .value = "N|NAME", .help = BK_W_CLI_OPT_TIPPING_TEAM},
    {.name = "level", .value = "X", .help = BK_W_CLI_OPT_LEVEL},
    {.name = "there-and-back", .help = BK_W_CLI_OPT_BACK},
    {.name = "hold", .value = "WEEKS", .help = BK_W_CLI_OPT_HOLD},
    {.name = "replications", .letter = 'r', .value = "N", .help = BK_W_CLI_OPT_REPLICATIONS},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
    BK_STORE_OPTION_ROW,
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"tipping examples/study.toml --vary 'office.*.team.ordinary.caseload=15:200' --team "
     "B/ordinary -r 10",
     BK_W_CLI_EX_TIPPING},
    {"tipping examples/study.toml --vary conditions.ordinary.conversation.distancing=0:1 --measure "
     "share_is --level 25% -r 5",
     BK_W_CLI_EX_TIPPING_LEVEL},
    {"tipping examples/study.toml --vary 'office.*.team.ordinary.caseload=40:160' "
     "--there-and-back --team B/ordinary -r 4",
     BK_W_CLI_EX_TIPPING_BACK},
};

const bk_command bk_command_tipping = {
    .name = "tipping",
    .operand = "SCENARIO",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_CLI_TIPPING,
    .details = BK_W_CLI_TIPPING_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
