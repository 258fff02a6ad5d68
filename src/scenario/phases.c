#include "scenario/phases.h"

#include "scenario/read.h"

#include <stdlib.h>
#include <string.h>

/* A [[change]] whose week and shape are good. */
typedef struct {
    int32_t week;
    int32_t order; /* in the file */
    bk_node *set;
} change;

static int by_week(const void *a, const void *b)
{
    const change *x = a, *y = b;
    if (x->week != y->week) return x->week < y->week ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Whether the change can be used: its week lies within the run and it sets something. */
static bool read_change(bk_reader *reader, bk_node *node, const bk_scenario_def *def, change *out)
{
    int32_t before = reader->mistakes->count;
    bk_read_level(reader, BK_LEVEL_CHANGE, node, NULL);
    bk_node *week = bk_node_find(node, "week"), *set = bk_node_find(node, "set");
    if (reader->mistakes->count > before || !week || !set) return false;

    out->week = (int32_t)week->number;
    out->set = set;
    if (out->week >= def->weeks) {
        if (bk_mistakes_first(week))
            bk_mistakes_add(reader->mistakes, week->source, week->at, BK_W_SCN_CHANGE_LATE,
                            (int)out->week, (int)def->weeks, (int)(def->weeks - 1));
        return false;
    }
    if (set->first) return true;
    char path[BK_PATH_TEXT];
    bk_node_path(node, path);
    if (bk_mistakes_first(set))
        bk_mistakes_add(reader->mistakes, set->source, set->at, BK_W_SCN_CHANGE_EMPTY, path);
    return false;
}

/* The good changes by rising week; NULL where there is none. */
static change *collect(bk_reader *reader, bk_node *root, const bk_scenario_def *def, int32_t *count)
{
    *count = 0;
    bk_node *nodes;
    int32_t n = bk_read_array(reader, root, "change", &nodes);
    if (n <= 0) return NULL;
    if (n > BK_MAX_CHANGES) {
        bk_mistakes_add(reader->mistakes, nodes->source, nodes->at, BK_W_SCN_TOO_MANY, (int)n,
                        "change", (int)BK_MAX_CHANGES);
        return NULL;
    }
    change *changes = bk_alloc(n, sizeof *changes);
    if (!changes) {
        reader->mistakes->no_memory = true;
        return NULL;
    }
    for (bk_node *node = nodes->first; node; node = node->next) {
        changes[*count].order = *count;
        if (read_change(reader, node, def, &changes[*count])) ++*count;
    }
    qsort(changes, (size_t)*count, sizeof changes[0], by_week);
    return changes;
}

/* ---- one change ---- */

/* Entries in the order they are made, newest first while they are gathered. */
typedef struct {
    bk_also *newest;
    int32_t count;
} entry_list;

static void add_entry(bk_reader *reader, entry_list *list, const char *path, const bk_node *value)
{
    bk_also *entry = bk_arena_alloc(reader->arena, 1, sizeof *entry);
    if (!entry) {
        reader->mistakes->no_memory = true;
        return;
    }
    *entry = (bk_also){.path = path, .value = value, .next = list->newest};
    list->newest = entry;
    list->count++;
}

/* What heirs were given, oldest first, after the path that set it; not what the path then set
 * itself (conditions.*), whose node no longer stands in the tree. */
static void add_also(bk_reader *reader, entry_list *list, const bk_also *oldest)
{
    for (const bk_also *a = oldest; a; a = a->next) {
        if (a->value->parent) add_entry(reader, list, a->path, a->value);
    }
}

/* Sets the keys under node. Its key is a whole path, or one segment where somebody wrote
 * conditions.ordinary.hours_per_week = 30 without quotes: then the path goes on in its table. */
static void set_under(bk_setter *setter, const bk_node *node, const bk_path *above,
                      entry_list *entries)
{
    bk_reader *reader = setter->reader;
    bk_path path = *above, own = {.count = 1, .segment = {node->key}};
    bool good = above->count > 0 ||
                bk_path_parse(reader->arena, node->key, &own, &reader->mistakes->no_memory);
    if (!good || path.count + own.count > BK_MAX_SEGMENTS) {
        bk_mistakes_add(reader->mistakes, node->source, node->key_at, BK_W_SCN_PATH_BAD, node->key);
        return;
    }
    for (int32_t i = 0; i < own.count; i++) {
        path.quoted[path.count] = own.quoted[i];
        path.segment[path.count++] = own.segment[i];
    }
    if (node->kind == BK_NODE_TABLE && !bk_path_field(&path) && path.count < BK_MAX_SEGMENTS) {
        for (const bk_node *n = node->first; n; n = n->next) set_under(setter, n, &path, entries);
        return;
    }
    setter->source = node->source;
    setter->at = node->key_at;
    setter->also = setter->also_last = NULL;
    bk_set_path(setter, &path, node);

    char text[4 * BK_PATH_TEXT];
    int32_t length = bk_path_text(&path, text, sizeof text);
    const char *copy = bk_arena_text(reader->arena, text, length);
    if (copy)
        add_entry(reader, entries, copy, node);
    else
        reader->mistakes->no_memory = true;
    add_also(reader, entries, setter->also);
}

static void apply(bk_setter *setter, const change *from, bk_change *out)
{
    entry_list list = {0};
    bk_path empty = {0};
    for (const bk_node *n = from->set->first; n; n = n->next) set_under(setter, n, &empty, &list);

    bk_change_entry *entry = bk_arena_alloc(setter->reader->arena, list.count + 1, sizeof *entry);
    if (!entry) {
        setter->reader->mistakes->no_memory = true;
        return;
    }
    int32_t i = list.count;
    for (const bk_also *e = list.newest; e; e = e->next) {
        entry[--i] = (bk_change_entry){e->path, e->value};
    }
    *out = (bk_change){.week = from->week, .n_entries = list.count, .entry = entry};
}

/* ---- all of them ---- */

static int64_t row_count(const bk_definition *def)
{
    int64_t rows = def->n_offices;
    for (int32_t i = 0; i < def->n_conditions; i++) {
        rows += 1 + def->conditions[i].n_streams + def->conditions[i].n_measures;
    }
    for (int32_t i = 0; i < def->n_offices; i++) rows += def->office[i].n_teams;
    return rows;
}

static bool phases_fit(bk_reader *reader, const bk_node *root, const bk_definition *def, int32_t n)
{
    if (row_count(def) * n <= BK_MAX_PHASE_ROWS) return true;
    const bk_node *nodes = bk_node_find(root, "change");
    bk_mistakes_add(reader->mistakes, nodes->source, nodes->at, BK_W_SCN_TOO_MANY_PHASES, (int)n);
    return false;
}

static void read_phase(bk_reader *reader, bk_node *root, int32_t week, bk_phase *out,
                       bk_digest *digest)
{
    reader->week = week;
    out->week = week;
    bk_read_definition(reader, root, &out->definition);
    if (bk_mistakes_status(reader->mistakes) != BK_OK) return;
    if (bk_digest_phase(digest, root, out) != BK_OK) reader->mistakes->no_memory = true;
}

void bk_phases_read(bk_reader *reader, bk_node *root, bk_scenario_def *def, bk_change_list *out)
{
    int32_t n;
    change *changes = collect(reader, root, def, &n);
    def->phase = bk_arena_alloc(reader->arena, n + 1, sizeof def->phase[0]);
    out->change = bk_arena_alloc(reader->arena, n + 1, sizeof out->change[0]);
    if (!def->phase || !out->change) {
        reader->mistakes->no_memory = true;
        bk_free(changes);
        return;
    }
    bk_digest digest = bk_digest_start();
    bk_digest_top(&digest, root, def);
    read_phase(reader, root, 0, &def->phase[0], &digest);
    def->n_phases = 1;

    bk_setter setter = {.reader = reader, .root = root, .change = true};
    bool fit = n == 0 || phases_fit(reader, root, &def->phase[0].definition, n + 1);
    for (int32_t i = 0; fit && i < n && !reader->mistakes->no_memory; i++) {
        apply(&setter, &changes[i], &out->change[i]);
        out->count = i + 1;
        bool last_of_week = i + 1 == n || changes[i + 1].week != changes[i].week;
        if (!last_of_week) continue;
        read_phase(reader, root, changes[i].week, &def->phase[def->n_phases], &digest);
        def->n_phases++;
    }
    def->hash = digest.state;
    bk_free(changes);
}
