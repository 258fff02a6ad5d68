/* commands.c - the table of commands, and how a mistake is told. */
#include "cli/commands.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MISTAKE_TEXT = 2048 };

static const bk_command *const COMMANDS[] = {
    &bk_command_run,       &bk_command_compare, &bk_command_time,        &bk_command_sweep,
    &bk_command_tipping,   &bk_command_index,   &bk_command_check,       &bk_command_keys,
    &bk_command_init,      &bk_command_serve,   &bk_command_report,      &bk_command_gaze,
    &bk_command_results,   &bk_command_merge,   &bk_command_sensitivity, &bk_command_validate,
    &bk_command_calibrate, &bk_command_help,
};
enum { N_COMMANDS = sizeof COMMANDS / sizeof COMMANDS[0] };

int32_t bk_command_count(void)
{
    return N_COMMANDS;
}

const bk_command *bk_command_at(int32_t i)
{
    return COMMANDS[i];
}

const bk_command *bk_command_find(const char *name)
{
    for (int32_t i = 0; i < N_COMMANDS; i++)
        if (strcmp(COMMANDS[i]->name, name) == 0) return COMMANDS[i];
    return NULL;
}

int bk_usage_error(const bk_console *console, const bk_command *command, bk_words text, ...)
{
    char raw[MISTAKE_TEXT], shown[MISTAKE_TEXT];
    va_list args;
    va_start(args, text);
    int32_t length = bk_words_vprint(raw, MISTAKE_TEXT, console->lang, text, args);
    va_end(args);
    if (length >= MISTAKE_TEXT) length = (int32_t)bk_utf8_cut(raw, MISTAKE_TEXT - 1);
    bk_text_show(raw, length, shown, MISTAKE_TEXT);
    fprintf(stderr, "blikk: %s\n", shown);

    const char *name = command ? command->name : "";
    bk_words_print(shown, MISTAKE_TEXT, console->lang, BK_W_CLI_HELP_HINT, command ? " " : "",
                   name);
    fprintf(stderr, "%s\n", shown);
    return BK_EXIT_USAGE;
}

int bk_unknown_command(const bk_console *console, const char *name)
{
    const char *names[N_COMMANDS];
    for (int32_t i = 0; i < N_COMMANDS; i++) names[i] = COMMANDS[i]->name;
    int32_t nearest = bk_text_nearest(name, N_COMMANDS, names);
    if (nearest < 0) return bk_usage_error(console, NULL, BK_W_CLI_UNKNOWN_COMMAND, name);
    return bk_usage_error(console, NULL, BK_W_CLI_UNKNOWN_COMMAND_NEAR, name, names[nearest]);
}

int bk_show_error(const bk_console *console, const bk_error *err, bk_status status)
{
    return bk_show_mistakes(console, err, status, BK_W_CLI_MISTAKE, BK_W_CLI_MISTAKES);
}

int bk_show_mistakes(const bk_console *console, const bk_error *err, bk_status status, bk_words one,
                     bk_words many)
{
    char text[MISTAKE_TEXT];
    int32_t shown = err->count < BK_MISTAKES_SHOWN ? err->count : BK_MISTAKES_SHOWN;
    for (int32_t i = 0; i < shown; i++) {
        bk_error_format(err, i, text, MISTAKE_TEXT);
        size_t length = strlen(text);
        fprintf(stderr, "%s%s%s", err->mistake[i].file[0] ? "" : "blikk: ", text,
                length > 0 && text[length - 1] == '\n' ? "" : "\n");
    }
    if (err->count == 0) {
        bk_words why = status == BK_ERR_MEMORY ? BK_W_NO_MEMORY : BK_W_CLI_FAILED;
        fprintf(stderr, "blikk: %s\n", bk_word(console->lang, why));
    }
    if (err->count > 0 && status == BK_ERR_INPUT) {
        bk_words_print(text, MISTAKE_TEXT, console->lang, err->count == 1 ? one : many,
                       (int)err->count);
        fprintf(stderr, "blikk: %s\n", text);
    }
    return bk_status_exit_code(status);
}
