/* witness.c - hears the story; who is here, what must hold whenever a tick is over. */
#include "support/witness_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const WAIT_NAME[WAIT_KINDS] = {"own inbox", "shared inbox", "measure",
                                           "demand",    "conversation", "place"};
const char *const END_NAME[END_KINDS] = {"served",    "lost",    "work",  "other",    "withdrawn",
                                         "completed", "put off", "moved", "stranger", "end of run"};

__attribute__((format(printf, 3, 4))) void witness_break(witness *w, const person *p,
                                                         const char *law, ...)
{
    char *to = w->report->broken;
    if (to[0] != '\0') return;
    char said[200];
    va_list arguments;
    va_start(arguments, law);
    vsnprintf(said, sizeof said, law, arguments);
    va_end(arguments);
    snprintf(to, sizeof w->report->broken, "week %.9f, place %d, stamp %u, desk %d: %s",
             bk_weeks_of(w->now), p == NULL ? -1 : (int)p->place, p == NULL ? 0u : p->stamp,
             p == NULL ? -1 : (int)p->desk, said);
}
void *witness_more(void *at, int32_t *room, size_t size)
{
    *room = *room == 0 ? 256 : 2 * *room;
    at = realloc(at, (size_t)*room * size);
    assert_non_null(at);
    return at;
}

bool witness_is_shared(const witness *w, int32_t lane)
{
    return lane < w->sim->m->n_streams && w->sim->m->stream[lane].shared;
}

queue *witness_queue_of(witness *w, int32_t lane, int32_t desk)
{
    return &w->queue[witness_is_shared(w, lane) ? DESKS_MOST : desk][lane];
}

void witness_add_item(queue *q, item i)
{
    if (q->count == q->room) q->item = witness_more(q->item, &q->room, sizeof *q->item);
    q->item[q->count++] = i;
}

void witness_remove_item(queue *q, int32_t at)
{
    memmove(&q->item[at], &q->item[at + 1], sizeof *q->item * (size_t)(q->count - at - 1));
    q->count--;
}

/* Takes all of somebody's items out of q and puts them into to, if there is one. */
void witness_move_items(queue *q, int32_t who, queue *to)
{
    int32_t n = 0;
    for (int32_t i = 0; i < q->count; i++) {
        item it = q->item[i];
        if (it.person != who)
            q->item[n++] = it;
        else if (to != NULL)
            witness_add_item(to, (item){.person = who, .arose = it.arose, .moved = true});
    }
    q->count = n;
}

bool witness_in_window(const witness *w)
{
    return w->now >= bk_week_start(w->plan->warmup_weeks);
}

int32_t witness_active(const witness *w)
{
    return w->sim->m->n_caseworkers;
}

/* ---- how waits end ---- */

wait_kind witness_kind_of(const witness *w, int32_t lane)
{
    const bk_model *m = w->sim->m;
    if (lane == m->lane_measure) return WAIT_MEASURE;
    if (lane == m->lane_demand) return WAIT_DEMAND;
    return witness_is_shared(w, lane) ? WAIT_SHARED_INBOX : WAIT_OWN_INBOX;
}

void witness_end_wait(witness *w, wait_kind kind, wait_end how, int32_t n)
{
    w->ends[kind][how] += n;
}

void witness_end_all_waits(witness *w, const person *p, wait_end how)
{
    for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++)
        witness_end_wait(w, witness_kind_of(w, lane), how, p->pending[lane]);
    if (p->waiting) witness_end_wait(w, WAIT_CONVERSATION, how, 1);
}

void witness_count_pending(witness *w, person *p, int32_t lane, int32_t change)
{
    p->pending[lane] += change;
    LAW(p->pending[lane] >= 0, p, "more items left lane %d than arose", (int)lane);
    if (witness_is_shared(w, lane))
        w->shared[lane] += change;
    else
        w->pending[p->desk][lane] += change;
}

/* ---- what must hold whenever a tick is over ---- */

