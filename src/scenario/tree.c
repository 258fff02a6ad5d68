#include "scenario/tree.h"

#include "base/text.h"

#include <string.h>

const char *bk_source_name(bk_arena *arena, const char *name)
{
    char shown[BK_MISTAKE_FILE];
    int64_t n = bk_text_show(name, (int64_t)strlen(name), shown, sizeof shown);
    return bk_arena_text(arena, shown, n);
}

bk_status bk_source_init(bk_source *source, bk_arena *arena, const char *name, const char *text,
                         int64_t length)
{
    int32_t n = 1;
    for (int64_t i = 0; i < length; i++) n += text[i] == '\n';
    int64_t *start = bk_arena_alloc(arena, n, sizeof *start);
    const char *copy = bk_source_name(arena, name);
    if (!start || !copy) return BK_ERR_MEMORY;

    /* A byte order mark is no character of the first line. */
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) start[0] = 3;
    int32_t line = 1;
    for (int64_t i = 0; i < length; i++) {
        if (text[i] == '\n') start[line++] = i + 1;
    }
    *source = (bk_source){
        .name = copy, .text = text, .length = length, .line_start = start, .n_lines = n};
    return BK_OK;
}

bk_place bk_source_place(const bk_source *source, bk_spot at)
{
    bk_place place = {
        .file = source->name, .line = at.line, .column = at.column, .width = at.width};
    if (!source->text) return (bk_place){.file = source->name};
    if (at.line < 1 || at.line > source->n_lines) return place;

    int64_t start = source->line_start[at.line - 1];
    int64_t end = at.line < source->n_lines ? source->line_start[at.line] - 1 : source->length;
    if (end > start && source->text[end - 1] == '\r') end--;
    place.source = source->text + start;
    place.source_length = (int32_t)(end - start);
    return place;
}

bk_node *bk_node_create(bk_arena *arena, bk_node_kind kind, const char *key,
                        const bk_source *source)
{
    bk_node *node = bk_arena_alloc(arena, 1, sizeof *node);
    if (!node) return NULL;
    node->kind = kind;
    node->key = key;
    node->source = source;
    node->origin = node;
    return node;
}

void bk_node_append(bk_node *parent, bk_node *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    child->index = parent->count++;
    child->parent = parent;
    child->next = NULL;
}

void bk_node_insert(bk_node *parent, int64_t index, bk_node *child)
{
    bk_node *before = NULL, *after = parent->first;
    for (int64_t i = 0; after && i < index; i++) {
        before = after;
        after = after->next;
    }
    if (!after) {
        bk_node_append(parent, child);
        return;
    }
    if (before)
        before->next = child;
    else
        parent->first = child;
    child->next = after;
    child->parent = parent;
    parent->count++;
}

void bk_node_replace(bk_node *parent, bk_node *old, bk_node *fresh)
{
    bk_node *before = NULL;
    for (bk_node *n = parent->first; n != old; n = n->next) before = n;

    fresh->parent = parent;
    fresh->next = old->next;
    if (before)
        before->next = fresh;
    else
        parent->first = fresh;
    if (parent->last == old) parent->last = fresh;
    old->parent = NULL;
    old->next = NULL;
}

bk_node *bk_node_find_n(const bk_node *table, const char *key, int64_t length)
{
    if (!table || table->kind != BK_NODE_TABLE) return NULL;
    for (bk_node *n = table->first; n; n = n->next) {
        if (strncmp(n->key, key, (size_t)length) == 0 && n->key[length] == '\0') return n;
    }
    return NULL;
}

bk_node *bk_node_find(const bk_node *table, const char *key)
{
    return bk_node_find_n(table, key, (int64_t)strlen(key));
}

bk_node *bk_node_at(const bk_node *parent, int64_t n)
{
    bk_node *child = parent->first;
    for (int64_t i = 0; child && i < n; i++) child = child->next;
    return child;
}

bk_node *bk_node_copy(bk_arena *arena, const bk_node *node)
{
    bk_node *copy = bk_arena_alloc(arena, 1, sizeof *copy);
    if (!copy) return NULL;
    *copy = *node;
    copy->parent = copy->first = copy->last = copy->next = NULL;
    copy->count = 0;
    for (const bk_node *n = node->first; n; n = n->next) {
        bk_node *child = bk_node_copy(arena, n);
        if (!child) return NULL;
        bk_node_append(copy, child);
    }
    return copy;
}

void bk_node_mark(bk_node *node, bool inherited)
{
    node->inherited = inherited;
    for (bk_node *n = node->first; n; n = n->next) bk_node_mark(n, inherited);
}
