/* cmd_keys.c - `blikk keys`: every key of a scenario file, from the field table. */
#include "base/memory.h"
#include "base/text.h"
#include "blikk/report.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/scenario_file.h"

#include <stdio.h>
#include <string.h>

/* The keys' last parts, to find the one that a mistyped prefix may have meant. */
static int unknown_prefix(const bk_console *console, const bk_arguments *arguments,
                          const char *prefix)
{
    int32_t n = bk_key_count();
    const char **paths = bk_alloc(n + 1, sizeof *paths);
    int32_t nearest = -1;
    for (int32_t i = 0; paths && i < n; i++) {
        const char *path = bk_key(i, BK_EN).path;
        const char *dot = strrchr(path, '.');
        paths[i] = strchr(prefix, '.') || !dot ? path : dot + 1;
    }
    if (paths) nearest = bk_text_nearest(prefix, n, paths);
    bk_free(paths);
    if (nearest < 0) return bk_usage_error(console, arguments->command, BK_W_CLI_NO_KEY, prefix);
    return bk_usage_error(console, arguments->command, BK_W_CLI_NO_KEY_NEAR, prefix,
                          bk_key(nearest, BK_EN).path);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    const char *prefix = arguments->n_operands > 0 ? arguments->operand[0] : "";
    bk_output output;
    int code = bk_output_start(&output, console, bk_value(arguments, "output"));
    if (code != BK_EXIT_OK) return code;

    bk_report_options options = bk_report_options_for(console, &output);
    int32_t found = 0;
    bk_status status =
        bk_has(arguments, "json")
            ? bk_report_keys_json(prefix, &found, bk_output_bytes, &output)
            : bk_report_keys_text(prefix, &options, &found, bk_output_bytes, &output);
    if (status == BK_OK && found == 0) {
        bk_output_drop(&output);
        return unknown_prefix(console, arguments, prefix);
    }
    return bk_output_end(&output, status, BK_EXIT_OK);
}

static const bk_option OPTIONS[] = {
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"keys", BK_W_CLI_EX_KEYS},
    {"keys conditions.NAME.gaze", BK_W_CLI_EX_KEYS_GAZE},
};

const bk_command bk_command_keys = {
    .name = "keys",
    .operand = "[PATH]",
    .most = 1,
    .summary = BK_W_CLI_KEYS,
    .details = BK_W_CLI_KEYS_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
