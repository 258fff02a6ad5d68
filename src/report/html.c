/* The report to send: html.h. */
#include "report/html_parts.h"

#include "report/cells.h"
#include "report/pictures.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE = 2048 };

static const char STYLE[] =
    "body{margin:0 auto;max-width:68rem;padding:2rem 1.25rem 4rem;color:#202733;background:#fff;"
    "font:17px/1.5 'Source Sans 3','Source Sans Pro',Arial,sans-serif;"
    "font-variant-numeric:tabular-nums}"
    "h1{font-size:2.1rem;line-height:1.15;margin:.2rem 0 .4rem;letter-spacing:-.01em}"
    "h2{font-size:1.35rem;line-height:1.25;margin:2.6rem 0 .5rem;padding-top:.9rem;"
    "border-top:1px solid #cfd3d8}h3{font-size:1.05rem;margin:1.4rem 0 .3rem}p{margin:.3rem 0 .7rem}"
    ".quiet,figcaption{color:#49515e;font-size:.95rem}.lead{font-size:1.15rem}"
    ".note{border-left:3px solid #e75e01;padding-left:.8rem;margin:1rem 0}"
    "ul{padding-left:1.2rem;margin:.3rem 0}li{margin:.25rem 0}"
    "figure{margin:1rem 0 1.4rem}svg{max-width:100%;height:auto;display:block}"
    "svg text{font-family:inherit;font-size:14px;fill:#202733}"
    "table{border-collapse:collapse;width:100%;font-size:.92rem;margin:.4rem 0 1.2rem}"
    "th,td{text-align:left;vertical-align:top;padding:.28rem .7rem .28rem 0;"
    "border-bottom:1px solid #e1e3e7;font-weight:400}thead th{font-weight:600;vertical-align:bottom;"
    "border-bottom:2px solid #818997}td{white-space:nowrap}tbody th{min-width:13rem}small{color:#49515e;font-size:.85em}td.text{white-space:normal}"
    ".scroll{overflow-x:auto}"
    "pre{background:#f5f6f7;padding:.8rem 1rem;overflow-x:auto;font-size:.8rem;line-height:1.4;"
    "border-radius:8px;white-space:pre-wrap;overflow-wrap:anywhere}"
    "summary{color:#0063c1;cursor:pointer;margin:.4rem 0}code{overflow-wrap:anywhere}"
    ":focus-visible{outline:3px solid #202733;outline-offset:2px}"
    "@media print{body{max-width:none;padding:0;font-size:11pt}h2{break-after:avoid}"
    "figure,tr{break-inside:avoid}summary{display:none}}";

/* ---- text ---- */

void bk_html_text(bk_html *h, const char *text)
{
    const char *plain = text;
    for (; *text; text++) {
        const char *mark = *text == '&'   ? "&amp;"
                           : *text == '<' ? "&lt;"
                           : *text == '>' ? "&gt;"
                           : *text == '"' ? "&quot;"
                                          : NULL;
        if (mark == NULL) continue;
        bk_buffer_add(&h->out, plain, text - plain);
        bk_buffer_text(&h->out, mark);
        plain = text + 1;
    }
    bk_buffer_add(&h->out, plain, text - plain);
}

void bk_html_word(bk_html *h, bk_words id, ...)
{
    char text[SENTENCE];
    va_list args;
    va_start(args, id);
    bk_words_vprint(text, SENTENCE, h->lang, id, args);
    va_end(args);
    bk_html_text(h, text);
}

