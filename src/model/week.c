/* What is done at whole weeks: load, ageing, sampling, and drawing the points of the week to come.
 */
#include "model/lanes.h"
#include "model/parts.h"

/* ---- load, and what it does to her eye ---- */

/* A table for each nibble of domains: the product of factors over every subset. */
static void subset_products(const bk_model *m, double omega, double table[4][16])
{
    for (int32_t nibble = 0; nibble < 4; nibble++) {
        double factor[4];
        for (int32_t i = 0; i < 4; i++) {
            int32_t domain = 4 * nibble + i;
            factor[i] = domain < m->n_domains ? 1.0 - omega * m->unknown_hinders[domain] : 1.0;
        }
        double *t = table[nibble];
        t[0] = 1.0;
        for (int32_t i = 0; i < 4; i++)
            for (int32_t set = 0; set < 1 << i; set++) t[set | 1 << i] = t[set] * factor[i];
    }
}

void bk_desk_refresh(bk_sim *r, int32_t desk)
{
    const bk_model *m = r->m;
    bk_desk *d = &r->state.desk[desk];
    double strained = bk_pow(d->load / m->load_half, m->steepness);
    d->omega = m->correction_min + (m->correction_max - m->correction_min) / (1.0 + strained);
    subset_products(m, d->omega, d->unknown);

    const double full = 0.93; /* occupancy beyond which work slows again */
    double brisk = d->load < full ? d->load : full, over = d->load - brisk;
    double speed = 1.0 - m->speedup * brisk / full + m->overwork * over;
    d->speed = speed < 0.5 ? 0.5 : speed > 2.0 ? 2.0 : speed;
}

double bk_desk_waiting(bk_sim *r, int32_t desk)
{
    const bk_model *m = r->m;
    const bk_state *s = &r->state;
    const bk_desk *d = &s->desk[desk];
    double waiting = bk_queues_purge(r, desk);
    if (!m->has_mapping)
        return waiting + (double)d->due.count * m->expected_minutes[m->lane_conversation];
    for (int32_t p = d->due.head; p != BK_NONE; p = s->in_due[p].after)
        waiting += bk_talk_expected(r, p);
    return waiting;
}

/* The load of the week that ends, and what waits as the next begins. Shared work is everyone's in
 * equal parts. */
static void weigh_desks(bk_sim *r)
{
    const bk_model *m = r->m;
    bk_head *h = r->state.h;
    double part = 1.0 / (double)h->active;
    double shared = (h->shared_waiting + h->shared_arrived) * part;
    for (int32_t j = 0; j < h->n_desks; j++) {
        bk_desk *d = &r->state.desk[j];
        if (!d->active) continue;
        double work = d->waiting + d->arrived + shared;
        double now = (work > 0.0 ? work : 0.0) / m->capacity_minutes;
        d->load += (now - d->load) * m->load_memory;
        d->waiting = bk_desk_waiting(r, j);
        d->arrived = 0.0;
        bk_desk_refresh(r, j);
    }
    h->shared_waiting = m->has_shared ? bk_queues_purge(r, h->n_desks) : 0.0;
    h->shared_arrived = 0.0;
}

/* ---- ageing and sampling ---- */

static void age(bk_sim *r)
{
    bk_state *s = &r->state;
    int32_t n = bk_places_used(s->h);
    bk_lanes_scale(s->gaze, n, r->m->forget_week);
    bk_lanes_scale(s->trust, n, r->m->trust_week);
}

/* How many bits are set in each half of x: the same steps for both at once. */
static uint32_t count_halves(uint32_t x)
{
    x = x - (x >> 1 & 0x55555555u);
    x = (x & 0x33333333u) + (x >> 2 & 0x33333333u);
    x = (x + (x >> 4)) & 0x0f0f0f0fu;
    return (x + (x >> 8)) & 0x00ff00ffu;
}

/* Counts over clients, whole numbers until the end. By number of needs: the willing, then the
 * others. */
