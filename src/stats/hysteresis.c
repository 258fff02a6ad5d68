#include "stats/hysteresis.h"

#include "base/check.h"

#include <math.h>

/* With no more movement than this left on the stays, a first-order lag keeps under 0.8 of its gap
 * when the ramp is made half as fast, wherever along the ramp the measure turns (methods.md). */
static const double SETTLED_SHARE = 0.05;
static const double KEPT_SHARE = 0.8;

/* Mean over the steps of down less up in one replication; nan when nothing exists there. */
static double gap_of(const bk_ramp *ramp, int32_t r, double sign)
{
    double sum = 0;
    int32_t n = 0;
    for (int32_t k = 0; k < ramp->steps; k++) {
        int64_t at = (int64_t)r * ramp->steps + k;
        double gap = ramp->down[at] - ramp->up[at];
        if (isnan(gap)) continue;
        sum += gap;
        n++;
    }
    return n > 0 ? sign * sum / n : (double)NAN;
}

static double rise_of(const bk_ramp *ramp, int32_t r)
{
    return ramp->top[r] - ramp->bottom[r];
}

/* Interval of a x gap of the slow ramp + b x gap of the fast one. */
static bk_interval gap_interval(const bk_ramp *fast, const bk_ramp *slow, double sign, double a,
                                double b, double *scratch)
{
    for (int32_t r = 0; r < slow->replications; r++) {
        double with_slow = a != 0 ? a * gap_of(slow, r, sign) : 0;
        double with_fast = b != 0 ? b * gap_of(fast, r, sign) : 0;
        scratch[r] = with_slow + with_fast;
    }
    return bk_interval_of(scratch, slow->replications);
}

static void find_widest(const bk_ramp *slow, double sign, double *scratch, bk_loop *out)
{
    for (int32_t k = 0; k < slow->steps; k++) {
        for (int32_t r = 0; r < slow->replications; r++) {
            int64_t at = (int64_t)r * slow->steps + k;
            scratch[r] = sign * (slow->down[at] - slow->up[at]);
        }
        bk_interval gap = bk_interval_of(scratch, slow->replications);
        if (gap.n == 0 || (out->widest_gap.n > 0 && gap.mean <= out->widest_gap.mean)) continue;
        out->widest = k;
        out->widest_gap = gap;
    }
}

static bool is_above_zero(bk_interval interval)
{
    return interval.has_interval ? interval.low > 0 : interval.mean > 0;
}

static bk_loop_verdict decide(const bk_loop *loop, bk_interval kept)
{
    bool responds = is_above_zero(loop->rise) || (loop->rise.has_interval && loop->rise.high < 0);
    if (!responds) return BK_LOOP_FLAT;
    if (!is_above_zero(loop->gap_slow)) return BK_LOOP_NONE;
    if (!is_above_zero(loop->remaining)) return BK_LOOP_LAG;
    return loop->settled && is_above_zero(kept) ? BK_LOOP_HYSTERESIS : BK_LOOP_TOO_FAST;
}

bk_loop bk_loop_judge(const bk_ramp *fast, const bk_ramp *slow, double *scratch)
{
    BK_ASSERT(fast->replications == slow->replications && fast->steps == slow->steps);
    bk_loop out = {0};
    int32_t n = slow->replications;
    for (int32_t r = 0; r < n; r++) scratch[r] = rise_of(slow, r);
    out.rise = bk_interval_of(scratch, n);
    double sign = out.rise.mean < 0 ? -1 : 1;

    out.gap_fast = gap_interval(fast, slow, sign, 0, 1, scratch);
    out.gap_slow = gap_interval(fast, slow, sign, 1, 0, scratch);
    out.remaining = gap_interval(fast, slow, sign, 2, -1, scratch);
    bk_interval kept = gap_interval(fast, slow, sign, 1, -KEPT_SHARE, scratch);
    find_widest(slow, sign, scratch, &out);

    for (int32_t r = 0; r < n; r++) scratch[r] = sign * slow->settling[r];
    out.settling = bk_interval_of(scratch, n);
    out.settled = out.settling.n > 0 && out.settling.high <= SETTLED_SHARE * fabs(out.rise.mean);
    out.verdict = decide(&out, kept);
    return out;
}
