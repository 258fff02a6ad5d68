/* cmd_serve.c - `blikk serve`: the page, on this machine alone. */
#include "base/file.h"
#include "base/memory.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/page_notices.h"

#if defined(BK_HAVE_PAGE)
#include "server/server.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SCENARIO_MOST = 16 << 20, PORT_MOST = 65535 };

extern char **environ;

/* Where there is a desktop, its own way to open an address. Nobody waits for the browser: what it
 * says is its own affair. */
static void open_browser(const char *address)
{
    static char program[] = "xdg-open";
    char *copy = bk_alloc(BK_SERVER_ADDRESS, 1);
    pid_t pid;
    if (!copy || (!getenv("DISPLAY") && !getenv("WAYLAND_DISPLAY"))) {
        bk_free(copy);
        return;
    }
    snprintf(copy, BK_SERVER_ADDRESS, "%s", address);
    char *const argv[] = {program, copy, NULL};
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", 1, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", 1, 0);
    (void)posix_spawnp(&pid, program, &quiet, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&quiet);
    bk_free(copy);
}

static void serve_until_interrupted(bk_server *server)
{
    const struct timespec step = {.tv_nsec = 200 * 1000 * 1000};
    for (int i = 0; !bk_interrupted(); i++) {
        nanosleep(&step, NULL);
        if (i % 5 == 0) bk_server_tend(server);
    }
}

static int serve(const bk_console *console, const bk_arguments *arguments,
                 const bk_server_options *options)
{
    bk_error err = {.lang = console->lang};
    bk_server *server = NULL;
    bk_status status = bk_server_start(options, &server, &err);
    if (status != BK_OK) return bk_show_error(console, &err, status);
    bk_interrupt_watch();
    /* The address is the result; how to end is talk. */
    if (console->talks) fprintf(stderr, "%s\n", bk_word(console->lang, BK_W_SRV_OPEN_AT));
    printf("%s\n", bk_server_address(server));
    fflush(stdout);
    if (console->talks) fprintf(stderr, "%s\n", bk_word(console->lang, BK_W_SRV_HOW_TO_END));
    if (!bk_has(arguments, "no-open")) open_browser(bk_server_address(server));
    serve_until_interrupted(server);
    bk_server_stop(server);
    return BK_EXIT_OK;
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    int64_t port = 0;
    int code = bk_whole_value(arguments, console, "port", 1, PORT_MOST, &port);
    if (code != BK_EXIT_OK) return code;
    bk_server_options options = {.lang = console->lang, .port = (int32_t)port};
    char *text = NULL;
    if (arguments->n_operands > 0) {
        bk_error err = {.lang = console->lang};
        bk_status status =
            bk_file_read(arguments->operand[0], SCENARIO_MOST, &text, &options.length, &err);
        if (status != BK_OK) return bk_show_error(console, &err, status);
        options.name = arguments->operand[0];
        options.text = text;
    } else {
        options.name = "study.toml";
        options.text = bk_server_file("study.toml", &options.length);
    }
    code = serve(console, arguments, &options);
    bk_free(text);
    return code;
}

void bk_page_notices(bk_output *output)
{
    int64_t length;
    const char *text = bk_server_file("notices.txt", &length);
    (void)!bk_output_bytes(output, text, length);
}

#else

void bk_page_notices(bk_output *output)
{
    (void)output;
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    return bk_usage_error(console, arguments->command, BK_W_SRV_NOT_BUILT,
                          "libmicrohttpd-dev, nodejs, npm");
}

#endif

static const bk_option OPTIONS[] = {
    {.name = "port", .value = "N", .help = BK_W_SRV_OPT_PORT},
    {.name = "no-open", .help = BK_W_SRV_OPT_NO_OPEN},
};

static const bk_example EXAMPLES[] = {
    {"serve", BK_W_SRV_EX},
    {"serve office.toml", BK_W_SRV_EX_OWN},
};

const bk_command bk_command_serve = {
    .name = "serve",
    .operand = "[SCENARIO]",
    .most = 1,
    .operand_is_file = true,
    .summary = BK_W_SRV_SERVE,
    .details = BK_W_SRV_SERVE_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
