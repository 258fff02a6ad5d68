#include "report/contrasts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DECIMALS_MOST = 6 };

/* Whom the change reaches. Where there are teams without a match, all together may change without
 * any of those that have one. */
static void look(bk_contrasts *k, int32_t arm)
{
    const bk_comparison *c = k->comparison;
    for (int32_t row = 0; row < k->teams; row++) {
        if (bk_comparison_match(c, arm, BK_SCOPE_TEAM, row) < 0) continue;
        k->n_matched[arm]++;
        if (k->team >= 0 && row != k->team) continue;
        if (bk_comparison_is_same(c, arm, BK_SCOPE_TEAM, row)) continue;
        k->reached[arm * k->teams + row] = true;
        k->n_reached[arm]++;
    }
    int32_t others = bk_scenario_team_count(bk_comparison_scenario(c, arm));
    bool unmatched = k->n_matched[arm] < k->teams || k->n_matched[arm] < others;
    k->all_too[arm] = k->team < 0 && (k->n_reached[arm] > 1 || unmatched) &&
                      !bk_comparison_is_same(c, arm, BK_SCOPE_ALL, 0);
}

bk_status bk_contrasts_make(bk_writer *writer, const bk_comparison *comparison, int32_t team,
                            const bk_report_options *options, bk_contrasts *out)
{
    static const bk_report_options usual = {0};
    bk_contrasts k = {.writer = writer,
                      .comparison = comparison,
                      .options = options ? options : &usual,
                      .base = bk_comparison_scenario(comparison, 0),
                      .arms = bk_comparison_count(comparison),
                      .team = team};
    k.teams = bk_scenario_team_count(k.base);
    *out = (bk_contrasts){0};
    k.reached = bk_alloc((int64_t)k.arms * k.teams, sizeof *k.reached);
    k.n_reached = bk_alloc(k.arms, sizeof *k.n_reached);
    k.n_matched = bk_alloc(k.arms, sizeof *k.n_matched);
    k.all_too = bk_alloc(k.arms, sizeof *k.all_too);
    bool room = k.reached && k.n_reached && k.n_matched && k.all_too;
    bk_status status = room ? BK_OK : BK_ERR_MEMORY;
    if (status == BK_OK) status = bk_listing_make(k.base, k.options, &k.listing);
    if (status != BK_OK) {
        bk_contrasts_clear(&k);
        return status;
    }
    for (int32_t arm = 1; arm < k.arms; arm++) look(&k, arm);
    *out = k;
    return BK_OK;
}

void bk_contrasts_clear(bk_contrasts *k)
{
    bk_free(k->reached);
    bk_free(k->n_reached);
    bk_free(k->n_matched);
    bk_free(k->all_too);
    bk_free(k->listing.row);
    *k = (bk_contrasts){0};
}

bool bk_is_reached(const bk_contrasts *k, int32_t arm, int32_t row)
{
    return k->reached[arm * k->teams + row];
}

/* ---- names ---- */

void bk_contrast_name(const bk_contrasts *k, int32_t arm, int32_t row, char out[BK_TEAM_NAME])
{
    bk_lang lang = k->writer->lang;
    bk_team_name(k->base, lang, row, out);
    int32_t other = bk_comparison_match(k->comparison, arm, BK_SCOPE_TEAM, row);
    if (other < 0) return;
    bk_team_info before = bk_scenario_team(k->base, row, lang);
    bk_team_info after = bk_scenario_team(bk_comparison_scenario(k->comparison, arm), other, lang);
    size_t length = strlen(out);
    if (after.caseload != before.caseload && after.caseload == INT32_MAX)
        snprintf(out + length, BK_TEAM_NAME - length, " → %s", k->writer->ascii ? "inf" : "∞");
    else if (after.caseload != before.caseload)
        snprintf(out + length, BK_TEAM_NAME - length, " → %d", (int)after.caseload);
    if (after.caseworkers == before.caseworkers) return;
    char name[BK_TEAM_NAME];
    snprintf(name, sizeof name, "%s", out);
    bk_words_print(out, BK_TEAM_NAME, lang, BK_W_CMP_TEAM_PEOPLE, name, (int)before.caseworkers,
                   (int)after.caseworkers);
}

void bk_alternative_name(const bk_contrasts *k, int32_t arm, char out[BK_TEAM_NAME])
{
    bk_lang lang = k->writer->lang;
    if (k->arms == 2)
        snprintf(out, BK_TEAM_NAME, "%s", bk_word(lang, BK_W_CMP_ALTERNATIVE));
    else
        bk_words_print(out, BK_TEAM_NAME, lang, BK_W_CMP_ALTERNATIVE_N, (int)arm);
}

