/* random/ without memory: a Poisson table is made whole or left as it was, and nothing leaks. */
#include "support/fault.h"
#include "support/support.h"

#include "random/distributions.h"

static void test_poisson_table_without_memory_is_as_it_was(void **state)
{
    (void)state;
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_arena arena = {0};
        bk_poisson_table table = {.first = 77};
        fault_arm(n);
        bk_status status = bk_poisson_table_init(&table, 2e4, &arena);
        fault_disarm();
        assert_int_equal(status, fault_was_hit() ? BK_ERR_MEMORY : BK_OK);
        if (fault_was_hit()) {
            assert_int_equal(table.first, 77);
            assert_null(table.last_word);
        } else {
            assert_int_equal(bk_poisson_draw(&table, 0), table.first);
        }
        bk_arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_poisson_table_without_memory_is_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
