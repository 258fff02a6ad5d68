#include "scenario/rules.h"

#include "base/format.h"
#include "base/text.h"
#include "scenario/read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_PER_WEEK = 50000, /* events that may come to one client; a table is drawn from */
    MOST_COPIES = 1000000, /* teams, each copy counted */
};

/* ---- names ---- */

/* Tells that node names what is not among n names, and which it may have meant. */
static void tell_not_declared(bk_reader *reader, bk_node *node, const char *where, int32_t n,
                              const char *const names[])
{
    if (!bk_mistakes_first(node)) return;
    if (bk_mistakes_past(reader->mistakes, node->source, node->at)) return;
    char path[BK_PATH_TEXT];
    bk_node_path(node, path);
    int32_t near = bk_text_nearest(node->text, n, names);
    bk_mistakes *m = reader->mistakes;
    if (n == 0)
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_NONE_DECLARED, path, node->text, where);
    else if (near >= 0)
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_NOT_DECLARED_NEAR, path, node->text,
                        where, names[near]);
    else
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_NOT_DECLARED, path, node->text, where);
}

void bk_rule_solves(bk_reader *reader, bk_node *measure, const bk_clients_def *clients,
                    bk_measure_def *out)
{
    const bk_field *field = bk_field_find(BK_LEVEL_MEASURE, NULL, "solves");
    bk_node *node = bk_node_find(measure, "solves");
    const char *name;
    if (!node || !bk_value_text(reader, field, node, &name)) return;

    const char *names[BK_MAX_DOMAINS];
    for (int32_t i = 0; i < clients->n_domains; i++) {
        names[i] = clients->domain[i].id;
        if (strcmp(names[i], name) == 0) {
            out->solves = i;
            return;
        }
    }
    tell_not_declared(reader, node, "clients.domain", clients->n_domains, names);
}

/* The index of the team's conditions, or -1. */
static int32_t find_conditions(bk_reader *reader, bk_node *team, const bk_definition *def)
{
    const bk_field *field = bk_field_find(BK_LEVEL_TEAM, NULL, "conditions");
    bk_node *node = bk_node_find(team, "conditions");
    const char *name;
    if (!node || !bk_value_text(reader, field, node, &name)) return -1;

    for (int32_t i = 0; i < def->n_conditions; i++) {
        if (strcmp(def->conditions[i].id, name) == 0) return i;
    }
    enum { MOST = 64 }; /* near names are sought among the first */
    const char *names[MOST];
    int32_t n = def->n_conditions < MOST ? def->n_conditions : MOST;
    for (int32_t i = 0; i < n; i++) names[i] = def->conditions[i].id;
    tell_not_declared(reader, node, "conditions", n, names);
    return -1;
}

/* ---- the top ---- */

void bk_rule_warmup(bk_reader *reader, bk_node *root, const bk_scenario_def *def)
{
    if (def->warmup_weeks < def->weeks) return;
    bk_node *node = bk_node_find(root, "warmup_weeks");
    if (!node) node = bk_node_find(root, "weeks");
    if (!node || !bk_mistakes_first(node)) return;
    bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_WARMUP,
                    (int)def->warmup_weeks, (int)def->weeks);
}

void bk_rule_no_office(bk_reader *reader, bk_node *root)
{
    if (!bk_mistakes_first(root)) return;
    bk_mistakes_add(reader->mistakes, root->source, (bk_spot){0}, BK_W_SCN_NO_OFFICE);
}

void bk_rule_no_team(bk_reader *reader, bk_node *office)
{
    if (!bk_mistakes_first(office)) return;
    char path[BK_PATH_TEXT];
    bk_node_path(office, path);
    bk_mistakes_add(reader->mistakes, office->source, office->at, BK_W_SCN_NO_TEAM, path);
}

