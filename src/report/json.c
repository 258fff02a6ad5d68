/* json.c - a result as one JSON object. Keys stand in a fixed order, a line each measure, so that
 * two results can be compared by eye and by diff. */
#include "report/json_text.h"
#include "report/sections.h"
#include "report/warmup_line.h"

#include <math.h>

typedef struct {
    bk_writer *writer;
    const bk_scenario *scenario;
    const bk_result *result;
    bool series;
    int32_t weeks;
    bk_listing listing;
} page;

/* A number where it exists. */
static void put_number(json_t **object, const char *key, double value)
{
    if (isfinite(value)) bk_json_put(object, key, json_real(value));
}

static json_t *estimate_object(bk_estimate estimate)
{
    json_t *object = json_object();
    put_number(&object, "mean", estimate.mean);
    if (estimate.has_interval) {
        put_number(&object, "low", estimate.low);
        put_number(&object, "high", estimate.high);
    }
    bk_json_put(&object, "n", json_integer(estimate.n));
    return object;
}

static void write_measures(page *p, bk_scope scope, int32_t index, int32_t indent)
{
    bk_writer_text(p->writer, "{");
    bool first = true;
    for (int32_t i = 0; i < p->listing.n; i++) {
        int32_t measure = p->listing.row[i].measure;
        bk_estimate estimate = bk_result_estimate(p->result, scope, index, measure);
        if (estimate.n == 0) continue;
        bk_json_key(p->writer, &first, indent, bk_scenario_measure(p->scenario, measure, BK_EN).id);
        bk_json_write(p->writer, estimate_object(estimate));
    }
    bk_writer_text(p->writer, "}");
}

static json_t *week_object(int32_t week, bk_week_estimate estimate)
{
    json_t *object = json_object();
    bk_json_put(&object, "week", json_integer(week + 1));
    put_number(&object, "mean", estimate.mean);
    put_number(&object, "q05", estimate.q05);
    put_number(&object, "q25", estimate.q25);
    put_number(&object, "q50", estimate.q50);
    put_number(&object, "q75", estimate.q75);
    put_number(&object, "q95", estimate.q95);
    bk_json_put(&object, "n", json_integer(estimate.n));
    return object;
}

static void write_series(page *p, bk_scope scope, int32_t index, int32_t indent)
{
    bk_writer_text(p->writer, "{");
    bool first = true;
    for (int32_t i = 0; i < p->listing.n; i++) {
        bk_measure_info info = bk_scenario_measure(p->scenario, p->listing.row[i].measure, BK_EN);
        if (!info.by_week) continue;
        bk_json_key(p->writer, &first, indent, info.id);
        bk_writer_text(p->writer, "[");
        bool first_week = true;
        for (int32_t week = 0; week < p->weeks; week++) {
            bk_week_estimate estimate =
                bk_result_week(p->result, scope, index, p->listing.row[i].measure, week);
            if (estimate.n == 0) continue;
            bk_json_item(p->writer, &first_week, indent + 2);
            bk_json_write(p->writer, week_object(week, estimate));
        }
        bk_writer_text(p->writer, "]");
    }
    bk_writer_text(p->writer, "}");
}

/* The figures of one team, office or of all, and the end of its object. */
static void write_figures(page *p, bk_scope scope, int32_t index, bool *first, int32_t indent)
{
    bk_json_key(p->writer, first, indent, "measures");
    write_measures(p, scope, index, indent + 2);
    if (p->series) {
        bk_json_key(p->writer, first, indent, "series");
        write_series(p, scope, index, indent + 2);
    }
    bk_writer_text(p->writer, "}");
}

static void write_field(page *p, bool *first, int32_t indent, const char *key, json_t *value)
{
    bk_json_key(p->writer, first, indent, key);
    bk_json_write(p->writer, value);
}

