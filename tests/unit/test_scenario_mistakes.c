/* What is wrong with a scenario: each kind of mistake, with its place and words. */
#include "support/reading.h"

#include "base/text.h"

/* One mistake in a text that is right but for it. rest stands behind [conditions.a]; the office
 * comes after that. */
typedef struct {
    const char *text;
    int32_t line;
    int32_t column;
    int32_t width;
    const char *words;
} mistake_case;

static void check_place(const mistake_case *c, const char *text, const bk_error *err)
{
    const bk_mistake *m = &err->mistake[0];
    bool same = err->count == 1 && m->line == c->line && m->column == c->column &&
                m->width == c->width && strcmp(m->text, c->words) == 0 &&
                strcmp(m->file, "t.toml") == 0;
    if (same) return;
    reading_show(err);
    fail_msg("of\n%s\n%d mistakes; wanted %d:%d (%d) %s\ngot %d:%d (%d)", text, (int)err->count,
             (int)c->line, (int)c->column, (int)c->width, c->words, (int)m->line, (int)m->column,
             (int)m->width);
}

static void check_case(const mistake_case *c, const char *before, const char *after)
{
    bk_buffer text = {0};
    bk_buffer_text(&text, before);
    bk_buffer_text(&text, c->text);
    bk_buffer_text(&text, after);
    bk_scenario *scenario;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    bk_status status = reading_try(bk_buffer_chars(&text), 0, NULL, &scenario, err);
    CHECK_MSG(status == BK_ERR_INPUT, "this was read:\n%s", bk_buffer_chars(&text));
    assert_int_equal(bk_status_exit_code(status), 3);
    check_place(c, bk_buffer_chars(&text), err);
    free(err);
    bk_buffer_clear(&text);
}

#define CHECK_CASES(cases, before, after)                            \
    do {                                                             \
        for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++) \
            check_case(&(cases)[i], before, after);                  \
    } while (0)

/* ---- one key: type, range, name ---- */

static void test_wrong_types(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"weeks = \"many\"\n", 1, 9, 6,
         "'weeks' is text but must be a whole number: how long the simulation runs, the warm-up "
         "included"},
        {"weeks = 300.5\n", 1, 9, 5,
         "'weeks' is 300.5 but must be a whole number: how long the simulation runs, the warm-up "
         "included"},
        {"seed = 1.0\n", 1, 8, 3,
         "'seed' is a number but must be a whole number: where the random draws start: the same "
         "number gives the same result"},
        {"seed = { low = 1, high = 2 }\n", 1, 8, 21,
         "'seed' takes one number, not a range: where the random draws start: the same number "
         "gives the same result"},
        {"weeks = { low = 200, high = 300 }\n", 1, 9, 25,
         "'weeks' takes one number, not a range: how long the simulation runs, the warm-up "
         "included"},
        {"clients.base_failure = true\n", 1, 24, 4,
         "'clients.base_failure' is a truth value but must be a number or a range { low = 1, high "
         "= 2 }: the probability that something goes wrong though the client has no needs"},
        {"clients.base_failure = \"0,1\"\n", 1, 24, 5,
         "'clients.base_failure' is the text \"0,1\" but must be a number; write 0.1 without "
         "quotes"},
        {"clients.base_failure = [0.1]\n", 1, 24, 5,
         "'clients.base_failure' is an array but must be a number or a range { low = 1, high = 2 "
         "}: the probability that something goes wrong though the client has no needs"},
        {"title = 2020-01-01\n", 1, 9, 10,
         "'title' is a date or a time but must be text, or { nb = \"...\", en = \"...\" }: the "
         "scenario's name, as it stands above the results"},
        {"title = {}\n", 1, 9, 2, "'title' is an empty table; give nb, en or both"},
        {"title = { nb = \"x\", nn = \"y\" }\n", 1, 21, 2,
         "'title.nn' is neither nb nor en, the two languages of a text"},
        {"title = \"a\\u0007b\"\n", 1, 9, 10,
         "'title' holds an invisible control character; write plain text"},
        {"title = \"a\\u0000b\"\n", 1, 9, 10,
         "'title' holds an invisible control character; write plain text"},
        {"clients = 3\n", 1, 11, 1, "'clients' is a whole number but must be a table"},
        {"clients.trust = 3\n", 1, 17, 1, "'clients.trust' is a whole number but must be a table"},
        {"clients.domain.x = 3\n", 1, 20, 1,
         "'clients.domain.x' is a whole number but must be a table"},
    };
    CHECK_CASES(CASES, "", "[conditions.a]\n" READING_OFFICE);
}

