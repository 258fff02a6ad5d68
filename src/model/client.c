/* A client's life, and what his caseworker makes of it. */
#include "model/exact.h"

/* ---- the census ---- */

static void census_add(bk_state *s, int32_t place, int64_t change)
{
    const bk_client *c = &s->client[place];
    bk_census *n = &s->h->census;
    int32_t group = bk_client_group(c);
    n->needs += change * bk_set_size(c->needs);
    n->known_needs += change * bk_set_size((uint32_t)c->needs & c->known);
    n->group[group] += change;
    n->contact[group] += (uint64_t)(change * s->contact[place]);
}

void bk_client_uncount(bk_state *s, int32_t place)
{
    census_add(s, place, -1);
}

void bk_client_count(bk_state *s, int32_t place)
{
    static const uint8_t GROUP[BK_MAX_DOMAINS + 1] = {0, 1, 2, 2, 3, 3, 3, 3, 3,
                                                      3, 3, 3, 3, 3, 3, 3, 3};
    bk_client *c = &s->client[place];
    int32_t group = GROUP[bk_set_size(c->needs)];
    if (!(c->flags & BK_CLIENT_WILLING)) group += BK_NEED_GROUPS;
    uint32_t others = c->flags & ((1u << BK_CLIENT_GROUP) - 1u);
    c->flags = (uint16_t)(others | (uint32_t)group << BK_CLIENT_GROUP);
    census_add(s, place, +1);
}

/* ---- coming ---- */

/* Who he is: willing or not, and which needs, by one common factor (model.md 3). */
static void draw_person(bk_sim *r, int32_t place)
{
    const bk_model *m = r->m;
    bk_client *c = &r->state.client[place];
    uint64_t person = bk_person_key(&r->state, place);

    bk_block first = bk_draw(r, person, BK_FOR_BIRTH, 0);
    if (bk_uniform(first.word[0]) >= m->unwilling_share) c->flags |= BK_CLIENT_WILLING;
    double z = m->common > 0.0 ? m->common * bk_normal_quantile(bk_uniform(first.word[1])) : 0.0;

    uint32_t needs = 0;
    for (int32_t d = 0; d < m->n_domains; d += 2) {
        bk_block b = bk_draw(r, person, BK_FOR_BIRTH, (uint64_t)(1 + d / 2));
        for (int32_t i = d; i < d + 2 && i < m->n_domains; i++) {
            double own =
                m->own > 0.0 ? m->own * bk_normal_quantile(bk_uniform(b.word[i - d])) : 0.0;
            if (z + own < m->need_threshold[i]) needs |= 1u << i;
        }
    }
    c->needs = (uint16_t)needs;
}

/* When his first follow-up falls due: soon, or at time 0 somewhere within an interval. */
static bk_tick first_due(const bk_sim *r, int32_t place)
{
    const bk_head *h = r->state.h;
    if (r->m->interval_ticks == BK_NEVER) return BK_NEVER;
    double u =
        bk_uniform(bk_draw(r, bk_person_key(&r->state, place), BK_FOR_BIRTH, BK_BIRTH_DUE).word[0]);
    double within = h->now == 0 ? r->m->interval_weeks : r->m->first_within_weeks;
    return bk_tick_after(h->now, u * within);
}

/* Puts place into the lines of those who may be seen in spare time. A free caseworker looks up when
 * he becomes eligible. */
void bk_join_spare_lines(bk_sim *r, int32_t place, int32_t desk)
{
    bk_state *s = &r->state;
    bk_desk *d = &s->desk[desk];
    bk_line_insert(&d->contact, s->in_contact, s->contact, place);
    bk_line_insert(&d->touch, s->in_touch, s->touched, place);
    if (!bk_is_free(d) || r->m->early_after == 0) return;

    bk_tick eligible = s->touched[place] + r->m->early_after;
    uint64_t key = bk_key_at(eligible > s->h->now ? eligible : s->h->now, desk);
    if (key < bk_calendar_of(s->desk_node, s->h->desk_width, desk)) bk_desk_set(s, desk, key);
}

