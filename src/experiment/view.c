#include "experiment/view.h"

#include "model/parts.h"

static bk_status make_room(bk_still *still, int32_t clients, int32_t desks)
{
    if (still->room >= clients && still->desks >= desks && still->room > 0) return BK_OK;
    bk_still_clear(still);
    bk_still s = {.room = clients + 1, .desks = desks};
    s.suspicion = bk_arena_alloc(&s.arena, s.room, sizeof *s.suspicion);
    s.needs = bk_arena_alloc(&s.arena, s.room, sizeof *s.needs);
    s.known = bk_arena_alloc(&s.arena, s.room, sizeof *s.known);
    s.owner = bk_arena_alloc(&s.arena, s.room, sizeof *s.owner);
    s.slot = bk_arena_alloc(&s.arena, s.room, sizeof *s.slot);
    s.person = bk_arena_alloc(&s.arena, s.room, sizeof *s.person);
    s.load = bk_arena_alloc(&s.arena, desks, sizeof *s.load);
    if (s.suspicion == NULL || s.needs == NULL || s.known == NULL || s.owner == NULL ||
        s.slot == NULL || s.person == NULL || s.load == NULL) {
        bk_arena_clear(&s.arena);
        return BK_ERR_MEMORY;
    }
    *still = s;
    return BK_OK;
}

void bk_still_clear(bk_still *still)
{
    bk_arena_clear(&still->arena);
    *still = (bk_still){0};
}

bk_status bk_still_take(bk_still *still, const bk_sim *run)
{
    const bk_state *s = &run->state;
    const bk_head *h = s->h;
    int32_t used = bk_places_used(h), n = 0;
    BK_TRY(make_room(still, used, h->n_desks));
    for (int32_t p = 0; p < used; p++) {
        const bk_client *c = &s->client[p];
        if (!(c->flags & BK_CLIENT_PRESENT)) continue;
        still->suspicion[n] = bk_logistic(s->gaze_base[p] + s->gaze[p]);
        still->needs[n] = c->needs;
        still->known[n] = (uint16_t)(c->needs & c->known);
        still->owner[n] = c->owner;
        still->slot[n] = h->open ? p : p - c->owner * h->stride;
        still->person[n] = c->stamp;
        n++;
    }
    for (int32_t d = 0; d < h->n_desks; d++) still->load[d] = s->desk[d].load;
    still->view = (bk_view){.week = h->week,
                            .caseworkers = h->n_desks,
                            .clients = n,
                            .threshold = bk_logistic(run->m->threshold_log_odds),
                            .suspicion = still->suspicion,
                            .needs = still->needs,
                            .known = still->known,
                            .owner = still->owner,
                            .slot = still->slot,
                            .person = still->person,
                            .load = still->load};
    return BK_OK;
}

void bk_count_needs(const bk_sim *run, int32_t needs[BK_MAX_DOMAINS], int32_t known[BK_MAX_DOMAINS])
{
    const bk_state *s = &run->state;
    for (int32_t d = 0; d < BK_MAX_DOMAINS; d++) needs[d] = known[d] = 0;
    for (int32_t p = 0, used = bk_places_used(s->h); p < used; p++) {
        const bk_client *c = &s->client[p];
        if (!(c->flags & BK_CLIENT_PRESENT)) continue;
        for (int32_t d = 0; d < run->m->n_domains; d++) {
            needs[d] += c->needs >> d & 1;
            known[d] += (c->needs & c->known) >> d & 1;
        }
    }
}
