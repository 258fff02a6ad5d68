/* tipping_json.c - tipping and there-and-back as one JSON object each. What does not exist is
 * absent, never null or nan. */
#include "report/cells.h"
#include "report/json_text.h"
#include "report/tipping_words.h"

#include <math.h>

typedef struct {
    bk_writer *writer;
    bool first;
} page;

static void field(page *p, const char *key, json_t *value)
{
    bk_json_key(p->writer, &p->first, 2, key);
    bk_json_write(p->writer, value);
}

static void put_number(json_t **object, const char *key, double value)
{
    if (isfinite(value)) bk_json_put(object, key, json_real(value));
}

static json_t *value_object(bk_tipping_value value, bool intervals)
{
    json_t *object = json_object();
    put_number(&object, "mean", value.mean);
    if (intervals) {
        put_number(&object, "low", value.low);
        put_number(&object, "high", value.high);
    }
    return object;
}

/* What both questions begin with. */
static void write_question(page *p, const bk_scenario *scenario,
                           const bk_tipping_question *question, uint64_t seed, int32_t replications)
{
    bk_measure_info info = bk_scenario_measure(scenario, question->measure, BK_EN);
    const bk_vary *vary = &question->vary;
    json_t *key = json_object(), *of = json_object();
    bk_json_put(&key, "path", bk_json_text(vary->path));
    put_number(&key, "from", bk_vary_number(vary, vary->from));
    put_number(&key, "to", bk_vary_number(vary, vary->to));
    if (question->scope == BK_SCOPE_TEAM) {
        bk_team_info team = bk_scenario_team(scenario, question->index, BK_EN);
        bk_json_put(&of, "office", bk_json_text(team.office));
        bk_json_put(&of, "conditions", bk_json_text(team.conditions));
    } else if (question->scope == BK_SCOPE_OFFICE) {
        bk_json_put(&of, "office", bk_json_text(bk_scenario_office(scenario, question->index)));
    }
    bk_writer_text(p->writer, "{");
    field(p, "version", bk_json_text(bk_version()));
    field(p, "scenario", bk_json_scenario(scenario));
    bk_json_key(p->writer, &p->first, 2, "seed");
    bk_json_seed(p->writer, seed);
    field(p, "replications", json_integer(replications));
    field(p, "key", key);
    field(p, "measure", bk_json_text(info.id));
    field(p, "unit", bk_json_text(bk_unit_id(info.unit_kind)));
    field(p, "of", of);
    if (info.note[0]) field(p, "note", bk_json_text(info.note));
}

/* ---- tipping ---- */

static json_t *crossing_object(const bk_tipping_crossing *c, bool intervals)
{
    json_t *object = json_object();
    put_number(&object, "at", c->at);
    if (intervals && !c->open_low) put_number(&object, "low", c->low);
    if (intervals && !c->open_high) put_number(&object, "high", c->high);
    bk_json_put(&object, "rising", json_boolean(c->rising));
    bk_json_put(&object, "slope", value_object(c->slope, intervals));
    return object;
}

static json_t *steepest_object(const bk_tipping *t)
{
    json_t *object = json_object();
    put_number(&object, "from", t->steepest_from);
    put_number(&object, "to", t->steepest_to);
    if (t->has_intervals) {
        put_number(&object, "low", t->steepest_low);
        put_number(&object, "high", t->steepest_high);
    }
    bk_json_put(&object, "slope", value_object(t->steepest_slope, t->has_intervals));
    return object;
}

static void write_points(page *p, const bk_tipping *t)
{
    bk_json_key(p->writer, &p->first, 2, "points");
    bk_writer_text(p->writer, "[");
    bool first = true;
    for (int32_t i = 0; i < t->n_points; i++) {
        json_t *object = value_object(t->point[i].value, t->has_intervals);
        put_number(&object, "at", t->point[i].at);
        bk_json_item(p->writer, &first, 4);
        bk_json_write(p->writer, object);
    }
    bk_writer_text(p->writer, "]");
}

bk_status bk_report_tipping_json(const bk_scenario *scenario, const bk_tipping_question *question,
                                 const bk_tipping *t, bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    page p = {.writer = &writer, .first = true};
    write_question(&p, scenario, question, t->seed, t->replications);
    if (t->replications > 0) {
        json_t *level = value_object(t->level, t->has_intervals && !question->level_given);
        bk_json_put(&level, "given", json_boolean(question->level_given));
        field(&p, "level", level);
        field(&p, "at_from", value_object(t->at_from, t->has_intervals));
        field(&p, "at_to", value_object(t->at_to, t->has_intervals));
        field(&p, "flat", json_boolean(t->flat));
        field(&p, "unsure", json_boolean(t->unsure));
        json_t *crossings = json_array();
        for (int32_t i = 0; crossings && i < t->n_crossings && i < BK_TIPPING_CROSSINGS; i++)
            if (json_array_append_new(crossings,
                                      crossing_object(&t->crossing[i], t->has_intervals)) != 0)
                break;
        field(&p, "crossings", crossings);
        if (t->has_steepest) field(&p, "steepest", steepest_object(t));
        write_points(&p, t);
    }
    bk_writer_text(&writer, "\n}\n");
    return bk_writer_finish(&writer);
}

/* ---- there and back ---- */

static const char *verdict_id(bk_back_verdict verdict)
{
    static const char *const ID[] = {[BK_BACK_FLAT] = "flat",
                                     [BK_BACK_SAME] = "same",
                                     [BK_BACK_LAG] = "lag",
                                     [BK_BACK_HYSTERESIS] = "hysteresis",
                                     [BK_BACK_TOO_FAST] = "too_fast"};
    return ID[verdict];
}

static void write_steps(page *p, const bk_there_and_back *b, bool intervals)
{
    bk_json_key(p->writer, &p->first, 2, "steps");
    bk_writer_text(p->writer, "[");
    bool first = true;
    for (int32_t k = 0; k < b->n_steps; k++) {
        json_t *object = json_object();
        put_number(&object, "at", b->at[k]);
        bk_json_put(&object, "there", value_object(b->up[k], intervals));
        bk_json_put(&object, "back", value_object(b->down[k], intervals));
        bk_json_item(p->writer, &first, 4);
        bk_json_write(p->writer, object);
    }
    bk_writer_text(p->writer, "]");
}

bk_status bk_report_back_json(const bk_scenario *scenario, const bk_tipping_question *question,
                              const bk_there_and_back *b, bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    page p = {.writer = &writer, .first = true};
    bool intervals = b->replications > 1;
    write_question(&p, scenario, question, b->seed, b->replications);
    field(&p, "verdict", bk_json_text(verdict_id(b->verdict)));
    field(&p, "warmup_weeks", json_integer(b->warmup_weeks));
    field(&p, "weeks_a_step_fast", json_integer(b->hold_weeks));
    field(&p, "weeks_a_step_slow", json_integer(2 * b->hold_weeks));
    field(&p, "weeks", json_integer(b->weeks));
    field(&p, "rise", value_object(b->rise, intervals));
    field(&p, "gap_fast", value_object(b->gap_fast, intervals));
    field(&p, "gap_slow", value_object(b->gap_slow, intervals));
    field(&p, "remaining", value_object(b->remaining, intervals));
    json_t *widest = value_object(b->widest_gap, intervals);
    put_number(&widest, "at", b->at[b->widest]);
    field(&p, "widest", widest);
    write_steps(&p, b, intervals);
    bk_writer_text(&writer, "\n}\n");
    return bk_writer_finish(&writer);
}
