/* store_option.h - --store and --shard, as every command that simulates takes them.
 *
 *     bk_store_option store;
 *     int code = bk_store_option_open(&store, console, arguments, &options);
 *     if (code == BK_EXIT_OK) { ... simulate with options, report unless bk_store_option_is_part }
 *     code = bk_store_option_close(&store, code);
 *
 * Without --store nothing is opened, and close returns code as it is.
 */
#ifndef BK_CLI_STORE_OPTION_H
#define BK_CLI_STORE_OPTION_H

#include "blikk/store.h"
#include "cli/arguments.h"

/* Rows for a command's options. A command whose next question depends on the last answer takes the
 * first alone: it cannot be cut into parts. */
#define BK_STORE_OPTION_ROW                                                           \
    {                                                                                 \
        .name = "store", .value = "FILE", .is_file = true, .help = BK_W_STO_OPT_STORE \
    }
#define BK_SHARD_OPTION_ROW                                         \
    {                                                               \
        .name = "shard", .value = "K/N", .help = BK_W_CLI_OPT_SHARD \
    }

typedef struct {
    const bk_console *console;
    const bk_arguments *arguments;
    const char *path; /* NULL: --store was not given */
    bk_store *store;
    int32_t shard, shards; /* 0: all of it */
} bk_store_option;

/* Opens what --store names and makes it the keeper of options, whose shard was read before
 * (bk_run_options_read). Says what is wrong; returns the exit code. */
int bk_store_option_open(bk_store_option *option, const bk_console *console,
                         const bk_arguments *arguments, bk_run_options *options);

/* How many replications the store has without a gap, on every rank. Returns the exit code. */
int bk_store_option_kept(bk_store_option *option, const bk_scenario *scenario, uint64_t seed,
                         int32_t *out);

/* Whether only a part was asked for: then there is nothing to show yet. */
bool bk_store_option_is_part(const bk_store_option *option);

/* Says on standard error how many replications came from the store and how many were added, and
 * closes it. code is the command's; returned unless it is BK_EXIT_OK and what was made could not be
 * made safe. */
int bk_store_option_close(bk_store_option *option, int code);

/* Opens the file of --store for `blikk results` and the like. */
int bk_store_file_open(const bk_console *console, const char *path, bk_store_mode mode,
                       bk_store **out);

#endif
