/* Reading what is right: values, usual values, order, inherits, and the table of keys itself. */
#include "support/reading.h"

#include <math.h>

static void test_study_has_the_values_of_the_file(void **state)
{
    (void)state;
    char *text = reading_study();
    bk_scenario *s = reading_of(text);
    const bk_scenario_def *d = &s->def;
    const bk_definition *f = &d->phase[0].definition;

    assert_string_equal(d->title.nb, "Veilederblikket");
    assert_string_equal(d->title.en, "The caseworker's gaze");
    assert_int_equal(d->weeks, 260);
    assert_int_equal(d->warmup_weeks, 104);
    assert_int_equal(d->replications, 40);
    assert_int_equal(d->seed, 1);
    assert_int_equal(d->n_phases, 1);
    assert_int_equal(d->phase[0].week, 0);

    CHECK_SAME(f->clients.unwilling_share, 0.10);
    CHECK_SAME(f->clients.duty_hurdles, 3);
    CHECK_SAME(f->clients.leaving.other_per_week, 0.004);
    CHECK_SAME(f->clients.trust.demand_loss, 0.5);
    assert_int_equal(f->clients.n_domains, 8);
    assert_string_equal(f->clients.domain[0].id, "health");
    assert_string_equal(f->clients.domain[7].label.nb, "språk");
    CHECK_SAME(f->clients.domain[6].hinders, 0.11);

    assert_int_equal(f->n_conditions, 2);
    const bk_conditions_def *c = &f->conditions[0];
    assert_string_equal(c->id, "ordinary");
    CHECK_SAME(c->hours_per_week, 37.5);
    CHECK_SAME(c->standard_offer, 1);
    CHECK_SAME(c->conversation.early_after_weeks, 1);
    CHECK_SAME(c->demand.boost_weeks, 8);
    CHECK_SAME(c->gaze.load_memory_weeks, 4);
    assert_int_equal(c->intake, BK_INTAKE_STEADY);
    assert_int_equal(c->conversation.interval, BK_FIXED);
    assert_int_equal(c->conversation.distribution, BK_LOGNORMAL);
    assert_int_equal(c->conversation.who_next, BK_NEXT_LONGEST_WAITING);
    assert_int_equal(c->n_streams, 2);
    assert_string_equal(c->stream[0].id, "messages");
    CHECK_SAME(c->stream[0].failure_demand, 0.5);
    CHECK_SAME(c->measure[0].minutes, 75);
    assert_int_equal(c->measure[0].solves, 4);

    assert_int_equal(f->n_offices, 3);
    assert_string_equal(f->office[2].name, "C");
    assert_int_equal(f->office[2].team[0].caseload, 200);
    assert_int_equal(f->office[2].team[1].conditions, 1);
    assert_int_equal(f->office[2].team[1].caseworkers, 2);
    assert_int_equal(f->office[0].team[0].repeat, 1);
    bk_scenario_destroy(s);
    free(text);
}

static void test_inherited_measures_come_first_and_the_child_keeps_its_own(void **state)
{
    (void)state;
    static const char *const IDS[] = {"wage_subsidy", "schooling", "language_course", "treatment",
                                      "family_help",  "tenancy",   "orientation",     "childcare"};
    char *text = reading_study();
    bk_scenario *s = reading_of(text);
    const bk_conditions_def *c = reading_conditions(s, 0, "special");
    assert_int_equal(c->n_measures, 8);
    for (int32_t i = 0; i < 8; i++) assert_string_equal(c->measure[i].id, IDS[i]);
    CHECK_SAME(c->standard_offer, 0);
    CHECK_SAME(c->gaze.memory_weeks, 52);
    assert_string_equal(c->label.en, "Special programme");
    assert_int_equal(c->n_streams, 2);
    bk_scenario_destroy(s);
    free(text);
}

static void test_absent_keys_have_their_usual_values(void **state)
{
    (void)state;
    bk_scenario *s = reading_of("[conditions.a]\n"
                                "inbox.mail = { per_week = 1, minutes = 5 }\n" READING_OFFICE);
    const bk_definition *f = &s->def.phase[0].definition;
    const bk_conditions_def *c = &f->conditions[0];
    assert_int_equal(s->def.weeks, 260);
    assert_int_equal(f->clients.n_domains, 0);
    CHECK_SAME(f->clients.base_failure, 0.04);
    CHECK_SAME(f->clients.trust.gain, 0.35);
    CHECK_SAME(c->hours_per_week, 37.5);
    CHECK_SAME(c->conversation.interval_weeks, 4);
    CHECK_SAME(c->conversation.early_after_weeks, 0);
    CHECK_SAME(c->conversation.completes, 0);
    CHECK_SAME(c->standard_offer, 0);
    CHECK_SAME(c->mapping.structure, 1);
    CHECK_SAME(c->gaze.reflection_gain, 0.1);
    CHECK_SAME(c->gaze.correction_max, 1);
    CHECK(isinf(c->stream[0].patience_weeks));
    CHECK_SAME(c->stream[0].failure_after_weeks, 6);
    CHECK(!c->stream[0].shared);
    assert_int_equal(c->stream[0].distribution, BK_LOGNORMAL);
    assert_int_equal(c->n_measures, 0);
    assert_int_equal(f->office[0].team[0].caseload_limit, INT32_MAX);
    assert_int_equal(f->office[0].repeat, 1);
    CHECK(c->label.nb == NULL && s->def.title.en == NULL);
    bk_scenario_destroy(s);
}