static void test_values_outside_their_range(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"hours_per_week = 375\n", 2, 18, 3,
         "'conditions.a.hours_per_week' is 375 (hours), outside 1 to 80: working time a week, "
         "usually 37.5"},
        {"conversation.minutes = 0\n", 2, 24, 1,
         "'conditions.a.conversation.minutes' is 0 (minutes) but must be above 0 and at most "
         "10000: how long a conversation lasts on average, usually 40"},
        {"gaze.memory_weeks = 0\n", 2, 21, 1,
         "'conditions.a.gaze.memory_weeks' is 0 (weeks) but must be 0.1 or more: how long until "
         "half of the impression of a client is forgotten, usually 52"},
        {"conversation.minutes = inf\n", 2, 24, 3,
         "'conditions.a.conversation.minutes' is inf (minutes) but must be above 0 and at most "
         "10000: how long a conversation lasts on average, usually 40"},
        {"fixed_share = nan\n", 2, 15, 3,
         "'conditions.a.fixed_share' is not a number (nan): the part of the week bound by "
         "meetings, training and other things than clients, usually 0.2"},
        {"gaze.prior = -0.1\n", 2, 14, 4,
         "'conditions.a.gaze.prior' is -0.1 (share), outside 0 to 1: how likely a caseworker "
         "thinks it beforehand that a new client will not, usually 0.1"},
        {"inbox.x = { per_week = 1, minutes = 1, patience_weeks = 0 }\n", 2, 57, 1,
         "'conditions.a.inbox.x.patience_weeks' is 0 (weeks) but must be above 0: how long an item "
         "waits on average before it is given up; inf: for ever, usually inf"},
        {"intake = \"stedy\"\n", 2, 10, 7,
         "'conditions.a.intake' is \"stedy\"; did you mean \"steady\"? the choices are steady | "
         "open"},
        {"work_order = \"\"\n", 2, 14, 2,
         "'conditions.a.work_order' is \"\" but must be one of inbox_first | oldest: what a "
         "caseworker takes first: the inbox (inbox_first), or the oldest of everything (oldest)"},
        {"work_order = 1\n", 2, 14, 1,
         "'conditions.a.work_order' is a whole number but must be one of inbox_first | oldest: "
         "what a caseworker takes first: the inbox (inbox_first), or the oldest of everything "
         "(oldest)"},
    };
    CHECK_CASES(CASES, "[conditions.a]\n", READING_OFFICE);
    static const mistake_case TOP[] = {
        {"seed = -1\n", 1, 8, 2,
         "'seed' is -1, outside 0 to 9223372036854775807: where the random draws start: the same "
         "number gives the same result, usually 1"},
        {"weeks = 99999999999\nwarmup_weeks = 1\n", 1, 9, 11,
         "'weeks' is 99999999999 (weeks), outside 1 to 50000: how long the simulation runs, the "
         "warm-up included, usually 260"},
    };
    CHECK_CASES(TOP, "", "[conditions.a]\n" READING_OFFICE);
}

