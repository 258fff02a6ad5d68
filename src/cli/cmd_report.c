/* cmd_report.c - `blikk report`: one HTML file to send. */
#include "base/buffer.h"
#include "base/memory.h"
#include "blikk/html.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TALK = 1024 };

typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_run_options options;
    bk_scenario *today, *tried; /* tried is NULL without --set */
    bk_buffer set;              /* what is set, as a name */
    bk_buffer command;
} request;

/* ---- what made it ---- */

static bool is_plain(const char *text)
{
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=-") ==
           strlen(text);
}

static void add_quoted(bk_buffer *out, const char *text)
{
    bk_buffer_text(out, " ");
    if (is_plain(text)) {
        bk_buffer_text(out, text);
        return;
    }
    bk_buffer_text(out, "'");
    for (; *text; text++) {
        if (*text == '\'')
            bk_buffer_text(out, "'\\''");
        else
            bk_buffer_add(out, text, 1);
    }
    bk_buffer_text(out, "'");
}

static void describe(request *r)
{
    const bk_arguments *a = r->arguments;
    int32_t at = 0;
    bk_buffer_text(&r->command, "blikk report");
    add_quoted(&r->command, a->operand[0]);
    for (const char *text; (text = bk_next_value(a, "set", &at));) {
        if (r->set.length > 0) bk_buffer_text(&r->set, " ");
        bk_buffer_text(&r->set, text);
        bk_buffer_text(&r->command, " --set");
        add_quoted(&r->command, text);
    }
    if (bk_value(a, "replications")) {
        bk_buffer_text(&r->command, " --replications");
        add_quoted(&r->command, bk_value(a, "replications"));
    }
    if (bk_value(a, "seed")) {
        bk_buffer_text(&r->command, " --seed");
        add_quoted(&r->command, bk_value(a, "seed"));
    }
}

/* ---- doing it ---- */

static bk_status simulate(request *r, bk_result **result, bk_comparison **comparison, bk_error *err)
{
    if (r->tried == NULL) return bk_run(r->today, &r->options, result, err);
    const bk_compared compared[] = {{.scenario = r->today, .name = r->arguments->operand[0]},
                                    {.scenario = r->tried, .name = bk_buffer_chars(&r->set)}};
    return bk_compare(2, compared, &r->options, comparison, err);
}

static int write_report(request *r, bk_output *output)
{
    bk_error err = {.lang = r->console->lang};
    bk_result *result = NULL;
    bk_comparison *comparison = NULL;
    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    bk_status status = simulate(r, &result, &comparison, &err);
    bk_progress_end(&progress);
    bool stopped = status == BK_ERR_CANCELLED;
    const bk_result *base = comparison != NULL ? bk_comparison_result(comparison, 0) : result;
    if (base == NULL) {
        bk_output_drop(output);
        if (!stopped) return bk_show_error(r->console, &err, status);
        fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    int32_t asked =
        r->options.replications > 0 ? r->options.replications : bk_scenario_replications(r->today);
    bk_html_options options = {.lang = r->console->lang,
                               .command = bk_buffer_chars(&r->command),
                               .asked = stopped ? asked : 0};
    status = bk_report_html(r->today, base, comparison, &options, bk_output_bytes, output);
    int code = bk_output_end(output, status, stopped ? BK_EXIT_CANCELLED : BK_EXIT_OK);
    bk_comparison_destroy(comparison);
    bk_result_destroy(result);
    return code;
}

static int run_request(request *r)
{
    const bk_arguments *a = r->arguments;
    const char *path = bk_value(a, "output");
    /* A page of markup on a terminal helps nobody; in a pipe it does. */
    if (path == NULL && isatty(STDOUT_FILENO))
        return bk_usage_error(r->console, a->command, BK_W_HTM_NEEDS_FILE);
    int code = bk_scenario_open_with(r->console, a, a->operand[0], 0, 0, &r->today);
    if (code == BK_EXIT_OK && bk_has(a, "set")) code = bk_scenario_open(r->console, a, &r->tried);
    bk_output output;
    if (code == BK_EXIT_OK) code = bk_output_start(&output, r->console, path);
    if (code != BK_EXIT_OK) return code;
    describe(r);
    return write_report(r, &output);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    int code = bk_run_options_read(arguments, console, &r.options);
    if (code == BK_EXIT_OK) code = run_request(&r);
    bk_scenario_destroy(r.today);
    bk_scenario_destroy(r.tried);
    bk_buffer_clear(&r.set);
    bk_buffer_clear(&r.command);
    return code;
}

static const bk_option OPTIONS[] = {
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "replications", .letter = 'r', .value = "N", .help = BK_W_CLI_OPT_REPLICATIONS},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
};

static const bk_example EXAMPLES[] = {
    {"report examples/study.toml -o report.html", BK_W_HTM_EX},
    {"report examples/study.toml --set 'office.*.team.ordinary.caseload=60' -o report.html",
     BK_W_HTM_EX_SET},
};

const bk_command bk_command_report = {
    .name = "report",
    .operand = "SCENARIO",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_HTM_REPORT,
    .details = BK_W_HTM_REPORT_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
