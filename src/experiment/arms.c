#include "experiment/arms.h"

#include "base/buffer.h"
#include "experiment/carrier.h"
#include "experiment/keeper.h"
#include "experiment/merge.h"

/* An arm while it is being simulated. */
typedef struct {
    bk_arm *arm;
    bk_plans plans;
    bk_merge merge;
    int64_t first_job, jobs; /* of a replication: all of them, or one row's */
    int64_t handle;          /* the keeper's */
    bool begun;              /* with the keeper */
} lane;

/* A replication of an arm that has to be made. */
typedef struct {
    int32_t lane;
    int32_t replication; /* counted from the arm's first */
    int64_t first_job;
} piece;

typedef struct {
    int32_t n;
    lane *lane; /* [n] */
    int64_t n_pieces;
    piece *piece; /* [n_pieces], by replication, then arm */
    int64_t jobs;
    uint64_t seed;
    const bk_run_options *options;
    bk_sim *sim;         /* [threads] */
    bk_outcome *outcome; /* [ahead], by slot; arrays for the largest arm: */
    int64_t ratios, weeks, watched;
    bk_error *err;
    bk_arena arena;
} question;

/* ---- which jobs there are ---- */

static bk_status begin_lane(question *q, lane *l)
{
    bk_arm *arm = l->arm;
    BK_TRY(bk_plans_build(arm->scenario, &l->plans));
    if (arm->result == NULL)
        arm->result = bk_result_create(&l->plans, arm->first, q->seed, q->options->series);
    if (arm->result == NULL) return BK_ERR_MEMORY;
    int32_t only = q->options->only_team - 1;
    if (arm->result->room == 0) arm->result->only = only;
    BK_ASSERT(arm->result->first == arm->first && arm->result->seed == q->seed);
    BK_ASSERT(arm->result->only == only && only < l->plans.n_rows);
    l->first_job = only < 0 ? 0 : l->plans.row[only].first_job;
    l->jobs = only < 0 ? l->plans.jobs : l->plans.row[only].copies;
    BK_TRY(bk_result_reserve(arm->result, arm->replications));
    BK_TRY(bk_merge_start(&l->plans, arm->result, &l->merge));
    const bk_keeper *keeper = q->options->keeper;
    if (keeper == NULL) return BK_OK;
    int64_t kept;
    BK_TRY(keeper->begin(keeper->self, arm->scenario, arm->result, &l->handle, &kept, q->err));
    l->begun = true;
    return BK_OK;
}

/* Takes from the keeper what it has. */
static bk_status recall(question *q, lane *l)
{
    bk_result *result = l->arm->result;
    const bk_keeper *keeper = q->options->keeper;
    for (int32_t i = 0; keeper != NULL && i < l->arm->replications; i++) {
        if (result->present[i]) continue;
        bk_replication into = bk_result_replication(result, i);
        bool found = false;
        BK_TRY(keeper->recall(keeper->self, l->handle, result->first + i, &into, &found, q->err));
        if (!found) continue;
        bk_result_close(result, i);
        result->recalled++;
    }
    return BK_OK;
}

static bool is_ours(const bk_run_options *options, int32_t replication)
{
    return options->shards == 0 || replication % options->shards == options->shard - 1;
}

/* Whether replication i of an arm has to be made here. */
static bool is_missing(const question *q, const lane *l, int32_t i)
{
    const bk_arm *arm = l->arm;
    return i < arm->replications && !arm->result->present[i] &&
           is_ours(q->options, arm->result->first + i);
}

static bk_status list_pieces(question *q)
{
    int64_t most = 0;
    int32_t longest = 0;
    for (int32_t a = 0; a < q->n; a++) {
        int32_t n = q->lane[a].arm->replications;
        most += n;
        if (n > longest) longest = n;
    }
    q->piece = bk_arena_alloc(&q->arena, most, sizeof *q->piece);
    if (q->piece == NULL) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < longest; i++)
        for (int32_t a = 0; a < q->n; a++) {
            if (!is_missing(q, &q->lane[a], i)) continue;
            q->piece[q->n_pieces++] = (piece){.lane = a, .replication = i, .first_job = q->jobs};
            q->jobs += q->lane[a].jobs;
        }
    return BK_OK;
}