static void test_ranges_that_are_none(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"fixed_share = { low = 0.5, high = 0.1 }\n", 2, 15, 25,
         "the range 'conditions.a.fixed_share' is upside down: low is 0.5 and high is 0.1"},
        {"fixed_share = { low = 0.1, likely = 0.7, high = 0.5 }\n", 2, 15, 39,
         "in the range 'conditions.a.fixed_share' likely must lie between low and high: 0.7 is not "
         "between 0.1 and 0.5"},
        {"fixed_share = { low = 0.1, high = 0.95 }\n", 2, 35, 4,
         "'conditions.a.fixed_share.high' is 0.95 (share), outside 0 to 0.9: the part of the week "
         "bound by meetings, training and other things than clients, usually 0.2"},
        {"fixed_share = { high = 0.5 }\n", 2, 15, 14,
         "the range 'conditions.a.fixed_share' lacks low; write { low = 1, high = 2 } or { low = "
         "1, likely = 1.5, high = 2 }"},
        {"fixed_share = { low = 0, hihg = 0.5 }\n", 2, 26, 4,
         "'conditions.a.fixed_share.hihg' does not belong in a range, which has low, likely and "
         "high"},
        {"gaze.memory_weeks = { low = 1, high = inf }\n", 2, 21, 23,
         "the range 'conditions.a.gaze.memory_weeks' has an infinite end; both ends must be "
         "finite"},
        {"fixed_share = { low = \"0\", high = 0.5 }\n", 2, 23, 3,
         "'conditions.a.fixed_share.low' is the text \"0\" but must be a number; write 0 without "
         "quotes"},
    };
    CHECK_CASES(CASES, "[conditions.a]\n", READING_OFFICE);
}

static void test_keys_nobody_knows(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"hours_per_wek = 37\n", 2, 1, 13,
         "'conditions.a.hours_per_wek' is not a key; did you mean 'hours_per_week'?"},
        {"gaze.piror = 0.1\n", 2, 6, 5,
         "'conditions.a.gaze.piror' is not a key; did you mean 'prior'?"},
        {"prevalence = 0.1\n", 2, 1, 10,
         "'conditions.a.prevalence' is not a key here; it belongs at "
         "'clients.domain.NAME.prevalence'"},
        {"trust.gain = 0.1\n", 2, 1, 5,
         "'conditions.a.trust' is not a key here; it belongs at 'clients.trust'"},
        {"inbox.x = { per_week = 1, minutes = 1, measure = 1 }\n", 2, 40, 7,
         "'conditions.a.inbox.x.measure' is not a key here; it belongs at "
         "'conditions.NAME.measure'"},
        {"office = 1\n", 2, 1, 6,
         "'conditions.a.office' is not a key here; it belongs at 'office'"},
        {"wholly_other = 1\n", 2, 1, 12,
         "'conditions.a.wholly_other' is not a key; 'blikk keys' shows all there are"},
        {"\"a\\u0000b\" = 1\n", 2, 1, 10,
         "'conditions.a.\"a?b\"' is not a key; 'blikk keys' shows all there are"},
        {"\"æ\" = 1\n", 2, 1, 3,
         "'conditions.a.\"æ\"' is not a key; 'blikk keys' shows all there are"},
    };
    CHECK_CASES(CASES, "[conditions.a]\n", READING_OFFICE);
}

static void test_names_that_cannot_be(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"inbox.place = { per_week = 1, minutes = 1 }\n", 2, 7, 5,
         "'place' is taken in the results and cannot name a stream; choose another"},
        {"inbox.\"1x\" = { per_week = 1, minutes = 1 }\n", 2, 7, 4,
         "'1x' cannot be a name here: use a to z, digits, _ and -, and begin with a letter (what "
         "people read goes into label)"},
        {"inbox.a234567890b234567890c234567890d234567890e234567890f234567890abcd = { per_week = 1, "
         "minutes = 1 }\n",
         2, 7, 64,
         "the name 'a234567890b234567890c234567890d234567890e234567890f234567890abcd' is too long: "
         "at most 63 characters (what people read goes into label)"},
    };
    CHECK_CASES(CASES, "[conditions.a]\n", READING_OFFICE);
}

/* ---- what must hold between keys ---- */

