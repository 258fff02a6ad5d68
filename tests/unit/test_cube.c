/* Ranges as random quantities, and a scenario run at points of their cube. */
#include "experiment/cube.h"
#include "random/philox.h"
#include "support/office.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char TEAM[] =
    "[conditions.a]\ninherits = \"still\"\nhours_per_week = { low = 20, high = 40 }\n"
    "[conditions.b]\ninherits = \"a\"\nfixed_share = { low = 0, likely = 0.1, high = 0.4 }\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"a\"\ncaseworkers = { low = 1, high = 3 }\ncaseload = 4\n"
    "[[office.team]]\nconditions = \"b\"\ncaseworkers = 1\n"
    "caseload = { low = 1, likely = 2, high = 6 }\n"
    "[[change]]\nweek = 2\nset = { \"conditions.b.fixed_share\" = { low = 0.5, high = 0.6 } }\n";

enum { KEYS = 5 };

static bk_scenario *scenario_of(const char *rest)
{
    return office_scenario(&(office_plan){.weeks = 4, .warmup_weeks = 1, .rest = rest});
}

static const bk_uncertain *key_called(const bk_scenario *s, const char *path)
{
    for (const bk_uncertain *u = s->uncertain.first; u; u = u->next)
        if (strcmp(u->path, path) == 0) return u;
    fail_msg("no range called %s", path);
    return NULL;
}

static void test_uniform(void **state)
{
    (void)state;
    bk_scenario *s = scenario_of(TEAM);
    const bk_uncertain *hours = key_called(s, "conditions.a.hours_per_week");
    CHECK_SAME(bk_range_value(hours, 0), 20);
    CHECK_SAME(bk_range_value(hours, 0.25), 25);
    CHECK_SAME(bk_range_value(hours, 1), 40);
    bk_scenario_destroy(s);
}

/* Low 0, likely 0.1, high 0.4: a quarter lies below the top, and the mean is 1/6. */
static void test_triangle(void **state)
{
    (void)state;
    bk_scenario *s = scenario_of(TEAM);
    const bk_uncertain *share = key_called(s, "conditions.b.fixed_share");
    CHECK_SAME(bk_range_value(share, 0), 0);
    CHECK_NEAR(bk_range_value(share, 0.25), 0.1, 1e-12);
    CHECK_SAME(bk_range_value(share, 1), 0.4);
    double sum = 0, before = -1;
    for (int32_t i = 0; i < 10000; i++) {
        double value = bk_range_value(share, (i + 0.5) / 10000);
        CHECK(value >= before);
        sum += value / 10000;
        before = value;
    }
    CHECK_NEAR(sum, 0.5 / 3, 1e-5);
    bk_scenario_destroy(s);
}

/* Every whole number of a plain range is as likely as the others; a triangle favours neither end
 * and all are whole. */
static void test_whole_numbers(void **state)
{
    (void)state;
    bk_scenario *s = scenario_of(TEAM);
    const bk_uncertain *workers = key_called(s, "office.A.team.1.caseworkers");
    const bk_uncertain *load = key_called(s, "office.A.team.2.caseload");
    int32_t count[8] = {0}, loads[8] = {0};
    for (int32_t i = 0; i < 9000; i++) {
        double u = (i + 0.5) / 9000;
        double a = bk_range_value(workers, u), b = bk_range_value(load, u);
        CHECK(a == floor(a) && b == floor(b) && a >= 1 && a <= 3 && b >= 1 && b <= 6);
        count[(int32_t)a]++;
        loads[(int32_t)b]++;
    }
    for (int32_t i = 1; i <= 3; i++) assert_int_equal(count[i], 3000);
    CHECK(loads[2] > loads[1] && loads[2] > loads[3] && loads[3] > loads[4] && loads[6] > 0);
    CHECK_SAME(bk_range_value(workers, 0), 1);
    CHECK_SAME(bk_range_value(workers, 1), 3);
    CHECK_SAME(bk_range_value(load, 1), 6);
    bk_scenario_destroy(s);
}

/* A range that is a point gives it. */
static void test_no_width(void **state)
{
    (void)state;
    bk_field field = {.type = BK_TYPE_NUMBER};
    bk_uncertain point = {.field = &field, .low = 3, .likely = 3, .high = 3, .has_likely = true};
    for (int32_t i = 0; i <= 4; i++) CHECK_SAME(bk_range_value(&point, i / 4.0), 3);
    point.low = 2;
    CHECK_SAME(bk_range_value(&point, 1), 3); /* rises to its end */
    CHECK_NEAR(bk_range_value(&point, 0.25), 2.5, 1e-12);
}

/* ---- running ---- */

enum { POINTS = 150 };

typedef struct {
    const bk_uncertain *key[KEYS];
    int32_t taken;
    double first[POINTS];
    int64_t told, total;
    int64_t stop_at;
} walk;

static double coordinate(int64_t point, int32_t key)
{
    return bk_uniform(bk_philox(5, (uint64_t)point, (uint64_t)key).word[0]);
}

