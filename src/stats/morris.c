#include "stats/morris.h"

#include "base/memory.h"
#include "random/philox.h"
#include "stats/moments.h"

#include <math.h>
#include <string.h>

/* ---- one trajectory ---- */

/* Draws under one key, one after the other. */
typedef struct {
    uint64_t key, next;
} stream;

static int32_t below(stream *s, int32_t n)
{
    double u = bk_uniform(bk_philox(s->key, s->next++, 0).word[0]);
    return (int32_t)(u * n);
}

/* Starts where a step up or down stays on the grid: the lower half of the levels, or the upper. */
static void draw_trajectory(stream *s, int32_t k, double *point, int32_t *moved)
{
    const int32_t half = BK_MORRIS_LEVELS / 2;
    for (int32_t j = 0; j < k; j++) {
        point[j] = (double)below(s, BK_MORRIS_LEVELS) / (BK_MORRIS_LEVELS - 1);
        moved[j] = j;
    }
    for (int32_t j = k - 1; j > 0; j--) {
        int32_t other = below(s, j + 1), kept = moved[j];
        moved[j] = moved[other];
        moved[other] = kept;
    }
    for (int32_t i = 0; i < k; i++) {
        double *from = point + (int64_t)i * k, *to = from + k;
        memcpy(to, from, (size_t)k * sizeof *to);
        int32_t level = (int32_t)(from[moved[i]] * (BK_MORRIS_LEVELS - 1) + 0.5);
        level += level < half ? half : -half;
        to[moved[i]] = (double)level / (BK_MORRIS_LEVELS - 1);
    }
}

/* ---- trajectories far apart ---- */

typedef struct {
    int32_t k, n; /* candidates */
    double *point;
    int32_t *moved;
    double *apart; /* [n x n] */
    double *sum;   /* [n] of squared distances to those that were chosen */
    bool *chosen;
} choice;

static int64_t points_of(const choice *c)
{
    return (int64_t)(c->k + 1) * c->k;
}

static double square(double x)
{
    return x * x;
}

/* Sum of the distances of every point of the one to every point of the other. Along b only one
 * input changes at a time. */
static double distance(const choice *c, int32_t a, int32_t b)
{
    int32_t k = c->k;
    double sum = 0;
    for (int32_t i = 0; i <= k; i++) {
        const double *p = c->point + a * points_of(c) + (int64_t)i * k;
        const double *q = c->point + b * points_of(c);
        const int32_t *moved = c->moved + (int64_t)b * k;
        double squares = 0;
        for (int32_t d = 0; d < k; d++) squares += square(p[d] - q[d]);
        for (int32_t j = 0; j <= k; j++) {
            sum += sqrt(squares > 0 ? squares : 0);
            if (j == k) break;
            int32_t d = moved[j];
            squares += square(p[d] - q[k + d]) - square(p[d] - q[d]);
            q += k;
        }
    }
    return sum;
}

static void choose(choice *c, int32_t which)
{
    c->chosen[which] = true;
    for (int32_t i = 0; i < c->n; i++) {
        double d = c->apart[(int64_t)which * c->n + i];
        c->sum[i] += d * d;
    }
}

static void measure_distances(choice *c, int32_t *first, int32_t *second)
{
    double most = -1;
    for (int32_t a = 0; a < c->n; a++) {
        for (int32_t b = a + 1; b < c->n; b++) {
            double d = distance(c, a, b);
            c->apart[(int64_t)a * c->n + b] = c->apart[(int64_t)b * c->n + a] = d;
            if (d <= most) continue;
            most = d;
            *first = a;
            *second = b;
        }
    }
}

/* The two that lie farthest apart, then always the one farthest from all chosen so far. */
static void choose_all(choice *c, int32_t wanted)
{
    if (c->n <= wanted) {
        for (int32_t i = 0; i < c->n; i++) c->chosen[i] = true;
        return;
    }
    int32_t first = 0, second = 0;
    measure_distances(c, &first, &second);
    choose(c, first);
    if (wanted > 1) choose(c, second);
    for (int32_t n = 2; n < wanted; n++) {
        int32_t best = -1;
        for (int32_t i = 0; i < c->n; i++)
            if (!c->chosen[i] && (best < 0 || c->sum[i] > c->sum[best])) best = i;
        choose(c, best);
    }
}

