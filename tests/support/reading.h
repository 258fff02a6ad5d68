/* reading.h - scenarios out of texts, for the tests of scenario/.
 */
#ifndef BK_TESTS_READING_H
#define BK_TESTS_READING_H

#include "base/buffer.h"
#include "base/memory.h"
#include "scenario/scenario.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An office of one team under [conditions.a]; text before it holds keys of the top. */
#define READING_TEAM "[[office.team]]\nconditions = \"a\"\ncaseworkers = 2\ncaseload = 10\n"
#define READING_OFFICE "[[office]]\nname = \"A\"\n" READING_TEAM

/* Reads text with overrides; the status, and the mistakes in *err in English. */
static inline bk_status reading_try(const char *text, int32_t n, const bk_override *overrides,
                                    bk_scenario **out, bk_error *err)
{
    *out = NULL;
    *err = (bk_error){.lang = BK_EN};
    bk_status status =
        bk_scenario_parse("t.toml", text, (int64_t)strlen(text), n, overrides, out, err);
    CHECK((status == BK_OK) == (*out != NULL));
    CHECK((status == BK_OK) == (err->count == 0));
    return status;
}

static inline void reading_show(const bk_error *err)
{
    char text[2000];
    for (int32_t i = 0; i < err->count && i < BK_MISTAKES_SHOWN; i++) {
        bk_error_format(err, i, text, sizeof text);
        print_error("%s\n", text);
    }
}

/* Reads text, which must be right. */
static inline bk_scenario *reading_of_with(const char *text, int32_t n,
                                           const bk_override *overrides)
{
    bk_scenario *scenario = NULL;
    bk_error *err = calloc(1, sizeof *err);
    if (!err || reading_try(text, n, overrides, &scenario, err) != BK_OK) {
        if (err) reading_show(err);
        fail_msg("the text was refused:\n%s", text);
    }
    free(err);
    return scenario;
}

static inline bk_scenario *reading_of(const char *text)
{
    return reading_of_with(text, 0, NULL);
}

static inline void reading_take_line(void *context, const char *line)
{
    bk_buffer_text(context, line);
    bk_buffer_text(context, "\n");
}

/* The scenario as it is written; to be given to bk_free. */
static inline char *reading_written(const bk_scenario *scenario)
{
    bk_buffer text = {0};
    CHECK(bk_scenario_write(scenario, reading_take_line, &text) == BK_OK);
    char *out = bk_buffer_take(&text);
    CHECK(out != NULL);
    return out;
}

/* The conditions of that id in phase p. */
static inline const bk_conditions_def *reading_conditions(const bk_scenario *scenario, int32_t p,
                                                          const char *id)
{
    const bk_definition *def = &scenario->def.phase[p].definition;
    for (int32_t i = 0; i < def->n_conditions; i++) {
        if (strcmp(def->conditions[i].id, id) == 0) return &def->conditions[i];
    }
    fail_msg("no conditions %s", id);
    return NULL;
}

/* examples/study.toml as text; to be given to free. */
static inline char *reading_study(void)
{
    const char *root = getenv("BLIKK_ROOT");
    char path[1000];
    snprintf(path, sizeof path, "%s/examples/study.toml", root ? root : ".");
    return test_read_file(path);
}

#endif
