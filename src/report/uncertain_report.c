/* uncertain_report.c - chance and ignorance apart: a table for people, JSON for programs. */
#include "report/cells.h"
#include "report/json_text.h"
#include "report/notes.h"
#include "report/pictures.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum {
    WIDE_LIKELY = 12,
    WIDE_SPAN = 14,
    WIDE_SHARE = 15,
    GAP = 2,
    LABEL_LEAST = 20,
    LABEL_TEXT = 400,
    CELL_TEXT = 2 * BK_NUMBER_TEXT + 16
};

typedef struct {
    bk_writer *writer;
    const bk_scenario *scenario;
    const bk_uncertainty *uncertainty;
    bk_uncertain_plan plan;
    bk_notes notes;
    int32_t label; /* columns */
} page;

/* ---- cells ---- */

static void write_right(bk_writer *w, const char *text, int32_t columns)
{
    int32_t wide = bk_columns(text);
    bk_writer_fill(w, ' ', GAP + (wide < columns ? columns - wide : 0));
    bk_writer_text(w, text);
}

static void span_text(const bk_writer *w, bk_unit unit, double low, double high,
                      char out[CELL_TEXT])
{
    if (isnan(low) || isnan(high)) {
        snprintf(out, CELL_TEXT, "%s", w->ascii ? "-" : "–");
        return;
    }
    char from[BK_NUMBER_TEXT], to[BK_NUMBER_TEXT];
    double least = bk_figure(unit, low), most = bk_figure(unit, high);
    int32_t decimals = bk_figure_decimals(unit, fabs(most));
    bk_format_fixed(w->lang, least, decimals, from);
    bk_format_fixed(w->lang, most, decimals, to);
    bk_words_print(out, CELL_TEXT, w->lang, BK_W_RPT_KEY_RANGE, from, to);
}

static void share_text(const bk_writer *w, const bk_uncertain_estimate *e, char out[CELL_TEXT])
{
    if (!e->told) {
        snprintf(out, CELL_TEXT, "%s", w->ascii ? "-" : "–");
        return;
    }
    if (e->ignorance_low <= 0) {
        bk_words_print(out, CELL_TEXT, w->lang, BK_W_SNS_ABOUT_ZERO);
        return;
    }
    char value[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT];
    bk_format_fixed(w->lang, 100 * e->ignorance, 0, value);
    bk_format_fixed(w->lang, 100 * e->ignorance_low, 0, low);
    bk_format_fixed(w->lang, 100 * e->ignorance_high, 0, high);
    bk_words_print(out, CELL_TEXT, w->lang, BK_W_SNS_SHARE, value, low, high);
}

/* ---- text ---- */

static void write_head(page *p)
{
    bk_writer *w = p->writer;
    const bk_result *likely = bk_uncertainty_likely(p->uncertainty);
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, bk_result_seed(likely));
    bk_writer_paragraph(w, 0, BK_STYLE_TITLE, bk_scenario_title(p->scenario, w->lang));
    int n = (int)bk_result_replications(likely);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, n == 1 ? BK_W_UNC_HEAD_ONE : BK_W_UNC_HEAD, n,
                             (int)p->plan.draws,
                             (int)bk_scenario_part_count(p->scenario, BK_PART_RANGES, 0));
    bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_RPT_IDENTITY, seed,
                             bk_scenario_hash(p->scenario), bk_version());
    bk_writer_text(w, "\n");
}

static void write_columns(page *p)
{
    bk_writer *w = p->writer;
    bk_writer_style(w, BK_STYLE_HEADING);
    bk_writer_fill(w, ' ', 2 + p->label);
    write_right(w, bk_word(w->lang, BK_W_UNC_LIKELY), WIDE_LIKELY);
    write_right(w, bk_word(w->lang, BK_W_UNC_CHANCE), WIDE_SPAN);
    write_right(w, bk_word(w->lang, BK_W_UNC_BOTH), WIDE_SPAN);
    write_right(w, bk_word(w->lang, BK_W_UNC_SHARE), WIDE_SHARE);
    bk_writer_style(w, BK_STYLE_PLAIN);
    bk_writer_text(w, "\n");
}

