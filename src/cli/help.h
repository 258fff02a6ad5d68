/* help.h - help, the man page and completions: three drawings of the table of commands. */
#ifndef BK_CLI_HELP_H
#define BK_CLI_HELP_H

#include "base/buffer.h"
#include "cli/command.h"

/* What blikk is and its commands. */
void bk_help_overview(bk_buffer *out, const bk_console *console);

/* One command: examples first, then options. */
void bk_help_command(bk_buffer *out, const bk_console *console, const bk_command *command);

/* The manual page blikk(1), in roff for man(7). */
void bk_manual_page(bk_buffer *out, bk_lang lang);

/* Completions for "bash", "zsh" or "fish"; false for another shell. */
bool bk_completions(bk_buffer *out, bk_lang lang, const char *shell);

#endif
