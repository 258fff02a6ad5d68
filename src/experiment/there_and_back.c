/* there_and_back.c - a key raised step by step and lowered again within one run, at two speeds or
 * more, for stats/hysteresis.h to judge.
 *
 * The ramp is written as [[change]] tables into the scenario's own text, so that it is what anybody
 * could have written by hand. After the warm-up the key stays at FROM for half as long as the rise
 * takes, goes up through the values between, stays at TO, comes down by the same values and stays
 * at FROM. A value's figure is the mean over the second half of its step.
 */
#include "blikk/tipping.h"

#include "base/buffer.h"
#include "base/words.h"
#include "experiment/arms.h"
#include "experiment/variants.h"
#include "stats/hysteresis.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

enum {
    USUAL_HOLD = 26,
    LEAST_HOLD = 4,
    MOST_HOLD = 400,
    SPEEDS = 3,
    SERIES_VALUES = 1 << 23 /* values (8 bytes each) of the series in memory at a time, about */
};

/* Where each part of a ramp begins, in weeks. */
typedef struct {
    int32_t hold;   /* weeks of a step */
    int32_t stay;   /* weeks at each end */
    int32_t bottom; /* the first stay, after the warm-up */
    int32_t up;     /* the first step up */
    int32_t top;
    int32_t down;
    int32_t last; /* the last stay */
    int32_t weeks;
} timetable;

/* What one ramp gave, in all replications. */
typedef struct {
    timetable time;
    double *up, *down;               /* [replications x steps] by rising value */
    double *bottom, *top, *settling; /* [replications] */
} journey;

typedef struct {
    const bk_scenario *scenario;
    const bk_tipping_question *question;
    const bk_run_options *options;
    int32_t replications;
    int32_t steps;             /* values between the ends */
    int64_t at[BK_BACK_STEPS]; /* in units of the key's decimals */
    bk_arena arena;
    int64_t done, total; /* weeks x replications, for progress */
    int64_t now;
    bk_error *err;
} trip;

static bk_status out_of_memory(bk_error *err)
{
    return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
}

static timetable plan(const trip *t, int32_t hold)
{
    timetable p = {.hold = hold, .stay = (t->steps + 1) * hold / 2};
    p.bottom = t->scenario->def.warmup_weeks;
    p.up = p.bottom + p.stay;
    p.top = p.up + t->steps * hold;
    p.down = p.top + p.stay;
    p.last = p.down + t->steps * hold;
    p.weeks = p.last + p.stay;
    return p;
}

/* ---- the ramp as a scenario ---- */

static void add_line(void *context, const char *line)
{
    bk_buffer *text = context;
    bk_buffer_text(text, line);
    bk_buffer_text(text, "\n");
}

/* One [[change]]: from that week on the key has that value. */
static void add_change(const trip *t, bk_buffer *text, int32_t week, int64_t units)
{
    char value[BK_VARY_VALUE];
    bk_vary_text(&t->question->vary, units, value);
    bk_buffer_print(text, "\n[[change]]\nweek = %d\nset = { \"", (int)week);
    for (const char *c = t->question->vary.path; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') bk_buffer_text(text, "\\");
        bk_buffer_add(text, c, 1);
    }
    bk_buffer_print(text, "\" = %s }\n", value);
}

static void add_changes(const trip *t, const timetable *p, bk_buffer *text)
{
    const bk_vary *vary = &t->question->vary;
    for (int32_t k = 0; k < t->steps; k++) add_change(t, text, p->up + k * p->hold, t->at[k]);
    add_change(t, text, p->top, vary->to);
    for (int32_t k = 0; k < t->steps; k++)
        add_change(t, text, p->down + k * p->hold, t->at[t->steps - 1 - k]);
    add_change(t, text, p->last, vary->from);
}

/* The scenario with the key at FROM and as many weeks as the ramp takes. */
static bk_status start_scenario(const trip *t, const timetable *p, bk_scenario **out)
{
    char weeks[16], value[BK_VARY_VALUE];
    snprintf(weeks, sizeof weeks, "%d", (int)p->weeks);
    bk_vary_text(&t->question->vary, t->question->vary.from, value);
    const bk_override overrides[] = {{.path = "weeks", .value = weeks},
                                     {.path = t->question->vary.path, .value = value}};
    return bk_scenario_vary(t->scenario, 2, overrides, out, t->err);
}

