/* scenario_write.c - a scenario back as TOML: the keys it gives, in the order of the field table,
 * with overrides and inherits done. Reading it again gives the same definition and hash.
 */
#include "scenario/scenario.h"

#include "base/buffer.h"
#include "base/format.h"
#include "scenario/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    bk_buffer line;
    bk_line_sink sink;
    void *context;
    bool failed;
    bool begun; /* a line was written: an empty one comes before the next header */
} writer;

static void end_line(writer *w)
{
    if (bk_buffer_status(&w->line) != BK_OK) w->failed = true;
    if (!w->failed) w->sink(w->context, bk_buffer_chars(&w->line));
    w->begun = true;
    bk_buffer_reset(&w->line);
}

static void empty_line(writer *w)
{
    if (w->begun) end_line(w);
}

/* ---- values ---- */

static void put_string(writer *w, const char *text)
{
    bk_buffer_text(&w->line, "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '\n')
            bk_buffer_text(&w->line, "\\n");
        else if (*c == '\r')
            bk_buffer_text(&w->line, "\\r");
        else if (*c == '\t')
            bk_buffer_text(&w->line, "\\t");
        else {
            if (*c == '"' || *c == '\\') bk_buffer_text(&w->line, "\\");
            bk_buffer_add(&w->line, c, 1);
        }
    }
    bk_buffer_text(&w->line, "\"");
}

static void put_key(writer *w, const char *key)
{
    bool bare = *key != '\0';
    for (const char *c = key; *c; c++) {
        bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
        if (!letter && !(*c >= '0' && *c <= '9') && *c != '_' && *c != '-') bare = false;
    }
    if (bare)
        bk_buffer_text(&w->line, key);
    else
        put_string(w, key);
}

/* A double that reads back as a float: 40 as 40.0, so that no whole number grows too long. */
static void put_float(writer *w, double value)
{
    char text[BK_NUMBER_TEXT];
    bk_format_number(value, text);
    bk_buffer_text(&w->line, text);
    if (strpbrk(text, ".einf") == NULL) bk_buffer_text(&w->line, ".0");
}

static void put_value(writer *w, const bk_node *node);

static void put_inline(writer *w, const bk_node *table)
{
    bk_buffer_text(&w->line, "{ ");
    for (const bk_node *n = table->first; n; n = n->next) {
        put_key(w, n->key);
        bk_buffer_text(&w->line, " = ");
        put_value(w, n);
        bk_buffer_text(&w->line, n->next ? ", " : " ");
    }
    bk_buffer_text(&w->line, "}");
}

static void put_value(writer *w, const bk_node *node)
{
    switch (node->kind) {
    case BK_NODE_TABLE: /* a label or a range */
        put_inline(w, node);
        return;
    case BK_NODE_STRING:
        put_string(w, node->text);
        return;
    case BK_NODE_INT:
        bk_buffer_print(&w->line, "%lld", (long long)node->whole);
        return;
    case BK_NODE_FLOAT:
        put_float(w, node->number);
        return;
    case BK_NODE_BOOL:
        bk_buffer_text(&w->line, node->truth ? "true" : "false");
        return;
    case BK_NODE_ARRAY: /* of numbers */
        bk_buffer_text(&w->line, "[");
        for (const bk_node *n = node->first; n; n = n->next) {
            put_value(w, n);
            if (n->next) bk_buffer_text(&w->line, ", ");
        }
        bk_buffer_text(&w->line, "]");
        return;
    case BK_NODE_OTHER:
        break;
    }
    const bool a_key_takes_such_a_value = false;
    BK_ASSERT(a_key_takes_such_a_value);
}

/* ---- tables ---- */

/* The key of a row that lies directly in its level (inner NULL) or in its table inner. */
static const char *row_key(const bk_field *field, const char *inner)
{
    const char *dot = strchr(field->tail, '.');
    if (!inner) return dot ? NULL : field->tail;
    bool same = dot && strlen(inner) == (size_t)(dot - field->tail) &&
                memcmp(field->tail, inner, strlen(inner)) == 0;
    return same ? dot + 1 : NULL;
}

/* A key that is written: inherits has been done already. */
static const bk_node *row_node(const bk_field *field, const char *inner, const bk_node *table)
{
    const char *key = row_key(field, inner);
    if (!key || strcmp(key, "inherits") == 0) return NULL;
    return bk_node_find(table, key);
}

/* One line for each key of table that stands there; table may be NULL. */
static void write_rows(writer *w, bk_level level, const char *inner, const bk_node *table)
{
    int32_t n;
    const bk_field *field = bk_fields_of(level, &n);
    for (int32_t i = 0; i < n; i++) {
        const bk_node *node = row_node(&field[i], inner, table);
        if (!node) continue;
        bk_buffer_print(&w->line, "%s = ", row_key(&field[i], inner));
        put_value(w, node);
        end_line(w);
    }
}

