/* index_report.c - whom to call next: the table for hand use, and what every order reaches. */
#include "base/format.h"
#include "blikk/index.h"
#include "report/head.h"
#include "report/json_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABEL = 28, CELL = 9, WIDE = 15, COLUMN = 21, FIRST = 5, SHOWN = 256 };

typedef struct {
    bk_writer *writer;
    const bk_scenario *scenario;
    const bk_index_question *question;
    const bk_index *index;
    double worth; /* from the table's numbers to those shown */
    double gain;  /* from what is aimed at to what is shown */
} page;

static page page_of(bk_writer *writer, const bk_scenario *scenario,
                    const bk_index_question *question, const bk_index *index)
{
    bool work = question->aim == BK_AIM_WORK;
    /* Exits per 100 conversations; a week's rate as exits per 100 clients and year. */
    return (page){writer, scenario, question, index, work ? 100.0 : 1.0, work ? 5200.0 : 100.0};
}

/* ---- figures ---- */

typedef struct {
    char text[BK_NUMBER_TEXT];
} figure;

static figure fixed(const page *p, double value, int32_t decimals)
{
    figure f;
    if (isnan(value))
        snprintf(f.text, sizeof f.text, "%s", p->writer->ascii ? "-" : "–");
    else
        bk_format_fixed(p->writer->lang, value, decimals, f.text);
    return f;
}

static void put_right(bk_writer *w, const char *text, int32_t columns)
{
    int32_t wide = bk_columns(text);
    bk_writer_fill(w, ' ', wide < columns ? columns - wide : 1);
    bk_writer_text(w, text);
}

static void put_word_right(bk_writer *w, bk_words id, int32_t columns)
{
    put_right(w, bk_word(w->lang, id), columns);
}

/* ---- the table ---- */

static bk_words since_word(int32_t since)
{
    static const bk_words WORDS[BK_INDEX_SINCE] = {
        BK_W_IDX_SINCE_0, BK_W_IDX_SINCE_1, BK_W_IDX_SINCE_2, BK_W_IDX_SINCE_3,
        BK_W_IDX_SINCE_4, BK_W_IDX_SINCE_5, BK_W_IDX_SINCE_6};
    return WORDS[since];
}

static bk_words known_word(int32_t known)
{
    static const bk_words WORDS[BK_INDEX_KNOWN] = {BK_W_IDX_NONE, BK_W_IDX_ONE, BK_W_IDX_MORE};
    return WORDS[known];
}

static int32_t cell_at(int32_t since, int32_t known, int32_t measure)
{
    return (since * BK_INDEX_KNOWN + known) * 2 + measure;
}

static void put_table_head(const page *p)
{
    bk_writer *w = p->writer;
    bk_writer_column(w, bk_word(w->lang, BK_W_IDX_KNOWN), LABEL);
    for (int32_t measure = 0; measure < 2; measure++) {
        for (int32_t known = 0; known < BK_INDEX_KNOWN; known++)
            put_word_right(w, known_word(known), CELL);
        if (measure == 0) bk_writer_text(w, "  ");
    }
    bk_writer_text(w, "\n");
}

static void put_cell(const page *p, int32_t cell)
{
    const bk_index_table *t = &p->index->table;
    char text[BK_NUMBER_TEXT + 2];
    figure f = fixed(p, t->worth[cell] * p->worth, 1);
    bool own = t->same_as[cell] == cell;
    snprintf(text, sizeof text, own ? "%s" : "(%s)", f.text);
    put_right(p->writer, text, CELL);
}

static void put_table(const page *p)
{
    bk_writer *w = p->writer;
    bk_writer_text(w, "\n");
    bk_writer_heading(w,
                      p->question->aim == BK_AIM_WORK ? BK_W_IDX_TABLE_WORK : BK_W_IDX_TABLE_SEEN);
    bk_writer_fill(w, ' ', LABEL);
    put_word_right(w, BK_W_IDX_WITHOUT, BK_INDEX_KNOWN * CELL);
    bk_writer_text(w, "  ");
    put_word_right(w, BK_W_IDX_WITH, BK_INDEX_KNOWN * CELL);
    bk_writer_text(w, "\n");
    put_table_head(p);
    for (int32_t since = 0; since < BK_INDEX_SINCE; since++) {
        bk_writer_column(w, bk_word(w->lang, since_word(since)), LABEL);
        for (int32_t i = 0; i < 2 * BK_INDEX_KNOWN; i++) {
            if (i == BK_INDEX_KNOWN) bk_writer_text(w, "  ");
            put_cell(p, cell_at(since, i % BK_INDEX_KNOWN, i / BK_INDEX_KNOWN));
        }
        bk_writer_text(w, "\n");
    }
    bk_writer_text(w, "\n");
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_IDX_HOW);
}

