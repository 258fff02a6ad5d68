/* story.h - what happens in a run, told as it happens, for those who look closely.
 *
 * A run that nobody watches tells nothing and pays one untaken branch. Numbers only: the words are
 * put to it above (experiment/telling.c).
 */
#ifndef BK_MODEL_STORY_H
#define BK_MODEL_STORY_H

#include "engine/clock.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    BK_STORY_ENTERS,   /* a client takes a place; set: needs; before: log-odds; number: weeks he
                          waited for it */
    BK_STORY_ARRIVES,  /* and has to wait for a place; number: how many wait */
    BK_STORY_ARISES,   /* work; lane, number: minutes */
    BK_STORY_STARTS,   /* a task; by, lane, number: weeks waited, other: minutes it will take; of a
                          conversation yes: he comes, mapping */
    BK_STORY_SPARE,    /* a conversation in spare time, likewise; number: weeks since contact */
    BK_STORY_ENDS,     /* a task; by, lane, gone; yes: held, of a conversation */
    BK_STORY_LOST,     /* an item left the queue unserved; lane; number: the week it was lost */
    BK_STORY_DUE,      /* a follow-up falls due */
    BK_STORY_PUT_OFF,  /* p: how she sees him, number: weeks until the next, other: probability */
    BK_STORY_HURDLE,   /* hurdle, yes: cleared; before, after: log-odds; p: true probability;
                          number: Pw, other: Pu; omega, load; set: domains known, needs: those
                          of them that are needs */
    BK_STORY_REVEALED, /* set: domains learnt; needs: which of them are needs */
    BK_STORY_DECIDES,  /* choice; domain; p: how she sees him */
    BK_STORY_MEASURE_RUNS, /* domain; number: weeks */
    BK_STORY_MEASURE_ENDS, /* domain; yes: cleared; solved */
    BK_STORY_DEMAND_DONE,  /* yes: the client withdraws */
    BK_STORY_NEED,         /* a new need; domain */
    BK_STORY_LEAVES,       /* choice: bk_exit */
    BK_STORY_STRANGER,     /* the client meets a new caseworker */
    BK_STORY_WEEK          /* a whole week; desk; load, omega */
} bk_story_kind;

typedef enum {
    BK_CHOICE_NOTHING_CLEARED, /* seen as the problem, but it went well */
    BK_CHOICE_NOTHING_KNOWN,   /* no known need that a measure in range could meet */
    BK_CHOICE_OPEN,            /* a measure or a demand is open already */
    BK_CHOICE_DEMAND,
    BK_CHOICE_MEASURE,
    BK_CHOICE_STANDARD
} bk_choice;

typedef enum { BK_EXIT_WORK, BK_EXIT_OTHER, BK_EXIT_WITHDRAWN } bk_exit;

typedef struct {
    bk_tick at;
    bk_story_kind kind;
    int32_t desk;   /* whose client it is; -1: none */
    int32_t place;  /* -1: none */
    uint32_t stamp; /* of the client concerned; told as 0: who sits at the place now */
    int32_t by;     /* the desk at work on a task, which is another's where a stream is shared */
    int32_t lane, hurdle, domain, choice;
    bool yes, solved, willing, mapping;
    bool gone; /* the person of the task has left: nothing follows */
    uint32_t set, needs;
    double before, after, p, number, other, omega, load;
} bk_story;

typedef struct {
    void (*hear)(void *context, const bk_story *story); /* NULL: nobody watches */
    void *context;
} bk_storyteller;

#endif
