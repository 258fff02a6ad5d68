/* A caseworker's desk: what waits, what she takes next, and what follows when it is done. */
#include "model/exact.h"
#include "model/situation.h"

#include <string.h>

/* ---- free or busy ---- */

static void set_idle(bk_sim *r, int32_t desk, bool idle)
{
    if (!r->m->has_shared) return;
    uint64_t bit = (uint64_t)1 << (desk & 63);
    if (idle)
        r->state.idle[desk >> 6] |= bit;
    else
        r->state.idle[desk >> 6] &= ~bit;
}

/* The free caseworker with the lowest number; BK_NONE when all are busy. */
static int32_t first_idle(const bk_state *s)
{
    for (int32_t word = 0; word <= (s->h->n_desks - 1) >> 6; word++)
        if (s->idle[word] != 0) return word << 6 | (int32_t)__builtin_ctzll(s->idle[word]);
    return BK_NONE;
}

/* Takes a task in hand for that many minutes. */
static void take_in_hand(bk_sim *r, int32_t desk, int32_t lane, int32_t place, double minutes)
{
    bk_state *s = &r->state;
    bk_desk *d = &s->desk[desk];
    d->lane = lane;
    d->place = place;
    d->stamp = s->client[place].stamp;
    d->minutes = minutes;
    bk_queue_of(s, desk, lane)->tally.minutes += minutes;
    set_idle(r, desk, false);

    if (r->m->protected_share > 0.0) {
        d->debt += r->m->protected_share * minutes;
        if (lane == r->m->lane_conversation) d->debt -= minutes;
        if (d->debt < -120.0) d->debt = -120.0;
    }
    double ticks = minutes * r->m->ticks_per_minute + 0.5;
    bk_tick length = ticks < (double)BK_NEVER ? (bk_tick)ticks : BK_NEVER;
    if (length == 0 && minutes > 0.0) length = 1; /* work takes time, or a week might never end */
    bk_tick end = s->h->now + length;
    bk_desk_set(s, desk, bk_key_at(end, desk));
}

static void tally_wait(bk_sim *r, int32_t desk, int32_t lane, bk_tick arose)
{
    bk_lane_tally *tally = &bk_queue_of(&r->state, desk, lane)->tally;
    tally->wait_ticks += (double)(r->state.h->now - arose);
    tally->started += 1.0;
}

/* ---- conversations ---- */

bool bk_mapping_applies(const bk_sim *r, int32_t place)
{
    const bk_model *m = r->m;
    const bk_state *s = &r->state;
    if (!m->has_mapping) return false;
    if (!(s->client[place].flags & BK_CLIENT_MAPPED)) return true;
    return m->mapping_repeat > 0 && s->h->now - s->mapped[place] >= m->mapping_repeat;
}

double bk_talk_expected(const bk_sim *r, int32_t place)
{
    double minutes = r->m->expected_minutes[r->m->lane_conversation];
    return bk_mapping_applies(r, place) ? minutes + r->m->mapping_expected : minutes;
}

/* now + a fresh interval, after that attempt. */
static bk_tick next_due(const bk_sim *r, int32_t place, uint32_t attempt)
{
    const bk_model *m = r->m;
    bool is_new = r->state.h->now - r->state.arrived[place] < m->new_client;
    double times = is_new ? m->new_client_times : 1.0;
    if (m->interval == BK_FIXED || m->interval_ticks == BK_NEVER) {
        if (is_new && m->interval_ticks < BK_NEVER)
            return bk_tick_after(r->state.h->now, times * m->interval_weeks);
        bk_tick due = r->state.h->now + m->interval_ticks;
        return due < BK_NEVER ? due : BK_NEVER;
    }
    uint64_t word = bk_draw(r, bk_person_key(&r->state, place), BK_FOR_TALK_TIME, attempt).word[1];
    double weeks = m->interval == BK_EXPONENTIAL
                       ? m->interval_weeks * bk_exponential_draw(word)
                       : bk_lognormal_draw(m->interval_params.mu, m->interval_params.sigma, word);
    return bk_tick_after(r->state.h->now, times * weeks);
}

