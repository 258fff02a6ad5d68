#include "mpi/ranks.h"

#include "base/memory.h"

#include <limits.h>
#include <mpi.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

enum { TAG = 7 };

typedef enum { ASK, GIVE, OUTCOME, FAILED, BYE } kind;

/* What a message says: ASK for n jobs; GIVE the n jobs behind it, or ALL_DONE or STOP; the OUTCOME
 * of job n, bytes behind it; FAILED with status n; BYE. */
typedef struct {
    int64_t round, kind, n;
} head;

enum { ALL_DONE = -1, STOP = -2, GIVEN_MOST = 256 };

typedef struct {
    head head;
    int64_t job[GIVEN_MOST];
} letter;

static bool send_letter(bk_mpi *m, int32_t to, kind what, int64_t n, const int64_t *job)
{
    letter l = {.head = {.round = m->round, .kind = what, .n = n}};
    size_t bytes = sizeof l.head;
    if (job != NULL && n > 0) {
        memcpy(l.job, job, (size_t)n * sizeof *job);
        bytes += (size_t)n * sizeof *job;
    }
    return MPI_Send(&l, (int)bytes, MPI_BYTE, to, TAG, MPI_COMM_WORLD) == MPI_SUCCESS;
}

/* A letter that has come, or false. Needs room for bytes; longer ones are no letters of ours. */
static bool next_letter(void *into, int64_t room, int32_t *from, int64_t *bytes)
{
    int there = 0, n = 0;
    MPI_Status status;
    if (MPI_Iprobe(MPI_ANY_SOURCE, TAG, MPI_COMM_WORLD, &there, &status) != MPI_SUCCESS || !there)
        return false;
    MPI_Get_count(&status, MPI_BYTE, &n);
    BK_ASSERT(n <= room && n >= (int)sizeof(head));
    if (MPI_Recv(into, n, MPI_BYTE, status.MPI_SOURCE, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE) !=
        MPI_SUCCESS)
        return false;
    *from = status.MPI_SOURCE;
    *bytes = n;
    return true;
}

static int64_t slot_bytes(const bk_jobs *jobs)
{
    bk_span span[BK_SPANS_MOST];
    int64_t sum = 0;
    for (int32_t i = jobs->spans(jobs->context, 0, span) - 1; i >= 0; i--) sum += span[i].bytes;
    return sum;
}

static int64_t letter_bytes(const bk_jobs *jobs)
{
    int64_t bytes = slot_bytes(jobs) + (int64_t)sizeof(head);
    return bytes > (int64_t)sizeof(letter) ? bytes : (int64_t)sizeof(letter);
}

static void doze(void)
{
    const struct timespec tick = {.tv_nsec = 1000 * 1000};
    nanosleep(&tick, NULL);
}

/* ---- rank 0 ---- */

typedef struct {
    bk_mpi *mpi;
    const bk_jobs *jobs;
    int32_t away; /* ranks that have not said BYE */
    bool stopped; /* all were told to stop */
    void *room;   /* [letter_bytes] */
} giver;

static void give(giver *g, bk_pool *pool, int32_t to, int64_t wanted)
{
    int64_t job[GIVEN_MOST], n = 0;
    while (n < wanted && n < GIVEN_MOST && (job[n] = bk_pool_take(pool)) >= 0) {
        int64_t slot = job[n] % g->mpi->ahead;
        g->mpi->job[slot] = job[n++];
        g->mpi->owner[slot] = to;
    }
    if (n == 0 && bk_pool_is_over(pool)) n = ALL_DONE;
    (void)send_letter(g->mpi, to, GIVE, n, job);
}

static void take_in(giver *g, bk_pool *pool, const head *h)
{
    bk_span span[BK_SPANS_MOST];
    int64_t slot = h->n % g->mpi->ahead;
    if (g->mpi->job[slot] != h->n) return; /* given up */
    const char *at = (const char *)(h + 1);
    int32_t n = g->jobs->spans(g->jobs->context, (int32_t)slot, span);
    for (int32_t i = 0; i < n; i++) {
        memcpy(span[i].at, at, (size_t)span[i].bytes);
        at += span[i].bytes;
    }
    g->mpi->job[slot] = -1;
    bk_pool_hand_in(pool, h->n);
}

