/* state.h - everything that changes in a run, as one block of memory without pointers.
 *
 * The block starts with a bk_head; the arrays of the table below follow, one per field, at offsets
 * that follow from the head's sizes alone. A bk_state is a view: the block's address and the
 * addresses of its arrays. Copying the block copies the run: bk_state_copy then makes a second
 * view, and both runs finish alike.
 *
 * Places: a client occupies a place (0 .. n_places - 1). When he leaves, the next one takes the
 * place. Luck that belongs to weeks (when something happens) is keyed by place and week, luck that
 * belongs to a person (needs, conversations) by place and stamp; so two scenarios that are compared
 * share both, and find back into step when the same place changes hands in both.
 *
 * Ownership: the view owns the block. Threads: one run belongs to one thread.
 */
#ifndef BK_MODEL_STATE_H
#define BK_MODEL_STATE_H

#include "engine/calendar.h"
#include "engine/heap.h"
#include "engine/points.h"
#include "model/measures.h"
#include "model/model.h"

enum { BK_NONE = -1, BK_ROOM_MOST = 1 << 30 /* rows of any array of the block */ };

/* What a caseworker has in hand, or an item that waits. */
typedef struct {
    bk_tick arose;
    bk_tick expires; /* BK_NEVER: waits for ever; of a message: not before (bk_item_settle) */
    double minutes;  /* before friction and speed */
    int32_t place;
    uint32_t stamp; /* of the client it came from */
    int32_t next;   /* in its queue, or in the free list */
    int32_t offer;  /* of a measure; of a message the luck of its patience, or BK_NONE */
} bk_item;

/* What a week's tasks of one lane took. */
typedef struct {
    double minutes, wait_ticks, started, lost;
} bk_lane_tally;

/* One lane of a desk: what waits, and sums since the week began. */
typedef struct {
    int32_t head, tail; /* items; BK_NONE when empty */
    int32_t count;      /* stale ones included */
    bk_lane_tally tally;
} bk_queue;

/* A list through clients, oldest first. */
typedef struct {
    int32_t head, tail;
    int32_t count;
} bk_line;

typedef struct {
    int32_t before, after;
} bk_link;

enum {
    BK_CLIENT_PRESENT = 1,
    BK_CLIENT_WILLING = 2,   /* the hidden truth: the caseworker's side never reads it */
    BK_CLIENT_MET = 4,       /* had a conversation */
    BK_CLIENT_WAITING = 8,   /* a follow-up is due and waits */
    BK_CLIENT_DEMAND = 16,   /* a demand is open */
    BK_CLIENT_MAPPED = 32,   /* a mapping conversation was held */
    BK_CLIENT_STANDARD = 64, /* the open measure was offered without a known need */
    BK_CLIENT_GROUP = 12     /* from this bit on: which group of the census he is in */
};

/* What is read at nearly every event about a client. No field is a byte: a store to one could be
 * a store to anything, and the compiler would have to read everything again. */
typedef struct {
    uint16_t needs; /* the hidden truth */
    uint16_t known;
    uint16_t flags;
    uint16_t measure; /* open measure: the offer, or BK_NO_MEASURE */
    uint32_t stamp;   /* grows when the place changes hands */
    int32_t owner;    /* caseworker, BK_NONE when the place is empty */
} bk_client;

/* What the exact observer has seen and been told of a client (exact.h). */
typedef struct {
    bk_tick at;          /* what she thinks of his needs is as of then; BK_NEVER: it is the prior */
    double prior_mass;   /* of the sets of needs that agree with what she was told */
    uint16_t learnt;     /* domains */
    uint16_t told_needs; /* those of them that were needs */
    uint32_t unused;
} bk_insight;

typedef struct {
    uint32_t conversations; /* tried: held, missed or put off */
    uint32_t tasks;         /* measures and demands decided */
} bk_counts;

