/* Whole files in and out. */
#include "support/support.h"

#include "base/file.h"
#include "base/memory.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char folder[64];
    char path[160];
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    test_make_folder(f->folder);
    snprintf(f->path, sizeof f->path, "%s/fil.toml", f->folder);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    test_remove_folder(f->folder);
    free(f);
    return 0;
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

static void expect_content(const char *path, const char *text, int64_t length)
{
    char *data = NULL;
    int64_t got = -1;
    assert_int_equal(bk_file_read(path, 1 << 20, &data, &got, NULL), BK_OK);
    assert_int_equal(got, length);
    assert_memory_equal(data, text, (size_t)length);
    assert_int_equal(data[length], 0);
    bk_free(data);
}

static void test_what_is_written_is_read(void **state)
{
    fixture *f = *state;
    assert_int_equal(bk_file_write(f->path, "a\0b\n", 4, NULL), BK_OK);
    expect_content(f->path, "a\0b\n", 4);
    assert_int_equal(bk_file_write(f->path, "", 0, NULL), BK_OK);
    expect_content(f->path, "", 0);
    assert_int_equal(files_in(f->folder), 1);
}

static void test_read_to_the_limit_and_not_past_it(void **state)
{
    fixture *f = *state;
    enum { LENGTH = 100000 };
    char *text = calloc(1, LENGTH);
    memset(text, 'x', LENGTH);
    assert_int_equal(bk_file_write(f->path, text, LENGTH, NULL), BK_OK);
    free(text);

    char *data = NULL;
    int64_t length = -1;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(bk_file_read(f->path, LENGTH - 1, &data, &length, &err), BK_ERR_INPUT);
    assert_null(data);
    assert_int_equal(length, -1);
    assert_non_null(strstr(err.mistake[0].text, "is longer than 99,999 bytes"));
    assert_int_equal(bk_file_read(f->path, LENGTH, &data, &length, &err), BK_OK);
    assert_int_equal(length, LENGTH);
    bk_free(data);
}

static void expect_refused(bk_status status, const bk_error *err, const char *text)
{
    assert_int_equal(status, BK_ERR_IO);
    assert_int_equal(err->count, 1);
    if (strstr(err->mistake[0].text, text) == NULL)
        fail_msg("'%s' does not say '%s'", err->mistake[0].text, text);
}

static void test_reading_says_why_not(void **state)
{
    fixture *f = *state;
    char *data = NULL;
    int64_t length;
    bk_error missing = {.lang = BK_NB}, folder = {.lang = BK_EN};
    expect_refused(bk_file_read(f->path, 9, &data, &length, &missing), &missing,
                   "fil.toml': den finnes ikke");
    expect_refused(bk_file_read(f->folder, 9, &data, &length, &folder), &folder,
                   "it is a folder, not a file");
    assert_null(data);
}

static void test_writing_says_why_not(void **state)
{
    fixture *f = *state;
    bk_error folder = {.lang = BK_EN}, missing = {.lang = BK_EN}, part = {.lang = BK_EN};
    char path[200];
    expect_refused(bk_file_write(f->folder, "x", 1, &folder), &folder, "it is a folder");
    snprintf(path, sizeof path, "%s/none/x", f->folder);
    expect_refused(bk_file_write(path, "x", 1, &missing), &missing, "no such file or folder");
    assert_int_equal(bk_file_write(f->path, "x", 1, NULL), BK_OK);
    snprintf(path, sizeof path, "%s/x", f->path);
    expect_refused(bk_file_write(path, "x", 1, &part), &part, "a part of the path");
}

static void test_permissions_are_kept(void **state)
{
    fixture *f = *state;
    struct stat info;
    assert_int_equal(bk_file_write(f->path, "1", 1, NULL), BK_OK);
    assert_int_equal(chmod(f->path, 0640), 0);
    assert_int_equal(bk_file_write(f->path, "2", 1, NULL), BK_OK);
    assert_int_equal(stat(f->path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0640);
}

static void test_a_link_stays_a_link(void **state)
{
    fixture *f = *state;
    char link[200];
    struct stat info;
    snprintf(link, sizeof link, "%s/lenke", f->folder);
    assert_int_equal(bk_file_write(f->path, "1", 1, NULL), BK_OK);
    assert_int_equal(symlink("fil.toml", link), 0);
    assert_int_equal(bk_file_write(link, "22", 2, NULL), BK_OK);
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    expect_content(f->path, "22", 2);
    assert_int_equal(files_in(f->folder), 2);
}

static void test_a_file_left_by_a_crash_is_no_hindrance(void **state)
{
    fixture *f = *state;
    char left[240];
    snprintf(left, sizeof left, "%s.%ld-0.tmp", f->path, (long)getpid());
    FILE *file = fopen(left, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(bk_file_write(f->path, "1", 1, NULL), BK_OK);
    expect_content(f->path, "1", 1);
    assert_int_equal(files_in(f->folder), 2);
}

static void test_a_pipe_is_written_through(void **state)
{
    fixture *f = *state;
    assert_int_equal(mkfifo(f->path, 0600), 0);
    int reader = open(f->path, O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    assert_int_equal(bk_file_write(f->path, "pipe", 4, NULL), BK_OK);
    char got[8] = {0};
    assert_int_equal(read(reader, got, sizeof got), 4);
    assert_string_equal(got, "pipe");
    close(reader);
    struct stat info;
    assert_int_equal(stat(f->path, &info), 0);
    assert_true(S_ISFIFO(info.st_mode));
}

static void test_minus_is_standard_input(void **state)
{
    fixture *f = *state;
    assert_int_equal(bk_file_write(f->path, "inn", 3, NULL), BK_OK);
    int kept = dup(STDIN_FILENO);
    int file = open(f->path, O_RDONLY);
    assert_true(file >= 0 && dup2(file, STDIN_FILENO) == STDIN_FILENO);
    expect_content("-", "inn", 3);
    assert_true(lseek(STDIN_FILENO, 0, SEEK_SET) == 0);
    char *data = NULL;
    int64_t length;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(bk_file_read("-", 2, &data, &length, &err), BK_ERR_INPUT);
    assert_non_null(strstr(err.mistake[0].text, "'standard input' is longer"));
    if (kept >= 0) dup2(kept, STDIN_FILENO);
    if (kept >= 0) close(kept);
    close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_is_written_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read_to_the_limit_and_not_past_it, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reading_says_why_not, setup, teardown),
        cmocka_unit_test_setup_teardown(test_writing_says_why_not, setup, teardown),
        cmocka_unit_test_setup_teardown(test_permissions_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_link_stays_a_link, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_file_left_by_a_crash_is_no_hindrance, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_pipe_is_written_through, setup, teardown),
        cmocka_unit_test_setup_teardown(test_minus_is_standard_input, setup, teardown),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
