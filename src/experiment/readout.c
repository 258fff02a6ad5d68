/* What a scenario says about itself: its rows and its measures. */
#include "scenario/scenario.h"

#include "base/check.h"
#include "base/words.h"

static const bk_definition *definition(const bk_scenario *scenario)
{
    return &scenario->def.phase[0].definition;
}

const char *bk_scenario_title(const bk_scenario *scenario, bk_lang lang)
{
    return bk_label_in(scenario->def.title, lang, "");
}

const char *bk_scenario_hash(const bk_scenario *scenario)
{
    return scenario->hash_text;
}

int32_t bk_scenario_weeks(const bk_scenario *scenario)
{
    return scenario->def.weeks;
}

int32_t bk_scenario_warmup_weeks(const bk_scenario *scenario)
{
    return scenario->def.warmup_weeks;
}

int32_t bk_scenario_replications(const bk_scenario *scenario)
{
    return scenario->def.replications;
}

uint64_t bk_scenario_seed(const bk_scenario *scenario)
{
    return scenario->def.seed;
}

int32_t bk_scenario_team_count(const bk_scenario *scenario)
{
    const bk_definition *def = definition(scenario);
    int32_t n = 0;
    for (int32_t o = 0; o < def->n_offices; o++) n += def->office[o].n_teams;
    return n;
}

int32_t bk_scenario_office_count(const bk_scenario *scenario)
{
    return definition(scenario)->n_offices;
}

const char *bk_scenario_office(const bk_scenario *scenario, int32_t office)
{
    return definition(scenario)->office[office].name;
}

/* The office and the team within it of a row. O(offices). */
static const bk_team_def *team_at(const bk_definition *def, int32_t row, int32_t *office)
{
    int32_t o = 0;
    BK_ASSERT(row >= 0);
    while (o < def->n_offices && row >= def->office[o].n_teams) row -= def->office[o++].n_teams;
    BK_ASSERT(o < def->n_offices);
    *office = o;
    return &def->office[o].team[row];
}

int32_t bk_scenario_team_office(const bk_scenario *scenario, int32_t row)
{
    int32_t office;
    (void)team_at(definition(scenario), row, &office);
    return office;
}

bk_team_info bk_scenario_team(const bk_scenario *scenario, int32_t row, bk_lang lang)
{
    const bk_definition *def = definition(scenario);
    int32_t office;
    const bk_team_def *team = team_at(def, row, &office);
    const bk_conditions_def *conditions = &def->conditions[team->conditions];
    bool open = conditions->intake == BK_INTAKE_OPEN;
    const char *label = bk_label_in(conditions->label, lang, conditions->id);
    return (bk_team_info){
        .office = def->office[office].name,
        .conditions = conditions->id,
        .label = bk_label_in(team->label, lang, label),
        .caseworkers = team->caseworkers,
        .caseload = open ? team->caseload_limit : team->caseload,
        .open = open,
        .copies = (int32_t)((int64_t)team->repeat * def->office[office].repeat),
    };
}

int32_t bk_scenario_measure_count(const bk_scenario *scenario)
{
    return scenario->measures.count;
}

bk_measure_info bk_scenario_measure(const bk_scenario *scenario, int32_t measure, bk_lang lang)
{
    return bk_measure_list_info(&scenario->measures, measure, lang);
}

int32_t bk_scenario_measure_find(const bk_scenario *scenario, const char *id)
{
    return bk_measure_list_find(&scenario->measures, id);
}