int32_t witness_own_pending(const witness *w, int32_t desk)
{
    int32_t n = 0;
    for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++) n += w->pending[desk][lane];
    return n;
}

int32_t witness_shared_pending(const witness *w)
{
    int32_t n = 0;
    for (int32_t lane = 0; lane < w->sim->m->n_streams; lane++) n += w->shared[lane];
    return n;
}

/* Nobody of hers has been left alone for longer than she lets pass with time to spare. */
static void check_spare_time(witness *w, int32_t desk, bk_tick next)
{
    bk_tick early = w->sim->m->early_after;
    if (early == 0) return;
    for (int32_t p = 0; p < w->n_places; p++) {
        const person *who = w->at_place[p] == NOBODY ? NULL : &w->people[w->at_place[p]];
        if (who == NULL || who->desk != desk) continue;
        LAW(who->attempt + early >= next, who, "a free caseworker leaves him alone too long");
    }
}

static void check_desk(witness *w, int32_t desk, bk_tick next)
{
    const bk_model *m = w->sim->m;
    bool works = desk < witness_active(w);
    LAW(works || w->clients[desk] == 0, NULL, "desk %d is empty but has clients", (int)desk);
    LAW(works || witness_own_pending(w, desk) == 0, NULL, "work waits at empty desk %d", (int)desk);
    if (!works) return;
    if (!m->open)
        LAW(w->clients[desk] >= m->caseload, NULL, "desk %d has %d clients of %d", (int)desk,
            (int)w->clients[desk], (int)m->caseload);
    else if (w->line_end > w->line_first)
        LAW(w->clients[desk] >= m->caseload, NULL, "%d wait for a place at desk %d, which has room",
            (int)(w->line_end - w->line_first), (int)desk);
    const task *t = &w->task[desk];
    LAW(!t->busy || t->end >= next, NULL, "the task of desk %d should have ended", (int)desk);
    if (t->busy) return;
    LAW(witness_own_pending(w, desk) == 0, NULL, "desk %d rests while %d items wait", (int)desk,
        (int)witness_own_pending(w, desk));
    LAW(w->waiting[desk] == 0, NULL, "desk %d rests while %d conversations wait", (int)desk,
        (int)w->waiting[desk]);
    LAW(witness_shared_pending(w) == 0, NULL, "desk %d rests while %d shared items wait", (int)desk,
        (int)witness_shared_pending(w));
    check_spare_time(w, desk, next);
}

/* The tick is over, and the next thing happens at next. */
void witness_close_tick(witness *w, bk_tick next)
{
    for (int32_t j = 0; j < w->sim->state.h->n_desks; j++) check_desk(w, j, next);
    for (int32_t k = 0; k < WAIT_KINDS; k++) {
        for (int32_t e = 0; e < END_KINDS; e++) {
            w->report->ends[k][e] += w->ends[k][e];
            if (w->several) w->report->tied[k][e] += w->ends[k][e];
        }
    }
    memset(w->ends, 0, sizeof w->ends);
    w->several = false;
    w->subject = NOBODY;
}

/* ---- people ---- */

void witness_count_inside(witness *w, int32_t change)
{
    bk_tick start = bk_week_start(w->plan->warmup_weeks);
    bk_tick since = w->inside_since > start ? w->inside_since : start;
    if (w->now > since) w->book.present_ticks += (double)w->inside * (double)(w->now - since);
    w->inside_since = w->now;
    w->inside += change;
}

person *witness_person_of(witness *w, const bk_story *s)
{
    int32_t i = s->place < w->n_places ? w->at_place[s->place] : NOBODY;
    person *p = i == NOBODY ? NULL : &w->people[i];
    if (p != NULL && p->stamp == s->stamp) return p;
    witness_break(w, NULL, "story %d about stamp %u of place %d, who is not here", (int)s->kind,
                  s->stamp, (int)s->place);
    return NULL;
}