/* The largest numbers among situations that make up a hundredth of client-weeks each. */
static void put_first(const page *p)
{
    const bk_index_table *t = &p->index->table;
    bool told[BK_INDEX_CELLS] = {false};
    bk_writer_text(p->writer, "\n");
    bk_writer_word_paragraph(p->writer, 0, BK_STYLE_PLAIN, BK_W_IDX_ORDER);
    for (int32_t place = 1; place <= FIRST; place++) {
        int32_t best = -1;
        for (int32_t i = 0; i < BK_INDEX_CELLS; i++) {
            if (told[i] || t->share[i] < 0.01) continue;
            if (best < 0 || t->worth[i] > t->worth[best]) best = i;
        }
        if (best < 0) return;
        told[best] = true;
        bk_lang lang = p->writer->lang;
        bk_writer_word_paragraph(p->writer, 2, BK_STYLE_PLAIN, BK_W_IDX_CELL, (int)place,
                                 bk_word(lang, since_word(best / (2 * BK_INDEX_KNOWN))),
                                 bk_word(lang, known_word(best / 2 % BK_INDEX_KNOWN)),
                                 bk_word(lang, best % 2 == 0 ? BK_W_IDX_WITHOUT : BK_W_IDX_WITH),
                                 fixed(p, t->worth[best] * p->worth, 1).text);
    }
}

/* ---- the orders ---- */

static bk_words rule_word(bk_index_rule rule)
{
    static const bk_words WORDS[BK_INDEX_RULES] = {
        BK_W_IDX_RULE_RANDOM, BK_W_IDX_RULE_LONGEST, BK_W_IDX_RULE_NEW,   BK_W_IDX_RULE_NEEDS,
        BK_W_IDX_RULE_LEAST,  BK_W_IDX_RULE_MOST,    BK_W_IDX_RULE_INDEX, BK_W_IDX_RULE_GAZE};
    return WORDS[rule];
}

static void put_gain(const page *p, const bk_index_tried *tried)
{
    char text[3 * BK_NUMBER_TEXT + 8];
    bk_index_value v = tried->over_random;
    figure mean = fixed(p, v.mean * p->gain, 2), low = fixed(p, v.low * p->gain, 2);
    if (p->index->has_intervals)
        snprintf(text, sizeof text, "%s [%s; %s]", mean.text, low.text,
                 fixed(p, v.high * p->gain, 2).text);
    else
        snprintf(text, sizeof text, "%s", mean.text);
    put_right(p->writer, text, COLUMN);
}

static void put_per_cent(const page *p, double share, int32_t decimals, int32_t columns)
{
    char text[BK_NUMBER_TEXT + 4];
    snprintf(text, sizeof text, isnan(share) ? "%s" : "%s %%",
             fixed(p, 100.0 * share, decimals).text);
    put_right(p->writer, text, columns);
}

static void put_rules(const page *p)
{
    bk_writer *w = p->writer;
    bk_writer_text(w, "\n");
    bk_writer_heading(w, BK_W_IDX_RULES);
    bk_writer_column(w, bk_word(w->lang, BK_W_IDX_COL_RULE), LABEL);
    put_word_right(w, BK_W_IDX_COL_GAIN, COLUMN);
    put_word_right(w, BK_W_IDX_COL_SHARE, WIDE);
    put_word_right(w, BK_W_IDX_COL_EXITS, CELL + 3);
    put_word_right(w, BK_W_IDX_COL_FALSE, CELL + 2);
    put_word_right(w, BK_W_IDX_COL_CALLS, CELL + 2);
    bk_writer_text(w, "\n");
    for (int32_t rule = 0; rule < BK_INDEX_RULES; rule++) {
        const bk_index_tried *tried = &p->index->tried[rule];
        if (!tried->was_tried) continue;
        bk_writer_column(w, bk_word(w->lang, rule_word((bk_index_rule)rule)), LABEL);
        put_gain(p, tried);
        put_per_cent(p, tried->share.mean, 0, WIDE);
        put_right(w, fixed(p, tried->exits_work.mean, 1).text, CELL + 3);
        put_per_cent(p, tried->false_is.mean, 1, CELL + 2);
        put_per_cent(p, tried->called, 1, CELL + 2);
        bk_writer_text(w, "\n");
    }
}

static void put_notes(const page *p)
{
    bk_writer *w = p->writer;
    const bk_index *x = p->index;
    double random = x->tried[BK_RULE_RANDOM].reached.mean;
    bk_writer_text(w, "\n");
    bk_writer_word_paragraph(w, 0, BK_STYLE_DIM,
                             p->question->aim == BK_AIM_WORK ? BK_W_IDX_NOTE_GAIN_WORK
                                                             : BK_W_IDX_NOTE_GAIN_SEEN);
    if (!isnan(x->bound))
        bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_IDX_NOTE_SHARE,
                                 fixed(p, (x->bound - random) * p->gain, 1).text,
                                 fixed(p, (x->bound_gaze - random) * p->gain, 1).text);
    bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_IDX_NOTE_REST);
    bk_writer_text(w, "\n");
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_IDX_NOTE_PEOPLE);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_IDX_NOTE_LEFT_OUT);
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_NOTE_UNMEASURED);
}

