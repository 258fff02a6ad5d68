/* cells.h - how a figure is rounded and written for a reader.
 *
 * Shares are per cent here and only here. The half-width of an interval is rounded up, so that the
 * interval shown is never narrower than the one estimated.
 */
#ifndef BK_REPORT_CELLS_H
#define BK_REPORT_CELLS_H

#include "base/format.h"
#include "blikk/blikk.h"

enum { BK_CELL_TEXT = 2 * BK_NUMBER_TEXT + 8 };

typedef struct {
    char text[BK_CELL_TEXT];
    int32_t split; /* bytes before the interval; the rest is drawn dim */
} bk_cell;

/* A share as per cent, anything else as it is. */
double bk_figure(bk_unit unit, double value);

/* Decimals for a figure of that size (bk_figure's scale): about three digits. */
int32_t bk_figure_decimals(bk_unit unit, double size);

/* The unit in words: "%" for shares, else the measure's own. */
const char *bk_figure_unit(const bk_measure_info *measure);

/* The unit's id in CSV and JSON, the same in every language. */
const char *bk_unit_id(bk_unit unit);

/* "10,9±0,2", "10,9" where there is no interval, a dash where there is nothing. */
bk_cell bk_cell_of(bk_lang lang, bool ascii, bk_unit unit, bk_estimate estimate);

#endif