static const piece *piece_of(const question *q, int64_t job)
{
    int64_t low = 0, high = q->n_pieces - 1;
    while (low < high) {
        int64_t middle = (low + high + 1) / 2;
        if (q->piece[middle].first_job <= job)
            low = middle;
        else
            high = middle - 1;
    }
    return &q->piece[low];
}

/* ---- several ranks ---- */

static bk_status agree(const question *q, bk_status mine)
{
    const bk_carrier *carrier = q->options->carrier;
    return carrier == NULL ? mine : carrier->agree(carrier->self, mine);
}

static bk_status share(const question *q, void *bytes, int64_t n)
{
    const bk_carrier *carrier = q->options->carrier;
    return carrier == NULL ? BK_OK : carrier->share(carrier->self, bytes, n);
}

/* Which replications rank 0 has: the others need not be made anywhere. */
static bk_status share_present(const question *q, const lane *l)
{
    bk_result *r = l->arm->result;
    return share(q, r->present, (int64_t)sizeof *r->present * r->room);
}

/* All of rank 0's result. */
static bk_status share_result(const question *q, const lane *l)
{
    bk_result *r = l->arm->result;
    int64_t values = (int64_t)r->room * r->scopes * r->n_measures;
    int64_t watched = r->room < BK_WATCHED_REPLICATIONS ? r->room : BK_WATCHED_REPLICATIONS;
    int64_t watch = watched * r->n_rows * r->n_batches * (int64_t)BK_WATCH_COUNT;
    int32_t counts[] = {r->replications, r->made, r->recalled};
    BK_TRY(share_present(q, l));
    BK_TRY(share(q, counts, (int64_t)sizeof counts));
    r->replications = counts[0];
    r->made = counts[1];
    r->recalled = counts[2];
    BK_TRY(share(q, r->value, values * (int64_t)sizeof *r->value));
    if (r->series) BK_TRY(share(q, r->by_week, values * r->weeks * (int64_t)sizeof *r->by_week));
    BK_TRY(share(q, r->watch, watch * (int64_t)sizeof *r->watch));
    int64_t events = (int64_t)r->room * BK_EVENT_COUNT;
    return share(q, r->events, events * (int64_t)sizeof *r->events);
}

/* ---- doing them ---- */

/* The outcome of a slot, with the arrays that this piece wants. */
static bk_outcome outcome_for(const question *q, const piece *p, int32_t slot)
{
    const bk_result *result = q->lane[p->lane].arm->result;
    bk_outcome out = q->outcome[slot];
    if (p->replication >= BK_WATCHED_REPLICATIONS) out.watch = NULL;
    for (int64_t i = 0; out.watch != NULL && i < (int64_t)result->n_batches * BK_WATCH_COUNT; i++)
        out.watch[i] = (bk_ratio){0};
    return out;
}

static bk_status do_job(void *context, int32_t worker, int64_t job, int32_t slot, atomic_bool *stop)
{
    question *q = context;
    const piece *p = piece_of(q, job);
    const lane *l = &q->lane[p->lane];
    int64_t within = l->first_job + job - p->first_job;
    const bk_row *row = &l->plans.row[bk_plans_row_of(&l->plans, within)];
    int32_t replication = l->arm->result->first + p->replication;
    uint64_t key = bk_row_key(row, q->seed, replication, within - row->first_job);

    bk_sim *sim = &q->sim[worker];
    bk_outcome out = outcome_for(q, p, slot);
    BK_TRY(bk_sim_begin(sim, &row->plan, key, NULL, &out));
    for (int32_t week = 1; week <= row->plan.weeks; week++) {
        if (atomic_load_explicit(stop, memory_order_relaxed)) return BK_ERR_CANCELLED;
        BK_TRY(bk_sim_advance(sim, week));
    }
    bk_sim_finish(sim);
    for (int32_t k = 0; k < BK_EVENT_COUNT; k++) q->outcome[slot].events[k] = out.events[k];
    return BK_OK;
}

