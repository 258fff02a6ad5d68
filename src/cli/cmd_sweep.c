/* cmd_sweep.c - `blikk sweep`: a scenario under many values of some keys. */
#include "base/format.h"
#include "base/memory.h"
#include "base/text.h"
#include "blikk/sweep.h"
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
    bk_scenario *scenario;
    bk_run_options options;
    bk_asked_measures measures;
    bk_store_option store;
    bk_sweep *sweep;
    int32_t team;   /* row, -1: all */
    int64_t points; /* of a spread design; 0: a grid */
    bk_output *output;
    bool muted; /* nothing more is to be seen */
} request;

/* ---- reading the command line ---- */

/* "sobol:256" */
static int read_design(request *r)
{
    static const char KIND[] = "sobol:";
    const char *text = bk_value(r->arguments, "design");
    if (text == NULL) return BK_EXIT_OK;
    size_t kind = strlen(KIND);
    const char *count = text + kind;
    if (strncmp(text, KIND, kind) != 0 ||
        !bk_text_whole(count, (int64_t)strlen(count), &r->points) || r->points < 1 ||
        r->points > BK_SWEEP_POINTS)
        return bk_usage_error(r->console, r->arguments->command, BK_W_CLI_NOT_A_DESIGN, text,
                              (int)BK_SWEEP_POINTS);
    return BK_EXIT_OK;
}

/* Mistakes of a key on the command line get the hint of a usage mistake; those of the scenario do
 * not. */
static int show(const request *r, const bk_error *err, bk_status status)
{
    if (status != BK_ERR_USAGE || err->count == 0) return bk_show_error(r->console, err, status);
    return bk_usage_error(r->console, r->arguments->command, BK_W_SCN_PLAIN, err->mistake[0].text);
}

static int make_sweep(request *r)
{
    const bk_arguments *a = r->arguments;
    bk_error err = {.lang = r->console->lang};
    bk_vary *keys = bk_alloc(a->n_given + 1, sizeof *keys);
    if (keys == NULL) return bk_show_error(r->console, &err, BK_ERR_MEMORY);
    bk_status status = BK_OK;
    int32_t n = 0, at = 0;
    for (const char *text; status == BK_OK && (text = bk_next_value(a, "vary", &at));)
        status = bk_vary_parse(text, &keys[n++], &err);
    uint64_t seed = r->options.seed_given ? r->options.seed : bk_scenario_seed(r->scenario);
    int code = BK_EXIT_OK;
    if (status == BK_OK && n == 0)
        code = bk_usage_error(r->console, a->command, BK_W_CLI_NEEDS_VARY, a->command->name);
    else if (status == BK_OK)
        status = bk_sweep_create(r->scenario, n, keys, (int32_t)r->points, seed, &r->sweep, &err);
    bk_free(keys);
    return status == BK_OK ? code : show(r, &err, status);
}

/* ---- doing it ---- */

static int32_t replications_of(const request *r)
{
    return r->options.replications > 0 ? r->options.replications
                                       : bk_scenario_replications(r->scenario);
}

static bk_form form_of(const request *r)
{
    return bk_has(r->arguments, "json")  ? BK_FORM_JSON
           : bk_has(r->arguments, "csv") ? BK_FORM_CSV
                                         : BK_FORM_TEXT;
}

/* A bk_byte_sink. */
static bk_status write_bytes(void *context, const char *bytes, int64_t length)
{
    request *r = context;
    return r->muted ? BK_OK : bk_output_bytes(r->output, bytes, length);
}

static bk_status start_report(request *r, bk_sweep_report **out)
{
    bk_report_options options = bk_report_options_for(r->console, r->output);
    options.n_measures = r->measures.n;
    options.measure = r->measures.measure;
    uint64_t seed = r->options.seed_given ? r->options.seed : bk_scenario_seed(r->scenario);
    return bk_sweep_report_start(r->sweep, r->scenario, form_of(r), r->team, replications_of(r),
                                 seed, &options, write_bytes, r, out);
}

/* How long it took: talk, so on standard error of a terminal alone. */
static void talk_after(const request *r, const bk_sweep_count *count, double seconds)
{
    if (!r->console->talks) return;
    char text[TALK], took[BK_NUMBER_TEXT], many[BK_NUMBER_TEXT];
    bk_format_fixed(r->console->lang, seconds, 1, took);
    bk_format_fixed(r->console->lang, (double)count->events, 0, many);
    bk_words_print(text, TALK, r->console->lang, BK_W_CLI_TOOK, many, took);
    fprintf(stderr, "\n%s\n", text);
}