void bk_client_enter(bk_sim *r, int32_t place, int32_t desk, bk_tick arrived)
{
    bk_state *s = &r->state;
    bk_head *h = s->h;
    bk_client *c = &s->client[place];
    BK_DEBUG_ASSERT(c->owner == BK_NONE);

    c->flags = BK_CLIENT_PRESENT;
    c->owner = desk;
    c->known = 0;
    c->measure = BK_NO_MEASURE;
    s->counts[place] = (bk_counts){0};
    if (h->has_offers) s->offers[place] = 0;
    s->gaze_base[place] = bk_prior_of(r, desk);
    s->gaze[place] = 0.0;
    s->trust[place] = 0.0;
    s->contact[place] = s->arrived[place] = arrived;
    s->measure_end[place] = BK_NEVER;
    if (h->has_boost) s->boosted[place] = 0;
    if (h->exact_sets > 0) bk_exact_begin(r, place);
    draw_person(r, place);
    bk_client_count(s, place);
    s->due[place] = first_due(r, place);

    bk_count_present(h, +1);
    s->desk[desk].clients++;
    if (h->has_touch) {
        s->touched[place] = arrived;
        bk_join_spare_lines(r, place, desk);
    }
    BK_TELL(r, BK_STORY_ENTERS, place, .set = c->needs, .before = s->gaze_base[place],
            .number = bk_weeks_of(h->now - arrived),
            .willing = (c->flags & BK_CLIENT_WILLING) != 0);
    bk_timer_set(r, place, s->due[place]);
}

void bk_client_enter_next(bk_sim *r, int32_t place, int32_t desk)
{
    bk_head *h = r->state.h;
    bk_client *c = &r->state.client[place];
    uint32_t by_week = ((uint32_t)h->week << 8) + 1;
    if (c->stamp < by_week) c->stamp = by_week;
    bk_client_enter(r, place, desk, h->now);
}

/* ---- open intake ---- */

/* The caseworker with the fewest clients and room for one more; BK_NONE when all are full. */
static int32_t roomiest_desk(const bk_sim *r)
{
    const bk_state *s = &r->state;
    int32_t best = BK_NONE;
    for (int32_t j = 0; j < s->h->n_desks; j++) {
        if (!s->desk[j].active || s->desk[j].clients >= r->m->caseload) continue;
        if (best == BK_NONE || s->desk[j].clients < s->desk[best].clients) best = j;
    }
    return best;
}

int32_t bk_place_find(bk_sim *r)
{
    bk_head *h = r->state.h;
    while (h->lowest_free < h->n_places && r->state.client[h->lowest_free].owner != BK_NONE)
        h->lowest_free++;
    BK_ASSERT(h->lowest_free < h->n_places); /* week.c makes room for all who arrive in a week */
    if (h->lowest_free >= h->highest_place) h->highest_place = h->lowest_free + 1;
    return h->lowest_free;
}

static void give_place(bk_sim *r, int32_t desk, bk_tick arrived, int64_t number)
{
    bk_head *h = r->state.h;
    h->tally.places += 1.0;
    h->tally.place_wait_ticks += (double)(h->now - arrived);
    int32_t place = bk_place_find(r);
    r->state.client[place].stamp++;
    r->state.number[place] = number;
    bk_client_enter(r, place, desk, arrived);
}

void bk_client_arrive(bk_sim *r)
{
    bk_state *s = &r->state;
    bk_head *h = s->h;
    h->events[BK_E_CLIENT_ARRIVES]++;
    bk_count_arrival(h);

    int32_t desk = h->line_count > 0 ? BK_NONE : roomiest_desk(r);
    if (desk != BK_NONE) {
        give_place(r, desk, h->now, h->arrivals++);
        return;
    }
    BK_ASSERT(h->line_count < h->cap_line);
    s->line[(h->line_first + h->line_count++) % h->cap_line] = h->now;
    h->arrivals++;
    BK_TELL(r, BK_STORY_ARRIVES, BK_NONE, .desk = BK_NONE, .number = h->line_count);
}

void bk_line_advance(bk_sim *r)
{
    while (r->state.h->line_count > 0) {
        int32_t desk = roomiest_desk(r);
        if (desk == BK_NONE) return;
        bk_head *h = r->state.h;
        bk_tick arrived = r->state.line[h->line_first];
        int64_t number = h->arrivals - h->line_count; /* first come, first served: consecutive */
        h->line_first = (h->line_first + 1) % h->cap_line;
        h->line_count--;
        give_place(r, desk, arrived, number);
    }
}

/* ---- going ---- */

