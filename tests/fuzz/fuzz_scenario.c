/* Any bytes as a scenario: no crash, and what is read writes out and reads back the same.
 *
 * A first line "#! path=value" is an override, so that corpora hold those too. */
#include "base/buffer.h"
#include "scenario/scenario.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void take_line(void *context, const char *line)
{
    bk_buffer_text(context, line);
    bk_buffer_text(context, "\n");
}

/* The override of the first line in path and value; false where there is none. */
static bool first_line(const char *text, size_t size, char path[256], char value[256])
{
    char line[256] = "";
    const char *end = memchr(text, '\n', size);
    if (size < 4 || memcmp(text, "#! ", 3) != 0 || !end) return false;
    size_t length = (size_t)(end - text) - 3;
    if (length >= sizeof line) return false;
    memcpy(line, text + 3, length);
    line[length] = '\0';
    char *equals = strchr(line, '=');
    if (!equals) return false;
    memset(path, 0, 256);
    memcpy(path, line, (size_t)(equals - line));
    memcpy(value, equals + 1, strlen(equals + 1) + 1);
    return true;
}

static void check_written(const bk_scenario *scenario)
{
    bk_buffer text = {0};
    bk_error err = {.lang = BK_NB};
    bk_scenario *again = NULL;
    if (bk_scenario_write(scenario, take_line, &text) == BK_OK &&
        bk_buffer_status(&text) == BK_OK) {
        bk_status status = bk_scenario_parse("written", bk_buffer_chars(&text), text.length, 0,
                                             NULL, &again, &err);
        BK_ASSERT(status != BK_ERR_INPUT);
        BK_ASSERT(status != BK_OK || again->def.hash == scenario->def.hash);
    }
    bk_scenario_destroy(again);
    bk_buffer_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    char path[256], value[256];
    bk_override override = {path, value};
    int32_t n = first_line(text, size, path, value) ? 1 : 0;
    static bk_error err;
    err = (bk_error){.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_status status =
        bk_scenario_parse("fuzz.toml", text, (int64_t)size, n, &override, &scenario, &err);
    BK_ASSERT((status == BK_OK) == (scenario != NULL));
    BK_ASSERT((status == BK_OK) == (err.count == 0));
    char shown[4000];
    for (int32_t i = 0; i < err.count && i < BK_MISTAKES_SHOWN; i++) {
        bk_error_format(&err, i, shown, sizeof shown);
    }
    if (scenario) check_written(scenario);
    bk_scenario_destroy(scenario);
    return 0;
}
