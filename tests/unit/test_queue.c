/* model/queue.c against plain lists: first come, first served; who has left or run out of patience
 * is never given out; each is lost at most once, and only while he was there. */
#include "support/random_office.h"
#include "support/support.h"

#include "experiment/plans.h"
#include "model/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char TEAM[] =
    "title = \"queues\"\nweeks = 50\nwarmup_weeks = 0\n[clients]\nduties_per_week = 0\n"
    "[conditions.c]\nintake = \"steady\"\nconversation.interval_weeks = inf\n"
    "[conditions.c.inbox]\n"
    "a = { per_week = 0, minutes = 7, patience_weeks = 1 }\n"
    "b = { per_week = 0, minutes = 11, shared = true }\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"c\"\ncaseworkers = 3\ncaseload = 4\n";

enum { DESKS = 3, PLACES = 12, LANES = 4, ROWS = DESKS + 1, MOST = 4000 };

/* A plain list for each queue; an item's minutes are its name. */
typedef struct {
    bk_item item[MOST];
    int32_t count;
} list;

typedef struct {
    bk_sim sim;
    bk_plans plans;
    bk_scenario *scenario;
    bk_outcome out;
    list list[ROWS][LANES];
    int32_t lost[LANES];
    bool unsettled[PLACES]; /* left since all queues were gone through */
    uint64_t seed, random;
    double names;
} bench;

static void open_bench(bench *b, uint64_t seed)
{
    *b = (bench){.seed = seed, .random = seed};
    b->scenario = random_office_parse(TEAM, seed);
    assert_int_equal(bk_plans_build(b->scenario, &b->plans), BK_OK);
    b->out.ratio = calloc((size_t)b->plans.measures->count, sizeof *b->out.ratio);
    assert_non_null(b->out.ratio);
    assert_int_equal(bk_sim_begin(&b->sim, &b->plans.row[0].plan, seed, NULL, &b->out), BK_OK);
    assert_int_equal(b->sim.state.h->n_desks, DESKS);
    assert_int_equal(b->sim.state.h->n_places, PLACES);
    assert_int_equal(b->sim.m->lane_conversation, LANES);
}

static void close_bench(bench *b)
{
    bk_sim_clear(&b->sim);
    free(b->out.ratio);
    bk_plans_clear(&b->plans);
    bk_scenario_destroy(b->scenario);
    free(b);
}

/* Whether an item still waits. It is lost when its patience ended while its client was there, also
 * at the very tick at which he left. */
static bool waits(bench *b, const bk_item *i, int32_t lane)
{
    const bk_state *s = &b->sim.state;
    bool left = i->stamp != s->client[i->place].stamp;
    bk_tick here_until = left ? s->left[i->place] : s->h->now;
    bool lost = i->expires <= here_until;
    if (lost) b->lost[lane]++;
    return !lost && !left;
}

static void drop(list *l, int32_t at)
{
    memmove(&l->item[at], &l->item[at + 1], sizeof(bk_item) * (size_t)(l->count - at - 1));
    l->count--;
}

/* ---- what may happen ---- */

static void append(bench *b, int32_t row, int32_t lane)
{
    list *l = &b->list[row][lane];
    if (l->count == MOST) return;
    const bk_state *s = &b->sim.state;
    int32_t place = (int32_t)(test_random(&b->random) % PLACES);
    bool patient = lane != 0 || test_random(&b->random) % 3 == 0;
    bk_item item = {.arose = s->h->now,
                    .expires = patient ? BK_NEVER
                                       : s->h->now + 1 + (bk_tick)(test_random(&b->random) % 40),
                    .minutes = b->names++,
                    .place = place,
                    .stamp = s->client[place].stamp,
                    .offer = BK_NONE};
    l->item[l->count++] = item;
    bk_item *slot = bk_queue_append(&b->sim, row, lane);
    assert_non_null(slot);
    item.next = slot->next;
    *slot = item;
    assert_int_equal(b->sim.status, BK_OK);
}

static void pop(bench *b, int32_t row, int32_t lane)
{
    list *l = &b->list[row][lane];
    while (l->count > 0 && !waits(b, &l->item[0], lane)) drop(l, 0);
    const bk_item *first = bk_queue_first(&b->sim, row, lane);
    bool some = first != NULL;
    const bk_item *got = bk_queue_pop(&b->sim, row, lane);
    CHECK_MSG(some == (l->count > 0) && (got != NULL) == some, "seed %" PRIu64, b->seed);
    if (got == NULL) return;
    CHECK_MSG(got->minutes >= l->item[0].minutes && got->minutes <= l->item[0].minutes,
              "seed %" PRIu64 ": item %g, not %g", b->seed, got->minutes, l->item[0].minutes);
    drop(l, 0);
}