const char *bk_verdict_word(bk_lang lang, bk_verdict verdict)
{
    switch (verdict) {
    case BK_VERDICT_ABSENT:
    case BK_VERDICT_UNKNOWN:
        return "";
    case BK_VERDICT_SAME:
        return bk_word(lang, BK_W_CMP_SAME);
    case BK_VERDICT_NONE_SEEN:
        return bk_word(lang, BK_W_CMP_NO_DIFFERENCE);
    case BK_VERDICT_BETTER:
        return bk_word(lang, BK_W_CMP_BETTER);
    case BK_VERDICT_WORSE:
        return bk_word(lang, BK_W_CMP_WORSE);
    case BK_VERDICT_MORE:
    case BK_VERDICT_LESS:
        return bk_word(lang, BK_W_CMP_DIFFERENT);
    }
    return "";
}

const char *bk_verdict_id(bk_verdict verdict)
{
    switch (verdict) {
    case BK_VERDICT_ABSENT:
        return NULL;
    case BK_VERDICT_SAME:
        return "same";
    case BK_VERDICT_UNKNOWN:
        return "unknown";
    case BK_VERDICT_NONE_SEEN:
        return "none_seen";
    case BK_VERDICT_BETTER:
        return "better";
    case BK_VERDICT_WORSE:
        return "worse";
    case BK_VERDICT_MORE:
        return "more";
    case BK_VERDICT_LESS:
        return "less";
    }
    return NULL;
}

/* ---- figures ---- */

static double power_of_ten(int32_t n)
{
    double power = 1;
    while (n-- > 0) power *= 10;
    return power;
}

/* The fewest decimals, at most three, in which that half-width is a unit of the last or more. */
static int32_t decimals_for(double half_width)
{
    int32_t decimals = 0;
    while (decimals < 3 && half_width * power_of_ten(decimals) < 1) decimals++;
    return decimals;
}

/* value >= 0 rounded; what is within a billionth of the last decimal is the noise of floating
 * point. */
static double round_down(double value, int32_t decimals)
{
    double scale = power_of_ten(decimals);
    return floor(value * scale + 1e-9) / scale;
}

static double round_up(double value, int32_t decimals)
{
    double scale = power_of_ten(decimals);
    return ceil(value * scale - 1e-9) / scale;
}

bk_cell bk_change_cell(bk_lang lang, bool ascii, bk_unit unit, const bk_contrast *contrast)
{
    bk_cell cell = {0};
    const bk_estimate *change = &contrast->change;
    if (contrast->verdict == BK_VERDICT_ABSENT || contrast->verdict == BK_VERDICT_SAME) {
        bool same = contrast->verdict == BK_VERDICT_SAME;
        snprintf(cell.text, sizeof cell.text, "%s", same ? "0" : ascii ? "-" : "–");
        cell.split = (int32_t)strlen(cell.text);
        return cell;
    }
    char mean[BK_NUMBER_TEXT], half[BK_NUMBER_TEXT];
    double figure = bk_figure(unit, change->mean);
    double width = change->has_interval ? bk_figure(unit, (change->high - change->low) / 2) : 0;
    int32_t decimals = width > 0 ? decimals_for(width) : bk_figure_decimals(unit, fabs(figure));
    bk_format_fixed(lang, fabs(figure), decimals, mean);
    bool zero = strspn(mean, "0.,") == strlen(mean);
    const char *sign = zero ? "" : figure > 0 ? "+" : ascii ? "-" : "−";
    cell.split = (int32_t)snprintf(cell.text, sizeof cell.text, "%s%s", sign, mean);
    if (!change->has_interval) return cell;
    bk_format_fixed(lang, round_up(width, decimals), decimals, half);
    snprintf(cell.text, sizeof cell.text, "%s%s%s%s", sign, mean, ascii ? "+-" : "±", half);
    return cell;
}

void bk_range_text(bk_lang lang, double from, double to, char out[BK_CELL_TEXT])
{
    int32_t decimals = decimals_for((to - from) / 2);
    while (decimals < DECIMALS_MOST && from > 0 && round_down(from, decimals) <= 0) decimals++;
    char low[BK_NUMBER_TEXT], high[BK_NUMBER_TEXT];
    bk_format_fixed(lang, round_down(from, decimals), decimals, low);
    bk_format_fixed(lang, round_up(to, decimals), decimals, high);
    if (strcmp(low, high) == 0)
        snprintf(out, BK_CELL_TEXT, "%s", low);
    else
        bk_words_print(out, BK_CELL_TEXT, lang, BK_W_CMP_RANGE, low, high);
}

void bk_bounds_text(bk_lang lang, double less, double more, char out_less[BK_NUMBER_TEXT],
                    char out_more[BK_NUMBER_TEXT])
{
    int32_t decimals = decimals_for((less + more) / 2);
    bk_format_fixed(lang, round_up(less, decimals), decimals, out_less);
    bk_format_fixed(lang, round_up(more, decimals), decimals, out_more);
}
