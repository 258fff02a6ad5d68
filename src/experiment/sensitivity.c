#include "blikk/sensitivity.h"

#include "base/memory.h"
#include "experiment/cube.h"
#include "random/philox.h"
#include "stats/indices.h"
#include "stats/morris.h"
#include "stats/quantiles.h"

#include <math.h>

enum { RESAMPLES = 1000, CANDIDATES = 4, TRAJECTORIES_LEAST = 4, ROWS_LEAST = 16 };
enum { KEY_SCREEN = 1, KEY_POINTS, KEY_RESAMPLES }; /* purposes of keyed draws */

/* A key whose strength is under this share of the strongest's, for every measure, is screened away:
 * it can hardly account for more than the square of it. */
static const double WEAK = 0.05;

struct bk_sensitivity {
    bk_arena arena;
    const bk_scenario *scenario;
    bk_run_options options;
    bk_sensitivity_plan plan;
    uint64_t seed;
    int64_t runs;
    int32_t n_keys, n_kept;
    const bk_uncertain **key; /* [n_keys] */
    int32_t *rank;            /* [n_keys] -1: screened away */
    int32_t *ranked;          /* [n_keys] those kept by rank, then the others in order */
    bk_effect *screen;        /* [n_measures x n_keys] */
    int32_t inputs;           /* n_kept, and one more for the others together where there are any */
    bk_index *first, *total;  /* [n_measures x (n_kept + 1)] */
    bk_index_sums *sums;      /* [n_measures] */
    double *low, *high;       /* [n_measures] */
};

/* Places of outcomes: one number a measure for every point and luck. */
typedef struct {
    bk_sensitivity *s;
    const bk_morris *morris; /* the screening; else NULL */
    const bk_spread *spread;
    int32_t tables; /* of a row: A, B, AB_1 .. */
    double
        *outcome; /* [n_measures x lucks x points]; points by table, then row, when no screening */
    int64_t points;
} stage;

static uint64_t key_of(const bk_sensitivity *s, uint64_t purpose)
{
    return bk_key_derive(s->seed, bk_key_text("sensitivity"), purpose, 0);
}

/* Where point number i of a stage is put. */
static int64_t place(const stage *g, int64_t point)
{
    if (g->morris != NULL) return point;
    return point % g->tables * g->s->plan.rows + point / g->tables;
}

static void take(void *context, int64_t point, const bk_result *result)
{
    stage *g = context;
    const bk_sensitivity_plan *plan = &g->s->plan;
    for (int32_t m = 0; m < plan->n_measures; m++) {
        for (int32_t luck = 0; luck < BK_CUBE_LUCKS; luck++) {
            double value = (double)NAN;
            if (!bk_result_value(result, plan->scope, plan->index, plan->measure[m], luck, &value))
                value = (double)NAN;
            int64_t row = (int64_t)m * BK_CUBE_LUCKS + luck;
            g->outcome[row * g->points + place(g, point)] = value;
        }
    }
    g->s->runs += BK_CUBE_LUCKS;
}

/* ---- screening ---- */

/* The four levels are the middles of the quarters of a range's probability: its very ends, which
 * next to nothing is drawn from, would make every triangle look stronger than it is. */
static int32_t screen_point(void *context, int64_t point, double *u)
{
    const stage *g = context;
    int32_t k = g->s->n_keys;
    for (int32_t j = 0; j < k; j++) u[j] = (1 + 6 * g->morris->point[point * k + j]) / 8;
    return BK_CUBE_LUCKS * (int32_t)(point / (k + 1));
}

/* Strength over that of the strongest, the largest over the measures. */
static double score(const bk_sensitivity *s, int32_t key)
{
    double best = 0;
    for (int32_t m = 0; m < s->plan.n_measures; m++) {
        const bk_effect *effect = s->screen + (int64_t)m * s->n_keys;
        double most = 0;
        for (int32_t j = 0; j < s->n_keys; j++)
            if (effect[j].strength > most) most = effect[j].strength;
        if (most > 0 && effect[key].strength / most > best) best = effect[key].strength / most;
    }
    return best;
}

/* Orders keys by score, the strongest first and equals as declared, and keeps the first of them. */
static bk_status rank_keys(bk_sensitivity *s, bk_arena *scratch)
{
    double *of = bk_arena_alloc(scratch, s->n_keys, sizeof *of);
    if (of == NULL) return BK_ERR_MEMORY;
    for (int32_t j = 0; j < s->n_keys; j++) {
        of[j] = score(s, j);
        int32_t at = j;
        for (; at > 0 && of[s->ranked[at - 1]] < of[j]; at--) s->ranked[at] = s->ranked[at - 1];
        s->ranked[at] = j;
    }
    while (s->n_kept < s->n_keys && s->n_kept < s->plan.keys && of[s->ranked[s->n_kept]] >= WEAK)
        s->n_kept++;
    if (s->n_kept == 0) s->n_kept = 1;
    for (int32_t i = 0; i < s->n_keys; i++) s->rank[s->ranked[i]] = i < s->n_kept ? i : -1;
    return BK_OK;
}

