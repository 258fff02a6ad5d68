#include "evidence/abc.h"

#include "base/memory.h"
#include "random/numeric.h"
#include "random/philox.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOVES_MOST = 8, DRAW_START = 1, DRAW_PICK, DRAW_STEP };
static const double HARDLY = 0.02; /* accepted: then more rounds only cost time */

static double draw(const bk_abc_problem *p, int32_t what, int32_t round, int64_t which, int32_t i)
{
    uint64_t key = bk_key_derive(p->seed, (uint64_t)what, (uint64_t)round, (uint64_t)which);
    return bk_uniform(bk_philox(key, (uint64_t)i, 0).word[0]);
}

static uint64_t luck_of(const bk_abc_problem *p, int32_t round, int64_t which)
{
    return bk_key_derive(p->seed, 0, (uint64_t)round, (uint64_t)which);
}

/* ---- order ---- */

typedef struct {
    double distance;
    int32_t from;
} rank;

static int by_distance(const void *a, const void *b)
{
    const rank *x = a, *y = b;
    if (x->distance < y->distance) return -1;
    if (x->distance > y->distance) return 1;
    return x->from < y->from ? -1 : x->from > y->from;
}

/* Nearest first; equals as they stood. */
static bk_status sort(bk_abc *abc)
{
    int32_t n = abc->particles, d = abc->n_free;
    rank *order = bk_alloc(n, sizeof *order);
    double *point = bk_alloc((int64_t)n * d, sizeof *point);
    bk_status status = order && point ? BK_OK : BK_ERR_MEMORY;
    if (status == BK_OK) {
        for (int32_t i = 0; i < n; i++) order[i] = (rank){abc->distance[i], i};
        qsort(order, (size_t)n, sizeof *order, by_distance);
        for (int32_t i = 0; i < n; i++) {
            abc->distance[i] = order[i].distance;
            memcpy(&point[(int64_t)i * d], &abc->point[(int64_t)order[i].from * d],
                   (size_t)d * sizeof *point);
        }
        memcpy(abc->point, point, (size_t)n * (size_t)d * sizeof *point);
    }
    bk_free(order);
    bk_free(point);
    return status;
}

/* ---- how far to step ---- */

/* The Cholesky factor of the kept points' covariance, scaled for d dimensions; [d x d], rows. */
static void step_factor(const bk_abc_problem *p, const bk_abc *abc, int32_t kept, double *out)
{
    int32_t d = abc->n_free;
    double mean[BK_ABC_FREE_MOST] = {0}, scale = 2.38 * 2.38 / (double)d;
    for (int32_t i = 0; i < kept; i++)
        for (int32_t j = 0; j < d; j++) mean[j] += abc->point[(int64_t)i * d + j] / (double)kept;
    for (int32_t j = 0; j < d; j++) {
        for (int32_t k = 0; k <= j; k++) {
            double sum = 0;
            for (int32_t i = 0; i < kept; i++)
                sum += (abc->point[(int64_t)i * d + j] - mean[j]) *
                       (abc->point[(int64_t)i * d + k] - mean[k]);
            out[j * d + k] = scale * sum / (double)(kept - 1);
        }
        double width = p->high[j] - p->low[j];
        out[j * d + j] += 1e-8 * width * width; /* never quite flat */
    }
    for (int32_t j = 0; j < d; j++) {
        for (int32_t k = 0; k <= j; k++) {
            double sum = out[j * d + k];
            for (int32_t i = 0; i < k; i++) sum -= out[j * d + i] * out[k * d + i];
            out[j * d + k] = j == k               ? sqrt(sum > 0 ? sum : 0)
                             : out[k * d + k] > 0 ? sum / out[k * d + k]
                                                  : 0;
        }
    }
}

/* One step from point into out; false where it leaves the priors. */
static bool propose(const bk_abc_problem *p, const bk_abc *abc, const double *factor, int64_t which,
                    const double *point, double *out)
{
    int32_t d = abc->n_free;
    double normal[BK_ABC_FREE_MOST];
    for (int32_t j = 0; j < d; j++)
        normal[j] = bk_normal_quantile(draw(p, DRAW_STEP, abc->round + 1, which, j));
    for (int32_t j = 0; j < d; j++) {
        out[j] = point[j];
        for (int32_t k = 0; k <= j; k++) out[j] += factor[j * d + k] * normal[k];
        if (!(out[j] >= p->low[j] && out[j] <= p->high[j])) return false;
    }
    return true;
}

