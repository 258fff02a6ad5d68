/* best_use.c - how is scarce time best used? A search over settings of levers, a play-off between
 * the best of them, and a check on a fresh seed.
 *
 * Search: points spread evenly over the levers' values, every lever by itself, then steps that
 * change one lever at a time for as long as that helps; all under the same luck and against
 * today's, pair by pair. Whatever is not worth a quarter of the indifference is set back to
 * today's. Play-off: stats/selection.h on replications that the search has not seen, so that a
 * setting that was lucky in the search has no advantage left. */
#include "experiment/best_use_parts.h"

#include "base/words.h"
#include "experiment/arms.h"
#include "stats/difference.h"
#include "stats/selection.h"
#include "stats/sobol_sequence.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    CHUNK = 16,           /* settings simulated in one go */
    SEARCH_RUNS = 8,      /* replications of each setting in the search */
    SPREAD = 24,          /* settings spread evenly */
    STEPS_MOST = 6,       /* steps of the search */
    TRIAL_FIRST = 100000, /* replications in which finalists are held to the constraint */
    TRIAL_RUNS = 30,
    PLAY_FIRST = 200000, /* replications of the play-off */
    PLAY_STAGE = 20,
    PLAY_BATCH = 10,
    PLAY_MOST = 1000,
    CHECK_RUNS = 40
};

typedef struct {
    bk_setting s;
    double gain;  /* mean change towards the better */
    bool is_fair; /* is not seen to drive people out */
} tried;

typedef struct {
    bk_best_use *b;
    const bk_scenario *scenario;
    const bk_best_use_options *options;
    bk_run_options run;
    uint64_t seed;
    int32_t push; /* index of pushed_out_willing */
    double sign;  /* 1: more is better */
    int32_t n_tried, room;
    tried *tried;
    double *today_value, *today_push; /* [SEARCH_RUNS] */
    /* the caller's progress, and which thousandths of it are being done */
    const bk_run_options *asked;
    int32_t from, to;
    bk_error *err;
} search;

/* ---- simulating settings ---- */

static bool tell_progress(void *context, int64_t done, int64_t total)
{
    const search *u = context;
    if (u->asked->progress == NULL) return true;
    int64_t part = total > 0 ? (u->to - u->from) * done / total : 0;
    return u->asked->progress(u->asked->context, u->from + part, 1000);
}

static void set_part(search *u, int32_t from, int32_t to)
{
    u->from = from;
    u->to = to;
}

static bk_status vary(const search *u, const bk_scenario *base, const bk_setting *s,
                      bk_scenario **out)
{
    bk_override set[BK_LEVERS_MOST];
    int32_t n = 0;
    for (int32_t l = 0; l < u->b->n_levers; l++) {
        const bk_lever *lever = &u->b->lever[l].lever;
        if (s->at[l] > 0) set[n++] = (bk_override){lever->path, lever->value[s->at[l] - 1]};
    }
    return bk_scenario_vary(base, n, set, out, u->err);
}

/* What the team gave in each replication; out is [n x runs]. */
static void read_out(const search *u, const bk_result *result, int32_t measure, double *out)
{
    bk_result_values(result, BK_SCOPE_TEAM, u->options->row, measure, out);
}

static bk_status simulate_chunk(search *u, int32_t n, const bk_setting *s, uint64_t seed,
                                int32_t first, int32_t runs, double *value, double *push)
{
    bk_scenario *scenario[CHUNK] = {0};
    bk_arm arm[CHUNK] = {0};
    bk_status status = BK_OK;
    for (int32_t i = 0; status == BK_OK && i < n; i++) {
        status = vary(u, u->b->alone, &s[i], &scenario[i]);
        arm[i] = (bk_arm){.scenario = scenario[i], .first = first, .replications = runs};
    }
    bk_run_options run = u->run;
    run.seed_given = true;
    run.seed = seed;
    if (status == BK_OK) status = bk_arms_run(n, arm, &run, u->err);
    for (int32_t i = 0; status == BK_OK && i < n; i++) {
        read_out(u, arm[i].result, u->options->measure, value + (int64_t)i * runs);
        if (push != NULL) read_out(u, arm[i].result, u->push, push + (int64_t)i * runs);
    }
    bk_arms_clear(n, arm);
    for (int32_t i = 0; i < n; i++) bk_scenario_destroy(scenario[i]);
    return status;
}