static void tell_stopped(const request *r, const bk_sweep_count *count)
{
    char text[TALK];
    bk_words_print(text, TALK, r->console->lang, BK_W_CLI_SWEEP_STOPPED, (int)count->points,
                   (int)bk_sweep_point_count(r->sweep));
    fprintf(stderr, "blikk: %s\n", text);
}

static int run_sweep(request *r)
{
    bk_error err = {.lang = r->console->lang};
    bk_sweep_report *report = NULL;
    bk_sweep_count count = {0};
    bk_status status = start_report(r, &report);
    if (status != BK_OK) return bk_show_error(r->console, &err, status);
    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    status = bk_sweep_run(r->sweep, &r->options, bk_sweep_report_point, report, &count, &err);
    double seconds = bk_progress_end(&progress);

    /* A part of the work has nothing to show before all parts are there; a reader who has gone is
     * no mistake. */
    bool stopped = status == BK_ERR_CANCELLED;
    bool failed = status != BK_OK && !stopped && r->output->failed == 0;
    r->muted = failed || bk_store_option_is_part(&r->store) || (stopped && count.points == 0);
    if (stopped) tell_stopped(r, &count);
    bk_status written = bk_sweep_report_end(report);
    if (r->muted) {
        bk_output_drop(r->output);
        return failed ? show(r, &err, status) : stopped ? BK_EXIT_CANCELLED : BK_EXIT_OK;
    }
    int code = bk_output_end(r->output, written, stopped ? BK_EXIT_CANCELLED : BK_EXIT_OK);
    if (code == BK_EXIT_OK) talk_after(r, &count, seconds);
    return code;
}

static int run_request(request *r)
{
    const bk_arguments *a = r->arguments;
    int code = bk_measures_read(a, r->console, r->scenario, &r->measures);
    const char *team = bk_value(a, "team");
    r->team = -1;
    if (code == BK_EXIT_OK && team != NULL)
        code = bk_team_find(r->console, a, r->scenario, team, &r->team);
    if (code == BK_EXIT_OK) code = make_sweep(r);
    bk_output output;
    if (code == BK_EXIT_OK) code = bk_output_start(&output, r->console, bk_value(a, "output"));
    if (code != BK_EXIT_OK) return code;
    r->output = &output;
    code = bk_store_option_open(&r->store, r->console, a, &r->options);
    if (code == BK_EXIT_OK)
        code = run_sweep(r);
    else
        bk_output_drop(&output);
    return bk_store_option_close(&r->store, code);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    int code = bk_not_both(arguments, console, "json", "csv");
    if (code == BK_EXIT_OK) code = read_design(&r);
    if (code == BK_EXIT_OK) code = bk_run_options_read(arguments, console, &r.options);
    if (code == BK_EXIT_OK) code = bk_scenario_open(console, arguments, &r.scenario);
    if (code == BK_EXIT_OK) code = run_request(&r);
    bk_free(r.measures.measure);
    bk_sweep_destroy(r.sweep);
    bk_scenario_destroy(r.scenario);
    return code;
}

/* ---- the row ---- */

static const bk_option OPTIONS[] = {
    {.name = "vary", .value = "KEY=FROM:TO:STEP", .repeats = true, .help = BK_W_CLI_OPT_VARY},
    {.name = "design", .value = "sobol:N", .help = BK_W_CLI_OPT_DESIGN},
    {.name = "replications", .letter = 'r', .value = "N", .help = BK_W_CLI_OPT_REPLICATIONS},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
    {.name = "measure", .value = "ID", .repeats = true, .help = BK_W_CLI_OPT_MEASURE},
    {.name = "team", .value = "N|NAME", .help = BK_W_CLI_OPT_SWEEP_TEAM},
    BK_STORE_OPTION_ROW,
    BK_SHARD_OPTION_ROW,
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "csv", .help = BK_W_CLI_OPT_SWEEP_CSV},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"sweep examples/study.toml --vary 'office.*.team.ordinary.caseload=40:200:40' -r 10",
     BK_W_CLI_EX_SWEEP},
    {"sweep examples/study.toml --vary 'office.*.team.ordinary.caseload=60:140:40' --vary "
     "conditions.ordinary.conversation.distancing=0:1:0.5 --team B/ordinary -r 5",
     BK_W_CLI_EX_SWEEP_TWO},
    {"sweep examples/study.toml --vary conditions.ordinary.gaze.prior=0.02:0.3 --vary "
     "clients.duties_per_week=0:1 --design sobol:8 -r 4 --csv",
     BK_W_CLI_EX_SWEEP_SOBOL},
};

const bk_command bk_command_sweep = {
    .name = "sweep",
    .operand = "SCENARIO",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_CLI_SWEEP,
    .details = BK_W_CLI_SWEEP_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
