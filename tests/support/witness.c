/* witness.c - the second book. One function a kind of story; break_law keeps the first mistake. */
#include "support/witness.h"

#include "support/support.h"

#include "model/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANES_MOST = 16, DESKS_MOST = 64, NOBODY = -1 };

/* 1/128 of a week. */
static const bk_tick GRID = (bk_tick)1 << (BK_TICK_BITS - 7);
static const bk_tick UNKNOWN = -1;

const char *const WAIT_NAME[WAIT_KINDS] = {"own inbox", "shared inbox", "measure",
                                           "demand",    "conversation", "place"};
const char *const END_NAME[END_KINDS] = {"served",    "lost",    "work",  "other",    "withdrawn",
                                         "completed", "put off", "moved", "stranger", "end of run"};

typedef enum { MEASURE_NONE, MEASURE_DECIDED, MEASURE_RUNS } measure_stage;

typedef struct {
    int32_t place, desk;
    uint32_t stamp;
    bk_tick arrived, left; /* BK_NEVER: he is here */
    bk_exit exit;
    bk_tick contact, attempt;
    bool waiting;
    bk_tick due;                 /* since when he waits */
    bk_tick expected_due;        /* or UNKNOWN */
    int32_t pending[LANES_MOST]; /* items that wait */
    int32_t lost[LANES_MOST];    /* items that are lost and still lie in a queue */
    measure_stage measure;
    bk_tick measure_end;
    bool demand;
    bk_choice choice; /* the last decision */
    bk_tick chosen, judged;
    bool cleared;   /* the last hurdle */
    int32_t hurdle; /* likewise */
    bool withdraws; /* said so just now */
} person;

typedef struct {
    int32_t person;
    bk_tick arose;
    bool moved; /* to another caseworker's queue, where it goes to the end */
} item;

/* In order of arising. An item that was told to be lost lies here until a later one starts: the
 * story does not say which of a client's items it was. */
typedef struct {
    item *item; /* [room], the first count in use */
    int32_t count, room;
} queue;

typedef struct {
    bool busy, cut; /* cut: the client was moved away meanwhile */
    int32_t person, lane;
    bk_tick end;
    bool held;
} task;

/* Sums over the window. */
typedef struct {
    double minutes[LANES_MOST], wait[LANES_MOST], started[LANES_MOST], lost[LANES_MOST];
    double talks, missed, gaps, gap_ticks;
    double work, other, pushed, pushed_willing, demands, demands_meeting;
    double places, place_wait, present_ticks;
} book;

typedef struct {
    bk_sim *sim;
    const bk_plan *plan;
    witness_report *report;
    bool tied;
    bk_tick now;

    person *people; /* [n_people] */
    int32_t n_people, people_room;
    int32_t *at_place; /* [n_places] a person or NOBODY */
    int32_t n_places, places_room;
    queue queue[DESKS_MOST + 1][LANES_MOST]; /* the last row is the team's */
    task task[DESKS_MOST];
    int32_t clients[DESKS_MOST];
    int32_t pending[DESKS_MOST][LANES_MOST]; /* own items */
    int32_t waiting[DESKS_MOST];             /* follow-ups */
    int32_t shared[LANES_MOST];
    bk_tick *line; /* who waits for a place: when they arrived */
    int32_t line_first, line_end, line_room;

    int32_t ended; /* whose conversation ended with the last story and was held */
    int32_t subject;
    bool several;                        /* clients at this tick */
    int64_t ends[WAIT_KINDS][END_KINDS]; /* at this tick */
    int64_t inside;
    bk_tick inside_since;
    book book;
} witness;

