/* Any bytes as a --vary: either a mistake of one line, or values in rising order within the range
 * whose texts read back as the same numbers. */
#include "base/memory.h"
#include "base/text.h"
#include "blikk/sweep.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { VALUES_TRIED = 50 };

static void check_value(const bk_vary *v, int64_t units)
{
    char text[BK_VARY_VALUE];
    double number;
    int32_t length = bk_vary_text(v, units, text);
    BK_ASSERT(length == (int32_t)strlen(text) && length < BK_VARY_VALUE - 1);
    BK_ASSERT(bk_text_number(text, length, &number));
    BK_ASSERT(number <= bk_vary_number(v, units) && number >= bk_vary_number(v, units));
    BK_ASSERT(v->decimals == 0 || strchr(text, '.') == NULL || text[length - 1] != '0');
}

static void check(const char *text)
{
    bk_error err = {.lang = BK_EN};
    bk_vary v;
    bk_status status = bk_vary_parse(text, &v, &err);
    BK_ASSERT(status == BK_OK ? err.count == 0 : status == BK_ERR_USAGE && err.count == 1);
    if (status != BK_OK) return;
    int64_t n = bk_vary_count(&v);
    BK_ASSERT(v.from < v.to && v.decimals >= 0 && v.decimals <= 12 && v.path[0] != '\0');
    BK_ASSERT(v.step == 0 ? n == 0 : n >= 1 && v.from + (n - 1) * v.step <= v.to);
    check_value(&v, v.from);
    check_value(&v, v.to);
    for (int64_t i = 0; i < n && i < VALUES_TRIED; i++) check_value(&v, v.from + i * v.step);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = bk_alloc((int64_t)size + 1, 1);
    if (text == NULL) return 0;
    memcpy(text, data, size);
    check(text);
    bk_free(text);
    return 0;
}
