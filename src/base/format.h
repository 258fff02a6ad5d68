/* format.h - numbers as text, without the locale.
 *
 * bk_format_number gives the shortest decimal that reads back as the same double (for JSON, CSV,
 * scenario files); bk_format_fixed a rounded figure for people, with decimal comma in Norwegian.
 */
#ifndef BK_BASE_FORMAT_H
#define BK_BASE_FORMAT_H

#include "base/check.h"

enum { BK_NUMBER_TEXT = 40 };

/* The shortest text that reads back as value; inf, -inf and nan by those names. Returns the length.
 */
int32_t bk_format_number(double value, char out[BK_NUMBER_TEXT]);

/* value with that many decimals (0 to 9), "," as decimal mark in Norwegian and thin grouping of
 * thousands as lang has it (nb: no-break space, en: comma) from 10 000 on. Returns the length. */
int32_t bk_format_fixed(bk_lang lang, double value, int32_t decimals, char out[BK_NUMBER_TEXT]);

/* value with as many significant digits as its size calls for a reader (3), as bk_format_fixed. */
int32_t bk_format_figure(bk_lang lang, double value, char out[BK_NUMBER_TEXT]);

#endif
