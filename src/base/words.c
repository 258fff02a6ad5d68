/* words.c - the catalogue as a table. */
#include "base/words.h"

#include <stdio.h>

static const bk_label TEXT[BK_WORDS_COUNT] = {
#define BK_WORDS(id, nb, en) [BK_W_##id] = {nb, en},
#include "base/words.def"
#undef BK_WORDS
};

const char *bk_word(bk_lang lang, bk_words id)
{
    BK_ASSERT((int32_t)id >= 0 && id < BK_WORDS_COUNT);
    return lang == BK_NB ? TEXT[id].nb : TEXT[id].en;
}

/* The one place where a format is not a literal; a unit test checks both texts of every row. */
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#endif
int32_t bk_words_vprint(char *out, int32_t size, bk_lang lang, bk_words id, va_list args)
{
    int length = vsnprintf(out, (size_t)size, bk_word(lang, id), args);
    return length > 0 ? length : 0;
}
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

int32_t bk_words_print(char *out, int32_t size, bk_lang lang, bk_words id, ...)
{
    va_list args;
    va_start(args, id);
    int32_t length = bk_words_vprint(out, size, lang, id, args);
    va_end(args);
    return length;
}

const char *bk_label_in(bk_label label, bk_lang lang, const char *fallback)
{
    const char *wanted = lang == BK_NB ? label.nb : label.en;
    const char *other = lang == BK_NB ? label.en : label.nb;
    if (wanted != NULL) return wanted;
    return other != NULL ? other : fallback;
}