/* Moves a client to the end of a line ordered by key. */
static void requeue(bk_line *line, bk_link *link, const bk_tick *key, int32_t place)
{
    bk_line_remove(line, link, place);
    bk_line_insert(line, link, key, place);
}

static void mark_attempt(bk_sim *r, int32_t place, bk_desk *d)
{
    bk_state *s = &r->state;
    if (!s->h->has_touch) return;
    s->touched[place] = s->h->now;
    requeue(&d->touch, s->in_touch, s->touched, place);
}

/* Follow-up and waiting both end: he is seen now, or put off. */
static void leave_due_line(bk_sim *r, int32_t place, bk_desk *d)
{
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    if (c->flags & BK_CLIENT_WAITING) bk_line_remove(&d->due, s->in_due, place);
    c->flags &= (uint16_t)~BK_CLIENT_WAITING;
}

static void put_off(bk_sim *r, int32_t desk, int32_t place, uint32_t attempt, bool spare, double p)
{
    bk_state *s = &r->state;
    bk_desk *d = &s->desk[desk];
    if (!spare) d->arrived -= bk_talk_expected(r, place);
    leave_due_line(r, place, d);
    s->due[place] = next_due(r, place, attempt);
    mark_attempt(r, place, d);
    BK_TELL(r, BK_STORY_PUT_OFF, place, .p = p, .other = r->m->distancing * p,
            .number = bk_weeks_of(s->due[place] - s->h->now));
    bk_timer_set(r, place, s->due[place]);
}

/* 32 bits as a uniform in (0, 1): two decisions can share a word. */
static double half_uniform(uint64_t bits)
{
    return ((double)(int64_t)bits + 0.5) * 0x1p-32;
}

/* How long the conversation takes, and whether he comes. */
static double plan_talk(bk_sim *r, int32_t desk, int32_t place, double log_odds, bk_block luck)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    bk_desk *d = &s->desk[desk];
    d->mapping = false;
    d->held = half_uniform(luck.word[0] & UINT32_MAX) <
              bk_truly_clears(m, &s->client[place], BK_HURDLE_CONVERSATION);
    s->h->tally.talks += 1.0;
    if (!d->held) {
        s->h->tally.missed += 1.0;
        return m->no_show_minutes * d->speed;
    }
    s->h->tally.talks_is += log_odds > m->threshold_log_odds;
    d->mapping = bk_mapping_applies(r, place);
    d->talked = bk_minutes_draw(d->mapping ? &m->talk_mapping : &m->talk, luck.word[1]) * d->speed;
    return d->talked + m->documentation_minutes * d->speed;
}

/* A conversation's turn has come. False when she puts it off. */
static bool start_talk(bk_sim *r, int32_t desk, int32_t place, bool spare)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    uint32_t attempt = s->counts[place].conversations++;
    bk_block luck = bk_draw(r, bk_person_key(s, place), BK_FOR_TALK, attempt);

    double u = half_uniform(luck.word[0] >> 32), log_odds = bk_gaze_now(r, place);
    if (u < m->distancing) { /* else nobody would be put off, however he is seen */
        double p = bk_logistic(log_odds);
        if (u < m->distancing * p) {
            put_off(r, desk, place, attempt, spare, p);
            return false;
        }
    }
    if (!spare) tally_wait(r, desk, m->lane_conversation, s->due[place]);
    double waited = bk_weeks_of(s->h->now - (spare ? s->contact[place] : s->due[place]));
    leave_due_line(r, place, &s->desk[desk]);
    s->due[place] = BK_NEVER;
    double minutes = plan_talk(r, desk, place, log_odds, luck);
    take_in_hand(r, desk, m->lane_conversation, place, minutes);
    BK_TELL(r, spare ? BK_STORY_SPARE : BK_STORY_STARTS, place, .lane = m->lane_conversation,
            .number = waited, .other = minutes, .yes = s->desk[desk].held, .by = desk,
            .mapping = s->desk[desk].mapping);
    return true;
}

