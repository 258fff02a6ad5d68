#include "stats/selection.h"

#include "base/check.h"
#include "random/numeric.h"

#include <math.h>

static bool is_within_range(const bk_selection_design *d)
{
    return d->systems >= 1 && d->systems <= BK_SYSTEMS_MOST && d->first_stage >= 2 &&
           d->first_stage <= BK_FIRST_STAGE_MOST && d->indifference > 0 &&
           isfinite(d->indifference) && d->confidence < 1 && d->confidence * d->systems > 1;
}

/* h squared: 2 c eta (n0 - 1) with c = 1 and eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2.
 */
static double margin_of(const bk_selection_design *d)
{
    double alpha = (1 - d->confidence) / (d->systems - 1), df = d->first_stage - 1;
    return (bk_pow(2 * alpha, -2 / df) - 1) * df;
}

bk_status bk_selection_start(const bk_selection_design *design, bk_selection *out)
{
    *out = (bk_selection){0};
    bool alone = design->systems == 1; /* then no confidence is above 1 / systems */
    bk_selection_design checked = *design;
    if (alone) checked.systems = 2;
    if (!is_within_range(&checked)) return BK_ERR_USAGE;

    bk_selection s = {.design = *design, .n_in = design->systems, .is_done = alone};
    int64_t k = design->systems;
    s.in = bk_arena_alloc(&s.arena, k, sizeof *s.in);
    s.staying = bk_arena_alloc(&s.arena, k, sizeof *s.staying);
    s.sum = bk_arena_alloc(&s.arena, k, sizeof *s.sum);
    s.taken = bk_arena_alloc(&s.arena, k, sizeof *s.taken);
    s.first = bk_arena_alloc(&s.arena, k * design->first_stage, sizeof *s.first);
    s.variance = bk_arena_alloc(&s.arena, k * k, sizeof *s.variance);
    if (!s.in || !s.staying || !s.sum || !s.taken || !s.first || !s.variance) {
        bk_arena_clear(&s.arena);
        return BK_ERR_MEMORY;
    }
    for (int32_t i = 0; i < s.n_in; i++) s.in[i] = i;
    if (!alone) s.margin = margin_of(design);
    *out = s;
    return BK_OK;
}

void bk_selection_clear(bk_selection *s)
{
    bk_arena_clear(&s->arena);
    *s = (bk_selection){0};
}

int32_t bk_selection_wants(const bk_selection *s, const int32_t **system)
{
    *system = s->in;
    return s->is_done ? 0 : s->n_in;
}

/* ---- the first stage ---- */

/* The sample variance of a difference, in two passes. */
static double variance_of(const double *a, const double *b, int32_t n)
{
    double sum = 0, squares = 0;
    for (int32_t i = 0; i < n; i++) sum += a[i] - b[i];
    double mean = sum / n;
    for (int32_t i = 0; i < n; i++) {
        double away = a[i] - b[i] - mean;
        squares += away * away;
    }
    return squares / (n - 1);
}

static void end_first_stage(bk_selection *s)
{
    int32_t k = s->design.systems, n = s->design.first_stage;
    for (int32_t i = 0; i < k; i++) {
        for (int32_t l = 0; l < i; l++) {
            double v = variance_of(s->first + (int64_t)i * n, s->first + (int64_t)l * n, n);
            s->variance[(int64_t)i * k + l] = s->variance[(int64_t)l * k + i] = v;
        }
    }
}

/* ---- going out ---- */

/* Replications after which nothing but the sign of the difference counts. */
static double horizon(const bk_selection *s, int32_t i, int32_t l)
{
    double delta = s->design.indifference;
    return s->margin * s->variance[(int64_t)i * s->design.systems + l] / (delta * delta);
}

/* How far behind l the sum of i may be and stay in play. */
static double allowed(const bk_selection *s, int32_t i, int32_t l)
{
    double left = horizon(s, i, l) - s->replications;
    return left > 0 ? s->design.indifference / 2 * left : 0;
}

static bool stays(const bk_selection *s, int32_t i)
{
    for (int32_t j = 0; j < s->n_in; j++) {
        int32_t l = s->in[j];
        if (l != i && s->sum[i] < s->sum[l] - allowed(s, i, l)) return false;
    }
    return true;
}

/* Whether no more replications could change who goes out: all that are left are equal. */
static bool is_over(const bk_selection *s)
{
    for (int32_t j = 0; j < s->n_in; j++)
        for (int32_t i = 0; i < j; i++)
            if (horizon(s, s->in[i], s->in[j]) > s->replications) return false;
    return true;
}

/* Everybody is judged by those in play before. The one ahead always stays. */
static void screen(bk_selection *s)
{
    int32_t kept = 0;
    for (int32_t j = 0; j < s->n_in; j++) {
        int32_t i = s->in[j];
        if (stays(s, i)) s->staying[kept++] = i;
    }
    for (int32_t j = 0; j < kept; j++) s->in[j] = s->staying[j];
    s->n_in = kept;
    s->is_done = s->n_in == 1 || is_over(s);
}

void bk_selection_take(bk_selection *s, const double *value)
{
    BK_ASSERT(!s->is_done);
    int32_t n = s->design.first_stage, at = s->replications;
    for (int32_t j = 0; j < s->n_in; j++) {
        BK_ASSERT(isfinite(value[j]));
        int32_t i = s->in[j];
        double x = s->design.less_is_better ? -value[j] : value[j];
        if (at < n) s->first[(int64_t)i * n + at] = x;
        s->sum[i] += x;
        s->taken[i]++;
    }
    s->samples += s->n_in;
    s->replications++;
    if (s->replications == n) end_first_stage(s);
    if (s->replications >= n) screen(s);
}

/* ---- reading out ---- */

bool bk_selection_is_done(const bk_selection *s)
{
    return s->is_done;
}

int32_t bk_selection_best(const bk_selection *s)
{
    int32_t best = s->in[0];
    for (int32_t j = 1; j < s->n_in; j++)
        if (s->sum[s->in[j]] > s->sum[best]) best = s->in[j];
    return best;
}

double bk_selection_mean(const bk_selection *s, int32_t system)
{
    BK_ASSERT(system >= 0 && system < s->design.systems);
    if (s->taken[system] == 0) return (double)NAN;
    double mean = s->sum[system] / s->taken[system];
    return s->design.less_is_better ? -mean : mean;
}

int32_t bk_selection_most(const bk_selection *s)
{
    if (s->replications < s->design.first_stage)
        return s->design.systems == 1 ? s->replications : 0;
    double most = s->replications;
    for (int32_t j = 0; !s->is_done && j < s->n_in; j++)
        for (int32_t i = 0; i < j; i++) {
            double h = ceil(horizon(s, s->in[i], s->in[j]));
            most = h > most ? h : most;
        }
    return most < INT32_MAX ? (int32_t)most : INT32_MAX;
}
