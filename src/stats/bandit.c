#include "stats/bandit.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

/* Rounds between exact inversions, so that rank-one changes cannot pile up errors. */
enum { FRESH_EVERY = 32 };

/* Below this, of what is 1 by rights, a number is only rounding. */
#define HARDLY 1e-10

/* One way through the subsidies: who is left alone so far, and the inverse that says what that
 * policy is worth. Unknown 0 is the gain per period (average reward; state 0 is then worth 0), or
 * what state 0 is worth (discounted). */
typedef struct {
    const bk_bandit *arm;
    int32_t n;
    double discount;
    bool average;
    bool *alone;     /* [n] left alone under the policy */
    double *inverse; /* [n x n] of I - discount x P, its first column 1 for average reward */
    double *work;    /* [n x 2n] */
    double *fixed;   /* [n] worth of the states without subsidy */
    double *slope;   /* [n] and by how much a subsidy of 1 raises it */
    double *rise;    /* [n] of acting over not acting: without subsidy */
    double *lean;    /* [n] and how a subsidy changes it */
} passage;

static const double *row_of(const passage *p, int32_t i, bool alone)
{
    return (alone ? p->arm->passive : p->arm->active) + (int64_t)i * p->n;
}

/* Entry of the matrix whose inverse is kept. */
static double entry(const passage *p, int32_t i, int32_t j, bool alone)
{
    if (p->average && j == 0) return 1.0;
    return (i == j ? 1.0 : 0.0) - p->discount * row_of(p, i, alone)[j];
}

static void swap_rows(double *m, int32_t width, int32_t a, int32_t b)
{
    for (int32_t j = 0; a != b && j < width; j++) {
        double keep = m[(int64_t)a * width + j];
        m[(int64_t)a * width + j] = m[(int64_t)b * width + j];
        m[(int64_t)b * width + j] = keep;
    }
}

/* The inverse from scratch, by Gauss and Jordan with row exchanges. False when there is none. */
static bool invert(passage *p)
{
    int32_t n = p->n, width = 2 * n;
    double *m = p->work;
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) {
            m[(int64_t)i * width + j] = entry(p, i, j, p->alone[i]);
            m[(int64_t)i * width + n + j] = i == j ? 1.0 : 0.0;
        }
    for (int32_t k = 0; k < n; k++) {
        int32_t best = k;
        for (int32_t i = k + 1; i < n; i++)
            if (fabs(m[(int64_t)i * width + k]) > fabs(m[(int64_t)best * width + k])) best = i;
        swap_rows(m, width, k, best);
        double *pivot = m + (int64_t)k * width;
        if (!(fabs(pivot[k]) > HARDLY)) return false;
        double scale = 1.0 / pivot[k];
        for (int32_t j = k; j < width; j++) pivot[j] *= scale;
        for (int32_t i = 0; i < n; i++) {
            double *row = m + (int64_t)i * width, factor = row[k];
            if (i == k || (factor <= 0.0 && factor >= 0.0)) continue;
            for (int32_t j = k; j < width; j++) row[j] -= factor * pivot[j];
        }
    }
    for (int32_t i = 0; i < n; i++)
        memcpy(p->inverse + (int64_t)i * n, m + (int64_t)i * width + n, (size_t)n * sizeof *m);
    return true;
}

/* State s changes sides: one row of the matrix changes, and the inverse with it (Sherman and
 * Morrison). False when the new policy has no inverse. */
static bool change_sides(passage *p, int32_t s)
{
    int32_t n = p->n;
    double *change = p->work, *moved = p->work + n, *column = p->work + 2 * n;
    for (int32_t j = 0; j < n; j++)
        change[j] = entry(p, s, j, !p->alone[s]) - entry(p, s, j, p->alone[s]);
    memset(moved, 0, (size_t)n * sizeof *moved);
    for (int32_t i = 0; i < n; i++) {
        const double *row = p->inverse + (int64_t)i * n;
        column[i] = row[s];
        for (int32_t j = 0; j < n; j++) moved[j] += change[i] * row[j];
    }
    p->alone[s] = !p->alone[s];
    double scale = 1.0 + moved[s];
    if (!(fabs(scale) > HARDLY)) return invert(p);
    for (int32_t i = 0; i < n; i++) {
        double *row = p->inverse + (int64_t)i * n, factor = column[i] / scale;
        for (int32_t j = 0; j < n; j++) row[j] -= factor * moved[j];
    }
    return true;
}