static int32_t point_of(void *context, int64_t point, double *u)
{
    (void)context;
    for (int32_t k = 0; k < KEYS; k++) u[k] = coordinate(point, k);
    return 2 * (int32_t)(point % 3);
}

static void take(void *context, int64_t point, const bk_result *result)
{
    walk *w = context;
    assert_int_equal(point, w->taken++);
    assert_int_equal(result->replications, 2);
    assert_int_equal(result->first, 2 * (point % 3));
    w->first[point] = result->value[0];
}

static bool progress(void *context, int64_t done, int64_t total)
{
    walk *w = context;
    CHECK(done >= w->told && done <= total);
    w->told = done;
    w->total = total;
    return w->stop_at == 0 || done < w->stop_at;
}

static bk_status walk_cube(walk *w, const bk_scenario *s, int32_t threads, bk_error *err)
{
    bk_cube_keys(s, w->key);
    bk_run_options options = {.threads = threads, .progress = progress, .context = w};
    bk_cube cube = {.scenario = s,
                    .n_keys = KEYS,
                    .key = w->key,
                    .options = &options,
                    .n_points = POINTS,
                    .point = point_of,
                    .take = take,
                    .context = w,
                    .total = POINTS};
    return bk_cube_run(&cube, err);
}

/* Every point is the scenario with its values set by hand, whatever the threads and chunks. */
static void test_points_are_scenarios(void **state)
{
    (void)state;
    bk_scenario *s = scenario_of(TEAM);
    assert_int_equal(s->uncertain.count, KEYS);
    bk_error err = {.lang = BK_EN};
    walk one = {0}, many = {0};
    assert_int_equal(walk_cube(&one, s, 1, &err), BK_OK);
    assert_int_equal(walk_cube(&many, s, 3, &err), BK_OK);
    assert_int_equal(one.taken, POINTS);
    assert_memory_equal(one.first, many.first, sizeof one.first);

    for (int64_t point = 0; point < POINTS; point += 37) {
        char value[KEYS][40];
        bk_override override[KEYS];
        for (int32_t k = 0; k < KEYS; k++) {
            snprintf(value[k], sizeof value[k], "%.17g",
                     bk_range_value(one.key[k], coordinate(point, k)));
            override[k] = (bk_override){one.key[k]->path, value[k]};
        }
        bk_scenario *by_hand = office_scenario(&(office_plan){.weeks = 4,
                                                              .warmup_weeks = 1,
                                                              .rest = TEAM,
                                                              .n_overrides = KEYS,
                                                              .overrides = override});
        assert_int_equal(by_hand->uncertain.count, 0);
        bk_arm arm = {.scenario = by_hand, .first = 2 * (int32_t)(point % 3), .replications = 2};
        assert_int_equal(bk_arms_run(1, &arm, NULL, &err), BK_OK);
        double expected = arm.result->value[0];
        CHECK(memcmp(&expected, &one.first[point], sizeof expected) == 0);
        bk_arms_clear(1, &arm);
        bk_scenario_destroy(by_hand);
    }
    bk_scenario_destroy(s);
}

static void test_stopping(void **state)
{
    (void)state;
    bk_scenario *s = scenario_of(TEAM);
    bk_error err = {.lang = BK_EN};
    walk w = {.stop_at = 1};
    assert_int_equal(walk_cube(&w, s, 2, &err), BK_ERR_CANCELLED);
    CHECK(w.taken < POINTS);
    bk_scenario_destroy(s);
}

/* Values that do not fit each other are refused as the reader refuses them, with the path. */
static void test_values_that_clash(void **state)
{
    (void)state;
    static const char CLASH[] =
        "[conditions.a]\ninherits = \"still\"\n[conditions.a.gaze]\n"
        "correction_min = { low = 0, likely = 0, high = 1 }\n"
        "correction_max = { low = 0, likely = 1, high = 1 }\n"
        "[[office]]\nname = \"A\"\n"
        "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 4\n"
        "[[office.team]]\nconditions = \"a\"\ncaseworkers = { low = 1, high = 2 }\n"
        "caseload = { low = 1, high = 2 }\nlabel = \"x\"\n[[change]]\nweek = 2\n"
        "set = { \"conditions.a.fixed_share\" = { low = 0.5, high = 0.6 } }\n";
    bk_scenario *s = scenario_of(CLASH);
    assert_int_equal(s->uncertain.count, KEYS);
    bk_error err = {.lang = BK_EN};
    walk w = {0};
    assert_int_equal(walk_cube(&w, s, 1, &err), BK_ERR_INPUT);
    CHECK(err.count > 0);
    CHECK_MSG(strstr(err.mistake[0].text, "correction_m") != NULL, "%s", err.mistake[0].text);
    bk_scenario_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uniform),
        cmocka_unit_test(test_triangle),
        cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_no_width),
        cmocka_unit_test(test_points_are_scenarios),
        cmocka_unit_test(test_stopping),
        cmocka_unit_test(test_values_that_clash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