/* value and push: [n x runs], of the replications from first on; push may be NULL. */
static bk_status simulate(search *u, int32_t n, const bk_setting *s, uint64_t seed, int32_t first,
                          int32_t runs, double *value, double *push)
{
    int32_t from = u->from, to = u->to;
    for (int32_t at = 0; at < n; at += CHUNK) {
        int32_t part = n - at < CHUNK ? n - at : CHUNK;
        set_part(u, from + (to - from) * at / n, from + (to - from) * (at + part) / n);
        BK_TRY(simulate_chunk(u, part, s + at, seed, first, runs, value + (int64_t)at * runs,
                              push == NULL ? NULL : push + (int64_t)at * runs));
    }
    return BK_OK;
}

/* Whether a change of withdrawals is not seen to be a rise. */
static bool is_fair(const search *u, bk_interval change)
{
    return u->options->may_push_out || change.n == 0 || !(change.low > 0);
}

/* ---- the search ---- */

static int32_t find_tried(const search *u, const bk_setting *s)
{
    for (int32_t i = 0; i < u->n_tried; i++)
        if (memcmp(u->tried[i].s.at, s->at, sizeof s->at) == 0) return i;
    return -1;
}

/* Tries up to CHUNK settings that have not been tried. */
static bk_status try_chunk(search *u, int32_t n, const bk_setting *s)
{
    double value[CHUNK * SEARCH_RUNS], push[CHUNK * SEARCH_RUNS];
    BK_TRY(simulate(u, n, s, u->seed, 0, SEARCH_RUNS, value, push));
    for (int32_t i = 0; i < n; i++) {
        const double *its = value + i * SEARCH_RUNS, *out = push + i * SEARCH_RUNS;
        bk_interval gain = bk_difference_paired(u->today_value, its, SEARCH_RUNS).change;
        bk_interval driven = bk_difference_paired(u->today_push, out, SEARCH_RUNS).change;
        u->tried[u->n_tried++] = (tried){.s = s[i],
                                         .gain = gain.n > 0 ? u->sign * gain.mean : -HUGE_VAL,
                                         .is_fair = is_fair(u, driven)};
    }
    return BK_OK;
}

/* Tries what has not been tried among n settings; what is finished stays when it is stopped. */
static bk_status try_settings(search *u, int32_t n, const bk_setting *s)
{
    bk_setting fresh[CHUNK];
    int32_t from = u->from, to = u->to, m = 0;
    for (int32_t i = 0; i < n; i++) {
        bool is_new = find_tried(u, &s[i]) < 0 && u->n_tried + m < u->room;
        if (is_new) fresh[m++] = s[i];
        if (m < CHUNK && i + 1 < n) continue;
        set_part(u, from + (to - from) * i / n, from + (to - from) * (i + 1) / n);
        BK_TRY(try_chunk(u, m, fresh));
        m = 0;
    }
    return BK_OK;
}

static int32_t choices_of(const search *u, int32_t lever)
{
    return u->b->lever[lever].lever.n_values + 1;
}

static bk_status try_spread(search *u)
{
    bk_setting s[SPREAD] = {{{0}}};
    bk_sobol_sequence *sequence = bk_alloc(1, sizeof *sequence);
    if (sequence == NULL) return BK_ERR_MEMORY;
    bk_sobol_sequence_init(sequence, u->b->n_levers, u->seed);
    for (int32_t i = 0; i < SPREAD; i++)
        for (int32_t l = 0; l < u->b->n_levers; l++)
            s[i].at[l] =
                (int8_t)(bk_sobol_sequence_at(sequence, (uint32_t)i, l) * choices_of(u, l));
    bk_free(sequence);
    return try_settings(u, SPREAD, s);
}

/* Every setting that differs from s in one lever. */
static bk_status try_neighbours(search *u, const bk_setting *s)
{
    bk_setting near[BK_LEVERS_MOST * BK_LEVER_VALUES];
    int32_t n = 0;
    for (int32_t l = 0; l < u->b->n_levers; l++) {
        for (int32_t v = 0; v < choices_of(u, l); v++) {
            if (v == s->at[l]) continue;
            near[n] = *s;
            near[n++].at[l] = (int8_t)v;
        }
    }
    return try_settings(u, n, near);
}

static int32_t best_tried(const search *u)
{
    int32_t best = 0; /* today's, which is fair */
    for (int32_t i = 1; i < u->n_tried; i++)
        if (u->tried[i].is_fair && u->tried[i].gain > u->tried[best].gain) best = i;
    return best;
}