/* Domains she has not learnt yet come out, each by itself, the likelier the more trust and time. */
static void learn(bk_sim *r, int32_t place, uint32_t attempt, const bk_desk *d)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    uint32_t unknown = m->all_domains & ~(uint32_t)c->known;
    if (unknown == 0 && m->exact == NULL) return;

    double trust = m->trust_rest + s->trust[place] * bk_trust_left(r);
    double rate = m->disclosure_per_minute * (d->mapping ? m->structure : 1.0) * trust;
    double hidden = bk_exp(-rate * d->talked);
    uint32_t learnt = 0;
    for (uint32_t block = 0; block < 4; block++) {
        uint32_t four = unknown >> (4 * block) & 15u;
        if (four == 0) continue;
        bk_block b =
            bk_draw(r, bk_person_key(s, place), BK_FOR_REVEAL, (uint64_t)attempt << 4 | block);
        uint32_t out = 0;
        for (uint32_t i = 0; i < 4; i++)
            out |= (uint32_t)(half_uniform(b.word[i >> 1] >> (32 * (i & 1)) & UINT32_MAX) >= hidden)
                   << i;
        learnt |= (out & four) << (4 * block);
    }
    c->known = (uint16_t)(c->known | learnt);
    s->h->census.known_needs += bk_set_size(learnt & c->needs);
    if (m->exact != NULL) bk_exact_talk(r, place, learnt, hidden);
    if (learnt != 0)
        BK_TELL(r, BK_STORY_REVEALED, place, .set = learnt, .needs = learnt & c->needs,
                .number = trust);
}

static void grow_trust(bk_sim *r, int32_t place, double talked_minutes)
{
    const bk_model *m = r->m;
    double left = bk_trust_left(r), grown = 1.0 / left;
    double trust = m->trust_rest + r->state.trust[place] * left;
    double share = talked_minutes / 30.0; /* min(1, 2h) */
    trust += m->trust_gain * (1.0 - trust) * (share < 1.0 ? share : 1.0);
    r->state.trust[place] = (trust - m->trust_rest) * grown;
}

/* He came: what the conversation leaves behind. True when it ended his case. */
static bool hold_talk(bk_sim *r, int32_t place, uint32_t attempt, bk_desk *d)
{
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    bk_head *h = s->h;
    learn(r, place, attempt, d);
    grow_trust(r, place, d->talked);

    h->tally.gaps += 1.0;
    bk_tick gap = h->now - s->contact[place];
    d->gap_ticks += (double)gap;
    h->census.contact[bk_client_group(c)] += (uint64_t)gap;
    s->contact[place] = h->now;
    c->flags |= BK_CLIENT_MET;
    if (d->mapping) c->flags |= BK_CLIENT_MAPPED;
    if (d->mapping && h->has_repeat) s->mapped[place] = h->now;
    if (h->has_touch) requeue(&d->contact, s->in_contact, s->contact, place);

    if (r->m->completes <= 0.0) return false;
    bk_block luck = bk_draw(r, bk_person_key(s, place), BK_FOR_COMPLETES, attempt);
    if (bk_uniform(luck.word[0]) >= r->m->completes) return false;
    bk_client_leave(r, place, BK_EXIT_WORK);
    return true;
}

static void end_talk(bk_sim *r, int32_t desk)
{
    bk_state *s = &r->state;
    bk_desk *d = &s->desk[desk];
    int32_t place = d->place;
    uint32_t attempt = s->counts[place].conversations - 1;

    double g = bk_client_judge(r, place, BK_HURDLE_CONVERSATION, d->held);
    if (d->held && hold_talk(r, place, attempt, d)) return;
    if (r->m->exact != NULL) g = bk_gaze_now(r, place); /* what he told counts */
    mark_attempt(r, place, d);
    bk_client_decide(r, place, g, d->held, BK_SEEN_TALK);
    s->due[place] = next_due(r, place, attempt);
    bk_timer_set(r, place, s->due[place]);
}

/* ---- measures and demands ---- */

static void end_measure_setup(bk_sim *r, int32_t place)
{
    bk_state *s = &r->state;
    const bk_offer *offer = &r->m->offer[s->client[place].measure];
    uint64_t word =
        bk_draw(r, bk_person_key(s, place), BK_FOR_TASK, s->counts[place].tasks).word[1];
    double weeks = offer->mean_weeks * bk_exponential_draw(word);
    s->measure_end[place] = bk_tick_after(s->h->now, weeks);
    BK_TELL(r, BK_STORY_MEASURE_RUNS, place, .domain = offer->domain, .number = weeks);
    bk_timer_set(r, place, s->measure_end[place]);
}