static bk_status make(uint64_t key, int32_t wanted, choice *c, bk_arena *arena, bk_morris *out)
{
    int32_t k = c->k;
    c->point = bk_arena_alloc(arena, c->n * points_of(c), sizeof *c->point);
    c->moved = bk_arena_alloc(arena, (int64_t)c->n * k, sizeof *c->moved);
    c->apart = bk_arena_alloc(arena, (int64_t)c->n * c->n, sizeof *c->apart);
    c->sum = bk_arena_alloc(arena, c->n, sizeof *c->sum);
    c->chosen = bk_arena_alloc(arena, c->n, sizeof *c->chosen);
    out->point = bk_alloc(wanted * points_of(c), sizeof *out->point);
    out->moved = bk_alloc((int64_t)wanted * k, sizeof *out->moved);
    if (!c->point || !c->moved || !c->apart || !c->sum || !c->chosen || !out->point || !out->moved)
        return BK_ERR_MEMORY;

    for (int32_t i = 0; i < c->n; i++) {
        stream s = {.key = bk_key_derive(key, (uint64_t)i, 0, 0)};
        draw_trajectory(&s, k, c->point + i * points_of(c), c->moved + (int64_t)i * k);
    }
    choose_all(c, wanted);
    int32_t n = 0;
    for (int32_t i = 0; i < c->n; i++) {
        if (!c->chosen[i]) continue;
        memcpy(out->point + n * points_of(c), c->point + i * points_of(c),
               (size_t)points_of(c) * sizeof *out->point);
        memcpy(out->moved + (int64_t)n * k, c->moved + (int64_t)i * k,
               (size_t)k * sizeof *out->moved);
        n++;
    }
    return BK_OK;
}

bk_status bk_morris_make(uint64_t key, int32_t inputs, int32_t trajectories, int32_t candidates,
                         bk_morris *out)
{
    BK_ASSERT(inputs >= 1 && trajectories >= 1);
    *out = (bk_morris){.inputs = inputs, .trajectories = trajectories};
    choice c = {.k = inputs, .n = candidates > trajectories ? candidates : trajectories};
    bk_arena arena = {0};
    bk_status status = make(key, trajectories, &c, &arena, out);
    bk_arena_clear(&arena);
    if (status != BK_OK) bk_morris_clear(out);
    return status;
}

void bk_morris_clear(bk_morris *morris)
{
    bk_free(morris->point);
    bk_free(morris->moved);
    *morris = (bk_morris){0};
}

/* ---- effects ---- */

typedef struct {
    bk_moments effect, absolute, product;
} sums;

static void add_step(sums *s, double step, double first, double second)
{
    if (isnan(first) || isnan(second)) return;
    double one = first / step, two = second / step, effect = (one + two) / 2;
    bk_moments_add(&s->effect, effect);
    bk_moments_add(&s->absolute, effect < 0 ? -effect : effect);
    bk_moments_add(&s->product, one * two);
}

static bk_effect effect_of(const sums *s)
{
    const double none = (double)NAN;
    int32_t n = (int32_t)s->effect.n;
    if (n == 0)
        return (bk_effect){.mean = none,
                           .mean_absolute = none,
                           .deviation = none,
                           .strength = none,
                           .error = none};
    return (bk_effect){
        .n = n,
        .mean = s->effect.mean,
        .mean_absolute = s->absolute.mean,
        .deviation = sqrt(bk_moments_variance(&s->effect)),
        .strength = s->product.mean > 0 ? sqrt(s->product.mean) : 0,
        .error = sqrt(bk_moments_variance(&s->product) / n),
    };
}

void bk_morris_effects(const bk_morris *morris, const double *outcome, bk_effect *out)
{
    int32_t k = morris->inputs, n = morris->trajectories;
    int64_t luck = (int64_t)n * (k + 1);
    for (int32_t j = 0; j < k; j++) {
        sums s = {0};
        for (int32_t t = 0; t < n; t++) {
            int32_t i = 0;
            while (morris->moved[(int64_t)t * k + i] != j) i++;
            int64_t at = (int64_t)t * (k + 1) + i;
            double step = morris->point[(at + 1) * k + j] - morris->point[at * k + j];
            add_step(&s, step, outcome[at + 1] - outcome[at],
                     outcome[luck + at + 1] - outcome[luck + at]);
        }
        out[j] = effect_of(&s);
    }
}
