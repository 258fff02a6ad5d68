/* calibrate.c - free keys found from published findings: the trials' arms as the simulator of
 * abc.h, and the draws it leaves as what is known and not known. */
#include "base/buffer.h"
#include "base/file.h"
#include "base/format.h"
#include "base/text.h"
#include "evidence/abc.h"
#include "evidence/validate.h"
#include "experiment/arms.h"
#include "stats/quantiles.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    USUAL_REPLICATIONS = 8,
    USUAL_PARTICLES = 200,
    USUAL_ROUNDS = 30,
    STATE_MOST = 64 << 20,
    TEXT_MOST = 256
};

struct bk_calibration {
    bk_arena arena;
    bk_abc abc;
    bool done;
    int32_t n_free;
    bk_fitted_key *key; /* [n_free] */
    bk_validation *fit;
};

typedef struct {
    const bk_evidence *evidence;
    const bk_calibrate_options *options;
    int32_t replications;
    uint64_t seed;
    int32_t errors; /* findings with a published value that are wanted */
    bk_abc_problem problem;
    bk_abc *abc;
    bk_buffer identity; /* the question in one line: a state of another one is not gone on from */
    bk_error *err;
} work;

/* ---- one point simulated ---- */

/* The key's path within the trial of that file; NULL where it is another trial's. */
static const char *path_for(const char *path, const char *file)
{
    const char *colon = strchr(path, ':');
    if (!colon) return path;
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    size_t length = (size_t)(colon - path);
    bool same = strncmp(name, path, length) == 0 && strcmp(name + length, ".toml") == 0;
    return same ? colon + 1 : NULL;
}

/* The scenario with a point's values put in; file "" is the base. */
static bk_status put_values(const work *w, const bk_scenario *scenario, const char *file,
                            const double *point, bk_scenario **out)
{
    bk_override set[BK_ABC_FREE_MOST];
    char value[BK_ABC_FREE_MOST][BK_NUMBER_TEXT];
    int32_t n = 0;
    for (int32_t i = 0; i < w->options->n_free; i++) {
        const char *path = path_for(w->options->free_key[i].path, file);
        if (!path) continue;
        bk_format_number(point[i], value[n]);
        set[n] = (bk_override){path, value[n]};
        n++;
    }
    return bk_scenario_vary(scenario, n, set, out, w->err);
}

/* What a finding may be off by: its published standard error, else half of half its band. */
static double error_of(const bk_finding_info *f)
{
    return f->se > 0 ? f->se : (f->high - f->low) / 4;
}

static bool counts(const work *w, int32_t i)
{
    bool wanted = !w->options->wanted || w->options->wanted[i];
    return wanted && bk_evidence_finding(w->evidence, i, BK_EN).has_published;
}

/* Whether any of a trial's findings is wanted. */
static bool is_needed(const work *w, int32_t first, int32_t n)
{
    for (int32_t i = first; i < first + n; i++)
        if (!w->options->wanted || w->options->wanted[i]) return true;
    return false;
}

/* A copy of the evidence with a point's values in every scenario. {0} is valid and empty. Trials
 * that no wanted finding needs have no arms. */
typedef struct {
    bk_evidence evidence;
    bk_arena arena;
} varied;

static void forget(varied *v)
{
    for (int32_t t = 0; t < v->evidence.n_trials; t++) bk_trial_clear(&v->evidence.trial[t]);
    bk_scenario_destroy(v->evidence.base);
    bk_arena_clear(&v->arena);
}