/* Also among those who have left. */
person *witness_person_ever(witness *w, const bk_story *s)
{
    for (int32_t i = w->n_people - 1; i >= 0; i--)
        if (w->people[i].place == s->place && w->people[i].stamp == s->stamp) return &w->people[i];
    witness_break(w, NULL, "story %d about stamp %u of place %d, who never came", (int)s->kind,
                  s->stamp, (int)s->place);
    return NULL;
}

/* With open intake the caseworker with the fewest clients below the limit gets him. */
static void check_choice_of_desk(witness *w, int32_t desk)
{
    const bk_model *m = w->sim->m;
    LAW(w->clients[desk] < m->caseload, NULL, "desk %d was full", (int)desk);
    for (int32_t j = 0; j < witness_active(w); j++)
        LAW(w->clients[j] > w->clients[desk] || (w->clients[j] == w->clients[desk] && j >= desk),
            NULL, "desk %d has fewer clients than desk %d, which got him", (int)j, (int)desk);
}

static void on_enters(witness *w, const bk_story *s)
{
    while (s->place >= w->n_places) {
        if (w->n_places == w->places_room)
            w->at_place = witness_more(w->at_place, &w->places_room, sizeof *w->at_place);
        w->at_place[w->n_places++] = NOBODY;
    }
    LAW(w->at_place[s->place] == NOBODY, NULL, "place %d is taken", (int)s->place);
    LAW(s->desk >= 0 && s->desk < witness_active(w), NULL, "a client for desk %d", (int)s->desk);
    bk_tick arrived = w->now - (bk_tick)(s->number * (double)BK_TICKS_PER_WEEK);
    if (w->line_end > w->line_first) {
        LAW(arrived == w->line[w->line_first], NULL, "not the first in line got the place");
        w->line_first++;
        witness_end_wait(w, WAIT_PLACE, END_SERVED, 1);
    } else {
        LAW(arrived == w->now, NULL, "he waited for a place that was free");
    }
    const bk_model *first = &w->plan->model[0];
    bool there_from_start = w->report->entered < (int64_t)first->n_caseworkers * first->start;
    if (w->sim->m->open && !there_from_start) {
        check_choice_of_desk(w, s->desk);
        if (witness_in_window(w)) w->book.places += 1.0;
        if (witness_in_window(w)) w->book.place_wait += (double)(w->now - arrived);
    }
    if (w->n_people == w->people_room)
        w->people = witness_more(w->people, &w->people_room, sizeof(person));
    w->at_place[s->place] = w->n_people;
    w->people[w->n_people++] = (person){.place = s->place,
                                        .desk = s->desk,
                                        .stamp = s->stamp,
                                        .arrived = arrived,
                                        .left = BK_NEVER,
                                        .contact = arrived,
                                        .attempt = arrived,
                                        .expected_due = UNKNOWN,
                                        .chosen = UNKNOWN,
                                        .judged = UNKNOWN};
    w->clients[s->desk]++;
    w->report->entered++;
    witness_count_inside(w, +1);
}

static void on_arrives(witness *w, const bk_story *s)
{
    if (w->line_end == w->line_room)
        w->line = witness_more(w->line, &w->line_room, sizeof *w->line);
    w->line[w->line_end++] = w->now;
    LAW(s->number >= w->line_end - w->line_first && s->number <= w->line_end - w->line_first, NULL,
        "%d wait for a place, and the story says %g", (int)(w->line_end - w->line_first),
        s->number);
}

