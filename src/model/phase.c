/* The start of a run, and what happens to people when conditions change. */
#include "model/parts.h"

/* Room for count Poisson points and then some. */
static int32_t room_for(double expected)
{
    double room = expected + 8.0 * sqrt(expected) + 32.0;
    return room < BK_ROOM_MOST ? (int32_t)room : BK_ROOM_MOST;
}

bk_head bk_sizes_of(const bk_plan *plan, bool watched)
{
    bk_head h = {.n_lanes = plan->model[0].n_lanes, .stride = 1};
    h.apart = !watched && !plan->model[0].open;
    double points = 0.0, arrivals = 0.0;
    for (int32_t i = 0; i < plan->n_phases; i++) {
        const bk_model *m = &plan->model[i];
        if (m->n_caseworkers > h.n_desks) h.n_desks = m->n_caseworkers;
        if (m->caseload > h.stride) h.stride = m->caseload;
        if (m->marks.total > points) points = m->marks.total;
        if (m->arrivals_per_week > arrivals) arrivals = m->arrivals_per_week;
        h.apart &= !m->has_shared;
        h.has_touch |= m->early_after > 0;
        h.has_repeat |= m->mapping_repeat > 0;
        h.has_boost |= m->demand_boost > 0.0;
        h.has_leavers |= m->has_patience;
        h.has_culture |= m->socialisation > 0.0;
        if (m->exact != NULL) h.exact_sets = 1 << m->n_domains;
        h.has_offers |= m->standard_offer > 0.0 && m->standard_offer < 1.0;
    }
    if (!plan->model[0].open) {
        int64_t places = (int64_t)h.n_desks * h.stride;
        h.n_places = places <= BK_MAX_CLIENTS ? (int32_t)places : BK_MAX_CLIENTS + 1;
    } else {
        h.open = true;
        h.stride = BK_CUSTOMER;
        h.n_places = plan->model[0].n_caseworkers * plan->model[0].start + room_for(arrivals);
        h.cap_line = room_for(arrivals);
    }
    h.desk_width = bk_calendar_width(h.n_desks);
    int32_t together = h.apart ? h.stride : h.n_places; /* places whose points lie side by side */
    int32_t chunk =
        together < BK_DRAW_CHUNK ? together : BK_DRAW_CHUNK; /* what candidates may need */
    h.cap_points = room_for((points + 0.5) * (double)together + arrivals) + 3 * chunk;
    h.cap_buckets = bk_room_buckets(h.cap_points);
    h.cap_late = 32 + together / 8;
    h.cap_items = 32 + (int32_t)(0.6 * (double)h.n_places); /* about what an overfull office has */
    h.weeks = plan->weeks;
    h.warmup = plan->warmup_weeks;
    return h;
}

void bk_places_empty(bk_sim *r, int32_t from, int32_t to)
{
    bk_state *s = &r->state;
    for (int32_t p = from; p < to; p++) {
        s->place_key[p] = bk_place_key(s->h, p);
        s->gaze_base[p] = -HUGE_VAL;
        s->client[p].owner = BK_NONE;
        s->client[p].measure = BK_NO_MEASURE;
        s->due[p] = s->measure_end[p] = BK_NEVER;
    }
}

/* ---- people ---- */

/* Somebody takes an empty desk: her own eye, nothing learnt yet. */
static void sit_down(bk_sim *r, int32_t desk)
{
    bk_desk *d = &r->state.desk[desk];
    double spread = r->m->prior_spread;
    uint64_t word =
        bk_draw(r, (uint64_t)desk << 24, BK_FOR_PRIOR, (uint64_t)d->strangers++).word[0];
    d->shift = spread > 0.0 ? spread * bk_normal_quantile(bk_uniform(word)) : 0.0;
}

/* A new desk, without clients or work. */
static void open_desk(bk_sim *r, int32_t desk)
{
    bk_desk *d = &r->state.desk[desk];
    d->debt = d->load = d->waiting = d->arrived = 0.0;
    d->active = true;
    sit_down(r, desk);
}

double bk_prior_of(const bk_sim *r, int32_t desk)
{
    const bk_model *m = r->m;
    double g = m->prior_log_odds;
    if (m->socialisation > 0.0)
        g = bk_log_odds_of((1.0 - m->socialisation) * m->prior +
                           m->socialisation * r->state.h->team_prior);
    return bk_clamp_log_odds(g + r->state.desk[desk].shift);
}

void bk_on_turnover(bk_sim *r, int32_t desk)
{
    bk_state *s = &r->state;
    s->h->events[BK_E_CASEWORKER_LEAVES]++;
    sit_down(r, desk);
    for (int32_t p = 0, used = bk_places_used(s->h); p < used; p++)
        if (s->client[p].owner == desk) bk_client_meet_stranger(r, p);
}

