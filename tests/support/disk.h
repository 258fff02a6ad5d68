/* disk.h - a disk under SQLite that fails at its nth write, sync or other change: for tests of the
 * store. Once put in place it is what every later open of the process uses. */
#ifndef BK_TESTS_DISK_H
#define BK_TESTS_DISK_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { DISK_FULL, DISK_BROKEN } disk_fault;

/* Puts the disk, and a memory that may run out, under SQLite. Call first, once. */
void disk_start(void);

/* The nth change from now fails, and every one after it until disk_mend. */
void disk_arm(int64_t nth, disk_fault fault);
void disk_mend(void);

/* Files are opened for reading alone from now on, as if nothing may be written. */
void disk_lock(bool locked);

/* SQLite's nth request for memory from now is refused, once. */
void disk_arm_memory(int64_t nth);
void disk_mend_memory(void);

/* Whether anything was refused since it was armed. */
bool disk_was_hit(void);

#endif
