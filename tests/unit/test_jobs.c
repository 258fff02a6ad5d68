/* experiment/jobs.h: any order of doing, one order of handing in; errors and stops are heard. */
#include "support/support.h"

#include "experiment/jobs.h"

#include <string.h>

enum { JOBS = 500 };

typedef struct {
    int32_t ahead;
    int64_t fails_at;       /* the job that has no memory; -1: none */
    int64_t stop_at;        /* progress says no from so many; -1: never */
    int64_t value[64];      /* [ahead] by slot, what work left */
    atomic_llong accepted;  /* so far */
    atomic_int done[JOBS];  /* times */
    atomic_int working[16]; /* by worker: at most one job at a time */
    atomic_bool wrong;
    int64_t asked;
} ledger;

static bk_status work(void *context, int32_t worker, int64_t job, int32_t slot, atomic_bool *stop)
{
    ledger *l = context;
    (void)stop;
    if (atomic_fetch_add(&l->working[worker], 1) != 0) l->wrong = true;
    if (slot < 0 || slot >= l->ahead || job - l->accepted >= l->ahead) l->wrong = true;
    uint64_t random = (uint64_t)job, sum = 0;
    for (uint64_t i = test_random(&random) % 20000; i > 0; i--) sum += test_random(&random);
    l->value[slot] = job * 3 + (sum == 1);
    atomic_fetch_add(&l->done[job], 1);
    atomic_fetch_sub(&l->working[worker], 1);
    return job == l->fails_at ? BK_ERR_MEMORY : BK_OK;
}

static bk_status accept(void *context, int64_t job, int32_t slot)
{
    ledger *l = context;
    if (job != l->accepted || l->value[slot] != job * 3) l->wrong = true;
    l->accepted = job + 1;
    return BK_OK;
}

static bool progress(void *context, int64_t done)
{
    ledger *l = context;
    if (done < l->asked || done > l->accepted) l->wrong = true;
    l->asked = done;
    return l->stop_at < 0 || done < l->stop_at;
}

static bk_status carry(ledger *l, int32_t threads)
{
    l->ahead = threads + 1 + threads % 3;
    bk_jobs jobs = {.n_jobs = JOBS,
                    .threads = threads,
                    .ahead = l->ahead,
                    .work = work,
                    .accept = accept,
                    .progress = progress,
                    .context = l};
    return bk_jobs_run(&jobs);
}

static void test_every_job_once_and_handed_in_in_order(void **state)
{
    (void)state;
    for (int32_t threads = 1; threads <= 8; threads++) {
        ledger l = {.fails_at = -1, .stop_at = -1};
        assert_int_equal(carry(&l, threads), BK_OK);
        CHECK_MSG(!l.wrong && l.accepted == JOBS, "%d threads", (int)threads);
        for (int i = 0; i < JOBS; i++) CHECK_MSG(l.done[i] == 1, "%d threads, job %d", threads, i);
    }
}

/* What came before the failure may be handed in, what comes after never is. */
static void test_a_failure_is_given_back(void **state)
{
    (void)state;
    const int64_t at[] = {0, 1, 77, JOBS - 1};
    for (int32_t threads = 1; threads <= 4; threads++) {
        for (int i = 0; i < 4; i++) {
            ledger l = {.fails_at = at[i], .stop_at = -1};
            assert_int_equal(carry(&l, threads), BK_ERR_MEMORY);
            CHECK_MSG(!l.wrong && l.accepted <= at[i], "%d threads, job %d", (int)threads, i);
        }
    }
}

static void test_a_stop_is_heard(void **state)
{
    (void)state;
    for (int32_t threads = 1; threads <= 4; threads++) {
        ledger l = {.fails_at = -1, .stop_at = 5};
        bk_status status = carry(&l, threads);
        /* All may be done before anybody asks. */
        CHECK(status == BK_ERR_CANCELLED || (status == BK_OK && l.accepted == JOBS));
        CHECK(!l.wrong && l.accepted >= 5);
    }
}

static void test_one_job_and_no_progress(void **state)
{
    (void)state;
    ledger l = {.fails_at = -1, .stop_at = -1, .ahead = 9};
    bk_jobs jobs = {
        .n_jobs = 1, .threads = 8, .ahead = 9, .work = work, .accept = accept, .context = &l};
    assert_int_equal(bk_jobs_run(&jobs), BK_OK);
    CHECK(l.accepted == 1 && !l.wrong);
    CHECK(bk_jobs_processors() >= 1 && bk_jobs_processors() <= 256);
}

/* A worker elsewhere: it takes what it may, holds it for a while, and hands in out of order. */
typedef struct {
    ledger *ledger;
    int64_t held[16];
    int n;
    int64_t made;
    uint64_t random;
} outsider;

static bool outside(void *context, bk_pool *pool)
{
    outsider *o = context;
    int wanted = (int)(test_random(&o->random) % 16);
    while (o->n < wanted) {
        int64_t job = bk_pool_take(pool);
        if (job < 0) break;
        o->held[o->n++] = job;
    }
    while (o->n > 0 && test_random(&o->random) % 3 != 0) {
        int at = (int)(test_random(&o->random) % (uint64_t)o->n);
        int64_t job = o->held[at];
        o->held[at] = o->held[--o->n];
        o->ledger->value[job % o->ledger->ahead] = job * 3;
        atomic_fetch_add(&o->ledger->done[job], 1);
        o->made++;
        bk_pool_hand_in(pool, job);
    }
    return !bk_pool_is_over(pool);
}

static void test_workers_elsewhere(void **state)
{
    (void)state;
    int64_t made = 0;
    for (int32_t threads = 1; threads <= 3; threads++) {
        ledger l = {.fails_at = -1, .stop_at = -1, .ahead = 40};
        outsider o = {.ledger = &l, .random = test_seed((uint64_t)threads)};
        bk_jobs jobs = {.n_jobs = JOBS,
                        .threads = threads,
                        .ahead = l.ahead,
                        .work = work,
                        .accept = accept,
                        .context = &l,
                        .outside = outside,
                        .outsider = &o};
        assert_int_equal(bk_jobs_run(&jobs), BK_OK);
        CHECK_MSG(!l.wrong && l.accepted == JOBS, "%d threads", (int)threads);
        for (int i = 0; i < JOBS; i++) CHECK_MSG(l.done[i] == 1, "%d threads, job %d", threads, i);
        made += o.made;
    }
    CHECK_MSG(made > 0, "nothing was made elsewhere");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_job_once_and_handed_in_in_order),
        cmocka_unit_test(test_a_failure_is_given_back),
        cmocka_unit_test(test_a_stop_is_heard),
        cmocka_unit_test(test_one_job_and_no_progress),
        cmocka_unit_test(test_workers_elsewhere),
    };
    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
