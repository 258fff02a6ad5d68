#include "scenario/values.h"

#include "base/format.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- paths ---- */

static bool is_bare(const char *key)
{
    if (!*key) return false;
    for (const char *c = key; *c; c++) {
        bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
        if (!letter && !(*c >= '0' && *c <= '9') && *c != '_' && *c != '-') return false;
    }
    return true;
}

int32_t bk_segment_text(const char *key, char *out, int32_t size)
{
    if (is_bare(key)) return (int32_t)snprintf(out, (size_t)size, "%s", key);
    int32_t n = 0;
    if (n < size - 1) out[n++] = '"';
    for (const char *c = key; *c && n < size - 3; c++) {
        if (*c == '"' || *c == '\\') out[n++] = '\\';
        out[n++] = *c;
    }
    if (n < size - 1) out[n++] = '"';
    out[n] = '\0';
    return n;
}

/* Segments are put in front of what is there already, from the end of a buffer. */
typedef struct {
    char text[BK_PATH_TEXT];
    int32_t start;
} path_builder;

static void put_before(path_builder *p, const char *segment)
{
    int32_t length = (int32_t)strlen(segment);
    int32_t dot = p->text[p->start] != '\0';
    if (length + dot > p->start) return;
    if (dot) p->text[--p->start] = '.';
    p->start -= length;
    memcpy(p->text + p->start, segment, (size_t)length);
}

static void put_key(path_builder *p, const char *key)
{
    char segment[BK_PATH_TEXT];
    bk_segment_text(key, segment, sizeof segment);
    put_before(p, segment);
}

/* An office goes by its name, everything else in an array by its number from 1. */
static void put_element(path_builder *p, const bk_node *node)
{
    const bk_node *name = bk_node_find(node, "name");
    if (strcmp(node->parent->key, "office") == 0 && name && name->kind == BK_NODE_STRING) {
        put_key(p, name->text);
        return;
    }
    char text[16];
    snprintf(text, sizeof text, "%d", (int)node->index + 1);
    put_before(p, text);
}

void bk_key_path(const bk_node *table, const char *tail, char out[BK_PATH_TEXT])
{
    path_builder p = {.start = BK_PATH_TEXT - 1};
    if (tail) put_before(&p, tail);
    for (const bk_node *n = table; n && n->parent; n = n->parent) {
        if (n->parent->kind == BK_NODE_ARRAY)
            put_element(&p, n);
        else
            put_key(&p, n->key);
    }
    snprintf(out, BK_PATH_TEXT, "%s", p.text + p.start);
}

void bk_node_path(const bk_node *node, char out[BK_PATH_TEXT])
{
    bk_key_path(node, NULL, out);
}

/* ---- words ---- */

const char *bk_node_kind_in(const bk_node *node, bk_lang lang)
{
    switch (node->kind) {
    case BK_NODE_TABLE:
        return bk_word(lang, BK_W_SCN_A_TABLE);
    case BK_NODE_ARRAY:
        return bk_word(lang, BK_W_SCN_AN_ARRAY);
    case BK_NODE_STRING:
        return bk_word(lang, BK_W_SCN_A_TEXT);
    case BK_NODE_INT:
        return bk_word(lang, BK_W_SCN_A_WHOLE);
    case BK_NODE_FLOAT:
        return bk_word(lang, BK_W_SCN_A_NUMBER);
    case BK_NODE_BOOL:
        return bk_word(lang, BK_W_SCN_A_BOOL);
    case BK_NODE_OTHER:
        break;
    }
    return bk_word(lang, BK_W_SCN_A_DATE);
}

static const char *wanted(const bk_field *field, bk_lang lang)
{
    switch (field->type) {
    case BK_TYPE_NUMBER:
        return bk_word(lang, field->flags & BK_F_EXACT ? BK_W_SCN_A_NUMBER : BK_W_SCN_A_RANGE);
    case BK_TYPE_NUMBERS:
        return bk_word(lang, BK_W_SCN_A_LIST);
    case BK_TYPE_WHOLE:
        return bk_word(lang, field->flags & BK_F_EXACT ? BK_W_SCN_A_WHOLE : BK_W_SCN_A_WHOLE_RANGE);
    case BK_TYPE_SEED:
        return bk_word(lang, BK_W_SCN_A_WHOLE);
    case BK_TYPE_BOOL:
        return bk_word(lang, BK_W_SCN_TRUE_OR_FALSE);
    case BK_TYPE_LABEL:
        return bk_word(lang, BK_W_SCN_A_LABEL);
    case BK_TYPE_SET:
        return bk_word(lang, BK_W_SCN_A_TABLE);
    case BK_TYPE_CHOICE:
    case BK_TYPE_TEXT:
    case BK_TYPE_DOMAIN:
    case BK_TYPE_CONDITIONS:
        break;
    }
    return bk_word(lang, BK_W_SCN_A_TEXT);
}

