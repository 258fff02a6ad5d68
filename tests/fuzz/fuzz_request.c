/* Any bytes as a request's body: it is refused in words, or it names a scenario and values that the
 * readers of scenarios then take or refuse. */
#include "server/house.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char SERVED[] =
    "weeks = 4\nwarmup_weeks = 1\n[clients.domain]\nhealth = { prevalence = 0.5 }\n"
    "[conditions.x.inbox]\nmail = { per_week = 0.5, minutes = 20 }\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"x\"\ncaseworkers = 1\ncaseload = 3\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bk_error err = {.lang = BK_EN};
    bk_asked asked;
    bk_status status = bk_asked_read(&asked, "served", SERVED, (int64_t)sizeof SERVED - 1, BK_EN,
                                     (const char *)data, (int64_t)size, &err);
    bk_scenario *scenario = NULL;
    if (status == BK_OK) status = bk_asked_scenario(&asked, true, &scenario, &err);
    BK_ASSERT((status == BK_OK) == (scenario != NULL));
    BK_ASSERT((status == BK_OK) == (err.count == 0));
    BK_ASSERT(strlen(asked.page) < BK_PAGE_ID);
    bk_scenario_destroy(scenario);

    /* As a header: no host or origin of somebody else's passes. */
    char text[200];
    size_t n = size < sizeof text - 1 ? size : sizeof text - 1;
    memcpy(text, data, n);
    text[n] = 0;
    if (bk_host_is_ours(text, 8080))
        BK_ASSERT(strcmp(text, "127.0.0.1:8080") == 0 || strcmp(text, "localhost:8080") == 0);
    BK_ASSERT(bk_token_path(text, "0123456789abcdef0123456789abcdef") == NULL ||
              strncmp(text, "/0123456789abcdef0123456789abcdef/", 34) == 0);
    bk_asked_clear(&asked);
    return 0;
}