static void test_order_is_that_of_the_file(void **state)
{
    (void)state;
    bk_scenario *s =
        reading_of("[clients.domain]\nz = { prevalence = 0 }\na = { prevalence = 1 }\n"
                   "[conditions.a.measure]\ny = { solves = \"a\", weeks = 1, succeeds = 1 }\n"
                   "b = { solves = \"z\", weeks = 1, succeeds = 0 }\n"
                   "[conditions.a.inbox.q]\nper_week = 1\nminutes = 1\n" READING_OFFICE
                   "[conditions.a.inbox.c]\nper_week = 1\nminutes = 1\n"
                   "[clients.domain.m]\nprevalence = 0.5\n");
    const bk_definition *f = &s->def.phase[0].definition;
    const bk_conditions_def *c = &f->conditions[0];
    assert_string_equal(f->clients.domain[0].id, "z");
    assert_string_equal(f->clients.domain[1].id, "a");
    assert_string_equal(f->clients.domain[2].id, "m");
    assert_string_equal(c->measure[0].id, "y");
    assert_int_equal(c->measure[0].solves, 1);
    assert_int_equal(c->measure[1].solves, 0);
    assert_string_equal(c->stream[0].id, "q");
    assert_string_equal(c->stream[1].id, "c");
    bk_scenario_destroy(s);
}

/* c inherits b inherits a, declared the other way round. */
static void test_inherits_at_any_depth_with_the_parent_after_the_child(void **state)
{
    (void)state;
    bk_scenario *s = reading_of(
        "[clients.domain]\nd = { prevalence = 0.5 }\n"
        "[conditions.c]\ninherits = \"b\"\nmeasure.n = { solves = \"d\", weeks = 3, succeeds = 1 }\n"
        "inbox.x.minutes = 7\n"
        "[conditions.b]\ninherits = \"a\"\nlabel = \"B\"\nhours_per_week = 30\n"
        "inbox.y = { per_week = 2, minutes = 2 }\ngaze.prior = 0.2\n"
        "[conditions.a]\nlabel = \"A\"\nhours_per_week = 20\nfixed_share = { low = 0.1, high = 0.3 }\n"
        "inbox.x = { per_week = 1, minutes = 1, cv = 0.5 }\n"
        "measure.m = { solves = \"d\", weeks = 4, succeeds = 1 }\n"
        "gaze = { prior = 0.4, threshold = 0.6 }\n" READING_OFFICE);
    const bk_conditions_def *c = reading_conditions(s, 0, "c");
    CHECK_SAME(c->hours_per_week, 30);
    CHECK_SAME(c->fixed_share, 0.2);
    CHECK_SAME(c->gaze.prior, 0.2);
    CHECK_SAME(c->gaze.threshold, 0.6);
    CHECK(c->label.nb == NULL); /* a name is of one thing */
    assert_int_equal(c->n_streams, 2);
    assert_string_equal(c->stream[0].id, "x");
    CHECK_SAME(c->stream[0].minutes, 7); /* merged key by key */
    CHECK_SAME(c->stream[0].cv, 0.5);
    assert_string_equal(c->stream[1].id, "y");
    assert_int_equal(c->n_measures, 2);
    assert_string_equal(c->measure[0].id, "m");
    assert_string_equal(c->measure[1].id, "n");
    CHECK_SAME(reading_conditions(s, 0, "b")->stream[0].minutes, 1);
    assert_int_equal(s->uncertain.count, 1); /* one range, however many inherit it */
    assert_string_equal(s->uncertain.first->path, "conditions.a.fixed_share");
    bk_scenario_destroy(s);
}

