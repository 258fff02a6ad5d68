/* Whom to call next: the table from known counts, what a run is read as, and that the table a
 * scenario is given does what the answer said. */
#include "support/office.h"

#include "blikk/index.h"
#include "experiment/situation_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- counts that are known ---- */

/* A million client-weeks by the chances of an arm, in these cells; half of them called. */
static bk_situations *counts_of(const bk_bandit *arm, const int32_t *cell)
{
    bk_situations *s = calloc(1, sizeof *s);
    assert_non_null(s);
    for (int32_t i = 0; i < arm->n; i++) {
        s->weeks[cell[i]] = 1e6;
        s->reward[BK_AIM_WORK][cell[i]] = 1e6 * arm->reward_passive[i];
        for (int32_t j = 0; j < arm->n; j++) {
            s->moved[0][cell[i]][cell[j]] = 5e5 * arm->passive[i * arm->n + j];
            s->moved[1][cell[i]][cell[j]] = 5e5 * arm->active[i * arm->n + j];
        }
    }
    return s;
}

/* The first arm of the evidence page: lapsed 1/2, engaged 1/3. */
static const double PASSIVE[] = {0.90, 0.10, 0.30, 0.70}, ACTIVE[] = {0.70, 0.30, 0.15, 0.85};
static const double ENGAGED[] = {0, 1};
static const bk_bandit ARM = {2, PASSIVE, ACTIVE, ENGAGED, ENGAGED};

static void test_table_of_a_known_arm(void **state)
{
    (void)state;
    static const int32_t CELL[] = {36, 6}; /* lapsed: 32 weeks or more; engaged: under 2 */
    bk_situations *s = counts_of(&ARM, CELL);
    bk_index_table table;
    assert_int_equal(bk_situation_table_of(s, BK_AIM_WORK, &table), BK_OK);
    assert_int_equal(table.verdict, BK_INDEX_FOUND);
    CHECK_NEAR(table.worth[36], 0.5, 1e-7);
    CHECK_NEAR(table.worth[6], 1.0 / 3, 1e-7);
    for (int32_t i = 0; i < BK_INDEX_CELLS; i++) {
        /* What was not seen stands with the nearest row that was; nobody met yet is far from all.
         */
        int32_t row = i / 6, want = row == 0 ? 6 : row <= 3 ? 6 : 36;
        CHECK_MSG(table.same_as[i] == want, "cell %d stands with %d", i, table.same_as[i]);
        CHECK_SAME(table.worth[i], table.worth[want]);
    }
    bk_bandit_bound bound, direct;
    assert_int_equal(bk_situations_bound(s, BK_AIM_WORK, false, 0.2, &bound), BK_OK);
    assert_int_equal(bk_bandits_bound(&(bk_bandit_kind){&ARM, 1}, 1, 0.2, &direct, NULL), BK_OK);
    CHECK_NEAR(bound.reward, direct.reward, 1e-8);
    free(s);
}

/* Those seen as the problem are cells of their own when the gaze counts, and the same when not. */
static void test_the_gaze_apart(void **state)
{
    (void)state;
    static const int32_t CELL[] = {36 + BK_SITUATIONS, 36};
    bk_situations *s = counts_of(&ARM, CELL);
    bk_index_table seen[2], plain;
    assert_int_equal(bk_situation_tables_seen(s, BK_AIM_WORK, seen), BK_OK);
    CHECK_NEAR(seen[1].worth[36], 0.5, 1e-7);
    CHECK_NEAR(seen[0].worth[36], 1.0 / 3, 1e-7);
    assert_int_equal(bk_situation_table_of(s, BK_AIM_WORK, &plain), BK_OK);
    assert_int_equal(plain.verdict, BK_INDEX_TOO_FEW); /* one situation is no choice */
    free(s);
}

static void test_too_little_seen(void **state)
{
    (void)state;
    bk_situations *s = calloc(1, sizeof *s);
    assert_non_null(s);
    bk_index_table table;
    assert_int_equal(bk_situation_table_of(s, BK_AIM_WORK, &table), BK_OK);
    assert_int_equal(table.verdict, BK_INDEX_TOO_FEW);
    bk_bandit_bound bound;
    assert_int_equal(bk_situations_bound(s, BK_AIM_WORK, false, 0.2, &bound), BK_OK);
    CHECK(isnan(bound.reward));
    free(s);
}

