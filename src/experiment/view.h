/* view.h - what live.h calls a view, taken from a run.
 *
 * Ownership: a bk_still owns its arrays. One thread at a time.
 */
#ifndef BK_EXPERIMENT_VIEW_H
#define BK_EXPERIMENT_VIEW_H

#include "blikk/live.h"
#include "model/run.h"

typedef struct {
    bk_view view;
    bk_arena arena;
    double *suspicion, *load;
    uint16_t *needs, *known;
    int32_t *owner, *slot;
    uint32_t *person;
    int32_t room; /* clients there is room for */
    int32_t desks;
} bk_still; /* {0} is valid and empty */

/* The run as it stands at a whole week. Keeps its memory from one call to the next. O(places).
 * Errors: BK_ERR_MEMORY, *still is empty. */
BK_MUST_CHECK bk_status bk_still_take(bk_still *still, const bk_sim *run);
void bk_still_clear(bk_still *still);

/* Needs of those present, by domain, and how many of them are known. O(places). */
void bk_count_needs(const bk_sim *run, int32_t needs[BK_MAX_DOMAINS],
                    int32_t known[BK_MAX_DOMAINS]);

#endif