/* Sets back to today's what is worth next to nothing, the cheapest first. */
static void simplify(const search *u, bk_setting *s)
{
    double least = u->tried[find_tried(u, s)].gain - u->b->summary.indifference / 4;
    for (;;) {
        int32_t best = -1;
        for (int32_t l = 0; l < u->b->n_levers; l++) {
            if (s->at[l] == 0) continue;
            bk_setting without = *s;
            without.at[l] = 0;
            int32_t at = find_tried(u, &without);
            if (at < 0 || !u->tried[at].is_fair || u->tried[at].gain < least) continue;
            if (best < 0 || u->tried[at].gain > u->tried[best].gain) best = at;
        }
        if (best < 0) return;
        *s = u->tried[best].s;
    }
}

/* Today's own figures, which everything is held against. */
static bk_status see_today(search *u)
{
    bk_arena *arena = &u->b->arena;
    u->today_value = bk_arena_alloc(arena, SEARCH_RUNS, sizeof *u->today_value);
    u->today_push = bk_arena_alloc(arena, SEARCH_RUNS, sizeof *u->today_push);
    u->room = 4096;
    u->tried = bk_arena_alloc(arena, u->room, sizeof *u->tried);
    if (!u->today_value || !u->today_push || !u->tried) return BK_ERR_MEMORY;
    bk_setting today = {{0}};
    set_part(u, 0, 20);
    BK_TRY(simulate(u, 1, &today, u->seed, 0, SEARCH_RUNS, u->today_value, u->today_push));
    u->tried[u->n_tried++] = (tried){.s = today, .is_fair = true};

    bk_measure_info info = bk_scenario_measure(u->scenario, u->options->measure, BK_EN);
    double mean = bk_interval_of(u->today_value, SEARCH_RUNS).mean;
    bool share = info.unit_kind == BK_UNIT_SHARE;
    double usual = share ? 0.005 : 0.02 * fabs(mean);
    double *delta = &u->b->summary.indifference;
    *delta = u->options->indifference > 0 ? u->options->indifference : usual;
    if (bk_interval_of(u->today_value, SEARCH_RUNS).n == SEARCH_RUNS && *delta > 0) return BK_OK;
    return bk_error_add(u->err, BK_ERR_USAGE, (bk_place){0}, BK_W_USE_ABSENT, info.id);
}

static bk_status look_around(search *u)
{
    bk_setting today = {{0}};
    BK_TRY(see_today(u));
    set_part(u, 20, 120);
    BK_TRY(try_neighbours(u, &today));
    set_part(u, 120, 220);
    BK_TRY(try_spread(u));
    int32_t best = best_tried(u);
    for (int32_t step = 0; step < STEPS_MOST; step++) {
        u->b->best = u->tried[best].s;
        set_part(u, 220 + 50 * step, 220 + 50 * (step + 1));
        BK_TRY(try_neighbours(u, &u->tried[best].s));
        int32_t better = best_tried(u);
        if (better == best) break;
        best = better;
    }
    bk_setting simple = u->tried[best].s;
    for (bk_setting before = {{-1}}; memcmp(&before, &simple, sizeof simple) != 0;) {
        before = simple;
        set_part(u, 520, 520);
        BK_TRY(try_neighbours(u, &simple));
        simplify(u, &simple);
    }
    u->b->best = simple;
    return BK_OK;
}

/* ---- the play-off ---- */

static bool is_listed(const search *u, const bk_setting *s)
{
    for (int32_t i = 0; i < u->b->n_finalists; i++)
        if (memcmp(u->b->finalist[i].s.at, s->at, sizeof s->at) == 0) return true;
    return false;
}

/* Today's, the one found, and the best others that were tried. */
static void name_finalists(search *u)
{
    bk_best_use *b = u->b;
    b->finalist[b->n_finalists++] = (bk_finalist){.s = {{0}}};
    if (!is_listed(u, &b->best)) b->finalist[b->n_finalists++] = (bk_finalist){.s = b->best};
    while (b->n_finalists < BK_FINALISTS) {
        int32_t best = -1;
        for (int32_t i = 0; i < u->n_tried; i++) {
            const tried *t = &u->tried[i];
            if (!t->is_fair || !(t->gain > 0) || is_listed(u, &t->s)) continue;
            if (best < 0 || t->gain > u->tried[best].gain) best = i;
        }
        if (best < 0) return;
        b->finalist[b->n_finalists++] = (bk_finalist){.s = u->tried[best].s};
    }
}