static void on_leaves(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    int32_t index = (int32_t)(p - w->people);
    bool completes = w->ended == index && s->choice == BK_EXIT_WORK;
    LAW(s->choice != BK_EXIT_WITHDRAWN || p->withdraws, p, "he withdraws without a demand");
    witness_end_all_waits(w, p,
                          s->choice == BK_EXIT_WITHDRAWN ? END_WITHDRAWN
                          : s->choice == BK_EXIT_OTHER   ? END_OTHER
                          : completes                    ? END_COMPLETED
                                                         : END_WORK);
    for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++) {
        int32_t n = p->pending[lane];
        witness_move_items(witness_queue_of(w, lane, p->desk), index, NULL);
        witness_count_pending(w, p, lane, -n);
        p->pending[lane] = n; /* of those, some will turn out to have been lost before */
        w->report->dropped += n;
    }
    if (p->waiting) w->waiting[p->desk]--;
    p->waiting = false;
    p->left = w->now;
    p->exit = (bk_exit)s->choice;
    w->at_place[s->place] = NOBODY;
    w->clients[p->desk]--;
    w->report->left++;
    witness_count_inside(w, -1);
    if (!witness_in_window(w)) return;
    *(s->choice == BK_EXIT_WORK ? &w->book.work : &w->book.other) += 1.0;
    if (s->choice == BK_EXIT_WITHDRAWN) w->book.pushed += 1.0;
    if (s->choice == BK_EXIT_WITHDRAWN && s->willing) w->book.pushed_willing += 1.0;
}

/* A stranger sits at her desk, or he was moved to another. */
static void on_stranger(witness *w, const bk_story *s)
{
    person *p = witness_person_of(w, s);
    if (p == NULL) return;
    witness_end_all_waits(w, p, s->desk == p->desk ? END_STRANGER : END_MOVED);
    if (s->desk == p->desk) return;

    int32_t index = (int32_t)(p - w->people), from = p->desk;
    LAW(s->desk >= 0 && s->desk < witness_active(w), p, "moved to desk %d, which is empty",
        (int)s->desk);
    task *t = &w->task[from];
    if (t->busy && !t->cut && t->person == index) {
        t->cut = true;
        if (t->lane == w->sim->m->lane_measure) p->measure = MEASURE_NONE;
        if (t->lane == w->sim->m->lane_demand) p->demand = false;
    }
    for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++) {
        if (witness_is_shared(w, lane)) continue;
        w->pending[from][lane] -= p->pending[lane];
        w->pending[s->desk][lane] += p->pending[lane];
        witness_move_items(&w->queue[from][lane], index, &w->queue[s->desk][lane]);
    }
    if (p->waiting) w->waiting[from]--;
    if (p->waiting) w->waiting[s->desk]++;
    w->clients[from]--;
    w->clients[s->desk]++;
    p->desk = s->desk;
    p->expected_due = UNKNOWN;
}

/* ---- the listener ---- */

/* Moves what was just set off the grid back on it. */
static void round_up(bk_tick *at)
{
    if (*at < BK_NEVER) *at = (*at + WITNESS_GRID - 1) / WITNESS_GRID * WITNESS_GRID;
}

/* What was drawn or set for a place's own events holds no longer. */
static void reschedule(bk_sim *r, int32_t place)
{
    bk_state *s = &r->state;
    if (!(s->client[place].flags & BK_CLIENT_WAITING)) bk_timer_set(r, place, s->due[place]);
    bk_timer_set(r, place, s->measure_end[place]);
}

static void tie(bk_sim *r, const bk_story *s, bool new_tick)
{
    bk_state *state = &r->state;
    if (r->m->has_patience && new_tick)
        for (int32_t i = 0; i < state->h->used_items; i++) {
            if (state->item[i].expires < BK_NEVER) state->item[i].offer = BK_NONE; /* no bound */
            round_up(&state->item[i].expires);
        }
    if (s == NULL || (s->kind != BK_STORY_MEASURE_RUNS && s->kind != BK_STORY_ENTERS)) return;
    round_up(&state->measure_end[s->place]);
    round_up(&state->due[s->place]);
    reschedule(r, s->place);
}

/* The same for what the start of a week has set: the week's points, and clients' own times. */
static void tie_week(bk_sim *r)
{
    bk_state *state = &r->state;
    for (int32_t i = state->h->next_point; i < state->h->n_points; i++) {
        bk_tick offset = bk_point_offset(state->entry[i]) / WITNESS_GRID * WITNESS_GRID;
        state->entry[i] = bk_point_entry((uint64_t)offset, bk_point_index(state->entry[i]));
    }
    for (int32_t p = 0; p < state->h->n_places; p++) {
        if (state->client[p].owner == BK_NONE) continue;
        if (!(state->client[p].flags & BK_CLIENT_WAITING)) round_up(&state->due[p]);
        round_up(&state->measure_end[p]);
        reschedule(r, p);
    }
    tie(r, NULL, true);
}

