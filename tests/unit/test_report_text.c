/* The small tools of the report: wrapping, padding, ASCII, figures, notes and numbers in JSON. */
#include "support/support.h"

#include "report/cells.h"
#include "report/json_text.h"
#include "report/notes.h"
#include "report/writer.h"

#include <math.h>
#include <string.h>

/* Keeps what a writer sends. */
static bk_status keep(void *context, const char *bytes, int64_t length)
{
    bk_buffer_add(context, bytes, length);
    return BK_OK;
}

static bk_status refuse(void *context, const char *bytes, int64_t length)
{
    (void)bytes;
    (void)length;
    ++*(int32_t *)context;
    return BK_ERR_IO;
}

static void test_wrap_breaks_at_spaces(void **state)
{
    (void)state;
    const char *text = "en to  tre firefemseks";
    const char *lines[] = {"en to", "tre", "firef", "emsek", "s"};
    for (size_t i = 0; i < 5; i++) {
        const char *from = text;
        int32_t bytes = bk_wrap(&text, 5);
        assert_int_equal(bytes, strlen(lines[i]));
        assert_memory_equal(from, lines[i], (size_t)bytes);
    }
    assert_int_equal(bk_wrap(&text, 5), 0);
}

static void test_wrap_counts_characters(void **state)
{
    (void)state;
    const char *text = "æøå æøå";
    assert_int_equal(bk_wrap(&text, 3), 6);
    assert_string_equal(text, "æøå");
}

static void test_columns_are_padded_and_cut(void **state)
{
    (void)state;
    bk_buffer got = {0};
    bk_writer writer = bk_writer_start(NULL, keep, &got);
    bk_writer_column(&writer, "blå", 5);
    bk_writer_text(&writer, "|");
    bk_writer_column(&writer, "blåbærtur", 5);
    bk_writer_text(&writer, "|");
    assert_int_equal(bk_writer_finish(&writer), BK_OK);
    assert_string_equal(bk_buffer_chars(&got), "blå  |blåb…|");
    bk_buffer_clear(&got);
}

static void test_lines_end_without_spaces(void **state)
{
    (void)state;
    bk_buffer got = {0};
    bk_writer writer = bk_writer_start(NULL, keep, &got);
    bk_writer_column(&writer, "a", 9);
    bk_writer_text(&writer, "\n");
    assert_int_equal(bk_writer_finish(&writer), BK_OK);
    assert_string_equal(bk_buffer_chars(&got), "a\n");
    bk_buffer_clear(&got);
}

static void test_ascii_takes_as_many_columns(void **state)
{
    (void)state;
    bk_report_options options = {.ascii = true};
    bk_buffer got = {0};
    bk_writer writer = bk_writer_start(&options, keep, &got);
    bk_writer_text(&writer, "█▓▒░╳▌· 3×60 – …");
    assert_int_equal(bk_writer_finish(&writer), BK_OK);
    const char *text = bk_buffer_chars(&got);
    assert_int_equal(strlen(text), bk_columns("█▓▒░╳▌· 3×60 – …"));
    for (const char *c = text; *c; c++) assert_true((unsigned char)*c < 128);
    bk_buffer_clear(&got);
}

static void test_texts_from_outside_reach_no_terminal(void **state)
{
    (void)state;
    bk_buffer got = {0};
    bk_writer writer = bk_writer_start(NULL, keep, &got);
    bk_writer_show(&writer, "a\033[31mb\nc", -1);
    assert_int_equal(bk_writer_finish(&writer), BK_OK);
    assert_string_equal(bk_buffer_chars(&got), "a?[31mb?c");
    bk_buffer_clear(&got);
}

static void test_nothing_is_sent_after_an_error(void **state)
{
    (void)state;
    int32_t calls = 0;
    bk_writer writer = bk_writer_start(NULL, refuse, &calls);
    for (int32_t i = 0; i < 20000; i++) bk_writer_text(&writer, "a line\n");
    assert_int_equal(bk_writer_finish(&writer), BK_ERR_IO);
    assert_int_equal(calls, 1);
}

static bk_estimate estimate(double mean, double half)
{
    return (bk_estimate){
        .mean = mean, .low = mean - half, .high = mean + half, .n = 40, .has_interval = true};
}

static void check_cell(bk_lang lang, bk_unit unit, bk_estimate e, const char *wanted)
{
    bk_cell cell = bk_cell_of(lang, false, unit, e);
    assert_string_equal(cell.text, wanted);
}

