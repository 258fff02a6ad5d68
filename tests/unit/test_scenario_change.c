/* `--set`, [[change]], writing back and the hash. */
#include "support/reading.h"

#define SMALL                                                                                     \
    "[clients.domain]\nd = { prevalence = 0.5 }\ne = { prevalence = 0.2 }\n"                      \
    "[conditions.a]\ninbox.x = { per_week = 1, minutes = 1 }\n"                                   \
    "measure.m = { solves = \"d\", weeks = 4, succeeds = 1 }\n"                                   \
    "[conditions.b]\ninherits = \"a\"\nmeasure.n = { solves = \"e\", weeks = 4, succeeds = 1 }\n" \
    "gaze.prior = 0.3\n[conditions.c]\n"                                                          \
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 2\n"            \
    "caseload = 10\n[[office.team]]\nconditions = \"b\"\ncaseworkers = 3\ncaseload = 20\n"        \
    "[[office]]\nname = \"B.1\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 4\n"          \
    "caseload = 30\n"

static bk_scenario *set(const char *path, const char *value)
{
    bk_override one = {path, value};
    return reading_of_with(SMALL, 1, &one);
}

static int32_t caseload(const bk_scenario *s, int32_t phase, int32_t office, int32_t team)
{
    return s->def.phase[phase].definition.office[office].team[team].caseload;
}

/* ---- --set ---- */

static void test_set_reaches_teams_by_name_number_and_star(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int32_t loads[3]; /* A's two teams, B.1's one */
    } CASES[] = {
        {"office.A.team.a.caseload", {7, 20, 30}},
        {"office.1.team.2.caseload", {10, 7, 30}},
        {"office.\"B.1\".team.*.caseload", {10, 20, 7}},
        {"office.'B.1'.team.1.caseload", {10, 20, 7}},
        {"office.*.team.a.caseload", {7, 20, 7}},
        {"office.*.team.*.caseload", {7, 7, 7}},
        {" office . 2 . team . a . caseload ", {10, 20, 7}},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        bk_scenario *s = set(CASES[i].path, "7");
        CHECK_MSG(caseload(s, 0, 0, 0) == CASES[i].loads[0], "%s", CASES[i].path);
        CHECK_MSG(caseload(s, 0, 0, 1) == CASES[i].loads[1], "%s", CASES[i].path);
        CHECK_MSG(caseload(s, 0, 1, 0) == CASES[i].loads[2], "%s", CASES[i].path);
        bk_scenario_destroy(s);
    }
}

/* As if the file said so: what inherits a key follows, unless it has set the key itself. */
static void test_set_goes_down_to_heirs(void **state)
{
    (void)state;
    bk_scenario *s = set("conditions.a.hours_per_week", "30");
    CHECK_SAME(reading_conditions(s, 0, "b")->hours_per_week, 30);
    CHECK_SAME(reading_conditions(s, 0, "c")->hours_per_week, 37.5);
    bk_scenario_destroy(s);
    s = set("conditions.a.gaze.prior", "0.6");
    CHECK_SAME(reading_conditions(s, 0, "a")->gaze.prior, 0.6);
    CHECK_SAME(reading_conditions(s, 0, "b")->gaze.prior, 0.3);
    bk_scenario_destroy(s);
    s = set("conditions.a.label", "\"L\"");
    assert_string_equal(reading_conditions(s, 0, "a")->label.en, "L");
    CHECK(reading_conditions(s, 0, "b")->label.en == NULL);
    bk_scenario_destroy(s);
    s = set("conditions.*.gaze.prior", "0.6");
    CHECK_SAME(reading_conditions(s, 0, "b")->gaze.prior, 0.6);
    CHECK_SAME(reading_conditions(s, 0, "c")->gaze.prior, 0.6);
    bk_scenario_destroy(s);
    s = set("conditions.c.inherits", "b");
    CHECK_SAME(reading_conditions(s, 0, "c")->gaze.prior, 0.3);
    assert_int_equal(reading_conditions(s, 0, "c")->n_measures, 2);
    bk_scenario_destroy(s);
}