typedef struct {
    /* in hand */
    int32_t lane; /* BK_NONE: free */
    int32_t place;
    uint32_t stamp;
    bool held; /* a conversation the client came to */
    bool mapping;
    bool active;    /* at work in this phase */
    double talked;  /* minutes of conversation, mapping included, documentation not */
    double minutes; /* the whole task */

    /* her desk */
    int32_t clients;
    bk_line due;      /* clients whose follow-up waits, by due time */
    bk_line contact;  /* by last contact; kept when there is spare-time work */
    bk_line touch;    /* by last contact or attempt */
    double debt;      /* of protected time, minutes */
    double waiting;   /* expected minutes waiting at the week's start */
    double arrived;   /* expected minutes that arose since */
    double gap_ticks; /* between contacts: the week's sum */
    double load;
    double omega;
    double speed;          /* factor on minutes */
    double shift;          /* of the prior's log-odds */
    uint32_t strangers;    /* how many have held this desk before */
    double unknown[4][16]; /* product over unknown domains of (1 - omega x prevalence x hinders), a
                              nibble each */
} bk_desk;

/* Kinds of events, for counting. */
typedef enum {
#define BK_EVENT(name, id) BK_E_##name,
#include "model/events.def"
#undef BK_EVENT
    BK_EVENT_COUNT
} bk_event_kind;

/* By number of needs: none, one, two or three, more; the willing, then the others. */
enum { BK_NEED_GROUPS = 4, BK_GROUPS = 2 * BK_NEED_GROUPS };

/* Counts over the clients present, kept when one of them changes. Whole numbers, so that the order
 * of changes leaves no trace. */
typedef struct {
    int64_t needs, known_needs;
    int64_t group[BK_GROUPS];
    uint64_t contact[BK_GROUPS]; /* sum of the ticks of last contact, modulo 2^64 */
} bk_census;

/* Sums over the window, or since the last snapshot. */
typedef struct {
    double clients, seen_is;
    double willing, willing_is, unwilling, unwilling_is;
    double group[BK_NEED_GROUPS], group_is[BK_NEED_GROUPS];      /* of the willing */
    double clients_of[BK_NEED_GROUPS], since_of[BK_NEED_GROUPS]; /* of all; ticks */
    double probability, needs, known_needs, trust, since_ticks;
    double desks, load, omega;
    double capacity_minutes;
    double gap_ticks, gaps, talks, missed;
    double talks_is; /* of those held: with clients seen as the problem when they began */
    double exits_work, exits_other, present_ticks;
    double arrivals_12m, out_work_12m, out_other_12m;
    double present_12m, present_out_work_12m, present_out_other_12m;
    double demands, demands_meeting, pushed_out, pushed_out_willing;
    double places, place_wait_ticks;
} bk_tally;

typedef struct {
    /* sizes: the layout follows from these */
    int32_t n_places, n_desks, n_lanes;
    int32_t desk_width; /* of their calendar */
    int32_t cap_points, cap_buckets, cap_late, cap_items, cap_line;
    int32_t exact_sets; /* sets of needs of the exact observer; 0: the usual one */
    bool open, has_touch, has_repeat, has_boost, has_leavers, has_culture, has_offers;
    bool apart;           /* desks have nothing in common within a week (run.c) */
    bool present_counted; /* those present at warm-up, who are followed for 12 months */
    int64_t bytes;

    /* who and when */
    uint64_t key;
    int32_t week, warmup, weeks;
    bk_tick now;
    int32_t phase;

    /* this week's points */
    int32_t n_points, next_point;
    int32_t n_late;
    bk_tick
        week_end; /* nothing of a client's own that falls due before it can be put in any more */

    /* items */
    int32_t free_item, used_items;

    /* open intake */
    int64_t arrivals;               /* of clients, so far */
    int32_t line_first, line_count; /* ring of those who wait for a place */
    int32_t highest_place;          /* places below this may be taken */
    int32_t lowest_free;            /* no empty place below this */
    int32_t stride;                 /* places of one caseworker (steady intake) */
    int32_t present;
    int32_t active; /* desks at work */
    int64_t
        present_ticks; /* of all clients present, to the end of this week if nobody came or went */
    bk_census census;
    double shared_waiting, shared_arrived; /* expected minutes of the team's own queues */

    double team_prior; /* mean p last week, for the office culture */
    int64_t events[BK_EVENT_COUNT];
    bk_tally tally;  /* of this week */
    bk_tally window; /* of the weeks after warm-up */
} bk_head;

