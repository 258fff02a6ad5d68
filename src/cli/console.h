/* console.h - what the tool knows of its surroundings: language, terminal, width, colour.
 *
 * Read once from the environment and the terminal by bk_console_look; everything below is told.
 */
#ifndef BK_CLI_CONSOLE_H
#define BK_CLI_CONSOLE_H

#include "base/words.h"

struct bk_ranks;

typedef struct {
    bk_lang lang;
    int32_t width; /* columns of standard output; 100 where it is no terminal */
    bool ascii;    /* the locale is not UTF-8 */
    bool colour;   /* standard output is a terminal that shows colours, and NO_COLOR is not set */
    bool talks;    /* standard error is a terminal: progress and hints are welcome */
    bool talk_colour; /* the same of colours on standard error */
    int32_t talk_width;
    const struct bk_ranks *ranks; /* NULL: one process (ranks.h) */
} bk_console;

bk_console bk_console_look(void);

/* "nb", "no", "nn" (nb) or "en", also as "en_GB.UTF-8"; false for anything else. */
bool bk_lang_of(const char *name, bk_lang *out);

#endif