static void test_names_of_other_things(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"measure.m = { solves = \"helth\", weeks = 1, succeeds = 1 }\n", 4, 24, 7,
         "'conditions.a.measure.m.solves' names \"helth\", which is not declared under "
         "[clients.domain]; did you mean \"health\"?"},
        {"measure.m = { solves = \"language\", weeks = 1, succeeds = 1 }\n", 4, 24, 10,
         "'conditions.a.measure.m.solves' names \"language\", which is not declared under "
         "[clients.domain]"},
        {"measure.m = { solves = 1, weeks = 1, succeeds = 1 }\n", 4, 24, 1,
         "'conditions.a.measure.m.solves' is a whole number but must be text: the domain that the "
         "measure is for"},
        {"inherits = \"b\"\n", 4, 12, 3,
         "'conditions.a.inherits' names \"b\", which is not declared under [conditions]"},
        {"inherits = \"a\"\n", 4, 12, 3, "the conditions inherit from themselves: a -> a"},
        {"inherits = \"b\"\n[conditions.b]\ninherits = \"c\"\n[conditions.c]\ninherits = \"a\"\n",
         8, 12, 3, "the conditions inherit from themselves: a -> b -> c -> a"},
        {"inherits = 7\n", 4, 12, 1,
         "'conditions.a.inherits' is a whole number but must be text: conditions that hold for "
         "everything not set here"},
    };
    CHECK_CASES(CASES, "[clients.domain]\nhealth = { prevalence = 0.5 }\n[conditions.a]\n",
                READING_OFFICE);
    static const mistake_case NONE[] = {
        {"measure.m = { solves = \"health\", weeks = 1, succeeds = 1 }\n", 2, 24, 8,
         "'conditions.a.measure.m.solves' names \"health\", but nothing is declared under "
         "[clients.domain]"},
    };
    CHECK_CASES(NONE, "[conditions.a]\n", READING_OFFICE);
}

static void test_more_copies_than_can_be_run(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"repeat = 1000\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\ncaseload = 1\n"
         "repeat = 1001\n",
         2, 1, 10,
         "all copies (an office's 'repeat' times a team's) make 1,001,000 teams, and more than "
         "1,000,000 cannot be run: lower 'repeat'"},
    };
    CHECK_CASES(CASES, "[conditions.a]\n[[office]]\nname = \"A\"\n", "");
}

static void test_conditions_that_do_not_add_up(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"fixed_share = 0.5\ngaze.reflection_hours = 18.75\n", 3, 25, 5,
         "'conditions.a' has no working time left: hours_per_week x (1 - fixed_share) - "
         "gaze.reflection_hours is 0 hours a week, and must be above 0"},
        {"gaze = { correction_min = 0.6, correction_max = 0.5 }\n", 2, 27, 3,
         "'conditions.a.gaze.correction_min' is 0.6, above correction_max, which is 0.5: nobody "
         "corrects more under load than with time to think"},
        {"conversation.interval = \"lognormal\"\n", 2, 25, 11,
         "'conditions.a.conversation.interval_cv' is missing: interval = \"lognormal\" needs it, "
         "above 0 to 10"},
        {"inbox.m = { per_week = 10000, minutes = 1, failure_demand = 9 }\n", 2, 1, 5,
         "'conditions.a': 100,001 events a week may come to one client (messages, duties, new needs, "
         "chances to leave), and more than 50,000 cannot be drawn: lower the rates, or spread them "
         "over more clients"},
    };
    CHECK_CASES(CASES, "[conditions.a]\n", READING_OFFICE);
    static const mistake_case MANY[] = {
        {"gaze.observer = \"exact\"\n", 16, 17, 7,
         "'conditions.a.gaze.observer': observer = \"exact\" manages at most 12 domains, and there "
         "are 13 here; take some away, or use \"usual\""},
    };
#define DOMAIN_LINE(name) name " = { prevalence = 0.5 }\n"
    CHECK_CASES(MANY,
                "[clients.domain]\n" DOMAIN_LINE("a") DOMAIN_LINE("b") DOMAIN_LINE("c")
                    DOMAIN_LINE("d") DOMAIN_LINE("e") DOMAIN_LINE("f") DOMAIN_LINE("g")
                        DOMAIN_LINE("h") DOMAIN_LINE("i") DOMAIN_LINE("j") DOMAIN_LINE("k")
                            DOMAIN_LINE("l") DOMAIN_LINE("m") "[conditions.a]\n",
                READING_OFFICE);
    static const mistake_case TOP[] = {
        {"weeks = 100\nwarmup_weeks = 100\n", 2, 16, 3,
         "the warm-up of 100 weeks lasts beyond the 100 weeks simulated; set 'warmup_weeks' below "
         "'weeks'"},
        {"weeks = 100\n", 1, 9, 3,
         "the warm-up of 104 weeks lasts beyond the 100 weeks simulated; set 'warmup_weeks' below "
         "'weeks'"},
    };
    CHECK_CASES(TOP, "", "[conditions.a]\n" READING_OFFICE);
}

