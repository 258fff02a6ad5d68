/* situation.h - kinds of situation that a client who is due may be in, as far as his caseworker can
 * see: what who_next = "index" looks up (model.md 4).
 *
 * Weeks since contact, how many of his needs she knows of, and whether a measure has been decided.
 * Nothing of the hidden truth; and not how she sees him, unless the table is twice as
 * long: then its second half is for those she sees as the problem.
 */
#ifndef BK_MODEL_SITUATION_H
#define BK_MODEL_SITUATION_H

#include "model/gaze.h"

/* Since contact: none yet; then up to 2, 4, 8, 16 and 32 weeks; more. Known: no need
 * he has now, one, more. A measure: none, one decided or running. */
enum {
    BK_SINCE_KINDS = 7,
    BK_KNOWN_KINDS = 3,
    BK_RUNNING_KINDS = 2,
};
_Static_assert(BK_SINCE_KINDS *BK_KNOWN_KINDS *BK_RUNNING_KINDS == BK_SITUATIONS,
               "the table's size");

static inline int32_t bk_situation_at(int32_t since, int32_t known, int32_t running)
{
    return (since * BK_KNOWN_KINDS + known) * BK_RUNNING_KINDS + running;
}

static inline int32_t bk_since_kind(bool met, bk_tick since)
{
    int32_t kind = 1;
    if (!met) return 0;
    for (bk_tick end = 2 * BK_TICKS_PER_WEEK; kind < BK_SINCE_KINDS - 1 && since >= end; end *= 2)
        kind++;
    return kind;
}

static inline int32_t bk_known_kind(uint32_t needs_known)
{
    int32_t n = (int32_t)__builtin_popcount(needs_known);
    return n < BK_KNOWN_KINDS - 1 ? n : BK_KNOWN_KINDS - 1;
}

/* The situation of the client at place now, 0 to BK_SITUATIONS - 1. */
static inline int32_t bk_situation_of(const bk_state *s, int32_t place)
{
    const bk_client *c = &s->client[place];
    int32_t since = bk_since_kind((c->flags & BK_CLIENT_MET) != 0, s->h->now - s->contact[place]);
    return bk_situation_at(since, bk_known_kind((uint32_t)c->needs & c->known),
                           c->measure != BK_NO_MEASURE);
}

#endif