/* name = { key = value, ... } for each table of a container. */
static void write_named(writer *w, bk_level level, const bk_node *tables)
{
    int32_t n;
    const bk_field *field = bk_fields_of(level, &n);
    for (const bk_node *t = tables->first; t; t = t->next) {
        put_key(w, t->key);
        const char *comma = " = { ";
        for (int32_t i = 0; i < n; i++) {
            const bk_node *node = row_node(&field[i], NULL, t);
            if (!node) continue;
            bk_buffer_print(&w->line, "%s%s = ", comma, field[i].tail);
            put_value(w, node);
            comma = ", ";
        }
        bk_buffer_text(&w->line, " }");
        end_line(w);
    }
}

enum { MAX_KEYS = 64, HEADER_TEXT = 256 };

static void write_header(writer *w, const char *path, bool array)
{
    empty_line(w);
    bk_buffer_print(&w->line, array ? "[[%s]]" : "[%s]", path);
    end_line(w);
}

/* path.key; ids are at most BK_MAX_ID long, so a header always has room. */
static void join(const char *path, const char *key, char out[HEADER_TEXT])
{
    int n = snprintf(out, HEADER_TEXT, "%s%s%s", path, *path ? "." : "", key);
    BK_ASSERT(n > 0 && n < HEADER_TEXT);
}

static void write_level(writer *w, bk_level level, const char *path, const bk_node *table);

/* Whether tables of that level hold tables themselves: then each has a header of its own. */
static bool has_tables(bk_level level)
{
    const char *keys[MAX_KEYS];
    int32_t n = bk_field_keys(level, NULL, MAX_KEYS, keys);
    for (int32_t i = 0; i < n; i++) {
        if (bk_where_step(&(bk_where){.level = level}, keys[i])) return true;
    }
    return false;
}

/* A table of tables: conditions, an inbox, the offices. */
static void write_container(writer *w, const bk_container *container, const char *path,
                            const bk_node *tables)
{
    if (container->holding == BK_HOLDS_NAMED && !has_tables(container->child)) {
        write_header(w, path, false);
        write_named(w, container->child, tables);
        return;
    }
    for (const bk_node *t = tables->first; t; t = t->next) {
        char header[HEADER_TEXT];
        bool named = container->holding == BK_HOLDS_NAMED;
        join(path, named ? t->key : "", header);
        write_header(w, named ? header : path, !named);
        write_level(w, container->child, named ? header : path, t);
    }
}

/* The keys of one table, then the tables in it. */
static void write_level(writer *w, bk_level level, const char *path, const bk_node *table)
{
    write_rows(w, level, NULL, table);
    const char *keys[MAX_KEYS];
    int32_t n = bk_field_keys(level, NULL, MAX_KEYS, keys);
    for (int32_t i = 0; i < n; i++) {
        bk_where where = {.level = level};
        const bk_node *child = bk_node_find(table, keys[i]);
        if (!child || !bk_where_step(&where, keys[i])) continue;
        if (where.in && where.in->child == BK_LEVEL_CHANGE) continue; /* see write_change */
        char header[HEADER_TEXT];
        join(path, keys[i], header);
        if (where.in) {
            write_container(w, where.in, header, child);
            continue;
        }
        write_header(w, header, false);
        if (where.inner)
            write_rows(w, level, where.inner, child);
        else
            write_level(w, where.level, header, child);
    }
}

/* ---- changes ---- */

typedef struct {
    const bk_change_entry *entry;
    int32_t order;
    bool again; /* the same path is set later in the same change: TOML has each key once */
} numbered;

static int by_path(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    int order = strcmp(x->entry->path, y->entry->path);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

static void write_change(writer *w, const bk_change *change)
{
    int32_t n = change->n_entries;
    numbered *all = bk_alloc(n, sizeof *all);
    if (!all) {
        w->failed = true;
        return;
    }
    for (int32_t i = 0; i < n; i++) all[i] = (numbered){.entry = &change->entry[i], .order = i};
    qsort(all, (size_t)n, sizeof all[0], by_path);
    for (int32_t i = 0; i + 1 < n; i++) {
        all[i].again = strcmp(all[i].entry->path, all[i + 1].entry->path) == 0;
    }
    qsort(all, (size_t)n, sizeof all[0], by_order);

    empty_line(w);
    bk_buffer_text(&w->line, "[[change]]");
    end_line(w);
    bk_buffer_print(&w->line, "week = %d", (int)change->week);
    end_line(w);
    bk_buffer_text(&w->line, "[change.set]");
    end_line(w);
    for (int32_t i = 0; i < n; i++) {
        if (all[i].again) continue;
        put_string(w, all[i].entry->path);
        bk_buffer_text(&w->line, " = ");
        put_value(w, all[i].entry->value);
        end_line(w);
    }
    bk_free(all);
}

bk_status bk_scenario_write(const bk_scenario *scenario, bk_line_sink sink, void *context)
{
    writer w = {.sink = sink, .context = context};
    write_level(&w, BK_LEVEL_ROOT, "", scenario->root);
    for (int32_t i = 0; i < scenario->changes.count; i++) {
        write_change(&w, &scenario->changes.change[i]);
    }
    bk_buffer_clear(&w.line);
    return w.failed ? BK_ERR_MEMORY : BK_OK;
}