/* The same scenario as with the table in the file, by its hash. */
static void test_set_takes_whole_tables(void **state)
{
    (void)state;
    bk_scenario *s = set("conditions.a.measure.k", "{ solves = \"e\", weeks = 2, succeeds = 0.5 }");
    const bk_conditions_def *b = reading_conditions(s, 0, "b");
    assert_int_equal(b->n_measures, 3);
    assert_string_equal(b->measure[0].id, "m");
    assert_string_equal(b->measure[1].id, "k"); /* the parent's stand before the child's own */
    assert_string_equal(b->measure[2].id, "n");
    bk_scenario *file = reading_of(SMALL "[conditions.a.measure.k]\nsolves = \"e\"\nweeks = 2\n"
                                         "succeeds = 0.5\n");
    assert_string_equal(s->hash_text, file->hash_text);
    bk_scenario_destroy(file);
    bk_scenario_destroy(s);

    s = set("conditions.new", "{ inherits = \"b\", hours_per_week = 20 }");
    CHECK_SAME(reading_conditions(s, 0, "new")->hours_per_week, 20);
    assert_int_equal(reading_conditions(s, 0, "new")->n_measures, 2);
    bk_scenario_destroy(s);
}

static void test_set_values_are_toml_or_plain_words(void **state)
{
    (void)state;
    bk_scenario *s = set("title", "Min prøve");
    assert_string_equal(s->def.title.nb, "Min prøve");
    bk_scenario_destroy(s);
    s = set("conditions.a.work_order", "oldest");
    assert_int_equal(reading_conditions(s, 0, "b")->work_order, BK_ORDER_OLDEST);
    bk_scenario_destroy(s);
    s = set("conditions.*.hours_per_week", "{ low = 30, high = 40 }");
    CHECK_SAME(reading_conditions(s, 0, "c")->hours_per_week, 35);
    assert_int_equal(s->uncertain.count, 1); /* one range, wherever it reaches */
    assert_string_equal(s->uncertain.first->path, "conditions.*.hours_per_week");
    bk_scenario_destroy(s);
}

static void test_later_overrides_win(void **state)
{
    (void)state;
    bk_override two[] = {{"weeks", "200"}, {"weeks", "150"}};
    bk_scenario *s = reading_of_with(SMALL, 2, two);
    assert_int_equal(s->def.weeks, 150);
    bk_override more = {"weeks", "180"};
    bk_scenario *varied = NULL;
    CHECK(bk_scenario_vary(s, 1, &more, &varied, NULL) == BK_OK);
    assert_int_equal(varied->def.weeks, 180);
    assert_int_equal(varied->def.phase[0].definition.n_offices, 2);
    bk_scenario_destroy(varied);
    bk_scenario_destroy(s);
}

static void test_wrong_overrides_are_told_with_their_words(void **state)
{
    (void)state;
    static const struct {
        bk_override set;
        const char *words;
    } CASES[] = {
        {{"weeks", "3.5"},
         "'weeks' is 3.5 but must be a whole number: how long the simulation runs, the warm-up "
         "included"},
        {{"office.C.team.1.caseload", "3"},
         "'office.C.team.1.caseload' matches nothing: \"C\" is not among the offices; did you mean "
         "\"A\"?"},
        {{"office.A.team.3.caseload", "3"},
         "'office.A.team.3.caseload' matches nothing: \"3\" is not among the teams; did you mean "
         "\"a\"?"},
        {{"conditions.a.measure.other.minutes", "3"},
         "'conditions.a.measure.other.minutes' matches nothing: \"other\" is not among the "
         "measures"},
        {{"conditions.c.measure.*.minutes", "3"},
         "'conditions.c.measure.*.minutes' matches nothing in this scenario"},
        {{"conditions.a.hours_per_wek", "3"},
         "'conditions.a.hours_per_wek' matches nothing: there is no key 'hours_per_wek'; did you "
         "mean 'hours_per_week'?"},
        {{"condition.a.hours_per_week", "3"},
         "'condition.a.hours_per_week' matches nothing: there is no key 'condition'; did you mean "
         "'conditions'?"},
        {{"conditions.a.whatever", "3"},
         "'conditions.a.whatever' matches nothing: there is no key 'whatever'; 'blikk keys' shows "
         "all there are"},
        {{"weeks.low", "3"}, "'weeks.low' goes too far: 'weeks' is one key"},
        {{"conditions.a", "3"},
         "'conditions.a' is several keys at once; go on to one of them, or give a table { key = "
         "value }"},
        {{"office", "{ name = \"C\" }"},
         "'office' is several keys at once; go on to one of them, or give a table { key = value }"},
        {{"a..b", "3"},
         "'a..b' is not a path; write it as office.A.team.ordinary.caseload, with names that hold "
         "dots in quotes"},
        {{"", "3"},
         "'' is not a path; write it as office.A.team.ordinary.caseload, with names that hold dots "
         "in quotes"},
        {{"office.'A", "3"},
         "'office.'A' is not a path; write it as office.A.team.ordinary.caseload, with names that "
         "hold dots in quotes"},
        {{"weeks", "[1"},
         "'[1' is no value as TOML has them; write a number, \"text\", true, false or { low = 1, "
         "high = 2 }"},
        {{"weeks", "3\nseed = 4"},
         "'3?seed = 4' is no value as TOML has them; write a number, \"text\", true, false or { "
         "low = 1, high = 2 }"},
        {{"weeks", ""},
         "'' is no value as TOML has them; write a number, \"text\", true, false or { low = 1, "
         "high = 2 }"},
        {{"change.1.week", "3"}, "'change.1.week' matches nothing in this scenario"},
    };
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        bk_scenario *s;
        CHECK(reading_try(SMALL, 1, &CASES[i].set, &s, err) == BK_ERR_INPUT);
        assert_string_equal(err->mistake[0].text, CASES[i].words);
        assert_int_equal(err->count, 1);
        assert_int_equal(err->mistake[0].line, 0);
        CHECK(strncmp(err->mistake[0].file, "--set ", 6) == 0);
    }
    free(err);
}

