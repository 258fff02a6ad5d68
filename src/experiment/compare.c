/* bk_compare: several scenarios under the same luck, matched by names, read out as differences. */
#include "blikk/compare.h"

#include "base/check.h"
#include "base/words.h"
#include "experiment/arms.h"
#include "stats/difference.h"

#include <math.h>
#include <string.h>

/* One scenario, and where the base's teams, offices and measures are found in it. */
typedef struct {
    const bk_scenario *scenario;
    const char *name;
    const bk_result *result;
    int32_t *team, *office; /* by the base's index; -1: none */
    int32_t *team_back, *office_back;
    int32_t *measure; /* [measures of the base] */
    bool is_paired;
    int32_t pairs;
    int32_t first, first_of_base; /* replication of the first pair, counted in each result */
} compared;

struct bk_comparison {
    int32_t n;
    compared *arm; /* [n], the first is the base */
    bk_result *own[BK_COMPARED_MOST];
    bk_arena arena;
};

/* ---- matching ---- */

static bool is_same_team(const bk_team_info *a, const bk_team_info *b)
{
    return strcmp(a->office, b->office) == 0 && strcmp(a->conditions, b->conditions) == 0;
}

/* How many teams before this row are of the same office and conditions. */
static int32_t number_among(const bk_scenario *scenario, int32_t row)
{
    bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
    int32_t office = bk_scenario_team_office(scenario, row), number = 0;
    while (--row >= 0 && bk_scenario_team_office(scenario, row) == office) {
        bk_team_info other = bk_scenario_team(scenario, row, BK_EN);
        number += is_same_team(&team, &other);
    }
    return number;
}

/* The office of that name, -1 for none. Offices mostly stand in the same place in both. */
static int32_t office_in(const bk_scenario *scenario, const char *name, int32_t likely)
{
    int32_t n = bk_scenario_office_count(scenario);
    if (likely < n && strcmp(bk_scenario_office(scenario, likely), name) == 0) return likely;
    for (int32_t i = 0; i < n; i++)
        if (strcmp(bk_scenario_office(scenario, i), name) == 0) return i;
    return -1;
}

/* The first row of each office, and at the end the number of rows. */
static int32_t *first_rows(const bk_scenario *scenario, bk_arena *arena)
{
    int32_t offices = bk_scenario_office_count(scenario), teams = bk_scenario_team_count(scenario);
    int32_t *first = bk_arena_alloc(arena, (int64_t)offices + 1, sizeof *first);
    if (first == NULL) return NULL;
    for (int32_t row = teams - 1; row >= 0; row--)
        first[bk_scenario_team_office(scenario, row)] = row;
    first[offices] = teams;
    return first;
}

/* The row between from and to of these conditions that has number like it before it. */
static int32_t team_in(const bk_scenario *scenario, int32_t from, int32_t to,
                       const bk_team_info *team, int32_t number)
{
    for (int32_t row = from; row < to; row++) {
        bk_team_info other = bk_scenario_team(scenario, row, BK_EN);
        if (is_same_team(team, &other) && number-- == 0) return row;
    }
    return -1;
}

static int32_t *nowhere(bk_arena *arena, int32_t n)
{
    int32_t *match = bk_arena_alloc(arena, (int64_t)n + 1, sizeof *match);
    for (int32_t i = 0; match != NULL && i < n; i++) match[i] = -1;
    return match;
}