/* By name, and by place where names are equal. */
void bk_rule_copies(bk_reader *reader, bk_node *offices, const bk_definition *def)
{
    int64_t copies = 0;
    for (int32_t o = 0; o < def->n_offices; o++)
        for (int32_t t = 0; t < def->office[o].n_teams; t++)
            copies += (int64_t)def->office[o].repeat * def->office[o].team[t].repeat;
    if (copies <= MOST_COPIES || !bk_mistakes_first(offices)) return;

    char sum[BK_NUMBER_TEXT], most[BK_NUMBER_TEXT];
    bk_lang lang = bk_mistakes_lang(reader->mistakes);
    bk_format_fixed(lang, (double)copies, 0, sum);
    bk_format_fixed(lang, MOST_COPIES, 0, most);
    bk_mistakes_add(reader->mistakes, offices->source, offices->at, BK_W_SCN_COPIES, sum, most);
}

static int by_name(const void *a, const void *b)
{
    const bk_node *x = *(bk_node *const *)a, *y = *(bk_node *const *)b;
    int order = strcmp(x->text, y->text);
    if (order != 0) return order;
    return (x->at.line > y->at.line) - (x->at.line < y->at.line);
}

void bk_rule_office_names(bk_reader *reader, const bk_node *offices, int32_t n)
{
    bk_node **names = bk_alloc(n, sizeof *names);
    if (!names) {
        reader->mistakes->no_memory = true;
        return;
    }
    int32_t count = 0;
    for (const bk_node *o = offices->first; o; o = o->next) {
        bk_node *name = bk_node_find(o, "name");
        if (name && name->kind == BK_NODE_STRING && name->length > 0) names[count++] = name;
    }
    qsort(names, (size_t)count, sizeof names[0], by_name);
    for (int32_t i = 1; i < count; i++) {
        if (strcmp(names[i]->text, names[i - 1]->text) != 0) continue;
        if (!bk_mistakes_first(names[i])) continue;
        bk_mistakes_add(reader->mistakes, names[i]->source, names[i]->at, BK_W_SCN_SAME_OFFICE,
                        names[i]->text, (int)names[i - 1]->at.line);
    }
    bk_free(names);
}

/* ---- conditions ---- */

/* The node to blame: the first of these tails that stands in table, else the table itself. */
static bk_node *blame(bk_node *table, int32_t n, const char *const tails[])
{
    for (int32_t i = 0; i < n; i++) {
        const char *dot = strchr(tails[i], '.');
        bk_node *inner = dot ? bk_node_find_n(table, tails[i], dot - tails[i]) : table;
        bk_node *node = bk_node_find(inner, dot ? dot + 1 : tails[i]);
        if (node) return node;
    }
    return table;
}

/* All that may come to one client in a week is drawn together, so its sum has a bound. */
static void check_rate(bk_reader *reader, bk_node *node, const bk_conditions_def *c,
                       const bk_clients_def *clients)
{
    double readiest = clients->leaving.unwilling_factor > 1 ? clients->leaving.unwilling_factor : 1;
    double work = clients->leaving.work_per_week * readiest * (1 + clients->leaving.contact_boost);
    double other = clients->leaving.other_per_week * (1 + clients->leaving.contact_boost_other);
    double sum = work * (1 + c->demand.work_boost) + other * (1 + clients->leaving.health_other) +
                 clients->new_need_per_week + clients->duties_per_week;
    for (int32_t s = 0; s < c->n_streams; s++)
        sum += c->stream[s].per_week * (1 + c->stream[s].failure_demand);
    if (sum <= MOST_PER_WEEK) return;

    static const char *const TAILS[] = {"inbox", "demand.work_boost"};
    bk_node *at = blame(node, 2, TAILS);
    if (!bk_mistakes_first(at)) return;
    char path[BK_PATH_TEXT], total[BK_NUMBER_TEXT], most[BK_NUMBER_TEXT];
    bk_lang lang = bk_mistakes_lang(reader->mistakes);
    bk_node_path(node, path);
    bk_format_fixed(lang, sum, 0, total);
    bk_format_fixed(lang, MOST_PER_WEEK, 0, most);
    bk_mistakes_add(reader->mistakes, at->source, at->at, BK_W_SCN_RATE, path, total, most);
}

