#include "scenario/syntax.h"

#include <string.h>

/* The first row whose texts both occur in what toml++ 3.3 says. */
static const struct {
    const char *what;
    const char *where;
    bk_words text;
} ROWS[] = {
    {"encountered end-of-file", "string", BK_W_SCN_SYN_TEXT_END},
    {"control characters", "string", BK_W_SCN_SYN_TEXT_END},
    {"encountered end-of-file", "parsing array", BK_W_SCN_SYN_ARRAY_END},
    {"encountered end-of-file", "inline table", BK_W_SCN_SYN_TABLE_END},
    {"encountered end-of-file", "header", BK_W_SCN_SYN_HEADER_END},
    {"encountered end-of-file", "key-value pair", BK_W_SCN_SYN_EQUALS},
    {"encountered end-of-file", "parsing key", BK_W_SCN_SYN_EQUALS},
    {"cannot redefine existing", "", BK_W_SCN_SYN_TWICE},
    {"cannot insert", "existing inline table", BK_W_SCN_SYN_TWICE},
    {"expected '='", "", BK_W_SCN_SYN_EQUALS},
    {"expected value, saw", "", BK_W_SCN_SYN_NO_VALUE},
    {"expected a comment or whitespace", "header", BK_W_SCN_SYN_MORE},
    {"expected a comment or whitespace", "", BK_W_SCN_SYN_MORE},
    {"dangling comma", "inline table", BK_W_SCN_SYN_LAST_COMMA},
    {"expected key or closing '}'", "", BK_W_SCN_SYN_TABLE_END},
    {"inline table", "newline", BK_W_SCN_SYN_TABLE_END},
    {"expected comma or closing ']'", "", BK_W_SCN_SYN_COMMA},
    {"expected ']'", "header", BK_W_SCN_SYN_HEADER_END},
    {"escape", "", BK_W_SCN_SYN_ESCAPE},
    {"unicode scalar", "", BK_W_SCN_SYN_ESCAPE},
    {"not representable", "", BK_W_SCN_SYN_LARGE},
    {"expected bare key", "", BK_W_SCN_SYN_KEY},
    {"blank bare keys", "", BK_W_SCN_SYN_KEY},
    {"expected keys, tables", "", BK_W_SCN_SYN_KEY},
    {"parsing value", "", BK_W_SCN_SYN_VALUE},
    {"parsing boolean", "", BK_W_SCN_SYN_VALUE},
    {"integer", "", BK_W_SCN_SYN_VALUE},
    {"floating-point", "", BK_W_SCN_SYN_VALUE},
    {"parsing date", "", BK_W_SCN_SYN_VALUE},
    {"parsing time", "", BK_W_SCN_SYN_VALUE},
};

const char *bk_syntax_text(const char *detail, bk_lang lang)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        if (strstr(detail, ROWS[i].what) && strstr(detail, ROWS[i].where))
            return bk_word(lang, ROWS[i].text);
    }
    return detail;
}
