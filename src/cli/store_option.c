#include "cli/store_option.h"

#include "base/text.h"
#include "cli/ranks.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TALK = 2048, TIME_TEXT = 32 };

int bk_store_file_open(const bk_console *console, const char *path, bk_store_mode mode,
                       bk_store **out)
{
    bk_error err = {.lang = console->lang};
    bk_status status = bk_store_open(path, mode, out, &err);
    return status == BK_OK ? BK_EXIT_OK : bk_show_error(console, &err, status);
}

/* Runs are marked with when they were begun; the library reads no clock. */
static void note_time(bk_store *store)
{
    char text[TIME_TEXT];
    struct tm when;
    time_t now = time(NULL);
    if (gmtime_r(&now, &when) == NULL) return;
    if (strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &when) > 0)
        bk_store_note_time(store, text);
}

int bk_store_option_open(bk_store_option *option, const bk_console *console,
                         const bk_arguments *arguments, bk_run_options *options)
{
    *option = (bk_store_option){.console = console,
                                .arguments = arguments,
                                .path = bk_value(arguments, "store"),
                                .shard = options->shard,
                                .shards = options->shards};
    if (option->shards > 0 && option->path == NULL)
        return bk_usage_error(console, arguments->command, BK_W_CLI_NEEDS_OTHER, "shard",
                              "--store");
    if (option->path == NULL) return BK_EXIT_OK;
    const bk_ranks *ranks = console->ranks;
    int code = BK_EXIT_OK;
    if (!ranks || ranks->rank == 0)
        code = bk_store_file_open(console, option->path, BK_STORE_WRITE, &option->store);
    if (ranks) code = ranks->agree(ranks->self, code);
    if (code != BK_EXIT_OK || option->store == NULL) return code;
    note_time(option->store);
    options->keeper = bk_store_keeper(option->store);
    return BK_EXIT_OK;
}

int bk_store_option_kept(bk_store_option *option, const bk_scenario *scenario, uint64_t seed,
                         int32_t *out)
{
    const bk_ranks *ranks = option->console->ranks;
    bk_error err = {.lang = option->console->lang};
    int code = BK_EXIT_OK;
    *out = 0;
    if (option->store != NULL) {
        bk_status status = bk_store_kept(option->store, scenario, seed, out, &err);
        if (status != BK_OK) code = bk_show_error(option->console, &err, status);
    }
    if (!ranks) return code;
    ranks->share(ranks->self, out, (int64_t)sizeof *out);
    return ranks->agree(ranks->self, code);
}

bool bk_store_option_is_part(const bk_store_option *option)
{
    return option->shards > 0;
}

static void say(const char *raw)
{
    char shown[TALK];
    bk_text_show(raw, (int64_t)strlen(raw), shown, TALK);
    fprintf(stderr, "blikk: %s\n", shown);
}

static void tell(const bk_store_option *option)
{
    char text[TALK] = "";
    bk_lang lang = option->console->lang;
    bk_store_counts counts = bk_store_count(option->store);
    bk_words_print(text, TALK, lang, BK_W_STO_TAKEN, (long long)counts.recalled, option->path,
                   (long long)counts.kept);
    say(text);
    if (option->shards == 0) return;
    bk_words_print(text, TALK, lang, BK_W_STO_PART, (int)option->shard, (int)option->shards,
                   option->path);
    say(text);
}

int bk_store_option_close(bk_store_option *option, int code)
{
    if (option->store == NULL) return code;
    bool done = code == BK_EXIT_OK || code == BK_EXIT_FAILED_CHECK || code == BK_EXIT_CANCELLED;
    bk_error err = {.lang = option->console->lang};
    bk_status status = bk_store_sync(option->store, &err);
    if (status != BK_OK && done) code = bk_show_error(option->console, &err, status);
    if (status == BK_OK && done) tell(option);
    (void)bk_store_close(option->store, NULL);
    option->store = NULL;
    return code;
}
