/* Whittle's relaxation as a linear program; the one file that knows CLP. */
#include "base/memory.h"
#include "stats/bandit.h"

#include <coin/Clp_C_Interface.h>

#include <math.h>

/* The program column by column, as CLP wants it. Columns: every kind's states, twice (left alone,
 * acted on). Rows: what flows into a state flows out of it; every kind has its share; the budget.
 */
typedef struct {
    int32_t columns, rows, entries;
    int32_t *start, *row;
    double *value, *least, *most, *gain, *row_least, *row_most;
} program;

static int64_t states_of(const bk_bandit_kind *kind, int32_t n_kinds, int64_t *entries)
{
    int64_t states = 0;
    *entries = 0;
    for (int32_t k = 0; k < n_kinds; k++) {
        states += kind[k].arm->n;
        *entries += 2 * (int64_t)kind[k].arm->n * (kind[k].arm->n + 2);
    }
    return states;
}

static bk_status program_shape(program *p, const bk_bandit_kind *kind, int32_t n_kinds,
                               bk_arena *arena)
{
    int64_t entries, states = states_of(kind, n_kinds, &entries);
    if (entries > INT32_MAX / 4) return BK_ERR_MEMORY;
    p->columns = (int32_t)(2 * states);
    p->rows = (int32_t)states + n_kinds + 1;
    p->start = bk_arena_alloc(arena, p->columns + 1, sizeof *p->start);
    p->row = bk_arena_alloc(arena, entries, sizeof *p->row);
    p->value = bk_arena_alloc(arena, entries, sizeof *p->value);
    double *ends = bk_arena_alloc(arena, 3 * (int64_t)p->columns, sizeof *ends);
    double *sides = bk_arena_alloc(arena, 2 * (int64_t)p->rows, sizeof *sides);
    if (!p->start || !p->row || !p->value || !ends || !sides) return BK_ERR_MEMORY;
    p->least = ends;
    p->most = ends + p->columns;
    p->gain = ends + 2 * p->columns;
    p->row_least = sides;
    p->row_most = sides + p->rows;
    return BK_OK;
}

static void put(program *p, int32_t row, double value)
{
    p->row[p->entries] = row;
    p->value[p->entries++] = value;
}

/* One column: state i of an arm whose rows begin at first, acted on or not. */
static void put_state(program *p, int32_t column, const bk_bandit *arm, int32_t i, bool acted,
                      int32_t first, int32_t share_row)
{
    const double *to = (acted ? arm->active : arm->passive) + (int64_t)i * arm->n;
    p->start[column] = p->entries;
    for (int32_t j = 0; j < arm->n; j++) {
        double value = (i == j ? 1.0 : 0.0) - to[j];
        if (value > 0.0 || value < 0.0) put(p, first + j, value);
    }
    put(p, share_row, 1.0);
    if (acted) put(p, p->rows - 1, 1.0);
    p->least[column] = 0.0;
    p->most[column] = (double)INFINITY;
    p->gain[column] = acted ? arm->reward_active[i] : arm->reward_passive[i];
}

static void program_fill(program *p, const bk_bandit_kind *kind, int32_t n_kinds, double budget)
{
    int32_t column = 0, first = 0, shares = p->rows - 1 - n_kinds;
    for (int32_t k = 0; k < n_kinds; k++) {
        const bk_bandit *arm = kind[k].arm;
        for (int32_t i = 0; i < arm->n; i++)
            for (int32_t acted = 0; acted < 2; acted++)
                put_state(p, column++, arm, i, acted == 1, first, shares + k);
        first += arm->n;
        p->row_least[shares + k] = p->row_most[shares + k] = kind[k].share;
    }
    p->start[column] = p->entries;
    p->row_least[p->rows - 1] = -(double)INFINITY;
    p->row_most[p->rows - 1] = budget;
}

static bool solve(const program *p, bk_bandit_bound *out, double *acted)
{
    Clp_Simplex *clp = Clp_newModel();
    if (clp == NULL) return false;
    Clp_setLogLevel(clp, 0);
    Clp_loadProblem(clp, p->columns, p->rows, p->start, p->row, p->value, p->least, p->most,
                    p->gain, p->row_least, p->row_most);
    Clp_setOptimizationDirection(clp, -1.0);
    bool solved = Clp_dual(clp, 0) == 0 && Clp_status(clp) == 0;
    if (solved) {
        const double *x = Clp_primalColumnSolution(clp);
        out->reward = 0.0;
        for (int32_t c = 0; c < p->columns; c++) {
            out->reward += p->gain[c] * x[c];
            if (acted != NULL && c % 2 == 1) acted[c / 2] = x[c] > 0.0 ? x[c] : 0.0;
        }
        out->price = fabs(Clp_dualRowSolution(clp)[p->rows - 1]);
    }
    Clp_deleteModel(clp);
    return solved;
}

bk_status bk_bandits_bound(const bk_bandit_kind *kind, int32_t n_kinds, double budget,
                           bk_bandit_bound *out, double *acted)
{
    BK_ASSERT(n_kinds >= 1 && budget >= 0.0 && budget <= 1.0);
    bk_arena arena = {0};
    program p = {0};
    bk_status status = program_shape(&p, kind, n_kinds, &arena);
    if (status == BK_OK) {
        program_fill(&p, kind, n_kinds, budget);
        if (!solve(&p, out, acted)) status = BK_ERR_INPUT;
    }
    bk_arena_clear(&arena);
    return status;
}