__attribute__((format(printf, 3, 4))) static void break_law(witness *w, const person *p,
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

#define LAW(condition, p, ...)                            \
    do {                                                  \
        if (!(condition)) break_law(w, (p), __VA_ARGS__); \
    } while (0)

static void *more(void *at, int32_t *room, size_t size)
{
    *room = *room == 0 ? 256 : 2 * *room;
    at = realloc(at, (size_t)*room * size);
    assert_non_null(at);
    return at;
}

static bool is_shared(const witness *w, int32_t lane)
{
    return lane < w->sim->m->n_streams && w->sim->m->stream[lane].shared;
}

static queue *queue_of(witness *w, int32_t lane, int32_t desk)
{
    return &w->queue[is_shared(w, lane) ? DESKS_MOST : desk][lane];
}

static void add_item(queue *q, item i)
{
    if (q->count == q->room) q->item = more(q->item, &q->room, sizeof *q->item);
    q->item[q->count++] = i;
}

static void remove_item(queue *q, int32_t at)
{
    memmove(&q->item[at], &q->item[at + 1], sizeof *q->item * (size_t)(q->count - at - 1));
    q->count--;
}

/* Takes all of somebody's items out of q and puts them into to, if there is one. */
static void move_items(queue *q, int32_t who, queue *to)
{
    int32_t n = 0;
    for (int32_t i = 0; i < q->count; i++) {
        item it = q->item[i];
        if (it.person != who)
            q->item[n++] = it;
        else if (to != NULL)
            add_item(to, (item){.person = who, .arose = it.arose, .moved = true});
    }
    q->count = n;
}

static bool in_window(const witness *w)
{
    return w->now >= bk_week_start(w->plan->warmup_weeks);
}

static int32_t active(const witness *w)
{
    return w->sim->m->n_caseworkers;
}

/* ---- how waits end ---- */

static wait_kind kind_of(const witness *w, int32_t lane)
{
    const bk_model *m = w->sim->m;
    if (lane == m->lane_measure) return WAIT_MEASURE;
    if (lane == m->lane_demand) return WAIT_DEMAND;
    return is_shared(w, lane) ? WAIT_SHARED_INBOX : WAIT_OWN_INBOX;
}

static void end_wait(witness *w, wait_kind kind, wait_end how, int32_t n)
{
    w->ends[kind][how] += n;
}

static void end_all_waits(witness *w, const person *p, wait_end how)
{
    for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++)
        end_wait(w, kind_of(w, lane), how, p->pending[lane]);
    if (p->waiting) end_wait(w, WAIT_CONVERSATION, how, 1);
}

static void count_pending(witness *w, person *p, int32_t lane, int32_t change)
{
    p->pending[lane] += change;
    LAW(p->pending[lane] >= 0, p, "more items left lane %d than arose", (int)lane);
    if (is_shared(w, lane))
        w->shared[lane] += change;
    else
        w->pending[p->desk][lane] += change;
}

/* ---- what must hold whenever a tick is over ---- */

static int32_t own_pending(const witness *w, int32_t desk)
{
    int32_t n = 0;
    for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++) n += w->pending[desk][lane];
    return n;
}

static int32_t shared_pending(const witness *w)
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
    bool works = desk < active(w);
    LAW(works || w->clients[desk] == 0, NULL, "desk %d is empty but has clients", (int)desk);
    LAW(works || own_pending(w, desk) == 0, NULL, "work waits at empty desk %d", (int)desk);
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
    LAW(own_pending(w, desk) == 0, NULL, "desk %d rests while %d items wait", (int)desk,
        (int)own_pending(w, desk));
    LAW(w->waiting[desk] == 0, NULL, "desk %d rests while %d conversations wait", (int)desk,
        (int)w->waiting[desk]);
    LAW(shared_pending(w) == 0, NULL, "desk %d rests while %d shared items wait", (int)desk,
        (int)shared_pending(w));
    check_spare_time(w, desk, next);
}

/* The tick is over, and the next thing happens at next. */
static void close_tick(witness *w, bk_tick next)
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

static void count_inside(witness *w, int32_t change)
{
    bk_tick start = bk_week_start(w->plan->warmup_weeks);
    bk_tick since = w->inside_since > start ? w->inside_since : start;
    if (w->now > since) w->book.present_ticks += (double)w->inside * (double)(w->now - since);
    w->inside_since = w->now;
    w->inside += change;
}