/* Whether a text is a number in quotes or with a decimal comma; then plain is how to write it. */
static bool is_text_number(const bk_field *field, const bk_node *node, char plain[BK_NUMBER_TEXT])
{
    bool number = field->type == BK_TYPE_NUMBER || field->type == BK_TYPE_WHOLE ||
                  field->type == BK_TYPE_SEED;
    if (!number || node->kind != BK_NODE_STRING || node->length >= BK_NUMBER_TEXT) return false;
    for (int64_t i = 0; i <= node->length; i++) {
        plain[i] = node->text[i] == ',' ? '.' : node->text[i];
    }
    double value;
    return bk_text_number(plain, node->length, &value);
}

static bool tell_type(bk_reader *reader, const bk_field *field, bk_node *node)
{
    if (!bk_mistakes_first(node)) return false;
    char plain[BK_NUMBER_TEXT], place[BK_PATH_TEXT];
    if (is_text_number(field, node, plain)) {
        bk_node_path(node, place);
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_TEXT_NUMBER, place,
                        node->text, plain);
        return false;
    }
    bk_lang lang = bk_mistakes_lang(reader->mistakes);
    char path[BK_PATH_TEXT], choices[BK_PATH_TEXT];
    const char *want = wanted(field, lang);
    if (field->type == BK_TYPE_CHOICE) {
        bk_words_print(choices, sizeof choices, lang, BK_W_SCN_ONE_OF, field->choices);
        want = choices;
    }
    bk_node_path(node, path);
    bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_WRONG_TYPE, path,
                    bk_node_kind_in(node, lang), want, bk_label_in(field->meaning, lang, ""));
    return false;
}

/* ---- numbers ---- */

static bool is_number(const bk_node *node)
{
    return node->kind == BK_NODE_INT || node->kind == BK_NODE_FLOAT;
}

static bool is_whole(const bk_field *field)
{
    return field->type == BK_TYPE_WHOLE || field->type == BK_TYPE_SEED;
}

/* The words that most messages about a number share. */
typedef struct {
    bk_lang lang;
    char path[BK_PATH_TEXT];
    char value[BK_NUMBER_TEXT];
    char least[BK_NUMBER_TEXT];
    char most[BK_NUMBER_TEXT];
    char unit[BK_NUMBER_TEXT]; /* " (hours)" */
    char usually[2 * BK_NUMBER_TEXT];
    const char *meaning;
} number_words;

static void number_words_init(number_words *w, bk_reader *reader, const bk_field *field,
                              const bk_node *node)
{
    w->lang = bk_mistakes_lang(reader->mistakes);
    bk_node_path(node, w->path);
    if (node->kind == BK_NODE_INT)
        snprintf(w->value, sizeof w->value, "%lld", (long long)node->whole);
    else
        bk_format_number(node->number, w->value);
    bk_format_number(field->least, w->least);
    bk_format_number(field->type == BK_TYPE_SEED ? 0 : field->most, w->most);
    if (field->type == BK_TYPE_SEED)
        snprintf(w->most, sizeof w->most, "%lld", (long long)INT64_MAX);
    const char *unit = bk_key_unit_in(field->unit, w->lang);
    w->unit[0] = '\0';
    if (*unit) snprintf(w->unit, sizeof w->unit, " (%s)", unit);

    const char *usual = bk_field_usual(field);
    w->usually[0] = '\0';
    if (*usual) bk_words_print(w->usually, sizeof w->usually, w->lang, BK_W_SCN_USUALLY, usual);
    w->meaning = bk_label_in(field->meaning, w->lang, "");
}

static bool tell_outside(bk_reader *reader, const bk_field *field, bk_node *node)
{
    if (!bk_mistakes_first(node)) return false;
    number_words w;
    number_words_init(&w, reader, field, node);
    bk_mistakes *m = reader->mistakes;
    bool above = field->flags & BK_F_ABOVE, endless = isinf(field->most);

    if (above && endless)
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_MUST_OVER, w.path, w.value, w.unit,
                        w.least, w.meaning, w.usually);
    else if (above)
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_MUST_ABOVE, w.path, w.value, w.unit,
                        w.least, w.most, w.meaning, w.usually);
    else if (endless)
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_MUST_LEAST, w.path, w.value, w.unit,
                        w.least, w.meaning, w.usually);
    else
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_OUTSIDE, w.path, w.value, w.unit,
                        w.least, w.most, w.meaning, w.usually);
    return false;
}

