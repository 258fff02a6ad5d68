/* explain.h - one client's story: whom to tell of, and his way from entering to leaving.
 *
 * A place changes hands, so a person is a place and a stamp. Choosing him takes one run of the
 * team, gathering his way a second one; the same luck makes the same story.
 */
#ifndef BK_EXPERIMENT_EXPLAIN_H
#define BK_EXPERIMENT_EXPLAIN_H

#include "experiment/telling.h"

/* Why he was chosen. */
typedef enum {
    BK_CHOSEN_ANYONE,  /* nobody is both willing and has needs */
    BK_CHOSEN_NEAREST, /* willing and with needs, never seen as the problem */
    BK_CHOSEN_CASE     /* willing, with needs, and seen as the problem */
} bk_chosen_why;

typedef struct {
    int32_t place;
    uint32_t stamp;
    int32_t number; /* of those who have held the place, from 1 */
    int32_t of;
    bk_chosen_why why;
    bool asked_for; /* the place was */
} bk_chosen;

/* Picks one among those who hold place (-1: any) in replication 0. Errors: BK_ERR_USAGE when there
 * is nobody; BK_ERR_MEMORY; BK_ERR_INPUT as bk_telling_run; said in err. */
BK_MUST_CHECK bk_status bk_choose_client(const bk_telling *t, int32_t place, bk_chosen *out,
                                         bk_error *err);

/* What there was beside the steps: too common to tell each time. */
typedef struct {
    int32_t answered, lost, put_off;
    double waited_weeks; /* of the answered, in all */
} bk_routine;

/* Something worth telling: a hurdle with what followed from it, or another story as it is. */
typedef struct {
    bk_story story;
    uint32_t needs;         /* all his needs then */
    bk_routine before;      /* since the last step */
    bk_story talk;          /* of a conversation: how it began */
    bool asked;             /* the hurdle was a demand */
    int32_t choice, domain; /* decided; BK_NONE: nothing to tell */
    int32_t demands;        /* so far, this one counted */
    uint32_t learnt;        /* domains, of a conversation held */
    uint32_t learnt_needs;  /* which of them are needs */
    bool ended, solved;     /* a measure, for ended_domain */
    int32_t ended_domain;
    bool turns, back, faded; /* seen as the problem from now on; not any more; not since a while */
    bool limited;            /* the first that ran into the limit of log-odds */
    bool in_full;            /* show the arithmetic */
    double weight;           /* what it added to the log-odds */
    double pw_all, weight_all; /* had she known all his needs */
} bk_step;

/* One kind of hurdle, summed up. */
typedef struct {
    int32_t seen, failed;
    double expected;      /* failures, by the truth */
    double expected_free; /* the same without needs */
} bk_hurdle_sum;

typedef struct {
    bk_step *step; /* [capacity], the first count in use */
    int32_t count, capacity;
    bool failed; /* no memory */
    bk_tick entered, ended;
    bool left;
    bool willing;
    uint32_t needs; /* as he entered */
    double prior;   /* log-odds as he entered */
    bk_hurdle_sum sum[BK_HURDLE_COUNT];
    double against, against_all; /* what failures added to the log-odds; had she known all */
    double peak, peak_all;
    bk_tick peak_at;
    int32_t weeks, weeks_is, weeks_is_all;
    int32_t demands, measures, solved, held, put_off, answered, lost;
    bk_routine after; /* the last step */
} bk_way;

/* The way of the chosen one. Errors: BK_ERR_MEMORY; BK_ERR_INPUT as bk_telling_run; said in err.
 * bk_way_clear in any case. */
BK_MUST_CHECK bk_status bk_way_gather(const bk_telling *t, const bk_chosen *chosen, bk_way *out,
                                      bk_error *err);
void bk_way_clear(bk_way *path);

/* Tells the steps: a table with sentences between its rows. */
void bk_tell_story(bk_telling *t, const bk_way *path);

#endif