static person *person_of(witness *w, const bk_story *s)
{
    int32_t i = s->place < w->n_places ? w->at_place[s->place] : NOBODY;
    person *p = i == NOBODY ? NULL : &w->people[i];
    if (p != NULL && p->stamp == s->stamp) return p;
    break_law(w, NULL, "story %d about stamp %u of place %d, who is not here", (int)s->kind,
              s->stamp, (int)s->place);
    return NULL;
}

/* Also among those who have left. */
static person *person_ever(witness *w, const bk_story *s)
{
    for (int32_t i = w->n_people - 1; i >= 0; i--)
        if (w->people[i].place == s->place && w->people[i].stamp == s->stamp) return &w->people[i];
    break_law(w, NULL, "story %d about stamp %u of place %d, who never came", (int)s->kind,
              s->stamp, (int)s->place);
    return NULL;
}

/* With open intake the caseworker with the fewest clients below the limit gets him. */
static void check_choice_of_desk(witness *w, int32_t desk)
{
    const bk_model *m = w->sim->m;
    LAW(w->clients[desk] < m->caseload, NULL, "desk %d was full", (int)desk);
    for (int32_t j = 0; j < active(w); j++)
        LAW(w->clients[j] > w->clients[desk] || (w->clients[j] == w->clients[desk] && j >= desk),
            NULL, "desk %d has fewer clients than desk %d, which got him", (int)j, (int)desk);
}

static void on_enters(witness *w, const bk_story *s)
{
    while (s->place >= w->n_places) {
        if (w->n_places == w->places_room)
            w->at_place = more(w->at_place, &w->places_room, sizeof *w->at_place);
        w->at_place[w->n_places++] = NOBODY;
    }
    LAW(w->at_place[s->place] == NOBODY, NULL, "place %d is taken", (int)s->place);
    LAW(s->desk >= 0 && s->desk < active(w), NULL, "a client for desk %d", (int)s->desk);
    bk_tick arrived = w->now - (bk_tick)(s->number * (double)BK_TICKS_PER_WEEK);
    if (w->line_end > w->line_first) {
        LAW(arrived == w->line[w->line_first], NULL, "not the first in line got the place");
        w->line_first++;
        end_wait(w, WAIT_PLACE, END_SERVED, 1);
    } else {
        LAW(arrived == w->now, NULL, "he waited for a place that was free");
    }
    const bk_model *first = &w->plan->model[0];
    bool there_from_start = w->report->entered < (int64_t)first->n_caseworkers * first->start;
    if (w->sim->m->open && !there_from_start) {
        check_choice_of_desk(w, s->desk);
        if (in_window(w)) w->book.places += 1.0;
        if (in_window(w)) w->book.place_wait += (double)(w->now - arrived);
    }
    if (w->n_people == w->people_room) w->people = more(w->people, &w->people_room, sizeof(person));
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
    count_inside(w, +1);
}

static void on_arrives(witness *w, const bk_story *s)
{
    if (w->line_end == w->line_room) w->line = more(w->line, &w->line_room, sizeof *w->line);
    w->line[w->line_end++] = w->now;
    LAW(s->number >= w->line_end - w->line_first && s->number <= w->line_end - w->line_first, NULL,
        "%d wait for a place, and the story says %g", (int)(w->line_end - w->line_first),
        s->number);
}

static void on_leaves(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    int32_t index = (int32_t)(p - w->people);
    bool completes = w->ended == index && s->choice == BK_EXIT_WORK;
    LAW(s->choice != BK_EXIT_WITHDRAWN || p->withdraws, p, "he withdraws without a demand");
    end_all_waits(w, p,
                  s->choice == BK_EXIT_WITHDRAWN ? END_WITHDRAWN
                  : s->choice == BK_EXIT_OTHER   ? END_OTHER
                  : completes                    ? END_COMPLETED
                                                 : END_WORK);
    for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++) {
        int32_t n = p->pending[lane];
        move_items(queue_of(w, lane, p->desk), index, NULL);
        count_pending(w, p, lane, -n);
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
    count_inside(w, -1);
    if (!in_window(w)) return;
    *(s->choice == BK_EXIT_WORK ? &w->book.work : &w->book.other) += 1.0;
    if (s->choice == BK_EXIT_WITHDRAWN) w->book.pushed += 1.0;
    if (s->choice == BK_EXIT_WITHDRAWN && s->willing) w->book.pushed_willing += 1.0;
}

