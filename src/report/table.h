/* table.h - the figures: things side by side when they are few, below each other when many.
 *
 * What stands in a cell and above a column is asked for, so that a result and a comparison are laid
 * out the same way.
 */
#ifndef BK_REPORT_TABLE_H
#define BK_REPORT_TABLE_H

#include "report/cells.h"
#include "report/pictures.h"
#include "report/sections.h"
#include "report/writer.h"

enum { BK_TEAMS_SIDE_BY_SIDE = 6, BK_COLUMNS_MOST = 9, BK_HEAD_TEXT = 240 };

/* What a table shows. Texts that come from a scenario need not be made safe to show. */
typedef struct {
    const bk_scenario *scenario; /* whose measures */
    const void *context;
    int32_t n_columns;         /* for bk_table_draw 1 to BK_COLUMNS_MOST */
    int32_t n_heads;           /* lines above the columns */
    const bk_words *head_name; /* [n_heads] what stands before each */
    /* What stands above a column; out is empty before. Lines in which nothing stands are left out.
     */
    void (*head)(const void *context, const bk_writer *writer, int32_t column, int32_t head,
                 char out[BK_HEAD_TEXT]);
    /* The figure of a measure in a column; *exists is false before. */
    bk_cell (*cell)(const void *context, const bk_writer *writer, int32_t column, int32_t measure,
                    bool *exists);
    /* For bk_table_lines: what stands before a line. */
    void (*name)(const void *context, const bk_writer *writer, int32_t line,
                 char out[BK_TEAM_NAME]);
} bk_figures;

/* Every listed measure a row. Columns that do not fit go into a further table below. A measure that
 * exists in no column is left out, and taken off the listing. Errors: BK_ERR_MEMORY and the sink's,
 * left in the writer. */
void bk_table_draw(bk_writer *writer, const bk_figures *figures, bk_listing *listing);

/* The columns as lines, the key measures beside each other; the first lines, and how to see the
 * rest. */
void bk_table_lines(bk_writer *writer, const bk_figures *figures, bk_words heading,
                    const bk_report_options *options);

/* A result: every team a column, then all together; only all together when the teams are too many.
 */
void bk_table_measures(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                       bk_listing *listing);

/* A result: every team a line. */
void bk_table_teams(bk_writer *writer, const bk_scenario *scenario, const bk_result *result,
                    const bk_report_options *options);

#endif
