/* base/ without memory and with a disk that fails: every call leaves things as they were. */
#include "support/fault.h"
#include "support/support.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static void test_arena_without_memory_stays_whole(void **state)
{
    (void)state;
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_arena arena = {0};
        fault_arm(n);
        int32_t got = 0;
        for (int32_t i = 0; i < 50; i++) {
            char *object = bk_arena_alloc(&arena, 1000 * (i + 1), 1);
            if (object == NULL) continue;
            memset(object, 1, (size_t)(1000 * (i + 1)));
            got++;
        }
        fault_disarm();
        assert_int_equal(got, fault_was_hit() ? 49 : 50); /* one failure, and it goes on */
        bk_arena_clear(&arena);
    }
}

static void test_buffer_without_memory_keeps_its_text(void **state)
{
    (void)state;
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_buffer buffer = {0};
        fault_arm(n);
        for (int32_t i = 0; i < 1000; i++) bk_buffer_print(&buffer, "%d,", (int)i);
        fault_disarm();
        assert_int_equal(bk_buffer_status(&buffer), fault_was_hit() ? BK_ERR_MEMORY : BK_OK);
        assert_int_equal(strlen(bk_buffer_chars(&buffer)), buffer.length);
        bk_buffer_clear(&buffer);
    }
}

static int32_t files_in(const char *folder)
{
    int32_t n = 0;
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open))
        n += entry->d_name[0] != '.';
    closedir(open);
    return n;
}

/* One write, with the nth call failing: either the new file stands there or the old one, alone. */
static void test_a_failed_write_leaves_the_old_file_alone(void **state)
{
    (void)state;
    char folder[64], path[100];
    test_make_folder(folder);
    snprintf(path, sizeof path, "%s/x", folder);
    bool said_flush = false; /* only fsync fails with error 5 here */
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_error err = {.lang = BK_EN};
        char *data = NULL;
        int64_t length = 0;
        assert_int_equal(bk_file_write(path, "old", 3, NULL), BK_OK);
        fault_arm(n);
        bk_status status = bk_file_write(path, "newer", 5, &err);
        fault_disarm();
        assert_int_equal(bk_file_read(path, 100, &data, &length, NULL), BK_OK);
        assert_string_equal(data, status == BK_OK ? "newer" : "old");
        assert_int_equal(err.count, status == BK_OK ? 0 : 1);
        assert_int_equal(files_in(folder), 1);
        said_flush = said_flush || strstr(err.mistake[0].text, "error 5") != NULL;
        bk_free(data);
    }
    assert_true(said_flush);
    test_remove_folder(folder);
}

/* Never through /dev/full: a bug here, run as root, would replace it by a file. */
static void test_a_full_disk_is_said(void **state)
{
    (void)state;
    char folder[64], path[100];
    test_make_folder(folder);
    snprintf(path, sizeof path, "%s/x", folder);
    bool said = false;
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_error err = {.lang = BK_EN};
        fault_arm(n);
        bk_status status = bk_file_write(path, "x", 1, &err);
        fault_disarm();
        bool is_full =
            status == BK_ERR_IO && strstr(err.mistake[0].text, "/x': the disk is full") != NULL;
        said = said || is_full;
    }
    assert_true(said);
    test_remove_folder(folder);
}

static void test_a_failed_read_gives_nothing(void **state)
{
    (void)state;
    char folder[64], path[100];
    test_make_folder(folder);
    snprintf(path, sizeof path, "%s/x", folder);
    assert_int_equal(bk_file_write(path, "text", 4, NULL), BK_OK);
    for (int64_t n = 1; n == 1 || fault_was_hit(); n++) {
        bk_error err = {.lang = BK_EN};
        char *data = NULL;
        int64_t length = -1;
        fault_arm(n);
        bk_status status = bk_file_read(path, 100, &data, &length, &err);
        fault_disarm();
        assert_int_equal(status != BK_OK, fault_was_hit());
        assert_int_equal(data == NULL, fault_was_hit());
        assert_int_equal(err.count, fault_was_hit() ? 1 : 0);
        bk_free(data);
    }
    test_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_without_memory_stays_whole),
        cmocka_unit_test(test_buffer_without_memory_keeps_its_text),
        cmocka_unit_test(test_a_failed_write_leaves_the_old_file_alone),
        cmocka_unit_test(test_a_full_disk_is_said),
        cmocka_unit_test(test_a_failed_read_gives_nothing),
    };
    return cmocka_run_group_tests_name("base fault", tests, NULL, NULL);
}