/* A stranger sits at her desk, or he was moved to another. */
static void on_stranger(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    end_all_waits(w, p, s->desk == p->desk ? END_STRANGER : END_MOVED);
    if (s->desk == p->desk) return;

    int32_t index = (int32_t)(p - w->people), from = p->desk;
    LAW(s->desk >= 0 && s->desk < active(w), p, "moved to desk %d, which is empty", (int)s->desk);
    task *t = &w->task[from];
    if (t->busy && !t->cut && t->person == index) {
        t->cut = true;
        if (t->lane == w->sim->m->lane_measure) p->measure = MEASURE_NONE;
        if (t->lane == w->sim->m->lane_demand) p->demand = false;
    }
    for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++) {
        if (is_shared(w, lane)) continue;
        w->pending[from][lane] -= p->pending[lane];
        w->pending[s->desk][lane] += p->pending[lane];
        move_items(&w->queue[from][lane], index, &w->queue[s->desk][lane]);
    }
    if (p->waiting) w->waiting[from]--;
    if (p->waiting) w->waiting[s->desk]++;
    w->clients[from]--;
    w->clients[s->desk]++;
    p->desk = s->desk;
    p->expected_due = UNKNOWN;
}

/* ---- work ---- */

static void on_arises(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
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
    add_item(queue_of(w, s->lane, p->desk),
             (item){.person = (int32_t)(p - w->people), .arose = w->now});
    count_pending(w, p, s->lane, +1);
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
        remove_item(q, i);
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
        const queue *q = queue_of(w, other, desk);
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
        }
        LAW(right, p, "the turn was place %d's by who_next %d", (int)q->place, (int)r->m->who_next);
    }
}

