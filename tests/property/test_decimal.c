/* Random doubles through text and back, held against the C library's own conversion. */
#include "support/support.h"

#include "base/format.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double random_double(uint64_t *random)
{
    for (;;) {
        uint64_t bits = test_random(random);
        double value;
        if (bits % 4 == 0) return (double)(int64_t)test_random(random) / 1e9;
        if (bits % 4 == 1) return (double)(bits >> 40) / 100;
        bits = test_random(random);
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) return value;
    }
}

static int32_t digits_in(const char *text)
{
    int32_t first = -1, last = -1, n = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text < '0' || *text > '9') continue;
        if (*text != '0' && first < 0) first = n;
        if (*text != '0') last = n;
        n++;
    }
    return first < 0 ? 1 : last - first + 1;
}

static void test_number_reads_back_and_none_is_shorter(void **state)
{
    (void)state;
    uint64_t seed = test_seed(1), random = seed;
    int32_t n = test_is_long() ? 2000000 : 50000;
    for (int32_t i = 0; i < n; i++) {
        double value = random_double(&random), back = 0;
        char text[BK_NUMBER_TEXT], shorter[64];
        int32_t length = bk_format_number(value, text);
        CHECK_MSG(memcmp(&value, (back = strtod(text, NULL), &back), sizeof value) == 0,
                  "seed %" PRIu64 ": %a became %s", seed, value, text);
        CHECK_MSG(bk_text_number(text, length, &back) && memcmp(&value, &back, sizeof value) == 0,
                  "seed %" PRIu64 ": %s read as %a", seed, text, back);
        int32_t digits = digits_in(text);
        if (digits == 1) continue;
        snprintf(shorter, sizeof shorter, "%.*e", (int)digits - 2, value);
        back = strtod(shorter, NULL);
        CHECK_MSG(memcmp(&value, &back, sizeof value) != 0,
                  "seed %" PRIu64 ": %s is shorter than %s", seed, shorter, text);
    }
}

static void test_fixed_is_what_printf_says(void **state)
{
    (void)state;
    uint64_t seed = test_seed(2), random = seed;
    int32_t n = test_is_long() ? 1000000 : 20000;
    for (int32_t i = 0; i < n; i++) {
        double value = (double)(int64_t)test_random(&random) / 0x1p60; /* within 8 */
        int32_t decimals = (int32_t)(test_random(&random) % 10);
        char text[BK_NUMBER_TEXT], expected[64];
        bk_format_fixed(BK_EN, value, decimals, text);
        snprintf(expected, sizeof expected, "%.*f", (int)decimals, value);
        const char *without_sign =
            expected[0] == '-' && strpbrk(expected, "123456789") == NULL ? expected + 1 : expected;
        CHECK_MSG(strcmp(text, without_sign) == 0, "seed %" PRIu64 ": %a is %s, printf says %s",
                  seed, value, text, expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number_reads_back_and_none_is_shorter),
        cmocka_unit_test(test_fixed_is_what_printf_says),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
