/* Tables of codes: what is read, what is worked out, and every refusal with its place. */
#include "base/buffer.h"
#include "base/memory.h"
#include "blikk/evidence.h"
#include "support/support.h"

#include <math.h>
#include <string.h>

static bk_status parse(const char *text, bk_codes **out, bk_error *err)
{
    *out = NULL;
    *err = (bk_error){.lang = BK_EN};
    bk_status status = bk_codes_parse("c.csv", text, (int64_t)strlen(text), out, err);
    CHECK((status == BK_OK) == (*out != NULL));
    CHECK((status == BK_OK) == (err->count == 0));
    return status;
}

static bk_codes *codes_of(const char *text)
{
    bk_codes *codes;
    bk_error err;
    if (parse(text, &codes, &err) != BK_OK) fail_msg("refused: %s", err.mistake[0].text);
    return codes;
}

/* The first mistake's place and a part of its text. */
static void refused(const char *text, int line, int column, const char *part)
{
    bk_codes *codes;
    bk_error err;
    assert_int_equal(parse(text, &codes, &err), BK_ERR_INPUT);
    CHECK_MSG(err.mistake[0].line == line && err.mistake[0].column == column,
              "%d:%d, expected %d:%d: %s", (int)err.mistake[0].line, (int)err.mistake[0].column,
              line, column, err.mistake[0].text);
    CHECK_MSG(strstr(err.mistake[0].text, part) != NULL, "'%s' not in: %s", part,
              err.mistake[0].text);
}

#define HEAD "group,line,coder,unit,code\n"

static const char SMALL[] = HEAD "g1,a,k,1,IS\ng1,a,k,2,HAS\ng1,a,m,1,HAS\ng1,a,k,3,other\n"
                                 "g2,a,k,1,IS\ng2,a,k,2,IS\ng2,b,k,1,HAS\ng3,b,k,1,HAS\n"
                                 "g3,b,m,1,HAS\n";

/* A unit counts once, by the share of its coders; other is left out. In line a: unit 1 of g1 is
 * half IS, 2 is HAS, both of g2 are IS. */
static void test_shares_by_hand(void **state)
{
    (void)state;
    bk_codes *c = codes_of(SMALL);
    assert_int_equal(bk_codes_line_count(c), 2);
    int32_t a = bk_codes_line_find(c, "a"), b = bk_codes_line_find(c, "b");
    assert_int_equal(bk_codes_line_find(c, "c"), -1);
    bk_line_info info = bk_codes_line(c, a);
    CHECK_NEAR(info.is.value, 2.5 / 4, 1e-15);
    assert_int_equal(info.units, 5);
    assert_int_equal(info.groups, 2);
    assert_int_equal(info.coders, 2);
    assert_int_equal(info.as_is, 3);
    assert_int_equal(info.as_has, 2);
    assert_int_equal(info.as_other, 1);
    CHECK_SAME(bk_codes_line(c, b).is.value, 0);
    CHECK_NEAR(bk_codes_difference(c, a, b).value, -2.5 / 4, 1e-15);

    /* Alpha: units (IS, HAS) and (HAS, HAS): n = 4, one IS, three HAS, 2 disagreeing pairs' worth.
     */
    bk_alpha_info alpha = bk_codes_alpha(c);
    assert_int_equal(alpha.units, 2);
    assert_int_equal(alpha.coders, 2);
    CHECK_NEAR(alpha.alpha.value, 1 - 3.0 * 2 / (2 * 1 * 3), 1e-12);
    bk_codes_destroy(c);
}

