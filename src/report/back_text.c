/* back_text.c - whether the way back differs, in words, with both ways beside each other. */
#include "report/cells.h"
#include "report/tipping_words.h"

enum { COLUMN = 14 };

static void write_right(bk_writer *writer, const char *text, int32_t columns)
{
    bk_writer_fill(writer, ' ', columns - bk_columns(text));
    bk_writer_text(writer, text);
}

static void write_cell(const bk_tipping_page *p, bk_tipping_value value, bool intervals)
{
    bk_estimate e = {.mean = value.mean,
                     .low = value.low,
                     .high = value.high,
                     .n = 2,
                     .has_interval = intervals};
    bk_cell cell = bk_cell_of(p->writer->lang, p->writer->ascii, p->info.unit_kind, e);
    write_right(p->writer, cell.text, COLUMN);
}

static void write_table(const bk_tipping_page *p, const bk_there_and_back *b)
{
    bk_writer *w = p->writer;
    bk_writer_text(w, "\n");
    bk_writer_style(w, BK_STYLE_DIM);
    write_right(w, "", 12);
    write_right(w, bk_word(w->lang, BK_W_BACK_THERE), COLUMN);
    write_right(w, bk_word(w->lang, BK_W_BACK_BACK), COLUMN);
    bk_writer_style(w, BK_STYLE_PLAIN);
    bk_writer_text(w, "\n");
    for (int32_t k = 0; k < b->n_steps; k++) {
        char at[BK_TIPPING_TEXT];
        bk_tipping_key(p, b->at[k], (p->to - p->from) / 100, at);
        write_right(w, at, 12);
        write_cell(p, b->up[k], b->replications > 1);
        write_cell(p, b->down[k], b->replications > 1);
        bk_writer_text(w, "\n");
    }
    bk_writer_text(w, "\n");
}

/* A mean and its interval's ends as the texts that sentences take. */
typedef struct {
    char mean[BK_TIPPING_TEXT], low[BK_TIPPING_TEXT], high[BK_TIPPING_TEXT];
} told;

static told tell(const bk_tipping_page *p, bk_tipping_value value)
{
    told out;
    bk_tipping_figure(p, value.mean, true, out.mean);
    bk_tipping_number(p, value.low, out.low);
    bk_tipping_number(p, value.high, out.high);
    return out;
}

static void write_gaps(const bk_tipping_page *p, const bk_there_and_back *b)
{
    bk_writer *w = p->writer;
    told fast = tell(p, b->gap_fast), slow = tell(p, b->gap_slow), rest = tell(p, b->remaining);
    told widest = tell(p, b->widest_gap);
    char at[BK_TIPPING_TEXT];
    bk_tipping_key(p, b->at[b->widest], (p->to - p->from) / 100, at);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_BACK_GAPS, fast.mean, fast.low, fast.high,
                             (int)b->hold_weeks, slow.mean, slow.low, slow.high,
                             2 * (int)b->hold_weeks);
    if (b->verdict != BK_BACK_TOO_FAST)
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_BACK_REMAINING, rest.mean, rest.low,
                                 rest.high);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_BACK_WIDEST, at, widest.mean, widest.low,
                             widest.high);
}

static void write_verdict(const bk_tipping_page *p, const bk_there_and_back *b)
{
    static const bk_words WORDS[] = {[BK_BACK_FLAT] = BK_W_BACK_FLAT,
                                     [BK_BACK_SAME] = BK_W_BACK_SAME,
                                     [BK_BACK_LAG] = BK_W_BACK_LAG,
                                     [BK_BACK_HYSTERESIS] = BK_W_BACK_HYSTERESIS,
                                     [BK_BACK_TOO_FAST] = BK_W_BACK_TOO_FAST};
    bk_writer *w = p->writer;
    if (b->verdict == BK_BACK_FLAT) {
        char from[BK_TIPPING_TEXT], to[BK_TIPPING_TEXT];
        bk_tipping_ends(p, from, to);
        bk_writer_word_paragraph(w, 0, BK_STYLE_TITLE, BK_W_BACK_FLAT, from, to);
        return;
    }
    told slow = tell(p, b->gap_slow);
    bk_writer_word_paragraph(w, 0, BK_STYLE_TITLE, WORDS[b->verdict], slow.mean, slow.low,
                             slow.high);
    if (b->verdict != BK_BACK_SAME) write_gaps(p, b);
}

bk_status bk_report_back_text(const bk_scenario *scenario, const bk_tipping_question *question,
                              const bk_there_and_back *back, const bk_report_options *options,
                              bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(options, sink, context);
    bk_tipping_page page = {
        .writer = &writer,
        .scenario = scenario,
        .question = question,
        .info = bk_scenario_measure(scenario, question->measure, writer.lang),
        .from = bk_vary_number(&question->vary, question->vary.from),
        .to = bk_vary_number(&question->vary, question->vary.to),
        .whole = back->whole,
    };
    bk_tipping_head(&page, back->replications, back->seed);
    char from[BK_TIPPING_TEXT], to[BK_TIPPING_TEXT];
    bk_tipping_ends(&page, from, to);
    bk_writer_word_paragraph(&writer, 0, BK_STYLE_DIM, BK_W_BACK_PLAN, from, to,
                             (int)back->hold_weeks, 2 * (int)back->hold_weeks, (int)back->weeks);
    write_table(&page, back);
    write_verdict(&page, back);
    if (back->replications < 2)
        bk_writer_word_paragraph(&writer, 0, BK_STYLE_ALARM, BK_W_RPT_NO_INTERVAL);
    bk_tipping_note(&page);
    return bk_writer_finish(&writer);
}
