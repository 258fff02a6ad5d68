/* buffer.h - a text that grows at its end.
 *
 * Failure is sticky: once memory is out, every later call does nothing, so that a writer can write
 * a whole page and ask bk_buffer_status once. The text always ends in a zero.
 *
 * Ownership: the buffer owns its text until bk_buffer_clear or bk_buffer_take.
 */
#ifndef BK_BASE_BUFFER_H
#define BK_BASE_BUFFER_H

#include "base/words.h"

typedef struct {
    char *data;     /* [capacity], NULL while empty */
    int64_t length; /* bytes, without the final zero */
    int64_t capacity;
    bool failed;
} bk_buffer; /* {0} is valid and empty */

/* Puts length bytes at the end. Amortised O(length). */
void bk_buffer_add(bk_buffer *buffer, const char *text, int64_t length);

/* Puts a zero-terminated text at the end. */
void bk_buffer_text(bk_buffer *buffer, const char *text);

/* Puts n times the same byte at the end. */
void bk_buffer_fill(bk_buffer *buffer, char byte, int64_t n);

/* Puts a printf text at the end. Numbers with a fraction go through bk_buffer_number or format.h:
 * printf takes its decimal mark from the locale. */
void bk_buffer_print(bk_buffer *buffer, const char *format, ...) BK_PRINTF(2, 3);

/* Puts a text of the catalogue, with its arguments, at the end. */
void bk_buffer_words(bk_buffer *buffer, bk_lang lang, bk_words id, ...);

/* Puts the shortest text of value that reads back the same (bk_format_number) at the end. */
void bk_buffer_number(bk_buffer *buffer, double value);

/* BK_ERR_MEMORY when any call failed since the last clear. */
bk_status bk_buffer_status(const bk_buffer *buffer);

/* The text so far, "" when empty; lives until the next call. */
const char *bk_buffer_chars(const bk_buffer *buffer);

/* Hands the text over (bk_free it) and leaves the buffer empty; NULL when it failed. */
char *bk_buffer_take(bk_buffer *buffer);

/* Empties the text and keeps its memory. */
void bk_buffer_reset(bk_buffer *buffer);

/* Frees the text and zeroes the buffer. */
void bk_buffer_clear(bk_buffer *buffer);

#endif
