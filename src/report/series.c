#include "report/series.h"

#include "base/memory.h"
#include "report/cells.h"
#include "report/pictures.h"
#include "report/sections.h"

#include <math.h>
#include <stdio.h>

enum { MEASURES_MOST = 12, NAME = 30, LINE_MOST = 52, TAIL = 18 };

typedef struct {
    bk_scope scope;
    int32_t n;
    int32_t weeks;
    double *mean; /* [n x weeks], nan where nothing was measured */
    double least, most;
    bk_week_estimate *last; /* [n] the last week in which something was measured */
} curves;

static void read_curves(curves *c, const bk_result *result, int32_t measure)
{
    c->least = (double)INFINITY;
    c->most = -(double)INFINITY;
    for (int32_t i = 0; i < c->n; i++) {
        c->last[i] = (bk_week_estimate){0};
        for (int32_t week = 0; week < c->weeks; week++) {
            bk_week_estimate e = bk_result_week(result, c->scope, i, measure, week);
            double *mean = &c->mean[(int64_t)i * c->weeks + week];
            *mean = e.n > 0 ? e.mean : (double)NAN;
            if (e.n == 0) continue;
            c->last[i] = e;
            c->least = fmin(c->least, e.mean);
            c->most = fmax(c->most, e.mean);
        }
    }
}

static void write_curve(bk_writer *writer, const bk_scenario *scenario, const curves *c, int32_t i,
                        bk_unit unit)
{
    char name[BK_TEAM_NAME];
    if (c->scope == BK_SCOPE_TEAM)
        bk_team_name(scenario, writer->lang, i, name);
    else
        snprintf(name, sizeof name, "%s", bk_word(writer->lang, BK_W_RPT_ALL));
    bk_writer_text(writer, "  ");
    int32_t wide = writer->width - 2 * TAIL < NAME ? 14 : NAME;
    bk_writer_column(writer, name, wide);
    bk_writer_text(writer, "  ");
    int32_t line = writer->width - wide - 4 - TAIL;
    if (line > LINE_MOST) line = LINE_MOST;
    bk_draw_line(writer, c->weeks, c->mean + (int64_t)i * c->weeks, c->least, c->most, line);

    const bk_week_estimate *e = &c->last[i];
    if (e->n > 0) {
        char mean[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT];
        int32_t decimals = bk_figure_decimals(unit, fabs(bk_figure(unit, c->most)));
        bk_format_fixed(writer->lang, bk_figure(unit, e->mean), decimals, mean);
        bk_format_fixed(writer->lang, bk_figure(unit, e->q05), decimals, low);
        bk_format_fixed(writer->lang, bk_figure(unit, e->q95), decimals, high);
        bk_writer_print(writer, "  %s ", mean);
        bk_writer_style(writer, BK_STYLE_DIM);
        bk_writer_print(writer, "(%s–%s)", low, high);
        bk_writer_style(writer, BK_STYLE_PLAIN);
    }
    bk_writer_text(writer, "\n");
}

static void write_measure(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                          curves *c, int32_t measure)
{
    bk_measure_info info = bk_scenario_measure(scenario, measure, writer->lang);
    read_curves(c, result, measure);
    bk_writer_text(writer, "\n");
    bk_writer_text(writer, info.label);
    const char *unit = bk_figure_unit(&info);
    if (unit[0]) bk_writer_print(writer, ", %s", unit);
    bk_writer_text(writer, "\n");
    for (int32_t i = 0; i < c->n; i++) write_curve(writer, scenario, c, i, info.unit_kind);
    bk_writer_paragraph(writer, 2, BK_STYLE_DIM, info.note);
}

void bk_draw_series(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                    const bk_report_options *options, int32_t most_teams)
{
    curves c = {.scope = BK_SCOPE_TEAM, .n = bk_scenario_team_count(scenario)};
    c.weeks = bk_scenario_weeks(scenario);
    if (c.n > most_teams) {
        c.scope = BK_SCOPE_ALL;
        c.n = 1;
    }
    c.mean = bk_alloc((int64_t)c.n * c.weeks + 1, sizeof *c.mean);
    c.last = bk_alloc(c.n + 1, sizeof *c.last);
    if (!c.mean || !c.last) {
        if (writer->status == BK_OK) writer->status = BK_ERR_MEMORY;
    } else {
        bk_writer_heading(writer, BK_W_RPT_SERIES);
        bk_writer_word_paragraph(writer, 2, BK_STYLE_DIM, BK_W_RPT_SERIES_HOW);
        int32_t measure[MEASURES_MOST];
        int32_t n = bk_key_measures(scenario, options, MEASURES_MOST, measure);
        for (int32_t m = 0; m < n; m++)
            if (bk_scenario_measure(scenario, measure[m], BK_EN).by_week)
                write_measure(writer, scenario, result, &c, measure[m]);
        bk_writer_text(writer, "\n");
    }
    bk_free(c.mean);
    bk_free(c.last);
}