/* ---- filling up ---- */

void bk_desks_join(bk_sim *r)
{
    bk_state *s = &r->state;
    if (!s->h->apart) return;
    s->h->apart = false;
    for (int32_t j = 0; j < s->h->n_desks; j++)
        bk_calendar_set(s->desk_node, s->h->desk_width, j,
                        bk_calendar_of(s->desk_node, s->h->desk_width, j));
}

/* An empty place for one more client of desk: among her own, else the lowest there is. */
static int32_t empty_place(bk_sim *r, int32_t desk)
{
    const bk_head *h = r->state.h;
    for (int32_t i = 0; i < h->stride; i++)
        if (r->state.client[desk * h->stride + i].owner == BK_NONE) return desk * h->stride + i;
    bk_desks_join(r);
    return bk_place_find(r);
}

/* Steady intake: every caseload full. */
static void fill_up(bk_sim *r, int32_t desk)
{
    bk_head *h = r->state.h;
    while (r->state.desk[desk].clients < r->m->caseload) {
        bk_count_arrival(h);
        bk_client_enter_next(r, empty_place(r, desk), desk);
    }
}

static void fill_office(bk_sim *r)
{
    if (r->m->open) {
        bk_line_advance(r);
        return;
    }
    for (int32_t j = 0; j < r->m->n_caseworkers; j++) fill_up(r, j);
}

/* Every free caseworker looks up, now. */
static void wake_all(bk_sim *r)
{
    bk_state *s = &r->state;
    for (int32_t j = 0; j < s->h->n_desks; j++)
        if (s->desk[j].active && bk_is_free(&s->desk[j]))
            bk_desk_set(s, j, bk_key_at(s->h->now, j));
}

static void refresh_all(bk_sim *r)
{
    for (int32_t j = 0; j < r->state.h->n_desks; j++)
        if (r->state.desk[j].active) bk_desk_refresh(r, j);
}

void bk_office_open(bk_sim *r)
{
    bk_state *s = &r->state;
    bk_head *h = s->h;
    bk_places_empty(r, 0, h->n_places);
    bk_calendar_reset(s->desk_node, h->desk_width);
    for (int32_t i = 0; i < (h->n_desks + 1) * h->n_lanes; i++)
        s->queue[i] = (bk_queue){.head = BK_NONE, .tail = BK_NONE};
    for (int32_t j = 0; j < h->n_desks; j++) {
        bk_line none = {.head = BK_NONE, .tail = BK_NONE};
        s->desk[j].due = s->desk[j].contact = s->desk[j].touch = none;
        s->desk[j].lane = BK_NONE;
    }
    h->free_item = BK_NONE;
    h->active = r->m->n_caseworkers;
    h->team_prior = r->m->prior;
    for (int32_t j = 0; j < h->active; j++) open_desk(r, j);

    for (int32_t i = 0; r->m->open && i < r->m->start; i++)
        for (int32_t j = 0; j < h->active; j++) {
            int32_t place = bk_place_find(r);
            r->state.client[place].stamp++;
            r->state.number[place] = h->arrivals++;
            bk_client_enter(r, place, j, 0);
        }
    if (!r->m->open) fill_office(r);
    refresh_all(r);
    wake_all(r);
}

/* ---- a change ---- */

/* What a caseworker has in hand for a client who goes to another is finished without effect. */
static void take_out_of_hand(bk_sim *r, int32_t place)
{
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    bk_desk *d = &s->desk[c->owner];
    if (bk_is_free(d) || d->place != place || d->stamp != c->stamp) return;

    d->stamp = 0; /* nobody's: stamps begin at 1 */
    if (d->lane == r->m->lane_conversation)
        s->due[place] = r->m->interval_ticks < BK_NEVER
                            ? bk_tick_after(s->h->now, r->m->first_within_weeks)
                            : BK_NEVER;
    if (d->lane == r->m->lane_measure) {
        c->measure = BK_NO_MEASURE;
        c->flags = (uint16_t)(c->flags & ~BK_CLIENT_STANDARD);
    }
    if (d->lane == r->m->lane_demand) c->flags &= (uint16_t)~BK_CLIENT_DEMAND;
}

