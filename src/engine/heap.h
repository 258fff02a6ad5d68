/* heap.h - a few events of any order: a binary heap of packed keys.
 *
 * For what turns up while a sorted list is being walked and cannot be put into it any more. Events
 * are never taken back: whoever put one in and changed his mind finds out when it comes.
 *
 * Ownership: the caller owns the array and sees to it that it has room; an empty heap has
 * BK_KEY_NEVER at 0, so that the next event can be looked at without asking whether there is one.
 * Method:    J. W. J. Williams, Algorithm 232, Comm. ACM 7, 1964.
 */
#ifndef BK_ENGINE_HEAP_H
#define BK_ENGINE_HEAP_H

#include "engine/clock.h"

/* Empties the heap: room for one key at least. */
static inline void bk_heap_reset(uint64_t *heap, int32_t *count)
{
    heap[0] = BK_KEY_NEVER;
    *count = 0;
}

/* Needs room for *count + 1 keys. O(log count). */
static inline void bk_heap_push(uint64_t *heap, int32_t *count, uint64_t key)
{
    int32_t i = (*count)++;
    while (i > 0 && heap[(i - 1) / 2] > key) {
        heap[i] = heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    heap[i] = key;
}

/* Takes out the least key, heap[0]. Needs *count > 0. O(log count). */
static inline void bk_heap_pop(uint64_t *heap, int32_t *count)
{
    int32_t n = --*count, i = 0;
    uint64_t last = n > 0 ? heap[n] : BK_KEY_NEVER;
    for (int32_t child; (child = 2 * i + 1) < n; i = child) {
        child += child + 1 < n && heap[child + 1] < heap[child];
        if (heap[child] >= last) break;
        heap[i] = heap[child];
    }
    heap[i] = last;
}

#endif
