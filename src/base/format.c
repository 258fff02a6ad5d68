/* format.c - laying out digits; decimal.h finds them. */
#include "base/format.h"

#include "base/decimal.h"

#include <math.h>
#include <string.h>

/* A text being written into BK_NUMBER_TEXT bytes; every writer below knows that it fits. */
typedef struct {
    char *out;
    int32_t length;
} writer;

static void put(writer *w, const char *text, int32_t length)
{
    BK_ASSERT(w->length + length < BK_NUMBER_TEXT);
    memcpy(w->out + w->length, text, (size_t)length);
    w->length += length;
}

static void put_zeros(writer *w, int32_t n)
{
    for (int32_t i = 0; i < n; i++) put(w, "0", 1);
}

static int32_t done(writer *w)
{
    w->out[w->length] = '\0';
    return w->length;
}

/* Needs: value is not finite. */
static int32_t put_not_finite(writer *w, double value)
{
    if (isnan(value))
        put(w, "nan", 3);
    else if (value > 0)
        put(w, "inf", 3);
    else
        put(w, "-inf", 4);
    return done(w);
}

/* "d.ddde-7" */
static void put_scientific(writer *w, const bk_decimal *d)
{
    put(w, d->digit, 1);
    if (d->count > 1) {
        put(w, ".", 1);
        put(w, d->digit + 1, d->count - 1);
    }
    int32_t exponent = d->point - 1;
    put(w, exponent < 0 ? "e-" : "e+", 2);
    if (exponent < 0) exponent = -exponent;
    char digits[3];
    int32_t n = 0;
    do {
        digits[n++] = (char)('0' + exponent % 10);
        exponent /= 10;
    } while (exponent > 0);
    while (n > 0) put(w, &digits[--n], 1);
}

int32_t bk_format_number(double value, char out[BK_NUMBER_TEXT])
{
    writer w = {.out = out};
    if (!isfinite(value)) return put_not_finite(&w, value);

    bk_decimal d = bk_decimal_shortest(value);
    if (signbit(value)) put(&w, "-", 1);

    /* Plain up to 16 digits before and 3 zeros after the point, so that a reader of JSON or TOML
     * never takes a large number for a whole number it cannot hold. */
    if (d.point < -3 || d.point > 16) {
        put_scientific(&w, &d);
    } else if (d.point <= 0) {
        put(&w, "0.", 2);
        put_zeros(&w, -d.point);
        put(&w, d.digit, d.count);
    } else if (d.count <= d.point) {
        put(&w, d.digit, d.count);
        put_zeros(&w, d.point - d.count);
    } else {
        put(&w, d.digit, d.point);
        put(&w, ".", 1);
        put(&w, d.digit + d.point, d.count - d.point);
    }
    return done(&w);
}

/* Beyond this a figure for people falls back to the shortest text: more digits say nothing. */
static const double FIXED_MOST = 1e15;

int32_t bk_format_fixed(bk_lang lang, double value, int32_t decimals, char out[BK_NUMBER_TEXT])
{
    BK_ASSERT(decimals >= 0 && decimals <= 9);
    if (!(fabs(value) < FIXED_MOST)) {
        int32_t length = bk_format_number(value, out);
        char *point = memchr(out, '.', (size_t)length);
        if (lang == BK_NB && point != NULL) *point = ',';
        return length;
    }

    char plain[BK_NUMBER_TEXT];
    int32_t length = bk_decimal_fixed(value, decimals, plain, (int32_t)sizeof plain);
    int32_t whole = decimals > 0 ? length - decimals - 1 : length;

    writer w = {.out = out};
    bool is_zero = true; /* as shown: "-0.0" would only puzzle */
    for (int32_t i = 0; i < length; i++) is_zero = is_zero && (plain[i] == '0' || plain[i] == '.');
    if (value < 0 && !is_zero) put(&w, "-", 1);

    const char *mark = lang == BK_NB ? "\u00a0" : ",";
    for (int32_t i = 0; i < whole; i++) {
        if (i > 0 && whole >= 5 && (whole - i) % 3 == 0) put(&w, mark, (int32_t)strlen(mark));
        put(&w, &plain[i], 1);
    }
    if (decimals > 0) {
        put(&w, lang == BK_NB ? "," : ".", 1);
        put(&w, plain + whole + 1, decimals);
    }
    return done(&w);
}

int32_t bk_format_figure(bk_lang lang, double value, char out[BK_NUMBER_TEXT])
{
    enum { DIGITS = 3, MOST_DECIMALS = 9 };
    if (!isfinite(value) || value == 0) return bk_format_fixed(lang, value, 0, out);

    /* Rounded first: 9.996 is 10.0, not 10.00. */
    int32_t decimals = DIGITS - bk_decimal_rounded(value, DIGITS).point;
    if (decimals < 0) decimals = 0;
    if (decimals > MOST_DECIMALS) decimals = MOST_DECIMALS;
    return bk_format_fixed(lang, value, decimals, out);
}
