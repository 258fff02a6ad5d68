#include "report/json_text.h"

#include "base/format.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

/* What the filter knows between two pieces of jansson's text. */
typedef struct {
    bk_writer *writer;
    bool in_string, escaped;
    char number[64]; /* a number not yet at its end */
    int32_t length;
} filter;

static void end_number(filter *f)
{
    if (f->length == 0) return;
    f->number[f->length] = '\0';
    double value = 0;
    bool has_fraction = strpbrk(f->number, ".eE") != NULL;
    if (has_fraction && bk_text_number(f->number, f->length, &value))
        bk_buffer_number(&f->writer->pending, value);
    else
        bk_buffer_text(&f->writer->pending, f->number);
    f->length = 0;
}

static bool is_of_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static int pass(const char *text, size_t size, void *context)
{
    filter *f = context;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        bool starts = (c >= '0' && c <= '9') || c == '-';
        if (!f->in_string && (f->length > 0 ? is_of_number(c) : starts) &&
            f->length < (int32_t)sizeof f->number - 1) {
            f->number[f->length++] = c;
            continue;
        }
        end_number(f);
        bk_buffer_add(&f->writer->pending, &c, 1);
        if (f->escaped)
            f->escaped = false;
        else if (f->in_string && c == '\\')
            f->escaped = true;
        else if (c == '"')
            f->in_string = !f->in_string;
    }
    return 0;
}

void bk_json_write(bk_writer *writer, json_t *value)
{
    if (!value && writer->status == BK_OK) writer->status = BK_ERR_MEMORY;
    if (writer->status == BK_OK) {
        filter f = {.writer = writer};
        if (json_dump_callback(value, pass, &f, JSON_ENCODE_ANY) != 0)
            writer->status = BK_ERR_MEMORY;
        end_number(&f);
    }
    json_decref(value);
}

void bk_json_item(bk_writer *writer, bool *first, int32_t indent)
{
    bk_writer_text(writer, *first ? "\n" : ",\n");
    bk_writer_fill(writer, ' ', indent);
    *first = false;
}

void bk_json_key(bk_writer *writer, bool *first, int32_t indent, const char *key)
{
    bk_json_item(writer, first, indent);
    bk_json_write(writer, bk_json_text(key));
    bk_writer_text(writer, ": ");
}

json_t *bk_json_text(const char *text)
{
    json_t *value = json_string(text);
    if (value) return value;

    /* Not UTF-8, which no reader of ours lets through, or no memory. */
    char shown[512];
    int64_t length = (int64_t)strlen(text);
    bk_text_show(text, length, shown, (int64_t)sizeof shown);
    return json_string(shown);
}

void bk_json_put(json_t **object, const char *key, json_t *value)
{
    if (*object && json_object_set_new(*object, key, value) == 0) return;
    if (!*object) json_decref(value);
    json_decref(*object);
    *object = NULL;
}

void bk_json_seed(bk_writer *writer, uint64_t seed)
{
    bk_writer_print(writer, "%" PRIu64, seed);
}

json_t *bk_json_scenario(const bk_scenario *scenario)
{
    json_t *title = json_object(), *object = json_object();
    bk_json_put(&title, "nb", bk_json_text(bk_scenario_title(scenario, BK_NB)));
    bk_json_put(&title, "en", bk_json_text(bk_scenario_title(scenario, BK_EN)));
    bk_json_put(&object, "title", title);
    bk_json_put(&object, "hash", bk_json_text(bk_scenario_hash(scenario)));
    return object;
}
