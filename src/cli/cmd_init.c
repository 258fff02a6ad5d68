/* cmd_init.c - `blikk init`: eight questions, and a scenario of your own to start from. */
#include "base/format.h"
#include "base/text.h"
#include "blikk/blikk.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/init_file.h"
#include "cli/output.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { ANSWER_TEXT = 256, TALK = 1024 };

static const char USUAL_FILE[] = "office.toml";

static const struct {
    const char *option;
    bk_words question, help;
} ASKS[BK_ASK_COUNT] = {
    [BK_ASK_PEOPLE] = {"people", BK_W_INIT_ASK_PEOPLE, BK_W_INIT_HELP_PEOPLE},
    [BK_ASK_HOURS] = {"hours", BK_W_INIT_ASK_HOURS, BK_W_INIT_HELP_HOURS},
    [BK_ASK_CLIENTS] = {"clients", BK_W_INIT_ASK_CLIENTS, BK_W_INIT_HELP_CLIENTS},
    [BK_ASK_MESSAGES] = {"messages", BK_W_INIT_ASK_MESSAGES, BK_W_INIT_HELP_MESSAGES},
    [BK_ASK_MESSAGE_MINUTES] = {"message-minutes", BK_W_INIT_ASK_MESSAGE_MINUTES,
                                BK_W_INIT_HELP_MESSAGE_MINUTES},
    [BK_ASK_WEEKS_BETWEEN] = {"weeks-between", BK_W_INIT_ASK_WEEKS, BK_W_INIT_HELP_WEEKS},
    [BK_ASK_MINUTES] = {"conversation-minutes", BK_W_INIT_ASK_MINUTES, BK_W_INIT_HELP_MINUTES},
    [BK_ASK_MEASURES] = {"measures", BK_W_INIT_ASK_MEASURES, BK_W_INIT_HELP_MEASURES},
};

typedef struct {
    const bk_console *console;
    bk_answers answers;
} interview;

static void say(const bk_console *console, bk_words text, const char *argument)
{
    char line[TALK];
    bk_words_print(line, TALK, console->lang, text, argument, argument);
    fprintf(stderr, "blikk: %s\n", line);
}

/* ---- one answer ---- */

/* Norwegian writes 37,5. */
static void take_decimal_comma(bk_lang lang, char *text)
{
    char *comma = strchr(text, ',');
    if (lang != BK_NB || !comma || strchr(comma + 1, ',') || strchr(text, '.')) return;
    *comma = '.';
    double number;
    if (!bk_text_number(text, (int64_t)strlen(text), &number)) *comma = ',';
}

/* Asks the reader itself about the scenario that answers make, with value (may be NULL) at the path
 * of ask: so there is one range and one text for each mistake. why holds the reader's words. */
static bool may_stand(const interview *v, const bk_answers *answers, bk_ask ask, const char *value,
                      char why[TALK])
{
    bk_buffer file = {0};
    bk_init_file(&file, answers, v->console->lang);
    bk_override override = {.path = bk_ask_path(ask), .value = value};
    bk_error err = {.lang = v->console->lang};
    bk_scenario *scenario = NULL;
    bk_status status = bk_buffer_status(&file);
    if (status == BK_OK)
        status = bk_scenario_parse("init", bk_buffer_chars(&file), file.length, value ? 1 : 0,
                                   &override, &scenario, &err);
    if (status != BK_OK)
        snprintf(why, TALK, "%s",
                 err.count > 0 ? err.mistake[0].text : bk_word(v->console->lang, BK_W_NO_MEMORY));
    bk_scenario_destroy(scenario);
    bk_buffer_clear(&file);
    return status == BK_OK;
}

static bool take_number(interview *v, bk_ask ask, const char *given, char why[TALK])
{
    char text[ANSWER_TEXT];
    snprintf(text, sizeof text, "%s", given);
    take_decimal_comma(v->console->lang, text);
    bk_answers next = v->answers;
    if (!bk_text_number(text, (int64_t)strlen(text), &next.number[ask])) {
        if (may_stand(v, &next, ask, text, why)) /* a range, inf: TOML knows more than numbers */
            bk_words_print(why, TALK, v->console->lang, BK_W_INIT_PLAIN, given);
        return false;
    }
    next.is_given[ask] = true;
    if (ask == BK_ASK_CLIENTS && !next.is_given[BK_ASK_MESSAGES])
        next.number[BK_ASK_MESSAGES] = bk_messages_usual(next.number[ask]);
    if (!may_stand(v, &next, ask, NULL, why)) return false;
    v->answers = next;
    return true;
}

