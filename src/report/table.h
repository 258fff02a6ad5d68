/* table.h - the figures: teams side by side when they are few, below each other when many. */
#ifndef BK_REPORT_TABLE_H
#define BK_REPORT_TABLE_H

#include "report/sections.h"
#include "report/writer.h"

enum { BK_TEAMS_SIDE_BY_SIDE = 6 };

/* Every listed measure a row, every team a column, then all together; only all together when the
 * teams are too many. Columns that do not fit go into a further table below. A measure that exists
 * nowhere is left out, and taken off the listing. Errors: BK_ERR_MEMORY and the sink's, left in the
 * writer. */
void bk_table_measures(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                       bk_listing *listing);

/* Every team a row, the key measures as columns; the first rows, and how to see the rest. */
void bk_table_teams(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                    const bk_report_options *options);

#endif
