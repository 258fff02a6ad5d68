#include "cli/help.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { FLAG_TEXT = 64, HELP_COLUMN = 26 };

static int32_t columns(const char *text)
{
    return (int32_t)bk_utf8_count(text, (int64_t)strlen(text));
}

/* Puts text at the end, wrapped; every line but the first is indented. The text starts in column
 * indent. */
static void add_wrapped(bk_buffer *out, const char *text, int32_t indent, int32_t width)
{
    int32_t column = indent;
    for (const char *at = text; *at;) {
        size_t bytes = strcspn(at, " ");
        int32_t wide = (int32_t)bk_utf8_count(at, (int64_t)bytes);
        if (column > indent && column + 1 + wide > width) {
            bk_buffer_text(out, "\n");
            bk_buffer_fill(out, ' ', indent);
            column = indent;
        } else if (column > indent) {
            bk_buffer_text(out, " ");
            column++;
        }
        bk_buffer_add(out, at, (int64_t)bytes);
        column += wide;
        at += bytes + strspn(at + bytes, " ");
    }
    bk_buffer_text(out, "\n");
}

static void add_heading(bk_buffer *out, const bk_console *console, bk_words heading)
{
    bk_buffer_print(out, "\n%s%s:%s\n", console->colour ? "\033[1m" : "",
                    bk_word(console->lang, heading), console->colour ? "\033[0m" : "");
}

static void add_option(bk_buffer *out, const bk_console *console, const bk_option *option)
{
    char flag[FLAG_TEXT], letter[8] = "";
    if (option->letter) snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(flag, sizeof flag, "%s--%s%s%s", letter, option->name, option->value ? " " : "",
             option->value ? option->value : "");
    bk_buffer_print(out, "  %s", flag);
    int32_t at = 2 + columns(flag);
    if (at + 2 > HELP_COLUMN) {
        bk_buffer_text(out, "\n");
        at = 0;
    }
    bk_buffer_fill(out, ' ', HELP_COLUMN - at);
    add_wrapped(out, bk_word(console->lang, option->help), HELP_COLUMN, console->width);
}

static void add_example(bk_buffer *out, const bk_console *console, const bk_example *example)
{
    bk_buffer_print(out, "  blikk %s\n      ", example->line);
    add_wrapped(out, bk_word(console->lang, example->what), 6, console->width);
}

void bk_help_overview(bk_buffer *out, const bk_console *console)
{
    add_wrapped(out, bk_word(console->lang, BK_W_CLI_ABOUT), 0, console->width);
    add_heading(out, console, BK_W_CLI_START_HERE);
    add_example(out, console, &bk_command_at(0)->examples[0]);
    add_heading(out, console, BK_W_CLI_COMMANDS);
    for (int32_t i = 0; i < bk_command_count(); i++) {
        const bk_command *command = bk_command_at(i);
        char name[FLAG_TEXT];
        snprintf(name, sizeof name, "%s %s", command->name, command->operand);
        bk_buffer_print(out, "  %s", name);
        bk_buffer_fill(out, ' ', HELP_COLUMN - 2 - columns(name));
        add_wrapped(out, bk_word(console->lang, command->summary), HELP_COLUMN, console->width);
    }
    bk_buffer_text(out, "\n");
    add_wrapped(out, bk_word(console->lang, BK_W_CLI_MORE_HELP), 0, console->width);
}

void bk_help_command(bk_buffer *out, const bk_console *console, const bk_command *command)
{
    bk_buffer_print(out, "blikk %s%s%s [%s]\n\n", command->name, command->operand[0] ? " " : "",
                    command->operand, bk_word(console->lang, BK_W_CLI_OPTIONS_PLACE));
    add_wrapped(out, bk_word(console->lang, command->summary), 0, console->width);
    if (command->details != BK_W_NONE) {
        bk_buffer_text(out, "\n");
        add_wrapped(out, bk_word(console->lang, command->details), 0, console->width);
    }
    add_heading(out, console, BK_W_CLI_EXAMPLES);
    for (int32_t i = 0; i < command->n_examples; i++)
        add_example(out, console, &command->examples[i]);
    add_heading(out, console, BK_W_CLI_OPTIONS);
    for (int32_t i = 0; i < command->n_options; i++) add_option(out, console, &command->options[i]);
    for (int32_t i = 0; i < bk_common_option_count; i++)
        add_option(out, console, &bk_common_options[i]);
}
