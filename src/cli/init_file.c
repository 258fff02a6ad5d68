#include "cli/init_file.h"

#include "base/format.h"
#include "base/text.h"
#include "blikk/blikk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PATH_TEXT = 160, VALUE_TEXT = 200, WIDTH = 100 };

#define MESSAGES_PER_CLIENT 0.4 /* a week: the study's messages and dialogue together */

/* ---- what the study's ordinary service has ---- */

/* A domain of life, and the measure for it. */
typedef struct {
    const char *name;
    bk_words label;
    const char *prevalence, *hinders, *blocks_work;
    const char *measure;
    bk_words measure_label;
    const char *minutes, *weeks, *succeeds;
} domain_row;

static const domain_row DOMAINS[BK_DOMAINS] = {
    {"health", BK_W_INIT_DOMAIN_HEALTH, "0.43", "0.1", "0.45", "treatment",
     BK_W_INIT_MEASURE_HEALTH, "30", "26", "0.5"},
    {"family", BK_W_INIT_DOMAIN_FAMILY, "0.25", "0.06", "0.15", "family_help",
     BK_W_INIT_MEASURE_FAMILY, "30", "16", "0.5"},
    {"housing", BK_W_INIT_DOMAIN_HOUSING, "0.15", "0.08", "0.2", "tenancy",
     BK_W_INIT_MEASURE_HOUSING, "30", "12", "0.6"},
    {"culture", BK_W_INIT_DOMAIN_CULTURE, "0.25", "0.03", "0.15", "orientation",
     BK_W_INIT_MEASURE_CULTURE, "30", "12", "0.6"},
    {"work", BK_W_INIT_DOMAIN_WORK, "0.5", "0", "0.4", "wage_subsidy", BK_W_INIT_MEASURE_WORK, "75",
     "12", "0.6"},
    {"education", BK_W_INIT_DOMAIN_EDUCATION, "0.45", "0", "0.3", "schooling",
     BK_W_INIT_MEASURE_EDUCATION, "30", "40", "0.6"},
    {"children", BK_W_INIT_DOMAIN_CHILDREN, "0.3", "0.11", "0.2", "childcare",
     BK_W_INIT_MEASURE_CHILDREN, "30", "10", "0.7"},
    {"language", BK_W_INIT_DOMAIN_LANGUAGE, "0.45", "0.04", "0.4", "language_course",
     BK_W_INIT_MEASURE_LANGUAGE, "30", "30", "0.6"},
};

/* Where the study departs from the usual value of a key, and what the file needs to hang together.
 */
static const struct {
    const char *path, *value;
} STARTS[] = {
    {"conditions.ordinary.standard_offer", "1"},
    {"conditions.ordinary.conversation.early_after_weeks", "1"},
    {"conditions.ordinary.inbox.messages.patience_weeks", "6"},
    {"conditions.ordinary.inbox.messages.failure_demand", "0.5"},
    {"office.team.conditions", "\"ordinary\""},
};

/* What shows, in a table that is a comment from end to end, how it would be written. */
static const struct {
    const char *path, *value;
} SHOWN[] = {
    {"change.week", "113"},
    {"change.set", "{ \"office.1.team.1.caseworkers\" = 4 }"},
};

/* The numbers asked for: where they go, and what is usual where the table of keys has nothing. */
static const struct {
    const char *path, *key;
    double usual;
} ASKED[BK_ASK_NUMBERS] = {
    [BK_ASK_PEOPLE] = {"office.1.team.1.caseworkers", "office.team.caseworkers", 6},
    [BK_ASK_HOURS] = {"conditions.ordinary.hours_per_week", NULL, 37.5},
    [BK_ASK_CLIENTS] = {"office.1.team.1.caseload", "office.team.caseload", 60},
    [BK_ASK_MESSAGES] = {"conditions.ordinary.inbox.messages.per_week", NULL,
                         60 * MESSAGES_PER_CLIENT},
    [BK_ASK_MESSAGE_MINUTES] = {"conditions.ordinary.inbox.messages.minutes", NULL, 10},
    [BK_ASK_WEEKS_BETWEEN] = {"conditions.ordinary.conversation.interval_weeks", NULL, 4},
    [BK_ASK_MINUTES] = {"conditions.ordinary.conversation.minutes", NULL, 40},
};

