/* queue.h - items that wait, in order of arising: a row of queues for each desk, one a lane, and
 * row n_desks for the team.
 *
 * What happens to every item, getting in line and being taken, is inline; whatever is rare is in
 * queue.c. Items lie in one table and are linked by index.
 */
#ifndef BK_MODEL_QUEUE_H
#define BK_MODEL_QUEUE_H

#include "base/check.h"
#include "model/run.h"

static inline bk_queue *bk_queue_of(const bk_state *s, int32_t row, int32_t lane)
{
    return &s->queue[row * s->h->n_lanes + lane];
}

/* An item of the table that nobody has used yet; BK_NONE without memory: then r->status is set. */
int32_t bk_item_make(bk_sim *r);

/* Makes an item's expiry the very moment, where it was a bound (bk_item_bound). */
void bk_item_settle(const bk_sim *r, int32_t lane, bk_item *item);

/* For an item that may have left its queue without being served: whether it has. Counts the lost.
 */
bool bk_item_is_gone(bk_sim *r, int32_t row, int32_t lane, bk_item *item);

/* A moment before which patience with a message that arises now does not run out. Most are taken
 * before it, and the logarithm is never needed. */
static inline bk_tick bk_item_bound(const bk_sim *r, const bk_stream *stream, uint32_t luck)
{
    if (!(stream->patience_weeks < 65536.0)) return BK_NEVER;
    /* -log(1 - x) is at least x + x^2 / 2 */
    double x = 1.0 - ((double)(int32_t)luck + 0.5) * (1.0 / (double)(1 << BK_LUCK_BITS));
    return bk_tick_after(r->state.h->now, stream->patience_weeks * (x + 0.5 * x * x));
}

static inline void bk_item_free(bk_state *s, int32_t i)
{
    s->item[i].next = s->h->free_item;
    s->h->free_item = i;
}

/* A new last item for the caller to fill in (but next), or NULL: without memory r->status is set,
 * and the run stops. Views of the block are stale then. */
static inline bk_item *bk_queue_append(bk_sim *r, int32_t row, int32_t lane)
{
    int32_t i = r->state.h->free_item;
    if (BK_LIKELY(i != BK_NONE))
        r->state.h->free_item = r->state.item[i].next;
    else if ((i = bk_item_make(r)) == BK_NONE)
        return NULL;

    bk_state *s = &r->state;
    bk_queue *q = bk_queue_of(s, row, lane);
    /* Behind the last, or first: with masks, since which could not be foretold. Where there is no
     * last, item 0 gets what it has. */
    int32_t none = q->tail >> 31, last = q->tail & ~none; /* BK_NONE has all bits set */
    int32_t next = s->item[last].next;
    s->item[last].next = (next & none) | (i & ~none);
    q->head = (i & none) | (q->head & ~none);
    q->tail = i;
    q->count++;
    s->item[i].next = BK_NONE;
    s->waiting[2 * row + (lane >> 6)] |= (uint64_t)1 << (lane & 63);
    return &s->item[i];
}

/* Takes out the first of a queue that has one. It can be read until the next append. */
static inline void bk_queue_drop(bk_state *s, bk_queue *q, int32_t row, int32_t lane)
{
    int32_t i = q->head, next = s->item[i].next;
    bool last = next == BK_NONE;
    q->head = next;
    q->tail |= -(int32_t)last;
    q->count--;
    s->waiting[2 * row + (lane >> 6)] &= ~((uint64_t)last << (lane & 63));
    bk_item_free(s, i);
}

/* The oldest item still waiting, or NULL. Valid until the next append. */
static inline const bk_item *bk_queue_first(bk_sim *r, int32_t row, int32_t lane)
{
    bk_state *s = &r->state;
    bk_queue *q = bk_queue_of(s, row, lane);
    while (q->head != BK_NONE) {
        bk_item *item = &s->item[q->head];
        bool stays = (item->stamp == s->client[item->place].stamp) & (item->expires > s->h->now);
        if (BK_LIKELY(stays) || !bk_item_is_gone(r, row, lane, item)) return item;
        bk_queue_drop(s, q, row, lane);
    }
    return NULL;
}

/* Takes the oldest item still waiting out of its queue, or NULL. Valid until the next append. */
static inline const bk_item *bk_queue_pop(bk_sim *r, int32_t row, int32_t lane)
{
    const bk_item *first = bk_queue_first(r, row, lane);
    if (first != NULL) bk_queue_drop(&r->state, bk_queue_of(&r->state, row, lane), row, lane);
    return first;
}

/* What one item adds to the load, in minutes; offer counts for measures. */
double bk_item_expected(const bk_sim *r, int32_t lane, int32_t offer);

/* Drops what waits for no one or has run out of patience, in row's queues. Returns the expected
 * minutes that are left waiting. */
double bk_queues_purge(bk_sim *r, int32_t row);

/* Moves what waits for place from one desk's queues to the ends of another's. */
void bk_queues_move(bk_sim *r, int32_t from, int32_t place, int32_t to);

#endif