static void write_row(page *p, bk_scope scope, int32_t index, int32_t m)
{
    bk_writer *w = p->writer;
    bk_uncertain_estimate e = bk_uncertainty_estimate(p->uncertainty, scope, index, m);
    if (e.draws == 0 && e.likely.n == 0) return;
    bk_measure_info info = bk_scenario_measure(p->scenario, p->plan.measure[m], w->lang);
    char mark[BK_NOTE_MARKS], label[LABEL_TEXT], text[CELL_TEXT];
    bk_notes_mark(&p->notes, w->ascii, info.note, mark);
    const char *unit = bk_figure_unit(&info);
    snprintf(label, sizeof label, "%s%s%s%s", info.label, unit[0] ? ", " : "", unit, mark);

    /* The label over as many lines as it takes; the figures stand on the last. */
    const char *line = label;
    for (;;) {
        const char *rest = line;
        int32_t bytes = bk_wrap(&rest, p->label);
        bk_writer_fill(w, ' ', 2);
        if (*rest) {
            bk_writer_show(w, line, bytes);
            bk_writer_text(w, "\n");
            line = rest;
            continue;
        }
        bk_writer_column(w, line, p->label);
        break;
    }
    bk_cell cell = bk_cell_of(w->lang, w->ascii, info.unit_kind, e.likely);
    write_right(w, cell.text, WIDE_LIKELY);
    span_text(w, info.unit_kind, e.chance_low, e.chance_high, text);
    write_right(w, text, WIDE_SPAN);
    span_text(w, info.unit_kind, e.both_low, e.both_high, text);
    write_right(w, text, WIDE_SPAN);
    share_text(w, &e, text);
    write_right(w, text, WIDE_SHARE);
    bk_writer_text(w, "\n");
}

static void write_block(page *p, bk_scope scope, int32_t index, const char *name)
{
    bk_writer_paragraph(p->writer, 0, BK_STYLE_HEADING, name);
    for (int32_t m = 0; m < p->plan.n_measures; m++) write_row(p, scope, index, m);
    bk_writer_text(p->writer, "\n");
}

bk_status bk_report_uncertain_text(const bk_scenario *scenario, const bk_uncertainty *uncertainty,
                                   const bk_report_options *options, bk_byte_sink sink,
                                   void *context)
{
    bk_writer writer = bk_writer_start(options, sink, context);
    page p = {.writer = &writer,
              .scenario = scenario,
              .uncertainty = uncertainty,
              .plan = bk_uncertainty_planned(uncertainty)};
    p.label = writer.width - 2 - 4 * GAP - WIDE_LIKELY - 2 * WIDE_SPAN - WIDE_SHARE;
    if (p.label < LABEL_LEAST) p.label = LABEL_LEAST;
    write_head(&p);
    write_columns(&p);
    for (int32_t row = 0; row < bk_uncertainty_teams(uncertainty); row++) {
        char name[BK_TEAM_NAME];
        bk_team_name(scenario, writer.lang, row, name);
        write_block(&p, BK_SCOPE_TEAM, row, name);
    }
    write_block(&p, BK_SCOPE_ALL, 0, bk_word(writer.lang, BK_W_UNC_ALL));
    bk_notes_print(&p.notes, &writer);
    bk_writer_word_paragraph(&writer, 0, BK_STYLE_DIM, BK_W_UNC_READING);
    return bk_writer_finish(&writer);
}

/* ---- JSON ---- */

static void put_number(json_t **object, const char *key, double value)
{
    if (isfinite(value)) bk_json_put(object, key, json_real(value));
}

static json_t *span_object(double low, double high)
{
    json_t *object = json_object();
    put_number(&object, "low", low);
    put_number(&object, "high", high);
    return object;
}

