/* html_parts.h - how the files of the HTML report call each other; for html*.c only.
 *
 *     html.c           the whole, its head and its words
 *     html_pictures.c  SVG
 *     html_tables.c    every measure, every key
 */
#ifndef BK_REPORT_HTML_PARTS_H
#define BK_REPORT_HTML_PARTS_H

#include "base/buffer.h"
#include "blikk/html.h"

enum {
    BK_HTML_TEAMS = 8
}; /* pictured and tabled side by side; more: the first, and all together */

typedef struct {
    const bk_scenario *scenario;
    const bk_result *result;
    const bk_comparison *comparison; /* NULL: none */
    const bk_html_options *options;
    bk_lang lang;
    int32_t teams; /* shown */
    bk_buffer out;
} bk_html;

/* Text with its marks made harmless. */
void bk_html_text(bk_html *h, const char *text);

/* A text of the catalogue with its arguments, made harmless; and within an element. */
void bk_html_word(bk_html *h, bk_words id, ...);
void bk_html_element(bk_html *h, const char *tag, bk_words id);

/* The measure's index in the alternative's figures; and the estimate of today's or the
 * alternative's team (n is 0 where it has none). */
bk_estimate bk_html_today(const bk_html *h, int32_t team, const char *id);
bk_estimate bk_html_tried(const bk_html *h, int32_t team, const char *id);
bk_contrast bk_html_change(const bk_html *h, int32_t team, const char *id);

/* A figure with its interval, "43 (42–44)", in the scale for readers. */
void bk_html_estimate(bk_html *h, bk_unit unit, bk_estimate e);

/* The interval alone, "42–44". Needs: e has one. */
void bk_html_interval(bk_html *h, bk_unit unit, bk_estimate e);

void bk_html_team_name(bk_html *h, int32_t team);

void bk_html_gaze(bk_html *h);
void bk_html_week(bk_html *h);
void bk_html_known(bk_html *h);
void bk_html_life(bk_html *h);

void bk_html_measures(bk_html *h);
void bk_html_keys(bk_html *h);

#endif
