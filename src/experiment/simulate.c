/* bk_run: replications of every team, carried by threads, merged in order. */
#include "experiment/jobs.h"
#include "experiment/merge.h"

#include "base/words.h"

typedef struct {
    bk_plans plans;
    uint64_t seed;
    int32_t replications;
    bk_sim *sim;         /* [threads] */
    bk_outcome *outcome; /* [ahead], by slot */
    bk_merge merge;
    const bk_run_options *options;
    int64_t jobs;
} question;

static bk_status do_job(void *context, int32_t worker, int64_t job, int32_t slot, atomic_bool *stop)
{
    question *q = context;
    int32_t replication = (int32_t)(job / q->plans.jobs);
    int64_t within = job % q->plans.jobs;
    const bk_row *row = &q->plans.row[bk_plans_row_of(&q->plans, within)];
    uint64_t key = bk_row_key(row, q->seed, replication, within - row->first_job);

    bk_sim *sim = &q->sim[worker];
    BK_TRY(bk_sim_begin(sim, &row->plan, key, NULL, &q->outcome[slot]));
    for (int32_t week = 1; week <= row->plan.weeks; week++) {
        if (atomic_load_explicit(stop, memory_order_relaxed)) return BK_ERR_CANCELLED;
        BK_TRY(bk_sim_advance(sim, week));
    }
    bk_sim_finish(sim);
    return BK_OK;
}

static void accept_job(void *context, int64_t job, int32_t slot)
{
    question *q = context;
    (void)job;
    bk_merge_add(&q->merge, &q->outcome[slot]);
}

static bool tell_progress(void *context, int64_t done)
{
    const question *q = context;
    if (q->options->progress == NULL) return true;
    return q->options->progress(q->options->context, done, q->jobs);
}

static bk_status prepare(question *q, int32_t threads, int32_t ahead, bk_arena *arena)
{
    int64_t n = q->plans.measures->count;
    q->sim = bk_arena_alloc(arena, threads, sizeof *q->sim);
    q->outcome = bk_arena_alloc(arena, ahead, sizeof *q->outcome);
    if (q->sim == NULL || q->outcome == NULL) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < ahead; i++) {
        q->outcome[i].ratio = bk_arena_alloc(arena, n, sizeof *q->outcome[i].ratio);
        if (q->outcome[i].ratio == NULL) return BK_ERR_MEMORY;
        if (!q->options->series) continue;
        q->outcome[i].week = bk_arena_alloc(arena, n * q->plans.weeks, sizeof *q->outcome[i].week);
        if (q->outcome[i].week == NULL) return BK_ERR_MEMORY;
    }
    return BK_OK;
}

static bk_status answer(question *q, int32_t threads, bk_result *result)
{
    bk_arena arena = {0};
    int32_t ahead = 4 * threads + 4;
    bk_status status = prepare(q, threads, ahead, &arena);
    if (status == BK_OK) status = bk_merge_start(&q->plans, result, &q->merge);
    if (status == BK_OK) {
        bk_jobs jobs = {.n_jobs = q->jobs,
                        .threads = threads,
                        .ahead = ahead,
                        .work = do_job,
                        .accept = accept_job,
                        .progress = tell_progress,
                        .context = q};
        status = bk_jobs_run(&jobs);
    }
    for (int32_t i = 0; q->sim != NULL && i < threads; i++) bk_sim_clear(&q->sim[i]);
    bk_merge_clear(&q->merge);
    bk_arena_clear(&arena);
    return status;
}

static bk_status check_options(const bk_run_options *options, bk_error *err)
{
    bk_place nowhere = {0};
    if (options->replications < 0 || options->replications > 1000000)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_EXP_REPLICATIONS,
                            options->replications);
    if (options->threads < 0 || options->threads > 256)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_EXP_THREADS, options->threads);
    return BK_OK;
}

bk_status bk_run(const bk_scenario *scenario, const bk_run_options *options, bk_result **out,
                 bk_error *err)
{
    const bk_run_options usual = {0};
    if (options == NULL) options = &usual;
    *out = NULL;
    BK_TRY(check_options(options, err));

    question q = {.options = options};
    q.seed = options->seed_given ? options->seed : scenario->def.seed;
    q.replications = options->replications > 0 ? options->replications : scenario->def.replications;
    bk_result *result = NULL;
    bk_status status = bk_plans_build(scenario, &q.plans);
    if (status == BK_OK) {
        q.jobs = (int64_t)q.replications * q.plans.jobs;
        result = bk_result_create(&q.plans, q.replications, q.seed, options->series);
        if (result == NULL) status = BK_ERR_MEMORY;
    }
    if (status == BK_OK) {
        int32_t threads = options->threads > 0 ? options->threads : bk_jobs_processors();
        if (threads > q.jobs) threads = (int32_t)q.jobs;
        status = answer(&q, threads, result);
    }
    bk_plans_clear(&q.plans);
    bk_run_refused(status, err);

    bool worth_keeping =
        status == BK_OK || (status == BK_ERR_CANCELLED && result->replications > 0);
    if (worth_keeping)
        *out = result;
    else
        bk_result_destroy(result);
    return status;
}