bk_answers bk_answers_usual(void)
{
    bk_answers answers = {0};
    for (int32_t i = 0; i < BK_ASK_NUMBERS; i++) answers.number[i] = ASKED[i].usual;
    for (int32_t d = 0; d < BK_DOMAINS; d++)
        answers.in_reach[d] = strcmp(DOMAINS[d].name, "work") == 0 ||
                              strcmp(DOMAINS[d].name, "education") == 0 ||
                              strcmp(DOMAINS[d].name, "language") == 0;
    return answers;
}

double bk_messages_usual(double clients)
{
    return clients * MESSAGES_PER_CLIENT;
}

const char *bk_ask_path(bk_ask ask)
{
    return ASKED[ask].path;
}

double bk_ask_value(const bk_answers *answers, bk_ask ask)
{
    double value = answers->number[ask];
    if (ask != BK_ASK_MESSAGES) return value;
    value /= answers->number[BK_ASK_CLIENTS];
    double rounded = floor(value * 10000 + 0.5) / 10000;
    return rounded > 0 ? rounded : value; /* a whole number of messages often divides badly */
}

const char *bk_domain_name(int32_t domain)
{
    return DOMAINS[domain].name;
}

static bk_label both(bk_words words)
{
    return (bk_label){.nb = bk_word(BK_NB, words), .en = bk_word(BK_EN, words)};
}

bk_label bk_domain_label(int32_t domain)
{
    return both(DOMAINS[domain].label);
}

/* ---- the value of a key ---- */

typedef struct {
    bk_buffer *out;
    const bk_answers *answers;
    bk_lang lang;
} writer;

/* A key as it comes to stand in the file. */
typedef struct {
    bk_key_info info;
    const char *name;       /* its last part */
    char value[VALUE_TEXT]; /* in TOML; "" where there is none: written as a comment */
    int32_t asked;          /* the bk_ask it answers, or -1 */
    bool is_start;          /* the value departs from the usual one */
} entry;

