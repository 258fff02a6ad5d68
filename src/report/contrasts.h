/* contrasts.h - what the forms of a comparison share: whom the change reaches, and how a change is
 * written.
 *
 * A range in words is rounded outwards, and so is the half-width beside a change: what is shown is
 * never narrower than what was estimated.
 */
#ifndef BK_REPORT_CONTRASTS_H
#define BK_REPORT_CONTRASTS_H

#include "blikk/compare.h"
#include "report/cells.h"
#include "report/notes.h"
#include "report/pictures.h"
#include "report/sections.h"
#include "report/writer.h"

typedef struct {
    bk_writer *writer;
    const bk_comparison *comparison;
    const bk_report_options *options;
    const bk_scenario *base;
    int32_t arms, teams; /* the base's teams */
    int32_t team;        /* asked for alone, -1: all */
    bool *reached;       /* [arms x teams] the alternative has the team, and changes it */
    int32_t *n_reached;  /* [arms] */
    int32_t *n_matched;  /* [arms] teams that the alternative has */
    bool *all_too;       /* [arms] all together are worth telling beside the teams reached */
    bk_listing listing;
} bk_contrasts;

/* Errors: BK_ERR_MEMORY, *out is empty. */
BK_MUST_CHECK bk_status bk_contrasts_make(bk_writer *writer, const bk_comparison *comparison,
                                          int32_t team, const bk_report_options *options,
                                          bk_contrasts *out);
void bk_contrasts_clear(bk_contrasts *contrasts);

/* Reached by that alternative, and asked for. */
bool bk_is_reached(const bk_contrasts *contrasts, int32_t arm, int32_t row);

/* "A, Ordinary services, 100 → 110". */
void bk_contrast_name(const bk_contrasts *contrasts, int32_t arm, int32_t row,
                      char out[BK_TEAM_NAME]);

/* "alternative 2", or "the alternative" where there is one alone. */
void bk_alternative_name(const bk_contrasts *contrasts, int32_t arm, char out[BK_TEAM_NAME]);

/* "−3,1±0,4"; "0" where every pair is the same. */
bk_cell bk_change_cell(bk_lang lang, bool ascii, bk_unit unit, const bk_contrast *contrast);

/* "better", "worse", ...: "" where there is nothing to say. */
const char *bk_verdict_word(bk_lang lang, bk_verdict verdict);

/* The verdict's id in CSV and JSON; NULL where the measure does not exist. */
const char *bk_verdict_id(bk_verdict verdict);

/* from < to, both >= 0, as "3,0 til 3,8": rounded outwards, never to 0 unless it is. */
void bk_range_text(bk_lang lang, double from, double to, char out[BK_CELL_TEXT]);

/* The same decimals for both: "at most 0,3 ... or 0,4". */
void bk_bounds_text(bk_lang lang, double less, double more, char out_less[BK_NUMBER_TEXT],
                    char out_more[BK_NUMBER_TEXT]);

/* What changes for one team or for all (index 0), in words; in short: the most important, and not
 * by number of needs. Marks its notes and prints those not printed yet. */
void bk_say_changes(const bk_contrasts *contrasts, int32_t arm, bk_scope scope, int32_t index,
                    bool in_short, bk_notes *notes);

/* The tables of all alternatives. */
void bk_draw_contrasts(const bk_contrasts *contrasts);

#endif
