/* compare_text.c - a comparison as a page for people: what was compared, what changes in words, the
 * changes in figures, and how far to trust them. */
#include "report/contrasts.h"
#include "report/table.h"
#include "stats/quantiles.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_TEXT = 900, NAMES_SHOWN = 6, NAME_COLUMN = 16 };

/* ---- what was compared ---- */

static void write_arm(const bk_contrasts *k, int32_t arm)
{
    bk_writer *w = k->writer;
    const bk_scenario *scenario = bk_comparison_scenario(k->comparison, arm);
    const char *title = bk_scenario_title(scenario, w->lang);
    const char *name = bk_comparison_name(k->comparison, arm), *hash = bk_scenario_hash(scenario);
    bool own = arm > 0 && strcmp(title, bk_scenario_title(k->base, w->lang)) != 0;
    char who[BK_TEAM_NAME], text[NAMES_TEXT];
    if (arm == 0)
        snprintf(who, sizeof who, "%s", bk_word(w->lang, BK_W_CMP_BASE));
    else
        bk_alternative_name(k, arm, who);
    if (own)
        bk_words_print(text, sizeof text, w->lang, BK_W_CMP_WHO_TITLE, name, title, hash);
    else
        bk_words_print(text, sizeof text, w->lang, BK_W_CMP_WHO, name, hash);
    const char *line = text;
    for (bool first = true;; first = false) {
        const char *rest = line;
        int32_t bytes = bk_wrap(&rest, w->width - NAME_COLUMN);
        if (bytes == 0) return;
        bk_writer_column(w, first ? who : "", NAME_COLUMN);
        bk_writer_show(w, line, bytes);
        bk_writer_text(w, "\n");
        line = rest;
    }
}

static int32_t least_pairs(const bk_contrasts *k)
{
    int32_t least = INT32_MAX;
    for (int32_t arm = 1; arm < k->arms; arm++) {
        int32_t pairs = bk_comparison_pairs(k->comparison, arm);
        if (bk_comparison_is_paired(k->comparison, arm) && pairs < least) least = pairs;
    }
    return least == INT32_MAX ? 0 : least;
}

static void write_head(const bk_contrasts *k)
{
    bk_writer *w = k->writer;
    char seed[24];
    int32_t pairs = least_pairs(k);
    bk_writer_paragraph(w, 0, BK_STYLE_TITLE, bk_scenario_title(k->base, w->lang));
    if (pairs > 0)
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, pairs == 1 ? BK_W_CMP_RAN_ONE : BK_W_CMP_RAN,
                                 (int)pairs, (int)bk_scenario_weeks(k->base),
                                 (int)bk_scenario_warmup_weeks(k->base));
    snprintf(seed, sizeof seed, "%" PRIu64, bk_result_seed(bk_comparison_result(k->comparison, 0)));
    bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_CMP_IDENTITY, seed, bk_version());
    for (int32_t arm = 0; arm < k->arms; arm++) write_arm(k, arm);
    if (k->options->asked > 0)
        bk_writer_word_paragraph(w, 0, BK_STYLE_ALARM, BK_W_CMP_STOPPED, (int)pairs,
                                 (int)k->options->asked);
    bk_writer_text(w, "\n");
}

/* ---- in words ---- */

/* Names of teams put together, the first few. */
typedef struct {
    char text[NAMES_TEXT];
    size_t length;
    int32_t n;
} names;

static void add_name(names *list, const char *name)
{
    if (list->n++ >= NAMES_SHOWN) return;
    int printed = snprintf(list->text + list->length, sizeof list->text - list->length, "%s%s",
                           list->length > 0 ? "; " : "", name);
    if (printed > 0) list->length += (size_t)printed;
    if (list->length >= sizeof list->text) list->length = sizeof list->text - 1;
}

static void write_names(const bk_contrasts *k, bk_words what, const names *list)
{
    if (list->n == 0) return;
    char text[NAMES_TEXT + 64];
    if (list->n > NAMES_SHOWN)
        bk_words_print(text, sizeof text, k->writer->lang, BK_W_CMP_AND_MORE, list->text,
                       (int)(list->n - NAMES_SHOWN));
    else
        snprintf(text, sizeof text, "%s", list->text);
    bk_writer_word_paragraph(k->writer, 0, BK_STYLE_PLAIN, what, text);
}

/* Teams that are the same in both, or in one alone. */
static void write_others(const bk_contrasts *k, int32_t arm)
{
    names same = {0}, base = {0}, other = {0};
    char name[BK_TEAM_NAME];
    for (int32_t row = 0; row < k->teams; row++) {
        if (bk_is_reached(k, arm, row) || (k->team >= 0 && row != k->team)) continue;
        bk_team_name(k->base, k->writer->lang, row, name);
        bool is_there = bk_comparison_match(k->comparison, arm, BK_SCOPE_TEAM, row) >= 0;
        add_name(is_there ? &same : &base, name);
    }
    const bk_scenario *scenario = bk_comparison_scenario(k->comparison, arm);
    for (int32_t row = 0; k->team < 0 && row < bk_scenario_team_count(scenario); row++) {
        if (bk_comparison_match_back(k->comparison, arm, BK_SCOPE_TEAM, row) >= 0) continue;
        bk_team_name(scenario, k->writer->lang, row, name);
        add_name(&other, name);
    }
    write_names(k, BK_W_CMP_UNCHANGED, &same);
    write_names(k, BK_W_CMP_ONLY_BASE, &base);
    write_names(k, BK_W_CMP_ONLY_OTHER, &other);
    if (same.n + base.n + other.n > 0) bk_writer_text(k->writer, "\n");
}

