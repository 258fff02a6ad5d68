/* screen.h - looks a text over before it is parsed: size, UTF-8, zero bytes, how deep it nests, and
 * characters that stand where TOML has none.
 *
 * The TOML parser walks nested tables recursively and looks some of them up one by one, so depth
 * and number are bounded here, on the text itself.
 */
#ifndef BK_SCENARIO_SCREEN_H
#define BK_SCENARIO_SCREEN_H

#include "scenario/mistakes.h"

enum {
    BK_MAX_FILE_MIB = 16,
    BK_MAX_KEY_DOTS = 15,  /* dots of one key: a.b.c has 2 */
    BK_MAX_NESTING = 16,   /* brackets and braces inside each other */
    BK_MAX_TABLES = 60000, /* [headers] and dots of keys together */
    BK_MAX_VALUES = 500000 /* keys and elements of arrays */
};

/* Tells of the first thing that keeps the text from being parsed. False when there is one. O(n). */
bool bk_screen(bk_mistakes *mistakes, const bk_source *source);

#endif