static void tally_exit(bk_head *h, bk_tick arrived, bool willing, bk_exit how)
{
    bk_tally *t = &h->tally;
    bool work = how == BK_EXIT_WORK;
    *(work ? &t->exits_work : &t->exits_other) += 1.0;
    if (how == BK_EXIT_WITHDRAWN) {
        t->pushed_out += 1.0;
        if (willing) t->pushed_out_willing += 1.0;
    }

    bk_tick year = bk_week_start(52), start = bk_week_start(h->warmup);
    if (arrived > start && arrived <= bk_week_start(h->weeks - 52) && h->now - arrived <= year)
        *(work ? &t->out_work_12m : &t->out_other_12m) += 1.0;
    if (!h->present_counted || arrived > start + year) return;
    bk_tick counted_from = arrived > start ? arrived : start;
    if (h->now - counted_from <= year)
        *(work ? &t->present_out_work_12m : &t->present_out_other_12m) += 1.0;
}

/* Items of an earlier client of this place may still lie in a queue unresolved, his caseworker's or
 * the team's: settle them while it is known when he left. With open intake the place may have been
 * another caseworker's. */
static void settle_items(bk_sim *r, int32_t place)
{
    const bk_head *h = r->state.h;
    if (r->state.left[place] < bk_week_start(h->week)) return;
    for (int32_t row = 0; h->open && row < h->n_desks; row++) bk_queues_purge(r, row);
    bk_queues_purge(r, r->state.client[place].owner);
    bk_queues_purge(r, h->n_desks);
}

void bk_client_leave(bk_sim *r, int32_t place, bk_exit how)
{
    bk_state *s = &r->state;
    bk_head *h = s->h;
    bk_client *c = &s->client[place];
    int32_t desk = c->owner;
    bk_desk *d = &s->desk[desk];
    BK_TELL(r, BK_STORY_LEAVES, place, .choice = (int32_t)how,
            .willing = (c->flags & BK_CLIENT_WILLING) != 0);

    h->events[BK_E_CLIENT_LEAVES]++;
    tally_exit(h, s->arrived[place], (c->flags & BK_CLIENT_WILLING) != 0, how);
    if (h->has_leavers) {
        settle_items(r, place);
        s->left[place] = h->now;
    }
    if (c->flags & BK_CLIENT_WAITING) bk_line_remove(&d->due, s->in_due, place);
    if (h->has_touch) {
        bk_line_remove(&d->contact, s->in_contact, place);
        bk_line_remove(&d->touch, s->in_touch, place);
    }
    bk_client_uncount(s, place);
    c->flags = 0;
    c->owner = BK_NONE;
    c->stamp++;
    s->due[place] = s->measure_end[place] = BK_NEVER;
    s->gaze_base[place] = -HUGE_VAL;
    s->gaze[place] = s->trust[place] = 0.0;
    d->clients--;
    bk_count_present(h, -1);
    if (place < h->lowest_free) h->lowest_free = place;

    if (r->m->open) {
        bk_line_advance(r);
    } else if (d->active && d->clients < r->m->caseload) {
        bk_count_arrival(h);
        bk_client_enter_next(r, place, desk);
    }
}

void bk_client_meet_stranger(bk_sim *r, int32_t place)
{
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    bk_client_uncount(s, place);
    c->known = 0;
    bk_client_count(s, place);
    s->trust[place] = 0.0;
    s->gaze_base[place] = bk_prior_of(r, c->owner);
    s->gaze[place] = 0.0;
    if (s->h->exact_sets > 0) bk_exact_begin(r, place);
    BK_TELL(r, BK_STORY_STRANGER, place, .before = s->gaze_base[place]);
}

void bk_on_timer(bk_sim *r, int32_t place)
{
    const bk_state *s = &r->state;
    bool pending = !(s->client[place].flags & BK_CLIENT_WAITING);
    if (pending && s->due[place] == s->h->now)
        bk_on_follow_up_due(r, place);
    else if (s->measure_end[place] == s->h->now)
        bk_on_measure_end(r, place);
}

/* ---- what happens to him ---- */

/* The weekly rate to work now. */
static double rate_to_work(const bk_sim *r, int32_t place, double contact_left)
{
    const bk_model *m = r->m;
    const bk_client *c = &r->state.client[place];
    double rate = c->flags & BK_CLIENT_WILLING ? m->base_work : m->base_work_unwilling;
    rate *= bk_set_product_of(&m->works, c->needs) * (1.0 + m->contact_boost * contact_left);
    if (r->state.h->has_boost && r->state.boosted[place] > r->state.h->now)
        rate *= 1.0 + m->demand_boost;
    return rate;
}

