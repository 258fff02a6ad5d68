/* index.c - the question of blikk index: runs that explore, a table from them, and every order
 * tried under the same luck.
 */
#include "blikk/index.h"

#include "base/buffer.h"
#include "base/format.h"
#include "base/words.h"
#include "experiment/arms.h"
#include "experiment/jobs.h"
#include "experiment/situation_table.h"
#include "experiment/situations.h"
#include "stats/difference.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { USUAL_REPLICATIONS = 24, MOST_OVERRIDES = 4, PATH = 256 };

/* A scenario made ready to be read week by week. */
typedef struct {
    bk_scenario *scenario;
    bk_plans plans;
    bool used;
} variant;

/* What one replication of one variant gave, besides the situations. */
typedef struct {
    double reward[BK_AIM_COUNT], called, exits_work, false_is;
} figures;

/* Runs of some variants, in the order replication, variant. */
typedef struct {
    const bk_index_question *question;
    const bk_run_options *options;
    uint64_t seed;
    int32_t replications, n;
    variant *variant;             /* [n] */
    int32_t lane[BK_INDEX_RULES]; /* [n] which rule a variant is */
    figures *figure;              /* [replications x n] */
    bk_situations *sum;           /* [n] */
    bk_watch_run *run;            /* [threads] */
    bk_situations *slot;          /* [ahead] */
    bk_ratio *ratio;              /* [ahead x measures] */
    bk_outcome *outcome;          /* [ahead] */
    int64_t done_before, jobs_in_all;
} tour;

static const char *conditions_of(const bk_scenario *scenario, int32_t team)
{
    return bk_scenario_team(scenario, team, BK_EN).conditions;
}

/* ---- variants ---- */

typedef struct {
    const char *key, *value;
} setting;

static bk_status vary(const bk_scenario *scenario, int32_t team, int32_t n, const setting *set,
                      variant *out, bk_error *err)
{
    char path[MOST_OVERRIDES][PATH];
    bk_override override[MOST_OVERRIDES];
    for (int32_t i = 0; i < n; i++) {
        snprintf(path[i], PATH, "conditions.%s.%s", conditions_of(scenario, team), set[i].key);
        override[i] = (bk_override){path[i], set[i].value};
    }
    BK_TRY(bk_scenario_vary(scenario, n, override, &out->scenario, err));
    bk_status status = bk_plans_build(out->scenario, &out->plans);
    out->used = status == BK_OK;
    return status == BK_OK ? BK_OK : bk_run_refused(status, err);
}

static void variant_clear(variant *v)
{
    if (v->used) bk_plans_clear(&v->plans);
    bk_scenario_destroy(v->scenario);
    *v = (variant){0};
}

/* Conversations come at random times to clients drawn by lot, and none is put off for how he is
 * seen: then who is called says nothing of who he is. */
static const setting EXPLORING[] = {
    {"conversation.who_next", "\"random\""},
    {"conversation.interval", "\"exponential\""},
    {"conversation.distancing", "0"},
};

static const char *const RULE_VALUE[BK_INDEX_RULES] = {
    "\"random\"",
    "\"longest_waiting\"",
    "\"new_first\"",
    "\"most_needs_known\"",
    "\"least_seen_as_problem\"",
    "\"most_seen_as_problem\"",
    "\"index\"",
    "\"index\"",
};

/* ---- runs ---- */

static bool stops(void *context)
{
    return atomic_load_explicit((atomic_bool *)context, memory_order_relaxed);
}

static bk_status tour_job(void *context, int32_t worker, int64_t job, int32_t slot,
                          atomic_bool *stop)
{
    tour *t = context;
    const bk_row *row = &t->variant[job % t->n].plans.row[t->question->team];
    uint64_t key = bk_row_key(row, t->seed, (int32_t)(job / t->n), 0);
    return bk_situations_read(&t->run[worker], &row->plan, key, &t->outcome[slot], &t->slot[slot],
                              stops, stop);
}

