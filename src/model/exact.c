#include "model/exact.h"

#include <string.h>

/* ---- her model of the world ---- */

/* Steps of the common factor: the trapezoid rule over a normal density is exact to rounding as
 * long as what it weighs changes slower than a few steps, that is for correlations up to 0.999. */
#define FACTOR_STEP 0.0078125
enum { FACTOR_STEPS = 1088 }; /* to either side: 8.5 standard deviations */

/* The probability of every set of needs, given each domain's own: the product over domains. */
static void add_product(const double *need, int32_t domains, double weight, double *scratch,
                        double *sum)
{
    scratch[0] = weight;
    for (int32_t d = 0; d < domains; d++)
        for (int32_t set = 0; set < 1 << d; set++) {
            scratch[set | 1 << d] = scratch[set] * need[d];
            scratch[set] *= 1.0 - need[d];
        }
    for (int32_t set = 0; set < 1 << domains; set++) sum[set] += scratch[set];
}

/* A need given the common factor z; with no luck of his own left it is yes or no. */
static double need_given(const bk_model *m, int32_t d, double z)
{
    double left = m->need_threshold[d] - m->common * z;
    if (m->own > 0.0) return bk_normal_cumulative(left / m->own);
    return left > 0.0 ? 1.0 : left < 0.0 ? 0.0 : 0.5;
}

static void prior_of(const bk_model *m, double *scratch, double *prior)
{
    int32_t sets = 1 << m->n_domains;
    double need[BK_MAX_DOMAINS], total = 0.0;
    for (int32_t i = -FACTOR_STEPS; i <= FACTOR_STEPS && m->common > 0.0; i++) {
        double z = (double)i * FACTOR_STEP;
        for (int32_t d = 0; d < m->n_domains; d++) need[d] = need_given(m, d, z);
        add_product(need, m->n_domains, bk_normal_density(z) * FACTOR_STEP, scratch, prior);
    }
    if (!(m->common > 0.0)) add_product(m->prevalence, m->n_domains, 1.0, scratch, prior);
    for (int32_t set = 0; set < sets; set++) total += prior[set];
    for (int32_t set = 0; set < sets; set++) prior[set] /= total;
}

bk_status bk_exact_compile(const bk_clients_def *def, bk_arena *arena, bk_model *m)
{
    BK_ASSERT(m->n_domains <= BK_MAX_EXACT_DOMAINS);
    int32_t sets = 1 << m->n_domains;
    struct bk_exact *e = bk_arena_alloc(arena, 1, sizeof *e);
    double *rows = bk_arena_alloc(arena, (int64_t)sets * (2 + BK_HURDLE_COUNT), sizeof *rows);
    if (e == NULL || rows == NULL) return BK_ERR_MEMORY;

    e->sets = sets;
    e->prior = rows;
    prior_of(m, rows + sets, rows);
    for (int32_t h = 0; h < BK_HURDLE_COUNT; h++) {
        double *clears = rows + (int64_t)sets * (2 + h);
        for (int32_t set = 0; set < sets; set++)
            clears[set] = bk_hurdles(bk_set_product_of(&m->clears, (uint32_t)set), &m->hurdle[h]);
        e->clears[h] = clears;
    }
    for (int32_t d = 0; d < m->n_domains; d++)
        e->arises[d] = def->new_need_per_week / (double)m->n_domains * m->prevalence[d] /
                       (double)BK_TICKS_PER_WEEK;
    m->exact = e;
    return BK_OK;
}

/* ---- what she thinks of his needs ---- */

/* The two rows of a place: if he is willing, if he is not. */
static double *belief_of(const bk_sim *r, int32_t place, bool willing)
{
    int64_t sets = r->m->exact->sets;
    return r->state.belief + (2 * place + (willing ? 0 : 1)) * sets;
}