static bk_status ramp_scenario(const trip *t, const timetable *p, bk_scenario **out)
{
    bk_scenario *start = NULL;
    bk_buffer text = {0};
    bk_status status = start_scenario(t, p, &start);
    if (status == BK_OK && bk_scenario_write(start, add_line, &text) != BK_OK)
        status = out_of_memory(t->err);
    if (status == BK_OK) {
        add_changes(t, p, &text);
        if (bk_buffer_status(&text) != BK_OK) status = out_of_memory(t->err);
    }
    if (status == BK_OK)
        status = bk_scenario_parse(t->scenario->name, bk_buffer_chars(&text), text.length, 0, NULL,
                                   out, t->err);
    bk_buffer_clear(&text);
    bk_scenario_destroy(start);
    return status;
}

/* ---- reading the series ---- */

/* The measure's values week by week in a replication: the first week's, the next n_measures on. */
static const double *series_of(const bk_result *result, const bk_tipping_question *q,
                               int32_t replication)
{
    int32_t scope = q->scope == BK_SCOPE_TEAM     ? q->index
                    : q->scope == BK_SCOPE_OFFICE ? result->n_rows + q->index
                                                  : result->scopes - 1;
    const double *by_week = bk_result_replication(result, replication).by_week;
    return by_week + (int64_t)scope * result->weeks * result->n_measures + q->measure;
}

/* Mean of the measure over the weeks from `from` to just before `to` in a replication; nan where it
 * exists in none of them. */
static double mean_over(const bk_result *result, const bk_tipping_question *q, int32_t replication,
                        int32_t from, int32_t to)
{
    const double *series = series_of(result, q, replication);
    double sum = 0;
    int32_t n = 0;
    for (int32_t week = from; week < to; week++) {
        double value = series[(int64_t)week * result->n_measures];
        if (isnan(value)) continue;
        sum += value;
        n++;
    }
    return n > 0 ? sum / n : (double)NAN;
}

/* How far the measure still went between the third and the last quarter of a stay. */
static double drift(const bk_result *result, const bk_tipping_question *q, int32_t replication,
                    int32_t from, int32_t stay)
{
    int32_t third = from + stay / 2, last = from + 3 * stay / 4;
    return mean_over(result, q, replication, last, from + stay) -
           mean_over(result, q, replication, third, last);
}

/* Replication `from` of the result as replication `to` of the journey. */
static void read_replication(const trip *t, const bk_result *result, int32_t from, int32_t to,
                             journey *j)
{
    const timetable *p = &j->time;
    const bk_tipping_question *q = t->question;
    int32_t half = p->hold / 2;
    for (int32_t k = 0; k < t->steps; k++) {
        int64_t at = (int64_t)to * t->steps + k;
        int32_t up = p->up + k * p->hold, down = p->down + (t->steps - 1 - k) * p->hold;
        j->up[at] = mean_over(result, q, from, up + half, up + p->hold);
        j->down[at] = mean_over(result, q, from, down + half, down + p->hold);
    }
    j->bottom[to] = mean_over(result, q, from, p->bottom + p->stay / 2, p->up);
    j->top[to] = mean_over(result, q, from, p->top + p->stay / 2, p->down);
    j->settling[to] =
        drift(result, q, from, p->top, p->stay) - drift(result, q, from, p->last, p->stay);
}

/* ---- simulating ---- */

static bool tell_progress(void *context, int64_t done, int64_t total)
{
    const trip *t = context;
    if (t->options->progress == NULL) return true;
    int64_t part = total > 0 ? t->now * done / total : 0;
    return t->options->progress(t->options->context, t->done + part, t->total);
}

/* Replications whose series fit in memory together. */
static int32_t chunk_size(const trip *t, const timetable *p)
{
    const bk_scenario *s = t->scenario;
    int64_t scopes = bk_scenario_team_count(s) + bk_scenario_office_count(s) + 1;
    int64_t n = SERIES_VALUES / (scopes * bk_scenario_measure_count(s) * p->weeks);
    return n < 1 ? 1 : n > t->replications ? t->replications : (int32_t)n;
}