static double measure_of(const tour *t, const variant *v, int32_t slot, const char *id)
{
    const bk_measure_list *list = v->plans.measures;
    int32_t measure = bk_measure_list_find(list, id);
    return bk_ratio_value(&list->measure[measure], t->outcome[slot].ratio[measure]);
}

static bk_status tour_accept(void *context, int64_t job, int32_t slot)
{
    tour *t = context;
    const variant *v = &t->variant[job % t->n];
    figures *f = &t->figure[job];
    for (int32_t a = 0; a < BK_AIM_COUNT; a++)
        f->reward[a] = bk_situations_reward(&t->slot[slot], (bk_index_aim)a);
    f->called = bk_situations_called(&t->slot[slot]);
    f->exits_work = measure_of(t, v, slot, "exits_work");
    f->false_is = measure_of(t, v, slot, "false_is");
    bk_situations_add(&t->sum[job % t->n], &t->slot[slot]);
    return BK_OK;
}

static bool tour_progress(void *context, int64_t done)
{
    const tour *t = context;
    if (t->options->progress == NULL) return true;
    return t->options->progress(t->options->context, t->done_before + done, t->jobs_in_all);
}

static bk_status tour_run(tour *t, bk_arena *arena)
{
    int64_t jobs = (int64_t)t->replications * t->n;
    int32_t threads = t->options->threads > 0 ? t->options->threads : bk_jobs_processors();
    if (threads > jobs) threads = (int32_t)jobs;
    int32_t ahead = 2 * threads + 2, measures = t->variant[0].plans.measures->count;
    t->figure = bk_arena_alloc(arena, jobs, sizeof *t->figure);
    t->sum = bk_arena_alloc(arena, t->n, sizeof *t->sum);
    t->run = bk_arena_alloc(arena, threads, sizeof *t->run);
    t->slot = bk_arena_alloc(arena, ahead, sizeof *t->slot);
    t->outcome = bk_arena_alloc(arena, ahead, sizeof *t->outcome);
    t->ratio = bk_arena_alloc(arena, (int64_t)ahead * measures, sizeof *t->ratio);
    if (!t->figure || !t->sum || !t->run || !t->slot || !t->outcome || !t->ratio)
        return BK_ERR_MEMORY;
    for (int32_t i = 0; i < ahead; i++) t->outcome[i].ratio = t->ratio + (int64_t)i * measures;
    bk_jobs carry = {.n_jobs = jobs,
                     .threads = threads,
                     .ahead = ahead,
                     .work = tour_job,
                     .accept = tour_accept,
                     .progress = tour_progress,
                     .context = t};
    bk_status status = bk_jobs_run(&carry);
    for (int32_t i = 0; i < threads; i++) bk_watch_run_clear(&t->run[i]);
    t->done_before += jobs;
    return status;
}

/* ---- the answer ---- */

static bk_index_value value_of(bk_interval i)
{
    return (bk_index_value){i.mean, i.low, i.high};
}

/* One number of every replication of a variant. */
static const double *column(const tour *t, int32_t v, size_t offset, double *scratch)
{
    for (int32_t r = 0; r < t->replications; r++)
        memcpy(&scratch[r], (const char *)&t->figure[(int64_t)r * t->n + v] + offset,
               sizeof *scratch);
    return scratch;
}

static bk_index_value scaled(bk_index_value v, double by)
{
    return (bk_index_value){v.mean * by, v.low * by, v.high * by};
}

static bk_status read_out(const tour *t, bk_index *out, bk_arena *arena)
{
    int32_t n = t->replications;
    double *one = bk_arena_alloc(arena, n, sizeof *one),
           *two = bk_arena_alloc(arena, n, sizeof *two);
    if (one == NULL || two == NULL) return BK_ERR_MEMORY;
    size_t reward = offsetof(figures, reward) + (size_t)t->question->aim * sizeof(double);
    for (int32_t v = 0; v < t->n; v++) {
        bk_index_tried *tried = &out->tried[t->lane[v]];
        tried->was_tried = true;
        tried->reached = value_of(bk_interval_of(column(t, v, reward, one), n));
        tried->over_random = value_of(
            bk_difference_paired(column(t, 0, reward, two), column(t, v, reward, one), n).change);
        tried->exits_work =
            value_of(bk_interval_of(column(t, v, offsetof(figures, exits_work), one), n));
        tried->false_is =
            value_of(bk_interval_of(column(t, v, offsetof(figures, false_is), one), n));
        tried->called = bk_interval_of(column(t, v, offsetof(figures, called), one), n).mean;
        if (tried->called > out->budget) out->budget = tried->called;
    }
    return BK_OK;
}

