/* command.h - what a command is: a row that parsing, help, man page and completions are drawn from.
 *
 * Texts are ids of the catalogue, so that everything comes in both languages. Names of options and
 * placeholders of values are the same in both.
 */
#ifndef BK_CLI_COMMAND_H
#define BK_CLI_COMMAND_H

#include "base/words.h"
#include "cli/console.h"

typedef struct {
    const char *name;    /* "replications": --replications */
    char letter;         /* 'o': -o; 0: none */
    const char *value;   /* "N": takes a value; NULL: a switch */
    const char *choices; /* "nb en": what the value may be; NULL: anything */
    bool is_file;        /* the value is a file, for completions */
    bool repeats;        /* may be given more than once */
    bk_words help;
} bk_option;

typedef struct {
    const char *line; /* what to type, after "blikk " */
    bk_words what;    /* what it does */
} bk_example;

struct bk_arguments;

typedef struct bk_command {
    const char *name;
    const char *operand; /* "SCENARIO", "[PATH]"; "" for none */
    int32_t least, most; /* operands */
    bool operand_is_file;
    bk_words summary;         /* one line */
    bk_words details;         /* a paragraph, BK_W_NONE for none */
    int32_t n_options;        /* those of all commands (bk_common_options) not counted */
    const bk_option *options; /* [n_options] */
    int32_t n_examples;
    const bk_example *examples; /* [n_examples] */
    /* Does it; returns the exit code. */
    int (*run)(const bk_console *console, const struct bk_arguments *arguments);
} bk_command;

/* The options that every command takes. */
extern const bk_option bk_common_options[];
extern const int32_t bk_common_option_count;

/* All commands, in the order help shows them. */
int32_t bk_command_count(void);
const bk_command *bk_command_at(int32_t i);
const bk_command *bk_command_find(const char *name);

enum {
    BK_EXIT_OK = 0,
    BK_EXIT_FAILED_CHECK = 1,
    BK_EXIT_USAGE = 2,
    BK_EXIT_IO = 4,
    BK_EXIT_CANCELLED = 130
};

/* Says on standard error what is wrong with the command line and how to get help; command may be
 * NULL. Returns BK_EXIT_USAGE. */
int bk_usage_error(const bk_console *console, const bk_command *command, bk_words text, ...);

/* The same for a name that is no command, with the one it may have meant. */
int bk_unknown_command(const bk_console *console, const char *name);

/* Shows every mistake of err on standard error; returns the exit code of status. */
int bk_show_error(const bk_console *console, const bk_error *err, bk_status status);

/* The same for another file than a scenario: one and many say how many mistakes were found. */
int bk_show_mistakes(const bk_console *console, const bk_error *err, bk_status status, bk_words one,
                     bk_words many);

#endif
