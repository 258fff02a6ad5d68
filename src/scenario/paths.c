#include "scenario/paths.h"

#include <stdio.h>
#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One quoted segment from after its quote; *at moves behind the closing one. In double quotes a
 * backslash takes the next character as it is. NULL where it does not end. */
static char *quoted_segment(bk_arena *arena, const char **at, char quote, bool *no_memory)
{
    const char *from = *at;
    int64_t length = 0;
    const char *c = from;
    for (; *c && *c != quote; c++) {
        if (*c == '\\' && quote == '"' && c[1]) c++;
        length++;
    }
    if (*c != quote) return NULL;
    *at = c + 1;

    char *out = bk_arena_alloc(arena, length + 1, 1);
    *no_memory = !out;
    if (!out) return NULL;
    int64_t n = 0;
    for (c = from; n < length; c++) {
        if (*c == '\\' && quote == '"') c++;
        out[n++] = *c;
    }
    return out;
}

static char *bare_segment(bk_arena *arena, const char **at, bool *no_memory)
{
    const char *from = *at, *c = from;
    while (*c && *c != '.' && *c != '"' && *c != '\'') c++;
    *at = c;
    while (c > from && is_blank(c[-1])) c--;
    if (c == from) return NULL;
    char *out = bk_arena_text(arena, from, c - from);
    *no_memory = !out;
    return out;
}

bool bk_path_parse(bk_arena *arena, const char *text, bk_path *out, bool *no_memory)
{
    *out = (bk_path){0};
    const char *at = text;
    bool none = false;
    for (;;) {
        while (is_blank(*at)) at++;
        if (out->count == BK_MAX_SEGMENTS || !*at) return false;
        char quote = *at == '"' || *at == '\'' ? *at : '\0';
        if (quote) at++;
        char *segment =
            quote ? quoted_segment(arena, &at, quote, &none) : bare_segment(arena, &at, &none);
        if (none) *no_memory = true;
        if (!segment) return false;
        out->quoted[out->count] = quote != '\0';
        out->segment[out->count++] = segment;
        while (is_blank(*at)) at++;
        if (!*at) return true;
        if (*at != '.') return false;
        at++;
    }
}

bool bk_path_is_any(const bk_path *path, int32_t i)
{
    return !path->quoted[i] && strcmp(path->segment[i], "*") == 0;
}

int32_t bk_path_text(const bk_path *path, char *out, int32_t size)
{
    int32_t n = 0;
    for (int32_t i = 0; i < path->count && n < size - 1; i++) {
        if (i > 0) out[n++] = '.';
        if (bk_path_is_any(path, i))
            n += (int32_t)snprintf(out + n, (size_t)(size - n), "*");
        else
            n += bk_segment_text(path->segment[i], out + n, size - n);
    }
    return n < size ? n : size - 1;
}

const bk_field *bk_path_field(const bk_path *path)
{
    bk_where where = {0};
    for (int32_t i = 0; i < path->count - 1; i++) {
        if (!bk_where_step(&where, path->segment[i])) return NULL;
    }
    if (where.in || path->count == 0) return NULL;
    return bk_field_find(where.level, where.inner, path->segment[path->count - 1]);
}
