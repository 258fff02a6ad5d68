#include "scenario/read.h"

#include "base/text.h"
#include "scenario/rules.h"

#include <stdio.h>
#include <string.h>

/* ---- keys that are there, that miss, and that nobody knows ---- */

/* The tail's table and key: "gaze.prior" lies in table gaze. */
static const char *tail_key(const bk_field *field, int64_t *table_length)
{
    const char *dot = strchr(field->tail, '.');
    *table_length = dot ? dot - field->tail : 0;
    return dot ? dot + 1 : field->tail;
}

bk_node *bk_field_node(const bk_field *field, const bk_node *table)
{
    int64_t length;
    const char *key = tail_key(field, &length);
    if (length > 0) table = bk_node_find_n(table, field->tail, length);
    return bk_node_find(table, key);
}

void bk_tell_missing(bk_reader *reader, bk_node *table, const bk_field *field)
{
    /* Inherited tables lack what their parent's lacks, and no change can take a key away. */
    const bk_node **told = &table->origin->missing_told;
    if (reader->week > 0 || (*told && *told != table)) return;
    *told = table;
    char path[BK_PATH_TEXT];
    bk_key_path(table, field->tail, path);
    bk_mistakes_add(reader->mistakes, table->source, table->at, BK_W_SCN_MISSING, path,
                    bk_label_in(field->meaning, bk_mistakes_lang(reader->mistakes), ""));
}

/* Where a key or table of that name would belong, as a path with NAME for any name; false where it
 * belongs nowhere. */
static bool path_elsewhere(const char *key, char out[BK_PATH_TEXT])
{
    size_t length = strlen(key);
    for (int32_t i = 0; i < bk_field_count(); i++) {
        const bk_field *field = bk_field_row(i);
        const char *dot = strchr(field->tail, '.');
        size_t table = dot ? (size_t)(dot - field->tail) : 0;
        int32_t prefix = (int32_t)(strlen(field->path) - strlen(field->tail));
        bool is_key = strcmp(dot ? dot + 1 : field->tail, key) == 0;
        bool is_inner = table == length && memcmp(field->tail, key, length) == 0;
        bool holds = bk_container_find(field->level, key) != NULL;
        if (is_key)
            snprintf(out, BK_PATH_TEXT, "%s", field->path);
        else if (is_inner || holds)
            snprintf(out, BK_PATH_TEXT, "%.*s%s", (int)prefix, field->path, key);
        if (is_key || is_inner || holds) return true;
    }
    return false;
}

static void tell_unknown(bk_reader *reader, bk_level level, const char *inner, bk_node *node)
{
    if (!bk_mistakes_first(node)) return;
    if (bk_mistakes_past(reader->mistakes, node->source, node->key_at)) return;
    enum { MOST = 64 };
    const char *keys[MOST];
    char path[BK_PATH_TEXT];
    bk_node_path(node, path);
    int32_t near = bk_text_nearest(node->key, bk_field_keys(level, inner, MOST, keys), keys);
    char elsewhere[BK_PATH_TEXT];
    bk_mistakes *m = reader->mistakes;

    if (path_elsewhere(node->key, elsewhere))
        bk_mistakes_add(m, node->source, node->key_at, BK_W_SCN_UNKNOWN_ELSEWHERE, path, elsewhere);
    else if (near >= 0)
        bk_mistakes_add(m, node->source, node->key_at, BK_W_SCN_UNKNOWN_NEAR, path, keys[near]);
    else
        bk_mistakes_add(m, node->source, node->key_at, BK_W_SCN_UNKNOWN, path);
}

static bool is_table(bk_reader *reader, bk_node *node)
{
    if (node->kind == BK_NODE_TABLE) return true;
    if (!bk_mistakes_first(node)) return false;
    bk_lang lang = bk_mistakes_lang(reader->mistakes);
    char path[BK_PATH_TEXT];
    bk_node_path(node, path);
    bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_WRONG_KIND, path,
                    bk_node_kind_in(node, lang), bk_word(lang, BK_W_SCN_A_TABLE));
    return false;
}

void bk_read_unknown(bk_reader *reader, bk_level level, const char *inner, bk_node *table)
{
    for (bk_node *n = table->first; n; n = n->next) {
        if (bk_field_find(level, inner, n->key)) continue;
        if (!inner && bk_container_find(level, n->key)) continue;
        if (!inner && bk_field_is_table(level, n->key)) {
            if (is_table(reader, n)) bk_read_unknown(reader, level, n->key, n);
            continue;
        }
        tell_unknown(reader, level, inner, n);
    }
}

/* Names become indices only where the names are known: see rules.h. */
static bool is_name(const bk_field *field)
{
    return field->type == BK_TYPE_DOMAIN || field->type == BK_TYPE_CONDITIONS;
}

