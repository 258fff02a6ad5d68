/* check.h - asserts that stay in release, and early return.
 *
 * BK_ASSERT is for our own bugs only: it prints the condition and stops with exit code 70.
 * BK_DEBUG_ASSERT is for invariants of the hot loop: built only with -DBK_DEBUG=1.
 */
#ifndef BK_BASE_CHECK_H
#define BK_BASE_CHECK_H

#include "blikk/status.h"

#if defined(__GNUC__)
#define BK_NORETURN __attribute__((noreturn, cold))
#define BK_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define BK_LIKELY(x) __builtin_expect(!!(x), 1)
#define BK_UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
#define BK_NORETURN
#define BK_PRINTF(fmt, args)
#define BK_LIKELY(x) (x)
#define BK_UNLIKELY(x) (x)
#endif

BK_NORETURN void bk_assert_failed(const char *condition, const char *file, int line);

#define BK_ASSERT(cond) (BK_LIKELY(cond) ? (void)0 : bk_assert_failed(#cond, __FILE__, __LINE__))

#if defined(BK_DEBUG) && BK_DEBUG
#define BK_DEBUG_ASSERT(cond) BK_ASSERT(cond)
#else
#define BK_DEBUG_ASSERT(cond) ((void)0)
#endif

/* Returns from the calling function when call fails. */
#define BK_TRY(call)                                                   \
    do {                                                               \
        bk_status bk_try_status = (call);                              \
        if (BK_UNLIKELY(bk_try_status != BK_OK)) return bk_try_status; \
    } while (0)

#endif
