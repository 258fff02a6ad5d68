#include "scenario/fields.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* Choices are read into enums through int32_t. */
_Static_assert(sizeof(bk_distribution) == sizeof(int32_t), "an enum is not 32 bits");
_Static_assert(sizeof(bk_who_next) == sizeof(int32_t), "an enum is not 32 bits");
_Static_assert(sizeof(bk_observer) == sizeof(int32_t), "an enum is not 32 bits");

/* What rows of a level are offsets into, and how their paths begin. */
#define STRUCT_ROOT bk_scenario_def
#define STRUCT_CLIENTS bk_clients_def
#define STRUCT_DOMAIN bk_domain_def
#define STRUCT_CONDITIONS bk_conditions_def
#define STRUCT_STREAM bk_stream_def
#define STRUCT_MEASURE bk_measure_def
#define STRUCT_OFFICE bk_office_def
#define STRUCT_TEAM bk_team_def
#define PREFIX_ROOT ""
#define PREFIX_CLIENTS "clients."
#define PREFIX_DOMAIN "clients.domain.NAME."
#define PREFIX_CONDITIONS "conditions.NAME."
#define PREFIX_STREAM "conditions.NAME.inbox.NAME."
#define PREFIX_MEASURE "conditions.NAME.measure.NAME."
#define PREFIX_OFFICE "office."
#define PREFIX_TEAM "office.team."
#define PREFIX_CHANGE "change."

/* The flags by their short names, for the rows alone. */
enum {
    REQUIRED = BK_F_REQUIRED,
    ABOVE = BK_F_ABOVE,
    EXACT = BK_F_EXACT,
    KEPT = BK_F_KEPT,
    UNHASHED = BK_F_UNHASHED,
    IF_STEADY = BK_F_IF_STEADY,
    IF_OPEN = BK_F_IF_OPEN,
    OR_INF = BK_F_OR_INF
};

#define ROW(level_, tail_, type_, offset_, least_, most_, flags_, usual_, usual_text_, unit_, \
            from_, choices_, nb_, en_)                                                        \
    {.level = BK_LEVEL_##level_,                                                              \
     .path = PREFIX_##level_ tail_,                                                           \
     .tail = tail_,                                                                           \
     .type = BK_TYPE_##type_,                                                                 \
     .offset = offset_,                                                                       \
     .least = least_,                                                                         \
     .most = most_,                                                                           \
     .flags = flags_,                                                                         \
     .usual = usual_,                                                                         \
     .usual_text = usual_text_,                                                               \
     .unit = BK_IN_##unit_,                                                                   \
     .provenance = BK_FROM_##from_,                                                           \
     .choices = choices_,                                                                     \
     .meaning = {nb_, en_}},
