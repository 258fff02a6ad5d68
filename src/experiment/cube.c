#include "experiment/cube.h"

#include "base/format.h"
#include "base/memory.h"
#include "random/philox.h"
#include "stats/sobol_sequence.h"

#include <math.h>

/* ---- one value ---- */

/* The value below which the triangle from low to high with its top at likely has u. */
static double triangular(double low, double likely, double high, double u)
{
    double width = high - low;
    if (!(width > 0)) return low;
    double rising = (likely - low) / width;
    double value = u < rising ? low + sqrt(u * width * (likely - low))
                              : high - sqrt((1 - u) * width * (high - likely));
    return value < low ? low : value > high ? high : value;
}

double bk_range_value(const bk_uncertain *range, double u)
{
    double low = range->low, high = range->high;
    bool whole = range->field->type == BK_TYPE_WHOLE;
    if (whole) { /* every whole number owns the half step around it */
        low -= 0.5;
        high += 0.5;
    }
    double value =
        range->has_likely ? triangular(low, range->likely, high, u) : low + u * (high - low);
    if (whole) value = floor(value + 0.5);
    return value < range->low ? range->low : value > range->high ? range->high : value;
}

void bk_cube_keys(const bk_scenario *scenario, const bk_uncertain **out)
{
    for (const bk_uncertain *key = scenario->uncertain.first; key; key = key->next) *out++ = key;
}

/* ---- points ---- */

struct bk_spread {
    uint64_t key;
    int32_t even; /* columns */
    bk_sobol_sequence sequence;
};

bk_spread *bk_spread_create(uint64_t key, int32_t columns, bk_arena *arena)
{
    bk_spread *spread = bk_arena_alloc(arena, 1, sizeof *spread);
    if (spread == NULL) return NULL;
    spread->key = key;
    spread->even = columns < BK_SOBOL_DIMENSIONS ? columns : BK_SOBOL_DIMENSIONS;
    if (spread->even > 0) bk_sobol_sequence_init(&spread->sequence, spread->even, key);
    return spread;
}

double bk_spread_at(const bk_spread *spread, int64_t row, int32_t column)
{
    if (column < spread->even)
        return bk_sobol_sequence_at(&spread->sequence, (uint32_t)row, column);
    return bk_uniform(bk_philox(spread->key, (uint64_t)row, (uint64_t)column).word[0]);
}

/* ---- running them ---- */

enum { POINTS_AT_ONCE = 64, TEAMS_AT_ONCE = 2048 };

typedef struct {
    const bk_cube *cube;
    bk_run_options options;
    int32_t most; /* points at once */
    bk_arm arm[POINTS_AT_ONCE];
    bk_scenario *scenario[POINTS_AT_ONCE];
    double *u;                     /* [n_keys] */
    bk_override *override;         /* [n_keys] */
    char (*value)[BK_NUMBER_TEXT]; /* [n_keys] */
    int64_t first;                 /* point of the chunk at hand */
    int32_t n;
} chunk;

/* Progress is told in thousandths of a point, since a point is several jobs. */
enum { PARTS = 1000 };

static bool tell_progress(void *context, int64_t done, int64_t total)
{
    const chunk *c = context;
    const bk_cube *cube = c->cube;
    const bk_run_options *options = cube->options;
    if (options == NULL || options->progress == NULL) return true;
    int64_t before = cube->done_before + c->first;
    int64_t now = before * PARTS + (total > 0 ? done * c->n * PARTS / total : 0);
    return options->progress(options->context, now, cube->total * PARTS);
}

static bk_status make_arm(chunk *c, int32_t i, bk_error *err)
{
    const bk_cube *cube = c->cube;
    int32_t luck = cube->point(cube->context, c->first + i, c->u);
    for (int32_t k = 0; k < cube->n_keys; k++) {
        bk_format_number(bk_range_value(cube->key[k], c->u[k]), c->value[k]);
        c->override[k] = (bk_override){.path = cube->key[k]->path, .value = c->value[k]};
    }
    BK_TRY(bk_scenario_vary(cube->scenario, cube->n_keys, c->override, &c->scenario[i], err));
    c->arm[i] = (bk_arm){
        .scenario = c->scenario[i], .first = luck, .replications = BK_CUBE_LUCKS, .result = NULL};
    return BK_OK;
}

static bk_status run_chunk(chunk *c, bk_error *err)
{
    const bk_cube *cube = c->cube;
    bk_status status = BK_OK;
    int32_t made = 0;
    for (; made < c->n && status == BK_OK; made++) status = make_arm(c, made, err);
    if (status == BK_OK) status = bk_arms_run(c->n, c->arm, &c->options, err);
    for (int32_t i = 0; i < c->n && status == BK_OK; i++)
        cube->take(cube->context, c->first + i, c->arm[i].result);
    bk_arms_clear(made, c->arm);
    for (int32_t i = 0; i < made; i++) {
        bk_scenario_destroy(c->scenario[i]);
        c->scenario[i] = NULL;
    }
    return status;
}

static bk_status run_all(chunk *c, bk_arena *arena, bk_error *err)
{
    const bk_cube *cube = c->cube;
    int64_t room = cube->n_keys > 0 ? cube->n_keys : 1;
    c->u = bk_arena_alloc(arena, room, sizeof *c->u);
    c->override = bk_arena_alloc(arena, room, sizeof *c->override);
    c->value = bk_arena_alloc(arena, room, sizeof *c->value);
    if (c->u == NULL || c->override == NULL || c->value == NULL)
        return bk_run_refused(BK_ERR_MEMORY, err);
    for (c->first = 0; c->first < cube->n_points; c->first += c->n) {
        int64_t left = cube->n_points - c->first;
        c->n = left < c->most ? (int32_t)left : c->most;
        BK_TRY(run_chunk(c, err));
    }
    return BK_OK;
}

bk_status bk_cube_run(const bk_cube *cube, bk_error *err)
{
    chunk c = {.cube = cube};
    if (cube->options != NULL) c.options = *cube->options;
    if (!c.options.seed_given) { /* the points' own seed is the same, but say so */
        c.options.seed_given = true;
        c.options.seed = cube->scenario->def.seed;
    }
    c.options.series = false;
    c.options.progress = tell_progress;
    c.options.context = &c;
    int32_t most = TEAMS_AT_ONCE / bk_scenario_team_count(cube->scenario);
    c.most = most < 1 ? 1 : most > POINTS_AT_ONCE ? POINTS_AT_ONCE : most;
    bk_arena arena = {0};
    bk_status status = run_all(&c, &arena, err);
    bk_arena_clear(&arena);
    return status;
}
