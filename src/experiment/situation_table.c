#include "experiment/situation_table.h"

#include "base/memory.h"
#include "model/situation.h"

#include <math.h>
#include <string.h>

/* Counts by cell, and which cells go together. */
typedef struct {
    bk_arena arena;
    int32_t n;        /* cells */
    double *weeks;    /* [n] */
    double *reward;   /* [n] sums */
    double *moved[2]; /* [n x n] */
    int32_t *same_as; /* [n] */
    int32_t *state;   /* [n] of a cell that stands for itself: its state in the arm; else -1 */
    int32_t *cell;    /* [states] */
    double *row[2], *gain;
} chain;

static bk_status chain_of(const bk_situations *s, bk_index_aim aim, int32_t n, chain *c)
{
    *c = (chain){.n = n};
    c->weeks = bk_arena_alloc(&c->arena, n, sizeof(double));
    c->reward = bk_arena_alloc(&c->arena, n, sizeof(double));
    c->gain = bk_arena_alloc(&c->arena, n, sizeof(double));
    c->same_as = bk_arena_alloc(&c->arena, n, sizeof(int32_t));
    c->state = bk_arena_alloc(&c->arena, n, sizeof(int32_t));
    c->cell = bk_arena_alloc(&c->arena, n, sizeof(int32_t));
    bool got = c->weeks && c->reward && c->gain && c->same_as && c->state && c->cell;
    for (int32_t a = 0; a < 2; a++) {
        c->moved[a] = bk_arena_alloc(&c->arena, n * n, sizeof(double));
        c->row[a] = bk_arena_alloc(&c->arena, n * n, sizeof(double));
        got = got && c->moved[a] && c->row[a];
    }
    if (!got) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < BK_SITUATIONS_SEEN; i++) {
        c->weeks[i % n] += s->weeks[i];
        c->reward[i % n] += s->reward[aim][i];
        for (int32_t a = 0; a < 2; a++)
            for (int32_t j = 0; j < BK_SITUATIONS_SEEN; j++)
                c->moved[a][(i % n) * n + j % n] += s->moved[a][i][j];
    }
    return BK_OK;
}

/* ---- which cells go together ---- */

static int32_t part_of(int32_t cell, int32_t part)
{
    switch (part) {
    case 0:
        return cell / (BK_KNOWN_KINDS * BK_RUNNING_KINDS) % BK_SINCE_KINDS;
    case 1:
        return cell / BK_RUNNING_KINDS % BK_KNOWN_KINDS;
    case 2:
        return cell % BK_RUNNING_KINDS;
    default:
        return cell / BK_SITUATIONS;
    }
}

/* Steps apart; weeks since contact weigh least. Somebody never talked to is in a row of his own, as
 * far from the next as rows can be. */
static int32_t distance(int32_t a, int32_t b)
{
    static const int32_t WEIGHT[] = {2, 5, 11, 23};
    int32_t sum = 0;
    for (int32_t part = 0; part < 4; part++) {
        int32_t x = part_of(a, part), y = part_of(b, part);
        sum += WEIGHT[part] * (x < y ? y - x : x - y);
        if (part == 0 && (x == 0) != (y == 0)) sum += 12;
    }
    return sum;
}

/* The nearest other cell that stands for itself; -1 when there is none. */
static int32_t nearest(const chain *c, int32_t cell)
{
    int32_t best = -1;
    for (int32_t i = 0; i < c->n; i++) {
        if (i == cell || c->same_as[i] != i) continue;
        if (best < 0 || distance(cell, i) < distance(cell, best)) best = i;
    }
    return best;
}

static double seen(const chain *c, int32_t cell, int32_t acted)
{
    double sum = 0.0;
    for (int32_t j = 0; j < c->n; j++) sum += c->moved[acted][cell * c->n + j];
    return sum;
}

/* How many cells are seen enough of to stand for themselves; the others get the nearest of those.
 */
static int32_t lump_rare(chain *c)
{
    int32_t n = 0;
    for (int32_t i = 0; i < c->n; i++) {
        double least = fmin(seen(c, i, 0), seen(c, i, 1));
        c->same_as[i] = least >= (double)BK_SITUATION_LEAST ? i : -1;
        n += c->same_as[i] == i;
    }
    for (int32_t i = 0; i < c->n && n > 0; i++)
        if (c->same_as[i] < 0) c->same_as[i] = nearest(c, i);
    return n;
}

/* Gives all that stand with cell to the one nearest it. False when there is no other. */
static bool lump(chain *c, int32_t cell)
{
    int32_t to = nearest(c, cell);
    if (to < 0) return false;
    for (int32_t i = 0; i < c->n; i++)
        if (c->same_as[i] == cell) c->same_as[i] = to;
    return true;
}

