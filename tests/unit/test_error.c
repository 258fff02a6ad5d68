/* Mistakes: in order of place, cut at characters, shown with a marker. */
#include "support/support.h"

#include "base/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add(bk_error *err, const char *file, int32_t line, int32_t column, int reason)
{
    bk_place place = {.file = file, .line = line, .column = column};
    assert_int_equal(bk_error_add(err, BK_ERR_INPUT, place, BK_W_FILE_WHY_OTHER, reason),
                     BK_ERR_INPUT);
}

static void expect_order(const bk_error *err, const char *expected)
{
    char order[400] = "";
    for (int32_t i = 0; i < err->count && i < BK_MISTAKES_SHOWN; i++) {
        const bk_mistake *m = &err->mistake[i];
        size_t used = strlen(order);
        snprintf(order + used, sizeof order - used, "%s%s:%d:%d", i > 0 ? " " : "", m->file,
                 (int)m->line, (int)m->column);
    }
    assert_string_equal(order, expected);
}

static void test_mistakes_stand_in_order_of_place(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    add(&err, "b", 9, 2, 1);
    add(&err, "a", 5, 1, 1);
    add(&err, "b", 9, 1, 1);
    add(&err, "a", 4, 7, 1);
    add(&err, "b", 3, 8, 1);
    add(&err, "c", 1, 1, 1);
    add(&err, "b", 0, 0, 1);
    add(&err, "a", 6, 0, 1);
    expect_order(&err, "b:0:0 b:3:8 b:9:1 b:9:2 a:4:7 a:5:1 a:6:0 c:1:1");
    assert_int_equal(err.count, 8);
    assert_int_equal(err.status, BK_ERR_INPUT);
}

static void test_equal_places_stay_as_added(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    for (int i = 1; i <= 4; i++) add(&err, "a", 2, 2, i);
    for (int i = 1; i <= 4; i++) {
        char text[40];
        snprintf(text, sizeof text, "the system reports error %d", i);
        assert_string_equal(err.mistake[i - 1].text, text);
    }
}

static void test_past_twenty_only_the_count_grows(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    for (int i = 0; i < 25; i++) add(&err, "a", 100 - i, 1, i);
    assert_int_equal(err.count, 25);
    assert_int_equal(err.mistake[0].line, 81);
    assert_int_equal(err.mistake[BK_MISTAKES_SHOWN - 1].line, 100);
}

static void test_status_is_the_first_and_err_may_be_missing(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_NB};
    assert_int_equal(bk_error_add(NULL, BK_ERR_IO, (bk_place){0}, BK_W_NO_MEMORY), BK_ERR_IO);
    assert_int_equal(bk_error_add(&err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY),
                     BK_ERR_MEMORY);
    add(&err, "a", 1, 1, 1);
    assert_int_equal(err.status, BK_ERR_MEMORY);
    assert_string_equal(err.mistake[0].text, "det er ikke nok minne");
}

/* Adds one mistake with its line and compares how it is shown. */
static void expect_shown(bk_place place, const char *expected)
{
    bk_error err = {.lang = BK_EN};
    char out[1200];
    place.source_length = place.source != NULL ? (int32_t)strlen(place.source) : 0;
    assert_int_equal(bk_error_add(&err, BK_ERR_INPUT, place, BK_W_NO_MEMORY), BK_ERR_INPUT);
    int32_t length = bk_error_format(&err, 0, out, sizeof out);
    assert_string_equal(out, expected);
    assert_int_equal(length, strlen(expected));
}

static void test_shown_with_line_and_marker(void **state)
{
    (void)state;
    expect_shown((bk_place){"office.toml", 14, 18, 3, "hours_per_week = 375\r\n", 0},
                 "office.toml:14:18: there is not enough memory\n"
                 "   14 | hours_per_week = 375\n"
                 "      |                  ^^^");
}

static void test_shown_with_what_is_known(void **state)
{
    (void)state;
    expect_shown((bk_place){0}, "there is not enough memory");
    expect_shown((bk_place){.file = "a.toml"}, "a.toml: there is not enough memory");
    expect_shown((bk_place){.line = 3, .column = 2}, "3:2: there is not enough memory");
    expect_shown((bk_place){.file = "a", .line = 3, .source = "x = 1"},
                 "a:3: there is not enough memory\n"
                 "    3 | x = 1");
}

static void test_columns_are_characters(void **state)
{
    (void)state;
    expect_shown((bk_place){"a", 1, 7, 2, "blåbær = 1", 0}, "a:1:7: there is not enough memory\n"
                                                            "    1 | blåbær = 1\n"
                                                            "      |       ^^");
    expect_shown((bk_place){"a", 1, 3, 1, "\t\tx", 0}, "a:1:3: there is not enough memory\n"
                                                       "    1 | \t\tx\n"
                                                       "      | \t\t^");
}

static void test_marker_stays_inside_the_line(void **state)
{
    (void)state;
    expect_shown((bk_place){"a", 1, 4, 99, "x = 12", 0}, "a:1:4: there is not enough memory\n"
                                                         "    1 | x = 12\n"
                                                         "      |    ^^^");
    expect_shown((bk_place){"a", 1, 7, 1, "x = 12", 0}, "a:1:7: there is not enough memory\n"
                                                        "    1 | x = 12\n"
                                                        "      |       ^");
    expect_shown((bk_place){"a", 1, 50, 1, "x = 12", 0}, "a:1:50: there is not enough memory\n"
                                                         "    1 | x = 12");
}