static bool tell_not_whole(bk_reader *reader, const bk_field *field, bk_node *node)
{
    if (!bk_mistakes_first(node)) return false;
    number_words w;
    number_words_init(&w, reader, field, node);
    bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_NOT_WHOLE, w.path, w.value,
                    w.meaning);
    return false;
}

static bool tell_nan(bk_reader *reader, const bk_field *field, bk_node *node)
{
    if (!bk_mistakes_first(node)) return false;
    number_words w;
    number_words_init(&w, reader, field, node);
    bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_NAN, w.path, w.meaning,
                    w.usually);
    return false;
}

/* One number within field's ends, which a range's own ends must keep too. */
static bool number_read(bk_reader *reader, const bk_field *field, bk_node *node, double *out)
{
    if (!is_number(node)) return tell_type(reader, field, node);
    double value = node->number + 0.0; /* -0 becomes 0, so that it hashes as 0 */
    if (isnan(value)) return tell_nan(reader, field, node);
    if (field->flags & BK_F_OR_INF && isinf(value) && value > 0) {
        *out = value;
        return true;
    }
    if (is_whole(field) && isfinite(value) && value != floor(value))
        return tell_not_whole(reader, field, node);
    bool enough = field->flags & BK_F_ABOVE ? value > field->least : value >= field->least;
    if (!enough || value > field->most) return tell_outside(reader, field, node);
    *out = value;
    return true;
}

/* ---- ranges ---- */

static const char *const RANGE_KEYS[] = {"low", "likely", "high"};

static bool is_range_key(const char *key)
{
    for (int32_t i = 0; i < 3; i++) {
        if (strcmp(key, RANGE_KEYS[i]) == 0) return true;
    }
    return false;
}

/* Whether each key belongs and both ends are there. */
static bool range_shape(bk_reader *reader, bk_node *node)
{
    char path[BK_PATH_TEXT];
    bool good = true;
    for (bk_node *n = node->first; n; n = n->next) {
        if (is_range_key(n->key)) continue;
        good = false;
        if (!bk_mistakes_first(n)) continue;
        bk_node_path(n, path);
        bk_mistakes_add(reader->mistakes, n->source, n->key_at, BK_W_SCN_RANGE_KEY, path);
    }
    if (!good) return false;

    for (int32_t i = 0; i < 3; i += 2) {
        if (bk_node_find(node, RANGE_KEYS[i])) continue;
        if (!bk_mistakes_first(node)) return false;
        bk_node_path(node, path);
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_RANGE_END, path,
                        RANGE_KEYS[i]);
        return false;
    }
    return true;
}

static bool tell_range(bk_reader *reader, bk_node *node, const bk_uncertain *range)
{
    if (!bk_mistakes_first(node)) return false;
    char path[BK_PATH_TEXT], low[BK_NUMBER_TEXT], likely[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT];
    bk_node_path(node, path);
    bk_format_number(range->low, low);
    bk_format_number(range->likely, likely);
    bk_format_number(range->high, high);
    bk_mistakes *m = reader->mistakes;
    if (isinf(range->high) || isinf(range->low))
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_RANGE_INF, path);
    else if (range->low > range->high)
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_RANGE_DOWN, path, low, high);
    else
        bk_mistakes_add(m, node->source, node->at, BK_W_SCN_RANGE_LIKELY, path, likely, low, high);
    return false;
}

/* Lists a range once for all the places it reaches: what inherits it, and every match of a '*'. */
static void list_range(bk_reader *reader, bk_node *node, const bk_uncertain *range)
{
    if (node->origin->listed || node->inherited) return;
    node->origin->listed = true;

    /* A change's range lies where the change has it, an override's where its path reaches. */
    char path[BK_PATH_TEXT];
    bk_node_path(reader->week > 0 ? node->origin : node, path);
    const char *text = node->origin->whole_override ? node->source->path : path;
    bk_uncertain *entry = bk_arena_alloc(reader->arena, 1, sizeof *entry);
    const char *copy = bk_arena_text(reader->arena, text, (int64_t)strlen(text));
    if (!entry || !copy) {
        reader->mistakes->no_memory = true;
        return;
    }
    *entry = *range;
    entry->path = copy;
    entry->next = NULL;

    bk_uncertain_list *list = reader->uncertain;
    if (list->last)
        list->last->next = entry;
    else
        list->first = entry;
    list->last = entry;
    list->count++;
}