/* All domains, or those in reach, by their labels; as an option's value by their names. */
static void list_domains(bk_buffer *out, const interview *v, bool as_option, bool in_reach_only)
{
    int64_t before = out->length;
    for (int32_t d = 0; d < BK_DOMAINS; d++) {
        if (in_reach_only && !v->answers.in_reach[d]) continue;
        if (out->length > before) bk_buffer_text(out, as_option ? "," : ", ");
        bk_buffer_text(out, as_option ? bk_domain_name(d)
                                      : bk_label_in(bk_domain_label(d), v->console->lang, ""));
    }
}

static bool is_said(const char *text, bk_words words)
{
    return strcasecmp(text, bk_word(BK_NB, words)) == 0 ||
           strcasecmp(text, bk_word(BK_EN, words)) == 0;
}

/* Whether word is what text says, or begins with it ("arbeid" for "arbeidserfaring"). */
static bool begins(const char *word, const char *text, bool whole)
{
    size_t length = strlen(text);
    return strncasecmp(word, text, length) == 0 && (!whole || word[length] == '\0');
}

/* The domain that text names, in the file's word or in either language; else the only one that
 * begins so; -1 for none. */
static int32_t find_domain(const char *text)
{
    int32_t found = -1, count = 0;
    for (int32_t d = 0; d < BK_DOMAINS; d++) {
        bk_label label = bk_domain_label(d);
        const char *words[] = {bk_domain_name(d), label.nb, label.en};
        bool begins_so = false;
        for (int32_t i = 0; i < 3; i++) {
            if (begins(words[i], text, true)) return d;
            begins_so = begins_so || begins(words[i], text, false);
        }
        if (!begins_so) continue;
        found = d;
        count++;
    }
    return count == 1 && strlen(text) > 2 ? found : -1;
}

static void tell_no_domain(const interview *v, const char *text, char why[TALK])
{
    const char *names[2 * BK_DOMAINS];
    for (int32_t d = 0; d < BK_DOMAINS; d++) {
        names[2 * d] = bk_label_in(bk_domain_label(d), v->console->lang, "");
        names[2 * d + 1] = bk_domain_name(d);
    }
    int32_t nearest = bk_text_nearest(text, 2 * BK_DOMAINS, names);
    if (nearest >= 0) {
        bk_words_print(why, TALK, v->console->lang, BK_W_INIT_NO_DOMAIN_NEAR, text, names[nearest]);
        return;
    }
    bk_buffer all = {0};
    list_domains(&all, v, false, false);
    bk_words_print(why, TALK, v->console->lang, BK_W_INIT_NO_DOMAIN, text, bk_buffer_chars(&all));
    bk_buffer_clear(&all);
}

/* Cuts blanks off both ends of text. */
static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1])) text[--length] = '\0';
    return text;
}

static bool take_measures(interview *v, const char *given, char why[TALK])
{
    bool in_reach[BK_DOMAINS] = {false};
    char text[ANSWER_TEXT];
    snprintf(text, sizeof text, "%s", given);
    bool is_all = is_said(trim(text), BK_W_INIT_EVERYTHING);
    for (int32_t d = 0; d < BK_DOMAINS; d++) in_reach[d] = is_all;

    char *at = is_all || is_said(trim(text), BK_W_INIT_NOTHING) ? NULL : text;
    while (at) {
        char *comma = strchr(at, ',');
        if (comma) *comma = '\0';
        char *word = trim(at);
        int32_t domain = find_domain(word);
        if (domain < 0) {
            tell_no_domain(v, word, why);
            return false;
        }
        in_reach[domain] = true;
        at = comma ? comma + 1 : NULL;
    }
    memcpy(v->answers.in_reach, in_reach, sizeof in_reach);
    v->answers.is_given[BK_ASK_MEASURES] = true;
    return true;
}

/* Takes an answer as it was written; why says what is wrong with it when it returns false. */
static bool take(interview *v, bk_ask ask, const char *given, char why[TALK])
{
    char shown[ANSWER_TEXT];
    bk_text_show(given, (int64_t)strlen(given), shown, ANSWER_TEXT);
    if (ask == BK_ASK_MEASURES) return take_measures(v, shown, why);
    return take_number(v, ask, shown, why);
}

