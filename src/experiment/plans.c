#include "experiment/plans.h"

#include "random/philox.h"

#include <string.h>

/* Where each stream of the conditions stands among the scenario's inbox lanes. */
static const int32_t *inbox_places(const bk_conditions_def *def, const bk_measure_list *list,
                                   bk_arena *arena)
{
    int32_t *place = bk_arena_alloc(arena, def->n_streams + 1, sizeof *place);
    for (int32_t s = 0; place != NULL && s < def->n_streams; s++)
        while (strcmp(list->inbox[place[s]], def->stream[s].id) != 0) place[s]++;
    return place;
}

static bk_status build_row(const bk_scenario_def *def, int32_t office, int32_t team,
                           bk_plans *plans, bk_row *row)
{
    const bk_definition *first = &def->phase[0].definition;
    const bk_team_def *t = &first->office[office].team[team];
    const bk_conditions_def *conditions = &first->conditions[t->conditions];

    bk_model *model = bk_arena_alloc(&plans->arena, def->n_phases, sizeof *model);
    int32_t *from = bk_arena_alloc(&plans->arena, def->n_phases, sizeof *from);
    const int32_t *inbox = inbox_places(conditions, plans->measures, &plans->arena);
    if (model == NULL || from == NULL || inbox == NULL) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < def->n_phases; i++) {
        from[i] = def->phase[i].week;
        BK_TRY(bk_model_compile(&def->phase[i].definition, office, team, &plans->arena, &model[i]));
    }
    *row = (bk_row){
        .plan = {.weeks = def->weeks,
                 .warmup_weeks = def->warmup_weeks,
                 .n_phases = def->n_phases,
                 .model = model,
                 .from = from,
                 .measures = plans->measures,
                 .inbox_of = inbox},
        .office = office,
        .copies = (int64_t)t->repeat * first->office[office].repeat,
        .first_job = plans->jobs,
        .luck = bk_key_derive(bk_key_text(first->office[office].name), bk_key_text(conditions->id),
                              0, 0),
    };
    return BK_OK;
}

/* Teams of the same office and conditions differ by their number among them. The rows of an office
 * lie together and no two offices have the same name, so the search ends where the office begins.
 */
static void number_copies(bk_plans *plans, int32_t i)
{
    bk_row *row = &plans->row[i];
    for (int32_t j = i - 1; j >= 0 && plans->row[j].office == row->office; j--) {
        if (plans->row[j].luck != row->luck) continue;
        row->first_copy = plans->row[j].first_copy + plans->row[j].copies;
        return;
    }
}

static bk_status build(const bk_scenario *scenario, bk_plans *plans)
{
    const bk_scenario_def *def = &scenario->def;
    const bk_definition *first = &def->phase[0].definition;
    plans->measures = &scenario->measures;
    plans->weeks = def->weeks;
    plans->n_offices = first->n_offices;
    int64_t rows = 0;
    for (int32_t o = 0; o < first->n_offices; o++) rows += first->office[o].n_teams;
    plans->row = bk_arena_alloc(&plans->arena, rows, sizeof *plans->row);
    if (plans->row == NULL) return BK_ERR_MEMORY;

    for (int32_t o = 0; o < first->n_offices; o++) {
        for (int32_t t = 0; t < first->office[o].n_teams; t++) {
            bk_row *row = &plans->row[plans->n_rows];
            BK_TRY(build_row(def, o, t, plans, row));
            number_copies(plans, plans->n_rows++);
            plans->jobs += row->copies;
        }
    }
    return BK_OK;
}

bk_status bk_plans_build(const bk_scenario *scenario, bk_plans *out)
{
    *out = (bk_plans){0};
    bk_status status = build(scenario, out);
    if (status != BK_OK) bk_plans_clear(out);
    return status;
}

void bk_plans_clear(bk_plans *plans)
{
    bk_arena_clear(&plans->arena);
    *plans = (bk_plans){0};
}

int32_t bk_plans_row_of(const bk_plans *plans, int64_t job)
{
    int32_t low = 0, high = plans->n_rows - 1;
    while (low < high) {
        int32_t middle = (low + high + 1) / 2;
        if (plans->row[middle].first_job <= job)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

uint64_t bk_row_key(const bk_row *row, uint64_t seed, int32_t replication, int64_t copy)
{
    return bk_key_derive(seed, (uint64_t)replication, row->luck,
                         (uint64_t)(row->first_copy + copy));
}

bk_status bk_run_refused(bk_status status, bk_error *err)
{
    if (status == BK_ERR_MEMORY) bk_error_add(err, status, (bk_place){0}, BK_W_NO_MEMORY);
    if (status == BK_ERR_INPUT)
        bk_error_add(err, status, (bk_place){0}, BK_W_EXP_TOO_MANY_CLIENTS, BK_MAX_CLIENTS);
    return status;
}
