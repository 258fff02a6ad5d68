#include "report/notes.h"

#include <stdio.h>
#include <string.h>

static void mark_text(bool ascii, int32_t number, char out[16])
{
    static const char *const RAISED[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (ascii)
        snprintf(out, 16, "[%d]", (int)number);
    else if (number < 10)
        snprintf(out, 16, "%s", RAISED[number]);
    else
        snprintf(out, 16, "%s%s", RAISED[number / 10], RAISED[number % 10]);
}

/* The number of note, from 1; 0 when there is no room for it. */
static int32_t number_of(bk_notes *notes, const char *note)
{
    for (int32_t i = 0; i < notes->n; i++)
        if (strcmp(notes->text[i], note) == 0) return i + 1;
    if (notes->n == BK_NOTES_MOST) return 0;
    notes->text[notes->n++] = note;
    return notes->n;
}

/* What note says after an earlier one and "; "; then *number is the earlier one's. */
static const char *rest_of(const bk_notes *notes, const char *note, int32_t *number)
{
    for (int32_t i = 0; i < notes->n; i++) {
        size_t length = strlen(notes->text[i]);
        if (strncmp(note, notes->text[i], length) != 0) continue;
        if (strncmp(note + length, "; ", 2) != 0) continue;
        *number = i + 1;
        return note + length + 2;
    }
    return NULL;
}

void bk_notes_mark(bk_notes *notes, bool ascii, const char *note, char out[BK_NOTE_MARKS])
{
    out[0] = '\0';
    size_t length = 0;
    while (note && *note) {
        int32_t number = 0;
        const char *rest = rest_of(notes, note, &number);
        if (!rest) number = number_of(notes, note);
        char mark[16];
        mark_text(ascii, number, mark);
        if (number > 0 && length + strlen(mark) + 3 < BK_NOTE_MARKS)
            length += (size_t)snprintf(out + length, BK_NOTE_MARKS - length, "\u00a0%s", mark);
        note = rest;
    }
}

void bk_notes_print(bk_notes *notes, bk_writer *writer)
{
    for (; notes->printed < notes->n; notes->printed++) {
        char mark[16];
        mark_text(writer->ascii, notes->printed + 1, mark);
        const char *line = notes->text[notes->printed];
        for (bool first = true;; first = false) {
            const char *rest = line;
            int32_t bytes = bk_wrap(&rest, writer->width - 6);
            if (bytes == 0) break;
            bk_writer_style(writer, BK_STYLE_DIM);
            bk_writer_text(writer, "  ");
            bk_writer_column(writer, first ? mark : "", 4);
            bk_writer_show(writer, line, bytes);
            bk_writer_style(writer, BK_STYLE_PLAIN);
            bk_writer_text(writer, "\n");
            line = rest;
        }
    }
}
