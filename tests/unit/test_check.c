/* The ends of a process and early return. */
#include "support/support.h"

#include "base/check.h"
#include "blikk/blikk.h"

static void holds(void *context)
{
    BK_ASSERT(context == NULL);
}

static void test_assert_stops_with_70(void **state)
{
    (void)state;
    int value = 0;
    assert_int_equal(test_exit_code(holds, NULL), 0);
    assert_int_equal(test_exit_code(holds, &value), 70);
}

static bk_status tries(bk_status inner, bool *went_on)
{
    BK_TRY(inner);
    *went_on = true;
    return BK_OK;
}

static void test_try_returns_what_failed(void **state)
{
    (void)state;
    bool went_on = false;
    assert_int_equal(tries(BK_ERR_IO, &went_on), BK_ERR_IO);
    assert_false(went_on);
    assert_int_equal(tries(BK_OK, &went_on), BK_OK);
    assert_true(went_on);
}

static void test_each_status_has_its_exit_code(void **state)
{
    (void)state;
    assert_int_equal(bk_status_exit_code(BK_OK), 0);
    assert_int_equal(bk_status_exit_code(BK_ERR_FAILED_CHECK), 1);
    assert_int_equal(bk_status_exit_code(BK_ERR_USAGE), 2);
    assert_int_equal(bk_status_exit_code(BK_ERR_INPUT), 3);
    assert_int_equal(bk_status_exit_code(BK_ERR_IO), 4);
    assert_int_equal(bk_status_exit_code(BK_ERR_MEMORY), 4);
    assert_int_equal(bk_status_exit_code(BK_ERR_CANCELLED), 130);
}

static void test_version_is_three_numbers(void **state)
{
    (void)state;
    const char *at = bk_version();
    int32_t dots = 0;
    for (; *at != '\0'; at++) {
        assert_true((*at >= '0' && *at <= '9') || *at == '.');
        dots += *at == '.';
    }
    assert_int_equal(dots, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_assert_stops_with_70),
        cmocka_unit_test(test_try_returns_what_failed),
        cmocka_unit_test(test_each_status_has_its_exit_code),
        cmocka_unit_test(test_version_is_three_numbers),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
