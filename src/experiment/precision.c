#include "blikk/precision.h"

#include "experiment/arms.h"

#include <math.h>

/* Half the interval's width over what was asked: at most 1 is narrow enough; inf where no number of
 * replications seen so far says anything. */
static double excess(const bk_precision *precision, bk_estimate e)
{
    double half = e.high - e.mean;
    if (e.n == 0) return 0.0; /* what does not exist needs no precision */
    if (!e.has_interval) return (double)INFINITY;
    if (half <= 0.0) return 0.0;
    double limit = precision->half_width * (precision->relative ? fabs(e.mean) : 1.0);
    return half / limit;
}

/* The interval that is furthest from narrow enough. */
static double hardest(const bk_scenario *scenario, const bk_precision *precision,
                      const bk_result *result, bk_precision_answer *answer)
{
    int32_t rows = bk_scenario_team_count(scenario);
    int32_t teams = rows > BK_PRECISION_TEAMS ? 0 : rows;
    double most = -1.0;
    for (int32_t i = 0; i <= teams; i++) {
        bk_scope scope = i == 0 ? BK_SCOPE_ALL : BK_SCOPE_TEAM;
        int32_t index = i == 0 ? 0 : i - 1;
        for (int32_t m = 0; m < precision->n_measures; m++) {
            int32_t measure = precision->measure[m];
            bk_estimate e = bk_result_estimate(result, scope, index, measure);
            double x = excess(precision, e);
            if (x <= most) continue;
            most = x;
            *answer = (bk_precision_answer){.reached = x <= 1.0,
                                            .scope = scope,
                                            .index = index,
                                            .measure = measure,
                                            .half_width = x * precision->half_width};
        }
    }
    return most;
}

/* How many replications the variance seen so far asks for. */
static int32_t needed(int32_t n, double x)
{
    double all = ceil((double)n * x * x);
    return all < (double)INT32_MAX ? (int32_t)all : INT32_MAX;
}

/* The next number to try: a little beyond what seems needed, since the variance is a guess. */
static int32_t next_try(int32_t n, int32_t wanted, int32_t most)
{
    int64_t next = (int64_t)wanted + wanted / 20 + 1;
    if (next > 2 * (int64_t)n) next = 2 * (int64_t)n;
    return next < most ? (int32_t)next : most;
}

bk_status bk_run_until(const bk_scenario *scenario, const bk_run_options *options,
                       const bk_precision *precision, bk_result **out, bk_precision_answer *answer,
                       bk_error *err)
{
    BK_ASSERT(precision->half_width > 0.0 && precision->n_measures > 0);
    int32_t most = precision->most > 0 ? precision->most : 10000;
    bk_arm arm = {.scenario = scenario,
                  .replications = most < BK_PRECISION_LEAST ? most : BK_PRECISION_LEAST};
    bk_status status;
    *out = NULL;
    *answer = (bk_precision_answer){0};
    for (;;) {
        status = bk_arms_run(1, &arm, options, err);
        if (arm.result == NULL || arm.result->replications == 0) break;
        double x = hardest(scenario, precision, arm.result, answer);
        answer->needed = answer->reached ? 0 : needed(arm.result->replications, x);
        if (status != BK_OK || answer->reached || arm.replications >= most) break;
        arm.replications = next_try(arm.replications, answer->needed, most);
    }
    bool worth_keeping = arm.result != NULL && arm.result->replications > 0 &&
                         (status == BK_OK || status == BK_ERR_CANCELLED);
    if (!worth_keeping) bk_arms_clear(1, &arm);
    *out = arm.result;
    return status;
}