typedef struct {
    int64_t needs, known_needs;
    int64_t clients[2 * BK_NEED_GROUPS], is[2 * BK_NEED_GROUPS], since[2 * BK_NEED_GROUPS];
    double probability, trust;
} census;

static census count_clients(const bk_sim *r, const double *probability)
{
    static const uint8_t GROUP[BK_MAX_DOMAINS + 1] = {0, 1, 2, 2, 3, 3, 3, 3, 3,
                                                      3, 3, 3, 3, 3, 3, 3, 3};
    const bk_state *s = &r->state;
    const double threshold = r->m->threshold_log_odds, rest = r->m->trust_rest;
    const bk_tick now = s->h->now;
    census n = {0};
    for (int32_t p = 0, used = bk_places_used(s->h); p < used; p++) {
        const bk_client *c = &s->client[p];
        if (!(c->flags & BK_CLIENT_PRESENT)) continue;
        uint32_t counts = count_halves((uint32_t)c->needs | ((uint32_t)c->needs & c->known) << 16);
        int32_t group = GROUP[counts & 31u] + (c->flags & BK_CLIENT_WILLING ? 0 : BK_NEED_GROUPS);
        n.needs += counts & 31u;
        n.known_needs += counts >> 16;
        n.clients[group]++;
        n.is[group] += s->gaze_base[p] + s->gaze[p] > threshold;
        n.since[group] += now - s->contact[p];
        n.probability += probability[p];
        n.trust += rest + s->trust[p];
    }
    return n;
}

static void sample_clients(bk_sim *r)
{
    bk_state *s = &r->state;
    bk_tally *t = &s->h->tally;
    double *probability = (double *)(void *)s->scratch;
    bk_lanes_logistic(s->gaze_base, s->gaze, probability, bk_places_used(s->h));
    census n = count_clients(r, probability);
    int64_t since = 0;
    for (int32_t g = 0; g < BK_NEED_GROUPS; g++) {
        int32_t other = g + BK_NEED_GROUPS;
        since += n.since[g] + n.since[other];
        t->group[g] = (double)n.clients[g];
        t->group_is[g] = (double)n.is[g];
        t->clients_of[g] = (double)(n.clients[g] + n.clients[other]);
        t->since_of[g] = (double)(n.since[g] + n.since[other]);
        t->willing += t->group[g];
        t->willing_is += t->group_is[g];
        t->unwilling += (double)n.clients[other];
        t->unwilling_is += (double)n.is[other];
    }
    t->since_ticks = (double)since;
    t->clients = t->willing + t->unwilling;
    t->seen_is = t->willing_is + t->unwilling_is;
    t->probability = n.probability;
    t->needs = (double)n.needs;
    t->known_needs = (double)n.known_needs;
    t->trust = n.trust;
    if (t->clients > 0.0) s->h->team_prior = t->probability / t->clients;
}

static void sample(bk_sim *r)
{
    bk_state *s = &r->state;
    bk_tally *t = &s->h->tally;
    sample_clients(r);
    for (int32_t j = 0; j < s->h->n_desks; j++) {
        if (!s->desk[j].active) continue;
        t->desks += 1.0;
        t->load += s->desk[j].load;
        t->omega += s->desk[j].omega;
        BK_TELL(r, BK_STORY_WEEK, BK_NONE, .desk = j, .load = s->desk[j].load,
                .omega = s->desk[j].omega);
    }
}

/* ---- the points of a week ---- */

/* Room for more points, places or people in line. On failure r->status is set. */
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

/* Room for that many more points, and one for the end mark. */
static bool reserve_points(bk_sim *r, int32_t more)
{
    const bk_head *h = r->state.h;
    if (BK_LIKELY(more < h->cap_points - h->n_points)) return true;
    return grow_points(r, more);
}

static void put_point(bk_state *s, int32_t n, uint64_t word, bk_point point)
{
    s->entry[n] = bk_point_entry(word >> BK_MARK_BITS, n);
    s->point[n] = point;
}

