/* complete.c - completions for three shells, from the table of commands. */
#include "cli/help.h"

#include <string.h>

/* ---- bash ---- */

static void add_option_names(bk_buffer *out, const bk_command *command)
{
    for (int32_t i = 0; i < command->n_options; i++)
        bk_buffer_print(out, "--%s ", command->options[i].name);
    for (int32_t i = 0; i < bk_common_option_count; i++)
        bk_buffer_print(out, "--%s%s", bk_common_options[i].name,
                        i + 1 < bk_common_option_count ? " " : "");
}

static void add_command_names(bk_buffer *out)
{
    for (int32_t i = 0; i < bk_command_count(); i++)
        bk_buffer_print(out, "%s%s", i > 0 ? " " : "", bk_command_at(i)->name);
}

static void complete_bash(bk_buffer *out)
{
    bk_buffer_text(out,
                   "# bash completion for blikk\n"
                   "_blikk() {\n"
                   "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                   "    COMPREPLY=()\n"
                   "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                   "        COMPREPLY=($(compgen -W \"");
    add_command_names(out);
    bk_buffer_text(out, " --help --version\" -- \"$word\"))\n"
                        "        return\n"
                        "    fi\n"
                        "    case $before in\n"
                        "    --lang) COMPREPLY=($(compgen -W \"nb en\" -- \"$word\")); return ;;\n"
                        "    esac\n"
                        "    case ${COMP_WORDS[1]} in\n");
    for (int32_t i = 0; i < bk_command_count(); i++) {
        const bk_command *command = bk_command_at(i);
        bk_buffer_print(out, "    %s) [[ $word == -* ]] && COMPREPLY=($(compgen -W \"",
                        command->name);
        add_option_names(out, command);
        bk_buffer_text(out, "\" -- \"$word\")) ;;\n");
    }
    bk_buffer_text(out, "    esac\n"
                        "}\n"
                        "complete -o default -F _blikk blikk\n");
}

/* ---- zsh ---- */

/* Text within single quotes, with zsh's own characters made plain. */
static void add_zsh_text(bk_buffer *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'')
            bk_buffer_text(out, "'\\''");
        else if (strchr("[]:\\", *c))
            bk_buffer_print(out, "\\%c", *c);
        else
            bk_buffer_add(out, c, 1);
    }
}

static void add_zsh_option(bk_buffer *out, bk_lang lang, const bk_option *option)
{
    bk_buffer_print(out, "            '%s--%s%s[", option->repeats ? "*" : "", option->name,
                    option->value ? "=" : "");
    add_zsh_text(out, bk_word(lang, option->help));
    bk_buffer_text(out, "]");
    if (option->choices)
        bk_buffer_print(out, ":%s:(%s)", option->value, option->choices);
    else if (option->value)
        bk_buffer_print(out, ":%s:%s", option->value, option->is_file ? "_files" : "");
    bk_buffer_text(out, "' \\\n");
}

static void complete_zsh(bk_buffer *out, bk_lang lang)
{
    bk_buffer_text(out, "#compdef blikk\n"
                        "_blikk() {\n"
                        "    local -a commands\n"
                        "    commands=(\n");
    for (int32_t i = 0; i < bk_command_count(); i++) {
        bk_buffer_print(out, "        '%s:", bk_command_at(i)->name);
        add_zsh_text(out, bk_word(lang, bk_command_at(i)->summary));
        bk_buffer_text(out, "'\n");
    }
    bk_buffer_text(out, "    )\n"
                        "    if (( CURRENT == 2 )); then\n"
                        "        _describe command commands\n"
                        "        return\n"
                        "    fi\n"
                        "    local command=$words[2]\n"
                        "    shift words\n"
                        "    (( CURRENT-- ))\n"
                        "    case $command in\n");
    for (int32_t i = 0; i < bk_command_count(); i++) {
        const bk_command *command = bk_command_at(i);
        bk_buffer_print(out, "    %s)\n        _arguments \\\n", command->name);
        for (int32_t o = 0; o < command->n_options; o++)
            add_zsh_option(out, lang, &command->options[o]);
        for (int32_t o = 0; o < bk_common_option_count; o++)
            add_zsh_option(out, lang, &bk_common_options[o]);
        bk_buffer_print(out, "            '*:%s:%s' ;;\n", command->name,
                        command->operand_is_file ? "_files" : "");
    }
    bk_buffer_text(out, "    esac\n"
                        "}\n"
                        "_blikk \"$@\"\n");
}

/* ---- fish ---- */

static void add_fish_text(bk_buffer *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'' || *c == '\\') bk_buffer_text(out, "\\");
        bk_buffer_add(out, c, 1);
    }
}

static void add_fish_option(bk_buffer *out, bk_lang lang, const char *command,
                            const bk_option *option)
{
    bk_buffer_print(out, "complete -c blikk -n '__fish_seen_subcommand_from %s' -l %s", command,
                    option->name);
    if (option->letter) bk_buffer_print(out, " -s %c", option->letter);
    if (option->choices)
        bk_buffer_print(out, " -xa '%s'", option->choices);
    else if (option->value)
        bk_buffer_text(out, option->is_file ? " -r" : " -x");
    bk_buffer_text(out, " -d '");
    add_fish_text(out, bk_word(lang, option->help));
    bk_buffer_text(out, "'\n");
}

static void complete_fish(bk_buffer *out, bk_lang lang)
{
    bk_buffer_text(out, "# fish completion for blikk\n");
    for (int32_t i = 0; i < bk_command_count(); i++) {
        bk_buffer_print(out, "complete -c blikk -n __fish_use_subcommand -a %s -d '",
                        bk_command_at(i)->name);
        add_fish_text(out, bk_word(lang, bk_command_at(i)->summary));
        bk_buffer_text(out, "'\n");
    }
    for (int32_t i = 0; i < bk_command_count(); i++) {
        const bk_command *command = bk_command_at(i);
        for (int32_t o = 0; o < command->n_options; o++)
            add_fish_option(out, lang, command->name, &command->options[o]);
        for (int32_t o = 0; o < bk_common_option_count; o++)
            add_fish_option(out, lang, command->name, &bk_common_options[o]);
    }
}

bool bk_completions(bk_buffer *out, bk_lang lang, const char *shell)
{
    if (strcmp(shell, "bash") == 0)
        complete_bash(out);
    else if (strcmp(shell, "zsh") == 0)
        complete_zsh(out, lang);
    else if (strcmp(shell, "fish") == 0)
        complete_fish(out, lang);
    else
        return false;
    return true;
}