static void test_offices_and_teams(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"", 0, 0, 1,
         "there is no office; write [[office]] with a name and at least one [[office.team]]"},
        {"[[office]]\nname = \"A\"\n", 3, 1, 10,
         "'office.A' has no team; write [[office.team]] with conditions, caseworkers and caseload"},
        {"[[office]]\n" READING_TEAM, 3, 1, 10, "'office.1.name' is missing: the office's name"},
        {"[[office]]\nname = \"\"\n" READING_TEAM, 4, 8, 2,
         "'office.\"\".name' is empty: the office's name"},
        {"[[office]]\nname = \"A\"\n" READING_TEAM "[[office]]\nname = \"A\"\n" READING_TEAM, 10, 8,
         3,
         "the office \"A\" stands on line 4 already; use another name, or repeat for several "
         "alike"},
        {"[office]\nname = \"A\"\n", 3, 2, 6,
         "'office' is a table but must be an array of tables, written [[office]]"},
        {"[[office]]\nname = \"A\"\n[office.team]\n", 5, 9, 4,
         "'office.A.team' is a table but must be an array of tables, written [[office.team]]"},
        {"[[office]]\nname = \"A\"\n[[office.team]]\ncaseworkers = 1\ncaseload = 1\n", 5, 1, 15,
         "'office.A.team.1.conditions' is missing: the conditions that the team works under"},
        {"[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"special\"\ncaseworkers = 1\n"
         "caseload = 1\n",
         6, 14, 9,
         "'office.A.team.1.conditions' names \"special\", which is not declared under "
         "[conditions]"},
        {"[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 0\n"
         "caseload = 1\n",
         7, 15, 1,
         "'office.A.team.1.caseworkers' is 0 (caseworkers), outside 1 to 100000: how many "
         "caseworkers the team has"},
        {"[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\n", 5, 1,
         15, "'office.A.team.1.caseload' is missing: how many clients each caseworker has"},
        {"[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 10\n"
         "caseload = 100000\n",
         8, 12, 6,
         "'office.A.team.1' gets 1,000,010 clients and caseworkers together, but at most 1,000,000 "
         "are possible; split the team, or use repeat"},
        {"[[office]]\nname = \"A\"\n" READING_TEAM "start = 3\n", 9, 1, 5,
         "'office.A.team.1.start' is for open intake alone, and 'a' has a steady one; take it out, "
         "or set intake = \"open\" there"},
        {"intake = \"open\"\n[[office]]\nname = \"A\"\n" READING_TEAM "arrivals_per_week = 1\n", 9,
         1, 8,
         "'office.A.team.1.caseload' is not used with open intake, which 'a' has; use "
         "caseload_limit and start"},
        {"intake = \"open\"\n[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\n"
         "caseworkers = 1\n",
         6, 1, 15,
         "'office.A.team.1.arrivals_per_week' is missing: how many new clients the team gets a "
         "week, with open intake"},
        {"intake = \"open\"\n[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\n"
         "caseworkers = 1\narrivals_per_week = 1\ncaseload_limit = 3\nstart = 4\n",
         11, 9, 1, "'office.A.team.1.start' is 4, above the limit of 3 clients (caseload_limit)"},
    };
    CHECK_CASES(CASES, "# æøå\n[conditions.a]\n", "");
}

