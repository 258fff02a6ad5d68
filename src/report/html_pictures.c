/* The pictures: each an SVG with a text for those who do not see it; the figures stand in it. */
#include "report/html_parts.h"

#include "report/cells.h"
#include "report/sections.h"

#include <string.h>

enum { WIDTH = 900, NAME = 300, BAR = 430, ROW = 30, FIGURE = NAME + BAR + 14 };

static void number(bk_html *h, double x)
{
    char text[BK_NUMBER_TEXT];
    bk_format_fixed(BK_EN, x, 2, text);
    /* Grouped thousands are for people. */
    for (const char *c = text; *c; c++)
        if (*c != ',') bk_buffer_add(&h->out, c, 1);
}

static void rect(bk_html *h, double x, double y, double width, double height, const char *fill)
{
    bk_buffer_text(&h->out, "<rect x=\"");
    number(h, x);
    bk_buffer_text(&h->out, "\" y=\"");
    number(h, y);
    bk_buffer_text(&h->out, "\" width=\"");
    number(h, width > 0 ? width : 0);
    bk_buffer_text(&h->out, "\" height=\"");
    number(h, height);
    bk_buffer_print(&h->out, "\" fill=\"%s\"/>", fill);
}

static void label(bk_html *h, double x, double y)
{
    bk_buffer_text(&h->out, "<text x=\"");
    number(h, x);
    bk_buffer_text(&h->out, "\" y=\"");
    number(h, y);
    bk_buffer_text(&h->out, "\">");
}

static void begin(bk_html *h, bk_words heading, bk_words lead, double height)
{
    bk_html_element(h, "h2", heading);
    bk_html_element(h, "p class=\"quiet\"", lead);
    bk_buffer_print(&h->out, "<figure><svg viewBox=\"0 0 %d ", WIDTH);
    number(h, height);
    bk_buffer_text(&h->out, "\" role=\"img\" aria-label=\"");
    bk_html_word(h, lead);
    bk_buffer_text(&h->out, "\">\n");
}

static void end(bk_html *h)
{
    bk_buffer_text(&h->out, "</svg></figure>\n");
}

static double bounded(double share)
{
    return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* A bar of a share of most with its interval, and where today stands when it is of what is tried.
 */
static void draw_bar(bk_html *h, double y, bk_unit unit, bk_estimate e, double most,
                     bk_estimate today, const char *fill, const char *rest)
{
    rect(h, NAME, y, BAR, 14, rest);
    if (e.n > 0) {
        rect(h, NAME, y, BAR * bounded(e.mean / most), 14, fill);
        if (e.has_interval)
            rect(h, NAME + BAR * bounded(e.low / most), y + 5,
                 BAR * (bounded(e.high / most) - bounded(e.low / most)) + 2, 4, "#001a3d");
    }
    if (today.n > 0) rect(h, NAME + BAR * bounded(today.mean / most) - 1, y - 4, 2, 22, "#202733");
    label(h, FIGURE, y + 12);
    bk_html_estimate(h, unit, e);
    bk_buffer_text(&h->out, "</text>\n");
}

static void name(bk_html *h, int32_t team, double y)
{
    label(h, 0, y + 12);
    bk_html_team_name(h, team);
    bk_buffer_text(&h->out, "</text>");
}

/* One bar a team of one measure. */
static void bars(bk_html *h, const char *id, bk_unit unit, double most, const char *fill,
                 const char *rest)
{
    for (int32_t t = 0; t < h->teams; t++) {
        double y = t * ROW + 8;
        bk_estimate today = bk_html_today(h, t, id), none = {0};
        name(h, t, y);
        if (h->comparison != NULL)
            draw_bar(h, y, unit, bk_html_tried(h, t, id), most, today, fill, rest);
        else
            draw_bar(h, y, unit, today, most, none, fill, rest);
    }
}

static void caption(bk_html *h)
{
    if (h->comparison == NULL) return;
    bk_html_element(h, "p class=\"quiet\"", BK_W_HTM_LINE_TODAY);
}

void bk_html_gaze(bk_html *h)
{
    begin(h, BK_W_HTM_GAZE, BK_W_HTM_GAZE_LEAD, h->teams * ROW + 10);
    bars(h, "share_is", BK_UNIT_SHARE, 1.0, "#a64a10", "#c9dced");
    end(h);
    caption(h);
}

void bk_html_known(bk_html *h)
{
    begin(h, BK_W_HTM_KNOWN_TITLE, BK_W_HTM_KNOWN_LEAD, h->teams * ROW + 10);
    bars(h, "known_share", BK_UNIT_SHARE, 1.0, "#1768ac", "#dbe1e8");
    end(h);
    caption(h);
}

void bk_html_life(bk_html *h)
{
    begin(h, BK_W_HTM_LIFE, BK_W_HTM_LIFE_LEAD, h->teams * ROW + 10);
    bars(h, "exit_work_12m", BK_UNIT_SHARE, 1.0, "#007d79", "#dbe1e8");
    end(h);
    caption(h);
}

/* ---- the week ---- */

static const char *const COLOURS[] = {"#8a5a00", "#c9962b", "#007d79", "#a8323e",
                                      "#1768ac", "#5d4a9c", "#6f7785"};
enum { N_COLOURS = sizeof COLOURS / sizeof COLOURS[0] };

static bool is_of_week(const char *id)
{
    return bk_measure_is_of(id, "time_share") || strcmp(id, "idle_share") == 0;
}

static const char *colour_of(const char *id, int32_t i)
{
    return strcmp(id, "idle_share") == 0 ? "#d5dae1" : COLOURS[i % N_COLOURS];
}

static void draw_week(bk_html *h, int32_t team, double y)
{
    double x = NAME, wide = BAR + 150;
    int32_t part = 0;
    name(h, team, y);
    for (int32_t m = 0; m < bk_scenario_measure_count(h->scenario); m++) {
        const char *id = bk_scenario_measure(h->scenario, m, BK_EN).id;
        if (!is_of_week(id)) continue;
        bk_estimate e =
            h->comparison != NULL ? bk_html_tried(h, team, id) : bk_html_today(h, team, id);
        const char *fill = colour_of(id, part++);
        if (e.n == 0) continue;
        double width = wide * bounded(e.mean);
        rect(h, x, y, width > 1 ? width - 1 : width, 18, fill);
        x += width;
    }
    bk_buffer_text(&h->out, "\n");
}

void bk_html_week(bk_html *h)
{
    begin(h, BK_W_HTM_WEEK, BK_W_HTM_WEEK_LEAD, h->teams * ROW + 10);
    for (int32_t t = 0; t < h->teams; t++) draw_week(h, t, t * ROW + 6);
    bk_buffer_text(&h->out, "</svg><figcaption>");
    int32_t part = 0;
    for (int32_t m = 0; m < bk_scenario_measure_count(h->scenario); m++) {
        bk_measure_info info = bk_scenario_measure(h->scenario, m, h->lang);
        if (!is_of_week(info.id)) continue;
        const char *lane = strstr(info.label, ": ");
        bk_buffer_text(&h->out, "<svg width=\"12\" height=\"12\" style=\"display:inline-block\" "
                                "aria-hidden=\"true\">");
        rect(h, 0, 0, 12, 12, colour_of(info.id, part++));
        bk_buffer_text(&h->out, "</svg> ");
        bk_html_text(h, lane != NULL ? lane + 2 : info.label);
        bk_buffer_text(&h->out, " &nbsp; ");
    }
    bk_buffer_text(&h->out, "</figcaption></figure>\n");
}
