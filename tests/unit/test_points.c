/* engine/points.h: a week's points sorted as a plain sort would, equal offsets as drawn. */
#include "support/support.h"

#include "engine/points.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* How offsets are spread over the week. */
typedef enum { EVENLY, IN_FEW, AT_ONE, AT_THE_END, RISING, FALLING, SPREADS } spread;

static uint64_t offset_of(spread how, int32_t i, int32_t count, uint64_t *random)
{
    uint64_t week = (uint64_t)BK_TICKS_PER_WEEK, word = test_random(random);
    switch (how) {
    case EVENLY:
        return word % week;
    case IN_FEW:
        return word % 5 * (week / 5);
    case AT_ONE:
        return week / 3;
    case AT_THE_END:
        return week - 1 - word % 3;
    case RISING:
        return (uint64_t)i;
    case FALLING:
        return (uint64_t)(count - i);
    case SPREADS:
        break;
    }
    return 0;
}

static void hold_against_sort(int32_t count, spread how, uint64_t seed)
{
    size_t n = (size_t)count + 1;
    int32_t buckets = bk_points_buckets(count);
    uint64_t random = seed;
    uint64_t *entry = calloc(n, sizeof *entry), *scratch = calloc(n, sizeof *scratch);
    uint64_t *plain = calloc(n, sizeof *plain);
    int32_t *bucket = calloc((size_t)buckets + 1, sizeof *bucket);
    assert_true(entry != NULL && scratch != NULL && plain != NULL && bucket != NULL);
    for (int32_t i = 0; i < count; i++)
        plain[i] = entry[i] = bk_point_entry(offset_of(how, i, count, &random), i);
    entry[count] = 4711;
    qsort(plain, (size_t)count, sizeof *plain, by_value);
    bk_points_sort(entry, scratch, bucket, count);
    CHECK_MSG(memcmp(entry, plain, (size_t)count * sizeof *entry) == 0,
              "seed %" PRIu64 ": %d points, spread %d", seed, (int)count, (int)how);
    CHECK_MSG(entry[count] == 4711, "wrote behind %d points", (int)count);
    for (int32_t i = 1; i < count; i++)
        CHECK(bk_point_offset(entry[i - 1]) < bk_point_offset(entry[i]) ||
              bk_point_index(entry[i - 1]) < bk_point_index(entry[i]));
    free(entry);
    free(scratch);
    free(plain);
    free(bucket);
}

static void test_sorts_as_a_plain_sort_does(void **state)
{
    (void)state;
    const int32_t counts[] = {0, 1, 2, 3, 4, 5, 8, 17, 100, 1000, 4096, 5000};
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++)
        for (int how = 0; how < SPREADS; how++)
            hold_against_sort(counts[c], (spread)how, test_seed(c));
}

static void test_an_entry_gives_back_offset_and_index(void **state)
{
    (void)state;
    uint64_t random = test_seed(2);
    for (int i = 0; i < 100000; i++) {
        bk_tick offset = (bk_tick)(test_random(&random) % (uint64_t)BK_TICKS_PER_WEEK);
        int32_t index = (int32_t)(test_random(&random) & INT32_MAX);
        uint64_t entry = bk_point_entry((uint64_t)offset, index);
        CHECK(bk_point_offset(entry) == offset && bk_point_index(entry) == index);
    }
}

static void test_buckets_are_a_power_of_two_for_the_points(void **state)
{
    (void)state;
    for (int32_t count = 0; count < 5000; count++) {
        int32_t n = bk_points_buckets(count);
        CHECK_MSG(n >= 1 && n >= count && (n & (n - 1)) == 0 && (n == 1 || n / 2 < count),
                  "%d points, %d buckets", (int)count, (int)n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorts_as_a_plain_sort_does),
        cmocka_unit_test(test_an_entry_gives_back_offset_and_index),
        cmocka_unit_test(test_buckets_are_a_power_of_two_for_the_points),
    };
    return cmocka_run_group_tests_name("points", tests, NULL, NULL);
}