static bk_status travel_some(trip *t, const bk_scenario *ramp, int32_t first, int32_t n, journey *j)
{
    bk_run_options options = *t->options;
    options.series = true;
    options.keeper = NULL;
    options.progress = tell_progress;
    options.context = t;
    t->now = (int64_t)n * j->time.weeks;
    bk_arm arm = {.scenario = ramp, .first = first, .replications = n};
    bk_status status = bk_arms_run(1, &arm, &options, t->err);
    for (int32_t i = 0; status == BK_OK && i < n; i++)
        read_replication(t, arm.result, i, first + i, j);
    bk_arms_clear(1, &arm);
    t->done += t->now;
    return status;
}

/* The whole ramp with that many weeks a step. */
static bk_status travel(trip *t, int32_t hold, journey *j)
{
    j->time = plan(t, hold);
    int64_t values = (int64_t)t->replications * t->steps;
    j->up = bk_arena_alloc(&t->arena, values, sizeof *j->up);
    j->down = bk_arena_alloc(&t->arena, values, sizeof *j->down);
    j->bottom = bk_arena_alloc(&t->arena, t->replications, sizeof *j->bottom);
    j->top = bk_arena_alloc(&t->arena, t->replications, sizeof *j->top);
    j->settling = bk_arena_alloc(&t->arena, t->replications, sizeof *j->settling);
    if (j->up == NULL || j->down == NULL || j->bottom == NULL || j->top == NULL ||
        j->settling == NULL)
        return out_of_memory(t->err);

    bk_scenario *ramp = NULL;
    BK_TRY(ramp_scenario(t, &j->time, &ramp));
    int32_t size = chunk_size(t, &j->time);
    bk_status status = BK_OK;
    for (int32_t first = 0; status == BK_OK && first < t->replications; first += size) {
        int32_t left = t->replications - first;
        status = travel_some(t, ramp, first, left < size ? left : size, j);
    }
    bk_scenario_destroy(ramp);
    return status;
}

static bk_ramp ramp_of(const trip *t, const journey *j)
{
    return (bk_ramp){.replications = t->replications,
                     .steps = t->steps,
                     .up = j->up,
                     .down = j->down,
                     .bottom = j->bottom,
                     .top = j->top,
                     .settling = j->settling};
}

/* ---- the answer ---- */

static bk_tipping_value value_of(bk_interval interval)
{
    return (bk_tipping_value){interval.mean, interval.low, interval.high};
}

/* Mean over replications of the values at one step. */
static bk_tipping_value step_value(const trip *t, const double *values, int32_t step,
                                   double *scratch)
{
    for (int32_t r = 0; r < t->replications; r++) scratch[r] = values[(int64_t)r * t->steps + step];
    return value_of(bk_interval_of(scratch, t->replications));
}

static bk_back_verdict verdict_of(bk_loop_verdict verdict)
{
    static const bk_back_verdict OF[] = {[BK_LOOP_FLAT] = BK_BACK_FLAT,
                                         [BK_LOOP_NONE] = BK_BACK_SAME,
                                         [BK_LOOP_LAG] = BK_BACK_LAG,
                                         [BK_LOOP_HYSTERESIS] = BK_BACK_HYSTERESIS,
                                         [BK_LOOP_TOO_FAST] = BK_BACK_TOO_FAST};
    return OF[verdict];
}

static void fill(const trip *t, const bk_loop *loop, const journey *fast, const journey *slow,
                 double *scratch, bk_there_and_back *out)
{
    out->verdict = verdict_of(loop->verdict);
    out->hold_weeks = fast->time.hold;
    out->weeks = slow->time.weeks;
    out->rise = value_of(loop->rise);
    out->gap_fast = value_of(loop->gap_fast);
    out->gap_slow = value_of(loop->gap_slow);
    out->remaining = value_of(loop->remaining);
    out->widest = loop->widest;
    out->widest_gap = value_of(loop->widest_gap);
    for (int32_t k = 0; k < t->steps; k++) {
        out->at[k] = bk_vary_number(&t->question->vary, t->at[k]);
        out->up[k] = step_value(t, slow->up, k, scratch);
        out->down[k] = step_value(t, slow->down, k, scratch);
    }
}

