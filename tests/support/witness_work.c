/* witness_work.c - work arises, is started in its turn and ends; what is seen, and decided. */
#include "support/witness_parts.h"

/* ---- work ---- */

void witness_on_arises(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    const bk_model *m = w->sim->m;
    LAW(s->lane >= 0 && s->lane < m->lane_conversation, p, "work in lane %d", (int)s->lane);
    if (s->lane == m->lane_measure)
        LAW(p->measure == MEASURE_DECIDED && p->chosen == w->now && p->choice != BK_CHOICE_DEMAND,
            p, "a measure nobody decided");
    if (s->lane == m->lane_demand)
        LAW(p->demand && p->chosen == w->now && p->choice == BK_CHOICE_DEMAND, p,
            "a demand nobody decided");
    LAW(s->number >= 0, p, "work of %g minutes", s->number);
    witness_add_item(witness_queue_of(w, s->lane, p->desk),
                     (item){.person = (int32_t)(p - w->people), .arose = w->now});
    witness_count_pending(w, p, s->lane, +1);
    w->report->arisen++;
}

/* Everything that lies before place `first` of its queue must have been lost, and was told to be.
 */
static int32_t check_first_come(witness *w, queue *q, int32_t lane, int32_t first)
{
    for (int32_t i = 0; i < first;) {
        person *p = &w->people[q->item[i].person];
        if (q->item[i].moved) {
            i++;
            continue;
        }
        LAW(p->lost[lane] > 0, p, "an item of week %.9f in lane %d was passed over",
            bk_weeks_of(q->item[i].arose), (int)lane);
        p->lost[lane]--;
        witness_remove_item(q, i);
        first--;
    }
    return first;
}

static bk_tick oldest_due(const witness *w, int32_t desk, int32_t but)
{
    bk_tick oldest = BK_NEVER;
    for (int32_t place = 0; place < w->n_places; place++) {
        if (w->at_place[place] == NOBODY || w->at_place[place] == but) continue;
        const person *p = &w->people[w->at_place[place]];
        if (p->desk == desk && p->waiting && p->due < oldest) oldest = p->due;
    }
    return oldest;
}

/* Nothing older waits for that desk in another stream. equal_too: nor anything as old. */
static void check_oldest(witness *w, int32_t desk, int32_t lane, bk_tick arose, bool equal_too)
{
    for (int32_t other = 0; other < w->sim->m->lane_conversation; other++) {
        const queue *q = witness_queue_of(w, other, desk);
        for (int32_t i = 0; other != lane && i < q->count; i++) {
            const person *p = &w->people[q->item[i].person];
            if (q->item[i].arose > arose) break;
            if (q->item[i].moved || p->lost[other] > 0) continue;
            LAW(q->item[i].arose == arose && !equal_too, p,
                "lane %d, not the oldest work, was taken by desk %d", (int)lane, (int)desk);
        }
    }
}

/* It was this lane's turn; what is started does not wait any more. */
static void check_turn(witness *w, int32_t desk, int32_t lane, bk_tick arose)
{
    const bk_model *m = w->sim->m;
    bool talk = lane == m->lane_conversation;
    if (m->protected_share >= 1.0 && !talk)
        LAW(w->waiting[desk] == 0, NULL, "desk %d lets a protected conversation wait", (int)desk);
    if (m->protected_share > 0.0) return;
    if (m->order == BK_ORDER_OLDEST) {
        check_oldest(w, desk, lane, arose, talk);
        if (!talk) LAW(arose <= oldest_due(w, desk, NOBODY), NULL, "a conversation was older");
        return;
    }
    for (int32_t l = 0; l < lane; l++)
        LAW(w->pending[desk][l] == 0 && w->shared[l] == 0, NULL,
            "desk %d takes lane %d while lane %d waits", (int)desk, (int)lane, (int)l);
}