void bk_read_level(bk_reader *reader, bk_level level, bk_node *table, void *base)
{
    int32_t n;
    const bk_field *field = bk_fields_of(level, &n);
    for (int32_t i = 0; i < n; i++) {
        bk_node *node = bk_field_node(&field[i], table);
        if (!is_name(&field[i])) bk_value_usual(&field[i], base);
        bool by_intake = field[i].flags & (BK_F_IF_OPEN | BK_F_IF_STEADY);
        if (node && !is_name(&field[i])) {
            bk_value_read(reader, &field[i], node, base);
        } else if (!node && field[i].flags & BK_F_REQUIRED && !by_intake) {
            bk_tell_missing(reader, table, &field[i]);
        }
    }
    bk_read_unknown(reader, level, NULL, table);
}

/* ---- named tables: domains, streams, measures, conditions ---- */

static bool is_good_id(const char *id)
{
    bool letter = (*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z');
    if (!letter) return false;
    for (const char *c = id; *c; c++) {
        bool good = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                    (*c >= '0' && *c <= '9') || *c == '_' || *c == '-';
        if (!good) return false;
    }
    return true;
}

/* Streams give measures their ids: time_share.STREAM, wait_days.STREAM. */
static bool is_reserved(const char *id)
{
    static const char *const TAKEN[] = {"measure", "demand", "conversation", "place"};
    for (size_t i = 0; i < sizeof TAKEN / sizeof TAKEN[0]; i++) {
        if (strcmp(id, TAKEN[i]) == 0) return true;
    }
    return false;
}

static void check_id(bk_reader *reader, bk_node *node, bool stream)
{
    bool good = is_good_id(node->key), reserved = stream && is_reserved(node->key);
    bool is_long = strlen(node->key) > BK_MAX_ID;
    if (good && !reserved && !is_long) return;
    if (!bk_mistakes_first(node)) return;
    if (!good)
        bk_mistakes_add(reader->mistakes, node->source, node->key_at, BK_W_SCN_BAD_ID, node->key);
    else if (is_long)
        bk_mistakes_add(reader->mistakes, node->source, node->key_at, BK_W_SCN_LONG_ID, node->key,
                        (int)BK_MAX_ID);
    else
        bk_mistakes_add(reader->mistakes, node->source, node->key_at, BK_W_SCN_RESERVED_ID,
                        node->key);
}

/* The named tables under key, after telling of what is no table or too many: how many to read. */
static int32_t named_count(bk_reader *reader, bk_node *parent, const char *key, int32_t most,
                           bk_node **out)
{
    *out = bk_node_find(parent, key);
    if (!*out || !is_table(reader, *out)) return 0;
    int32_t count = (*out)->count;
    if (count <= most) return count;

    if (bk_mistakes_first(*out)) {
        char path[BK_PATH_TEXT];
        bk_node_path(*out, path);
        bk_mistakes_add(reader->mistakes, (*out)->source, (*out)->at, BK_W_SCN_TOO_MANY, (int)count,
                        path, (int)most);
    }
    return most;
}

static void read_domains(bk_reader *reader, bk_node *clients, bk_clients_def *out)
{
    bk_node *tables;
    int32_t n = named_count(reader, clients, "domain", BK_MAX_DOMAINS, &tables);
    bk_node *node = n > 0 ? tables->first : NULL;
    for (int32_t i = 0; i < n; i++, node = node->next) {
        bk_domain_def *domain = &out->domain[i];
        domain->id = node->key;
        check_id(reader, node, false);
        if (is_table(reader, node)) bk_read_level(reader, BK_LEVEL_DOMAIN, node, domain);
    }
    out->n_domains = n;
}

static void *rows(bk_reader *reader, int32_t count, size_t size)
{
    void *out = count > 0 ? bk_arena_alloc(reader->arena, count, size) : NULL;
    if (count > 0 && !out) reader->mistakes->no_memory = true;
    return out;
}

static void read_streams(bk_reader *reader, bk_node *conditions, bk_conditions_def *out)
{
    bk_node *tables;
    int32_t n = named_count(reader, conditions, "inbox", BK_MAX_STREAMS, &tables);
    out->stream = rows(reader, n, sizeof out->stream[0]);
    if (!out->stream) return;
    bk_node *node = tables->first;
    for (int32_t i = 0; i < n; i++, node = node->next) {
        out->stream[i].id = node->key;
        check_id(reader, node, true);
        if (is_table(reader, node)) bk_read_level(reader, BK_LEVEL_STREAM, node, &out->stream[i]);
    }
    out->n_streams = n;
}

static void read_measures(bk_reader *reader, bk_node *conditions, const bk_clients_def *clients,
                          bk_conditions_def *out)
{
    bk_node *tables;
    int32_t n = named_count(reader, conditions, "measure", BK_MAX_MEASURES, &tables);
    out->measure = rows(reader, n, sizeof out->measure[0]);
    if (!out->measure) return;
    bk_node *node = tables->first;
    for (int32_t i = 0; i < n; i++, node = node->next) {
        out->measure[i].id = node->key;
        check_id(reader, node, false);
        if (!is_table(reader, node)) continue;
        bk_read_level(reader, BK_LEVEL_MEASURE, node, &out->measure[i]);
        bk_rule_solves(reader, node, clients, &out->measure[i]);
    }
    out->n_measures = n;
}

static void read_conditions(bk_reader *reader, bk_node *root, bk_definition *out)
{
    bk_node *tables;
    int32_t n = named_count(reader, root, "conditions", BK_MAX_CONDITIONS, &tables);
    out->conditions = rows(reader, n, sizeof out->conditions[0]);
    if (!out->conditions) return;
    bk_node *node = tables->first;
    for (int32_t i = 0; i < n; i++, node = node->next) {
        bk_conditions_def *conditions = &out->conditions[i];
        conditions->id = node->key;
        check_id(reader, node, false);
        if (!is_table(reader, node)) continue;
        bk_read_level(reader, BK_LEVEL_CONDITIONS, node, conditions);
        read_streams(reader, node, conditions);
        read_measures(reader, node, &out->clients, conditions);
        bk_rules_conditions(reader, node, conditions, &out->clients);
    }
    out->n_conditions = n;
}

/* ---- arrays of tables: offices, teams ---- */

int32_t bk_read_array(bk_reader *reader, bk_node *parent, const char *key, bk_node **out)
{
    *out = bk_node_find(parent, key);
    if (!*out) return 0;
    bool good = (*out)->kind == BK_NODE_ARRAY;
    for (bk_node *n = good ? (*out)->first : NULL; n; n = n->next) {
        if (n->kind != BK_NODE_TABLE) good = false;
    }
    if (good) return (*out)->count;

    if (bk_mistakes_first(*out)) {
        bk_lang lang = bk_mistakes_lang(reader->mistakes);
        char path[BK_PATH_TEXT], want[BK_PATH_TEXT];
        bk_node_path(*out, path);
        bool team = strcmp(key, "team") == 0;
        bk_words_print(want, sizeof want, lang, BK_W_SCN_AN_ARRAY_OF_TABLES,
                       team ? "office.team" : key);
        bk_mistakes_add(reader->mistakes, (*out)->source, (*out)->key_at, BK_W_SCN_WRONG_KIND, path,
                        bk_node_kind_in(*out, lang), want);
    }
    return -1;
}

static void read_office(bk_reader *reader, bk_node *node, const bk_definition *def,
                        bk_office_def *out)
{
    bk_read_level(reader, BK_LEVEL_OFFICE, node, out);
    bk_node *teams;
    int32_t n = bk_read_array(reader, node, "team", &teams);
    if (n == 0) bk_rule_no_team(reader, node);
    out->team = rows(reader, n, sizeof out->team[0]);
    if (!out->team) return;

    bk_node *team = teams->first;
    for (int32_t i = 0; i < n; i++, team = team->next) {
        bk_read_level(reader, BK_LEVEL_TEAM, team, &out->team[i]);
        bk_rules_team(reader, team, def, &out->team[i]);
    }
    out->n_teams = n;
}

static bool too_many_teams(bk_reader *reader, bk_node *offices)
{
    int64_t teams = offices->count;
    for (bk_node *n = offices->first; n; n = n->next) {
        bk_node *own = bk_node_find(n, "team");
        if (own && own->kind == BK_NODE_ARRAY && own->count > 1) teams += own->count - 1;
    }
    if (teams <= BK_MAX_TEAM_ROWS) return false;
    if (bk_mistakes_first(offices))
        bk_mistakes_add(reader->mistakes, offices->source, offices->at, BK_W_SCN_TOO_MANY_TEAMS,
                        (int)BK_MAX_TEAM_ROWS);
    return true;
}

static void read_offices(bk_reader *reader, bk_node *root, bk_definition *out)
{
    bk_node *offices;
    int32_t n = bk_read_array(reader, root, "office", &offices);
    if (n == 0) bk_rule_no_office(reader, root);
    if (n <= 0 || too_many_teams(reader, offices)) return;
    out->office = rows(reader, n, sizeof out->office[0]);
    if (!out->office) return;

    bk_node *node = offices->first;
    for (int32_t i = 0; i < n; i++, node = node->next) {
        read_office(reader, node, out, &out->office[i]);
    }
    out->n_offices = n;
    bk_rule_office_names(reader, offices, n);
    bk_rule_copies(reader, offices, out);
}

/* ---- the whole ---- */

void bk_read_top(bk_reader *reader, bk_node *root, bk_scenario_def *out)
{
    bk_read_level(reader, BK_LEVEL_ROOT, root, out);
    bk_rule_warmup(reader, root, out);
}

void bk_read_definition(bk_reader *reader, bk_node *root, bk_definition *out)
{
    bk_node *clients = bk_node_find(root, "clients");
    bk_node nothing = {.kind = BK_NODE_TABLE, .key = "clients", .source = root->source};
    nothing.origin = &nothing;
    if (!clients || !is_table(reader, clients)) clients = &nothing;
    bk_read_level(reader, BK_LEVEL_CLIENTS, clients, &out->clients);
    read_domains(reader, clients, &out->clients);
    read_conditions(reader, root, out);
    read_offices(reader, root, out);
}
