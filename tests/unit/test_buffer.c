/* A text that grows. */
#include "support/support.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <string.h>

static void test_pieces_come_after_each_other(void **state)
{
    (void)state;
    bk_buffer buffer = {0};
    assert_string_equal(bk_buffer_chars(&buffer), "");
    bk_buffer_text(&buffer, "uke");
    bk_buffer_add(&buffer, " 12345", 3);
    bk_buffer_fill(&buffer, '.', 3);
    bk_buffer_print(&buffer, "%d-%s", 7, "x");
    bk_buffer_text(&buffer, " ");
    bk_buffer_number(&buffer, 0.1);
    bk_buffer_words(&buffer, BK_EN, BK_W_FILE_WHY_OTHER, 5);
    assert_string_equal(bk_buffer_chars(&buffer), "uke 12...7-x 0.1the system reports error 5");
    assert_int_equal(buffer.length, strlen(bk_buffer_chars(&buffer)));
    assert_int_equal(bk_buffer_status(&buffer), BK_OK);
    bk_buffer_clear(&buffer);
    assert_null(buffer.data);
}

static void test_growth_loses_nothing(void **state)
{
    (void)state;
    bk_buffer buffer = {0};
    for (int32_t i = 0; i < 20000; i++) bk_buffer_print(&buffer, "%05d", i);
    assert_int_equal(buffer.length, 100000);
    assert_memory_equal(buffer.data + 5 * 12345, "12345", 5);
    assert_int_equal(buffer.data[buffer.length], 0);
    bk_buffer_reset(&buffer);
    assert_string_equal(bk_buffer_chars(&buffer), "");
    bk_buffer_clear(&buffer);
}

/* Around the first size, where the final zero may or may not fit. */
static void test_the_final_zero_has_room(void **state)
{
    (void)state;
    for (int64_t n = 120; n <= 260; n++) {
        bk_buffer buffer = {0};
        bk_buffer_fill(&buffer, 'x', n);
        assert_true(buffer.length == n && buffer.capacity > n);
        assert_int_equal(strlen(bk_buffer_chars(&buffer)), n);
        bk_buffer_clear(&buffer);
    }
}

static void test_take_hands_the_text_over(void **state)
{
    (void)state;
    bk_buffer buffer = {0};
    char *empty = bk_buffer_take(&buffer);
    assert_string_equal(empty, "");
    bk_free(empty);
    bk_buffer_text(&buffer, "hele");
    char *text = bk_buffer_take(&buffer);
    assert_string_equal(text, "hele");
    assert_null(buffer.data);
    assert_int_equal(buffer.length, 0);
    bk_free(text);
}

static void test_a_length_past_all_memory_fails_and_sticks(void **state)
{
    (void)state;
    bk_buffer buffer = {0};
    bk_buffer_text(&buffer, "kept");
    bk_buffer_fill(&buffer, 'x', INT64_MAX);
    assert_int_equal(bk_buffer_status(&buffer), BK_ERR_MEMORY);
    bk_buffer_text(&buffer, "not");
    assert_string_equal(bk_buffer_chars(&buffer), "kept");
    assert_null(bk_buffer_take(&buffer));
    assert_int_equal(bk_buffer_status(&buffer), BK_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_come_after_each_other),
        cmocka_unit_test(test_growth_loses_nothing),
        cmocka_unit_test(test_the_final_zero_has_room),
        cmocka_unit_test(test_take_hands_the_text_over),
        cmocka_unit_test(test_a_length_past_all_memory_fails_and_sticks),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
