/* paths.h - the paths of `--set` and [[change]]: office.A.team.ordinary.caseload.
 *
 * Segments are parted by dots; names with other characters stand in quotes. '*' outside quotes
 * stands for every name or element. An office goes by its name or its number from 1, a team by its
 * conditions' name or its number.
 */
#ifndef BK_SCENARIO_PATHS_H
#define BK_SCENARIO_PATHS_H

#include "scenario/fields.h"
#include "scenario/values.h"

enum { BK_MAX_SEGMENTS = 8 };

typedef struct {
    int32_t count;
    const char *segment[BK_MAX_SEGMENTS];
    bool quoted[BK_MAX_SEGMENTS];
} bk_path;

/* Parses text; the segments are put into arena. False when it is no path (or has too many
 * segments), or memory is out: then *no_memory. */
bool bk_path_parse(bk_arena *arena, const char *text, bk_path *out, bool *no_memory);

/* The path as text, written one way only. Returns the length. */
int32_t bk_path_text(const bk_path *path, char *out, int32_t size);

/* The field that a path of this shape ends in, whatever its names; NULL where it ends in a table or
 * nowhere. */
const bk_field *bk_path_field(const bk_path *path);

bool bk_path_is_any(const bk_path *path, int32_t i);

#endif
