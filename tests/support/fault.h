/* fault.h - makes the nth allocation or system call fail, for tests/fault.
 *
 * The linker sends malloc, calloc, realloc, read, write, fsync and rename of our own code here
 * (--wrap, see tests/meson.build); each call counts as one. A fault test runs its body for n = 1,
 * 2, ... until fault_was_hit says that the body no longer has an nth call:
 *
 *     for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
 *         fault_arm(n);
 *         bk_status status = body();
 *         fault_disarm();
 *         ... what must hold after a failure, when fault_was_hit()
 *     }
 */
#ifndef BK_TESTS_FAULT_H
#define BK_TESTS_FAULT_H

#include <stdbool.h>
#include <stdint.h>

/* The nth call from now fails, once: no memory, or ENOSPC. */
void fault_arm(int64_t nth);

/* No call fails; fault_was_hit keeps its answer. */
void fault_disarm(void);

/* Whether a call failed since fault_arm. */
bool fault_was_hit(void);

#endif