/* A child's range or label takes the whole place of its parent's. */
static void test_values_are_inherited_whole(void **state)
{
    (void)state;
    bk_scenario *s =
        reading_of("[conditions.a]\nfixed_share = { low = 0, likely = 0.1, high = 0.9 }\n"
                   "inbox.x = { per_week = 1, minutes = 1, label = { nb = \"N\", en = \"E\" } }\n"
                   "[conditions.b]\ninherits = \"a\"\nfixed_share = { low = 0.2, high = 0.4 }\n"
                   "inbox.x.label.nb = \"M\"\n" READING_OFFICE);
    const bk_conditions_def *b = reading_conditions(s, 0, "b");
    CHECK_NEAR(b->fixed_share, 0.3, 1e-15);
    assert_string_equal(b->stream[0].label.nb, "M");
    CHECK(b->stream[0].label.en == NULL);
    bk_scenario_destroy(s);
}

static void test_ranges_use_the_likely_or_middle_value(void **state)
{
    (void)state;
    bk_scenario *s = reading_of(
        "[clients]\nbase_failure = { low = 0, likely = 0.1, high = 1 }\n"
        "[conditions.a]\nhours_per_week = { low = 30, high = 37 }\n"
        "[[office]]\nname = \"Øst. 1\"\n[[office.team]]\nconditions = \"a\"\n"
        "caseworkers = { low = 2, high = 5 }\ncaseload = { low = 10, likely = 11, high = 20 }\n");
    const bk_definition *f = &s->def.phase[0].definition;
    CHECK_SAME(f->clients.base_failure, 0.1);
    CHECK_SAME(f->conditions[0].hours_per_week, 33.5);
    assert_int_equal(f->office[0].team[0].caseworkers, 4);
    assert_int_equal(f->office[0].team[0].caseload, 11);
    static const char *const PATHS[] = {"clients.base_failure", "conditions.a.hours_per_week",
                                        "office.\"Øst. 1\".team.1.caseworkers",
                                        "office.\"Øst. 1\".team.1.caseload"};
    const bk_uncertain *u = s->uncertain.first;
    for (int32_t i = 0; i < 4; i++, u = u->next) assert_string_equal(u->path, PATHS[i]);
    CHECK(u == NULL && s->uncertain.count == 4);
    CHECK_SAME(s->uncertain.first->high, 1);
    CHECK(s->uncertain.first->has_likely && !s->uncertain.first->next->has_likely);
    bk_scenario_destroy(s);
}

static void test_open_intake_and_the_ends_of_ranges_of_values(void **state)
{
    (void)state;
    bk_scenario *s = reading_of(
        "weeks = 2\nwarmup_weeks = 1\nseed = 9223372036854775807\n"
        "[clients]\nunwilling_share = 0\nneed_correlation = 1\n"
        "[clients.domain]\nx = { prevalence = 1, hinders = 1, blocks_work = 0 }\n"
        "[conditions.a]\nintake = \"open\"\ngaze.memory_weeks = inf\ngaze.prior = -0.0\n"
        "conversation.interval_weeks = inf\n"
        "inbox.p = { per_week = 0, minutes = 10000, patience_weeks = inf, shared = true }\n"
        "[[office]]\nname = \"1\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\n"
        "arrivals_per_week = 0\ncaseload_limit = 999999\nstart = 999999\n"
        "[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\narrivals_per_week = 2.5\n"
        "caseload_limit = inf\nlabel = \"to\"\nrepeat = 3\n");
    const bk_definition *f = &s->def.phase[0].definition;
    CHECK(s->def.seed == INT64_MAX);
    CHECK(!signbit(f->conditions[0].gaze.prior));
    CHECK(isinf(f->conditions[0].gaze.memory_weeks));
    CHECK(isinf(f->conditions[0].conversation.interval_weeks));
    CHECK(f->conditions[0].stream[0].shared);
    assert_int_equal(f->office[0].team[0].start, 999999);
    assert_int_equal(f->office[0].team[1].caseload_limit, INT32_MAX);
    CHECK_SAME(f->office[0].team[1].arrivals_per_week, 2.5);
    assert_string_equal(f->office[0].team[1].label.en, "to");
    assert_int_equal(f->office[0].team[1].repeat, 3);
    bk_scenario_destroy(s);
}

static void test_byte_order_mark_and_windows_lines_are_taken(void **state)
{
    (void)state;
    bk_scenario *s = reading_of("\xef\xbb\xbfweeks = 300\r\n[conditions.a]\r\n[[office]]\r\n"
                                "name = \"A\"\r\n[[office.team]]\r\nconditions = \"a\"\r\n"
                                "caseworkers = 1\r\ncaseload = 5\r\n");
    assert_int_equal(s->def.weeks, 300);
    bk_scenario_destroy(s);
}

