/* cmd_check.c - `blikk check`: reads a scenario and says what it understood. */
#include "blikk/report.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/scenario_file.h"

#include <stddef.h>

static int run(const bk_console *console, const bk_arguments *arguments)
{
    bk_scenario *scenario = NULL;
    int code = bk_scenario_open(console, arguments, &scenario);
    if (code != BK_EXIT_OK) return code;

    bk_output output;
    code = bk_output_start(&output, console, bk_value(arguments, "output"));
    if (code == BK_EXIT_OK) {
        bk_report_options options = bk_report_options_for(console, &output);
        bk_status status =
            bk_has(arguments, "json")
                ? bk_report_scenario_json(scenario, &options, bk_output_bytes, &output)
                : bk_report_scenario_text(scenario, &options, bk_output_bytes, &output);
        code = bk_output_end(&output, status, BK_EXIT_OK);
    }
    bk_scenario_destroy(scenario);
    return code;
}

static const bk_option OPTIONS[] = {
    {.name = "json", .help = BK_W_CLI_OPT_JSON},
    {.name = "set", .value = "PATH=VALUE", .repeats = true, .help = BK_W_CLI_OPT_SET},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_CLI_OPT_OUTPUT},
};

static const bk_example EXAMPLES[] = {
    {"check examples/study.toml", BK_W_CLI_EX_CHECK},
    {"check examples/study.toml --set 'office.*.team.ordinary.caseload=100'",
     BK_W_CLI_EX_CHECK_SET},
};

const bk_command bk_command_check = {
    .name = "check",
    .operand = "SCENARIO",
    .least = 1,
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_CLI_CHECK,
    .details = BK_W_CLI_CHECK_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
