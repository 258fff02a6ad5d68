/* live.c - one team watched: live.h. */
#include "blikk/live.h"

#include "base/words.h"
#include "experiment/jobs.h"
#include "experiment/plans.h"
#include "experiment/view.h"
#include "stats/intervals.h"

#include <math.h>

struct bk_live {
    int32_t replications; /* finished */
    int32_t n_measures, n_domains;
    double *value; /* [asked x n_measures], nan where a measure does not exist */
    double *needs; /* [asked x n_domains] of a client */
    double *known; /* [asked x n_domains] share, nan where nobody has the need */
    bk_still still;
};

/* What one job leaves. */
typedef struct {
    bk_outcome outcome;
    int32_t needs[BK_MAX_DOMAINS], known[BK_MAX_DOMAINS];
    int32_t clients;
} crop;

typedef struct {
    const bk_live_options *options;
    bk_plans plans;
    const bk_row *row;
    uint64_t seed;
    int32_t replications;
    bk_live *live;
    bk_sim *sim; /* [threads] */
    crop *slot;  /* [ahead] */
    /* the replication at hand, over the team's copies */
    double *sum;
    int32_t *count;
    double needs[BK_MAX_DOMAINS], known[BK_MAX_DOMAINS], clients;
    bk_arena arena;
} question;

/* ---- the job ---- */

static bk_status do_job(void *context, int32_t worker, int64_t job, int32_t slot, atomic_bool *stop)
{
    question *q = context;
    const bk_plan *plan = &q->row->plan;
    int32_t replication = (int32_t)(job / q->row->copies);
    uint64_t key = bk_row_key(q->row, q->seed, replication, job % q->row->copies);
    bk_sim *sim = &q->sim[worker];
    crop *c = &q->slot[slot];
    BK_TRY(bk_sim_begin(sim, plan, key, NULL, &c->outcome));
    for (int32_t week = 1; week <= plan->weeks; week++) {
        if (atomic_load_explicit(stop, memory_order_relaxed)) return BK_ERR_CANCELLED;
        BK_TRY(bk_sim_advance(sim, week));
    }
    /* Only the first job writes the still, and nobody reads it before that job is handed in. */
    if (job == 0) BK_TRY(bk_still_take(&q->live->still, sim));
    bk_count_needs(sim, c->needs, c->known);
    c->clients = sim->state.h->present;
    bk_sim_finish(sim);
    return BK_OK;
}

/* The replication is whole: a team's value is the mean over its copies, as in bk_run. */
static void close_replication(question *q)
{
    bk_live *w = q->live;
    double *value = w->value + (int64_t)w->replications * w->n_measures;
    for (int32_t m = 0; m < w->n_measures; m++) {
        value[m] = q->count[m] > 0 ? q->sum[m] / (double)q->count[m] : (double)NAN;
        q->sum[m] = 0.0;
        q->count[m] = 0;
    }
    int64_t at = (int64_t)w->replications * w->n_domains;
    for (int32_t d = 0; d < w->n_domains; d++) {
        w->needs[at + d] = q->clients > 0.0 ? q->needs[d] / q->clients : (double)NAN;
        w->known[at + d] = q->needs[d] > 0.0 ? q->known[d] / q->needs[d] : (double)NAN;
        q->needs[d] = q->known[d] = 0.0;
    }
    q->clients = 0.0;
    w->replications++;
    if (q->options->show != NULL) q->options->show(q->options->context, w);
}

static bk_status accept_job(void *context, int64_t job, int32_t slot)
{
    question *q = context;
    const crop *c = &q->slot[slot];
    for (int32_t m = 0; m < q->live->n_measures; m++) {
        double value = bk_ratio_value(&q->plans.measures->measure[m], c->outcome.ratio[m]);
        if (isnan(value)) continue;
        q->sum[m] += value;
        q->count[m]++;
    }
    for (int32_t d = 0; d < q->live->n_domains; d++) {
        q->needs[d] += c->needs[d];
        q->known[d] += c->known[d];
    }
    q->clients += c->clients;
    if (job % q->row->copies == q->row->copies - 1) close_replication(q);
    return BK_OK;
}

static bool ask_on(void *context, int64_t done)
{
    const question *q = context;
    (void)done;
    return q->options->is_wanted == NULL || q->options->is_wanted(q->options->context);
}

/* ---- making ready ---- */

