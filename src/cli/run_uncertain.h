/* run_uncertain.h - `blikk run --uncertain`: numbers given as ranges drawn anew. */
#ifndef BK_CLI_RUN_UNCERTAIN_H
#define BK_CLI_RUN_UNCERTAIN_H

#include "cli/output.h"
#include "cli/run_options.h"

/* The options that do not go with --uncertain, and --draws without it: says so. Returns the exit
 * code. */
int bk_run_uncertain_check(const bk_arguments *arguments, const bk_console *console);

/* Runs and reports into output, which it ends. measures are those asked for, none for the usual
 * ones. Returns the exit code. */
int bk_run_uncertain(const bk_arguments *arguments, const bk_console *console,
                     const bk_scenario *scenario, const bk_run_options *options,
                     const bk_asked_measures *measures, bk_output *output);

#endif
