/* html.h - a report to send: one HTML file that opens from disk and asks for nothing.
 *
 * The answers in words, pictures (SVG) with the figures beside them, every measure with its
 * interval, the method, where the numbers come from, what of the reporting checklist STRESS-DES
 * (Monks and others, J. Simulation 13(1), 2019) it covers, the scenario itself, and what it takes
 * to do it again.
 *
 * Invariant:  the same scenario, results and options give the same bytes. No script, no address
 *             that a browser would fetch.
 * Errors:     as report.h. Ownership: nothing is kept. Threads: everything is read only.
 */
#ifndef BLIKK_HTML_H
#define BLIKK_HTML_H

#include "blikk/compare.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    bk_lang lang;
    const char *command; /* that makes the same figures, "" for none */
    int32_t asked;       /* replications asked for, when the run was stopped before; else 0 */
} bk_html_options;

/* comparison is NULL, or one whose base is this scenario: its first alternative is then held
 * against it. */
BK_MUST_CHECK bk_status bk_report_html(const bk_scenario *scenario, const bk_result *result,
                                       const bk_comparison *comparison,
                                       const bk_html_options *options, bk_byte_sink sink,
                                       void *context);

/* The licences of what is linked into blikk, as plain text. */
const char *bk_notices(void);

#ifdef __cplusplus
}
#endif
#endif
