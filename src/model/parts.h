/* parts.h - how the parts of a run call each other; for the files of this folder only.
 *
 *     run.c      the loop: what happens next, and to whom
 *     week.c     what is done at whole weeks: load, ageing, sampling
 *     draw.c     what will come to clients in a week, and when
 *     room.c     more of it in the block
 *     phase.c    the start, and changes of people and caseload
 *     client.c   a client's life: enters, fails or clears, is seen, leaves
 *     desk.c     a caseworker's: what she takes next, and what follows when it is done
 *     queue.c    items that wait (queue.h); line.c: clients in order
 *     outcome.c  from sums to measures
 */
#ifndef BK_MODEL_PARTS_H
#define BK_MODEL_PARTS_H

#include "model/gaze.h"
#include "model/queue.h"
#include "model/run.h"
#include "random/philox.h"

/* Tells a story when somebody listens. */
#define BK_TELL(r, story_kind, of_place, ...)                                       \
    do {                                                                            \
        if (BK_UNLIKELY((r)->teller.hear != NULL))                                  \
            bk_tell((r), of_place, &(bk_story){.kind = (story_kind), __VA_ARGS__}); \
    } while (0)

/* Fills in when, who and where, and passes the story on. */
void bk_tell(bk_sim *r, int32_t place, bk_story *story);

/* ---- keyed draws ---- */

/* What a draw decides: the upper byte of the counter's second word. */
typedef enum {
    BK_FOR_POINTS = 1, /* place, week */
    BK_FOR_BIRTH,      /* person */
    BK_FOR_TALK,       /* person, conversation: put off, shows up; minutes */
    BK_FOR_TALK_TIME,  /* person, conversation: next interval */
    BK_FOR_REVEAL,     /* person, conversation */
    BK_FOR_COMPLETES,  /* person, conversation */
    BK_FOR_TASK,       /* person, task: minutes; weeks or withdrawal */
    BK_FOR_TASK_END,   /* person, task: hurdle; success */
    BK_FOR_OFFER,      /* person, offer */
    BK_FOR_ARRIVALS,   /* team, week */
    BK_FOR_TURNOVER,   /* desk, week */
    BK_FOR_PRIOR,      /* desk, holder */
    BK_FOR_TURN        /* desk, tick: whose turn it is when lots are drawn */
} bk_purpose;

/* The last of a person's birth draws: when the first follow-up falls due. */
enum { BK_BIRTH_DUE = 1 + BK_MAX_DOMAINS / 2 };

static inline bk_block bk_draw(const bk_sim *r, uint64_t whose, bk_purpose purpose, uint64_t count)
{
    return bk_philox(r->state.h->key, whose, (uint64_t)purpose << 56 | count);
}

/* Whose luck a place's is: the same for the same caseworker's same client whatever the caseload. */
static inline uint64_t bk_place_key(const bk_head *h, int32_t place)
{
    int32_t desk = place / h->stride;
    return ((uint64_t)desk << 20 | (uint64_t)(place - desk * h->stride)) << 24;
}

/* Whose luck a person's is: his place and how often it has changed hands, or with open intake the
 * number of his arrival. */
static inline uint64_t bk_person_key(const bk_state *s, int32_t place)
{
    if (s->h->open) return (uint64_t)1 << 63 | (uint64_t)s->number[place];
    return s->place_key[place] | (s->client[place].stamp & 0xffffffu);
}

/* minutes of a task from one word. */
static inline double bk_minutes_draw(const bk_minutes *m, uint64_t word)
{
    if (m->kind == BK_LOGNORMAL)
        return bk_lognormal_draw(m->log_params.mu, m->log_params.sigma, word);
    return m->kind == BK_FIXED ? m->mean : m->mean * bk_exponential_draw(word);
}

/* ---- small questions ---- */

static inline bk_tick bk_since_week_start(const bk_head *h)
{
    return h->now - bk_week_start(h->week);
}

/* The share of a deviation of the gaze that is left since the week's start. */
static inline double bk_gaze_left(const bk_sim *r)
{
    return bk_decay(r->m->forget * (double)bk_since_week_start(r->state.h));
}

static inline double bk_trust_left(const bk_sim *r)
{
    return bk_decay(r->m->trust_decay * (double)bk_since_week_start(r->state.h));
}

