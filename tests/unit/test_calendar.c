/* engine/calendar.h and clock.h: the next event is always the least key, and keys are a total
 * order: time first, then servers before customers, then their number. */
#include "support/support.h"

#include "engine/calendar.h"

#include <inttypes.h>

/* ---- the clock ---- */

static void test_keys_order_by_time_then_class_then_index(void **state)
{
    (void)state;
    const uint64_t rising[] = {bk_key_at(0, 0),
                               bk_key_at(0, 1),
                               bk_key_at(0, 0 | BK_CUSTOMER),
                               bk_key_at(0, 1 | BK_CUSTOMER),
                               bk_key_at(0, (BK_CUSTOMER - 1) | BK_CUSTOMER),
                               bk_key_at(1, 0),
                               bk_key_at(1, 7 | BK_CUSTOMER),
                               bk_key_at(BK_NEVER - 1, 0),
                               bk_key_at(BK_NEVER - 1, (BK_CUSTOMER - 1) | BK_CUSTOMER)};
    for (size_t i = 0; i + 1 < sizeof rising / sizeof rising[0]; i++)
        CHECK_MSG(rising[i] < rising[i + 1], "key %zu", i);
    CHECK(rising[8] == BK_KEY_NEVER || rising[8] < BK_KEY_NEVER);
}

static void test_keys_give_back_what_was_put_in(void **state)
{
    (void)state;
    uint64_t seed = test_seed(1), random = seed;
    for (int i = 0; i < 100000; i++) {
        bk_tick tick = (bk_tick)(test_random(&random) % (uint64_t)BK_NEVER);
        int32_t index = (int32_t)(test_random(&random) % BK_CUSTOMER);
        int32_t subject = index | (test_random(&random) & 1 ? BK_CUSTOMER : 0);
        uint64_t key = bk_key_at(tick, subject);
        CHECK_MSG(bk_key_tick(key) == tick && bk_key_index(key) == index,
                  "seed %" PRIu64 ": tick %" PRId64 ", subject %d", seed, tick, (int)subject);
    }
}

static void test_never_is_never(void **state)
{
    (void)state;
    CHECK(bk_key_at(BK_NEVER, 0) == BK_KEY_NEVER);
    CHECK(bk_key_at(BK_NEVER + 5, 3) == BK_KEY_NEVER);
    CHECK(bk_tick_after(0, 65536.0) == BK_NEVER);
    CHECK(bk_tick_after(0, 1.0 / 0.0) == BK_NEVER);
    CHECK(bk_tick_after(0, 0.0 / 0.0) == BK_NEVER);
    CHECK(bk_tick_after(BK_NEVER - 1, 1.0) == BK_NEVER);
    CHECK(bk_tick_after(bk_week_start(65535), 0.999) < BK_NEVER);
}

static void test_ticks_round_to_the_nearest(void **state)
{
    (void)state;
    CHECK(bk_week_start(0) == 0 && bk_week_start(3) == 3 * BK_TICKS_PER_WEEK);
    CHECK(bk_week_start(-12) == -12 * BK_TICKS_PER_WEEK);
    CHECK(bk_tick_after(5, 0.0) == 5);
    CHECK(bk_tick_after(5, 0.5) == 5 + BK_TICKS_PER_WEEK / 2);
    double tick = 1.0 / (double)BK_TICKS_PER_WEEK;
    CHECK(bk_tick_after(5, 0.49 * tick) == 5);
    CHECK(bk_tick_after(5, 0.5 * tick) == 6);
    CHECK(bk_tick_after(5, 1.49 * tick) == 6);
    CHECK_SAME(bk_weeks_of(BK_TICKS_PER_WEEK * 3 / 2), 1.5);
    CHECK_SAME(bk_weeks_of(BK_NEVER), 65536.0);
}

/* ---- the calendar ---- */

static void test_width_is_a_power_of_two_with_room(void **state)
{
    (void)state;
    for (int32_t slots = 0; slots <= 3000; slots++) {
        int32_t width = bk_calendar_width(slots);
        CHECK_MSG(width >= 1 && width >= slots && (width & (width - 1)) == 0, "%d slots",
                  (int)slots);
        CHECK_MSG(width == 1 || width / 2 < slots, "%d slots have %d leaves", (int)slots,
                  (int)width);
    }
}

static uint64_t least(const uint64_t *key, int32_t n)
{
    uint64_t first = BK_KEY_NEVER;
    for (int32_t i = 0; i < n; i++) first = key[i] < first ? key[i] : first;
    return first;
}

/* Set, moved and cancelled at random, eight times and so many ties, against a plain array. */
static void hold_against_array(int32_t slots, uint64_t seed)
{
    enum { MOST = 200 };
    uint64_t node[2 * 256], key[MOST], random = seed;
    int32_t width = bk_calendar_width(slots);
    bk_calendar_reset(node, width);
    for (int32_t i = 0; i < slots; i++) key[i] = BK_KEY_NEVER;
    for (int step = 0; step < 4000; step++) {
        int32_t slot = (int32_t)(test_random(&random) % (uint64_t)slots);
        bk_tick tick = (bk_tick)(test_random(&random) % 8);
        int32_t subject = slot | (slot & 1 ? BK_CUSTOMER : 0);
        key[slot] = test_random(&random) % 4 == 0 ? BK_KEY_NEVER : bk_key_at(tick, subject);
        bk_calendar_set(node, width, slot, key[slot]);
        CHECK_MSG(bk_calendar_next(node) == least(key, slots),
                  "seed %" PRIu64 ", %d slots, step %d", seed, (int)slots, step);
        CHECK_MSG(bk_calendar_of(node, width, slot) == key[slot], "seed %" PRIu64, seed);
    }
    /* Taken out one by one they come in order, each once. */
    uint64_t last = 0;
    for (uint64_t next; (next = bk_calendar_next(node)) != BK_KEY_NEVER; last = next) {
        CHECK_MSG(last == 0 || next > last, "seed %" PRIu64 ": two events alike", seed);
        int32_t slot = bk_key_index(next);
        CHECK(key[slot] == next);
        key[slot] = BK_KEY_NEVER;
        bk_calendar_set(node, width, slot, BK_KEY_NEVER);
    }
    CHECK(least(key, slots) == BK_KEY_NEVER);
}

static void test_next_is_the_least_key(void **state)
{
    (void)state;
    const int32_t slots[] = {1, 2, 3, 4, 7, 8, 9, 31, 64, 65, 200};
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
        hold_against_array(slots[i], test_seed(i));
}

static void test_an_empty_calendar_has_nothing_next(void **state)
{
    (void)state;
    uint64_t node[8];
    bk_calendar_reset(node, 4);
    CHECK(bk_calendar_next(node) == BK_KEY_NEVER);
    bk_calendar_set(node, 4, 2, bk_key_at(9, 2));
    bk_calendar_reset(node, 4);
    CHECK(bk_calendar_next(node) == BK_KEY_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_order_by_time_then_class_then_index),
        cmocka_unit_test(test_keys_give_back_what_was_put_in),
        cmocka_unit_test(test_never_is_never),
        cmocka_unit_test(test_ticks_round_to_the_nearest),
        cmocka_unit_test(test_width_is_a_power_of_two_with_room),
        cmocka_unit_test(test_next_is_the_least_key),
        cmocka_unit_test(test_an_empty_calendar_has_nothing_next),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