/* ---- [[change]] ---- */

static void test_changes_make_phases_by_rising_week(void **state)
{
    (void)state;
    bk_scenario *s =
        reading_of(SMALL "[[change]]\nweek = 30\nset = { \"office.A.team.a.caseload\" = 15, "
                         "\"conditions.a.hours_per_week\" = 20 }\n"
                         "[[change]]\nweek = 10\nset = { conditions.b.gaze.prior = 0.5 }\n"
                         "[[change]]\nweek = 30\n[change.set]\n\"office.*.team.*.caseload\" = 16\n"
                         "[[change]]\nweek = 40\nset = { \"clients.domain.*.prevalence\" = 0.9, "
                         "\"conditions.a.work_order\" = \"oldest\" }\n");
    assert_int_equal(s->def.n_phases, 4);
    static const int32_t WEEKS[] = {0, 10, 30, 40};
    for (int32_t i = 0; i < 4; i++) assert_int_equal(s->def.phase[i].week, WEEKS[i]);
    CHECK_SAME(reading_conditions(s, 0, "b")->gaze.prior, 0.3);
    CHECK_SAME(reading_conditions(s, 1, "b")->gaze.prior, 0.5);
    CHECK_SAME(reading_conditions(s, 3, "b")->gaze.prior, 0.5); /* what changed stays changed */
    assert_int_equal(caseload(s, 1, 0, 0), 10);
    assert_int_equal(caseload(s, 2, 0, 0), 16);
    CHECK_SAME(reading_conditions(s, 2, "b")->hours_per_week, 20); /* b inherits it */
    CHECK_SAME(reading_conditions(s, 2, "c")->hours_per_week, 37.5);
    CHECK_SAME(s->def.phase[3].definition.clients.domain[1].prevalence, 0.9);
    assert_int_equal(reading_conditions(s, 3, "b")->work_order, BK_ORDER_OLDEST);
    bk_scenario_destroy(s);
}

static void test_ranges_in_changes_can_be_set_too(void **state)
{
    (void)state;
    static const char TEXT[] = SMALL
        "[[change]]\nweek = 5\nset = { \"conditions.a.fixed_share\" = { low = 0, high = 0.5 } }\n";
    bk_scenario *s = reading_of(TEXT);
    assert_int_equal(s->uncertain.count, 1);
    const bk_uncertain *u = s->uncertain.first;
    assert_int_equal(u->week, 5);
    bk_override again = {u->path, "0.125"};
    bk_scenario *varied = reading_of_with(TEXT, 1, &again);
    CHECK_SAME(reading_conditions(varied, 0, "a")->fixed_share, 0.2);
    CHECK_SAME(reading_conditions(varied, 1, "a")->fixed_share, 0.125);
    CHECK_SAME(reading_conditions(varied, 1, "b")->fixed_share, 0.125);
    assert_int_equal(varied->uncertain.count, 0);
    bk_scenario_destroy(varied);
    bk_scenario_destroy(s);
}

