/* gaze_page.c - the gaze in one's own office: shares by service line, differences, agreement, and
 * what the simulation says of the same conditions. */
#include "base/memory.h"
#include "blikk/evidence.h"
#include "report/cells.h"
#include "report/json_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAME_MOST = 30, NAME_LEAST = 10, PAIRS_SHOWN = 10, RANGE_TEXT = 4 * BK_NUMBER_TEXT };

/* What is simulated of a line: its conditions' share seen as IS. */
typedef struct {
    bool exists;
    bk_share share;
} simulated;

/* ---- what the simulation says ---- */

static bool called(bk_team_info nb, bk_team_info en, const char *name)
{
    return strcmp(nb.conditions, name) == 0 || strcmp(nb.label, name) == 0 ||
           strcmp(en.label, name) == 0;
}

/* Clients of a row: what its share counts for where several teams share conditions. */
static double weight_of(bk_team_info team)
{
    double each = team.caseload == INT32_MAX ? 1 : (double)team.caseload;
    return each * (double)team.caseworkers * (double)team.copies;
}

/* The share over all teams under conditions of that name, with the joint interval: teams have luck
 * of their own, so errors add in squares. */
static simulated simulated_of(const bk_scenario *scenario, const bk_result *result,
                              const char *name)
{
    simulated out = {0};
    if (!scenario || !result) return out;
    int32_t measure = bk_scenario_measure_find(scenario, "share_is");
    double weights = 0, sum = 0, squares = 0;
    for (int32_t row = 0; row < bk_scenario_team_count(scenario); row++) {
        bk_team_info nb = bk_scenario_team(scenario, row, BK_NB);
        if (!called(nb, bk_scenario_team(scenario, row, BK_EN), name)) continue;
        bk_estimate e = bk_result_estimate(result, BK_SCOPE_TEAM, row, measure);
        if (e.n == 0) continue;
        double weight = weight_of(nb), half = (e.high - e.low) / 2;
        weights += weight;
        sum += weight * e.mean;
        squares += weight * half * (weight * half);
        out.share.has_interval = e.has_interval;
    }
    if (!(weights > 0)) return out;
    double half = sqrt(squares) / weights;
    out.exists = true;
    out.share.value = sum / weights;
    out.share.low = out.share.value - half > 0 ? out.share.value - half : 0;
    out.share.high = out.share.value + half < 1 ? out.share.value + half : 1;
    return out;
}

/* ---- text ---- */

typedef struct {
    bk_writer *w;
    const bk_codes *codes;
    const bk_scenario *scenario;
    const bk_result *result;
    int32_t name_columns;
} page;

static void percent(bk_lang lang, double value, char out[BK_NUMBER_TEXT])
{
    bk_format_fixed(lang, 100 * value, 0, out);
}

/* "43 (31 til 55)", "43", or a dash. */
static void share_text(bk_lang lang, bk_share share, char out[RANGE_TEXT])
{
    char value[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT], range[RANGE_TEXT];
    if (!isfinite(share.value)) {
        snprintf(out, RANGE_TEXT, "-");
        return;
    }
    percent(lang, share.value, value);
    if (!share.has_interval) {
        snprintf(out, RANGE_TEXT, "%s", value);
        return;
    }
    percent(lang, share.low, low);
    percent(lang, share.high, high);
    bk_words_print(range, RANGE_TEXT, lang, BK_W_GZ_RANGE, low, high);
    snprintf(out, RANGE_TEXT, "%.39s (%.110s)", value, range);
}

static void column(const page *p, const char *text, int32_t columns)
{
    int32_t fill = columns - bk_columns(text);
    if (fill > 0) bk_writer_fill(p->w, ' ', fill);
    bk_writer_text(p->w, text);
}

static void number_column(const page *p, int32_t number, int32_t columns)
{
    char text[BK_NUMBER_TEXT];
    bk_format_fixed(p->w->lang, (double)number, 0, text);
    column(p, text, columns);
}

enum { SHARE_COLUMNS = 20, COUNT_COLUMNS = 10 };

