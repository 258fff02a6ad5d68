/* series.h - the weeks of a run as lines a terminal can draw. */
#ifndef BK_REPORT_SERIES_H
#define BK_REPORT_SERIES_H

#include "report/writer.h"

/* A line for each of the first teams (or all together) and each key measure that has a series.
 * Errors are left in the writer. */
void bk_draw_series(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                    const bk_report_options *options, int32_t most_teams);

#endif