static void test_wrong_changes_are_told_where_they_stand(void **state)
{
    (void)state;
    static const struct {
        const char *change;
        int32_t line, column;
        const char *words;
    } CASES[] = {
        {"week = 260\nset = { \"conditions.a.gaze.prior\" = 1 }\n", 2, 8,
         "the change comes in week 260, but only 260 weeks are simulated; choose a week from 1 to "
         "259"},
        {"week = 0\nset = { \"conditions.a.gaze.prior\" = 1 }\n", 2, 8,
         "'change.1.week' is 0 (weeks), outside 1 to 50000: the week from which the change holds"},
        {"set = { \"conditions.a.gaze.prior\" = 1 }\n", 1, 1,
         "'change.1.week' is missing: the week from which the change holds"},
        {"week = 2\n", 1, 1,
         "'change.1.set' is missing: what changes: the key's path = its new value"},
        {"week = 2\nset = {}\n", 3, 7,
         "'change.1' changes nothing; write set = { \"path\" = value }"},
        {"week = 2\nset = 4\n", 3, 7,
         "'change.1.set' is a whole number but must be a table: what changes: the key's path = its "
         "new value"},
        {"week = 2\nset = { seed = 4 }\n", 3, 9,
         "'seed' cannot change on the way: it is part of how the scenario is built; set it for the "
         "whole run"},
        {"week = 2\nset = { \"conditions.a.intake\" = \"open\" }\n", 3, 9,
         "'conditions.a.intake' cannot change on the way: it is part of how the scenario is built; "
         "set it for the whole run"},
        {"week = 2\nset = { \"conditions.a.inherits\" = \"c\" }\n", 3, 9,
         "'conditions.a.inherits' cannot change on the way: it is part of how the scenario is "
         "built; set it for the whole run"},
        {"week = 2\nset = { \"office.A.team.1.conditions\" = \"b\" }\n", 3, 9,
         "'office.A.team.1.conditions' cannot change on the way: it is part of how the scenario is "
         "built; set it for the whole run"},
        {"week = 2\nset = { \"conditions.a.inbox.y.minutes\" = 4 }\n", 3, 9,
         "'conditions.a.inbox.y.minutes' matches nothing: \"y\" is not among the inbox streams; "
         "did you mean \"x\"?"},
        {"week = 2\nset = { \"conditions.a.gaze.prior\" = 1.5 }\n", 3, 37,
         "'conditions.a.gaze.prior' is 1.5 (share), outside 0 to 1: how likely a caseworker thinks "
         "it beforehand that a new client will not, usually 0.1"},
        {"week = 2\nset = { \"office.A.team.1.caseload\" = 500000 }\n", 3, 38,
         "'office.A.team.1' gets 1,000,002 clients and caseworkers together, but at most 1,000,000 "
         "are possible; split the team, or use repeat"},
        {"week = 2\nset = { \"office.A.team.1.start\" = 5 }\n", 3, 9,
         "'office.A.team.1.start' cannot change on the way: it is part of how the scenario is "
         "built; set it for the whole run"},
        {"week = 2\nset = { \"office.A.team.1.arrivals_per_week\" = 5 }\n", 3, 9,
         "'office.A.team.1.arrivals_per_week' is for open intake alone, and 'a' has a steady one; "
         "take it out, or set intake = \"open\" there"},
        {"week = 2\nset = { \"a b\" = 5 }\n", 3, 9,
         "'\"a b\"' matches nothing: there is no key 'a b'; 'blikk keys' shows all there are"},
        {"week = 2\nset = { \"a.\" = 5 }\n", 3, 9,
         "'a.' is not a path; write it as office.A.team.ordinary.caseload, with names that hold "
         "dots in quotes"},
    };
    int32_t before = 0;
    for (const char *c = SMALL; *c; c++) before += *c == '\n';
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[2000];
        snprintf(text, sizeof text, "%s[[change]]\n%s", SMALL, CASES[i].change);
        bk_scenario *s;
        CHECK_MSG(reading_try(text, 0, NULL, &s, err) == BK_ERR_INPUT, "%s", CASES[i].change);
        assert_string_equal(err->mistake[0].text, CASES[i].words);
        CHECK_MSG(err->count == 1, "%s", CASES[i].change);
        assert_int_equal(err->mistake[0].line, before + CASES[i].line);
        assert_int_equal(err->mistake[0].column, CASES[i].column);
    }
    free(err);
}

