/* sweep_text.c - a sweep as tables for people: a line a point, and for one key a picture. */
#include "report/cells.h"
#include "report/head.h"
#include "report/notes.h"
#include "report/pictures.h"
#include "report/sweep_report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GAP = 2, COLUMN = 13, KEY_LEAST = 8, KEY_MOST = 22, BAR = 50, PICTURED = 40, KEY_TEXT = 64 };

/* The last part of a key's path: "caseload". */
static const char *short_key(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && dot[1] ? dot + 1 : path;
}

/* Columns of a key: its values and its short name. */
static int32_t key_columns(const bk_sweep_report *r, int32_t key)
{
    int32_t wide = bk_columns(short_key(bk_sweep_key(r->sweep, key)));
    for (int32_t i = 0; i < r->lines; i++) {
        char value[BK_VARY_VALUE];
        bk_sweep_value(r->sweep, r->point[i], key, value);
        if (bk_columns(value) > wide) wide = bk_columns(value);
    }
    return wide < KEY_LEAST ? KEY_LEAST : wide > KEY_MOST ? KEY_MOST : wide;
}

/* A value for reading: with the language's decimal mark. */
static void value_text(const bk_sweep_report *r, int32_t line, int32_t key, char out[KEY_TEXT])
{
    char value[BK_VARY_VALUE];
    bk_sweep_value(r->sweep, r->point[line], key, value);
    snprintf(out, KEY_TEXT, "%s", value);
    char *mark = strchr(out, '.');
    if (mark && r->writer.lang == BK_NB) *mark = ',';
}

static void write_right(bk_writer *writer, const char *text, int32_t columns)
{
    bk_writer_fill(writer, ' ', columns - bk_columns(text));
    bk_writer_text(writer, text);
}

static void write_owner(bk_sweep_report *r, bk_sweep_owner owner)
{
    bk_writer *w = &r->writer;
    bk_writer_style(w, BK_STYLE_HEADING);
    if (owner.scope == BK_SCOPE_TEAM) {
        bk_team_info team = bk_scenario_team(r->scenario, owner.index, w->lang);
        bk_writer_print(w, "%d  ", (int)owner.index + 1);
        bk_writer_show(w, team.office, -1);
        bk_writer_text(w, ", ");
        bk_writer_show(w, team.label, -1);
    } else {
        bk_writer_word(w, BK_W_SWP_ALL);
    }
    bk_writer_style(w, BK_STYLE_PLAIN);
    bk_writer_text(w, "\n");
}

/* ---- the picture ---- */

/* Bars of the first measure, from zero, or of a share from zero to the largest. */
static void draw_bars(bk_sweep_report *r, int32_t owner)
{
    bk_writer *w = &r->writer;
    bk_measure_info info = bk_scenario_measure(r->scenario, r->column[0], w->lang);
    int32_t key = key_columns(r, 0), bar = w->width - key - 14;
    if (bar > BAR) bar = BAR;
    double largest = 0;
    for (int32_t i = 0; i < r->lines; i++) {
        bk_estimate e = bk_sweep_figure(r, owner, i, 0);
        if (e.n > 0 && e.mean > largest) largest = e.mean;
    }
    if (!(largest > 0)) return;
    bk_writer_print(w, "  ");
    bk_writer_show(w, info.label, -1);
    bk_writer_print(w, ", %s\n", bk_figure_unit(&info));
    for (int32_t i = 0; i < r->lines; i++) {
        bk_estimate e = bk_sweep_figure(r, owner, i, 0);
        char value[KEY_TEXT], number[BK_NUMBER_TEXT];
        value_text(r, i, 0, value);
        double figure = bk_figure(info.unit_kind, e.mean);
        bk_writer_text(w, "  ");
        write_right(w, value, key);
        bk_writer_text(w, "  ");
        int32_t halves = e.n > 0 && e.mean > 0 ? (int32_t)(e.mean / largest * bar * 2 + 0.5) : 0;
        bk_writer_style(w, BK_STYLE_GAZE);
        for (int32_t c = 0; c < halves / 2; c++) bk_writer_text(w, "█");
        if (halves % 2) bk_writer_text(w, "▌");
        bk_writer_style(w, BK_STYLE_DIM);
        for (int32_t c = (halves + 1) / 2; c < bar; c++) bk_writer_text(w, "·");
        bk_writer_style(w, BK_STYLE_PLAIN);
        bk_format_fixed(w->lang, figure, bk_figure_decimals(info.unit_kind, fabs(figure)), number);
        write_right(w, e.n > 0 ? number : "–", 10);
        bk_writer_text(w, "\n");
    }
    bk_writer_paragraph(w, 2, BK_STYLE_DIM, info.note);
    bk_writer_text(w, "\n");
}

