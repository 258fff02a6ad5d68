/* notes.h - footnotes of a table: each note once, numbered as it is met, printed right below the
 * rows it belongs to. A note that goes on where an earlier one ends ("earlier; more") is given as
 * the earlier one and the rest. */
#ifndef BK_REPORT_NOTES_H
#define BK_REPORT_NOTES_H

#include "report/writer.h"

enum { BK_NOTES_MOST = 32, BK_NOTE_MARKS = 64 };

typedef struct {
    int32_t n, printed;
    const char *text[BK_NOTES_MOST];
} bk_notes; /* {0} is empty */

/* Numbers a measure's note and writes its marks (" ¹ ²"), or "" where there is no note. */
void bk_notes_mark(bk_notes *notes, bool ascii, const char *note, char out[BK_NOTE_MARKS]);

/* Prints the notes met since the last call. */
void bk_notes_print(bk_notes *notes, bk_writer *writer);

#endif
