/* writer.h - text on its way to a byte sink: padded, wrapped, coloured, drawn in ASCII if need be.
 *
 * Layout counts characters; a character is taken to be one column wide. In ASCII mode every drawing
 * character becomes one ASCII character on the way out, so layout is the same in both; letters stay
 * as they are. Texts that come from a scenario go through bk_writer_show, which lets no control
 * character reach the terminal.
 *
 * Failure is sticky: after the first error nothing more is sent; ask bk_writer_finish once.
 */
#ifndef BK_REPORT_WRITER_H
#define BK_REPORT_WRITER_H

#include "base/buffer.h"
#include "base/words.h"
#include "blikk/report.h"

typedef enum {
    BK_STYLE_PLAIN,
    BK_STYLE_TITLE,   /* the scenario's title */
    BK_STYLE_HEADING, /* of a section */
    BK_STYLE_DIM,     /* intervals, notes */
    BK_STYLE_ALARM,   /* overload, stopped */
    BK_STYLE_GAZE,    /* seen as the problem */
    BK_STYLE_FIRST    /* BK_STYLE_FIRST + i: colour i of the week's bar */
} bk_style;

enum { BK_STYLE_BAR_COLOURS = 6 };

typedef struct {
    bk_byte_sink sink;
    void *context;
    bk_lang lang;
    int32_t width; /* columns, at least 40 */
    bool ascii;
    bool colour;
    bk_style style; /* in force */
    bk_status status;
    bk_buffer pending;
} bk_writer;

/* options may be NULL. */
bk_writer bk_writer_start(const bk_report_options *options, bk_byte_sink sink, void *context);

/* Sends what is pending, frees, and returns the first error. */
BK_MUST_CHECK bk_status bk_writer_finish(bk_writer *writer);

/* Our own text, sent as it is. */
void bk_writer_text(bk_writer *writer, const char *text);
void bk_writer_print(bk_writer *writer, const char *format, ...) BK_PRINTF(2, 3);
void bk_writer_fill(bk_writer *writer, char byte, int32_t n);

/* A text of the catalogue, with its arguments. */
void bk_writer_word(bk_writer *writer, bk_words id, ...);

/* length bytes of a text from outside; -1: up to its zero. */
void bk_writer_show(bk_writer *writer, const char *text, int64_t length);

/* The same in columns: cut with an ellipsis when longer, padded on the right when shorter. */
void bk_writer_column(bk_writer *writer, const char *text, int32_t columns);

/* Starts a style; BK_STYLE_PLAIN ends it. Nothing without colour. */
void bk_writer_style(bk_writer *writer, bk_style style);

/* A paragraph wrapped to the writer's width, each line indented. Ends its last line. */
void bk_writer_paragraph(bk_writer *writer, int32_t indent, bk_style style, const char *text);

/* A line of the catalogue as a heading. */
void bk_writer_heading(bk_writer *writer, bk_words id);

/* A paragraph of a text of the catalogue, with its arguments. */
void bk_writer_word_paragraph(bk_writer *writer, int32_t indent, bk_style style, bk_words id, ...);

/* Columns that text takes. */
int32_t bk_columns(const char *text);

/* The next line of text within that many columns: returns its bytes and moves *text past it and the
 * space that follows. Breaks at spaces; a word that is too long is cut. 0 when text is at its end.
 * Needs: columns >= 1. */
int32_t bk_wrap(const char **text, int32_t columns);

#endif
