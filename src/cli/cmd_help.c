/* cmd_help.c - `blikk help`: what there is, one command, the man page, completions. */
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/output.h"

#include <stddef.h>

static int write_text(const bk_console *console, bk_buffer *text)
{
    bk_output output;
    int code = bk_output_start(&output, console, NULL);
    if (code != BK_EXIT_OK) return code;
    bk_status status = bk_buffer_status(text);
    if (status == BK_OK) status = bk_output_bytes(&output, bk_buffer_chars(text), text->length);
    return bk_output_end(&output, status, BK_EXIT_OK);
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    int code = bk_not_both(arguments, console, "man", "completion");
    if (code != BK_EXIT_OK) return code;
    const bk_command *command = NULL;
    if (arguments->n_operands > 0) {
        command = bk_command_find(arguments->operand[0]);
        if (!command) return bk_unknown_command(console, arguments->operand[0]);
    }
    bk_buffer text = {0};
    const char *shell = bk_value(arguments, "completion");
    if (bk_has(arguments, "man"))
        bk_manual_page(&text, console->lang);
    else if (shell)
        (void)bk_completions(&text, console->lang, shell);
    else if (command)
        bk_help_command(&text, console, command);
    else
        bk_help_overview(&text, console);
    code = write_text(console, &text);
    bk_buffer_clear(&text);
    return code;
}

static const bk_option OPTIONS[] = {
    {.name = "man", .help = BK_W_CLI_OPT_MAN},
    {.name = "completion",
     .value = "SHELL",
     .choices = "bash zsh fish",
     .help = BK_W_CLI_OPT_COMPLETION},
};

static const bk_example EXAMPLES[] = {
    {"help run", BK_W_CLI_EX_HELP},
    {"help --completion bash", BK_W_CLI_EX_COMPLETION},
};

const bk_command bk_command_help = {
    .name = "help",
    .operand = "[COMMAND]",
    .most = 1,
    .summary = BK_W_CLI_HELP,
    .details = BK_W_NONE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