static bk_status accept_job(void *context, int64_t job, int32_t slot)
{
    question *q = context;
    const piece *p = piece_of(q, job);
    lane *l = &q->lane[p->lane];
    if (!bk_merge_add(&l->merge, p->replication, &q->outcome[slot])) return BK_OK;
    const bk_keeper *keeper = q->options->keeper;
    if (keeper == NULL) return BK_OK;
    bk_result *result = l->arm->result;
    bk_replication made = bk_result_replication(result, p->replication);
    return keeper->keep(keeper->self, l->handle, result->first + p->replication, &made, q->err);
}

static bool tell_progress(void *context, int64_t done)
{
    const question *q = context;
    if (q->options->progress == NULL) return true;
    return q->options->progress(q->options->context, done, q->jobs);
}

static bk_status prepare(question *q, int32_t threads, int32_t ahead)
{
    for (int32_t a = 0; a < q->n; a++) {
        const bk_result *r = q->lane[a].arm->result;
        int64_t n = r->n_measures, all = n * r->weeks;
        int64_t watch = (int64_t)r->n_batches * BK_WATCH_COUNT;
        q->ratios = n > q->ratios ? n : q->ratios;
        q->weeks = all > q->weeks ? all : q->weeks;
        q->watched = watch > q->watched ? watch : q->watched;
    }
    q->sim = bk_arena_alloc(&q->arena, threads, sizeof *q->sim);
    q->outcome = bk_arena_alloc(&q->arena, ahead, sizeof *q->outcome);
    if (q->sim == NULL || q->outcome == NULL) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < ahead; i++) {
        bk_outcome *out = &q->outcome[i];
        out->ratio = bk_arena_alloc(&q->arena, q->ratios, sizeof *out->ratio);
        out->watch = bk_arena_alloc(&q->arena, q->watched, sizeof *out->watch);
        if (out->ratio == NULL || out->watch == NULL) return BK_ERR_MEMORY;
        if (!q->options->series) continue;
        out->week = bk_arena_alloc(&q->arena, q->weeks, sizeof *out->week);
        if (out->week == NULL) return BK_ERR_MEMORY;
    }
    return BK_OK;
}

/* Where a job leaves its outcome, for other machines' slots. */
static int32_t spans_of(void *context, int32_t slot, bk_span out[BK_SPANS_MOST])
{
    const question *q = context;
    bk_outcome *o = &q->outcome[slot];
    out[0] = (bk_span){o->ratio, q->ratios * (int64_t)sizeof *o->ratio};
    out[1] = (bk_span){o->watch, q->watched * (int64_t)sizeof *o->watch};
    out[2] = (bk_span){o->events, (int64_t)sizeof o->events};
    out[3] = (bk_span){o->week, q->weeks * (int64_t)sizeof *o->week};
    return q->options->series ? 4 : 3;
}

/* Which replications other ranks had in hand when the carrying was stopped. */
static bk_status tell_lost(const question *q, bk_status status)
{
    enum { TOLD_MOST = 20 };
    const bk_carrier *carrier = q->options->carrier;
    int64_t job[TOLD_MOST];
    int32_t rank[TOLD_MOST];
    int32_t n = carrier->lost(carrier->self, TOLD_MOST, job, rank);
    if (n == 0) return status;
    bk_buffer list = {0};
    for (int32_t i = 0; i < n; i++) {
        const piece *p = piece_of(q, job[i]);
        int32_t replication = q->lane[p->lane].arm->result->first + p->replication;
        bk_buffer_print(&list, "%s%d (%d)", i == 0 ? "" : ", ", (int)replication + 1, (int)rank[i]);
    }
    bk_error_add(q->err, status, (bk_place){0}, BK_W_EXP_LOST, bk_buffer_chars(&list));
    bk_buffer_clear(&list);
    return status;
}

static bk_status carry(question *q)
{
    const bk_carrier *carrier = q->options->carrier;
    if (q->jobs == 0) return BK_OK;
    int32_t threads = q->options->threads > 0 ? q->options->threads : bk_jobs_processors();
    if (threads > q->jobs) threads = (int32_t)q->jobs;
    int32_t ahead = carrier == NULL ? 4 * threads + 4 : carrier->ahead(carrier->self, threads);
    bool go_on = tell_progress(q, 0); /* before the first job: a stop is never missed */
    bk_status status = agree(q, go_on ? prepare(q, threads, ahead) : BK_ERR_CANCELLED);
    if (status != BK_OK) return status;
    bk_jobs jobs = {.n_jobs = q->jobs,
                    .threads = threads,
                    .ahead = ahead,
                    .work = do_job,
                    .accept = accept_job,
                    .progress = tell_progress,
                    .spans = spans_of,
                    .context = q};
    status = carrier == NULL ? bk_jobs_run(&jobs) : carrier->carry(carrier->self, &jobs);
    for (int32_t i = 0; i < threads; i++) bk_sim_clear(&q->sim[i]);
    return carrier != NULL && status == BK_ERR_CANCELLED ? tell_lost(q, status) : status;
}

