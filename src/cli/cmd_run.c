/* cmd_run.c - `blikk run`: simulates a scenario and shows the result, a trace or a client's story.
 */
#include "base/format.h"
#include "base/memory.h"
#include "blikk/report.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_options.h"
#include "cli/run_uncertain.h"
#include "cli/scenario_file.h"
#include "cli/store_option.h"
#include "cli/teams.h"

#include <stdio.h>
#include <string.h>

enum { EVENTS_MOST = 1000000000, TALK = 1024 };

/* What the command line asks for. */
typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_scenario *scenario;
    bk_run_options options;
    int64_t trace, client; /* events, client's number; 0: not given */
    int32_t team;          /* row */
    bk_asked_measures measures;
    bk_asked_measures narrow;   /* whose intervals --precision is about */
    bk_precision precision;     /* half_width 0: not asked for */
    bk_precision_answer answer; /* to it */
    bk_store_option store;
} request;

/* ---- reading the command line ---- */

static int read_numbers(request *r)
{
    const bk_arguments *a = r->arguments;
    int code = bk_run_options_read(a, r->console, &r->options);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, r->console, "trace", 1, EVENTS_MOST, &r->trace);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, r->console, "client", 1, INT32_MAX, &r->client);
    return code;
}

/* --measure and --precision need the scenario; -r is then the most replications. */
static int read_measures(request *r)
{
    const bk_arguments *a = r->arguments;
    int code = bk_measures_read(a, r->console, r->scenario, &r->measures);
    if (code != BK_EXIT_OK || !bk_has(a, "precision")) return code;
    code = bk_measures_read(a, r->console, r->scenario, &r->narrow);
    r->precision.most = r->options.replications;
    if (code == BK_EXIT_OK)
        code = bk_precision_read(a, r->console, r->scenario, &r->narrow, &r->precision);
    return code;
}

/* Pairs that make no sense together, and options that need another. */
static int check_pairs(const request *r)
{
    static const char *const PAIRS[][2] = {
        {"json", "csv"},        {"trace", "explain"},       {"trace", "json"},
        {"trace", "csv"},       {"trace", "series"},        {"trace", "measure"},
        {"trace", "timing"},    {"explain", "json"},        {"explain", "csv"},
        {"explain", "series"},  {"explain", "measure"},     {"explain", "timing"},
        {"trace", "client"},    {"trace", "replications"},  {"explain", "replications"},
        {"trace", "precision"}, {"explain", "precision"},   {"trace", "store"},
        {"explain", "store"},   {"extend", "replications"}, {"extend", "precision"},
        {"extend", "shard"},    {"precision", "shard"},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof PAIRS[0]; i++) {
        int code = bk_not_both(r->arguments, r->console, PAIRS[i][0], PAIRS[i][1]);
        if (code != BK_EXIT_OK) return code;
    }
    bool close_up = bk_has(r->arguments, "trace") || bk_has(r->arguments, "explain");
    if (bk_has(r->arguments, "team") && !close_up)
        return bk_usage_error(r->console, r->arguments->command, BK_W_CLI_NEEDS_OTHER, "team",
                              "--trace, --explain");
    if (bk_has(r->arguments, "client") && !bk_has(r->arguments, "explain"))
        return bk_usage_error(r->console, r->arguments->command, BK_W_CLI_NEEDS_OTHER, "client",
                              "--explain");
    if (bk_has(r->arguments, "extend") && !bk_has(r->arguments, "store"))
        return bk_usage_error(r->console, r->arguments->command, BK_W_CLI_NEEDS_OTHER, "extend",
                              "--store");
    return BK_EXIT_OK;
}

/* ---- doing it ---- */

static uint64_t seed_of(const request *r)
{
    return r->options.seed_given ? r->options.seed : bk_scenario_seed(r->scenario);
}

/* --trace and --explain: one team of replication 0, line by line. */
static int look_closely(request *r, bk_output *output)
{
    bk_error err = {.lang = r->console->lang};
    bk_status status = r->trace > 0
                           ? bk_trace(r->scenario, seed_of(r), r->team, r->trace, r->console->lang,
                                      bk_output_line, output, &err)
                           : bk_explain(r->scenario, seed_of(r), r->team, (int32_t)r->client,
                                        r->console->lang, bk_output_line, output, &err);
    if (status == BK_OK || output->failed != 0) return bk_output_end(output, BK_OK, BK_EXIT_OK);
    int code = bk_show_error(r->console, &err, status);
    if (output->path) /* what stands there is better than half a story */
        bk_output_drop(output);
    else
        bk_output_end(output, BK_OK, code);
    return code;
}

/* The team in which most willing clients are seen as the problem: worth a closer look. */
static int32_t team_to_explain(const request *r, const bk_result *result)
{
    int32_t measure = bk_scenario_measure_find(r->scenario, "false_is"), best = 0;
    double most = -1;
    for (int32_t row = 0; measure >= 0 && row < bk_scenario_team_count(r->scenario); row++) {
        bk_estimate e = bk_result_estimate(result, BK_SCOPE_TEAM, row, measure);
        if (e.n == 0 || e.mean <= most) continue;
        most = e.mean;
        best = row;
    }
    return best;
}

