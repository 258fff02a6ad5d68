/* validation_page.c - published against simulated: for people, as JSON, and as the table of
 * docs/evidence.md. */
#include "blikk/evidence.h"
#include "report/cells.h"
#include "report/json_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIGURE_TEXT = 64, RANGE_TEXT = 3 * FIGURE_TEXT, ID_COLUMNS = 14 };

/* A figure as the finding's unit has it: shares in per cent, differences with their sign. */
static void figure(bk_lang lang, const bk_finding_info *f, double value, char out[FIGURE_TEXT])
{
    char text[BK_NUMBER_TEXT];
    bool share = f->unit == BK_UNIT_SHARE;
    int32_t decimals = share                                                        ? 1
                       : f->unit == BK_UNIT_DAYS || f->unit == BK_UNIT_PER_100_YEAR ? 0
                                                                                    : 2;
    if (!isfinite(value)) {
        snprintf(out, FIGURE_TEXT, "-");
        return;
    }
    bk_format_fixed(lang, share ? 100 * value : value, decimals, text);
    snprintf(out, FIGURE_TEXT, "%s%s", f->is_change && value > 0 ? "+" : "", text);
}

/* "7,7 (5,9 til 9,5)"; the value alone where low and high are the same. */
static void range(bk_lang lang, const bk_finding_info *f, double value, double low, double high,
                  char out[RANGE_TEXT])
{
    char text[3][FIGURE_TEXT];
    figure(lang, f, value, text[0]);
    figure(lang, f, low, text[1]);
    figure(lang, f, high, text[2]);
    if (low < high)
        bk_words_print(out, RANGE_TEXT, lang, BK_W_EV_RANGE, text[0], text[1], text[2]);
    else
        snprintf(out, RANGE_TEXT, "%s", text[0]);
}

static void published_text(bk_lang lang, const bk_finding_info *f, char out[RANGE_TEXT])
{
    if (f->is_sign)
        snprintf(out, RANGE_TEXT, "%s",
                 bk_word(lang, f->positive ? BK_W_EV_ABOVE_0 : BK_W_EV_BELOW_0));
    else
        range(lang, f, f->published, f->low, f->high, out);
}

static const char *unit_text(bk_lang lang, const bk_finding_info *f)
{
    bool share = f->unit == BK_UNIT_SHARE;
    if (share && f->is_change && !f->is_relative) return bk_word(lang, BK_W_EV_POINTS);
    if (share) return "%";
    return bk_word(lang, f->unit == BK_UNIT_DAYS ? BK_W_UNIT_DAYS : BK_W_EV_PER_YEAR);
}

static bk_words verdict_word(bk_verdict v)
{
    return !v.passes ? BK_W_EV_SHORT : v.precise ? BK_W_EV_PASSES : BK_W_EV_UNSURE;
}

/* ---- text ---- */

static void write_trial(bk_writer *w, const bk_finding_info *f, bool first)
{
    char n[BK_NUMBER_TEXT];
    if (!first) bk_writer_text(w, "\n");
    bk_writer_paragraph(w, 0, BK_STYLE_HEADING, f->trial);
    bk_format_fixed(w->lang, (double)f->n, 0, n);
    if (f->n > 0)
        bk_writer_word_paragraph(w, 2, BK_STYLE_DIM, BK_W_EV_DESIGN_N, f->where, f->design, n);
    else
        bk_writer_word_paragraph(w, 2, BK_STYLE_DIM, BK_W_EV_DESIGN, f->where, f->design);
}

static void write_finding(bk_writer *w, const bk_finding_info *f, bk_verdict v)
{
    char published[RANGE_TEXT], simulated[RANGE_TEXT];
    published_text(w->lang, f, published);
    range(w->lang, f, v.value, v.from, v.to, simulated);
    bk_writer_text(w, "  ");
    bk_writer_column(w, f->id, ID_COLUMNS);
    bk_writer_show(w, f->says, -1);
    bk_writer_print(w, ", %s\n", unit_text(w->lang, f));
    bk_writer_fill(w, ' ', 2 + ID_COLUMNS);
    bk_writer_word(w, f->is_input ? BK_W_EV_LINE_INPUT : BK_W_EV_LINE, published, simulated);
    bk_writer_style(w, v.passes ? BK_STYLE_PLAIN : BK_STYLE_ALARM);
    bk_writer_print(w, "   %s", bk_word(w->lang, verdict_word(v)));
    bk_writer_style(w, BK_STYLE_PLAIN);
    bk_writer_text(w, "\n");
}

bk_status bk_report_validation_text(const bk_evidence *evidence, const bk_validation *validation,
                                    const bk_report_options *options, bk_byte_sink sink,
                                    void *context)
{
    bk_writer w = bk_writer_start(options, sink, context);
    int32_t trial = -1, tried = bk_validation_tried(validation);
    bk_writer_paragraph(&w, 0, BK_STYLE_TITLE, bk_word(w.lang, BK_W_EV_TITLE));
    bk_writer_text(&w, "\n");
    for (int32_t i = 0; i < bk_evidence_count(evidence); i++) {
        bk_verdict v = bk_validation_verdict(validation, i);
        if (!v.tried) continue;
        bk_finding_info f = bk_evidence_finding(evidence, i, w.lang);
        if (f.trial_number != trial) write_trial(&w, &f, trial < 0);
        trial = f.trial_number;
        write_finding(&w, &f, v);
    }
    bk_writer_text(&w, "\n");
    int32_t fallen = bk_validation_short(validation);
    bk_writer_word_paragraph(&w, 0, BK_STYLE_PLAIN, BK_W_EV_SUM, (int)tried, (int)(tried - fallen),
                             (int)fallen);
    bk_writer_word_paragraph(&w, 0, BK_STYLE_DIM, BK_W_EV_HOW);
    bk_writer_word_paragraph(&w, 0, BK_STYLE_DIM, BK_W_EV_NO_GAZE);
    return bk_writer_finish(&w);
}

