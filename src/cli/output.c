#include "cli/output.h"

#include "base/file.h"
#include "cli/ranks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_TEXT = 4096, REASON_TEXT = 200 };

static int say_failed(const bk_console *console, const char *path, int number)
{
    char reason[REASON_TEXT], text[FOLDER_TEXT];
    bk_words why = number == ENOSPC || number == EDQUOT    ? BK_W_FILE_WHY_FULL
                   : number == ENOENT || number == ENOTDIR ? BK_W_CLI_NO_FOLDER
                   : number == EACCES || number == EPERM   ? BK_W_FILE_WHY_ACCESS
                                                           : BK_W_FILE_WHY_OTHER;
    bk_words_print(reason, REASON_TEXT, console->lang, why, number);
    bk_words_print(text, FOLDER_TEXT, console->lang, BK_W_FILE_WRITE, path, reason);
    fprintf(stderr, "blikk: %s\n", text);
    return BK_EXIT_IO;
}

/* Whether a new file could be made beside path: a run may take long, so look before it. */
static int look_at_folder(const char *path)
{
    struct stat at;
    if (stat(path, &at) == 0) return access(path, W_OK) == 0 ? 0 : errno;
    char folder[FOLDER_TEXT] = ".";
    const char *slash = strrchr(path, '/');
    if (slash) {
        int length = slash == path ? 1 : (int)(slash - path);
        if (length >= FOLDER_TEXT) return ENOENT;
        snprintf(folder, sizeof folder, "%.*s", length, path);
    }
    return access(folder, W_OK | X_OK) == 0 ? 0 : errno;
}

int bk_output_start(bk_output *output, const bk_console *console, const char *path)
{
    if (path && strcmp(path, "-") == 0) path = NULL;
    *output = (bk_output){.console = console, .path = path};
    const bk_ranks *ranks = console->ranks;
    if (ranks && ranks->rank > 0) output->path = path = NULL; /* rank 0 writes the file */
    int number = path ? look_at_folder(path) : 0;
    int code = number == 0 ? BK_EXIT_OK : say_failed(console, path, number);
    return ranks ? ranks->agree(ranks->self, code) : code;
}

bk_status bk_output_bytes(void *context, const char *bytes, int64_t length)
{
    bk_output *output = context;
    if (output->path) {
        bk_buffer_add(&output->buffer, bytes, length);
        return bk_buffer_status(&output->buffer);
    }
    if (output->failed) return BK_ERR_IO;
    if (fwrite(bytes, 1, (size_t)length, stdout) != (size_t)length) {
        output->failed = errno ? errno : EIO;
        return BK_ERR_IO;
    }
    return BK_OK;
}

void bk_output_line(void *context, const char *line)
{
    (void)bk_output_bytes(context, line, (int64_t)strlen(line));
    (void)bk_output_bytes(context, "\n", 1);
}

/* Puts the gathered bytes in place of the file. */
static int put_file(bk_output *output, int code)
{
    bk_error err = {.lang = output->console->lang};
    bk_status status =
        bk_file_write(output->path, bk_buffer_chars(&output->buffer), output->buffer.length, &err);
    if (status != BK_OK) return bk_show_error(output->console, &err, status);
    if (output->console->talks) {
        char text[FOLDER_TEXT];
        bk_words_print(text, FOLDER_TEXT, output->console->lang, BK_W_CLI_WRITTEN, output->path);
        fprintf(stderr, "%s\n", text);
    }
    return code;
}

int bk_output_end(bk_output *output, bk_status status, int code)
{
    if (output->path && status == BK_OK) status = bk_buffer_status(&output->buffer);
    if (output->path && status == BK_OK) {
        code = put_file(output, code);
    } else if (!output->path) {
        if (fflush(stdout) != 0 && output->failed == 0) output->failed = errno ? errno : EIO;
        if (output->failed == EPIPE) {
            status = BK_OK;
        } else if (output->failed != 0) {
            const char *name = bk_word(output->console->lang, BK_W_CLI_STDOUT);
            code = say_failed(output->console, name, output->failed);
            status = BK_OK;
        }
    }
    if (status != BK_OK) {
        bk_error err = {.lang = output->console->lang};
        code = bk_show_error(output->console, &err, status);
    }
    bk_buffer_clear(&output->buffer);
    return code;
}

void bk_output_drop(bk_output *output)
{
    bk_buffer_clear(&output->buffer);
}