/* Where the scenario's table has somebody, worked out in weeks and shares. */
static double index_of(const bk_sim *r, int32_t place, double log_odds)
{
    const bk_client *c = &r->state.client[place];
    double weeks = bk_weeks_of(r->state.h->now - r->state.contact[place]);
    int32_t known = 0;
    for (int32_t d = 0; d < 16; d++) known += (c->needs & c->known) >> d & 1;
    int32_t row = 0;
    if (c->flags & BK_CLIENT_MET)
        row = 1 + (weeks >= 2) + (weeks >= 4) + (weeks >= 8) + (weeks >= 16) + (weeks >= 32);
    int32_t column = known > 2 ? 2 : known;
    int32_t at = 6 * row + 2 * column + (c->measure != BK_NO_MEASURE);
    if (r->m->index.n == 84 && log_odds > r->m->threshold_log_odds) at += 42;
    return r->m->index.value[at];
}

/* Among the conversations due it was his turn. */
static void check_who_next(witness *w, const person *p)
{
    const bk_sim *r = w->sim;
    for (int32_t place = 0; place < w->n_places; place++) {
        if (w->at_place[place] == NOBODY) continue;
        const person *q = &w->people[w->at_place[place]];
        if (q == p || q->desk != p->desk || !q->waiting) continue;
        double mine = bk_gaze_now(r, p->place), his = bk_gaze_now(r, q->place);
        bool right = true;
        switch (r->m->who_next) {
        case BK_NEXT_LONGEST_WAITING:
            right = p->due <= q->due;
            break;
        case BK_NEXT_MOST_NEEDS_KNOWN:
            mine = __builtin_popcount(r->state.client[p->place].needs &
                                      (unsigned)r->state.client[p->place].known);
            his = __builtin_popcount(r->state.client[q->place].needs &
                                     (unsigned)r->state.client[q->place].known);
            right = mine >= his;
            break;
        case BK_NEXT_LEAST_SEEN_AS_PROBLEM:
            right = mine <= his;
            break;
        case BK_NEXT_MOST_SEEN_AS_PROBLEM:
            right = mine >= his;
            break;
        case BK_NEXT_RANDOM:
            break;
        case BK_NEXT_INDEX:
            right = index_of(r, p->place, mine) >= index_of(r, q->place, his);
            break;
        case BK_NEXT_NEW_FIRST:
            mine = r->state.client[p->place].flags & BK_CLIENT_MET ? 0 : 1;
            his = r->state.client[q->place].flags & BK_CLIENT_MET ? 0 : 1;
            right = mine > his || (mine >= his && p->due <= q->due);
            break;
        }
        LAW(right, p, "the turn was place %d's by who_next %d", (int)q->place, (int)r->m->who_next);
    }
}

static void take_in_hand(witness *w, const person *p, const bk_story *s)
{
    if (s->by < 0 || s->by >= witness_active(w)) {
        witness_break(w, p, "desk %d starts a task", (int)s->by);
        return;
    }
    LAW(witness_is_shared(w, s->lane) || s->by == p->desk, p, "desk %d serves another's client",
        (int)s->by);
    task *t = &w->task[s->by];
    LAW(!t->busy, p, "desk %d has two tasks in hand", (int)s->by);
    LAW(s->other >= 0, p, "a task of %g minutes", s->other);
    double ticks = s->other * w->sim->m->ticks_per_minute + 0.5;
    *t = (task){.busy = true,
                .person = (int32_t)(p - w->people),
                .lane = s->lane,
                .end = ticks < (double)BK_NEVER ? w->now + (bk_tick)ticks : BK_NEVER,
                .held = s->yes};
    if (!witness_in_window(w)) return;
    w->book.minutes[s->lane] += s->other;
    if (s->lane == w->sim->m->lane_conversation) w->book.talks += 1.0;
    if (s->lane == w->sim->m->lane_conversation && !s->yes) w->book.missed += 1.0;
}

