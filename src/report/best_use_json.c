/* best_use_json.c - the advice as one JSON object; the check is that of compare. */
#include "blikk/best_use.h"
#include "report/json_text.h"

#include <math.h>

static const char *verdict_id(bk_use_verdict verdict)
{
    switch (verdict) {
    case BK_USE_CHOSEN:
        return "chosen";
    case BK_USE_UNDECIDED:
        return "undecided";
    case BK_USE_STOPPED:
        return "stopped";
    case BK_USE_WITHDRAWN:
        return "withdrawn";
    }
    return "";
}

static json_t *change_object(bk_estimate e)
{
    json_t *object = json_object();
    bk_json_put(&object, "mean", json_real(e.mean));
    if (e.has_interval) {
        bk_json_put(&object, "low", json_real(e.low));
        bk_json_put(&object, "high", json_real(e.high));
    }
    bk_json_put(&object, "n", json_integer(e.n));
    return object;
}

static json_t *lever_object(const bk_best_use *best, int32_t i)
{
    bk_use_lever l = bk_best_use_lever(best, i, BK_EN);
    json_t *object = json_object();
    bk_json_put(&object, "path", bk_json_text(l.path));
    if (l.today[0]) bk_json_put(&object, "today", bk_json_text(l.today));
    bk_json_put(&object, "chosen", bk_json_text(l.chosen));
    bk_json_put(&object, "changes", json_boolean(l.changes));
    if (l.alone.n > 0) bk_json_put(&object, "alone", change_object(l.alone));
    if (l.without.n > 0) bk_json_put(&object, "without", change_object(l.without));
    return object;
}

static json_t *finalist_object(const bk_best_use *best, int32_t levers, int32_t i)
{
    bk_use_finalist f = bk_best_use_finalist(best, i);
    json_t *object = json_object(), *set = json_object();
    for (int32_t l = 0; l < levers; l++)
        bk_json_put(&set, bk_best_use_lever(best, l, BK_EN).path,
                    bk_json_text(bk_best_use_finalist_value(best, i, l)));
    bk_json_put(&object, "set", set);
    bk_json_put(&object, "is_today", json_boolean(f.is_today));
    if (isfinite(f.gain)) bk_json_put(&object, "change", json_real(f.gain));
    bk_json_put(&object, "replications", json_integer(f.replications));
    return object;
}

static void write_field(bk_writer *w, bool *first, const char *key, json_t *value)
{
    bk_json_key(w, first, 2, key);
    bk_json_write(w, value);
}

static void write_head(bk_writer *w, const bk_best_use *best, const bk_use_summary *s, bool *first)
{
    const bk_scenario *scenario = bk_best_use_scenario(best);
    bk_team_info team = bk_scenario_team(scenario, s->row, BK_EN);
    write_field(w, first, "version", bk_json_text(bk_version()));
    write_field(w, first, "scenario", bk_json_scenario(scenario));
    write_field(w, first, "office", bk_json_text(team.office));
    write_field(w, first, "conditions", bk_json_text(team.conditions));
    write_field(w, first, "measure",
                bk_json_text(bk_scenario_measure(scenario, s->measure, BK_EN).id));
    write_field(w, first, "verdict", bk_json_text(verdict_id(s->verdict)));
    write_field(w, first, "is_today", json_boolean(s->is_today));
    write_field(w, first, "confidence", json_real(s->confidence));
    write_field(w, first, "indifference", json_real(s->indifference));
    write_field(w, first, "may_push_out", json_boolean(s->may_push_out));
    write_field(w, first, "settings_tried", json_integer(s->tried));
    write_field(w, first, "replications", json_integer(s->replications));
}

bk_status bk_report_best_use_json(const bk_best_use *best, bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    bk_use_summary s = bk_best_use_summary(best);
    const bk_comparison *check = bk_best_use_check(best);
    bool first = true, first_item = true;
    bk_writer_text(&writer, "{");
    write_head(&writer, best, &s, &first);
    bk_json_key(&writer, &first, 2, "levers");
    bk_writer_text(&writer, "[");
    for (int32_t i = 0; i < s.levers; i++) {
        bk_json_item(&writer, &first_item, 4);
        bk_json_write(&writer, lever_object(best, i));
    }
    bk_writer_text(&writer, "]");
    bk_json_key(&writer, &first, 2, "finalists");
    bk_writer_text(&writer, "[");
    first_item = true;
    for (int32_t i = 0; i < bk_best_use_finalist_count(best); i++) {
        bk_json_item(&writer, &first_item, 4);
        bk_json_write(&writer, finalist_object(best, s.levers, i));
    }
    bk_writer_text(&writer, "]");
    if (check != NULL) bk_json_key(&writer, &first, 2, "check");
    bk_status status = bk_writer_finish(&writer);
    if (status == BK_OK && check != NULL)
        status = bk_report_comparison_json(check, s.row, NULL, sink, context);
    return status == BK_OK ? sink(context, "\n}\n", 3) : status;
}
