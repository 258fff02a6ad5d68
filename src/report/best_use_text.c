/* best_use_text.c - the advice in sentences a leader can read out, what each lever gives, who was
 * in the final, and the check on a fresh seed. */
#include "blikk/best_use.h"
#include "report/contrasts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 1024, LABEL = 40, COLUMN = 16 };

typedef struct {
    bk_writer *writer;
    const bk_best_use *best;
    bk_use_summary summary;
    const bk_scenario *scenario; /* of the check; NULL where there is none */
    bk_measure_info measure;
} page;

/* As few decimals as value needs, at most six. */
static void plain_text(bk_lang lang, double value, char out[BK_NUMBER_TEXT])
{
    double scale = 1;
    int32_t decimals = 0;
    while (decimals < 6 && fabs(value * scale - round(value * scale)) > 1e-6 * scale * value) {
        scale *= 10;
        decimals++;
    }
    bk_format_fixed(lang, value, decimals, out);
}

/* The indifference: "0,5 prosentpoeng", "0,2 uker". */
static void size_text(const page *p, double size, char out[BK_CELL_TEXT])
{
    char figure[BK_NUMBER_TEXT];
    bk_lang lang = p->writer->lang;
    if (p->measure.unit_kind == BK_UNIT_SHARE) {
        plain_text(lang, 100 * size, figure);
        bk_words_print(out, BK_CELL_TEXT, lang, BK_W_USE_POINTS, figure);
        return;
    }
    bk_format_figure(lang, size, figure);
    const char *unit = p->measure.unit;
    snprintf(out, BK_CELL_TEXT, "%s%s%s", figure, unit[0] ? " " : "", unit);
}

static void write_head(page *p, const char *team)
{
    bk_writer *w = p->writer;
    bool more = p->measure.better == BK_MORE_IS_BETTER;
    bk_writer_heading(w, BK_W_USE_HEAD);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_USE_FOR, team);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, more ? BK_W_USE_AIM_MORE : BK_W_USE_AIM_LESS,
                             p->measure.label);
    if (p->measure.note[0]) bk_writer_paragraph(w, 0, BK_STYLE_DIM, p->measure.note);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN,
                             p->summary.may_push_out ? BK_W_USE_NOT_HELD : BK_W_USE_HELD);
    bk_writer_text(w, "\n");
}

/* ---- the advice ---- */

static void write_settings(page *p)
{
    bk_writer *w = p->writer;
    for (int32_t i = 0; i < p->summary.levers; i++) {
        bk_use_lever l = bk_best_use_lever(p->best, i, w->lang);
        if (!l.changes) continue;
        bk_writer_word_paragraph(w, 2, BK_STYLE_TITLE, l.today[0] ? BK_W_USE_SET : BK_W_USE_SET_NEW,
                                 l.meaning, l.chosen, l.today);
        bk_writer_paragraph(w, 4, BK_STYLE_DIM, l.path);
    }
}

static void write_certainty(page *p)
{
    bk_writer *w = p->writer;
    const bk_use_summary *s = &p->summary;
    char size[BK_CELL_TEXT], sure[BK_NUMBER_TEXT];
    size_text(p, s->indifference, size);
    plain_text(w->lang, 100 * s->confidence, sure);
    switch (s->verdict) {
    case BK_USE_CHOSEN:
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_USE_SURE, sure,
                                 (int)bk_best_use_finalist_count(p->best), size,
                                 (int)s->replications, (int)s->tried);
        break;
    case BK_USE_UNDECIDED:
        bk_writer_word_paragraph(w, 0, BK_STYLE_ALARM, BK_W_USE_UNSURE, (int)s->replications);
        break;
    case BK_USE_STOPPED:
        bk_writer_word_paragraph(w, 0, BK_STYLE_ALARM, BK_W_USE_STOPPED, (int)s->tried);
        break;
    case BK_USE_WITHDRAWN:
        bk_writer_word_paragraph(w, 0, BK_STYLE_ALARM, BK_W_USE_WITHDRAWN);
    }
}

static void write_advice(page *p)
{
    bk_writer *w = p->writer;
    char size[BK_CELL_TEXT];
    size_text(p, p->summary.indifference, size);
    bk_writer_heading(w, BK_W_USE_ADVICE);
    if (p->summary.is_today)
        bk_writer_word_paragraph(w, 2, BK_STYLE_TITLE, BK_W_USE_KEEP, size);
    else
        write_settings(p);
    write_certainty(p);
    bk_writer_text(w, "\n");
}

/* ---- what each lever gives ---- */

static bk_cell cell_of(const page *p, bk_estimate e)
{
    bk_contrast c = {.change = e, .verdict = e.n > 0 ? BK_VERDICT_MORE : BK_VERDICT_ABSENT};
    return bk_change_cell(p->writer->lang, p->writer->ascii, p->measure.unit_kind, &c);
}

static void write_right(bk_writer *w, const char *text)
{
    bk_writer_fill(w, ' ', COLUMN - bk_columns(text));
    bk_writer_text(w, text);
}

