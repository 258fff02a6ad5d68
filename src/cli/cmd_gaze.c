/* cmd_gaze.c - `blikk gaze`: how clients are spoken of in one's own office, from coded statements.
 */
#include "base/text.h"
#include "blikk/evidence.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/scenario_file.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { THREADS_MOST = 256 };

typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_codes *codes;
    bk_scenario *scenario; /* NULL: none was given */
    bk_result *result;
    bk_run_options options;
} request;

static int read_numbers(request *r)
{
    int64_t threads = 0;
    int code = bk_whole_value(r->arguments, r->console, "threads", 1, THREADS_MOST, &threads);
    r->options.threads = (int32_t)threads;
    const char *seed = bk_value(r->arguments, "seed");
    r->options.seed_given = seed != NULL;
    if (code == BK_EXIT_OK && seed && !bk_text_seed(seed, (int64_t)strlen(seed), &r->options.seed))
        code = bk_usage_error(r->console, r->arguments->command, BK_W_CLI_NOT_A_SEED, seed);
    return code;
}

/* The scenario beside it, simulated as its file says. */
static int simulate(request *r)
{
    const char *path = bk_value(r->arguments, "scenario");
    if (!path) return BK_EXIT_OK;
    bk_error err = {.lang = r->console->lang};
    bk_status status = bk_scenario_load(path, 0, NULL, &r->scenario, &err);
    if (status != BK_OK) return bk_show_error(r->console, &err, status);

    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    status = bk_run(r->scenario, &r->options, &r->result, &err);
    bk_progress_end(&progress);
    if (status == BK_ERR_CANCELLED) {
        fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    return status == BK_OK ? BK_EXIT_OK : bk_show_error(r->console, &err, status);
}

static int report(request *r)
{
    bk_output output;
    int code = bk_output_start(&output, r->console, bk_value(r->arguments, "output"));
    if (code != BK_EXIT_OK) return code;
    bk_report_options options = bk_report_options_for(r->console, &output);
    bk_status status =
        bk_has(r->arguments, "json")
            ? bk_report_gaze_json(r->codes, r->scenario, r->result, bk_output_bytes, &output)
            : bk_report_gaze_text(r->codes, r->scenario, r->result, &options, bk_output_bytes,
                                  &output);
    return bk_output_end(&output, status, BK_EXIT_OK);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    int usage = read_numbers(&r);
    if (usage != BK_EXIT_OK) return usage;
    bk_error err = {.lang = console->lang};
    bk_status status = bk_codes_load(arguments->operand[0], &r.codes, &err);
    int code = status == BK_OK
                   ? BK_EXIT_OK
                   : bk_show_mistakes(console, &err, status, BK_W_GZ_MISTAKE, BK_W_GZ_MISTAKES);
    if (code == BK_EXIT_OK) code = simulate(&r);
    if (code == BK_EXIT_OK) code = report(&r);
    bk_result_destroy(r.result);
    bk_scenario_destroy(r.scenario);
    bk_codes_destroy(r.codes);
    return code;
}

static const bk_option OPTIONS[] = {
    {.name = "scenario", .value = "FILE", .is_file = true, .help = BK_W_GZ_OPT_SCENARIO},
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
    {"gaze examples/codes.csv", BK_W_GZ_EX},
    {"gaze examples/codes.csv --scenario examples/study.toml", BK_W_GZ_EX_SCENARIO},
};

const bk_command bk_command_gaze = {
    .name = "gaze",
    .operand = "CODES",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_GZ_CMD,
    .details = BK_W_GZ_CMD_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