static void on_talk_starts(witness *w, person *p, const bk_story *s, bk_tick since)
{
    const bk_model *m = w->sim->m;
    if (s->kind == BK_STORY_STARTS) {
        LAW(p->waiting, p, "a conversation starts that was not due");
        LAW(since == p->due, p, "its wait is not the time since it fell due");
        check_turn(w, s->by, s->lane,
                   m->order == BK_ORDER_OLDEST ? oldest_due(w, s->by, NOBODY) : p->due);
        check_who_next(w, p);
        witness_end_wait(w, WAIT_CONVERSATION, END_SERVED, 1);
    } else {
        LAW(witness_own_pending(w, s->by) == 0 && witness_shared_pending(w) == 0 &&
                w->waiting[s->by] == 0,
            p, "spare time though work waits");
        LAW(m->early_after > 0 && p->attempt + m->early_after <= w->now, p,
            "he was seen or tried too short a time ago for spare time");
        LAW(since == p->contact, p, "weeks since contact are told wrong");
        for (int32_t place = 0; place < w->n_places; place++) {
            if (w->at_place[place] == NOBODY) continue;
            const person *q = &w->people[w->at_place[place]];
            LAW(q->desk != p->desk || q->attempt + m->early_after > w->now ||
                    q->contact >= p->contact,
                p, "place %d was longer without contact", (int)q->place);
        }
    }
    if (p->waiting) w->waiting[p->desk]--;
    p->waiting = false;
    p->expected_due = UNKNOWN;
}

static void on_item_starts(witness *w, person *p, const bk_story *s, bk_tick arose)
{
    int32_t index = (int32_t)(p - w->people), at = 0;
    queue *q = witness_queue_of(w, s->lane, p->desk);
    while (at < q->count && (q->item[at].person != index || q->item[at].arose != arose)) at++;
    if (at == q->count) {
        witness_break(w, p, "an item of week %.9f in lane %d starts that never arose",
                      bk_weeks_of(arose), (int)s->lane);
        return;
    }
    if (s->lane == w->sim->m->lane_measure)
        LAW(p->measure == MEASURE_DECIDED, p, "a measure is set up that is not open");
    if (s->lane == w->sim->m->lane_demand) LAW(p->demand, p, "a demand is made that is not open");
    bool moved = q->item[at].moved;
    if (!moved) at = check_first_come(w, q, s->lane, at);
    witness_remove_item(q, at);
    witness_count_pending(w, p, s->lane, -1);
    if (!moved) check_turn(w, s->by, s->lane, arose);
    witness_end_wait(w, witness_kind_of(w, s->lane), END_SERVED, 1);
    w->report->started++;
}

void witness_on_starts(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    bk_tick since = w->now - (bk_tick)(s->number * (double)BK_TICKS_PER_WEEK);
    bool talk = s->lane == w->sim->m->lane_conversation;
    LAW(s->number >= 0, p, "started before it arose");
    take_in_hand(w, p, s);
    if (talk)
        on_talk_starts(w, p, s, since);
    else
        on_item_starts(w, p, s, since);
    if (!witness_in_window(w) || s->kind == BK_STORY_SPARE) return;
    w->book.wait[s->lane] += (double)(w->now - since);
    w->book.started[s->lane] += 1.0;
}

void witness_on_ends(witness *w, const bk_story *s)
{
    if (s->by < 0 || s->by >= DESKS_MOST || !w->task[s->by].busy) {
        witness_break(w, NULL, "a task ends at desk %d that never started", (int)s->by);
        return;
    }
    task *t = &w->task[s->by];
    person *p = &w->people[t->person];
    t->busy = false;
    LAW(t->end == w->now, p, "the task should have ended at week %.9f", bk_weeks_of(t->end));
    LAW(t->lane == s->lane && p->place == s->place && (t->cut || p->stamp == s->stamp), p,
        "another task ends than started");
    LAW(s->gone == (t->cut || p->left != BK_NEVER), p, "of a task that ends gone is %d",
        (int)s->gone);
    w->ended = NOBODY;
    if (s->lane != w->sim->m->lane_conversation || s->gone) return;
    LAW(s->yes == t->held, p, "he came to half of a conversation");
    p->attempt = w->now;
    if (w->sim->m->interval == BK_FIXED)
        p->expected_due = bk_tick_after(w->now, w->sim->m->interval_weeks);
    if (!s->yes) return;
    w->ended = t->person;
    if (witness_in_window(w)) w->book.gaps += 1.0;
    if (witness_in_window(w)) w->book.gap_ticks += (double)(w->now - p->contact);
    p->contact = w->now;
}

