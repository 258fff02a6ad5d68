/* memory.h - the only place that calls malloc, and an arena on top of it.
 *
 * All sizes are checked for overflow. Nothing here aborts: no memory is NULL or BK_ERR_MEMORY.
 */
#ifndef BK_BASE_MEMORY_H
#define BK_BASE_MEMORY_H

#include "base/check.h"

#include <stddef.h>

/* count x size zeroed bytes, NULL when there is no memory or count is negative. Free with bk_free.
 */
void *bk_alloc(int64_t count, size_t size);

/* Grows or shrinks *ptr to count x size bytes; new bytes are zeroed from old_count on.
 * Errors: BK_ERR_MEMORY, and *ptr is as it was. */
BK_MUST_CHECK bk_status bk_realloc(void **ptr, int64_t old_count, int64_t count, size_t size);

/* Accepts NULL. */
void bk_free(void *ptr);

/* An arena: many small objects with one life. {0} is valid and empty.
 * Ownership: the arena owns every block; one bk_arena_clear frees them all. */
typedef struct bk_arena_block bk_arena_block;
typedef struct {
    bk_arena_block *last;
} bk_arena;

/* count x size zeroed bytes aligned for any type; NULL when there is no memory. */
void *bk_arena_alloc(bk_arena *arena, int64_t count, size_t size);

/* A zero-terminated copy of length bytes of text; NULL when there is no memory. */
char *bk_arena_text(bk_arena *arena, const char *text, int64_t length);

/* Frees everything and leaves the arena empty and usable. */
void bk_arena_clear(bk_arena *arena);

#endif