static void take_in_hand(witness *w, const person *p, const bk_story *s)
{
    if (s->by < 0 || s->by >= active(w)) {
        break_law(w, p, "desk %d starts a task", (int)s->by);
        return;
    }
    LAW(is_shared(w, s->lane) || s->by == p->desk, p, "desk %d serves another's client",
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
    if (!in_window(w)) return;
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
        end_wait(w, WAIT_CONVERSATION, END_SERVED, 1);
    } else {
        LAW(own_pending(w, s->by) == 0 && shared_pending(w) == 0 && w->waiting[s->by] == 0, p,
            "spare time though work waits");
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
    queue *q = queue_of(w, s->lane, p->desk);
    while (at < q->count && (q->item[at].person != index || q->item[at].arose != arose)) at++;
    if (at == q->count) {
        break_law(w, p, "an item of week %.9f in lane %d starts that never arose",
                  bk_weeks_of(arose), (int)s->lane);
        return;
    }
    if (s->lane == w->sim->m->lane_measure)
        LAW(p->measure == MEASURE_DECIDED, p, "a measure is set up that is not open");
    if (s->lane == w->sim->m->lane_demand) LAW(p->demand, p, "a demand is made that is not open");
    bool moved = q->item[at].moved;
    if (!moved) at = check_first_come(w, q, s->lane, at);
    remove_item(q, at);
    count_pending(w, p, s->lane, -1);
    if (!moved) check_turn(w, s->by, s->lane, arose);
    end_wait(w, kind_of(w, s->lane), END_SERVED, 1);
    w->report->started++;
}

static void on_starts(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    bk_tick since = w->now - (bk_tick)(s->number * (double)BK_TICKS_PER_WEEK);
    bool talk = s->lane == w->sim->m->lane_conversation;
    LAW(s->number >= 0, p, "started before it arose");
    take_in_hand(w, p, s);
    if (talk)
        on_talk_starts(w, p, s, since);
    else
        on_item_starts(w, p, s, since);
    if (!in_window(w) || s->kind == BK_STORY_SPARE) return;
    w->book.wait[s->lane] += (double)(w->now - since);
    w->book.started[s->lane] += 1.0;
}

static void on_ends(witness *w, const bk_story *s)
{
    if (s->by < 0 || s->by >= DESKS_MOST || !w->task[s->by].busy) {
        break_law(w, NULL, "a task ends at desk %d that never started", (int)s->by);
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
    if (in_window(w)) w->book.gaps += 1.0;
    if (in_window(w)) w->book.gap_ticks += (double)(w->now - p->contact);
    p->contact = w->now;
}

static void on_lost(witness *w, const bk_story *s)
{
    person *p = person_ever(w, s);
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
        const queue *q = queue_of(w, s->lane, p->desk);
        int32_t i = 0;
        while (i < q->count && q->item[i].person != p - w->people) i++;
        LAW(i < q->count && q->item[i].arose <= lost, p, "lost at week %.9f, before it arose",
            s->number);
        p->lost[s->lane]++;
        count_pending(w, p, s->lane, -1);
    } else {
        p->pending[s->lane]--;
        w->report->dropped--;
    }
    end_wait(w, kind_of(w, s->lane), END_LOST, 1);
    w->report->lost++;
    if (lost > bk_week_start(w->plan->warmup_weeks)) w->book.lost[s->lane] += 1.0;
}

static void on_due(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    LAW(!p->waiting, p, "due twice");
    LAW(p->expected_due == UNKNOWN || p->expected_due == w->now, p,
        "due at another time than set, week %.9f", bk_weeks_of(p->expected_due));
    p->waiting = true;
    p->due = w->now;
    w->waiting[p->desk]++;
}

static void on_put_off(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    const bk_model *m = w->sim->m;
    bool spare = m->early_after > 0 && p->attempt + m->early_after <= w->now;
    LAW(p->waiting || spare, p, "put off without its turn");
    LAW(s->p >= 0 && s->p <= 1 && m->distancing > 0, p, "put off with probability %g", s->other);
    if (p->waiting) end_wait(w, WAIT_CONVERSATION, END_PUT_OFF, 1);
    if (p->waiting) w->waiting[p->desk]--;
    p->waiting = false;
    p->attempt = w->now;
    p->expected_due =
        s->number < 32768.0 ? w->now + (bk_tick)(s->number * (double)BK_TICKS_PER_WEEK) : UNKNOWN;
}

/* ---- what is seen and decided ---- */

static void on_hurdle(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    LAW(s->p >= 0 && s->p <= 1, p, "a hurdle is cleared with probability %.17g", s->p);
    LAW(s->number >= 0 && s->number <= 1 && s->other >= 0 && s->other <= s->number, p,
        "she expects %.17g of the willing and %.17g of the unwilling", s->number, s->other);
    LAW(s->before >= -12.000001 && s->before <= 12.000001 && s->after >= -12 && s->after <= 12, p,
        "log-odds go from %.17g to %.17g", s->before, s->after);
    LAW(s->yes ? s->after <= s->before + 1e-9 : s->after >= s->before - 1e-9, p,
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

static void on_decides(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
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
    if (!in_window(w)) return;
    w->book.demands += 1.0;
    if (p->hurdle == BK_HURDLE_CONVERSATION) w->book.demands_meeting += 1.0;
}

static void on_measure(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    if (s->kind == BK_STORY_MEASURE_RUNS) {
        LAW(p->measure == MEASURE_DECIDED, p, "a measure runs that was not set up");
        LAW(s->number >= 0, p, "it runs %g weeks", s->number);
        p->measure = MEASURE_RUNS;
        p->measure_end = bk_tick_after(w->now, s->number);
        return;
    }
    LAW(p->measure == MEASURE_RUNS, p, "a measure ends that does not run");
    LAW(w->tied ? w->now >= p->measure_end - GRID : w->now == p->measure_end, p,
        "a measure ends at another time than set");
    LAW(!s->solved || s->yes, p, "a measure he did not complete solves a need");
    p->measure = MEASURE_NONE;
}

static void on_demand_done(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    LAW(p->demand, p, "a demand is done that is not open");
    LAW(s->number >= -1e-12 && s->number <= 1 + 1e-12, p, "trust is %.17g", s->number);
    p->demand = false;
    p->withdraws = s->yes;
}

static void on_about_person(witness *w, const bk_story *s)
{
    person *p = person_of(w, s);
    if (p == NULL) return;
    uint32_t all = w->sim->m->all_domains;
    if (s->kind == BK_STORY_REVEALED)
        LAW((s->set & ~all) == 0 && (s->needs & ~s->set) == 0 && s->number >= -1e-12 &&
                s->number <= 1 + 1e-12,
            p, "domains %x learnt, needs %x, at trust %.17g", s->set, s->needs, s->number);
    if (s->kind == BK_STORY_NEED)
        LAW(all >> s->domain & 1u, p, "a need in domain %d", (int)s->domain);
}

/* ---- the listener ---- */

/* Moves what was just set off the grid back on it. */
static void round_up(bk_tick *at)
{
    if (*at < BK_NEVER) *at = (*at + GRID - 1) / GRID * GRID;
}

static void tie(bk_sim *r, const bk_story *s, bool new_tick)
{
    bk_state *state = &r->state;
    if (r->m->has_patience && new_tick)
        for (int32_t i = 0; i < state->h->used_items; i++) round_up(&state->item[i].expires);
    if (s == NULL || (s->kind != BK_STORY_MEASURE_RUNS && s->kind != BK_STORY_ENTERS)) return;
    round_up(&state->measure_end[s->place]);
    round_up(&state->due[s->place]);
    bk_client_schedule(r, s->place);
}

/* The same for what the start of a week has set: the week's points, and clients' own times. */
static void tie_week(bk_sim *r)
{
    bk_state *state = &r->state;
    for (int32_t i = state->h->next_point; i < state->h->n_points; i++) {
        bk_tick offset = bk_point_offset(state->entry[i]) / GRID * GRID;
        state->entry[i] = bk_point_entry((uint64_t)offset, bk_point_index(state->entry[i]));
    }
    for (int32_t p = 0; p < state->h->n_places; p++) {
        if (state->client[p].owner == BK_NONE) continue;
        if (!(state->client[p].flags & BK_CLIENT_WAITING)) round_up(&state->due[p]);
        round_up(&state->measure_end[p]);
        bk_client_schedule(r, p);
    }
    tie(r, NULL, true);
}

static void hear(void *context, const bk_story *s)
{
    witness *w = context;
    if (w->report->broken[0] != '\0') return;
    LAW(s->at >= w->now, NULL, "time goes back to week %.9f", bk_weeks_of(s->at));
    if (w->tied) tie(w->sim, s, s->at > w->now);
    if (s->at > w->now) close_tick(w, s->at);
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
        on_arises(w, s);
        break;
    case BK_STORY_STARTS:
    case BK_STORY_SPARE:
        on_starts(w, s);
        break;
    case BK_STORY_ENDS:
        on_ends(w, s);
        break;
    case BK_STORY_LOST:
        on_lost(w, s);
        break;
    case BK_STORY_DUE:
        on_due(w, s);
        break;
    case BK_STORY_PUT_OFF:
        on_put_off(w, s);
        break;
    case BK_STORY_HURDLE:
        on_hurdle(w, s);
        break;
    case BK_STORY_DECIDES:
        on_decides(w, s);
        break;
    case BK_STORY_MEASURE_RUNS:
    case BK_STORY_MEASURE_ENDS:
        on_measure(w, s);
        break;
    case BK_STORY_DEMAND_DONE:
        on_demand_done(w, s);
        break;
    case BK_STORY_REVEALED:
    case BK_STORY_NEED:
        on_about_person(w, s);
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

/* ---- the end of the run ---- */

static void check_sum(witness *w, const bk_outcome *out, int32_t measure, double numerator,
                      double denominator)
{
    bk_ratio r = out->ratio[measure];
    double most = 1e-9 * (fabs(numerator) + fabs(denominator) + 1.0);
    LAW(fabs(r.numerator - numerator) <= most && fabs(r.denominator - denominator) <= most, NULL,
        "%s is %.17g / %.17g, by the story %.17g / %.17g", w->plan->measures->measure[measure].id,
        r.numerator, r.denominator, numerator, denominator);
}

static double capacity(const bk_plan *plan)
{
    double sum = 0.0;
    for (int32_t week = plan->warmup_weeks; week < plan->weeks; week++) {
        int32_t phase = plan->n_phases - 1;
        while (plan->from[phase] > week) phase--;
        const bk_model *m = &plan->model[phase];
        sum += (double)m->n_caseworkers * m->capacity_minutes;
    }
    return sum;
}

static void check_lanes(witness *w, const bk_outcome *out)
{
    const bk_measure_list *l = w->plan->measures;
    const bk_model *m = w->sim->m;
    const book *b = &w->book;
    double minutes = capacity(w->plan), busy = 0.0;
    for (int32_t lane = 0; lane < m->n_lanes; lane++) {
        bool inbox = lane < m->n_streams;
        int32_t at = inbox ? w->plan->inbox_of[lane] : l->n_inbox + lane - m->n_streams;
        busy += b->minutes[lane];
        check_sum(w, out, l->first[BK_M_TIME_SHARE] + at, b->minutes[lane], minutes);
        check_sum(w, out, l->first[BK_M_WAIT_DAYS] + at, b->wait[lane] / (double)BK_TICKS_PER_WEEK,
                  b->started[lane]);
        if (inbox)
            check_sum(w, out, l->first[BK_M_LOST_SHARE] + at, b->lost[lane],
                      b->lost[lane] + b->started[lane]);
    }
    check_sum(w, out, l->first[BK_M_IDLE_SHARE], minutes - busy, minutes);

    /* Tasks count when they start, so at most what is in hand at the end is too much. */
    double over = 1e-3;
    for (int32_t j = 0; j < DESKS_MOST; j++)
        if (w->task[j].busy && w->task[j].end > w->now)
            over += (double)(w->task[j].end - w->now) / m->ticks_per_minute;
    bool same = true;
    for (int32_t i = 0; i < w->plan->n_phases; i++) {
        double change = w->plan->model[i].capacity_minutes - w->plan->model[0].capacity_minutes;
        same &= w->plan->model[i].n_caseworkers == m->n_caseworkers && fabs(change) < 1e-9;
    }
    LAW(!same || busy <= minutes + over, NULL, "%g minutes worked of %g, %g still in hand", busy,
        minutes, over);
}

static void check_flows(witness *w, const bk_outcome *out)
{
    const bk_measure_list *l = w->plan->measures;
    const book *b = &w->book;
    double week = (double)BK_TICKS_PER_WEEK, present = b->present_ticks / week;
    check_sum(w, out, l->first[BK_M_NOSHOW_SHARE], b->missed, b->talks);
    check_sum(w, out, l->first[BK_M_CONTACT_GAP_WEEKS], b->gap_ticks / week, b->gaps);
    check_sum(w, out, l->first[BK_M_EXITS_WORK], b->work, present);
    check_sum(w, out, l->first[BK_M_EXITS_OTHER], b->other, present);
    check_sum(w, out, l->first[BK_M_DURATION_DAYS], present, b->work + b->other);
    check_sum(w, out, l->first[BK_M_DEMANDS], b->demands, present);
    check_sum(w, out, l->first[BK_M_DEMAND_SHARE_MEETING], b->demands_meeting, b->demands);
    check_sum(w, out, l->first[BK_M_PUSHED_OUT], b->pushed, present);
    check_sum(w, out, l->first[BK_M_PUSHED_OUT_WILLING], b->pushed_willing, present);
    check_sum(w, out, l->first[BK_M_WAIT_DAYS_PLACE], b->place_wait / week, b->places);
}

/* Numerators to work and otherwise, and the denominator, of who is followed for 52 weeks. */
typedef struct {
    double work, other, followed;
} cohort;

static void follow(cohort *c, const person *p, bk_tick from)
{
    c->followed += 1.0;
    if (p->left == BK_NEVER || p->left - from > bk_week_start(52)) return;
    *(p->exit == BK_EXIT_WORK ? &c->work : &c->other) += 1.0;
}

static void check_cohort(witness *w, const bk_outcome *out, const cohort *c, bk_measure_kind all,
                         bk_measure_kind work, bk_measure_kind other)
{
    const bk_measure_list *l = w->plan->measures;
    check_sum(w, out, l->first[all], c->work + c->other, c->followed);
    check_sum(w, out, l->first[work], c->work, c->followed);
    check_sum(w, out, l->first[other], c->other, c->followed);
}

/* Those who came in time to be followed for 52 weeks, and those who were here (or in line) when the
 * window began and who came in the 52 weeks after. */
static void check_cohorts(witness *w, const bk_outcome *out)
{
    cohort came = {0}, present = {0};
    bk_tick start = bk_week_start(w->plan->warmup_weeks), year = bk_week_start(52), end = w->now;
    bool years = end >= start + 2 * year;
    int32_t in_line = w->line_end - w->line_first;
    for (int32_t i = 0; i < w->n_people + in_line; i++) {
        person waits = {.left = BK_NEVER};
        const person *p = i < w->n_people ? &w->people[i] : &waits;
        if (i >= w->n_people) waits.arrived = w->line[w->line_first + i - w->n_people];
        if (p->arrived > start && p->arrived <= end - year) follow(&came, p, p->arrived);
        if (!years || p->left < start || p->arrived > start + year) continue;
        follow(&present, p, p->arrived > start ? p->arrived : start);
    }
    check_cohort(w, out, &came, BK_M_EXIT_12M, BK_M_EXIT_WORK_12M, BK_M_EXIT_OTHER_12M);
    check_cohort(w, out, &present, BK_M_EXIT_12M_PRESENT, BK_M_EXIT_WORK_12M_PRESENT,
                 BK_M_EXIT_OTHER_12M_PRESENT);
}

static void check_end(witness *w, const bk_outcome *out)
{
    const bk_state *state = &w->sim->state;
    witness_report *r = w->report;
    w->now = bk_week_start(w->plan->weeks);
    count_inside(w, 0);
    for (int32_t p = 0; p < w->n_places; p++) {
        if (w->at_place[p] == NOBODY) continue;
        const person *who = &w->people[w->at_place[p]];
        for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++)
            r->waiting += who->pending[lane];
        end_all_waits(w, who, END_OF_RUN);
    }
    end_wait(w, WAIT_PLACE, END_OF_RUN, w->line_end - w->line_first);
    w->several = true;
    int64_t queued = 0;
    for (int32_t q = 0; q < (state->h->n_desks + 1) * state->h->n_lanes; q++)
        queued += state->queue[q].count;
    close_tick(w, w->now);
    r->inside = w->inside;
    LAW(r->entered == r->left + r->inside && w->inside == state->h->present, NULL,
        "%" PRId64 " came, %" PRId64 " left, %d are here", r->entered, r->left,
        (int)state->h->present);
    LAW(w->line_end - w->line_first == state->h->line_count, NULL, "%d wait in line, %d say so",
        (int)state->h->line_count, (int)(w->line_end - w->line_first));
    LAW(r->arisen == r->started + r->lost + r->dropped + r->waiting && r->waiting == queued, NULL,
        "%" PRId64 " items arose, %" PRId64 " started, %" PRId64 " lost, %" PRId64
        " gone with their client, %" PRId64 " wait, %" PRId64 " in queues",
        r->arisen, r->started, r->lost, r->dropped, r->waiting, queued);
    check_lanes(w, out);
    check_flows(w, out);
    check_cohorts(w, out);
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
    if (report->broken[0] == '\0') check_end(&w, out);
    bk_sim_clear(&sim);
    free(w.people);
    free(w.at_place);
    for (int32_t row = 0; row <= DESKS_MOST; row++)
        for (int32_t lane = 0; lane < LANES_MOST; lane++) free(w.queue[row][lane].item);
    free(w.line);
}
