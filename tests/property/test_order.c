/* The order in which a file says things changes nothing but the order of the answers: offices,
 * teams and conditions may change places, and others may join them. */
#include "support/random_office.h"
#include "support/support.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int scenarios(void)
{
    return test_is_long() ? 5000 : 500;
}

/* A scenario that was run. */
typedef struct {
    char *text;
    bk_scenario *scenario;
    bk_result *result;
} answer;

static answer ask(const random_office *office)
{
    answer a = {.text = random_office_text(office)};
    a.scenario = random_office_parse(a.text, office->seed);
    a.result = random_office_run(a.scenario, 1, false);
    return a;
}

static void forget(answer *a)
{
    bk_result_destroy(a->result);
    bk_scenario_destroy(a->scenario);
    free(a->text);
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* The figures of scope `index` of a are those of `other` in b, where b knows the measure; exact to
 * the bit, or (sums in another order) to rounding. */
static void check_same(const answer *a, bk_scope scope, int index, const answer *b, int other,
                       bool exact)
{
    for (int m = 0; m < bk_scenario_measure_count(a->scenario); m++) {
        const char *id = bk_scenario_measure(a->scenario, m, BK_EN).id;
        int n = bk_scenario_measure_find(b->scenario, id);
        if (n < 0) continue;
        for (int rep = 0; rep < bk_result_replications(a->result); rep++) {
            double x = 0, y = 0;
            bool has = bk_result_value(a->result, scope, index, m, rep, &x);
            bool has_too = bk_result_value(b->result, scope, other, n, rep, &y);
            bool same = exact ? same_bits(x, y) : fabs(x - y) <= 1e-11 * (1 + fabs(x));
            if (has != has_too || !same) fprintf(stderr, "%s\n", b->text);
            CHECK_IN(a->text, has == has_too && same,
                     "%s of scope %d %d is %.17g, in the other order, %d, %.17g", id, (int)scope,
                     index, x, other, y);
        }
    }
}

/* Row of team t of office o. */
static int row_of(const random_office *office, int o, int t)
{
    for (int i = 0; i < o; i++) t += office->office[i].n_teams;
    return t;
}

/* Where the office of that name stands. */
static int office_of(const random_office *office, const char *name)
{
    int o = 0;
    while (strcmp(office->office[o].name, name) != 0) o++;
    return o;
}

/* Puts an office's teams in another order and notes where each came from. Teams under the same
 * conditions keep theirs: they are told apart by their number. */
static void shuffle_teams(random_one_office *o, uint64_t *luck, int from[TEAMS_MOST])
{
    uint64_t rank[TEAMS_MOST];
    uint64_t of_conditions[CONDITIONS_MOST];
    for (int c = 0; c < CONDITIONS_MOST; c++) of_conditions[c] = test_random(luck);
    for (int t = 0; t < o->n_teams; t++) {
        from[t] = t;
        rank[t] = of_conditions[o->team[t].conditions];
    }
    for (int t = 1; t < o->n_teams; t++) {
        for (int i = t; i > 0 && rank[i - 1] > rank[i]; i--) {
            random_team team = o->team[i];
            int was = from[i];
            uint64_t r = rank[i];
            o->team[i] = o->team[i - 1], from[i] = from[i - 1], rank[i] = rank[i - 1];
            o->team[i - 1] = team, from[i - 1] = was, rank[i - 1] = r;
        }
    }
}

/* Conditions are tables, and tables have no order. The one that others name moves with its name. */
static void turn_conditions(random_office *o)
{
    random_conditions first = o->conditions[0];
    for (int i = 0; i + 1 < o->n_conditions; i++) o->conditions[i] = o->conditions[i + 1];
    o->conditions[o->n_conditions - 1] = first;
    for (int i = 0; i < o->n_offices; i++)
        for (int t = 0; t < o->office[i].n_teams; t++) {
            int *c = &o->office[i].team[t].conditions;
            *c = (*c + o->n_conditions - 1) % o->n_conditions;
        }
}

static void test_team_order_changes_nothing(void **state)
{
    (void)state;
    int moved = 0;
    for (int i = 0; i < scenarios(); i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i), luck = seed;
        random_office_draw(&office, seed, OFFICE_WITHOUT_CHANGES);
        random_office other = office;
        int from[OFFICES_MOST][TEAMS_MOST];
        for (int o = 0; o < other.n_offices; o++) shuffle_teams(&other.office[o], &luck, from[o]);
        if (i % 2 == 0) turn_conditions(&other);
        answer a = ask(&office), b = ask(&other);
        for (int o = 0; o < other.n_offices; o++) {
            for (int t = 0; t < other.office[o].n_teams; t++) {
                moved += from[o][t] != t;
                check_same(&a, BK_SCOPE_TEAM, row_of(&office, o, from[o][t]), &b,
                           row_of(&other, o, t), true);
            }
            check_same(&a, BK_SCOPE_OFFICE, o, &b, o, false);
        }
        check_same(&a, BK_SCOPE_ALL, 0, &b, 0, false);
        forget(&a);
        forget(&b);
    }
    CHECK_MSG(moved > scenarios() / 2, "only %d teams changed places", moved);
}

static void test_office_order_changes_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios() / 5; i++) {
        random_office office;
        random_office_draw(&office, test_seed((uint64_t)i), OFFICE_WITHOUT_CHANGES);
        if (office.n_offices < 2) continue;
        random_office other = office;
        other.office[0] = office.office[1];
        other.office[1] = office.office[0];
        answer a = ask(&office), b = ask(&other);
        for (int o = 0; o < office.n_offices; o++) {
            int to = office_of(&other, office.office[o].name);
            for (int t = 0; t < office.office[o].n_teams; t++)
                check_same(&a, BK_SCOPE_TEAM, row_of(&office, o, t), &b, row_of(&other, to, t),
                           true);
            check_same(&a, BK_SCOPE_OFFICE, o, &b, to, true);
        }
        check_same(&a, BK_SCOPE_ALL, 0, &b, 0, false);
        forget(&a);
        forget(&b);
    }
}

/* Who else there is does not touch a team: neither another office nor a team behind it. */
static void test_a_newcomer_changes_nothing_for_the_others(void **state)
{
    (void)state;
    for (int i = 0; i < scenarios() / 5; i++) {
        random_office office;
        random_office_draw(&office, test_seed((uint64_t)i), OFFICE_WITHOUT_CHANGES);
        random_office other = office;
        random_one_office *last = &other.office[other.n_offices - 1];
        if (last->n_teams < TEAMS_MOST) last->team[last->n_teams++] = last->team[0];
        if (other.n_offices < OFFICES_MOST) {
            other.office[other.n_offices] = office.office[0];
            other.office[other.n_offices++].name[0] = 'Z';
        }
        answer a = ask(&office), b = ask(&other);
        for (int o = 0; o < office.n_offices; o++)
            for (int t = 0; t < office.office[o].n_teams; t++)
                check_same(&a, BK_SCOPE_TEAM, row_of(&office, o, t), &b, row_of(&other, o, t),
                           true);
        forget(&a);
        forget(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_team_order_changes_nothing),
        cmocka_unit_test(test_office_order_changes_nothing),
        cmocka_unit_test(test_a_newcomer_changes_nothing_for_the_others),
    };
    return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
