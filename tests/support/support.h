/* support.h - what every test includes: cmocka in its order, and checks that say values.
 *
 * A test is a static function `test_WHAT_HOLDS(void **state)`; main lists them with
 * cmocka_unit_test and runs them with cmocka_run_group_tests. Each counts as one in ./test.
 */
#ifndef BK_TESTS_SUPPORT_H
#define BK_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails the test with the condition, or with a text of one's own that names the seed and values. */
#define CHECK(condition) assert_true(condition)
#define CHECK_MSG(condition, ...)     \
    do {                              \
        if (!(condition)) {           \
            print_error(__VA_ARGS__); \
            print_error("\n");        \
            assert_true(condition);   \
        }                             \
    } while (0)

/* Doubles by value, for results that must be exact. */
#define CHECK_SAME(a, b)                                                                    \
    do {                                                                                    \
        double check_a = (a), check_b = (b);                                                \
        CHECK_MSG(check_a <= check_b && check_a >= check_b, "%s is %.17g, %s is %.17g", #a, \
                  check_a, #b, check_b);                                                    \
    } while (0)

/* |a - b| <= most. */
#define CHECK_NEAR(a, b, most)                                                                    \
    do {                                                                                          \
        double check_a = (a), check_b = (b), check_d = check_a - check_b;                         \
        CHECK_MSG(check_d <= (most) && check_d >= -(most), "%s is %.17g, %s is %.17g, off by %g", \
                  #a, check_a, #b, check_b, check_d);                                             \
    } while (0)

/* Whether `./test long` is running: larger n, fresh seeds. */
bool test_is_long(void);

/* A seed for the test's random input: always the same for n in ./test, fresh in ./test long
 * (BLIKK_TEST_SEED then replays it). A failing test prints it. */
uint64_t test_seed(uint64_t n);

/* The next of a stream of random bits (splitmix64), for input only; the tests of random/ stand on
 * their own feet. */
uint64_t test_random(uint64_t *state);

/* Runs body(context) in a child process. Returns its exit code, or 128 + the signal. */
int test_exit_code(void (*body)(void *context), void *context);

/* The whole file at path as text, to be given to free; fails the test when it cannot be read. */
char *test_read_file(const char *path);

/* A fresh empty folder, whose path stands in out; removed with test_remove_folder. */
void test_make_folder(char out[64]);
void test_remove_folder(const char *path);

#endif
