#include "blikk/warmup.h"

#include "base/check.h"
#include "experiment/result.h"
#include "stats/intervals.h"
#include "stats/mser.h"
#include "stats/student.h"

#include <math.h>

/* False alarms a run, over all teams and measures; and what a mean must move by to matter. */
static const double FALSE_ALARMS = 0.01, MATTERS = 0.02;

static const char *const WATCHED[BK_WATCH_COUNT] = {
    [BK_WATCH_SHARE_IS] = "share_is", [BK_WATCH_KNOWN_SHARE] = "known_share",
    [BK_WATCH_TRUST] = "trust",       [BK_WATCH_WEEKS_SINCE_CONTACT] = "weeks_since_contact",
    [BK_WATCH_LOAD] = "load",
};

/* One watched measure of one team. */
typedef struct {
    const bk_result *result;
    int32_t row, watch;
    int32_t replications;
    int32_t batches; /* looked at */
} series;

static double at(const series *s, int32_t replication, int32_t batch)
{
    const bk_result *r = s->result;
    int64_t row = (int64_t)replication * r->n_rows + s->row;
    return r->watch[(row * r->n_batches + batch) * BK_WATCH_COUNT + s->watch];
}

/* The mean of batches from .. to - 1 in one replication; nan where there is none. */
static double mean_of(const series *s, int32_t replication, int32_t from, int32_t to)
{
    double sum = 0;
    int32_t n = 0;
    for (int32_t b = from; b < to; b++) {
        double value = at(s, replication, b);
        if (isnan(value)) continue;
        sum += value;
        n++;
    }
    return n > 0 ? sum / n : (double)NAN;
}

static bk_mser mser_of(const series *s)
{
    const bk_result *r = s->result;
    int64_t row = (int64_t)r->n_batches * BK_WATCH_COUNT;
    return bk_mser_pooled(r->watch + s->row * row + s->watch, s->replications, r->n_rows * row,
                          s->batches, BK_WATCH_COUNT);
}

/* Whether batches from .. cut - 1 lie apart from cut .. end - 1 beyond chance, and so far that it
 * moves the mean of them all. */
static bool lie_apart(const series *s, int32_t from, int32_t cut, int32_t tests)
{
    if (cut <= from || cut >= s->batches) return false;
    double early[BK_WATCHED_REPLICATIONS], size = 0;
    int32_t end = s->batches, n = 0;
    for (int32_t i = 0; i < s->replications; i++) {
        double later = mean_of(s, i, cut, end);
        early[i] = mean_of(s, i, from, cut) - later;
        if (isnan(early[i])) continue;
        size += later < 0 ? -later : later;
        n++;
    }
    bk_interval apart = bk_interval_of(early, s->replications);
    if (apart.n < 2) return false;
    double distance = apart.mean < 0 ? -apart.mean : apart.mean;
    double moved = distance * (cut - from) / (end - from);
    if (moved <= MATTERS * size / n) return false;
    double t = bk_student_quantile(1 - 0.5 * FALSE_ALARMS / tests, apart.n - 1);
    return distance > t * sqrt(apart.variance / apart.n);
}

static bk_warmup judge(const series *s, int32_t from, int32_t tests)
{
    bk_mser mser = mser_of(s);
    bk_warmup w = {.verdict = BK_WARMUP_ENOUGH, .weeks = mser.cut * BK_WATCH_WEEKS};
    int32_t middle = from + (s->batches - from) / 2;
    if (mser.settled)
        w.verdict = lie_apart(s, from, mser.cut, tests) ? BK_WARMUP_TOO_SHORT : BK_WARMUP_ENOUGH;
    else if (lie_apart(s, middle, middle + (s->batches - middle) / 2, tests))
        w.verdict = BK_WARMUP_STILL_MOVING;
    else if (lie_apart(s, from, middle, tests))
        w.verdict = BK_WARMUP_TOO_SHORT;
    return w;
}

/* Whole batches before the first change. */
static int32_t batches_of(const bk_scenario *scenario, const bk_result *result)
{
    const bk_scenario_def *def = &scenario->def;
    int32_t weeks = def->n_phases > 1 ? def->phase[1].week : def->weeks;
    int32_t batches = weeks / BK_WATCH_WEEKS;
    return batches < result->n_batches ? batches : result->n_batches;
}

/* Worse verdicts hide better ones; among equals the longer stands. */
static bool is_worse(const bk_warmup *a, const bk_warmup *b)
{
    return a->verdict != b->verdict ? a->verdict > b->verdict : a->weeks > b->weeks;
}

bk_warmup bk_result_warmup(const bk_scenario *scenario, const bk_result *result, int32_t row)
{
    BK_ASSERT(row >= 0 && row < result->n_rows);
    series s = {.result = result, .row = row, .batches = batches_of(scenario, result)};
    s.replications = result->replications < BK_WATCHED_REPLICATIONS ? result->replications
                                                                    : BK_WATCHED_REPLICATIONS;
    bk_warmup worst = {.measure = -1, .measured = s.batches * BK_WATCH_WEEKS};
    if (s.batches < BK_MSER_LEAST || s.replications < 2) return worst;

    int32_t warmup = bk_scenario_warmup_weeks(scenario);
    int32_t from = warmup / BK_WATCH_WEEKS + (warmup % BK_WATCH_WEEKS > 0);
    int32_t tests = result->n_rows * BK_WATCH_COUNT;
    for (s.watch = 0; s.watch < BK_WATCH_COUNT; s.watch++) {
        int32_t measure = bk_scenario_measure_find(scenario, WATCHED[s.watch]);
        bk_warmup w = judge(&s, from, tests);
        w.measure = measure;
        w.measured = worst.measured;
        if (measure >= 0 && (worst.measure < 0 || is_worse(&w, &worst))) worst = w;
    }
    return worst;
}

bk_warmup bk_result_warmup_worst(const bk_scenario *scenario, const bk_result *result, int32_t *row)
{
    bk_warmup worst = bk_result_warmup(scenario, result, 0);
    *row = 0;
    for (int32_t r = 1; r < result->n_rows; r++) {
        bk_warmup w = bk_result_warmup(scenario, result, r);
        if (!is_worse(&w, &worst)) continue;
        worst = w;
        *row = r;
    }
    return worst;
}

const char *bk_warmup_verdict_id(bk_warmup_verdict verdict)
{
    static const char *const ID[] = {
        [BK_WARMUP_UNKNOWN] = "unknown",
        [BK_WARMUP_ENOUGH] = "enough",
        [BK_WARMUP_TOO_SHORT] = "too_short",
        [BK_WARMUP_STILL_MOVING] = "still_moving",
    };
    return ID[verdict];
}
