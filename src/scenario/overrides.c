#include "scenario/overrides.h"

#include "base/text.h"
#include "scenario/inherit.h"
#include "scenario/screen.h"
#include "scenario/toml_face.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORK = 2000000, MAX_SUGGESTED = 64, PATH_TEXT = 1024 };

/* ---- what is wrong with a path ---- */

typedef struct {
    bk_setter *setter;
    const bk_path *path;
    const bk_node *value;
    bool may_create; /* from a whole table: names in it may be new */
} job;

static void tell_plain(const job *j, bk_words text)
{
    char whole[PATH_TEXT];
    bk_path_text(j->path, whole, sizeof whole);
    bk_mistakes_add(j->setter->reader->mistakes, j->setter->source, j->setter->at, text, whole);
}

static void tell_no_key(const job *j, bk_where where, int32_t i)
{
    const char *keys[MAX_SUGGESTED];
    int32_t n = bk_field_keys(where.level, where.inner, MAX_SUGGESTED, keys);
    int32_t near = bk_text_nearest(j->path->segment[i], n, keys);
    char whole[PATH_TEXT];
    bk_path_text(j->path, whole, sizeof whole);
    bk_mistakes *m = j->setter->reader->mistakes;
    const char *segment = j->path->segment[i];
    if (bk_field_find(where.level, where.inner, segment))
        bk_mistakes_add(m, j->setter->source, j->setter->at, BK_W_SCN_PATH_BEYOND, whole, segment);
    else if (near >= 0)
        bk_mistakes_add(m, j->setter->source, j->setter->at, BK_W_SCN_PATH_KEY_NEAR, whole, segment,
                        keys[near]);
    else
        bk_mistakes_add(m, j->setter->source, j->setter->at, BK_W_SCN_PATH_KEY, whole, segment);
}

/* The name an element goes by in paths: an office's name, a team's conditions; else "". */
static const char *element_name(const bk_container *container, const bk_node *element)
{
    if (container->holding == BK_HOLDS_NAMED) return element->key;
    const char *key = container->child == BK_LEVEL_OFFICE ? "name" : "conditions";
    const bk_node *name = bk_node_find(element, key);
    return name && name->kind == BK_NODE_STRING ? name->text : "";
}

static void tell_no_name(const job *j, const bk_container *container, const bk_node *tables,
                         int32_t i)
{
    const char *names[MAX_SUGGESTED];
    int32_t n = 0;
    for (const bk_node *t = tables->first; t && n < MAX_SUGGESTED; t = t->next) {
        const char *name = element_name(container, t);
        if (*name) names[n++] = name;
    }
    const char *segment = j->path->segment[i];
    int32_t near = bk_text_nearest(segment, n, names);
    bk_lang lang = bk_mistakes_lang(j->setter->reader->mistakes);
    const char *all = bk_word(lang, container->all);
    char whole[PATH_TEXT];
    bk_path_text(j->path, whole, sizeof whole);
    bk_mistakes *m = j->setter->reader->mistakes;
    if (near >= 0)
        bk_mistakes_add(m, j->setter->source, j->setter->at, BK_W_SCN_PATH_NAME_NEAR, whole,
                        segment, all, names[near]);
    else
        bk_mistakes_add(m, j->setter->source, j->setter->at, BK_W_SCN_PATH_NAME, whole, segment,
                        all);
}

/* ---- putting a value in ---- */

/* Counts work; false, and told once, when there is too much of it. */
static bool may_work(bk_setter *setter)
{
    if (++setter->work < MAX_WORK) return true;
    if (setter->work == MAX_WORK)
        bk_mistakes_add(setter->reader->mistakes, setter->source, setter->at, BK_W_SCN_TOO_MUCH,
                        (int)MAX_WORK);
    return false;
}

static bk_node *new_table(bk_setter *setter, const char *key)
{
    bk_node *table = bk_node_create(setter->reader->arena, BK_NODE_TABLE, key, setter->source);
    if (table)
        table->at = table->key_at = setter->at;
    else
        setter->reader->mistakes->no_memory = true;
    return table;
}

static bk_node *child_table(bk_setter *setter, bk_node *table, const char *key)
{
    bk_node *child = bk_node_find(table, key);
    if (child) return child;
    child = new_table(setter, key);
    if (child) bk_node_append(table, child);
    return child;
}

