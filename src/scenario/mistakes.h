/* mistakes.h - gathers everything that is wrong with a scenario: the first twenty by place.
 *
 * Mistakes may be told in any order. A node is told of once, also when it was inherited or is read
 * again after a change (bk_node.told).
 */
#ifndef BK_SCENARIO_MISTAKES_H
#define BK_SCENARIO_MISTAKES_H

#include "scenario/tree.h"

typedef struct {
    bk_error *err;  /* may be NULL: then only counted */
    int32_t before; /* mistakes in err when this reading began */
    int32_t count;  /* told since */
    bool no_memory; /* memory ran out on the way; what was read is not to be used */
} bk_mistakes;

void bk_mistakes_init(bk_mistakes *mistakes, bk_error *err);

/* The language to write texts in. */
bk_lang bk_mistakes_lang(const bk_mistakes *mistakes);

/* Adds one at a spot of source. */
void bk_mistakes_add(bk_mistakes *mistakes, const bk_source *source, bk_spot at, bk_words text,
                     ...);

/* True where a mistake there would only be counted, and counts it: its words need no making. */
bool bk_mistakes_past(bk_mistakes *mistakes, const bk_source *source, bk_spot at);

/* True the first time it is asked of a node (and its copies): then tell. */
bool bk_mistakes_first(bk_node *node);

/* BK_OK, BK_ERR_INPUT when something was told, BK_ERR_MEMORY when memory ran out. */
bk_status bk_mistakes_status(const bk_mistakes *mistakes);

#endif