/* What the policy is worth, and for every state what acting on it gives over leaving it alone. */
static void weigh(passage *p)
{
    int32_t n = p->n;
    const bk_bandit *arm = p->arm;
    for (int32_t i = 0; i < n; i++) {
        const double *row = p->inverse + (int64_t)i * n;
        double fixed = 0.0, slope = 0.0;
        for (int32_t j = 0; j < n; j++) {
            fixed += row[j] * (p->alone[j] ? arm->reward_passive[j] : arm->reward_active[j]);
            if (p->alone[j]) slope += row[j];
        }
        p->fixed[i] = fixed;
        p->slope[i] = slope;
    }
    if (p->average) p->fixed[0] = p->slope[0] = 0.0; /* the gain: the same whatever is done now */
    for (int32_t i = 0; i < n; i++) {
        const double *passive = row_of(p, i, true), *active = row_of(p, i, false);
        double rise = 0.0, lean = 0.0;
        for (int32_t j = 0; j < n; j++) {
            rise += (active[j] - passive[j]) * p->fixed[j];
            lean += (active[j] - passive[j]) * p->slope[j];
        }
        p->rise[i] = arm->reward_active[i] - arm->reward_passive[i] + p->discount * rise;
        p->lean[i] = -1.0 + p->discount * lean;
    }
}

/* The state that is given up first as the subsidy grows; -1: none is. */
static int32_t next_given_up(const passage *p, double *subsidy)
{
    int32_t best = -1;
    for (int32_t i = 0; i < p->n; i++) {
        if (p->alone[i] || !(p->lean[i] < -HARDLY)) continue;
        double at = -p->rise[i] / p->lean[i];
        if (best >= 0 && at >= *subsidy) continue;
        best = i;
        *subsidy = at;
    }
    return best;
}

/* A state left alone that would be acted on again before the subsidy has grown to that; -1: none.
 */
static int32_t taken_up_again(const passage *p, double subsidy, double slack)
{
    for (int32_t i = 0; i < p->n; i++) {
        if (!p->alone[i]) continue;
        double over = p->rise[i] + p->lean[i] * subsidy;
        if (over > slack && p->lean[i] > HARDLY) return i;
    }
    return -1;
}

/* How large rewards are: what rounding is measured against. */
static double size_of(const bk_bandit *arm)
{
    double most = 0.0;
    for (int32_t i = 0; i < arm->n; i++) {
        most = fmax(most, fabs(arm->reward_passive[i]));
        most = fmax(most, fabs(arm->reward_active[i]));
    }
    return most;
}

static bk_bandit_verdict walk(passage *p, double *index, int32_t *at)
{
    double slack = 1e-9 * size_of(p->arm), subsidy = 0.0, before = -(double)INFINITY;
    *at = -1;
    if (!invert(p)) return BK_BANDIT_UNDECIDED;
    for (int32_t step = 1; step <= p->n; step++) {
        weigh(p);
        int32_t next = next_given_up(p, &subsidy);
        if (next < 0) return BK_BANDIT_UNDECIDED;
        if (subsidy < before) subsidy = before; /* a tie, but for rounding */
        *at = taken_up_again(p, subsidy, slack);
        if (*at >= 0) return BK_BANDIT_NOT_INDEXABLE;
        index[next] = before = subsidy;
        if (!change_sides(p, next) || (step % FRESH_EVERY == 0 && !invert(p))) {
            *at = next;
            return BK_BANDIT_UNDECIDED;
        }
    }
    return BK_BANDIT_INDEXABLE;
}

bk_status bk_bandit_indices(const bk_bandit *arm, double discount, double *index,
                            bk_bandit_verdict *verdict, int32_t *at)
{
    BK_ASSERT(arm->n >= 1 && arm->n <= BK_BANDIT_MOST);
    BK_ASSERT(discount >= 0.0 && discount <= 1.0);
    bk_arena arena = {0};
    int64_t n = arm->n;
    passage p = {.arm = arm, .n = arm->n, .discount = discount, .average = !(discount < 1.0)};
    p.alone = bk_arena_alloc(&arena, n, sizeof *p.alone);
    p.inverse = bk_arena_alloc(&arena, n * n, sizeof *p.inverse);
    p.work = bk_arena_alloc(&arena, 2 * n * n + n, sizeof *p.work);
    double *rows = bk_arena_alloc(&arena, 4 * n, sizeof *rows);
    if (p.alone == NULL || p.inverse == NULL || p.work == NULL || rows == NULL) {
        bk_arena_clear(&arena);
        return BK_ERR_MEMORY;
    }
    p.fixed = rows;
    p.slope = rows + n;
    p.rise = rows + 2 * n;
    p.lean = rows + 3 * n;
    for (int64_t i = 0; i < n; i++) index[i] = (double)NAN;
    *verdict = walk(&p, index, at);
    bk_arena_clear(&arena);
    return BK_OK;
}
