/* arguments.h - the command line after the command's name, held against the command's row.
 *
 * Options may stand before, between and after operands, as --name value, --name=value, -o value or
 * -ovalue; "--" ends them. Nothing is copied: texts point into argv.
 */
#ifndef BK_CLI_ARGUMENTS_H
#define BK_CLI_ARGUMENTS_H

#include "cli/command.h"

typedef struct {
    const bk_option *option;
    const char *value; /* NULL for a switch */
} bk_given;

typedef struct bk_arguments {
    const bk_command *command;
    int32_t n_given;
    bk_given *given; /* [n_given], in the order they stood */
    int32_t n_operands;
    const char **operand; /* [n_operands] */
} bk_arguments;

/* Reads argc texts. Returns BK_EXIT_OK, or what bk_usage_error returned after saying what is wrong;
 * bk_arguments_clear is due in both cases. */
int bk_arguments_read(bk_arguments *arguments, const bk_console *console, const bk_command *command,
                      int argc, char **argv);
void bk_arguments_clear(bk_arguments *arguments);

bool bk_has(const bk_arguments *arguments, const char *name);

/* The last value given for the option, or NULL. */
const char *bk_value(const bk_arguments *arguments, const char *name);

/* The next value of an option that repeats, from *at on (start with 0); NULL after the last. */
const char *bk_next_value(const bk_arguments *arguments, const char *name, int32_t *at);

/* The option's value as a whole number from least to most; *out is untouched when it was not
 * given. Returns BK_EXIT_OK or what bk_usage_error returned. */
int bk_whole_value(const bk_arguments *arguments, const bk_console *console, const char *name,
                   int64_t least, int64_t most, int64_t *out);

/* Two options that exclude each other: says so and returns BK_EXIT_USAGE when both were given. */
int bk_not_both(const bk_arguments *arguments, const bk_console *console, const char *a,
                const char *b);

#endif