static json_t *estimate_object(const bk_uncertain_estimate *e)
{
    json_t *object = json_object(), *likely = json_object();
    if (e->likely.n > 0) {
        put_number(&likely, "mean", e->likely.mean);
        if (e->likely.has_interval) {
            put_number(&likely, "low", e->likely.low);
            put_number(&likely, "high", e->likely.high);
        }
    }
    bk_json_put(&likely, "n", json_integer(e->likely.n));
    bk_json_put(&object, "likely", likely);
    if (e->likely.n > 1) bk_json_put(&object, "chance", span_object(e->chance_low, e->chance_high));
    bk_json_put(&object, "draws", json_integer(e->draws));
    if (e->draws > 0) {
        put_number(&object, "mean", e->mean);
        bk_json_put(&object, "chance_and_ignorance", span_object(e->both_low, e->both_high));
    }
    if (e->told) {
        json_t *share = span_object(e->ignorance_low, e->ignorance_high);
        put_number(&share, "value", e->ignorance);
        if (e->ignorance_low <= 0) bk_json_put(&share, "about_zero", json_true());
        bk_json_put(&object, "ignorance", share);
    }
    return object;
}

static void write_measures(page *p, bk_scope scope, int32_t index, int32_t indent)
{
    bk_writer *w = p->writer;
    bool first = true;
    bk_writer_text(w, "{");
    for (int32_t m = 0; m < p->plan.n_measures; m++) {
        bk_uncertain_estimate e = bk_uncertainty_estimate(p->uncertainty, scope, index, m);
        if (e.draws == 0 && e.likely.n == 0) continue;
        bk_json_key(w, &first, indent,
                    bk_scenario_measure(p->scenario, p->plan.measure[m], BK_EN).id);
        bk_json_write(w, estimate_object(&e));
    }
    bk_writer_text(w, "}");
}

static void write_field(page *p, bool *first, int32_t indent, const char *key, json_t *value)
{
    bk_json_key(p->writer, first, indent, key);
    bk_json_write(p->writer, value);
}

static void write_team(page *p, int32_t row)
{
    bk_team_info team = bk_scenario_team(p->scenario, row, BK_EN);
    bool first = true;
    bk_writer_text(p->writer, "{");
    write_field(p, &first, 6, "office", bk_json_text(team.office));
    write_field(p, &first, 6, "conditions", bk_json_text(team.conditions));
    bk_json_key(p->writer, &first, 6, "measures");
    write_measures(p, BK_SCOPE_TEAM, row, 8);
    bk_writer_text(p->writer, "}");
}

static json_t *range_paths(const bk_scenario *scenario)
{
    json_t *paths = json_array();
    int32_t n = bk_scenario_part_count(scenario, BK_PART_RANGES, 0);
    for (int32_t i = 0; i < n && paths; i++) {
        const char *path = bk_scenario_part(scenario, BK_PART_RANGES, 0, i, BK_EN);
        if (json_array_append_new(paths, bk_json_text(path)) == 0) continue;
        json_decref(paths);
        paths = NULL;
    }
    return paths;
}

bk_status bk_report_uncertain_json(const bk_scenario *scenario, const bk_uncertainty *uncertainty,
                                   bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context), *w = &writer;
    page p = {.writer = w,
              .scenario = scenario,
              .uncertainty = uncertainty,
              .plan = bk_uncertainty_planned(uncertainty)};
    const bk_result *likely = bk_uncertainty_likely(uncertainty);
    bool first = true, first_team = true;
    bk_writer_text(w, "{");
    write_field(&p, &first, 2, "version", bk_json_text(bk_version()));
    write_field(&p, &first, 2, "scenario", bk_json_scenario(scenario));
    bk_json_key(w, &first, 2, "seed");
    bk_json_seed(w, bk_result_seed(likely));
    write_field(&p, &first, 2, "replications", json_integer(bk_result_replications(likely)));
    write_field(&p, &first, 2, "draws", json_integer(p.plan.draws));
    write_field(&p, &first, 2, "ranges", range_paths(scenario));
    bk_json_key(w, &first, 2, "teams");
    bk_writer_text(w, "[");
    for (int32_t row = 0; row < bk_uncertainty_teams(uncertainty); row++) {
        bk_json_item(w, &first_team, 4);
        write_team(&p, row);
    }
    bk_writer_text(w, "]");
    bk_json_key(w, &first, 2, "all");
    bk_writer_text(w, "{");
    bool first_key = true;
    bk_json_key(w, &first_key, 4, "measures");
    write_measures(&p, BK_SCOPE_ALL, 0, 6);
    bk_writer_text(w, "}\n}\n");
    return bk_writer_finish(&writer);
}
