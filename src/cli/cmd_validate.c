/* cmd_validate.c - `blikk validate`: the model held against published trials. */
#include "base/memory.h"
#include "base/text.h"
#include "blikk/evidence.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/scenario_file.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { REPLICATIONS_MOST = 10000, THREADS_MOST = 256 };

typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_evidence *evidence;
    bk_validation *validation;
    bk_validate_options options;
    bool *wanted; /* [findings] */
} request;

static int read_numbers(request *r)
{
    int64_t replications = 0, threads = 0;
    const bk_arguments *a = r->arguments;
    int code = bk_whole_value(a, r->console, "replications", 1, REPLICATIONS_MOST, &replications);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, r->console, "threads", 1, THREADS_MOST, &threads);
    r->options.replications = (int32_t)replications;
    r->options.threads = (int32_t)threads;
    const char *seed = bk_value(a, "seed");
    r->options.seed_given = seed != NULL;
    if (code == BK_EXIT_OK && seed && !bk_text_seed(seed, (int64_t)strlen(seed), &r->options.seed))
        code = bk_usage_error(r->console, a->command, BK_W_CLI_NOT_A_SEED, seed);
    if (code == BK_EXIT_OK) code = bk_not_both(a, r->console, "json", "markdown");
    return code;
}

static int simulate(request *r)
{
    bk_error err = {.lang = r->console->lang};
    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    bk_status status = bk_validate(r->evidence, &r->options, &r->validation, &err);
    bk_progress_end(&progress);
    if (status == BK_ERR_CANCELLED) {
        fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    return status == BK_OK ? BK_EXIT_OK : bk_show_error(r->console, &err, status);
}

static bk_status report(const request *r, bk_output *output)
{
    if (bk_has(r->arguments, "json"))
        return bk_report_validation_json(r->evidence, r->validation, bk_output_bytes, output);
    if (bk_has(r->arguments, "markdown"))
        return bk_report_validation_markdown(r->evidence, r->validation, r->console->lang,
                                             bk_output_bytes, output);
    bk_report_options options = bk_report_options_for(r->console, output);
    return bk_report_validation_text(r->evidence, r->validation, &options, bk_output_bytes, output);
}

static int validate(request *r)
{
    int code = bk_findings_wanted(r->console, r->arguments, r->evidence, &r->wanted);
    r->options.wanted = r->wanted;
    bk_output output;
    if (code == BK_EXIT_OK)
        code = bk_output_start(&output, r->console, bk_value(r->arguments, "output"));
    if (code == BK_EXIT_OK) code = simulate(r);
    if (code != BK_EXIT_OK) return code;
    int verdict = bk_validation_short(r->validation) > 0 ? bk_status_exit_code(BK_ERR_FAILED_CHECK)
                                                         : BK_EXIT_OK;
    return bk_output_end(&output, report(r, &output), verdict);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    int code = read_numbers(&r);
    if (code != BK_EXIT_OK) return code;
    const char *folder = bk_value(arguments, "evidence");
    bk_error err = {.lang = console->lang};
    bk_status status = bk_evidence_load(folder ? folder : "evidence", &r.evidence, &err);
    code = status == BK_OK
               ? validate(&r)
               : bk_show_mistakes(console, &err, status, BK_W_EV_MISTAKE, BK_W_EV_MISTAKES);
    bk_free(r.wanted);
    bk_validation_destroy(r.validation);
    bk_evidence_destroy(r.evidence);
    return code;
}

static const bk_option OPTIONS[] = {
    {.name = "evidence", .value = "FOLDER", .is_file = true, .help = BK_W_EV_OPT_EVIDENCE},
    {.name = "replications", .letter = 'r', .value = "N", .help = BK_W_EV_OPT_REPLICATIONS},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "markdown", .help = BK_W_EV_OPT_MARKDOWN},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"validate", BK_W_EV_EX},
    {"validate C9 C10", BK_W_EV_EX_SOME},
};

const bk_command bk_command_validate = {
    .name = "validate",
    .operand = "[ID...]",
    .least = 0,
    .most = 100,
    .summary = BK_W_EV_CMD,
    .details = BK_W_EV_CMD_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
