/* calendar.h - the future event list: one pending event per slot, a winner tree over packed keys.
 *
 * Every slot (a caseworker, a client's timers) has one leaf that holds the key of its next event,
 * or BK_KEY_NEVER. Inner nodes hold the smaller key of their two children, so the root is the next
 * event. Scheduling, moving and cancelling are one operation, hence no stale events exist, and
 * the order is total because keys are. The path from leaf to root is known as soon as the slot
 * is: the loop is a load, a compare and a conditional move a level, without a branch to miss.
 *
 * Ownership: the caller owns the array, [2 x width] keys; index 0 is not used.
 * Method:    tournament tree; D. E. Knuth, The Art of Computer Programming 3, 5.4.1.
 */
#ifndef BK_ENGINE_CALENDAR_H
#define BK_ENGINE_CALENDAR_H

#include "engine/clock.h"

/* Leaves needed for that many slots: a power of two, at least 1. */
static inline int32_t bk_calendar_width(int32_t slots)
{
    int32_t width = 1;
    while (width < slots) width *= 2;
    return width;
}

/* Empties all slots. O(width). */
static inline void bk_calendar_reset(uint64_t *node, int32_t width)
{
    for (int32_t i = 0; i < 2 * width; i++) node[i] = BK_KEY_NEVER;
}

/* The key of the next event of all; BK_KEY_NEVER when there is none. */
static inline uint64_t bk_calendar_next(const uint64_t *node)
{
    return node[1];
}

/* What slot is due for. */
static inline uint64_t bk_calendar_of(const uint64_t *node, int32_t width, int32_t slot)
{
    return node[width + slot];
}

/* Schedules, moves or (with BK_KEY_NEVER) cancels the event of slot. O(log width). */
static inline void bk_calendar_set(uint64_t *node, int32_t width, int32_t slot, uint64_t key)
{
    uint32_t i = (uint32_t)(width + slot);
    node[i] = key;
    while (i > 1) {
        uint64_t sibling = node[i ^ 1u];
        key = sibling < key ? sibling : key;
        i >>= 1;
        node[i] = key;
    }
}

#endif