static const char *last_part(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* The catalogue's texts are put in a file here: none of them holds a quote. */
static void label_value(char out[VALUE_TEXT], bk_words words)
{
    bk_label label = both(words);
    snprintf(out, VALUE_TEXT, "{ nb = \"%s\", en = \"%s\" }", label.nb, label.en);
}

/* What stands in the row of a domain or of its measure; NULL where the table here has nothing. */
static const char *row_value(int32_t domain, bool is_measure, const char *key)
{
    const domain_row *row = &DOMAINS[domain];
    if (is_measure) {
        if (strcmp(key, "minutes") == 0) return row->minutes;
        if (strcmp(key, "weeks") == 0) return row->weeks;
        if (strcmp(key, "succeeds") == 0) return row->succeeds;
        return NULL;
    }
    if (strcmp(key, "prevalence") == 0) return row->prevalence;
    if (strcmp(key, "hinders") == 0) return row->hinders;
    if (strcmp(key, "blocks_work") == 0) return row->blocks_work;
    return NULL;
}

/* The labels and names the file needs; false where path is none of them. */
static bool named_value(const writer *w, const char *path, char out[VALUE_TEXT])
{
    static const struct {
        const char *path;
        bk_words label;
    } LABELS[] = {
        {"title", BK_W_INIT_TITLE},
        {"conditions.ordinary.label", BK_W_INIT_CONDITIONS},
        {"conditions.ordinary.inbox.messages.label", BK_W_INIT_MESSAGES},
    };
    for (size_t i = 0; i < sizeof LABELS / sizeof LABELS[0]; i++) {
        if (strcmp(LABELS[i].path, path) != 0) continue;
        label_value(out, LABELS[i].label);
        return true;
    }
    if (strcmp(path, "office.name") != 0) return false;
    snprintf(out, VALUE_TEXT, "\"%s\"", bk_word(w->lang, BK_W_INIT_OFFICE));
    return true;
}

static int32_t asked_at(const char *path)
{
    for (int32_t i = 0; i < BK_ASK_NUMBERS; i++)
        if (strcmp(ASKED[i].key ? ASKED[i].key : ASKED[i].path, path) == 0) return i;
    return -1;
}

/* The entry of key i in a table that goes by that name in the file. */
static entry entry_of(const writer *w, int32_t i, const char *table)
{
    entry e = {.info = bk_key(i, w->lang), .asked = -1};
    e.name = last_part(e.info.path);
    char path[PATH_TEXT];
    snprintf(path, sizeof path, "%s%s%s", table, table[0] ? "." : "", e.name);

    e.asked = asked_at(path);
    if (e.asked >= 0) {
        char number[BK_NUMBER_TEXT];
        bk_format_number(bk_ask_value(w->answers, (bk_ask)e.asked), number);
        snprintf(e.value, sizeof e.value, "%s", number);
        return e;
    }
    if (e.info.open_only || named_value(w, path, e.value)) return e;
    for (size_t s = 0; s < sizeof STARTS / sizeof STARTS[0]; s++) {
        if (strcmp(STARTS[s].path, path) != 0) continue;
        snprintf(e.value, sizeof e.value, "%s", STARTS[s].value);
        e.is_start = e.info.usual[0] != '\0';
        return e;
    }
    snprintf(e.value, sizeof e.value, "%s", e.info.usual);
    return e;
}

/* ---- comments ---- */

void bk_init_lines(bk_buffer *out, const char *prefix, const char *text, int32_t width)
{
    int32_t start = (int32_t)bk_utf8_count(prefix, (int64_t)strlen(prefix)), column = 0;
    for (const char *at = text; *at;) {
        size_t bytes = strcspn(at, " ");
        int32_t wide = (int32_t)bk_utf8_count(at, (int64_t)bytes);
        if (column > 0 && column + 1 + wide > width) {
            bk_buffer_text(out, "\n");
            column = 0;
        }
        bk_buffer_text(out, column == 0 ? prefix : " ");
        column += column == 0 ? start + wide : 1 + wide;
        bk_buffer_add(out, at, (int64_t)bytes);
        at += bytes + strspn(at + bytes, " ");
    }
    bk_buffer_text(out, "\n");
}

static void add_comment(const writer *w, const char *text)
{
    bk_init_lines(w->out, "# ", text, WIDTH);
}

static bool is_number(const bk_key_info *info)
{
    return strcmp(info->type, "number") == 0 || strcmp(info->type, "whole") == 0;
}

/* Where the value comes from; a name comes from whoever writes it. */
static const char *mark(const writer *w, const entry *e, bool is_given)
{
    if (is_given) return bk_word(w->lang, BK_W_INIT_YOURS);
    if (strcmp(e->info.provenance, bk_word(w->lang, BK_W_SCN_FROM_CONDITIONS)) != 0)
        return e->info.provenance;
    bool is_name = !is_number(&e->info) && strcmp(e->info.type, "bool") != 0;
    return bk_word(w->lang, is_name ? BK_W_SCN_FROM_CHOICE : BK_W_INIT_COUNT_IT);
}

/* " (0 til 1 andel)", " (steady | open)" or nothing. */
static void add_range(const writer *w, bk_buffer *text, const bk_key_info *info)
{
    if (info->choices[0]) {
        bk_buffer_print(text, " (%s)", info->choices);
        return;
    }
    if (!is_number(info)) return;
    char least[BK_NUMBER_TEXT], most[BK_NUMBER_TEXT];
    bk_format_number(info->least, least);
    bk_format_number(info->most, most);
    bk_buffer_text(text, " (");
    if (info->most >= 1e9) /* no limit that a reader would call one */
        bk_buffer_words(text, w->lang, BK_W_RPT_KEY_FROM, least);
    else
        bk_buffer_words(text, w->lang, BK_W_RPT_KEY_RANGE, least, most);
    if (info->unit[0]) bk_buffer_print(text, " %s", info->unit);
    bk_buffer_text(text, ")");
}

/* The comment of a key: its mark, its meaning, its range, and what is worth knowing of the value.
 * name comes first where one comment stands for many rows. */
static void add_meaning(const writer *w, const entry *e, const char *name)
{
    bool is_given = e->asked >= 0 && w->answers->is_given[e->asked];
    if (e->asked == BK_ASK_MESSAGES) /* the quotient is his when both numbers are */
        is_given = is_given || w->answers->is_given[BK_ASK_CLIENTS];
    bk_buffer text = {0};
    bk_buffer_print(&text, "[%s] ", mark(w, e, is_given));
    if (name) bk_buffer_print(&text, "%s: ", name);
    bk_buffer_text(&text, e->info.meaning);
    add_range(w, &text, &e->info);
    if (e->info.open_only) bk_buffer_print(&text, "; %s", bk_word(w->lang, BK_W_INIT_OPEN));
    if (e->is_start) {
        bk_buffer_text(&text, "; ");
        bk_buffer_words(&text, w->lang, BK_W_INIT_OTHERWISE, e->info.usual);
    }
    if (e->asked == BK_ASK_MESSAGES && is_given) {
        char messages[BK_NUMBER_TEXT], clients[BK_NUMBER_TEXT];
        bk_format_number(w->answers->number[BK_ASK_MESSAGES], messages);
        bk_format_number(w->answers->number[BK_ASK_CLIENTS], clients);
        bk_buffer_text(&text, "; ");
        bk_buffer_words(&text, w->lang, BK_W_INIT_SPREAD, messages, clients);
    }
    if (bk_buffer_status(&text) != BK_OK) w->out->failed = true;
    add_comment(w, bk_buffer_chars(&text));
    bk_buffer_clear(&text);
}

/* ---- tables ---- */

static size_t table_length(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? (size_t)(dot - path) : 0;
}

/* Whether key i stands in the same table as key first. */
static bool is_in_table(int32_t i, int32_t first)
{
    const char *a = bk_key(i, BK_NB).path, *b = bk_key(first, BK_NB).path;
    size_t length = table_length(a);
    return length == table_length(b) && strncmp(a, b, length) == 0;
}

/* The table of key first with the names this file has in place of NAME. */
static void table_name(int32_t first, char out[PATH_TEXT])
{
    const char *path = bk_key(first, BK_NB).path;
    size_t end = table_length(path), at = 0;
    int32_t names = 0;
    out[0] = '\0';
    while (at < end) {
        size_t part = strcspn(path + at, ".");
        bool is_name = part == 4 && strncmp(path + at, "NAME", 4) == 0;
        size_t used = strlen(out);
        if (is_name)
            snprintf(out + used, PATH_TEXT - used, "%s%s", at ? "." : "",
                     names++ == 0 && strncmp(path, "conditions", 10) == 0 ? "ordinary"
                     : ends_in(out, ".inbox")                             ? "messages"
                                                                          : "*");
        else
            snprintf(out + used, PATH_TEXT - used, "%s%.*s", at ? "." : "", (int)part, path + at);
        at += part + 1;
    }
}

/* How a key without a value might be written, behind its #. */
static const char *shown_value(const entry *e)
{
    for (size_t i = 0; i < sizeof SHOWN / sizeof SHOWN[0]; i++)
        if (strcmp(SHOWN[i].path, e->info.path) == 0) return SHOWN[i].value;
    if (strcmp(e->info.type, "label") == 0 || strcmp(e->info.type, "text") == 0) return "\"\"";
    return e->info.usual;
}

/* An ordinary table: a comment and a line for each key. One that lacks what it must have is
 * written as a comment from end to end. */
static void write_table(const writer *w, int32_t first, const char *table)
{
    bool is_whole = true;
    for (int32_t i = first; i < bk_key_count(); i++) {
        if (!is_in_table(i, first)) continue;
        entry e = entry_of(w, i, table);
        if (e.info.required && !e.info.open_only && !e.value[0]) is_whole = false;
    }
    bool is_array = strncmp(table, "office", 6) == 0 || strcmp(table, "change") == 0;
    if (table[0])
        bk_buffer_print(w->out, "\n%s%s%s%s\n", is_whole ? "" : "# ", is_array ? "[[" : "[", table,
                        is_array ? "]]" : "]");
    for (int32_t i = first; i < bk_key_count(); i++) {
        if (!is_in_table(i, first)) continue;
        entry e = entry_of(w, i, table);
        add_meaning(w, &e, NULL);
        const char *shown = e.value[0] ? e.value : shown_value(&e);
        bk_buffer_print(w->out, "%s%s =%s%s\n", is_whole && e.value[0] ? "" : "# ", e.name,
                        shown[0] ? " " : "", shown);
    }
}

/* A row of a table of rows: the eight domains, or the measures for them. */
static void write_row(const writer *w, int32_t first, const char *table, int32_t domain)
{
    bool is_measure = ends_in(table, ".measure");
    const domain_row *row = &DOMAINS[domain];
    bk_buffer_print(w->out, "%s%s = {", is_measure && !w->answers->in_reach[domain] ? "# " : "",
                    is_measure ? row->measure : row->name);
    const char *between = " ";
    for (int32_t i = first; i < bk_key_count(); i++) {
        if (!is_in_table(i, first)) continue;
        entry e = entry_of(w, i, table);
        const char *known = row_value(domain, is_measure, e.name);
        if (known) snprintf(e.value, sizeof e.value, "%s", known);
        if (strcmp(e.name, "label") == 0)
            label_value(e.value, is_measure ? row->measure_label : row->label);
        if (strcmp(e.name, "solves") == 0) snprintf(e.value, sizeof e.value, "\"%s\"", row->name);
        if (!e.value[0]) continue;
        bk_buffer_print(w->out, "%s%s = %s", between, e.name, e.value);
        between = ", ";
    }
    bk_buffer_text(w->out, " }\n");
}

static void write_rows(const writer *w, int32_t first, const char *table)
{
    bk_buffer_print(w->out, "\n[%s]\n", table);
    for (int32_t i = first; i < bk_key_count(); i++) {
        if (!is_in_table(i, first)) continue;
        entry e = entry_of(w, i, table);
        add_meaning(w, &e, e.name);
    }
    if (ends_in(table, ".measure")) {
        char text[VALUE_TEXT];
        const char *reach = bk_word(
            w->lang, w->answers->is_given[BK_ASK_MEASURES] ? BK_W_INIT_YOURS : BK_W_INIT_COUNT_IT);
        snprintf(text, sizeof text, "[%s] %s", reach, bk_word(w->lang, BK_W_INIT_REACH));
        add_comment(w, text);
    }
    for (int32_t d = 0; d < BK_DOMAINS; d++) write_row(w, first, table, d);
}

static void write_head(const writer *w)
{
    bk_buffer text = {0};
    bk_buffer_words(&text, w->lang, BK_W_INIT_HEAD, bk_version());
    add_comment(w, bk_buffer_chars(&text));
    bk_buffer_clear(&text);
    bk_buffer_text(w->out, "#\n");
    add_comment(w, bk_word(w->lang, BK_W_INIT_HEAD_MARKS));
    static const bk_words MARKS[][2] = {
        {BK_W_INIT_YOURS, BK_W_INIT_HEAD_YOURS},
        {BK_W_INIT_COUNT_IT, BK_W_INIT_HEAD_CONDITIONS},
        {BK_W_SCN_FROM_ASSUMPTION, BK_W_INIT_HEAD_ASSUMPTION},
        {BK_W_SCN_FROM_EVIDENCE, BK_W_INIT_HEAD_EVIDENCE},
        {BK_W_SCN_FROM_CHOICE, BK_W_INIT_HEAD_CHOICE},
    };
    for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++)
        bk_buffer_print(w->out, "#   [%s] %s\n", bk_word(w->lang, MARKS[i][0]),
                        bk_word(w->lang, MARKS[i][1]));
    bk_buffer_text(w->out, "#\n");
    add_comment(w, bk_word(w->lang, BK_W_INIT_HEAD_LATER));
    bk_buffer_text(w->out, "\n");
}

void bk_init_file(bk_buffer *out, const bk_answers *answers, bk_lang lang)
{
    writer w = {.out = out, .answers = answers, .lang = lang};
    write_head(&w);
    for (int32_t i = 0; i < bk_key_count(); i++) {
        bool is_written = false;
        for (int32_t before = 0; before < i; before++)
            if (is_in_table(before, i)) is_written = true;
        if (is_written) continue;
        char table[PATH_TEXT];
        table_name(i, table);
        size_t length = strlen(table);
        if (ends_in(table, ".*")) {
            table[length - 2] = '\0';
            write_rows(&w, i, table);
        } else {
            write_table(&w, i, table);
        }
    }
}