/* ---- the table ---- */

typedef struct {
    int32_t first, last; /* measures' columns */
    int32_t keys;        /* columns that the keys take */
    bk_notes notes;
} layout;

/* A measure's label, unit and marks, on as many lines as it takes. */
static void write_heads(bk_sweep_report *r, layout *l)
{
    bk_writer *w = &r->writer;
    char label[BK_SWEEP_COLUMNS][512];
    const char *rest[BK_SWEEP_COLUMNS];
    for (int32_t c = l->first; c < l->last; c++) {
        bk_measure_info info = bk_scenario_measure(r->scenario, r->column[c], w->lang);
        const char *unit = bk_figure_unit(&info);
        char marks[BK_NOTE_MARKS];
        bk_notes_mark(&l->notes, w->ascii, info.note, marks);
        snprintf(label[c], sizeof label[c], "%s%s%s%s", info.label, unit[0] ? ", " : "", unit,
                 marks);
        rest[c] = label[c];
    }
    for (bool more = true, first = true; more; first = false) {
        more = false;
        for (int32_t k = 0; first && k < bk_sweep_key_count(r->sweep); k++) {
            int32_t wide = key_columns(r, k);
            bk_writer_text(w, "  ");
            char name[KEY_TEXT];
            snprintf(name, sizeof name, "%s", short_key(bk_sweep_key(r->sweep, k)));
            bk_writer_fill(w, ' ', wide - bk_columns(name));
            bk_writer_column(w, name, bk_columns(name) < wide ? bk_columns(name) : wide);
        }
        if (!first) bk_writer_fill(w, ' ', l->keys);
        bk_writer_style(w, BK_STYLE_DIM);
        for (int32_t c = l->first; c < l->last; c++) {
            const char *line = rest[c];
            int32_t bytes = bk_wrap(&rest[c], COLUMN);
            char text[64];
            snprintf(text, sizeof text, "%.*s", (int)bytes, line);
            bk_writer_fill(w, ' ', GAP);
            write_right(w, text, COLUMN);
            more = more || *rest[c] != '\0';
        }
        bk_writer_style(w, BK_STYLE_PLAIN);
        bk_writer_text(w, "\n");
    }
}

static void write_cell(bk_sweep_report *r, int32_t owner, int32_t line, int32_t column)
{
    bk_writer *w = &r->writer;
    bk_unit unit = bk_scenario_measure(r->scenario, r->column[column], w->lang).unit_kind;
    bk_cell cell = bk_cell_of(w->lang, w->ascii, unit, bk_sweep_figure(r, owner, line, column));
    bk_writer_fill(w, ' ', GAP + COLUMN - bk_columns(cell.text));
    bk_writer_print(w, "%.*s", (int)cell.split, cell.text);
    if (!cell.text[cell.split]) return;
    bk_writer_style(w, BK_STYLE_DIM);
    bk_writer_text(w, cell.text + cell.split);
    bk_writer_style(w, BK_STYLE_PLAIN);
}

/* The measures that fit beside the keys; what does not fit stands in a table below. */
static void write_table(bk_sweep_report *r, int32_t owner)
{
    bk_writer *w = &r->writer;
    layout l = {0};
    int32_t keys = bk_sweep_key_count(r->sweep);
    for (int32_t k = 0; k < keys; k++) l.keys += 2 + key_columns(r, k);
    int32_t fit = (w->width - l.keys) / (GAP + COLUMN);
    if (fit < 1) fit = 1;
    for (l.first = 0; l.first < r->n_columns; l.first = l.last) {
        l.last = l.first + fit < r->n_columns ? l.first + fit : r->n_columns;
        write_heads(r, &l);
        for (int32_t i = 0; i < r->lines; i++) {
            for (int32_t k = 0; k < keys; k++) {
                char value[KEY_TEXT];
                value_text(r, i, k, value);
                bk_writer_text(w, "  ");
                write_right(w, value, key_columns(r, k));
            }
            for (int32_t c = l.first; c < l.last; c++) write_cell(r, owner, i, c);
            bk_writer_text(w, "\n");
        }
        if (r->points > r->lines) {
            bk_writer_text(w, "  ");
            bk_writer_word(w, BK_W_SWP_MORE_POINTS, (int)(r->points - r->lines));
            bk_writer_text(w, "\n");
        }
        bk_notes_print(&l.notes, w);
        bk_writer_text(w, "\n");
    }
}

