/* text.h - small help with text: UTF-8, numbers out of text, and "did you mean".
 *
 * Text from outside carries a length and may hold any byte; nothing here needs a final zero unless
 * it says `const char *text` alone. No locale, no state, no allocation.
 */
#ifndef BK_BASE_TEXT_H
#define BK_BASE_TEXT_H

#include "base/check.h"

/* Bytes of the UTF-8 character at the start of text, 1 to 4; 0 when it is not valid UTF-8 (also an
 * overlong form, a surrogate, or cut short). Needs: length >= 1. */
int32_t bk_utf8_length(const char *text, int64_t length);

/* Characters in text; each byte that is not valid UTF-8 counts as one. O(length). */
int64_t bk_utf8_count(const char *text, int64_t length);

/* length less the bytes of a character that is cut short at the end of text: where to end a text
 * that had to be cut. O(1). */
int64_t bk_utf8_cut(const char *text, int64_t length);

/* Copies text to out (size bytes with the final zero) for showing to a person: cut at a character,
 * and each invalid byte, control character (but tab) or mark that turns the writing direction
 * becomes one '?', so that characters still count the same. Returns the bytes written, without the
 * zero. Needs: size >= 1. */
int64_t bk_text_show(const char *text, int64_t length, char *out, int64_t size);

/* The whole text as a number, with a decimal point ("0.5", "-3", "1e-3"). False when it is anything
 * else, not finite or out of range; then *out is untouched. */
bool bk_text_number(const char *text, int64_t length, double *out);

/* The whole text as a whole number, decimal, with or without "-". As bk_text_number. */
bool bk_text_whole(const char *text, int64_t length, int64_t *out);

/* The whole text as a seed: decimal, or hexadecimal after "0x", 64 bits. As bk_text_number. */
bool bk_text_seed(const char *text, int64_t length, uint64_t *out);

/* Slips between two words: letters put in, left out, replaced, or two neighbours swapped (optimal
 * string alignment). Capitals count as small letters. Words over 64 bytes are far from everything:
 * INT32_MAX. O(length x length). */
int32_t bk_text_distance(const char *a, const char *b);

/* The candidate to suggest for a mistyped word: the nearest, when it is near enough for its length
 * (a third of it, at least one slip); -1 when none is. The first of equals. */
int32_t bk_text_nearest(const char *word, int32_t n, const char *const candidates[]);

#endif