/* ---- options ---- */

/* Takes every option given; all of what is wrong is said. */
static int take_options(interview *v, const bk_arguments *arguments)
{
    bool is_wrong = false;
    for (int32_t i = 0; i < BK_ASK_COUNT; i++) {
        const char *given = bk_value(arguments, ASKS[i].option);
        char why[TALK];
        if (!given || take(v, (bk_ask)i, given, why)) continue;
        fprintf(stderr, "blikk: --%s: %s\n", ASKS[i].option, why);
        is_wrong = true;
    }
    if (!is_wrong) return BK_EXIT_OK;
    char hint[TALK];
    bk_words_print(hint, TALK, v->console->lang, BK_W_CLI_HELP_HINT, " ", arguments->command->name);
    fprintf(stderr, "%s\n", hint);
    return BK_EXIT_USAGE;
}

/* The usual answer as a person would write it, or as an option takes it. */
static void add_usual(bk_buffer *out, const interview *v, bk_ask ask, bool as_option)
{
    if (ask == BK_ASK_MEASURES) {
        list_domains(out, v, as_option, true);
        return;
    }
    char number[BK_NUMBER_TEXT];
    bk_format_number(v->answers.number[ask], number);
    char *point = strchr(number, '.');
    if (point && v->console->lang == BK_NB && !as_option) *point = ',';
    bk_buffer_text(out, number);
}

/* Says which usual values stand in for answers, so that nobody takes them for his own. */
static void tell_usual(const interview *v)
{
    bk_buffer list = {0};
    for (int32_t i = 0; i < BK_ASK_COUNT; i++) {
        if (v->answers.is_given[i]) continue;
        bk_buffer_print(&list, "%s--%s ", list.length > 0 ? ", " : "", ASKS[i].option);
        add_usual(&list, v, (bk_ask)i, true);
    }
    if (list.length > 0) say(v->console, BK_W_INIT_USUAL, bk_buffer_chars(&list));
    bk_buffer_clear(&list);
}

/* ---- a conversation on the terminal ---- */

/* One line of standard input, cut at ANSWER_TEXT; false at its end. */
static bool read_line(char line[ANSWER_TEXT])
{
    if (!fgets(line, ANSWER_TEXT, stdin)) return false;
    if (!strchr(line, '\n'))
        for (int c = getchar(); c != '\n' && c != EOF;) c = getchar();
    return true;
}

static void show_lines(const interview *v, const char *prefix, const char *text)
{
    bk_buffer lines = {0};
    bk_init_lines(&lines, prefix, text, v->console->talk_width);
    fputs(bk_buffer_chars(&lines), stderr);
    bk_buffer_clear(&lines);
}

static void explain(const interview *v, bk_ask ask)
{
    bk_buffer text = {0};
    if (ask == BK_ASK_MEASURES) {
        bk_buffer all = {0};
        list_domains(&all, v, false, false);
        bk_buffer_words(&text, v->console->lang, ASKS[ask].help, bk_buffer_chars(&all));
        bk_buffer_clear(&all);
    } else {
        bk_buffer_text(&text, bk_word(v->console->lang, ASKS[ask].help));
    }
    show_lines(v, "   ", bk_buffer_chars(&text));
    bk_buffer_clear(&text);
}

/* Asks until there is an answer; false when there is nobody to ask any more. */
static bool ask_one(interview *v, bk_ask ask, int32_t number, int32_t count)
{
    for (;;) {
        bk_buffer usual = {0};
        add_usual(&usual, v, ask, false);
        fprintf(stderr, "%d/%d %s [%s] ", (int)number, (int)count,
                bk_word(v->console->lang, ASKS[ask].question), bk_buffer_chars(&usual));
        bk_buffer_clear(&usual);

        char line[ANSWER_TEXT], why[TALK];
        if (!read_line(line)) return false;
        const char *answer = trim(line);
        if (!answer[0]) return true;
        if (strcmp(answer, "?") == 0)
            explain(v, ask);
        else if (take(v, ask, answer, why))
            return true;
        else
            show_lines(v, "   ", why);
    }
}

