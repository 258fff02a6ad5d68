#include "experiment/jobs.h"

#include "base/memory.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

struct bk_pool {
    const bk_jobs *jobs;
    pthread_mutex_t lock;
    pthread_cond_t moved; /* a job was handed in, or all is over */
    int64_t next_to_take;
    int64_t next_to_accept;
    bool *ready;     /* [ahead] the slot holds a finished job */
    int32_t working; /* workers that have not returned */
    bk_status status;
    atomic_bool stop;
};

typedef bk_pool pool;

typedef struct {
    pool *pool;
    int32_t number;
    pthread_t thread;
} worker;

/* Hands in what is ready, in order, also when the rest is not wanted any more. The lock is held, so
 * one thread at a time. */
static bk_status accept_ready(pool *p)
{
    const bk_jobs *jobs = p->jobs;
    for (;;) {
        int32_t slot = (int32_t)(p->next_to_accept % jobs->ahead);
        bool in_vain = p->status != BK_OK && p->status != BK_ERR_CANCELLED;
        if (!p->ready[slot] || in_vain) return BK_OK;
        BK_TRY(jobs->accept(jobs->context, p->next_to_accept, slot));
        p->ready[slot] = false;
        p->next_to_accept++;
        pthread_cond_broadcast(&p->moved);
    }
}

static void fail(pool *p, bk_status status)
{
    if (p->status == BK_OK) p->status = status;
    atomic_store(&p->stop, true);
    pthread_cond_broadcast(&p->moved);
}

/* The next job that may be begun, or -1 when there is none left. The lock is held. */
static int64_t take(pool *p)
{
    const bk_jobs *jobs = p->jobs;
    while (p->status == BK_OK && p->next_to_take < jobs->n_jobs &&
           p->next_to_take >= p->next_to_accept + jobs->ahead)
        pthread_cond_wait(&p->moved, &p->lock);
    if (p->status != BK_OK || p->next_to_take >= jobs->n_jobs) return -1;
    return p->next_to_take++;
}

/* Marks a job as done, whose slot is filled. The lock is held. */
static bool hand_in(pool *p, int64_t job)
{
    p->ready[job % p->jobs->ahead] = true;
    bk_status status = accept_ready(p);
    if (status != BK_OK) fail(p, status);
    return status == BK_OK;
}

static void *carry(void *argument)
{
    worker *w = argument;
    pool *p = w->pool;
    const bk_jobs *jobs = p->jobs;
    pthread_mutex_lock(&p->lock);
    for (int64_t job; (job = take(p)) >= 0;) {
        pthread_mutex_unlock(&p->lock);
        int32_t slot = (int32_t)(job % jobs->ahead);
        bk_status status = jobs->work(jobs->context, w->number, job, slot, &p->stop);
        pthread_mutex_lock(&p->lock);
        if (status != BK_OK) fail(p, status);
        if (status != BK_OK || !hand_in(p, job)) break;
    }
    p->working--;
    pthread_cond_broadcast(&p->moved);
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

int64_t bk_pool_take(bk_pool *p)
{
    pthread_mutex_lock(&p->lock);
    bool may = p->status == BK_OK && p->next_to_take < p->jobs->n_jobs &&
               p->next_to_take < p->next_to_accept + p->jobs->ahead;
    int64_t job = may ? p->next_to_take++ : -1;
    pthread_mutex_unlock(&p->lock);
    return job;
}

void bk_pool_hand_in(bk_pool *p, int64_t job)
{
    pthread_mutex_lock(&p->lock);
    if (p->status == BK_OK) (void)hand_in(p, job);
    pthread_mutex_unlock(&p->lock);
}

void bk_pool_fail(bk_pool *p, bk_status status)
{
    pthread_mutex_lock(&p->lock);
    fail(p, status);
    pthread_mutex_unlock(&p->lock);
}

bool bk_pool_is_over(bk_pool *p)
{
    pthread_mutex_lock(&p->lock);
    bool over = p->status != BK_OK || p->next_to_accept >= p->jobs->n_jobs;
    pthread_mutex_unlock(&p->lock);
    return over;
}

bk_status bk_pool_status(bk_pool *p)
{
    pthread_mutex_lock(&p->lock);
    bk_status status = p->status;
    pthread_mutex_unlock(&p->lock);
    return status;
}

/* Waits until something moves, for a moment at most. The lock is held. */
static void doze(pool *p)
{
    const int64_t second_ns = 1000 * 1000 * 1000, tick_ns = 1000 * 1000;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until); /* only to wake up: no result depends on it */
    int64_t ns = until.tv_nsec + (p->jobs->outside != NULL ? tick_ns : 50 * tick_ns);
    until.tv_sec += ns / second_ns;
    until.tv_nsec = ns % second_ns;
    pthread_cond_timedwait(&p->moved, &p->lock, &until);
}