void witness_on_lost(witness *w, const bk_story *s)
{
    person *p = witness_person_ever(w, s);
    if (p == NULL) return;
    bk_tick lost = (bk_tick)(s->number * (double)BK_TICKS_PER_WEEK);
    const bk_model *m = w->sim->m;
    LAW(s->lane < m->n_streams, p, "lane %d loses patience", (int)s->lane);
    LAW(lost <= w->now, p, "lost before its time, week %.9f", s->number);
    LAW(lost <= p->left, p, "lost at week %.9f, when he had left", s->number);
    LAW(s->gone == (p->left != BK_NEVER) || p->left == w->now, p, "of a lost item gone is %d",
        (int)s->gone);
    LAW(p->pending[s->lane] > 0, p, "an item of lane %d is lost that does not wait", (int)s->lane);
    if (p->left == BK_NEVER) {
        const queue *q = witness_queue_of(w, s->lane, p->desk);
        int32_t i = 0;
        while (i < q->count && q->item[i].person != p - w->people) i++;
        LAW(i < q->count && q->item[i].arose <= lost, p, "lost at week %.9f, before it arose",
            s->number);
        p->lost[s->lane]++;
        witness_count_pending(w, p, s->lane, -1);
    } else {
        p->pending[s->lane]--;
        w->report->dropped--;
    }
    witness_end_wait(w, witness_kind_of(w, s->lane), END_LOST, 1);
    w->report->lost++;
    if (lost > bk_week_start(w->plan->warmup_weeks)) w->book.lost[s->lane] += 1.0;
}

void witness_on_due(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    LAW(!p->waiting, p, "due twice");
    LAW(p->expected_due == UNKNOWN || p->expected_due == w->now, p,
        "due at another time than set, week %.9f", bk_weeks_of(p->expected_due));
    p->waiting = true;
    p->due = w->now;
    w->waiting[p->desk]++;
}

void witness_on_put_off(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    const bk_model *m = w->sim->m;
    bool spare = m->early_after > 0 && p->attempt + m->early_after <= w->now;
    LAW(p->waiting || spare, p, "put off without its turn");
    LAW(s->p >= 0 && s->p <= 1 && m->distancing > 0, p, "put off with probability %g", s->other);
    if (p->waiting) witness_end_wait(w, WAIT_CONVERSATION, END_PUT_OFF, 1);
    if (p->waiting) w->waiting[p->desk]--;
    p->waiting = false;
    p->attempt = w->now;
    p->expected_due =
        s->number < 32768.0 ? w->now + (bk_tick)(s->number * (double)BK_TICKS_PER_WEEK) : UNKNOWN;
}

/* ---- what is seen and decided ---- */

