#include "scenario/mistakes.h"

#include <stdarg.h>
#include <string.h>

void bk_mistakes_init(bk_mistakes *mistakes, bk_error *err)
{
    *mistakes = (bk_mistakes){.err = err, .before = err ? err->count : 0};
}

bk_lang bk_mistakes_lang(const bk_mistakes *mistakes)
{
    return mistakes->err ? mistakes->err->lang : BK_EN;
}

/* Whether the place comes before the last mistake kept. Sources stand in the order of their ranks,
 * and only the file has rank 0. */
static bool is_earlier(const bk_mistake *last, const bk_source *source, bk_spot at)
{
    if (strcmp(last->file, source->name) != 0) return source->rank == 0;
    if (at.line != last->line) return at.line < last->line;
    return at.column < last->column;
}

bool bk_mistakes_past(bk_mistakes *mistakes, const bk_source *source, bk_spot at)
{
    bk_error *err = mistakes->err;
    if (!err || err->count < BK_MISTAKES_SHOWN) return false;
    bool fits = mistakes->before < BK_MISTAKES_SHOWN;
    if (fits && is_earlier(&err->mistake[BK_MISTAKES_SHOWN - 1], source, at)) return false;
    mistakes->count++;
    err->count++;
    return true;
}

void bk_mistakes_add(bk_mistakes *mistakes, const bk_source *source, bk_spot at, bk_words text, ...)
{
    if (mistakes->no_memory) return; /* what could not be read must not be called missing */
    if (bk_mistakes_past(mistakes, source, at)) return;
    mistakes->count++;
    bk_error *err = mistakes->err;
    if (!err) return;

    /* With twenty kept, an earlier one takes the place of the last. */
    int32_t total = err->count;
    if (total >= BK_MISTAKES_SHOWN) err->count = BK_MISTAKES_SHOWN - 1;

    char words[2 * BK_MISTAKE_TEXT];
    va_list args;
    va_start(args, text);
    bk_words_vprint(words, sizeof words, err->lang, text, args);
    va_end(args);
    bk_error_add(err, BK_ERR_INPUT, bk_source_place(source, at), BK_W_SCN_PLAIN, words);
    err->count = total + 1;
}

bool bk_mistakes_first(bk_node *node)
{
    if (node->origin->told) return false;
    node->origin->told = true;
    return true;
}

bk_status bk_mistakes_status(const bk_mistakes *mistakes)
{
    if (mistakes->no_memory) return BK_ERR_MEMORY;
    return mistakes->count > 0 ? BK_ERR_INPUT : BK_OK;
}
