/* points.h - a week's candidate events of memoryless processes, drawn and sorted at its start.
 *
 * Everything that comes to a client as a Poisson process (messages, duties, new needs, chances to
 * leave) is one process at a bounding rate; a point's mark says which kind it is, and the handler
 * thins it against the rate of that moment. Points of a whole week are drawn together, off the
 * critical path, then sorted once: the run loop walks an array instead of updating a calendar.
 *
 * A sorted entry holds the offset within the week in its upper 27 bits and the number of the
 * point's record below; equal offsets keep the order of drawing.
 *
 * Method: thinning, P. A. W. Lewis & G. S. Shedler, Naval Res. Logist. Quart. 26, 1979; given the
 * count, the points of a Poisson process are independent and uniform.
 */
#ifndef BK_ENGINE_POINTS_H
#define BK_ENGINE_POINTS_H

#include "engine/clock.h"

enum { BK_POINT_INDEX_BITS = 64 - BK_TICK_BITS, BK_LUCK_BITS = 24 };

/* What is drawn of one point. */
typedef struct {
    int32_t subject; /* the slot it belongs to */
    uint32_t what;   /* its kind, the caller's own, and luck: bk_point_what */
    double value;    /* by kind: a uniform in [0, 1), or minutes */
} bk_point;

/* Kind, 0 to 255, and above it 24 of bits for what the kind does not decide. (A struct of bit
 * fields says it better, but gcc 12 builds one in memory, byte by byte, and waits for it.) */
static inline uint32_t bk_point_what(int32_t kind, uint64_t bits)
{
    return (uint32_t)kind | ((uint32_t)bits & ~255u);
}

static inline int32_t bk_point_kind(const bk_point *point)
{
    return (int32_t)(point->what & 255u);
}

static inline uint32_t bk_point_luck(const bk_point *point)
{
    return point->what >> 8;
}

static inline uint64_t bk_point_entry(uint64_t offset, int32_t index)
{
    return offset << BK_POINT_INDEX_BITS | (uint64_t)index;
}

static inline int32_t bk_point_index(uint64_t entry)
{
    return (int32_t)(entry & (((uint64_t)1 << BK_POINT_INDEX_BITS) - 1));
}

static inline bk_tick bk_point_offset(uint64_t entry)
{
    return (bk_tick)(entry >> BK_POINT_INDEX_BITS);
}

/* Sorts count entries; scratch has room for as many, bucket for bk_points_buckets(count) + 1.
 * The sorted entries end in entry. Expected O(count): entries are spread evenly over the week. */
void bk_points_sort(uint64_t *entry, uint64_t *scratch, int32_t *bucket, int32_t count);

/* Buckets used for count points: a power of two of at least count, at least 1. */
int32_t bk_points_buckets(int32_t count);

#endif
