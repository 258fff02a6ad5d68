/* Checked sizes, and the arena's promises: zeroed, aligned, apart, freed at once. */
#include "support/support.h"

#include "base/memory.h"

#include <string.h>

static bool is_zero(const char *bytes, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (bytes[i] != 0) return false;
    return true;
}

static void test_alloc_gives_zeroed_bytes(void **state)
{
    (void)state;
    char *bytes = bk_alloc(1000, 3);
    assert_non_null(bytes);
    assert_true(is_zero(bytes, 3000));
    bk_free(bytes);
    bk_free(NULL);
}

static void test_nothing_is_not_no_memory(void **state)
{
    (void)state;
    void *none = bk_alloc(0, 8);
    assert_non_null(none);
    assert_int_equal(bk_realloc(&none, 0, 0, 8), BK_OK);
    assert_non_null(none);
    bk_free(none);
}

static void test_sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    assert_null(bk_alloc(-1, 1));
    assert_null(bk_alloc(INT64_MAX, 2));
    assert_null(bk_alloc(INT64_C(1) << 62, 4));
    assert_null(bk_alloc((INT64_C(1) << 61) + 1, 8)); /* 8 after wrapping around */

    int32_t *table = bk_alloc(2, sizeof *table);
    assert_non_null(table);
    table[1] = 7;
    void *ptr = table;
    assert_int_equal(bk_realloc(&ptr, 2, INT64_MAX, sizeof *table), BK_ERR_MEMORY);
    assert_int_equal(bk_realloc(&ptr, 2, -1, sizeof *table), BK_ERR_MEMORY);
    assert_ptr_equal(ptr, table);
    assert_int_equal(table[1], 7);
    bk_free(ptr);
}

static void test_realloc_keeps_the_old_and_zeroes_the_new(void **state)
{
    (void)state;
    void *ptr = NULL;
    assert_int_equal(bk_realloc(&ptr, 0, 4, 1), BK_OK);
    memcpy(ptr, "abcd", 4);
    assert_int_equal(bk_realloc(&ptr, 4, 5000, 1), BK_OK);
    assert_memory_equal(ptr, "abcd", 4);
    assert_true(is_zero((char *)ptr + 4, 4996));
    assert_int_equal(bk_realloc(&ptr, 5000, 2, 1), BK_OK);
    assert_memory_equal(ptr, "ab", 2);
    bk_free(ptr);
}

/* Sizes from one byte to several blocks, each filled with its own number and read back at the end.
 */
static void test_arena_objects_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    enum { N = 400 };
    bk_arena arena = {0};
    unsigned char *object[N];
    int64_t size[N];
    uint64_t random = test_seed(1);

    for (int32_t i = 0; i < N; i++) {
        uint64_t bits = test_random(&random);
        size[i] = (int64_t)(bits % (i % 40 == 0 ? 300000 : 700));
        object[i] = bk_arena_alloc(&arena, size[i], 1);
        assert_non_null(object[i]);
        assert_int_equal((uintptr_t)object[i] % _Alignof(max_align_t), 0);
        assert_true(is_zero((char *)object[i], size[i]));
        memset(object[i], i & 0xFF, (size_t)size[i]);
    }
    for (int32_t i = 0; i < N; i++)
        for (int64_t j = 0; j < size[i]; j++) assert_int_equal(object[i][j], i & 0xFF);
    bk_arena_clear(&arena);
    assert_null(arena.last);
}

static void test_arena_is_usable_after_clear(void **state)
{
    (void)state;
    bk_arena arena = {0};
    bk_arena_clear(&arena);
    assert_non_null(bk_arena_alloc(&arena, 10, 10));
    bk_arena_clear(&arena);
    char *text = bk_arena_text(&arena, "kontor", 4);
    assert_string_equal(text, "kont");
    assert_string_equal(bk_arena_text(&arena, NULL, 0), "");
    bk_arena_clear(&arena);
}

static void test_arena_refuses_what_overflows(void **state)
{
    (void)state;
    bk_arena arena = {0};
    assert_null(bk_arena_alloc(&arena, -1, 1));
    assert_null(bk_arena_alloc(&arena, INT64_MAX, 1));
    assert_null(bk_arena_alloc(&arena, INT64_MAX - 64, 1));
    assert_null(bk_arena_alloc(&arena, INT64_MAX / 2, 8));
    assert_non_null(bk_arena_alloc(&arena, 1, 1));
    bk_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alloc_gives_zeroed_bytes),
        cmocka_unit_test(test_nothing_is_not_no_memory),
        cmocka_unit_test(test_sizes_that_overflow_are_refused),
        cmocka_unit_test(test_realloc_keeps_the_old_and_zeroes_the_new),
        cmocka_unit_test(test_arena_objects_are_zeroed_aligned_and_apart),
        cmocka_unit_test(test_arena_is_usable_after_clear),
        cmocka_unit_test(test_arena_refuses_what_overflows),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