static int ask_all(interview *v)
{
    int32_t count = 0, number = 0;
    for (int32_t i = 0; i < BK_ASK_COUNT; i++) count += !v->answers.is_given[i];
    char intro[TALK];
    bk_words_print(intro, TALK, v->console->lang, BK_W_INIT_INTRO, (int)count);
    if (count > 0) show_lines(v, "", intro);
    if (count > 0) fprintf(stderr, "\n");
    for (int32_t i = 0; i < BK_ASK_COUNT; i++) {
        if (v->answers.is_given[i] || ask_one(v, (bk_ask)i, ++number, count)) continue;
        fprintf(stderr, "\n");
        say(v->console, BK_W_INIT_STOPPED, NULL);
        return BK_EXIT_CANCELLED;
    }
    return BK_EXIT_OK;
}

/* ---- the file ---- */

/* What is written reads back: anything else is our own mistake. */
static bk_status write_scenario(const interview *v, bk_output *output)
{
    bk_buffer file = {0};
    bk_init_file(&file, &v->answers, v->console->lang);
    bk_error err = {.lang = v->console->lang};
    bk_scenario *scenario = NULL;
    bk_status status = bk_buffer_status(&file);
    if (status == BK_OK)
        status = bk_scenario_parse("init", bk_buffer_chars(&file), file.length, 0, NULL, &scenario,
                                   &err);
    BK_ASSERT(status != BK_ERR_INPUT);
    bk_scenario_destroy(scenario);
    if (status == BK_OK) status = bk_output_bytes(output, bk_buffer_chars(&file), file.length);
    bk_buffer_clear(&file);
    return status;
}

static int run(const bk_console *console, const bk_arguments *arguments)
{
    interview v = {.console = console, .answers = bk_answers_usual()};
    const char *path = bk_value(arguments, "output");
    if (!path) path = USUAL_FILE;
    bool is_file = strcmp(path, "-") != 0;
    if (is_file && !bk_has(arguments, "force") && access(path, F_OK) == 0) {
        say(console, BK_W_INIT_EXISTS, path);
        return BK_EXIT_USAGE;
    }
    bk_output output;
    int code = take_options(&v, arguments);
    if (code == BK_EXIT_OK) code = bk_output_start(&output, console, path);
    if (code != BK_EXIT_OK) return code;

    if (isatty(STDIN_FILENO) && console->talks)
        code = ask_all(&v);
    else
        tell_usual(&v);
    if (code != BK_EXIT_OK) {
        bk_output_drop(&output);
        return code;
    }
    code = bk_output_end(&output, write_scenario(&v, &output), BK_EXIT_OK);
    if (code == BK_EXIT_OK && is_file) {
        char text[TALK];
        if (!console->talks) say(console, BK_W_INIT_DONE, path); /* bk_output_end told it else */
        bk_words_print(text, TALK, console->lang, BK_W_INIT_NEXT, path, path);
        fprintf(stderr, "%s\n", text);
    }
    return code;
}

/* ---- the row ---- */

static const bk_option OPTIONS[] = {
    {.name = "people", .value = "N", .help = BK_W_INIT_OPT_PEOPLE},
    {.name = "hours", .value = "N", .help = BK_W_INIT_OPT_HOURS},
    {.name = "clients", .value = "N", .help = BK_W_INIT_OPT_CLIENTS},
    {.name = "messages", .value = "N", .help = BK_W_INIT_OPT_MESSAGES},
    {.name = "message-minutes", .value = "N", .help = BK_W_INIT_OPT_MESSAGE_MINUTES},
    {.name = "weeks-between", .value = "N", .help = BK_W_INIT_OPT_WEEKS},
    {.name = "conversation-minutes", .value = "N", .help = BK_W_INIT_OPT_MINUTES},
    {.name = "measures", .value = "LIST", .help = BK_W_INIT_OPT_MEASURES},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .is_file = true,
     .help = BK_W_INIT_OPT_OUTPUT},
    {.name = "force", .help = BK_W_INIT_OPT_FORCE},
};

static const bk_example EXAMPLES[] = {
    {"init", BK_W_INIT_EX},
    {"init --people 8 --clients 90 --messages 40 -o our-office.toml", BK_W_INIT_EX_FLAGS},
};

const bk_command bk_command_init = {
    .name = "init",
    .operand = "",
    .summary = BK_W_INIT,
    .details = BK_W_INIT_MORE,
    .n_options = sizeof OPTIONS / sizeof OPTIONS[0],
    .options = OPTIONS,
    .n_examples = sizeof EXAMPLES / sizeof EXAMPLES[0],
    .examples = EXAMPLES,
    .run = run,
};