static void write_parts(page *p)
{
    bk_writer *w = p->writer;
    if (p->summary.is_today || p->scenario == NULL) return;
    bk_writer_word_paragraph(w, 0, BK_STYLE_HEADING, BK_W_USE_PARTS, p->measure.label);
    bk_writer_fill(w, ' ', 2 + LABEL);
    write_right(w, bk_word(w->lang, BK_W_USE_ALONE));
    write_right(w, bk_word(w->lang, BK_W_USE_WITHOUT));
    bk_writer_text(w, "\n");
    for (int32_t i = 0; i < p->summary.levers; i++) {
        bk_use_lever l = bk_best_use_lever(p->best, i, w->lang);
        if (!l.changes) continue;
        bk_cell alone = cell_of(p, l.alone), without = cell_of(p, l.without);
        const char *name = strrchr(l.path, '.');
        bk_writer_text(w, "  ");
        bk_writer_column(w, name != NULL ? name + 1 : l.path, LABEL);
        write_right(w, alone.text);
        write_right(w, without.text);
        bk_writer_text(w, "\n");
    }
    bk_writer_text(w, "\n");
}

/* ---- the final ---- */

/* "minutes 50, who_next random": what it changes. */
static void setting_text(const page *p, int32_t i, char out[TEXT])
{
    size_t length = 0;
    out[0] = '\0';
    for (int32_t l = 0; l < p->summary.levers; l++) {
        bk_use_lever lever = bk_best_use_lever(p->best, l, p->writer->lang);
        const char *value = bk_best_use_finalist_value(p->best, i, l);
        if (strcmp(value, lever.today) == 0) continue;
        const char *name = strrchr(lever.path, '.');
        int printed = snprintf(out + length, TEXT - length, "%s%s %s", length > 0 ? ", " : "",
                               name != NULL ? name + 1 : lever.path, value);
        if (printed < 0 || length + (size_t)printed >= TEXT) return;
        length += (size_t)printed;
    }
    if (length == 0) snprintf(out, TEXT, "%s", bk_word(p->writer->lang, BK_W_USE_TODAY));
}

static void write_finalists(page *p)
{
    bk_writer *w = p->writer;
    if (p->summary.replications == 0) return;
    bk_writer_heading(w, BK_W_USE_FINALISTS);
    bk_writer_fill(w, ' ', 2);
    write_right(w, bk_word(w->lang, BK_W_USE_GAIN));
    write_right(w, bk_word(w->lang, BK_W_USE_RUNS));
    bk_writer_text(w, "\n");
    for (int32_t i = 0; i < bk_best_use_finalist_count(p->best); i++) {
        bk_use_finalist f = bk_best_use_finalist(p->best, i);
        bk_estimate gain = {.mean = f.gain, .n = f.replications};
        bk_cell cell = cell_of(p, gain);
        char text[TEXT], runs[BK_NUMBER_TEXT];
        setting_text(p, i, text);
        snprintf(runs, sizeof runs, "%d", (int)f.replications);
        bk_writer_fill(w, ' ', 2);
        write_right(w, cell.text);
        write_right(w, runs);
        const char *line = text;
        for (bool first = true;; first = false) {
            const char *rest = line;
            int32_t bytes = bk_wrap(&rest, w->width - 2 * COLUMN - 4);
            if (bytes == 0) break;
            bk_writer_fill(w, ' ', first ? 2 : 2 * COLUMN + 4);
            bk_writer_show(w, line, bytes);
            bk_writer_text(w, "\n");
            line = rest;
        }
    }
    bk_writer_text(w, "\n");
}

bk_status bk_report_best_use_text(const bk_best_use *best, const bk_report_options *options,
                                  bk_byte_sink sink, void *context)
{
    static const bk_report_options usual = {0};
    if (!options) options = &usual;
    bk_writer writer = bk_writer_start(options, sink, context);
    const bk_comparison *check = bk_best_use_check(best);
    const bk_scenario *scenario = bk_best_use_scenario(best);
    page p = {.writer = &writer,
              .best = best,
              .summary = bk_best_use_summary(best),
              .scenario = check != NULL ? scenario : NULL};
    p.measure = bk_scenario_measure(scenario, p.summary.measure, writer.lang);
    char team[BK_TEAM_NAME];
    bk_team_name(scenario, writer.lang, p.summary.row, team);
    bk_writer_paragraph(&writer, 0, BK_STYLE_TITLE, bk_scenario_title(scenario, writer.lang));
    write_head(&p, team);
    write_advice(&p);
    write_parts(&p);
    write_finalists(&p);
    if (check != NULL) {
        bk_writer_heading(&writer, BK_W_USE_CHECKED);
        bk_writer_text(&writer, "\n");
    }
    bk_status status = bk_writer_finish(&writer);
    if (status != BK_OK || check == NULL) return status;
    return bk_report_comparison_text(check, p.summary.row, options, sink, context);
}
