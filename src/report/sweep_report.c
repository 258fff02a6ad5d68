#include "report/sweep_report.h"

#include "report/cells.h"
#include "report/json_text.h"
#include "report/table.h"

#include <math.h>
#include <string.h>

/* ---- CSV: RFC 4180, a row a point, team and measure, with the keys as columns ---- */

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

static void csv_head(bk_sweep_report *r)
{
    bk_writer_text(&r->writer, "point");
    for (int32_t k = 0; k < bk_sweep_key_count(r->sweep); k++) {
        bk_writer_text(&r->writer, ",");
        write_text(&r->writer, bk_sweep_key(r->sweep, k));
    }
    bk_writer_text(&r->writer, ",office,conditions,measure,unit,mean,low,high,n\r\n");
}

static void csv_owner(bk_sweep_report *r, const bk_scenario *scenario, bk_sweep_owner owner)
{
    bk_writer *w = &r->writer;
    if (owner.scope == BK_SCOPE_TEAM) {
        bk_team_info team = bk_scenario_team(scenario, owner.index, BK_EN);
        write_text(w, team.office);
        bk_writer_text(w, ",");
        write_text(w, team.conditions);
        return;
    }
    if (owner.scope == BK_SCOPE_OFFICE) write_text(w, bk_scenario_office(scenario, owner.index));
    bk_writer_text(w, ",");
}

static void csv_number(bk_writer *writer, double value)
{
    char text[BK_NUMBER_TEXT];
    bk_format_number(value, text);
    bk_writer_print(writer, ",%s", text);
}

static void csv_row(bk_sweep_report *r, int32_t point, const bk_scenario *scenario,
                    bk_sweep_owner owner, int32_t measure, bk_estimate estimate)
{
    bk_writer *w = &r->writer;
    bk_measure_info info = bk_scenario_measure(r->scenario, measure, BK_EN);
    bk_writer_print(w, "%d", (int)point + 1);
    for (int32_t k = 0; k < bk_sweep_key_count(r->sweep); k++) {
        char value[BK_VARY_VALUE];
        bk_sweep_value(r->sweep, point, k, value);
        bk_writer_print(w, ",%s", value);
    }
    bk_writer_text(w, ",");
    csv_owner(r, scenario, owner);
    bk_writer_text(w, ",");
    write_text(w, info.id);
    bk_writer_print(w, ",%s", bk_unit_id(info.unit_kind));
    csv_number(w, estimate.mean);
    if (estimate.has_interval) {
        csv_number(w, estimate.low);
        csv_number(w, estimate.high);
    } else {
        bk_writer_text(w, ",,");
    }
    bk_writer_print(w, ",%d\r\n", (int)estimate.n);
}

static void csv_point(bk_sweep_report *r, int32_t point, const bk_scenario *scenario,
                      const bk_result *result)
{
    for (int32_t o = 0; o < r->n_owners; o++) {
        for (int32_t i = 0; i < r->listing.n; i++) {
            int32_t measure = r->listing.row[i].measure;
            bk_estimate e =
                bk_result_estimate(result, r->owner[o].scope, r->owner[o].index, measure);
            if (e.n > 0) csv_row(r, point, scenario, r->owner[o], measure, e);
        }
    }
}

/* ---- JSON: an object a point ---- */

static void put_number(json_t **object, const char *key, double value)
{
    if (isfinite(value)) bk_json_put(object, key, json_real(value));
}

static void json_field(bk_sweep_report *r, bool *first, int32_t indent, const char *key,
                       json_t *value)
{
    bk_json_key(&r->writer, first, indent, key);
    bk_json_write(&r->writer, value);
}

