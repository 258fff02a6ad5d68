/* status.h - how calls say what went wrong: a status as a value, and mistakes with their place.
 *
 * A bk_error is a plain struct of fixed size that the caller owns and starts as
 * bk_error err = {.lang = BK_EN}; texts are written into it in that language. It never
 * allocates, so it also works when memory is what is missing. One thread at a time.
 */
#ifndef BLIKK_STATUS_H
#define BLIKK_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define BK_MUST_CHECK __attribute__((warn_unused_result))
#else
#define BK_MUST_CHECK
#endif

typedef enum {
    BK_OK = 0,
    BK_ERR_FAILED_CHECK, /* a check the user asked for did not hold: exit code 1 */
    BK_ERR_USAGE,        /* command line or argument: exit code 2 */
    BK_ERR_INPUT,        /* a scenario was refused: exit code 3 */
    BK_ERR_IO,           /* reading or writing failed: exit code 4 */
    BK_ERR_MEMORY,       /* no memory: exit code 4 */
    BK_ERR_CANCELLED     /* stopped on request: exit code 130; what was finished is kept */
} bk_status;

typedef enum { BK_NB = 0, BK_EN = 1 } bk_lang; /* Norwegian bokmål, English */

enum {
    BK_MISTAKES_SHOWN = 20,
    BK_MISTAKE_TEXT = 480,   /* bytes, with the final zero; longer texts are cut at a character */
    BK_MISTAKE_SOURCE = 200, /* bytes of the line shown */
    BK_MISTAKE_FILE = 200
};

/* One mistake. file is "" where there is no file; line and column count from 1, 0 = unknown. */
typedef struct {
    char file[BK_MISTAKE_FILE];
    int32_t line;
    int32_t column;                 /* in characters, not bytes */
    int32_t width;                  /* characters to underline, at least 1 */
    int32_t skipped;                /* characters of a long line left out before source, else 0 */
    char source[BK_MISTAKE_SOURCE]; /* the line itself, "" when unknown; cut at a character */
    char text[BK_MISTAKE_TEXT];     /* what is wrong, what was expected, what to do next */
} bk_mistake;

typedef struct {
    bk_lang lang;
    bk_status status; /* of the first mistake; BK_OK when there is none */
    int32_t count;    /* mistakes found; the first BK_MISTAKES_SHOWN are kept */
    bk_mistake mistake[BK_MISTAKES_SHOWN]; /* in the order of their places */
} bk_error;

/* Writes mistake i as people read it (place, text, the line, a marker under it; no newline
 * at the end) into out, at most size bytes with the final zero. Returns the length it needs, as
 * snprintf does. Needs: 0 <= i < count and i < BK_MISTAKES_SHOWN. */
int32_t bk_error_format(const bk_error *err, int32_t i, char *out, int32_t size);

/* The process exit code that tells this status: 0, 1, 2, 3, 4 or 130. */
int32_t bk_status_exit_code(bk_status status);

#ifdef __cplusplus
}
#endif
#endif
