/* What is done at whole weeks: load, ageing, sampling. */
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

/* Sums over clients begin anew in the lanes with each caseworker's places, so that empty ones at
 * their end, which add 0, leave no trace. */
static double sum_gazes(const bk_state *s, int32_t places)
{
    double probability[256], sum[BK_LANES_SUMS] = {0};
    for (int32_t from = 0, n; from < places; from += n) {
        int32_t row_end = (from / s->h->stride + 1) * s->h->stride;
        int32_t end = row_end < places ? row_end : places;
        n = end - from < 256 ? end - from : 256;
        bk_lanes_logistic(s->gaze_base + from, s->gaze + from, probability, n);
        bk_lanes_add(probability, n, sum);
    }
    return bk_lanes_total(sum);
}

static double sum_trust(const bk_state *s, int32_t places, double rest)
{
    double sum[BK_LANES_SUMS] = {0};
    for (int32_t from = 0; from < places; from += s->h->stride) {
        int32_t left = places - from;
        bk_lanes_add(s->trust + from, left < s->h->stride ? left : s->h->stride, sum);
    }
    return bk_lanes_total(sum) + rest * (double)s->h->present;
}

/* How many are seen as the problem, by group of the census. Four counts side by side, so that one
 * client need not wait for the one before. */
static void count_seen(const bk_sim *r, int64_t is[BK_GROUPS])
{
    const bk_state *s = &r->state;
    const double threshold = r->m->threshold_log_odds;
    int32_t n[4][16] = {{0}};
    for (int32_t p = 0, used = bk_places_used(s->h); p < used; p++)
        n[p & 3][bk_client_group(&s->client[p])] += s->gaze_base[p] + s->gaze[p] > threshold;
    for (int32_t g = 0; g < BK_GROUPS; g++) is[g] = n[0][g] + n[1][g] + n[2][g] + n[3][g];
}

static void sample_clients(bk_sim *r)
{
    bk_state *s = &r->state;
    bk_tally *t = &s->h->tally;
    const bk_census *n = &s->h->census;
    const uint64_t now = (uint64_t)s->h->now;
    int32_t places = bk_places_used(s->h);
    int64_t is[BK_GROUPS];
    uint64_t since = 0;
    count_seen(r, is);
    for (int32_t g = 0; g < BK_NEED_GROUPS; g++) {
        int32_t other = g + BK_NEED_GROUPS;
        uint64_t clients = (uint64_t)(n->group[g] + n->group[other]);
        uint64_t since_of = clients * now - n->contact[g] - n->contact[other];
        since += since_of;
        t->group[g] = (double)n->group[g];
        t->group_is[g] = (double)is[g];
        t->clients_of[g] = (double)clients;
        t->since_of[g] = (double)since_of;
        t->willing += t->group[g];
        t->willing_is += t->group_is[g];
        t->unwilling += (double)n->group[other];
        t->unwilling_is += (double)is[other];
    }
    t->since_ticks = (double)since;
    t->clients = t->willing + t->unwilling;
    t->seen_is = t->willing_is + t->unwilling_is;
    t->probability = sum_gazes(s, places);
    t->needs = (double)n->needs;
    t->known_needs = (double)n->known_needs;
    t->trust = sum_trust(s, places, r->m->trust_rest);
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

/* ---- the week's turn ---- */

/* Closes the week that ends now. */
static void close_week(bk_sim *r)
{
    bk_head *h = r->state.h;
    bool in_window = h->week > h->warmup;
    h->tally.present_ticks = (double)h->present_ticks;
    h->present_ticks = h->present * BK_TICKS_PER_WEEK;
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
    if (!r->state.h->apart) bk_points_draw(r, BK_NONE);
}