static void write_words(const bk_contrasts *k, int32_t arm)
{
    bk_writer *w = k->writer;
    if (k->arms == 2)
        bk_writer_heading(w, BK_W_CMP_HEAD_WORDS);
    else
        bk_writer_word_paragraph(w, 0, BK_STYLE_HEADING, BK_W_CMP_HEAD_WORDS_N, (int)arm,
                                 bk_comparison_name(k->comparison, arm));
    int32_t n = k->n_reached[arm];
    bool all = k->all_too[arm];
    if (k->n_matched[arm] == 0)
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_CMP_NO_TEAM);
    else if (n == 0 && !all)
        bk_writer_word_paragraph(w, 0, BK_STYLE_PLAIN, BK_W_CMP_NOTHING);
    bk_writer_text(w, "\n");
    bk_notes notes = {0};
    bool told = least_pairs(k) != 1; /* one pair alone is no ground for words */
    if (told && all) bk_say_changes(k, arm, BK_SCOPE_ALL, 0, false, &notes);
    for (int32_t row = 0; told && n <= BK_TEAMS_SIDE_BY_SIDE && row < k->teams; row++)
        if (bk_is_reached(k, arm, row)) bk_say_changes(k, arm, BK_SCOPE_TEAM, row, all, &notes);
    write_others(k, arm);
}

/* ---- how far to trust them ---- */

/* The variance factors of everything shown; returns how many there are. */
static int32_t gather_factors(const bk_contrasts *k, double *out)
{
    int32_t n = 0;
    for (int32_t arm = 1; arm < k->arms; arm++) {
        if (!bk_comparison_is_paired(k->comparison, arm)) continue;
        for (int32_t row = 0; row < k->teams; row++) {
            for (int32_t i = 0; bk_is_reached(k, arm, row) && i < k->listing.n; i++) {
                bk_contrast c = bk_comparison_change(k->comparison, arm, BK_SCOPE_TEAM, row,
                                                     k->listing.row[i].measure);
                if (isfinite(c.variance_factor)) out[n++] = c.variance_factor;
            }
        }
    }
    return n;
}

static void factor_text(bk_lang lang, double factor, char out[BK_NUMBER_TEXT])
{
    bk_format_fixed(lang, factor, factor < 100 ? 1 : 0, out);
}

static void write_pairing(const bk_contrasts *k)
{
    bk_writer *w = k->writer;
    int64_t most = 0;
    for (int32_t arm = 1; arm < k->arms; arm++) most += k->n_reached[arm];
    double *factor = bk_alloc(most * k->listing.n + 1, sizeof *factor);
    if (factor == NULL) {
        if (w->status == BK_OK) w->status = BK_ERR_MEMORY;
        return;
    }
    int32_t n = gather_factors(k, factor);
    if (n > 0) {
        char middle[BK_NUMBER_TEXT], low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT];
        char narrower[BK_NUMBER_TEXT];
        bk_sort(factor, n);
        double median = bk_quantile_sorted(factor, n, 0.5);
        factor_text(w->lang, median, middle);
        factor_text(w->lang, factor[0], low);
        factor_text(w->lang, factor[n - 1], high);
        factor_text(w->lang, sqrt(median), narrower);
        bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_CMP_PAIRING, middle, low, high, narrower);
    }
    bk_free(factor);
}

static void write_reading(const bk_contrasts *k)
{
    bk_writer *w = k->writer;
    bk_words how = least_pairs(k) == 1 ? BK_W_CMP_READING_ONE
                   : w->ascii          ? BK_W_CMP_READING_ASCII
                                       : BK_W_CMP_READING;
    bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, how);
    for (int32_t arm = 1; arm < k->arms; arm++) {
        if (bk_comparison_is_paired(k->comparison, arm)) continue;
        char who[BK_TEAM_NAME];
        bk_alternative_name(k, arm, who);
        bk_writer_word_paragraph(w, 0, BK_STYLE_DIM, BK_W_CMP_UNPAIRED, who);
    }
    write_pairing(k);
}

bk_status bk_report_comparison_text(const bk_comparison *comparison, int32_t team,
                                    const bk_report_options *options, bk_byte_sink sink,
                                    void *context)
{
    bk_writer writer = bk_writer_start(options, sink, context);
    bk_contrasts k;
    BK_TRY(bk_contrasts_make(&writer, comparison, team, options, &k));
    int32_t reached = 0;
    write_head(&k);
    for (int32_t arm = 1; arm < k.arms; arm++) {
        write_words(&k, arm);
        reached += k.n_reached[arm] + k.all_too[arm];
    }
    bk_draw_contrasts(&k);
    if (reached > 0) write_reading(&k);
    bk_contrasts_clear(&k);
    return bk_writer_finish(&writer);
}
