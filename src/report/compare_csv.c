/* compare_csv.c - a comparison in long form, one change a row: for spreadsheets, R and pandas.
 *
 * Rows of an office have an empty `conditions`, rows of all together an empty `office` too.
 * Method: RFC 4180; UTF-8, decimal points, lines end in CR LF. */
#include "report/contrasts.h"

#include <math.h>
#include <string.h>

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

static void write_number(bk_writer *writer, bool exists, double value)
{
    char text[BK_NUMBER_TEXT] = "";
    if (exists && isfinite(value)) bk_format_number(value, text);
    bk_writer_print(writer, ",%s", text);
}

static void write_owner(const bk_contrasts *k, int32_t arm, bk_scope scope, int32_t index)
{
    bk_writer *w = k->writer;
    write_text(w, bk_comparison_name(k->comparison, arm));
    bk_writer_text(w, ",");
    if (scope == BK_SCOPE_TEAM) {
        bk_team_info team = bk_scenario_team(k->base, index, BK_EN);
        write_text(w, team.office);
        bk_writer_text(w, ",");
        write_text(w, team.conditions);
        return;
    }
    if (scope == BK_SCOPE_OFFICE) write_text(w, bk_scenario_office(k->base, index));
    bk_writer_text(w, ",");
}

static void write_scope(const bk_contrasts *k, int32_t arm, bk_scope scope, int32_t index)
{
    bk_writer *w = k->writer;
    for (int32_t i = 0; i < k->listing.n; i++) {
        int32_t measure = k->listing.row[i].measure;
        bk_contrast c = bk_comparison_change(k->comparison, arm, scope, index, measure);
        if (c.verdict == BK_VERDICT_ABSENT) continue;
        bk_measure_info info = bk_scenario_measure(k->base, measure, BK_EN);
        write_owner(k, arm, scope, index);
        bk_writer_text(w, ",");
        write_text(w, info.id);
        bk_writer_print(w, ",%s", bk_unit_id(info.unit_kind));
        write_number(w, true, c.before.mean);
        write_number(w, true, c.after.mean);
        write_number(w, true, c.change.mean);
        write_number(w, c.change.has_interval, c.change.low);
        write_number(w, c.change.has_interval, c.change.high);
        bk_writer_print(w, ",%d", (int)c.change.n);
        write_number(w, true, c.variance_factor);
        bk_writer_print(w, ",%s\r\n", bk_verdict_id(c.verdict));
    }
}

bk_status bk_report_comparison_csv(const bk_comparison *comparison, int32_t team,
                                   const bk_report_options *options, bk_byte_sink sink,
                                   void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    bk_contrasts k;
    BK_TRY(bk_contrasts_make(&writer, comparison, team, options, &k));
    bk_writer_text(&writer, "alternative,office,conditions,measure,unit,before,after,change,low,"
                            "high,n,variance_factor,verdict\r\n");
    for (int32_t arm = 1; arm < k.arms; arm++) {
        for (int32_t row = 0; row < k.teams; row++)
            if (team < 0 || row == team) write_scope(&k, arm, BK_SCOPE_TEAM, row);
        for (int32_t i = 0; team < 0 && i < bk_scenario_office_count(k.base); i++)
            write_scope(&k, arm, BK_SCOPE_OFFICE, i);
        if (team < 0) write_scope(&k, arm, BK_SCOPE_ALL, 0);
    }
    bk_contrasts_clear(&k);
    return bk_writer_finish(&writer);
}