/* One past the end, where something is missing; the line fits, so all of it stays. */
static void test_a_line_that_fits_is_shown_whole(void **state)
{
    (void)state;
    const char *line = "label = { nb = \"mye arbeid\", en = \"much work\" and nothing more";
    bk_error err = {.lang = BK_EN};
    bk_place place = {"a", 1, (int32_t)strlen(line) + 1, 1, line, (int32_t)strlen(line)};
    assert_int_equal(bk_error_add(&err, BK_ERR_INPUT, place, BK_W_NO_MEMORY), BK_ERR_INPUT);
    assert_string_equal(err.mistake[0].source, line);
    assert_int_equal(err.mistake[0].skipped, 0);
}

/* A long line is shown around its mistake, with the same character marked. */
static void test_a_long_line_is_shown_around_the_place(void **state)
{
    (void)state;
    enum { CHARACTERS = 500 };
    char line[2 * CHARACTERS + 1];
    for (int32_t i = 0; i < CHARACTERS; i++) memcpy(line + 2 * i, "å", 2);
    line[2 * CHARACTERS] = '\0';
    memcpy(line + 2 * 399, "ø", 2); /* character 400 */

    bk_error err = {.lang = BK_EN};
    bk_place place = {"a", 1, 400, 1, line, 2 * CHARACTERS};
    assert_int_equal(bk_error_add(&err, BK_ERR_INPUT, place, BK_W_NO_MEMORY), BK_ERR_INPUT);
    const bk_mistake *m = &err.mistake[0];
    assert_int_equal(m->column, 400);
    assert_int_equal(m->skipped, 359);
    assert_memory_equal(m->source + 2 * (400 - 1 - 359), "ø", 2);
    assert_int_equal(strlen(m->source), 198); /* 199 fit, a character has two bytes */

    char out[1200];
    bk_error_format(&err, 0, out, sizeof out);
    const char *marker = strstr(out, "\n      | ");
    assert_non_null(marker);
    assert_int_equal(strcspn(marker + 9, "^"), 1 + 40); /* after the sign for what is left out */
}

static void test_texts_are_cut_at_a_character(void **state)
{
    (void)state;
    enum { BYTES = 3001 };
    char *path = calloc(1, BYTES + 1);
    path[0] = 'x';
    for (int32_t i = 1; i + 1 < BYTES; i += 2) memcpy(path + i, "å", 2);
    bk_error err = {.lang = BK_EN};
    bk_place place = {.file = path};
    assert_int_equal(bk_error_add(&err, BK_ERR_IO, place, BK_W_FILE_READ, path, "x"), BK_ERR_IO);
    const bk_mistake *m = &err.mistake[0];
    assert_int_equal(strlen(m->file), BK_MISTAKE_FILE - 1);
    assert_true(strlen(m->text) >= BK_MISTAKE_TEXT - 2);
    assert_null(strchr(m->text, '?'));
    free(path);
}

static void test_what_cannot_be_shown_is_not(void **state)
{
    (void)state;
    expect_shown((bk_place){"a\nb", 1, 5, 1, "x = \x1b[31m\xFF", 0},
                 "a?b:1:5: there is not enough memory\n"
                 "    1 | x = ?[31m?\n"
                 "      |     ^");
}

static void test_format_keeps_to_its_size(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    bk_place place = {"å.toml", 1, 1, 1, "å = 1", 6};
    assert_int_equal(bk_error_add(&err, BK_ERR_INPUT, place, BK_W_NO_MEMORY), BK_ERR_INPUT);
    char whole[200], part[200];
    int32_t length = bk_error_format(&err, 0, whole, sizeof whole);
    assert_int_equal(bk_error_format(&err, 0, NULL, 0), length);
    for (int32_t size = 1; size <= length + 1; size++) {
        memset(part, '#', sizeof part);
        assert_int_equal(bk_error_format(&err, 0, part, size), length);
        size_t n = strlen(part);
        assert_true(n + 2 >= (size_t)size && n < (size_t)size); /* at most one byte is let go */
        assert_memory_equal(part, whole, n);
        assert_int_equal(part[size], '#');
        if (size == 2) assert_int_equal(n, 0); /* half an å */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes_stand_in_order_of_place),
        cmocka_unit_test(test_equal_places_stay_as_added),
        cmocka_unit_test(test_past_twenty_only_the_count_grows),
        cmocka_unit_test(test_status_is_the_first_and_err_may_be_missing),
        cmocka_unit_test(test_shown_with_line_and_marker),
        cmocka_unit_test(test_shown_with_what_is_known),
        cmocka_unit_test(test_columns_are_characters),
        cmocka_unit_test(test_marker_stays_inside_the_line),
        cmocka_unit_test(test_a_line_that_fits_is_shown_whole),
        cmocka_unit_test(test_a_long_line_is_shown_around_the_place),
        cmocka_unit_test(test_texts_are_cut_at_a_character),
        cmocka_unit_test(test_what_cannot_be_shown_is_not),
        cmocka_unit_test(test_format_keeps_to_its_size),
    };
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
