/* inherit.h - `inherits`: a child's conditions become its parent's with its own put over them.
 *
 * Tables are merged key by key at every depth that has keys of ours; a value (a number, a range, a
 * label) is taken whole. What the child repeats keeps the parent's place in the order, what is new
 * comes after. label and description are names of one thing and are not inherited.
 */
#ifndef BK_SCENARIO_INHERIT_H
#define BK_SCENARIO_INHERIT_H

#include "scenario/values.h"

/* Resolves every conditions table under root in place; tells of parents that do not exist and of
 * loops. The key `inherits` stays where it was. O(nodes made). */
void bk_inherit_resolve(bk_reader *reader, bk_node *root);

/* Puts the children of from over those of onto, both tables at where. from is used up. */
void bk_node_merge(bk_where where, bk_node *onto, bk_node *from);

#endif
