/* text.c - a result as a page for people: what was simulated, the week and the gaze drawn, overload
 * in words, then every figure with its interval. */
#include "report/cells.h"
#include "report/head.h"
#include "report/pictures.h"
#include "report/sections.h"
#include "report/series.h"
#include "report/table.h"
#include "report/warmup_line.h"

enum { OVERLOADS_SHOWN = 6 };

/* A stream of which this share is never answered is worth a line of its own. */
static const double LOST_SHARE_TOLD = 0.05;

typedef struct {
    bk_writer *writer;
    const bk_scenario *scenario;
    const bk_result *result;
    const bk_report_options *options;
} page;

/* ---- what was simulated ---- */

static void write_head(page *p)
{
    bk_writer *w = p->writer;
    int32_t n = bk_result_replications(p->result);
    bk_write_head(w, p->scenario, n, bk_result_seed(p->result));
    if (p->options->timing) {
        char seconds[BK_NUMBER_TEXT];
        bk_format_figure(w->lang, bk_result_seconds(p->result), seconds);
        bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_RPT_SECONDS, seconds);
    }
    if (p->options->asked > 0)
        bk_writer_word_paragraph(w, 0, BK_STYLE_ALARM, BK_W_RPT_STOPPED, (int)n,
                                 (int)p->options->asked);
    bk_write_warmup_alarm(w, p->scenario, p->result);
    bk_writer_text(w, "\n");
}

/* ---- too much work ---- */

typedef struct {
    page *page;
    int32_t told; /* lines there would be */
} alarms;

/* Whether there is room for one more line; the first gets the heading above it. */
static bool has_room(alarms *a)
{
    bk_writer *w = a->page->writer;
    if (a->told == 0) {
        bk_writer_heading(w, BK_W_RPT_OVERLOADED);
    }
    return a->told++ < OVERLOADS_SHOWN;
}

static void tell_load(alarms *a, int32_t row, int32_t measure)
{
    page *p = a->page;
    bk_estimate e = bk_result_estimate(p->result, BK_SCOPE_TEAM, row, measure);
    if (e.n == 0 || e.mean <= 1 || !has_room(a)) return;

    char name[BK_TEAM_NAME], persons[BK_NUMBER_TEXT];
    int32_t caseworkers = bk_scenario_team(p->scenario, row, BK_EN).caseworkers;
    bk_team_name(p->scenario, p->writer->lang, row, name);
    bk_format_fixed(p->writer->lang, e.mean * caseworkers, 1, persons);
    bk_writer_word_paragraph(p->writer, 2, BK_STYLE_ALARM,
                             caseworkers == 1 ? BK_W_RPT_OVERLOAD_ONE : BK_W_RPT_OVERLOAD, name,
                             persons, (int)caseworkers);
}

static void tell_lost(alarms *a, int32_t row, int32_t measure, const char *label)
{
    page *p = a->page;
    bk_estimate e = bk_result_estimate(p->result, BK_SCOPE_TEAM, row, measure);
    if (e.n == 0 || e.mean < LOST_SHARE_TOLD || !has_room(a)) return;

    char name[BK_TEAM_NAME], share[BK_NUMBER_TEXT];
    bk_team_name(p->scenario, p->writer->lang, row, name);
    bk_format_fixed(p->writer->lang, 100 * e.mean, 0, share);
    bk_writer_word_paragraph(p->writer, 2, BK_STYLE_ALARM, BK_W_RPT_LOST, name, label, share);
}

static void write_alarms(page *p)
{
    alarms a = {.page = p};
    int32_t load = bk_scenario_measure_find(p->scenario, "load");
    for (int32_t row = 0; row < bk_scenario_team_count(p->scenario); row++) {
        if (load >= 0) tell_load(&a, row, load);
        for (int32_t m = 0; m < bk_scenario_measure_count(p->scenario); m++) {
            bk_measure_info info = bk_scenario_measure(p->scenario, m, p->writer->lang);
            if (bk_measure_is_of(info.id, "lost_share")) tell_lost(&a, row, m, info.label);
        }
    }
    if (a.told > OVERLOADS_SHOWN) {
        bk_writer_text(p->writer, "  ");
        bk_writer_word(p->writer, BK_W_RPT_AND_MORE, (int)(a.told - OVERLOADS_SHOWN));
        bk_writer_text(p->writer, "\n");
    }
    if (a.told > 0) bk_writer_text(p->writer, "\n");
}

/* ---- how to read the figures ---- */

static bool something_is_absent(page *p, const bk_listing *listing)
{
    int32_t teams = bk_scenario_team_count(p->scenario);
    for (int32_t i = 0; i < listing->n; i++)
        for (int32_t row = 0; row < teams; row++)
            if (bk_result_estimate(p->result, BK_SCOPE_TEAM, row, listing->row[i].measure).n == 0)
                return true;
    return false;
}

static void write_reading(page *p, const bk_listing *listing)
{
    bool one = bk_result_replications(p->result) == 1;
    bk_words how = one                ? BK_W_RPT_NO_INTERVAL
                   : p->writer->ascii ? BK_W_RPT_INTERVAL_ASCII
                                      : BK_W_RPT_INTERVAL;
    bk_writer_word_paragraph(p->writer, 0, BK_STYLE_DIM, how);
    bk_write_warmup_line(p->writer, p->scenario, p->result);
    if (something_is_absent(p, listing))
        bk_writer_word_paragraph(p->writer, 0, BK_STYLE_DIM, BK_W_RPT_ABSENT);
}

bk_status bk_report_text(const bk_scenario *scenario, const bk_result *result,
                         const bk_report_options *options, bk_byte_sink sink, void *context)
{
    static const bk_report_options usual = {0};
    if (!options) options = &usual;
    bk_listing listing;
    BK_TRY(bk_listing_make(scenario, options, &listing));

    bk_writer writer = bk_writer_start(options, sink, context);
    page p = {.writer = &writer, .scenario = scenario, .result = result, .options = options};
    write_head(&p);
    if (options->n_measures == 0) {
        bk_draw_week(&writer, scenario, result, BK_TEAMS_PICTURED);
        bk_draw_gaze(&writer, scenario, result, BK_TEAMS_PICTURED);
        write_alarms(&p);
    }
    bk_table_measures(&writer, scenario, result, &listing);
    if (bk_scenario_team_count(scenario) > BK_TEAMS_SIDE_BY_SIDE)
        bk_table_teams(&writer, scenario, result, options);
    if (options->series && bk_result_has_series(result))
        bk_draw_series(&writer, scenario, result, options, BK_TEAMS_SIDE_BY_SIDE);
    write_reading(&p, &listing);

    bk_free(listing.row);
    return bk_writer_finish(&writer);
}