/* The demand is put to him: trust falls; he withdraws, or has one more hurdle to clear. */
static void end_demand(bk_sim *r, int32_t place)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    uint32_t task = s->counts[place].tasks;
    c->flags &= (uint16_t)~BK_CLIENT_DEMAND;

    double left = bk_trust_left(r);
    double trust = (m->trust_rest + s->trust[place] * left) * m->demand_keeps_trust;
    s->trust[place] = (trust - m->trust_rest) / left;
    if (s->h->has_boost) s->boosted[place] = bk_tick_after(s->h->now, m->demand_boost_weeks);

    uint64_t luck = bk_draw(r, bk_person_key(s, place), BK_FOR_TASK, task).word[1];
    bool withdraws = bk_uniform(luck) < m->withdraws;
    BK_TELL(r, BK_STORY_DEMAND_DONE, place, .yes = withdraws, .number = trust);
    if (withdraws) {
        bk_client_leave(r, place, BK_EXIT_WITHDRAWN);
        return;
    }
    uint64_t word = bk_draw(r, bk_person_key(s, place), BK_FOR_TASK_END, task).word[0];
    bool cleared = bk_uniform(word) < bk_truly_clears(m, c, BK_HURDLE_DUTY);
    (void)bk_client_judge(r, place, BK_HURDLE_DUTY, cleared);
}

void bk_desk_add_task(bk_sim *r, int32_t place, int32_t lane, int32_t offer, double minutes)
{
    bk_state *s = &r->state;
    int32_t desk = s->client[place].owner;
    s->desk[desk].arrived += bk_item_expected(r, lane, offer);
    BK_TELL(r, BK_STORY_ARISES, place, .lane = lane, .number = minutes);
    bk_item *item = bk_queue_append(r, desk, lane);
    if (item == NULL) return;
    item->arose = s->h->now;
    item->expires = BK_NEVER;
    item->minutes = minutes;
    item->place = place;
    item->stamp = s->client[place].stamp;
    item->offer = offer;
    if (bk_is_free(&r->state.desk[desk])) bk_desk_next(r, desk);
}

/* ---- the inbox ---- */

void bk_on_message(bk_sim *r, int32_t place, int32_t stream, double minutes, uint32_t luck)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    const bk_stream *from = &m->stream[stream];
    int32_t desk = s->client[place].owner;
    s->h->events[BK_E_WORK_ARISES]++;
    BK_TELL(r, BK_STORY_ARISES, place, .lane = stream, .number = minutes);

    int32_t row = desk, taker = bk_is_free(&s->desk[desk]) ? desk : BK_NONE;
    if (from->shared) {
        s->h->shared_arrived += m->expected_minutes[stream];
        row = s->h->n_desks;
        taker = first_idle(s);
    } else {
        s->desk[desk].arrived += m->expected_minutes[stream];
    }
    if (taker != BK_NONE) {
        /* Nothing waits for a free caseworker, so it is this item's turn. */
        tally_wait(r, taker, stream, s->h->now);
        take_in_hand(r, taker, stream, place, minutes * s->desk[taker].speed);
        BK_TELL(r, BK_STORY_STARTS, place, .lane = stream, .other = s->desk[taker].minutes,
                .by = taker);
        return;
    }
    bk_item *item = bk_queue_append(r, row, stream);
    if (item == NULL) return;
    item->arose = s->h->now;
    item->expires = bk_item_bound(r, from, luck);
    item->minutes = minutes;
    item->place = place;
    item->stamp = s->client[place].stamp;
    item->offer = (int32_t)luck;
}

void bk_on_follow_up_due(bk_sim *r, int32_t place)
{
    bk_state *s = &r->state;
    bk_client *c = &s->client[place];
    bk_desk *d = &s->desk[c->owner];
    s->h->events[BK_E_FOLLOW_UP_DUE]++;
    BK_TELL(r, BK_STORY_DUE, place, .lane = r->m->lane_conversation);
    d->arrived += bk_talk_expected(r, place);
    c->flags |= BK_CLIENT_WAITING;
    bk_line_insert(&d->due, s->in_due, s->due, place);
    if (bk_is_free(d)) bk_desk_next(r, c->owner);
}

