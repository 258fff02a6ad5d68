/* text.c - UTF-8, numbers out of text, and the distance between words. */
#include "base/text.h"

#include "base/decimal.h"

#include <string.h>

/* ---- UTF-8 ---- */

/* The code point at the start of text, and its bytes in *bytes; -1 when it is not valid. */
static int32_t decode(const char *text, int64_t length, int32_t *bytes)
{
    static const int32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000}; /* by bytes: less is overlong */
    uint8_t first = (uint8_t)text[0];
    int32_t point;
    if (first < 0x80) {
        *bytes = 1;
        return first;
    }
    if (first < 0xC2) return -1;
    if (first < 0xE0)
        *bytes = 2, point = first & 0x1F;
    else if (first < 0xF0)
        *bytes = 3, point = first & 0x0F;
    else if (first < 0xF5)
        *bytes = 4, point = first & 0x07;
    else
        return -1;

    if (length < *bytes) return -1;
    for (int32_t i = 1; i < *bytes; i++) {
        uint8_t next = (uint8_t)text[i];
        if ((next & 0xC0) != 0x80) return -1;
        point = point << 6 | (next & 0x3F);
    }
    bool is_surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < LEAST[*bytes] || point > 0x10FFFF || is_surrogate) return -1;
    return point;
}

int32_t bk_utf8_length(const char *text, int64_t length)
{
    int32_t bytes = 0;
    return decode(text, length, &bytes) < 0 ? 0 : bytes;
}

/* As bk_utf8_length, but a byte that is not valid is one character by itself. */
static int32_t step(const char *text, int64_t length)
{
    int32_t bytes = bk_utf8_length(text, length);
    return bytes > 0 ? bytes : 1;
}

int64_t bk_utf8_count(const char *text, int64_t length)
{
    int64_t n = 0;
    for (int64_t i = 0; i < length; i += step(text + i, length - i)) n++;
    return n;
}

int64_t bk_utf8_cut(const char *text, int64_t length)
{
    for (int64_t back = 1; back <= 3 && back <= length; back++) {
        uint8_t byte = (uint8_t)text[length - back];
        if ((byte & 0xC0) == 0x80) continue;
        int64_t needs = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        return needs > back ? length - back : length;
    }
    return length;
}

/* Whether a code point may stand in a line on somebody's terminal: escape sequences move the
 * cursor, and direction marks make a line read as something else. */
static bool is_showable(int32_t point)
{
    if (point < 0x20) return point == '\t';
    if (point >= 0x7F && point < 0xA0) return false;
    if (point == 0x200E || point == 0x200F || point == 0x061C) return false;
    if (point >= 0x2028 && point <= 0x202E) return false; /* also line and paragraph separator */
    return !(point >= 0x2066 && point <= 0x2069);
}

int64_t bk_text_show(const char *text, int64_t length, char *out, int64_t size)
{
    BK_ASSERT(size >= 1);
    int64_t written = 0;
    for (int64_t i = 0; i < length;) {
        int32_t bytes = 1;
        int32_t point = decode(text + i, length - i, &bytes);
        bool as_is = point >= 0 && is_showable(point);
        if (point < 0) bytes = 1;
        int32_t width = as_is ? bytes : 1;
        if (written + width > size - 1) break;
        memcpy(out + written, as_is ? text + i : "?", (size_t)width);
        written += width;
        i += bytes;
    }
    out[written] = '\0';
    return written;
}

/* ---- numbers ---- */

bool bk_text_number(const char *text, int64_t length, double *out)
{
    return bk_decimal_read(text, length, out);
}

static int32_t digit_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return INT32_MAX;
}

/* All of text as digits to that base; false when empty, not digits, or over 64 bits. */
static bool read_digits(const char *text, int64_t length, uint32_t base, uint64_t *out)
{
    uint64_t value = 0;
    if (length <= 0) return false;
    for (int64_t i = 0; i < length; i++) {
        uint64_t digit = (uint64_t)digit_value(text[i]);
        if (digit >= base || value > (UINT64_MAX - digit) / base) return false;
        value = value * base + digit;
    }
    *out = value;
    return true;
}

bool bk_text_whole(const char *text, int64_t length, int64_t *out)
{
    uint64_t size;
    bool negative = length > 0 && text[0] == '-';
    if (!read_digits(text + negative, length - negative, 10, &size)) return false;
    if (size > (uint64_t)INT64_MAX + (negative ? 1 : 0)) return false;
    if (!negative)
        *out = (int64_t)size;
    else
        *out = size == 0 ? 0 : -(int64_t)(size - 1) - 1; /* INT64_MIN has no positive */
    return true;
}

bool bk_text_seed(const char *text, int64_t length, uint64_t *out)
{
    bool hexadecimal = length > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    if (hexadecimal) return read_digits(text + 2, length - 2, 16, out);
    return read_digits(text, length, 10, out);
}

/* ---- did you mean ---- */

enum { LONGEST_WORD = 64 };

static char small_letter(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int32_t least_of(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

int32_t bk_text_distance(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    if (n > LONGEST_WORD || m > LONGEST_WORD) return INT32_MAX;

    /* Three rows of the usual table: row[0] for i - 2 letters of a, row[1] for i - 1, row[2]. */
    int32_t row[3][LONGEST_WORD + 1];
    memset(row, 0, sizeof row);
    for (size_t j = 0; j <= m; j++) row[2][j] = (int32_t)j;
    for (size_t i = 1; i <= n; i++) {
        memcpy(row[0], row[1], sizeof row[0]);
        memcpy(row[1], row[2], sizeof row[1]);
        row[2][0] = (int32_t)i;
        char x = small_letter(a[i - 1]);
        for (size_t j = 1; j <= m; j++) {
            char y = small_letter(b[j - 1]);
            int32_t best = row[1][j - 1] + (x == y ? 0 : 1);
            best = least_of(best, row[1][j] + 1);
            best = least_of(best, row[2][j - 1] + 1);
            bool swapped =
                i > 1 && j > 1 && x == small_letter(b[j - 2]) && y == small_letter(a[i - 2]);
            if (swapped) best = least_of(best, row[0][j - 2] + 1);
            row[2][j] = best;
        }
    }
    return row[2][m];
}

int32_t bk_text_nearest(const char *word, int32_t n, const char *const candidates[])
{
    int32_t nearest = -1, least = INT32_MAX;
    for (int32_t i = 0; i < n; i++) {
        int32_t distance = bk_text_distance(word, candidates[i]);
        if (distance >= least) continue;
        least = distance;
        nearest = i;
    }
    size_t length = strlen(word);
    int32_t allowed = length >= 6 && length <= LONGEST_WORD ? (int32_t)(length / 3) : 1;
    return least <= allowed ? nearest : -1;
}