static void hear(giver *g, bk_pool *pool, int32_t from)
{
    const head *h = g->room;
    if (h->round != g->mpi->round) return;
    switch ((kind)h->kind) {
    case ASK:
        give(g, pool, from, h->n);
        return;
    case OUTCOME:
        take_in(g, pool, h);
        return;
    case FAILED:
        bk_pool_fail(pool, (bk_status)h->n);
        return;
    case BYE:
        g->away--;
        return;
    case GIVE:
        return;
    }
}

/* The pool's `outside`. After a stop nobody is waited for: some may be gone. */
static bool listen(void *outsider, bk_pool *pool)
{
    giver *g = outsider;
    bk_mpi *m = g->mpi;
    int32_t from;
    int64_t bytes;
    while (next_letter(g->room, letter_bytes(g->jobs), &from, &bytes)) hear(g, pool, from);
    bk_status status = bk_pool_status(pool);
    if (status != BK_OK && !g->stopped) {
        g->stopped = true;
        for (int32_t i = 1; i < m->count; i++) (void)send_letter(m, i, GIVE, STOP, NULL);
    }
    if (status == BK_ERR_CANCELLED) m->broken = true;
    return g->away > 0 && !m->broken;
}

static bk_status carry_first(bk_mpi *m, const bk_jobs *jobs)
{
    giver g = {.mpi = m, .jobs = jobs, .away = m->count - 1};
    bk_jobs all = *jobs;
    all.outside = listen;
    all.outsider = &g;
    bk_free(m->job);
    bk_free(m->owner);
    m->ahead = jobs->ahead;
    m->job = bk_alloc(m->ahead, sizeof *m->job);
    m->owner = bk_alloc(m->ahead, sizeof *m->owner);
    g.room = bk_alloc(letter_bytes(jobs), 1);
    bool fine = m->job != NULL && m->owner != NULL && g.room != NULL;
    for (int64_t i = 0; fine && i < m->ahead; i++) m->job[i] = -1;
    bk_status status = bk_mpi_greatest(m, fine ? 0 : 1) == 0 ? BK_OK : BK_ERR_MEMORY;
    if (status == BK_OK) status = bk_jobs_run(&all);
    bk_free(g.room);
    return status;
}

/* ---- the others ---- */

typedef struct {
    bk_mpi *mpi;
    const bk_jobs *jobs;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int64_t *waiting; /* [ahead] jobs not begun, a ring */
    int64_t first, n_waiting;
    int32_t *free_slot; /* [ahead] */
    int32_t n_free;
    int64_t *done; /* [ahead] jobs that are made, and where */
    int32_t *done_slot;
    int32_t n_done;
    int32_t working; /* at a job */
    bool over, asked;
    atomic_bool stop;
    bk_status status;
    bk_arena arena;
    char *room; /* [letter_bytes] */
} helper;

typedef struct {
    helper *helper;
    int32_t number;
    pthread_t thread;
} hand;

