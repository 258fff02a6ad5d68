/* Any bytes as a text, a number and a line with a mistake: lengths agree, nothing unshowable gets
 * through, and numbers read back. */
#include "base/format.h"
#include "base/text.h"
#include "base/words.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_shown(const char *text, int64_t length)
{
    char shown[300];
    int64_t written = bk_text_show(text, length, shown, sizeof shown);
    BK_ASSERT(written == (int64_t)strlen(shown) && written <= length);
    BK_ASSERT(bk_utf8_cut(shown, written) == written);
    for (int64_t i = 0; i < written;) {
        int32_t bytes = bk_utf8_length(shown + i, written - i);
        BK_ASSERT(bytes > 0);
        BK_ASSERT(bytes > 1 || (uint8_t)shown[i] >= 0x20 || shown[i] == '\t');
        i += bytes;
    }
    if (written < (int64_t)sizeof shown - 4)
        BK_ASSERT(bk_utf8_count(shown, written) == bk_utf8_count(text, length));
    BK_ASSERT(bk_utf8_cut(text, length) <= length && bk_utf8_cut(text, length) >= length - 3);
}

static void check_number(const char *text, int64_t length)
{
    double value, back;
    int64_t whole;
    uint64_t seed;
    char out[BK_NUMBER_TEXT];
    if (bk_text_whole(text, length, &whole)) {
        BK_ASSERT(bk_text_number(text, length, &value));
        BK_ASSERT(whole < 0 || bk_text_seed(text, length, &seed) || text[0] == '-');
    }
    if (!bk_text_number(text, length, &value)) return;
    int32_t written = bk_format_number(value, out);
    BK_ASSERT(bk_text_number(out, written, &back) && memcmp(&value, &back, sizeof value) == 0);
    bk_format_fixed(BK_NB, value, 9, out);
    bk_format_figure(BK_EN, value, out);
}

/* The first three bytes place the mistake, the rest is its line. */
static void check_mistake(const char *text, int64_t length)
{
    if (length < 3) return;
    bk_error err = {.lang = BK_EN};
    bk_place place = {.file = "f",
                      .line = (uint8_t)text[0],
                      .column = 4 * (uint8_t)text[1],
                      .width = (uint8_t)text[2],
                      .source = text + 3,
                      .source_length = (int32_t)length - 3};
    char out[2000];
    bk_status status = bk_error_add(&err, BK_ERR_INPUT, place, BK_W_NO_MEMORY);
    BK_ASSERT(status == BK_ERR_INPUT && err.count == 1);
    int32_t needs = bk_error_format(&err, 0, out, sizeof out);
    BK_ASSERT(needs == (int32_t)strlen(out));
    bk_error_format(&err, 0, out, needs / 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    check_shown(text, (int64_t)size);
    check_number(text, (int64_t)size);
    check_mistake(text, (int64_t)size);
    return 0;
}
