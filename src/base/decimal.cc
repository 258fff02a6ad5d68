/* decimal.cc - <charconv> gives the shortest digits (Adams, Ryu, PLDI 2018, doi
 * 10.1145/3192366.3192369) and correct rounding; none of it throws or allocates. */
#include "base/decimal.h"

#include <charconv>
#include <cmath>

/* Takes apart "d.ddde-dd", which to_chars wrote. */
static bk_decimal from_scientific(const char *at, const char *end)
{
    bk_decimal out = {};
    while (at < end && *at != 'e') {
        if (*at != '.') out.digit[out.count++] = *at;
        at++;
    }
    at++;
    if (at < end && *at == '+') at++;
    std::from_chars(at, end, out.point);
    out.point++;
    return out;
}

bk_decimal bk_decimal_shortest(double value)
{
    char text[32];
    auto end =
        std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific);
    return from_scientific(text, end.ptr);
}

bk_decimal bk_decimal_rounded(double value, int32_t count)
{
    char text[32];
    auto end = std::to_chars(text, text + sizeof text, std::fabs(value),
                             std::chars_format::scientific, count - 1);
    return from_scientific(text, end.ptr);
}

int32_t bk_decimal_fixed(double value, int32_t decimals, char *out, int32_t size)
{
    auto end = std::to_chars(out, out + size, std::fabs(value), std::chars_format::fixed, decimals);
    return end.ec == std::errc() ? static_cast<int32_t>(end.ptr - out) : 0;
}

bool bk_decimal_read(const char *text, int64_t length, double *out)
{
    double value = 0;
    auto end = std::from_chars(text, text + length, value);
    if (end.ec != std::errc() || end.ptr != text + length || !std::isfinite(value)) return false;
    *out = value;
    return true;
}