/* The same for an heir's table: what is new stands where the parent has it, so that the parent's
 * names stay before the heir's own. */
static bk_node *heir_table(bk_setter *setter, bk_node *table, const bk_node *parents)
{
    bk_node *child = bk_node_find(table, parents->key);
    if (child) return child;
    child = new_table(setter, parents->key);
    if (!child) return NULL;
    int64_t index = 0;
    for (const bk_node *n = parents->parent->first; n != parents; n = n->next) index++;
    bk_node_insert(table, index, child);
    return child;
}

static bk_node *put(bk_setter *setter, bk_node *table, const char *key, const bk_node *value)
{
    bk_node *fresh = bk_node_copy(setter->reader->arena, value);
    if (!fresh) {
        setter->reader->mistakes->no_memory = true;
        return NULL;
    }
    fresh->key = key;
    bk_node *old = bk_node_find(table, key);
    if (old)
        bk_node_replace(table, old, fresh);
    else
        bk_node_append(table, fresh);
    return fresh;
}

/* The tables from below a conditions table down to a leaf, and the leaf last: inbox, its name, key.
 */
typedef struct {
    int32_t count;
    const bk_node *node[BK_MAX_SEGMENTS];
} trail;

static void record_also(bk_setter *setter, const bk_node *leaf)
{
    char text[BK_PATH_TEXT];
    bk_node_path(leaf, text);
    bk_also *also = bk_arena_alloc(setter->reader->arena, 1, sizeof *also);
    const char *copy = bk_arena_text(setter->reader->arena, text, (int64_t)strlen(text));
    if (!also || !copy) {
        setter->reader->mistakes->no_memory = true;
        return;
    }
    *also = (bk_also){.path = copy, .value = leaf};
    if (setter->also_last)
        setter->also_last->next = also;
    else
        setter->also = also;
    setter->also_last = also;
}

/* Puts value at the same place of every conditions table that inherits it from parent. */
static void hand_down(bk_setter *setter, const bk_node *parent, const trail *down,
                      const bk_node *value)
{
    for (bk_node *c = parent->parent->first; c; c = c->next) {
        if (!may_work(setter)) return;
        if (c->heir_of != parent) continue;
        bk_node *table = c;
        for (int32_t i = 0; table && i < down->count - 1; i++) {
            table = heir_table(setter, table, down->node[i]);
        }
        if (!table || table->kind != BK_NODE_TABLE) continue;
        const char *key = down->node[down->count - 1]->key;
        bk_node *own = bk_node_find(table, key);
        if (own && !own->inherited) continue;
        bk_node *fresh = put(setter, table, key, value);
        if (!fresh) return;
        bk_node_mark(fresh, true);
        if (setter->change) record_also(setter, fresh);
        hand_down(setter, c, down, value);
    }
}

/* The conditions table that a leaf lies in, and the way down to it; NULL where it lies elsewhere.
 */
static bk_node *conditions_above(bk_setter *setter, bk_node *leaf, trail *down)
{
    const bk_node *all = bk_node_find(setter->root, "conditions");
    bk_node *n = leaf;
    int32_t depth = 0;
    for (; n && n->parent != all; n = n->parent) depth++;
    if (!all || !n || depth == 0 || depth > BK_MAX_SEGMENTS) return NULL;
    down->count = depth;
    for (bk_node *k = leaf; depth > 0; k = k->parent) down->node[--depth] = k;
    return n;
}

static void put_leaf(const job *j, bk_node *table, const char *key)
{
    if (!may_work(j->setter)) return;
    bk_node *leaf = put(j->setter, table, key, j->value);
    if (!leaf) return;
    trail down;
    bk_node *conditions = conditions_above(j->setter, leaf, &down);
    bool named = strcmp(key, "label") == 0 || strcmp(key, "description") == 0 ||
                 strcmp(key, "inherits") == 0;
    if (conditions && !(named && down.count == 1))
        hand_down(j->setter, conditions, &down, j->value);
}

/* ---- walking a path ---- */

static void walk(const job *j, bk_where where, bk_node *table, int32_t i);