static bk_status vary(const work *w, const double *point, bool all, varied *out)
{
    const bk_evidence *e = w->evidence;
    int32_t first = 0;
    *out = (varied){.evidence = {.base = NULL}};
    out->evidence.trial = bk_arena_alloc(&out->arena, e->n_trials, sizeof *e->trial);
    if (!out->evidence.trial) return BK_ERR_MEMORY;
    BK_TRY(put_values(w, e->base, "", point, &out->evidence.base));
    for (int32_t t = 0; t < e->n_trials; t++) {
        bk_trial *trial = &out->evidence.trial[t];
        *trial = e->trial[t];
        trial->n_arms = 0;
        out->evidence.n_trials = t + 1;
        trial->arm = bk_arena_alloc(&out->arena, e->trial[t].n_arms, sizeof *trial->arm);
        if (!trial->arm) return BK_ERR_MEMORY;
        bool needed = all || is_needed(w, first, trial->n_findings);
        first += trial->n_findings;
        for (int32_t a = 0; needed && a < e->trial[t].n_arms; a++) {
            trial->arm[a] = e->trial[t].arm[a];
            trial->arm[a].scenario = NULL;
            BK_TRY(put_values(w, e->trial[t].arm[a].scenario, trial->file, point,
                              &trial->arm[a].scenario));
            trial->n_arms = a + 1;
        }
    }
    return BK_OK;
}

static bool carry_on(void *context, int64_t done, int64_t total)
{
    (void)done;
    (void)total;
    work *w = context;
    if (!w->options->progress) return true;
    int64_t half = w->problem.particles / 2, left = w->problem.rounds - w->abc->round;
    int64_t all = w->abc->simulations + left * half * (w->abc->moves > 0 ? w->abc->moves : 2);
    if (all < w->problem.particles) all = w->problem.particles;
    return w->options->progress(w->options->context, w->abc->simulations, all);
}

static bk_status simulate(work *w, const varied *v, uint64_t luck, int32_t replications, bool exact,
                          bk_validation **out)
{
    const bk_validate_options run = {.wanted = w->options->wanted,
                                     .seed_given = true,
                                     .seed = luck,
                                     .threads = w->options->threads,
                                     .replications = replications,
                                     .only_asked = !exact,
                                     .progress = carry_on,
                                     .context = w};
    return bk_validate(&v->evidence, &run, out, w->err);
}

static bk_status distance_of(void *context, const double *point, uint64_t luck, double *out)
{
    work *w = context;
    varied v;
    bk_validation *validation = NULL;
    bk_status status = vary(w, point, false, &v);
    if (status == BK_OK) status = simulate(w, &v, luck, w->replications, false, &validation);
    double sum = 0;
    for (int32_t i = 0; status == BK_OK && i < bk_evidence_count(w->evidence); i++) {
        if (!counts(w, i)) continue;
        bk_finding_info f = bk_evidence_finding(w->evidence, i, BK_EN);
        double error = (bk_validation_verdict(validation, i).value - f.published) / error_of(&f);
        sum += error * error;
    }
    bk_validation_destroy(validation);
    forget(&v);
    *out = sum >= 0 ? sqrt(sum / (double)w->errors) : (double)INFINITY; /* nan: none */
    return status;
}

/* ---- the state between runs ---- */

static void put_number(bk_buffer *text, double value)
{
    bk_buffer_number(text, value);
    bk_buffer_text(text, " ");
}

static void make_identity(work *w)
{
    bk_buffer *id = &w->identity;
    bk_buffer_print(id, "blikk-calibration 1 seed %" PRIu64 " replications %d particles %d",
                    w->seed, (int)w->replications, (int)w->problem.particles);
    for (int32_t i = 0; i < w->options->n_free; i++) {
        bk_buffer_print(id, " free %s ", w->options->free_key[i].path);
        put_number(id, w->options->free_key[i].low);
        put_number(id, w->options->free_key[i].high);
    }
    bk_buffer_print(id, " base %s", w->evidence->base->hash_text);
    for (int32_t t = 0; t < w->evidence->n_trials; t++)
        for (int32_t a = 0; a < w->evidence->trial[t].n_arms; a++)
            bk_buffer_print(id, " arm %s", w->evidence->trial[t].arm[a].scenario->hash_text);
    for (int32_t i = 0; i < bk_evidence_count(w->evidence); i++) {
        if (!counts(w, i)) continue;
        bk_finding_info f = bk_evidence_finding(w->evidence, i, BK_EN);
        bk_buffer_print(id, " finding %s ", f.id);
        put_number(id, f.published);
        put_number(id, error_of(&f));
    }
    bk_buffer_text(id, "\n");
}

