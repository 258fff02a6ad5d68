/* fault.c - the far side of --wrap: count, fail once, else pass on. */
#include "support/fault.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/types.h>

static _Atomic int64_t calls_left; /* until the one that fails; 0 or less: none does */
static _Atomic bool was_hit;

void fault_arm(int64_t nth)
{
    was_hit = false;
    calls_left = nth;
}

void fault_disarm(void)
{
    calls_left = 0;
}

bool fault_was_hit(void)
{
    return was_hit;
}

static bool must_fail(int number)
{
    if (calls_left <= 0 || atomic_fetch_sub(&calls_left, 1) != 1) return false;
    was_hit = true;
    errno = number;
    return true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
ssize_t __real_read(int fd, void *data, size_t size);
ssize_t __real_write(int fd, const void *data, size_t size);
int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *ptr, size_t size);
ssize_t __wrap_read(int fd, void *data, size_t size);
ssize_t __wrap_write(int fd, const void *data, size_t size);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);

void *__wrap_malloc(size_t size)
{
    return must_fail(ENOMEM) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return must_fail(ENOMEM) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *ptr, size_t size)
{
    return must_fail(ENOMEM) ? NULL : __real_realloc(ptr, size);
}

ssize_t __wrap_read(int fd, void *data, size_t size)
{
    return must_fail(EIO) ? -1 : __real_read(fd, data, size);
}

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
    return must_fail(ENOSPC) ? -1 : __real_write(fd, data, size);
}

int __wrap_fsync(int fd)
{
    return must_fail(EIO) ? -1 : __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    return must_fail(EACCES) ? -1 : __real_rename(from, to);
}