static double rate_to_other(const bk_sim *r, int32_t place, double contact_left)
{
    const bk_model *m = r->m;
    double rate = m->base_other * (1.0 + m->contact_boost_other * contact_left);
    return r->state.client[place].needs & m->health ? rate * (1.0 + m->health_other) : rate;
}

void bk_on_exit_point(bk_sim *r, int32_t place, bool to_work, double u)
{
    const bk_state *s = &r->state;
    const bk_client *c = &s->client[place];
    if (!(c->flags & BK_CLIENT_PRESENT)) return;

    double since = (double)(s->h->now - s->contact[place]);
    double left = c->flags & BK_CLIENT_MET ? bk_exp(-r->m->boost_decay * since) : 0.0;
    double rate = to_work ? rate_to_work(r, place, left) : rate_to_other(r, place, left);
    double bound = to_work ? r->m->exit_work_bound : r->m->exit_other_bound;
    if (u * bound < rate) bk_client_leave(r, place, to_work ? BK_EXIT_WORK : BK_EXIT_OTHER);
}

void bk_on_need_point(bk_sim *r, int32_t place, double u)
{
    const bk_model *m = r->m;
    bk_client *c = &r->state.client[place];
    if (!(c->flags & BK_CLIENT_PRESENT) || m->n_domains == 0) return;

    double scaled = u * (double)m->n_domains;
    int32_t domain = (int32_t)scaled;
    uint32_t bit = 1u << domain;
    if (c->needs & bit || scaled - (double)domain >= m->prevalence[domain]) return;
    r->state.h->events[BK_E_NEED]++;
    bk_client_uncount(&r->state, place);
    c->needs = (uint16_t)(c->needs | bit);
    c->known = (uint16_t)(c->known & ~bit);
    bk_client_count(&r->state, place);
    BK_TELL(r, BK_STORY_NEED, place, .domain = domain);
}

void bk_on_duty_point(bk_sim *r, int32_t place, double u)
{
    const bk_model *m = r->m;
    const bk_client *c = &r->state.client[place];
    if (!(c->flags & BK_CLIENT_PRESENT) || u >= m->duties_seen) return;

    r->state.h->events[BK_E_DUTY]++;
    bool cleared = u < m->duties_seen * bk_truly_clears(m, c, BK_HURDLE_DUTY);
    double g = bk_client_judge(r, place, BK_HURDLE_DUTY, cleared);
    bk_client_decide(r, place, g, cleared, BK_SEEN_DUTY);
}

void bk_on_measure_end(bk_sim *r, int32_t place)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    const bk_offer *offer = &m->offer[c->measure];
    uint32_t bit = 1u << offer->domain;

    s->h->events[BK_E_MEASURE_ENDS]++;
    bk_block luck = bk_draw(r, bk_person_key(s, place), BK_FOR_TASK_END, s->counts[place].tasks);
    bool cleared = bk_uniform(luck.word[0]) < bk_truly_clears(m, c, BK_HURDLE_MEASURE);
    bool solved = cleared && c->needs & bit && bk_uniform(luck.word[1]) < offer->succeeds;
    double g = bk_client_judge(r, place, BK_HURDLE_MEASURE, cleared);
    bk_client_uncount(s, place);
    bool learnt = cleared && c->flags & BK_CLIENT_STANDARD;
    if (learnt) c->known = (uint16_t)(c->known | bit);
    if (m->exact != NULL) {
        if (learnt) bk_exact_learn(r, place, bit);
        if (solved) bk_exact_solved(r, place, bit);
        g = bk_gaze_now(r, place);
    }
    if (solved) c->needs = (uint16_t)(c->needs & ~bit);
    bk_client_count(s, place);
    BK_TELL(r, BK_STORY_MEASURE_ENDS, place, .domain = offer->domain, .yes = cleared,
            .solved = solved);

    c->measure = BK_NO_MEASURE;
    c->flags = (uint16_t)(c->flags & ~BK_CLIENT_STANDARD);
    s->measure_end[place] = BK_NEVER;
    bk_client_decide(r, place, g, cleared, BK_SEEN_MEASURE);
}

/* ---- how he is seen ---- */