static void write_teams(page *p, bool *first)
{
    bk_json_key(p->writer, first, 2, "teams");
    bk_writer_text(p->writer, "[");
    bool first_team = true;
    for (int32_t row = 0; row < bk_scenario_team_count(p->scenario); row++) {
        bk_team_info team = bk_scenario_team(p->scenario, row, BK_EN);
        bk_json_item(p->writer, &first_team, 4);
        bk_writer_text(p->writer, "{");
        bool first_key = true;
        write_field(p, &first_key, 6, "office", bk_json_text(team.office));
        write_field(p, &first_key, 6, "conditions", bk_json_text(team.conditions));
        write_field(p, &first_key, 6, "caseworkers", json_integer(team.caseworkers));
        if (team.caseload != INT32_MAX)
            write_field(p, &first_key, 6, "caseload", json_integer(team.caseload));
        write_field(p, &first_key, 6, "copies", json_integer(team.copies));
        write_figures(p, BK_SCOPE_TEAM, row, &first_key, 6);
    }
    bk_writer_text(p->writer, "]");
}

static void write_offices(page *p, bool *first)
{
    bk_json_key(p->writer, first, 2, "offices");
    bk_writer_text(p->writer, "[");
    bool first_office = true;
    for (int32_t office = 0; office < bk_scenario_office_count(p->scenario); office++) {
        bk_json_item(p->writer, &first_office, 4);
        bk_writer_text(p->writer, "{");
        bool first_key = true;
        write_field(p, &first_key, 6, "office",
                    bk_json_text(bk_scenario_office(p->scenario, office)));
        write_figures(p, BK_SCOPE_OFFICE, office, &first_key, 6);
    }
    bk_writer_text(p->writer, "]");
}

static json_t *events_object(const bk_result *result)
{
    json_t *object = json_object();
    for (int32_t kind = 0; kind < bk_event_kind_count(); kind++)
        bk_json_put(&object, bk_event_kind_id(kind),
                    json_integer(bk_result_events_of(result, kind)));
    return object;
}

/* What was run: everything before the figures. */
static void write_head(page *p, const bk_report_options *options, bool *first)
{
    write_field(p, first, 2, "version", bk_json_text(bk_version()));
    write_field(p, first, 2, "scenario", bk_json_scenario(p->scenario));
    bk_json_key(p->writer, first, 2, "seed");
    bk_json_seed(p->writer, bk_result_seed(p->result));
    write_field(p, first, 2, "replications", json_integer(bk_result_replications(p->result)));
    if (options && options->asked > 0) {
        write_field(p, first, 2, "stopped", json_true());
        write_field(p, first, 2, "replications_asked", json_integer(options->asked));
    }
    if (options && options->timing)
        write_field(p, first, 2, "seconds", json_real(bk_result_seconds(p->result)));
    write_field(p, first, 2, "events", json_integer(bk_result_events(p->result)));
    write_field(p, first, 2, "events_by_kind", events_object(p->result));
    bk_json_key(p->writer, first, 2, "warmup");
    bk_json_warmup(p->writer, p->scenario, p->result);
}

bk_status bk_report_json(const bk_scenario *scenario, const bk_result *result,
                         const bk_report_options *options, bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    page p = {
        .writer = &writer,
        .scenario = scenario,
        .result = result,
        .series = options && options->series && bk_result_has_series(result),
        .weeks = bk_scenario_weeks(scenario),
    };
    BK_TRY(bk_listing_make(scenario, options, &p.listing));

    bool first = true;
    bk_writer_text(&writer, "{");
    write_head(&p, options, &first);
    write_teams(&p, &first);
    write_offices(&p, &first);
    bk_json_key(&writer, &first, 2, "all");
    bk_writer_text(&writer, "{");
    bool first_key = true;
    write_figures(&p, BK_SCOPE_ALL, 0, &first_key, 4);
    bk_writer_text(&writer, "\n}\n");

    bk_free(p.listing.row);
    return bk_writer_finish(&writer);
}
