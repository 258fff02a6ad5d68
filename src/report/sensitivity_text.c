/* sensitivity_text.c - what a conclusion hangs on, as a page for people: how much is ignorance, the
 * few numbers that matter in words, then every number that was kept with its share. */
#include "report/cells.h"
#include "report/pictures.h"
#include "report/writer.h"

#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>

enum {
    TOLD_MOST = 4,
    SHARE_TEXT = 80,
    WIDE_SHARE = 17,
    WIDE_RANGE = 15,
    GAP = 2,
    LABEL_LEAST = 20
};

/* A number is named in words when at least this share of the variance has to do with it. */
static const double WORTH_TELLING = 0.05;

/* What would be rounded to 0. */
static const double TINY = 0.0005;

typedef struct {
    bk_writer *writer;
    const bk_scenario *scenario;
    const bk_sensitivity *sensitivity;
    int32_t measure; /* place in the plan's list */
    int32_t *rank;   /* [kept] ranks by total, the largest first */
} page;

/* ---- one share ---- */

static bool is_about_zero(bk_sensitivity_share share)
{
    return share.low <= 0;
}

/* "31 % (27 to 36)", "about 0", or that it cannot be told. */
static void share_text(const bk_writer *w, bk_sensitivity_share share, char out[SHARE_TEXT])
{
    if (!share.exists) {
        bk_words_print(out, SHARE_TEXT, w->lang, BK_W_SNS_DROWNED);
        return;
    }
    if (is_about_zero(share)) {
        bk_words_print(out, SHARE_TEXT, w->lang, BK_W_SNS_ABOUT_ZERO);
        return;
    }
    if (share.value < TINY) {
        bk_words_print(out, SHARE_TEXT, w->lang, BK_W_SNS_TINY);
        return;
    }
    /* An estimate may pass the whole, which no share can. */
    char value[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT];
    int32_t decimals = share.value < 0.095 ? 1 : 0;
    bk_format_fixed(w->lang, 100 * (share.value < 1 ? share.value : 1), decimals, value);
    bk_format_fixed(w->lang, 100 * (share.low < 1 ? share.low : 1), decimals, low);
    bk_format_fixed(w->lang, 100 * (share.high < 1 ? share.high : 1), decimals, high);
    bk_words_print(out, SHARE_TEXT, w->lang, BK_W_SNS_SHARE, value, low, high);
}

static void figure_text(const bk_writer *w, const bk_measure_info *info, double value,
                        char out[BK_NUMBER_TEXT])
{
    double figure = bk_figure(info->unit_kind, value);
    bk_format_fixed(w->lang, figure,
                    bk_figure_decimals(info->unit_kind, figure < 0 ? -figure : figure), out);
}

/* ---- above the table ---- */

static void write_head(page *p)
{
    bk_writer *w = p->writer;
    bk_sensitivity_plan plan = bk_sensitivity_planned(p->sensitivity);
    char whose[BK_TEAM_NAME], runs[BK_NUMBER_TEXT], seed[24];
    if (plan.scope == BK_SCOPE_TEAM)
        bk_team_name(p->scenario, w->lang, plan.index, whose);
    else
        snprintf(whose, sizeof whose, "%s", bk_word(w->lang, BK_W_RPT_ALL));
    bk_format_fixed(w->lang, (double)bk_sensitivity_runs(p->sensitivity), 0, runs);
    snprintf(seed, sizeof seed, "%" PRIu64, bk_sensitivity_seed(p->sensitivity));
    bk_writer_paragraph(w, 0, BK_STYLE_TITLE, bk_scenario_title(p->scenario, w->lang));
    bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_SNS_HEAD, whose);
    bk_writer_word_paragraph(
        w, 0, BK_STYLE_PLAIN, BK_W_SNS_METHOD, (int)bk_sensitivity_key_count(p->sensitivity), runs,
        (int)plan.trajectories, (int)bk_sensitivity_kept(p->sensitivity), (int)plan.rows);
    bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_RPT_IDENTITY, seed,
                             bk_scenario_hash(p->scenario), bk_version());
}

