#include "blikk/uncertain.h"

#include "base/memory.h"
#include "experiment/cube.h"
#include "random/philox.h"
#include "stats/indices.h"
#include "stats/quantiles.h"

#include <math.h>

enum { RESAMPLES = 1000 };
static const double LOW = 0.025, HIGH = 0.975;

/* What is shown when nobody says what. */
static const char *const USUAL[] = {
    "share_is",      "false_is",   "known_share",       "load", "weeks_since_contact",
    "exit_work_12m", "exits_work", "pushed_out_willing"};
enum { N_USUAL = sizeof USUAL / sizeof USUAL[0] };

struct bk_uncertainty {
    bk_arena arena;
    const bk_scenario *scenario;
    bk_uncertain_plan plan;
    uint64_t seed;
    bk_result *likely;
    int32_t teams, scopes;    /* scopes: teams and all together */
    const bk_uncertain **key; /* every range */
    bk_spread *spread;
    double *value;                   /* [scopes x n_measures x lucks x draws] */
    bk_uncertain_estimate *estimate; /* [scopes x n_measures] */
};

static double *values_of(const bk_uncertainty *u, int32_t scope, int32_t measure)
{
    int64_t cell = (int64_t)scope * u->plan.n_measures + measure;
    return u->value + cell * BK_CUBE_LUCKS * u->plan.draws;
}

static int32_t draw_point(void *context, int64_t point, double *coordinate)
{
    const bk_uncertainty *u = context;
    for (int32_t k = 0; k < u->scenario->uncertain.count; k++)
        coordinate[k] = bk_spread_at(u->spread, point, k);
    return BK_CUBE_LUCKS * (int32_t)point;
}

static void take(void *context, int64_t point, const bk_result *result)
{
    bk_uncertainty *u = context;
    for (int32_t s = 0; s < u->scopes; s++) {
        bool team = s < u->teams;
        for (int32_t m = 0; m < u->plan.n_measures; m++) {
            double *at = values_of(u, s, m);
            for (int32_t luck = 0; luck < BK_CUBE_LUCKS; luck++) {
                double value;
                bool exists = bk_result_value(result, team ? BK_SCOPE_TEAM : BK_SCOPE_ALL,
                                              team ? s : 0, u->plan.measure[m], luck, &value);
                at[(int64_t)luck * u->plan.draws + point] = exists ? value : (double)NAN;
            }
        }
    }
}

static bk_status check_plan(const bk_scenario *scenario, const bk_uncertain_plan *plan,
                            bk_error *err)
{
    bk_place nowhere = {0};
    if (scenario->uncertain.count == 0)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_SNS_NO_RANGES);
    if (plan->draws != 0 &&
        (plan->draws < BK_UNCERTAIN_DRAWS_LEAST || plan->draws > BK_UNCERTAIN_DRAWS_MOST))
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_UNC_DRAWS, (int)plan->draws,
                            (int)BK_UNCERTAIN_DRAWS_LEAST, (int)BK_UNCERTAIN_DRAWS_MOST);
    return BK_OK;
}

static bk_status choose_measures(bk_uncertainty *u)
{
    int32_t asked = u->plan.n_measures, n = 0;
    int32_t *measure = bk_arena_alloc(&u->arena, asked > 0 ? asked : N_USUAL, sizeof *measure);
    if (measure == NULL) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < asked; i++) measure[n++] = u->plan.measure[i];
    for (int32_t i = 0; asked == 0 && i < N_USUAL; i++) {
        int32_t found = bk_scenario_measure_find(u->scenario, USUAL[i]);
        if (found >= 0) measure[n++] = found;
    }
    u->plan.measure = measure;
    u->plan.n_measures = n;
    return BK_OK;
}