static void json_head(bk_sweep_report *r)
{
    bool first = true;
    bk_writer_text(&r->writer, "{");
    json_field(r, &first, 2, "version", bk_json_text(bk_version()));
    json_field(r, &first, 2, "scenario", bk_json_scenario(r->scenario));
    bk_json_key(&r->writer, &first, 2, "seed");
    bk_json_seed(&r->writer, r->seed);
    json_field(r, &first, 2, "replications", json_integer(r->replications));
    bool grid = bk_sweep_is_grid(r->sweep);
    json_field(r, &first, 2, "design", bk_json_text(grid ? "grid" : "sobol"));
    json_t *keys = json_array();
    for (int32_t k = 0; keys && k < bk_sweep_key_count(r->sweep); k++)
        if (json_array_append_new(keys, bk_json_text(bk_sweep_key(r->sweep, k))) != 0) break;
    json_field(r, &first, 2, "keys", keys);
    json_t *notes = json_object();
    for (int32_t i = 0; i < r->listing.n; i++) {
        bk_measure_info info = bk_scenario_measure(r->scenario, r->listing.row[i].measure, BK_EN);
        if (info.note[0]) bk_json_put(&notes, info.id, bk_json_text(info.note));
    }
    json_field(r, &first, 2, "notes", notes);
    bk_json_key(&r->writer, &first, 2, "points");
    bk_writer_text(&r->writer, "[");
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

static void json_owner(bk_sweep_report *r, const bk_scenario *scenario, const bk_result *result,
                       bk_sweep_owner owner)
{
    bool first = true;
    bk_writer_text(&r->writer, "{");
    if (owner.scope == BK_SCOPE_TEAM) {
        bk_team_info team = bk_scenario_team(scenario, owner.index, BK_EN);
        json_field(r, &first, 8, "office", bk_json_text(team.office));
        json_field(r, &first, 8, "conditions", bk_json_text(team.conditions));
    } else if (owner.scope == BK_SCOPE_OFFICE) {
        json_field(r, &first, 8, "office", bk_json_text(bk_scenario_office(scenario, owner.index)));
    }
    bk_json_key(&r->writer, &first, 8, "measures");
    bk_writer_text(&r->writer, "{");
    bool first_measure = true;
    for (int32_t i = 0; i < r->listing.n; i++) {
        int32_t measure = r->listing.row[i].measure;
        bk_estimate e = bk_result_estimate(result, owner.scope, owner.index, measure);
        if (e.n == 0) continue;
        json_field(r, &first_measure, 10, bk_scenario_measure(r->scenario, measure, BK_EN).id,
                   estimate_object(e));
    }
    bk_writer_text(&r->writer, "}}");
}

static void json_point(bk_sweep_report *r, int32_t point, const bk_scenario *scenario,
                       const bk_result *result)
{
    bool first = true, first_owner = true;
    bk_json_item(&r->writer, &r->first_point, 4);
    bk_writer_text(&r->writer, "{");
    json_t *values = json_object();
    for (int32_t k = 0; k < bk_sweep_key_count(r->sweep); k++)
        bk_json_put(&values, bk_sweep_key(r->sweep, k),
                    json_real(bk_sweep_number(r->sweep, point, k)));
    json_field(r, &first, 6, "values", values);
    json_field(r, &first, 6, "hash", bk_json_text(bk_scenario_hash(scenario)));
    json_field(r, &first, 6, "replications", json_integer(bk_result_replications(result)));
    bk_json_key(&r->writer, &first, 6, "of");
    bk_writer_text(&r->writer, "[");
    for (int32_t o = 0; o < r->n_owners; o++) {
        if (!first_owner) bk_writer_text(&r->writer, ", ");
        first_owner = false;
        json_owner(r, scenario, result, r->owner[o]);
    }
    bk_writer_text(&r->writer, "]}");
}

/* ---- text: the key figures are gathered ---- */

bk_estimate bk_sweep_figure(const bk_sweep_report *report, int32_t owner, int32_t line,
                            int32_t column)
{
    int64_t at = (int64_t)owner * BK_SWEEP_LINES + line;
    return report->estimate[at * report->n_columns + column];
}

static void keep_point(bk_sweep_report *r, int32_t point, const bk_result *result)
{
    int32_t n = bk_result_replications(result);
    if (r->points == 0 || n < r->fewest) r->fewest = n;
    if (n > r->most) r->most = n;
    r->points++;
    if (r->lines == BK_SWEEP_LINES) return;
    int32_t line = r->lines++;
    r->point[line] = point;
    for (int32_t o = 0; o < r->n_owners; o++)
        for (int32_t c = 0; c < r->n_columns; c++) {
            int64_t at = ((int64_t)o * BK_SWEEP_LINES + line) * r->n_columns + c;
            r->estimate[at] =
                bk_result_estimate(result, r->owner[o].scope, r->owner[o].index, r->column[c]);
        }
}

/* ---- all forms ---- */

/* A team that was asked for; else in the text the teams when they are few, and all together, and in
 * the other forms everything. */
static bk_status choose_owners(bk_sweep_report *r, int32_t team)
{
    int32_t teams = bk_scenario_team_count(r->scenario);
    int32_t offices = bk_scenario_office_count(r->scenario);
    bool text = r->form == BK_FORM_TEXT;
    r->owner = bk_arena_alloc(&r->arena, teams + offices + 1, sizeof *r->owner);
    if (r->owner == NULL) return BK_ERR_MEMORY;
    if (team >= 0) {
        r->owner[r->n_owners++] = (bk_sweep_owner){BK_SCOPE_TEAM, team};
        return BK_OK;
    }
    for (int32_t i = 0; i < teams && !(text && teams > BK_TEAMS_SIDE_BY_SIDE); i++)
        r->owner[r->n_owners++] = (bk_sweep_owner){BK_SCOPE_TEAM, i};
    for (int32_t i = 0; i < offices && !text; i++)
        r->owner[r->n_owners++] = (bk_sweep_owner){BK_SCOPE_OFFICE, i};
    if (!text || teams > 1) r->owner[r->n_owners++] = (bk_sweep_owner){BK_SCOPE_ALL, 0};
    return BK_OK;
}

static bk_status start(bk_sweep_report *r, int32_t team)
{
    BK_TRY(choose_owners(r, team));
    BK_TRY(bk_listing_make(r->scenario, &r->options, &r->listing));
    r->n_columns = bk_key_measures(r->scenario, &r->options, BK_SWEEP_COLUMNS, r->column);
    if (r->form != BK_FORM_TEXT) return BK_OK;
    int64_t figures = (int64_t)r->n_owners * BK_SWEEP_LINES * (r->n_columns + 1);
    r->estimate = bk_arena_alloc(&r->arena, figures, sizeof *r->estimate);
    return r->estimate == NULL ? BK_ERR_MEMORY : BK_OK;
}

static void release(bk_sweep_report *report)
{
    bk_free(report->listing.row);
    bk_arena_clear(&report->arena);
    bk_free(report);
}

bk_status bk_sweep_report_start(const bk_sweep *sweep, const bk_scenario *scenario, bk_form form,
                                int32_t team, int32_t replications, uint64_t seed,
                                const bk_report_options *options, bk_byte_sink sink, void *context,
                                bk_sweep_report **out)
{
    bk_sweep_report *r = bk_alloc(1, sizeof *r);
    if (r == NULL) return BK_ERR_MEMORY;
    *r = (bk_sweep_report){.sweep = sweep,
                           .scenario = scenario,
                           .form = form,
                           .replications = replications,
                           .seed = seed,
                           .first_point = true};
    if (options) r->options = *options;
    bk_status status = start(r, team);
    if (status != BK_OK) {
        release(r);
        return status;
    }
    r->writer = bk_writer_start(form == BK_FORM_TEXT ? &r->options : NULL, sink, context);
    if (form == BK_FORM_CSV) csv_head(r);
    if (form == BK_FORM_JSON) json_head(r);
    *out = r;
    return BK_OK;
}

bk_status bk_sweep_report_point(void *context, int32_t point, const bk_scenario *scenario,
                                const bk_result *result)
{
    bk_sweep_report *r = context;
    if (r->form == BK_FORM_CSV) csv_point(r, point, scenario, result);
    if (r->form == BK_FORM_JSON) json_point(r, point, scenario, result);
    if (r->form == BK_FORM_TEXT) keep_point(r, point, result);
    return r->writer.status;
}

bk_status bk_sweep_report_end(bk_sweep_report *report)
{
    if (report == NULL) return BK_OK;
    if (report->form == BK_FORM_JSON) bk_writer_text(&report->writer, "]\n}\n");
    if (report->form == BK_FORM_TEXT) bk_sweep_text(report);
    bk_status status = bk_writer_finish(&report->writer);
    release(report);
    return status;
}
