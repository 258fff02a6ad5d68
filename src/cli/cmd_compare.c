/* cmd_compare.c - `blikk compare`: what changes between scenarios that share their luck. */
#include "base/buffer.h"
#include "base/format.h"
#include "base/memory.h"
#include "blikk/compare.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"
#include "cli/store_option.h"
#include "cli/teams.h"

#include <stdio.h>
#include <string.h>

enum { TALK = 1024 };

/* What the command line asks for. */
typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_run_options options;
    bk_asked_measures measures;
    bk_store_option store;
    int32_t team; /* row of the base, -1: all */
    int32_t n;
    bk_compared compared[BK_COMPARED_MOST];
    bk_scenario *scenario[BK_COMPARED_MOST];
    bk_buffer name[BK_COMPARED_MOST]; /* where it is not a file's */
} request;

/* ---- which scenarios ---- */

static bool is_option(const request *r, int32_t i, const char *name)
{
    return strcmp(r->arguments->given[i].option->name, name) == 0;
}

static int32_t count_separators(const request *r)
{
    int32_t n = 0;
    for (int32_t i = 0; i < r->arguments->n_given; i++) n += is_option(r, i, "vs");
    return n;
}

static int check_shape(const request *r)
{
    const bk_arguments *a = r->arguments;
    int32_t separators = count_separators(r), n = separators + a->n_operands;
    if (separators > 0 && a->n_operands > 1)
        return bk_usage_error(r->console, a->command, BK_W_CLI_COMPARE_VS_FILES);
    if (n < 2) return bk_usage_error(r->console, a->command, BK_W_CLI_COMPARE_ONE);
    if (n > BK_COMPARED_MOST)
        return bk_usage_error(r->console, a->command, BK_W_CMP_COUNT, (int)BK_COMPARED_MOST,
                              (int)n);
    int32_t from_stdin = 0;
    for (int32_t i = 0; i < a->n_operands; i++)
        from_stdin += strcmp(a->operand[i], "-") == 0 ? separators + 1 : 0;
    if (from_stdin > 1) return bk_usage_error(r->console, a->command, BK_W_CLI_COMPARE_STDIN);
    return bk_not_both(a, r->console, "json", "csv");
}

/* Opens the next one: the file at path with each --set among the options from .. to - 1. */
static int open_next(request *r, const char *path, int32_t from, int32_t to)
{
    int32_t at = r->n++;
    r->compared[at].name = path;
    int code = bk_scenario_open_with(r->console, r->arguments, path, from, to, &r->scenario[at]);
    r->compared[at].scenario = r->scenario[at];
    return code;
}

/* A group is called by what it sets, or by the file where it sets nothing. */
static int name_group(request *r, int32_t at, int32_t from, int32_t to)
{
    bk_buffer *name = &r->name[at];
    for (int32_t i = from; i < to; i++) {
        if (!is_option(r, i, "set")) continue;
        if (name->length > 0) bk_buffer_text(name, " ");
        bk_buffer_text(name, r->arguments->given[i].value);
    }
    if (name->length == 0) return BK_EXIT_OK;
    bk_error err = {.lang = r->console->lang};
    bk_status status = bk_buffer_status(name);
    if (status != BK_OK) return bk_show_error(r->console, &err, status);
    r->compared[at].name = bk_buffer_chars(name);
    return BK_EXIT_OK;
}

/* One file, and groups of --set with --vs between them. */
static int open_groups(request *r)
{
    const bk_arguments *a = r->arguments;
    int code = BK_EXIT_OK;
    for (int32_t from = 0, to = 0; code == BK_EXIT_OK && to <= a->n_given; to++) {
        if (to < a->n_given && !is_option(r, to, "vs")) continue;
        int32_t at = r->n;
        code = open_next(r, a->operand[0], from, to);
        if (code == BK_EXIT_OK) code = name_group(r, at, from, to);
        from = to + 1;
    }
    return code;
}

static int open_files(request *r)
{
    const bk_arguments *a = r->arguments;
    int code = BK_EXIT_OK;
    for (int32_t i = 0; code == BK_EXIT_OK && i < a->n_operands; i++)
        code = open_next(r, a->operand[i], 0, a->n_given);
    return code;
}

/* ---- doing it ---- */

static bk_status report(const request *r, const bk_comparison *comparison, int32_t asked,
                        bk_output *output)
{
    bk_report_options options = bk_report_options_for(r->console, output);
    options.asked = asked;
    options.n_measures = r->measures.n;
    options.measure = r->measures.measure;
    if (bk_has(r->arguments, "json"))
        return bk_report_comparison_json(comparison, r->team, &options, bk_output_bytes, output);
    if (bk_has(r->arguments, "csv"))
        return bk_report_comparison_csv(comparison, r->team, &options, bk_output_bytes, output);
    return bk_report_comparison_text(comparison, r->team, &options, bk_output_bytes, output);
}