/* Two speeds, and half of the slower one as long as neither answer can be given. */
static bk_status judge(trip *t, int32_t hold, bk_there_and_back *out)
{
    journey fast = {0}, slow = {0};
    double *scratch = bk_arena_alloc(&t->arena, t->replications, sizeof *scratch);
    if (scratch == NULL) return out_of_memory(t->err);
    t->total = (int64_t)t->replications * (plan(t, hold).weeks + plan(t, 2 * hold).weeks);
    BK_TRY(travel(t, hold, &slow));
    for (int32_t speed = 2; speed <= SPEEDS; speed++) {
        fast = slow;
        hold *= 2;
        if (speed > 2) t->total += (int64_t)t->replications * plan(t, hold).weeks;
        BK_TRY(travel(t, hold, &slow));
        bk_ramp a = ramp_of(t, &fast), b = ramp_of(t, &slow);
        bk_loop loop = bk_loop_judge(&a, &b, scratch);
        fill(t, &loop, &fast, &slow, scratch, out);
        out->speeds = speed;
        if (loop.verdict != BK_LOOP_TOO_FAST) break;
    }
    return BK_OK;
}

/* The values between the ends, about evenly spaced. */
static bk_status choose_steps(trip *t)
{
    const bk_vary *vary = &t->question->vary;
    int64_t width = vary->to - vary->from;
    t->steps = width - 1 < BK_BACK_STEPS ? (int32_t)(width - 1) : BK_BACK_STEPS;
    for (int32_t k = 0; k < t->steps; k++) t->at[k] = vary->from + width * (k + 1) / (t->steps + 1);
    if (t->steps >= 1) return BK_OK;
    return bk_error_add(t->err, BK_ERR_USAGE, (bk_place){0}, BK_W_TIP_TOO_NARROW, vary->path);
}

static bk_status check_question(const trip *t, int32_t hold)
{
    const bk_tipping_question *q = t->question;
    bk_place nowhere = {0};
    if (q->vary.step > 0)
        return bk_error_add(t->err, BK_ERR_USAGE, nowhere, BK_W_VARY_NO_STEP, q->vary.path);
    if (hold < LEAST_HOLD || hold > MOST_HOLD)
        return bk_error_add(t->err, BK_ERR_USAGE, nowhere, BK_W_TIP_HOLD, (int)hold,
                            (int)LEAST_HOLD, (int)MOST_HOLD);
    bk_measure_info info = bk_scenario_measure(t->scenario, q->measure, BK_EN);
    if (!info.by_week)
        return bk_error_add(t->err, BK_ERR_USAGE, nowhere, BK_W_TIP_NO_SERIES, info.id);
    if (t->scenario->changes.count > 0)
        return bk_error_add(t->err, BK_ERR_USAGE, nowhere, BK_W_TIP_OWN_CHANGES, q->vary.path);
    return BK_OK;
}

bk_status bk_there_and_back_find(const bk_scenario *scenario, const bk_tipping_question *question,
                                 int32_t hold_weeks, const bk_run_options *options,
                                 bk_there_and_back *out, bk_error *err)
{
    static const bk_run_options usual = {0};
    if (options == NULL) options = &usual;
    BK_TRY(bk_run_options_check(options, err));
    if (hold_weeks == 0) hold_weeks = USUAL_HOLD;
    trip t = {.scenario = scenario, .question = question, .options = options, .err = err};
    t.replications = options->replications > 0 ? options->replications : scenario->def.replications;
    BK_TRY(check_question(&t, hold_weeks));

    bk_tipping_question ours = *question;
    bool whole;
    BK_TRY(bk_vary_check(&question->vary, &whole, err));
    BK_TRY(bk_vary_check_on_the_way(&question->vary, err));
    BK_TRY(bk_vary_try_ends(scenario, &question->vary, err));
    if (!whole) bk_vary_refine(&ours.vary, 1000);
    t.question = &ours;
    BK_TRY(choose_steps(&t));

    bk_there_and_back answer = {
        .replications = t.replications,
        .seed = options->seed_given ? options->seed : scenario->def.seed,
        .whole = whole,
        .warmup_weeks = scenario->def.warmup_weeks,
        .n_steps = t.steps,
    };
    bk_status status = judge(&t, hold_weeks, &answer);
    bk_arena_clear(&t.arena);
    if (status == BK_OK) *out = answer;
    return status;
}