static bk_live *create(const question *q, int32_t n_domains)
{
    bk_live *w = bk_alloc(1, sizeof *w);
    if (w == NULL) return NULL;
    w->n_measures = q->plans.measures->count;
    w->n_domains = n_domains;
    w->value = bk_alloc((int64_t)q->replications * w->n_measures, sizeof *w->value);
    w->needs = bk_alloc((int64_t)q->replications * n_domains + 1, sizeof *w->needs);
    w->known = bk_alloc((int64_t)q->replications * n_domains + 1, sizeof *w->known);
    if (w->value != NULL && w->needs != NULL && w->known != NULL) return w;
    bk_live_destroy(w);
    return NULL;
}

void bk_live_destroy(bk_live *live)
{
    if (live == NULL) return;
    bk_still_clear(&live->still);
    bk_free(live->value);
    bk_free(live->needs);
    bk_free(live->known);
    bk_free(live);
}

static bk_status prepare(question *q, int32_t threads, int32_t ahead)
{
    int64_t n = q->plans.measures->count;
    q->sim = bk_arena_alloc(&q->arena, threads, sizeof *q->sim);
    q->slot = bk_arena_alloc(&q->arena, ahead, sizeof *q->slot);
    q->sum = bk_arena_alloc(&q->arena, n, sizeof *q->sum);
    q->count = bk_arena_alloc(&q->arena, n, sizeof *q->count);
    if (q->sim == NULL || q->slot == NULL || q->sum == NULL || q->count == NULL)
        return BK_ERR_MEMORY;
    for (int32_t i = 0; i < ahead; i++) {
        q->slot[i].outcome.ratio = bk_arena_alloc(&q->arena, n, sizeof(bk_ratio));
        if (q->slot[i].outcome.ratio == NULL) return BK_ERR_MEMORY;
    }
    return BK_OK;
}

static bk_status simulate(question *q)
{
    int64_t n_jobs = (int64_t)q->replications * q->row->copies;
    int32_t threads = q->options->threads > 0 ? q->options->threads : bk_jobs_processors();
    if (threads > n_jobs) threads = (int32_t)n_jobs;
    int32_t ahead = 2 * threads + 2;
    bk_status status = prepare(q, threads, ahead);
    if (status == BK_OK) {
        bk_jobs jobs = {.n_jobs = n_jobs,
                        .threads = threads,
                        .ahead = ahead,
                        .work = do_job,
                        .accept = accept_job,
                        .progress = ask_on,
                        .context = q};
        status = bk_jobs_run(&jobs);
    }
    for (int32_t i = 0; q->sim != NULL && i < threads; i++) bk_sim_clear(&q->sim[i]);
    return status;
}

static bk_status check(const bk_scenario *scenario, const bk_live_options *options, bk_error *err)
{
    bk_place nowhere = {0};
    int32_t rows = bk_scenario_team_count(scenario);
    if (options->row < 0 || options->row >= rows)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_TELL_ROW, (int)options->row,
                            (int)rows - 1);
    if (options->replications < 0 || options->replications > 1000000)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_EXP_REPLICATIONS,
                            options->replications);
    if (options->threads < 0 || options->threads > 256)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_EXP_THREADS, options->threads);
    return BK_OK;
}

bk_status bk_live_run(const bk_scenario *scenario, const bk_live_options *options, bk_live **out,
                      bk_error *err)
{
    const bk_live_options usual = {0};
    if (options == NULL) options = &usual;
    *out = NULL;
    BK_TRY(check(scenario, options, err));

    question q = {.options = options};
    q.seed = options->seed_given ? options->seed : bk_scenario_seed(scenario);
    q.replications =
        options->replications > 0 ? options->replications : bk_scenario_replications(scenario);
    bk_status status = bk_plans_build(scenario, &q.plans);
    if (status == BK_OK) {
        q.row = &q.plans.row[options->row];
        q.live = create(&q, bk_scenario_part_count(scenario, BK_PART_DOMAINS, 0));
        status = q.live == NULL ? BK_ERR_MEMORY : simulate(&q);
    }
    bk_arena_clear(&q.arena);
    bk_plans_clear(&q.plans);
    bk_run_refused(status, err);

    bool worth_keeping =
        status == BK_OK || (status == BK_ERR_CANCELLED && q.live->replications > 0);
    if (worth_keeping)
        *out = q.live;
    else
        bk_live_destroy(q.live);
    return status;
}

/* ---- reading out ---- */

int32_t bk_live_replications(const bk_live *live)
{
    return live->replications;
}