/* Every array of the block: type, name, how many. */
#define BK_STATE_ARRAYS(A)                                                                         \
    A(bk_client, client, h->n_places)                                                              \
    A(uint64_t, place_key, h->n_places) /* whose luck a place's is (parts.h) */                    \
    A(double, gaze_base, h->n_places)   /* the starting log-odds; -inf: nobody here */             \
    A(double, gaze, h->n_places)        /* its deviation, as of the week's start (gaze.h) */       \
    A(double, trust, h->n_places)       /* deviation from rest, as of the week's start */          \
    A(bk_tick, contact, h->n_places)    /* last contact, or arrival */                             \
    A(bk_tick, arrived, h->n_places)                                                               \
    A(bk_tick, due, h->n_places) /* follow-up: falls due, or has waited since */                   \
    A(bk_tick, measure_end, h->n_places)                                                           \
    A(bk_counts, counts, h->n_places)                                                              \
    A(int64_t, number, h->open ? h->n_places : 0) /* of the arrival */                             \
    A(bk_link, in_due, h->n_places)                                                                \
    A(bk_link, in_contact, h->has_touch ? h->n_places : 0)                                         \
    A(bk_link, in_touch, h->has_touch ? h->n_places : 0)                                           \
    A(bk_tick, touched, h->has_touch ? h->n_places : 0)                                            \
    A(bk_tick, mapped, h->has_repeat ? h->n_places : 0)                                            \
    A(bk_tick, boosted, h->has_boost ? h->n_places : 0)  /* a demand's boost ends */               \
    A(bk_tick, left, h->has_leavers ? h->n_places : 0)   /* when the place last changed hands */   \
    A(uint32_t, offers, h->has_offers ? h->n_places : 0) /* standard offers considered */          \
    A(bk_insight, insight, h->exact_sets > 0 ? h->n_places : 0)                                    \
    A(double, belief, 2 * (int64_t)h->exact_sets * h->n_places) /* exact.h */                      \
    A(bk_desk, desk, h->n_desks)                                                                   \
    A(bk_queue, queue, (h->n_desks + 1) * h->n_lanes) /* the last row is the team's */             \
    A(uint64_t, waiting, 2 * (h->n_desks + 1)) /* a bit each: lanes with items, by row of queue */ \
    A(uint64_t, desk_node, 2 * h->desk_width)                                                      \
    A(uint64_t, idle, (h->n_desks + 63) / 64) /* a bit each: at work and free */                   \
    A(bk_lane_tally, lane, 2 * h->n_lanes)    /* of this week, then of the window */               \
    A(uint64_t, late, h->cap_late) /* clients' own events that came up for this week in it */      \
    A(uint64_t, entry, h->cap_points)                                                              \
    A(uint64_t, scratch, h->cap_points)                                                            \
    A(bk_point, point, h->cap_points)                                                              \
    A(int32_t, bucket, h->cap_buckets)                                                             \
    A(bk_item, item, h->cap_items)                                                                 \
    A(bk_tick, line, h->cap_line)

typedef struct {
    bk_head *h;
#define BK_FIELD(type, name, count) type *name;
    BK_STATE_ARRAYS(BK_FIELD)
#undef BK_FIELD
    int64_t capacity; /* bytes of the block, at least h->bytes */
} bk_state;           /* {0} is valid and empty */

/* Room for a run of that size; the block is kept when it is large enough. All bytes are zero but
 * the sizes. Errors: BK_ERR_MEMORY, state as it was. */
BK_MUST_CHECK bk_status bk_state_shape(bk_state *state, const bk_head *sizes);

/* Changes sizes and keeps what the arrays hold (the calendars are rebuilt).
 * Errors: BK_ERR_MEMORY, state as it was. */
BK_MUST_CHECK bk_status bk_state_resize(bk_state *state, const bk_head *sizes);

/* Makes *out an independent copy. Errors: BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_state_copy(const bk_state *state, bk_state *out);

void bk_state_clear(bk_state *state);

#endif