static bk_status prepare(bk_uncertainty *u)
{
    if (u->plan.draws == 0) u->plan.draws = BK_UNCERTAIN_DRAWS;
    u->plan.draws += u->plan.draws % 2;
    BK_TRY(choose_measures(u));
    int32_t rows = bk_scenario_team_count(u->scenario);
    u->teams = rows <= BK_UNCERTAIN_TEAMS ? rows : 0;
    u->scopes = u->teams + 1;
    int64_t cells = (int64_t)u->scopes * u->plan.n_measures;
    u->value = bk_arena_alloc(&u->arena, cells * BK_CUBE_LUCKS * u->plan.draws, sizeof *u->value);
    u->estimate = bk_arena_alloc(&u->arena, cells, sizeof *u->estimate);
    u->key = bk_arena_alloc(&u->arena, u->scenario->uncertain.count, sizeof *u->key);
    uint64_t key = bk_key_derive(u->seed, bk_key_text("uncertain"), 0, 0);
    u->spread = bk_spread_create(key, u->scenario->uncertain.count, &u->arena);
    if (u->value == NULL || u->estimate == NULL || u->key == NULL || u->spread == NULL)
        return BK_ERR_MEMORY;
    bk_cube_keys(u->scenario, u->key);
    return BK_OK;
}

/* ---- what came of it ---- */

typedef struct {
    double low, high;
} span;

static span span_of(const double *values, int32_t n, double *scratch)
{
    int32_t present = bk_sort_present(values, n, scratch);
    return (span){bk_quantile_sorted(scratch, present, LOW),
                  bk_quantile_sorted(scratch, present, HIGH)};
}

/* Even draws are one table of rows and odd draws the other; there is no input to ask about. */
static bk_status tell_apart(const bk_uncertainty *u, const double *value, uint64_t key,
                            double *scratch, bk_index_sums *out)
{
    int32_t draws = u->plan.draws, rows = draws / 2;
    for (int32_t luck = 0; luck < BK_CUBE_LUCKS; luck++)
        for (int32_t i = 0; i < draws; i++)
            scratch[(int64_t)(i % 2) * draws + (int64_t)luck * rows + i / 2] =
                value[(int64_t)luck * draws + i];
    bk_index_runs runs = {.rows = rows, .a = scratch, .b = scratch + draws};
    return bk_indices_estimate(&runs, key, RESAMPLES, NULL, NULL, out);
}

static bk_status estimate(const bk_uncertainty *u, int32_t scope, int32_t m, double *values,
                          double *scratch, bk_uncertain_estimate *out)
{
    const double *value = values_of(u, scope, m);
    bool team = scope < u->teams;
    int32_t of = u->plan.measure[m], draws = u->plan.draws;
    bk_scope whose = team ? BK_SCOPE_TEAM : BK_SCOPE_ALL;
    int32_t index = team ? scope : 0;
    bk_result_values(u->likely, whose, index, of, values);
    bk_estimate likely = bk_result_estimate(u->likely, whose, index, of);
    span chance = {(double)NAN, (double)NAN}; /* one replication says nothing of chance */
    if (likely.n > 1) chance = span_of(values, bk_result_replications(u->likely), scratch);
    span both = span_of(value, 2 * draws, scratch);

    uint64_t key = bk_key_derive(u->seed, bk_key_text("uncertain"), 1, (uint64_t)of);
    bk_index_sums sums;
    BK_TRY(tell_apart(u, value, key, scratch, &sums));
    *out = (bk_uncertain_estimate){
        .likely = likely,
        .chance_low = chance.low,
        .chance_high = chance.high,
        .mean = sums.mean,
        .both_low = both.low,
        .both_high = both.high,
        .told = !isnan(sums.unknown.value),
        .ignorance = sums.unknown.value,
        .ignorance_low = sums.unknown.low,
        .ignorance_high = sums.unknown.high,
    };
    for (int32_t i = 0; i < draws; i++) out->draws += !isnan(value[i]) && !isnan(value[draws + i]);
    if (isnan(out->mean)) out->draws = 0;
    return BK_OK;
}

