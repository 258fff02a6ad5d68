/* witness.h - hears the story of a run, keeps books of its own, and says which law was broken.
 *
 * It knows the model's rules (docs: the order of things) but not how the engine keeps them: it
 * hears what happens, and when, and holds that against what must be so:
 *
 *  - time never goes back, a task ends when its minutes are over, one task in hand a caseworker;
 *  - no effect before its cause: what starts has arisen, what runs was set up, what ends ran, and
 *    nothing happens to anybody who has left;
 *  - work in a stream is taken in the order it arose, streams in the order of the scenario, clients
 *    as who_next says; nobody rests while something waits, or is busy out of turn;
 *  - items arisen = started + lost + gone with their client + waiting; clients in = out + inside;
 *  - and the run's figures are those of a second book kept from the story alone.
 */
#ifndef BK_TESTS_WITNESS_H
#define BK_TESTS_WITNESS_H

#include "model/run.h"

/* What can wait, and how a wait can end. */
typedef enum {
    WAIT_OWN_INBOX,
    WAIT_SHARED_INBOX,
    WAIT_MEASURE,
    WAIT_DEMAND,
    WAIT_CONVERSATION,
    WAIT_PLACE,
    WAIT_KINDS
} wait_kind;

typedef enum {
    END_SERVED,
    END_LOST,      /* patience ran out */
    END_WORK,      /* the client leaves: for work, ... */
    END_OTHER,     /* ... otherwise, ... */
    END_WITHDRAWN, /* ... after a demand, ... */
    END_COMPLETED, /* ... because a conversation ended the case */
    END_PUT_OFF,
    END_MOVED,    /* to another caseworker, by a change; the wait goes on there */
    END_STRANGER, /* the caseworker leaves and another takes her desk; it goes on as well */
    END_OF_RUN,
    END_KINDS
} wait_end;

extern const char *const WAIT_NAME[WAIT_KINDS];
extern const char *const END_NAME[END_KINDS];

typedef struct {
    char broken[400]; /* the first law that was broken, when and for whom; "" */
    int64_t stories;
    int64_t entered, left, inside;
    int64_t arisen, started, lost, dropped, waiting; /* items: inbox, measures, demands */
    int64_t ends[WAIT_KINDS][END_KINDS];             /* how often, ... */
    int64_t tied[WAIT_KINDS][END_KINDS]; /* ... at the tick of something else of another client's */
} witness_report;

/* Runs the plan with a witness at hand, and fills out. tied: moves every random moment of the run
 * to a grid of 1/128 weeks, so that everything happens at the same time as something else (the
 * moments are other ones, and the laws the same). */
void witness_run(const bk_plan *plan, uint64_t key, bool tied, bk_outcome *out,
                 witness_report *report);

#endif