/* ---- the page ---- */

static bool same(double a, double b)
{
    return (a <= b && a >= b) || (isnan(a) && isnan(b));
}

/* Whether any figure of an owner is another at some point: a key may concern other teams alone. */
static bool is_touched(const bk_sweep_report *r, int32_t owner)
{
    for (int32_t c = 0; c < r->n_columns; c++)
        for (int32_t i = 1; i < r->lines; i++) {
            bk_estimate first = bk_sweep_figure(r, owner, 0, c);
            bk_estimate e = bk_sweep_figure(r, owner, i, c);
            if (!same(first.mean, e.mean) || first.n != e.n) return true;
        }
    return r->lines < 2;
}

/* Leaves out measures that exist nowhere, and, unless they were asked for, those for which there is
 * no room. */
static void choose_columns(bk_sweep_report *r)
{
    int32_t keys = 0, kept = 0, column[BK_SWEEP_COLUMNS], from[BK_SWEEP_COLUMNS];
    for (int32_t k = 0; k < bk_sweep_key_count(r->sweep); k++) keys += 2 + key_columns(r, k);
    int32_t fit = (r->writer.width - keys) / (GAP + COLUMN);
    if (fit < 1) fit = 1;
    if (r->options.n_measures > 0) fit = BK_SWEEP_COLUMNS;
    for (int32_t c = 0; c < r->n_columns && kept < fit; c++) {
        bool exists = false;
        for (int32_t o = 0; o < r->n_owners; o++)
            for (int32_t i = 0; i < r->lines; i++)
                exists = exists || bk_sweep_figure(r, o, i, c).n > 0;
        if (!exists) continue;
        column[kept] = r->column[c];
        from[kept++] = c;
    }
    for (int64_t at = 0; at < (int64_t)r->n_owners * BK_SWEEP_LINES; at++)
        for (int32_t c = 0; c < kept; c++)
            r->estimate[at * kept + c] = r->estimate[at * r->n_columns + from[c]];
    for (int32_t c = 0; c < kept; c++) r->column[c] = column[c];
    r->n_columns = kept;
}

static void write_keys(bk_sweep_report *r)
{
    bk_writer *w = &r->writer;
    bk_words what = bk_sweep_is_grid(r->sweep) ? BK_W_SWP_GRID : BK_W_SWP_SOBOL;
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, what, (int)bk_sweep_point_count(r->sweep));
    for (int32_t k = 0; k < bk_sweep_key_count(r->sweep); k++) {
        bk_writer_text(w, "  ");
        bk_writer_show(w, bk_sweep_key(r->sweep, k), -1);
        bk_writer_text(w, "\n");
    }
    bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_SWP_LUCK);
    if (r->points < bk_sweep_point_count(r->sweep) || r->fewest < r->replications)
        bk_writer_word_paragraph(w, 0, BK_STYLE_ALARM, BK_W_SWP_STOPPED, (int)r->points,
                                 (int)bk_sweep_point_count(r->sweep), (int)r->fewest);
    bk_writer_text(w, "\n");
}

void bk_sweep_text(bk_sweep_report *r)
{
    bk_writer *w = &r->writer;
    bk_write_head(w, r->scenario, r->replications, r->seed);
    write_keys(r);
    if (r->points > 0) choose_columns(r);
    if (r->points == 0 || r->n_columns == 0) return;
    bool picture = bk_sweep_key_count(r->sweep) == 1 && bk_sweep_is_grid(r->sweep) &&
                   r->points >= 2 && r->points <= PICTURED;
    for (int32_t o = 0; o < r->n_owners; o++) {
        write_owner(r, r->owner[o]);
        if (!is_touched(r, o)) {
            bk_writer_word_paragraph(w, 2, BK_STYLE_DIM, BK_W_SWP_UNTOUCHED);
            bk_writer_text(w, "\n");
            continue;
        }
        if (picture) draw_bars(r, o);
        write_table(r, o);
    }
    bk_words how = r->most == 1 ? BK_W_RPT_NO_INTERVAL
                   : w->ascii   ? BK_W_RPT_INTERVAL_ASCII
                                : BK_W_RPT_INTERVAL;
    bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, how);
}
