/* phases.h - [[change]]: what holds from which week.
 *
 * The tree is changed week by week and read again each time; each reading is one phase.
 */
#ifndef BK_SCENARIO_PHASES_H
#define BK_SCENARIO_PHASES_H

#include "scenario/digest.h"
#include "scenario/overrides.h"

/* One path = value of a change, as the writer puts it. */
typedef struct {
    const char *path;
    const bk_node *value;
} bk_change_entry;

typedef struct {
    int32_t week;
    int32_t n_entries;
    const bk_change_entry *entry; /* [n_entries], in the order they take effect */
} bk_change;

typedef struct {
    int32_t count;
    bk_change *change; /* [count], by rising week */
} bk_change_list;

/* Reads every phase into def, and the hash where nothing is wrong. root, resolved, is changed on
 * the way. */
void bk_phases_read(bk_reader *reader, bk_node *root, bk_scenario_def *def, bk_change_list *out);

#endif
