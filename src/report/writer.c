#include "report/writer.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FLUSH_AT = 1 << 15, USUAL_WIDTH = 100, LEAST_WIDTH = 40, WORD_TEXT = 1024 };

bk_writer bk_writer_start(const bk_report_options *options, bk_byte_sink sink, void *context)
{
    static const bk_report_options usual = {0};
    if (!options) options = &usual;

    int32_t width = options->width > 0 ? options->width : USUAL_WIDTH;
    return (bk_writer){
        .sink = sink,
        .context = context,
        .lang = options->lang,
        .width = width < LEAST_WIDTH ? LEAST_WIDTH : width,
        .ascii = options->ascii,
        .colour = options->colour,
    };
}

/* ---- ASCII: one character for one, so that nothing moves ---- */

typedef struct {
    const char *drawn;
    char ascii;
} ascii_for;

static const ascii_for ASCII[] = {
    {"\u00a0", ' '}, {"\u202f", ' '}, {"–", '-'}, {"—", '-'},  {"−", '-'}, {"×", 'x'}, {"·", '.'},
    {"…", '.'},      {"█", '#'},      {"▓", '='}, {"▒", '%'},  {"▚", '&'}, {"▞", '$'}, {"▤", '*'},
    {"░", '+'},      {"╳", '!'},      {"▌", '-'}, {"─", '-'},  {"→", '>'}, {"«", '"'}, {"»", '"'},
    {"≤", '<'},      {"“", '"'},      {"”", '"'}, {"’", '\''},
};

/* The ASCII character drawn instead of the length bytes at text, or 0. */
static char ascii_of(const char *text, int32_t length)
{
    for (size_t i = 0; i < sizeof ASCII / sizeof ASCII[0]; i++) {
        if (strlen(ASCII[i].drawn) == (size_t)length &&
            memcmp(ASCII[i].drawn, text, (size_t)length) == 0)
            return ASCII[i].ascii;
    }
    return 0;
}

static void add_ascii(bk_buffer *pending, const char *text, int64_t length)
{
    for (int64_t i = 0; i < length;) {
        int32_t bytes = bk_utf8_length(text + i, length - i);
        if (bytes < 1) bytes = 1;
        char ascii = bytes > 1 ? ascii_of(text + i, bytes) : 0;
        if (ascii)
            bk_buffer_add(pending, &ascii, 1);
        else
            bk_buffer_add(pending, text + i, bytes);
        i += bytes;
    }
}

/* ---- out ---- */

static void flush(bk_writer *writer)
{
    if (writer->status == BK_OK) writer->status = bk_buffer_status(&writer->pending);
    if (writer->status == BK_OK && writer->pending.length > 0)
        writer->status =
            writer->sink(writer->context, writer->pending.data, writer->pending.length);
    bk_buffer_reset(&writer->pending);
}

/* Takes off the spaces before a line's end: an empty last column leaves some. */
static void trim_line(bk_buffer *pending)
{
    while (pending->length > 0 && pending->data[pending->length - 1] == ' ')
        pending->data[--pending->length] = '\0';
}

static void add(bk_writer *writer, const char *text, int64_t length)
{
    if (writer->status != BK_OK || length == 0) return;
    if (text[0] == '\n') trim_line(&writer->pending);
    if (writer->ascii)
        add_ascii(&writer->pending, text, length);
    else
        bk_buffer_add(&writer->pending, text, length);
    if (writer->pending.length >= FLUSH_AT && text[length - 1] == '\n') flush(writer);
}

bk_status bk_writer_finish(bk_writer *writer)
{
    flush(writer);
    bk_buffer_clear(&writer->pending);
    return writer->status;
}

void bk_writer_text(bk_writer *writer, const char *text)
{
    add(writer, text, (int64_t)strlen(text));
}

/* Sends what snprintf and its like left in text, which may have been cut. */
static void add_printed(bk_writer *writer, const char text[WORD_TEXT], int64_t length)
{
    if (length >= WORD_TEXT) length = bk_utf8_cut(text, WORD_TEXT - 1);
    if (length > 0) add(writer, text, length);
}

void bk_writer_print(bk_writer *writer, const char *format, ...)
{
    char text[WORD_TEXT];
    va_list args;
    va_start(args, format);
    add_printed(writer, text, vsnprintf(text, sizeof text, format, args));
    va_end(args);
}

