/* report.h - one result, many forms: a table for people, JSON and CSV for programs.
 *
 * Invariant:  the same scenario, result and options give the same bytes. JSON and CSV do not depend
 *             on the language, and their numbers read back as the same doubles.
 * Errors:     what the sink answers (and BK_ERR_MEMORY); after the first error nothing more is
 * sent. Ownership:  nothing is kept. Threads:    everything is read only; the sink is called from
 * the calling thread.
 */
#ifndef BLIKK_REPORT_H
#define BLIKK_REPORT_H

#include "blikk/blikk.h"
#include "blikk/sensitivity.h"
#include "blikk/uncertain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Receives the next length bytes; anything but BK_OK stops the report. */
typedef bk_status (*bk_byte_sink)(void *context, const char *bytes, int64_t length);

typedef struct {
    bk_lang lang;           /* of the text forms */
    int32_t width;          /* columns of the text forms; 0: 100, at least 40 */
    bool ascii;             /* draw with ASCII alone */
    bool colour;            /* ANSI colours */
    bool series;            /* week by week as well; needs a result that kept series */
    bool timing;            /* with the seconds of the simulation */
    int32_t asked;          /* replications asked for, when the run was stopped before; else 0 */
    int32_t n_measures;     /* 0: every measure */
    const int32_t *measure; /* [n_measures] indices into the scenario's measures */
} bk_report_options;        /* {0} is valid: everything, in Norwegian, 100 columns */

/* A table for people, with intervals, notes and two pictures. Teams stand side by side when they
 * are few, below each other with the most important figures when they are many. */
BK_MUST_CHECK bk_status bk_report_text(const bk_scenario *scenario, const bk_result *result,
                                       const bk_report_options *options, bk_byte_sink sink,
                                       void *context);

/* One JSON object (RFC 8259). What does not exist is absent, never null or nan. */
BK_MUST_CHECK bk_status bk_report_json(const bk_scenario *scenario, const bk_result *result,
                                       const bk_report_options *options, bk_byte_sink sink,
                                       void *context);

/* One row a team and measure (RFC 4180), with series one row a team, measure and week. */
BK_MUST_CHECK bk_status bk_report_csv(const bk_scenario *scenario, const bk_result *result,
                                      const bk_report_options *options, bk_byte_sink sink,
                                      void *context);

/* What a scenario file says, in short: for `blikk check`. */
BK_MUST_CHECK bk_status bk_report_scenario_text(const bk_scenario *scenario,
                                                const bk_report_options *options, bk_byte_sink sink,
                                                void *context);
BK_MUST_CHECK bk_status bk_report_scenario_json(const bk_scenario *scenario,
                                                const bk_report_options *options, bk_byte_sink sink,
                                                void *context);

/* The reference of scenario keys whose path begins with prefix ("" or NULL: all of them); any name
 * fits where a path says NAME; when none begins so, those that have it after a dot. found tells how
 * many there were and may be NULL; nothing is sent when there were none. The JSON carries both
 * languages. */
BK_MUST_CHECK bk_status bk_report_keys_text(const char *prefix, const bk_report_options *options,
                                            int32_t *found, bk_byte_sink sink, void *context);
BK_MUST_CHECK bk_status bk_report_keys_json(const char *prefix, int32_t *found, bk_byte_sink sink,
                                            void *context);

/* What a conclusion hangs on: a page for people, one JSON object, and a row of CSV a measure and
 * key. */
BK_MUST_CHECK bk_status bk_report_sensitivity_text(const bk_scenario *scenario,
                                                   const bk_sensitivity *sensitivity,
                                                   const bk_report_options *options,
                                                   bk_byte_sink sink, void *context);
BK_MUST_CHECK bk_status bk_report_sensitivity_json(const bk_scenario *scenario,
                                                   const bk_sensitivity *sensitivity,
                                                   bk_byte_sink sink, void *context);
BK_MUST_CHECK bk_status bk_report_sensitivity_csv(const bk_scenario *scenario,
                                                  const bk_sensitivity *sensitivity,
                                                  bk_byte_sink sink, void *context);

/* Chance and ignorance apart: a table for people, and one JSON object. */
BK_MUST_CHECK bk_status bk_report_uncertain_text(const bk_scenario *scenario,
                                                 const bk_uncertainty *uncertainty,
                                                 const bk_report_options *options,
                                                 bk_byte_sink sink, void *context);
BK_MUST_CHECK bk_status bk_report_uncertain_json(const bk_scenario *scenario,
                                                 const bk_uncertainty *uncertainty,
                                                 bk_byte_sink sink, void *context);

#ifdef __cplusplus
}
#endif
#endif
