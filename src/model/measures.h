/* measures.h - what is measured (model.md section 9): the table, and sums that make a value.
 *
 * A measure's value is factor x numerator / denominator, both plain sums over the window; a
 * denominator of 0 means that nobody could be measured and the value does not exist. Two outcomes
 * pool by adding. The list of a scenario's measures is the table with its lanes written out.
 */
#ifndef BK_MODEL_MEASURES_H
#define BK_MODEL_MEASURES_H

#include "base/memory.h"
#include "blikk/blikk.h"
#include "model/definition.h"

typedef enum { BK_FAMILY_ONE, BK_FAMILY_LANES, BK_FAMILY_INBOX } bk_family;

typedef enum {
#define BK_MEASURE(name, id, family, unit, factor, better, by_week, nb, en, note) BK_M_##name,
#include "model/measures.def"
#undef BK_MEASURE
    BK_MEASURE_COUNT
} bk_measure_kind;

/* One measure of a scenario. */
typedef struct {
    bk_measure_kind kind;
    const char *lane;    /* the lane's id, NULL for a plain measure */
    bk_label lane_label; /* the lane in words */
    const char *id;      /* flat */
    bk_label label;      /* with the lane in place */
    double factor;
} bk_measure;

/* The measures of a scenario, in the table's order; lanes in the order first declared. */
typedef struct {
    int32_t count;
    bk_measure *measure;                 /* [count] */
    int32_t n_inbox;                     /* different stream names in the scenario */
    const char **inbox;                  /* [n_inbox] their ids */
    int32_t first[BK_MEASURE_COUNT + 1]; /* index of each kind's first measure */
} bk_measure_list;

/* Ids of the three lanes that every team has, after its inbox streams. */
enum { BK_LANE_MEASURE, BK_LANE_DEMAND, BK_LANE_CONVERSATION, BK_FIXED_LANES };

/* Builds the list for a definition in arena. Errors: BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_measure_list_build(const bk_definition *def, bk_arena *arena,
                                              bk_measure_list *out);

/* The index of id, or -1. O(count). */
int32_t bk_measure_list_find(const bk_measure_list *list, const char *id);

/* What people read about measure i. */
bk_measure_info bk_measure_list_info(const bk_measure_list *list, int32_t i, bk_lang lang);

/* Numerator and denominator of one measure. */
typedef struct {
    double numerator;
    double denominator;
} bk_ratio;

/* factor x numerator / denominator; nan where the value does not exist (inside the library only:
 * what leaves it says n = 0). */
double bk_ratio_value(const bk_measure *measure, bk_ratio ratio);

#endif
