#include "report/table.h"

#include "base/check.h"
#include "report/notes.h"

#include <stdio.h>
#include <string.h>

enum {
    LABEL_LEAST = 28,
    LABEL_MOST = 48,
    GAP = 2,
    COLUMN_LEAST = 8,
    ROW_LABEL = 512,
    UNIT_TEXT = 80,
    HEAD_TEXT = BK_HEAD_TEXT,
    KEY_MOST = 8,
    KEY_COLUMN = 13,
    TEAM_ROWS = 30
};

/* How a column is laid out. */
typedef struct {
    int32_t wide; /* columns of its cells */
    int32_t head; /* columns of the longest word above them */
} column;

typedef struct {
    bk_writer *writer;
    const bk_figures *figures;
    bk_listing *listing;
    int32_t n_columns;
    column column[BK_COLUMNS_MOST];
    bk_cell *cell; /* [listing->n x n_columns] */
    int32_t label; /* columns of the labels */
    int32_t gap;   /* columns before each figure */
    bk_notes notes;
} table;

/* ---- cells ---- */

/* Fills the cells of a row; false when there is nothing in any of them. */
static bool fill_row(table *t, int32_t row)
{
    int32_t measure = t->listing->row[row].measure;
    bool something = false;
    for (int32_t c = 0; c < t->n_columns; c++) {
        bool exists = false;
        bk_cell *cell = &t->cell[row * t->n_columns + c];
        *cell = t->figures->cell(t->figures->context, t->writer, c, measure, &exists);
        int32_t wide = bk_columns(cell->text);
        if (wide > t->column[c].wide) t->column[c].wide = wide;
        something = something || exists;
    }
    return something;
}

static void write_cell(bk_writer *writer, const bk_cell *cell, int32_t gap, int32_t wide)
{
    bk_writer_fill(writer, ' ', gap + wide - bk_columns(cell->text));
    bk_writer_print(writer, "%.*s", (int)cell->split, cell->text);
    if (!cell->text[cell->split]) return;
    bk_writer_style(writer, BK_STYLE_DIM);
    bk_writer_text(writer, cell->text + cell->split);
    bk_writer_style(writer, BK_STYLE_PLAIN);
}

/* ---- heads ---- */

static void head_text(const table *t, int32_t c, int32_t head, char out[HEAD_TEXT])
{
    out[0] = '\0';
    t->figures->head(t->figures->context, t->writer, c, head, out);
}

/* bytes of text at the right of its column; hyphen where a word goes on in the next line. */
static void write_right(bk_writer *writer, const char *text, int32_t bytes, bool hyphen,
                        int32_t wide)
{
    char part[HEAD_TEXT];
    snprintf(part, sizeof part, "%.*s%s", (int)bytes, text, hyphen ? "-" : "");
    bk_writer_fill(writer, ' ', wide - bk_columns(part));
    bk_writer_show(writer, part, -1);
}

/* The next line of *rest in a column: broken at a space; a word that is too long in equal parts,
 * which meets the seam of many a compound. */
static void write_head_line(bk_writer *writer, const char **rest, int32_t gap, int32_t wide)
{
    const char *from = *rest;
    int32_t bytes = bk_wrap(rest, wide);
    bool hyphen = **rest && from[bytes] != ' ';
    if (hyphen) {
        char word[HEAD_TEXT];
        snprintf(word, sizeof word, "%.*s", (int)strcspn(from, " "), from);
        int32_t length = bk_columns(word), parts = (length + wide - 2) / (wide - 1);
        *rest = from;
        bytes = bk_wrap(rest, (length + parts - 1) / parts);
    }
    write_right(writer, from, bytes, hyphen, gap + wide);
}

/* One head over columns first to last - 1, as many lines as its longest text needs; nothing where
 * there is no text. */
