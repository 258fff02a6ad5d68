#include "cli/teams.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { TEAMS_TOLD = 8, TEAMS_TEXT = 600, NAME_TEXT = 120 };

static bool is_called(const bk_team_info *team, const char *name)
{
    if (strcmp(team->conditions, name) == 0 || strcmp(team->office, name) == 0 ||
        strcmp(team->label, name) == 0)
        return true;
    size_t office = strlen(team->office);
    return strncmp(team->office, name, office) == 0 && name[office] == '/' &&
           (strcmp(team->conditions, name + office + 1) == 0 ||
            strcmp(team->label, name + office + 1) == 0);
}

/* "1 A/ordinary, 2 A/special, ...": how the teams can be named. */
static void list_teams(const bk_scenario *scenario, bk_lang lang, char out[TEAMS_TEXT])
{
    int32_t n = bk_scenario_team_count(scenario), length = 0;
    out[0] = '\0';
    for (int32_t row = 0; row < n && row < TEAMS_TOLD; row++) {
        bk_team_info team = bk_scenario_team(scenario, row, lang);
        char name[NAME_TEXT];
        int printed = snprintf(name, sizeof name, "%s%d %s/%s", row ? ", " : "", (int)row + 1,
                               team.office, team.conditions);
        if (printed >= NAME_TEXT || length + printed > TEAMS_TEXT - 8) break;
        length += (int32_t)snprintf(out + length, (size_t)(TEAMS_TEXT - length), "%s", name);
    }
    if (n > TEAMS_TOLD) snprintf(out + length, (size_t)(TEAMS_TEXT - length), ", …");
}

int bk_team_find(const bk_console *console, const bk_arguments *arguments,
                 const bk_scenario *scenario, const char *name, int32_t *row)
{
    *row = 0;
    if (!name) return BK_EXIT_OK;
    int32_t n = bk_scenario_team_count(scenario), found = 0;
    int64_t number = 0;
    if (bk_text_whole(name, (int64_t)strlen(name), &number) && number >= 1 && number <= n) {
        *row = (int32_t)number - 1;
        return BK_EXIT_OK;
    }
    for (int32_t i = n - 1; i >= 0; i--) {
        bk_team_info team = bk_scenario_team(scenario, i, console->lang);
        if (!is_called(&team, name)) continue;
        *row = i;
        found++;
    }
    if (found == 1) return BK_EXIT_OK;
    char teams[TEAMS_TEXT];
    list_teams(scenario, console->lang, teams);
    return bk_usage_error(console, arguments->command,
                          found == 0 ? BK_W_CLI_NO_TEAM : BK_W_CLI_MANY_TEAMS, name, teams);
}
