/* commands.h - the rows that the cmd_ files end in. */
#ifndef BK_CLI_COMMANDS_H
#define BK_CLI_COMMANDS_H

#include "cli/command.h"

extern const bk_command bk_command_run;
extern const bk_command bk_command_compare;
extern const bk_command bk_command_time;
extern const bk_command bk_command_sweep;
extern const bk_command bk_command_tipping;
extern const bk_command bk_command_index;
extern const bk_command bk_command_check;
extern const bk_command bk_command_keys;
extern const bk_command bk_command_init;
extern const bk_command bk_command_report;
extern const bk_command bk_command_serve;
extern const bk_command bk_command_gaze;
extern const bk_command bk_command_results;
extern const bk_command bk_command_merge;
extern const bk_command bk_command_sensitivity;
extern const bk_command bk_command_validate;
extern const bk_command bk_command_calibrate;
extern const bk_command bk_command_help;

#endif
