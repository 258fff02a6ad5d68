/* More room in the block, for what cannot be known when a run begins. */
#include "model/parts.h"

/* The block anew, with those sizes. */
static bool grow(bk_sim *r, const bk_head *sizes)
{
    int32_t places = r->state.h->n_places, line = r->state.h->cap_line;
    r->status = bk_state_resize(&r->state, sizes);
    if (r->status != BK_OK) return false;
    bk_places_empty(r, places, sizes->n_places);

    /* What had wrapped round the end of the old ring goes behind it. */
    const bk_head *h = r->state.h;
    int32_t wrapped = h->line_first + h->line_count - line;
    for (int32_t i = 0; h->cap_line > line && i < wrapped; i++)
        r->state.line[line + i] = r->state.line[i];
    return true;
}

static bool grow_points(bk_sim *r, int32_t more)
{
    bk_head sizes = *r->state.h;
    if (sizes.cap_points > BK_ROOM_MOST / 2 - more) return bk_out_of_room(r);
    sizes.cap_points = 2 * sizes.cap_points + more;
    sizes.cap_buckets = bk_room_buckets(sizes.cap_points);
    return grow(r, &sizes);
}

bool bk_reserve_points(bk_sim *r, int32_t more)
{
    const bk_head *h = r->state.h;
    if (BK_LIKELY(more < h->cap_points - h->n_points)) return true;
    return grow_points(r, more);
}

bool bk_reserve_late(bk_sim *r)
{
    const bk_head *h = r->state.h;
    if (BK_LIKELY(h->n_late < h->cap_late)) return true;
    if (h->cap_late > BK_ROOM_MOST / 2) return bk_out_of_room(r);
    bk_head sizes = *h;
    sizes.cap_late = 2 * h->cap_late;
    return grow(r, &sizes);
}

bool bk_make_room(bk_sim *r, int32_t entering, int32_t queueing)
{
    const bk_head *h = r->state.h;
    bk_head sizes = *h;
    int32_t taken = h->open ? h->highest_place : h->present;
    if (taken + entering > h->n_places) {
        sizes.n_places = 2 * h->n_places + entering;
        if (sizes.n_places > BK_MAX_CLIENTS) sizes.n_places = BK_MAX_CLIENTS;
        if (taken + entering > sizes.n_places) {
            r->status = BK_ERR_INPUT; /* more clients than a run can hold */
            return false;
        }
    }
    if (h->line_count + queueing > h->cap_line) {
        if (h->cap_line > BK_ROOM_MOST / 2 - queueing) return bk_out_of_room(r);
        sizes.cap_line = 2 * h->cap_line + queueing;
    }
    if (sizes.n_places == h->n_places && sizes.cap_line == h->cap_line) return true;
    return grow(r, &sizes);
}
