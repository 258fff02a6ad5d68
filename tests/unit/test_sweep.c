/* Sweeps: every point is the single run with its values, byte for byte, in grids, spread designs
 * and chunks, for any number of threads; a stop keeps what is finished; mistakes are told. */
#include "blikk/sweep.h"
#include "support/random_office.h"
#include "support/support.h"

#include "experiment/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char TEXT[] =
    "title = \"t\"\nweeks = 6\nwarmup_weeks = 2\nreplications = 3\nseed = 5\n"
    "[clients.domain]\nhealth = { prevalence = 0.4, hinders = 0.1 }\n"
    "[conditions.a.inbox]\nmail = { per_week = 1, minutes = 10 }\n"
    "[conditions.b]\ninherits = \"a\"\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 2\n"
    "caseload = 5\n[[office.team]]\nconditions = \"b\"\ncaseworkers = 1\ncaseload = 7\n";

static bk_scenario *scenario(void)
{
    return random_office_parse(TEXT, 0);
}

static bk_sweep *sweep_of(const bk_scenario *s, int32_t n, const char *const *vary, int32_t points)
{
    bk_error err = {.lang = BK_EN};
    bk_vary keys[4];
    bk_sweep *sweep = NULL;
    for (int32_t k = 0; k < n; k++) CHECK(bk_vary_parse(vary[k], &keys[k], &err) == BK_OK);
    bk_status status = bk_sweep_create(s, n, keys, points, 9, &sweep, &err);
    CHECK_MSG(status == BK_OK, "%s", err.mistake[0].text);
    return sweep;
}

/* What came out: all values of all points, one after the other. */
typedef struct {
    const bk_sweep *sweep;
    const bk_scenario *base;
    int32_t points;
    int32_t replications; /* of the last point: the same in all of a chunk */
    double *value;
    int64_t n;
    bool check; /* each point against a run of its own */
} seen;

/* The point's own run, with its values as overrides. */
static void check_single(const seen *s, int32_t point, const bk_result *result)
{
    bk_error err = {.lang = BK_EN};
    bk_override overrides[4];
    char value[4][BK_VARY_VALUE];
    int32_t n = bk_sweep_key_count(s->sweep);
    for (int32_t k = 0; k < n; k++) {
        bk_sweep_value(s->sweep, point, k, value[k]);
        overrides[k] = (bk_override){bk_sweep_key(s->sweep, k), value[k]};
    }
    bk_scenario *single = NULL;
    bk_result *alone = NULL;
    CHECK(bk_scenario_parse("t", TEXT, (int64_t)strlen(TEXT), n, overrides, &single, &err) ==
          BK_OK);
    CHECK(bk_run(single, NULL, &alone, &err) == BK_OK);
    int64_t values = (int64_t)alone->replications * alone->scopes * alone->n_measures;
    CHECK(result->replications == alone->replications && result->scopes == alone->scopes);
    CHECK_MSG(memcmp(result->value, alone->value, (size_t)values * sizeof(double)) == 0, "point %d",
              (int)point);
    bk_result_destroy(alone);
    bk_scenario_destroy(single);
}

static bk_status look(void *context, int32_t point, const bk_scenario *of, const bk_result *result)
{
    seen *s = context;
    CHECK(point == s->points++ && of != NULL);
    if (point % 64 > 0) CHECK(result->replications == s->replications);
    s->replications = result->replications;
    if (s->check) check_single(s, point, result);
    int64_t values = (int64_t)result->replications * result->scopes * result->n_measures;
    s->value = realloc(s->value, (size_t)(s->n + values) * sizeof *s->value);
    memcpy(s->value + s->n, result->value, (size_t)values * sizeof *s->value);
    s->n += values;
    return BK_OK;
}

