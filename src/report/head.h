/* head.h - what every page begins with: the scenario's title, what is simulated, and what it takes
 * to do it again. */
#ifndef BK_REPORT_HEAD_H
#define BK_REPORT_HEAD_H

#include "report/writer.h"

void bk_write_head(bk_writer *writer, const bk_scenario *scenario, int32_t replications,
                   uint64_t seed);

#endif