/* How long it took and what to look at next: talk, so on standard error of a terminal alone. */
static void talk_after(const request *r, const bk_result *result, double seconds)
{
    if (!r->console->talks) return;
    char text[TALK], took[BK_NUMBER_TEXT], events[BK_NUMBER_TEXT];
    bk_format_fixed(r->console->lang, seconds, 1, took);
    bk_format_fixed(r->console->lang, (double)bk_result_events(result), 0, events);
    bk_words_print(text, TALK, r->console->lang, BK_W_CLI_TOOK, events, took);
    fprintf(stderr, "\n%s\n", text);
    const char *file = r->arguments->operand[0];
    if (strcmp(file, "-") == 0 || bk_has(r->arguments, "json") || bk_has(r->arguments, "csv"))
        return;
    bk_words_print(text, TALK, r->console->lang, BK_W_CLI_NEXT, file,
                   (int)team_to_explain(r, result) + 1);
    fprintf(stderr, "%s\n", text);
}

static bk_status report(const request *r, const bk_result *result, int32_t asked, bk_output *output)
{
    bk_report_options options = bk_report_options_for(r->console, output);
    options.series = r->options.series;
    options.timing = bk_has(r->arguments, "timing");
    options.asked = asked;
    options.n_measures = r->measures.n;
    options.measure = r->measures.measure;
    if (bk_has(r->arguments, "json"))
        return bk_report_json(r->scenario, result, &options, bk_output_bytes, output);
    if (bk_has(r->arguments, "csv"))
        return bk_report_csv(r->scenario, result, &options, bk_output_bytes, output);
    return bk_report_text(r->scenario, result, &options, bk_output_bytes, output);
}

static bk_status run_as_asked(request *r, bk_result **result, bk_error *err)
{
    if (!bk_has(r->arguments, "precision")) return bk_run(r->scenario, &r->options, result, err);
    return bk_run_until(r->scenario, &r->options, &r->precision, result, &r->answer, err);
}

/* How many replications the precision took, or that it was not reached: then the exit code of a
 * check that failed. */
static int tell_precision(const request *r, const bk_result *result)
{
    if (!bk_has(r->arguments, "precision")) return BK_EXIT_OK;
    const bk_precision_answer *answer = &r->answer;
    const char *asked = bk_value(r->arguments, "precision");
    int made = (int)bk_result_replications(result);
    char text[TALK];
    if (answer->reached) {
        bk_words_print(text, TALK, r->console->lang, BK_W_CLI_PRECISE, made, asked);
    } else {
        bk_measure_info info = bk_scenario_measure(r->scenario, answer->measure, r->console->lang);
        bool never = answer->needed == INT32_MAX;
        bk_words_print(text, TALK, r->console->lang,
                       never ? BK_W_CLI_NEVER_PRECISE : BK_W_CLI_NOT_PRECISE, made, asked, info.id,
                       (int)answer->needed);
    }
    fprintf(stderr, "blikk: %s\n", text);
    return answer->reached ? BK_EXIT_OK : BK_EXIT_FAILED_CHECK;
}