/* ---- writing and the hash ---- */

static bool same_hash(const char *one, const char *other)
{
    bk_scenario *a = reading_of(one), *b = reading_of(other);
    bool same = a->def.hash == b->def.hash && strcmp(a->hash_text, b->hash_text) == 0;
    bk_scenario_destroy(a);
    bk_scenario_destroy(b);
    return same;
}

#define TWO "[conditions.a]\nfixed_share = 0.3\n[conditions.b]\nhours_per_week = 30\n"

static void test_the_hash_is_of_what_the_scenario_says(void **state)
{
    (void)state;
    static const char BASE[] = TWO READING_OFFICE;
    CHECK(same_hash(
        BASE, "# a comment\nseed = 7\nreplications = 3\ndescription = \"d\"\n" TWO READING_OFFICE));
    CHECK(same_hash(BASE, READING_OFFICE "[conditions.b]\nhours_per_week = 30.0\n"
                                         "[conditions.a]\nfixed_share = 3e-1\n"));
    CHECK(same_hash(BASE, "weeks = 260\n[clients]\nbase_failure = 0.04\n" TWO
                          "work_order = \"inbox_first\"\n" READING_OFFICE "repeat = 1\n"));
    CHECK(same_hash(BASE, "[conditions.a]\nfixed_share = 0.3\n[conditions.b]\ninherits = \"a\"\n"
                          "fixed_share = 0.2\nhours_per_week = 30\n" READING_OFFICE));
    CHECK(same_hash("[conditions.a]\ngaze.prior = 0\n" READING_OFFICE,
                    "[conditions.a]\ngaze.prior = -0.0\n" READING_OFFICE));

    CHECK(!same_hash(BASE, "weeks = 261\n" TWO READING_OFFICE));
    CHECK(!same_hash(BASE, "title = \"t\"\n" TWO READING_OFFICE));
    CHECK(!same_hash(BASE, TWO "[conditions.c]\n" READING_OFFICE));
    CHECK(!same_hash(BASE, TWO READING_OFFICE "repeat = 2\n"));
    CHECK(!same_hash(BASE, "[conditions.a]\nfixed_share = { low = 0.2, high = 0.4 }\n"
                           "[conditions.b]\nhours_per_week = 30\n" READING_OFFICE));
    CHECK(!same_hash(
        "[conditions.a]\nfixed_share = { low = 0, likely = 0.1, high = 0.4 }\n" READING_OFFICE,
        "[conditions.a]\nfixed_share = { low = 0, likely = 0.1, high = 0.5 }\n" READING_OFFICE));
    CHECK(!same_hash(BASE, TWO READING_OFFICE "[[change]]\nweek = 3\n"
                                              "set = { \"conditions.a.fixed_share\" = 0.3 }\n"));
    CHECK(!same_hash(
        "[clients.domain]\nx = { prevalence = 0 }\ny = { prevalence = 0 }\n" TWO READING_OFFICE,
        "[clients.domain]\ny = { prevalence = 0 }\nx = { prevalence = 0 }\n" TWO READING_OFFICE));
}