static bk_status begin_all(question *q, bk_arm *arm)
{
    for (int32_t a = 0; a < q->n; a++) {
        q->lane[a].arm = &arm[a];
        BK_TRY(begin_lane(q, &q->lane[a]));
        BK_TRY(recall(q, &q->lane[a]));
    }
    return BK_OK;
}

static bk_status answer(question *q, bk_arm *arm)
{
    q->lane = bk_arena_alloc(&q->arena, q->n, sizeof *q->lane);
    if (q->lane == NULL) return BK_ERR_MEMORY;
    BK_TRY(agree(q, begin_all(q, arm)));
    for (int32_t a = 0; a < q->n; a++) BK_TRY(share_present(q, &q->lane[a]));
    BK_TRY(agree(q, list_pieces(q)));
    bk_status status = agree(q, carry(q));
    for (int32_t a = 0; status == BK_OK && a < q->n; a++) status = share_result(q, &q->lane[a]);
    return status;
}

/* The keeper is told of every end, also after an error; the first error stands. */
static bk_status end_lanes(question *q, bk_status status)
{
    const bk_keeper *keeper = q->options->keeper;
    for (int32_t a = 0; q->lane != NULL && a < q->n; a++) {
        lane *l = &q->lane[a];
        if (l->begun) {
            bk_status ended = keeper->end(keeper->self, l->handle, q->err);
            if (status == BK_OK) status = ended;
        }
        bk_merge_clear(&l->merge);
        bk_plans_clear(&l->plans);
    }
    bk_arena_clear(&q->arena);
    return status;
}

/* ---- what others call ---- */

bk_status bk_run_options_check(const bk_run_options *options, bk_error *err)
{
    bk_place nowhere = {0};
    if (options->replications < 0 || options->replications > 1000000)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_EXP_REPLICATIONS,
                            options->replications);
    if (options->threads < 0 || options->threads > 256)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_EXP_THREADS, options->threads);
    if (options->only_team < 0)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_EXP_NO_TEAM, options->only_team);
    bool whole = options->shards == 0 && options->shard == 0;
    bool part = options->shard >= 1 && options->shard <= options->shards;
    if (!whole && !part)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_EXP_SHARD, options->shard,
                            options->shards);
    return BK_OK;
}

bk_status bk_arms_run(int32_t n, bk_arm *arm, const bk_run_options *options, bk_error *err)
{
    const bk_run_options usual = {0};
    if (options == NULL) options = &usual;
    BK_TRY(bk_run_options_check(options, err));
    if (n == 0) return BK_OK;
    for (int32_t i = 0; i < n; i++)
        if (options->only_team > bk_scenario_team_count(arm[i].scenario))
            return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_EXP_NO_TEAM,
                                options->only_team);
    question q = {.n = n,
                  .seed = options->seed_given ? options->seed : arm[0].scenario->def.seed,
                  .options = options,
                  .err = err};
    bk_status status = end_lanes(&q, answer(&q, arm));
    bool told = err != NULL && err->count > 0; /* by the keeper */
    return told ? status : bk_run_refused(status, err);
}

void bk_arms_clear(int32_t n, bk_arm *arm)
{
    for (int32_t i = 0; i < n; i++) {
        bk_result_destroy(arm[i].result);
        arm[i].result = NULL;
    }
}

int32_t bk_arms_replications(int32_t n, const bk_arm *arm)
{
    int32_t least = INT32_MAX;
    for (int32_t i = 0; i < n; i++) {
        int32_t has = arm[i].result == NULL ? 0 : arm[i].result->replications;
        least = has < least ? has : least;
    }
    return n == 0 ? 0 : least;
}
