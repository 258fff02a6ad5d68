/* keys.c - the reference of scenario keys, drawn from the field table. */
#include "report/json_text.h"

#include "base/format.h"

#include <math.h>
#include <string.h>

/* A greatest value from here on is no limit that a person meets. */
static const double MOST_TOLD = 1e15;

/* Whether path begins with prefix; NAME in a path stands for any one part of prefix. */
static bool begins_with(const char *path, const char *prefix)
{
    while (prefix && *prefix) {
        size_t part = strcspn(path, "."), wanted = strcspn(prefix, ".");
        bool last = prefix[wanted] == '\0';
        bool any = strncmp(path, "NAME", part) == 0 && part == strlen("NAME");
        bool same = strncmp(path, prefix, wanted) == 0 && (last || part == wanted);
        if (wanted > 0 && !any && !same) return false;
        if (last) return true;
        if (path[part] == '\0') return false;
        path += part + 1;
        prefix += wanted + 1;
    }
    return true;
}

/* Where wanted paths begin: at their start, or, when no path begins with prefix, after any dot, so
 * that "gaze" finds conditions.NAME.gaze. */
typedef struct {
    const char *prefix;
    bool anywhere;
} selection;

static selection select_keys(const char *prefix)
{
    selection s = {.prefix = prefix};
    for (int32_t i = 0; i < bk_key_count(); i++) {
        bk_key_info key = bk_key(i, BK_EN);
        if (begins_with(key.path, prefix)) return s;
    }
    s.anywhere = true;
    return s;
}

static bool is_wanted(const bk_key_info *key, selection s)
{
    if (!s.anywhere) return begins_with(key->path, s.prefix);
    for (const char *dot = strchr(key->path, '.'); dot; dot = strchr(dot + 1, '.'))
        if (strncmp(dot, ".NAME", 5) != 0 && begins_with(dot + 1, s.prefix)) return true;
    return false;
}

/* Bytes of path before its last part: "conditions.NAME" of "conditions.NAME.intake". */
static size_t table_length(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? (size_t)(dot - path) : 0;
}

static const char *last_part(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot ? dot + 1 : path;
}

/* ---- text ---- */

static void write_table_name(bk_writer *writer, const bk_key_info *key)
{
    bk_writer_text(writer, "\n");
    bk_writer_style(writer, BK_STYLE_HEADING);
    size_t length = table_length(key->path);
    if (length == 0)
        bk_writer_word(writer, BK_W_RPT_TOP_KEYS);
    else
        bk_writer_print(writer, "[%.*s]", (int)length, key->path);
    bk_writer_style(writer, BK_STYLE_PLAIN);
    bk_writer_text(writer, "\n");
}

static bool is_number(const bk_key_info *key)
{
    return strcmp(key->type, "number") == 0 || strcmp(key->type, "whole") == 0;
}

static const char *type_word(bk_lang lang, const char *type)
{
    static const struct {
        const char *type;
        bk_words text;
    } TYPES[] = {
        {"text", BK_W_RPT_TYPE_TEXT},
        {"label", BK_W_RPT_TYPE_LABEL},
        {"bool", BK_W_RPT_TYPE_BOOL},
        {"names a domain", BK_W_RPT_TYPE_DOMAIN},
        {"names conditions", BK_W_RPT_TYPE_CONDITIONS},
        {"paths and values", BK_W_RPT_TYPE_SET},
    };
    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++)
        if (strcmp(TYPES[i].type, type) == 0) return bk_word(lang, TYPES[i].text);
    return type;
}