static double uniform(uint64_t *random)
{
    return (double)(test_random(random) >> 11) * 0x1p-53;
}

/* A row of chances, all above 0 but most of them small: so that arms without an index turn up. */
static void draw_row(uint64_t *random, double row[3])
{
    double sum = 0;
    for (int32_t j = 0; j < 3; j++) {
        double u = uniform(random);
        sum += row[j] = 0.001 + u * u * u * u * u * u;
    }
    for (int32_t j = 0; j < 3; j++) row[j] /= sum;
}

/* Random situations: where there is an index it is the table's; where there is none, two of them
 * are put together and there is one. */
static void test_situations_put_together(void **state)
{
    (void)state;
    static const int32_t CELL[] = {6, 12, 18};
    uint64_t random = test_seed(0);
    int32_t lumped = 0;
    for (int32_t trial = 0; trial < 3000; trial++) {
        double left[9], called[9], reward[3], index[3];
        for (int32_t i = 0; i < 3; i++) {
            draw_row(&random, left + 3 * i);
            draw_row(&random, called + 3 * i);
            reward[i] = uniform(&random);
        }
        const bk_bandit arm = {3, left, called, reward, reward};
        bk_bandit_verdict verdict;
        int32_t at;
        bk_index_table table;
        assert_int_equal(bk_bandit_indices(&arm, 1, index, &verdict, &at), BK_OK);
        bk_situations *s = counts_of(&arm, CELL);
        assert_int_equal(bk_situation_table_of(s, BK_AIM_WORK, &table), BK_OK);
        free(s);
        bool has = verdict == BK_BANDIT_INDEXABLE;
        assert_int_equal(table.verdict, has ? BK_INDEX_FOUND : BK_INDEX_LUMPED);
        assert_int_equal(table.lumped > 0, !has);
        lumped += !has;
        for (int32_t i = 0; i < BK_INDEX_CELLS; i++) CHECK(isfinite(table.worth[i]));
        for (int32_t i = 0; i < 3 && has; i++)
            CHECK_NEAR(table.worth[CELL[i]], index[i], 1e-6 * (1 + fabs(index[i])));
    }
    print_message("# %d of 3000 arms had no index\n", lumped);
    CHECK(lumped > 3);
}

/* ---- a run, read week by week ---- */

static const char BUSY[] =
    "weeks = 60\nwarmup_weeks = 20\nreplications = 3\nseed = 5\n"
    "[clients.domain]\nhealth = { prevalence = 0.5, hinders = 0.15, blocks_work = 0.3 }\n"
    "debt = { prevalence = 0.4, hinders = 0.1, blocks_work = 0.2 }\n"
    "[conditions.x]\nstandard_offer = 0.5\n"
    "[conditions.x.inbox]\nmail = { per_week = 0.5, minutes = 20 }\n"
    "[conditions.x.measure]\nhelp = { solves = \"debt\", weeks = 6, succeeds = 0.6 }\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"x\"\ncaseworkers = 2\n"
    "caseload = 90\n";

static bk_scenario *busy(int32_t n, const bk_override *overrides)
{
    bk_scenario *scenario = NULL;
    bk_error err = {.lang = BK_EN};
    bk_status status =
        bk_scenario_parse("busy", BUSY, (int64_t)sizeof BUSY - 1, n, overrides, &scenario, &err);
    CHECK_MSG(status == BK_OK, "%s", err.mistake[0].text);
    return scenario;
}

