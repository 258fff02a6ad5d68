/* file.c - reading to a limit, and writing beside the target before it takes its place. */
#include "base/file.h"

#include "base/buffer.h"
#include "base/format.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- mistakes ---- */

static const struct {
    int number;
    bk_words reason;
} REASONS[] = {
    {ENOENT, BK_W_FILE_WHY_MISSING},     {EACCES, BK_W_FILE_WHY_ACCESS},
    {EPERM, BK_W_FILE_WHY_ACCESS},       {EISDIR, BK_W_FILE_WHY_FOLDER},
    {ENOTDIR, BK_W_FILE_WHY_NOT_FOLDER}, {ENOSPC, BK_W_FILE_WHY_FULL},
    {EDQUOT, BK_W_FILE_WHY_FULL},        {EROFS, BK_W_FILE_WHY_READ_ONLY},
    {ENAMETOOLONG, BK_W_FILE_WHY_NAME},  {EPIPE, BK_W_FILE_WHY_PIPE},
};

static bk_status refuse(bk_error *err, bk_words text, const char *path, int number)
{
    if (number == ENOMEM) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);

    bk_lang lang = err != NULL ? err->lang : BK_EN;
    if (strcmp(path, "-") == 0) path = bk_word(lang, BK_W_FILE_STDIN);
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++) {
        if (REASONS[i].number != number) continue;
        const char *reason = bk_word(lang, REASONS[i].reason);
        return bk_error_add(err, BK_ERR_IO, (bk_place){0}, text, path, reason);
    }
    char reason[80];
    bk_words_print(reason, sizeof reason, lang, BK_W_FILE_WHY_OTHER, number);
    return bk_error_add(err, BK_ERR_IO, (bk_place){0}, text, path, reason);
}

static bk_status refuse_length(bk_error *err, const char *path, int64_t limit)
{
    bk_lang lang = err != NULL ? err->lang : BK_EN;
    char bytes[BK_NUMBER_TEXT];
    bk_format_fixed(lang, (double)limit, 0, bytes);
    if (strcmp(path, "-") == 0) path = bk_word(lang, BK_W_FILE_STDIN);
    return bk_error_add(err, BK_ERR_INPUT, (bk_place){0}, BK_W_FILE_TOO_LONG, path, bytes);
}

/* ---- reading ---- */

/* Reads fd to its end into text. Returns 0, an errno, or -1 when there are more than limit bytes.
 */
static int read_all(int fd, int64_t limit, bk_buffer *text)
{
    char piece[16384];
    for (;;) {
        ssize_t n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        if (n == 0) return bk_buffer_status(text) == BK_OK ? 0 : ENOMEM;
        if (n > limit - text->length) return -1;
        bk_buffer_add(text, piece, n);
    }
}

bk_status bk_file_read(const char *path, int64_t limit, char **out, int64_t *length, bk_error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return refuse(err, BK_W_FILE_READ, path, errno);

    bk_buffer text = {0};
    int failed = read_all(fd, limit, &text);
    if (!is_stdin) close(fd);
    int64_t read_length = text.length;
    char *data = failed == 0 ? bk_buffer_take(&text) : NULL;
    bk_buffer_clear(&text);
    if (failed < 0) return refuse_length(err, path, limit);
    if (failed == 0 && data == NULL) failed = ENOMEM;
    if (failed > 0) return refuse(err, BK_W_FILE_READ, path, failed);
    *out = data;
    *length = read_length;
    return BK_OK;
}

/* ---- writing ---- */

/* Writes all of data. Returns 0 or an errno. */
static int write_all(int fd, const char *data, int64_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, data, (size_t)length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        data += n;
        length -= n;
    }
    return 0;
}

/* For a pipe or a device: there is nothing to put in its place. Returns 0 or an errno. */
static int write_through(const char *path, const char *data, int64_t length)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return errno;
    int failed = write_all(fd, data, length);
    if (close(fd) != 0 && failed == 0) failed = errno;
    return failed;
}

/* Opens a new file beside target and writes its name to temporary. Returns 0 or an errno. */
static int open_beside(const char *target, mode_t mode, bk_buffer *temporary, int *out)
{
    enum { TRIES = 100 }; /* the names differ by process, so a clash is left over from a crash */
    for (int i = 0; i < TRIES; i++) {
        bk_buffer_reset(temporary);
        bk_buffer_print(temporary, "%s.%ld-%d.tmp", target, (long)getpid(), i);
        if (bk_buffer_status(temporary) != BK_OK) return ENOMEM;
        int fd = open(bk_buffer_chars(temporary), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd >= 0) {
            *out = fd;
            return 0;
        }
        if (errno != EEXIST) return errno;
    }
    return EEXIST;
}

/* Makes the rename itself last: the folder is flushed too. Some file systems cannot, which is no
 * reason to tell anyone that the file was not written. */
static void flush_folder(const char *target)
{
    bk_buffer folder = {0};
    const char *slash = strrchr(target, '/');
    if (slash == NULL)
        bk_buffer_text(&folder, ".");
    else
        bk_buffer_add(&folder, target, slash == target ? 1 : slash - target);
    int fd = open(bk_buffer_chars(&folder), O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    bk_buffer_clear(&folder);
}

/* Puts the data in place of target. old is target's stat, NULL when there is none. Returns 0 or an
 * errno. */
static int replace(const char *target, const struct stat *old, const char *data, int64_t length)
{
    bk_buffer temporary = {0};
    int fd = -1;
    int failed = open_beside(target, 0666, &temporary, &fd); /* the umask decides for a new file */
    if (failed == 0) {
        if (old != NULL && fchmod(fd, old->st_mode & 07777) != 0) failed = errno;
        if (failed == 0) failed = write_all(fd, data, length);
        if (failed == 0 && fsync(fd) != 0) failed = errno;
        if (close(fd) != 0 && failed == 0) failed = errno;
        if (failed == 0 && rename(bk_buffer_chars(&temporary), target) != 0) failed = errno;
        if (failed != 0)
            unlink(bk_buffer_chars(&temporary));
        else
            flush_folder(target);
    }
    bk_buffer_clear(&temporary);
    return failed;
}

bk_status bk_file_write(const char *path, const char *data, int64_t length, bk_error *err)
{
    struct stat old;
    char *target = NULL;
    int failed = 0;
    BK_ASSERT(length >= 0);

    if (stat(path, &old) != 0) {
        failed = errno == ENOENT ? replace(path, NULL, data, length) : errno;
    } else if (S_ISDIR(old.st_mode)) {
        failed = EISDIR;
    } else if (!S_ISREG(old.st_mode)) {
        failed = write_through(path, data, length);
    } else if (access(path, W_OK) != 0) {
        failed = errno; /* a file that is write-protected is meant to stay */
    } else if ((target = realpath(path, NULL)) == NULL) {
        failed = errno;
    } else {
        failed = replace(target, &old, data, length);
    }
    free(target);
    return failed == 0 ? BK_OK : refuse(err, BK_W_FILE_WRITE, path, failed);
}
