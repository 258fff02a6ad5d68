#include "report/cells.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double bk_figure(bk_unit unit, double value)
{
    return unit == BK_UNIT_SHARE ? 100 * value : value;
}

int32_t bk_figure_decimals(bk_unit unit, double size)
{
    if (unit == BK_UNIT_SHARE) return size >= 1 || size < 0.005 ? 1 : 2;
    if (size >= 100) return 0;
    return size >= 10 ? 1 : 2;
}

const char *bk_figure_unit(const bk_measure_info *measure)
{
    return measure->unit_kind == BK_UNIT_SHARE ? "%" : measure->unit;
}

const char *bk_unit_id(bk_unit unit)
{
    switch (unit) {
    case BK_UNIT_SHARE:
        return "share";
    case BK_UNIT_NUMBER:
        return "number";
    case BK_UNIT_WEEKS:
        return "weeks";
    case BK_UNIT_MINUTES:
        return "minutes_per_client_month";
    case BK_UNIT_WORK_DAYS:
        return "working_days";
    case BK_UNIT_DAYS:
        return "days";
    case BK_UNIT_PER_100_YEAR:
        return "per_100_clients_year";
    case BK_UNIT_PER_1000_MONTH:
        return "per_1000_clients_month";
    }
    return "";
}

/* Decimals that an interval of that half-width leaves any meaning to. */
static int32_t decimals_beside(int32_t decimals, double half_width)
{
    int32_t most = half_width >= 10 ? 0 : half_width >= 1 ? 1 : decimals;
    return decimals < most ? decimals : most;
}

/* value >= 0 rounded up to that many decimals; what is below a billionth of the last one is the
 * noise of floating point, not width. */
static double round_up(double value, int32_t decimals)
{
    double scale = pow(10, decimals);
    return ceil(value * scale - 1e-9) / scale;
}

bk_cell bk_cell_of(bk_lang lang, bool ascii, bk_unit unit, bk_estimate estimate)
{
    bk_cell cell = {0};
    if (estimate.n == 0) {
        snprintf(cell.text, sizeof cell.text, "%s", ascii ? "-" : "–");
        cell.split = (int32_t)strlen(cell.text);
        return cell;
    }
    char mean[BK_NUMBER_TEXT], half[BK_NUMBER_TEXT];
    double figure = bk_figure(unit, estimate.mean);
    double width = estimate.has_interval ? bk_figure(unit, (estimate.high - estimate.low) / 2) : 0;
    int32_t decimals = decimals_beside(bk_figure_decimals(unit, fabs(figure)), width);
    bk_format_fixed(lang, figure, decimals, mean);
    cell.split = (int32_t)snprintf(cell.text, sizeof cell.text, "%s", mean);
    if (!estimate.has_interval) return cell;

    bk_format_fixed(lang, round_up(width, decimals), decimals, half);
    snprintf(cell.text, sizeof cell.text, "%s%s%s", mean, ascii ? "+-" : "±", half);
    return cell;
}
