/* The catalogue: every row in both languages, taking the same arguments. */
#include "support/support.h"

#include "base/words.h"

#include <ctype.h>
#include <string.h>

enum { MOST_ARGUMENTS = 16 };

/* What a printf format takes, by argument: "s", "d", "ld", "*"; "" for none. */
typedef struct {
    char type[MOST_ARGUMENTS][8];
    int32_t count;
    bool valid;
} arguments;

static void note(arguments *a, int32_t at, const char *type, size_t length)
{
    if (at < 0 || at >= MOST_ARGUMENTS || length >= sizeof a->type[0]) {
        a->valid = false;
        return;
    }
    char name[8] = {0};
    memcpy(name, type, length);
    if (a->type[at][0] != '\0' && strcmp(a->type[at], name) != 0) a->valid = false;
    memcpy(a->type[at], name, sizeof name);
    if (at >= a->count) a->count = at + 1;
}

/* Reads one conversion after '%'; returns where it ends. */
static const char *read_conversion(const char *at, int32_t *next, bool *numbered, arguments *a)
{
    int32_t which = -1;
    const char *digits = at;
    while (isdigit((unsigned char)*digits)) digits++;
    if (digits > at && *digits == '$') {
        which = 0;
        for (; at < digits; at++) which = which * 10 + (*at - '0');
        which--;
        at = digits + 1;
        *numbered = true;
    }
    while (*at != '\0' && strchr("-+ #0", *at) != NULL) at++;
    while (*at == '*' || *at == '.' || isdigit((unsigned char)*at)) {
        if (*at == '*') note(a, (*next)++, "*", 1);
        at++;
    }
    const char *type = at;
    while (*at != '\0' && strchr("hljztL", *at) != NULL) at++;
    if (*at == '\0' || strchr("diouxXeEfFgGaAcsp", *at) == NULL) {
        a->valid = false;
        return at;
    }
    at++;
    note(a, which >= 0 ? which : (*next)++, type, (size_t)(at - type));
    return at;
}

static arguments read_format(const char *format)
{
    arguments a = {.valid = true};
    int32_t next = 0;
    bool numbered = false;
    for (const char *at = format; *at != '\0';) {
        if (*at != '%') {
            at++;
        } else if (at[1] == '%') {
            at += 2;
        } else {
            at = read_conversion(at + 1, &next, &numbered, &a);
        }
    }
    if (numbered && next > 0) a.valid = false; /* either all are numbered or none */
    for (int32_t i = 0; i < a.count; i++) a.valid = a.valid && a.type[i][0] != '\0';
    return a;
}

static void test_both_texts_take_the_same_arguments(void **state)
{
    (void)state;
    for (int32_t id = 0; id < BK_WORDS_COUNT; id++) {
        const char *nb = bk_word(BK_NB, (bk_words)id), *en = bk_word(BK_EN, (bk_words)id);
        assert_non_null(nb);
        assert_non_null(en);
        arguments a = read_format(nb), b = read_format(en);
        CHECK_MSG(a.valid, "row %d: bad format '%s'", (int)id, nb);
        CHECK_MSG(b.valid, "row %d: bad format '%s'", (int)id, en);
        CHECK_MSG(a.count == b.count && memcmp(a.type, b.type, sizeof a.type) == 0,
                  "row %d: '%s' and '%s' take different arguments", (int)id, nb, en);
    }
}

static void test_the_reader_of_formats_sees_a_difference(void **state)
{
    (void)state;
    arguments a = read_format("%2$s er %1$d"), b = read_format("%d is %s"),
              c = read_format("%s %s");
    assert_true(a.valid && b.valid && c.valid);
    assert_memory_equal(a.type, b.type, sizeof a.type);
    assert_true(memcmp(a.type, c.type, sizeof a.type) != 0);
    assert_false(read_format("%1$s %s").valid);
    assert_false(read_format("100 %").valid);
    assert_false(read_format("%2$s").valid);
}

/* A number with a fraction would take its decimal mark from the host's locale. */
static void test_no_text_formats_a_fraction(void **state)
{
    (void)state;
    for (int32_t id = 0; id < BK_WORDS_COUNT; id++) {
        arguments a = read_format(bk_word(BK_EN, (bk_words)id));
        for (int32_t i = 0; i < a.count; i++)
            CHECK_MSG(strpbrk(a.type[i], "eEfFgGaA") == NULL,
                      "'%s': give a text from bk_format_number and %%s",
                      bk_word(BK_EN, (bk_words)id));
    }
}

static void test_label_falls_back(void **state)
{
    (void)state;
    bk_label both = {"nb", "en"}, nb = {"nb", NULL}, en = {NULL, "en"}, none = {NULL, NULL};
    assert_string_equal(bk_label_in(both, BK_NB, "id"), "nb");
    assert_string_equal(bk_label_in(both, BK_EN, "id"), "en");
    assert_string_equal(bk_label_in(nb, BK_EN, "id"), "nb");
    assert_string_equal(bk_label_in(en, BK_NB, "id"), "en");
    assert_string_equal(bk_label_in(none, BK_NB, "id"), "id");
}

static void test_print_puts_arguments_in(void **state)
{
    (void)state;
    char out[64];
    int32_t length = bk_words_print(out, sizeof out, BK_EN, BK_W_FILE_WHY_OTHER, 7);
    assert_string_equal(out, "the system reports error 7");
    assert_int_equal(length, strlen(out));
    assert_int_equal(bk_words_print(out, 4, BK_NB, BK_W_FILE_WHY_OTHER, 7), 22);
    assert_string_equal(out, "sys");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_texts_take_the_same_arguments),
        cmocka_unit_test(test_the_reader_of_formats_sees_a_difference),
        cmocka_unit_test(test_no_text_formats_a_fraction),
        cmocka_unit_test(test_label_falls_back),
        cmocka_unit_test(test_print_puts_arguments_in),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
