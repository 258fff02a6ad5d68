/* run_options.h - what every command that simulates takes from its command line.
 *
 * --replications, --seed, --threads and --shard into bk_run_options; --measure, which may name a
 * family ("time_share"), into indices.
 */
#ifndef BK_CLI_RUN_OPTIONS_H
#define BK_CLI_RUN_OPTIONS_H

#include "blikk/precision.h"
#include "cli/arguments.h"

enum { BK_REPLICATIONS_MOST = 1000000, BK_THREADS_MOST = 256 };

/* Reads what is given; the rest of *options is untouched. Returns the exit code. */
int bk_run_options_read(const bk_arguments *arguments, const bk_console *console,
                        bk_run_options *options);

/* Measures of the scenario asked for by --measure, in the order given. Free measure with bk_free.
 */
typedef struct {
    int32_t n;
    int32_t *measure; /* [n] */
} bk_asked_measures;

/* Returns the exit code; *out is empty when --measure was not given. */
int bk_measures_read(const bk_arguments *arguments, const bk_console *console,
                     const bk_scenario *scenario, bk_asked_measures *out);

/* --precision: "2%" of the mean, "0.5pp" percentage points, or a plain number in the measures' own
 * unit. Needs: was given. Fills half_width, relative and the measures; without --measure those that
 * such an office is judged by. Returns the exit code. */
int bk_precision_read(const bk_arguments *arguments, const bk_console *console,
                      const bk_scenario *scenario, bk_asked_measures *measures, bk_precision *out);

#endif