static void write_head(table *t, int32_t head, int32_t first, int32_t last)
{
    char text[BK_COLUMNS_MOST][HEAD_TEXT];
    const char *rest[BK_COLUMNS_MOST];
    bool more = false;
    for (int32_t c = first; c < last; c++) {
        head_text(t, c, head, text[c]);
        rest[c] = text[c];
        more = more || text[c][0] != '\0';
    }
    const char *name = bk_word(t->writer->lang, t->figures->head_name[head]);
    for (int32_t line = 0; more; line++) {
        more = false;
        bk_writer_style(t->writer, BK_STYLE_DIM);
        bk_writer_column(t->writer, line == 0 ? name : "", t->label);
        bk_writer_style(t->writer, BK_STYLE_PLAIN);
        for (int32_t c = first; c < last; c++) {
            write_head_line(t->writer, &rest[c], 1, t->column[c].wide + t->gap - 1);
            more = more || *rest[c] != '\0';
        }
        bk_writer_text(t->writer, "\n");
    }
}

static void write_heads(table *t, int32_t first, int32_t last)
{
    for (int32_t head = 0; head < t->figures->n_heads; head++) write_head(t, head, first, last);
}

/* ---- rows ---- */

/* Rows that share what stands before or after the colon of their labels ("wait: messages", "wait:
 * dialogue"; "of the willing: seen as ...", "of the unwilling: seen as ...") say it once, above. */
typedef enum { SHARES_NOTHING, SHARES_HEAD, SHARES_TAIL } sharing;

static bk_measure_info row_info(const table *t, int32_t row)
{
    return bk_scenario_measure(t->figures->scenario, t->listing->row[row].measure, t->writer->lang);
}

/* What row a and row b may say once. */
static sharing shared_by(const table *t, int32_t a, int32_t b)
{
    if (b >= t->listing->n || t->listing->row[a].section != t->listing->row[b].section)
        return SHARES_NOTHING;
    bk_measure_info one = row_info(t, a), two = row_info(t, b);
    const char *colon = strstr(one.label, ": "), *other = strstr(two.label, ": ");
    if (!colon || !other || strcmp(bk_figure_unit(&one), bk_figure_unit(&two)) != 0)
        return SHARES_NOTHING;
    if (colon - one.label == other - two.label &&
        strncmp(one.label, two.label, (size_t)(colon - one.label)) == 0)
        return SHARES_HEAD;
    return strcmp(colon, other) == 0 ? SHARES_TAIL : SHARES_NOTHING;
}

/* Rows from first on that share the same. */
static int32_t shared_rows(const table *t, int32_t first, sharing what)
{
    int32_t last = first + 1;
    while (last < t->listing->n && shared_by(t, last - 1, last) == what) last++;
    return last - first;
}

/* ", %" or ", weeks" after a label; "" where the label says it. The no-break space keeps a short
 * unit with the word before it. */
static void unit_text(const bk_measure_info *info, char out[UNIT_TEXT])
{
    const char *unit = bk_figure_unit(info);
    bool told = unit[0] == '\0' || strncmp(info->label, unit, strlen(unit)) == 0;
    const char *space = strlen(unit) < 3 ? "\u00a0" : " ";
    snprintf(out, UNIT_TEXT, "%s%s%s", told ? "" : ",", told ? "" : space, told ? "" : unit);
}

/* The label, or the part of it that is the row's own, and the marks of its notes. */
static void row_label(table *t, const bk_measure_info *info, sharing what, char out[ROW_LABEL])
{
    char marks[BK_NOTE_MARKS], unit[UNIT_TEXT] = "";
    bk_notes_mark(&t->notes, t->writer->ascii, info->note, marks);
    if (what == SHARES_NOTHING) unit_text(info, unit);
    const char *start = info->label, *colon = strstr(info->label, ": ");
    if (what == SHARES_HEAD) start = colon + 2;
    size_t length = what == SHARES_TAIL ? (size_t)(colon - start) : strlen(start);
    snprintf(out, ROW_LABEL, "%.*s%s%s", (int)length, start, unit, marks);
}