static void write_spread(page *p, const bk_measure_info *info, const bk_sensitivity_sums *sums)
{
    bk_writer *w = p->writer;
    char mean[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT], share[SHARE_TEXT];
    figure_text(w, info, sums->mean, mean);
    figure_text(w, info, sums->low, low);
    figure_text(w, info, sums->high, high);
    const char *unit = bk_figure_unit(info);
    bk_writer_word_paragraph(w, 2, BK_STYLE_PLAIN, BK_W_SNS_SPREAD, mean, low, high,
                             unit[0] ? " " : "", unit);
    if (!sums->unknown.exists) return;
    share_text(w, sums->unknown, share);
    bk_writer_word_paragraph(w, 2, BK_STYLE_PLAIN, BK_W_SNS_IGNORANCE, share);
}

/* ---- in words ---- */

static bk_words direction(const page *p, int32_t key)
{
    bk_sensitivity_screen e = bk_sensitivity_screen_of(p->sensitivity, p->measure, key);
    double size = e.mean < 0 ? -e.mean : e.mean;
    if (!(size > 0.5 * e.strength)) return BK_W_SNS_BOTH_WAYS;
    return e.mean > 0 ? BK_W_SNS_UPWARDS : BK_W_SNS_DOWNWARDS;
}

static bool is_told(bk_sensitivity_index index)
{
    return index.total.exists && !is_about_zero(index.total) && index.total.value >= WORTH_TELLING;
}

static void tell_key(page *p, int32_t rank)
{
    bk_writer *w = p->writer;
    bk_sensitivity_index index = bk_sensitivity_index_of(p->sensitivity, p->measure, rank);
    int32_t of = bk_sensitivity_ranked(p->sensitivity, rank);
    bk_sensitivity_key key = bk_sensitivity_key_at(p->sensitivity, of, w->lang);
    char total[SHARE_TEXT], first[SHARE_TEXT];
    bool alone = index.first.exists && !is_about_zero(index.first) && index.first.value >= TINY;
    share_text(w, index.total, total);
    share_text(w, index.first, first);
    bk_writer_word_paragraph(w, 4, BK_STYLE_PLAIN, alone ? BK_W_SNS_TELL_ALONE : BK_W_SNS_TELL,
                             key.meaning, key.path, total, bk_word(w->lang, direction(p, of)),
                             first);
}

static void write_words(page *p)
{
    int32_t kept = bk_sensitivity_kept(p->sensitivity), told = 0;
    for (int32_t i = 0; i < kept && told < TOLD_MOST; i++) {
        if (!is_told(bk_sensitivity_index_of(p->sensitivity, p->measure, p->rank[i]))) continue;
        if (told++ == 0)
            bk_writer_word_paragraph(p->writer, 2, BK_STYLE_HEADING, BK_W_SNS_HANGS_ON);
        tell_key(p, p->rank[i]);
    }
    if (told == 0) bk_writer_word_paragraph(p->writer, 2, BK_STYLE_PLAIN, BK_W_SNS_NOTHING);
}

/* ---- the table ---- */

static void write_right(bk_writer *w, const char *text, int32_t columns)
{
    int32_t wide = bk_columns(text);
    bk_writer_fill(w, ' ', GAP + (wide < columns ? columns - wide : 0));
    bk_writer_text(w, text);
}

/* As the file has them, with the language's decimal mark. */
static void range_text(const bk_writer *w, double low, double high, char out[SHARE_TEXT])
{
    char from[BK_NUMBER_TEXT], to[BK_NUMBER_TEXT];
    bk_format_number(low, from);
    bk_format_number(high, to);
    bk_words_print(out, SHARE_TEXT, w->lang, BK_W_RPT_KEY_RANGE, from, to);
    for (char *c = out; w->lang == BK_NB && *c; c++)
        if (*c == '.') *c = ',';
}

static void write_row(page *p, int32_t label, const char *name, const char *range,
                      bk_sensitivity_index index)
{
    bk_writer *w = p->writer;
    char first[SHARE_TEXT], total[SHARE_TEXT];
    share_text(w, index.first, first);
    share_text(w, index.total, total);
    bk_writer_fill(w, ' ', 2);
    bk_writer_column(w, name, label);
    write_right(w, range, WIDE_RANGE);
    write_right(w, first, WIDE_SHARE);
    write_right(w, total, WIDE_SHARE);
    bk_writer_text(w, "\n");
}