/* ---- what next ---- */

/* The priority of a client in his situation, by the scenario's table. */
static double index_of(const bk_sim *r, int32_t place, double log_odds)
{
    const bk_model *m = r->m;
    int32_t situation = bk_situation_of(&r->state, place);
    if (m->index_sees && log_odds > m->threshold_log_odds) situation += BK_SITUATIONS;
    return m->index.value[situation];
}

/* One of those who wait, by lot. */
static int32_t draw_client(const bk_sim *r, const bk_desk *d)
{
    const bk_state *s = &r->state;
    uint64_t whose = (uint64_t)(d - s->desk) << 24;
    double u = bk_uniform(bk_draw(r, whose, BK_FOR_TURN, (uint64_t)s->h->now).word[0]);
    int32_t p = d->due.head;
    for (int32_t i = (int32_t)(u * (double)d->due.count); i > 0; i--) p = s->in_due[p].after;
    return p;
}

/* The waiting client that who_next names; ties go to the one who has waited longest. */
static int32_t pick_client(const bk_sim *r, const bk_desk *d)
{
    const bk_state *s = &r->state;
    if (r->m->who_next == BK_NEXT_LONGEST_WAITING) return d->due.head;
    if (r->m->who_next == BK_NEXT_RANDOM) return draw_client(r, d);

    double left = bk_gaze_left(r), best_score = 0.0;
    int32_t best = BK_NONE;
    for (int32_t p = d->due.head; p != BK_NONE; p = s->in_due[p].after) {
        double score = s->gaze_base[p] + s->gaze[p] * left;
        if (r->m->who_next == BK_NEXT_LEAST_SEEN_AS_PROBLEM) score = -score;
        if (r->m->who_next == BK_NEXT_MOST_NEEDS_KNOWN)
            score = (double)__builtin_popcount((uint32_t)s->client[p].needs & s->client[p].known);
        if (r->m->who_next == BK_NEXT_INDEX) score = index_of(r, p, score);
        if (r->m->who_next == BK_NEXT_NEW_FIRST)
            score = s->client[p].flags & BK_CLIENT_MET ? 0.0 : 1.0;
        if (best != BK_NONE && score <= best_score) continue;
        best = p;
        best_score = score;
    }
    return best;
}

/* The row of queues a lane of this desk lies in. */
static int32_t row_of(const bk_sim *r, int32_t desk, int32_t lane)
{
    if (!r->m->has_shared || lane >= r->m->n_streams) return desk;
    return r->m->stream[lane].shared ? r->state.h->n_desks : desk;
}

/* The lane of the oldest of all that waits (work_order = "oldest"); BK_NONE when nothing does. */
static int32_t oldest_lane(bk_sim *r, int32_t desk)
{
    const bk_model *m = r->m;
    const bk_state *s = &r->state;
    const bk_line *due = &s->desk[desk].due;
    int32_t best = due->count > 0 ? m->lane_conversation : BK_NONE;
    bk_tick oldest = due->count > 0 ? s->due[due->head] : BK_NEVER;
    for (int32_t lane = 0; lane < m->lane_conversation; lane++) {
        const bk_item *first = bk_queue_first(r, row_of(r, desk, lane), lane);
        if (first == NULL || first->arose > oldest) continue;
        if (first->arose == oldest && best != m->lane_conversation) continue;
        best = lane;
        oldest = first->arose;
    }
    return best;
}

/* Begins with an item that has just been taken out of its queue. */
static void start_item(bk_sim *r, int32_t desk, int32_t lane, const bk_item *item)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    double factor = m->friction_of[lane < m->n_streams];
    tally_wait(r, desk, lane, item->arose);
    take_in_hand(r, desk, lane, item->place, item->minutes * factor * s->desk[desk].speed);
    BK_TELL(r, BK_STORY_STARTS, item->place, .lane = lane,
            .number = bk_weeks_of(s->h->now - item->arose), .other = s->desk[desk].minutes,
            .by = desk);
}