static bk_status match(bk_comparison *c, compared *arm)
{
    const bk_scenario *base = c->arm[0].scenario, *other = arm->scenario;
    int32_t teams = bk_scenario_team_count(base), offices = bk_scenario_office_count(base);
    int32_t measures = bk_scenario_measure_count(base);
    arm->team = nowhere(&c->arena, teams);
    arm->office = nowhere(&c->arena, offices);
    arm->team_back = nowhere(&c->arena, bk_scenario_team_count(other));
    arm->office_back = nowhere(&c->arena, bk_scenario_office_count(other));
    arm->measure = nowhere(&c->arena, measures);
    int32_t *first = first_rows(other, &c->arena);
    if (arm->team == NULL || arm->office == NULL || arm->team_back == NULL ||
        arm->office_back == NULL || arm->measure == NULL || first == NULL)
        return BK_ERR_MEMORY;

    for (int32_t i = 0; i < offices; i++) {
        arm->office[i] = office_in(other, bk_scenario_office(base, i), i);
        if (arm->office[i] >= 0) arm->office_back[arm->office[i]] = i;
    }
    for (int32_t row = 0; row < teams; row++) {
        int32_t office = arm->office[bk_scenario_team_office(base, row)];
        if (office < 0) continue;
        bk_team_info team = bk_scenario_team(base, row, BK_EN);
        int32_t number = number_among(base, row);
        arm->team[row] = team_in(other, first[office], first[office + 1], &team, number);
        if (arm->team[row] >= 0) arm->team_back[arm->team[row]] = row;
    }
    for (int32_t m = 0; m < measures; m++)
        arm->measure[m] = bk_scenario_measure_find(other, bk_scenario_measure(base, m, BK_EN).id);
    return BK_OK;
}

/* Which replications of the arm and of the base have the same number. */
static void pair(const compared *base, compared *arm)
{
    const bk_result *a = base->result, *b = arm->result;
    int32_t from = a->first > b->first ? a->first : b->first;
    int32_t to_a = a->first + a->replications, to_b = b->first + b->replications;
    int32_t to = to_a < to_b ? to_a : to_b;
    arm->is_paired = a->seed == b->seed;
    if (!arm->is_paired) return;
    arm->pairs = to > from ? to - from : 0;
    arm->first = from - b->first;
    arm->first_of_base = from - a->first;
}

static bk_status name_arm(bk_comparison *c, compared *arm, const bk_compared *given)
{
    const char *name = given->name != NULL ? given->name : bk_scenario_hash(given->scenario);
    arm->name = bk_arena_text(&c->arena, name, (int64_t)strlen(name));
    return arm->name != NULL ? BK_OK : BK_ERR_MEMORY;
}

static bk_status fill(bk_comparison *c, int32_t n, const bk_compared given[],
                      const bk_result *const result[])
{
    c->n = n;
    c->arm = bk_arena_alloc(&c->arena, n, sizeof *c->arm);
    if (c->arm == NULL) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < n; i++) {
        compared *arm = &c->arm[i];
        arm->scenario = given[i].scenario;
        arm->result = result[i];
        BK_TRY(name_arm(c, arm, &given[i]));
        BK_TRY(match(c, arm));
        pair(&c->arm[0], arm);
    }
    return BK_OK;
}

static bk_status make(int32_t n, const bk_compared given[], const bk_result *const result[],
                      bk_comparison **out)
{
    bk_comparison *c = bk_alloc(1, sizeof *c);
    bk_status status = c == NULL ? BK_ERR_MEMORY : fill(c, n, given, result);
    if (status != BK_OK) {
        bk_comparison_destroy(c);
        return status;
    }
    *out = c;
    return BK_OK;
}

/* ---- what others call ---- */

static bk_status check_count(int32_t n, bk_error *err)
{
    if (n >= 2 && n <= BK_COMPARED_MOST) return BK_OK;
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_CMP_COUNT, (int)BK_COMPARED_MOST,
                        (int)n);
}

static bk_status no_memory(bk_status status, bk_error *err)
{
    if (status == BK_ERR_MEMORY) bk_error_add(err, status, (bk_place){0}, BK_W_NO_MEMORY);
    return status;
}

bk_status bk_compare_results(int32_t n, const bk_compared given[], const bk_result *const result[],
                             bk_comparison **out, bk_error *err)
{
    *out = NULL;
    BK_TRY(check_count(n, err));
    bk_comparison *c = NULL;
    BK_TRY(no_memory(make(n, given, result, &c), err));
    for (int32_t i = 1; i < n; i++) {
        if (!c->arm[i].is_paired || c->arm[i].pairs > 0) continue;
        bk_comparison_destroy(c);
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_CMP_NO_PAIR, (int)i + 1);
    }
    *out = c;
    return BK_OK;
}

