/* cmd_calibrate.c - `blikk calibrate`: values of free keys that fit published findings, or one's
 * own targets. */
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

enum {
    FREE_MOST = 20,
    PATH_MOST = 256,
    REPLICATIONS_MOST = 10000,
    PARTICLES_MOST = 5000,
    ROUNDS_MOST = 1000,
    THREADS_MOST = 256
};

typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_evidence *evidence;
    bk_calibration *calibration;
    bk_calibrate_options options;
    bool *wanted;
    bk_free_key key[FREE_MOST];
    char path[FREE_MOST][PATH_MOST];
} request;

/* PATH=LOW:HIGH; the path may have a colon of its own (vienna:PATH). */
static int read_free(request *r, const char *text)
{
    const char *equals = strchr(text, '=');
    const char *colon = equals ? strchr(equals, ':') : NULL;
    int32_t n = r->options.n_free;
    double low, high;
    bool fine = colon && equals - text < PATH_MOST &&
                bk_text_number(equals + 1, colon - equals - 1, &low) &&
                bk_text_number(colon + 1, (int64_t)strlen(colon + 1), &high);
    if (!fine || n >= FREE_MOST)
        return bk_usage_error(r->console, r->arguments->command, BK_W_EV_CAL_FREE, text,
                              (int)FREE_MOST);
    snprintf(r->path[n], PATH_MOST, "%.*s", (int)(equals - text), text);
    r->key[n] = (bk_free_key){r->path[n], low, high};
    r->options.n_free++;
    return BK_EXIT_OK;
}

static int read_numbers(request *r)
{
    int64_t replications = 0, threads = 0, particles = 0, rounds = 0;
    const bk_arguments *a = r->arguments;
    int code = bk_whole_value(a, r->console, "replications", 1, REPLICATIONS_MOST, &replications);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, r->console, "threads", 1, THREADS_MOST, &threads);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, r->console, "draws", 8, PARTICLES_MOST, &particles);
    if (code == BK_EXIT_OK) code = bk_whole_value(a, r->console, "rounds", 1, ROUNDS_MOST, &rounds);
    r->options.replications = (int32_t)replications;
    r->options.threads = (int32_t)threads;
    r->options.particles = (int32_t)particles;
    r->options.rounds = (int32_t)rounds;
    r->options.state = bk_value(a, "state");
    const char *seed = bk_value(a, "seed");
    r->options.seed_given = seed != NULL;
    if (code == BK_EXIT_OK && seed && !bk_text_seed(seed, (int64_t)strlen(seed), &r->options.seed))
        code = bk_usage_error(r->console, a->command, BK_W_CLI_NOT_A_SEED, seed);
    int32_t at = 0;
    for (const char *text; code == BK_EXIT_OK && (text = bk_next_value(a, "free", &at));)
        code = read_free(r, text);
    if (code == BK_EXIT_OK && r->options.n_free == 0)
        code = bk_usage_error(r->console, a->command, BK_W_EV_CAL_FREE, "", (int)FREE_MOST);
    r->options.free_key = r->key;
    return code;
}

static int calibrate(request *r)
{
    int code = bk_findings_wanted(r->console, r->arguments, r->evidence, &r->wanted);
    if (code != BK_EXIT_OK) return code;
    bk_output output;
    code = bk_output_start(&output, r->console, bk_value(r->arguments, "output"));
    if (code != BK_EXIT_OK) return code;

    bk_error err = {.lang = r->console->lang};
    bk_progress progress = bk_progress_start(r->console);
    r->options.wanted = r->wanted;
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    bk_status status = bk_calibrate(r->evidence, &r->options, &r->calibration, &err);
    bk_progress_end(&progress);
    if (status == BK_ERR_CANCELLED) {
        bk_output_drop(&output);
        fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    if (status != BK_OK) {
        bk_output_drop(&output);
        return bk_show_mistakes(r->console, &err, status, BK_W_EV_MISTAKE, BK_W_EV_MISTAKES);
    }
    bk_report_options options = bk_report_options_for(r->console, &output);
    status = bk_has(r->arguments, "json")
                 ? bk_report_calibration_json(r->evidence, r->calibration, bk_output_bytes, &output)
                 : bk_report_calibration_text(r->evidence, r->calibration, &options,
                                              bk_output_bytes, &output);
    return bk_output_end(&output, status, BK_EXIT_OK);
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
               ? calibrate(&r)
               : bk_show_mistakes(console, &err, status, BK_W_EV_MISTAKE, BK_W_EV_MISTAKES);
    bk_free(r.wanted);
    bk_calibration_destroy(r.calibration);
    bk_evidence_destroy(r.evidence);
    return code;
}

static const bk_option OPTIONS[] = {
    {.name = "free", .value = "PATH=LOW:HIGH", .repeats = true, .help = BK_W_EV_OPT_FREE},
    {.name = "evidence", .value = "FOLDER", .is_file = true, .help = BK_W_EV_OPT_EVIDENCE},
    {.name = "draws", .value = "N", .help = BK_W_EV_OPT_DRAWS},
    {.name = "rounds", .value = "N", .help = BK_W_EV_OPT_ROUNDS},
    {.name = "replications", .letter = 'r', .value = "N", .help = BK_W_EV_OPT_CAL_REPLICATIONS},
    {.name = "state", .value = "FILE", .is_file = true, .help = BK_W_EV_OPT_STATE},
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
    {"calibrate C9 --free clients.need_correlation=0:0.9", BK_W_EV_EX_CALIBRATE},
    {"calibrate C6 --free clients.base_failure=0:0.1 --free clients.unwilling_failure=0.1:0.6 "
     "--draws 40",
     BK_W_EV_EX_CALIBRATE_TWO},
};

const bk_command bk_command_calibrate = {
    .name = "calibrate",
    .operand = "[ID...]",
    .least = 0,
    .most = 100,
    .summary = BK_W_EV_CAL_CMD,
    .details = BK_W_EV_CAL_CMD_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
