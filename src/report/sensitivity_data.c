/* sensitivity_data.c - what a conclusion hangs on, for programs: JSON and CSV. */
#include "report/cells.h"
#include "report/json_text.h"

#include <math.h>
#include <string.h>

/* ---- JSON ---- */

static void put_number(json_t **object, const char *key, double value)
{
    if (isfinite(value)) bk_json_put(object, key, json_real(value));
}

static void put_share(json_t **object, const char *key, bk_sensitivity_share share)
{
    if (!share.exists) return;
    json_t *value = json_object();
    put_number(&value, "value", share.value);
    put_number(&value, "low", share.low);
    put_number(&value, "high", share.high);
    if (share.low <= 0) bk_json_put(&value, "about_zero", json_true());
    bk_json_put(object, key, value);
}

static void write_field(bk_writer *writer, bool *first, int32_t indent, const char *key,
                        json_t *value)
{
    bk_json_key(writer, first, indent, key);
    bk_json_write(writer, value);
}

static json_t *key_object(bk_sensitivity_key key)
{
    json_t *object = json_object();
    bk_json_put(&object, "path", bk_json_text(key.path));
    put_number(&object, "low", key.low);
    if (key.has_likely) put_number(&object, "likely", key.likely);
    put_number(&object, "high", key.high);
    if (key.rank >= 0) bk_json_put(&object, "rank", json_integer(key.rank + 1));
    return object;
}

static json_t *screen_object(const char *path, bk_sensitivity_screen e)
{
    json_t *object = json_object();
    bk_json_put(&object, "path", bk_json_text(path));
    bk_json_put(&object, "n", json_integer(e.n));
    put_number(&object, "mu", e.mean);
    put_number(&object, "mu_star", e.mean_absolute);
    put_number(&object, "sigma", e.deviation);
    put_number(&object, "strength", e.strength);
    return object;
}

static json_t *index_object(const char *path, bk_sensitivity_index index)
{
    json_t *object = json_object();
    if (path) bk_json_put(&object, "path", bk_json_text(path));
    put_share(&object, "first", index.first);
    put_share(&object, "total", index.total);
    return object;
}

static void write_screen(bk_writer *w, const bk_sensitivity *s, int32_t measure, int32_t indent)
{
    bk_writer_text(w, "[");
    bool first = true;
    for (int32_t key = 0; key < bk_sensitivity_key_count(s); key++) {
        bk_json_item(w, &first, indent);
        bk_json_write(w, screen_object(bk_sensitivity_key_at(s, key, BK_EN).path,
                                       bk_sensitivity_screen_of(s, measure, key)));
    }
    bk_writer_text(w, "]");
}

static void write_indices(bk_writer *w, const bk_sensitivity *s, int32_t measure, int32_t indent)
{
    bk_writer_text(w, "[");
    bool first = true;
    for (int32_t rank = 0; rank < bk_sensitivity_kept(s); rank++) {
        const char *path = bk_sensitivity_key_at(s, bk_sensitivity_ranked(s, rank), BK_EN).path;
        bk_json_item(w, &first, indent);
        bk_json_write(w, index_object(path, bk_sensitivity_index_of(s, measure, rank)));
    }
    bk_writer_text(w, "]");
}

static void write_measure(bk_writer *w, const bk_scenario *scenario, const bk_sensitivity *s,
                          int32_t measure)
{
    bk_sensitivity_plan plan = bk_sensitivity_planned(s);
    bk_measure_info info = bk_scenario_measure(scenario, plan.measure[measure], BK_EN);
    bk_sensitivity_sums sums = bk_sensitivity_sums_of(s, measure);
    bool first = true;
    bk_writer_text(w, "{");
    write_field(w, &first, 6, "id", bk_json_text(info.id));
    write_field(w, &first, 6, "unit", bk_json_text(bk_unit_id(info.unit_kind)));
    json_t *spread = json_object();
    bk_json_put(&spread, "rows", json_integer(sums.rows));
    put_number(&spread, "mean", sums.mean);
    put_number(&spread, "low", sums.low);
    put_number(&spread, "high", sums.high);
    put_number(&spread, "variance", sums.variance);
    put_number(&spread, "noise", sums.noise);
    put_share(&spread, "ignorance", sums.unknown);
    write_field(w, &first, 6, "spread", spread);
    bk_json_key(w, &first, 6, "screen");
    write_screen(w, s, measure, 8);
    bk_json_key(w, &first, 6, "indices");
    write_indices(w, s, measure, 8);
    int32_t kept = bk_sensitivity_kept(s);
    if (kept < bk_sensitivity_key_count(s))
        write_field(w, &first, 6, "others",
                    index_object(NULL, bk_sensitivity_index_of(s, measure, kept)));
    bk_writer_text(w, "}");
}

static json_t *team_object(const bk_scenario *scenario, int32_t row)
{
    bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
    json_t *object = json_object();
    bk_json_put(&object, "office", bk_json_text(team.office));
    bk_json_put(&object, "conditions", bk_json_text(team.conditions));
    bk_json_put(&object, "row", json_integer(row + 1));
    return object;
}

