#include "evidence/validate.h"

#include "experiment/arms.h"
#include "stats/intervals.h"

#include <math.h>

enum { MOST_TIMES = 40, PROGRESS_STEPS = 1000, LEAST_REPLICATIONS = 4 };

/* ---- one finding ---- */

double bk_finding_tolerance(const bk_finding *finding)
{
    if (finding->makes != BK_MAKES_MEASURE && finding->makes != BK_MAKES_RELATIVE)
        return (double)NAN;
    if (finding->se > 0) return finding->se / 4;
    return (finding->high - finding->low) / 8;
}

static bk_verdict within(const bk_finding *f, double value)
{
    return (bk_verdict){.tried = true,
                        .passes = f->low <= value && value <= f->high,
                        .precise = true,
                        .value = value,
                        .from = value,
                        .to = value};
}

/* Every replication on the right side of 0. */
static bk_verdict judge_sign(const bk_finding *f, int32_t n, const double *a, const double *b)
{
    bk_verdict v = {.tried = true, .passes = n > 0, .precise = true, .replications = n};
    double sum = 0;
    for (int32_t i = 0; i < n; i++) {
        double x = b ? a[i] - b[i] : a[i];
        v.passes &= f->positive ? x > 0 : x < 0; /* a nan fails */
        if (i == 0 || x < v.from) v.from = x;
        if (i == 0 || x > v.to) v.to = x;
        sum += x;
    }
    v.value = n > 0 ? sum / (double)n : (double)NAN;
    return v;
}

/* values[i] into the interval of their mean, which must then lie in the band. */
static bk_verdict judge_mean(const bk_finding *f, int32_t n, double *values, double shift)
{
    bk_interval mean = bk_interval_of(values, n);
    bk_verdict v = within(f, mean.mean + shift);
    v.replications = n;
    v.passes &= mean.n == n && n > 0; /* a measure that does not always exist says nothing */
    v.from = mean.low + shift;
    v.to = mean.high + shift;
    v.error = n > 1 ? sqrt(mean.variance / (double)n) : (double)INFINITY;
    double tolerance = bk_finding_tolerance(f);
    v.precise = v.error < tolerance;
    return v;
}

/* a over b less 1, with the error of a ratio of means (delta method). */
static bk_verdict judge_relative(const bk_finding *f, int32_t n, const double *a, const double *b,
                                 double *scratch)
{
    double sum_a = 0, sum_b = 0;
    for (int32_t i = 0; i < n; i++) {
        sum_a += a[i];
        sum_b += b[i];
    }
    double ratio = sum_a / sum_b, mean_b = sum_b / (double)n;
    for (int32_t i = 0; i < n; i++) scratch[i] = (a[i] - ratio * b[i]) / mean_b;
    return judge_mean(f, n, scratch, ratio - 1);
}

static bk_verdict judge(const bk_finding *f, int32_t n, const double *a, const double *b,
                        double *scratch)
{
    if (f->makes == BK_MAKES_SIGN) return judge_sign(f, n, a, b);
    if (f->makes == BK_MAKES_RELATIVE) return judge_relative(f, n, a, b, scratch);
    for (int32_t i = 0; i < n; i++) scratch[i] = b ? a[i] - b[i] : a[i];
    return judge_mean(f, n, scratch, 0);
}

/* ---- one trial ---- */

typedef struct {
    const bk_evidence *evidence;
    const bk_validate_options *options;
    bk_validation *out;
    int32_t first;              /* finding of the trial at hand, among all */
    int32_t n_arms;             /* in use */
    bk_arm arm[BK_ARMS_MOST];   /* those that wanted findings need */
    int32_t slot[BK_ARMS_MOST]; /* of each arm of the trial, -1: not needed */
    int32_t trial, trials;      /* with something to simulate: for progress */
    bk_error *err;
} work;

static bool wanted(const work *w, int32_t i)
{
    return !w->options->wanted || w->options->wanted[w->first + i];
}

static bool is_simulated(const bk_finding *f)
{
    return f->makes == BK_MAKES_MEASURE || f->makes == BK_MAKES_RELATIVE ||
           f->makes == BK_MAKES_SIGN;
}

static bool has_work(const work *w, const bk_trial *t)
{
    for (int32_t i = 0; i < t->n_findings; i++)
        if (wanted(w, i) && is_simulated(&t->finding[i])) return true;
    return false;
}

static void need_arm(work *w, const bk_trial *t, int32_t arm)
{
    if (w->slot[arm] >= 0) return;
    w->slot[arm] = w->n_arms;
    w->arm[w->n_arms++] = (bk_arm){.scenario = t->arm[arm].scenario};
}

static void judge_input(work *w, const bk_finding *f, bk_verdict *out)
{
    const bk_clients_def *clients = &w->evidence->base->def.phase[0].definition.clients;
    *out = within(f, f->makes == BK_MAKES_PREVALENCE ? clients->domain[f->domain].prevalence
                                                     : bk_needs_at_least(clients, f->least));
}

static bool on_progress(void *context, int64_t done, int64_t total)
{
    const work *w = context;
    if (!w->options->progress) return true;
    int64_t part = total > 0 ? done * PROGRESS_STEPS / total : 0;
    return w->options->progress(w->options->context, w->trial * PROGRESS_STEPS + part,
                                (int64_t)w->trials * PROGRESS_STEPS);
}

/* Judges every wanted finding of what has been simulated. Replications that the imprecise ones call
 * for into *need, 0 when none does. */