static int simulate(request *r, bk_output *output)
{
    bk_error err = {.lang = r->console->lang};
    bk_result *result = NULL;
    bk_progress progress = bk_progress_start(r->console);
    r->options.progress = bk_progress_step;
    r->options.context = &progress;
    r->options.series = bk_has(r->arguments, "series");
    bk_status status = run_as_asked(r, &result, &err);
    double seconds = bk_progress_end(&progress);
    bool stopped = status == BK_ERR_CANCELLED;

    if (!result) {
        bk_output_drop(output);
        if (!stopped) return bk_show_error(r->console, &err, status);
        fprintf(stderr, "blikk: %s\n", bk_word(r->console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    int32_t asked = r->options.replications > 0 ? r->options.replications
                                                : bk_scenario_replications(r->scenario);
    if (stopped) {
        char text[TALK];
        bk_words_print(text, TALK, r->console->lang, BK_W_CLI_STOPPED,
                       (int)bk_result_replications(result), (int)asked);
        fprintf(stderr, "blikk: %s\n", text);
        if (err.count > 0) (void)bk_show_error(r->console, &err, status); /* what ranks had */
    }
    int told = stopped ? BK_EXIT_CANCELLED : tell_precision(r, result);
    bk_result_note_seconds(result, seconds);
    int code = told;
    if (bk_store_option_is_part(&r->store)) { /* there is nothing to show before all parts are */
        bk_output_drop(output);
    } else {
        status = report(r, result, stopped ? asked : 0, output);
        code = bk_output_end(output, status, told);
        if (code == BK_EXIT_OK) talk_after(r, result, seconds);
    }
    bk_result_destroy(result);
    return code;
}

/* --extend: so many more than there are. */
static int read_extend(request *r)
{
    int64_t more = 0;
    int32_t kept = 0;
    int code = bk_whole_value(r->arguments, r->console, "extend", 1, BK_REPLICATIONS_MOST, &more);
    if (code != BK_EXIT_OK || more == 0) return code;
    code = bk_store_option_kept(&r->store, r->scenario, seed_of(r), &kept);
    if (code != BK_EXIT_OK) return code;
    if (more > BK_REPLICATIONS_MOST - kept) more = BK_REPLICATIONS_MOST - kept;
    r->options.replications = kept + (int32_t)more;
    return BK_EXIT_OK;
}

static int simulate_with_store(request *r, bk_output *output)
{
    int code = bk_store_option_open(&r->store, r->console, r->arguments, &r->options);
    if (code == BK_EXIT_OK) code = read_extend(r);
    if (code == BK_EXIT_OK)
        code = simulate(r, output);
    else
        bk_output_drop(output);
    return bk_store_option_close(&r->store, code);
}

static int run_request(request *r)
{
    int code = read_measures(r);
    if (code == BK_EXIT_OK)
        code = bk_team_find(r->console, r->arguments, r->scenario, bk_value(r->arguments, "team"),
                            &r->team);
    bk_output output;
    if (code == BK_EXIT_OK)
        code = bk_output_start(&output, r->console, bk_value(r->arguments, "output"));
    if (code != BK_EXIT_OK) return code;
    if (bk_has(r->arguments, "uncertain"))
        return bk_run_uncertain(r->arguments, r->console, r->scenario, &r->options, &r->measures,
                                &output);
    bool close_up = r->trace > 0 || bk_has(r->arguments, "explain");
    return close_up ? look_closely(r, &output) : simulate_with_store(r, &output);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    int code = read_numbers(&r);
    if (code == BK_EXIT_OK) code = check_pairs(&r);
    if (code == BK_EXIT_OK) code = bk_run_uncertain_check(arguments, console);
    if (code == BK_EXIT_OK) code = bk_scenario_open(console, arguments, &r.scenario);
    if (code == BK_EXIT_OK) code = run_request(&r);
    bk_free(r.measures.measure);
    bk_free(r.narrow.measure);
    bk_scenario_destroy(r.scenario);
    return code;
}

/* ---- the row ---- */

static const bk_option OPTIONS[] = {
    {.name = "replications", .letter = 'r', .value = "N", .help = BK_W_CLI_OPT_REPLICATIONS},
    {.name = "seed", .value = "N", .help = BK_W_CLI_OPT_SEED},
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "threads", .value = "N", .help = BK_W_CLI_OPT_THREADS},
    {.name = "measure", .value = "ID", .repeats = true, .help = BK_W_CLI_OPT_MEASURE},
    {.name = "precision", .value = "WIDTH", .help = BK_W_CLI_OPT_PRECISION},
    BK_STORE_OPTION_ROW,
    {.name = "extend", .value = "N", .help = BK_W_STO_OPT_EXTEND},
    BK_SHARD_OPTION_ROW,
    {.name = "uncertain", .help = BK_W_CLI_OPT_UNCERTAIN},
    {.name = "draws", .value = "N", .help = BK_W_CLI_OPT_DRAWS},
    {.name = "series", .help = BK_W_CLI_OPT_SERIES},
    {.name = "timing", .help = BK_W_CLI_OPT_TIMING},
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "csv", .help = BK_W_CLI_OPT_CSV},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
    {.name = "explain", .help = BK_W_CLI_OPT_EXPLAIN},
    {.name = "client", .value = "N", .help = BK_W_CLI_OPT_CLIENT},
    {.name = "trace", .value = "N", .help = BK_W_CLI_OPT_TRACE},
    {.name = "team", .value = "N|NAME", .help = BK_W_CLI_OPT_TEAM},
};

static const bk_example EXAMPLES[] = {
    {"run examples/study.toml", BK_W_CLI_EX_RUN},
    {"run examples/study.toml --set 'office.*.team.ordinary.caseload=60'", BK_W_CLI_EX_RUN_SET},
    {"run examples/study.toml --measure share_is --series", BK_W_CLI_EX_RUN_SERIES},
    {"run examples/study.toml --measure false_is --precision 0.5pp", BK_W_CLI_EX_RUN_PRECISION},
    {"run examples/study.toml --store study.db --extend 40", BK_W_STO_EX_EXTEND},
    {"run examples/study.toml --uncertain --draws 16 -r 10", BK_W_CLI_EX_RUN_UNCERTAIN},
    {"run examples/study.toml --explain --team C/ordinary", BK_W_CLI_EX_RUN_EXPLAIN},
    {"run examples/study.toml --json -o result.json", BK_W_CLI_EX_RUN_JSON},
};

const bk_command bk_command_run = {
    .name = "run",
    .operand = "SCENARIO",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_CLI_RUN,
    .details = BK_W_CLI_RUN_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
