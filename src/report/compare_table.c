/* compare_table.c - the changes in figures: before, after and change of one team, or the changes of
 * several teams or alternatives side by side. */
#include "report/contrasts.h"
#include "report/table.h"

#include <stdio.h>
#include <string.h>

enum { SIZE_TEXT = 48 };

typedef enum { SHOWS_BEFORE, SHOWS_AFTER, SHOWS_CHANGE, SHOWS_VERDICT } shows;

enum { HEAD_OFFICE, HEAD_TEAM, HEAD_SIZE, HEAD_WHAT, HEADS };

static const bk_words HEAD_NAMES[HEADS] = {BK_W_RPT_HEAD_OFFICE, BK_W_RPT_HEAD_TEAM,
                                           BK_W_RPT_HEAD_SIZE, BK_W_NONE};

typedef struct {
    shows what;
    int32_t arm;
    bk_scope scope;
    int32_t index;
} column;

typedef struct {
    const bk_contrasts *k;
    bool of_teams; /* columns are teams, so they are named; else all are of one team */
    bool of_arms;  /* columns are alternatives */
    int32_t n;
    column *column; /* [n] */
} shown;

/* ---- above ---- */

static void size_text(const shown *s, const bk_team_info *team, char out[SIZE_TEXT])
{
    bool ascii = s->k->writer->ascii;
    if (team->caseload == INT32_MAX)
        snprintf(out, SIZE_TEXT, "%d×%s", (int)team->caseworkers, ascii ? "inf" : "∞");
    else
        snprintf(out, SIZE_TEXT, "%d×%s%d", (int)team->caseworkers, team->open ? "≤" : "",
                 (int)team->caseload);
}

/* "3×100", and what it becomes. */
static void both_sizes(const shown *s, const column *c, char out[BK_HEAD_TEXT])
{
    const bk_comparison *comparison = s->k->comparison;
    int32_t other = bk_comparison_match(comparison, c->arm, BK_SCOPE_TEAM, c->index);
    bk_team_info before = bk_scenario_team(s->k->base, c->index, BK_EN);
    bk_team_info after = bk_scenario_team(bk_comparison_scenario(comparison, c->arm), other, BK_EN);
    char one[SIZE_TEXT], two[SIZE_TEXT];
    size_text(s, &before, one);
    size_text(s, &after, two);
    bool same = strcmp(one, two) == 0;
    snprintf(out, BK_HEAD_TEXT, "%s%s%s", one, same ? "" : " → ", same ? "" : two);
}

static void what_text(const shown *s, const column *c, char out[BK_HEAD_TEXT])
{
    static const bk_words WHAT[] = {BK_W_CMP_BEFORE, BK_W_CMP_AFTER, BK_W_CMP_CHANGE, BK_W_NONE};
    bk_lang lang = s->k->writer->lang;
    if (!s->of_arms)
        snprintf(out, BK_HEAD_TEXT, "%s", bk_word(lang, WHAT[c->what]));
    else if (c->what == SHOWS_BEFORE)
        snprintf(out, BK_HEAD_TEXT, "%s", bk_word(lang, BK_W_CMP_BASE));
    else
        bk_alternative_name(s->k, c->arm, out);
}

static void write_above(const void *context, const bk_writer *writer, int32_t i, int32_t head,
                        char out[BK_HEAD_TEXT])
{
    const shown *s = context;
    const column *c = &s->column[i];
    if (!s->of_teams) {
        if (head == HEAD_WHAT) what_text(s, c, out);
        return;
    }
    if (c->scope == BK_SCOPE_ALL) {
        if (head == HEAD_TEAM)
            snprintf(out, BK_HEAD_TEXT, "%s", bk_word(writer->lang, BK_W_RPT_ALL));
        return;
    }
    bk_team_info team = bk_scenario_team(s->k->base, c->index, writer->lang);
    if (head == HEAD_OFFICE) snprintf(out, BK_HEAD_TEXT, "%s", team.office);
    if (head == HEAD_TEAM) snprintf(out, BK_HEAD_TEXT, "%s", team.label);
    if (head == HEAD_SIZE) both_sizes(s, c, out);
}

static void write_name(const void *context, const bk_writer *writer, int32_t line,
                       char out[BK_TEAM_NAME])
{
    const shown *s = context;
    (void)writer;
    bk_contrast_name(s->k, s->column[line].arm, s->column[line].index, out);
}

/* ---- cells ---- */

static bk_cell cell_of(const void *context, const bk_writer *writer, int32_t i, int32_t measure,
                       bool *exists)
{
    const shown *s = context;
    const column *c = &s->column[i];
    bk_unit unit = bk_scenario_measure(s->k->base, measure, writer->lang).unit_kind;
    bk_contrast contrast =
        bk_comparison_change(s->k->comparison, c->arm, c->scope, c->index, measure);
    *exists = contrast.change.n > 0;
    bk_cell cell = {0};
    switch (c->what) {
    case SHOWS_BEFORE:
        return bk_cell_of(writer->lang, writer->ascii, unit, contrast.before);
    case SHOWS_AFTER:
        return bk_cell_of(writer->lang, writer->ascii, unit, contrast.after);
    case SHOWS_CHANGE:
        return bk_change_cell(writer->lang, writer->ascii, unit, &contrast);
    case SHOWS_VERDICT:
        snprintf(cell.text, sizeof cell.text, "%s",
                 bk_verdict_word(writer->lang, contrast.verdict));
        cell.split = (int32_t)strlen(cell.text);
    }
    return cell;
}