static bool range_read(bk_reader *reader, const bk_field *field, bk_node *node, double *out)
{
    if (field->flags & BK_F_EXACT || field->type == BK_TYPE_SEED) {
        if (!bk_mistakes_first(node)) return false;
        char path[BK_PATH_TEXT];
        bk_node_path(node, path);
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_NO_RANGE, path,
                        bk_label_in(field->meaning, bk_mistakes_lang(reader->mistakes), ""));
        return false;
    }
    if (!range_shape(reader, node)) return false;

    bk_node *low = bk_node_find(node, "low"), *high = bk_node_find(node, "high");
    bk_node *likely = bk_node_find(node, "likely");
    bk_uncertain range = {.field = field, .week = reader->week, .has_likely = likely != NULL};
    bool good = number_read(reader, field, low, &range.low);
    good = number_read(reader, field, high, &range.high) && good;
    if (likely) good = number_read(reader, field, likely, &range.likely) && good;
    if (!good) return false;

    if (!likely) range.likely = range.low + (range.high - range.low) / 2;
    if (!likely && is_whole(field)) range.likely = floor(range.likely + 0.5);
    bool upright = range.low <= range.likely && range.likely <= range.high;
    if (!upright || isinf(range.high)) return tell_range(reader, node, &range);

    list_range(reader, node, &range);
    *out = range.likely;
    return true;
}

/* ---- texts ---- */

static bool has_control(const char *text, int64_t length, bool lines)
{
    for (int64_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        bool allowed = lines && (c == '\n' || c == '\t' || c == '\r');
        if ((c < 0x20 || c == 0x7f) && !allowed) return true;
    }
    return false;
}

/* lines: a label or description may run over several. */
static bool text_read(bk_reader *reader, bk_node *node, bool lines, const char **out)
{
    if (has_control(node->text, node->length, lines)) {
        if (!bk_mistakes_first(node)) return false;
        char path[BK_PATH_TEXT];
        bk_node_path(node, path);
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_CONTROL_TEXT, path);
        return false;
    }
    *out = node->text;
    return true;
}

bool bk_value_text(bk_reader *reader, const bk_field *field, bk_node *node, const char **out)
{
    if (node->kind != BK_NODE_STRING) return tell_type(reader, field, node);
    if (node->length == 0) {
        if (!bk_mistakes_first(node)) return false;
        char path[BK_PATH_TEXT];
        bk_node_path(node, path);
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_EMPTY_TEXT, path,
                        bk_label_in(field->meaning, bk_mistakes_lang(reader->mistakes), ""));
        return false;
    }
    return text_read(reader, node, false, out);
}

static bool label_read(bk_reader *reader, const bk_field *field, bk_node *node, bk_label *out)
{
    bk_label label = {0};
    if (node->kind == BK_NODE_STRING) {
        if (!text_read(reader, node, true, &label.nb)) return false;
        label.en = label.nb;
        *out = label;
        return true;
    }
    if (node->kind != BK_NODE_TABLE) return tell_type(reader, field, node);

    char path[BK_PATH_TEXT];
    bool good = true;
    for (bk_node *n = node->first; n; n = n->next) {
        bool nb = strcmp(n->key, "nb") == 0, en = strcmp(n->key, "en") == 0;
        if (!nb && !en) {
            good = false;
            if (!bk_mistakes_first(n)) continue;
            bk_node_path(n, path);
            bk_mistakes_add(reader->mistakes, n->source, n->key_at, BK_W_SCN_LABEL_KEY, path);
        } else if (n->kind != BK_NODE_STRING) {
            good = tell_type(reader, field, n);
        } else {
            good = text_read(reader, n, true, nb ? &label.nb : &label.en) && good;
        }
    }
    if (good && !node->first && bk_mistakes_first(node)) {
        bk_node_path(node, path);
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_EMPTY_LABEL, path);
    }
    if (good && node->first) *out = label;
    return good && node->first;
}

static bool choice_read(bk_reader *reader, const bk_field *field, bk_node *node, int32_t *out)
{
    if (node->kind != BK_NODE_STRING) return tell_type(reader, field, node);
    int32_t index = bk_choice_find(field->choices, node->text, node->length);
    if (index >= 0) {
        *out = index;
        return true;
    }
    if (!bk_mistakes_first(node)) return false;

    enum { MOST = 8, LONG = 64 };
    char words[MOST][LONG], path[BK_PATH_TEXT];
    const char *choice[MOST];
    int32_t n = 0, length;
    for (const char *at; n < MOST && (length = bk_choice_at(field->choices, n, &at)) > 0; n++) {
        snprintf(words[n], LONG, "%.*s", (int)length, at);
        choice[n] = words[n];
    }
    int32_t near = bk_text_nearest(node->text, n, choice);
    bk_node_path(node, path);
    if (near >= 0)
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_NO_CHOICE_NEAR, path,
                        node->text, choice[near], field->choices);
    else
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_NO_CHOICE, path,
                        node->text, field->choices,
                        bk_label_in(field->meaning, bk_mistakes_lang(reader->mistakes), ""));
    return false;
}

