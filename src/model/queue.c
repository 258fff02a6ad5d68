/* Items that wait, in order of arising.
 *
 * An item that runs out of patience, or whose client leaves, is not looked for at that moment: it
 * lies in its queue until somebody comes upon it, at the latest at the next whole week. Nothing
 * else in the model can tell the difference, and a lost item is counted with the moment it was
 * lost at known exactly. */
#include "model/parts.h"

/* Keeps the row's bits true: whether anything lies in that lane's queue. */
static void mark_lane(bk_state *s, int32_t row, int32_t lane, bool waits)
{
    uint64_t *word = &s->waiting[2 * row + (lane >> 6)], bit = (uint64_t)1 << (lane & 63);
    *word = waits ? *word | bit : *word & ~bit;
}

/* Room for one more item. The caller's views stay valid: they are reached through r. */
int32_t bk_item_make(bk_sim *r)
{
    bk_state *s = &r->state;
    if (s->h->used_items == s->h->cap_items) {
        bk_head sizes = *s->h;
        if (sizes.cap_items > BK_ROOM_MOST / 2) {
            bk_out_of_room(r);
            return BK_NONE;
        }
        sizes.cap_items += sizes.cap_items / 2;
        r->status = bk_state_resize(s, &sizes);
        if (r->status != BK_OK) return BK_NONE;
    }
    return s->h->used_items++;
}

void bk_item_settle(const bk_sim *r, int32_t lane, bk_item *item)
{
    if (lane >= r->m->n_streams || item->offer == BK_NONE || item->expires == BK_NEVER) return;
    double u = ((double)item->offer + 0.5) * (1.0 / (double)(1 << BK_LUCK_BITS));
    item->expires = bk_tick_after(item->arose, r->m->stream[lane].patience_weeks * -bk_log(u));
    item->offer = BK_NONE;
}

bool bk_item_is_gone(bk_sim *r, int32_t row, int32_t lane, bk_item *item)
{
    bk_state *s = &r->state;
    bool stale = item->stamp != s->client[item->place].stamp;
    if (!stale && item->expires > s->h->now) return false;
    bk_item_settle(r, lane, item);
    if (!stale && item->expires > s->h->now) return false;
    if (stale && (item->expires == BK_NEVER || item->expires > s->left[item->place])) return true;
    s->h->events[BK_E_ITEM_LOST]++;
    bk_queue_of(s, row, lane)->tally.lost += 1.0;
    BK_TELL(r, BK_STORY_LOST, item->place, .lane = lane, .number = bk_weeks_of(item->expires),
            .stamp = item->stamp, .gone = stale);
    return true;
}

double bk_item_expected(const bk_sim *r, int32_t lane, int32_t offer)
{
    return lane == r->m->lane_measure ? r->m->offer[offer].expected_minutes
                                      : r->m->expected_minutes[lane];
}

/* Purges one queue; returns what is left in it, in expected minutes. */
static double purge(bk_sim *r, int32_t row, int32_t lane)
{
    bk_state *s = &r->state;
    bk_queue *q = bk_queue_of(s, row, lane);
    double waiting = 0.0;
    int32_t last = BK_NONE;
    for (int32_t i = q->head; i != BK_NONE;) {
        int32_t next = s->item[i].next;
        if (bk_item_is_gone(r, row, lane, &s->item[i])) {
            *(last == BK_NONE ? &q->head : &s->item[last].next) = next;
            q->count--;
            bk_item_free(s, i);
        } else {
            waiting += bk_item_expected(r, lane, s->item[i].offer);
            last = i;
        }
        i = next;
    }
    q->tail = last;
    mark_lane(s, row, lane, q->head != BK_NONE);
    return waiting;
}

double bk_queues_purge(bk_sim *r, int32_t row)
{
    double waiting = 0.0;
    for (int32_t word = 0; word < 2; word++)
        for (uint64_t lanes = r->state.waiting[2 * row + word]; lanes != 0; lanes &= lanes - 1)
            waiting += purge(r, row, 64 * word + (int32_t)__builtin_ctzll(lanes));
    return waiting;
}

void bk_queues_move(bk_sim *r, int32_t from, int32_t place, int32_t to)
{
    bk_state *s = &r->state;
    for (int32_t lane = 0; lane < r->m->lane_conversation; lane++) {
        bk_queue *q = bk_queue_of(s, from, lane);
        int32_t last = BK_NONE;
        for (int32_t i = q->head; i != BK_NONE;) {
            int32_t next = s->item[i].next;
            if (s->item[i].place == place) {
                *(last == BK_NONE ? &q->head : &s->item[last].next) = next;
                if (q->tail == i) q->tail = last;
                q->count--;
                bk_queue *other = bk_queue_of(s, to, lane);
                s->item[i].next = BK_NONE;
                *(other->tail == BK_NONE ? &other->head : &s->item[other->tail].next) = i;
                other->tail = i;
                other->count++;
                mark_lane(s, to, lane, true);
            } else {
                last = i;
            }
            i = next;
        }
        mark_lane(s, from, lane, q->head != BK_NONE);
    }
}
