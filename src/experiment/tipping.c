/* tipping.c - asks the model for the points that stats/turning.h wants, and puts the answer in the
 * key's own terms. */
#include "blikk/tipping.h"

#include "base/words.h"
#include "experiment/arms.h"
#include "experiment/variants.h"
#include "stats/turning.h"

enum {
    CHUNK_POINTS = 17,
    FINEST_STEPS = 10000, /* values a search may tell apart, at least */
    EXPECTED_POINTS = 40  /* for progress alone */
};

typedef struct {
    const bk_scenario *scenario;
    const bk_tipping_question *question;
    const bk_run_options *options;
    bk_vary vary; /* in the finest decimals */
    int32_t replications;
    int32_t asked; /* points so far */
    int32_t asking;
    bk_error *err;
} search;

static int32_t replications_of(const bk_scenario *scenario, const bk_run_options *options)
{
    return options->replications > 0 ? options->replications : scenario->def.replications;
}

/* ---- asking the model ---- */

static bool tell_progress(void *context, int64_t done, int64_t total)
{
    const search *s = context;
    if (s->options->progress == NULL) return true;
    int64_t all = s->asked + s->asking + 1;
    if (all < EXPECTED_POINTS) all = EXPECTED_POINTS;
    int64_t part = total > 0 ? 1000 * s->asking * done / total : 0;
    return s->options->progress(s->options->context, 1000 * (int64_t)s->asked + part, 1000 * all);
}

static bk_status simulate(search *s, int32_t n, const int64_t *at, bk_variants *variants,
                          bk_arm *arm)
{
    for (int32_t i = 0; i < n; i++) {
        bk_variants_set(variants, i, 0, &s->vary, s->vary.from + at[i]);
        BK_TRY(bk_variants_read(variants, i, s->err));
        arm[i] = (bk_arm){.scenario = variants->scenario[i], .replications = s->replications};
    }
    bk_run_options options = *s->options;
    options.progress = tell_progress;
    options.context = s;
    s->asking = n;
    return bk_arms_run(n, arm, &options, s->err);
}

static bk_status ask_chunk(search *s, int32_t n, const int64_t *at, double *y)
{
    bk_variants variants;
    bk_arm arm[CHUNK_POINTS] = {{0}};
    BK_TRY(bk_variants_create(s->scenario, n, 1, &variants, s->err));
    bk_status status = simulate(s, n, at, &variants, arm);
    for (int32_t i = 0; status == BK_OK && i < n; i++)
        bk_result_values(arm[i].result, s->question->scope, s->question->index,
                         s->question->measure, y + (int64_t)i * s->replications);
    s->asked += n;
    bk_arms_clear(n, arm);
    bk_variants_clear(&variants);
    return status;
}

/* A bk_curve_source. */
static bk_status ask(void *context, int32_t n, const int64_t *at, double *y)
{
    search *s = context;
    for (int32_t i = 0; i < n; i += CHUNK_POINTS) {
        int32_t some = n - i < CHUNK_POINTS ? n - i : CHUNK_POINTS;
        BK_TRY(ask_chunk(s, some, at + i, y + (int64_t)i * s->replications));
    }
    return BK_OK;
}

/* ---- the answer in the key's terms ---- */

static double key_at(const search *s, double steps)
{
    return ((double)s->vary.from + steps) / bk_vary_scale(&s->vary);
}

static bk_tipping_value value_of(bk_fit_estimate e, double factor)
{
    return (bk_tipping_value){e.mean * factor, e.low * factor, e.high * factor};
}

static bk_tipping_crossing crossing_of(const search *s, const bk_turning_place *place)
{
    return (bk_tipping_crossing){.at = key_at(s, place->place.x),
                                 .low = key_at(s, place->place.low),
                                 .high = key_at(s, place->place.high),
                                 .open_low = place->place.open_low,
                                 .open_high = place->place.open_high,
                                 .rising = place->rising,
                                 .slope = value_of(place->slope, bk_vary_scale(&s->vary))};
}

static void fill(const search *s, const bk_turning *turning, bk_tipping *out)
{
    out->replications = turning->replications;
    out->has_intervals = turning->replications > 1;
    if (turning->replications == 0) return;
    out->n_points = turning->n_points;
    for (int32_t i = 0; i < turning->n_points; i++)
        out->point[i] = (bk_tipping_point){.at = key_at(s, (double)turning->point[i].at),
                                           .value = value_of(turning->point[i].value, 1)};
    out->at_from = out->point[0].value;
    out->at_to = out->point[out->n_points - 1].value;
    out->level = value_of(turning->level, 1);
    out->flat = turning->flat;
    out->unsure = turning->unsure;
    /* A passage whose place the local curve does not show is no answer. */
    for (int32_t i = 0; i < turning->n_crossings && i < BK_TURNINGS; i++)
        if (turning->crossing[i].place.found)
            out->crossing[out->n_crossings++] = crossing_of(s, &turning->crossing[i]);
    if (out->n_crossings < turning->n_crossings && out->n_crossings == 0) out->unsure = true;
    if (turning->n_crossings > BK_TURNINGS) out->n_crossings = turning->n_crossings;
    const bk_turning_stretch *steepest = &turning->steepest;
    out->has_steepest = steepest->found && !turning->flat;
    out->steepest_from = key_at(s, (double)steepest->from);
    out->steepest_to = key_at(s, (double)steepest->to);
    out->steepest_low = key_at(s, (double)steepest->low);
    out->steepest_high = key_at(s, (double)steepest->high);
    out->steepest_slope = value_of(steepest->slope, bk_vary_scale(&s->vary));
}

bk_status bk_tipping_find(const bk_scenario *scenario, const bk_tipping_question *question,
                          const bk_run_options *options, bk_tipping *out, bk_error *err)
{
    static const bk_run_options usual = {0};
    if (options == NULL) options = &usual;
    BK_TRY(bk_run_options_check(options, err));
    search s = {.scenario = scenario,
                .question = question,
                .options = options,
                .vary = question->vary,
                .replications = replications_of(scenario, options),
                .err = err};
    bool whole;
    BK_TRY(bk_vary_check(&question->vary, &whole, err));
    if (question->vary.step > 0)
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_VARY_NO_STEP,
                            question->vary.path);
    BK_TRY(bk_vary_try_ends(scenario, &question->vary, err));
    if (!whole) bk_vary_refine(&s.vary, FINEST_STEPS);

    bk_turning turning;
    bk_turning_question ours = {.steps = s.vary.to - s.vary.from,
                                .replications = s.replications,
                                .level_given = question->level_given,
                                .level = question->level,
                                .source = ask,
                                .context = &s};
    bk_status status = bk_turning_find(&ours, &turning);
    if (status != BK_OK) {
        bool told = err != NULL && err->count > 0;
        return told || status == BK_ERR_CANCELLED ? status : bk_run_refused(status, err);
    }
    *out = (bk_tipping){.seed = options->seed_given ? options->seed : scenario->def.seed,
                        .whole = whole,
                        .from = key_at(&s, 0),
                        .to = key_at(&s, (double)ours.steps)};
    fill(&s, &turning, out);
    return BK_OK;
}
