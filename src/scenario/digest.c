#include "scenario/digest.h"

#include "scenario/read.h"

#include <stdlib.h>
#include <string.h>

bk_digest bk_digest_start(void)
{
    return (bk_digest){.state = UINT64_C(0xcbf29ce484222325)};
}

static void add_byte(bk_digest *digest, unsigned char byte)
{
    digest->state = (digest->state ^ byte) * UINT64_C(0x100000001b3);
}

/* Least byte first, whatever the machine. */
static void add_bits(bk_digest *digest, uint64_t bits)
{
    for (int32_t i = 0; i < 64; i += 8) add_byte(digest, (unsigned char)(bits >> i & 0xff));
}

static void add_number(bk_digest *digest, double value)
{
    uint64_t bits;
    value += 0.0; /* no -0 */
    memcpy(&bits, &value, sizeof bits);
    add_bits(digest, bits);
}

static void add_text(bk_digest *digest, const char *text)
{
    add_byte(digest, text != NULL);
    if (!text) return;
    add_bits(digest, strlen(text));
    for (const char *c = text; *c; c++) add_byte(digest, (unsigned char)*c);
}

static double number_at(const bk_node *table, const char *key)
{
    const bk_node *node = bk_node_find(table, key);
    return node ? node->number : 0;
}

static void add_field(bk_digest *digest, const bk_field *field, const bk_node *table,
                      const void *base)
{
    const char *at = (const char *)base + field->offset;
    switch (field->type) {
    case BK_TYPE_NUMBER:
        add_number(digest, *(const double *)(const void *)at);
        break;
    case BK_TYPE_NUMBERS: {
        const bk_numbers *numbers = (const void *)at;
        add_bits(digest, (uint64_t)numbers->n);
        for (int32_t i = 0; i < numbers->n; i++) add_number(digest, numbers->value[i]);
        break;
    }
    case BK_TYPE_WHOLE:
    case BK_TYPE_CHOICE:
        add_bits(digest, (uint64_t) * (const int32_t *)(const void *)at);
        break;
    case BK_TYPE_SEED:
        add_bits(digest, *(const uint64_t *)(const void *)at);
        break;
    case BK_TYPE_BOOL:
        add_byte(digest, *(const bool *)(const void *)at);
        break;
    case BK_TYPE_LABEL: {
        const bk_label *label = (const void *)at;
        add_text(digest, label->nb);
        add_text(digest, label->en);
        break;
    }
    case BK_TYPE_TEXT:
        add_text(digest, *(const char *const *)(const void *)at);
        break;
    case BK_TYPE_DOMAIN: /* by name, as the file has it */
    case BK_TYPE_CONDITIONS: {
        const bk_node *node = table ? bk_field_node(field, table) : NULL;
        add_text(digest, node ? node->text : NULL);
        break;
    }
    case BK_TYPE_SET:
        break;
    }
    const bk_node *node = table ? bk_field_node(field, table) : NULL;
    bool number = field->type == BK_TYPE_NUMBER || field->type == BK_TYPE_WHOLE;
    if (!node || !number || node->kind != BK_NODE_TABLE) return;
    add_number(digest, number_at(node, "low"));
    add_number(digest, number_at(node, "high"));
}

static void add_level(bk_digest *digest, bk_level level, const bk_node *table, const void *base)
{
    int32_t n;
    const bk_field *field = bk_fields_of(level, &n);
    for (int32_t i = 0; i < n; i++) {
        if (field[i].offset == BK_NO_OFFSET || field[i].flags & BK_F_UNHASHED) continue;
        add_text(digest, field[i].tail);
        add_field(digest, &field[i], table, base);
    }
}

void bk_digest_top(bk_digest *digest, const bk_node *root, const bk_scenario_def *def)
{
    add_level(digest, BK_LEVEL_ROOT, root, def);
}

static void add_clients(bk_digest *digest, const bk_node *table, const bk_clients_def *clients)
{
    add_level(digest, BK_LEVEL_CLIENTS, table, clients);
    const bk_node *domains = bk_node_find(table, "domain");
    const bk_node *node = domains ? domains->first : NULL;
    for (int32_t i = 0; i < clients->n_domains; i++, node = node->next) {
        add_text(digest, clients->domain[i].id);
        add_level(digest, BK_LEVEL_DOMAIN, node, &clients->domain[i]);
    }
}

static void add_conditions(bk_digest *digest, const bk_node *table, const bk_conditions_def *c)
{
    add_text(digest, c->id);
    add_level(digest, BK_LEVEL_CONDITIONS, table, c);
    const bk_node *node = c->n_streams > 0 ? bk_node_find(table, "inbox")->first : NULL;
    for (int32_t i = 0; i < c->n_streams; i++, node = node->next) {
        add_text(digest, c->stream[i].id);
        add_level(digest, BK_LEVEL_STREAM, node, &c->stream[i]);
    }
    node = c->n_measures > 0 ? bk_node_find(table, "measure")->first : NULL;
    for (int32_t i = 0; i < c->n_measures; i++, node = node->next) {
        add_text(digest, c->measure[i].id);
        add_level(digest, BK_LEVEL_MEASURE, node, &c->measure[i]);
    }
}

typedef struct {
    const bk_node *table;
    const bk_conditions_def *conditions;
} pair;

static int by_id(const void *a, const void *b)
{
    return strcmp(((const pair *)a)->conditions->id, ((const pair *)b)->conditions->id);
}

static bk_status add_all_conditions(bk_digest *digest, const bk_node *root,
                                    const bk_definition *def)
{
    if (def->n_conditions == 0) return BK_OK;
    pair *all = bk_alloc(def->n_conditions, sizeof *all);
    if (!all) return BK_ERR_MEMORY;
    const bk_node *table = bk_node_find(root, "conditions")->first;
    for (int32_t i = 0; i < def->n_conditions; i++, table = table->next) {
        all[i] = (pair){table, &def->conditions[i]};
    }
    qsort(all, (size_t)def->n_conditions, sizeof all[0], by_id);
    for (int32_t i = 0; i < def->n_conditions; i++) {
        add_conditions(digest, all[i].table, all[i].conditions);
    }
    bk_free(all);
    return BK_OK;
}

static void add_office(bk_digest *digest, const bk_node *table, const bk_office_def *office)
{
    add_level(digest, BK_LEVEL_OFFICE, table, office);
    add_bits(digest, (uint64_t)office->n_teams);
    const bk_node *node = bk_node_find(table, "team")->first;
    for (int32_t i = 0; i < office->n_teams; i++, node = node->next) {
        add_level(digest, BK_LEVEL_TEAM, node, &office->team[i]);
    }
}

bk_status bk_digest_phase(bk_digest *digest, const bk_node *root, const bk_phase *phase)
{
    const bk_definition *def = &phase->definition;
    add_bits(digest, (uint64_t)phase->week);
    add_clients(digest, bk_node_find(root, "clients"), &def->clients);
    BK_TRY(add_all_conditions(digest, root, def));
    const bk_node *node = bk_node_find(root, "office")->first;
    for (int32_t i = 0; i < def->n_offices; i++, node = node->next) {
        add_office(digest, node, &def->office[i]);
    }
    return BK_OK;
}
