/* output.h - where a command's result goes: standard output, or a file that is put in place whole.
 *
 * A reader that has gone (a closed pipe) is no mistake: nothing is said, and the exit code is 0.
 */
#ifndef BK_CLI_OUTPUT_H
#define BK_CLI_OUTPUT_H

#include "base/buffer.h"
#include "blikk/report.h"
#include "cli/command.h"

typedef struct {
    const bk_console *console;
    const char *path; /* NULL: standard output */
    bk_buffer buffer; /* what will stand in the file */
    int failed;       /* errno of standard output */
} bk_output;

/* path is the value of -o or NULL. Says so on standard error when the file could not be written to,
 * before any work is done, and returns BK_EXIT_IO; else BK_EXIT_OK. */
int bk_output_start(bk_output *output, const bk_console *console, const char *path);

/* A bk_byte_sink and a bk_line_sink; context is the bk_output. */
bk_status bk_output_bytes(void *context, const char *bytes, int64_t length);
void bk_output_line(void *context, const char *line);

/* Puts the file in place or empties the buffers. status is what the writing call returned, code the
 * exit code when all is well. Says what went wrong; returns the exit code. */
int bk_output_end(bk_output *output, bk_status status, int code);

/* Gives up instead: no file is written. */
void bk_output_drop(bk_output *output);

#endif