bk_status bk_compare(int32_t n, const bk_compared given[], const bk_run_options *options,
                     bk_comparison **out, bk_error *err)
{
    *out = NULL;
    BK_TRY(check_count(n, err));
    bk_run_options own = options == NULL ? (bk_run_options){0} : *options;
    own.series = false;
    BK_TRY(bk_run_options_check(&own, err));
    int32_t wanted = own.replications > 0 ? own.replications : given[0].scenario->def.replications;

    bk_arm arm[BK_COMPARED_MOST] = {0};
    for (int32_t i = 0; i < n; i++)
        arm[i] = (bk_arm){.scenario = given[i].scenario, .replications = wanted};
    bk_status status = bk_arms_run(n, arm, &own, err);
    bool whole = status == BK_OK;
    if (status == BK_ERR_CANCELLED) whole = bk_arms_replications(n, arm) > 0;

    const bk_result *result[BK_COMPARED_MOST];
    for (int32_t i = 0; i < n; i++) result[i] = arm[i].result;
    bk_comparison *c = NULL;
    bk_status made = whole ? no_memory(make(n, given, result, &c), err) : BK_OK;
    if (c == NULL) {
        bk_arms_clear(n, arm);
        return made != BK_OK ? made : status;
    }
    for (int32_t i = 0; i < n; i++) c->own[i] = arm[i].result;
    *out = c;
    return status;
}

void bk_comparison_destroy(bk_comparison *c)
{
    if (c == NULL) return;
    for (int32_t i = 0; i < BK_COMPARED_MOST; i++) bk_result_destroy(c->own[i]);
    bk_arena_clear(&c->arena);
    bk_free(c);
}

int32_t bk_comparison_count(const bk_comparison *c)
{
    return c->n;
}

static const compared *arm_of(const bk_comparison *c, int32_t arm)
{
    BK_ASSERT(arm >= 0 && arm < c->n);
    return &c->arm[arm];
}

const char *bk_comparison_name(const bk_comparison *c, int32_t arm)
{
    return arm_of(c, arm)->name;
}

const bk_scenario *bk_comparison_scenario(const bk_comparison *c, int32_t arm)
{
    return arm_of(c, arm)->scenario;
}

const bk_result *bk_comparison_result(const bk_comparison *c, int32_t arm)
{
    return arm_of(c, arm)->result;
}

bool bk_comparison_is_paired(const bk_comparison *c, int32_t arm)
{
    return arm_of(c, arm)->is_paired;
}

int32_t bk_comparison_pairs(const bk_comparison *c, int32_t arm)
{
    return arm_of(c, arm)->pairs;
}

int32_t bk_comparison_match(const bk_comparison *c, int32_t arm, bk_scope scope, int32_t index)
{
    const compared *other = arm_of(c, arm);
    if (scope == BK_SCOPE_ALL) return 0;
    return scope == BK_SCOPE_TEAM ? other->team[index] : other->office[index];
}

int32_t bk_comparison_match_back(const bk_comparison *c, int32_t arm, bk_scope scope, int32_t index)
{
    const compared *other = arm_of(c, arm);
    if (scope == BK_SCOPE_ALL) return 0;
    return scope == BK_SCOPE_TEAM ? other->team_back[index] : other->office_back[index];
}

int32_t bk_comparison_measure(const bk_comparison *c, int32_t arm, int32_t measure)
{
    return arm_of(c, arm)->measure[measure];
}

/* ---- differences ---- */

/* Up to this many replications are held without asking for memory. */
enum { HELD_IN_PLACE = 2048 };

static bk_estimate estimate_of(bk_interval interval)
{
    if (interval.n == 0) return (bk_estimate){0};
    return (bk_estimate){.mean = interval.mean,
                         .low = interval.low,
                         .high = interval.high,
                         .n = interval.n,
                         .has_interval = interval.has_interval};
}

/* Whether the n values of both are the same, where they exist. */
static bool are_same(const double *a, const double *b, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        bool both = !isnan(a[i]) && !isnan(b[i]);
        if (both ? a[i] < b[i] || a[i] > b[i] : isnan(a[i]) != isnan(b[i])) return false;
    }
    return true;
}

