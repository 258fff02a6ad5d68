/* teams.h - a team named on the command line. */
#ifndef BK_CLI_TEAMS_H
#define BK_CLI_TEAMS_H

#include "blikk/blikk.h"
#include "cli/arguments.h"

/* name is the number of a row (from 1), "office/conditions", or either of them where it is the only
 * one; NULL is the first team. Says what is wrong; returns the exit code. */
int bk_team_find(const bk_console *console, const bk_arguments *arguments,
                 const bk_scenario *scenario, const char *name, int32_t *row);

#endif