/* Writes one candidate as point n; true when it is one. A mark says what a point is, and how far
 * into that segment it lies is a uniform in (0, 1) that its handler will need. */
static bool put_candidate(bk_state *s, const bk_marks *marks, int32_t n, int32_t place, bk_block b)
{
    uint64_t mark = b.word[1] & (((uint64_t)1 << BK_MARK_BITS) - 1);
    int32_t segment = marks->guide[mark >> (BK_MARK_BITS - 8)];
    while (mark >= marks->end[segment]) segment++; /* the last ends past every mark */
    double into = (double)(int64_t)(mark - marks->start[segment]) + 0.5;
    put_point(s, n, b.word[1],
              (bk_point){.subject = place,
                         .kind = (uint32_t)segment & 255u,
                         .luck = b.word[0] & 0xffffffu,
                         .value = into * marks->inverse_width[segment]});
    return segment < marks->count;
}

/* The candidates of one place. The first uses what the count left, a word and the low bits that
 * decided nothing; it is written in any case and kept if there is one, since whether there is
 * could not be foretold. */
static bool draw_place(bk_sim *r, int32_t place)
{
    const bk_marks *marks = &r->m->marks;
    uint64_t place_key = bk_place_key(r->state.h, place);
    uint64_t count = (uint64_t)r->state.h->week << 24;
    bk_block b = bk_draw(r, place_key, BK_FOR_POINTS, count);
    int32_t candidates = bk_poisson_draw(&marks->number, b.word[0]);
    if (!reserve_points(r, candidates + 1)) return false;

    int32_t n = r->state.h->n_points;
    n += put_candidate(&r->state, marks, n, place, b) & (candidates > 0);
    for (int32_t i = 1; i < candidates; i++) {
        b = bk_draw(r, place_key, BK_FOR_POINTS, count + (uint64_t)i);
        n += put_candidate(&r->state, marks, n, place, b);
    }
    r->state.h->n_points = n;
    return true;
}

/* ---- how long the inbox items of the week will take ---- */

/* Puts aside the uniforms of all lognormal items, so that they can be worked on together: luck[i]
 * belongs to point which[i]. The rare ones in the tails are done at once, and left as a value that
 * stands for 0. */
static int32_t set_aside(bk_sim *r, double *luck, int32_t *which)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    int32_t n = 0;
    for (int32_t i = 0; i < s->h->n_points; i++) {
        bk_point *point = &s->point[i];
        double u = point->value;
        bool item = m->is_lognormal[point->kind], central = bk_is_central(u);
        luck[n] = central ? u : 0.5;
        which[n] = i;
        n += item;
        point->value = item ? 0.0 : u;
        if (item && !central) point->value = bk_normal_quantile_tail(u);
    }
    return n;
}

/* Items whose time is fixed or exponential. */
static void draw_other_minutes(bk_sim *r)
{
    bk_state *s = &r->state;
    for (int32_t i = 0; i < s->h->n_points; i++) {
        bk_point *point = &s->point[i];
        const bk_stream *stream = r->m->stream_of_kind[point->kind];
        if (stream == NULL || stream->minutes.kind == BK_LOGNORMAL) continue;
        double mean = stream->minutes.mean;
        point->value = stream->minutes.kind == BK_FIXED ? mean : mean * -bk_log(point->value);
    }
}

/* Turns the uniforms of inbox items into minutes. */
static void draw_minutes(bk_sim *r)
{
    bk_state *s = &r->state;
    double *luck = (double *)(void *)s->scratch;
    int32_t *which = s->bucket;
    int32_t n = set_aside(r, luck, which);
    bk_lanes_quantile(luck, n);
    for (int32_t i = 0; i < n; i++) {
        const bk_point *point = &s->point[which[i]];
        const bk_lognormal *log = &r->m->stream_of_kind[point->kind]->minutes.log_params;
        luck[i] = log->mu + log->sigma * (luck[i] + point->value);
    }
    bk_lanes_exp(luck, n);
    for (int32_t i = 0; i < n; i++) s->point[which[i]].value = luck[i];
    if (r->m->has_other_minutes) draw_other_minutes(r);
}