void bk_html_element(bk_html *h, const char *tag, bk_words id)
{
    bk_buffer_print(&h->out, "<%s>", tag);
    bk_html_word(h, id);
    bk_buffer_print(&h->out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

void bk_html_team_name(bk_html *h, int32_t team)
{
    char name[BK_TEAM_NAME];
    bk_team_name(h->scenario, h->lang, team, name);
    bk_html_text(h, name);
}

/* ---- figures ---- */

bk_estimate bk_html_today(const bk_html *h, int32_t team, const char *id)
{
    int32_t m = bk_scenario_measure_find(h->scenario, id);
    if (m < 0) return (bk_estimate){0};
    return bk_result_estimate(h->result, BK_SCOPE_TEAM, team, m);
}

bk_contrast bk_html_change(const bk_html *h, int32_t team, const char *id)
{
    int32_t m = bk_scenario_measure_find(h->scenario, id);
    if (m < 0 || h->comparison == NULL) return (bk_contrast){.verdict = BK_VERDICT_ABSENT};
    return bk_comparison_change(h->comparison, 1, BK_SCOPE_TEAM, team, m);
}

bk_estimate bk_html_tried(const bk_html *h, int32_t team, const char *id)
{
    bk_contrast c = bk_html_change(h, team, id);
    return c.verdict == BK_VERDICT_ABSENT ? (bk_estimate){0} : c.after;
}

/* Decimals at which the ends of the interval can be told apart, one more than usual at the most. */
static int32_t decimals_of(bk_unit unit, bk_estimate e)
{
    double size = bk_figure(unit, e.mean);
    int32_t decimals = size >= 20 || size <= -20 ? 0 : 1;
    double width = bk_figure(unit, e.high) - bk_figure(unit, e.low);
    if (e.has_interval && width > 0 && width < (decimals == 0 ? 1.0 : 0.1)) decimals++;
    return decimals;
}

static const char *fixed(const bk_html *h, double value, int32_t decimals, char out[BK_NUMBER_TEXT])
{
    bk_format_fixed(h->lang, value, decimals, out);
    return out;
}

void bk_html_interval(bk_html *h, bk_unit unit, bk_estimate e)
{
    char text[BK_NUMBER_TEXT];
    int32_t d = decimals_of(unit, e);
    bk_html_text(h, fixed(h, bk_figure(unit, e.low), d, text));
    bk_html_text(h, "–");
    bk_html_text(h, fixed(h, bk_figure(unit, e.high), d, text));
}

void bk_html_estimate(bk_html *h, bk_unit unit, bk_estimate e)
{
    char text[BK_NUMBER_TEXT];
    if (e.n == 0) {
        bk_buffer_text(&h->out, "–");
        return;
    }
    bk_html_text(h, fixed(h, bk_figure(unit, e.mean), decimals_of(unit, e), text));
    if (!e.has_interval) return;
    bk_html_text(h, " (");
    bk_html_interval(h, unit, e);
    bk_html_text(h, ")");
}

/* ---- the answers in words ---- */

typedef struct {
    const char *id;
    bk_unit unit;
    bk_words is, less, more, same;
} answer;

static const answer ANSWERS[] = {
    {"share_is", BK_UNIT_SHARE, BK_W_HTM_IS, BK_W_HTM_IS_LESS, BK_W_HTM_IS_MORE, BK_W_HTM_IS_SAME},
    {"known_share", BK_UNIT_SHARE, BK_W_HTM_KNOWN, BK_W_HTM_KNOWN_LESS, BK_W_HTM_KNOWN_MORE,
     BK_W_HTM_KNOWN_SAME},
    {"conversation_minutes", BK_UNIT_MINUTES, BK_W_HTM_TALK, BK_W_HTM_TALK_LESS, BK_W_HTM_TALK_MORE,
     BK_W_HTM_TALK_SAME},
    {"load", BK_UNIT_NUMBER, BK_W_HTM_LOAD, BK_W_HTM_LOAD_LESS, BK_W_HTM_LOAD_MORE,
     BK_W_HTM_LOAD_SAME},
    {"exit_work_12m", BK_UNIT_SHARE, BK_W_HTM_WORK, BK_W_HTM_WORK_LESS, BK_W_HTM_WORK_MORE,
     BK_W_HTM_WORK_SAME},
};
enum { N_ANSWERS = sizeof ANSWERS / sizeof ANSWERS[0] };

static void say_today(bk_html *h, int32_t team, const answer *a)
{
    char mean[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT];
    bk_estimate e = bk_html_today(h, team, a->id);
    if (e.n == 0) return;
    int32_t d = decimals_of(a->unit, e);
    bk_buffer_text(&h->out, "<li>");
    bk_html_word(h, a->is, fixed(h, bk_figure(a->unit, e.mean), d, mean),
                 fixed(h, bk_figure(a->unit, e.low), d, low),
                 fixed(h, bk_figure(a->unit, e.high), d, high));
    bk_buffer_text(&h->out, "</li>\n");
}

static void say_change(bk_html *h, int32_t team, const answer *a)
{
    char by[BK_NUMBER_TEXT], now[BK_NUMBER_TEXT], then[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT],
        high[BK_NUMBER_TEXT];
    bk_contrast c = bk_html_change(h, team, a->id);
    if (c.verdict == BK_VERDICT_ABSENT) return;
    bool seen = c.change.has_interval && (c.change.low > 0 || c.change.high < 0);
    bool less = c.change.mean < 0;
    double ends[2] = {c.change.low, c.change.high};
    if (less) {
        ends[0] = -c.change.high;
        ends[1] = -c.change.low;
    }
    bk_estimate size = {.mean = less ? -c.change.mean : c.change.mean,
                        .low = ends[0],
                        .high = ends[1],
                        .n = c.change.n,
                        .has_interval = c.change.has_interval};
    int32_t d = decimals_of(a->unit, size);
    fixed(h, bk_figure(a->unit, size.mean), d, by);
    fixed(h, bk_figure(a->unit, c.after.mean), d, now);
    fixed(h, bk_figure(a->unit, c.before.mean), d, then);
    fixed(h, bk_figure(a->unit, ends[0]), d, low);
    fixed(h, bk_figure(a->unit, ends[1]), d, high);
    bk_buffer_text(&h->out, "<li>");
    if (seen)
        bk_html_word(h, less ? a->less : a->more, by, now, then, low, high);
    else
        bk_html_word(h, a->same, now, then);
    bk_buffer_text(&h->out, "</li>\n");
}

static void write_answers(bk_html *h)
{
    bk_html_element(h, "h2", h->comparison != NULL ? BK_W_HTM_CHANGES : BK_W_HTM_ANSWERS);
    for (int32_t t = 0; t < h->teams; t++) {
        bk_buffer_text(&h->out, "<h3>");
        bk_html_team_name(h, t);
        bk_buffer_text(&h->out, "</h3>\n");
        if (h->comparison != NULL && bk_comparison_is_same(h->comparison, 1, BK_SCOPE_TEAM, t)) {
            bk_html_element(h, "p", BK_W_HTM_UNTOUCHED);
            continue;
        }
        bk_buffer_text(&h->out, "<ul>\n");
        for (int32_t i = 0; i < N_ANSWERS; i++) {
            if (h->comparison != NULL)
                say_change(h, t, &ANSWERS[i]);
            else
                say_today(h, t, &ANSWERS[i]);
        }
        bk_buffer_text(&h->out, "</ul>\n");
    }
    bk_buffer_text(&h->out, "<p class=\"note\">");
    bk_html_word(h, BK_W_HTM_UNMEASURED);
    bk_buffer_text(&h->out, "</p>\n");
}

/* ---- the head, the method, the checklist ---- */

static void write_head(bk_html *h)
{
    const char *title = bk_scenario_title(h->scenario, h->lang);
    bk_buffer_print(&h->out,
                    "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                    "style-src 'unsafe-inline'; img-src data:\">\n<title>",
                    h->lang == BK_EN ? "en" : "nb");
    bk_html_text(h, title[0] ? title : "blikk");
    bk_buffer_print(&h->out,
                    "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<p class=\"quiet\">",
                    STYLE);
    bk_html_word(h, BK_W_HTM_KIND);
    bk_buffer_text(&h->out, "</p>\n<h1>");
    bk_html_text(h, title[0] ? title : "blikk");
    bk_buffer_text(&h->out, "</h1>\n");
    bk_html_element(h, "p class=\"lead\"", BK_W_HTM_LEAD);
    if (h->comparison != NULL) {
        bk_buffer_text(&h->out, "<p>");
        bk_html_word(h, BK_W_HTM_TRIED);
        bk_buffer_text(&h->out, " <code>");
        bk_html_text(h, bk_comparison_name(h->comparison, 1));
        bk_buffer_text(&h->out, "</code></p>\n");
    }
    if (h->options->asked > 0) {
        bk_buffer_text(&h->out, "<p class=\"note\">");
        bk_html_word(h, BK_W_HTM_STOPPED, (int)bk_result_replications(h->result),
                     (int)h->options->asked);
        bk_buffer_text(&h->out, "</p>\n");
    }
}

static void write_again(bk_html *h)
{
    char seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)bk_result_seed(h->result));
    bk_html_element(h, "h2", BK_W_HTM_AGAIN);
    bk_buffer_text(&h->out, "<p>");
    bk_html_word(h, BK_W_HTM_CARRIES, bk_version(), bk_scenario_hash(h->scenario), seed,
                 (int)bk_result_replications(h->result), (int)bk_scenario_weeks(h->scenario),
                 (int)bk_scenario_warmup_weeks(h->scenario));
    bk_buffer_text(&h->out, "</p>\n");
    if (h->options->command[0]) {
        bk_buffer_text(&h->out, "<pre>");
        bk_html_text(h, h->options->command);
        bk_buffer_text(&h->out, "</pre>\n");
    }
}