static void write_table(page *p)
{
    bk_writer *w = p->writer;
    const bk_sensitivity *s = p->sensitivity;
    int32_t kept = bk_sensitivity_kept(s), others = bk_sensitivity_key_count(s) - kept;
    int32_t label = w->width - 2 - 3 * GAP - WIDE_RANGE - 2 * WIDE_SHARE;
    if (label < LABEL_LEAST) label = LABEL_LEAST;
    bk_writer_style(w, BK_STYLE_HEADING);
    bk_writer_fill(w, ' ', 2);
    bk_writer_column(w, bk_word(w->lang, BK_W_SNS_KEY), label);
    write_right(w, bk_word(w->lang, BK_W_SNS_RANGE), WIDE_RANGE);
    write_right(w, bk_word(w->lang, BK_W_SNS_FIRST), WIDE_SHARE);
    write_right(w, bk_word(w->lang, BK_W_SNS_TOTAL), WIDE_SHARE);
    bk_writer_style(w, BK_STYLE_PLAIN);
    bk_writer_text(w, "\n");

    for (int32_t i = 0; i < kept; i++) {
        bk_sensitivity_key key =
            bk_sensitivity_key_at(s, bk_sensitivity_ranked(s, p->rank[i]), w->lang);
        char range[SHARE_TEXT];
        range_text(w, key.low, key.high, range);
        write_row(p, label, key.path, range, bk_sensitivity_index_of(s, p->measure, p->rank[i]));
    }
    if (others == 0) return;
    char name[SHARE_TEXT];
    bk_words_print(name, SHARE_TEXT, w->lang, others == 1 ? BK_W_SNS_OTHER : BK_W_SNS_OTHERS,
                   (int)others);
    write_row(p, label, name, "", bk_sensitivity_index_of(s, p->measure, kept));
}

/* ---- the whole ---- */

static double size_of(const page *p, int32_t rank)
{
    bk_sensitivity_index index = bk_sensitivity_index_of(p->sensitivity, p->measure, rank);
    return index.total.exists ? index.total.value : 0;
}

static void order(page *p)
{
    int32_t kept = bk_sensitivity_kept(p->sensitivity);
    for (int32_t i = 0; i < kept; i++) {
        int32_t at = i;
        for (; at > 0 && size_of(p, p->rank[at - 1]) < size_of(p, i); at--)
            p->rank[at] = p->rank[at - 1];
        p->rank[at] = i;
    }
}

static void write_measure(page *p)
{
    bk_writer *w = p->writer;
    bk_sensitivity_plan plan = bk_sensitivity_planned(p->sensitivity);
    bk_measure_info info = bk_scenario_measure(p->scenario, plan.measure[p->measure], w->lang);
    bk_sensitivity_sums sums = bk_sensitivity_sums_of(p->sensitivity, p->measure);
    bk_writer_text(w, "\n");
    bk_writer_paragraph(w, 0, BK_STYLE_HEADING, info.label);
    if (sums.rows == 0) {
        bk_writer_word_paragraph(w, 2, BK_STYLE_PLAIN, BK_W_SNS_ABSENT);
        return;
    }
    write_spread(p, &info, &sums);
    bk_writer_text(w, "\n");
    order(p);
    write_words(p);
    bk_writer_text(w, "\n");
    write_table(p);
    if (info.note[0]) bk_writer_paragraph(w, 2, BK_STYLE_DIM, info.note);
}

bk_status bk_report_sensitivity_text(const bk_scenario *scenario, const bk_sensitivity *sensitivity,
                                     const bk_report_options *options, bk_byte_sink sink,
                                     void *context)
{
    int32_t kept = bk_sensitivity_kept(sensitivity);
    int32_t *rank = bk_alloc(kept, sizeof *rank);
    if (rank == NULL) return BK_ERR_MEMORY;
    bk_writer writer = bk_writer_start(options, sink, context);
    page p = {.writer = &writer, .scenario = scenario, .sensitivity = sensitivity, .rank = rank};
    write_head(&p);
    int32_t measures = bk_sensitivity_planned(sensitivity).n_measures;
    for (p.measure = 0; p.measure < measures; p.measure++) write_measure(&p);
    bk_writer_text(&writer, "\n");
    bk_writer_word_paragraph(&writer, 0, BK_STYLE_DIM, BK_W_SNS_READING);
    bk_free(rank);
    return bk_writer_finish(&writer);
}
