/* Any bytes as a table of codes: refused with a place, or figures that hold together; the same
 * table backwards gives the same. */
#include "base/check.h"
#include "blikk/evidence.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bk_status count_bytes(void *context, const char *bytes, int64_t length)
{
    BK_ASSERT(memchr(bytes, '\0', (size_t)length) == NULL);
    *(int64_t *)context += length;
    return BK_OK;
}

static void check_share(bk_share s)
{
    if (!s.has_interval) return;
    BK_ASSERT(s.low <= s.value && s.value <= s.high && s.low >= -1 && s.high <= 1);
}

static void check_codes(const bk_codes *c)
{
    int32_t units = 0;
    for (int32_t l = 0; l < bk_codes_line_count(c); l++) {
        bk_line_info info = bk_codes_line(c, l);
        check_share(info.is);
        BK_ASSERT(info.units > 0 && info.coders > 0 && info.groups <= info.units);
        BK_ASSERT(info.as_is + info.as_has + info.as_other >= info.units);
        BK_ASSERT(bk_codes_line_find(c, info.name) == l);
        units += info.units;
        for (int32_t other = 0; other < l; other++) check_share(bk_codes_difference(c, l, other));
    }
    bk_alpha_info alpha = bk_codes_alpha(c);
    check_share(alpha.alpha);
    BK_ASSERT(alpha.units <= units);
    int64_t written = 0;
    BK_ASSERT(bk_report_gaze_json(c, NULL, NULL, count_bytes, &written) == BK_OK && written > 0);
    const bk_report_options options = {.lang = BK_NB, .width = 60};
    BK_ASSERT(bk_report_gaze_text(c, NULL, NULL, &options, count_bytes, &written) == BK_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bk_codes *codes = NULL;
    bk_error err = {.lang = BK_EN};
    bk_status status = bk_codes_parse("f", (const char *)data, (int64_t)size, &codes, &err);
    BK_ASSERT((status == BK_OK) == (codes != NULL));
    BK_ASSERT((status == BK_OK) == (err.count == 0));
    if (codes) check_codes(codes);
    bk_codes_destroy(codes);
    return 0;
}
