/* codes.h - how clients are spoken of: codes IS, HAS and other, given by people to units of text.
 *
 * A unit belongs to a group (an interview, an office) and a service line, and may be coded by
 * several. Nothing but these labels is kept: no text, no names.
 *
 * Invariant:  units stand by group, line and name, so that the order of rows changes nothing.
 * Ownership:  everything lies in the arena; bk_codes_destroy frees it.
 */
#ifndef BK_EVIDENCE_CODES_H
#define BK_EVIDENCE_CODES_H

#include "base/buffer.h"
#include "base/memory.h"
#include "base/words.h"
#include "blikk/evidence.h"
#include "evidence/agreement.h"
#include "evidence/clusters.h"

typedef enum { BK_CODE_IS, BK_CODE_HAS, BK_CODE_OTHER, BK_CODE_COUNT } bk_code;

/* One row of the file. */
typedef struct {
    int32_t group, line, coder, unit; /* numbers of names */
    bk_code code;
    int32_t at; /* the row's line in the file */
} bk_code_row;

/* Different texts of one column, sorted by their bytes. */
typedef struct {
    int32_t count;
    const char **name; /* [count] */
} bk_names;

enum { BK_REMARKS_MOST = 64 };

typedef struct {
    bk_words text;
    const char *about;   /* its argument: a name, "" for none */
    int32_t at;          /* line in the file, from 1 */
    const char *said[2]; /* in both languages, with the place */
} bk_remark;

struct bk_codes {
    bk_arena arena;
    const char *file;
    int32_t n_rows;
    bk_code_row *row; /* [n_rows], by group, line, unit, coder */
    bk_names groups, lines, coders, units;

    int32_t n_units;     /* group, line and name together make a unit */
    int32_t *unit_count; /* [n_units x BK_CODE_COUNT] coders who gave it that code */
    int32_t *unit_group; /* [n_units], rising */
    int32_t *unit_line;  /* [n_units] */
    bk_cluster *cluster; /* [lines x groups] of the units coded IS or HAS */
    bk_line_info *info;  /* [lines] */
    bk_alpha_info alpha;
    int32_t n_remarks;
    bk_remark remark[BK_REMARKS_MOST];
};

/* From rows to figures; rows and names are there and sorted. Errors: BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_codes_sum_up(bk_codes *codes);

/* Order of rows: by group, line, unit, coder. */
int bk_code_row_order(const void *a, const void *b);

#endif
