/* model/measures.h: the list of a scenario's measures, and the value of a ratio. */
#include "support/random_office.h"
#include "support/support.h"

#include "scenario/scenario.h"

#include <math.h>
#include <string.h>

/* Two conditions that share one stream; the second has one more of its own. */
static const char STREAMS[] =
    "title = \"streams\"\n[conditions.c]\nintake = \"steady\"\n[conditions.c.inbox]\n"
    "post = { per_week = 1, minutes = 5, label = { nb = \"brev\", en = \"letters\" } }\n"
    "chat = { per_week = 1, minutes = 5 }\n"
    "[conditions.d]\nintake = \"steady\"\n[conditions.d.inbox]\n"
    "calls = { per_week = 1, minutes = 5 }\npost = { per_week = 1, minutes = 5 }\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"d\"\ncaseworkers = 1\ncaseload = 1\n"
    "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 1\n";

static int find(const bk_scenario *s, const char *id)
{
    return bk_scenario_measure_find(s, id);
}

static void test_ids_are_unique_and_found(void **state)
{
    (void)state;
    bk_scenario *s = random_office_parse(STREAMS, 0);
    int n = bk_scenario_measure_count(s);
    for (int i = 0; i < n; i++) {
        bk_measure_info nb = bk_scenario_measure(s, i, BK_NB),
                        en = bk_scenario_measure(s, i, BK_EN);
        CHECK_MSG(find(s, nb.id) == i, "%s", nb.id);
        CHECK_MSG(nb.label[0] != '\0' && en.label[0] != '\0' && strcmp(nb.label, en.label) != 0,
                  "%s has no label of its own in both languages", nb.id);
        CHECK_MSG(strchr(nb.label, '%') == NULL && strchr(en.label, '%') == NULL, "%s", nb.id);
        CHECK(nb.unit_kind == en.unit_kind && nb.unit != NULL && nb.note != NULL);
    }
    CHECK(find(s, "time_share") == -1 && find(s, "") == -1 && find(s, "time_share.fax") == -1);
    bk_scenario_destroy(s);
}

/* Every stream once, whoever has it, then measure, demand, conversation; lost work only of streams.
 */
static void test_lanes_are_written_out(void **state)
{
    (void)state;
    bk_scenario *s = random_office_parse(STREAMS, 0);
    int at = find(s, "time_share.post");
    CHECK(at >= 0 && find(s, "time_share.chat") == at + 1 && find(s, "time_share.calls") == at + 2);
    CHECK(find(s, "time_share.measure") == at + 3 && find(s, "time_share.demand") == at + 4);
    CHECK(find(s, "time_share.conversation") == at + 5);
    CHECK(find(s, "wait_days.calls") >= 0 && find(s, "wait_days.conversation") >= 0);
    CHECK(find(s, "lost_share.post") >= 0 && find(s, "lost_share.conversation") == -1);
    CHECK(strstr(bk_scenario_measure(s, at, BK_NB).label, "brev") != NULL);
    CHECK(strstr(bk_scenario_measure(s, at, BK_EN).label, "letters") != NULL);
    CHECK(strstr(bk_scenario_measure(s, at + 1, BK_EN).label, "chat") != NULL);
    bk_scenario_destroy(s);
}

/* The table tells each kind where its measures begin. */
static void test_kinds_lie_one_after_the_other(void **state)
{
    (void)state;
    bk_scenario *s = random_office_parse(STREAMS, 0);
    const bk_measure_list *l = &s->measures;
    CHECK(l->first[0] == 0 && l->first[BK_MEASURE_COUNT] == l->count && l->n_inbox == 3);
    for (int k = 0; k < BK_MEASURE_COUNT; k++) {
        for (int i = l->first[k]; i < l->first[k + 1]; i++) CHECK((int)l->measure[i].kind == k);
    }
    bk_scenario_destroy(s);
}

static void test_a_value_is_factor_times_ratio(void **state)
{
    (void)state;
    bk_measure m = {.factor = 5200};
    CHECK_SAME(bk_ratio_value(&m, (bk_ratio){3, 4}), 3900);
    CHECK_SAME(bk_ratio_value(&m, (bk_ratio){0, 4}), 0);
    CHECK(isnan(bk_ratio_value(&m, (bk_ratio){3, 0})));
    CHECK(isnan(bk_ratio_value(&m, (bk_ratio){0, 0})));
}

/* Nothing comes, nobody is there: still every team has its three lanes. */
static void test_a_team_without_streams(void **state)
{
    (void)state;
    static const char NONE[] =
        "title = \"none\"\n[conditions.c]\nintake = \"steady\"\n[[office]]\nname = \"A\"\n"
        "[[office.team]]\nconditions = \"c\"\ncaseworkers = 1\ncaseload = 1\n";
    bk_scenario *s = random_office_parse(NONE, 0);
    CHECK(s->measures.n_inbox == 0 && find(s, "time_share.measure") >= 0);
    CHECK(s->measures.first[BK_M_LOST_SHARE] == s->measures.first[BK_M_LOST_SHARE + 1]);
    bk_scenario_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_are_unique_and_found),
        cmocka_unit_test(test_lanes_are_written_out),
        cmocka_unit_test(test_kinds_lie_one_after_the_other),
        cmocka_unit_test(test_a_value_is_factor_times_ratio),
        cmocka_unit_test(test_a_team_without_streams),
    };
    return cmocka_run_group_tests_name("measures", tests, NULL, NULL);
}
