/* witness_parts.h - the witness's own book, for the files witness*.c only.
 *
 *     witness.c        hears, and keeps people and the tick: who is here, who rests, how waits end
 *     witness_work.c   work and what is done about it: items, tasks, turns, decisions
 *     witness_sums.c   the end of the run: what came in, and the figures by the story alone
 */
#ifndef BK_TESTS_WITNESS_PARTS_H
#define BK_TESTS_WITNESS_PARTS_H

#include "support/support.h"
#include "support/witness.h"

#include "model/parts.h"

enum { LANES_MOST = BK_MAX_STREAMS + BK_FIXED_LANES, DESKS_MOST = 64, NOBODY = -1 };

/* 1/128 of a week. */
#define WITNESS_GRID ((bk_tick)1 << (BK_TICK_BITS - 7))
#define UNKNOWN ((bk_tick)-1)

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

/* Keeps the first law that was broken; p may be NULL. */
__attribute__((format(printf, 3, 4))) void witness_break(witness *w, const person *p,
                                                         const char *law, ...);

#define LAW(condition, p, ...)                                \
    do {                                                      \
        if (!(condition)) witness_break(w, (p), __VA_ARGS__); \
    } while (0)

/* ---- witness.c ---- */

/* at with twice the room. */
void *witness_more(void *at, int32_t *room, size_t size);
bool witness_is_shared(const witness *w, int32_t lane);
queue *witness_queue_of(witness *w, int32_t lane, int32_t desk);
bool witness_in_window(const witness *w);
/* Desks at work. */
int32_t witness_active(const witness *w);
wait_kind witness_kind_of(const witness *w, int32_t lane);
void witness_end_wait(witness *w, wait_kind kind, wait_end how, int32_t n);
void witness_end_all_waits(witness *w, const person *p, wait_end how);
void witness_count_pending(witness *w, person *p, int32_t lane, int32_t change);
int32_t witness_own_pending(const witness *w, int32_t desk);
int32_t witness_shared_pending(const witness *w);
void witness_add_item(queue *q, item i);
void witness_remove_item(queue *q, int32_t at);
/* Takes all of somebody's items out of q and puts them into to, if there is one. */
void witness_move_items(queue *q, int32_t who, queue *to);
void witness_count_inside(witness *w, int32_t change);
/* The tick is over, and the next thing happens at next. */
void witness_close_tick(witness *w, bk_tick next);
/* Who is meant; NULL (and a broken law) when he is not here. */
person *witness_person_of(witness *w, const bk_story *s);
/* Also among those who have left. */
person *witness_person_ever(witness *w, const bk_story *s);

/* ---- witness_work.c: one for each kind of story ---- */

void witness_on_arises(witness *w, const bk_story *s);
void witness_on_starts(witness *w, const bk_story *s);
void witness_on_ends(witness *w, const bk_story *s);
void witness_on_lost(witness *w, const bk_story *s);
void witness_on_due(witness *w, const bk_story *s);
void witness_on_put_off(witness *w, const bk_story *s);
void witness_on_hurdle(witness *w, const bk_story *s);
void witness_on_decides(witness *w, const bk_story *s);
void witness_on_measure(witness *w, const bk_story *s);
void witness_on_demand_done(witness *w, const bk_story *s);
void witness_on_about_person(witness *w, const bk_story *s);

/* ---- witness_sums.c ---- */

void witness_check_end(witness *w, const bk_outcome *out);

#endif
