/* syntax.h - the parser's English words about a mistake of syntax, as people here read it.
 */
#ifndef BK_SCENARIO_SYNTAX_H
#define BK_SCENARIO_SYNTAX_H

#include "base/words.h"

/* What detail (bk_toml_mistake) means, in lang; detail itself where we have no words for it. */
const char *bk_syntax_text(const char *detail, bk_lang lang);

#endif
