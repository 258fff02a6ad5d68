/* toml_face.h - TOML in, a tree of nodes out. The one door to toml++; nothing else is C++.
 *
 * No exception passes it. The text must have passed bk_screen (screen.h), which bounds how deep
 * and how wide it is: toml++ walks its tables recursively.
 */
#ifndef BK_SCENARIO_TOML_FACE_H
#define BK_SCENARIO_TOML_FACE_H

#include "scenario/tree.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { BK_TOML_DETAIL = 240 };

/* The first mistake of syntax; detail is toml++'s own English text. */
typedef struct {
    bk_spot at;
    char detail[BK_TOML_DETAIL];
} bk_toml_mistake;

/* Parses length bytes of text into *out, a table, in arena; nodes say they come from source.
 * Errors: BK_ERR_INPUT (*mistake says where), BK_ERR_MEMORY; then *out is untouched. */
BK_MUST_CHECK bk_status bk_toml_parse(const char *text, int64_t length, const bk_source *source,
                                      bk_arena *arena, bk_node **out, bk_toml_mistake *mistake);

#ifdef __cplusplus
}
#endif

#endif