static void write_shares(const page *p)
{
    bk_lang lang = p->w->lang;
    bk_writer_heading(p->w, BK_W_GZ_HEAD_SHARES);
    bk_writer_fill(p->w, ' ', 2 + p->name_columns);
    column(p, bk_word(lang, BK_W_GZ_COL_SHARE), SHARE_COLUMNS);
    column(p, bk_word(lang, BK_W_GZ_COL_GROUPS), COUNT_COLUMNS);
    column(p, bk_word(lang, BK_W_GZ_COL_UNITS), COUNT_COLUMNS);
    if (p->scenario) column(p, bk_word(lang, BK_W_GZ_COL_SIMULATED), SHARE_COLUMNS);
    bk_writer_text(p->w, "\n");
    for (int32_t l = 0; l < bk_codes_line_count(p->codes); l++) {
        bk_line_info info = bk_codes_line(p->codes, l);
        char text[RANGE_TEXT];
        bk_writer_text(p->w, "  ");
        bk_writer_column(p->w, info.name, p->name_columns);
        share_text(lang, info.is, text);
        bk_writer_style(p->w, BK_STYLE_GAZE);
        column(p, text, SHARE_COLUMNS);
        bk_writer_style(p->w, BK_STYLE_PLAIN);
        number_column(p, info.groups, COUNT_COLUMNS);
        number_column(p, info.units, COUNT_COLUMNS);
        simulated s = simulated_of(p->scenario, p->result, info.name);
        share_text(lang, s.exists ? s.share : (bk_share){.value = (double)NAN}, text);
        if (p->scenario) column(p, text, SHARE_COLUMNS);
        bk_writer_text(p->w, "\n");
    }
}

static void write_difference(const page *p, int32_t a, int32_t b)
{
    const char *one = bk_codes_line(p->codes, a).name, *two = bk_codes_line(p->codes, b).name;
    char names[256], text[RANGE_TEXT];
    bk_words_print(names, sizeof names, p->w->lang, BK_W_GZ_LESS, two, one);
    bk_writer_text(p->w, "  ");
    bk_writer_column(p->w, names, p->name_columns + SHARE_COLUMNS);
    share_text(p->w->lang, bk_codes_difference(p->codes, a, b), text);
    column(p, text, SHARE_COLUMNS);
    simulated x = simulated_of(p->scenario, p->result, one);
    simulated y = simulated_of(p->scenario, p->result, two);
    if (x.exists && y.exists) {
        bk_share share = {.value = y.share.value - x.share.value};
        share_text(p->w->lang, share, text);
        column(p, text, SHARE_COLUMNS);
    }
    bk_writer_text(p->w, "\n");
}

static void write_differences(const page *p)
{
    int32_t lines = bk_codes_line_count(p->codes), shown = 0;
    if (lines < 2) return;
    bk_writer_text(p->w, "\n");
    bk_writer_heading(p->w, BK_W_GZ_HEAD_DIFFERENCES);
    for (int32_t a = 0; a < lines; a++)
        for (int32_t b = a + 1; b < lines && shown < PAIRS_SHOWN; b++, shown++)
            write_difference(p, a, b);
}

static void write_alpha(const page *p)
{
    bk_alpha_info a = bk_codes_alpha(p->codes);
    char value[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT];
    bk_writer_text(p->w, "\n");
    bk_writer_heading(p->w, BK_W_GZ_HEAD_ALPHA);
    if (!isfinite(a.alpha.value)) {
        bk_writer_word_paragraph(p->w, 2, BK_STYLE_PLAIN, BK_W_GZ_ALPHA_NONE);
        return;
    }
    bk_format_fixed(p->w->lang, a.alpha.value, 2, value);
    bk_format_fixed(p->w->lang, a.alpha.low, 2, low);
    bk_format_fixed(p->w->lang, a.alpha.high, 2, high);
    if (a.alpha.has_interval)
        bk_writer_word_paragraph(p->w, 2, BK_STYLE_PLAIN, BK_W_GZ_ALPHA, value, low, high,
                                 (int)a.units);
    else
        bk_writer_word_paragraph(p->w, 2, BK_STYLE_PLAIN, BK_W_GZ_ALPHA_POINT, value, (int)a.units);
    /* Krippendorff's own limits (Content Analysis, 4th ed., 2019, chapter 12). */
    bk_words verdict = a.alpha.value >= 0.8     ? BK_W_GZ_ALPHA_GOOD
                       : a.alpha.value >= 0.667 ? BK_W_GZ_ALPHA_FAIR
                                                : BK_W_GZ_ALPHA_POOR;
    bk_writer_word_paragraph(p->w, 2, BK_STYLE_PLAIN, verdict);
}

