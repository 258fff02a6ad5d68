/* error.c - gathering mistakes in the order of their places, and showing them. */
#include "base/text.h"
#include "base/words.h"

#include "blikk/blikk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *bk_version(void)
{
    return BK_VERSION;
}

int32_t bk_status_exit_code(bk_status status)
{
    switch (status) {
    case BK_OK:
        return 0;
    case BK_ERR_FAILED_CHECK:
        return 1;
    case BK_ERR_USAGE:
        return 2;
    case BK_ERR_INPUT:
        return 3;
    case BK_ERR_IO:
    case BK_ERR_MEMORY:
        return 4;
    case BK_ERR_CANCELLED:
        return 130;
    }
    return 70;
}

/* ---- gathering ---- */

/* Where in err->mistake a new one belongs: beside the others of its file, by line and column, after
 * its equals; a new file goes last. */
static int32_t place_in_order(const bk_error *err, const bk_mistake *new)
{
    bool in_file = false;
    for (int32_t i = 0; i < err->count; i++) {
        const bk_mistake *old = &err->mistake[i];
        bool same_file = strcmp(old->file, new->file) == 0;
        if (in_file && !same_file) return i;
        in_file = same_file;
        if (!same_file) continue;
        if (new->line < old->line) return i;
        if (new->line == old->line &&new->column < old->column) return i;
    }
    return err->count;
}

/* The byte of text where character n starts (0 the first), at most length. */
static int64_t byte_of_character(const char *text, int64_t length, int64_t n)
{
    int64_t at = 0;
    while (n-- > 0 && at < length) {
        int32_t bytes = bk_utf8_length(text + at, length - at);
        at += bytes > 0 ? bytes : 1;
    }
    return at;
}

/* Keeps the part of the line that shows the marked place: all of it, or its start, or from a
 * little before the place. */
static void keep_source(bk_mistake *mistake, const bk_place *place)
{
    enum { BEFORE = 40 };
    const char *line = place->source;
    int64_t length = line != NULL ? place->source_length : 0;
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) length--;
    if (length <= 0) return;

    bk_text_show(line, length, mistake->source, BK_MISTAKE_SOURCE);
    int64_t shown = bk_utf8_count(mistake->source, (int64_t)strlen(mistake->source));
    if (length < BK_MISTAKE_SOURCE || mistake->column + mistake->width - 1 <= shown) return;
    if (mistake->column <= BEFORE + 1) return;
    int64_t from = byte_of_character(line, length, mistake->column - 1 - BEFORE);
    if (from >= length) return;
    mistake->skipped = mistake->column - 1 - BEFORE;
    bk_text_show(line + from, length - from, mistake->source, BK_MISTAKE_SOURCE);
}

static void keep_text(bk_mistake *mistake, bk_lang lang, bk_words id, va_list args)
{
    char text[4 * BK_MISTAKE_TEXT];
    int32_t length = bk_words_vprint(text, sizeof text, lang, id, args);
    if (length >= (int32_t)sizeof text) length = (int32_t)sizeof text - 1;
    bk_text_show(text, bk_utf8_cut(text, length), mistake->text, BK_MISTAKE_TEXT);
}

bk_status bk_error_add(bk_error *err, bk_status status, bk_place place, bk_words text, ...)
{
    if (err == NULL) return status;
    if (err->status == BK_OK) err->status = status;
    if (err->count >= BK_MISTAKES_SHOWN) {
        if (err->count < INT32_MAX) err->count++;
        return status;
    }

    bk_mistake mistake = {.line = place.line, .column = place.column};
    mistake.width = place.width > 1 ? place.width : 1;
    if (place.file != NULL) {
        bk_text_show(place.file, (int64_t)strlen(place.file), mistake.file, BK_MISTAKE_FILE);
    }
    keep_source(&mistake, &place);
    va_list args;
    va_start(args, text);
    keep_text(&mistake, err->lang, text, args);
    va_end(args);

    int32_t at = place_in_order(err, &mistake);
    memmove(&err->mistake[at + 1], &err->mistake[at],
            (size_t)(err->count - at) * sizeof err->mistake[0]);
    err->mistake[at] = mistake;
    err->count++;
    return status;
}

/* ---- showing ---- */

/* Writes as far as there is room and counts on: what snprintf promises. */
typedef struct {
    char *out;
    int32_t size;
    int32_t length;
} shower;

static void show(shower *s, const char *text, int64_t length)
{
    for (int64_t i = 0; i < length; i++) {
        if (s->length < s->size - 1) s->out[s->length] = text[i];
        s->length++;
    }
}

static void show_text(shower *s, const char *text)
{
    show(s, text, (int64_t)strlen(text));
}

static void show_place(shower *s, const bk_mistake *m)
{
    char numbers[32];
    if (m->file[0] != '\0') {
        show_text(s, m->file);
        show_text(s, ":");
    }
    if (m->line > 0) {
        snprintf(numbers, sizeof numbers, "%d:", (int)m->line);
        show_text(s, numbers);
    }
    if (m->line > 0 && m->column > 0) {
        snprintf(numbers, sizeof numbers, "%d:", (int)m->column);
        show_text(s, numbers);
    }
    if (s->length > 0) show_text(s, " ");
}

/* The line under a number, and ^^^ under the place. Tabs are copied so that both lines agree. */
static void show_source(shower *s, const bk_mistake *m)
{
    char gutter[32];
    snprintf(gutter, sizeof gutter, "\n%5d | ", (int)m->line);
    show_text(s, gutter);
    if (m->skipped > 0) show_text(s, "…");
    int64_t length = (int64_t)strlen(m->source);
    show(s, m->source, length);
    if (m->column <= 0) return;

    int64_t count = bk_utf8_count(m->source, length);
    int64_t first = (int64_t)m->column - 1 - m->skipped; /* character of source, from 0 */
    if (first < 0 || first > count) return;
    show_text(s, "\n");
    for (size_t i = 2; gutter[i] != '|'; i++) show_text(s, " ");
    show_text(s, " | ");
    if (m->skipped > 0) show_text(s, " ");
    int64_t at = 0;
    for (int64_t i = 0; i < first; i++) {
        show_text(s, m->source[at] == '\t' ? "\t" : " ");
        int32_t bytes = bk_utf8_length(m->source + at, length - at);
        at += bytes > 0 ? bytes : 1;
    }
    for (int64_t i = 0; i == 0 || (i < m->width && first + i < count); i++) show_text(s, "^");
}

int32_t bk_error_format(const bk_error *err, int32_t i, char *out, int32_t size)
{
    BK_ASSERT(i >= 0 && i < err->count && i < BK_MISTAKES_SHOWN);
    const bk_mistake *m = &err->mistake[i];
    shower s = {.out = out, .size = size};
    show_place(&s, m);
    show_text(&s, m->text);
    if (m->line > 0 && m->source[0] != '\0') show_source(&s, m);

    if (size <= 0) return s.length;
    int64_t end = s.length <= size - 1 ? s.length : bk_utf8_cut(out, size - 1);
    out[end] = '\0';
    return s.length;
}
