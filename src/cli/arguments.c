#include "cli/arguments.h"

#include "base/memory.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MOST = 64 };

static int32_t option_count(const bk_command *command)
{
    return command->n_options + bk_common_option_count;
}

static const bk_option *option_at(const bk_command *command, int32_t i)
{
    if (i < command->n_options) return &command->options[i];
    return &bk_common_options[i - command->n_options];
}

static const bk_option *find(const bk_command *command, const char *name, size_t length)
{
    for (int32_t i = 0; i < option_count(command); i++) {
        const bk_option *option = option_at(command, i);
        if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
            return option;
    }
    return NULL;
}

static const bk_option *find_letter(const bk_command *command, char letter)
{
    for (int32_t i = 0; i < option_count(command); i++)
        if (option_at(command, i)->letter == letter) return option_at(command, i);
    return NULL;
}

static int unknown_option(const bk_console *console, const bk_command *command, const char *text)
{
    const char *names[NAMES_MOST];
    int32_t n = option_count(command);
    if (n > NAMES_MOST) n = NAMES_MOST;
    for (int32_t i = 0; i < n; i++) names[i] = option_at(command, i)->name;

    char name[BK_MISTAKE_TEXT / 4];
    const char *start = text + strspn(text, "-");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(start, "="), start);
    int32_t nearest = bk_text_nearest(name, n, names);
    if (nearest < 0) return bk_usage_error(console, command, BK_W_CLI_UNKNOWN_OPTION, text);
    return bk_usage_error(console, command, BK_W_CLI_UNKNOWN_OPTION_NEAR, text, names[nearest]);
}

/* Whether value is one of the option's choices. */
static bool is_choice(const bk_option *option, const char *value)
{
    size_t length = strlen(value);
    for (const char *at = option->choices; at && *at;) {
        size_t word = strcspn(at, " ");
        if (word == length && strncmp(at, value, length) == 0) return true;
        at += word + strspn(at + word, " ");
    }
    return !option->choices;
}

/* What is left to read of the command line. */
typedef struct {
    const bk_console *console;
    int argc;
    char **argv;
    int at;
} reader;

/* Takes option with the value that stood with it, or else with the next text. */
static int take(bk_arguments *a, reader *r, const bk_option *option, const char *with)
{
    const char *value = with;
    if (!option->value && with)
        return bk_usage_error(r->console, a->command, BK_W_CLI_NO_VALUE, option->name);
    if (option->value && !with) {
        /* No value begins with two dashes: this is the next option. */
        if (r->at == r->argc || strncmp(r->argv[r->at], "--", 2) == 0)
            return bk_usage_error(r->console, a->command, BK_W_CLI_NEEDS_VALUE, option->name,
                                  option->value);
        value = r->argv[r->at++];
    }
    if (option->choices && !is_choice(option, value))
        return bk_usage_error(r->console, a->command, BK_W_CLI_NOT_A_CHOICE, option->name, value,
                              option->choices);
    a->given[a->n_given++] = (bk_given){.option = option, .value = value};
    return BK_EXIT_OK;
}

static int take_long(bk_arguments *a, reader *r, const char *text)
{
    size_t length = strcspn(text + 2, "=");
    const bk_option *option = find(a->command, text + 2, length);
    if (!option) return unknown_option(r->console, a->command, text);
    return take(a, r, option, text[2 + length] == '=' ? text + 3 + length : NULL);
}

static int take_letter(bk_arguments *a, reader *r, const char *text)
{
    const bk_option *option = find_letter(a->command, text[1]);
    if (!option) return unknown_option(r->console, a->command, text);
    return take(a, r, option, text[2] ? text + 2 : NULL);
}

int bk_arguments_read(bk_arguments *arguments, const bk_console *console, const bk_command *command,
                      int argc, char **argv)
{
    *arguments = (bk_arguments){.command = command};
    arguments->given = bk_alloc(argc + 1, sizeof *arguments->given);
    arguments->operand = bk_alloc(argc + 1, sizeof *arguments->operand);
    if (!arguments->given || !arguments->operand) {
        fprintf(stderr, "blikk: %s\n", bk_word(console->lang, BK_W_NO_MEMORY));
        return BK_EXIT_IO;
    }
    reader r = {.console = console, .argc = argc, .argv = argv};
    bool options_ended = false;
    while (r.at < argc) {
        const char *text = argv[r.at++];
        int code = BK_EXIT_OK;
        if (options_ended || text[0] != '-' || strcmp(text, "-") == 0)
            arguments->operand[arguments->n_operands++] = text;
        else if (strcmp(text, "--") == 0)
            options_ended = true;
        else if (text[1] == '-')
            code = take_long(arguments, &r, text);
        else
            code = take_letter(arguments, &r, text);
        if (code != BK_EXIT_OK) return code;
    }
    if (bk_has(arguments, "help")) return BK_EXIT_OK;
    if (arguments->n_operands < command->least)
        return bk_usage_error(console, command, BK_W_CLI_NEEDS_OPERAND, command->name,
                              command->operand);
    if (arguments->n_operands > command->most)
        return bk_usage_error(console, command, BK_W_CLI_TOO_MANY, command->name,
                              arguments->operand[command->most]);
    return BK_EXIT_OK;
}

void bk_arguments_clear(bk_arguments *arguments)
{
    bk_free(arguments->given);
    bk_free(arguments->operand);
    *arguments = (bk_arguments){0};
}

bool bk_has(const bk_arguments *arguments, const char *name)
{
    for (int32_t i = 0; i < arguments->n_given; i++)
        if (strcmp(arguments->given[i].option->name, name) == 0) return true;
    return false;
}

const char *bk_next_value(const bk_arguments *arguments, const char *name, int32_t *at)
{
    while (*at < arguments->n_given) {
        const bk_given *given = &arguments->given[(*at)++];
        if (strcmp(given->option->name, name) == 0) return given->value;
    }
    return NULL;
}

const char *bk_value(const bk_arguments *arguments, const char *name)
{
    const char *last = NULL;
    int32_t at = 0;
    for (const char *value; (value = bk_next_value(arguments, name, &at));) last = value;
    return last;
}

int bk_whole_value(const bk_arguments *arguments, const bk_console *console, const char *name,
                   int64_t least, int64_t most, int64_t *out)
{
    const char *text = bk_value(arguments, name);
    if (!text) return BK_EXIT_OK;
    int64_t value = 0;
    if (!bk_text_whole(text, (int64_t)strlen(text), &value) || value < least || value > most) {
        char from[24], to[24];
        snprintf(from, sizeof from, "%" PRId64, least);
        snprintf(to, sizeof to, "%" PRId64, most);
        return bk_usage_error(console, arguments->command, BK_W_CLI_NOT_WHOLE, name, text, from,
                              to);
    }
    *out = value;
    return BK_EXIT_OK;
}

int bk_not_both(const bk_arguments *arguments, const bk_console *console, const char *a,
                const char *b)
{
    if (!bk_has(arguments, a) || !bk_has(arguments, b)) return BK_EXIT_OK;
    return bk_usage_error(console, arguments->command, BK_W_CLI_NOT_BOTH, a, b);
}