/* ---- the answer in sentences ---- */

static void say_table(const page *p)
{
    bk_writer *w = p->writer;
    const bk_index *x = p->index;
    bool work = p->question->aim == BK_AIM_WORK;
    const bk_index_tried *table = &x->tried[BK_RULE_INDEX], *wait = &x->tried[BK_RULE_LONGEST];
    bk_index_value gain = table->over_random;
    if (!x->has_table)
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_IDX_TOO_FEW);
    else if (gain.high < 0.0)
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_IDX_SAYS_WORSE);
    else if (gain.low <= 0.0)
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_IDX_SAYS_SAME);
    else
        bk_writer_word_paragraph(
            w, 0, BK_STYLE_PLAIN, work ? BK_W_IDX_SAYS_BETTER_WORK : BK_W_IDX_SAYS_BETTER_SEEN,
            fixed(p, gain.mean * p->gain, 1).text, fixed(p, gain.low * p->gain, 1).text,
            fixed(p, gain.high * p->gain, 1).text, fixed(p, 100.0 * table->share.mean, 0).text,
            fixed(p, wait->over_random.mean * p->gain, 1).text);
    if (x->table.lumped > 0)
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_IDX_LUMPED, (int)x->table.lumped);
}

static void say_creaming(const page *p)
{
    double lots = p->index->tried[BK_RULE_RANDOM].false_is.mean;
    double cream = p->index->tried[BK_RULE_LEAST].false_is.mean;
    if (isnan(lots) || isnan(cream)) return;
    bk_writer_word_paragraph(p->writer, 0, BK_STYLE_PLAIN, BK_W_IDX_SAYS_CREAM,
                             fixed(p, 100.0 * lots, 1).text, fixed(p, 100.0 * cream, 1).text);
}

static void put_head(const page *p)
{
    bk_writer *w = p->writer;
    bk_team_info team = bk_scenario_team(p->scenario, p->question->team, w->lang);
    bk_write_head(w, p->scenario, p->index->replications, p->index->seed);
    bk_writer_text(w, "\n");
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, team.open ? BK_W_IDX_TEAM_OPEN : BK_W_IDX_TEAM,
                             team.office, team.label, (int)team.caseworkers, (int)team.caseload);
    bk_writer_text(w, "\n");
}

bk_status bk_report_index_text(const bk_scenario *scenario, const bk_index_question *question,
                               const bk_index *index, const bk_report_options *options,
                               bk_byte_sink sink, void *context)
{
    bk_writer w = bk_writer_start(options, sink, context);
    page p = page_of(&w, scenario, question, index);
    put_head(&p);
    say_table(&p);
    say_creaming(&p);
    if (index->has_table) put_table(&p);
    if (index->has_table) put_first(&p);
    put_rules(&p);
    put_notes(&p);
    return bk_writer_finish(&w);
}

/* ---- JSON ---- */

/* Nine digits, where those of a linear program end. */
static double nine_digits(double x)
{
    double scale = 1.0, size = fabs(x);
    if (!(size > 1e-200 && size < 1e8)) return x;
    while (size * scale < 1e8) scale *= 10.0;
    return floor(x * scale + 0.5) / scale;
}

static void put_real(json_t **object, const char *key, double value)
{
    if (!isnan(value)) bk_json_put(object, key, json_real(value));
}

static json_t *value_json(bk_index_value v, double by, bool has_interval)
{
    json_t *o = json_object();
    put_real(&o, "mean", v.mean * by);
    if (has_interval) put_real(&o, "low", v.low * by);
    if (has_interval) put_real(&o, "high", v.high * by);
    return o;
}

static void put_value(json_t **object, const char *key, bk_index_value v, double by, bool interval)
{
    if (!isnan(v.mean)) bk_json_put(object, key, value_json(v, by, interval));
}

static json_t *table_json(const page *p)
{
    static const char *const SINCE[BK_INDEX_SINCE] = {
        "none", "under_2_weeks", "2_to_4", "4_to_8", "8_to_16", "16_to_32", "32_or_more"};
    static const char *const KNOWN[BK_INDEX_KNOWN] = {"none", "one", "more"};
    const bk_index_table *t = &p->index->table;
    json_t *cells = json_array();
    for (int32_t i = 0; i < BK_INDEX_CELLS; i++) {
        json_t *c = json_object();
        bk_json_put(&c, "since_contact", json_string(SINCE[i / (2 * BK_INDEX_KNOWN)]));
        bk_json_put(&c, "needs_known", json_string(KNOWN[i / 2 % BK_INDEX_KNOWN]));
        bk_json_put(&c, "measure_open", json_boolean(i % 2 == 1));
        put_real(&c, "worth", t->worth[i] * p->worth);
        put_real(&c, "share", t->share[i]);
        bk_json_put(&c, "own", json_boolean(t->same_as[i] == i));
        if (cells != NULL && (c == NULL || json_array_append_new(cells, c) != 0)) {
            json_decref(cells);
            cells = NULL;
        }
    }
    return cells;
}

