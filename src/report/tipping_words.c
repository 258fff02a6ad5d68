#include "report/tipping_words.h"

#include "report/cells.h"
#include "report/head.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DECIMALS_MOST = 9 };

static void number_text(const bk_tipping_page *page, double value, char out[BK_NUMBER_TEXT])
{
    double figure = bk_figure(page->info.unit_kind, value);
    int32_t decimals = bk_figure_decimals(page->info.unit_kind, fabs(figure));
    bk_format_fixed(page->writer->lang, figure, decimals, out);
}

void bk_tipping_number(const bk_tipping_page *page, double value, char out[BK_TIPPING_TEXT])
{
    number_text(page, value, out);
}

void bk_tipping_figure(const bk_tipping_page *page, double value, bool difference,
                       char out[BK_TIPPING_TEXT])
{
    char number[BK_NUMBER_TEXT];
    number_text(page, value, number);
    bool share = page->info.unit_kind == BK_UNIT_SHARE;
    const char *unit = share && difference ? bk_word(page->writer->lang, BK_W_TIP_POINTS_UNIT)
                                           : bk_figure_unit(&page->info);
    int32_t most = BK_TIPPING_TEXT - BK_NUMBER_TEXT - 2;
    snprintf(out, BK_TIPPING_TEXT, "%s%s%.*s", number, unit[0] ? " " : "", (int)most, unit);
}

void bk_tipping_key(const bk_tipping_page *page, double value, double fine,
                    char out[BK_TIPPING_TEXT])
{
    char number[BK_NUMBER_TEXT];
    int32_t decimals = 0;
    for (double unit = 1; !page->whole && unit > fine && decimals < DECIMALS_MOST; unit /= 10)
        decimals++;
    bk_format_fixed(page->writer->lang, value, decimals, number);
    snprintf(out, BK_TIPPING_TEXT, "%s", number);
}

static void end_text(const bk_tipping_page *page, int64_t units, char out[BK_TIPPING_TEXT])
{
    char text[BK_VARY_VALUE];
    bk_vary_text(&page->question->vary, units, text);
    const char *point = strchr(text, '.');
    int32_t decimals = point ? (int32_t)strlen(point + 1) : 0;
    char number[BK_NUMBER_TEXT];
    bk_format_fixed(page->writer->lang, bk_vary_number(&page->question->vary, units),
                    decimals < DECIMALS_MOST ? decimals : DECIMALS_MOST, number);
    snprintf(out, BK_TIPPING_TEXT, "%s", number);
}

void bk_tipping_ends(const bk_tipping_page *page, char from[BK_TIPPING_TEXT],
                     char to[BK_TIPPING_TEXT])
{
    end_text(page, page->question->vary.from, from);
    end_text(page, page->question->vary.to, to);
}

/* "A, Ordinary services", or all together. */
static void owner_text(const bk_tipping_page *page, char out[BK_TIPPING_TEXT * 4])
{
    const bk_tipping_question *q = page->question;
    bk_lang lang = page->writer->lang;
    if (q->scope == BK_SCOPE_TEAM) {
        bk_team_info team = bk_scenario_team(page->scenario, q->index, lang);
        snprintf(out, BK_TIPPING_TEXT * 4, "%s, %s", team.office, team.label);
    } else if (q->scope == BK_SCOPE_OFFICE) {
        snprintf(out, BK_TIPPING_TEXT * 4, "%s", bk_scenario_office(page->scenario, q->index));
    } else {
        snprintf(out, BK_TIPPING_TEXT * 4, "%s", bk_word(lang, BK_W_SWP_ALL));
    }
}

void bk_tipping_head(const bk_tipping_page *page, int32_t replications, uint64_t seed)
{
    bk_writer *w = page->writer;
    char owner[BK_TIPPING_TEXT * 4], from[BK_TIPPING_TEXT], to[BK_TIPPING_TEXT];
    bk_write_head(w, page->scenario, replications, seed);
    owner_text(page, owner);
    bk_tipping_ends(page, from, to);
    bk_writer_text(w, "\n");
    bk_writer_word_paragraph(w, 0, BK_STYLE_HEADING, BK_W_TIP_IN_TEAM, page->info.label, owner);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_TIP_VARIED, page->question->vary.path, from,
                             to);
}

void bk_tipping_note(const bk_tipping_page *page)
{
    if (page->info.note[0]) bk_writer_paragraph(page->writer, 0, BK_STYLE_DIM, page->info.note);
}
