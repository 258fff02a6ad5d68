/* scenario_file.h - what every command that reads a scenario does the same way. */
#ifndef BK_CLI_SCENARIO_FILE_H
#define BK_CLI_SCENARIO_FILE_H

#include "blikk/report.h"
#include "cli/arguments.h"
#include "cli/output.h"

/* Reads the file named by the first operand, with every --set put in place. Says what is wrong;
 * returns the exit code. The caller destroys *out. */
int bk_scenario_open(const bk_console *console, const bk_arguments *arguments, bk_scenario **out);

/* The same for the file at path, with each --set among arguments->given[from .. to - 1]. */
int bk_scenario_open_with(const bk_console *console, const bk_arguments *arguments,
                          const char *path, int32_t from, int32_t to, bk_scenario **out);

/* How a report is drawn here: as the terminal has it; plain and 100 wide in a file. */
bk_report_options bk_report_options_for(const bk_console *console, const bk_output *output);

#endif