/* Drops finalists that drive more people out than today's does, on replications of their own. */
static bk_status hold_to_constraint(search *u)
{
    bk_best_use *b = u->b;
    bk_setting s[BK_FINALISTS];
    double value[BK_FINALISTS * TRIAL_RUNS], push[BK_FINALISTS * TRIAL_RUNS];
    if (u->options->may_push_out || b->n_finalists < 2) return BK_OK;
    for (int32_t i = 0; i < b->n_finalists; i++) s[i] = b->finalist[i].s;
    set_part(u, 550, 650);
    BK_TRY(simulate(u, b->n_finalists, s, u->seed, TRIAL_FIRST, TRIAL_RUNS, value, push));
    int32_t kept = 1;
    for (int32_t i = 1; i < b->n_finalists; i++) {
        bk_interval change = bk_difference_paired(push, push + i * TRIAL_RUNS, TRIAL_RUNS).change;
        if (change.n > 0 && change.mean > 0) continue;
        b->finalist[kept++] = b->finalist[i];
    }
    b->n_finalists = kept;
    return BK_OK;
}

typedef struct {
    bk_selection selection;
    double *today;            /* [PLAY_MOST] */
    double sum[BK_FINALISTS]; /* change against today's */
} playoff;

/* The next replications of those in play, taken one at a time. */
static bk_status play(search *u, playoff *p, int32_t runs)
{
    bk_best_use *b = u->b;
    int32_t first = p->selection.replications, asked[BK_FINALISTS], n = 0;
    const int32_t *in;
    bk_setting s[BK_FINALISTS + 1] = {{{0}}};
    double value[(BK_FINALISTS + 1) * PLAY_STAGE];
    int32_t wanted = bk_selection_wants(&p->selection, &in);
    for (; n < wanted; n++) {
        asked[n] = in[n];
        s[n] = b->finalist[in[n]].s;
    }
    BK_TRY(simulate(u, n + 1, s, u->seed, PLAY_FIRST + first, runs, value, NULL)); /* and today's */
    for (int32_t r = 0; r < runs && !bk_selection_is_done(&p->selection); r++) {
        double taken[BK_FINALISTS], today = value[n * runs + r];
        int32_t m = bk_selection_wants(&p->selection, &in);
        for (int32_t j = 0, i = 0; j < m; j++) {
            while (asked[i] != in[j]) i++;
            taken[j] = value[i * runs + r];
            if (!isfinite(taken[j]))
                return bk_error_add(
                    u->err, BK_ERR_USAGE, (bk_place){0}, BK_W_USE_ABSENT,
                    bk_scenario_measure(u->scenario, u->options->measure, BK_EN).id);
            p->sum[in[j]] += taken[j] - today;
            b->finalist[in[j]].replications++;
        }
        bk_selection_take(&p->selection, taken);
    }
    return BK_OK;
}

/* Best first, the chosen one before all. */
static void order_finalists(search *u, int32_t chosen, const double *sum)
{
    bk_best_use *b = u->b;
    for (int32_t i = 0; i < b->n_finalists; i++) {
        bk_finalist *f = &b->finalist[i];
        f->gain = f->replications > 0 ? sum[i] / f->replications : 0;
    }
    bk_finalist first = b->finalist[chosen];
    b->finalist[chosen] = b->finalist[0];
    b->finalist[0] = first;
    for (int32_t i = 2; i < b->n_finalists; i++)
        for (int32_t j = i; j > 1; j--) {
            bk_finalist *one = &b->finalist[j - 1], *two = &b->finalist[j], keep = *one;
            if (u->sign * one->gain >= u->sign * two->gain) break;
            *one = *two;
            *two = keep;
        }
}

