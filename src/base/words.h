/* words.h - every text that people read, in Norwegian bokmål and English, from one catalogue.
 *
 * words.def holds one row a text: BK_WORDS(ID, "bokmål", "English"). Texts are printf formats;
 * arguments are numbered where the two languages order them differently ("%2$s ... %1$s").
 * A unit test checks that both texts of a row take the same arguments.
 * Keys and measures carry their own words in their own tables (scenario/fields, model/measures).
 */
#ifndef BK_BASE_WORDS_H
#define BK_BASE_WORDS_H

#include "base/check.h"

#include <stdarg.h>

typedef enum {
#define BK_WORDS(id, nb, en) BK_W_##id,
#include "base/words.def"
#undef BK_WORDS
    BK_WORDS_COUNT
} bk_words;

/* The text of id in lang; never NULL. */
const char *bk_word(bk_lang lang, bk_words id);

/* The text of id with its arguments put in, as snprintf: at most size bytes with the final zero,
 * returns the length it needs. Numbers with a fraction go in as text (%s) from format.h. */
int32_t bk_words_print(char *out, int32_t size, bk_lang lang, bk_words id, ...);
int32_t bk_words_vprint(char *out, int32_t size, bk_lang lang, bk_words id, va_list args);

/* A label that a scenario or a table gives in both languages; either may be NULL. */
typedef struct {
    const char *nb;
    const char *en;
} bk_label;

/* The label in lang, else in the other language, else fallback. */
const char *bk_label_in(bk_label label, bk_lang lang, const char *fallback);

/* Adds a mistake to err, in err's language; place fields may be 0 or NULL. Returns status, so that
 * a caller can `return bk_error_add(...)`. Past BK_MISTAKES_SHOWN only the count grows. */
typedef struct {
    const char *file;
    int32_t line;
    int32_t column;
    int32_t width;
    const char *source; /* the line itself, need not be zero-terminated */
    int32_t source_length;
} bk_place;

bk_status bk_error_add(bk_error *err, bk_status status, bk_place place, bk_words text, ...);

#endif