/* ---- the arm ---- */

/* What is earned in a week follows from the situation at its start, whatever is done in it: what a
 * call does shows in where the client is a week later. */
static bk_bandit arm_of(chain *c)
{
    int32_t n = 0;
    for (int32_t i = 0; i < c->n; i++) {
        c->state[i] = c->same_as[i] == i ? n : -1;
        if (c->same_as[i] == i) c->cell[n++] = i;
    }
    for (int32_t k = 0; k < n; k++) {
        double weeks = 0.0, reward = 0.0;
        for (int32_t i = 0; i < c->n; i++) {
            if (c->same_as[i] != c->cell[k]) continue;
            weeks += c->weeks[i];
            reward += c->reward[i];
        }
        c->gain[k] = reward / weeks;
    }
    for (int32_t a = 0; a < 2; a++) {
        double *row = c->row[a];
        memset(row, 0, (size_t)(n * n) * sizeof *row);
        for (int32_t i = 0; i < c->n; i++)
            for (int32_t j = 0; j < c->n; j++)
                row[c->state[c->same_as[i]] * n + c->state[c->same_as[j]]] +=
                    c->moved[a][i * c->n + j];
        for (int32_t k = 0; k < n; k++) {
            double sum = 0.0;
            for (int32_t l = 0; l < n; l++) sum += row[k * n + l];
            for (int32_t l = 0; l < n; l++) row[k * n + l] /= sum;
        }
    }
    return (bk_bandit){n, c->row[0], c->row[1], c->gain, c->gain};
}

/* Seven decimals: what is written down is what was used. */
static double rounded(double x)
{
    return floor(x * 1e7 + 0.5) / 1e7;
}

/* Finds the index, putting situations together as long as there is none. */
static bk_status find_index(chain *c, double *worth, bk_index_table *out)
{
    double index[BK_SITUATIONS_SEEN];
    out->verdict = BK_INDEX_TOO_FEW;
    int32_t states = lump_rare(c);
    while (states >= 2) {
        bk_bandit arm = arm_of(c);
        bk_bandit_verdict verdict;
        int32_t at;
        BK_TRY(bk_bandit_indices(&arm, 1.0, index, &verdict, &at));
        if (verdict == BK_BANDIT_INDEXABLE) {
            for (int32_t i = 0; i < c->n; i++) worth[i] = rounded(index[c->state[c->same_as[i]]]);
            out->verdict = out->lumped > 0 ? BK_INDEX_LUMPED : BK_INDEX_FOUND;
            return BK_OK;
        }
        if (!lump(c, c->cell[at < 0 ? 0 : at])) return BK_OK;
        out->lumped++;
        states--;
    }
    return BK_OK;
}

static bk_status tables_of(const bk_situations *s, bk_index_aim aim, int32_t n, bk_index_table *out)
{
    chain c;
    double worth[BK_SITUATIONS_SEEN] = {0.0};
    bk_index_table found = {0};
    bk_status status = chain_of(s, aim, n, &c);
    if (status == BK_OK) status = find_index(&c, worth, &found);
    for (int32_t i = 0; i < n && status == BK_OK; i++) {
        bk_index_table *table = &out[i / BK_SITUATIONS];
        if (i % BK_SITUATIONS == 0) *table = found;
        table->worth[i % BK_SITUATIONS] = worth[i];
        table->same_as[i % BK_SITUATIONS] = c.same_as[i] % BK_SITUATIONS;
    }
    bk_arena_clear(&c.arena);
    return status;
}

bk_status bk_situation_table_of(const bk_situations *s, bk_index_aim aim, bk_index_table *out)
{
    return tables_of(s, aim, BK_SITUATIONS, out);
}

bk_status bk_situation_tables_seen(const bk_situations *s, bk_index_aim aim, bk_index_table out[2])
{
    return tables_of(s, aim, BK_SITUATIONS_SEEN, out);
}

bk_status bk_situations_bound(const bk_situations *s, bk_index_aim aim, bool gaze, double budget,
                              bk_bandit_bound *out)
{
    chain c;
    bk_status status = chain_of(s, aim, gaze ? BK_SITUATIONS_SEEN : BK_SITUATIONS, &c);
    *out = (bk_bandit_bound){(double)NAN, (double)NAN};
    if (status == BK_OK && lump_rare(&c) > 0) {
        bk_bandit arm = arm_of(&c);
        status = bk_bandits_bound(&(bk_bandit_kind){&arm, 1.0}, 1, budget, out, NULL);
    }
    bk_arena_clear(&c.arena);
    return status;
}