static int64_t index_points(const bk_sensitivity *s, int32_t kept)
{
    bool rest = kept < s->n_keys;
    return (int64_t)s->plan.rows * (2 + kept + rest);
}

static bk_status screen(bk_sensitivity *s, bk_arena *scratch, bk_error *err)
{
    bk_morris morris;
    int32_t n = s->plan.trajectories, k = s->n_keys;
    BK_TRY(bk_morris_make(key_of(s, KEY_SCREEN), k, n, CANDIDATES * n, &morris));
    stage g = {.s = s, .morris = &morris, .points = (int64_t)n * (k + 1)};
    g.outcome =
        bk_arena_alloc(scratch, s->plan.n_measures * BK_CUBE_LUCKS * g.points, sizeof *g.outcome);
    int32_t kept = s->plan.keys < k ? s->plan.keys : k;
    bk_cube cube = {.scenario = s->scenario,
                    .n_keys = k,
                    .key = s->key,
                    .options = &s->options,
                    .n_points = g.points,
                    .point = screen_point,
                    .take = take,
                    .context = &g,
                    .total = g.points + index_points(s, kept)};
    bk_status status = g.outcome == NULL ? BK_ERR_MEMORY : bk_cube_run(&cube, err);
    for (int32_t m = 0; m < s->plan.n_measures && status == BK_OK; m++)
        bk_morris_effects(&morris, g.outcome + (int64_t)m * BK_CUBE_LUCKS * g.points,
                          s->screen + (int64_t)m * k);
    bk_morris_clear(&morris);
    if (status != BK_OK) return status;
    return rank_keys(s, scratch);
}

/* ---- indices ---- */

/* Table 0 is A, 1 is B, 2 + j is A with input j from B; the last input is all that was screened
 * away. */
static int32_t index_point(void *context, int64_t point, double *u)
{
    const stage *g = context;
    const bk_sensitivity *s = g->s;
    int32_t table = (int32_t)(point % g->tables), kept = s->n_kept, rest = s->n_keys - kept;
    int64_t row = point / g->tables;
    for (int32_t i = 0; i < s->n_keys; i++) {
        int32_t input = i < kept ? i : kept;
        bool from_b = table == 1 || table == 2 + input;
        int32_t column = i < kept ? i + (from_b ? kept : 0) : kept + i + (from_b ? rest : 0);
        u[s->ranked[i]] = bk_spread_at(g->spread, row, column);
    }
    return BK_CUBE_LUCKS * (int32_t)row;
}

static bk_status estimate(bk_sensitivity *s, const stage *g, int32_t m, bk_arena *scratch)
{
    int32_t n = s->plan.rows, k = s->inputs;
    int64_t points = g->points;
    const double *one = g->outcome + (int64_t)m * BK_CUBE_LUCKS * points, *two = one + points;
    /* The tables as the estimator has them: luck by luck within each. */
    double *y = bk_arena_alloc(scratch, BK_CUBE_LUCKS * points, sizeof *y);
    double *sorted = bk_arena_alloc(scratch, 4 * (int64_t)n, sizeof *sorted);
    if (y == NULL || sorted == NULL) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < n; i++) {
        for (int32_t t = 0; t < 2; t++) {
            y[(2 * t + 0) * (int64_t)n + i] = one[(int64_t)t * n + i];
            y[(2 * t + 1) * (int64_t)n + i] = two[(int64_t)t * n + i];
        }
        for (int32_t j = 0; j < k; j++) {
            y[(4 + (int64_t)j) * n + i] = one[(2 + (int64_t)j) * n + i];
            y[(4 + (int64_t)k + j) * n + i] = two[(2 + (int64_t)j) * n + i];
        }
    }
    bk_index_runs runs = {
        .rows = n, .inputs = k, .a = y, .b = y + 2 * (int64_t)n, .ab = y + 4 * (int64_t)n};
    int64_t at = (int64_t)m * (s->n_kept + 1);
    BK_TRY(bk_indices_estimate(&runs, key_of(s, KEY_RESAMPLES + (uint64_t)m), RESAMPLES,
                               s->first + at, s->total + at, &s->sums[m]));
    int32_t present = bk_sort_present(y, 4 * n, sorted);
    s->low[m] = bk_quantile_sorted(sorted, present, 0.025);
    s->high[m] = bk_quantile_sorted(sorted, present, 0.975);
    return BK_OK;
}