double bk_client_judge(bk_sim *r, int32_t place, int32_t hurdle, bool cleared)
{
    const bk_model *m = r->m;
    if (BK_UNLIKELY(m->exact != NULL)) return bk_exact_judge(r, place, hurdle, cleared);
    bk_state *s = &r->state;
    const bk_client *c = &s->client[place];
    const bk_desk *d = &s->desk[c->owner];

    uint32_t needs_known = (uint32_t)c->needs & c->known;
    double q = bk_expected_clear(m, d, needs_known, m->all_domains & ~(uint32_t)c->known);
    double left = bk_gaze_left(r), grown = 1.0 / left, pw;
    double base = s->gaze_base[place], before = base + s->gaze[place] * left;
    double after = bk_clamp_log_odds(before + bk_belief_step(&m->hurdle[hurdle], q, cleared, &pw));
    s->gaze[place] = (after - base) * grown;
    BK_TELL(r, BK_STORY_HURDLE, place, .hurdle = hurdle, .yes = cleared, .before = before,
            .after = after, .p = bk_truly_clears(m, c, hurdle), .number = pw,
            .other = pw * m->hurdle[hurdle].ratio_unwilling, .omega = d->omega,
            .needs = needs_known, .set = c->known, .load = d->load);
    return after;
}

/* ---- what is done about it ---- */

static void decide_demand(bk_sim *r, int32_t place, bk_occasion occasion)
{
    bk_state *s = &r->state;
    s->client[place].flags |= BK_CLIENT_DEMAND;
    s->h->tally.demands += 1.0;
    if (occasion == BK_SEEN_TALK) s->h->tally.demands_meeting += 1.0;
    uint32_t task = ++s->counts[place].tasks;
    uint64_t word = bk_draw(r, bk_person_key(s, place), BK_FOR_TASK, task).word[0];
    bk_desk_add_task(r, place, r->m->lane_demand, BK_NONE,
                     bk_minutes_draw(&r->m->demand_minutes, word));
}

static void decide_measure(bk_sim *r, int32_t place, int32_t domain, bool standard)
{
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    int32_t offer = r->m->offer_of[domain];
    c->measure = (uint16_t)offer;
    if (standard) c->flags |= BK_CLIENT_STANDARD;
    uint32_t task = ++s->counts[place].tasks;
    uint64_t word = bk_draw(r, bk_person_key(s, place), BK_FOR_TASK, task).word[0];
    bk_desk_add_task(r, place, r->m->lane_measure, offer,
                     bk_minutes_draw(&r->m->offer[offer].minutes, word));
}

/* Whether she offers the standard package to someone of whom she knows no need in range. */
static bool offers_standard(bk_sim *r, int32_t place)
{
    double share = r->m->standard_offer;
    if (share <= 0.0 || share >= 1.0) return share > 0.0;
    uint32_t n = r->state.offers[place]++;
    return bk_uniform(bk_draw(r, bk_person_key(&r->state, place), BK_FOR_OFFER, n).word[0]) < share;
}

void bk_client_decide(bk_sim *r, int32_t place, double log_odds, bool cleared, bk_occasion occasion)
{
    const bk_model *m = r->m;
    const bk_client *c = &r->state.client[place];
    bk_choice choice = BK_CHOICE_NOTHING_KNOWN;
    int32_t domain = BK_NONE;

    if (c->measure != BK_NO_MEASURE || c->flags & BK_CLIENT_DEMAND) {
        choice = BK_CHOICE_OPEN;
    } else if (log_odds > m->threshold_log_odds) {
        choice = cleared ? BK_CHOICE_NOTHING_CLEARED : BK_CHOICE_DEMAND;
    } else {
        uint32_t known = (uint32_t)c->needs & c->known & m->in_range;
        uint32_t unknown = ~(uint32_t)c->known & m->in_range;
        if (known != 0) {
            choice = BK_CHOICE_MEASURE;
            domain = bk_set_first_of(&m->by_need, known);
        } else if (unknown != 0 && offers_standard(r, place)) {
            choice = BK_CHOICE_STANDARD;
            domain = bk_set_first_of(&m->by_prevalence, unknown);
        }
    }

    BK_TELL(r, BK_STORY_DECIDES, place, .choice = (int32_t)choice, .domain = domain,
            .p = bk_logistic(log_odds), .before = log_odds, .after = m->threshold_log_odds);
    if (choice == BK_CHOICE_DEMAND) decide_demand(r, place, occasion);
    if (domain != BK_NONE) decide_measure(r, place, domain, choice == BK_CHOICE_STANDARD);
}
