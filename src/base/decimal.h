/* decimal.h - binary to decimal and back, exact and without the locale: the C++ library's
 * <charconv> behind a C face (decimal.cc). For format.h and text.h; others use those.
 */
#ifndef BK_BASE_DECIMAL_H
#define BK_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { BK_DECIMAL_DIGITS = 17 };

/* value = 0.d1d2d3... x 10^point, with the sign apart; 0 has the one digit 0 and point 1. */
typedef struct {
    char digit[BK_DECIMAL_DIGITS]; /* '0' to '9', the first count in use */
    int32_t count;
    int32_t point;
} bk_decimal;

/* The fewest digits that read back as |value|, the nearest of these. Needs: value is finite. */
bk_decimal bk_decimal_shortest(double value);

/* |value| rounded to count digits (1 to 17), ties by the exact value. Needs: value is finite. */
bk_decimal bk_decimal_rounded(double value, int32_t count);

/* |value| with that many decimals as "123.45" into out, size bytes, no final zero. Returns the
 * length, 0 when it does not fit. Needs: value is finite, decimals >= 0. */
int32_t bk_decimal_fixed(double value, int32_t decimals, char *out, int32_t size);

/* The whole text as a finite number; false otherwise. */
bool bk_decimal_read(const char *text, int64_t length, double *out);

#ifdef __cplusplus
}
#endif
#endif
