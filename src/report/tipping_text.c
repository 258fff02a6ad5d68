/* tipping_text.c - where a measure turns, in words, with a picture of the way there. */
#include "report/cells.h"
#include "report/tipping_words.h"

#include <math.h>

enum { BAR = 50, BARS = 16 };

/* The precision in which a place with this interval is worth telling. */
static double fineness(double low, double high, double range)
{
    double width = high - low;
    return width > 0 ? width / 20 : range / 1000;
}

/* ---- answers ---- */

static void write_ends(const bk_tipping_page *p, const bk_tipping *t)
{
    char from[BK_TIPPING_TEXT], to[BK_TIPPING_TEXT], first[BK_TIPPING_TEXT], last[BK_TIPPING_TEXT];
    bk_tipping_ends(p, from, to);
    bk_tipping_figure(p, t->at_from.mean, false, first);
    bk_tipping_figure(p, t->at_to.mean, false, last);
    bk_writer_word_paragraph(p->writer, 0, BK_STYLE_PLAIN, BK_W_TIP_ENDS, from, first, to, last);
    if (t->flat && !p->question->level_given) return;
    bk_tipping_figure(p, t->level.mean, false, first);
    bk_words what = p->question->level_given ? BK_W_TIP_LEVEL_GIVEN : BK_W_TIP_LEVEL_HALF;
    bk_writer_word_paragraph(p->writer, 0, BK_STYLE_PLAIN, what, first);
}

/* A step of the key that is worth telling a slope by: 1, or a tenth, a hundredth, ... of it. */
static double slope_step(double range)
{
    double step = 1;
    while (step * 5 > range) step /= 10;
    return step;
}

static void write_slope(const bk_tipping_page *p, bk_tipping_value slope, int32_t indent)
{
    char mean[BK_TIPPING_TEXT], low[BK_TIPPING_TEXT], high[BK_TIPPING_TEXT], step[BK_TIPPING_TEXT];
    double by = slope_step(p->to - p->from);
    bk_tipping_figure(p, slope.mean * by, true, mean);
    bk_tipping_number(p, slope.low * by, low);
    bk_tipping_number(p, slope.high * by, high);
    bk_tipping_key(p, by, by, step);
    bk_writer_word_paragraph(p->writer, indent, BK_STYLE_PLAIN, BK_W_TIP_SLOPE, mean, low, high,
                             step);
}

static void write_crossing(const bk_tipping_page *p, const bk_tipping_crossing *c, int32_t indent)
{
    char at[BK_TIPPING_TEXT], next[BK_TIPPING_TEXT], low[BK_TIPPING_TEXT], high[BK_TIPPING_TEXT];
    double fine = fineness(c->low, c->high, p->to - p->from);
    bk_tipping_key(p, p->whole ? floor(c->low) : c->low, fine, low);
    bk_tipping_key(p, p->whole ? ceil(c->high) : c->high, fine, high);
    if (p->whole) {
        bk_tipping_key(p, floor(c->at), fine, at);
        bk_tipping_key(p, floor(c->at) + 1, fine, next);
        bk_writer_word_paragraph(p->writer, indent, BK_STYLE_TITLE,
                                 c->rising ? BK_W_TIP_WHOLE_UP : BK_W_TIP_WHOLE_DOWN, at, next, low,
                                 high);
    } else {
        bk_tipping_key(p, c->at, fine, at);
        bk_writer_word_paragraph(p->writer, indent, BK_STYLE_TITLE,
                                 c->rising ? BK_W_TIP_CROSSES_UP : BK_W_TIP_CROSSES_DOWN, at, low,
                                 high);
    }
    if (c->open_low || c->open_high)
        bk_writer_word_paragraph(p->writer, indent, BK_STYLE_PLAIN, BK_W_TIP_OPEN);
    write_slope(p, c->slope, indent);
}

static void write_no_crossing(const bk_tipping_page *p, const bk_tipping *t)
{
    char from[BK_TIPPING_TEXT], to[BK_TIPPING_TEXT];
    bk_tipping_ends(p, from, to);
    bk_words what = t->unsure                         ? BK_W_TIP_UNSURE
                    : t->at_from.mean > t->level.mean ? BK_W_TIP_ABOVE
                                                      : BK_W_TIP_BELOW;
    bk_writer_word_paragraph(p->writer, 0, BK_STYLE_TITLE, what, from, to);
}