static void test_missing_keys_of_an_inherited_table_are_told_once(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"inbox.x = { per_week = 1 }\n[conditions.b]\ninherits = \"a\"\n[conditions.c]\n"
         "inherits = \"b\"\n",
         2, 11, 16, "'conditions.a.inbox.x.minutes' is missing: time for each item, on average"},
        {"fixed_share = 2\n[conditions.b]\ninherits = \"a\"\n", 2, 15, 1,
         "'conditions.a.fixed_share' is 2 (share), outside 0 to 0.9: the part of the week bound by "
         "meetings, training and other things than clients, usually 0.2"},
    };
    CHECK_CASES(CASES, "[conditions.a]\n", READING_OFFICE);
}

static void test_too_many_of_a_thing(void **state)
{
    (void)state;
    bk_buffer text = {0};
    bk_buffer_text(&text, "[clients.domain]\n");
    for (int i = 0; i < 17; i++) bk_buffer_print(&text, "d%d = { prevalence = 0.1 }\n", i);
    bk_buffer_text(&text, "[conditions.a]\n" READING_OFFICE);
    bk_scenario *s;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    CHECK(reading_try(bk_buffer_chars(&text), 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_string_equal(err->mistake[0].text,
                        "there are 17 under [clients.domain], but at most 16 are possible");
    assert_int_equal(err->mistake[0].line, 1);

    bk_buffer_reset(&text);
    bk_buffer_text(&text, "[conditions.a]\n[[office]]\nname = \"A\"\n");
    for (int i = 0; i < 20001; i++) bk_buffer_text(&text, READING_TEAM);
    CHECK(reading_try(bk_buffer_chars(&text), 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_string_equal(err->mistake[0].text, "there are over 20000 teams; use repeat for offices "
                                              "and teams that are alike");
    bk_buffer_clear(&text);
    free(err);
}

/* ---- texts that are no scenario ---- */

static void test_syntax(void **state)
{
    (void)state;
    static const mistake_case CASES[] = {
        {"weeks\n", 1, 6, 1, "this is not valid TOML: a key is followed by = and a value"},
        {"weeks =\n", 1, 8, 1, "this is not valid TOML: there is no value after ="},
        {"weeks = 1,5\n", 1, 10, 1,
         "this is not valid TOML: something more stands on the line after the value; write one key "
         "a line, and decimals with a point"},
        {"weeks = 1\nseed = 2\nweeks = 3\n", 3, 9, 1,
         "this is not valid TOML: this stands earlier in the file already; each key and each "
         "[table] may stand once"},
        {"[a]\n[b]\n[a]\n", 3, 1, 1,
         "this is not valid TOML: this stands earlier in the file already; each key and each "
         "[table] may stand once"},
        {"title = \"x\n", 1, 11, 1,
         "this is not valid TOML: the text has no closing quote on the same line"},
        {"title = { nb = \"x\"\n", 1, 19, 1,
         "this is not valid TOML: the table has no closing }; all from { to } must stand on one "
         "line"},
        {"title = { nb = \"x\", }\n", 1, 21, 1,
         "this is not valid TOML: no comma may stand just before }"},
        {"x = [1 2]\n", 1, 8, 1, "this is not valid TOML: a comma or ] is missing in the array"},
        {"[a\n", 1, 3, 1, "this is not valid TOML: the header has no closing ]"},
        {"[=\n", 1, 2, 1, "this is not valid TOML: a key or a [header] should stand here"},
        {"weeks = maybe\n", 1, 9, 1,
         "this is not valid TOML: the value is no number, text in quotes, true, false, [array] or "
         "{ table }"},
        {"weeks = 99999999999999999999\n", 1, 29, 1,
         "this is not valid TOML: the number is too large"},
        {"title = \"C:\\mine\"\n", 1, 13, 1,
         "this is not valid TOML: \\ in a text in double quotes has a meaning of its own; write "
         "\\\\ to get one"},
        {"weeks = 3 # æ\nå = 3\n", 2, 1, 1, "'å' may stand in text and names in quotes alone"},
        {"x = [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]\n", 1, 21, 1,
         "too many levels inside each other here; at most 16 are possible"},
        {"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q = 1\n", 1, 32, 1,
         "too many levels inside each other here; at most 16 are possible"},
        {"title = \"\xc3\xa6\xff\"\n", 1, 11, 1, "byte 0xff is not UTF-8; save the file as UTF-8"},
        {"title = \"\xc3\n\"\n", 1, 10, 1, "byte 0xc3 is not UTF-8; save the file as UTF-8"},
    };
    CHECK_CASES(CASES, "", "");
}

/* toml++ 3.3 takes these for impossible unless toml_face.cc answers for it. */
static void test_characters_toml_does_not_know_are_refused_in_good_order(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"weeks = 4\"æ\"\n",      "weeks = 4'ø'\n",
                                        "x = \"\"\"\\å\"\"\"\n", "x = 1\xc2\xa0\n",
                                        "\xe2\x80\x83x = 1\n",   "x = 1_\"ø\"\n"};
    bk_scenario *s;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        CHECK(reading_try(TEXTS[i], 0, NULL, &s, err) == BK_ERR_INPUT);
        assert_int_equal(err->count, 1);
        assert_int_equal(err->mistake[0].line, 1);
    }
    free(err);
}

static void test_zero_bytes_and_long_texts_are_refused(void **state)
{
    (void)state;
    bk_scenario *s = NULL;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    err->lang = BK_EN;
    CHECK(bk_scenario_parse("t", "weeks = 3\0\n", 11, 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_string_equal(err->mistake[0].text,
                        "the file holds a zero byte here; a scenario is plain text");
    assert_int_equal(err->mistake[0].column, 10);

    int64_t length = (int64_t)16 * 1024 * 1024 + 1;
    char *text = malloc((size_t)length);
    CHECK(text != NULL);
    memset(text, '\n', (size_t)length);
    *err = (bk_error){.lang = BK_NB};
    CHECK(bk_scenario_parse("t", text, length, 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_string_equal(err->mistake[0].text, "scenarioet er på 16,0 MiB, men høyst 16 er mulig");
    CHECK(s == NULL);
    free(text);
    free(err);
}

static void test_what_would_take_for_ever_is_refused(void **state)
{
    (void)state;
    bk_buffer text = {0};
    bk_scenario *s;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    for (int i = 0; i < 30001; i++) bk_buffer_text(&text, "[[a]]\n[[a.b]]\n");
    CHECK(reading_try(bk_buffer_chars(&text), 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_string_equal(err->mistake[0].text,
                        "over 60000 tables and dotted keys; use repeat for what is alike");
    bk_buffer_reset(&text);
    bk_buffer_text(&text, "a = [");
    for (int i = 0; i < 500001; i++) bk_buffer_text(&text, "1,");
    bk_buffer_text(&text, "]");
    CHECK(reading_try(bk_buffer_chars(&text), 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_string_equal(err->mistake[0].text,
                        "over 500000 keys and values; use repeat for what is alike");
    bk_buffer_clear(&text);
    free(err);
}

/* ---- many at once ---- */

static void test_twenty_are_kept_by_place_and_all_are_counted(void **state)
{
    (void)state;
    /* Usual keys of the table are read in its order, not the file's. */
    bk_buffer text = {0};
    for (int i = 0; i < 30; i++) bk_buffer_print(&text, "x%d = 1\n", i);
    bk_buffer_text(&text, "seed = -1\nweeks = 0\n");
    bk_scenario *s;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    CHECK(reading_try(bk_buffer_chars(&text), 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_int_equal(err->count, 33); /* and no office */
    assert_int_equal(err->mistake[0].line, 0);
    for (int32_t i = 1; i < BK_MISTAKES_SHOWN; i++) assert_int_equal(err->mistake[i].line, i);
    bk_buffer_clear(&text);
    free(err);
}

static void test_all_is_told_at_once_in_order(void **state)
{
    (void)state;
    static const char TEXT[] = "weeks = 50\nwarmup_weeks = 60\nreplicatons = 4\n[clients]\n"
                               "base_failure = 7\n[conditions.a]\nhours_per_week = 0\n"
                               "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"b\"\n"
                               "caseworkers = 0\ncaseload = 1\n";
    static const int32_t LINES[] = {2, 3, 5, 7, 11, 12};
    bk_scenario *s;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    CHECK(reading_try(TEXT, 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_int_equal(err->count, 6);
    for (int32_t i = 0; i < 6; i++) assert_int_equal(err->mistake[i].line, LINES[i]);
    char shown[1000];
    bk_error_format(err, 1, shown, sizeof shown);
    assert_string_equal(shown, "t.toml:3:1: 'replicatons' is not a key; did you mean "
                               "'replications'?\n    3 | replicatons = 4\n      | ^^^^^^^^^^^");
    free(err);
}

/* Overrides are looked at first, and their mistakes do not drown in those of the file. */
static void test_mistakes_of_overrides_stand_beside_those_of_the_file(void **state)
{
    (void)state;
    bk_buffer text = {0};
    for (int i = 0; i < 25; i++) bk_buffer_print(&text, "x%d = 1\n", i);
    bk_buffer_text(&text, "[conditions.a]\n" READING_OFFICE);
    static const bk_override SET[] = {{"wees", "1"}, {"seed", "-1"}};
    bk_scenario *s;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    CHECK(reading_try(bk_buffer_chars(&text), 2, SET, &s, err) == BK_ERR_INPUT);
    assert_int_equal(err->count, 27);
    assert_string_equal(err->mistake[0].file, "--set wees=1");
    assert_string_equal(err->mistake[1].file, "--set seed=-1");
    for (int32_t i = 2; i < BK_MISTAKES_SHOWN; i++) assert_int_equal(err->mistake[i].line, i - 1);
    bk_buffer_clear(&text);
    free(err);
}

/* Two files with mistakes into the same err: both are told. */
static void test_mistakes_of_two_files_stand_together(void **state)
{
    (void)state;
    bk_scenario *s = NULL;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    err->lang = BK_EN;
    static const char ONE[] = "x = 1\n[conditions.a]\n" READING_OFFICE;
    CHECK(bk_scenario_parse("one", ONE, sizeof ONE - 1, 0, NULL, &s, err) == BK_ERR_INPUT);
    CHECK(bk_scenario_parse("two", ONE, sizeof ONE - 1, 0, NULL, &s, err) == BK_ERR_INPUT);
    assert_int_equal(err->count, 2);
    assert_string_equal(err->mistake[0].file, "one");
    assert_string_equal(err->mistake[1].file, "two");
    CHECK(bk_scenario_parse("three", ONE, sizeof ONE - 1, 0, NULL, &s, NULL) == BK_ERR_INPUT);
    free(err);
}

static void test_files_that_are_not_there(void **state)
{
    (void)state;
    bk_scenario *s = NULL;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    CHECK(bk_scenario_load("/nowhere/at all.toml", 0, NULL, &s, err) == BK_ERR_IO);
    assert_int_equal(bk_status_exit_code(BK_ERR_IO), 4);
    assert_int_equal(err->count, 1);
    CHECK(s == NULL);
    free(err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_types),
        cmocka_unit_test(test_values_outside_their_range),
        cmocka_unit_test(test_ranges_that_are_none),
        cmocka_unit_test(test_keys_nobody_knows),
        cmocka_unit_test(test_names_that_cannot_be),
        cmocka_unit_test(test_names_of_other_things),
        cmocka_unit_test(test_more_copies_than_can_be_run),
        cmocka_unit_test(test_conditions_that_do_not_add_up),
        cmocka_unit_test(test_offices_and_teams),
        cmocka_unit_test(test_missing_keys_of_an_inherited_table_are_told_once),
        cmocka_unit_test(test_too_many_of_a_thing),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_characters_toml_does_not_know_are_refused_in_good_order),
        cmocka_unit_test(test_zero_bytes_and_long_texts_are_refused),
        cmocka_unit_test(test_what_would_take_for_ever_is_refused),
        cmocka_unit_test(test_twenty_are_kept_by_place_and_all_are_counted),
        cmocka_unit_test(test_all_is_told_at_once_in_order),
        cmocka_unit_test(test_mistakes_of_overrides_stand_beside_those_of_the_file),
        cmocka_unit_test(test_mistakes_of_two_files_stand_together),
        cmocka_unit_test(test_files_that_are_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