/* A list of numbers, each within the field's ends. */
static bool numbers_read(bk_reader *reader, const bk_field *field, bk_node *node, bk_numbers *out)
{
    enum { MOST = sizeof out->value / sizeof out->value[0] };
    if (node->kind != BK_NODE_ARRAY) return tell_type(reader, field, node);
    if (node->count > MOST) {
        if (!bk_mistakes_first(node)) return false;
        char path[BK_PATH_TEXT];
        bk_node_path(node, path);
        bk_mistakes_add(reader->mistakes, node->source, node->at, BK_W_SCN_LONG_LIST, path,
                        (int)node->count, (int)MOST);
        return false;
    }
    out->n = 0;
    for (bk_node *n = node->first; n; n = n->next)
        if (!number_read(reader, field, n, &out->value[out->n++])) return false;
    return true;
}

/* ---- fields ---- */

static void put_whole(void *at, double value)
{
    int32_t whole = isinf(value) ? INT32_MAX : (int32_t)value;
    memcpy(at, &whole, sizeof whole);
}

static bool seed_read(bk_reader *reader, const bk_field *field, bk_node *node, uint64_t *out)
{
    if (node->kind == BK_NODE_TABLE) return range_read(reader, field, node, &(double){0});
    if (node->kind != BK_NODE_INT) return tell_type(reader, field, node);
    if (node->whole < 0) return tell_outside(reader, field, node);
    *out = (uint64_t)node->whole;
    return true;
}

bool bk_value_read(bk_reader *reader, const bk_field *field, bk_node *node, void *base)
{
    bk_label apart = {0}; /* rows without a member are checked all the same */
    void *at = field->offset == BK_NO_OFFSET ? (void *)&apart : (char *)base + field->offset;
    double value;

    switch (field->type) {
    case BK_TYPE_NUMBER:
    case BK_TYPE_WHOLE: {
        bool table = node->kind == BK_NODE_TABLE;
        bool good = table ? range_read(reader, field, node, &value)
                          : number_read(reader, field, node, &value);
        if (!good) return false;
        if (field->type == BK_TYPE_WHOLE)
            put_whole(at, value);
        else
            memcpy(at, &value, sizeof value);
        return true;
    }
    case BK_TYPE_NUMBERS:
        return numbers_read(reader, field, node, at);
    case BK_TYPE_SEED:
        return seed_read(reader, field, node, at);
    case BK_TYPE_CHOICE:
        return choice_read(reader, field, node, at);
    case BK_TYPE_BOOL:
        if (node->kind != BK_NODE_BOOL) return tell_type(reader, field, node);
        memcpy(at, &node->truth, sizeof node->truth);
        return true;
    case BK_TYPE_LABEL:
        return label_read(reader, field, node, at);
    case BK_TYPE_TEXT:
        return bk_value_text(reader, field, node, at);
    case BK_TYPE_DOMAIN:
    case BK_TYPE_CONDITIONS:
        break; /* names become indices where the names are known */
    case BK_TYPE_SET:
        if (node->kind != BK_NODE_TABLE) return tell_type(reader, field, node);
        return true;
    }
    const bool a_name_has_a_value = false;
    BK_ASSERT(a_name_has_a_value);
    return false;
}

void bk_value_usual(const bk_field *field, void *base)
{
    if (field->offset == BK_NO_OFFSET) return;
    char *at = (char *)base + field->offset;
    switch (field->type) {
    case BK_TYPE_NUMBER:
        memcpy(at, &field->usual, sizeof field->usual);
        return;
    case BK_TYPE_WHOLE:
    case BK_TYPE_CHOICE:
        put_whole(at, field->usual);
        return;
    case BK_TYPE_NUMBERS:
        memset(at, 0, sizeof(bk_numbers));
        return;
    case BK_TYPE_SEED:
        memcpy(at, &(uint64_t){(uint64_t)field->usual}, sizeof(uint64_t));
        return;
    case BK_TYPE_BOOL:
        memcpy(at, &(bool){field->usual != 0}, sizeof(bool));
        return;
    case BK_TYPE_LABEL:
    case BK_TYPE_TEXT:
    case BK_TYPE_DOMAIN:
    case BK_TYPE_CONDITIONS:
    case BK_TYPE_SET:
        return;
    }
}