static void hear(void *context, const bk_story *s)
{
    witness *w = context;
    if (w->report->broken[0] != '\0') return;
    LAW(s->at >= w->now, NULL, "time goes back to week %.9f", bk_weeks_of(s->at));
    if (w->tied) tie(w->sim, s, s->at > w->now);
    if (s->at > w->now) witness_close_tick(w, s->at);
    w->now = s->at;
    w->report->stories++;
    if (s->kind != BK_STORY_WEEK) {
        int32_t subject = s->place == BK_NONE ? INT32_MAX : s->place;
        w->several |= w->subject != NOBODY && w->subject != subject;
        w->subject = subject;
    }
    bool talk_goes_on =
        s->kind == BK_STORY_HURDLE || s->kind == BK_STORY_REVEALED || s->kind == BK_STORY_LEAVES;
    if (!talk_goes_on) w->ended = NOBODY;

    switch (s->kind) {
    case BK_STORY_ENTERS:
        on_enters(w, s);
        break;
    case BK_STORY_ARRIVES:
        on_arrives(w, s);
        break;
    case BK_STORY_ARISES:
        witness_on_arises(w, s);
        break;
    case BK_STORY_STARTS:
    case BK_STORY_SPARE:
        witness_on_starts(w, s);
        break;
    case BK_STORY_ENDS:
        witness_on_ends(w, s);
        break;
    case BK_STORY_LOST:
        witness_on_lost(w, s);
        break;
    case BK_STORY_DUE:
        witness_on_due(w, s);
        break;
    case BK_STORY_PUT_OFF:
        witness_on_put_off(w, s);
        break;
    case BK_STORY_HURDLE:
        witness_on_hurdle(w, s);
        break;
    case BK_STORY_DECIDES:
        witness_on_decides(w, s);
        break;
    case BK_STORY_MEASURE_RUNS:
    case BK_STORY_MEASURE_ENDS:
        witness_on_measure(w, s);
        break;
    case BK_STORY_DEMAND_DONE:
        witness_on_demand_done(w, s);
        break;
    case BK_STORY_REVEALED:
    case BK_STORY_NEED:
        witness_on_about_person(w, s);
        break;
    case BK_STORY_LEAVES:
        on_leaves(w, s);
        break;
    case BK_STORY_STRANGER:
        on_stranger(w, s);
        break;
    case BK_STORY_WEEK:
        LAW(s->load >= 0 && s->omega >= 0 && s->omega <= 1, NULL, "load %g, omega %g", s->load,
            s->omega);
        break;
    }
}

void witness_run(const bk_plan *plan, uint64_t key, bool tied, bk_outcome *out,
                 witness_report *report)
{
    bk_sim sim = {0};
    *report = (witness_report){0};
    witness w = {.sim = &sim,
                 .plan = plan,
                 .report = report,
                 .tied = tied,
                 .ended = NOBODY,
                 .subject = NOBODY};
    assert_true(plan->model[0].n_lanes <= LANES_MOST);
    bk_storyteller teller = {hear, &w};
    assert_int_equal(bk_sim_begin(&sim, plan, key, &teller, out), BK_OK);
    assert_true(sim.state.h->n_desks <= DESKS_MOST);
    for (int32_t week = 1; week <= plan->weeks; week++) {
        if (tied) tie_week(&sim);
        assert_int_equal(bk_sim_advance(&sim, week), BK_OK);
    }
    bk_sim_finish(&sim);
    if (report->broken[0] == '\0') witness_check_end(&w, out);
    bk_sim_clear(&sim);
    free(w.people);
    free(w.at_place);
    for (int32_t row = 0; row <= DESKS_MOST; row++)
        for (int32_t lane = 0; lane < LANES_MOST; lane++) free(w.queue[row][lane].item);
    free(w.line);
}
