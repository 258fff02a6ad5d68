/* sweep.c - a scenario at every point of a design, chunk by chunk. */
#include "blikk/sweep.h"

#include "base/words.h"
#include "experiment/arms.h"
#include "experiment/variants.h"
#include "stats/sobol_sequence.h"

#include <string.h>

enum {
    CHUNK_POINTS = 64,
    CHUNK_VALUES = 1 << 22, /* values (8 bytes each) of a chunk's results, about */
    SOBOL_UNITS = 100000    /* values a design may tell apart along a key, at least */
};

typedef struct {
    bk_vary vary;
    bool whole;
    int64_t count; /* of a grid; 0 in a design */
} axis;

struct bk_sweep {
    const bk_scenario *scenario;
    int32_t n_keys;
    axis *axis; /* [n_keys] */
    int32_t points;
    bk_sobol_sequence *sobol; /* NULL for a grid */
};

/* ---- the design ---- */

static bk_status refuse(bk_error *err, bk_words why, const char *path)
{
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, why, path);
}

static bk_status make_axis(const bk_vary *vary, bool grid, axis *out, bk_error *err)
{
    out->vary = *vary;
    BK_TRY(bk_vary_check(vary, &out->whole, err));
    if (grid && vary->step == 0) return refuse(err, BK_W_VARY_NEEDS_STEP, vary->path);
    if (!grid && vary->step > 0) return refuse(err, BK_W_VARY_NO_STEP, vary->path);
    if (!grid && !out->whole) bk_vary_refine(&out->vary, SOBOL_UNITS);
    out->count = bk_vary_count(&out->vary);
    return BK_OK;
}

static bk_status make_axes(bk_sweep *sweep, const bk_vary *keys, bool grid, bk_error *err)
{
    int64_t points = 1;
    for (int32_t k = 0; k < sweep->n_keys; k++) {
        for (int32_t j = 0; j < k; j++)
            if (strcmp(keys[j].path, keys[k].path) == 0)
                return refuse(err, BK_W_VARY_TWICE, keys[k].path);
        axis *a = &sweep->axis[k];
        BK_TRY(make_axis(&keys[k], grid, a, err));
        if (!grid) continue;
        if (a->count > BK_SWEEP_POINTS || points * a->count > BK_SWEEP_POINTS)
            return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_VARY_POINTS,
                                (int)BK_SWEEP_POINTS);
        points *= a->count;
    }
    if (grid) sweep->points = (int32_t)points;
    return BK_OK;
}

static int64_t units_at(const bk_sweep *sweep, int32_t point, int32_t key)
{
    const axis *a = &sweep->axis[key];
    if (sweep->sobol != NULL) {
        double u = bk_sobol_sequence_at(sweep->sobol, (uint32_t)point, key);
        double width = (double)(a->vary.to - a->vary.from);
        return a->vary.from + (int64_t)(a->whole ? u * (width + 1) : u * width + 0.5);
    }
    int64_t rest = point;
    for (int32_t k = sweep->n_keys - 1; k > key; k--) rest /= sweep->axis[k].count;
    return a->vary.from + rest % a->count * a->vary.step;
}

void bk_sweep_value(const bk_sweep *sweep, int32_t point, int32_t key, char out[BK_VARY_VALUE])
{
    bk_vary_text(&sweep->axis[key].vary, units_at(sweep, point, key), out);
}

double bk_sweep_number(const bk_sweep *sweep, int32_t point, int32_t key)
{
    return bk_vary_number(&sweep->axis[key].vary, units_at(sweep, point, key));
}

/* Reads the scenario with the lowest and with the highest value of every key, so that what it
 * refuses is said before anything is simulated. */
static bk_status try_ends(const bk_sweep *sweep, bk_error *err)
{
    bk_variants variants;
    BK_TRY(bk_variants_create(sweep->scenario, 2, sweep->n_keys, &variants, err));
    for (int32_t k = 0; k < sweep->n_keys; k++) {
        const axis *a = &sweep->axis[k];
        int64_t last = a->count > 0 ? a->vary.from + (a->count - 1) * a->vary.step : a->vary.to;
        bk_variants_set(&variants, 0, k, &a->vary, a->vary.from);
        bk_variants_set(&variants, 1, k, &a->vary, last);
    }
    bk_status status = bk_variants_read(&variants, 0, err);
    if (status == BK_OK) status = bk_variants_read(&variants, 1, err);
    bk_variants_clear(&variants);
    return status;
}

