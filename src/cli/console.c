#include "cli/console.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_WIDTH = 100, LEAST_WIDTH = 40, MOST_WIDTH = 400 };

/* The value of a variable, or "" where it is unset. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

/* What the locale says of one matter: the first of three variables that is set decides. */
static const char *locale_of(const char *matter)
{
    const char *value = variable("LC_ALL");
    if (!value[0]) value = variable(matter);
    if (!value[0]) value = variable("LANG");
    return value;
}

bool bk_lang_of(const char *name, bk_lang *out)
{
    static const struct {
        const char *name;
        bk_lang lang;
    } NAMES[] = {{"nb", BK_NB}, {"no", BK_NB}, {"nn", BK_NB}, {"en", BK_EN}};

    size_t length = strcspn(name, "_.@-");
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (length != 2 || strncasecmp(name, NAMES[i].name, 2) != 0) continue;
        *out = NAMES[i].lang;
        return true;
    }
    return false;
}

static bool is_utf8(const char *locale)
{
    const char *charset = strchr(locale, '.');
    if (!charset) return false;
    return strncasecmp(charset, ".utf-8", 6) == 0 || strncasecmp(charset, ".utf8", 5) == 0;
}

static int32_t width_of(int fd)
{
    if (!isatty(fd)) return USUAL_WIDTH;
    int64_t columns = 0;
    const char *told = variable("COLUMNS");
    if (!bk_text_whole(told, (int64_t)strlen(told), &columns)) {
        struct winsize size = {0};
        if (ioctl(fd, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
    }
    if (columns <= 0) return USUAL_WIDTH;
    if (columns < LEAST_WIDTH) return LEAST_WIDTH;
    return columns > MOST_WIDTH ? MOST_WIDTH : (int32_t)columns;
}

static bool shows_colour(int fd)
{
    const char *terminal = variable("TERM");
    return isatty(fd) && !variable("NO_COLOR")[0] && terminal[0] && strcmp(terminal, "dumb") != 0;
}

bk_console bk_console_look(void)
{
    bk_console console = {
        .lang = BK_NB,
        .width = width_of(STDOUT_FILENO),
        .ascii = !is_utf8(locale_of("LC_CTYPE")),
        .colour = shows_colour(STDOUT_FILENO),
        .talks = isatty(STDERR_FILENO) != 0,
        .talk_colour = shows_colour(STDERR_FILENO),
        .talk_width = width_of(STDERR_FILENO),
    };
    (void)bk_lang_of(locale_of("LC_MESSAGES"), &console.lang);
    return console;
}
