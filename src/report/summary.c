/* summary.c - what a scenario file says, said back in short, for `blikk check`. */
#include "report/cells.h"
#include "report/head.h"
#include "report/json_text.h"
#include "report/pictures.h"
#include "report/table.h"

enum { TEAM_ROWS = 30 };

/* ---- text ---- */

/* "heading: a, b, c", wrapped; nothing when there are none and no words for that. */
static void write_parts(bk_writer *writer, const bk_scenario *scenario, bk_part part, int32_t row,
                        int32_t indent, bk_words heading, bk_words none)
{
    int32_t n = bk_scenario_part_count(scenario, part, row);
    if (n == 0 && none == BK_W_NONE) return;
    bk_buffer list = {0};
    bk_buffer_text(&list, bk_word(writer->lang, heading));
    bk_buffer_text(&list, ": ");
    for (int32_t i = 0; i < n; i++) {
        if (i > 0) bk_buffer_text(&list, ", ");
        bk_buffer_text(&list, bk_scenario_part(scenario, part, row, i, writer->lang));
    }
    if (n == 0) bk_buffer_text(&list, bk_word(writer->lang, none));
    if (bk_buffer_status(&list) == BK_OK)
        bk_writer_paragraph(writer, indent, BK_STYLE_PLAIN, bk_buffer_chars(&list));
    else if (writer->status == BK_OK)
        writer->status = BK_ERR_MEMORY;
    bk_buffer_clear(&list);
}

static void write_team(bk_writer *writer, const bk_scenario *scenario, int32_t row)
{
    bk_team_info team = bk_scenario_team(scenario, row, writer->lang);
    bk_writer_text(writer, "\n");
    bk_writer_style(writer, BK_STYLE_HEADING);
    bk_writer_print(writer, "%d  ", (int)row + 1);
    bk_writer_show(writer, team.office, -1);
    bk_writer_text(writer, ", ");
    bk_writer_show(writer, team.label, -1);
    bk_writer_style(writer, BK_STYLE_PLAIN);
    bk_writer_text(writer, "\n   ");
    bk_writer_word(writer, team.caseworkers == 1 ? BK_W_RPT_ONE_CASEWORKER : BK_W_RPT_CASEWORKERS,
                   (int)team.caseworkers);
    bk_writer_text(writer, ", ");
    bk_words clients = !team.open                   ? BK_W_RPT_CASELOAD
                       : team.caseload == INT32_MAX ? BK_W_RPT_NO_LIMIT
                                                    : BK_W_RPT_CASELOAD_LIMIT;
    bk_writer_word(writer, clients, (int)team.caseload);
    if (team.copies > 1) {
        bk_writer_text(writer, ", ");
        bk_writer_word(writer, BK_W_RPT_COPIES, (int)team.copies);
    }
    bk_writer_text(writer, "\n");
    write_parts(writer, scenario, BK_PART_STREAMS, row, 3, BK_W_RPT_STREAMS, BK_W_RPT_NO_STREAMS);
    write_parts(writer, scenario, BK_PART_TOOLS, row, 3, BK_W_RPT_TOOLS, BK_W_RPT_NO_TOOLS);
}

static void write_totals(bk_writer *writer, const bk_scenario *scenario)
{
    int64_t caseworkers = 0, clients = 0, teams = 0;
    for (int32_t row = 0; row < bk_scenario_team_count(scenario); row++) {
        bk_team_info team = bk_scenario_team(scenario, row, writer->lang);
        teams += team.copies;
        caseworkers += (int64_t)team.caseworkers * team.copies;
        if (!team.open) clients += (int64_t)team.caseworkers * team.caseload * team.copies;
    }
    char text[3][BK_NUMBER_TEXT];
    bk_format_fixed(writer->lang, (double)teams, 0, text[0]);
    bk_format_fixed(writer->lang, (double)caseworkers, 0, text[1]);
    bk_format_fixed(writer->lang, (double)clients, 0, text[2]);
    bk_writer_word_paragraph(writer, 0, BK_STYLE_PLAIN, BK_W_RPT_TOTALS,
                             (int)bk_scenario_office_count(scenario), text[0], text[1], text[2]);
}

bk_status bk_report_scenario_text(const bk_scenario *scenario, const bk_report_options *options,
                                  bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(options, sink, context);
    bk_write_head(&writer, scenario, bk_scenario_replications(scenario),
                  bk_scenario_seed(scenario));
    write_totals(&writer, scenario);

    int32_t teams = bk_scenario_team_count(scenario);
    for (int32_t row = 0; row < teams && row < TEAM_ROWS; row++) write_team(&writer, scenario, row);
    if (teams > TEAM_ROWS) {
        bk_writer_text(&writer, "\n");
        bk_writer_word(&writer, BK_W_RPT_AND_MORE, (int)(teams - TEAM_ROWS));
        bk_writer_text(&writer, "\n");
    }
    bk_writer_text(&writer, "\n");
    write_parts(&writer, scenario, BK_PART_DOMAINS, 0, 0, BK_W_RPT_DOMAINS, BK_W_RPT_NO_DOMAINS);
    write_parts(&writer, scenario, BK_PART_RANGES, 0, 0, BK_W_RPT_RANGES, BK_W_RPT_NO_RANGES);
    write_parts(&writer, scenario, BK_PART_CHANGES, 0, 0, BK_W_RPT_CHANGES, BK_W_NONE);
    bk_writer_word(&writer, BK_W_RPT_MEASURES, (int)bk_scenario_measure_count(scenario));
    bk_writer_text(&writer, "\n");
    return bk_writer_finish(&writer);
}