static void purge(bench *b, int32_t row)
{
    double expected = 0;
    for (int32_t lane = 0; lane < LANES; lane++) {
        list *l = &b->list[row][lane];
        for (int32_t i = 0; i < l->count;) {
            if (waits(b, &l->item[i], lane)) {
                expected += bk_item_expected(&b->sim, lane, l->item[i].offer);
                i++;
            } else {
                drop(l, i);
            }
        }
    }
    CHECK_NEAR(bk_queues_purge(&b->sim, row), expected, 1e-6);
    for (int32_t lane = 0; lane < LANES; lane++)
        CHECK_MSG(b->sim.state.queue[row * b->sim.state.h->n_lanes + lane].count ==
                      b->list[row][lane].count,
                  "seed %" PRIu64, b->seed);
}

/* The client of a place leaves. What waits for him may lie there until somebody comes upon it, but
 * not until the place changes hands again. */
static void leave(bench *b, int32_t place)
{
    bk_state *s = &b->sim.state;
    if (b->unsettled[place]) {
        for (int32_t row = 0; row < ROWS; row++) purge(b, row);
        memset(b->unsettled, 0, sizeof b->unsettled);
    }
    b->unsettled[place] = true;
    s->left[place] = s->h->now;
    s->client[place].stamp++;
}

static void move(bench *b, int32_t from, int32_t place, int32_t to)
{
    for (int32_t lane = 0; lane < LANES; lane++) {
        list *l = &b->list[from][lane], *other = &b->list[to][lane];
        for (int32_t i = 0; i < l->count;) {
            if (l->item[i].place == place) {
                assert_true(other->count < MOST);
                other->item[other->count++] = l->item[i];
                drop(l, i);
            } else {
                i++;
            }
        }
    }
    bk_queues_move(&b->sim, from, place, to);
}

static void hold_against_lists(uint64_t seed)
{
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    open_bench(b, seed);
    for (int step = 0; step < 6000; step++) {
        int32_t row = (int32_t)(test_random(&b->random) % ROWS);
        int32_t lane = (int32_t)(test_random(&b->random) % 2); /* measures have no offer here */
        if (test_random(&b->random) % 5 == 0) lane = b->sim.m->lane_demand;
        uint64_t what = test_random(&b->random) % 100;
        if (what < 50)
            append(b, row, lane);
        else if (what < 85)
            pop(b, row, lane);
        else if (what < 90)
            purge(b, row);
        else if (what < 93)
            leave(b, (int32_t)(test_random(&b->random) % PLACES));
        else if (what < 95 && row < DESKS)
            move(b, row, (int32_t)(test_random(&b->random) % PLACES), (row + 1) % DESKS);
        b->sim.state.h->now += (bk_tick)(test_random(&b->random) % 3);
    }
    for (int32_t row = 0; row < ROWS; row++) purge(b, row);
    for (int32_t lane = 0; lane < LANES; lane++) {
        double lost = 0;
        for (int32_t row = 0; row < ROWS; row++)
            lost += bk_queue_of(&b->sim.state, row, lane)->tally.lost;
        CHECK_MSG(lost >= b->lost[lane] && lost <= b->lost[lane],
                  "seed %" PRIu64 ": lane %d lost %g, not %d", seed, (int)lane, lost,
                  (int)b->lost[lane]);
    }
    CHECK_MSG(b->lost[0] > 100, "seed %" PRIu64 ": only %d lost", seed, (int)b->lost[0]);
    close_bench(b);
}

static void test_queues_are_plain_lists(void **state)
{
    (void)state;
    int n = test_is_long() ? 500 : 20;
    for (int i = 0; i < n; i++) hold_against_lists(test_seed((uint64_t)i));
}

/* Items that were served or lost make room for others: the table grows to the most that ever
 * waited, not to all that ever were. */
static void test_room_is_used_again(void **state)
{
    (void)state;
    bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    open_bench(b, 1);
    int32_t room = b->sim.state.h->cap_items;
    for (int i = 0; i < 100000; i++) {
        append(b, i % ROWS, 1);
        pop(b, i % ROWS, 1);
    }
    assert_int_equal(b->sim.state.h->cap_items, room);
    assert_int_equal(b->sim.state.h->used_items, 1);
    close_bench(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queues_are_plain_lists),
        cmocka_unit_test(test_room_is_used_again),
    };
    return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