static void check_capacity(bk_reader *reader, bk_node *node, const bk_conditions_def *c)
{
    double left = c->hours_per_week * (1 - c->fixed_share) - c->gaze.reflection_hours;
    if (left > 0) return;
    static const char *const TAILS[] = {"gaze.reflection_hours", "hours_per_week", "fixed_share"};
    bk_node *at = blame(node, 3, TAILS);
    if (!bk_mistakes_first(at)) return;

    char path[BK_PATH_TEXT], hours[BK_NUMBER_TEXT];
    bk_node_path(node, path);
    bk_format_number(left, hours);
    bk_mistakes_add(reader->mistakes, at->source, at->at, BK_W_SCN_CAPACITY, path, hours);
}

static void check_correction(bk_reader *reader, bk_node *node, const bk_conditions_def *c)
{
    if (c->gaze.correction_min <= c->gaze.correction_max) return;
    static const char *const TAILS[] = {"gaze.correction_min", "gaze.correction_max"};
    bk_node *at = blame(node, 2, TAILS);
    if (!bk_mistakes_first(at)) return;

    char path[BK_PATH_TEXT], least[BK_NUMBER_TEXT], most[BK_NUMBER_TEXT];
    bk_key_path(node, "gaze.correction_min", path);
    bk_format_number(c->gaze.correction_min, least);
    bk_format_number(c->gaze.correction_max, most);
    bk_mistakes_add(reader->mistakes, at->source, at->at, BK_W_SCN_CORRECTION, path, least, most);
}

static void check_interval(bk_reader *reader, bk_node *node, const bk_conditions_def *c)
{
    bool needs_cv =
        c->conversation.interval == BK_LOGNORMAL && isfinite(c->conversation.interval_weeks);
    if (!needs_cv || c->conversation.interval_cv > 0) return;
    static const char *const TAILS[] = {"conversation.interval_cv", "conversation.interval"};
    bk_node *at = blame(node, 2, TAILS);
    if (!bk_mistakes_first(at)) return;

    char path[BK_PATH_TEXT];
    bk_key_path(node, "conversation.interval_cv", path);
    bk_mistakes_add(reader->mistakes, at->source, at->at, BK_W_SCN_INTERVAL_CV, path);
}

/* The exact observer holds a probability for every set of needs. */
static void check_observer(bk_reader *reader, bk_node *node, const bk_conditions_def *c,
                           const bk_clients_def *clients)
{
    if (c->gaze.observer != BK_OBSERVER_EXACT || clients->n_domains <= BK_MAX_EXACT_DOMAINS) return;
    static const char *const TAILS[] = {"gaze.observer"};
    bk_node *at = blame(node, 1, TAILS);
    if (!bk_mistakes_first(at)) return;
    char path[BK_PATH_TEXT];
    bk_key_path(node, "gaze.observer", path);
    bk_mistakes_add(reader->mistakes, at->source, at->at, BK_W_SCN_OBSERVER, path,
                    (int)clients->n_domains, BK_MAX_EXACT_DOMAINS);
}

/* An order by index needs its table, of a length that the model knows. */
static void check_index(bk_reader *reader, bk_node *node, const bk_conditions_def *c)
{
    int32_t n = c->conversation.index.n;
    bool fits = n == BK_SITUATIONS || n == 2 * BK_SITUATIONS;
    bool wanted = c->conversation.who_next == BK_NEXT_INDEX;
    if (fits || (n == 0 && !wanted)) return;
    static const char *const TAILS[] = {"conversation.index", "conversation.who_next"};
    bk_node *at = blame(node, 2, TAILS);
    if (!bk_mistakes_first(at)) return;
    char path[BK_PATH_TEXT];
    bk_key_path(node, "conversation.index", path);
    bk_mistakes_add(reader->mistakes, at->source, at->at, BK_W_SCN_INDEX, path, (int)n,
                    BK_SITUATIONS, 2 * BK_SITUATIONS);
}

