/* interrupt.h - Ctrl-C as a question a run can ask.
 *
 * A signal handler can reach nothing but a global flag: the one exception to "no mutable globals".
 * The second Ctrl-C ends the program at once.
 */
#ifndef BK_CLI_INTERRUPT_H
#define BK_CLI_INTERRUPT_H

#include <stdbool.h>

/* From here on SIGINT and SIGTERM set the flag instead of ending the program. */
void bk_interrupt_watch(void);

/* Signals end the program again. */
void bk_interrupt_unwatch(void);

bool bk_interrupted(void);

#endif
