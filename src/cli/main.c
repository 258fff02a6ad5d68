/* main.c - finds the command and hands over. */
#include "blikk/html.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/page_notices.h"
#include "cli/ranks.h"

#include <stdio.h>
#include <string.h>

/* How many of the n texts are a --lang that can be obeyed: 2 ("--lang nb"), 1 ("--lang=nb") or 0.
 */
static int lang_texts(char **texts, int n)
{
    bk_lang lang;
    if (strncmp(texts[0], "--lang=", 7) == 0) return bk_lang_of(texts[0] + 7, &lang) ? 1 : 0;
    if (strcmp(texts[0], "--lang") != 0 || n < 2) return 0;
    return bk_lang_of(texts[1], &lang) ? 2 : 0;
}

/* --lang counts from the first letter of the first message on, wherever it stands. */
static void look_for_lang(int argc, char **argv, bk_console *console)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        int n = lang_texts(argv + i, argc - i);
        if (n > 0) (void)bk_lang_of(n == 1 ? argv[i] + 7 : argv[i + 1], &console->lang);
    }
}

/* Reads what follows the command's name and does it. */
static int obey(const bk_console *console, const bk_command *command, int argc, char **argv)
{
    bk_arguments arguments;
    int code = bk_arguments_read(&arguments, console, command, argc, argv);
    if (code == BK_EXIT_OK && bk_has(&arguments, "help")) {
        /* The same as `blikk help COMMAND`. */
        bk_arguments_clear(&arguments);
        char *name[] = {NULL};
        char text[32];
        snprintf(text, sizeof text, "%s", command->name);
        name[0] = text;
        return obey(console, &bk_command_help, 1, name);
    }
    if (code == BK_EXIT_OK) code = command->run(console, &arguments);
    bk_arguments_clear(&arguments);
    return code;
}

static int show_licences(const bk_console *console)
{
    bk_output output;
    int code = bk_output_start(&output, console, NULL);
    if (code != BK_EXIT_OK) return code;
    bk_status status = bk_output_bytes(&output, bk_notices(), (int64_t)strlen(bk_notices()));
    bk_page_notices(&output);
    return bk_output_end(&output, status, BK_EXIT_OK);
}

static int show_version(const bk_console *console)
{
    bk_output output;
    int code = bk_output_start(&output, console, NULL);
    if (code != BK_EXIT_OK) return code;
    char line[64];
    snprintf(line, sizeof line, "blikk %s", bk_version());
    bk_output_line(&output, line);
    return bk_output_end(&output, BK_OK, BK_EXIT_OK);
}

/* Whether the command simulates; the others are for rank 0 alone. */
static bool is_for_all_ranks(const bk_command *command)
{
    for (int32_t i = 0; i < command->n_options; i++)
        if (strcmp(command->options[i].name, "threads") == 0) return true;
    return false;
}

int bk_tool(int argc, char **argv, const bk_ranks *ranks)
{
    bk_console console = bk_console_look();
    console.ranks = ranks;
    look_for_lang(argc, argv, &console);

    /* Before the command only what needs none. */
    int at = 1;
    while (at < argc && argv[at][0] == '-') {
        if (strcmp(argv[at], "--version") == 0) return show_version(&console);
        if (strcmp(argv[at], "--licences") == 0) return show_licences(&console);
        if (strcmp(argv[at], "--help") == 0 || strcmp(argv[at], "-h") == 0) break;
        int taken = lang_texts(argv + at, argc - at);
        if (taken == 0) return bk_usage_error(&console, NULL, BK_W_CLI_UNKNOWN_OPTION, argv[at]);
        at += taken;
    }
    if (at >= argc || argv[at][0] == '-') return obey(&console, &bk_command_help, 0, NULL);
    const bk_command *command = bk_command_find(argv[at]);
    if (!command) return bk_unknown_command(&console, argv[at]);
    if (ranks && ranks->rank > 0 && !is_for_all_ranks(command)) return BK_EXIT_OK;
    return obey(&console, command, argc - at - 1, argv + at + 1);
}