static inline double bk_gaze_now(const bk_sim *r, int32_t place)
{
    return r->state.gaze_base[place] + r->state.gaze[place] * bk_gaze_left(r);
}

/* Places that may be taken: all of a steady office, those below the highest used of an open one. */
static inline int32_t bk_places_used(const bk_head *h)
{
    return h->open ? h->highest_place : h->n_places;
}

/* An array of the block would outgrow its index: the run stops, as without memory. */
static inline bool bk_out_of_room(bk_sim *r)
{
    r->status = BK_ERR_MEMORY;
    return false;
}

static inline bool bk_is_free(const bk_desk *d)
{
    return d->lane == BK_NONE;
}

/* ---- counting ---- */

/* Keeps the number of clients and its integral over the week. */
static inline void bk_count_present(bk_head *h, int32_t change)
{
    h->present += change;
    h->present_ticks += change * (bk_week_start(h->week + 1) - h->now);
}

/* How many domains a set has. */
static inline int32_t bk_set_size(uint32_t set)
{
    set = set - (set >> 1 & 0x5555u);
    set = (set & 0x3333u) + (set >> 2 & 0x3333u);
    set = (set + (set >> 4)) & 0x0f0fu;
    return (int32_t)((set + (set >> 8)) & 31u);
}

static inline int32_t bk_client_group(const bk_client *c)
{
    return c->flags >> BK_CLIENT_GROUP;
}

/* Counts somebody who arrives now among those followed for 12 months: of new clients, and of those
 * present at warm-up and the year after. Whoever arrives at the very tick of the warm-up's end is
 * counted once: with those present, or if they have been counted, as coming after. */
static inline void bk_count_arrival(bk_head *h)
{
    bk_tick start = bk_week_start(h->warmup), year = bk_week_start(52);
    if (h->now > start && h->now <= bk_week_start(h->weeks) - year) h->tally.arrivals_12m += 1.0;
    if (h->present_counted && h->now <= start + year) h->tally.present_12m += 1.0;
}

/* ---- room.c: on failure r->status is set and false returned ---- */

/* Room for that many more clients, and that many more in the line. */
bool bk_make_room(bk_sim *r, int32_t entering, int32_t queueing);

/* Room for that many more points, and one for the end mark. */
bool bk_reserve_points(bk_sim *r, int32_t more);

/* Room for one more that comes late. */
bool bk_reserve_late(bk_sim *r);

enum { BK_DRAW_CHUNK = 128 }; /* places drawn for at a time */

/* ---- client.c ---- */

typedef enum { BK_SEEN_TALK, BK_SEEN_DUTY, BK_SEEN_MEASURE } bk_occasion;

/* A new client takes place with that caseworker; arrived is when he came to the office. */
void bk_client_enter(bk_sim *r, int32_t place, int32_t desk, bk_tick arrived);

/* The next client of place's own keyed line. */
void bk_client_enter_next(bk_sim *r, int32_t place, int32_t desk);

/* Somebody arrives at an office with open intake. */
void bk_client_arrive(bk_sim *r);

/* The lowest empty place. */
int32_t bk_place_find(bk_sim *r);

/* Those who wait get a place as far as there is room. */
void bk_line_advance(bk_sim *r);

void bk_client_leave(bk_sim *r, int32_t place, bk_exit how);

/* Puts place into the lines of those who may be seen in spare time, by contact[] and touched[]. */
void bk_join_spare_lines(bk_sim *r, int32_t place, int32_t desk);

/* The client meets a stranger: known, trust and gaze start afresh. */
void bk_client_meet_stranger(bk_sim *r, int32_t place);

void bk_on_exit_point(bk_sim *r, int32_t place, bool to_work, double u);
void bk_on_need_point(bk_sim *r, int32_t place, double u);
void bk_on_duty_point(bk_sim *r, int32_t place, double u);
void bk_on_measure_end(bk_sim *r, int32_t place);

/* The caseworker sees how a hurdle went: moves the gaze and returns the log-odds now. */
double bk_client_judge(bk_sim *r, int32_t place, int32_t hurdle, bool cleared);

/* What she does about it. */
void bk_client_decide(bk_sim *r, int32_t place, double log_odds, bool cleared,
                      bk_occasion occasion);

/* Takes the client out of the census, or puts him into it: around every change of his needs, of
 * what is known of them, or of whether he is there. */