static bk_estimate as_estimate(bk_interval interval)
{
    if (interval.n == 0) return (bk_estimate){0};
    return (bk_estimate){.mean = interval.mean,
                         .low = interval.low,
                         .high = interval.high,
                         .n = interval.n,
                         .has_interval = interval.has_interval};
}

/* Two passes over one column, as bk_result_estimate does. */
static bk_estimate column(const double *table, int32_t width, int32_t at, int32_t rows)
{
    int32_t n = 0;
    double sum = 0.0, squares = 0.0;
    for (int32_t i = 0; i < rows; i++) {
        double value = table[(int64_t)i * width + at];
        if (isnan(value)) continue;
        sum += value;
        n++;
    }
    if (n == 0) return (bk_estimate){0};
    double mean = sum / (double)n;
    for (int32_t i = 0; i < rows; i++) {
        double value = table[(int64_t)i * width + at];
        if (!isnan(value)) squares += (value - mean) * (value - mean);
    }
    return as_estimate(bk_interval_from(n, mean, squares));
}

bk_estimate bk_live_estimate(const bk_live *live, int32_t measure)
{
    BK_ASSERT(measure >= 0 && measure < live->n_measures);
    return column(live->value, live->n_measures, measure, live->replications);
}

bk_estimate bk_live_change(const bk_live *before, int32_t measure_before, const bk_live *after,
                           int32_t measure_after)
{
    BK_ASSERT(measure_before >= 0 && measure_before < before->n_measures);
    BK_ASSERT(measure_after >= 0 && measure_after < after->n_measures);
    int32_t n = 0;
    double sum = 0.0, squares = 0.0, mean = 0.0;
    int32_t both =
        before->replications < after->replications ? before->replications : after->replications;
    for (int32_t pass = 0; pass < 2; pass++) {
        for (int32_t i = 0; i < both; i++) {
            double change = after->value[(int64_t)i * after->n_measures + measure_after] -
                            before->value[(int64_t)i * before->n_measures + measure_before];
            if (isnan(change)) continue;
            if (pass == 0) {
                sum += change;
                n++;
            } else {
                squares += (change - mean) * (change - mean);
            }
        }
        if (n == 0) return (bk_estimate){0};
        mean = sum / (double)n;
    }
    return as_estimate(bk_interval_from(n, mean, squares));
}

bk_estimate bk_live_needs(const bk_live *live, int32_t domain)
{
    BK_ASSERT(domain >= 0 && domain < live->n_domains);
    return column(live->needs, live->n_domains, domain, live->replications);
}

bk_estimate bk_live_known(const bk_live *live, int32_t domain)
{
    BK_ASSERT(domain >= 0 && domain < live->n_domains);
    return column(live->known, live->n_domains, domain, live->replications);
}

bool bk_live_view(const bk_live *live, bk_view *out)
{
    if (live->replications == 0) return false;
    *out = live->still.view;
    return true;
}

/* ---- week by week ---- */

static bk_status show_weeks(const bk_row *row, uint64_t seed, bk_sim *sim, bk_still *still,
                            bk_outcome *outcome, bk_view_sink sink, void *context)
{
    BK_TRY(bk_sim_begin(sim, &row->plan, bk_row_key(row, seed, 0, 0), NULL, outcome));
    for (int32_t week = 0;; week++) {
        BK_TRY(bk_still_take(still, sim));
        if (!sink(context, &still->view) || week == row->plan.weeks) return BK_OK;
        BK_TRY(bk_sim_advance(sim, week + 1));
    }
}

bk_status bk_film(const bk_scenario *scenario, uint64_t seed, int32_t row, bk_view_sink sink,
                  void *context, bk_error *err)
{
    bk_live_options options = {.row = row};
    BK_TRY(check(scenario, &options, err));
    bk_plans plans = {0};
    bk_arena arena = {0};
    bk_sim sim = {0};
    bk_still still = {0};
    bk_outcome outcome = {0};
    bk_status status = bk_plans_build(scenario, &plans);
    if (status == BK_OK) {
        outcome.ratio = bk_arena_alloc(&arena, plans.measures->count, sizeof *outcome.ratio);
        status = outcome.ratio == NULL
                     ? BK_ERR_MEMORY
                     : show_weeks(&plans.row[row], seed, &sim, &still, &outcome, sink, context);
    }
    bk_still_clear(&still);
    bk_sim_clear(&sim);
    bk_arena_clear(&arena);
    bk_plans_clear(&plans);
    return bk_run_refused(status, err);
}