static void *help(void *argument)
{
    hand *me = argument;
    helper *h = me->helper;
    pthread_mutex_lock(&h->lock);
    for (;;) {
        while (!h->over && h->n_waiting == 0) pthread_cond_wait(&h->moved, &h->lock);
        if (h->n_waiting == 0 || h->stop) break;
        int64_t job = h->waiting[h->first];
        h->first = (h->first + 1) % h->jobs->ahead;
        h->n_waiting--;
        int32_t slot = h->free_slot[--h->n_free];
        h->working++;
        pthread_mutex_unlock(&h->lock);
        bk_status status = h->jobs->work(h->jobs->context, me->number, job, slot, &h->stop);
        pthread_mutex_lock(&h->lock);
        h->working--;
        if (status != BK_OK && h->status == BK_OK) h->status = status;
        if (status != BK_OK) break;
        h->done[h->n_done] = job;
        h->done_slot[h->n_done++] = slot;
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

/* Takes in what rank 0 gives. */
static void receive(helper *h)
{
    int32_t from;
    int64_t bytes;
    while (next_letter(h->room, letter_bytes(h->jobs), &from, &bytes)) {
        const letter *l = (const void *)h->room;
        if (l->head.round != h->mpi->round || l->head.kind != GIVE) continue;
        pthread_mutex_lock(&h->lock);
        h->asked = false;
        if (l->head.n < 0) h->over = true;
        if (l->head.n == STOP) {
            h->n_waiting = 0;
            atomic_store(&h->stop, true);
        }
        for (int64_t i = 0; i < l->head.n; i++)
            h->waiting[(h->first + h->n_waiting++) % h->jobs->ahead] = l->job[i];
        pthread_cond_broadcast(&h->moved);
        pthread_mutex_unlock(&h->lock);
    }
}

/* Sends one outcome that is made; false when there is none. */
static bool send_outcome(helper *h)
{
    pthread_mutex_lock(&h->lock);
    bool any = h->n_done > 0;
    int64_t job = any ? h->done[h->n_done - 1] : -1;
    int32_t slot = any ? h->done_slot[h->n_done - 1] : -1;
    if (any) h->n_done--;
    pthread_mutex_unlock(&h->lock);
    if (!any) return false;
    bk_span span[BK_SPANS_MOST];
    head top = {.round = h->mpi->round, .kind = OUTCOME, .n = job};
    memcpy(h->room, &top, sizeof top);
    int64_t at = (int64_t)sizeof top;
    int32_t n = h->jobs->spans(h->jobs->context, slot, span);
    for (int32_t i = 0; i < n; i++) {
        memcpy(h->room + at, span[i].at, (size_t)span[i].bytes);
        at += span[i].bytes;
    }
    (void)MPI_Send(h->room, (int)at, MPI_BYTE, 0, TAG, MPI_COMM_WORLD);
    pthread_mutex_lock(&h->lock);
    h->free_slot[h->n_free++] = slot;
    pthread_mutex_unlock(&h->lock);
    return true;
}

/* Asks for more when the threads will soon have nothing to do. Returns whether all is over. */
static bool ask_or_end(helper *h)
{
    pthread_mutex_lock(&h->lock);
    int64_t wanted = 2 * (int64_t)h->jobs->threads - h->n_waiting - h->working;
    bool asks = !h->asked && !h->over && wanted > 0;
    if (asks) h->asked = true;
    bool idle = h->over && h->n_waiting == 0 && h->working == 0 && h->n_done == 0;
    bool failed = h->status != BK_OK && !h->over;
    pthread_mutex_unlock(&h->lock);
    if (failed) { /* once: over keeps it from being said again */
        (void)send_letter(h->mpi, 0, FAILED, h->status, NULL);
        h->over = true;
        atomic_store(&h->stop, true);
    } else if (asks) {
        (void)send_letter(h->mpi, 0, ASK, wanted < GIVEN_MOST ? wanted : GIVEN_MOST, NULL);
    }
    return idle;
}

static void serve(helper *h)
{
    for (bool idle = false; !idle && !h->mpi->broken;) {
        receive(h);
        bool sent = false;
        while (send_outcome(h)) sent = true;
        idle = ask_or_end(h);
        if (!sent && !idle) doze();
        if (h->jobs->progress != NULL && !h->jobs->progress(h->jobs->context, 0))
            h->mpi->broken = true;
    }
    if (!h->mpi->broken) (void)send_letter(h->mpi, 0, BYE, 0, NULL);
    pthread_mutex_lock(&h->lock);
    h->over = true;
    if (h->mpi->broken) {
        h->n_waiting = 0;
        atomic_store(&h->stop, true);
    }
    pthread_cond_broadcast(&h->moved);
    pthread_mutex_unlock(&h->lock);
}

static bool prepare(helper *h)
{
    int64_t n = h->jobs->ahead;
    h->waiting = bk_arena_alloc(&h->arena, n, sizeof *h->waiting);
    h->free_slot = bk_arena_alloc(&h->arena, n, sizeof *h->free_slot);
    h->done = bk_arena_alloc(&h->arena, n, sizeof *h->done);
    h->done_slot = bk_arena_alloc(&h->arena, n, sizeof *h->done_slot);
    h->room = bk_arena_alloc(&h->arena, letter_bytes(h->jobs), 1);
    if (!h->waiting || !h->free_slot || !h->done || !h->done_slot || !h->room) return false;
    for (int32_t i = 0; i < n; i++) h->free_slot[h->n_free++] = i;
    if (pthread_mutex_init(&h->lock, NULL) != 0) return false;
    if (pthread_cond_init(&h->moved, NULL) == 0) return true;
    pthread_mutex_destroy(&h->lock);
    return false;
}

static bk_status carry_other(bk_mpi *m, const bk_jobs *jobs)
{
    helper h = {.mpi = m, .jobs = jobs};
    hand *hands = bk_arena_alloc(&h.arena, jobs->threads, sizeof *hands);
    bool fine = hands != NULL && prepare(&h);
    bk_status status = bk_mpi_greatest(m, fine ? 0 : 1) == 0 ? BK_OK : BK_ERR_MEMORY;
    int32_t started = 0;
    for (; status == BK_OK && started < jobs->threads; started++) {
        hands[started] = (hand){.helper = &h, .number = started};
        if (pthread_create(&hands[started].thread, NULL, help, &hands[started]) != 0) break;
    }
    if (status == BK_OK) {
        if (started == 0) h.status = BK_ERR_MEMORY;
        serve(&h);
    }
    for (int32_t i = 0; i < started; i++) pthread_join(hands[i].thread, NULL);
    if (fine) {
        pthread_cond_destroy(&h.moved);
        pthread_mutex_destroy(&h.lock);
    }
    if (status == BK_OK) status = m->broken ? BK_ERR_CANCELLED : h.status;
    bk_arena_clear(&h.arena);
    return status == BK_ERR_CANCELLED && !m->broken ? BK_OK : status; /* rank 0 says why */
}

/* ---- the carrier ---- */

static int32_t ahead(void *self, int32_t threads)
{
    (void)self;
    int all = 0;
    MPI_Allreduce(&(int){threads}, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    return all > INT_MAX / 8 ? INT_MAX / 2 : 4 * all + 4;
}

static bk_status carry(void *self, const bk_jobs *jobs)
{
    bk_mpi *m = self;
    m->round++;
    if (m->count == 1) return bk_jobs_run(jobs);
    return m->rank == 0 ? carry_first(m, jobs) : carry_other(m, jobs);
}

int bk_mpi_greatest(bk_mpi *m, int mine)
{
    int all = mine;
    if (!m->broken) MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    return all;
}

static bk_status agree(void *self, bk_status mine)
{
    return (bk_status)bk_mpi_greatest(self, (int)mine);
}

static bk_status share(void *self, void *bytes, int64_t n)
{
    enum { PIECE = 1 << 30 };
    bk_mpi *m = self;
    char *at = bytes;
    for (; n > 0 && !m->broken; n -= PIECE, at += PIECE) {
        int piece = n < PIECE ? (int)n : PIECE;
        if (MPI_Bcast(at, piece, MPI_BYTE, 0, MPI_COMM_WORLD) != MPI_SUCCESS) m->broken = true;
    }
    return m->broken ? BK_ERR_CANCELLED : BK_OK;
}

static int32_t lost(void *self, int32_t most, int64_t job[], int32_t rank[])
{
    const bk_mpi *m = self;
    int32_t n = 0;
    for (int64_t i = 0; m->rank == 0 && m->job != NULL && i < m->ahead && n < most; i++) {
        if (m->job[i] < 0) continue;
        job[n] = m->job[i];
        rank[n++] = m->owner[i];
    }
    return n;
}

void bk_mpi_start(bk_mpi *m)
{
    int rank = 0, count = 1;
    *m = (bk_mpi){0};
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &count);
    m->rank = rank;
    m->count = count;
    m->carrier = (bk_carrier){
        .self = m, .ahead = ahead, .carry = carry, .agree = agree, .share = share, .lost = lost};
}

void bk_mpi_clear(bk_mpi *m)
{
    bk_free(m->job);
    bk_free(m->owner);
}
