#include "scenario/screen.h"

#include "base/format.h"
#include "base/text.h"

#include <string.h>

/* The place of a byte. O(lines + the line). */
static bk_spot spot_at(const bk_source *source, int64_t offset)
{
    int32_t low = 0, high = source->n_lines - 1;
    while (low < high) {
        int32_t middle = low + (high - low + 1) / 2;
        if (source->line_start[middle] <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    int64_t start = source->line_start[low];
    int64_t before = bk_utf8_count(source->text + start, offset - start);
    return (bk_spot){.line = low + 1, .column = (int32_t)before + 1, .width = 1};
}

static bool is_text(bk_mistakes *mistakes, const bk_source *source)
{
    for (int64_t i = 0; i < source->length;) {
        int32_t bytes = bk_utf8_length(source->text + i, source->length - i);
        if (bytes > 0 && source->text[i] != '\0') {
            i += bytes;
            continue;
        }
        if (bytes > 0)
            bk_mistakes_add(mistakes, source, spot_at(source, i), BK_W_SCN_ZERO_BYTE);
        else
            bk_mistakes_add(mistakes, source, spot_at(source, i), BK_W_SCN_NOT_UTF8,
                            (unsigned)(unsigned char)source->text[i]);
        return false;
    }
    return true;
}

/* ---- a look at TOML's brackets, dots and quotes, without its grammar ---- */

static bool is_plain(char c)
{
    return (unsigned char)c < 0x80;
}

/* Tells of the character at i, which no TOML has outside quotes and comments. */
static void tell_character(bk_mistakes *mistakes, const bk_source *source, int64_t i)
{
    char character[8] = "";
    int32_t bytes = bk_utf8_length(source->text + i, source->length - i);
    memcpy(character, source->text + i, (size_t)bytes);
    bk_mistakes_add(mistakes, source, spot_at(source, i), BK_W_SCN_NOT_ASCII, character);
}

/* The byte after a string that starts at i, or the end of its line where it does not end: what is
 * wrong there the parser tells. */
static int64_t skip_string(const bk_source *source, int64_t i)
{
    const char *t = source->text;
    int64_t end = source->length;
    char quote = t[i];
    bool many = i + 2 < end && t[i + 1] == quote && t[i + 2] == quote;
    i += many ? 3 : 1;
    while (i < end) {
        if (t[i] == '\\' && quote == '"') {
            bool line_ends = i + 1 < end && t[i + 1] == '\n';
            i += line_ends ? 1 : 2;
        } else if (t[i] == '\n' && !many) {
            return i;
        } else if (t[i] == quote && !many) {
            return i + 1;
        } else if (t[i] == quote && i + 2 < end && t[i + 1] == quote && t[i + 2] == quote) {
            i += 3; /* up to two more quotes belong to the string's end */
            for (int32_t extra = 0; extra < 2 && i < end && t[i] == quote; extra++) i++;
            return i;
        } else {
            i++;
        }
    }
    return end;
}

typedef struct {
    int32_t nesting;
    int32_t dots;   /* of the key, header or number being read */
    int32_t tables; /* headers and dots of keys so far; ends of arrays count too */
    int32_t values; /* keys and commas so far */
} nesting_state;

/* One byte outside strings and comments. */
static void look(nesting_state *s, char c)
{
    switch (c) {
    case '.':
        s->dots++;
        return;
    case '[':
    case '{':
        s->nesting++;
        s->dots = 0;
        return;
    case ']':
        s->nesting--;
        s->tables += s->dots + (s->nesting == 0);
        s->dots = 0;
        return;
    case '=':
        s->tables += s->dots;
        s->values++;
        s->dots = 0;
        return;
    case '}':
        s->nesting--;
        s->dots = 0;
        return;
    case ',':
        s->values++;
        s->dots = 0;
        return;
    case '\n':
        s->dots = 0;
        return;
    default:
        return;
    }
}

/* Whether it may go on; tells otherwise. */
static bool is_within(bk_mistakes *mistakes, const bk_source *source, const nesting_state *s,
                      int64_t i)
{
    if (s->dots > BK_MAX_KEY_DOTS || s->nesting > BK_MAX_NESTING) {
        bk_mistakes_add(mistakes, source, spot_at(source, i), BK_W_SCN_TOO_DEEP,
                        (int)BK_MAX_NESTING);
        return false;
    }
    if (s->tables > BK_MAX_TABLES || s->values > BK_MAX_VALUES) {
        bool tables = s->tables > BK_MAX_TABLES;
        bk_mistakes_add(mistakes, source, spot_at(source, i),
                        tables ? BK_W_SCN_TOO_WIDE : BK_W_SCN_TOO_FULL,
                        tables ? (int)BK_MAX_TABLES : (int)BK_MAX_VALUES);
        return false;
    }
    return true;
}

static bool is_parsable(bk_mistakes *mistakes, const bk_source *source)
{
    nesting_state s = {0};
    bool mark = source->length >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0;
    for (int64_t i = mark ? 3 : 0; i < source->length;) {
        char c = source->text[i];
        if (c == '"' || c == '\'') {
            i = skip_string(source, i);
            continue;
        }
        if (c == '#') {
            const char *line = memchr(source->text + i, '\n', (size_t)(source->length - i));
            i = line ? line - source->text : source->length;
            continue;
        }
        if (!is_plain(c)) {
            tell_character(mistakes, source, i);
            return false;
        }
        look(&s, c);
        if (!is_within(mistakes, source, &s, i)) return false;
        i++;
    }
    return true;
}

bool bk_screen(bk_mistakes *mistakes, const bk_source *source)
{
    const int64_t mib = 1024 * 1024;
    if (source->length > BK_MAX_FILE_MIB * mib) {
        char size[BK_NUMBER_TEXT];
        bk_format_fixed(bk_mistakes_lang(mistakes), (double)source->length / (double)mib, 1, size);
        bk_mistakes_add(mistakes, source, (bk_spot){0}, BK_W_SCN_TOO_LONG, size,
                        (int)BK_MAX_FILE_MIB);
        return false;
    }
    return is_text(mistakes, source) && is_parsable(mistakes, source);
}
