/* model/state.h and run.h: a run is one block of memory; copying the block copies the run, a larger
 * block holds the same run, and a run in steps is the run at once. */
#include "support/random_office.h"
#include "support/support.h"

#include "experiment/plans.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int scenarios(void)
{
    return test_is_long() ? 2000 : 200;
}

/* A random team, ready to run. */
typedef struct {
    uint64_t seed;
    char *text;
    bk_scenario *scenario;
    bk_plans plans;
    const bk_plan *plan;
    size_t n;
} team;

static team open_team(int i)
{
    random_office office;
    team t = {.seed = test_seed((uint64_t)i)};
    random_office_draw(&office, t.seed, OFFICE_OF_ONE_TEAM);
    t.text = random_office_text(&office);
    t.scenario = random_office_parse(t.text, t.seed);
    assert_int_equal(bk_plans_build(t.scenario, &t.plans), BK_OK);
    t.plan = &t.plans.row[0].plan;
    t.n = (size_t)t.plans.measures->count;
    return t;
}

static void close_team(team *t)
{
    bk_plans_clear(&t->plans);
    bk_scenario_destroy(t->scenario);
    free(t->text);
}

/* With a row for every week. */
static bk_outcome new_outcome(const team *t)
{
    bk_outcome out = {.ratio = calloc(t->n, sizeof *out.ratio),
                      .week = calloc(t->n * (size_t)t->plan->weeks, sizeof *out.week)};
    assert_true(out.ratio != NULL && out.week != NULL);
    return out;
}

static void free_outcome(bk_outcome *out)
{
    free(out->ratio);
    free(out->week);
}

static void check_same(const team *t, const bk_outcome *a, const bk_outcome *b, const char *what)
{
    size_t weeks = (size_t)t->plan->weeks;
    bool same = memcmp(a->ratio, b->ratio, t->n * sizeof *a->ratio) == 0 &&
                memcmp(a->week, b->week, t->n * weeks * sizeof *a->week) == 0 &&
                memcmp(a->events, b->events, sizeof a->events) == 0;
    CHECK_IN(t->text, same, "seed %" PRIu64 ": %s gives other figures", t->seed, what);
}

/* In the middle of the run the block is copied, byte for byte, and the first one is destroyed
 * before the copy goes on. */
static void test_a_copy_finishes_like_the_original(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        team t = open_team(i);
        int32_t half = 1 + (int32_t)(t.seed % (uint64_t)t.plan->weeks);
        bk_outcome whole = new_outcome(&t), one = new_outcome(&t), two = new_outcome(&t);
        bk_sim sim = {0};
        assert_int_equal(bk_sim_run(&sim, t.plan, 9, NULL, &whole), BK_OK);

        assert_int_equal(bk_sim_begin(&sim, t.plan, 9, NULL, &one), BK_OK);
        assert_int_equal(bk_sim_advance(&sim, half), BK_OK);
        bk_sim copy = sim;
        copy.state = (bk_state){0};
        copy.outcome = &two;
        memcpy(two.week, one.week, t.n * (size_t)t.plan->weeks * sizeof *two.week);
        assert_int_equal(bk_state_copy(&sim.state, &copy.state), BK_OK);
        CHECK(copy.state.h != sim.state.h && copy.state.h->bytes == sim.state.h->bytes);
        CHECK(memcmp(copy.state.h, sim.state.h, (size_t)sim.state.h->bytes) == 0);

        assert_int_equal(bk_sim_advance(&sim, t.plan->weeks), BK_OK);
        bk_sim_finish(&sim);
        bk_sim_clear(&sim);
        assert_int_equal(bk_sim_advance(&copy, t.plan->weeks), BK_OK);
        bk_sim_finish(&copy);
        bk_sim_clear(&copy);
        check_same(&t, &whole, &one, "a run in two pieces");
        check_same(&t, &whole, &two, "the copy");
        free_outcome(&whole);
        free_outcome(&one);
        free_outcome(&two);
        close_team(&t);
    }
}

/* Two runs week by week, taking turns, in a struct that has run something else before. */
static void test_a_run_in_steps_is_the_run_at_once(void **state)
{
    (void)state;
    bk_sim used = {0};
    for (int i = 0; i < scenarios(); i++) {
        team t = open_team(i);
        bk_outcome whole = new_outcome(&t), steps = new_outcome(&t), other = new_outcome(&t);
        bk_sim beside = {0};
        assert_int_equal(bk_sim_begin(&used, t.plan, 9, NULL, &steps), BK_OK);
        assert_int_equal(bk_sim_begin(&beside, t.plan, 10, NULL, &other), BK_OK);
        for (int32_t week = 1; week <= t.plan->weeks; week++) {
            assert_int_equal(bk_sim_advance(&used, week), BK_OK);
            assert_int_equal(bk_sim_advance(&beside, week), BK_OK);
        }
        bk_sim_finish(&used);
        bk_sim_clear(&beside);
        assert_int_equal(bk_sim_run(&beside, t.plan, 9, NULL, &whole), BK_OK);
        check_same(&t, &whole, &steps, "a run in steps");
        bk_sim_clear(&beside);
        free_outcome(&whole);
        free_outcome(&steps);
        free_outcome(&other);
        close_team(&t);
    }
    bk_sim_clear(&used);
}

static void hear_nothing(void *context, const bk_story *story)
{
    (void)story;
    (*(int64_t *)context)++;
}

/* Whoever listens is told things in their order, all desks together; else desks that have nothing
 * in common run their weeks one after another. Nobody can tell from the figures, not from the bits
 * of one, also when the listener comes in the middle of the run. */
