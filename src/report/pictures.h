/* pictures.h - what a terminal can draw: the week as a bar, the gaze as a strip, weeks as a line.
 *
 * Every part of a picture differs by its character, not by colour alone.
 */
#ifndef BK_REPORT_PICTURES_H
#define BK_REPORT_PICTURES_H

#include "report/writer.h"

enum { BK_TEAM_NAME = 240, BK_SPARK_MOST = 104, BK_TEAMS_PICTURED = 12 };

/* "A, Ordinære tjenester, 60": office, team, clients of each caseworker. The scenario's texts are
 * made safe to show. */
void bk_team_name(const bk_scenario *scenario, bk_lang lang, int32_t row, char out[BK_TEAM_NAME]);

/* How the week is spent, and how many of 100 are seen as the problem: a line a team, or one for all
 * together when the teams are more than most. */
void bk_draw_week(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                  int32_t most);
void bk_draw_gaze(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                  int32_t most);

/* The values (nan: none) as a line of columns characters between least and most. */
void bk_draw_line(bk_writer *writer, int32_t n, const double values[], double least, double most,
                  int32_t columns);

#endif
