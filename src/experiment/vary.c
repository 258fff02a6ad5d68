/* vary.c - "KEY=FROM:TO:STEP" as exact decimals: a grid of 0 to 1 by 0.1 has eleven values, none of
 * them 0.30000000000000004. */
#include "blikk/sweep.h"

#include "base/words.h"

#include <stdio.h>
#include <string.h>

enum { DIGITS_MOST = 15, DECIMALS_MOST = 12, SHOWN = 80 };

/* A decimal as it was read: units x 10^-decimals. */
typedef struct {
    int64_t units;
    int32_t decimals;
} decimal;

static int64_t power_of_ten(int32_t n)
{
    int64_t power = 1;
    while (n-- > 0) power *= 10;
    return power;
}

/* ---- reading ---- */

/* What is left of the text. */
typedef struct {
    const char *at;
    const char *end;
} rest;

static bool is_digit(const rest *r)
{
    return r->at < r->end && *r->at >= '0' && *r->at <= '9';
}

static bool take(rest *r, char c)
{
    if (r->at == r->end || *r->at != c) return false;
    r->at++;
    return true;
}

/* Digits into d, at most DIGITS_MOST that count; returns how many stood there, -1 for too many. */
static int32_t take_digits(rest *r, decimal *d, bool fraction)
{
    int32_t n = 0;
    for (; is_digit(r); r->at++, n++) {
        if (d->units >= power_of_ten(DIGITS_MOST - 1)) return -1;
        d->units = 10 * d->units + (*r->at - '0');
        if (fraction) d->decimals++;
    }
    return n;
}

/* "e-3" after a number; false when something else stands there or it is far too large. */
static bool take_exponent(rest *r, decimal *d)
{
    if (!take(r, 'e') && !take(r, 'E')) return true;
    bool down = take(r, '-');
    if (!down) (void)take(r, '+');
    int32_t exponent = 0, digits = 0;
    for (; is_digit(r) && digits < 3; r->at++, digits++) exponent = 10 * exponent + (*r->at - '0');
    d->decimals += down ? exponent : -exponent;
    return digits > 0;
}

/* Without zeros at the end, and with decimals from 0 to DECIMALS_MOST. */
static bool settle(decimal *d)
{
    while (d->decimals > 0 && d->units % 10 == 0) {
        d->units /= 10;
        d->decimals--;
    }
    if (d->units == 0) d->decimals = 0;
    for (; d->decimals < 0; d->decimals++) {
        if (d->units >= power_of_ten(DIGITS_MOST - 1)) return false;
        d->units *= 10;
    }
    return d->decimals <= DECIMALS_MOST;
}

/* The whole text from start to end as a decimal. */
static bool read_decimal(const char *start, const char *end, decimal *out)
{
    rest r = {start, end};
    decimal d = {0};
    bool negative = take(&r, '-');
    if (!negative) (void)take(&r, '+');
    int32_t whole = take_digits(&r, &d, false), fraction = 0;
    if (whole < 0) return false;
    if (take(&r, '.')) fraction = take_digits(&r, &d, true);
    if (fraction < 0 || whole + fraction == 0) return false;
    if (!take_exponent(&r, &d) || r.at != r.end || !settle(&d)) return false;
    if (negative) d.units = -d.units;
    *out = d;
    return true;
}

/* units of d in parts of 10^-decimals; false when that is more than DIGITS_MOST digits. */
static bool widen(const decimal *d, int32_t decimals, int64_t *out)
{
    int64_t factor = power_of_ten(decimals - d->decimals), most = power_of_ten(DIGITS_MOST);
    if (d->units > most / factor || d->units < -most / factor) return false;
    *out = d->units * factor;
    return true;
}

/* ---- what is wrong ---- */

static bk_status refuse(bk_error *err, bk_words why, const char *text, const char *part, int64_t n)
{
    char whole[SHOWN], shown[SHOWN];
    snprintf(whole, sizeof whole, "%s", text);
    snprintf(shown, sizeof shown, "%.*s", (int)(n < SHOWN ? n : SHOWN - 1), part);
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, why, whole, shown);
}

/* The number from start to end, or why it is none. */
static bk_status read_number(const char *text, const char *start, const char *end, decimal *out,
                             bk_error *err)
{
    if (read_decimal(start, end, out)) return BK_OK;
    bool comma = memchr(start, ',', (size_t)(end - start)) != NULL;
    return refuse(err, comma ? BK_W_VARY_COMMA : BK_W_VARY_NUMBER, text, start, end - start);
}

/* FROM, TO and perhaps STEP into n numbers. */
static bk_status read_numbers(const char *text, const char *start, decimal number[3], int32_t *n,
                              bk_error *err)
{
    for (*n = 0;; ++*n) {
        const char *end = start + strcspn(start, ":");
        if (*n == 3) return refuse(err, BK_W_VARY_SHAPE, text, "", 0);
        BK_TRY(read_number(text, start, end, &number[*n], err));
        if (*end == '\0') break;
        start = end + 1;
    }
    ++*n;
    return *n >= 2 ? BK_OK : refuse(err, BK_W_VARY_SHAPE, text, "", 0);
}

bk_status bk_vary_parse(const char *text, bk_vary *out, bk_error *err)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text) return refuse(err, BK_W_VARY_SHAPE, text, "", 0);
    if (equals - text >= BK_VARY_PATH) return refuse(err, BK_W_VARY_LONG, text, "", 0);
    decimal number[3] = {{0}};
    int32_t n, decimals = 0;
    BK_TRY(read_numbers(text, equals + 1, number, &n, err));

    bk_vary v = {0};
    memcpy(v.path, text, (size_t)(equals - text));
    for (int32_t i = 0; i < n; i++)
        if (number[i].decimals > decimals) decimals = number[i].decimals;
    v.decimals = decimals;
    if (!widen(&number[0], decimals, &v.from) || !widen(&number[1], decimals, &v.to) ||
        !widen(&number[2], decimals, &v.step))
        return refuse(err, BK_W_VARY_DIGITS, text, "", 0);
    if (v.from >= v.to) return refuse(err, BK_W_VARY_ORDER, text, "", 0);
    if (n == 3 && v.step <= 0) return refuse(err, BK_W_VARY_STEP, text, "", 0);
    *out = v;
    return BK_OK;
}

/* ---- values ---- */

int64_t bk_vary_count(const bk_vary *vary)
{
    return vary->step > 0 ? (vary->to - vary->from) / vary->step + 1 : 0;
}

double bk_vary_number(const bk_vary *vary, int64_t units)
{
    /* Both are whole and below 2^53, so that this is the double nearest to the decimal. */
    return (double)units / (double)power_of_ten(vary->decimals);
}

int32_t bk_vary_text(const bk_vary *vary, int64_t units, char out[BK_VARY_VALUE])
{
    int64_t size = units < 0 ? -units : units, unit = power_of_ten(vary->decimals);
    int32_t decimals = vary->decimals;
    int64_t fraction = size % unit;
    while (decimals > 0 && fraction % 10 == 0) {
        fraction /= 10;
        decimals--;
    }
    int n = snprintf(out, BK_VARY_VALUE, "%s%lld", units < 0 ? "-" : "", (long long)(size / unit));
    if (decimals > 0)
        n += snprintf(out + n, (size_t)(BK_VARY_VALUE - n), ".%0*lld", (int)decimals,
                      (long long)fraction);
    return n;
}
