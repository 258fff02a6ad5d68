/* progress.h - how far a run is, on standard error of a terminal; and the place where Ctrl-C takes
 * effect. One line that is redrawn ten times a second and wiped at the end. */
#ifndef BK_CLI_PROGRESS_H
#define BK_CLI_PROGRESS_H

#include "cli/console.h"

#include <stdint.h>

typedef struct {
    const bk_console *console;
    double started_s, shown_s; /* of a clock that only goes forward */
    bool visible;
} bk_progress;

/* Also starts to watch for Ctrl-C. */
bk_progress bk_progress_start(const bk_console *console);

/* For bk_run_options.progress; context is the bk_progress. False once Ctrl-C was pressed. */
bool bk_progress_step(void *context, int64_t done, int64_t total);

/* Wipes the line; Ctrl-C ends the program again. Returns the seconds since the start. */
double bk_progress_end(bk_progress *progress);

#endif