/* Sums in four lanes, always the same, so that a compiler may do them side by side. */
static double sum_of(const double *x, const double *weight, int32_t n)
{
    double lane[4] = {0.0, 0.0, 0.0, 0.0};
    int32_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (int32_t l = 0; l < 4; l++) lane[l] += x[i + l] * weight[i + l];
    for (; i < n; i++) lane[0] += x[i] * weight[i];
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

static double total_of(const double *x, int32_t n)
{
    double lane[4] = {0.0, 0.0, 0.0, 0.0};
    int32_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (int32_t l = 0; l < 4; l++) lane[l] += x[i + l];
    for (; i < n; i++) lane[0] += x[i];
    return (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* row[set] x= factor for every set that holds domain d, or that does not. */
static void scale_half(double *row, int64_t n, int32_t d, bool holds, double factor)
{
    int64_t step = (int64_t)1 << d;
    for (int64_t base = holds ? step : 0; base < n; base += 2 * step)
        for (int64_t i = 0; i < step; i++) row[base + i] *= factor;
}

/* Leaves of a row only the sets that agree on those domains, as probabilities; returns how much of
 * it they were. Where they were nothing, all is as she has been told and nothing else. */
static double condition(double *row, int32_t sets, uint32_t domains, uint32_t needs)
{
    for (uint32_t left = domains; left != 0; left &= left - 1) {
        int32_t d = (int32_t)__builtin_ctz(left);
        scale_half(row, sets, d, !(needs >> d & 1u), 0.0);
    }
    double mass = total_of(row, sets);
    bool possible = mass > 1e-300;
    double scale = possible ? 1.0 / mass : 0.0;
    for (int32_t set = 0; set < sets; set++) row[set] *= scale;
    if (!possible) row[needs & domains] = 1.0;
    return mass;
}

/* Adds back x the prior to the sets that agree with what she was told; returns how much of the
 * prior they are. With back 0 it only counts. */
static double add_prior(const struct bk_exact *e, const bk_insight *insight, double back,
                        double *row)
{
    uint32_t open = ((uint32_t)e->sets - 1u) & ~(uint32_t)insight->learnt, set = 0;
    double mass = 0.0;
    do {
        uint32_t full = set | insight->told_needs;
        mass += e->prior[full];
        if (row != NULL) row[full] += e->prior[full] * back;
        set = (set - open) & open; /* the next subset of what is open */
    } while (set != 0);
    return mass;
}

void bk_exact_begin(bk_sim *r, int32_t place)
{
    r->state.insight[place] = (bk_insight){.at = BK_NEVER};
}

/* Sets that differ in the first two domains alone, four side by side. */
static void let_first_arise(double *row, int64_t n, double first, double second)
{
    for (int64_t i = 0; i < n; i += 4) {
        double none = row[i] * first, a = row[i + 1] + (row[i] - none);
        double b = row[i + 2] * first, both = row[i + 3] + (row[i + 2] - b);
        double stays_none = none * second, stays_a = a * second;
        row[i] = stays_none;
        row[i + 1] = stays_a;
        row[i + 2] = b + (none - stays_none);
        row[i + 3] = both + (a - stays_a);
    }
}

static void let_one_arise(double *row, int64_t n, int64_t step, double stays)
{
    for (int64_t base = 0; base < n; base += 2 * step) {
        double *without = row + base, *with = without + step;
        for (int64_t i = 0; i < step; i++) {
            double kept = without[i] * stays;
            with[i] += without[i] - kept;
            without[i] = kept;
        }
    }
}

/* Needs may have come up in the time gone by: every domain that is none becomes one, each by
 * itself. Both rows of a place at once. */
static void let_needs_arise(const struct bk_exact *e, int32_t domains, double ticks, double *rows)
{
    double stays[BK_MAX_EXACT_DOMAINS];
    int64_t n = 2 * (int64_t)e->sets;
    for (int32_t d = 0; d < domains; d++) stays[d] = bk_decay(e->arises[d] * ticks);
    int32_t d = 0;
    if (domains >= 2) {
        let_first_arise(rows, n, stays[0], stays[1]);
        d = 2;
    }
    for (; d < domains; d++) let_one_arise(rows, n, (int64_t)1 << d, stays[d]);
}

/* Goes back towards the prior as far as learnt domains allow. */
static void forget(const bk_sim *r, const bk_insight *insight, double left, double *row)
{
    const struct bk_exact *e = r->m->exact;
    if (!(insight->prior_mass > 1e-300)) return;
    double back = (1.0 - left) / insight->prior_mass;
    if (insight->learnt == 0) {
        for (int32_t set = 0; set < e->sets; set++)
            row[set] = row[set] * left + e->prior[set] * back;
        return;
    }
    for (int32_t set = 0; set < e->sets; set++) row[set] *= left;
    (void)add_prior(e, insight, back, row);
}

/* Brings the rows of a place up to now, making them where there were none. */
static bk_insight *bring_up(bk_sim *r, int32_t place)
{
    const bk_model *m = r->m;
    const struct bk_exact *e = m->exact;
    bk_insight *insight = &r->state.insight[place];
    bk_tick now = r->state.h->now;
    if (insight->at == BK_NEVER) {
        for (int32_t w = 0; w < 2; w++)
            memcpy(belief_of(r, place, w == 1), e->prior, (size_t)e->sets * sizeof *e->prior);
        *insight = (bk_insight){.at = now, .prior_mass = 1.0};
        return insight;
    }
    double ticks = (double)(now - insight->at);
    if (!(ticks > 0.0)) return insight;
    insight->at = now;
    double left = bk_decay(m->forget * ticks);
    for (int32_t w = 0; w < 2 && m->forget > 0.0; w++)
        forget(r, insight, left, belief_of(r, place, w == 1));
    if (m->new_needs) let_needs_arise(e, m->n_domains, ticks, belief_of(r, place, true));
    return insight;
}

/* ---- what she sees ---- */

/* A row after a hurdle that would be cleared with probability best x clears[set]. */
static void revise(double *row, const double *clears, int32_t sets, double best, bool cleared,
                   double expected)
{
    double all = cleared ? expected : 1.0 - expected;
    if (!(all > 0.0)) return; /* it could not happen, so it says nothing */
    double scale = 1.0 / all;
    if (cleared) {
        double by = scale * best;
        for (int32_t set = 0; set < sets; set++) row[set] *= clears[set] * by;
    } else {
        for (int32_t set = 0; set < sets; set++) row[set] *= (1.0 - clears[set] * best) * scale;
    }
}

/* log(unwilling / willing), where either may be 0. */
static double weight_of(double willing, double unwilling)
{
    if (!(willing > 0.0)) return unwilling > 0.0 ? 2.0 * BK_LOG_ODDS_MOST : 0.0;
    return unwilling > 0.0 ? bk_log(unwilling / willing) : -2.0 * BK_LOG_ODDS_MOST;
}

/* Adds to the log-odds now; returns them. */
static double add_weight(bk_sim *r, int32_t place, double weight)
{
    double left = bk_gaze_left(r), base = r->state.gaze_base[place];
    double after = bk_clamp_log_odds(base + r->state.gaze[place] * left + weight);
    r->state.gaze[place] = (after - base) / left;
    return after;
}

double bk_exact_judge(bk_sim *r, int32_t place, int32_t hurdle, bool cleared)
{
    const bk_model *m = r->m;
    const struct bk_exact *e = m->exact;
    const bk_hurdle *h = &m->hurdle[hurdle];
    const double *clears = e->clears[hurdle];
    bk_insight *insight = bring_up(r, place);
    double *row[2] = {belief_of(r, place, true), belief_of(r, place, false)};
    double best[2] = {h->expected_willing, h->expected_willing * h->ratio_unwilling}, expected[2];
    for (int32_t w = 0; w < 2; w++) {
        expected[w] = best[w] * sum_of(row[w], clears, e->sets);
        if (expected[w] > 1.0) expected[w] = 1.0; /* but for rounding */
        revise(row[w], clears, e->sets, best[w], cleared, expected[w]);
    }
    double before = bk_gaze_now(r, place);
    double after = add_weight(r, place,
                              cleared ? weight_of(expected[0], expected[1])
                                      : weight_of(1.0 - expected[0], 1.0 - expected[1]));
    const bk_desk *d = &r->state.desk[r->state.client[place].owner];
    BK_TELL(r, BK_STORY_HURDLE, place, .hurdle = hurdle, .yes = cleared, .before = before,
            .after = after, .p = bk_truly_clears(m, &r->state.client[place], hurdle),
            .number = expected[0], .other = expected[1], .omega = 1.0, .needs = insight->told_needs,
            .set = insight->learnt, .load = d->load);
    return after;
}

/* Rules out what disagrees with the truth about domains. */
static void take_in(bk_sim *r, int32_t place, uint32_t domains)
{
    const struct bk_exact *e = r->m->exact;
    bk_insight *insight = &r->state.insight[place];
    uint32_t needs = r->state.client[place].needs & domains;
    double mass[2];
    for (int32_t w = 0; w < 2; w++)
        mass[w] = condition(belief_of(r, place, w == 0), e->sets, domains, needs);
    /* What comes to light was likelier of the one or the other. */
    if (mass[0] > 1e-300 && mass[1] > 1e-300)
        (void)add_weight(r, place, weight_of(mass[0], mass[1]));
    if (domains == 0) return;
    insight->learnt = (uint16_t)(insight->learnt | domains);
    insight->told_needs = (uint16_t)((insight->told_needs & ~domains) | needs);
    insight->prior_mass = add_prior(e, insight, 0.0, NULL);
}

void bk_exact_learn(bk_sim *r, int32_t place, uint32_t domains)
{
    (void)bring_up(r, place);
    take_in(r, place, domains);
}

void bk_exact_talk(bk_sim *r, int32_t place, uint32_t domains, double hidden)
{
    const struct bk_exact *e = r->m->exact;
    const bk_insight *insight = bring_up(r, place);
    uint32_t silent = insight->learnt & ~((uint32_t)insight->told_needs | domains);
    if (!r->m->new_needs) silent = 0;
    if ((domains | silent) == 0) return;
    for (; silent != 0; silent &= silent - 1)
        scale_half(belief_of(r, place, true), 2 * (int64_t)e->sets, (int32_t)__builtin_ctz(silent),
                   true, hidden);
    take_in(r, place, domains);
}

void bk_exact_solved(bk_sim *r, int32_t place, uint32_t domain)
{
    const struct bk_exact *e = r->m->exact;
    bk_insight *insight = bring_up(r, place);
    for (int32_t w = 0; w < 2; w++) {
        double *row = belief_of(r, place, w == 0);
        for (int32_t set = 0; set < e->sets; set++)
            if ((uint32_t)set & domain) {
                row[(uint32_t)set & ~domain] += row[set];
                row[set] = 0.0;
            }
    }
    insight->learnt = (uint16_t)(insight->learnt | domain);
    insight->told_needs = (uint16_t)(insight->told_needs & ~domain);
    insight->prior_mass = add_prior(e, insight, 0.0, NULL);
}
