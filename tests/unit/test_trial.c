/* Published findings as data: what is read, every refusal with its place, and verdicts by hand. */
#include "evidence/validate.h"
#include "support/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char BASE[] =
    "weeks = 60\nwarmup_weeks = 4\nreplications = 4\n"
    "[clients.domain]\nhealth = { prevalence = 0.4 }\nhome = { prevalence = 0.5 }\n"
    "[conditions.a]\ninbox.x = { per_week = 1, minutes = 5 }\n"
    "[[office]]\nname = \"A\"\n[[office.team]]\nconditions = \"a\"\ncaseworkers = 1\n"
    "caseload = 10\n";

#define HEAD                                                                                     \
    "title = { nb = \"t\", en = \"t\" }\nwhere = { nb = \"w\", en = \"w\" }\n"                   \
    "design = { nb = \"d\", en = \"d\" }\nfree = { nb = \"f\", en = \"f\" }\ncitation = \"c\"\n" \
    "n = 12\nset = { \"conditions.a.hours_per_week\" = 30 }\n"                                   \
    "[[arm]]\nid = \"one\"\nlabel = { nb = \"o\", en = \"o\" }\n"                                \
    "[[arm]]\nid = \"two\"\nlabel = { nb = \"o\", en = \"o\" }\n"                                \
    "set = { \"office.A.team.a.caseload\" = 20 }\n"
#define FINDING "[[finding]]\nid = \"F\"\nsays = { nb = \"s\", en = \"s\" }\n"
enum { HEAD_LINES = 14 }; /* the finding's table starts on the next */

typedef struct {
    bk_arena arena;
    bk_scenario *base;
    bk_trial trial;
    bk_error err;
} reading;

static bk_status try_reading(reading *r, const char *text)
{
    *r = (reading){.err = {.lang = BK_EN}};
    CHECK(bk_scenario_parse("base", BASE, (int64_t)strlen(BASE), 0, NULL, &r->base, &r->err) ==
          BK_OK);
    bk_status status = bk_trial_parse("t.toml", text, (int64_t)strlen(text), r->base, &r->arena,
                                      &r->trial, &r->err);
    CHECK((status == BK_OK) == (r->err.count == 0));
    return status;
}

static void forget(reading *r)
{
    bk_trial_clear(&r->trial);
    bk_scenario_destroy(r->base);
    bk_arena_clear(&r->arena);
}

static void test_reads_a_trial(void **state)
{
    (void)state;
    reading r;
    bk_status status = try_reading(
        &r, HEAD FINDING "arm = \"two\"\nminus = \"one\"\nmeasure = \"needs\"\npublished = 1\n"
                         "se = 0.5\npass = [0, 2]\n"
                         "[[finding]]\nid = \"G\"\nsays = { nb = \"s\", en = \"s\" }\n"
                         "arm = \"two\"\nrelative_to = \"one\"\nmeasure = \"duration_days\"\n"
                         "published = 0.1\npass = [0, 1]\n"
                         "[[finding]]\nid = \"H\"\nsays = { nb = \"s\", en = \"s\" }\n"
                         "arm = \"one\"\nmeasure = \"needs\"\nsign = \"negative\"\n"
                         "[[finding]]\nid = \"I\"\nsays = { nb = \"s\", en = \"s\" }\n"
                         "input = \"clients.domain.home.prevalence\"\npublished = 0.5\n"
                         "pass = [0.4, 0.6]\n");
    CHECK_MSG(status == BK_OK, "%s", r.err.mistake[0].text);
    assert_int_equal(r.trial.n, 12);
    assert_int_equal(r.trial.n_arms, 2);
    assert_int_equal(r.trial.n_findings, 4);
    const bk_finding *f = r.trial.finding;
    assert_int_equal(f[0].makes, BK_MAKES_MEASURE);
    assert_int_equal(f[0].arm, 1);
    assert_int_equal(f[0].other, 0);
    CHECK(f[0].has_other);
    CHECK_SAME(f[0].se, 0.5);
    CHECK_SAME(bk_finding_tolerance(&f[0]), 0.125);
    assert_int_equal(f[1].makes, BK_MAKES_RELATIVE);
    CHECK_SAME(bk_finding_tolerance(&f[1]), 0.125);
    assert_int_equal(f[2].makes, BK_MAKES_SIGN);
    CHECK(!f[2].positive && isnan(f[2].published) && isnan(bk_finding_tolerance(&f[2])));
    assert_int_equal(f[3].makes, BK_MAKES_PREVALENCE);
    assert_int_equal(f[3].domain, 1);

    /* What all arms share, and what one adds. */
    const bk_definition *def = &r.trial.arm[1].scenario->def.phase[0].definition;
    CHECK_SAME(def->conditions[0].hours_per_week, 30);
    assert_int_equal(def->office[0].team[0].caseload, 20);
    assert_int_equal(r.trial.arm[0].scenario->def.phase[0].definition.office[0].team[0].caseload,
                     10);
    forget(&r);
}