static bk_status play_off(search *u)
{
    bk_best_use *b = u->b;
    playoff p = {0};
    bk_selection_design design = {.systems = b->n_finalists,
                                  .confidence = b->summary.confidence,
                                  .indifference = b->summary.indifference,
                                  .first_stage = PLAY_STAGE,
                                  .less_is_better = u->sign < 0};
    BK_TRY(bk_selection_start(&design, &p.selection));
    bk_status status = BK_OK;
    while (status == BK_OK && !bk_selection_is_done(&p.selection) &&
           p.selection.replications < PLAY_MOST) {
        int32_t at = p.selection.replications, most = bk_selection_most(&p.selection);
        int32_t end = most > PLAY_MOST || most == 0 ? PLAY_MOST / 5 : most;
        int32_t from = 650 + 250 * (at < end ? at : end) / end;
        set_part(u, from, from);
        status = play(u, &p, at == 0 ? PLAY_STAGE : PLAY_BATCH);
    }
    if (status == BK_OK || p.selection.replications > 0) {
        int32_t chosen = bk_selection_best(&p.selection);
        bool decided = bk_selection_is_done(&p.selection);
        b->summary.verdict = decided ? BK_USE_CHOSEN : BK_USE_UNDECIDED;
        b->summary.replications = p.selection.replications;
        order_finalists(u, chosen, p.sum);
        /* A gain that does not matter is no reason to change anything. */
        b->best = b->finalist[0].s;
        if (u->sign * b->finalist[0].gain < b->summary.indifference) b->best = (bk_setting){{0}};
    }
    bk_selection_clear(&p.selection);
    return status;
}

/* ---- the check ---- */

static bk_estimate estimate_of(bk_interval i)
{
    return (bk_estimate){
        .mean = i.mean, .low = i.low, .high = i.high, .n = i.n, .has_interval = i.has_interval};
}

/* What each changed lever gives by itself, and what is lost without it. */
static bk_status weigh_levers(search *u)
{
    bk_best_use *b = u->b;
    bk_setting s[1 + 2 * BK_LEVERS_MOST] = {{{0}}};
    int32_t n = 1;
    for (int32_t l = 0; l < b->n_levers; l++) {
        if (b->best.at[l] == 0) continue;
        s[n++].at[l] = b->best.at[l];
        s[n] = b->best;
        s[n++].at[l] = 0;
    }
    double *value = bk_alloc((int64_t)n * CHECK_RUNS, sizeof *value);
    if (value == NULL) return BK_ERR_MEMORY;
    set_part(u, 900, 960);
    bk_status status = simulate(u, n, s, u->seed + 1, 0, CHECK_RUNS, value, NULL);
    for (int32_t l = 0, at = 1; status == BK_OK && l < b->n_levers; l++) {
        if (b->best.at[l] == 0) continue;
        const double *alone = value + (int64_t)at++ * CHECK_RUNS;
        const double *without = value + (int64_t)at++ * CHECK_RUNS;
        b->part_alone[l] = estimate_of(bk_difference_paired(value, alone, CHECK_RUNS).change);
        b->part_without[l] = estimate_of(bk_difference_paired(value, without, CHECK_RUNS).change);
    }
    bk_free(value);
    return status;
}

/* "KEY=VALUE KEY=VALUE", as it would be set. */
static void name_setting(const bk_best_use *b, const bk_setting *s, size_t size, char *out)
{
    size_t length = 0;
    out[0] = '\0';
    for (int32_t l = 0; l < b->n_levers; l++) {
        const bk_lever *lever = &b->lever[l].lever;
        if (s->at[l] == 0) continue;
        int printed = snprintf(out + length, size - length, "%s%s=%s", length > 0 ? " " : "",
                               lever->path, lever->value[s->at[l] - 1]);
        if (printed < 0 || length + (size_t)printed >= size) return;
        length += (size_t)printed;
    }
}

static bk_status check(search *u)
{
    bk_best_use *b = u->b;
    if (b->summary.is_today) return BK_OK;
    BK_TRY(weigh_levers(u));
    BK_TRY(vary(u, u->scenario, &b->best, &b->chosen));
    set_part(u, 960, 1000);
    bk_run_options run = u->run;
    run.replications = CHECK_RUNS;
    run.seed_given = true;
    run.seed = u->seed + 1;
    char name[BK_LEVERS_MOST * (BK_LEVER_PATH + BK_LEVER_TEXT)];
    name_setting(b, &b->best, sizeof name, name);
    bk_compared compared[] = {{u->scenario, u->scenario->name}, {b->chosen, name}};
    BK_TRY(bk_compare(2, compared, &run, &b->check, u->err));
    bk_contrast out = bk_comparison_change(b->check, 1, BK_SCOPE_TEAM, u->options->row, u->push);
    if (out.verdict == BK_VERDICT_WORSE && !u->options->may_push_out)
        b->summary.verdict = BK_USE_WITHDRAWN;
    return BK_OK;
}

/* ---- what others call ---- */