static seen run(const bk_scenario *base, const bk_sweep *sweep, int32_t threads, bool check)
{
    bk_error err = {.lang = BK_EN};
    bk_run_options options = {.threads = threads};
    bk_sweep_count count;
    seen s = {.sweep = sweep, .base = base, .check = check};
    CHECK(bk_sweep_run(sweep, &options, look, &s, &count, &err) == BK_OK);
    CHECK(s.points == bk_sweep_point_count(sweep) && count.points == s.points);
    CHECK(count.made == 3 * (int64_t)s.points && count.recalled == 0 && count.events > 0);
    return s;
}

/* 7 x 11 = 77 points: more than a chunk. */
static void test_every_point_is_its_single_run(void **state)
{
    (void)state;
    static const char *const VARY[] = {"office.A.team.*.caseload=2:8:1",
                                       "conditions.a.inbox.mail.per_week=0:1:0.1"};
    bk_scenario *base = scenario();
    for (int32_t points = 0; points <= 12; points += 12) {
        const char *spread[] = {"office.A.team.*.caseload=2:8",
                                "conditions.a.inbox.mail.per_week=0:1"};
        bk_sweep *sweep = sweep_of(base, 2, points ? spread : VARY, points);
        CHECK(bk_sweep_point_count(sweep) == (points ? points : 77));
        CHECK(bk_sweep_is_grid(sweep) == (points == 0));
        for (int32_t i = 0; points == 0 && i < 77; i++) {
            CHECK_SAME(bk_sweep_number(sweep, i, 0), 2 + i / 11);
            CHECK_SAME(bk_sweep_number(sweep, i, 1), i % 11 / 10.0);
        }
        seen s = run(base, sweep, 2, true);
        free(s.value);
        bk_sweep_destroy(sweep);
    }
    bk_scenario_destroy(base);
}

static void test_threads_change_no_byte(void **state)
{
    (void)state;
    static const char *const VARY[] = {"office.A.team.a.caseload=1:70:1"};
    bk_scenario *base = scenario();
    bk_sweep *sweep = sweep_of(base, 1, VARY, 0);
    seen one = run(base, sweep, 1, false);
    const int32_t threads[] = {2, 8};
    for (int32_t i = 0; i < 2; i++) {
        seen many = run(base, sweep, threads[i], false);
        CHECK(many.n == one.n);
        CHECK(memcmp(many.value, one.value, (size_t)one.n * sizeof(double)) == 0);
        free(many.value);
    }
    free(one.value);
    bk_sweep_destroy(sweep);
    bk_scenario_destroy(base);
}

static void test_a_grid_runs_through_its_values_in_order(void **state)
{
    (void)state;
    static const char *const VARY[] = {"office.A.team.a.caseload=1:2:1",
                                       "conditions.a.gaze.prior=0.1:0.3:0.1"};
    static const char *const WANT[] = {"1 0.1", "1 0.2", "1 0.3", "2 0.1", "2 0.2", "2 0.3"};
    bk_scenario *base = scenario();
    bk_sweep *sweep = sweep_of(base, 2, VARY, 0);
    for (int32_t i = 0; i < 6; i++) {
        char a[BK_VARY_VALUE], b[BK_VARY_VALUE], both[2 * BK_VARY_VALUE + 1];
        bk_sweep_value(sweep, i, 0, a);
        bk_sweep_value(sweep, i, 1, b);
        snprintf(both, sizeof both, "%s %s", a, b);
        CHECK_MSG(strcmp(both, WANT[i]) == 0, "point %d is '%s'", (int)i, both);
    }
    CHECK_SAME(bk_sweep_number(sweep, 5, 1), 0.3);
    bk_sweep_destroy(sweep);
    bk_scenario_destroy(base);
}

/* 64 points over 5 whole numbers and a share: each number 12 or 13 times, each sixteenth of the
 * share 4 times. */