/* Longer than any name in a message, and with what TOML has to escape. */
static void test_texts_of_any_length_and_language(void **state)
{
    (void)state;
    bk_scenario *s = reading_of("title = \"\"\"linje 1\nlinje \\\"2\\\" \\\n   æøå\"\"\"\n"
                                "description = { nb = 'a\\b' }\npurpose = \"p\"\nsource = \"s\"\n"
                                "[conditions.a]\ndescription = \"d\"\n" READING_OFFICE);
    assert_string_equal(s->def.title.nb, "linje 1\nlinje \"2\" æøå");
    bk_scenario_destroy(s);
}

/* ---- the table itself ---- */

static void test_every_row_is_whole(void **state)
{
    (void)state;
    CHECK(bk_key_count() > 90);
    for (int32_t i = 0; i < bk_key_count(); i++) {
        const bk_field *f = bk_field_row(i);
        bk_key_info nb = bk_key(i, BK_NB), en = bk_key(i, BK_EN);
        assert_string_equal(nb.path, f->path);
        CHECK_MSG(*nb.meaning && *en.meaning && strcmp(nb.meaning, en.meaning) != 0, "%s", f->path);
        CHECK_MSG(en.meaning[strlen(en.meaning) - 1] != '.', "%s ends in a full stop", f->path);
        CHECK_MSG(*nb.provenance && *en.type && en.usual && en.choices, "%s", f->path);
        bool number = f->type == BK_TYPE_NUMBER || f->type == BK_TYPE_WHOLE;
        if (number) CHECK_MSG(f->least < f->most, "%s", f->path);
        bool usual = number && !(f->flags & BK_F_REQUIRED) && f->offset != BK_NO_OFFSET;
        if (usual && !(f->flags & BK_F_OR_INF))
            CHECK_MSG(f->usual >= f->least && f->usual <= f->most, "%s", f->path);
        if (usual) CHECK_MSG(*en.usual, "%s", f->path);
        if (f->type == BK_TYPE_CHOICE) CHECK_MSG(en.usual[0] == '"', "%s", f->path);
    }
}

static void test_every_key_stands_once_and_is_found(void **state)
{
    (void)state;
    for (int32_t i = 0; i < bk_field_count(); i++) {
        const bk_field *f = bk_field_row(i);
        char table[64] = "";
        const char *dot = strchr(f->tail, '.');
        if (dot) snprintf(table, sizeof table, "%.*s", (int)(dot - f->tail), f->tail);
        const bk_field *found =
            bk_field_find(f->level, dot ? table : NULL, dot ? dot + 1 : f->tail);
        CHECK_MSG(found == f, "%s stands twice, or apart from its level", f->path);
        if (!dot) continue;

        const char *keys[64];
        int32_t n = bk_field_keys(f->level, NULL, 64, keys), same = 0;
        for (int32_t k = 0; k < n; k++) same += strcmp(keys[k], table) == 0;
        CHECK_MSG(same == 1, "%s is %d times among the tables of its level", table, (int)same);
    }
}

/* Some rows as people read them. */
static void test_keys_tell_what_they_are(void **state)
{
    (void)state;
    for (int32_t i = 0; i < bk_key_count(); i++) {
        bk_key_info k = bk_key(i, BK_EN);
        if (strcmp(k.path, "conditions.NAME.hours_per_week") == 0) {
            assert_string_equal(k.unit, "hours");
            assert_string_equal(k.usual, "37.5");
            assert_string_equal(k.type, "number");
            assert_string_equal(k.provenance, "evidence");
            CHECK_SAME(k.most, 80);
        } else if (strcmp(k.path, "conditions.NAME.conversation.interval") == 0) {
            assert_string_equal(k.choices, "fixed | exponential | lognormal");
            assert_string_equal(k.usual, "\"fixed\"");
        } else if (strcmp(k.path, "office.team.caseload") == 0) {
            assert_string_equal(k.usual, "");
        } else if (strcmp(k.path, "conditions.NAME.inbox.NAME.patience_weeks") == 0) {
            assert_string_equal(k.usual, "inf");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_study_has_the_values_of_the_file),
        cmocka_unit_test(test_inherited_measures_come_first_and_the_child_keeps_its_own),
        cmocka_unit_test(test_absent_keys_have_their_usual_values),
        cmocka_unit_test(test_order_is_that_of_the_file),
        cmocka_unit_test(test_inherits_at_any_depth_with_the_parent_after_the_child),
        cmocka_unit_test(test_values_are_inherited_whole),
        cmocka_unit_test(test_ranges_use_the_likely_or_middle_value),
        cmocka_unit_test(test_open_intake_and_the_ends_of_ranges_of_values),
        cmocka_unit_test(test_byte_order_mark_and_windows_lines_are_taken),
        cmocka_unit_test(test_texts_of_any_length_and_language),
        cmocka_unit_test(test_every_row_is_whole),
        cmocka_unit_test(test_every_key_stands_once_and_is_found),
        cmocka_unit_test(test_keys_tell_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
