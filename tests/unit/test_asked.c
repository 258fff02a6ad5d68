/* A request's body, and who may ask. */
#include "support/support.h"

#include "server/house.h"

#include <stdio.h>
#include <string.h>

static bk_status read_body(const char *body, bk_asked *asked, bk_error *err)
{
    *err = (bk_error){.lang = BK_EN};
    return bk_asked_read(asked, "served.toml", "served", 6, BK_EN, body, (int64_t)strlen(body),
                         err);
}

static void test_a_whole_body_is_read(void **state)
{
    (void)state;
    bk_asked a;
    bk_error err;
    const char *body =
        "{\"scenario\": \"weeks = 3\", \"set\": [[\"a.b\", \"1\"], [\"c\", \"\\\"x\\\"\"]], "
        "\"team\": 2, \"replications\": 7, \"seed\": \"18446744073709551615\", "
        "\"lang\": \"nb\", \"page\": \"p1\"}";
    assert_int_equal(read_body(body, &a, &err), BK_OK);
    assert_string_equal(a.text, "weeks = 3");
    assert_int_equal(a.length, 9);
    assert_int_equal(a.n_set, 2);
    assert_string_equal(a.set[0].path, "a.b");
    assert_string_equal(a.set[1].value, "\"x\"");
    assert_int_equal(a.team, 2);
    assert_int_equal(a.replications, 7);
    CHECK(a.seed_given && a.seed == UINT64_MAX);
    assert_int_equal(a.lang, BK_NB);
    assert_string_equal(a.page, "p1");
    bk_asked_clear(&a);
}

static void test_what_is_left_out_stays_as_it_was(void **state)
{
    (void)state;
    static const char *const BODIES[] = {"", "{}", "{\"set\": null, \"team\": null}",
                                         "{\"other\": 1}"};
    for (size_t i = 0; i < sizeof BODIES / sizeof BODIES[0]; i++) {
        bk_asked a;
        bk_error err;
        assert_int_equal(read_body(BODIES[i], &a, &err), BK_OK);
        assert_string_equal(a.text, "served");
        assert_int_equal(a.n_set, 0);
        assert_int_equal(a.team, 0);
        assert_int_equal(a.lang, BK_EN);
        CHECK(!a.seed_given);
        bk_asked_clear(&a);
    }
}

static void test_what_cannot_be_read_is_refused(void **state)
{
    (void)state;
    static const char *const BODIES[] = {"[]",
                                         "3",
                                         "{",
                                         "{\"team\": -1}",
                                         "{\"team\": 1.5}",
                                         "{\"team\": \"1\"}",
                                         "{\"replications\": 2001}",
                                         "{\"seed\": 1}",
                                         "{\"seed\": \"x\"}",
                                         "{\"set\": {}}",
                                         "{\"set\": [[\"a\"]]}",
                                         "{\"set\": [[\"a\", 1]]}",
                                         "{\"set\": [[\"a\", \"b\\u0000c\"]]}",
                                         "{\"scenario\": 1}",
                                         "{\"lang\": 1}",
                                         "{\"team\": 1, \"team\": 2}"};
    for (size_t i = 0; i < sizeof BODIES / sizeof BODIES[0]; i++) {
        bk_asked a;
        bk_error err;
        CHECK_MSG(read_body(BODIES[i], &a, &err) == BK_ERR_USAGE, "%s", BODIES[i]);
        assert_int_equal(err.count, 1);
        bk_asked_clear(&a);
    }
}

static void test_the_token_is_asked_for(void **state)
{
    (void)state;
    char token[BK_TOKEN_TEXT], other[BK_TOKEN_TEXT], url[100];
    assert_int_equal(bk_token_make(token), BK_OK);
    assert_int_equal(bk_token_make(other), BK_OK);
    CHECK(strlen(token) == 32 && strcmp(token, other) != 0);
    snprintf(url, sizeof url, "/%s/api/run", token);
    assert_string_equal(bk_token_path(url, token), "api/run");
    assert_null(bk_token_path(url, other));
    snprintf(url, sizeof url, "/%s/", token);
    assert_string_equal(bk_token_path(url, token), "");
    url[33] = 0;
    assert_null(bk_token_path(url, token));
    assert_null(bk_token_path("/", token));
    assert_null(bk_token_path("", token));
    snprintf(url, sizeof url, "/%.31sX/", token);
    assert_null(bk_token_path(url, token));
}

static void test_host_and_origin_are_ours(void **state)
{
    (void)state;
    CHECK(bk_host_is_ours("127.0.0.1:80", 80) && bk_host_is_ours("localhost:80", 80));
    CHECK(!bk_host_is_ours(NULL, 80) && !bk_host_is_ours("", 80));
    CHECK(!bk_host_is_ours("127.0.0.1", 80) && !bk_host_is_ours("127.0.0.1:81", 80));
    CHECK(!bk_host_is_ours("evil.example:80", 80) && !bk_host_is_ours("localhost:80.evil", 80));
    CHECK(bk_origin_is_ours(NULL, 80) && bk_origin_is_ours("http://127.0.0.1:80", 80));
    CHECK(!bk_origin_is_ours("null", 80) && !bk_origin_is_ours("https://127.0.0.1:80", 80));
    CHECK(!bk_origin_is_ours("http://evil.example", 80));
}

static void test_json_text_is_escaped(void **state)
{
    (void)state;
    bk_buffer out = {0};
    bk_out_text(&out, "a\"b\\c\nd\x01æ");
    assert_string_equal(bk_buffer_chars(&out), "\"a\\\"b\\\\c\\u000ad\\u0001æ\"");
    bk_buffer_reset(&out);
    bk_out_estimate(&out, (bk_estimate){0});
    bk_out_estimate(&out, (bk_estimate){.mean = 0.1, .n = 1});
    bk_out_estimate(&out,
                    (bk_estimate){.mean = 2, .low = 1, .high = 3, .n = 4, .has_interval = true});
    assert_string_equal(bk_buffer_chars(&out),
                        "{}{\"mean\":0.1,\"n\":1}{\"mean\":2,\"low\":1,\"high\":3,\"n\":4}");
    bk_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_whole_body_is_read),
        cmocka_unit_test(test_what_is_left_out_stays_as_it_was),
        cmocka_unit_test(test_what_cannot_be_read_is_refused),
        cmocka_unit_test(test_the_token_is_asked_for),
        cmocka_unit_test(test_host_and_origin_are_ours),
        cmocka_unit_test(test_json_text_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