static bk_status create(bk_sweep *sweep, const bk_vary *keys, uint64_t seed, bk_error *err)
{
    bool grid = sweep->points == 0;
    sweep->axis = bk_alloc(sweep->n_keys, sizeof *sweep->axis);
    if (sweep->axis == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    BK_TRY(make_axes(sweep, keys, grid, err));
    if (!grid) {
        sweep->sobol = bk_alloc(1, sizeof *sweep->sobol);
        if (sweep->sobol == NULL)
            return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
        bk_sobol_sequence_init(sweep->sobol, sweep->n_keys, seed);
    }
    return try_ends(sweep, err);
}

bk_status bk_sweep_create(const bk_scenario *scenario, int32_t n_keys, const bk_vary *keys,
                          int32_t points, uint64_t seed, bk_sweep **out, bk_error *err)
{
    BK_ASSERT(n_keys >= 1 && points >= 0 && points <= BK_SWEEP_POINTS);
    if (n_keys > BK_SWEEP_KEYS)
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_VARY_KEYS, (int)n_keys,
                            (int)BK_SWEEP_KEYS);
    bk_sweep *sweep = bk_alloc(1, sizeof *sweep);
    if (sweep == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    *sweep = (bk_sweep){.scenario = scenario, .n_keys = n_keys, .points = points};
    bk_status status = create(sweep, keys, seed, err);
    if (status == BK_OK)
        *out = sweep;
    else
        bk_sweep_destroy(sweep);
    return status;
}

void bk_sweep_destroy(bk_sweep *sweep)
{
    if (sweep == NULL) return;
    bk_free(sweep->axis);
    bk_free(sweep->sobol);
    bk_free(sweep);
}

int32_t bk_sweep_key_count(const bk_sweep *sweep)
{
    return sweep->n_keys;
}

const char *bk_sweep_key(const bk_sweep *sweep, int32_t key)
{
    return sweep->axis[key].vary.path;
}

bool bk_sweep_is_grid(const bk_sweep *sweep)
{
    return sweep->sobol == NULL;
}

int32_t bk_sweep_point_count(const bk_sweep *sweep)
{
    return sweep->points;
}

/* ---- running it ---- */

/* A chunk of points on its way. */
typedef struct {
    const bk_sweep *sweep;
    const bk_run_options *options;
    int32_t first; /* of the chunk */
    int32_t n;
    bk_arm arm[CHUNK_POINTS];
    bk_variants variants;
} chunk;

static int32_t replications_of(const bk_sweep *sweep, const bk_run_options *options)
{
    return options->replications > 0 ? options->replications : sweep->scenario->def.replications;
}

static int32_t chunk_size(const bk_sweep *sweep, const bk_run_options *options)
{
    const bk_scenario *s = sweep->scenario;
    int64_t scopes = bk_scenario_team_count(s) + bk_scenario_office_count(s) + 1;
    int64_t lines = options->series ? 1 + bk_scenario_weeks(s) : 1;
    int64_t each = scopes * bk_scenario_measure_count(s) * lines * replications_of(sweep, options);
    int64_t n = CHUNK_VALUES / (each > 0 ? each : 1);
    return n < 1 ? 1 : n > CHUNK_POINTS ? CHUNK_POINTS : (int32_t)n;
}

static bool tell_progress(void *context, int64_t done, int64_t total)
{
    const chunk *c = context;
    if (c->options->progress == NULL) return true;
    int64_t part = total > 0 ? 1000 * c->n * done / total : 0;
    return c->options->progress(c->options->context, 1000 * (int64_t)c->first + part,
                                1000 * (int64_t)c->sweep->points);
}

static bk_status simulate_chunk(chunk *c, bk_error *err)
{
    for (int32_t i = 0; i < c->n; i++) {
        for (int32_t k = 0; k < c->sweep->n_keys; k++)
            bk_variants_set(&c->variants, i, k, &c->sweep->axis[k].vary,
                            units_at(c->sweep, c->first + i, k));
        BK_TRY(bk_variants_read(&c->variants, i, err));
        c->arm[i] = (bk_arm){.scenario = c->variants.scenario[i],
                             .replications = replications_of(c->sweep, c->options)};
    }
    bk_run_options options = *c->options;
    options.progress = tell_progress;
    options.context = c;
    return bk_arms_run(c->n, c->arm, &options, err);
}

/* Hands over what is finished; after a stop, with the replications that all points have. */
static bk_status hand_over(chunk *c, bool stopped, bk_sweep_sink sink, void *context,
                           bk_sweep_count *count)
{
    int32_t shared = bk_arms_replications(c->n, c->arm);
    for (int32_t i = 0; i < c->n; i++) {
        bk_result *result = c->arm[i].result;
        if (result == NULL) continue;
        count->made += result->made;
        count->recalled += result->recalled;
        if (c->options->shards > 0 || shared == 0) continue;
        if (stopped) result->replications = shared;
        count->events += bk_result_events(result);
        BK_TRY(sink(context, c->first + i, c->arm[i].scenario, result));
        count->points++;
    }
    return BK_OK;
}

bk_status bk_sweep_run(const bk_sweep *sweep, const bk_run_options *options, bk_sweep_sink sink,
                       void *context, bk_sweep_count *count, bk_error *err)
{
    static const bk_run_options usual = {0};
    bk_sweep_count unread;
    if (options == NULL) options = &usual;
    if (count == NULL) count = &unread;
    *count = (bk_sweep_count){0};
    BK_TRY(bk_run_options_check(options, err));

    chunk *c = bk_alloc(1, sizeof *c);
    if (c == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    *c = (chunk){.sweep = sweep, .options = options};
    int32_t size = chunk_size(sweep, options);
    bk_status status = BK_OK;
    for (; status == BK_OK && c->first < sweep->points; c->first += size) {
        c->n = sweep->points - c->first < size ? sweep->points - c->first : size;
        status = bk_variants_create(sweep->scenario, c->n, sweep->n_keys, &c->variants, err);
        if (status == BK_OK) status = simulate_chunk(c, err);
        if (status == BK_OK || status == BK_ERR_CANCELLED) {
            bk_status taken = hand_over(c, status != BK_OK, sink, context, count);
            if (status == BK_OK) status = taken;
        }
        bk_arms_clear(c->n, c->arm);
        bk_variants_clear(&c->variants);
    }
    bk_free(c);
    return status;
}