/* What of STRESS-DES is answered here and where, and what the writer must add. */
static void write_checklist(bk_html *h)
{
    static const bk_words ROWS[][2] = {
        {BK_W_HTM_ST_PURPOSE, BK_W_HTM_ST_PURPOSE_AT},
        {BK_W_HTM_ST_OUTPUTS, BK_W_HTM_ST_OUTPUTS_AT},
        {BK_W_HTM_ST_AIMS, BK_W_HTM_ST_AIMS_AT},
        {BK_W_HTM_ST_LOGIC, BK_W_HTM_ST_LOGIC_AT},
        {BK_W_HTM_ST_COMPONENTS, BK_W_HTM_ST_COMPONENTS_AT},
        {BK_W_HTM_ST_DATA, BK_W_HTM_ST_DATA_AT},
        {BK_W_HTM_ST_ASSUMPTIONS, BK_W_HTM_ST_ASSUMPTIONS_AT},
        {BK_W_HTM_ST_INIT, BK_W_HTM_ST_INIT_AT},
        {BK_W_HTM_ST_LENGTH, BK_W_HTM_ST_LENGTH_AT},
        {BK_W_HTM_ST_ESTIMATION, BK_W_HTM_ST_ESTIMATION_AT},
        {BK_W_HTM_ST_SOFTWARE, BK_W_HTM_ST_SOFTWARE_AT},
        {BK_W_HTM_ST_RANDOM, BK_W_HTM_ST_RANDOM_AT},
        {BK_W_HTM_ST_EXECUTION, BK_W_HTM_ST_EXECUTION_AT},
        {BK_W_HTM_ST_ACCESS, BK_W_HTM_ST_ACCESS_AT},
    };
    bk_html_element(h, "h2", BK_W_HTM_CHECKLIST);
    bk_html_element(h, "p", BK_W_HTM_CHECKLIST_LEAD);
    bk_buffer_text(&h->out, "<table><thead><tr>");
    bk_html_element(h, "th scope=\"col\"", BK_W_HTM_ST_ITEM);
    bk_html_element(h, "th scope=\"col\"", BK_W_HTM_ST_WHERE);
    bk_buffer_text(&h->out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        bk_buffer_text(&h->out, "<tr>");
        bk_html_element(h, "th scope=\"row\"", ROWS[i][0]);
        bk_html_element(h, "td class=\"text\"", ROWS[i][1]);
        bk_buffer_text(&h->out, "</tr>\n");
    }
    bk_buffer_text(&h->out, "</tbody></table>\n");
}