static json_t *plan_object(const bk_sensitivity_plan *plan)
{
    json_t *object = json_object();
    bk_json_put(&object, "trajectories", json_integer(plan->trajectories));
    bk_json_put(&object, "rows", json_integer(plan->rows));
    bk_json_put(&object, "keys", json_integer(plan->keys));
    return object;
}

bk_status bk_report_sensitivity_json(const bk_scenario *scenario, const bk_sensitivity *s,
                                     bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context), *w = &writer;
    bk_sensitivity_plan plan = bk_sensitivity_planned(s);
    bool first = true, inner = true;
    bk_writer_text(w, "{");
    write_field(w, &first, 2, "version", bk_json_text(bk_version()));
    write_field(w, &first, 2, "scenario", bk_json_scenario(scenario));
    bk_json_key(w, &first, 2, "seed");
    bk_json_seed(w, bk_sensitivity_seed(s));
    if (plan.scope == BK_SCOPE_TEAM)
        write_field(w, &first, 2, "team", team_object(scenario, plan.index));
    write_field(w, &first, 2, "plan", plan_object(&plan));
    write_field(w, &first, 2, "runs", json_integer(bk_sensitivity_runs(s)));
    bk_json_key(w, &first, 2, "keys");
    bk_writer_text(w, "[");
    for (int32_t key = 0; key < bk_sensitivity_key_count(s); key++) {
        bk_json_item(w, &inner, 4);
        bk_json_write(w, key_object(bk_sensitivity_key_at(s, key, BK_EN)));
    }
    bk_writer_text(w, "]");
    bk_json_key(w, &first, 2, "measures");
    bk_writer_text(w, "[");
    inner = true;
    for (int32_t m = 0; m < plan.n_measures; m++) {
        bk_json_item(w, &inner, 4);
        write_measure(w, scenario, s, m);
    }
    bk_writer_text(w, "]\n}\n");
    return bk_writer_finish(&writer);
}

/* ---- CSV ---- */

static void write_quoted(bk_writer *w, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        bk_writer_text(w, text);
        return;
    }
    bk_writer_text(w, "\"");
    for (const char *c = text; *c; c++) bk_writer_print(w, *c == '"' ? "\"\"" : "%c", *c);
    bk_writer_text(w, "\"");
}

static void write_number(bk_writer *w, double value)
{
    char text[BK_NUMBER_TEXT];
    bk_format_number(value, text);
    bk_writer_print(w, ",%s", isfinite(value) ? text : "");
}

static void write_share(bk_writer *w, bk_sensitivity_share share)
{
    write_number(w, share.exists ? share.value : (double)NAN);
    write_number(w, share.exists ? share.low : (double)NAN);
    write_number(w, share.exists ? share.high : (double)NAN);
}

static void write_key(bk_writer *w, const bk_sensitivity *s, const char *id, int32_t measure,
                      int32_t of)
{
    bk_sensitivity_key key = bk_sensitivity_key_at(s, of, BK_EN);
    bk_sensitivity_screen e = bk_sensitivity_screen_of(s, measure, of);
    bk_sensitivity_index index = {{0}, {0}};
    if (key.rank >= 0) index = bk_sensitivity_index_of(s, measure, key.rank);
    write_quoted(w, id);
    bk_writer_text(w, ",");
    write_quoted(w, key.path);
    write_number(w, key.low);
    write_number(w, key.has_likely ? key.likely : (double)NAN);
    write_number(w, key.high);
    if (key.rank >= 0)
        bk_writer_print(w, ",%d", (int)key.rank + 1);
    else
        bk_writer_text(w, ",");
    write_number(w, e.mean);
    write_number(w, e.mean_absolute);
    write_number(w, e.deviation);
    write_number(w, e.strength);
    write_share(w, index.first);
    write_share(w, index.total);
    bk_writer_text(w, "\r\n");
}

bk_status bk_report_sensitivity_csv(const bk_scenario *scenario, const bk_sensitivity *s,
                                    bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context), *w = &writer;
    bk_sensitivity_plan plan = bk_sensitivity_planned(s);
    int32_t kept = bk_sensitivity_kept(s);
    bk_writer_text(w, "measure,key,low,likely,high,rank,mu,mu_star,sigma,strength,"
                      "first,first_low,first_high,total,total_low,total_high\r\n");
    for (int32_t m = 0; m < plan.n_measures; m++) {
        const char *id = bk_scenario_measure(scenario, plan.measure[m], BK_EN).id;
        for (int32_t key = 0; key < bk_sensitivity_key_count(s); key++) write_key(w, s, id, m, key);
        if (kept == bk_sensitivity_key_count(s)) continue;
        bk_sensitivity_index others = bk_sensitivity_index_of(s, m, kept);
        write_quoted(w, id);
        bk_writer_text(w, ",(others),,,,,,,,");
        write_share(w, others.first);
        write_share(w, others.total);
        bk_writer_text(w, "\r\n");
    }
    return bk_writer_finish(&writer);
}
