/* cmd_results.c - `blikk results`: what stands in a store. */
#include "base/format.h"
#include "base/memory.h"
#include "blikk/compare.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/run_options.h"
#include "cli/scenario_file.h"
#include "cli/store_option.h"

#include <stdio.h>
#include <string.h>

enum { TALK = 1024, RUNS_MOST = BK_COMPARED_MOST, NAME = 200 };

typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    bk_store *store;
    int32_t n_runs;
    bk_stored_run run[RUNS_MOST];
    bk_output output;
} request;

typedef struct {
    const char *name;
    int32_t least, most; /* runs */
    bk_store_mode mode;
    const char *options; /* that go with it, a space around each */
    int (*act)(request *r);
} action;

/* Ends the output with what the writing call said: its own mistakes are told, or the sink's. */
static int end_output(request *r, bk_status status, const bk_error *err, int code)
{
    if (status == BK_OK || err->count == 0) return bk_output_end(&r->output, status, code);
    bk_output_drop(&r->output);
    return bk_show_error(r->console, err, status);
}

static int list(request *r)
{
    bk_error err = {.lang = r->console->lang};
    bk_report_options options = bk_report_options_for(r->console, &r->output);
    bk_status status =
        bk_has(r->arguments, "json")
            ? bk_report_stored_json(r->store, bk_output_bytes, &r->output, &err)
            : bk_report_stored_text(r->store, &options, bk_output_bytes, &r->output, &err);
    return end_output(r, status, &err, BK_EXIT_OK);
}

static bk_status report(request *r, const bk_scenario *scenario, const bk_result *result,
                        const bk_asked_measures *measures)
{
    bk_report_options options = bk_report_options_for(r->console, &r->output);
    options.series = bk_has(r->arguments, "series");
    options.n_measures = measures->n;
    options.measure = measures->measure;
    if (bk_has(r->arguments, "json"))
        return bk_report_json(scenario, result, &options, bk_output_bytes, &r->output);
    if (bk_has(r->arguments, "csv"))
        return bk_report_csv(scenario, result, &options, bk_output_bytes, &r->output);
    return bk_report_text(scenario, result, &options, bk_output_bytes, &r->output);
}

static int show(request *r)
{
    bk_error err = {.lang = r->console->lang};
    bk_scenario *scenario = NULL;
    bk_result *result = NULL;
    bk_status status = bk_store_load(r->store, r->run[0].run, bk_has(r->arguments, "series"),
                                     &scenario, &result, &err);
    if (status != BK_OK) return end_output(r, status, &err, BK_EXIT_OK);
    bk_asked_measures measures = {0};
    int code = bk_measures_read(r->arguments, r->console, scenario, &measures);
    if (code == BK_EXIT_OK)
        code = bk_output_end(&r->output, report(r, scenario, result, &measures), BK_EXIT_OK);
    else
        bk_output_drop(&r->output);
    bk_free(measures.measure);
    bk_result_destroy(result);
    bk_scenario_destroy(scenario);
    return code;
}

/* ---- compare ---- */

typedef struct {
    int32_t n;
    bk_compared compared[RUNS_MOST];
    char name[RUNS_MOST][NAME];
    bk_scenario *scenario[RUNS_MOST];
    bk_result *result[RUNS_MOST];
} loaded;

static bk_status load_all(request *r, loaded *l, bk_error *err)
{
    for (; l->n < r->n_runs; l->n++) {
        int32_t i = l->n;
        const bk_stored_run *run = &r->run[i];
        BK_TRY(bk_store_load(r->store, run->run, false, &l->scenario[i], &l->result[i], err));
        snprintf(l->name[i], NAME, "%lld %.160s", (long long)run->run,
                 bk_scenario_title(l->scenario[i], r->console->lang));
        l->compared[i] = (bk_compared){.scenario = l->scenario[i], .name = l->name[i]};
    }
    return BK_OK;
}

static bk_status report_comparison(request *r, const bk_comparison *comparison,
                                   const bk_asked_measures *measures)
{
    bk_report_options options = bk_report_options_for(r->console, &r->output);
    options.n_measures = measures->n;
    options.measure = measures->measure;
    if (bk_has(r->arguments, "json"))
        return bk_report_comparison_json(comparison, -1, &options, bk_output_bytes, &r->output);
    if (bk_has(r->arguments, "csv"))
        return bk_report_comparison_csv(comparison, -1, &options, bk_output_bytes, &r->output);
    return bk_report_comparison_text(comparison, -1, &options, bk_output_bytes, &r->output);
}

/* Paired where the runs share their seed, else as independent samples: the report says which. */
static int compare(request *r)
{
    bk_error err = {.lang = r->console->lang};
    loaded l = {0};
    bk_asked_measures measures = {0};
    bk_comparison *comparison = NULL;
    int code = BK_EXIT_OK;
    bk_status status = load_all(r, &l, &err);
    if (status == BK_OK)
        code = bk_measures_read(r->arguments, r->console, l.scenario[0], &measures);
    if (status == BK_OK && code == BK_EXIT_OK)
        status = bk_compare_results(l.n, l.compared, (const bk_result *const *)l.result,
                                    &comparison, &err);
    if (status != BK_OK || code != BK_EXIT_OK) {
        bk_output_drop(&r->output);
        if (code == BK_EXIT_OK) code = bk_show_error(r->console, &err, status);
    } else {
        code = bk_output_end(&r->output, report_comparison(r, comparison, &measures), BK_EXIT_OK);
    }
    bk_comparison_destroy(comparison);
    bk_free(measures.measure);
    for (int32_t i = 0; i < RUNS_MOST; i++) {
        bk_result_destroy(l.result[i]);
        bk_scenario_destroy(l.scenario[i]);
    }
    return code;
}

