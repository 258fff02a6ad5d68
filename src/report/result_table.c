/* A result as a table: teams, and all together. */
#include "report/table.h"

#include <stdio.h>

enum { HEAD_OFFICE, HEAD_TEAM, HEAD_SIZE, HEAD_COPIES, HEADS };

static const bk_words HEAD_NAMES[HEADS] = {BK_W_RPT_HEAD_OFFICE, BK_W_RPT_HEAD_TEAM,
                                           BK_W_RPT_HEAD_SIZE, BK_W_RPT_HEAD_COPIES};

typedef struct {
    const bk_scenario *scenario;
    const bk_result *result;
    int32_t teams; /* that are columns; the next column is all together */
    bool has_copies;
} shown;

static void write_above(const void *context, const bk_writer *writer, int32_t column, int32_t head,
                        char out[BK_HEAD_TEXT])
{
    const shown *s = context;
    if (column == s->teams) {
        if (head == HEAD_TEAM)
            snprintf(out, BK_HEAD_TEXT, "%s", bk_word(writer->lang, BK_W_RPT_ALL));
        return;
    }
    bk_team_info team = bk_scenario_team(s->scenario, column, writer->lang);
    if (head == HEAD_OFFICE) snprintf(out, BK_HEAD_TEXT, "%s", team.office);
    if (head == HEAD_TEAM) snprintf(out, BK_HEAD_TEXT, "%s", team.label);
    if (head == HEAD_SIZE && team.caseload == INT32_MAX)
        snprintf(out, BK_HEAD_TEXT, "%d×%s", (int)team.caseworkers, writer->ascii ? "inf" : "∞");
    if (head == HEAD_SIZE && team.caseload != INT32_MAX)
        snprintf(out, BK_HEAD_TEXT, "%d×%s%d", (int)team.caseworkers, team.open ? "≤" : "",
                 (int)team.caseload);
    if (head == HEAD_COPIES && s->has_copies) snprintf(out, BK_HEAD_TEXT, "%d", (int)team.copies);
}

static bk_cell cell_of(const void *context, const bk_writer *writer, int32_t column,
                       int32_t measure, bool *exists)
{
    const shown *s = context;
    bool all = column == s->teams;
    bk_estimate estimate = bk_result_estimate(s->result, all ? BK_SCOPE_ALL : BK_SCOPE_TEAM,
                                              all ? 0 : column, measure);
    *exists = estimate.n > 0;
    bk_unit unit = bk_scenario_measure(s->scenario, measure, writer->lang).unit_kind;
    return bk_cell_of(writer->lang, writer->ascii, unit, estimate);
}

static void write_name(const void *context, const bk_writer *writer, int32_t line,
                       char out[BK_TEAM_NAME])
{
    const shown *s = context;
    bk_team_name(s->scenario, writer->lang, line, out);
}

static bk_figures figures_of(const shown *s, int32_t n)
{
    return (bk_figures){.scenario = s->scenario,
                        .context = s,
                        .n_columns = n,
                        .n_heads = HEADS,
                        .head_name = HEAD_NAMES,
                        .head = write_above,
                        .cell = cell_of,
                        .name = write_name};
}

void bk_table_measures(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                       bk_listing *listing)
{
    int32_t teams = bk_scenario_team_count(scenario);
    bool many = teams > BK_TEAMS_SIDE_BY_SIDE;
    shown s = {.scenario = scenario, .result = result, .teams = many ? 0 : teams};
    for (int32_t row = 0; row < s.teams; row++)
        s.has_copies = s.has_copies || bk_scenario_team(scenario, row, BK_EN).copies > 1;
    bk_figures figures = figures_of(&s, teams == 1 ? 1 : s.teams + 1);
    bk_table_draw(writer, &figures, listing);
}

void bk_table_teams(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                    const bk_report_options *options)
{
    int32_t teams = bk_scenario_team_count(scenario);
    shown s = {.scenario = scenario, .result = result, .teams = teams};
    bk_figures figures = figures_of(&s, teams);
    bk_table_lines(writer, &figures, BK_W_RPT_TEAMS, options);
}