static bk_status share_out(bk_sensitivity *s, bk_arena *scratch, bk_error *err)
{
    s->inputs = s->n_kept + (s->n_kept < s->n_keys);
    stage g = {.s = s, .tables = 2 + s->inputs, .points = index_points(s, s->n_kept)};
    g.spread = bk_spread_create(key_of(s, KEY_POINTS), 2 * s->n_keys, scratch);
    g.outcome =
        bk_arena_alloc(scratch, s->plan.n_measures * BK_CUBE_LUCKS * g.points, sizeof *g.outcome);
    if (g.spread == NULL || g.outcome == NULL) return BK_ERR_MEMORY;
    int64_t before = (int64_t)s->plan.trajectories * (s->n_keys + 1);
    bk_cube cube = {.scenario = s->scenario,
                    .n_keys = s->n_keys,
                    .key = s->key,
                    .options = &s->options,
                    .n_points = g.points,
                    .point = index_point,
                    .take = take,
                    .context = &g,
                    .done_before = before,
                    .total = before + g.points};
    BK_TRY(bk_cube_run(&cube, err));
    for (int32_t m = 0; m < s->plan.n_measures; m++) BK_TRY(estimate(s, &g, m, scratch));
    return BK_OK;
}

/* ---- the whole ---- */

static bk_status check_plan(const bk_scenario *scenario, const bk_sensitivity_plan *plan,
                            bk_error *err)
{
    bk_place nowhere = {0};
    if (scenario->uncertain.count == 0)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_SNS_NO_RANGES);
    if (plan->trajectories != 0 && plan->trajectories < TRAJECTORIES_LEAST)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_SNS_TRAJECTORIES,
                            (int)plan->trajectories, TRAJECTORIES_LEAST);
    if (plan->rows != 0 && (plan->rows < ROWS_LEAST || plan->rows > BK_SENSITIVITY_ROWS_MOST))
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_SNS_ROWS, (int)plan->rows, ROWS_LEAST,
                            (int)BK_SENSITIVITY_ROWS_MOST);
    if (plan->keys < 0 || plan->keys > BK_SENSITIVITY_KEYS_MOST)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_SNS_KEYS, (int)plan->keys,
                            (int)BK_SENSITIVITY_KEYS_MOST);
    BK_ASSERT(plan->n_measures >= 1);
    return BK_OK;
}

static bk_status prepare(bk_sensitivity *s)
{
    bk_arena *arena = &s->arena;
    int64_t k = s->n_keys, n = s->plan.n_measures;
    s->key = bk_arena_alloc(arena, k, sizeof *s->key);
    s->rank = bk_arena_alloc(arena, k, sizeof *s->rank);
    s->ranked = bk_arena_alloc(arena, k, sizeof *s->ranked);
    s->screen = bk_arena_alloc(arena, n * k, sizeof *s->screen);
    s->first = bk_arena_alloc(arena, n * (k + 1), sizeof *s->first);
    s->total = bk_arena_alloc(arena, n * (k + 1), sizeof *s->total);
    s->sums = bk_arena_alloc(arena, n, sizeof *s->sums);
    s->low = bk_arena_alloc(arena, n, sizeof *s->low);
    s->high = bk_arena_alloc(arena, n, sizeof *s->high);
    int32_t *measure = bk_arena_alloc(arena, n, sizeof *measure);
    if (!s->key || !s->rank || !s->ranked || !s->screen || !s->first || !s->total || !s->sums ||
        !s->low || !s->high || !measure)
        return BK_ERR_MEMORY;
    bk_cube_keys(s->scenario, s->key);
    for (int32_t m = 0; m < n; m++) measure[m] = s->plan.measure[m];
    s->plan.measure = measure;
    return BK_OK;
}

