/* sections.h - which measure stands under which heading of the table, and in what order.
 *
 * The measures themselves, their labels and notes come from the measure table (blikk.h); here is
 * only the order a planner reads them in. A measure that no section names comes last, under
 * "other": a new measure is never lost.
 */
#ifndef BK_REPORT_SECTIONS_H
#define BK_REPORT_SECTIONS_H

#include "base/memory.h"
#include "base/words.h"
#include "blikk/report.h"

typedef struct {
    int32_t measure; /* index into the scenario's measures */
    int32_t section;
} bk_listed;

typedef struct {
    int32_t n;
    bk_listed *row; /* [n], section by section */
} bk_listing;

/* The measures that options ask for, in reading order. Errors: BK_ERR_MEMORY. Free listing->row
 * with bk_free. */
BK_MUST_CHECK bk_status bk_listing_make(const bk_scenario *scenario,
                                        const bk_report_options *options, bk_listing *listing);

bk_words bk_section_heading(int32_t section);

/* Whether id is family itself or one of it: "time_share.messages" of "time_share". */
bool bk_measure_is_of(const char *id, const char *family);

/* The few measures shown where there is room for few; fills most at the most and returns how many
 * there are. Those that options ask for, when they ask for some. */
int32_t bk_key_measures(const bk_scenario *scenario, const bk_report_options *options, int32_t most,
                        int32_t *out);

#endif