static void test_what_is_written_reads_the_same(void **state)
{
    (void)state;
    bk_override one = {"conditions.a.hours_per_week", "{ low = 30, likely = 36, high = 40 }"};
    bk_scenario *s = reading_of_with(
        SMALL "[[change]]\nweek = 30\nset = { \"conditions.a.hours_per_week\" = 20, "
              "\"conditions.b.hours_per_week\" = 25, \"office.'B.1'.team.1.caseload\" = 5 }\n"
              "[[change]]\nweek = 9\nset = { \"conditions.a.gaze.threshold\" = 0.7 }\n",
        1, &one);
    char *text = reading_written(s);
    bk_scenario *again = reading_of(text);
    assert_string_equal(s->hash_text, again->hash_text);
    char *twice = reading_written(again);
    assert_string_equal(text, twice);
    CHECK(strstr(text, "inherits") == NULL);
    CHECK(strstr(text, "hours_per_week = { low = 30, likely = 36, high = 40 }\n") != NULL);
    CHECK(strstr(text, "[[change]]\nweek = 9\n[change.set]\n\"conditions.a.gaze.threshold\" = 0.7\n"
                       "\"conditions.b.gaze.threshold\" = 0.7\n") != NULL);
    bk_free(text);
    bk_free(twice);
    bk_scenario_destroy(again);
    bk_scenario_destroy(s);
}

/* What a '*' sets itself is not written again for heirs. */
static void test_a_star_is_written_once(void **state)
{
    (void)state;
    bk_scenario *s =
        reading_of(SMALL "[[change]]\nweek = 9\nset = { \"conditions.*.gaze.threshold\" = 0.7 }\n");
    char *text = reading_written(s);
    CHECK(strstr(text,
                 "[[change]]\nweek = 9\n[change.set]\n\"conditions.*.gaze.threshold\" = 0.7\n") !=
          NULL);
    CHECK(strstr(text, "conditions.b.gaze.threshold") == NULL);
    bk_free(text);
    bk_scenario_destroy(s);
}

static void test_study_is_written_whole(void **state)
{
    (void)state;
    char *study = reading_study();
    bk_scenario *s = reading_of(study);
    char *text = reading_written(s);
    CHECK(strncmp(text,
                  "title = { nb = \"Veilederblikket\", en = \"The caseworker's gaze\" }\n"
                  "weeks = 260\n",
                  60) == 0);
    bk_scenario *again = reading_of(text);
    assert_string_equal(s->hash_text, again->hash_text);
    bk_scenario_destroy(again);
    bk_scenario_destroy(s);
    bk_free(text);
    free(study);
}

/* Numbers that would read back as another kind or not at all. */
static void test_odd_values_are_written_so_that_they_read_back(void **state)
{
    (void)state;
    bk_scenario *s = reading_of(
        "title = { en = \"a \\\"b\\\" \\\\ c\\n\\td\\r\" }\nseed = 9223372036854775807\n"
        "[conditions.a]\ngaze.memory_weeks = 1e300\nconversation.interval_weeks = inf\n"
        "inbox.x-1 = { per_week = 5e-324, minutes = 40.0, patience_weeks = 12345678901234567890.0 }\n"
        "[[office]]\nname = 'Ø \"x\" \\ y'\n" READING_TEAM
        "[[change]]\nweek = 3\nset = { office.'Ø \"x\" \\ y'.team.a.caseload = 4 }\n");
    char *text = reading_written(s);
    bk_scenario *again = reading_of(text);
    assert_string_equal(s->hash_text, again->hash_text);
    CHECK(strstr(text, "minutes = 40.0") != NULL);
    assert_string_equal(again->def.title.en, "a \"b\" \\ c\n\td\r");
    CHECK(again->def.title.nb == NULL);
    assert_int_equal(caseload(again, 1, 0, 0), 4);
    bk_scenario_destroy(again);
    bk_scenario_destroy(s);
    bk_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_reaches_teams_by_name_number_and_star),
        cmocka_unit_test(test_set_goes_down_to_heirs),
        cmocka_unit_test(test_set_takes_whole_tables),
        cmocka_unit_test(test_set_values_are_toml_or_plain_words),
        cmocka_unit_test(test_later_overrides_win),
        cmocka_unit_test(test_wrong_overrides_are_told_with_their_words),
        cmocka_unit_test(test_changes_make_phases_by_rising_week),
        cmocka_unit_test(test_ranges_in_changes_can_be_set_too),
        cmocka_unit_test(test_wrong_changes_are_told_where_they_stand),
        cmocka_unit_test(test_the_hash_is_of_what_the_scenario_says),
        cmocka_unit_test(test_what_is_written_reads_the_same),
        cmocka_unit_test(test_a_star_is_written_once),
        cmocka_unit_test(test_study_is_written_whole),
        cmocka_unit_test(test_odd_values_are_written_so_that_they_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