static bk_status save(void *context)
{
    work *w = context;
    const bk_abc *abc = w->abc;
    if (!w->options->state) return BK_OK;
    bk_buffer text = {0};
    bk_buffer_text(&text, bk_buffer_chars(&w->identity));
    put_number(&text, (double)abc->round);
    put_number(&text, (double)abc->moves);
    put_number(&text, abc->tolerance);
    put_number(&text, abc->accepted);
    put_number(&text, (double)abc->simulations);
    for (int32_t i = 0; i < abc->particles; i++) {
        bk_buffer_text(&text, "\n");
        put_number(&text, abc->distance[i]);
        for (int32_t j = 0; j < abc->n_free; j++)
            put_number(&text, abc->point[(int64_t)i * abc->n_free + j]);
    }
    bk_buffer_text(&text, "\n");
    bk_status status = bk_buffer_status(&text);
    if (status == BK_OK)
        status = bk_file_write(w->options->state, bk_buffer_chars(&text), text.length, w->err);
    bk_buffer_clear(&text);
    return status;
}

/* The next number of the text; false at its end or where there is something else. */
static bool next_number(const char **text, const char *end, double *out)
{
    while (*text < end && (**text == ' ' || **text == '\n')) ++*text;
    const char *start = *text;
    while (*text < end && **text != ' ' && **text != '\n') ++*text;
    if (*text - start == 3 && strncmp(start, "inf", 3) == 0) {
        *out = (double)INFINITY;
        return true;
    }
    return bk_text_number(start, *text - start, out);
}

static bool read_state(const work *w, const char *text, int64_t length)
{
    bk_abc *abc = w->abc;
    const char *end = text + length;
    if (length < w->identity.length ||
        memcmp(text, bk_buffer_chars(&w->identity), (size_t)w->identity.length) != 0)
        return false;
    text += w->identity.length;
    double round, moves, simulations;
    bool fine = next_number(&text, end, &round) && next_number(&text, end, &moves) &&
                next_number(&text, end, &abc->tolerance) &&
                next_number(&text, end, &abc->accepted) && next_number(&text, end, &simulations);
    fine = fine && round >= 0 && round <= 1e6 && moves >= 1 && moves <= 1000 && simulations >= 0 &&
           simulations <= 1e15;
    for (int32_t i = 0; fine && i < abc->particles; i++) {
        fine = next_number(&text, end, &abc->distance[i]);
        for (int32_t j = 0; fine && j < abc->n_free; j++)
            fine = next_number(&text, end, &abc->point[(int64_t)i * abc->n_free + j]);
    }
    if (!fine) return false;
    abc->round = (int32_t)round;
    abc->moves = (int32_t)moves;
    abc->simulations = (int64_t)simulations;
    return true;
}

/* Takes up the state file where there is one; *found tells. */
static bk_status take_up(work *w, bool *found)
{
    *found = false;
    if (!w->options->state) return BK_OK;
    FILE *there = fopen(w->options->state, "rb");
    if (!there) return BK_OK;
    fclose(there);
    char *text;
    int64_t length;
    BK_TRY(bk_file_read(w->options->state, STATE_MOST, &text, &length, w->err));
    bk_abc *abc = w->abc;
    *abc = (bk_abc){.n_free = w->problem.n_free,
                    .particles = w->problem.particles,
                    .point =
                        bk_alloc((int64_t)w->problem.particles * w->problem.n_free, sizeof(double)),
                    .distance = bk_alloc(w->problem.particles, sizeof(double))};
    bk_status status = abc->point && abc->distance ? BK_OK : BK_ERR_MEMORY;
    if (status == BK_OK && !read_state(w, text, length)) {
        bk_place place = {.file = w->options->state};
        status = bk_error_add(w->err, BK_ERR_INPUT, place, BK_W_EV_STATE);
    }
    bk_free(text);
    *found = status == BK_OK;
    return status;
}

/* ---- what was found ---- */

static void column(const bk_abc *abc, int32_t j, double *out)
{
    for (int32_t i = 0; i < abc->particles; i++) out[i] = abc->point[(int64_t)i * abc->n_free + j];
}