bk_status bk_sensitivity_run(const bk_scenario *scenario, const bk_run_options *options,
                             const bk_sensitivity_plan *plan, bk_sensitivity **out, bk_error *err)
{
    const bk_run_options usual = {0};
    if (options == NULL) options = &usual;
    BK_TRY(check_plan(scenario, plan, err));
    BK_TRY(bk_run_options_check(options, err));
    bk_sensitivity *s = bk_alloc(1, sizeof *s);
    if (s == NULL) return bk_run_refused(BK_ERR_MEMORY, err);
    *s = (bk_sensitivity){.scenario = scenario,
                          .options = *options,
                          .plan = *plan,
                          .seed = options->seed_given ? options->seed : scenario->def.seed,
                          .n_keys = scenario->uncertain.count};
    if (s->plan.trajectories == 0) s->plan.trajectories = BK_SENSITIVITY_TRAJECTORIES;
    if (s->plan.rows == 0) s->plan.rows = BK_SENSITIVITY_ROWS;
    if (s->plan.keys == 0) s->plan.keys = BK_SENSITIVITY_KEYS;
    s->options.only_team = plan->scope == BK_SCOPE_TEAM ? plan->index + 1 : 0;

    bk_arena scratch = {0};
    bk_status status = prepare(s);
    if (status == BK_OK) status = screen(s, &scratch, err);
    if (status == BK_OK) status = share_out(s, &scratch, err);
    bk_arena_clear(&scratch);
    if (status == BK_OK) {
        *out = s;
        return BK_OK;
    }
    bk_sensitivity_destroy(s);
    bool told = err != NULL && err->count > 0;
    return told ? status : bk_run_refused(status, err);
}

void bk_sensitivity_destroy(bk_sensitivity *s)
{
    if (s == NULL) return;
    bk_arena_clear(&s->arena);
    bk_free(s);
}

/* ---- reading out ---- */

bk_sensitivity_plan bk_sensitivity_planned(const bk_sensitivity *s)
{
    return s->plan;
}

int64_t bk_sensitivity_runs(const bk_sensitivity *s)
{
    return s->runs;
}

uint64_t bk_sensitivity_seed(const bk_sensitivity *s)
{
    return s->seed;
}

int32_t bk_sensitivity_key_count(const bk_sensitivity *s)
{
    return s->n_keys;
}

int32_t bk_sensitivity_kept(const bk_sensitivity *s)
{
    return s->n_kept;
}

int32_t bk_sensitivity_ranked(const bk_sensitivity *s, int32_t rank)
{
    BK_ASSERT(rank >= 0 && rank < s->n_keys);
    return s->ranked[rank];
}

bk_sensitivity_key bk_sensitivity_key_at(const bk_sensitivity *s, int32_t key, bk_lang lang)
{
    BK_ASSERT(key >= 0 && key < s->n_keys);
    const bk_uncertain *u = s->key[key];
    return (bk_sensitivity_key){.path = u->path,
                                .meaning = bk_label_in(u->field->meaning, lang, ""),
                                .unit = bk_key_unit_in(u->field->unit, lang),
                                .low = u->low,
                                .likely = u->likely,
                                .high = u->high,
                                .has_likely = u->has_likely,
                                .rank = s->rank[key]};
}

bk_sensitivity_screen bk_sensitivity_screen_of(const bk_sensitivity *s, int32_t measure,
                                               int32_t key)
{
    BK_ASSERT(measure >= 0 && measure < s->plan.n_measures && key >= 0 && key < s->n_keys);
    const bk_effect *e = &s->screen[(int64_t)measure * s->n_keys + key];
    return (bk_sensitivity_screen){.n = e->n,
                                   .mean = e->mean,
                                   .mean_absolute = e->mean_absolute,
                                   .deviation = e->deviation,
                                   .strength = e->strength};
}

static bk_sensitivity_share share_of(bk_index index)
{
    if (isnan(index.value)) return (bk_sensitivity_share){0};
    return (bk_sensitivity_share){
        .exists = true, .value = index.value, .low = index.low, .high = index.high};
}

bk_sensitivity_index bk_sensitivity_index_of(const bk_sensitivity *s, int32_t measure, int32_t rank)
{
    BK_ASSERT(measure >= 0 && measure < s->plan.n_measures && rank >= 0 && rank <= s->n_kept);
    if (rank >= s->inputs) return (bk_sensitivity_index){{0}, {0}}; /* there are no others */
    int64_t at = (int64_t)measure * (s->n_kept + 1) + rank;
    return (bk_sensitivity_index){share_of(s->first[at]), share_of(s->total[at])};
}

bk_sensitivity_sums bk_sensitivity_sums_of(const bk_sensitivity *s, int32_t measure)
{
    BK_ASSERT(measure >= 0 && measure < s->plan.n_measures);
    const bk_index_sums *sums = &s->sums[measure];
    return (bk_sensitivity_sums){.rows = sums->rows,
                                 .mean = sums->mean,
                                 .low = s->low[measure],
                                 .high = s->high[measure],
                                 .variance = sums->variance,
                                 .noise = sums->noise,
                                 .unknown = share_of(sums->unknown)};
}