static void write_notes(const page *p)
{
    bk_lang lang = p->w->lang;
    bk_writer_text(p->w, "\n");
    if (bk_codes_remark_count(p->codes) > 0) {
        bk_writer_heading(p->w, BK_W_GZ_HEAD_REMARKS);
        for (int32_t i = 0; i < bk_codes_remark_count(p->codes); i++)
            bk_writer_paragraph(p->w, 2, BK_STYLE_PLAIN, bk_codes_remark(p->codes, i, lang));
        bk_writer_text(p->w, "\n");
    }
    bk_writer_word_paragraph(p->w, 0, BK_STYLE_DIM, BK_W_GZ_HOW);
    if (!p->scenario) return;
    for (int32_t l = 0; l < bk_codes_line_count(p->codes); l++) {
        const char *name = bk_codes_line(p->codes, l).name;
        if (!simulated_of(p->scenario, p->result, name).exists)
            bk_writer_word_paragraph(p->w, 0, BK_STYLE_PLAIN, BK_W_GZ_NOT_SIMULATED, name);
    }
    bk_writer_word_paragraph(p->w, 0, BK_STYLE_DIM, BK_W_GZ_NOT_THE_SAME);
    bk_writer_word_paragraph(p->w, 0, BK_STYLE_DIM, BK_W_NOTE_UNMEASURED);
}

static int32_t units_of(const bk_codes *codes)
{
    int32_t units = 0;
    for (int32_t l = 0; l < bk_codes_line_count(codes); l++) units += bk_codes_line(codes, l).units;
    return units;
}

bk_status bk_report_gaze_text(const bk_codes *codes, const bk_scenario *scenario,
                              const bk_result *result, const bk_report_options *options,
                              bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(options, sink, context);
    page p = {.w = &writer, .codes = codes, .scenario = scenario, .result = result};
    int32_t lines = bk_codes_line_count(codes);
    for (int32_t l = 0; l < lines; l++) {
        int32_t columns = bk_columns(bk_codes_line(codes, l).name);
        if (columns > p.name_columns) p.name_columns = columns;
    }
    if (p.name_columns > NAME_MOST) p.name_columns = NAME_MOST;
    if (p.name_columns < NAME_LEAST) p.name_columns = NAME_LEAST;

    bk_writer_paragraph(&writer, 0, BK_STYLE_TITLE, bk_word(writer.lang, BK_W_GZ_TITLE));
    int units = (int)units_of(codes), coders = (int)bk_codes_alpha(codes).coders;
    if (lines == 1)
        bk_writer_word_paragraph(&writer, 0, BK_STYLE_PLAIN, BK_W_GZ_COUNTS_ONE,
                                 bk_codes_file(codes), units, coders);
    else
        bk_writer_word_paragraph(&writer, 0, BK_STYLE_PLAIN, BK_W_GZ_COUNTS, bk_codes_file(codes),
                                 (int)lines, units, coders);
    bk_writer_text(&writer, "\n");
    write_shares(&p);
    write_differences(&p);
    write_alpha(&p);
    write_notes(&p);
    return bk_writer_finish(&writer);
}

/* ---- JSON ---- */

static json_t *share_object(bk_share share)
{
    json_t *object = json_object();
    if (isfinite(share.value)) bk_json_put(&object, "value", json_real(share.value));
    if (share.has_interval) {
        bk_json_put(&object, "low", json_real(share.low));
        bk_json_put(&object, "high", json_real(share.high));
    }
    return object;
}