static void test_a_listener_changes_nothing(void **state)
{
    (void)state;
    int apart = 0;
    for (int i = 0; i < scenarios(); i++) {
        team t = open_team(i);
        int32_t half = (int32_t)(t.seed % (uint64_t)t.plan->weeks);
        int64_t stories = 0;
        bk_outcome whole = new_outcome(&t), heard = new_outcome(&t), later = new_outcome(&t);
        bk_sim sim = {0};
        bk_storyteller teller = {hear_nothing, &stories};
        assert_int_equal(bk_sim_run(&sim, t.plan, 9, NULL, &whole), BK_OK);
        apart += sim.state.h->apart && sim.state.h->n_desks > 1;
        assert_int_equal(bk_sim_run(&sim, t.plan, 9, &teller, &heard), BK_OK);
        CHECK(stories > 0 && !sim.state.h->apart);
        check_same(&t, &whole, &heard, "a run that is told");

        assert_int_equal(bk_sim_begin(&sim, t.plan, 9, NULL, &later), BK_OK);
        assert_int_equal(bk_sim_advance(&sim, half), BK_OK);
        sim.teller = teller;
        assert_int_equal(bk_sim_advance(&sim, t.plan->weeks), BK_OK);
        bk_sim_finish(&sim);
        check_same(&t, &whole, &later, "a run that is told from the middle on");
        bk_sim_clear(&sim);
        free_outcome(&whole);
        free_outcome(&heard);
        free_outcome(&later);
        close_team(&t);
    }
    CHECK_MSG(apart > scenarios() / 10, "only %d teams had desks apart", apart);
}

/* More room, at any time, changes nothing: for points, items and the line. */
static void test_a_larger_block_holds_the_same_run(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios(); i++) {
        team t = open_team(i);
        bk_outcome whole = new_outcome(&t), grown = new_outcome(&t);
        bk_sim sim = {0};
        assert_int_equal(bk_sim_run(&sim, t.plan, 9, NULL, &whole), BK_OK);
        bk_sim_clear(&sim);
        assert_int_equal(bk_sim_begin(&sim, t.plan, 9, NULL, &grown), BK_OK);
        for (int32_t week = 1; week <= t.plan->weeks; week++) {
            if (week % 3 == 0 &&
                sim.state.h->line_first + sim.state.h->line_count <= sim.state.h->cap_line) {
                bk_head sizes = *sim.state.h;
                sizes.cap_items += 5;
                sizes.cap_line += sizes.cap_line > 0 ? 3 : 0;
                sizes.desk_width *= week == 3 ? 2 : 1;
                sizes.cap_late += 2;
                assert_int_equal(bk_state_resize(&sim.state, &sizes), BK_OK);
                CHECK(sim.state.h->bytes <= sim.state.capacity);
            }
            assert_int_equal(bk_sim_advance(&sim, week), BK_OK);
        }
        bk_sim_finish(&sim);
        bk_sim_clear(&sim);
        check_same(&t, &whole, &grown, "a block that grew");
        free_outcome(&whole);
        free_outcome(&grown);
        close_team(&t);
    }
}

/* Arrays lie behind each other, aligned, within the block, and zero. */
static void test_arrays_do_not_overlap(void **state)
{
    (void)state;
    bk_head sizes = {.n_places = 13,
                     .n_desks = 3,
                     .n_lanes = 5,
                     .desk_width = 4,
                     .cap_points = 77,
                     .cap_late = 9,
                     .cap_buckets = 99,
                     .cap_items = 11,
                     .cap_line = 7,
                     .has_touch = true,
                     .has_repeat = true,
                     .has_boost = true,
                     .has_leavers = true};
    bk_state s = {0};
    assert_int_equal(bk_state_shape(&s, &sizes), BK_OK);
    const bk_head *h = s.h;
    const char *end = (const char *)(s.h + 1), *block = (const char *)s.h;
#define CHECK_ARRAY(type, name, count)                                                        \
    CHECK_MSG((const char *)s.name >= end && (uintptr_t)s.name % 64 == (uintptr_t)block % 64, \
              #name);                                                                         \
    for (int64_t k = 0; k < (int64_t)(count) * (int64_t)sizeof(type); k++)                    \
        CHECK_MSG(((const char *)s.name)[k] == 0, #name);                                     \
    end = (const char *)s.name + (int64_t)(count) * (int64_t)sizeof(type);
    BK_STATE_ARRAYS(CHECK_ARRAY)
#undef CHECK_ARRAY
    CHECK(end - block <= s.h->bytes && s.h->bytes <= s.capacity);

    /* A smaller shape keeps the block, and leaves nothing of what was in it. */
    memset(s.client, 0x5a, 13 * sizeof *s.client);
    const void *before = s.h;
    sizes.n_places = 5;
    assert_int_equal(bk_state_shape(&s, &sizes), BK_OK);
    CHECK(s.h == before && s.h->n_places == 5);
    for (size_t k = 0; k < 5 * sizeof *s.client; k++) CHECK(((const char *)s.client)[k] == 0);
    bk_state_clear(&s);
    bk_state_clear(&s);
    assert_null(s.h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_copy_finishes_like_the_original),
        cmocka_unit_test(test_a_run_in_steps_is_the_run_at_once),
        cmocka_unit_test(test_a_larger_block_holds_the_same_run),
        cmocka_unit_test(test_a_listener_changes_nothing),
        cmocka_unit_test(test_arrays_do_not_overlap),
    };
    return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
