/* manual.c - the manual page, from the table of commands. Format: man(7). */
#include "cli/help.h"

#include "blikk/blikk.h"

#include <string.h>

/* Text with what roff would take for its own made plain. */
static void add_roff(bk_buffer *out, const char *text)
{
    if (text[0] == '.' || text[0] == '\'') bk_buffer_text(out, "\\&");
    for (const char *c = text; *c; c++) {
        if (*c == '\\')
            bk_buffer_text(out, "\\e");
        else if (*c == '-')
            bk_buffer_text(out, "\\-");
        else
            bk_buffer_add(out, c, 1);
    }
}

static void add_section(bk_buffer *out, bk_lang lang, bk_words heading)
{
    bk_buffer_text(out, ".SH ");
    add_roff(out, bk_word(lang, heading));
    bk_buffer_text(out, "\n");
}

static void add_option(bk_buffer *out, bk_lang lang, const bk_option *option)
{
    bk_buffer_text(out, ".TP\n");
    if (option->letter) bk_buffer_print(out, "\\fB\\-%c\\fR, ", option->letter);
    bk_buffer_text(out, "\\fB\\-\\-");
    add_roff(out, option->name);
    bk_buffer_text(out, "\\fR");
    if (option->value) bk_buffer_print(out, " \\fI%s\\fR", option->value);
    bk_buffer_text(out, "\n");
    add_roff(out, bk_word(lang, option->help));
    bk_buffer_text(out, "\n");
}

static void add_command(bk_buffer *out, bk_lang lang, const bk_command *command)
{
    bk_buffer_print(out, ".SS blikk %s %s\n", command->name, command->operand);
    add_roff(out, bk_word(lang, command->summary));
    bk_buffer_text(out, "\n");
    if (command->details != BK_W_NONE) {
        bk_buffer_text(out, ".PP\n");
        add_roff(out, bk_word(lang, command->details));
        bk_buffer_text(out, "\n");
    }
    for (int32_t i = 0; i < command->n_options; i++) add_option(out, lang, &command->options[i]);
    for (int32_t i = 0; i < command->n_examples; i++) {
        bk_buffer_text(out, ".PP\n.EX\nblikk ");
        add_roff(out, command->examples[i].line);
        bk_buffer_text(out, "\n.EE\n.RS\n");
        add_roff(out, bk_word(lang, command->examples[i].what));
        bk_buffer_text(out, "\n.RE\n");
    }
}

void bk_manual_page(bk_buffer *out, bk_lang lang)
{
    bk_buffer_print(out, ".TH BLIKK 1 \"\" \"blikk %s\" \"\"\n", bk_version());
    add_section(out, lang, BK_W_CLI_MAN_NAME);
    bk_buffer_text(out, "blikk \\- ");
    add_roff(out, bk_word(lang, BK_W_CLI_MAN_WHAT));
    bk_buffer_text(out, "\n");
    add_section(out, lang, BK_W_CLI_MAN_SYNOPSIS);
    for (int32_t i = 0; i < bk_command_count(); i++) {
        const bk_command *command = bk_command_at(i);
        bk_buffer_print(out, "%s\\fBblikk %s\\fR \\fI%s\\fR [%s]\n", i > 0 ? ".br\n" : "",
                        command->name, command->operand, bk_word(lang, BK_W_CLI_OPTIONS_PLACE));
    }
    add_section(out, lang, BK_W_CLI_MAN_DESCRIPTION);
    add_roff(out, bk_word(lang, BK_W_CLI_ABOUT));
    bk_buffer_text(out, "\n");
    add_section(out, lang, BK_W_CLI_MAN_COMMANDS);
    for (int32_t i = 0; i < bk_command_count(); i++) add_command(out, lang, bk_command_at(i));
    add_section(out, lang, BK_W_CLI_MAN_COMMON);
    for (int32_t i = 0; i < bk_common_option_count; i++)
        add_option(out, lang, &bk_common_options[i]);
    add_section(out, lang, BK_W_CLI_MAN_EXIT);
    add_roff(out, bk_word(lang, BK_W_CLI_MAN_EXIT_CODES));
    bk_buffer_text(out, "\n");
    add_section(out, lang, BK_W_CLI_MAN_ENVIRONMENT);
    add_roff(out, bk_word(lang, BK_W_CLI_MAN_VARIABLES));
    bk_buffer_text(out, "\n");
}