static json_t *line_object(const bk_codes *codes, int32_t l, const bk_scenario *scenario,
                           const bk_result *result)
{
    bk_line_info info = bk_codes_line(codes, l);
    json_t *object = json_object();
    bk_json_put(&object, "line", bk_json_text(info.name));
    bk_json_put(&object, "is", share_object(info.is));
    bk_json_put(&object, "groups", json_integer(info.groups));
    bk_json_put(&object, "units", json_integer(info.units));
    bk_json_put(&object, "coders", json_integer(info.coders));
    bk_json_put(&object, "codes_is", json_integer(info.as_is));
    bk_json_put(&object, "codes_has", json_integer(info.as_has));
    bk_json_put(&object, "codes_other", json_integer(info.as_other));
    simulated s = simulated_of(scenario, result, info.name);
    if (s.exists) bk_json_put(&object, "simulated", share_object(s.share));
    return object;
}

static void write_pairs(bk_writer *w, const bk_codes *codes)
{
    bool first = true;
    int32_t lines = bk_codes_line_count(codes);
    for (int32_t a = 0; a < lines; a++) {
        for (int32_t b = a + 1; b < lines; b++) {
            json_t *object = json_object();
            bk_json_put(&object, "line", bk_json_text(bk_codes_line(codes, b).name));
            bk_json_put(&object, "less", bk_json_text(bk_codes_line(codes, a).name));
            bk_json_put(&object, "is", share_object(bk_codes_difference(codes, a, b)));
            bk_json_item(w, &first, 4);
            bk_json_write(w, object);
        }
    }
}

static json_t *alpha_object(bk_alpha_info a)
{
    json_t *object = share_object(a.alpha);
    bk_json_put(&object, "units", json_integer(a.units));
    bk_json_put(&object, "coders", json_integer(a.coders));
    bk_json_put(&object, "interval_by", bk_json_text(a.by_group ? "groups" : "units"));
    return object;
}

static json_t *remark_object(const bk_codes *codes, int32_t i)
{
    json_t *object = json_object();
    bk_json_put(&object, "nb", bk_json_text(bk_codes_remark(codes, i, BK_NB)));
    bk_json_put(&object, "en", bk_json_text(bk_codes_remark(codes, i, BK_EN)));
    return object;
}

bk_status bk_report_gaze_json(const bk_codes *codes, const bk_scenario *scenario,
                              const bk_result *result, bk_byte_sink sink, void *context)
{
    bk_writer w = bk_writer_start(NULL, sink, context);
    bool first = true, first_item = true;
    bk_writer_text(&w, "{");
    bk_json_key(&w, &first, 2, "version");
    bk_json_write(&w, bk_json_text(bk_version()));
    bk_json_key(&w, &first, 2, "file");
    bk_json_write(&w, bk_json_text(bk_codes_file(codes)));
    if (scenario) {
        bk_json_key(&w, &first, 2, "scenario");
        bk_json_write(&w, bk_json_scenario(scenario));
    }
    bk_json_key(&w, &first, 2, "lines");
    bk_writer_text(&w, "[");
    for (int32_t l = 0; l < bk_codes_line_count(codes); l++) {
        bk_json_item(&w, &first_item, 4);
        bk_json_write(&w, line_object(codes, l, scenario, result));
    }
    bk_writer_text(&w, "]");
    bk_json_key(&w, &first, 2, "differences");
    bk_writer_text(&w, "[");
    write_pairs(&w, codes);
    bk_writer_text(&w, "]");
    bk_json_key(&w, &first, 2, "alpha");
    bk_json_write(&w, alpha_object(bk_codes_alpha(codes)));
    bk_json_key(&w, &first, 2, "remarks");
    bk_writer_text(&w, "[");
    first_item = true;
    for (int32_t i = 0; i < bk_codes_remark_count(codes); i++) {
        bk_json_item(&w, &first_item, 4);
        bk_json_write(&w, remark_object(codes, i));
    }
    bk_writer_text(&w, "]\n}\n");
    return bk_writer_finish(&w);
}
