#include "scenario/inherit.h"

#include "base/text.h"
#include "scenario/read.h"

#include <stdio.h>
#include <string.h>

void bk_node_merge(bk_where where, bk_node *onto, bk_node *from)
{
    for (bk_node *own = from->first, *next; own; own = next) {
        next = own->next;
        bk_node *old = bk_node_find(onto, own->key);
        bk_where inside = where;
        bool tables = old && old->kind == BK_NODE_TABLE && own->kind == BK_NODE_TABLE;
        if (tables && bk_where_step(&inside, own->key)) {
            bk_node_merge(inside, old, own);
            old->inherited = false;
            old->at = own->at; /* what misses in the table is told where the child has it */
            old->source = own->source;
        } else if (old) {
            bk_node_replace(onto, old, own);
        } else {
            bk_node_append(onto, own);
        }
    }
    from->first = from->last = NULL;
    from->count = 0;
}

/* ---- one after the other, parents first ---- */

enum { MAX_COPIED = 500000 }; /* nodes: a thousand conditions of every key are far fewer */

typedef enum { UNSEEN, OPEN, DONE } visit;

typedef struct {
    bk_reader *reader;
    bk_node *tables; /* root's conditions */
    bk_node **table; /* [tables->count] */
    visit *seen;     /* likewise */
    int32_t *stack;  /* indices from the one begun with, for a loop's text */
    int32_t depth;
    int64_t copied;
} resolver;

static int32_t index_of(const resolver *r, const char *name)
{
    for (int32_t i = 0; i < r->tables->count; i++) {
        if (strcmp(r->table[i]->key, name) == 0) return i;
    }
    return -1;
}

static void tell_no_parent(resolver *r, bk_node *name)
{
    if (!bk_mistakes_first(name)) return;
    enum { MOST = 64 };
    const char *names[MOST];
    int32_t n = 0;
    for (int32_t i = 0; i < r->tables->count && n < MOST; i++) {
        if (r->table[i] != name->parent) names[n++] = r->table[i]->key;
    }
    char path[BK_PATH_TEXT];
    bk_node_path(name, path);
    int32_t near = bk_text_nearest(name->text, n, names);
    bk_mistakes *m = r->reader->mistakes;
    if (near >= 0)
        bk_mistakes_add(m, name->source, name->at, BK_W_SCN_NOT_DECLARED_NEAR, path, name->text,
                        "conditions", names[near]);
    else
        bk_mistakes_add(m, name->source, name->at, BK_W_SCN_NOT_DECLARED, path, name->text,
                        "conditions");
}

/* ordinary -> special -> ordinary, told at the one whose parent closes it. */
static void tell_loop(resolver *r, bk_node *name, int32_t back_to)
{
    if (!bk_mistakes_first(name)) return;
    char text[BK_PATH_TEXT] = "";
    size_t n = 0;
    int32_t first = 0;
    while (r->stack[first] != back_to) first++;
    for (int32_t i = first; i < r->depth && n < sizeof text; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s -> ", r->table[r->stack[i]]->key);
    }
    if (n < sizeof text) snprintf(text + n, sizeof text - n, "%s", r->table[back_to]->key);
    bk_mistakes_add(r->reader->mistakes, name->source, name->at, BK_W_SCN_LOOP, text);
}

static int64_t node_count(const bk_node *node)
{
    int64_t n = 1;
    for (const bk_node *c = node->first; c; c = c->next) n += node_count(c);
    return n;
}

/* What is a name of the parent alone. */
static bool is_own(const bk_node *node)
{
    static const char *const OWN[] = {"label", "description", "inherits"};
    for (size_t i = 0; i < sizeof OWN / sizeof OWN[0]; i++) {
        if (strcmp(node->key, OWN[i]) == 0) return true;
    }
    return false;
}

/* Gives the child a copy of all that the parent has, and its own over it. */
static void take_over(resolver *r, bk_node *child, const bk_node *parent)
{
    r->copied += node_count(parent);
    if (r->copied > MAX_COPIED) {
        if (bk_mistakes_first(r->tables))
            bk_mistakes_add(r->reader->mistakes, child->source, child->at, BK_W_SCN_TOO_WIDE,
                            (int)MAX_COPIED);
        return;
    }
    child->heir_of = parent;
    bk_node own = *child;
    child->first = child->last = NULL;
    child->count = 0;
    for (const bk_node *n = parent->first; n; n = n->next) {
        if (is_own(n)) continue;
        bk_node *copy = bk_node_copy(r->reader->arena, n);
        if (!copy) {
            r->reader->mistakes->no_memory = true;
            return;
        }
        bk_node_mark(copy, true);
        bk_node_append(child, copy);
    }
    bk_node_merge((bk_where){.level = BK_LEVEL_CONDITIONS}, child, &own);
}

static void resolve(resolver *r, int32_t i)
{
    bk_node *child = r->table[i];
    r->seen[i] = OPEN;
    r->stack[r->depth++] = i;

    bk_node *name = bk_node_find(child, "inherits");
    if (name && name->kind == BK_NODE_STRING) {
        int32_t parent = index_of(r, name->text);
        if (parent < 0)
            tell_no_parent(r, name);
        else if (r->seen[parent] == OPEN)
            tell_loop(r, name, parent);
        else if (r->table[parent]->kind == BK_NODE_TABLE) {
            if (r->seen[parent] == UNSEEN) resolve(r, parent);
            take_over(r, child, r->table[parent]);
        }
    }
    r->depth--;
    r->seen[i] = DONE;
}

void bk_inherit_resolve(bk_reader *reader, bk_node *root)
{
    bk_node *tables = bk_node_find(root, "conditions");
    if (!tables || tables->kind != BK_NODE_TABLE || tables->count > BK_MAX_CONDITIONS) return;
    resolver r = {.reader = reader, .tables = tables};
    r.table = bk_alloc(tables->count, sizeof r.table[0]);
    r.seen = bk_alloc(tables->count, sizeof r.seen[0]);
    r.stack = bk_alloc(tables->count, sizeof r.stack[0]);
    if (r.table && r.seen && r.stack) {
        int32_t n = 0;
        for (bk_node *t = tables->first; t; t = t->next) r.table[n++] = t;
        for (int32_t i = 0; i < n; i++) {
            if (r.seen[i] == UNSEEN) resolve(&r, i);
        }
    } else {
        reader->mistakes->no_memory = true;
    }
    bk_free(r.table);
    bk_free(r.seen);
    bk_free(r.stack);
}
