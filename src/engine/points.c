#include "engine/points.h"

#include "base/check.h"

#include <string.h>

int32_t bk_points_buckets(int32_t count)
{
    int32_t buckets = 1;
    while (buckets < count) buckets *= 2;
    return buckets;
}

/* Bucket sort by the upper bits, then one insertion pass: with at most a point a bucket
 * almost every entry is in its place or beside it. */
void bk_points_sort(uint64_t *entry, uint64_t *scratch, int32_t *bucket, int32_t count)
{
    int32_t buckets = bk_points_buckets(count);
    int32_t bits = 0;
    while (1 << bits < buckets) bits++;
    BK_DEBUG_ASSERT(bits <= BK_TICK_BITS);
    int32_t shift = 63 - bits; /* two shifts, since a shift by 64 is undefined for one bucket */

    memset(bucket, 0, sizeof *bucket * (size_t)(buckets + 1));
    for (int32_t i = 0; i < count; i++) bucket[(entry[i] >> 1 >> shift) + 1]++;
    for (int32_t b = 0; b < buckets; b++) bucket[b + 1] += bucket[b];
    for (int32_t i = 0; i < count; i++) scratch[bucket[entry[i] >> 1 >> shift]++] = entry[i];

    for (int32_t i = 0; i < count; i++) {
        uint64_t e = scratch[i];
        int32_t hole = i;
        while (hole > 0 && entry[hole - 1] > e) {
            entry[hole] = entry[hole - 1];
            hole--;
        }
        entry[hole] = e;
    }
}