void bk_writer_word(bk_writer *writer, bk_words id, ...)
{
    char text[WORD_TEXT];
    va_list args;
    va_start(args, id);
    add_printed(writer, text, bk_words_vprint(text, WORD_TEXT, writer->lang, id, args));
    va_end(args);
}

void bk_writer_fill(bk_writer *writer, char byte, int32_t n)
{
    if (n <= 0 || writer->status != BK_OK) return;
    bk_buffer_fill(&writer->pending, byte, n);
}

void bk_writer_show(bk_writer *writer, const char *text, int64_t length)
{
    if (length < 0) length = (int64_t)strlen(text);
    char shown[256];
    while (length > 0) {
        int64_t part = length;
        if (part >= (int64_t)sizeof shown) part = bk_utf8_cut(text, (int64_t)sizeof shown - 1);
        int64_t bytes = bk_text_show(text, part, shown, (int64_t)sizeof shown);
        add(writer, shown, bytes);
        text += part;
        length -= part;
    }
}

void bk_writer_column(bk_writer *writer, const char *text, int32_t columns)
{
    int32_t wide = bk_columns(text);
    if (wide <= columns) {
        bk_writer_show(writer, text, -1);
        bk_writer_fill(writer, ' ', columns - wide);
        return;
    }
    int64_t length = (int64_t)strlen(text), kept = 0;
    for (int32_t i = 0; i < columns - 1; i++) {
        int32_t bytes = bk_utf8_length(text + kept, length - kept);
        kept += bytes > 0 ? bytes : 1;
    }
    bk_writer_show(writer, text, kept);
    bk_writer_text(writer, "…");
}

void bk_writer_style(bk_writer *writer, bk_style style)
{
    /* Colours every terminal of eight has; the bar's glyphs differ too, for those who do not see
     * the colours. */
    static const char *const CODES[] = {"", ";1", ";1;36", ";2", ";1;31", ";31"};
    static const char *const BAR[BK_STYLE_BAR_COLOURS] = {";33", ";35", ";36", ";34", ";31", ";32"};

    if (!writer->colour || style == writer->style) return;
    writer->style = style;
    const char *code = style >= BK_STYLE_FIRST
                           ? BAR[(style - BK_STYLE_FIRST) % BK_STYLE_BAR_COLOURS]
                           : CODES[style];
    bk_writer_print(writer, "\033[0%sm", code);
}

void bk_writer_paragraph(bk_writer *writer, int32_t indent, bk_style style, const char *text)
{
    const char *line = text;
    for (;;) {
        const char *rest = line;
        int32_t bytes = bk_wrap(&rest, writer->width - indent);
        if (bytes == 0) return;
        bk_writer_fill(writer, ' ', indent);
        bk_writer_style(writer, style);
        bk_writer_show(writer, line, bytes);
        bk_writer_style(writer, BK_STYLE_PLAIN);
        bk_writer_text(writer, "\n");
        line = rest;
    }
}

void bk_writer_word_paragraph(bk_writer *writer, int32_t indent, bk_style style, bk_words id, ...)
{
    char text[WORD_TEXT];
    va_list args;
    va_start(args, id);
    bk_words_vprint(text, WORD_TEXT, writer->lang, id, args);
    va_end(args);
    bk_writer_paragraph(writer, indent, style, text);
}

void bk_writer_heading(bk_writer *writer, bk_words id)
{
    bk_writer_paragraph(writer, 0, BK_STYLE_HEADING, bk_word(writer->lang, id));
}

/* ---- measuring ---- */

int32_t bk_columns(const char *text)
{
    int64_t n = bk_utf8_count(text, (int64_t)strlen(text));
    return n < INT32_MAX ? (int32_t)n : INT32_MAX;
}

int32_t bk_wrap(const char **text, int32_t columns)
{
    const char *start = *text;
    int64_t length = (int64_t)strlen(start), at = 0, space = -1;
    for (int32_t column = 0; at < length; column++) {
        if (start[at] == ' ') space = at;
        if (column == columns) break;
        int32_t bytes = bk_utf8_length(start + at, length - at);
        at += bytes > 0 ? bytes : 1;
    }
    int64_t end = at == length ? length : space > 0 ? space : at;
    int64_t next = end;
    while (next < length && start[next] == ' ') next++;
    *text = start + next;
    return (int32_t)end;
}