static void write_row(table *t, int32_t row, sharing what, int32_t first, int32_t last)
{
    bk_measure_info info = row_info(t, row);
    char label[ROW_LABEL];
    row_label(t, &info, what, label);

    /* The figures stand on the label's last line, where the eye comes to rest. */
    const char *rest = label;
    for (int32_t line = 0;; line++) {
        const char *from = rest;
        int32_t indent = 2 + (line > 0 ? 2 : 0) + (what != SHARES_NOTHING ? 2 : 0);
        int32_t bytes = bk_wrap(&rest, t->label - indent);
        char part[ROW_LABEL];
        snprintf(part, sizeof part, "%.*s", (int)bytes, from);
        bk_writer_fill(t->writer, ' ', indent);
        if (*rest) {
            bk_writer_show(t->writer, part, -1);
            bk_writer_text(t->writer, "\n");
            continue;
        }
        bk_writer_column(t->writer, part, t->label - indent);
        break;
    }
    for (int32_t c = first; c < last; c++)
        write_cell(t->writer, &t->cell[row * t->n_columns + c], t->gap, t->column[c].wide);
    bk_writer_text(t->writer, "\n");
}

/* What the rows below have in common. */
static void write_shared(table *t, int32_t row, sharing what)
{
    bk_measure_info info = row_info(t, row);
    const char *start = info.label, *colon = strstr(info.label, ": ");
    if (what == SHARES_TAIL) start = colon + 2;
    size_t length = what == SHARES_HEAD ? (size_t)(colon - start) : strlen(start);
    char unit[UNIT_TEXT], text[ROW_LABEL];
    unit_text(&info, unit);
    snprintf(text, sizeof text, "%.*s%s", (int)length, start, unit);
    bk_writer_paragraph(t->writer, 2, BK_STYLE_PLAIN, text);
}

static void write_section(table *t, int32_t section)
{
    bk_writer_text(t->writer, "\n");
    bk_writer_heading(t->writer, bk_section_heading(section));
}

static void write_rows(table *t, int32_t first, int32_t last)
{
    int32_t section = -1;
    for (int32_t row = 0; row < t->listing->n;) {
        if (t->listing->row[row].section != section) {
            bk_notes_print(&t->notes, t->writer);
            section = t->listing->row[row].section;
            write_section(t, section);
        }
        sharing what = shared_by(t, row, row + 1);
        int32_t n = what == SHARES_NOTHING ? 1 : shared_rows(t, row, what);
        if (what != SHARES_NOTHING) write_shared(t, row, what);
        for (int32_t i = 0; i < n; i++) write_row(t, row++, what, first, last);
    }
    bk_notes_print(&t->notes, t->writer);
    bk_writer_text(t->writer, "\n");
}

/* ---- side by side ---- */

static int32_t longest_word(const char *text)
{
    int32_t longest = 0;
    while (*text) {
        char word[HEAD_TEXT];
        size_t bytes = strcspn(text, " ");
        snprintf(word, sizeof word, "%.*s", (int)bytes, text);
        if (bk_columns(word) > longest) longest = bk_columns(word);
        text += bytes + strspn(text + bytes, " ");
    }
    return longest;
}

static void measure_heads(table *t)
{
    for (int32_t c = 0; c < t->n_columns; c++) {
        t->column[c].wide = COLUMN_LEAST;
        for (int32_t head = 0; head < t->figures->n_heads; head++) {
            char text[HEAD_TEXT];
            head_text(t, c, head, text);
            int32_t wide = longest_word(text);
            if (wide > t->column[c].head) t->column[c].head = wide;
        }
    }
}

/* Columns from first that fit beside the labels with this gap, at least one. */
static int32_t fit(const table *t, int32_t first, int32_t gap, int32_t *used)
{
    int32_t last = first;
    for (*used = 0; last < t->n_columns; last++) {
        int32_t wide = gap + t->column[last].wide;
        if (last > first && LABEL_LEAST + *used + wide > t->writer->width) break;
        *used += wide;
    }
    return last;
}

/* Shares the width out between labels, gaps and the columns from first on; returns the first
 * column that did not fit. */
static int32_t lay_out(table *t, int32_t first)
{
    int32_t used = 0, last = fit(t, first, GAP, &used);
    t->gap = GAP;
    if (last < t->n_columns) {
        int32_t tight_used = 0, tight = fit(t, first, 1, &tight_used);
        if (tight > last) {
            last = tight;
            used = tight_used;
            t->gap = 1;
        }
    }
    int32_t label = t->writer->width - used;
    t->label = label < LABEL_LEAST ? LABEL_LEAST : label > LABEL_MOST ? LABEL_MOST : label;

    /* Heads get the room that the labels leave. */
    int32_t spare = (t->writer->width - used - t->label) / (last - first);
    for (int32_t c = first; c < last && spare > 0; c++) {
        int32_t wanted = t->column[c].head - t->column[c].wide;
        if (wanted > 0) t->column[c].wide += wanted < spare ? wanted : spare;
    }
    return last;
}