/* How long it took: talk, so on standard error of a terminal alone. */
static void talk_after(const request *r, const bk_comparison *comparison, double seconds)
{
    if (!r->console->talks) return;
    int64_t events = 0;
    for (int32_t i = 0; i < r->n; i++)
        events += bk_result_events(bk_comparison_result(comparison, i));
    char text[TALK], took[BK_NUMBER_TEXT], many[BK_NUMBER_TEXT];
    bk_format_fixed(r->console->lang, seconds, 1, took);
    bk_format_fixed(r->console->lang, (double)events, 0, many);
    bk_words_print(text, TALK, r->console->lang, BK_W_CLI_TOOK, many, took);
    fprintf(stderr, "\n%s\n", text);
}

static void tell_stopped(const request *r, const bk_comparison *comparison, int32_t asked)
{
    char text[TALK];
    bk_words_print(text, TALK, r->console->lang, BK_W_CLI_COMPARE_STOPPED,
                   (int)bk_comparison_pairs(comparison, 1), (int)asked);
    fprintf(stderr, "blikk: %s\n", text);
}

static int show(request *r, bk_comparison *comparison, bk_status status, double seconds,
                bk_output *output)
{
    int32_t asked = r->options.replications > 0 ? r->options.replications
                                                : bk_scenario_replications(r->scenario[0]);
    bool stopped = status == BK_ERR_CANCELLED;
    if (stopped) tell_stopped(r, comparison, asked);
    int code = stopped ? BK_EXIT_CANCELLED : BK_EXIT_OK;
    if (bk_store_option_is_part(&r->store)) { /* there is nothing to show before all parts are */
        bk_output_drop(output);
        return code;
    }
    bk_status reported = report(r, comparison, stopped ? asked : 0, output);
    code = bk_output_end(output, reported, code);
    if (code == BK_EXIT_OK) talk_after(r, comparison, seconds);
    return code;
}

static int compare(request *r, bk_output *output)
{
    bk_error err = {.lang = r->console->lang};
    bk_comparison *comparison = NULL;
    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    bk_status status = bk_compare(r->n, r->compared, &r->options, &comparison, &err);
    double seconds = bk_progress_end(&progress);
    if (comparison != NULL) {
        int code = show(r, comparison, status, seconds, output);
        bk_comparison_destroy(comparison);
        return code;
    }
    bk_output_drop(output);
    if (status != BK_ERR_CANCELLED) return bk_show_error(r->console, &err, status);
    fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
    return BK_EXIT_CANCELLED;
}

static int run_request(request *r)
{
    const bk_arguments *a = r->arguments;
    int code = bk_measures_read(a, r->console, r->scenario[0], &r->measures);
    const char *team = bk_value(a, "team");
    r->team = -1;
    if (code == BK_EXIT_OK && team != NULL)
        code = bk_team_find(r->console, a, r->scenario[0], team, &r->team);
    bk_output output;
    if (code == BK_EXIT_OK) code = bk_output_start(&output, r->console, bk_value(a, "output"));
    if (code != BK_EXIT_OK) return code;
    code = bk_store_option_open(&r->store, r->console, a, &r->options);
    if (code == BK_EXIT_OK)
        code = compare(r, &output);
    else
        bk_output_drop(&output);
    return bk_store_option_close(&r->store, code);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    int code = check_shape(&r);
    if (code == BK_EXIT_OK) code = bk_run_options_read(arguments, console, &r.options);
    if (code == BK_EXIT_OK) code = arguments->n_operands > 1 ? open_files(&r) : open_groups(&r);
    if (code == BK_EXIT_OK) code = run_request(&r);
    bk_free(r.measures.measure);
    for (int32_t i = 0; i < BK_COMPARED_MOST; i++) {
        bk_scenario_destroy(r.scenario[i]);
        bk_buffer_clear(&r.name[i]);
    }
    return code;
}

/* ---- the row ---- */

static const bk_option OPTIONS[] = {
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "vs", .repeats = true, .help = BK_W_CLI_OPT_VS},
    {.name = "replications", .letter = 'r', .value = "N", .help = BK_W_CLI_OPT_REPLICATIONS},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
    {.name = "measure", .value = "ID", .repeats = true, .help = BK_W_CLI_OPT_MEASURE},
    {.name = "team", .value = "N|NAME", .help = BK_W_CLI_OPT_COMPARE_TEAM},
    BK_STORE_OPTION_ROW,
    BK_SHARD_OPTION_ROW,
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "csv", .help = BK_W_CLI_OPT_CSV},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"compare examples/study.toml --set 'office.*.team.ordinary.caseload=100' --vs --set "
     "'office.*.team.ordinary.caseload=110'",
     BK_W_CLI_EX_COMPARE},
    {"compare examples/study.toml --vs --set conditions.ordinary.conversation.interval_weeks=2 "
     "--team B/ordinary",
     BK_W_CLI_EX_COMPARE_SET},
    {"compare examples/study.toml examples/everyone_willing.toml --measure false_is",
     BK_W_CLI_EX_COMPARE_FILES},
    {"compare examples/study.toml --vs --set 'office.*.team.ordinary.caseload=60' --vs --set "
     "'office.*.team.ordinary.caseload=40' --csv",
     BK_W_CLI_EX_COMPARE_MANY},
};

const bk_command bk_command_compare = {
    .name = "compare",
    .operand = "SCENARIO...",
    .least = 1,
    .most = BK_COMPARED_MOST,
    .operand_is_file = true,
    .summary = BK_W_CLI_COMPARE,
    .details = BK_W_CLI_COMPARE_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
