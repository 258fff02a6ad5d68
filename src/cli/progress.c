#include "cli/progress.h"

#include "base/format.h"
#include "cli/interrupt.h"

#include <stdio.h>
#include <time.h>

enum { BAR = 30, LINE = 200 };

static const double REDRAW_S = 0.1;
static const double TELL_REST_AFTER_S = 2; /* before that a guess of the rest is worth little */

static double now_s(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

bk_progress bk_progress_start(const bk_console *console)
{
    bk_interrupt_watch();
    bk_progress progress = {.console = console, .started_s = now_s(), .shown_s = -1};
    return progress;
}

static void draw(bk_progress *progress, double share, double elapsed_s)
{
    const bk_console *console = progress->console;
    fputs("\r  ", stderr);
    for (int32_t i = 0; i < BAR; i++) {
        bool full = i < (int32_t)(share * BAR);
        fputs(console->ascii ? (full ? "#" : ".") : (full ? "█" : "░"), stderr);
    }
    fprintf(stderr, " %3d %%", (int)(100 * share));
    if (elapsed_s > TELL_REST_AFTER_S && share > 0.01) {
        char rest[BK_NUMBER_TEXT], text[LINE];
        bk_format_fixed(console->lang, elapsed_s / share - elapsed_s, 0, rest);
        bk_words_print(text, LINE, console->lang, BK_W_CLI_REST, rest);
        fprintf(stderr, "  %s", text);
    }
    fputs("\033[K", stderr);
    fflush(stderr);
    progress->visible = true;
}

bool bk_progress_step(void *context, int64_t done, int64_t total)
{
    bk_progress *progress = context;
    if (progress->console->talks && total > 0) {
        double now = now_s();
        if (now - progress->shown_s >= REDRAW_S) {
            progress->shown_s = now;
            draw(progress, (double)done / (double)total, now - progress->started_s);
        }
    }
    return !bk_interrupted();
}

double bk_progress_end(bk_progress *progress)
{
    if (progress->visible) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    bk_interrupt_unwatch();
    return now_s() - progress->started_s;
}
