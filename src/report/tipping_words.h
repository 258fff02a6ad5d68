/* tipping_words.h - figures of tipping in words: with units, and with as many decimals as they
 * deserve. */
#ifndef BK_REPORT_TIPPING_WORDS_H
#define BK_REPORT_TIPPING_WORDS_H

#include "blikk/tipping.h"
#include "report/writer.h"

enum { BK_TIPPING_TEXT = 80 };

/* What a tipping question is about, for all its texts. */
typedef struct {
    bk_writer *writer;
    const bk_scenario *scenario;
    const bk_tipping_question *question;
    bk_measure_info info;
    double from, to; /* of the key */
    bool whole;
} bk_tipping_page;

/* The scenario, the key, the measure and whose it is, as the first lines. */
void bk_tipping_head(const bk_tipping_page *page, int32_t replications, uint64_t seed);

/* "20.3 %", "2.4 weeks"; a difference of shares in percentage points. */
void bk_tipping_figure(const bk_tipping_page *page, double value, bool difference,
                       char out[BK_TIPPING_TEXT]);

/* The same without its unit, for the ends of an interval. */
void bk_tipping_number(const bk_tipping_page *page, double value, char out[BK_TIPPING_TEXT]);

/* A value of the key, to a precision of `fine` or better; whole keys without decimals. */
void bk_tipping_key(const bk_tipping_page *page, double value, double fine,
                    char out[BK_TIPPING_TEXT]);

/* FROM and TO as they were given. */
void bk_tipping_ends(const bk_tipping_page *page, char from[BK_TIPPING_TEXT],
                     char to[BK_TIPPING_TEXT]);

/* The measure's note, beside every share seen as the problem. */
void bk_tipping_note(const bk_tipping_page *page);

#endif
