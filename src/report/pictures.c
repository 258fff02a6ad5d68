#include "report/pictures.h"

#include "base/format.h"
#include "base/text.h"
#include "report/cells.h"
#include "report/sections.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PARTS = 80, BAR = 50, NAME_LEAST = 12, NAME_MOST = 36, SHOWN_PARTS = 8 };

/* A part of the week: a measure of the time_share family or the free time. */
typedef struct {
    int32_t measure;
    const char *glyph;
    bk_style style;
} part;

void bk_team_name(const bk_scenario *scenario, bk_lang lang, int32_t row, char out[BK_TEAM_NAME])
{
    bk_team_info team = bk_scenario_team(scenario, row, lang);
    char name[BK_TEAM_NAME];
    int length = snprintf(name, sizeof name, "%s, %s", team.office, team.label);
    if (length < BK_TEAM_NAME && team.caseload != INT32_MAX)
        length +=
            snprintf(name + length, (size_t)(BK_TEAM_NAME - length), ", %d", (int)team.caseload);
    if (length >= BK_TEAM_NAME) length = (int)bk_utf8_cut(name, BK_TEAM_NAME - 1);
    bk_text_show(name, length, out, BK_TEAM_NAME);
}

/* ---- whose lines ---- */

typedef struct {
    bk_scope scope;
    int32_t n;    /* lines */
    int32_t name; /* columns of the names */
    int32_t bar;  /* columns of the picture */
} lines;

static lines lines_for(const bk_writer *writer, const bk_scenario *scenario, int32_t most)
{
    lines l = {.scope = BK_SCOPE_TEAM, .n = bk_scenario_team_count(scenario), .name = NAME_LEAST};
    if (l.n > most) {
        l.scope = BK_SCOPE_ALL;
        l.n = 1;
    }
    for (int32_t i = 0; l.scope == BK_SCOPE_TEAM && i < l.n; i++) {
        char name[BK_TEAM_NAME];
        bk_team_name(scenario, writer->lang, i, name);
        int32_t wide = bk_columns(name);
        if (wide > l.name) l.name = wide;
    }
    if (l.name > NAME_MOST) l.name = NAME_MOST;
    l.bar = writer->width - l.name - 12;
    if (l.bar > BAR) l.bar = BAR;
    if (l.bar < 10) l.bar = 10;
    if (l.bar + l.name + 12 > writer->width) l.name = writer->width - l.bar - 12;
    return l;
}

static void write_name(bk_writer *writer, const bk_scenario *scenario, lines l, int32_t i)
{
    char name[BK_TEAM_NAME];
    if (l.scope == BK_SCOPE_TEAM)
        bk_team_name(scenario, writer->lang, i, name);
    else
        snprintf(name, sizeof name, "%s", bk_word(writer->lang, BK_W_RPT_ALL));
    bk_writer_text(writer, "  ");
    bk_writer_column(writer, name, l.name);
    bk_writer_text(writer, "  ");
}

/* ---- the week ---- */

static const char *const INBOX_GLYPHS[] = {"▓", "▒", "▚", "▞", "▤"};

static part part_of(int32_t measure, const char *id, int32_t inbox)
{
    enum { N = sizeof INBOX_GLYPHS / sizeof INBOX_GLYPHS[0] };
    part p = {.measure = measure, .glyph = INBOX_GLYPHS[inbox % N]};
    p.style = (bk_style)((int)BK_STYLE_FIRST + inbox % 2);
    if (strcmp(id, "time_share.measure") == 0) {
        p.glyph = "░";
        p.style = (bk_style)((int)BK_STYLE_FIRST + 3);
    } else if (strcmp(id, "time_share.demand") == 0) {
        p.glyph = "╳";
        p.style = (bk_style)((int)BK_STYLE_FIRST + 4);
    } else if (strcmp(id, "time_share.conversation") == 0) {
        p.glyph = "█";
        p.style = (bk_style)((int)BK_STYLE_FIRST + 5);
    } else if (strcmp(id, "idle_share") == 0) {
        p.glyph = "·";
        p.style = BK_STYLE_DIM;
    }
    return p;
}

static int32_t week_parts(const bk_scenario *scenario, part parts[MOST_PARTS])
{
    int32_t n = 0, inbox = 0, idle = -1;
    for (int32_t m = 0; m < bk_scenario_measure_count(scenario); m++) {
        const char *id = bk_scenario_measure(scenario, m, BK_EN).id;
        if (strcmp(id, "idle_share") == 0) idle = m;
        if (!bk_measure_is_of(id, "time_share") || n >= MOST_PARTS - 1) continue;
        part p = part_of(m, id, inbox);
        if (p.style == BK_STYLE_FIRST || (int)p.style == (int)BK_STYLE_FIRST + 1) inbox++;
        parts[n++] = p;
    }
    if (idle >= 0) parts[n++] = part_of(idle, "idle_share", 0);
    return n;
}

/* Whole cells for shares, so that they add up to the bar: largest remainders first. */
static void share_out(int32_t n, const double shares[], int32_t cells, int32_t out[])
{
    double sum = 0, rest[MOST_PARTS];
    for (int32_t i = 0; i < n; i++) sum += shares[i];
    int32_t given = 0;
    for (int32_t i = 0; i < n; i++) {
        double exact = sum > 0 ? shares[i] / sum * cells : 0;
        out[i] = (int32_t)floor(exact);
        rest[i] = exact - out[i];
        given += out[i];
    }
    for (; sum > 0 && given < cells; given++) {
        int32_t largest = 0;
        for (int32_t i = 1; i < n; i++)
            if (rest[i] > rest[largest]) largest = i;
        out[largest]++;
        rest[largest] = -1;
    }
}