/* The client goes to another caseworker, with all that waits for him. */
static void transfer(bk_sim *r, int32_t place, int32_t to)
{
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    bk_desk *old = &s->desk[c->owner], *new = &s->desk[to];
    bk_desks_join(r);
    take_out_of_hand(r, place);
    bk_queues_move(r, c->owner, place, to);
    if (c->flags & BK_CLIENT_WAITING) {
        bk_line_remove(&old->due, s->in_due, place);
        bk_line_insert(&new->due, s->in_due, s->due, place);
    }
    if (s->h->has_touch) {
        bk_line_remove(&old->contact, s->in_contact, place);
        bk_line_remove(&old->touch, s->in_touch, place);
        bk_join_spare_lines(r, place, to);
    }
    old->clients--;
    new->clients++;
    c->owner = to;
    bk_client_meet_stranger(r, place);
}

/* The desk at work between first and end that has the fewest clients, if under limit. */
static int32_t lightest(const bk_state *s, int32_t first, int32_t end, int32_t limit)
{
    int32_t best = BK_NONE;
    for (int32_t j = first; j < end; j++)
        if (s->desk[j].clients < limit &&
            (best == BK_NONE || s->desk[j].clients < s->desk[best].clients))
            best = j;
    return best;
}

/* The caseworkers from now on are the first n: clients of those who go are shared out, and those
 * who come take over what their colleagues have too much of. */
static void staff(bk_sim *r, int32_t n)
{
    bk_state *s = &r->state;
    int32_t before = s->h->active;
    for (int32_t j = n; j < before; j++) {
        s->desk[j].active = false;
        s->idle[j >> 6] &= ~((uint64_t)1 << (j & 63));
        if (bk_is_free(&s->desk[j])) bk_desk_set(s, j, BK_KEY_NEVER);
    }
    for (int32_t j = before; j < n; j++) open_desk(r, j);
    s->h->active = n;

    for (int32_t p = s->h->n_places - 1; p >= 0 && before != n; p--) {
        int32_t owner = s->client[p].owner;
        if (owner == BK_NONE) continue;
        bool homeless = owner >= n,
             spare = owner < before && s->desk[owner].clients > r->m->caseload;
        int32_t to = BK_NONE;
        if (homeless)
            to = lightest(s, 0, n, INT32_MAX);
        else if (spare)
            to = lightest(s, before, n, r->m->caseload);
        if (to != BK_NONE) transfer(r, p, to);
    }
}

/* How many new clients the next filling up will take in, at most. */
static int32_t entering(const bk_sim *r)
{
    const bk_state *s = &r->state;
    if (r->m->open) return s->h->line_count;
    int64_t n = 0;
    for (int32_t j = 0; j < r->m->n_caseworkers; j++)
        if (s->desk[j].clients < r->m->caseload) n += r->m->caseload - s->desk[j].clients;
    return n < BK_MAX_CLIENTS ? (int32_t)n : BK_MAX_CLIENTS;
}

static bool is_in_talk(const bk_sim *r, int32_t place)
{
    const bk_client *c = &r->state.client[place];
    const bk_desk *d = &r->state.desk[c->owner];
    return d->lane == r->m->lane_conversation && d->place == place && d->stamp == c->stamp;
}

/* Follow-ups begin, spread over an interval as at time 0, or are called off. */
static void restart_follow_ups(bk_sim *r, bool begin)
{
    bk_state *s = &r->state;
    for (int32_t p = 0; p < s->h->n_places; p++) {
        const bk_client *c = &s->client[p];
        if (c->owner == BK_NONE || c->flags & BK_CLIENT_WAITING || is_in_talk(r, p)) continue;
        double u = bk_uniform(bk_draw(r, bk_person_key(s, p), BK_FOR_BIRTH, BK_BIRTH_DUE).word[1]);
        s->due[p] = begin ? bk_tick_after(s->h->now, u * r->m->interval_weeks) : BK_NEVER;
    }
}

void bk_phase_change(bk_sim *r, int32_t phase)
{
    const bk_model *old = r->m;
    r->state.h->phase = phase;
    r->m = &r->plan->model[phase];

    /* Trust itself does not jump when what it rests at does. */
    for (int32_t p = 0, used = bk_places_used(r->state.h); p < used; p++)
        r->state.trust[p] += old->trust_rest - r->m->trust_rest;
    bool followed = old->interval_ticks < BK_NEVER, follows = r->m->interval_ticks < BK_NEVER;
    if (followed != follows) restart_follow_ups(r, follows);

    staff(r, r->m->n_caseworkers);
    for (int32_t j = 0; j < r->state.h->n_desks; j++)
        r->state.desk[j].waiting = r->state.desk[j].active ? bk_desk_waiting(r, j) : 0.0;
    if (!bk_make_room(r, entering(r), 0)) return;
    fill_office(r);
    refresh_all(r);
    wake_all(r);
}