static void write_crossings(const bk_tipping_page *p, const bk_tipping *t)
{
    if (t->flat && !p->question->level_given) {
        bk_writer_word_paragraph(p->writer, 0, BK_STYLE_TITLE, BK_W_TIP_FLAT);
        return;
    }
    if (t->n_crossings == 0) write_no_crossing(p, t);
    if (t->n_crossings > 1)
        bk_writer_word_paragraph(p->writer, 0, BK_STYLE_PLAIN, BK_W_TIP_SEVERAL,
                                 (int)t->n_crossings);
    for (int32_t i = 0; i < t->n_crossings && i < BK_TIPPING_CROSSINGS; i++)
        write_crossing(p, &t->crossing[i], t->n_crossings > 1 ? 2 : 0);
}

static void write_steepest(const bk_tipping_page *p, const bk_tipping *t)
{
    char from[BK_TIPPING_TEXT], to[BK_TIPPING_TEXT], low[BK_TIPPING_TEXT], high[BK_TIPPING_TEXT];
    double fine = (p->to - p->from) / 100;
    if (!t->has_steepest) return;
    bk_tipping_key(p, t->steepest_from, fine, from);
    bk_tipping_key(p, t->steepest_to, fine, to);
    bk_tipping_key(p, t->steepest_low, fine, low);
    bk_tipping_key(p, t->steepest_high, fine, high);
    bk_writer_word_paragraph(p->writer, 0, BK_STYLE_PLAIN, BK_W_TIP_STEEPEST, from, to, low, high);
    write_slope(p, t->steepest_slope, 0);
}

/* ---- the picture ---- */

static void draw_bar(const bk_tipping_page *p, const bk_tipping_point *point, double most,
                     int32_t bar)
{
    bk_writer *w = p->writer;
    char at[BK_TIPPING_TEXT], value[BK_TIPPING_TEXT];
    bk_tipping_key(p, point->at, (p->to - p->from) / 100, at);
    bk_tipping_number(p, point->value.mean, value);
    double share = most > 0 && point->value.mean > 0 ? point->value.mean / most : 0;
    int32_t halves = (int32_t)(share * bar * 2 + 0.5);
    bk_writer_fill(w, ' ', 12 - bk_columns(at));
    bk_writer_print(w, "%s  ", at);
    bk_writer_style(w, BK_STYLE_GAZE);
    for (int32_t c = 0; c < halves / 2; c++) bk_writer_text(w, "█");
    if (halves % 2) bk_writer_text(w, "▌");
    bk_writer_style(w, BK_STYLE_DIM);
    for (int32_t c = (halves + 1) / 2; c < bar; c++) bk_writer_text(w, "·");
    bk_writer_style(w, BK_STYLE_PLAIN);
    bk_writer_fill(w, ' ', 9 - bk_columns(value));
    bk_writer_print(w, "%s\n", value);
}

/* A bar for about every sixteenth of the range. */
static void draw(const bk_tipping_page *p, const bk_tipping *t)
{
    int32_t bar = p->writer->width - 24;
    if (bar > BAR) bar = BAR;
    double most = 0;
    for (int32_t i = 0; i < t->n_points; i++)
        if (t->point[i].value.mean > most) most = t->point[i].value.mean;
    bk_writer_text(p->writer, "\n");
    int32_t last = -1;
    for (int32_t b = 0; b <= BARS; b++) {
        double at = p->from + (p->to - p->from) * b / BARS;
        int32_t nearest = 0;
        for (int32_t i = 1; i < t->n_points; i++)
            if (fabs(t->point[i].at - at) < fabs(t->point[nearest].at - at)) nearest = i;
        if (nearest != last) draw_bar(p, &t->point[nearest], most, bar);
        last = nearest;
    }
    bk_writer_text(p->writer, "\n");
}

bk_status bk_report_tipping_text(const bk_scenario *scenario, const bk_tipping_question *question,
                                 const bk_tipping *tipping, const bk_report_options *options,
                                 bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(options, sink, context);
    bk_tipping_page page = {
        .writer = &writer,
        .scenario = scenario,
        .question = question,
        .info = bk_scenario_measure(scenario, question->measure, writer.lang),
        .from = tipping->from,
        .to = tipping->to,
        .whole = tipping->whole,
    };
    bk_tipping_head(&page, tipping->replications, tipping->seed);
    if (tipping->replications == 0) {
        bk_writer_word_paragraph(&writer, 0, BK_STYLE_TITLE, BK_W_TIP_ABSENT);
        return bk_writer_finish(&writer);
    }
    bk_writer_word_paragraph(&writer, 0, BK_STYLE_DIM, BK_W_TIP_POINTS, (int)tipping->n_points);
    draw(&page, tipping);
    write_ends(&page, tipping);
    write_crossings(&page, tipping);
    write_steepest(&page, tipping);
    if (!tipping->has_intervals)
        bk_writer_word_paragraph(&writer, 0, BK_STYLE_ALARM, BK_W_RPT_NO_INTERVAL);
    bk_tipping_note(&page);
    return bk_writer_finish(&writer);
}
