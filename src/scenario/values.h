/* values.h - one value of the file into one field: type, range of values, { low, high }, labels.
 */
#ifndef BK_SCENARIO_VALUES_H
#define BK_SCENARIO_VALUES_H

#include "scenario/fields.h"
#include "scenario/mistakes.h"

/* A number given as a range. likely is the middle where the file gives none. */
typedef struct bk_uncertain bk_uncertain;
struct bk_uncertain {
    const char *path; /* what `--set` would call it: setting it sets every place it reaches */
    const bk_field *field;
    int32_t week; /* of the phase that gives it; 0: from the start */
    double low;
    double likely;
    double high;
    bool has_likely;    /* the file gives likely */
    bk_uncertain *next; /* in the order they were read */
};

typedef struct {
    int32_t count;
    bk_uncertain *first;
    bk_uncertain *last;
} bk_uncertain_list;

/* What reading needs everywhere. */
typedef struct {
    bk_arena *arena; /* texts and structs that live as long as the scenario */
    bk_mistakes *mistakes;
    bk_uncertain_list *uncertain;
    int32_t week; /* of the phase being read */
} bk_reader;

/* The path of a node as messages and `--set` have it: conditions.ordinary.gaze.prior,
 * office.A.team.2.caseload. Cut at size. */
enum { BK_PATH_TEXT = 256 };
void bk_node_path(const bk_node *node, char out[BK_PATH_TEXT]);

/* The path of a key that may stand in table; inner may be NULL. */
void bk_key_path(const bk_node *table, const char *tail, char out[BK_PATH_TEXT]);

/* One segment as TOML writes it: bare, or in quotes. Returns the length it has in out. */
int32_t bk_segment_text(const char *key, char *out, int32_t size);

/* Puts node's value into field at base, or tells what is wrong with it and leaves base as it was.
 * DOMAIN and CONDITIONS are left to their callers. Returns whether it was put. */
bool bk_value_read(bk_reader *reader, const bk_field *field, bk_node *node, void *base);

/* Puts the usual value of field into base. */
void bk_value_usual(const bk_field *field, void *base);

/* A string without control characters; tells otherwise. */
bool bk_value_text(bk_reader *reader, const bk_field *field, bk_node *node, const char **out);

/* What a node is in the reader's language: "text", "a number", ... */
const char *bk_node_kind_in(const bk_node *node, bk_lang lang);

#endif