static void test_figures_are_rounded_for_reading(void **state)
{
    (void)state;
    check_cell(BK_NB, BK_UNIT_SHARE, estimate(0.10865, 0.0012), "10,9±0,2");
    check_cell(BK_EN, BK_UNIT_SHARE, estimate(0.10865, 0.0012), "10.9±0.2");
    check_cell(BK_EN, BK_UNIT_SHARE, estimate(0.0026, 0.0003), "0.26±0.03");
    check_cell(BK_EN, BK_UNIT_SHARE, estimate(0.5, 0.234), "50±24");
    check_cell(BK_EN, BK_UNIT_DAYS, estimate(338.4, 3.1), "338±4");
    check_cell(BK_EN, BK_UNIT_NUMBER, estimate(0.29, 0.001), "0.29±0.01");
    check_cell(BK_EN, BK_UNIT_NUMBER, estimate(3, 0), "3.00±0.00");
    check_cell(BK_EN, BK_UNIT_NUMBER, (bk_estimate){.mean = 3, .n = 1}, "3.00");
    check_cell(BK_EN, BK_UNIT_NUMBER, (bk_estimate){0}, "–");
    assert_string_equal(bk_cell_of(BK_EN, true, BK_UNIT_NUMBER, estimate(1, 0.1)).text,
                        "1.00+-0.10");
}

/* A width is never shown narrower than it is, and no wider than one unit of its last place. */
static void test_half_widths_are_rounded_up(void **state)
{
    (void)state;
    uint64_t random = test_seed(1);
    for (int32_t i = 0; i < 1000; i++) {
        double half = (double)(test_random(&random) >> 11) * 0x1p-53;
        bk_cell cell = bk_cell_of(BK_EN, true, BK_UNIT_NUMBER, estimate(1, half));
        double shown = strtod(strstr(cell.text, "+-") + 2, NULL);
        CHECK_MSG(shown >= half - 1e-9 && shown < half + 0.01 + 1e-9, "%.17g: %s", half, cell.text);
    }
}

static void test_notes_are_numbered_once(void **state)
{
    (void)state;
    bk_notes notes = {0};
    char marks[BK_NOTE_MARKS];
    bk_notes_mark(&notes, true, "no study", marks);
    assert_string_equal(marks, "\u00a0[1]");
    bk_notes_mark(&notes, true, "no study; and an assumption", marks);
    assert_string_equal(marks, "\u00a0[1]\u00a0[2]");
    bk_notes_mark(&notes, true, "and an assumption", marks);
    assert_string_equal(marks, "\u00a0[2]");
    bk_notes_mark(&notes, true, "", marks);
    assert_string_equal(marks, "");
    bk_buffer got = {0};
    bk_writer writer = bk_writer_start(NULL, keep, &got);
    bk_notes_print(&notes, &writer);
    bk_notes_print(&notes, &writer);
    assert_int_equal(bk_writer_finish(&writer), BK_OK);
    assert_string_equal(bk_buffer_chars(&got), "  ¹   no study\n  ²   and an assumption\n");
    bk_buffer_clear(&got);
}

static void check_json(json_t *value, const char *wanted)
{
    bk_buffer got = {0};
    bk_writer writer = bk_writer_start(NULL, keep, &got);
    bk_json_write(&writer, value);
    assert_int_equal(bk_writer_finish(&writer), BK_OK);
    assert_string_equal(bk_buffer_chars(&got), wanted);
    bk_buffer_clear(&got);
}

static void test_json_numbers_are_shortest(void **state)
{
    (void)state;
    check_json(json_real(0.1), "0.1");
    check_json(json_integer(-12), "-12");
    check_json(json_pack("[f,f,i,b]", 0.30000000000000004, -2e-7, 1234567, 1),
               "[0.30000000000000004, -2e-7, 1234567, true]");
    check_json(json_pack("{s:f,s:s}", "0.10000000000000001", 0.1, "text", "0.10000000000000001"),
               "{\"0.10000000000000001\": 0.1, \"text\": \"0.10000000000000001\"}");
    check_json(json_pack("[s,f]", "a \\\" 0.10000000000000001 \\", 0.1),
               "[\"a \\\\\\\" 0.10000000000000001 \\\\\", 0.1]");
    check_json(bk_json_text("bl\xffå\n"), "\"bl?å?\"");
    check_json(bk_json_text("linje\nto \"æ\""), "\"linje\\nto \\\"æ\\\"\"");
}

static void test_json_numbers_read_back(void **state)
{
    (void)state;
    uint64_t random = test_seed(2);
    for (int32_t i = 0; i < 2000; i++) {
        uint64_t bits = test_random(&random);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) continue;
        bk_buffer got = {0};
        bk_writer writer = bk_writer_start(NULL, keep, &got);
        bk_json_write(&writer, json_real(value));
        assert_int_equal(bk_writer_finish(&writer), BK_OK);
        CHECK_SAME(strtod(bk_buffer_chars(&got), NULL), value);
        bk_buffer_clear(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrap_breaks_at_spaces),
        cmocka_unit_test(test_wrap_counts_characters),
        cmocka_unit_test(test_columns_are_padded_and_cut),
        cmocka_unit_test(test_lines_end_without_spaces),
        cmocka_unit_test(test_ascii_takes_as_many_columns),
        cmocka_unit_test(test_texts_from_outside_reach_no_terminal),
        cmocka_unit_test(test_nothing_is_sent_after_an_error),
        cmocka_unit_test(test_figures_are_rounded_for_reading),
        cmocka_unit_test(test_half_widths_are_rounded_up),
        cmocka_unit_test(test_notes_are_numbered_once),
        cmocka_unit_test(test_json_numbers_are_shortest),
        cmocka_unit_test(test_json_numbers_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
