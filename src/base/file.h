/* file.h - whole files in, whole files out.
 *
 * Reading has a limit; writing is all or nothing: a reader sees the old file or the new one, never
 * a half, also after a power cut. Mistakes name the path and, in err's language, the reason.
 * err may be NULL.
 */
#ifndef BK_BASE_FILE_H
#define BK_BASE_FILE_H

#include "base/words.h"

/* Reads all of the file at path ("-" is standard input) into *out, length bytes and a final zero
 * that is not counted. Free with bk_free.
 * Errors: BK_ERR_INPUT (longer than limit bytes), BK_ERR_IO, BK_ERR_MEMORY; outputs untouched. */
BK_MUST_CHECK bk_status bk_file_read(const char *path, int64_t limit, char **out, int64_t *length,
                                     bk_error *err);

/* Puts length bytes in place of the file at path, or makes it: a new file beside it, fsync, rename.
 * A link is followed, permissions are kept; a pipe or device is written straight to.
 * Errors: BK_ERR_IO, BK_ERR_MEMORY; the old file is as it was, and nothing is left beside it. */
BK_MUST_CHECK bk_status bk_file_write(const char *path, const char *data, int64_t length,
                                      bk_error *err);

#endif
