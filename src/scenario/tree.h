/* tree.h - a scenario file as a plain tree: tables, arrays and values, each with its place.
 *
 * Invariant:  the children of a table stand in the order the file declares them, each key once.
 * Ownership:  every node and text lies in the arena it was made in.
 * Threads:    a tree belongs to one reading; it is read-only once the scenario is made.
 */
#ifndef BK_SCENARIO_TREE_H
#define BK_SCENARIO_TREE_H

#include "base/memory.h"
#include "base/words.h"

/* Where nodes come from: the file, or one `--set path=value`. */
typedef struct {
    const char *name;          /* the file's name, or "--set path=value" */
    const char *text;          /* the file, NULL for an override: no line to show */
    int64_t length;            /* bytes of text */
    const int64_t *line_start; /* [n_lines] offset of each line's first byte */
    int32_t n_lines;
    int32_t rank;     /* order of mistakes: the file 0, then the overrides 1, 2, ... */
    const char *path; /* an override's path as given, else NULL */
} bk_source;

/* Line and column from 1, in characters; width of the marker. All 0 where there is no line. */
typedef struct {
    int32_t line;
    int32_t column;
    int32_t width;
} bk_spot;

typedef enum {
    BK_NODE_TABLE,
    BK_NODE_ARRAY,
    BK_NODE_STRING,
    BK_NODE_INT,
    BK_NODE_FLOAT,
    BK_NODE_BOOL,
    BK_NODE_OTHER /* dates and times, which no key takes */
} bk_node_kind;

typedef struct bk_node bk_node;
struct bk_node {
    bk_node_kind kind;
    const char *key; /* zero-terminated, without zero bytes inside; "" in an array */
    bk_spot key_at;
    bk_spot at;
    const bk_source *source;
    const char *text; /* a string's value, length bytes; may hold zero bytes until it is checked */
    int64_t length;
    int64_t whole;  /* BK_NODE_INT */
    double number;  /* BK_NODE_FLOAT, and BK_NODE_INT rounded to a double */
    bool truth;     /* BK_NODE_BOOL */
    bool inherited; /* copied from a parent's conditions */
    bool told;      /* a mistake was told of this node: one is enough. Kept at the origin */
    const bk_node *missing_told; /* the copy of this table whose missing keys were told */
    bool whole_override;    /* the whole value of a `--set`, not a part of it. Kept at the origin */
    bool listed;            /* stands in the list of uncertain values already. Kept at the origin */
    const bk_node *heir_of; /* of a conditions table: the one it inherits from, once resolved */
    bk_node *origin;        /* the node this one was copied from, or itself */
    bk_node *parent;
    bk_node *first; /* children */
    bk_node *last;
    bk_node *next; /* the next child of the same parent */
    int32_t count; /* children */
    int32_t index; /* of an array's element, from 0 */
};

/* A name as mistakes show it, so that it can be compared with theirs. NULL: no memory. */
const char *bk_source_name(bk_arena *arena, const char *name);

/* Prepares the lines of text. Errors: BK_ERR_MEMORY. O(length). */
BK_MUST_CHECK bk_status bk_source_init(bk_source *source, bk_arena *arena, const char *name,
                                       const char *text, int64_t length);

/* The place of a spot in source, ready for bk_error_add. */
bk_place bk_source_place(const bk_source *source, bk_spot at);

/* An empty node of that kind, outside any table. NULL: no memory. key is not copied. */
bk_node *bk_node_create(bk_arena *arena, bk_node_kind kind, const char *key,
                        const bk_source *source);

/* Puts child last. */
void bk_node_append(bk_node *parent, bk_node *child);

/* Puts child before the one at index, from 0; last where there is none. O(index). */
void bk_node_insert(bk_node *parent, int64_t index, bk_node *child);

/* Puts fresh in the place of old, which then stands outside. Needs: old is a child of parent.
 * O(children). */
void bk_node_replace(bk_node *parent, bk_node *old, bk_node *fresh);

/* The child with that key, or NULL. NULL too where table is NULL or no table. O(children). */
bk_node *bk_node_find(const bk_node *table, const char *key);

/* The same for a key that need not be zero-terminated. */
bk_node *bk_node_find_n(const bk_node *table, const char *key, int64_t length);

/* The nth child, from 0, or NULL. O(n). */
bk_node *bk_node_at(const bk_node *parent, int64_t n);

/* A deep copy in arena, outside any table; origins are kept. NULL: no memory. */
bk_node *bk_node_copy(bk_arena *arena, const bk_node *node);

/* Marks node and everything under it as inherited, or as its own. */
void bk_node_mark(bk_node *node, bool inherited);

#endif