/* ---- the others ---- */

static int export(request *r)
{
    bk_error err = {.lang = r->console->lang};
    int64_t run = r->n_runs > 0 ? r->run[0].run : 0;
    bool series = bk_has(r->arguments, "series");
    bk_status status =
        bk_has(r->arguments, "json")
            ? bk_report_stored_values(r->store, run, series, bk_output_bytes, &r->output, &err)
            : bk_report_stored_csv(r->store, run, series, bk_output_bytes, &r->output, &err);
    return end_output(r, status, &err, BK_EXIT_OK);
}

static int delete (request *r)
{
    bk_error err = {.lang = r->console->lang};
    char text[TALK], room[BK_NUMBER_TEXT];
    int64_t freed = 0;
    bk_status status = bk_store_delete(r->store, r->run[0].run, &freed, &err);
    if (status != BK_OK) return end_output(r, status, &err, BK_EXIT_OK);
    bk_format_fixed(r->console->lang, (double)freed / 1000.0, 0, room);
    bk_words_print(text, TALK, r->console->lang, BK_W_STO_DELETED, (int)r->run[0].run,
                   r->run[0].scenario, room);
    bk_output_line(&r->output, text);
    return bk_output_end(&r->output, BK_OK, BK_EXIT_OK);
}

static const action ACTIONS[] = {
    {"list", 0, 0, BK_STORE_READ, " json output ", list},
    {"show", 1, 1, BK_STORE_READ, " json csv output series measure ", show},
    {"compare", 2, RUNS_MOST, BK_STORE_READ, " json csv output measure ", compare},
    {"export", 0, 1, BK_STORE_READ, " json csv output series ", export},
    {"delete", 1, 1, BK_STORE_WRITE, " ", delete},
};

/* ---- which ---- */

static const action *find_action(const char *name)
{
    for (size_t i = 0; i < sizeof ACTIONS / sizeof ACTIONS[0]; i++)
        if (strcmp(ACTIONS[i].name, name) == 0) return &ACTIONS[i];
    return NULL;
}

static int check(const bk_console *console, const bk_arguments *a, const action *what)
{
    static const char *const OPTIONS[] = {"json", "csv", "output", "series", "measure"};
    int32_t runs = a->n_operands - 1;
    if (runs < what->least)
        return bk_usage_error(console, a->command, BK_W_STO_WHICH_RUN, what->name);
    if (runs > what->most)
        return bk_usage_error(console, a->command, BK_W_STO_RUNS_MANY, what->name);
    for (size_t i = 0; i < sizeof OPTIONS / sizeof OPTIONS[0]; i++) {
        char name[20];
        snprintf(name, sizeof name, " %s ", OPTIONS[i]);
        if (bk_has(a, OPTIONS[i]) && strstr(what->options, name) == NULL)
            return bk_usage_error(console, a->command, BK_W_STO_NOT_HERE, OPTIONS[i], what->name);
    }
    if (!bk_has(a, "store"))
        return bk_usage_error(console, a->command, BK_W_STO_NEEDS_STORE, a->command->name);
    return bk_not_both(a, console, "json", "csv");
}

static int find_runs(request *r)
{
    bk_error err = {.lang = r->console->lang};
    for (int32_t i = 1; i < r->arguments->n_operands; i++) {
        bk_status status = bk_store_find(r->store, r->arguments->operand[i], &r->run[i - 1], &err);
        if (status != BK_OK) return bk_show_error(r->console, &err, status);
        r->n_runs++;
    }
    return BK_EXIT_OK;
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    request r = {.console = console, .arguments = arguments};
    const action *what = find_action(arguments->operand[0]);
    if (what == NULL)
        return bk_usage_error(console, arguments->command, BK_W_STO_NO_ACTION,
                              arguments->operand[0]);
    int code = check(console, arguments, what);
    if (code == BK_EXIT_OK)
        code = bk_store_file_open(console, bk_value(arguments, "store"), BK_STORE_READ, &r.store);
    if (code == BK_EXIT_OK && what->mode == BK_STORE_WRITE) { /* must be there, so read first */
        (void)bk_store_close(r.store, NULL);
        code = bk_store_file_open(console, bk_value(arguments, "store"), what->mode, &r.store);
    }
    if (code == BK_EXIT_OK) code = find_runs(&r);
    if (code == BK_EXIT_OK)
        code = bk_output_start(&r.output, console, bk_value(arguments, "output"));
    if (code == BK_EXIT_OK) code = what->act(&r);
    (void)bk_store_close(r.store, NULL);
    return code;
}

/* ---- the row ---- */

static const bk_option OPTIONS[] = {
    {.name = "store", .value = "FILE", .is_file = true, .help = BK_W_STO_OPT_FILE},
    {.name = "measure", .value = "ID", .repeats = true, .help = BK_W_CLI_OPT_MEASURE},
    {.name = "series", .help = BK_W_CLI_OPT_SERIES},
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "csv", .help = BK_W_CLI_OPT_CSV},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"results list --store study.db", BK_W_STO_EX_LIST},
    {"results show 1 --store study.db", BK_W_STO_EX_SHOW},
    {"results compare 1 2 --store study.db", BK_W_STO_EX_COMPARE},
    {"results export 1 --store study.db -o study.csv", BK_W_STO_EX_EXPORT},
};

const bk_command bk_command_results = {
    .name = "results",
    .operand = "ACTION [RUN...]",
    .least = 1,
    .most = 1 + RUNS_MOST,
    .summary = BK_W_STO_RESULTS,
    .details = BK_W_STO_RESULTS_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