static bool is_number_of(const char *segment, int32_t index)
{
    int64_t number;
    return bk_text_whole(segment, (int64_t)strlen(segment), &number) && number == index + 1;
}

/* Whether some element goes by that name: then its number means nothing. */
static bool has_name(const bk_container *container, const bk_node *tables, const char *segment)
{
    for (const bk_node *t = tables->first; t; t = t->next) {
        if (strcmp(element_name(container, t), segment) == 0) return true;
    }
    return false;
}

/* The rest of a path after change.N.set is a key of that table, itself a path. */
static void walk_set(const job *j, bk_node *change, int32_t i)
{
    bk_node *table = bk_node_find(change, "set");
    for (; table && i < j->path->count - 1; i++) table = bk_node_find(table, j->path->segment[i]);
    const bk_node *old = bk_node_find(table, j->path->segment[i]);
    if (!old || !may_work(j->setter)) {
        tell_plain(j, BK_W_SCN_PATH_NOTHING);
        return;
    }
    put(j->setter, table, old->key, j->value);
}

/* Goes on into every child of a container that segment i means. */
static void walk_children(const job *j, const bk_container *container, bk_node *tables, int32_t i)
{
    const char *segment = j->path->segment[i];
    bool any = bk_path_is_any(j->path, i), named = !any && has_name(container, tables, segment);
    bool numbered = !any && !named && container->holding == BK_HOLDS_ARRAY && !j->path->quoted[i];
    int32_t matches = 0, index = 0;

    if (!any && !named && container->holding == BK_HOLDS_NAMED && j->may_create) {
        if (child_table(j->setter, tables, segment)) named = true;
    }
    for (bk_node *t = tables->first; t; t = t->next, index++) {
        if (!may_work(j->setter)) return;
        bool match = any || (named && strcmp(element_name(container, t), segment) == 0) ||
                     (numbered && is_number_of(segment, index));
        if (!match || t->kind != BK_NODE_TABLE) continue;
        matches++;
        walk(j, (bk_where){.level = container->child}, t, i + 1);
    }
    if (matches == 0 && !any)
        tell_no_name(j, container, tables, i);
    else if (matches == 0)
        tell_plain(j, BK_W_SCN_PATH_NOTHING);
}

static void walk(const job *j, bk_where where, bk_node *table, int32_t i)
{
    const char *segment = j->path->segment[i];
    bool last = i == j->path->count - 1;
    if (last) {
        if (bk_field_find(where.level, where.inner, segment))
            put_leaf(j, table, segment);
        else
            tell_no_key(j, where, i);
        return;
    }
    if (where.level == BK_LEVEL_CHANGE && strcmp(segment, "set") == 0) {
        walk_set(j, table, i + 1);
        return;
    }
    bk_where inside = where;
    if (!bk_where_step(&inside, segment)) {
        tell_no_key(j, where, i);
        return;
    }
    bool array = inside.in && inside.in->holding == BK_HOLDS_ARRAY;
    bk_node *child = array ? bk_node_find(table, segment) : child_table(j->setter, table, segment);
    if (!child) {
        tell_plain(j, BK_W_SCN_PATH_NOTHING);
        return;
    }
    if (child->kind != (array ? BK_NODE_ARRAY : BK_NODE_TABLE)) return; /* told when it is read */
    if (inside.in)
        walk_children(j, inside.in, child, i + 1);
    else
        walk(j, inside, child, i + 1);
}

/* Sets one leaf, or the leaves of a table one by one. */
static void set(bk_setter *setter, const bk_path *path, const bk_node *value, bool inside)
{
    const bk_field *field = bk_path_field(path);
    job j = {
        .setter = setter, .path = path, .value = value, .may_create = inside && !setter->change};
    if (field && setter->change && field->flags & BK_F_KEPT) {
        tell_plain(&j, BK_W_SCN_PATH_KEPT);
        return;
    }
    bk_where where = {0};
    bool shape = true;
    for (int32_t i = 0; i < path->count && shape; i++) {
        shape = bk_where_step(&where, path->segment[i]);
    }
    bool is_array = where.in && where.in->holding == BK_HOLDS_ARRAY;
    if (field || !shape) {
        walk(&j, (bk_where){0}, setter->root, 0);
        return;
    }
    if (value->kind != BK_NODE_TABLE || !value->first || (is_array && !inside)) {
        tell_plain(&j, BK_W_SCN_PATH_TABLE);
        return;
    }
    if (path->count == BK_MAX_SEGMENTS) {
        tell_plain(&j, BK_W_SCN_PATH_BAD);
        return;
    }
    for (const bk_node *n = value->first; n; n = n->next) {
        bk_path longer = *path;
        longer.quoted[longer.count] = true;
        longer.segment[longer.count++] = n->key;
        set(setter, &longer, n, true);
    }
}