/* Mean of the products of two columns' deviations. */
static double covariance(const double *a, const double *b, int32_t n)
{
    double ma = 0, mb = 0, sum = 0;
    for (int32_t i = 0; i < n; i++) {
        ma += a[i] / (double)n;
        mb += b[i] / (double)n;
    }
    for (int32_t i = 0; i < n; i++) sum += (a[i] - ma) * (b[i] - mb);
    return sum / (double)(n - 1);
}

static void describe(bk_calibration *c, int32_t j, const bk_free_key *asked, double *own,
                     double *other)
{
    const bk_abc *abc = &c->abc;
    int32_t n = abc->particles;
    bk_fitted_key *key = &c->key[j];
    column(abc, j, own);
    double variance = covariance(own, own, n);
    key->low = asked->low;
    key->high = asked->high;
    key->spread = sqrt(variance) / ((asked->high - asked->low) / sqrt(12.0));
    key->with = -1;
    for (int32_t k = 0; k < abc->n_free; k++) {
        if (k == j) continue;
        column(abc, k, other);
        double scale = sqrt(variance * covariance(other, other, n));
        double r = scale > 0 ? covariance(own, other, n) / scale : 0;
        if (key->with >= 0 && fabs(r) <= fabs(key->correlation)) continue;
        key->with = k;
        key->correlation = r;
    }
    bk_sort(own, n);
    key->q05 = bk_quantile_sorted(own, n, 0.05);
    key->median = bk_quantile_sorted(own, n, 0.5);
    key->q95 = bk_quantile_sorted(own, n, 0.95);
}

static bk_status describe_all(work *w, bk_calibration *c)
{
    c->n_free = w->options->n_free;
    c->key = bk_arena_alloc(&c->arena, c->n_free, sizeof *c->key);
    double *scratch = bk_alloc(2 * (int64_t)c->abc.particles, sizeof *scratch);
    bk_status status = c->key && scratch ? BK_OK : BK_ERR_MEMORY;
    double medians[BK_ABC_FREE_MOST] = {0};
    for (int32_t j = 0; status == BK_OK && j < c->n_free; j++) {
        const bk_free_key *asked = &w->options->free_key[j];
        describe(c, j, asked, scratch, scratch + c->abc.particles);
        medians[j] = c->key[j].median;
        c->key[j].path = bk_arena_text(&c->arena, asked->path, (int64_t)strlen(asked->path));
        if (!c->key[j].path) status = BK_ERR_MEMORY;
    }
    bk_free(scratch);
    if (status != BK_OK) return status;
    varied v;
    status = vary(w, medians, false, &v);
    if (status == BK_OK) status = simulate(w, &v, w->seed, 0, true, &c->fit);
    forget(&v);
    return status;
}

/* ---- the whole ---- */

static bk_status check(work *w)
{
    const bk_calibrate_options *o = w->options;
    bk_place nowhere = {0};
    bool fine = o->n_free >= 1 && o->n_free <= BK_ABC_FREE_MOST && o->particles >= 0 &&
                (o->particles == 0 || o->particles >= 8) && o->particles <= BK_ABC_PARTICLES_MOST &&
                o->rounds >= 0 && o->replications >= 0 && o->replications <= 10000;
    if (!fine)
        return bk_error_add(w->err, BK_ERR_USAGE, nowhere, BK_W_EV_CAL_OPTIONS,
                            (int)BK_ABC_FREE_MOST, (int)BK_ABC_PARTICLES_MOST);
    for (int32_t i = 0; i < o->n_free; i++) {
        const bk_free_key *f = &o->free_key[i];
        if (!(f->low < f->high) || !isfinite(f->low) || !isfinite(f->high))
            return bk_error_add(w->err, BK_ERR_USAGE, nowhere, BK_W_EV_CAL_RANGE, f->path);
        bool known = !strchr(f->path, ':');
        for (int32_t t = 0; t < w->evidence->n_trials; t++)
            known = known || path_for(f->path, w->evidence->trial[t].file) != NULL;
        if (!known) return bk_error_add(w->err, BK_ERR_USAGE, nowhere, BK_W_EV_CAL_TRIAL, f->path);
    }
    for (int32_t i = 0; i < bk_evidence_count(w->evidence); i++) w->errors += counts(w, i);
    if (w->errors == 0) return bk_error_add(w->err, BK_ERR_USAGE, nowhere, BK_W_EV_CAL_NOTHING);

    /* Both corners of the ranges must be scenarios, or it would show in the middle of the night. */
    for (int32_t end = 0; end < 2; end++) {
        double corner[BK_ABC_FREE_MOST];
        for (int32_t i = 0; i < o->n_free; i++)
            corner[i] = end ? o->free_key[i].high : o->free_key[i].low;
        varied v;
        bk_status status = vary(w, corner, true, &v);
        forget(&v);
        if (status != BK_OK) return status;
    }
    return BK_OK;
}