/* Points that are not a client's: n of one kind about one subject. */
static bool draw_others(bk_sim *r, bk_purpose purpose, const bk_poisson_table *number,
                        int32_t subject, int32_t kind, int32_t *n)
{
    uint64_t whose = (uint64_t)subject << 24, count = (uint64_t)r->state.h->week << 24;
    *n = bk_poisson_draw(number, bk_draw(r, whose, purpose, count).word[0]);
    if (!reserve_points(r, *n)) return false;
    for (int32_t i = 0; i < *n; i++) {
        uint64_t word = bk_draw(r, whose, purpose, count + (uint64_t)i + 1).word[0];
        put_point(&r->state, r->state.h->n_points++, word,
                  (bk_point){.subject = subject, .kind = (uint32_t)kind & 255u});
    }
    return true;
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
        sizes.place_width = bk_calendar_width(sizes.n_places);
        if (sizes.cap_points < sizes.n_places) sizes.cap_points = sizes.n_places;
        sizes.cap_buckets = bk_room_buckets(sizes.cap_points);
    }
    if (h->line_count + queueing > h->cap_line) {
        if (h->cap_line > BK_ROOM_MOST / 2 - queueing) return bk_out_of_room(r);
        sizes.cap_line = 2 * h->cap_line + queueing;
    }
    if (sizes.n_places == h->n_places && sizes.cap_line == h->cap_line) return true;
    return grow(r, &sizes);
}

static void draw_week(bk_sim *r)
{
    const bk_model *m = r->m;
    bk_head *h = r->state.h;
    int32_t arrivals = 0, leavers;
    h->n_points = h->next_point = 0;
    if (m->open) {
        if (!draw_others(r, BK_FOR_ARRIVALS, &m->arrivals, 0, BK_POINT_ARRIVAL, &arrivals)) return;
        if (!bk_make_room(r, arrivals, arrivals)) return;
    }
    for (int32_t j = 0; m->turnover_per_week > 0.0 && j < r->state.h->active; j++)
        if (!draw_others(r, BK_FOR_TURNOVER, &m->turnover, j, BK_POINT_TURNOVER, &leavers)) return;

    int32_t places = m->open ? r->state.h->highest_place + arrivals : r->state.h->n_places;
    for (int32_t p = 0; p < places; p++) {
        if (!m->open && r->state.client[p].owner == BK_NONE) continue;
        if (!draw_place(r, p)) return;
    }
    draw_minutes(r);
    bk_state *s = &r->state;
    bk_points_sort(s->entry, s->scratch, s->bucket, s->h->n_points);
    s->entry[s->h->n_points] = UINT64_MAX;
}

/* ---- the week's turn ---- */

/* Closes the week that ends now. */
static void close_week(bk_sim *r)
{
    bk_head *h = r->state.h;
    bool in_window = h->week > h->warmup;
    bk_count_present(h, 0);
    h->tally.capacity_minutes += (double)h->active * r->m->capacity_minutes;
    weigh_desks(r);
    age(r);
    bool wanted = r->outcome->week != NULL || r->outcome->watch != NULL;
    bool sampled = in_window || wanted || h->has_culture;
    if (sampled || r->teller.hear != NULL) sample(r);
    bk_tally_fold(r, in_window);
}

void bk_week_begin(bk_sim *r)
{
    bk_head *h = r->state.h;
    if (h->week > 0) close_week(r);
    if (h->week == h->weeks) return;

    int32_t next = h->phase + 1;
    if (next < r->plan->n_phases && r->plan->from[next] == h->week) bk_phase_change(r, next);
    if (r->status != BK_OK) return;
    h = r->state.h;
    if (h->week == h->warmup && h->weeks >= h->warmup + 104) {
        h->tally.present_12m += (double)(h->present + h->line_count);
        h->present_counted = true;
    }
    draw_week(r);
}
