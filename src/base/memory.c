/* memory.c - one checked multiplication in front of the C library, and blocks for the arena. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of count x size, at least 1 so that nothing is not confused with no memory. False when the
 * product does not fit a pointer difference. */
static bool total_bytes(int64_t count, size_t size, size_t *out)
{
    if (count < 0) return false;
    if (size != 0 && (uint64_t)count > (uint64_t)PTRDIFF_MAX / size) return false;
    size_t bytes = (size_t)count * size;
    *out = bytes > 0 ? bytes : 1;
    return true;
}

void *bk_alloc(int64_t count, size_t size)
{
    size_t bytes;
    if (!total_bytes(count, size, &bytes)) return NULL;
    return calloc(bytes, 1);
}

bk_status bk_realloc(void **ptr, int64_t old_count, int64_t count, size_t size)
{
    size_t bytes;
    BK_ASSERT(old_count >= 0);
    if (!total_bytes(count, size, &bytes)) return BK_ERR_MEMORY;

    char *grown = realloc(*ptr, bytes);
    if (grown == NULL) return BK_ERR_MEMORY;
    if (count > old_count)
        memset(grown + (size_t)old_count * size, 0, (size_t)(count - old_count) * size);
    *ptr = grown;
    return BK_OK;
}

void bk_free(void *ptr)
{
    free(ptr);
}

enum {
    FIRST_BLOCK = 4 << 10, /* bytes; each further block is twice the last ... */
    LAST_BLOCK = 1 << 20   /* ... up to this; larger objects get a block to measure */
};

struct bk_arena_block {
    bk_arena_block *before;
    size_t used;
    size_t capacity;
    _Alignas(max_align_t) char bytes[];
};

static bk_arena_block *block_create(size_t capacity)
{
    if (capacity > (size_t)PTRDIFF_MAX - sizeof(bk_arena_block)) return NULL;
    bk_arena_block *block = calloc(1, sizeof(bk_arena_block) + capacity);
    if (block != NULL) block->capacity = capacity;
    return block;
}

/* A block with room for bytes, linked into the arena. An object too large for a usual block goes
 * behind the last one, whose rest stays in use. */
static bk_arena_block *block_with_room(bk_arena *arena, size_t bytes)
{
    bk_arena_block *last = arena->last;
    if (last != NULL && last->capacity - last->used >= bytes) return last;

    size_t usual = FIRST_BLOCK;
    if (last != NULL) usual = last->capacity < LAST_BLOCK / 2 ? last->capacity * 2 : LAST_BLOCK;
    bk_arena_block *block = block_create(bytes > usual ? bytes : usual);
    if (block == NULL) return NULL;

    if (last != NULL && bytes > usual) {
        block->before = last->before;
        last->before = block;
    } else {
        block->before = last;
        arena->last = block;
    }
    return block;
}

void *bk_arena_alloc(bk_arena *arena, int64_t count, size_t size)
{
    size_t bytes;
    const size_t align = _Alignof(max_align_t);
    if (!total_bytes(count, size, &bytes) || bytes > (size_t)PTRDIFF_MAX - align) return NULL;
    bytes = (bytes + align - 1) / align * align;

    bk_arena_block *block = block_with_room(arena, bytes);
    if (block == NULL) return NULL;
    void *object = block->bytes + block->used;
    block->used += bytes;
    return object;
}

char *bk_arena_text(bk_arena *arena, const char *text, int64_t length)
{
    BK_ASSERT(length >= 0 && length < INT64_MAX);
    char *copy = bk_arena_alloc(arena, length + 1, 1);
    if (copy != NULL && length > 0) memcpy(copy, text, (size_t)length);
    return copy;
}

void bk_arena_clear(bk_arena *arena)
{
    bk_arena_block *block = arena->last;
    while (block != NULL) {
        bk_arena_block *before = block->before;
        free(block);
        block = before;
    }
    arena->last = NULL;
}
