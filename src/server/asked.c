/* A request's body: one JSON object, every part of it optional.
 *
 *     {"scenario": "TOML", "set": [["path", "value"], ...], "team": 0, "replications": 40,
 *      "seed": "1", "lang": "nb", "page": "id",
 *      "kind": "tipping", "vary": "KEY=FROM:TO", "measure": "share_is"}
 */
#include "base/text.h"
#include "server/house.h"

#include <jansson.h>
#include <string.h>

enum { SET_MOST = 1000 };

static bk_status refuse(bk_error *err, const char *what)
{
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_SRV_BODY, what);
}

static bk_status read_text(bk_asked *a, const json_t *object, const char *key, const char **out,
                           int64_t *length, bk_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL || json_is_null(value)) return BK_OK;
    if (!json_is_string(value)) return refuse(err, key);
    int64_t n = (int64_t)json_string_length(value);
    char *copy = bk_arena_text(&a->arena, json_string_value(value), n);
    if (copy == NULL) return BK_ERR_MEMORY;
    *out = copy;
    *length = n;
    return BK_OK;
}

static bk_status read_whole(const json_t *object, const char *key, int64_t most, int32_t *out,
                            bk_error *err)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL || json_is_null(value)) return BK_OK;
    if (!json_is_integer(value)) return refuse(err, key);
    json_int_t n = json_integer_value(value);
    if (n < 0 || n > most) return refuse(err, key);
    *out = (int32_t)n;
    return BK_OK;
}

static bk_status read_set(bk_asked *a, const json_t *object, bk_error *err)
{
    const json_t *list = json_object_get(object, "set");
    if (list == NULL || json_is_null(list)) return BK_OK;
    if (!json_is_array(list) || json_array_size(list) > SET_MOST) return refuse(err, "set");
    a->set = bk_arena_alloc(&a->arena, (int64_t)json_array_size(list) + 1, sizeof *a->set);
    if (a->set == NULL) return BK_ERR_MEMORY;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *pair = json_array_get(list, i);
        const char *text[2];
        if (!json_is_array(pair) || json_array_size(pair) != 2) return refuse(err, "set");
        for (size_t j = 0; j < 2; j++) {
            const json_t *part = json_array_get(pair, j);
            if (!json_is_string(part)) return refuse(err, "set");
            /* A zero byte would cut what is read short of what was asked for. */
            if (memchr(json_string_value(part), 0, json_string_length(part)) != NULL)
                return refuse(err, "set");
            text[j] = bk_arena_text(&a->arena, json_string_value(part),
                                    (int64_t)json_string_length(part));
            if (text[j] == NULL) return BK_ERR_MEMORY;
        }
        a->set[a->n_set++] = (bk_override){.path = text[0], .value = text[1]};
    }
    return BK_OK;
}

static bk_status read_seed(bk_asked *a, const json_t *object, bk_error *err)
{
    const json_t *value = json_object_get(object, "seed");
    if (value == NULL || json_is_null(value)) return BK_OK;
    if (!json_is_string(value)) return refuse(err, "seed");
    if (!bk_text_seed(json_string_value(value), (int64_t)json_string_length(value), &a->seed))
        return refuse(err, "seed");
    a->seed_given = true;
    return BK_OK;
}

static bk_status read_object(bk_asked *a, const json_t *object, bk_error *err)
{
    const char *text = NULL;
    int64_t length = 0;
    BK_TRY(read_text(a, object, "lang", &text, &length, err));
    if (text != NULL) a->lang = strcmp(text, "en") == 0 ? BK_EN : BK_NB;
    err->lang = a->lang;
    text = NULL;
    BK_TRY(read_text(a, object, "scenario", &text, &length, err));
    if (text != NULL) {
        a->text = text;
        a->length = length;
        a->name = "scenario.toml";
    }
    BK_TRY(read_text(a, object, "vary", &a->vary, &length, err));
    BK_TRY(read_text(a, object, "measure", &a->measure, &length, err));
    text = NULL;
    BK_TRY(read_text(a, object, "kind", &text, &length, err));
    if (text != NULL) bk_text_show(text, length, a->kind, sizeof a->kind);
    text = NULL;
    BK_TRY(read_text(a, object, "page", &text, &length, err));
    if (text != NULL) bk_text_show(text, length, a->page, sizeof a->page);
    BK_TRY(read_whole(object, "team", INT32_MAX, &a->team, err));
    BK_TRY(read_whole(object, "replications", BK_SERVER_REPLICATIONS_MOST, &a->replications, err));
    BK_TRY(read_seed(a, object, err));
    return read_set(a, object, err);
}

bk_status bk_asked_read(bk_asked *asked, const char *name, const char *text, int64_t length,
                        bk_lang lang, const char *body, int64_t body_length, bk_error *err)
{
    *asked = (bk_asked){
        .name = name, .text = text, .length = length, .lang = lang, .vary = "", .measure = ""};
    err->lang = lang;
    if (body_length == 0) return BK_OK;
    json_error_t where;
    json_t *object =
        json_loadb(body, (size_t)body_length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &where);
    bk_status status = json_is_object(object) ? read_object(asked, object, err)
                                              : refuse(err, object == NULL ? where.text : "{}");
    json_decref(object);
    if (status == BK_ERR_MEMORY) bk_error_add(err, status, (bk_place){0}, BK_W_NO_MEMORY);
    return status;
}

void bk_asked_clear(bk_asked *asked)
{
    bk_arena_clear(&asked->arena);
    *asked = (bk_asked){0};
}

bk_status bk_asked_scenario(const bk_asked *asked, bool changed, bk_scenario **out, bk_error *err)
{
    return bk_scenario_parse(asked->name, asked->text, asked->length, changed ? asked->n_set : 0,
                             asked->set, out, err);
}

uint64_t bk_asked_seed(const bk_asked *asked, const bk_scenario *scenario)
{
    return asked->seed_given ? asked->seed : bk_scenario_seed(scenario);
}

int32_t bk_asked_replications(const bk_asked *asked, const bk_scenario *scenario)
{
    int32_t n = asked->replications > 0 ? asked->replications : bk_scenario_replications(scenario);
    return n < BK_SERVER_REPLICATIONS_MOST ? n : BK_SERVER_REPLICATIONS_MOST;
}