/* The calling thread only waits, and listens to workers elsewhere, so that a stop is heard at once
 * however long a job takes. */
static void watch(pool *p)
{
    const bk_jobs *jobs = p->jobs;
    bool outside = jobs->outside != NULL;
    pthread_mutex_lock(&p->lock);
    while (p->working > 0 || outside) {
        doze(p);
        int64_t done = p->next_to_accept;
        bool asks = jobs->progress != NULL && p->status == BK_OK;
        pthread_mutex_unlock(&p->lock);
        if (outside) outside = jobs->outside(jobs->outsider, p);
        bool go_on = !asks || jobs->progress(jobs->context, done);
        pthread_mutex_lock(&p->lock);
        if (!go_on && p->next_to_accept < jobs->n_jobs) fail(p, BK_ERR_CANCELLED);
    }
    pthread_mutex_unlock(&p->lock);
}

/* A condition whose timed waits go by the monotonic clock: a clock set back must not hold up a
 * stop. */
static bool make_condition(pthread_cond_t *condition)
{
    pthread_condattr_t how;
    if (pthread_condattr_init(&how) != 0) return false;
    bool made = pthread_condattr_setclock(&how, CLOCK_MONOTONIC) == 0 &&
                pthread_cond_init(condition, &how) == 0;
    pthread_condattr_destroy(&how);
    return made;
}

static bk_status start_pool(pool *p)
{
    if (pthread_mutex_init(&p->lock, NULL) != 0) return BK_ERR_MEMORY;
    if (make_condition(&p->moved)) return BK_OK;
    pthread_mutex_destroy(&p->lock);
    return BK_ERR_MEMORY;
}

/* The pool was started; it is taken down here. */
static void run_pool(pool *p, worker *workers)
{
    int32_t started = 0;
    pthread_mutex_lock(&p->lock);
    for (; started < p->jobs->threads; started++) {
        workers[started] = (worker){.pool = p, .number = started};
        if (pthread_create(&workers[started].thread, NULL, carry, &workers[started]) != 0) break;
        p->working++;
    }
    if (started == 0) fail(p, BK_ERR_MEMORY); /* fewer than asked for is slower, not wrong */
    pthread_mutex_unlock(&p->lock);
    watch(p);
    for (int32_t i = 0; i < started; i++) pthread_join(workers[i].thread, NULL);
    pthread_cond_destroy(&p->moved);
    pthread_mutex_destroy(&p->lock);
}

bk_status bk_jobs_run(const bk_jobs *jobs)
{
    BK_ASSERT(jobs->threads >= 1 && jobs->ahead > jobs->threads);
    pool p = {.jobs = jobs};
    worker *workers = bk_alloc(jobs->threads, sizeof *workers);
    p.ready = bk_alloc(jobs->ahead, sizeof *p.ready);
    p.status = workers == NULL || p.ready == NULL ? BK_ERR_MEMORY : BK_OK;
    if (p.status == BK_OK) p.status = start_pool(&p);
    if (p.status == BK_OK) run_pool(&p, workers);
    bk_free(p.ready);
    bk_free(workers);
    return p.status;
}

int32_t bk_jobs_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 256 ? 256 : (int32_t)n;
}