/* ---- markdown ---- */

/* A text within a cell: a bar would end it. */
static void cell(bk_writer *w, const char *text)
{
    for (const char *c = text; *c; c++) bk_writer_print(w, *c == '|' ? "\\%c" : "%c", *c);
}

bk_status bk_report_validation_markdown(const bk_evidence *evidence,
                                        const bk_validation *validation, bk_lang lang,
                                        bk_byte_sink sink, void *context)
{
    const bk_report_options options = {.lang = lang};
    bk_writer w = bk_writer_start(&options, sink, context);
    bk_writer_text(&w, bk_word(lang, BK_W_EV_MD_HEAD));
    bk_writer_text(&w, "\n|---|---|---|---|---|\n");
    for (int32_t i = 0; i < bk_evidence_count(evidence); i++) {
        bk_verdict v = bk_validation_verdict(validation, i);
        if (!v.tried) continue;
        bk_finding_info f = bk_evidence_finding(evidence, i, lang);
        char published[RANGE_TEXT], simulated[RANGE_TEXT];
        published_text(lang, &f, published);
        range(lang, &f, v.value, v.from, v.to, simulated);
        bk_writer_print(&w, "| %s | ", f.id);
        cell(&w, f.says);
        bk_writer_print(&w, ", %s | %s | %s | %s |\n", unit_text(lang, &f), published, simulated,
                        bk_word(lang, verdict_word(v)));
    }
    return bk_writer_finish(&w);
}

/* ---- JSON ---- */

static void put_number(json_t **object, const char *key, double value)
{
    if (isfinite(value)) bk_json_put(object, key, json_real(value));
}

static json_t *both(const char *nb, const char *en)
{
    json_t *object = json_object();
    bk_json_put(&object, "nb", bk_json_text(nb));
    bk_json_put(&object, "en", bk_json_text(en));
    return object;
}

static json_t *finding_object(const bk_evidence *evidence, int32_t i, bk_verdict v)
{
    bk_finding_info f = bk_evidence_finding(evidence, i, BK_EN);
    bk_finding_info nb = bk_evidence_finding(evidence, i, BK_NB);
    json_t *object = json_object();
    bk_json_put(&object, "id", bk_json_text(f.id));
    bk_json_put(&object, "trial", both(nb.trial, f.trial));
    bk_json_put(&object, "says", both(nb.says, f.says));
    bk_json_put(&object, "citation", bk_json_text(f.citation));
    bk_json_put(&object, "unit", bk_json_text(bk_unit_id(f.unit)));
    bk_json_put(&object, "kind",
                bk_json_text(f.is_input  ? "input"
                             : f.is_sign ? "sign"
                                         : "figure"));
    if (f.has_published) {
        put_number(&object, "published", f.published);
        put_number(&object, "published_se", f.se);
        put_number(&object, "pass_low", f.low);
        put_number(&object, "pass_high", f.high);
    } else {
        bk_json_put(&object, "sign", bk_json_text(f.positive ? "positive" : "negative"));
    }
    put_number(&object, "simulated", v.value);
    put_number(&object, "simulated_low", v.from);
    put_number(&object, "simulated_high", v.to);
    put_number(&object, "simulation_error", v.error);
    bk_json_put(&object, "replications", json_integer(v.replications));
    bk_json_put(&object, "precise", json_boolean(v.precise));
    bk_json_put(&object, "passes", json_boolean(v.passes));
    return object;
}

bk_status bk_report_validation_json(const bk_evidence *evidence, const bk_validation *validation,
                                    bk_byte_sink sink, void *context)
{
    bk_writer w = bk_writer_start(NULL, sink, context);
    bool first = true, first_finding = true;
    bk_writer_text(&w, "{");
    bk_json_key(&w, &first, 2, "version");
    bk_json_write(&w, bk_json_text(bk_version()));
    bk_json_key(&w, &first, 2, "seed");
    bk_json_seed(&w, bk_validation_seed(validation));
    bk_json_key(&w, &first, 2, "findings");
    bk_writer_text(&w, "[");
    for (int32_t i = 0; i < bk_evidence_count(evidence); i++) {
        bk_verdict v = bk_validation_verdict(validation, i);
        if (!v.tried) continue;
        bk_json_item(&w, &first_finding, 4);
        bk_json_write(&w, finding_object(evidence, i, v));
    }
    bk_writer_text(&w, "]");
    bk_json_key(&w, &first, 2, "tried");
    bk_json_write(&w, json_integer(bk_validation_tried(validation)));
    bk_json_key(&w, &first, 2, "fall_short");
    bk_json_write(&w, json_integer(bk_validation_short(validation)));
    bk_writer_text(&w, "\n}\n");
    return bk_writer_finish(&w);
}
