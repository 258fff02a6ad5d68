#include "cli/run_uncertain.h"

#include "blikk/report.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "cli/scenario_file.h"

#include <stdio.h>

int bk_run_uncertain_check(const bk_arguments *arguments, const bk_console *console)
{
    static const char *const OTHERS[] = {"trace", "explain", "precision", "series", "timing",
                                         "csv",   "store",   "extend",    "shard"};
    if (!bk_has(arguments, "uncertain")) {
        if (!bk_has(arguments, "draws")) return BK_EXIT_OK;
        return bk_usage_error(console, arguments->command, BK_W_CLI_NEEDS_OTHER, "draws",
                              "--uncertain");
    }
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        int code = bk_not_both(arguments, console, "uncertain", OTHERS[i]);
        if (code != BK_EXIT_OK) return code;
    }
    return BK_EXIT_OK;
}

static int read_plan(const bk_arguments *arguments, const bk_console *console,
                     const bk_asked_measures *measures, bk_uncertain_plan *out)
{
    int64_t draws = 0;
    int code = bk_whole_value(arguments, console, "draws", BK_UNCERTAIN_DRAWS_LEAST,
                              BK_UNCERTAIN_DRAWS_MOST, &draws);
    *out = (bk_uncertain_plan){
        .draws = (int32_t)draws, .n_measures = measures->n, .measure = measures->measure};
    return code;
}

static bk_status report(const bk_arguments *arguments, const bk_console *console,
                        const bk_scenario *scenario, const bk_uncertainty *uncertainty,
                        bk_output *output)
{
    if (bk_has(arguments, "json"))
        return bk_report_uncertain_json(scenario, uncertainty, bk_output_bytes, output);
    bk_report_options options = bk_report_options_for(console, output);
    return bk_report_uncertain_text(scenario, uncertainty, &options, bk_output_bytes, output);
}

int bk_run_uncertain(const bk_arguments *arguments, const bk_console *console,
                     const bk_scenario *scenario, const bk_run_options *options,
                     const bk_asked_measures *measures, bk_output *output)
{
    bk_uncertain_plan plan;
    int code = read_plan(arguments, console, measures, &plan);
    if (code != BK_EXIT_OK) {
        bk_output_drop(output);
        return code;
    }
    bk_error err = {.lang = console->lang};
    bk_uncertainty *uncertainty = NULL;
    bk_progress progress = bk_progress_start(console);
    bk_run_options watched = *options;
    watched.progress = bk_progress_step;
    watched.context = &progress;
    bk_status status = bk_uncertain_run(scenario, &watched, &plan, &uncertainty, &err);
    bk_progress_end(&progress);
    if (status != BK_OK) {
        bk_output_drop(output);
        if (status != BK_ERR_CANCELLED) return bk_show_error(console, &err, status);
        fprintf(stderr, "blikk: %s\n", bk_word(console->lang, BK_W_CLI_STOPPED_EMPTY));
        return BK_EXIT_CANCELLED;
    }
    code = bk_output_end(output, report(arguments, console, scenario, uncertainty, output),
                         BK_EXIT_OK);
    bk_uncertainty_destroy(uncertainty);
    return code;
}
