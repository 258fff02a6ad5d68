/* commands.h - the rows that the cmd_ files end in. */
#ifndef BK_CLI_COMMANDS_H
#define BK_CLI_COMMANDS_H

#include "cli/command.h"

extern const bk_command bk_command_run;
extern const bk_command bk_command_check;
extern const bk_command bk_command_keys;
extern const bk_command bk_command_init;
extern const bk_command bk_command_help;

#endif