/* The mistake that part is in stands at that line and column. */
static void refused(const char *text, int line, int column, const char *part)
{
    reading r;
    assert_int_equal(try_reading(&r, text), BK_ERR_INPUT);
    int32_t i = 0;
    while (i < r.err.count && strstr(r.err.mistake[i].text, part) == NULL) i++;
    CHECK_MSG(i < r.err.count, "'%s' not told, but: %s", part, r.err.mistake[0].text);
    CHECK_MSG(r.err.mistake[i].line == line && r.err.mistake[i].column == column,
              "%d:%d, expected %d:%d: %s", (int)r.err.mistake[i].line, (int)r.err.mistake[i].column,
              line, column, r.err.mistake[i].text);
    forget(&r);
}

#define GIVES(keys) HEAD FINDING keys
enum { AT = HEAD_LINES + 4 }; /* the first key after says */

static void test_refusals(void **state)
{
    (void)state;
    refused(GIVES("arm = \"one\"\nmeasure = \"need\"\npublished = 1\npass = [0, 2]\n"), AT + 1, 11,
            "did you mean 'needs'");
    refused(GIVES("arm = \"three\"\nmeasure = \"needs\"\npublished = 1\npass = [0, 2]\n"), AT, 7,
            "no arm 'three'");
    refused(GIVES("arm = \"one\"\nmeasure = \"needs\"\npublished = 1\npass = [2, 2]\n"), AT + 3, 8,
            "the band is empty");
    refused(GIVES("arm = \"one\"\nmeasure = \"needs\"\npublished = 3\npass = [0, 2]\n"), AT + 3, 8,
            "contradict");
    refused(GIVES("arm = \"one\"\nmeasure = \"needs\"\npublished = 1\nse = 0\npass = [0, 2]\n"),
            AT + 3, 6, "above 0");
    refused(GIVES("arm = \"one\"\nmeasure = \"needs\"\npublished = 1\npass = [0, 2, 3]\n"), AT + 3,
            8, "two numbers");
    refused(GIVES("arm = \"one\"\nmeasure = \"needs\"\npass = [0, 2]\n"), HEAD_LINES + 1, 1,
            "'published' is missing");
    refused(GIVES("arm = \"one\"\nmeasure = \"needs\"\nminus = \"one\"\npublished = 1\npass = [0, "
                  "2]\n"),
            AT + 2, 9, "compared with itself");
    refused(GIVES("input = \"clients.domain.houses.prevalence\"\npublished = 0\npass = [0, 2]\n"),
            AT, 9, "cannot be held against");
    refused(GIVES("input = \"needs_at_least.9\"\npublished = 0\npass = [0, 2]\n"), AT, 9,
            "cannot be held against");
    refused(GIVES("arm = \"one\"\nmeasure = \"needs\"\nsign = \"up\"\n"), AT + 2, 8,
            "\"positive\"");
    refused(GIVES("arm = \"one\"\nmeasure = \"needs\"\nsign = \"positive\"\npublished = 1\n"),
            AT + 3, 1, "cannot stand together");
    refused(GIVES("arm = \"one\"\nmesure = \"needs\"\npublished = 1\npass = [0, 2]\n"), AT + 1, 1,
            "did you mean 'measure'");
    refused(HEAD, 1, 1, "'finding' is missing");
    refused("n = 0\n", 1, 5, "number of people");
    refused("title = 3\n", 1, 9, "'title' is");
    refused("x = [\n", 1, 7, "not valid TOML");
}

/* An arm that the base refuses: the key's mistake and the arm's place. */
static void test_refused_arms(void **state)
{
    (void)state;
    reading r;
    assert_int_equal(try_reading(&r, "[[arm]]\nid = \"one\"\nlabel = { nb = \"o\", en = \"o\" }\n"
                                     "set = { \"office.A.team.a.caseload\" = -3 }\n"),
                     BK_ERR_INPUT);
    forget(&r);
    refused("title = { nb = \"t\", en = \"t\" }\nwhere = { nb = \"w\", en = \"w\" }\n"
            "design = { nb = \"d\", en = \"d\" }\nfree = { nb = \"f\", en = \"f\" }\n"
            "citation = \"c\"\n[[arm]]\nid = \"one\"\nlabel = { nb = \"o\", en = \"o\" }\n"
            "set = { \"office.A.team.a.caseload\" = -3 }\n" FINDING,
            6, 1, "the arm 'one' cannot be made");
    refused("[[arm]]\nid = \"one\"\nset = { x = [1] }\n", 3, 13, "table or array");
    refused("[[arm]]\nid = \"one\"\n[[arm]]\nid = \"one\"\n", 4, 6, "there already");
    refused("[[arm]]\nid = \"a b\"\n", 2, 6, "is no id");
}

