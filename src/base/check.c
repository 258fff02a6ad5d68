/* check.c - the end of a process that found a bug of ours. */
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

void bk_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "blikk: internal error, please report it: '%s' does not hold (%s:%d)\n",
            condition, file, line);
    fflush(stderr);
#if defined(FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
    abort(); /* the fuzzer keeps the input of an abort, not of an exit */
#else
    _Exit(70); /* nothing registered with atexit may run on a broken state */
#endif
}