static json_t *rules_json(const page *p)
{
    static const char *const RULE[BK_INDEX_RULES] = {"random",
                                                     "longest_waiting",
                                                     "new_first",
                                                     "most_needs_known",
                                                     "least_seen_as_problem",
                                                     "most_seen_as_problem",
                                                     "index",
                                                     "index_with_gaze"};
    bool interval = p->index->has_intervals;
    json_t *rules = json_object();
    for (int32_t rule = 0; rule < BK_INDEX_RULES; rule++) {
        const bk_index_tried *t = &p->index->tried[rule];
        if (!t->was_tried) continue;
        json_t *o = json_object();
        put_value(&o, "reached", t->reached, p->gain, interval);
        put_value(&o, "over_random", t->over_random, p->gain, interval);
        bk_index_value share = {nine_digits(t->share.mean), nine_digits(t->share.low),
                                nine_digits(t->share.high)};
        put_value(&o, "share_of_possible", share, 1.0, interval);
        put_value(&o, "exits_work", t->exits_work, 1.0, interval);
        put_value(&o, "false_is", t->false_is, 1.0, interval);
        put_real(&o, "called", t->called);
        bk_json_put(&rules, RULE[rule], o);
    }
    return rules;
}

/* A number of the linear program, if there is one. */
static void put_nine(bk_writer *w, bool *first, const char *key, double value)
{
    if (isnan(value)) return;
    bk_json_key(w, first, 1, key);
    bk_json_write(w, json_real(nine_digits(value)));
}

static json_t *team_json(const bk_scenario *scenario, int32_t row)
{
    bk_team_info team = bk_scenario_team(scenario, row, BK_EN);
    json_t *o = json_object();
    bk_json_put(&o, "office", bk_json_text(team.office));
    bk_json_put(&o, "conditions", bk_json_text(team.conditions));
    bk_json_put(&o, "row", json_integer(row + 1));
    return o;
}

bk_status bk_report_index_json(const bk_scenario *scenario, const bk_index_question *question,
                               const bk_index *index, const bk_report_options *options,
                               bk_byte_sink sink, void *context)
{
    bk_writer w = bk_writer_start(options, sink, context);
    page p = page_of(&w, scenario, question, index);
    bool first = true, work = question->aim == BK_AIM_WORK;
    bk_writer_text(&w, "{");
    bk_json_key(&w, &first, 1, "version");
    bk_json_write(&w, bk_json_text(bk_version()));
    bk_json_key(&w, &first, 1, "scenario");
    bk_json_write(&w, bk_json_scenario(scenario));
    bk_json_key(&w, &first, 1, "seed");
    bk_json_seed(&w, index->seed);
    bk_json_key(&w, &first, 1, "replications");
    bk_json_write(&w, json_integer(index->replications));
    bk_json_key(&w, &first, 1, "team");
    bk_json_write(&w, team_json(scenario, question->team));
    bk_json_key(&w, &first, 1, "aim");
    bk_json_write(&w, json_string(work ? "work" : "seen"));
    bk_json_key(&w, &first, 1, "unit_of_worth");
    bk_json_write(&w, json_string(work ? "exits_per_100_conversations" : "weeks_per_conversation"));
    bk_json_key(&w, &first, 1, "unit_of_gain");
    bk_json_write(&w, json_string(work ? "per_100_year" : "percentage_points"));
    bk_json_key(&w, &first, 1, "lumped");
    bk_json_write(&w, json_integer(index->table.lumped));
    if (index->has_table) {
        bk_json_key(&w, &first, 1, "table");
        bk_json_write(&w, table_json(&p));
    }
    put_nine(&w, &first, "bound", index->bound * p.gain);
    put_nine(&w, &first, "bound_with_gaze", index->bound_gaze * p.gain);
    put_nine(&w, &first, "price", index->price * p.worth);
    put_nine(&w, &first, "nobody_called", index->nobody * p.gain);
    bk_json_key(&w, &first, 1, "budget");
    bk_json_write(&w, json_real(index->budget));
    bk_json_key(&w, &first, 1, "orders");
    bk_json_write(&w, rules_json(&p));
    bk_writer_text(&w, "\n}\n");
    return bk_writer_finish(&w);
}
