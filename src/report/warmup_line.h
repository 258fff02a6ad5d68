/* warmup_line.h - what a report says of the warm-up: a line when it was enough, a warning when not.
 */
#ifndef BK_REPORT_WARMUP_LINE_H
#define BK_REPORT_WARMUP_LINE_H

#include "report/writer.h"

/* Above the figures: a warning, and nothing when the warm-up was enough or cannot be judged. */
void bk_write_warmup_alarm(bk_writer *writer, const bk_scenario *scenario, const bk_result *result);

/* Below them: the line that says it was enough. */
void bk_write_warmup_line(bk_writer *writer, const bk_scenario *scenario, const bk_result *result);

/* The value of "warmup". */
void bk_json_warmup(bk_writer *writer, const bk_scenario *scenario, const bk_result *result);

#endif