#define BK_FIELD(level_, tail_, type_, member_, least_, most_, flags_, usual_, unit_, from_,      \
                 choices_, nb_, en_)                                                              \
    ROW(level_, tail_, type_, (int32_t)offsetof(STRUCT_##level_, member_), least_, most_, flags_, \
        usual_, #usual_, unit_, from_, choices_, nb_, en_)
#define BK_FIELD_APART(level_, tail_, type_, least_, most_, flags_, unit_, from_, nb_, en_)      \
    ROW(level_, tail_, type_, BK_NO_OFFSET, least_, most_, flags_, 0, "", unit_, from_, "", nb_, \
        en_)

static const bk_field FIELDS[] = {
#include "scenario/fields.def"
};

enum { FIELD_COUNT = sizeof FIELDS / sizeof FIELDS[0] };

static const bk_container CONTAINERS[] = {
    {BK_LEVEL_ROOT, "clients", BK_HOLDS_ONE, BK_LEVEL_CLIENTS, BK_W_SCN_ALL_CLIENTS},
    {BK_LEVEL_CLIENTS, "domain", BK_HOLDS_NAMED, BK_LEVEL_DOMAIN, BK_W_SCN_ALL_DOMAIN},
    {BK_LEVEL_ROOT, "conditions", BK_HOLDS_NAMED, BK_LEVEL_CONDITIONS, BK_W_SCN_ALL_CONDITIONS},
    {BK_LEVEL_CONDITIONS, "inbox", BK_HOLDS_NAMED, BK_LEVEL_STREAM, BK_W_SCN_ALL_STREAM},
    {BK_LEVEL_CONDITIONS, "measure", BK_HOLDS_NAMED, BK_LEVEL_MEASURE, BK_W_SCN_ALL_MEASURE},
    {BK_LEVEL_ROOT, "office", BK_HOLDS_ARRAY, BK_LEVEL_OFFICE, BK_W_SCN_ALL_OFFICE},
    {BK_LEVEL_OFFICE, "team", BK_HOLDS_ARRAY, BK_LEVEL_TEAM, BK_W_SCN_ALL_TEAM},
    {BK_LEVEL_ROOT, "change", BK_HOLDS_ARRAY, BK_LEVEL_CHANGE, BK_W_SCN_ALL_CHANGE},
};

enum { CONTAINER_COUNT = sizeof CONTAINERS / sizeof CONTAINERS[0] };

static const bk_label UNITS[BK_IN_COUNT] = {
    [BK_IN_NOTHING] = {"", ""},
    [BK_IN_SHARE] = {"andel", "share"},
    [BK_IN_WEEKS] = {"uker", "weeks"},
    [BK_IN_HOURS_PER_WEEK] = {"timer", "hours"},
    [BK_IN_MINUTES] = {"minutter", "minutes"},
    [BK_IN_PER_WEEK] = {"per uke", "per week"},
    [BK_IN_PER_YEAR] = {"per år", "per year"},
    [BK_IN_TIMES] = {"ganger", "times"},
    [BK_IN_PER_HOUR] = {"per time", "per hour"},
    [BK_IN_CASEWORKERS] = {"veiledere", "caseworkers"},
    [BK_IN_CLIENTS] = {"klienter", "clients"},
    [BK_IN_COPIES] = {"stykker", "copies"},
    [BK_IN_RUNS] = {"kjøringer", "runs"},
    [BK_IN_LOG_ODDS] = {"log-odds", "log-odds"},
    [BK_IN_HURDLES] = {"terskler", "hurdles"},
    [BK_IN_WEEKS_OF_WORK] = {"ukesverk", "weeks of work"},
};

int32_t bk_field_count(void)
{
    return FIELD_COUNT;
}

const bk_field *bk_field_row(int32_t i)
{
    BK_ASSERT(i >= 0 && i < FIELD_COUNT);
    return &FIELDS[i];
}

const bk_field *bk_fields_of(bk_level level, int32_t *count)
{
    int32_t first = 0;
    while (first < FIELD_COUNT && FIELDS[first].level != level) first++;
    int32_t end = first;
    while (end < FIELD_COUNT && FIELDS[end].level == level) end++;
    *count = end - first;
    return &FIELDS[first];
}

const bk_container *bk_container_find(bk_level level, const char *key)
{
    for (int32_t i = 0; i < CONTAINER_COUNT; i++) {
        if (CONTAINERS[i].parent == level && strcmp(CONTAINERS[i].key, key) == 0)
            return &CONTAINERS[i];
    }
    return NULL;
}

/* The key at the end of a tail, and whether what stands before it is exactly table. */
static const char *key_in_table(const bk_field *field, const char *table)
{
    const char *dot = strchr(field->tail, '.');
    if (!table) return dot ? NULL : field->tail;
    if (!dot) return NULL;

    size_t length = (size_t)(dot - field->tail);
    bool same = strlen(table) == length && memcmp(field->tail, table, length) == 0;
    return same ? dot + 1 : NULL;
}

const bk_field *bk_field_find(bk_level level, const char *table, const char *key)
{
    int32_t n;
    const bk_field *field = bk_fields_of(level, &n);
    for (int32_t i = 0; i < n; i++) {
        const char *own = key_in_table(&field[i], table);
        if (own && strcmp(own, key) == 0) return &field[i];
    }
    return NULL;
}

bool bk_field_is_table(bk_level level, const char *table)
{
    int32_t n;
    const bk_field *field = bk_fields_of(level, &n);
    for (int32_t i = 0; i < n; i++) {
        if (key_in_table(&field[i], table)) return true;
    }
    return false;
}

bool bk_where_step(bk_where *where, const char *key)
{
    if (where->in) {
        *where = (bk_where){.level = where->in->child};
        return true;
    }
    if (where->inner) return false;

    const bk_container *container = bk_container_find(where->level, key);
    if (container && container->holding == BK_HOLDS_ONE)
        where->level = container->child;
    else if (container)
        where->in = container;
    else if (bk_field_is_table(where->level, key))
        where->inner = key;
    else
        return false;
    return true;
}

static int32_t add_once(const char *key, int32_t count, int32_t most, const char *out[])
{
    if (count > 0 && strcmp(out[count - 1], key) == 0) return count;
    if (count < most) out[count++] = key;
    return count;
}

/* A tail like "gaze.prior" gives the table's name; only the first row of a table is asked. */
static const char *const TABLE_NAMES[] = {"leaving", "trust",  "conversation",
                                          "mapping", "demand", "gaze"};

int32_t bk_field_keys(bk_level level, const char *table, int32_t most, const char *out[])
{
    int32_t n, count = 0;
    const bk_field *field = bk_fields_of(level, &n);
    for (int32_t i = 0; i < n; i++) {
        const char *own = key_in_table(&field[i], table);
        if (own) count = add_once(own, count, most, out);
    }
    if (table) return count;

    for (size_t i = 0; i < sizeof TABLE_NAMES / sizeof TABLE_NAMES[0]; i++) {
        if (bk_field_is_table(level, TABLE_NAMES[i]))
            count = add_once(TABLE_NAMES[i], count, most, out);
    }
    for (int32_t i = 0; i < CONTAINER_COUNT; i++) {
        if (CONTAINERS[i].parent == level) count = add_once(CONTAINERS[i].key, count, most, out);
    }
    return count;
}

/* The start of the choice after text, and the length of the one at text. */
static const char *next_choice(const char *text, int64_t *length)
{
    const char *end = strstr(text, " | ");
    *length = end ? end - text : (int64_t)strlen(text);
    return end ? end + 3 : NULL;
}

int32_t bk_choice_find(const char *choices, const char *text, int64_t length)
{
    int32_t index = 0;
    for (const char *at = choices; at; index++) {
        int64_t n;
        const char *next = next_choice(at, &n);
        if (n == length && memcmp(at, text, (size_t)n) == 0) return index;
        at = next;
    }
    return -1;
}

int32_t bk_choice_at(const char *choices, int32_t index, const char **text)
{
    const char *at = choices;
    int64_t n = 0;
    for (int32_t i = 0; at; i++) {
        const char *next = next_choice(at, &n);
        if (i == index) {
            *text = at;
            return (int32_t)n;
        }
        at = next;
    }
    *text = "";
    return 0;
}

const char *bk_key_unit_in(bk_key_unit unit, bk_lang lang)
{
    return bk_label_in(UNITS[unit], lang, "");
}

/* Usual choices as a file has them, in quotes: fields.def gives them as indices. */
static const char *usual_choice(const bk_field *field)
{
    static const char *const QUOTED[] = {"\"steady\"",      "\"fixed\"",           "\"lognormal\"",
                                         "\"inbox_first\"", "\"longest_waiting\"", "\"usual\""};
    const char *text;
    size_t length = (size_t)bk_choice_at(field->choices, (int32_t)field->usual, &text);
    for (size_t i = 0; i < sizeof QUOTED / sizeof QUOTED[0]; i++) {
        bool same = strlen(QUOTED[i]) == length + 2 && memcmp(QUOTED[i] + 1, text, length) == 0;
        if (same) return QUOTED[i];
    }
    const bool in_list = false;
    BK_ASSERT(in_list);
    return "";
}

const char *bk_field_usual(const bk_field *field)
{
    if (field->flags & BK_F_REQUIRED) return "";
    switch (field->type) {
    case BK_TYPE_NUMBER:
    case BK_TYPE_WHOLE:
    case BK_TYPE_SEED:
        return isinf(field->usual) ? "inf" : field->usual_text;
    case BK_TYPE_CHOICE:
        return usual_choice(field);
    case BK_TYPE_BOOL:
        return field->usual != 0 ? "true" : "false";
    case BK_TYPE_LABEL:
    case BK_TYPE_TEXT:
    case BK_TYPE_DOMAIN:
    case BK_TYPE_CONDITIONS:
    case BK_TYPE_SET:
    case BK_TYPE_NUMBERS:
        break;
    }
    return "";
}