/* What may be written: choices, "least to most unit", or the kind of text. */
static void write_range(bk_writer *writer, const bk_key_info *key)
{
    bk_writer_text(writer, "  ");
    if (key->choices[0]) {
        bk_writer_text(writer, key->choices);
        return;
    }
    if (!is_number(key)) {
        bk_writer_text(writer, type_word(writer->lang, key->type));
        return;
    }
    char least[BK_NUMBER_TEXT], most[BK_NUMBER_TEXT];
    bk_format_number(key->least, least);
    bk_format_number(key->most, most);
    bool endless = isinf(key->most) || key->most >= MOST_TOLD;
    if (endless)
        bk_writer_word(writer, BK_W_RPT_KEY_FROM, least);
    else
        bk_writer_word(writer, BK_W_RPT_KEY_RANGE, least, most);
    if (key->unit[0]) bk_writer_print(writer, " %s", key->unit);
}

static void write_key(bk_writer *writer, const bk_key_info *key)
{
    bk_writer_print(writer, "  %s", last_part(key->path));
    if (key->usual[0]) bk_writer_print(writer, " = %s", key->usual);
    bk_writer_style(writer, BK_STYLE_DIM);
    write_range(writer, key);
    if (key->required) {
        bk_writer_text(writer, "  ");
        bk_writer_word(writer, BK_W_RPT_KEY_NEEDED);
    }
    if (key->provenance[0]) bk_writer_print(writer, "  [%s]", key->provenance);
    bk_writer_style(writer, BK_STYLE_PLAIN);
    bk_writer_text(writer, "\n");
    bk_writer_paragraph(writer, 6, BK_STYLE_PLAIN, key->meaning);
}

bk_status bk_report_keys_text(const char *prefix, const bk_report_options *options, int32_t *found,
                              bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(options, sink, context);
    int32_t n = 0;
    const char *before = NULL;
    selection wanted = select_keys(prefix);
    for (int32_t i = 0; i < bk_key_count(); i++) {
        bk_key_info key = bk_key(i, writer.lang);
        if (!is_wanted(&key, wanted)) continue;
        size_t length = table_length(key.path);
        if (!before || table_length(before) != length || strncmp(before, key.path, length) != 0)
            write_table_name(&writer, &key);
        write_key(&writer, &key);
        before = key.path;
        n++;
    }
    if (found) *found = n;
    return bk_writer_finish(&writer);
}

/* ---- JSON ---- */

static json_t *both(const char *nb, const char *en)
{
    json_t *object = json_object();
    bk_json_put(&object, "nb", bk_json_text(nb));
    bk_json_put(&object, "en", bk_json_text(en));
    return object;
}

static json_t *key_object(int32_t i)
{
    bk_key_info nb = bk_key(i, BK_NB), en = bk_key(i, BK_EN);
    json_t *object = json_object();
    bk_json_put(&object, "path", bk_json_text(en.path));
    bk_json_put(&object, "type", bk_json_text(en.type));
    if (en.choices[0]) bk_json_put(&object, "choices", bk_json_text(en.choices));
    if (is_number(&en)) {
        bk_json_put(&object, "unit", both(nb.unit, en.unit));
        if (isfinite(en.least)) bk_json_put(&object, "least", json_real(en.least));
        if (isfinite(en.most)) bk_json_put(&object, "most", json_real(en.most));
    }
    if (en.required) bk_json_put(&object, "required", json_true());
    if (en.usual[0]) bk_json_put(&object, "usual", bk_json_text(en.usual));
    bk_json_put(&object, "provenance", bk_json_text(en.provenance));
    bk_json_put(&object, "meaning", both(nb.meaning, en.meaning));
    return object;
}

bk_status bk_report_keys_json(const char *prefix, int32_t *found, bk_byte_sink sink, void *context)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    bool first = true;
    int32_t n = 0;
    selection wanted = select_keys(prefix);
    for (int32_t i = 0; i < bk_key_count(); i++) {
        bk_key_info key = bk_key(i, BK_EN);
        if (!is_wanted(&key, wanted)) continue;
        if (n == 0) bk_writer_text(&writer, "[");
        bk_json_item(&writer, &first, 2);
        bk_json_write(&writer, key_object(i));
        n++;
    }
    if (n > 0) bk_writer_text(&writer, "\n]\n");
    if (found) *found = n;
    return bk_writer_finish(&writer);
}