static void test_a_design_is_spread_evenly(void **state)
{
    (void)state;
    static const char *const VARY[] = {"office.A.team.a.caseload=3:7",
                                       "conditions.a.gaze.prior=0:1"};
    bk_scenario *base = scenario();
    bk_sweep *sweep = sweep_of(base, 2, VARY, 64);
    int32_t whole[8] = {0}, part[16] = {0};
    for (int32_t i = 0; i < 64; i++) {
        double n = bk_sweep_number(sweep, i, 0), u = bk_sweep_number(sweep, i, 1);
        CHECK(n >= 3 && n <= 7 && u >= 0 && u <= 1);
        char text[BK_VARY_VALUE];
        bk_sweep_value(sweep, i, 0, text);
        CHECK(strlen(text) == 1);
        whole[(int32_t)n]++;
        part[u < 1 ? (int32_t)(u * 16) : 15]++;
    }
    for (int32_t n = 3; n <= 7; n++) CHECK(whole[n] >= 12 && whole[n] <= 14);
    for (int32_t i = 0; i < 16; i++) CHECK(part[i] >= 3 && part[i] <= 5);
    bk_sweep_destroy(sweep);
    bk_scenario_destroy(base);
}

/* ---- stops ---- */

typedef struct {
    int64_t done, total, stop_at;
} watch;

static bool step(void *context, int64_t done, int64_t total)
{
    watch *w = context;
    CHECK(done >= w->done && done <= total && (w->total == 0 || w->total == total));
    w->done = done;
    w->total = total;
    return w->stop_at == 0 || done < w->stop_at;
}

/* A stop in the middle of a chunk: its points are there with the replications that all have. Where
 * the machine is so fast that it comes late, the chunk is whole. */
static void test_a_stop_within_a_chunk(void **state)
{
    (void)state;
    static const char *const VARY[] = {"office.A.team.a.caseload=5:68:1"};
    bk_override longer = {"weeks", "600"};
    bk_scenario *base = NULL;
    bk_error err = {.lang = BK_EN};
    CHECK(bk_scenario_parse("t", TEXT, (int64_t)strlen(TEXT), 1, &longer, &base, &err) == BK_OK);
    bk_sweep *sweep = sweep_of(base, 1, VARY, 0);
    watch w = {.stop_at = 30000};
    seen s = {.sweep = sweep, .base = base};
    bk_sweep_count count;
    bk_run_options options = {.threads = 1, .progress = step, .context = &w};
    bk_status status = bk_sweep_run(sweep, &options, look, &s, &count, &err);
    CHECK(status == BK_ERR_CANCELLED || status == BK_OK);
    CHECK(s.points == 64 && s.replications >= 1 && s.replications <= 3);
    CHECK(count.made >= 64 * s.replications && (s.replications == 3 || count.made < 192));
    free(s.value);
    bk_sweep_destroy(sweep);
    bk_scenario_destroy(base);
}

/* After a stop the points of finished chunks are there, and nothing that is not finished. */
static void test_a_stop_keeps_what_is_finished(void **state)
{
    (void)state;
    static const char *const VARY[] = {"office.A.team.a.caseload=1:200:1"};
    bk_scenario *base = scenario();
    bk_sweep *sweep = sweep_of(base, 1, VARY, 0);
    bk_error err = {.lang = BK_EN};
    watch w = {.stop_at = 100000};
    seen s = {.sweep = sweep, .base = base};
    bk_sweep_count count;
    bk_run_options options = {.threads = 1, .progress = step, .context = &w};
    CHECK(bk_sweep_run(sweep, &options, look, &s, &count, &err) == BK_ERR_CANCELLED);
    CHECK(w.total == 200000 && s.points == count.points && s.points >= 64 && s.points < 200);
    free(s.value);
    bk_sweep_destroy(sweep);
    bk_scenario_destroy(base);
}

static bk_status refuse(void *context, int32_t point, const bk_scenario *of,
                        const bk_result *result)
{
    (void)of;
    (void)result;
    return point == *(int32_t *)context ? BK_ERR_IO : BK_OK;
}

