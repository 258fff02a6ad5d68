#include "cli/scenario_file.h"

#include "base/memory.h"

#include <string.h>

enum { FILE_WIDTH = 100 };

/* Splits each --set among the options from .. to - 1 at its first "="; paths are copied into arena.
 */
static int read_overrides(const bk_console *console, const bk_arguments *arguments, int32_t from,
                          int32_t to, bk_arena *arena, bk_override *overrides, int32_t *n)
{
    int32_t at = from;
    for (const char *text; (text = bk_next_value(arguments, "set", &at)) && at <= to;) {
        const char *equals = strchr(text, '=');
        if (!equals || equals == text)
            return bk_usage_error(console, arguments->command, BK_W_CLI_NOT_A_SET, text);
        char *path = bk_arena_text(arena, text, equals - text);
        if (!path) {
            bk_error err = {.lang = console->lang};
            return bk_show_error(console, &err, BK_ERR_MEMORY);
        }
        overrides[(*n)++] = (bk_override){.path = path, .value = equals + 1};
    }
    return BK_EXIT_OK;
}

int bk_scenario_open(const bk_console *console, const bk_arguments *arguments, bk_scenario **out)
{
    return bk_scenario_open_with(console, arguments, arguments->operand[0], 0, arguments->n_given,
                                 out);
}

int bk_scenario_open_with(const bk_console *console, const bk_arguments *arguments,
                          const char *path, int32_t from, int32_t to, bk_scenario **out)
{
    bk_arena arena = {0};
    bk_error err = {.lang = console->lang};
    int32_t n = 0;
    bk_override *overrides = bk_arena_alloc(&arena, arguments->n_given + 1, sizeof *overrides);
    int code = overrides ? read_overrides(console, arguments, from, to, &arena, overrides, &n)
                         : bk_show_error(console, &err, BK_ERR_MEMORY);
    if (code == BK_EXIT_OK) {
        bk_status status = bk_scenario_load(path, n, overrides, out, &err);
        if (status != BK_OK) code = bk_show_error(console, &err, status);
    }
    bk_arena_clear(&arena);
    return code;
}

bk_report_options bk_report_options_for(const bk_console *console, const bk_output *output)
{
    bool to_file = output->path != NULL;
    return (bk_report_options){
        .lang = console->lang,
        .width = to_file ? FILE_WIDTH : console->width,
        .ascii = console->ascii,
        .colour = !to_file && console->colour,
    };
}