/* ---- JSON ---- */

static json_t *parts_array(const bk_scenario *scenario, bk_part part, int32_t row)
{
    json_t *array = json_array();
    for (int32_t i = 0; array && i < bk_scenario_part_count(scenario, part, row); i++)
        if (json_array_append_new(
                array, bk_json_text(bk_scenario_part(scenario, part, row, i, BK_EN))) != 0)
            break;
    return array;
}

static json_t *team_object(const bk_scenario *scenario, int32_t row)
{
    bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
    json_t *object = json_object();
    bk_json_put(&object, "office", bk_json_text(team.office));
    bk_json_put(&object, "conditions", bk_json_text(team.conditions));
    bk_json_put(&object, "caseworkers", json_integer(team.caseworkers));
    if (team.caseload != INT32_MAX) bk_json_put(&object, "caseload", json_integer(team.caseload));
    bk_json_put(&object, "intake", bk_json_text(team.open ? "open" : "steady"));
    bk_json_put(&object, "copies", json_integer(team.copies));
    bk_json_put(&object, "inbox", parts_array(scenario, BK_PART_STREAMS, row));
    bk_json_put(&object, "measures", parts_array(scenario, BK_PART_TOOLS, row));
    return object;
}

static void write_teams(bk_writer *writer, const bk_scenario *scenario, bool *first)
{
    bk_json_key(writer, first, 2, "teams");
    bk_writer_text(writer, "[");
    bool first_team = true;
    for (int32_t row = 0; row < bk_scenario_team_count(scenario); row++) {
        bk_json_item(writer, &first_team, 4);
        bk_json_write(writer, team_object(scenario, row));
    }
    bk_writer_text(writer, "]");
}

static void write_measures(bk_writer *writer, const bk_scenario *scenario, bool *first)
{
    bk_json_key(writer, first, 2, "measures");
    bk_writer_text(writer, "[");
    bool first_measure = true;
    for (int32_t m = 0; m < bk_scenario_measure_count(scenario); m++) {
        bk_measure_info info = bk_scenario_measure(scenario, m, BK_EN);
        json_t *label = json_object(), *object = json_object();
        bk_json_put(&label, "nb", bk_json_text(bk_scenario_measure(scenario, m, BK_NB).label));
        bk_json_put(&label, "en", bk_json_text(info.label));
        bk_json_put(&object, "id", bk_json_text(info.id));
        bk_json_put(&object, "unit", bk_json_text(bk_unit_id(info.unit_kind)));
        bk_json_put(&object, "label", label);
        bk_json_item(writer, &first_measure, 4);
        bk_json_write(writer, object);
    }
    bk_writer_text(writer, "]");
}

static void write_field(bk_writer *writer, bool *first, const char *key, json_t *value)
{
    bk_json_key(writer, first, 2, key);
    bk_json_write(writer, value);
}

bk_status bk_report_scenario_json(const bk_scenario *scenario, const bk_report_options *options,
                                  bk_byte_sink sink, void *context)
{
    (void)options;
    bk_writer writer = bk_writer_start(NULL, sink, context);
    bool first = true;
    bk_writer_text(&writer, "{");
    write_field(&writer, &first, "version", bk_json_text(bk_version()));
    write_field(&writer, &first, "scenario", bk_json_scenario(scenario));
    write_field(&writer, &first, "weeks", json_integer(bk_scenario_weeks(scenario)));
    write_field(&writer, &first, "warmup_weeks", json_integer(bk_scenario_warmup_weeks(scenario)));
    write_field(&writer, &first, "replications", json_integer(bk_scenario_replications(scenario)));
    bk_json_key(&writer, &first, 2, "seed");
    bk_json_seed(&writer, bk_scenario_seed(scenario));
    write_teams(&writer, scenario, &first);
    write_field(&writer, &first, "domains", parts_array(scenario, BK_PART_DOMAINS, 0));
    write_field(&writer, &first, "ranges", parts_array(scenario, BK_PART_RANGES, 0));
    write_field(&writer, &first, "changes", parts_array(scenario, BK_PART_CHANGES, 0));
    write_measures(&writer, scenario, &first);
    bk_writer_text(&writer, "\n}\n");
    return bk_writer_finish(&writer);
}