static void put_number(bk_buffer *out, const char *before, double value)
{
    bk_buffer_text(out, before);
    bk_buffer_number(out, value);
}

/* A table as the value of an override. */
static bk_status table_text(const bk_index_table *table, const double *more, bk_buffer *out)
{
    bk_buffer_reset(out);
    for (int32_t i = 0; i < BK_INDEX_CELLS; i++)
        put_number(out, i == 0 ? "[" : ", ", table->worth[i]);
    for (int32_t i = 0; more != NULL && i < BK_INDEX_CELLS; i++) put_number(out, ", ", more[i]);
    bk_buffer_text(out, "]");
    return bk_buffer_status(out);
}

typedef struct {
    const bk_scenario *scenario;
    const bk_index_question *question;
    bk_arena arena;
    bk_buffer text;
    variant explored, tried[BK_INDEX_RULES];
    bk_index_table gaze[2]; /* of those seen as having and as being the problem */
    bk_error *err;
} study;

static bk_status explore(study *s, tour *t, bk_index *out)
{
    BK_TRY(vary(s->scenario, s->question->team, 3, EXPLORING, &s->explored, s->err));
    t->n = 1;
    t->variant = &s->explored;
    BK_TRY(tour_run(t, &s->arena));
    BK_TRY(bk_situation_table_of(&t->sum[0], s->question->aim, &out->table));
    out->has_table = out->table.verdict != BK_INDEX_TOO_FEW;
    return bk_situation_tables_seen(&t->sum[0], s->question->aim, s->gaze);
}

static bk_status try_rules(study *s, tour *t, bk_index *out)
{
    t->n = 0;
    for (int32_t rule = 0; rule < BK_INDEX_RULES; rule++) {
        bool table = rule == BK_RULE_INDEX || rule == BK_RULE_GAZE;
        bool exists =
            rule == BK_RULE_GAZE ? s->gaze[0].verdict != BK_INDEX_TOO_FEW : out->has_table;
        if (table && !exists) continue;
        setting set[2] = {{"conversation.who_next", RULE_VALUE[rule]}, {0}};
        if (table) {
            const bk_index_table *first = rule == BK_RULE_GAZE ? &s->gaze[0] : &out->table;
            BK_TRY(table_text(first, rule == BK_RULE_GAZE ? s->gaze[1].worth : NULL, &s->text));
            set[1] = (setting){"conversation.index", bk_buffer_chars(&s->text)};
        }
        BK_TRY(vary(s->scenario, s->question->team, table ? 2 : 1, set, &s->tried[t->n], s->err));
        t->lane[t->n++] = rule;
    }
    t->variant = s->tried;
    return tour_run(t, &s->arena);
}

/* How often each situation comes with the scenario's own order, or with that of the table. */
static void count_situations(const tour *t, bk_index *out)
{
    for (int32_t v = 0; v < t->n; v++) {
        if (t->lane[v] != BK_RULE_LONGEST) continue;
        double all = bk_situations_weeks(&t->sum[v]);
        for (int32_t i = 0; i < BK_INDEX_CELLS; i++)
            out->table.share[i] = (t->sum[v].weeks[i] + t->sum[v].weeks[BK_SITUATIONS + i]) / all;
    }
}

static bool sees_the_gaze(int32_t rule)
{
    return rule == BK_RULE_LEAST || rule == BK_RULE_MOST || rule == BK_RULE_GAZE;
}

