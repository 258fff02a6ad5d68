/* Shares from grouped units: by hand, at the ends, and how groups widen them. */
#include "evidence/clusters.h"
#include "support/support.h"

#include <math.h>

/* Shares, counts and limits; small groups against large ones. */
static void test_by_hand(void **state)
{
    (void)state;
    const bk_cluster c[] = {{10, 4}, {10, 6}, {0, 0}, {20, 8}};
    bk_clustered s = bk_clusters_share(c, 4);
    CHECK_NEAR(s.share, 18.0 / 40, 1e-15);
    assert_int_equal(s.groups, 3);
    CHECK_SAME(s.units, 40);
    CHECK(s.has_interval && 0 < s.low && s.low < s.share && s.share < s.high && s.high < 1);
    CHECK(s.effective <= 40);
}

static void test_ends(void **state)
{
    (void)state;
    const bk_cluster none[] = {{0, 0}, {0, 0}};
    bk_clustered s = bk_clusters_share(none, 2);
    CHECK(isnan(s.share) && !s.has_interval);

    const bk_cluster one[] = {{10, 4}};
    s = bk_clusters_share(one, 1);
    CHECK_SAME(s.share, 0.4);
    CHECK(!s.has_interval);
    CHECK_SAME(s.low, 0.4);

    const bk_cluster zeros[] = {{10, 0}, {10, 0}, {10, 0}};
    s = bk_clusters_share(zeros, 3);
    CHECK(s.has_interval);
    CHECK_SAME(s.share, 0);
    CHECK_SAME(s.low, 0);
    CHECK(s.high > 0.3 && s.high < 1); /* three groups are little to go by */
    const bk_cluster ones[] = {{10, 10}, {10, 10}, {10, 10}};
    bk_clustered t = bk_clusters_share(ones, 3);
    CHECK_NEAR(t.low, 1 - s.high, 1e-12); /* IS and HAS are treated alike */
}

/* The more groups differ the wider; and never narrower than independent units would be. */
static void test_groups_widen(void **state)
{
    (void)state;
    const bk_cluster alike[] = {{20, 8}, {20, 8}, {20, 8}, {20, 8}, {20, 8}, {20, 8}};
    const bk_cluster apart[] = {{20, 2}, {20, 14}, {20, 4}, {20, 12}, {20, 1}, {20, 15}};
    bk_clustered a = bk_clusters_share(alike, 6), b = bk_clusters_share(apart, 6);
    CHECK_SAME(a.share, b.share);
    CHECK(b.high - b.low > 2 * (a.high - a.low));
    CHECK(a.effective <= 120);
}

/* Groups that are in both lines and go together make the difference surer. */
static void test_differences(void **state)
{
    (void)state;
    const bk_cluster a[] = {{20, 2}, {20, 14}, {20, 4}, {20, 12}, {20, 1}, {20, 15}};
    const bk_cluster b[] = {{20, 4}, {20, 16}, {20, 6}, {20, 14}, {20, 3}, {20, 17}};
    bk_clustered paired = bk_clusters_difference(a, b, 6);
    CHECK_NEAR(paired.share, 0.1, 1e-15);
    CHECK(paired.has_interval && paired.low < 0.1 && paired.high > 0.1);

    bk_cluster a2[12] = {{0, 0}}, b2[12] = {{0, 0}};
    for (int i = 0; i < 6; i++) {
        a2[i] = a[i];
        b2[6 + i] = b[i];
    }
    bk_clustered apart = bk_clusters_difference(a2, b2, 12);
    CHECK_NEAR(apart.share, 0.1, 1e-15);
    CHECK(apart.high - apart.low > 2 * (paired.high - paired.low));
    bk_clustered back = bk_clusters_difference(b2, a2, 12);
    CHECK_NEAR(back.low, -apart.high, 1e-12);

    const bk_cluster one[] = {{10, 4}, {0, 0}}, two[] = {{10, 5}, {10, 5}};
    CHECK(!bk_clusters_difference(one, two, 2).has_interval);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_groups_widen),
        cmocka_unit_test(test_differences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
