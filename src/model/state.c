#include "model/state.h"

#include <string.h>

enum { ALIGNMENT = 64 };

static int64_t aligned(int64_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Points every array of state into its block, and returns the bytes the block needs. With a NULL
 * block it only counts. */
static int64_t lay_out(bk_state *state, const bk_head *h, char *block)
{
    int64_t at = aligned((int64_t)sizeof *h);
#define BK_PLACE(type, name, count)                                    \
    state->name = block == NULL ? NULL : (type *)(void *)(block + at); \
    at = aligned(at + (int64_t)sizeof(type) * (int64_t)(count));
    BK_STATE_ARRAYS(BK_PLACE)
#undef BK_PLACE
    return at;
}

static int64_t bytes_of(const bk_head *sizes)
{
    bk_state nowhere;
    return lay_out(&nowhere, sizes, NULL);
}

bk_status bk_state_shape(bk_state *state, const bk_head *sizes)
{
    int64_t bytes = bytes_of(sizes);
    BK_ASSERT(bytes > 0);
    if (bytes > state->capacity) {
        void *block = bk_alloc(bytes, 1);
        if (block == NULL) return BK_ERR_MEMORY;
        bk_state_clear(state);
        state->h = block;
        state->capacity = bytes;
    } else {
        memset(state->h, 0, (size_t)bytes);
    }
    *state->h = *sizes;
    state->h->bytes = bytes;
    lay_out(state, sizes, (char *)state->h);
    return BK_OK;
}

/* Moves one node array's leaves into a calendar of another width. */
static void rebuild(uint64_t *to, int32_t to_width, const uint64_t *from, int32_t from_width)
{
    bk_calendar_reset(to, to_width);
    int32_t n = to_width < from_width ? to_width : from_width;
    for (int32_t i = 0; i < n; i++)
        if (from[from_width + i] != BK_KEY_NEVER)
            bk_calendar_set(to, to_width, i, from[from_width + i]);
}

bk_status bk_state_resize(bk_state *state, const bk_head *sizes)
{
    bk_state grown = {0};
    BK_TRY(bk_state_shape(&grown, sizes));

    const bk_head *h = state->h; /* the table's counts are written in terms of h */
    int64_t old_count, new_count;
#define BK_OLD(type, name, count)                     \
    old_count = (int64_t)(count);                     \
    h = grown.h;                                      \
    new_count = (int64_t)(count);                     \
    h = state->h;                                     \
    if (old_count > new_count) old_count = new_count; \
    if (old_count > 0) memcpy(grown.name, state->name, sizeof(type) * (size_t)old_count);
    BK_STATE_ARRAYS(BK_OLD)
#undef BK_OLD
    rebuild(grown.desk_node, grown.h->desk_width, state->desk_node, h->desk_width);

    bk_state_clear(state);
    *state = grown;
    return BK_OK;
}

bk_status bk_state_copy(const bk_state *state, bk_state *out)
{
    bk_state copy = {0};
    BK_TRY(bk_state_shape(&copy, state->h));
    memcpy(copy.h, state->h, (size_t)state->h->bytes);
    bk_state_clear(out);
    *out = copy;
    return BK_OK;
}

void bk_state_clear(bk_state *state)
{
    bk_free(state->h);
    *state = (bk_state){0};
}