static void test_what_the_sink_answers_comes_through(void **state)
{
    (void)state;
    static const char *const VARY[] = {"office.A.team.a.caseload=1:70:1"};
    bk_scenario *base = scenario();
    bk_sweep *sweep = sweep_of(base, 1, VARY, 0);
    bk_error err = {.lang = BK_EN};
    for (int32_t at = 0; at < 70; at += 23) {
        bk_sweep_count count;
        CHECK(bk_sweep_run(sweep, NULL, refuse, &at, &count, &err) == BK_ERR_IO);
        CHECK(count.points == at);
    }
    bk_sweep_destroy(sweep);
    bk_scenario_destroy(base);
}

/* ---- mistakes ---- */

static void check_refused(int32_t n, const char *const *vary, int32_t points, bk_status want,
                          const char *nb, const char *en)
{
    bk_scenario *base = scenario();
    for (bk_lang lang = BK_NB; lang <= BK_EN; lang++) {
        bk_error err = {.lang = lang};
        bk_vary keys[BK_SWEEP_KEYS + 1];
        bk_sweep *sweep = NULL;
        for (int32_t k = 0; k < n; k++)
            CHECK(bk_vary_parse(vary[k < 2 ? k : 1], &keys[k], &err) == BK_OK);
        bk_status status = bk_sweep_create(base, n, keys, points, 0, &sweep, &err);
        const char *text = lang == BK_NB ? nb : en;
        CHECK_MSG(status == want && sweep == NULL, "status %d", (int)status);
        CHECK_MSG(strstr(err.mistake[0].text, text), "'%s', expected '%s'", err.mistake[0].text,
                  text);
    }
    bk_scenario_destroy(base);
}

static void test_mistakes_are_told(void **state)
{
    (void)state;
    static const char *const NO_STEP[] = {"weeks=1:5"}, *const STEP[] = {"weeks=4:5:1"},
                             *const WHOLE[] = {"weeks=1:2:0.5"},
                             *const CHOICE[] = {"conditions.a.intake=1:2:1"},
                             *const LOW[] = {"office.A.team.a.caseload=0:3:1"},
                             *const HIGH[] = {"conditions.a.gaze.prior=0:1.5:0.5"},
                             *const WRONG[] = {"office.A.team.a.caselod=1:3:1"},
                             *const MANY[] = {"conditions.a.gaze.prior=0:1:0.0001",
                                              "clients.duties_seen=0:1:0.001"},
                             *const TWICE[] = {"weeks=4:5:1", "weeks=4:5:1"};
    check_refused(1, NO_STEP, 0, BK_ERR_USAGE, "mangler steg", "lacks a step");
    check_refused(1, STEP, 8, BK_ERR_USAGE, "har et steg", "has a step");
    check_refused(1, WHOLE, 0, BK_ERR_USAGE, "er et helt tall", "is a whole number");
    check_refused(1, CHOICE, 0, BK_ERR_USAGE, "er ikke et tall", "is no number");
    check_refused(2, TWICE, 0, BK_ERR_USAGE, "to ganger", "twice");
    check_refused(2, MANY, 0, BK_ERR_USAGE, "over 1000000 punkter", "over 1000000 points");
    check_refused(BK_SWEEP_KEYS + 1, MANY, 0, BK_ERR_USAGE, "er for mange", "are too many");
    check_refused(1, LOW, 0, BK_ERR_INPUT, "utenfor 1 til", "outside 1 to");
    check_refused(1, HIGH, 0, BK_ERR_INPUT, "utenfor", "outside");
    check_refused(1, WRONG, 0, BK_ERR_INPUT, "mente du 'caseload'", "did you mean 'caseload'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_point_is_its_single_run),
        cmocka_unit_test(test_threads_change_no_byte),
        cmocka_unit_test(test_a_grid_runs_through_its_values_in_order),
        cmocka_unit_test(test_a_design_is_spread_evenly),
        cmocka_unit_test(test_a_stop_within_a_chunk),
        cmocka_unit_test(test_a_stop_keeps_what_is_finished),
        cmocka_unit_test(test_what_the_sink_answers_comes_through),
        cmocka_unit_test(test_mistakes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