/* ---- verdicts ---- */

static void test_verdicts_by_hand(void **state)
{
    (void)state;
    bk_finding f = {.makes = BK_MAKES_MEASURE, .published = 2, .se = 4, .low = 1, .high = 3};
    const double a[] = {2, 3, 4, 3}, b[] = {1, 1, 2, 0};
    bk_verdict v = bk_finding_judge(&f, 4, a, b); /* 1, 2, 2, 3: mean 2, variance 2/3 */
    CHECK(v.tried && v.passes && v.precise);
    CHECK_NEAR(v.value, 2, 1e-15);
    CHECK_NEAR(v.error, sqrt(2.0 / 3 / 4), 1e-15);
    CHECK_NEAR(v.to - v.from, 2 * 3.182446305 * v.error, 1e-8);
    assert_int_equal(v.replications, 4);

    f.se = 1; /* a quarter of it is less than the error */
    CHECK(!bk_finding_judge(&f, 4, a, b).precise);
    CHECK(!bk_finding_judge(&f, 4, a, NULL).passes == false); /* mean 3: the band's end is in */
    f.high = 2.9;
    CHECK(!bk_finding_judge(&f, 4, a, NULL).passes);

    const double gap[] = {2, (double)NAN, 2, 2};
    f.high = 3;
    CHECK(!bk_finding_judge(&f, 4, gap, NULL).passes); /* does not always exist */
}

static void test_relative_and_sign(void **state)
{
    (void)state;
    bk_finding f = {
        .makes = BK_MAKES_RELATIVE, .published = 0.5, .se = (double)NAN, .low = 0.4, .high = 0.6};
    const double a[] = {3, 6}, b[] = {2, 4};
    bk_verdict v = bk_finding_judge(&f, 2, a, b);
    CHECK(v.passes && v.precise);
    CHECK_NEAR(v.value, 0.5, 1e-15);
    CHECK_NEAR(v.error, 0, 1e-15); /* the same ratio in both */

    bk_finding s = {.makes = BK_MAKES_SIGN, .positive = true, .published = (double)NAN};
    const double up[] = {0.1, 2}, mixed[] = {0.1, 0};
    CHECK(bk_finding_judge(&s, 2, up, NULL).passes);
    CHECK(!bk_finding_judge(&s, 2, mixed, NULL).passes);
    CHECK(!bk_finding_judge(&s, 2, b, a).passes);
    s.positive = false;
    CHECK(bk_finding_judge(&s, 2, b, a).passes);
    CHECK_SAME(bk_finding_judge(&s, 2, b, a).from, -2);
}

/* ---- needs from prevalences ---- */

static void test_needs_at_least(void **state)
{
    (void)state;
    bk_clients_def c = {.n_domains = 2};
    c.domain[0].prevalence = 0.4;
    c.domain[1].prevalence = 0.5;
    CHECK_NEAR(bk_needs_at_least(&c, 1), 1 - 0.6 * 0.5, 1e-9);
    CHECK_NEAR(bk_needs_at_least(&c, 2), 0.4 * 0.5, 1e-9);
    c.need_correlation = 1; /* one factor alone: who has the rarer has the other */
    CHECK_NEAR(bk_needs_at_least(&c, 2), 0.4, 1e-3);
    CHECK_NEAR(bk_needs_at_least(&c, 1), 0.5, 1e-3);
    /* Two halves under correlation r: 1/4 + asin(r) / (2 pi), for latent correlation r. */
    c.domain[0].prevalence = 0.5;
    c.need_correlation = 0.5;
    CHECK_NEAR(bk_needs_at_least(&c, 2), 0.25 + asin(0.5) / (2 * 3.14159265358979), 1e-5);
    c.domain[0].prevalence = 0;
    CHECK_NEAR(bk_needs_at_least(&c, 2), 0, 1e-12);
    c.domain[0].prevalence = 1;
    CHECK_NEAR(bk_needs_at_least(&c, 2), 0.5, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_a_trial),     cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_refused_arms),      cmocka_unit_test(test_verdicts_by_hand),
        cmocka_unit_test(test_relative_and_sign), cmocka_unit_test(test_needs_at_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
