/* clock.h - simulated time as whole ticks, and the packed keys that order events.
 *
 * A week is 2^27 ticks (about a millisecond of working time each), so that two moments are equal
 * or not and never nearly equal. A key holds the tick in its upper bits and whom the event
 * concerns in its lower ones: comparing two keys compares times first and breaks ties by subject,
 * servers (bit 20 clear) before customers (bit 20 set). No two pending events have equal keys.
 */
#ifndef BK_ENGINE_CLOCK_H
#define BK_ENGINE_CLOCK_H

#include <stdint.h>

typedef int64_t bk_tick;

enum {
    BK_TICK_BITS = 27,    /* of one week */
    BK_SUBJECT_BITS = 21, /* of a key: class and index */
    BK_CUSTOMER = 1 << 20 /* the class bit */
};

#define BK_TICKS_PER_WEEK ((bk_tick)1 << BK_TICK_BITS)
#define BK_NEVER ((bk_tick)1 << (64 - BK_SUBJECT_BITS)) /* 65,536 weeks: later than any run */
#define BK_KEY_NEVER UINT64_MAX

/* The key of an event at tick about subject; a tick at or past BK_NEVER gives BK_KEY_NEVER. */
static inline uint64_t bk_key_at(bk_tick tick, int32_t subject)
{
    uint64_t key = (uint64_t)tick << BK_SUBJECT_BITS | (uint64_t)subject;
    return tick >= BK_NEVER ? BK_KEY_NEVER : key;
}

static inline bk_tick bk_key_tick(uint64_t key)
{
    return (bk_tick)(key >> BK_SUBJECT_BITS);
}

/* The index of the server or customer a key is about. */
static inline int32_t bk_key_index(uint64_t key)
{
    return (int32_t)(key & (BK_CUSTOMER - 1));
}

static inline bk_tick bk_week_start(int32_t week)
{
    return (bk_tick)week * BK_TICKS_PER_WEEK;
}

/* now + weeks, rounded to a tick; BK_NEVER when that is out of reach. Needs: weeks >= 0. */
static inline bk_tick bk_tick_after(bk_tick now, double weeks)
{
    double ticks = weeks * (double)BK_TICKS_PER_WEEK;
    if (!(ticks < (double)BK_NEVER)) return BK_NEVER;
    bk_tick then = now + (bk_tick)(ticks + 0.5);
    return then < BK_NEVER ? then : BK_NEVER;
}

static inline double bk_weeks_of(bk_tick ticks)
{
    return (double)ticks * (1.0 / (double)BK_TICKS_PER_WEEK);
}

#endif