static void take_line(void *context, const char *line)
{
    bk_html *h = context;
    bk_html_text(h, line);
    bk_buffer_text(&h->out, "\n");
}

static bk_status write_scenario(bk_html *h)
{
    bk_html_element(h, "h2", BK_W_HTM_SCENARIO);
    bk_html_element(h, "p", BK_W_HTM_SCENARIO_LEAD);
    bk_buffer_text(&h->out, "<details><summary>");
    bk_html_word(h, BK_W_HTM_SHOW_SCENARIO);
    bk_buffer_text(&h->out, "</summary><pre tabindex=\"0\">");
    bk_status status = bk_scenario_write(h->scenario, take_line, h);
    bk_buffer_text(&h->out, "</pre></details>\n");
    return status;
}

static void write_end(bk_html *h)
{
    bk_html_element(h, "h2", BK_W_HTM_NOTICES);
    bk_buffer_text(&h->out, "<details><summary>");
    bk_html_word(h, BK_W_HTM_SHOW_NOTICES);
    bk_buffer_text(&h->out, "</summary><pre lang=\"en\" tabindex=\"0\">");
    bk_html_text(h, bk_notices());
    bk_buffer_text(&h->out, "</pre></details>\n</main>\n</body>\n</html>\n");
}

bk_status bk_report_html(const bk_scenario *scenario, const bk_result *result,
                         const bk_comparison *comparison, const bk_html_options *options,
                         bk_byte_sink sink, void *context)
{
    int32_t teams = bk_scenario_team_count(scenario);
    bk_html h = {.scenario = scenario,
                 .result = result,
                 .comparison = comparison,
                 .options = options,
                 .lang = options->lang,
                 .teams = teams < BK_HTML_TEAMS ? teams : BK_HTML_TEAMS};
    write_head(&h);
    write_answers(&h);
    bk_html_gaze(&h);
    bk_html_week(&h);
    bk_html_known(&h);
    bk_html_life(&h);
    bk_html_measures(&h);
    bk_html_element(&h, "h2", BK_W_HTM_METHOD);
    bk_html_element(&h, "p", BK_W_HTM_METHOD_MODEL);
    bk_html_element(&h, "p", BK_W_HTM_METHOD_RUNS);
    bk_html_element(&h, "p", BK_W_HTM_METHOD_NOT);
    bk_html_keys(&h);
    write_checklist(&h);
    bk_status status = write_scenario(&h);
    write_again(&h);
    write_end(&h);
    if (status == BK_OK) status = bk_buffer_status(&h.out);
    if (status == BK_OK) status = sink(context, bk_buffer_chars(&h.out), h.out.length);
    bk_buffer_clear(&h.out);
    return status;
}