void bk_set_path(bk_setter *setter, const bk_path *path, const bk_node *value)
{
    set(setter, path, value, false);
}

/* ---- `--set` ---- */

/* Text that a person may have meant as a word: no brackets, quotes or such. */
static bool is_word(const char *text)
{
    return *text && strpbrk(text, "[]{}\"'=#\n\r\t\\") == NULL;
}

static const bk_source *override_source(bk_reader *reader, const bk_override *given, int32_t rank)
{
    char name[BK_MISTAKE_FILE];
    snprintf(name, sizeof name, "--set %s=%s", given->path, given->value);
    bk_source *source = bk_arena_alloc(reader->arena, 1, sizeof *source);
    const char *shown = bk_source_name(reader->arena, name);
    const char *path = bk_arena_text(reader->arena, given->path, (int64_t)strlen(given->path));
    if (!source || !shown || !path) return NULL;
    *source = (bk_source){.name = shown, .rank = rank, .path = path};
    return source;
}

/* The value as TOML, or NULL; detail says why. */
static bk_node *parse_value(bk_reader *reader, const char *value, const bk_source *source,
                            bk_toml_mistake *wrong)
{
    bk_arena *arena = reader->arena;
    int64_t length = (int64_t)strlen(value) + 4;
    char *text = bk_arena_alloc(arena, length + 1, 1);
    bk_source lines;
    if (text) snprintf(text, (size_t)length + 1, "v = %s", value);
    if (!text || bk_source_init(&lines, arena, "", text, length) != BK_OK) {
        reader->mistakes->no_memory = true;
        return NULL;
    }
    bk_mistakes silent;
    bk_mistakes_init(&silent, NULL);
    if (!bk_screen(&silent, &lines)) return NULL;

    bk_node *root;
    bk_status status = bk_toml_parse(text, length, source, arena, &root, wrong);
    if (status == BK_ERR_MEMORY) reader->mistakes->no_memory = true;
    if (status != BK_OK || root->count != 1) return NULL;
    root->first->parent = NULL;
    return root->first;
}

void bk_override_parse(bk_reader *reader, const bk_override *given, int32_t rank,
                       bk_parsed_override *out)
{
    *out = (bk_parsed_override){.source = override_source(reader, given, rank)};
    bk_mistakes *m = reader->mistakes;
    if (!out->source) {
        m->no_memory = true;
        return;
    }
    bk_spot nowhere = {0};
    if (!bk_path_parse(reader->arena, given->path, &out->path, &m->no_memory)) {
        if (!m->no_memory) bk_mistakes_add(m, out->source, nowhere, BK_W_SCN_PATH_BAD, given->path);
        return;
    }
    bk_toml_mistake wrong = {.detail = ""};
    out->value = parse_value(reader, given->value, out->source, &wrong);
    if (!out->value && !m->no_memory && is_word(given->value)) {
        out->value = bk_node_create(reader->arena, BK_NODE_STRING, "", out->source);
        if (!out->value) {
            m->no_memory = true;
            return;
        }
        out->value->text =
            bk_arena_text(reader->arena, given->value, (int64_t)strlen(given->value));
        out->value->length = (int64_t)strlen(given->value);
        if (!out->value->text) m->no_memory = true;
    }
    if (out->value)
        out->value->whole_override = true;
    else if (!m->no_memory)
        bk_mistakes_add(m, out->source, nowhere, BK_W_SCN_BAD_VALUE, given->value);
}

bool bk_override_is_early(const bk_parsed_override *override)
{
    const bk_path *path = &override->path;
    if (path->count == 0 || strcmp(path->segment[0], "conditions") != 0) return false;
    return path->count <= 2 || strcmp(path->segment[path->count - 1], "inherits") == 0;
}
