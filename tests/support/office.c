/* office.c - build, run and compare offices for tests. */
#include "support/office.h"

#include "stats/intervals.h"
#include "stats/student.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char STILL[] = //
    "[clients]\n"
    "unwilling_share = 0\nneed_correlation = 0\nnew_need_per_week = 0\nduties_per_week = 0\n"
    "duty_hurdles = 1\nduties_seen = 1\nmeasure_hurdles = 1\nbase_failure = 0\n"
    "unwilling_failure = 0\n"
    "[clients.leaving]\n"
    "work_per_week = 0\nunwilling_factor = 1\ncontact_boost = 0\nboost_weeks = 1\n"
    "other_per_week = 0\nhealth_other = 0\ncontact_boost_other = 0\n"
    "[clients.trust]\n"
    "rest = 0\ngain = 0\ndecay_per_week = 0\ndemand_loss = 0\n"
    "[conditions.still]\n"
    "hours_per_week = 40\nfixed_share = 0\nintake = \"steady\"\nwork_order = \"inbox_first\"\n"
    "rule_friction = 0\nstandard_offer = 0\nspeedup = 0\noverwork = 0\nturnover_per_year = 0\n"
    "[conditions.still.conversation]\n"
    "interval_weeks = inf\ninterval = \"fixed\"\nearly_after_weeks = 0\nfirst_within_weeks = 0\n"
    "minutes = 24\ncv = 0\ndistribution = \"fixed\"\ndocumentation_minutes = 0\n"
    "no_show_minutes = 0\nprotected_share = 0\ndistancing = 0\nwho_next = \"longest_waiting\"\n"
    "disclosure = 0\ncompletes = 0\n"
    "[conditions.still.mapping]\n"
    "minutes = 0\nstructure = 1\nrepeat_weeks = 0\n"
    "[conditions.still.demand]\n"
    "minutes = 1\ncv = 0\nwithdraws = 0\nwork_boost = 0\nboost_weeks = 0\n"
    "[conditions.still.gaze]\n"
    "prior = 0.1\nprior_spread = 0\nmemory_weeks = inf\nthreshold = 1\ncorrection_min = 1\n"
    "correction_max = 1\nload_half = 1\nsteepness = 2\nload_memory_weeks = 4\nsocialisation = 0\n"
    "reflection_hours = 0\n";

static void show_mistakes(const bk_error *err)
{
    for (int32_t i = 0; i < err->count && i < BK_MISTAKES_SHOWN; i++) {
        char text[1024];
        bk_error_format(err, i, text, (int32_t)sizeof text);
        print_error("%s\n", text);
    }
}

bk_scenario *office_scenario(const office_plan *plan)
{
    size_t room = sizeof STILL + strlen(plan->rest) + 200;
    char *text = malloc(room);
    assert_non_null(text);
    int length = snprintf(text, room, "weeks = %d\nwarmup_weeks = %d\nreplications = 1\n%s%s",
                          plan->weeks, plan->warmup_weeks, STILL, plan->rest);
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_status status = bk_scenario_parse("test", text, length, plan->n_overrides, plan->overrides,
                                         &scenario, &err);
    show_mistakes(&err);
    free(text);
    assert_int_equal(status, BK_OK);
    return scenario;
}

const char *office_root(void)
{
    const char *root = getenv("BLIKK_ROOT");
    return root != NULL ? root : BLIKK_SOURCE_ROOT;
}

bk_scenario *office_file(const char *path, int32_t n_overrides, const bk_override *overrides)
{
    char whole[1024];
    snprintf(whole, sizeof whole, "%s/%s", office_root(), path);
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_status status = bk_scenario_load(whole, n_overrides, overrides, &scenario, &err);
    show_mistakes(&err);
    assert_int_equal(status, BK_OK);
    return scenario;
}

office_run office_run_of(bk_scenario *scenario, int32_t replications, uint64_t seed)
{
    bk_run_options options = {.replications = test_is_long() ? 4 * replications : replications,
                              .seed_given = true,
                              .seed = seed,
                              .threads = 2};
    bk_error err = {.lang = BK_EN};
    office_run run = {.scenario = scenario};
    bk_status status = bk_run(scenario, &options, &run.result, &err);
    show_mistakes(&err);
    assert_int_equal(status, BK_OK);
    return run;
}

void office_close(office_run *run)
{
    bk_result_destroy(run->result);
    bk_scenario_destroy(run->scenario);
    *run = (office_run){0};
}

office_figure office_figure_of(const office_run *run, const char *id, double factor)
{
    int32_t measure = bk_scenario_measure_find(run->scenario, id);
    if (measure < 0) fail_msg("no measure '%s'", id);
    bk_estimate e = bk_result_estimate(run->result, BK_SCOPE_TEAM, run->team, measure);
    if (e.n < 2) fail_msg("'%s' exists in %d replications", id, e.n);
    double t = bk_student_quantile(0.975, e.n - 1);
    return (office_figure){factor * e.mean, factor * (e.high - e.mean) / t, e.n};
}

void office_check(const char *what, office_figure f, double expected, double precision)
{
    double bound = bk_student_quantile(1 - FALSE_ALARM / 2, f.n - 1);
    double errors = (f.mean - expected) / f.error;
    print_message("# %s: %.6g +- %.2g, expected %.6g, z %.2f\n", what, f.mean, f.error, expected,
                  errors);
    if (!(fabs(errors) <= bound))
        fail_msg("%s: mean %.8g over n %d, expected %.8g, z %.2f, bound %.2f, false alarm %g", what,
                 f.mean, f.n, expected, errors, bound, FALSE_ALARM);
    if (!(f.error <= precision * fabs(expected)))
        fail_msg("%s: standard error %.3g of %.6g says too little, wanted under %g of it", what,
                 f.error, expected, precision);
}

void office_expect(const office_run *run, const char *id, double factor, double expected)
{
    double precision = run->precision > 0 ? run->precision : 0.01;
    office_check(id, office_figure_of(run, id, factor), expected, precision);
}

office_closely office_closely_of(bk_scenario *scenario)
{
    office_closely o = {.scenario = scenario};
    assert_int_equal(bk_plans_build(scenario, &o.plans), BK_OK);
    o.outcome.ratio = calloc((size_t)o.plans.measures->count, sizeof *o.outcome.ratio);
    assert_non_null(o.outcome.ratio);
    return o;
}

void office_begin(office_closely *o, uint64_t seed, int32_t replication,
                  const bk_storyteller *teller)
{
    uint64_t key = bk_row_key(&o->plans.row[0], seed, replication, 0);
    assert_int_equal(bk_sim_begin(&o->sim, &o->plans.row[0].plan, key, teller, &o->outcome), BK_OK);
}

void office_advance(office_closely *o, int32_t week)
{
    o->sim.outcome = &o->outcome; /* the struct may have been handed on since */
    assert_int_equal(bk_sim_advance(&o->sim, week), BK_OK);
}

void office_finish(office_closely *o)
{
    office_advance(o, o->plans.weeks);
    bk_sim_finish(&o->sim);
}

double office_value(const office_closely *o, const char *id)
{
    int32_t measure = bk_measure_list_find(o->plans.measures, id);
    if (measure < 0) fail_msg("no measure '%s'", id);
    return bk_ratio_value(&o->plans.measures->measure[measure], o->outcome.ratio[measure]);
}

void office_leave(office_closely *o)
{
    bk_sim_clear(&o->sim);
    bk_plans_clear(&o->plans);
    bk_scenario_destroy(o->scenario);
    free(o->outcome.ratio);
    *o = (office_closely){0};
}
