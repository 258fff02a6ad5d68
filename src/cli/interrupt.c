#include "cli/interrupt.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t interrupted;

static void note_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static void set(void (*handler)(int), int flags)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

void bk_interrupt_watch(void)
{
    set(note_interrupt, (int)SA_RESETHAND);
}

void bk_interrupt_unwatch(void)
{
    set(SIG_DFL, 0);
}

bool bk_interrupted(void)
{
    return interrupted != 0;
}