void bk_client_uncount(bk_state *s, int32_t place);
void bk_client_count(bk_state *s, int32_t place);

/* A follow-up or a measure's end is now set for that moment. If it lies in this week, whose points
 * are drawn and sorted, it comes late. May move the block: views of it are stale then. */
static inline void bk_timer_set(bk_sim *r, int32_t place, bk_tick at)
{
    if (BK_LIKELY(at >= r->state.h->week_end) || !bk_reserve_late(r)) return;
    bk_heap_push(r->state.late, &r->state.h->n_late, bk_key_at(at, place | BK_CUSTOMER));
}

/* Follow-up or measure, whichever is due now for place; nothing when neither is any more. */
void bk_on_timer(bk_sim *r, int32_t place);

/* ---- desk.c ---- */

/* Schedules, moves or cancels a desk's next event. Where desks are apart nobody asks which of them
 * is first. */
static inline void bk_desk_set(bk_state *s, int32_t desk, uint64_t key)
{
    if (s->h->apart)
        s->desk_node[s->h->desk_width + desk] = key;
    else
        bk_calendar_set(s->desk_node, s->h->desk_width, desk, key);
}

void bk_on_message(bk_sim *r, int32_t place, int32_t stream, double minutes, uint32_t luck);
void bk_on_follow_up_due(bk_sim *r, int32_t place);
void bk_on_desk(bk_sim *r, int32_t desk); /* a task ends, or a client becomes eligible */

/* A measure or a demand is decided for place. */
void bk_desk_add_task(bk_sim *r, int32_t place, int32_t lane, int32_t offer, double minutes);

/* Takes the next task; needs a free desk. */
void bk_desk_next(bk_sim *r, int32_t desk);

/* Expected minutes of a conversation with this client. */
double bk_talk_expected(const bk_sim *r, int32_t place);

/* Whether the next conversation with this client is a mapping one. */
bool bk_mapping_applies(const bk_sim *r, int32_t place);

/* ---- line.c ---- */

/* Lines of clients, in rising order of key[]: put in behind all that are not later (at the end,
 * as a rule, so O(1)); take out. */
void bk_line_insert(bk_line *line, bk_link *link, const bk_tick *key, int32_t place);
void bk_line_remove(bk_line *line, bk_link *link, int32_t place);

/* ---- draw.c ---- */

/* Draws what will come in this week to one desk's clients or, when desks have to do with each
 * other, to all of the team (desk BK_NONE), and sorts it. */
void bk_points_draw(bk_sim *r, int32_t desk);

/* ---- week.c ---- */

/* Everything due at a whole week, the start of week h->week. */
void bk_week_begin(bk_sim *r);

/* What waits on a desk, in expected minutes. */
double bk_desk_waiting(bk_sim *r, int32_t desk);

/* Marks places from .. to as empty. */
void bk_places_empty(bk_sim *r, int32_t from, int32_t to);

/* omega, speed and the tables that follow from a desk's load. */
void bk_desk_refresh(bk_sim *r, int32_t desk);

/* ---- phase.c ---- */

/* Numbers that sorting or working on so many points takes. */
static inline int32_t bk_room_buckets(int32_t points)
{
    int32_t buckets = bk_points_buckets(points) + 1;
    return buckets > points ? buckets : points;
}

/* Sizes for the whole plan. Watched: somebody listens, to whom things are told in their order. */
bk_head bk_sizes_of(const bk_plan *plan, bool watched);

/* Desks that were apart run together from now on: a client of one sits at a place of another, or
 * somebody listens. */
void bk_desks_join(bk_sim *r);

/* Fills the office at time 0. */
void bk_office_open(bk_sim *r);

/* Goes over to the next phase: people come and go, caseloads are filled. */
void bk_phase_change(bk_sim *r, int32_t phase);

/* A caseworker leaves and a new one takes her desk. */
void bk_on_turnover(bk_sim *r, int32_t desk);

/* The prior log-odds of a new client at that desk. */
double bk_prior_of(const bk_sim *r, int32_t desk);

/* ---- outcome.c ---- */

/* Adds this week's tally to the window and starts a new one. */
void bk_tally_fold(bk_sim *r, bool in_window);

/* The sums of a tally as the measures' ratios. */
void bk_tally_ratios(const bk_sim *r, const bk_tally *tally, const bk_lane_tally *lanes,
                     bk_ratio *out);

#endif