static bk_verdict judge(const bk_difference *d, bool same, bk_better better)
{
    if (d->change.n == 0) return BK_VERDICT_ABSENT;
    if (same) return BK_VERDICT_SAME;
    if (!d->change.has_interval) return BK_VERDICT_UNKNOWN;
    if (d->change.low <= 0 && d->change.high >= 0) return BK_VERDICT_NONE_SEEN;
    bool more = d->change.mean > 0;
    if (better == BK_NO_BETTER) return more ? BK_VERDICT_MORE : BK_VERDICT_LESS;
    return more == (better == BK_MORE_IS_BETTER) ? BK_VERDICT_BETTER : BK_VERDICT_WORSE;
}

/* The values of one scope and measure, nan where absent; how many there are is returned. */
static int32_t values_of(const compared *arm, bk_scope scope, int32_t index, int32_t measure,
                         int32_t first, int32_t n, double *out)
{
    for (int32_t i = 0; i < n; i++)
        if (!bk_result_value(arm->result, scope, index, measure, first + i, &out[i]))
            out[i] = (double)NAN;
    return n;
}

/* Takes out what the other does not have. */
static void keep_common(double *a, double *b, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        if (isnan(a[i]) || isnan(b[i])) a[i] = b[i] = (double)NAN;
}

typedef struct {
    bk_scope scope;
    int32_t index, other;           /* of the base and of the arm */
    int32_t measure, measure_other; /* likewise */
    int32_t n, m;                   /* replications of each */
    double *before, *after;         /* [n], [m] */
} sample;

static bk_contrast change_of(const bk_comparison *c, const compared *arm, sample *s)
{
    const compared *base = &c->arm[0];
    values_of(base, s->scope, s->index, s->measure, arm->first_of_base, s->n, s->before);
    values_of(arm, s->scope, s->other, s->measure_other, arm->first, s->m, s->after);
    bool same = arm->is_paired && are_same(s->before, s->after, s->n);
    if (arm->is_paired) keep_common(s->before, s->after, s->n);
    bk_difference d = arm->is_paired ? bk_difference_paired(s->before, s->after, s->n)
                                     : bk_difference_independent(s->before, s->n, s->after, s->m);
    bk_better better = bk_scenario_measure(base->scenario, s->measure, BK_EN).better;
    return (bk_contrast){.before = estimate_of(bk_interval_of(s->before, s->n)),
                         .after = estimate_of(bk_interval_of(s->after, s->m)),
                         .change = estimate_of(d.change),
                         .variance_factor = d.gain,
                         .verdict = judge(&d, same, better)};
}

bk_contrast bk_comparison_change(const bk_comparison *c, int32_t arm, bk_scope scope, int32_t index,
                                 int32_t measure)
{
    BK_ASSERT(arm >= 1 && arm < c->n);
    const compared *other = &c->arm[arm];
    bk_contrast none = {.variance_factor = (double)NAN};
    sample s = {.scope = scope,
                .index = index,
                .other = bk_comparison_match(c, arm, scope, index),
                .measure = measure,
                .measure_other = other->measure[measure],
                .n = other->is_paired ? other->pairs : c->arm[0].result->replications,
                .m = other->is_paired ? other->pairs : other->result->replications};
    if (s.other < 0 || s.measure_other < 0) return none;

    double few[2][HELD_IN_PLACE];
    bool many = s.n > HELD_IN_PLACE || s.m > HELD_IN_PLACE;
    s.before = many ? bk_alloc((int64_t)s.n + s.m, sizeof *s.before) : few[0];
    s.after = many ? s.before + s.n : few[1];
    bk_contrast change = s.before == NULL ? none : change_of(c, other, &s);
    if (many) bk_free(s.before);
    return change;
}

bool bk_comparison_is_same(const bk_comparison *c, int32_t arm, bk_scope scope, int32_t index)
{
    if (bk_comparison_match(c, arm, scope, index) < 0) return false;
    int32_t measures = bk_scenario_measure_count(c->arm[0].scenario);
    for (int32_t m = 0; m < measures; m++) {
        bk_verdict verdict = bk_comparison_change(c, arm, scope, index, m).verdict;
        if (verdict != BK_VERDICT_SAME && verdict != BK_VERDICT_ABSENT) return false;
    }
    return true;
}
