/* Krippendorff's alpha against published worked examples, and its promises. */
#include "evidence/agreement.h"
#include "support/support.h"

#include <math.h>
#include <string.h>

enum { CODES = 5, UNITS_MOST = 40 };

/* Rows of observers, a character each unit, '.' for none: into counts. */
static int32_t count_of(const char *const observer[], int32_t n, int32_t *count)
{
    int32_t units = (int32_t)strlen(observer[0]);
    memset(count, 0, sizeof(int32_t) * (size_t)(units * CODES));
    for (int32_t o = 0; o < n; o++)
        for (int32_t u = 0; u < units; u++)
            if (observer[o][u] != '.') count[u * CODES + observer[o][u] - '1']++;
    return units;
}

/* Krippendorff 2011, section C: 4 observers, 12 units, nominal, with gaps: 0.743. */
static const char *const FOUR_BY_TWELVE[] = {"123321412...", "1233224125.3",
                                             ".333234225"
                                             "1.",
                                             "1233244125"
                                             "1."};

/* His example of 3 observers and 15 units, as in Krippendorff's alpha in Wikipedia: 0.691. */
static const char *const THREE_BY_FIFTEEN[] = {".....34121133.3", "1.213343.......",
                                               "..21344.21133.4"};

static void test_published_examples(void **state)
{
    (void)state;
    int32_t count[UNITS_MOST * CODES];
    int32_t units = count_of(FOUR_BY_TWELVE, 4, count);
    bk_agreement a = bk_agreement_nominal(units, CODES, count, NULL);
    CHECK_NEAR(a.alpha, 0.743, 0.0005);
    assert_int_equal(a.units, 11); /* the twelfth was coded once */
    assert_int_equal(a.values, 40);

    units = count_of(THREE_BY_FIFTEEN, 3, count);
    a = bk_agreement_nominal(units, CODES, count, NULL);
    CHECK_NEAR(a.alpha, 0.691, 0.0005);
    assert_int_equal(a.values, 26);
}

/* Two coders, two codes, by hand: 10 units, 8 agree; 20 codes, 10 of each kind.
 * alpha = 1 - 19 x 4 / (2 x 10 x 10). */
static void test_by_hand(void **state)
{
    (void)state;
    const char *const observer[] = {"1111222222", "1111121222"};
    int32_t count[UNITS_MOST * CODES];
    int32_t units = count_of(observer, 2, count);
    bk_agreement a = bk_agreement_nominal(units, CODES, count, NULL);
    CHECK_NEAR(a.alpha, 1 - 19.0 * 4 / (2 * 10 * 10), 1e-12);
    CHECK(a.has_interval && a.low < a.alpha && a.alpha < a.high && a.high <= 1);
}

static void test_what_does_not_exist(void **state)
{
    (void)state;
    int32_t count[UNITS_MOST * CODES];
    const char *const one[] = {"1212"};
    bk_agreement a = bk_agreement_nominal(count_of(one, 1, count), CODES, count, NULL);
    CHECK(isnan(a.alpha) && !a.has_interval && a.units == 0);

    const char *const same[] = {"1111", "1111"}; /* nothing could have disagreed */
    a = bk_agreement_nominal(count_of(same, 2, count), CODES, count, NULL);
    CHECK(isnan(a.alpha) && !a.has_interval && a.units == 4);

    const char *const perfect[] = {"1212", "1212"};
    a = bk_agreement_nominal(count_of(perfect, 2, count), CODES, count, NULL);
    CHECK_SAME(a.alpha, 1);
    CHECK(!a.has_interval); /* leaving out changes nothing, so nothing says how sure that is */
    a = bk_agreement_nominal(0, CODES, count, NULL);
    CHECK(isnan(a.alpha));
}

/* Order of units changes nothing; from three groups on groups are left out, and doubling every unit
 * within its group then leaves the interval as it is but for alpha's own (n - 1) / n. */
static void test_groups(void **state)
{
    (void)state;
    const char *const observer[] = {"112212211221", "112112212221"};
    int32_t count[UNITS_MOST * CODES], twice[2 * UNITS_MOST * CODES];
    int32_t units = count_of(observer, 2, count);
    int32_t group[UNITS_MOST], group_twice[2 * UNITS_MOST];
    for (int32_t u = 0; u < units; u++) {
        group[u] = u / 3;
        for (int32_t i = 0; i < 2; i++) {
            group_twice[2 * u + i] = group[u];
            memcpy(&twice[(2 * u + i) * CODES], &count[u * CODES], sizeof(int32_t) * CODES);
        }
    }
    bk_agreement a = bk_agreement_nominal(units, CODES, count, group);
    CHECK(a.by_group);
    assert_int_equal(a.left_out, 4);
    bk_agreement b = bk_agreement_nominal(2 * units, CODES, twice, group_twice);
    CHECK_NEAR(b.high - b.low, a.high - a.low, 0.05);

    bk_agreement c = bk_agreement_nominal(2 * units, CODES, twice, NULL);
    CHECK(!c.by_group);
    CHECK(c.high - c.low < 0.8 * (b.high - b.low)); /* as if they were independent */

    for (int32_t u = 0; u < units; u++) group[u] = u / 6; /* two groups: too few */
    a = bk_agreement_nominal(units, CODES, count, group);
    CHECK(!a.by_group);
    assert_int_equal(a.left_out, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_examples),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_what_does_not_exist),
        cmocka_unit_test(test_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