void witness_on_hurdle(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    LAW(s->p >= 0 && s->p <= 1, p, "a hurdle is cleared with probability %.17g", s->p);
    /* After failures the exact observer may think worse of a willing client's chances: he must have
     * needs. */
    bool exact = w->sim->m->exact != NULL;
    double most = exact ? 1 : s->number;
    LAW(s->number >= 0 && s->number <= 1 && s->other >= 0 && s->other <= most, p,
        "she expects %.17g of the willing and %.17g of the unwilling", s->number, s->other);
    LAW(s->before >= -12.000001 && s->before <= 12.000001 && s->after >= -12 && s->after <= 12, p,
        "log-odds go from %.17g to %.17g", s->before, s->after);
    LAW(exact || (s->yes ? s->after <= s->before + 1e-9 : s->after >= s->before - 1e-9), p,
        "the belief moves the wrong way, %.17g to %.17g", s->before, s->after);
    LAW(s->omega >= 0 && s->omega <= 1 && s->load >= 0, p, "omega %g, load %g", s->omega, s->load);
    LAW((s->needs & ~s->set) == 0, p, "a need is known in a domain that is not");
    if (s->hurdle == BK_HURDLE_CONVERSATION)
        LAW(p->attempt == w->now && (s->yes == (w->ended == p - w->people)), p,
            "a conversation is judged that has not ended");
    if (s->hurdle == BK_HURDLE_MEASURE)
        LAW(p->measure == MEASURE_RUNS, p, "the end of a measure that does not run");
    p->judged = w->now;
    p->cleared = s->yes;
    p->hurdle = s->hurdle;
}

void witness_on_decides(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    bk_choice choice = (bk_choice)s->choice;
    bool is_problem = s->before > s->after, open = p->demand || p->measure != MEASURE_NONE;
    LAW(p->judged == w->now, p, "a decision without something seen");
    LAW((choice == BK_CHOICE_OPEN) == open, p, "decided %d, and something is open: %d", s->choice,
        (int)open);
    if (choice == BK_CHOICE_DEMAND || choice == BK_CHOICE_NOTHING_CLEARED)
        LAW(is_problem && (choice == BK_CHOICE_DEMAND) == !p->cleared, p,
            "decided %d with log-odds %g over %g, cleared %d", s->choice, s->before, s->after,
            (int)p->cleared);
    else
        LAW(open || !is_problem, p, "decided %d though he is seen as the problem", s->choice);
    p->choice = choice;
    p->chosen = w->now;
    if (choice == BK_CHOICE_MEASURE || choice == BK_CHOICE_STANDARD) {
        p->measure = MEASURE_DECIDED;
        LAW(w->sim->m->in_range >> s->domain & 1u, p, "no measure for domain %d", (int)s->domain);
    }
    if (choice != BK_CHOICE_DEMAND) return;
    p->demand = true;
    if (!witness_in_window(w)) return;
    w->book.demands += 1.0;
    if (p->hurdle == BK_HURDLE_CONVERSATION) w->book.demands_meeting += 1.0;
}

void witness_on_measure(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    if (s->kind == BK_STORY_MEASURE_RUNS) {
        LAW(p->measure == MEASURE_DECIDED, p, "a measure runs that was not set up");
        LAW(s->number >= 0, p, "it runs %g weeks", s->number);
        p->measure = MEASURE_RUNS;
        p->measure_end = bk_tick_after(w->now, s->number);
        return;
    }
    LAW(p->measure == MEASURE_RUNS, p, "a measure ends that does not run");
    LAW(w->tied ? w->now >= p->measure_end - WITNESS_GRID : w->now == p->measure_end, p,
        "a measure ends at another time than set");
    LAW(!s->solved || s->yes, p, "a measure he did not complete solves a need");
    p->measure = MEASURE_NONE;
}

void witness_on_demand_done(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    LAW(p->demand, p, "a demand is done that is not open");
    LAW(s->number >= -1e-12 && s->number <= 1 + 1e-12, p, "trust is %.17g", s->number);
    p->demand = false;
    p->withdraws = s->yes;
}

void witness_on_about_person(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    uint32_t all = w->sim->m->all_domains;
    if (s->kind == BK_STORY_REVEALED)
        LAW((s->set & ~all) == 0 && (s->needs & ~s->set) == 0 && s->number >= -1e-12 &&
                s->number <= 1 + 1e-12,
            p, "domains %x learnt, needs %x, at trust %.17g", s->set, s->needs, s->number);
    if (s->kind == BK_STORY_NEED)
        LAW(all >> s->domain & 1u, p, "a need in domain %d", (int)s->domain);
}