static bk_status search(work *w, bk_calibration *c, const double *low, const double *high)
{
    const bk_calibrate_options *o = w->options;
    w->abc = &c->abc;
    w->problem = (bk_abc_problem){.n_free = o->n_free,
                                  .low = low,
                                  .high = high,
                                  .particles = o->particles > 0 ? o->particles : USUAL_PARTICLES,
                                  .rounds = o->rounds > 0 ? o->rounds : USUAL_ROUNDS,
                                  .errors = w->errors,
                                  .seed = w->seed,
                                  .distance = distance_of,
                                  .round_over = save,
                                  .context = w};
    make_identity(w);
    bool found = false;
    BK_TRY(bk_buffer_status(&w->identity));
    BK_TRY(take_up(w, &found));
    if (!found) BK_TRY(bk_abc_start(&w->problem, &c->abc));
    BK_TRY(bk_abc_go_on(&w->problem, &c->abc));
    c->done = bk_abc_is_near(&w->problem, &c->abc);
    return describe_all(w, c);
}

bk_status bk_calibrate(const bk_evidence *evidence, const bk_calibrate_options *options,
                       bk_calibration **out, bk_error *err)
{
    work w = {.evidence = evidence,
              .options = options,
              .replications =
                  options->replications > 0 ? options->replications : USUAL_REPLICATIONS,
              .seed = options->seed_given ? options->seed : evidence->base->def.seed,
              .err = err};
    BK_TRY(check(&w));
    bk_calibration *c = bk_alloc(1, sizeof *c);
    if (!c) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    double low[BK_ABC_FREE_MOST], high[BK_ABC_FREE_MOST];
    for (int32_t i = 0; i < options->n_free; i++) {
        low[i] = options->free_key[i].low;
        high[i] = options->free_key[i].high;
    }
    bk_status status = search(&w, c, low, high);
    bk_buffer_clear(&w.identity);
    if (status == BK_OK) {
        *out = c;
        return BK_OK;
    }
    bk_calibration_destroy(c);
    if (status == BK_ERR_MEMORY && err && err->count == 0)
        bk_error_add(err, status, (bk_place){0}, BK_W_NO_MEMORY);
    return status;
}

void bk_calibration_destroy(bk_calibration *calibration)
{
    if (!calibration) return;
    bk_abc_clear(&calibration->abc);
    bk_validation_destroy(calibration->fit);
    bk_arena arena = calibration->arena;
    bk_arena_clear(&arena);
    bk_free(calibration);
}

/* ---- reading out ---- */

int32_t bk_calibration_keys(const bk_calibration *calibration)
{
    return calibration->n_free;
}

bk_fitted_key bk_calibration_key(const bk_calibration *calibration, int32_t i)
{
    return calibration->key[i];
}

int32_t bk_calibration_draws(const bk_calibration *calibration)
{
    return calibration->abc.particles;
}

double bk_calibration_draw(const bk_calibration *calibration, int32_t draw, int32_t key)
{
    return calibration->abc.point[(int64_t)draw * calibration->n_free + key];
}

int64_t bk_calibration_simulations(const bk_calibration *calibration)
{
    return calibration->abc.simulations;
}

bool bk_calibration_is_done(const bk_calibration *calibration)
{
    return calibration->done;
}

const bk_validation *bk_calibration_fit(const bk_calibration *calibration)
{
    return calibration->fit;
}