static bk_status judge_trial(work *w, const bk_trial *t, int32_t n, int32_t *need)
{
    double *values = bk_alloc(3 * (int64_t)n, sizeof *values);
    if (!values) return bk_error_add(w->err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    double *a = values, *b = values + n, *scratch = values + 2 * (int64_t)n;
    *need = 0;
    for (int32_t i = 0; i < t->n_findings; i++) {
        const bk_finding *f = &t->finding[i];
        if (!wanted(w, i) || !is_simulated(f)) continue;
        bk_result_values(w->arm[w->slot[f->arm]].result, BK_SCOPE_ALL, 0, f->measure, a);
        if (f->has_other)
            bk_result_values(w->arm[w->slot[f->other]].result, BK_SCOPE_ALL, 0, f->other_measure,
                             b);
        bk_verdict v = judge(f, n, a, f->has_other ? b : NULL, scratch);
        w->out->verdict[w->first + i] = v;
        if (v.precise) continue;
        double times = v.error / bk_finding_tolerance(f);
        double more = times * times * 1.1 * (double)n; /* a little over, or it takes many rounds */
        if (!(more < 1e6)) more = 1e6;
        if ((int32_t)more + 1 > *need) *need = (int32_t)more + 1;
    }
    bk_free(values);
    return BK_OK;
}

static bk_status simulate(work *w, const bk_trial *t)
{
    const bk_run_options run = {.seed_given = true,
                                .seed = w->out->seed,
                                .threads = w->options->threads,
                                .progress = on_progress,
                                .context = w};
    int32_t asked = w->options->replications;
    if (asked <= 0) asked = w->evidence->base->def.replications;
    if (asked < LEAST_REPLICATIONS) asked = LEAST_REPLICATIONS;
    int32_t most = asked > 1000000 / MOST_TIMES ? 1000000 : asked * MOST_TIMES;
    for (int32_t n = asked;;) {
        for (int32_t i = 0; i < w->n_arms; i++) w->arm[i].replications = n;
        BK_TRY(bk_arms_run(w->n_arms, w->arm, &run, w->err));
        int32_t need = 0;
        BK_TRY(judge_trial(w, t, n, &need));
        if (need <= n || n >= most || w->options->only_asked) return BK_OK;
        n = need < most ? need : most;
    }
}

static bk_status do_trial(work *w, const bk_trial *t)
{
    w->n_arms = 0;
    for (int32_t i = 0; i < BK_ARMS_MOST; i++) w->slot[i] = -1;
    for (int32_t i = 0; i < t->n_findings; i++) {
        const bk_finding *f = &t->finding[i];
        if (!wanted(w, i)) continue;
        if (!is_simulated(f)) {
            judge_input(w, f, &w->out->verdict[w->first + i]);
            continue;
        }
        need_arm(w, t, f->arm);
        need_arm(w, t, f->other);
    }
    if (w->n_arms == 0) return BK_OK;
    bk_status status = simulate(w, t);
    bk_arms_clear(w->n_arms, w->arm);
    w->trial++;
    return status;
}

bk_status bk_validate(const bk_evidence *evidence, const bk_validate_options *options,
                      bk_validation **out, bk_error *err)
{
    const bk_validate_options usual = {0};
    if (!options) options = &usual;
    bk_validation *v = bk_alloc(1, sizeof *v);
    if (v) {
        v->n = bk_evidence_count(evidence);
        v->seed = options->seed_given ? options->seed : evidence->base->def.seed;
        v->verdict = bk_alloc(v->n > 0 ? v->n : 1, sizeof *v->verdict);
    }
    if (!v || !v->verdict) {
        bk_validation_destroy(v);
        return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    }
    work w = {.evidence = evidence, .options = options, .out = v, .err = err};
    for (int32_t i = 0; i < evidence->n_trials; i++) {
        w.trials += has_work(&w, &evidence->trial[i]);
        w.first += evidence->trial[i].n_findings;
    }
    w.first = 0;
    bk_status status = BK_OK;
    for (int32_t i = 0; status == BK_OK && i < evidence->n_trials; i++) {
        status = do_trial(&w, &evidence->trial[i]);
        w.first += evidence->trial[i].n_findings;
    }
    if (status == BK_OK)
        *out = v;
    else
        bk_validation_destroy(v);
    return status;
}

void bk_validation_destroy(bk_validation *validation)
{
    if (!validation) return;
    bk_free(validation->verdict);
    bk_free(validation);
}

/* ---- reading out ---- */

bk_verdict bk_finding_judge(const bk_finding *finding, int32_t n, const double *a, const double *b)
{
    double scratch[64];
    BK_ASSERT(n <= 64);
    return judge(finding, n, a, b, scratch);
}

bk_verdict bk_validation_verdict(const bk_validation *validation, int32_t finding)
{
    return validation->verdict[finding];
}

int32_t bk_validation_tried(const bk_validation *validation)
{
    int32_t n = 0;
    for (int32_t i = 0; i < validation->n; i++) n += validation->verdict[i].tried;
    return n;
}

int32_t bk_validation_short(const bk_validation *validation)
{
    int32_t n = 0;
    for (int32_t i = 0; i < validation->n; i++)
        n += validation->verdict[i].tried && !validation->verdict[i].passes;
    return n;
}

uint64_t bk_validation_seed(const bk_validation *validation)
{
    return validation->seed;
}