static bk_status check_options(const bk_scenario *scenario, const bk_best_use_options *o,
                               bk_error *err)
{
    bk_measure_info info = bk_scenario_measure(scenario, o->measure, BK_EN);
    if (info.better == BK_NO_BETTER)
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_USE_NO_DIRECTION, info.id);
    bool usual = !(o->confidence > 0) && !(o->confidence < 0);
    bool fine = (usual || (o->confidence > 0.5 && o->confidence < 1)) && o->indifference >= 0 &&
                isfinite(o->indifference);
    if (fine) return BK_OK;
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_USE_OPTIONS);
}

static bk_status prepare(search *u)
{
    bk_best_use *b = u->b;
    const bk_best_use_options *o = u->options;
    BK_TRY(bk_levers_of(u->scenario, o->row, o->n_levers, o->lever, &b->arena, &b->n_levers,
                        &b->lever, u->err));
    b->part_alone = bk_arena_alloc(&b->arena, b->n_levers, sizeof *b->part_alone);
    b->part_without = bk_arena_alloc(&b->arena, b->n_levers, sizeof *b->part_without);
    if (!b->part_alone || !b->part_without) return BK_ERR_MEMORY;
    BK_TRY(bk_team_alone(u->scenario, o->row, &b->alone, u->err));

    /* A lever that the scenario refuses is told before anything is simulated. */
    for (int32_t l = 0; l < b->n_levers; l++) {
        for (int32_t v = 0; v < b->lever[l].lever.n_values; v++) {
            bk_scenario *probe = NULL;
            bk_setting s = {{0}};
            s.at[l] = (int8_t)(v + 1);
            BK_TRY(vary(u, b->alone, &s, &probe));
            bk_scenario_destroy(probe);
        }
    }
    return BK_OK;
}

static bk_status find(search *u)
{
    bk_use_summary *summary = &u->b->summary;
    BK_TRY(prepare(u));
    BK_TRY(look_around(u));
    name_finalists(u);
    BK_TRY(hold_to_constraint(u));
    BK_TRY(play_off(u));
    const bk_setting today = {{0}};
    summary->is_today = memcmp(&u->b->best, &today, sizeof today) == 0;
    return check(u);
}

bk_status bk_best_use_find(const bk_scenario *scenario, const bk_best_use_options *options,
                           const bk_run_options *run_options, bk_best_use **out, bk_error *err)
{
    const bk_run_options usual = {0};
    *out = NULL;
    BK_TRY(check_options(scenario, options, err));
    search u = {.scenario = scenario,
                .options = options,
                .asked = run_options == NULL ? &usual : run_options,
                .push = bk_scenario_measure_find(scenario, "pushed_out_willing"),
                .err = err};
    u.run = (bk_run_options){.threads = u.asked->threads,
                             .carrier = u.asked->carrier,
                             .progress = tell_progress,
                             .context = &u};
    u.seed = u.asked->seed_given ? u.asked->seed : scenario->def.seed;
    bk_measure_info info = bk_scenario_measure(scenario, options->measure, BK_EN);
    u.sign = info.better == BK_MORE_IS_BETTER ? 1 : -1;
    u.b = bk_alloc(1, sizeof *u.b);
    if (u.b == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    u.b->summary =
        (bk_use_summary){.verdict = BK_USE_STOPPED,
                         .row = options->row,
                         .measure = options->measure,
                         .may_push_out = options->may_push_out,
                         .confidence = options->confidence > 0 ? options->confidence : 0.95};

    u.b->scenario = scenario;
    bk_status status = find(&u);
    const bk_setting today = {{0}};
    u.b->summary.levers = u.b->n_levers;
    u.b->summary.tried = u.n_tried;
    u.b->summary.is_today = memcmp(&u.b->best, &today, sizeof today) == 0;
    if (status == BK_ERR_CANCELLED && u.b->check == NULL) u.b->summary.verdict = BK_USE_STOPPED;
    if (status == BK_ERR_CANCELLED && u.b->n_finalists == 0 && u.n_tried > 0)
        u.b->best = u.tried[best_tried(&u)].s;
    bool worth_keeping = status == BK_OK || (status == BK_ERR_CANCELLED && u.n_tried > 1);
    if (worth_keeping) {
        *out = u.b;
        return status;
    }
    bk_best_use_destroy(u.b);
    if (status == BK_ERR_MEMORY && err != NULL && err->count == 0)
        bk_error_add(err, status, (bk_place){0}, BK_W_NO_MEMORY);
    return status;
}