/* ---- rounds ---- */

/* Makes particle i anew from a kept one. */
static bk_status renew(const bk_abc_problem *p, bk_abc *abc, const double *factor, int32_t kept,
                       int32_t i, int64_t *accepted)
{
    int32_t d = abc->n_free;
    size_t bytes = (size_t)d * sizeof(double);
    int32_t from = (int32_t)(draw(p, DRAW_PICK, abc->round + 1, i, 0) * (double)kept);
    double *point = &abc->point[(int64_t)i * d], candidate[BK_ABC_FREE_MOST];
    memcpy(point, &abc->point[(int64_t)from * d], bytes);
    abc->distance[i] = abc->distance[from];
    for (int32_t m = 0; m < abc->moves; m++) {
        int64_t which = (int64_t)i * MOVES_MOST + m;
        if (!propose(p, abc, factor, which, point, candidate)) continue;
        double distance;
        BK_TRY(p->distance(p->context, candidate, luck_of(p, abc->round + 1, which), &distance));
        abc->simulations++;
        if (!(distance <= abc->tolerance)) continue;
        memcpy(point, candidate, bytes);
        abc->distance[i] = distance;
        ++*accepted;
    }
    return BK_OK;
}

static bk_status do_round(const bk_abc_problem *p, bk_abc *abc)
{
    int32_t kept = abc->particles / 2;
    double factor[BK_ABC_FREE_MOST * BK_ABC_FREE_MOST];
    step_factor(p, abc, kept, factor);
    abc->tolerance = abc->distance[kept - 1];
    int64_t accepted = 0, tried = (int64_t)(abc->particles - kept) * abc->moves;
    for (int32_t i = kept; i < abc->particles; i++)
        BK_TRY(renew(p, abc, factor, kept, i, &accepted));
    abc->accepted = (double)accepted / (double)tried;
    abc->round++;

    /* As many steps next time as leave one copy in twenty where it was. */
    double stays = 1 - abc->accepted;
    abc->moves = 1;
    for (double left = stays; left > 0.05 && abc->moves < MOVES_MOST; left *= stays) abc->moves++;
    return sort(abc);
}

bool bk_abc_is_near(const bk_abc_problem *problem, const bk_abc *abc)
{
    double nearest = abc->distance[0], farthest = abc->distance[abc->particles - 1];
    double slack = (double)(problem->n_free + 2) / (double)problem->errors;
    return farthest * farthest <= nearest * nearest + slack;
}

bool bk_abc_is_over(const bk_abc_problem *problem, const bk_abc *abc)
{
    if (abc->round >= problem->rounds) return true;
    if (abc->round > 0 && abc->accepted < HARDLY) return true;
    return bk_abc_is_near(problem, abc);
}

bk_status bk_abc_start(const bk_abc_problem *p, bk_abc *abc)
{
    BK_ASSERT(p->n_free >= 1 && p->n_free <= BK_ABC_FREE_MOST);
    BK_ASSERT(p->particles >= 8 && p->particles <= BK_ABC_PARTICLES_MOST);
    *abc = (bk_abc){.n_free = p->n_free,
                    .particles = p->particles,
                    .moves = 2,
                    .point = bk_alloc((int64_t)p->particles * p->n_free, sizeof(double)),
                    .distance = bk_alloc(p->particles, sizeof(double))};
    if (!abc->point || !abc->distance) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < p->particles; i++) {
        double *point = &abc->point[(int64_t)i * p->n_free];
        for (int32_t j = 0; j < p->n_free; j++)
            point[j] = p->low[j] + (p->high[j] - p->low[j]) * draw(p, DRAW_START, 0, i, j);
        BK_TRY(p->distance(p->context, point, luck_of(p, 0, i), &abc->distance[i]));
        abc->simulations++;
    }
    BK_TRY(sort(abc));
    abc->tolerance = abc->distance[p->particles - 1];
    return p->round_over ? p->round_over(p->context) : BK_OK;
}

bk_status bk_abc_go_on(const bk_abc_problem *problem, bk_abc *abc)
{
    while (!bk_abc_is_over(problem, abc)) {
        BK_TRY(do_round(problem, abc));
        if (problem->round_over) BK_TRY(problem->round_over(problem->context));
    }
    return BK_OK;
}

void bk_abc_clear(bk_abc *abc)
{
    bk_free(abc->point);
    bk_free(abc->distance);
    *abc = (bk_abc){0};
}
