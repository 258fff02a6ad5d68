/* bk_run: one scenario, as many replications as asked for. */
#include "experiment/arms.h"

bk_status bk_run(const bk_scenario *scenario, const bk_run_options *options, bk_result **out,
                 bk_error *err)
{
    const bk_run_options usual = {0};
    if (options == NULL) options = &usual;
    *out = NULL;
    BK_TRY(bk_run_options_check(options, err));

    int32_t asked = options->replications;
    bk_arm arm = {.scenario = scenario,
                  .replications = asked > 0 ? asked : scenario->def.replications};
    bk_status status = bk_arms_run(1, &arm, options, err);

    bool worth_keeping =
        status == BK_OK || (status == BK_ERR_CANCELLED && arm.result->replications > 0);
    if (!worth_keeping) bk_arms_clear(1, &arm);
    *out = arm.result;
    return status;
}
