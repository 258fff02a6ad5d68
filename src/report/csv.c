/* csv.c - a result in long form, one figure a row: for spreadsheets, R and pandas.
 *
 * Rows of an office have an empty `conditions`, rows of all together an empty `office` too. With
 * series each week is a row that has `week` and quantiles but no interval.
 * Method: RFC 4180; UTF-8, decimal points, lines end in CR LF.
 */
#include "report/cells.h"
#include "report/sections.h"
#include "report/writer.h"

#include <string.h>

typedef struct {
    bk_writer *writer;
    const bk_scenario *scenario;
    const bk_result *result;
    bool series;
    int32_t weeks;
    bk_listing listing;
} sheet;

/* Quoted where it must be: a comma, a quote or a line's end inside. */
static void write_text(bk_writer *writer, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        bk_writer_text(writer, text);
        return;
    }
    bk_writer_text(writer, "\"");
    for (const char *c = text; *c; c++) bk_writer_print(writer, *c == '"' ? "\"\"" : "%c", *c);
    bk_writer_text(writer, "\"");
}

static void write_number(bk_writer *writer, double value)
{
    char text[BK_NUMBER_TEXT];
    bk_format_number(value, text);
    bk_writer_print(writer, ",%s", text);
}

/* Whose row it is: the first five columns. */
static void write_owner(sheet *s, bk_scope scope, int32_t index)
{
    if (scope == BK_SCOPE_TEAM) {
        bk_team_info team = bk_scenario_team(s->scenario, index, BK_EN);
        write_text(s->writer, team.office);
        bk_writer_text(s->writer, ",");
        write_text(s->writer, team.conditions);
        bk_writer_print(s->writer, ",%d,", (int)team.caseworkers);
        if (team.caseload != INT32_MAX) bk_writer_print(s->writer, "%d", (int)team.caseload);
        bk_writer_print(s->writer, ",%d", (int)team.copies);
        return;
    }
    if (scope == BK_SCOPE_OFFICE) write_text(s->writer, bk_scenario_office(s->scenario, index));
    bk_writer_text(s->writer, ",,,,");
}

static void write_measure(sheet *s, const bk_measure_info *info)
{
    bk_writer_text(s->writer, ",");
    write_text(s->writer, info->id);
    bk_writer_print(s->writer, ",%s", bk_unit_id(info->unit_kind));
}

static void write_estimate(sheet *s, bk_estimate estimate)
{
    if (s->series) bk_writer_text(s->writer, ",");
    write_number(s->writer, estimate.mean);
    if (estimate.has_interval) {
        write_number(s->writer, estimate.low);
        write_number(s->writer, estimate.high);
    } else {
        bk_writer_text(s->writer, ",,");
    }
    bk_writer_print(s->writer, ",%d%s\r\n", (int)estimate.n, s->series ? ",,,,," : "");
}

static void write_week(sheet *s, int32_t week, bk_week_estimate estimate)
{
    bk_writer_print(s->writer, ",%d", (int)week + 1);
    write_number(s->writer, estimate.mean);
    bk_writer_print(s->writer, ",,,%d", (int)estimate.n);
    write_number(s->writer, estimate.q05);
    write_number(s->writer, estimate.q25);
    write_number(s->writer, estimate.q50);
    write_number(s->writer, estimate.q75);
    write_number(s->writer, estimate.q95);
    bk_writer_text(s->writer, "\r\n");
}

static void write_scope(sheet *s, bk_scope scope, int32_t index)
{
    for (int32_t i = 0; i < s->listing.n; i++) {
        int32_t measure = s->listing.row[i].measure;
        bk_measure_info info = bk_scenario_measure(s->scenario, measure, BK_EN);
        bk_estimate estimate = bk_result_estimate(s->result, scope, index, measure);
        if (estimate.n > 0) {
            write_owner(s, scope, index);
            write_measure(s, &info);
            write_estimate(s, estimate);
        }
        for (int32_t week = 0; s->series && info.by_week && week < s->weeks; week++) {
            bk_week_estimate of_week = bk_result_week(s->result, scope, index, measure, week);
            if (of_week.n == 0) continue;
            write_owner(s, scope, index);
            write_measure(s, &info);
            write_week(s, week, of_week);
        }
    }
}

bk_status bk_report_csv(const bk_scenario *scenario, const bk_result *result,
                        const bk_report_options *options, bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    sheet s = {
        .writer = &writer,
        .scenario = scenario,
        .result = result,
        .series = options && options->series && bk_result_has_series(result),
        .weeks = bk_scenario_weeks(scenario),
    };
    BK_TRY(bk_listing_make(scenario, options, &s.listing));

    bk_writer_print(&writer,
                    "office,conditions,caseworkers,caseload,copies,measure,unit%s,mean,low,high,n"
                    "%s\r\n",
                    s.series ? ",week" : "", s.series ? ",q05,q25,q50,q75,q95" : "");
    for (int32_t row = 0; row < bk_scenario_team_count(scenario); row++)
        write_scope(&s, BK_SCOPE_TEAM, row);
    for (int32_t office = 0; office < bk_scenario_office_count(scenario); office++)
        write_scope(&s, BK_SCOPE_OFFICE, office);
    write_scope(&s, BK_SCOPE_ALL, 0);

    bk_free(s.listing.row);
    return bk_writer_finish(&writer);
}