/* What a part is called in the legend: the label without the family's name before the colon. */
static const char *part_name(const char *label)
{
    const char *colon = strstr(label, ": ");
    return colon ? colon + 2 : label;
}

static void write_legend(bk_writer *writer, const bk_scenario *scenario, int32_t n,
                         const part parts[])
{
    int32_t column = 0;
    for (int32_t i = 0; i < n; i++) {
        const char *name =
            part_name(bk_scenario_measure(scenario, parts[i].measure, writer->lang).label);
        int32_t wide = bk_columns(name) + 4;
        if (i == 0 || column + wide > writer->width) {
            bk_writer_text(writer, i == 0 ? "  " : "\n  ");
            column = 2;
        }
        bk_writer_style(writer, parts[i].style);
        bk_writer_text(writer, parts[i].glyph);
        bk_writer_style(writer, BK_STYLE_PLAIN);
        bk_writer_text(writer, " ");
        bk_writer_show(writer, name, -1);
        if (i + 1 < n) bk_writer_text(writer, "  ");
        column += wide;
    }
    bk_writer_text(writer, "\n\n");
}

void bk_draw_week(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                  int32_t most)
{
    part parts[MOST_PARTS];
    int32_t n = week_parts(scenario, parts);
    if (n == 0) return;

    bk_writer_heading(writer, BK_W_RPT_WEEK_BAR);
    lines l = lines_for(writer, scenario, most);
    for (int32_t i = 0; i < l.n; i++) {
        double shares[MOST_PARTS];
        int32_t cells[MOST_PARTS];
        for (int32_t p = 0; p < n; p++) {
            bk_estimate e = bk_result_estimate(result, l.scope, i, parts[p].measure);
            shares[p] = e.n > 0 && e.mean > 0 ? e.mean : 0;
        }
        share_out(n, shares, l.bar, cells);
        write_name(writer, scenario, l, i);
        for (int32_t p = 0; p < n; p++) {
            bk_writer_style(writer, parts[p].style);
            for (int32_t c = 0; c < cells[p]; c++) bk_writer_text(writer, parts[p].glyph);
            bk_writer_style(writer, BK_STYLE_PLAIN);
        }
        bk_writer_text(writer, "\n");
    }
    write_legend(writer, scenario, n, parts);
}

/* ---- the gaze ---- */

void bk_draw_gaze(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                  int32_t most)
{
    int32_t measure = bk_scenario_measure_find(scenario, "share_is");
    if (measure < 0) return;

    bk_writer_heading(writer, BK_W_RPT_GAZE_STRIP);
    lines l = lines_for(writer, scenario, most);
    for (int32_t i = 0; i < l.n; i++) {
        bk_estimate e = bk_result_estimate(result, l.scope, i, measure);
        if (e.n == 0) continue;
        int32_t halves = (int32_t)lround(e.mean * l.bar * 2);
        char number[BK_NUMBER_TEXT];
        bk_format_fixed(writer->lang, 100 * e.mean, 0, number);
        write_name(writer, scenario, l, i);
        bk_writer_style(writer, BK_STYLE_GAZE);
        for (int32_t c = 0; c < halves / 2; c++) bk_writer_text(writer, "█");
        if (halves % 2) bk_writer_text(writer, "▌");
        bk_writer_style(writer, BK_STYLE_DIM);
        for (int32_t c = (halves + 1) / 2; c < l.bar; c++) bk_writer_text(writer, "·");
        bk_writer_style(writer, BK_STYLE_PLAIN);
        bk_writer_print(writer, "%*s%s\n", 5 - (int)bk_columns(number), "", number);
    }
    const char *note = bk_scenario_measure(scenario, measure, writer->lang).note;
    bk_writer_paragraph(writer, 2, BK_STYLE_DIM, note);
    bk_writer_text(writer, "\n");
}

/* ---- weeks ---- */

/* The mean of the values that fall in column c of columns; nan when there are none. */
static double column_mean(int32_t n, const double values[], int32_t c, int32_t columns)
{
    int32_t from = (int32_t)((int64_t)c * n / columns);
    int32_t to = (int32_t)((int64_t)(c + 1) * n / columns);
    double sum = 0;
    int32_t counted = 0;
    for (int32_t i = from; i < to; i++) {
        if (!isfinite(values[i])) continue;
        sum += values[i];
        counted++;
    }
    return counted > 0 ? sum / counted : (double)NAN;
}

void bk_draw_line(bk_writer *writer, int32_t n, const double values[], double least, double most,
                  int32_t columns)
{
    static const char *const STEPS[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char ASCII_STEPS[] = "_.,-=+*#";
    if (columns > n) columns = n;
    for (int32_t c = 0; c < columns; c++) {
        double value = column_mean(n, values, c, columns);
        if (!isfinite(value)) {
            bk_writer_text(writer, " ");
            continue;
        }
        double height = most > least ? (value - least) / (most - least) : 0;
        int32_t step = (int32_t)(height * 7.999);
        if (step < 0) step = 0;
        if (step > 7) step = 7;
        if (writer->ascii)
            bk_writer_fill(writer, ASCII_STEPS[step], 1);
        else
            bk_writer_text(writer, STEPS[step]);
    }
}