static void test_a_run_is_read_whole(void **state)
{
    (void)state;
    bk_scenario *scenario = busy(0, NULL);
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    bk_situations *s = calloc(2, sizeof *s);
    bk_outcome outcome = {.ratio = calloc((size_t)plans.measures->count, sizeof(bk_ratio))};
    CHECK(s != NULL && outcome.ratio != NULL);
    bk_watch_run run = {0};
    uint64_t key = bk_row_key(&plans.row[0], 5, 0, 0);
    for (int32_t i = 0; i < 2; i++)
        assert_int_equal(
            bk_situations_read(&run, &plans.row[0].plan, key, &outcome, &s[i], NULL, NULL), BK_OK);
    assert_memory_equal(&s[0], &s[1], sizeof *s);

    /* 180 clients in each of the 40 weeks after warm-up; every week ends somewhere. */
    CHECK_SAME(bk_situations_weeks(s), 180 * 40);
    for (int32_t i = 0; i < BK_SITUATIONS_SEEN; i++) {
        double moved = 0;
        for (int32_t a = 0; a < 2; a++)
            for (int32_t j = 0; j < BK_SITUATIONS_SEEN; j++) moved += s->moved[a][i][j];
        CHECK_SAME(moved, s->weeks[i]);
    }
    /* The office sees about as many as the queue lets through: somebody is called, hardly all. */
    double called = bk_situations_called(s);
    CHECK(called > 0.05 && called < 0.5);
    /* Willing clients seen as the problem, as the measure has it a week's end later. */
    int32_t is = bk_measure_list_find(plans.measures, "false_is");
    bk_ratio false_is = outcome.ratio[plans.measures->first[0] + is];
    CHECK_NEAR(-bk_situations_reward(s, BK_AIM_SEEN) * 180 * 40, false_is.numerator,
               0.15 * false_is.numerator + 30);
    /* Pooling adds. */
    bk_situations_add(&s[1], &s[0]);
    CHECK_SAME(bk_situations_weeks(&s[1]), 2 * 180 * 40);

    bk_watch_run_clear(&run);
    free(outcome.ratio);
    free(s);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

/* ---- lots ---- */

typedef struct {
    int32_t waiting[400], n;
    double ranks, picks;
} queue;

static void leave(queue *q, int32_t place, bool picked)
{
    for (int32_t i = 0; i < q->n; i++) {
        if (q->waiting[i] != place) continue;
        if (picked && q->n > 1) {
            q->ranks += (i + 0.5) / q->n;
            q->picks += 1;
        }
        memmove(&q->waiting[i], &q->waiting[i + 1], (size_t)(q->n - i - 1) * sizeof(int32_t));
        q->n--;
        return;
    }
}

static void hear_queue(void *context, const bk_story *s)
{
    queue *q = context;
    if (s->desk != 0) return;
    if (s->kind == BK_STORY_DUE) q->waiting[q->n++] = s->place;
    if (s->kind == BK_STORY_STARTS && s->lane == 3) leave(q, s->place, true);
    if (s->kind == BK_STORY_PUT_OFF) leave(q, s->place, false);
    if (s->kind == BK_STORY_LEAVES) leave(q, s->place, false);
}

/* The one picked stands anywhere in the line, on average in its middle: six standard errors of a
 * uniform, a false alarm in 5e8. */
static void test_lots_favour_nobody(void **state)
{
    (void)state;
    static const bk_override LOTS[] = {{"conditions.x.conversation.who_next", "\"random\""}};
    office_closely o = office_closely_of(busy(1, LOTS));
    queue q = {0};
    const bk_storyteller teller = {hear_queue, &q};
    for (int32_t i = 0; i < 40; i++) {
        q.n = 0;
        office_begin(&o, test_seed(4), i, &teller);
        office_finish(&o);
    }
    print_message("# %.0f picks, at %.4f of the line\n", q.picks, q.ranks / q.picks);
    CHECK(q.picks > 5000);
    CHECK_NEAR(q.ranks / q.picks, 0.5, 6 * sqrt(1.0 / 12 / q.picks) + 0.002);
    office_leave(&o);
}

/* ---- the whole answer ---- */

static void remember(void *context, const char *line)
{
    char *text = context;
    size_t length = strlen(text);
    snprintf(text + length, 4000 - length, "%s\n", line);
}

static bk_index find(const bk_scenario *scenario, int32_t threads, bk_index_aim aim)
{
    const bk_index_question question = {.team = 0, .aim = aim};
    const bk_run_options options = {.threads = threads, .replications = 4};
    bk_error err = {.lang = BK_EN};
    bk_index index;
    bk_status status = bk_index_find(scenario, &question, &options, &index, &err);
    CHECK_MSG(status == BK_OK, "%s", err.mistake[0].text);
    return index;
}

static void test_same_bytes_for_any_threads(void **state)
{
    (void)state;
    bk_scenario *scenario = busy(0, NULL);
    bk_index one = find(scenario, 1, BK_AIM_WORK), three = find(scenario, 3, BK_AIM_WORK);
    assert_memory_equal(&one.table, &three.table, sizeof one.table);
    assert_memory_equal(one.tried, three.tried, sizeof one.tried);
    CHECK(one.has_table);
    CHECK_SAME(one.tried[BK_RULE_RANDOM].over_random.mean, 0);
    CHECK(one.bound >= one.nobody);
    CHECK(one.bound_gaze >= one.bound - 1e-9);
    double all = 0;
    for (int32_t i = 0; i < BK_INDEX_CELLS; i++) all += one.table.share[i];
    CHECK_NEAR(all, 1, 1e-9);
    bk_scenario_destroy(scenario);
}

/* The lines for the scenario, pasted in, give the figures that the answer promised for them. */
static void test_the_table_in_a_scenario(void **state)
{
    (void)state;
    bk_scenario *scenario = busy(0, NULL);
    bk_index index = find(scenario, 2, BK_AIM_SEEN);
    const bk_index_question question = {.team = 0, .aim = BK_AIM_SEEN};
    char lines[4000] = "", text[8000];
    assert_int_equal(bk_index_write(scenario, &question, &index, remember, lines), BK_OK);
    bk_scenario_destroy(scenario);

    snprintf(text, sizeof text, "%s%s", BUSY, lines);
    bk_error err = {.lang = BK_EN};
    bk_status status =
        bk_scenario_parse("pasted", text, (int64_t)strlen(text), 0, NULL, &scenario, &err);
    CHECK_MSG(status == BK_OK, "%s", err.mistake[0].text);
    bk_result *result = NULL;
    const bk_run_options options = {.replications = 4};
    assert_int_equal(bk_run(scenario, &options, &result, &err), BK_OK);
    int32_t measure = bk_scenario_measure_find(scenario, "false_is");
    bk_estimate e = bk_result_estimate(result, BK_SCOPE_TEAM, 0, measure);
    CHECK_SAME(e.mean, index.tried[BK_RULE_INDEX].false_is.mean);
    CHECK_SAME(e.high, index.tried[BK_RULE_INDEX].false_is.high);
    bk_result_destroy(result);
    bk_scenario_destroy(scenario);
}

static void test_no_follow_ups_no_order(void **state)
{
    (void)state;
    static const bk_override NONE[] = {{"conditions.x.conversation.interval_weeks", "inf"}};
    bk_scenario *scenario = busy(1, NONE);
    const bk_index_question question = {0};
    const bk_run_options options = {.replications = 2};
    bk_error err = {.lang = BK_EN};
    bk_index index;
    assert_int_equal(bk_index_find(scenario, &question, &options, &index, &err), BK_ERR_USAGE);
    assert_string_equal(err.mistake[0].text,
                        "the team has no follow-ups (interval_weeks is inf), so there is no order "
                        "to choose; choose another team");
    bk_scenario_destroy(scenario);
}

static bool stop_soon(void *context, int64_t done, int64_t total)
{
    (void)context;
    (void)total;
    return done < 1;
}

static void test_stopped_on_the_way(void **state)
{
    (void)state;
    bk_scenario *scenario = busy(0, NULL);
    const bk_index_question question = {0};
    const bk_run_options options = {.replications = 50, .threads = 2, .progress = stop_soon};
    bk_error err = {.lang = BK_EN};
    bk_index index = {.replications = -1};
    assert_int_equal(bk_index_find(scenario, &question, &options, &index, &err), BK_ERR_CANCELLED);
    assert_int_equal(index.replications, -1);
    assert_int_equal(err.count, 0);
    bk_scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_of_a_known_arm),
        cmocka_unit_test(test_the_gaze_apart),
        cmocka_unit_test(test_too_little_seen),
        cmocka_unit_test(test_situations_put_together),
        cmocka_unit_test(test_a_run_is_read_whole),
        cmocka_unit_test(test_lots_favour_nobody),
        cmocka_unit_test(test_same_bytes_for_any_threads),
        cmocka_unit_test(test_the_table_in_a_scenario),
        cmocka_unit_test(test_no_follow_ups_no_order),
        cmocka_unit_test(test_stopped_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
