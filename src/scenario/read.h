/* read.h - a tree with inherits resolved becomes the definition structs, checked.
 *
 * Everything that is wrong is told; what comes out is to be used only when nothing was.
 */
#ifndef BK_SCENARIO_READ_H
#define BK_SCENARIO_READ_H

#include "scenario/values.h"

/* Limits of a whole scenario, so that no file can make reading slow. */
enum {
    BK_MAX_CONDITIONS = 1000,
    BK_MAX_TEAM_ROWS = 20000,
    BK_MAX_CHANGES = 1000,
    BK_MAX_PHASE_ROWS = 1000000, /* teams and conditions, times phases */
    BK_MAX_ID = 63
};

/* The keys at the top: title, weeks, ... And the tables that are no key's. */
void bk_read_top(bk_reader *reader, bk_node *root, bk_scenario_def *out);

/* Clients, conditions and offices. */
void bk_read_definition(bk_reader *reader, bk_node *root, bk_definition *out);

/* Tells of keys in table that no row of level knows, and of tables that are no tables. inner: the
 * table's name where it is one of a level's own tables ("gaze"), else NULL. */
void bk_read_unknown(bk_reader *reader, bk_level level, const char *inner, bk_node *table);

/* Reads each row of level that stands in table into base; the usual value where it does not. */
void bk_read_level(bk_reader *reader, bk_level level, bk_node *table, void *base);

/* The tables of [[key]] in parent into *out: how many, 0 where there is none, -1 where something
 * else stands there, which is told. */
int32_t bk_read_array(bk_reader *reader, bk_node *parent, const char *key, bk_node **out);

/* The node of a field in its level's table, or NULL. */
bk_node *bk_field_node(const bk_field *field, const bk_node *table);

/* Tells of a key that should stand in table. */
void bk_tell_missing(bk_reader *reader, bk_node *table, const bk_field *field);

#endif
