/* cmd_merge.c - `blikk merge`: several stores into one. */
#include "cli/commands.h"
#include "cli/store_option.h"

#include <stdio.h>
#include <string.h>

enum { TALK = 4096, STORES_MOST = 10000, EXIT_INPUT = 3 };

static void say(FILE *where, const char *mark, const char *text)
{
    fprintf(where, "%s%s\n", mark, text);
}

/* What was taken is the answer; what could not be read is a mistake. */
static int tell(const bk_console *console, const char *path, const bk_merged *merged)
{
    char text[TALK];
    bk_words_print(text, TALK, console->lang, BK_W_STO_MERGED, path,
                   (long long)merged->replications, (long long)merged->had, (int)merged->runs,
                   (int)merged->new_runs);
    say(stdout, "", text);
    if (merged->damaged == 0) return BK_EXIT_OK;
    bk_words_print(text, TALK, console->lang, BK_W_STO_MERGE_DAMAGED, path,
                   (long long)merged->damaged);
    say(stderr, "blikk: ", text);
    return BK_EXIT_IO;
}

static int take(const bk_console *console, bk_store *store, const char *path)
{
    bk_store *from = NULL;
    int code = bk_store_file_open(console, path, BK_STORE_READ, &from);
    if (code != BK_EXIT_OK) return code;
    bk_error err = {.lang = console->lang};
    bk_merged merged;
    bk_status status = bk_store_merge(store, from, &merged, &err);
    code = tell(console, path, &merged);
    if (status != BK_OK) {
        code = bk_show_error(console, &err, BK_ERR_IO); /* no scenario is to blame */
        if (status == BK_ERR_INPUT) code = EXIT_INPUT;
    }
    (void)bk_store_close(from, NULL);
    return code;
}

/* Each is looked at, whatever came of the one before; but a conflict ends it. */
static int run(const bk_console *console, const bk_arguments *arguments)
{
    const char *out = arguments->operand[0];
    for (int32_t i = 1; i < arguments->n_operands; i++)
        if (strcmp(arguments->operand[i], out) == 0)
            return bk_usage_error(console, arguments->command, BK_W_STO_SAME_FILE, out);
    bk_store *store = NULL;
    int code = bk_store_file_open(console, out, BK_STORE_WRITE, &store);
    if (code != BK_EXIT_OK) return code;
    for (int32_t i = 1; i < arguments->n_operands && code != EXIT_INPUT; i++) {
        int taken = take(console, store, arguments->operand[i]);
        if (taken != BK_EXIT_OK) code = taken;
    }
    bk_error err = {.lang = console->lang};
    bk_status status = bk_store_close(store, &err);
    if (status != BK_OK && code == BK_EXIT_OK) code = bk_show_error(console, &err, status);
    return code;
}

static const bk_example EXAMPLES[] = {
    {"merge all.db part1.db part2.db", BK_W_STO_EX_MERGE},
    {"merge whole.db damaged.db", BK_W_STO_EX_RESCUE},
};

const bk_command bk_command_merge = {
    .name = "merge",
    .operand = "OUT.db IN.db...",
    .least = 2,
    .most = STORES_MOST,
    .operand_is_file = true,
    .summary = BK_W_STO_MERGE,
    .details = BK_W_STO_MERGE_MORE,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
