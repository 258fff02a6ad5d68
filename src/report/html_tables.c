/* The tables: every measure with its interval, every key with what it rests on. */
#include "report/html_parts.h"

#include "report/cells.h"
#include "report/sections.h"

#include <string.h>

enum { NOTES = 16 };

typedef struct {
    int32_t n;
    const char *text[NOTES];
} note_list;

/* The number of a note, from 1; 0 where there is none. */
static int32_t note_number(note_list *notes, const char *text)
{
    if (text[0] == 0) return 0;
    for (int32_t i = 0; i < notes->n; i++)
        if (strcmp(notes->text[i], text) == 0) return i + 1;
    if (notes->n == NOTES) return 0;
    notes->text[notes->n++] = text;
    return notes->n;
}

/* The mean, and its interval below it. */
static void write_figure(bk_html *h, bk_unit unit, bk_estimate e)
{
    bk_estimate alone = e;
    alone.has_interval = false;
    bk_html_estimate(h, unit, alone);
    if (e.n == 0 || !e.has_interval) return;
    bk_buffer_text(&h->out, "<br><small>");
    bk_html_interval(h, unit, e);
    bk_buffer_text(&h->out, "</small>");
}

static void write_change(bk_html *h, int32_t team, const bk_measure_info *m)
{
    bk_contrast c = bk_html_change(h, team, m->id);
    if (c.verdict == BK_VERDICT_ABSENT || c.verdict == BK_VERDICT_SAME) {
        write_figure(h, m->unit_kind, bk_html_today(h, team, m->id));
        return;
    }
    bool sure = c.change.has_interval && (c.change.low > 0 || c.change.high < 0);
    write_figure(h, m->unit_kind, c.after);
    bk_buffer_text(&h->out, "<br><small>");
    bk_html_word(h, BK_W_HTM_TODAY);
    bk_buffer_text(&h->out, " ");
    c.before.has_interval = false;
    bk_html_estimate(h, m->unit_kind, c.before);
    bk_buffer_text(&h->out, "</small><br>");
    if (sure) {
        bk_buffer_text(&h->out, c.change.mean > 0 ? "<b>+" : "<b>");
        c.change.has_interval = false;
        bk_html_estimate(h, m->unit_kind, c.change);
        bk_buffer_text(&h->out, "</b>");
    } else {
        bk_buffer_text(&h->out, "<small>");
        bk_html_word(h, BK_W_HTM_NO_CHANGE);
        bk_buffer_text(&h->out, "</small>");
    }
}

static void write_cell(bk_html *h, int32_t team, const bk_measure_info *m)
{
    bk_buffer_text(&h->out, "<td>");
    if (h->comparison == NULL)
        write_figure(h, m->unit_kind, bk_html_today(h, team, m->id));
    else
        write_change(h, team, m);
    bk_buffer_text(&h->out, "</td>");
}

static void write_section(bk_html *h, const bk_listing *list, int32_t from, int32_t to,
                          note_list *notes)
{
    bk_html_element(h, "h3", bk_section_heading(list->row[from].section));
    bk_buffer_text(&h->out, "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
    bk_html_element(h, "th scope=\"col\"", BK_W_HTM_MEASURE);
    for (int32_t t = 0; t < h->teams; t++) {
        bk_buffer_text(&h->out, "<th scope=\"col\">");
        bk_html_team_name(h, t);
        bk_buffer_text(&h->out, "</th>");
    }
    bk_buffer_text(&h->out, "</tr></thead><tbody>\n");
    for (int32_t i = from; i < to; i++) {
        bk_measure_info m = bk_scenario_measure(h->scenario, list->row[i].measure, h->lang);
        int32_t note = note_number(notes, m.note);
        bk_buffer_text(&h->out, "<tr><th scope=\"row\">");
        bk_html_text(h, m.label);
        if (note > 0) bk_buffer_print(&h->out, "<sup>%d</sup>", (int)note);
        bk_buffer_text(&h->out, " <small>");
        bk_html_text(h, bk_figure_unit(&m));
        bk_buffer_text(&h->out, "</small></th>");
        for (int32_t t = 0; t < h->teams; t++) write_cell(h, t, &m);
        bk_buffer_text(&h->out, "</tr>\n");
    }
    bk_buffer_text(&h->out, "</tbody></table></div>\n");
}

void bk_html_measures(bk_html *h)
{
    note_list notes = {0};
    bk_listing list = {0};
    bk_html_element(h, "h2", BK_W_HTM_FIGURES);
    bk_html_element(h, "p class=\"quiet\"", BK_W_HTM_FIGURES_LEAD);
    if (bk_scenario_team_count(h->scenario) > h->teams) {
        bk_buffer_text(&h->out, "<p class=\"quiet\">");
        bk_html_word(h, BK_W_HTM_FIRST_TEAMS, (int)h->teams,
                     (int)bk_scenario_team_count(h->scenario));
        bk_buffer_text(&h->out, "</p>\n");
    }
    if (bk_listing_make(h->scenario, NULL, &list) != BK_OK) {
        h->out.failed = true;
        return;
    }
    for (int32_t from = 0, to = 0; from < list.n; from = to) {
        while (to < list.n && list.row[to].section == list.row[from].section) to++;
        write_section(h, &list, from, to, &notes);
    }
    bk_free(list.row);
    bk_buffer_text(&h->out, "<ol class=\"quiet\">\n");
    for (int32_t i = 0; i < notes.n; i++) {
        bk_buffer_text(&h->out, "<li>");
        bk_html_text(h, notes.text[i]);
        bk_buffer_text(&h->out, "</li>\n");
    }
    bk_buffer_text(&h->out, "</ol>\n");
}

void bk_html_keys(bk_html *h)
{
    bk_html_element(h, "h2", BK_W_HTM_KEYS);
    bk_html_element(h, "p", BK_W_HTM_KEYS_LEAD);
    bk_buffer_text(&h->out, "<details><summary>");
    bk_html_word(h, BK_W_HTM_SHOW_KEYS);
    bk_buffer_text(&h->out, "</summary><div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
    static const bk_words HEAD[] = {BK_W_HTM_KEY, BK_W_HTM_MEANING, BK_W_HTM_UNIT, BK_W_HTM_USUAL,
                                    BK_W_HTM_RESTS_ON};
    for (size_t i = 0; i < sizeof HEAD / sizeof HEAD[0]; i++)
        bk_html_element(h, "th scope=\"col\"", HEAD[i]);
    bk_buffer_text(&h->out, "</tr></thead><tbody>\n");
    for (int32_t i = 0; i < bk_key_count(); i++) {
        bk_key_info key = bk_key(i, h->lang);
        const char *const cells[] = {key.meaning, key.unit, key.usual, key.provenance};
        bk_buffer_text(&h->out, "<tr><th scope=\"row\"><code>");
        bk_html_text(h, key.path);
        bk_buffer_text(&h->out, "</code></th>");
        for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++) {
            bk_buffer_text(&h->out, "<td class=\"text\">");
            bk_html_text(h, cells[c]);
            bk_buffer_text(&h->out, "</td>");
        }
        bk_buffer_text(&h->out, "</tr>\n");
    }
    bk_buffer_text(&h->out, "</tbody></table></div></details>\n");
}