void bk_rules_conditions(bk_reader *reader, bk_node *node, const bk_conditions_def *conditions,
                         const bk_clients_def *clients)
{
    check_capacity(reader, node, conditions);
    check_rate(reader, node, conditions, clients);
    check_correction(reader, node, conditions);
    check_interval(reader, node, conditions);
    check_observer(reader, node, conditions, clients);
    check_index(reader, node, conditions);
}

/* ---- teams ---- */

/* Keys that belong to one kind of intake: there when needed, absent when not. */
static void check_intake(bk_reader *reader, bk_node *node, const bk_conditions_def *c)
{
    int32_t n;
    const bk_field *field = bk_fields_of(BK_LEVEL_TEAM, &n);
    bool open = c->intake == BK_INTAKE_OPEN;
    int32_t belongs = open ? BK_F_IF_OPEN : BK_F_IF_STEADY;
    int32_t strange = open ? BK_F_IF_STEADY : BK_F_IF_OPEN;

    for (int32_t i = 0; i < n; i++) {
        bk_node *key = bk_field_node(&field[i], node);
        if (!key && field[i].flags & belongs && field[i].flags & BK_F_REQUIRED)
            bk_tell_missing(reader, node, &field[i]);
        if (!key || !(field[i].flags & strange) || !bk_mistakes_first(key)) continue;
        char path[BK_PATH_TEXT];
        bk_node_path(key, path);
        bk_mistakes_add(reader->mistakes, key->source, key->key_at,
                        open ? BK_W_SCN_ONLY_STEADY : BK_W_SCN_ONLY_OPEN, path, c->id);
    }
}

/* Clients and caseworkers must fit into one team of the model. */
static void check_crowd(bk_reader *reader, bk_node *node, const bk_team_def *team, bool open)
{
    int64_t each = open ? team->start : team->caseload;
    if (open && team->caseload_limit != INT32_MAX) each = team->caseload_limit;
    int64_t all = team->caseworkers * each + team->caseworkers;
    if (all <= BK_MAX_CLIENTS) return;

    static const char *const TAILS[] = {"caseload", "caseload_limit", "start", "caseworkers"};
    bk_node *at = blame(node, 4, TAILS);
    if (!bk_mistakes_first(at)) return;
    char path[BK_PATH_TEXT], sum[BK_NUMBER_TEXT], most[BK_NUMBER_TEXT];
    bk_lang lang = bk_mistakes_lang(reader->mistakes);
    bk_node_path(node, path);
    bk_format_fixed(lang, (double)all, 0, sum);
    bk_format_fixed(lang, BK_MAX_CLIENTS, 0, most);
    bk_mistakes_add(reader->mistakes, at->source, at->at, BK_W_SCN_CROWD, path, sum, most);
}

static void check_start(bk_reader *reader, bk_node *node, const bk_team_def *team)
{
    if (team->start <= team->caseload_limit) return;
    bk_node *at = bk_node_find(node, "start");
    if (!at || !bk_mistakes_first(at)) return;
    char path[BK_PATH_TEXT];
    bk_node_path(at, path);
    bk_mistakes_add(reader->mistakes, at->source, at->at, BK_W_SCN_START, path, (int)team->start,
                    (int)team->caseload_limit);
}

void bk_rules_team(bk_reader *reader, bk_node *node, const bk_definition *def, bk_team_def *team)
{
    int32_t conditions = find_conditions(reader, node, def);
    if (conditions < 0) return;
    team->conditions = conditions;
    bool open = def->conditions[conditions].intake == BK_INTAKE_OPEN;
    check_intake(reader, node, &def->conditions[conditions]);
    check_crowd(reader, node, team, open);
    if (open) check_start(reader, node, team);
}