void bk_table_draw(bk_writer *writer, const bk_figures *figures, bk_listing *listing)
{
    table t = {
        .writer = writer, .figures = figures, .listing = listing, .n_columns = figures->n_columns};
    BK_ASSERT(t.n_columns >= 1 && t.n_columns <= BK_COLUMNS_MOST);
    measure_heads(&t);
    t.cell = bk_alloc((int64_t)(listing->n + 1) * t.n_columns, sizeof *t.cell);
    if (!t.cell) {
        if (writer->status == BK_OK) writer->status = BK_ERR_MEMORY;
        return;
    }
    int32_t kept = 0; /* rows in which there is something */
    for (int32_t row = 0; row < listing->n; row++) {
        listing->row[kept] = listing->row[row];
        if (fill_row(&t, kept)) kept++;
    }
    listing->n = kept;
    for (int32_t first = 0, last; first < t.n_columns; first = last) {
        last = lay_out(&t, first);
        t.notes = (bk_notes){0};
        write_heads(&t, first, last);
        write_rows(&t, first, last);
    }
    bk_free(t.cell);
}

/* ---- below each other ---- */

typedef struct {
    int32_t measure;
    char label[ROW_LABEL];
} key_column;

static void write_key_heads(bk_writer *writer, int32_t name, int32_t n, const key_column keys[])
{
    const char *rest[KEY_MOST];
    for (int32_t k = 0; k < n; k++) rest[k] = keys[k].label;
    for (bool more = true; more;) {
        more = false;
        bk_writer_fill(writer, ' ', name);
        for (int32_t k = 0; k < n; k++) {
            bk_writer_style(writer, BK_STYLE_DIM);
            write_head_line(writer, &rest[k], GAP, KEY_COLUMN);
            bk_writer_style(writer, BK_STYLE_PLAIN);
            more = more || *rest[k] != '\0';
        }
        bk_writer_text(writer, "\n");
    }
}

static void write_line(table *t, int32_t line, int32_t n, const key_column keys[])
{
    char name[BK_TEAM_NAME];
    t->figures->name(t->figures->context, t->writer, line, name);
    bk_writer_column(t->writer, name, t->label);
    for (int32_t k = 0; k < n; k++) {
        bool exists = false;
        bk_cell cell =
            t->figures->cell(t->figures->context, t->writer, line, keys[k].measure, &exists);
        write_cell(t->writer, &cell, GAP, KEY_COLUMN);
    }
    bk_writer_text(t->writer, "\n");
}

void bk_table_lines(bk_writer *writer, const bk_figures *figures, bk_words heading,
                    const bk_report_options *options)
{
    const bk_scenario *scenario = figures->scenario;
    table t = {.writer = writer, .figures = figures};
    int32_t room = (writer->width - LABEL_LEAST) / (GAP + KEY_COLUMN);
    int32_t measure[KEY_MOST];
    key_column keys[KEY_MOST];
    int32_t n = bk_key_measures(scenario, options, room < KEY_MOST ? room : KEY_MOST, measure);
    if (n == 0) return;
    for (int32_t k = 0; k < n; k++) {
        bk_measure_info info = bk_scenario_measure(scenario, measure[k], writer->lang);
        keys[k] = (key_column){.measure = measure[k]};
        row_label(&t, &info, SHARES_NOTHING, keys[k].label);
    }
    t.label = writer->width - n * (GAP + KEY_COLUMN);

    bk_writer_heading(writer, heading);
    write_key_heads(writer, t.label, n, keys);
    int32_t lines = figures->n_columns;
    for (int32_t line = 0; line < lines && line < TEAM_ROWS; line++) write_line(&t, line, n, keys);
    if (lines > TEAM_ROWS) {
        bk_writer_word(writer, BK_W_RPT_MORE_TEAMS, (int)(lines - TEAM_ROWS));
        bk_writer_text(writer, "\n");
    }
    bk_notes_print(&t.notes, writer);
    bk_writer_text(writer, "\n");
}
