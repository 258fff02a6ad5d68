/* overrides.h - puts values into the tree by path: `--set` and [[change]] both.
 *
 * A value is set as if the file said so at that place: what inherits the key follows, unless it
 * has set the key itself. A whole table is set key by key.
 */
#ifndef BK_SCENARIO_OVERRIDES_H
#define BK_SCENARIO_OVERRIDES_H

#include "blikk/blikk.h"
#include "scenario/paths.h"

/* Texts of the paths that were set besides the given one, through inherits. */
typedef struct bk_also bk_also;
struct bk_also {
    const char *path;
    const bk_node *value;
    bk_also *next;
};

typedef struct {
    bk_reader *reader;
    bk_node *root;
    const bk_source *source; /* where the path stands, for messages */
    bk_spot at;
    bool change;   /* from a [[change]]: only what may change, and nothing new */
    int64_t work;  /* nodes visited and made so far, kept under a limit */
    bk_also *also; /* oldest first; filled for a change alone */
    bk_also *also_last;
} bk_setter;

/* Sets value at path; tells what is wrong with the path. Values are checked by the reading after.
 */
void bk_set_path(bk_setter *setter, const bk_path *path, const bk_node *value);

/* One `--set`, parsed. node is NULL when it was wrong, which has been told. */
typedef struct {
    bk_path path;
    bk_node *value;
    const bk_source *source;
} bk_parsed_override;

/* Parses path and value; a bare word that is no TOML value is a text. */
void bk_override_parse(bk_reader *reader, const bk_override *given, int32_t rank,
                       bk_parsed_override *out);

/* Whether it must be put in place before inherits are resolved. */
bool bk_override_is_early(const bk_parsed_override *override);

#endif