static bk_status bound(const bk_situations *explored, const study *s, const tour *t, bk_index *out)
{
    bk_index_aim aim = s->question->aim;
    bk_bandit_bound most, seen, nobody;
    BK_TRY(bk_situations_bound(explored, aim, false, out->budget, &most));
    BK_TRY(bk_situations_bound(explored, aim, true, out->budget, &seen));
    BK_TRY(bk_situations_bound(explored, aim, false, 0.0, &nobody));
    out->bound = most.reward;
    /* Who sees more may look away. */
    out->bound_gaze = seen.reward > most.reward ? seen.reward : most.reward;
    out->price = most.price;
    out->nobody = nobody.reward;
    double random = out->tried[BK_RULE_RANDOM].reached.mean;
    for (int32_t v = 0; v < t->n; v++) {
        bk_index_tried *tried = &out->tried[t->lane[v]];
        double room = (sees_the_gaze(t->lane[v]) ? out->bound_gaze : out->bound) - random;
        tried->share = scaled(tried->over_random, 1.0 / room);
    }
    return BK_OK;
}

static bk_status answer(study *s, tour *t, bk_index *out)
{
    BK_TRY(explore(s, t, out));
    bk_situations *explored = t->sum;
    BK_TRY(try_rules(s, t, out));
    BK_TRY(read_out(t, out, &s->arena));
    count_situations(t, out);
    return bound(explored, s, t, out);
}

static bk_status check_question(const bk_scenario *scenario, const bk_index_question *question,
                                bk_error *err)
{
    bk_plans plans;
    bk_status status = bk_plans_build(scenario, &plans);
    if (status != BK_OK) return bk_run_refused(status, err);
    bool follows = plans.row[question->team].plan.model[0].interval_ticks < BK_NEVER;
    bk_plans_clear(&plans);
    if (follows) return BK_OK;
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_IDX_NO_FOLLOW_UP);
}

bk_status bk_index_find(const bk_scenario *scenario, const bk_index_question *question,
                        const bk_run_options *options, bk_index *out, bk_error *err)
{
    BK_ASSERT(question->team >= 0 && question->team < bk_scenario_team_count(scenario));
    BK_TRY(bk_run_options_check(options, err));
    BK_TRY(check_question(scenario, question, err));
    study s = {.scenario = scenario, .question = question, .err = err};
    tour t = {
        .question = question,
        .options = options,
        .seed = options->seed_given ? options->seed : bk_scenario_seed(scenario),
        .replications = options->replications > 0 ? options->replications : USUAL_REPLICATIONS,
    };
    t.jobs_in_all = (int64_t)t.replications * (1 + BK_INDEX_RULES);
    bk_index found = {
        .replications = t.replications, .seed = t.seed, .has_intervals = t.replications > 1};
    bk_status status = answer(&s, &t, &found);
    variant_clear(&s.explored);
    for (int32_t i = 0; i < BK_INDEX_RULES; i++) variant_clear(&s.tried[i]);
    bk_buffer_clear(&s.text);
    bk_arena_clear(&s.arena);
    if (status == BK_OK) *out = found;
    bool told = err != NULL && err->count > 0;
    return told || status == BK_OK || status == BK_ERR_CANCELLED ? status
                                                                 : bk_run_refused(status, err);
}

bk_status bk_index_write(const bk_scenario *scenario, const bk_index_question *question,
                         const bk_index *index, bk_line_sink sink, void *context)
{
    bk_buffer line = {0};
    bk_buffer_print(&line, "[conditions.%s.conversation]", conditions_of(scenario, question->team));
    bk_status status = bk_buffer_status(&line);
    if (status == BK_OK) {
        sink(context, bk_buffer_chars(&line));
        sink(context, "who_next = \"index\"");
        bk_buffer table = {0};
        status = table_text(&index->table, NULL, &table);
        bk_buffer_reset(&line);
        bk_buffer_print(&line, "index = %s", status == BK_OK ? bk_buffer_chars(&table) : "");
        if (status == BK_OK) status = bk_buffer_status(&line);
        if (status == BK_OK) sink(context, bk_buffer_chars(&line));
        bk_buffer_clear(&table);
    }
    bk_buffer_clear(&line);
    return status;
}
