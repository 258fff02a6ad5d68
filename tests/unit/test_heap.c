/* engine/heap.h: keys come out in rising order, and an empty heap has nothing next. */
#include "support/support.h"

#include "engine/heap.h"

#include <inttypes.h>

enum { MOST = 300 };

/* The least of a plain list, taken out of it. */
static uint64_t take_least(uint64_t *list, int32_t *n)
{
    int32_t least = 0;
    for (int32_t i = 1; i < *n; i++)
        if (list[i] < list[least]) least = i;
    uint64_t key = list[least];
    list[least] = list[--*n];
    return key;
}

static void test_keys_come_out_in_order(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 200; i++) {
        uint64_t seed = test_seed(i), random = seed, heap[MOST], list[MOST];
        uint64_t kinds = i % 2 == 0 ? 10 : 1000000; /* few: many keys are equal */
        int32_t count, n = 0;
        bk_heap_reset(heap, &count);
        for (int32_t step = 0; step < 3000; step++) {
            bool push = n == 0 || (n < MOST && test_random(&random) % 100 < 52);
            if (push) {
                uint64_t key = test_random(&random) % kinds;
                list[n++] = key;
                bk_heap_push(heap, &count, key);
            } else {
                uint64_t least = take_least(list, &n);
                CHECK_MSG(heap[0] == least, "seed %" PRIu64 ", step %d", seed, (int)step);
                bk_heap_pop(heap, &count);
            }
            CHECK_MSG(count == n, "seed %" PRIu64 ", step %d", seed, (int)step);
            CHECK_MSG(n > 0 || heap[0] == BK_KEY_NEVER, "seed %" PRIu64 ": empty", seed);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys_come_out_in_order),
    };
    return cmocka_run_group_tests_name("heap", tests, NULL, NULL);
}