static bk_status estimate_all(bk_uncertainty *u)
{
    int64_t n = bk_result_replications(u->likely), draws = 2 * (int64_t)u->plan.draws;
    int64_t room = n > draws ? n : draws;
    double *values = bk_alloc(2 * room, sizeof *values);
    if (values == NULL) return BK_ERR_MEMORY;
    bk_status status = BK_OK;
    for (int32_t scope = 0; scope < u->scopes; scope++)
        for (int32_t m = 0; m < u->plan.n_measures && status == BK_OK; m++)
            status = estimate(u, scope, m, values, values + room,
                              &u->estimate[(int64_t)scope * u->plan.n_measures + m]);
    bk_free(values);
    return status;
}

/* ---- the whole ---- */

/* The run of the scenario as it stands comes after the draws, and goes on with their progress: two
 * of its replications count as one draw. */
typedef struct {
    const bk_run_options *options;
    int64_t before, own;
} rest;

static bool tell_rest(void *context, int64_t done, int64_t total)
{
    const rest *r = context;
    const int64_t parts = 1000;
    return r->options->progress(r->options->context,
                                r->before * parts + (total > 0 ? done * parts * r->own / total : 0),
                                (r->before + r->own) * parts);
}

static bk_status run_both(bk_uncertainty *u, const bk_run_options *options, bk_error *err)
{
    BK_TRY(prepare(u));
    int32_t replications =
        options->replications > 0 ? options->replications : u->scenario->def.replications;
    rest after = {.options = options, .before = u->plan.draws, .own = (replications + 1) / 2};
    bk_cube cube = {.scenario = u->scenario,
                    .n_keys = u->scenario->uncertain.count,
                    .key = u->key,
                    .options = options,
                    .n_points = u->plan.draws,
                    .point = draw_point,
                    .take = take,
                    .context = u,
                    .total = after.before + after.own};
    BK_TRY(bk_cube_run(&cube, err));
    bk_run_options plain = *options;
    plain.series = false;
    if (options->progress != NULL) {
        plain.progress = tell_rest;
        plain.context = &after;
    }
    BK_TRY(bk_run(u->scenario, &plain, &u->likely, err));
    return estimate_all(u);
}

bk_status bk_uncertain_run(const bk_scenario *scenario, const bk_run_options *options,
                           const bk_uncertain_plan *plan, bk_uncertainty **out, bk_error *err)
{
    const bk_run_options usual = {0};
    const bk_uncertain_plan usual_plan = {0};
    if (options == NULL) options = &usual;
    if (plan == NULL) plan = &usual_plan;
    BK_TRY(check_plan(scenario, plan, err));
    BK_TRY(bk_run_options_check(options, err));
    bk_uncertainty *u = bk_alloc(1, sizeof *u);
    if (u == NULL) return bk_run_refused(BK_ERR_MEMORY, err);
    u->scenario = scenario;
    u->plan = *plan;
    u->seed = options->seed_given ? options->seed : scenario->def.seed;
    bk_status status = run_both(u, options, err);
    if (status == BK_OK) {
        *out = u;
        return BK_OK;
    }
    bk_uncertainty_destroy(u);
    bool told = err != NULL && err->count > 0;
    return told ? status : bk_run_refused(status, err);
}

void bk_uncertainty_destroy(bk_uncertainty *u)
{
    if (u == NULL) return;
    bk_result_destroy(u->likely);
    bk_arena_clear(&u->arena);
    bk_free(u);
}

bk_uncertain_plan bk_uncertainty_planned(const bk_uncertainty *u)
{
    return u->plan;
}

const bk_result *bk_uncertainty_likely(const bk_uncertainty *u)
{
    return u->likely;
}

int32_t bk_uncertainty_teams(const bk_uncertainty *u)
{
    return u->teams;
}

bk_uncertain_estimate bk_uncertainty_estimate(const bk_uncertainty *u, bk_scope scope,
                                              int32_t index, int32_t measure)
{
    BK_ASSERT(scope == BK_SCOPE_ALL || (scope == BK_SCOPE_TEAM && index < u->teams));
    BK_ASSERT(measure >= 0 && measure < u->plan.n_measures);
    int32_t whose = scope == BK_SCOPE_TEAM ? index : u->teams;
    return u->estimate[(int64_t)whose * u->plan.n_measures + measure];
}