/* ---- tables ---- */

static bk_figures figures_of(const shown *s)
{
    return (bk_figures){.scenario = s->k->base,
                        .context = s,
                        .n_columns = s->n,
                        .n_heads = HEADS,
                        .head_name = HEAD_NAMES,
                        .head = write_above,
                        .cell = cell_of,
                        .name = write_name};
}

/* The listing is cut down to what there is in a table, so each table gets its own. */
static void draw(const shown *s)
{
    bk_writer *writer = s->k->writer;
    bk_listing listing;
    bk_status status = bk_listing_make(s->k->base, s->k->options, &listing);
    if (status != BK_OK) {
        if (writer->status == BK_OK) writer->status = status;
        return;
    }
    bk_figures figures = figures_of(s);
    bk_table_draw(writer, &figures, &listing);
    bk_free(listing.row);
}

static void write_heading(const bk_contrasts *k, int32_t arm)
{
    if (k->arms == 2) {
        bk_writer_heading(k->writer, BK_W_CMP_HEAD_TABLE);
        return;
    }
    bk_writer_style(k->writer, BK_STYLE_HEADING);
    bk_writer_word(k->writer, BK_W_CMP_HEAD_TABLE_N, (int)arm);
    bk_writer_style(k->writer, BK_STYLE_PLAIN);
    bk_writer_text(k->writer, "\n");
}

/* One team, or all: before, after, change. */
static void draw_one(const bk_contrasts *k, int32_t arm, bk_scope scope, int32_t index)
{
    column columns[] = {{SHOWS_BEFORE, arm, scope, index},
                        {SHOWS_AFTER, arm, scope, index},
                        {SHOWS_CHANGE, arm, scope, index},
                        {SHOWS_VERDICT, arm, scope, index}};
    shown s = {.k = k, .n = 4, .column = columns};
    draw(&s);
}

/* The one team that any alternative reaches; -1 when there is more to show. */
static int32_t only_team(const bk_contrasts *k)
{
    int32_t only = -1;
    for (int32_t arm = 1; arm < k->arms; arm++) {
        if (k->all_too[arm]) return -1;
        for (int32_t row = 0; row < k->teams; row++) {
            if (!bk_is_reached(k, arm, row)) continue;
            if (only >= 0 && only != row) return -1;
            only = row;
        }
    }
    return only;
}

/* One team under every alternative. */
static void draw_arms(const bk_contrasts *k, int32_t row)
{
    column columns[BK_COMPARED_MOST + 1] = {{SHOWS_BEFORE, 1, BK_SCOPE_TEAM, row}};
    shown s = {.k = k, .of_arms = true, .n = 1, .column = columns};
    for (int32_t arm = 1; arm < k->arms; arm++)
        columns[s.n++] = (column){SHOWS_CHANGE, arm, BK_SCOPE_TEAM, row};
    bk_writer_heading(k->writer, BK_W_CMP_HEAD_TABLE);
    draw(&s);
}

/* The changes of every team reached, and of all. */
static void draw_teams(const bk_contrasts *k, int32_t arm)
{
    column columns[BK_TEAMS_SIDE_BY_SIDE + 1];
    shown s = {.k = k, .of_teams = true, .column = columns};
    for (int32_t row = 0; row < k->teams; row++)
        if (bk_is_reached(k, arm, row))
            columns[s.n++] = (column){SHOWS_CHANGE, arm, BK_SCOPE_TEAM, row};
    columns[s.n++] = (column){SHOWS_CHANGE, arm, BK_SCOPE_ALL, 0};
    draw(&s);
}

static void draw_many(const bk_contrasts *k, int32_t arm)
{
    draw_one(k, arm, BK_SCOPE_ALL, 0);
    shown s = {.k = k, .of_teams = true};
    s.column = bk_alloc(k->n_reached[arm], sizeof *s.column);
    if (s.column == NULL) {
        if (k->writer->status == BK_OK) k->writer->status = BK_ERR_MEMORY;
        return;
    }
    for (int32_t row = 0; row < k->teams; row++)
        if (bk_is_reached(k, arm, row))
            s.column[s.n++] = (column){SHOWS_CHANGE, arm, BK_SCOPE_TEAM, row};
    bk_figures figures = figures_of(&s);
    bk_table_lines(k->writer, &figures, BK_W_CMP_TEAMS, k->options);
    bk_free(s.column);
}

void bk_draw_contrasts(const bk_contrasts *k)
{
    int32_t only = only_team(k);
    if (k->arms > 2 && only >= 0) {
        draw_arms(k, only);
        return;
    }
    for (int32_t arm = 1; arm < k->arms; arm++) {
        if (k->n_reached[arm] == 0 && !k->all_too[arm]) continue;
        write_heading(k, arm);
        if (k->n_reached[arm] > BK_TEAMS_SIDE_BY_SIDE)
            draw_many(k, arm);
        else if (k->n_reached[arm] == 0)
            draw_one(k, arm, BK_SCOPE_ALL, 0);
        else if (k->all_too[arm])
            draw_teams(k, arm);
        else
            for (int32_t row = 0; row < k->teams; row++)
                if (bk_is_reached(k, arm, row)) draw_one(k, arm, BK_SCOPE_TEAM, row);
    }
}
