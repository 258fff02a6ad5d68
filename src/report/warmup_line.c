#include "report/warmup_line.h"

#include "blikk/warmup.h"
#include "report/json_text.h"
#include "report/pictures.h"

/* ---- text ---- */

typedef struct {
    bk_warmup warmup;
    char team[BK_TEAM_NAME];
    const char *label; /* of the measure */
} finding;

static finding find(const bk_writer *writer, const bk_scenario *scenario, const bk_result *result)
{
    int32_t row;
    finding f = {.warmup = bk_result_warmup_worst(scenario, result, &row), .label = ""};
    bk_team_name(scenario, writer->lang, row, f.team);
    if (f.warmup.measure >= 0)
        f.label = bk_scenario_measure(scenario, f.warmup.measure, writer->lang).label;
    return f;
}

void bk_write_warmup_alarm(bk_writer *writer, const bk_scenario *scenario, const bk_result *result)
{
    finding f = find(writer, scenario, result);
    int warmup = (int)bk_scenario_warmup_weeks(scenario);
    if (f.warmup.verdict == BK_WARMUP_TOO_SHORT)
        bk_writer_word_paragraph(writer, 0, BK_STYLE_ALARM, BK_W_WRM_TOO_SHORT, warmup,
                                 (int)f.warmup.weeks, f.team, f.label);
    if (f.warmup.verdict == BK_WARMUP_STILL_MOVING)
        bk_writer_word_paragraph(writer, 0, BK_STYLE_ALARM, BK_W_WRM_MOVING, (int)f.warmup.measured,
                                 f.team, f.label);
}

void bk_write_warmup_line(bk_writer *writer, const bk_scenario *scenario, const bk_result *result)
{
    finding f = find(writer, scenario, result);
    int warmup = (int)bk_scenario_warmup_weeks(scenario), weeks = (int)f.warmup.weeks;
    if (f.warmup.verdict != BK_WARMUP_ENOUGH) return;
    bk_writer_word_paragraph(writer, 0, BK_STYLE_DIM,
                             weeks > warmup ? BK_W_WRM_BY_CHANCE : BK_W_WRM_ENOUGH, warmup, weeks,
                             f.team, f.label);
}

/* ---- JSON ---- */

static void put_warmup(json_t **object, const bk_scenario *scenario, bk_warmup warmup)
{
    bk_json_put(object, "verdict", bk_json_text(bk_warmup_verdict_id(warmup.verdict)));
    if (warmup.measure < 0) return;
    bk_json_put(object, "mser5_weeks", json_integer(warmup.weeks));
    bk_measure_info info = bk_scenario_measure(scenario, warmup.measure, BK_EN);
    bk_json_put(object, "measure", bk_json_text(info.id));
}

void bk_json_warmup(bk_writer *writer, const bk_scenario *scenario, const bk_result *result)
{
    int32_t worst;
    bk_warmup all = bk_result_warmup_worst(scenario, result, &worst);
    json_t *object = json_object();
    bk_json_put(&object, "weeks", json_integer(bk_scenario_warmup_weeks(scenario)));
    put_warmup(&object, scenario, all);
    json_t *teams = json_array();
    for (int32_t row = 0; row < bk_scenario_team_count(scenario); row++) {
        bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
        json_t *one = json_object();
        bk_json_put(&one, "office", bk_json_text(team.office));
        bk_json_put(&one, "conditions", bk_json_text(team.conditions));
        put_warmup(&one, scenario, bk_result_warmup(scenario, result, row));
        if (!one || json_array_append_new(teams, one) != 0) {
            json_decref(teams);
            teams = NULL;
            break;
        }
    }
    bk_json_put(&object, "teams", teams);
    bk_json_write(writer, object);
}
