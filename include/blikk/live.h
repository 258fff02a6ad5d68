/* live.h - one team watched: figures that refine while one looks, and every client as he is seen.
 *
 * For whoever shows a team live: bk_live_run hands over the figures after each replication, and a
 * view of every client at the end of the first one; bk_film the same view week by week.
 *
 * Invariant:  a figure here is bk_run's for the same scenario, seed, team and replications, to the
 *             last bit. Whether a client is willing is not handed out: nobody can observe it.
 * Errors:     as values (status.h).
 * Ownership:  what bk_live_run hands out is the caller's, until bk_live_destroy; a view lives as
 *             long as the figures, in a film during the call that shows it.
 * Threads:    figures are read-only once made; while they are being made, read them in `show`
 * alone.
 */
#ifndef BLIKK_LIVE_H
#define BLIKK_LIVE_H

#include "blikk/blikk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Every client of a team's first copy in replication 0 at the end of a week, one row a client who
 * is there, by caseworker and slot. */
typedef struct {
    int32_t week;
    int32_t caseworkers;
    int32_t clients;
    double threshold;        /* above it the caseworker sees the client as the problem, 0 to 1 */
    const double *suspicion; /* [clients] how likely she thinks it that he will not, 0 to 1 */
    const uint16_t *needs;   /* [clients] a bit a domain */
    const uint16_t *known;   /* [clients] of these, those she knows of */
    const int32_t *owner;    /* [clients] his caseworker, from 0 */
    const int32_t *slot;    /* [clients] his place with her, from 0: the same person's luck whatever
                               the caseload */
    const uint32_t *person; /* [clients] grows when somebody new takes the slot */
    const double *load;     /* [caseworkers] weeks of work on the desk */
} bk_view;

typedef struct bk_live bk_live;

typedef struct {
    int32_t row;          /* the team */
    int32_t replications; /* 0: what the scenario says */
    bool seed_given;      /* false: what the scenario says */
    uint64_t seed;
    int32_t threads; /* 0: as many as there are processors; figures are the same */
    /* Called with what there is after each replication, in their order, from one thread at a time.
     * May be NULL. */
    void (*show)(void *context, const bk_live *live);
    /* Asked about twenty times a second; false stops. May be NULL. */
    bool (*is_wanted)(void *context);
    void *context;
} bk_live_options; /* {0} is valid: the first team as the scenario says */

/* Simulates one team. Errors: BK_ERR_USAGE (no such team, options out of range), BK_ERR_MEMORY,
 * BK_ERR_INPUT (the team has or comes to too many places), BK_ERR_CANCELLED; *out is NULL then but
 * after BK_ERR_CANCELLED with a finished replication. */
BK_MUST_CHECK bk_status bk_live_run(const bk_scenario *scenario, const bk_live_options *options,
                                    bk_live **out, bk_error *err);
void bk_live_destroy(bk_live *live);

int32_t bk_live_replications(const bk_live *live); /* finished */

/* One of the scenario's measures, with its 95 % interval. O(replications). */
bk_estimate bk_live_estimate(const bk_live *live, int32_t measure);

/* What the measure became less what it was, pair by pair over the replications that both have:
 * they share their luck, so the interval is of the change itself. */
bk_estimate bk_live_change(const bk_live *before, int32_t measure_before, const bk_live *after,
                           int32_t measure_after);

/* Needs in one domain at the end of the run: how many a client has (0 to 1), and the share of them
 * that a caseworker knows of. domain as in BK_PART_DOMAINS. */
bk_estimate bk_live_needs(const bk_live *live, int32_t domain);
bk_estimate bk_live_known(const bk_live *live, int32_t domain);

/* The clients at the end of replication 0. False while there is none. */
bool bk_live_view(const bk_live *live, bk_view *out);

/* Receives a week; false stops. */
typedef bool (*bk_view_sink)(void *context, const bk_view *view);

/* Replication 0 of the first copy of a team from its first day, week by week: the first view is of
 * the day it opens (week 0). Errors: as bk_trace; a stop is BK_OK. */
BK_MUST_CHECK bk_status bk_film(const bk_scenario *scenario, uint64_t seed, int32_t row,
                                bk_view_sink sink, void *context, bk_error *err);

#ifdef __cplusplus
}
#endif
#endif