/* Separators, a byte-order mark, quotes, blank lines, Windows line ends, other names, any order. */
static void test_same_table_however_written(void **state)
{
    (void)state;
    static const char *const SAME[] = {
        HEAD "g1,x y,k,1,IS\ng2,x y,k,1,HAS\n",
        "\xef\xbb\xbfgruppe;tjeneste;koder;enhet;kode\r\ng2;x y;k;1;HAR\r\n\r\ng1;x y;k;1;er\r\n",
        "unit\tcode\tcoder\tgroup\tservice line\n1\tHAS\tk\tg2\tx y\n1\tis\tk\tg1\tx y",
        HEAD "\"g1\",\"x y\",k,\"1\",IS\n g2 , x y ,k,1, HAS \n",
    };
    for (size_t i = 0; i < sizeof SAME / sizeof SAME[0]; i++) {
        bk_codes *c = codes_of(SAME[i]);
        assert_int_equal(bk_codes_line_count(c), 1);
        bk_line_info info = bk_codes_line(c, 0);
        assert_string_equal(info.name, "x y");
        CHECK_SAME(info.is.value, 0.5);
        assert_int_equal(info.groups, 2);
        bk_codes_destroy(c);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    refused("group,line,coder,unit,code,name\na,b,c,1,IS,Ola\n", 1, 28, "'name' does not belong");
    refused("group,line,coder,text,code\na,b,c,1,IS\n", 1, 1, "'unit' is missing");
    refused("group,line,coder,unit,unit,code\n", 1, 23, "there already");
    refused(HEAD ",b,c,1,IS\n", 2, 1, "'group' is empty");
    refused(HEAD "a,b,c,1,perhaps\n", 2, 9, "'perhaps' is no code");
    refused(HEAD "a,b,c,1,IS\n\na,b,Ola Nordmann,2,IS\n", 4, 5, "looks like text or a name");
    refused(HEAD "a,b,c,ola@example.org,IS\n", 2, 7, "looks like text");
    refused(HEAD "a,b,c,01019012345,IS\n", 2, 7, "eleven digits");
    refused(HEAD "a,b,c,a unit that is told in words at length,IS\n", 2, 7, "looks like text");
    refused(HEAD "a,b,c,1\n", 2, 1, "4 fields, but the heading 5");
    refused(HEAD "a,b,c,1,IS\na,b,d,1,IS\na,b,c,1,HAS\n", 4, 7, "by 'c' twice, first on line 2");
    refused(HEAD "a,b,\"c\"d,1,IS\n", 2, 1, "quotation mark");
    refused(HEAD "a,b,\"c,1,IS\n", 2, 1, "quotation mark");
    refused(HEAD "a,b,c,\xe5,IS\n", 2, 1, "not UTF-8");
    refused(HEAD, 0, 0, "no rows");
    refused("", 0, 0, "empty");
}

/* Every mistake is told, each at its place. */
static void test_gathers_mistakes(void **state)
{
    (void)state;
    bk_codes *codes;
    bk_error err;
    assert_int_equal(parse(HEAD ",b,c,1,maybe\na,b,c,2,IS\na,b,,3,IS\n", &codes, &err),
                     BK_ERR_INPUT);
    assert_int_equal(err.count, 3);
    assert_int_equal(err.mistake[1].line, 2);
    assert_int_equal(err.mistake[2].line, 4);
}

static bool has_remark(const bk_codes *c, const char *part)
{
    for (int32_t i = 0; i < bk_codes_remark_count(c); i++)
        if (strstr(bk_codes_remark(c, i, BK_EN), part)) return true;
    return false;
}

static void test_remarks(void **state)
{
    (void)state;
    bk_codes *c = codes_of(HEAD "g1,a,k,1,IS\ng2,a,k,1,IS\ng3,b,k,1,IS\ng4,c,k,1,other\n");
    CHECK(has_remark(c, "c.csv:1: only the coder 'k'"));
    CHECK(has_remark(c, "c.csv:1: the code 'HAS' is never used"));
    CHECK(has_remark(c, "c.csv:2: 'a' has few groups"));
    CHECK(has_remark(c, "c.csv:4: 'b' has one group alone"));
    CHECK(has_remark(c, "c.csv:5: in 'c' no unit"));
    CHECK(!has_remark(c, "'other' is never used"));
    CHECK(isnan(bk_codes_line(c, bk_codes_line_find(c, "c")).is.value));
    CHECK(isnan(bk_codes_alpha(c).alpha.value));
    bk_codes_destroy(c);

    c = codes_of(HEAD "g1,a,k,1,IS\ng2,a,m,1,HAS\n");
    CHECK(has_remark(c, "no unit is coded by two"));
    bk_codes_destroy(c);
}

/* The same bytes whatever the order of rows. */
static bk_status take(void *context, const char *bytes, int64_t length)
{
    bk_buffer_add(context, bytes, length);
    return bk_buffer_status(context);
}

static void test_order_of_rows_is_nothing(void **state)
{
    (void)state;
    static const char BACKWARDS[] =
        HEAD "g3,b,m,1,HAS\ng3,b,k,1,HAS\ng2,b,k,1,HAS\ng2,a,k,2,IS\ng2,a,k,1,IS\n"
             "g1,a,k,3,other\ng1,a,m,1,HAS\ng1,a,k,2,HAS\ng1,a,k,1,IS\n";
    bk_codes *one = codes_of(SMALL), *two = codes_of(BACKWARDS);
    for (int32_t l = 0; l < 2; l++) {
        bk_line_info a = bk_codes_line(one, l), b = bk_codes_line(two, l);
        CHECK_SAME(a.is.value, b.is.value);
        CHECK_SAME(a.is.low, b.is.low);
    }
    bk_buffer text = {0};
    CHECK(bk_report_gaze_json(one, NULL, NULL, take, &text) == BK_OK);
    CHECK(strstr(bk_buffer_chars(&text), "\"codes_is\": 3") != NULL);
    CHECK(strstr(bk_buffer_chars(&text), "nan") == NULL);
    bk_buffer_clear(&text);
    bk_codes_destroy(one);
    bk_codes_destroy(two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares_by_hand), cmocka_unit_test(test_same_table_however_written),
        cmocka_unit_test(test_refusals),       cmocka_unit_test(test_gathers_mistakes),
        cmocka_unit_test(test_remarks),        cmocka_unit_test(test_order_of_rows_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