/* Takes the oldest item of the first of these lanes that has one; false when all are empty. */
static bool start_first_of(bk_sim *r, int32_t desk, int32_t word, uint64_t lanes)
{
    for (; lanes != 0; lanes &= lanes - 1) {
        int32_t lane = 64 * word + (int32_t)__builtin_ctzll(lanes);
        const bk_item *item = bk_queue_pop(r, row_of(r, desk, lane), lane);
        if (item == NULL) continue;
        start_item(r, desk, lane, item);
        return true;
    }
    return false;
}

/* Takes the next of her inbox, measures and demands; false when she is to turn to conversations,
 * or nothing waits. */
static bool start_desk_work(bk_sim *r, int32_t desk)
{
    const bk_model *m = r->m;
    const bk_state *s = &r->state;
    const bk_desk *d = &s->desk[desk];
    if (m->protected_share > 0.0 && d->due.count > 0)
        if (m->protected_share >= 1.0 || d->debt > 0.0) return false;

    _Static_assert(BK_MAX_STREAMS <= 64, "shared lanes, being streams, lie in the first word");
    uint64_t low = s->waiting[2 * desk], high = s->waiting[2 * desk + 1];
    if (m->has_shared) low |= s->waiting[2 * s->h->n_desks];
    if ((low | high) == 0) return false;
    if (m->order == BK_ORDER_OLDEST) {
        int32_t lane = oldest_lane(r, desk);
        if (lane == BK_NONE || lane == m->lane_conversation) return false;
        return start_first_of(r, desk, lane >> 6, (uint64_t)1 << (lane & 63));
    }
    return start_first_of(r, desk, 0, low) || (high != 0 && start_first_of(r, desk, 1, high));
}

/* Whom she may see in spare time: of those left alone long enough, the one longest without
 * contact. BK_NONE when there is none yet; then *wake is when there will be. */
static int32_t pick_spare(const bk_sim *r, const bk_desk *d, bk_tick *wake)
{
    const bk_state *s = &r->state;
    *wake = BK_NEVER;
    if (r->m->early_after == 0 || d->touch.head == BK_NONE) return BK_NONE;

    bk_tick latest = s->h->now - r->m->early_after;
    if (s->touched[d->touch.head] > latest) {
        *wake = s->touched[d->touch.head] + r->m->early_after;
        return BK_NONE;
    }
    int32_t p = d->contact.head;
    while (s->touched[p] > latest) p = s->in_contact[p].after;
    return p;
}

void bk_desk_next(bk_sim *r, int32_t desk)
{
    BK_DEBUG_ASSERT(bk_is_free(&r->state.desk[desk]));
    while (!start_desk_work(r, desk)) {
        const bk_desk *d = &r->state.desk[desk];
        bk_tick wake;
        int32_t waiting = d->due.count > 0 ? pick_client(r, d) : BK_NONE;
        int32_t spare = waiting == BK_NONE ? pick_spare(r, d, &wake) : BK_NONE;
        if (waiting != BK_NONE) {
            if (start_talk(r, desk, waiting, false)) return;
        } else if (spare != BK_NONE) {
            if (start_talk(r, desk, spare, true)) return;
        } else {
            set_idle(r, desk, true);
            bk_desk_set(&r->state, desk, bk_key_at(wake, desk));
            return;
        }
    }
}

void bk_on_desk(bk_sim *r, int32_t desk)
{
    const bk_model *m = r->m;
    bk_state *s = &r->state;
    bk_desk *d = &s->desk[desk];
    if (!bk_is_free(d)) {
        s->h->events[BK_E_TASK_ENDS]++;
        BK_TELL(r, BK_STORY_ENDS, d->place, .lane = d->lane, .yes = d->held, .by = desk,
                .stamp = d->stamp, .gone = d->stamp != s->client[d->place].stamp);
        if (d->lane >= m->n_streams && d->stamp == s->client[d->place].stamp) {
            if (d->lane == m->lane_conversation)
                end_talk(r, desk);
            else if (d->lane == m->lane_measure)
                end_measure_setup(r, d->place);
            else
                end_demand(r, d->place);
        }
        r->state.desk[desk].lane = BK_NONE;
    }
    if (r->state.desk[desk].active)
        bk_desk_next(r, desk);
    else
        bk_desk_set(&r->state, desk, BK_KEY_NEVER);
}
