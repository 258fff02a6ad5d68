/* A run told to people: the order of its lines, and that one client's story adds up. */
#include "support/support.h"

#include "base/text.h"
#include "experiment/explain.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A crowded team with an impatient inbox, two domains and a measure. %s: more keys. */
static const char CROWDED[] =
    "weeks = 80\nwarmup_weeks = 10\n"
    "[clients.domain]\n"
    "health = { prevalence = 0.5, hinders = 0.15, blocks_work = 0.3, "
    "label = { nb = \"helse\", en = \"health\" } }\n"
    "debt = { prevalence = 0.5, hinders = 0.1, blocks_work = 0.3, "
    "label = { nb = \"gjeld\", en = \"debt\" } }\n"
    "[conditions.x]\n"
    "turnover_per_year = 0.5\nstandard_offer = 0.5\n"
    "[conditions.x.inbox]\n"
    "mail = { per_week = 0.5, minutes = 20, patience_weeks = 0.5 }\n"
    "calls = { per_week = 0.3, minutes = 15, patience_weeks = 1, shared = true }\n"
    "[conditions.x.conversation]\ninterval_weeks = 4\nearly_after_weeks = 1\ndistancing = 0.5\n"
    "[conditions.x.measure]\n"
    "advice = { solves = \"debt\", weeks = 6, succeeds = 0.8, minutes = 30 }\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"x\"\ncaseworkers = 2\ncaseload = 60\n"
    "[[change]]\nweek = 40\nset = { \"office.A.team.x.caseworkers\" = 1 }\n";

static bk_scenario *crowded(int32_t n, const bk_override *overrides)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_status status = bk_scenario_parse("crowded", CROWDED, (int64_t)sizeof CROWDED - 1, n,
                                         overrides, &scenario, &err);
    CHECK_MSG(status == BK_OK, "%s", err.mistake[0].text);
    return scenario;
}

/* ---- lines ---- */

enum { LINES = 20000, LINE = 400 };

typedef struct {
    int32_t count;
    char (*line)[LINE];
} page;

static void take_line(void *context, const char *line)
{
    page *p = context;
    assert_true(p->count < LINES);
    assert_true(strlen(line) < LINE);
    assert_null(strchr(line, '\n'));
    assert_true(strlen(line) == 0 || line[strlen(line) - 1] != ' ');
    memcpy(p->line[p->count++], line, strlen(line) + 1);
}

static page new_page(void)
{
    page p = {.line = calloc(LINES, LINE)};
    assert_non_null(p.line);
    return p;
}

static bool has_text(const page *p, const char *text)
{
    for (int32_t i = 0; i < p->count; i++)
        if (strstr(p->line[i], text) != NULL) return true;
    return false;
}

/* "  3  2  4:05": minutes since the start, a day of 24 hours; -1 for other lines. */
static long minutes_of(const char *line)
{
    char *end;
    long week = strtol(line, &end, 10);
    if (end == line) return -1;
    char *at = end;
    long day = strtol(at, &end, 10);
    if (end == at) return -1;
    at = end;
    long hour = strtol(at, &end, 10);
    if (end == at || *end != ':') return -1;
    return ((week * 5 + day) * 24 + hour) * 60 + strtol(end + 1, NULL, 10);
}

/* ---- trace ---- */

static void test_a_trace_is_in_order_and_as_long_as_asked(void **state)
{
    (void)state;
    bk_scenario *scenario = crowded(0, NULL);
    bk_error err = {.lang = BK_EN};
    page p = new_page();
    assert_int_equal(bk_trace(scenario, 7, 0, 5000, BK_EN, take_line, &p, &err), BK_OK);
    long last = 0;
    int32_t told = 0;
    for (int32_t i = 0; i < p.count; i++) {
        long at = minutes_of(p.line[i]);
        if (at < 0) continue;
        CHECK_MSG(at >= last, "line %d goes back in time: %s", (int)i, p.line[i]);
        last = at;
        told++;
    }
    assert_int_equal(told, 5000);
    assert_true(has_text(&p, "the team starts with 120 clients, all new"));
    assert_true(has_text(&p, "gave up waiting for an answer: mail"));
    assert_true(has_text(&p, "gave up waiting for an answer: calls"));
    assert_true(has_text(&p, "offers the standard package (a measure for debt)"));
    free(p.line);
    bk_scenario_destroy(scenario);
}

static void test_a_short_trace_is_the_start_of_a_long_one(void **state)
{
    (void)state;
    bk_scenario *scenario = crowded(0, NULL);
    bk_error err = {.lang = BK_NB};
    page a = new_page(), b = new_page();
    assert_int_equal(bk_trace(scenario, 3, 0, 40, BK_NB, take_line, &a, &err), BK_OK);
    assert_int_equal(bk_trace(scenario, 3, 0, 400, BK_NB, take_line, &b, &err), BK_OK);
    assert_int_equal(b.count - a.count, 360);
    for (int32_t i = 0; i < a.count; i++) assert_string_equal(a.line[i], b.line[i]);
    assert_true(has_text(&b, "plikt glapp: mistanke 0,10 -> 0,"));
    free(a.line);
    free(b.line);
    bk_scenario_destroy(scenario);
}

static void test_what_cannot_be_told_is_said(void **state)
{
    (void)state;
    bk_scenario *scenario = crowded(0, NULL);
    page p = new_page();
    bk_error err = {.lang = BK_EN};
    assert_int_equal(bk_trace(scenario, 1, 1, 5, BK_EN, take_line, &p, &err), BK_ERR_USAGE);
    assert_string_equal(err.mistake[0].text, "the team is row 1, outside 0 to 0");
    err = (bk_error){.lang = BK_EN};
    assert_int_equal(bk_trace(scenario, 1, 0, 0, BK_EN, take_line, &p, &err), BK_ERR_USAGE);
    assert_string_equal(err.mistake[0].text, "the number of events is 0, but must be 1 or more");
    err = (bk_error){.lang = BK_EN};
    assert_int_equal(bk_explain(scenario, 1, 0, 9999, BK_EN, take_line, &p, &err), BK_ERR_USAGE);
    assert_non_null(strstr(err.mistake[0].text, "there is no client 9999; the team has clients 1"));
    err = (bk_error){.lang = BK_EN};
    assert_int_equal(bk_explain(scenario, 1, -1, 0, BK_EN, take_line, &p, &err), BK_ERR_USAGE);
    assert_int_equal(p.count, 0);
    free(p.line);
    bk_scenario_destroy(scenario);
}

/* ---- a story ---- */

static bk_telling telling_of(const bk_scenario *scenario, uint64_t seed, page *p)
{
    bk_telling t;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(bk_telling_open(&t, scenario, seed, 0, BK_EN, take_line, p, &err), BK_OK);
    return t;
}

/* The needs as the steps tell them: nothing but what was told changes them. */
static void check_needs(const bk_way *way)
{
    uint32_t needs = way->needs;
    for (int32_t i = 0; i < way->count; i++) {
        const bk_step *s = &way->step[i];
        if (s->story.kind == BK_STORY_NEED) needs |= 1u << s->story.domain;
        if (s->story.kind == BK_STORY_HURDLE) assert_int_equal(s->needs, needs);
        if (s->ended && s->solved) needs &= ~(1u << s->ended_domain);
    }
}

/* Every step of the log-odds by hand, from model.md 6, with the C library's functions. */
static void check_gaze(const bk_telling *t, const bk_way *way)
{
    double g = way->prior, base = way->prior, against = 0.0, peak = way->prior;
    double all = way->prior, peak_all = way->prior; /* of one who knows all his needs */
    bk_tick at = way->entered;
    for (int32_t i = 0; i < way->count; i++) {
        const bk_story *s = &way->step[i].story;
        if (s->kind == BK_STORY_STRANGER) {
            g = base = all = s->before;
            at = s->at;
        }
        if (s->kind != BK_STORY_HURDLE) continue;
        double weeks = bk_weeks_of(s->at - at);
        CHECK_NEAR(s->before, base + (g - base) * exp2(-weeks / 52.0), 1e-8);
        CHECK_NEAR(s->other, s->number * pow(0.65, (double[]){1, 3, 2}[s->hurdle]), 1e-9);
        double weight =
            s->yes ? log(s->other / s->number) : log((1.0 - s->other) / (1.0 - s->number));
        CHECK_NEAR(way->step[i].weight, weight, 1e-8);
        CHECK_NEAR(s->after, fmax(-12.0, fmin(12.0, s->before + weight)), 1e-8);
        if (!s->yes) against += weight;
        g = s->after;
        at = s->at;
        bool highest = g > peak;
        peak = fmax(peak, g);

        double q = 1.0;
        for (int32_t d = 0; d < t->clients->n_domains; d++)
            if (way->step[i].needs >> d & 1u) q *= 1.0 - t->clients->domain[d].hinders;
        CHECK_NEAR(way->step[i].pw_all, pow(0.96 * q, (double[]){1, 3, 2}[s->hurdle]), 1e-9);
        double will = way->step[i].pw_all, wont = will * s->other / s->number;
        all = base + (all - base) * exp2(-weeks / 52.0);
        all += s->yes ? log(wont / will) : log((1.0 - wont) / (1.0 - will));
        all = fmax(-12.0, fmin(12.0, all));
        if (highest) peak_all = all;
        double truth =
            s->willing ? way->step[i].pw_all : way->step[i].pw_all * s->other / s->number;
        CHECK_NEAR(s->p, truth, 1e-9);
    }
    CHECK_NEAR(way->against, against, 1e-7);
    CHECK_NEAR(way->peak, peak, 1e-12);
    CHECK_NEAR(way->peak_all, peak_all, 1e-7);
}

static void check_counts(const bk_way *way)
{
    int32_t seen = 0, failed = 0, demands = 0;
    for (int32_t i = 0; i < way->count; i++) {
        const bk_step *s = &way->step[i];
        assert_true(i == 0 || s->story.at >= way->step[i - 1].story.at);
        if (s->choice == BK_CHOICE_DEMAND) demands++;
        if (s->story.kind != BK_STORY_HURDLE) continue;
        seen++;
        failed += s->story.yes ? 0 : 1;
    }
    for (int32_t h = 0; h < BK_HURDLE_COUNT; h++) {
        seen -= way->sum[h].seen;
        failed -= way->sum[h].failed;
        assert_true(way->sum[h].expected >= way->sum[h].expected_free - 1e-9);
    }
    assert_int_equal(seen, 0);
    assert_int_equal(failed, 0);
    assert_int_equal(demands, way->demands);
    assert_true(way->weeks_is <= way->weeks);
    bk_tick from = way->entered / BK_TICKS_PER_WEEK, to = way->ended / BK_TICKS_PER_WEEK;
    assert_int_equal(way->weeks, to - from);
    assert_int_equal(way->step[0].story.kind, BK_STORY_ENTERS);
    if (way->left) assert_int_equal(way->step[way->count - 1].story.kind, BK_STORY_LEAVES);
}

static void test_every_story_adds_up(void **state)
{
    (void)state;
    bk_scenario *scenario = crowded(0, NULL);
    bk_error err = {.lang = BK_EN};
    bk_telling t = telling_of(scenario, 11, NULL);
    for (int32_t place = 0; place < 30; place++) {
        bk_chosen chosen;
        bk_way way;
        assert_int_equal(bk_choose_client(&t, place, &chosen, &err), BK_OK);
        assert_int_equal(chosen.place, place);
        assert_true(chosen.number >= 1 && chosen.number <= chosen.of);
        assert_int_equal(bk_way_gather(&t, &chosen, &way, &err), BK_OK);
        check_needs(&way);
        check_gaze(&t, &way);
        check_counts(&way);
        bk_way_clear(&way);
    }
    bk_telling_close(&t);
    bk_scenario_destroy(scenario);
}

static void test_the_one_chosen_is_willing_and_seen_as_the_problem(void **state)
{
    (void)state;
    bk_scenario *scenario = crowded(0, NULL);
    bk_error err = {.lang = BK_EN};
    for (uint64_t seed = 1; seed <= 5; seed++) {
        bk_telling t = telling_of(scenario, seed, NULL);
        bk_chosen chosen;
        bk_way way;
        assert_int_equal(bk_choose_client(&t, -1, &chosen, &err), BK_OK);
        assert_int_equal(chosen.why, BK_CHOSEN_CASE);
        assert_int_equal(bk_way_gather(&t, &chosen, &way, &err), BK_OK);
        assert_true(way.willing);
        assert_true(way.peak > 0.0);
        bk_way_clear(&way);
        bk_telling_close(&t);
    }
    bk_scenario_destroy(scenario);
}

/* Nobody is seen as the problem, nobody has needs, or there is nobody. */
static void test_who_is_told_of_when_there_is_no_case(void **state)
{
    (void)state;
    const bk_override never[] = {{"conditions.x.gaze.threshold", "1"}};
    const bk_override well[] = {{"clients.domain.health.prevalence", "0"},
                                {"clients.domain.debt.prevalence", "0"}};
    page p = new_page();
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = crowded(1, never);
    assert_int_equal(bk_explain(scenario, 2, 0, 0, BK_EN, take_line, &p, &err), BK_OK);
    assert_true(has_text(&p, "This one came nearest"));
    assert_true(has_text(&p, "in 0 of"));
    bk_scenario_destroy(scenario);
    p.count = 0;
    scenario = crowded(2, well);
    assert_int_equal(bk_explain(scenario, 2, 0, 0, BK_EN, take_line, &p, &err), BK_OK);
    assert_true(has_text(&p, "He has no"));
    assert_true(has_text(&p, "no client is both willing and has needs"));
    bk_scenario_destroy(scenario);
    free(p.line);
}

/* Every story of a team, both languages: complete, readable in width, the same again. */
static void test_every_story_can_be_told(void **state)
{
    (void)state;
    bk_scenario *scenario = crowded(0, NULL);
    bk_error err = {.lang = BK_NB};
    page p = new_page(), again = new_page();
    for (int32_t client = 0; client <= 30; client++) {
        bk_lang lang = client % 2 == 0 ? BK_NB : BK_EN;
        p.count = again.count = 0;
        assert_int_equal(bk_explain(scenario, 5, 0, client, lang, take_line, &p, &err), BK_OK);
        assert_true(p.count < 260);
        for (int32_t i = 0; i < p.count; i++) {
            int64_t width = bk_utf8_count(p.line[i], (int64_t)strlen(p.line[i]));
            CHECK_MSG(width <= 92, "%d columns: %s", (int)width, p.line[i]);
            assert_null(strstr(p.line[i], "nan"));
        }
        assert_true(
            has_text(&p, lang == BK_NB ? "Ingen studie har målt" : "No study has measured"));
        assert_true(has_text(&p, lang == BK_NB ? "ingen kan observere" : "nobody can observe"));
        assert_int_equal(bk_explain(scenario, 5, 0, client, lang, take_line, &again, &err), BK_OK);
        assert_int_equal(p.count, again.count);
        assert_memory_equal(p.line, again.line, (size_t)p.count * LINE);
    }
    free(p.line);
    free(again.line);
    bk_scenario_destroy(scenario);
}

/* ---- weeks across a change ---- */

/* What she remembers and where her limit goes both change and change back. */
static const char CHANGING[] =
    "weeks = 120\nwarmup_weeks = 10\n"
    "[clients.domain]\n"
    "health = { prevalence = 0.8, hinders = 0.3, blocks_work = 0.3 }\n"
    "[conditions.x.inbox]\nmail = { per_week = 0.5, minutes = 20, patience_weeks = 0.5 }\n"
    "[conditions.x.conversation]\ninterval_weeks = 8\n"
    "[conditions.x.gaze]\nmemory_weeks = 1000\n"
    "[[office]]\nname = \"A\"\n"
    "[[office.team]]\nconditions = \"x\"\ncaseworkers = 1\ncaseload = 60\n"
    "[[change]]\nweek = 50\nset = { \"conditions.x.gaze.memory_weeks\" = 0.1 }\n"
    "[[change]]\nweek = 70\nset = { \"conditions.x.gaze.memory_weeks\" = 1000 }\n"
    "[[change]]\nweek = 90\nset = { \"conditions.x.gaze.threshold\" = 0.3 }\n"
    "[[change]]\nweek = 100\nset = { \"conditions.x.gaze.threshold\" = 0.9 }\n";

static void take_enters(void *context, const bk_story *story)
{
    if (story->kind == BK_STORY_ENTERS) bk_stories_add(context, story);
}

static bool never_stop(void *context, int32_t week)
{
    (void)context;
    (void)week;
    return true;
}

/* Clients seen as the problem, summed over the weeks as the run samples them. */
static double weeks_sampled(const bk_telling *t, double *clients)
{
    const bk_measure_list *list = t->plans.measures;
    int32_t weeks = t->row->plan.weeks, is = bk_measure_list_find(list, "share_is");
    bk_outcome out = {.ratio = calloc((size_t)list->count, sizeof(bk_ratio)),
                      .week = calloc((size_t)(weeks * list->count), sizeof(bk_ratio))};
    assert_true(is >= 0 && out.ratio != NULL && out.week != NULL);
    bk_sim sim = {0};
    uint64_t key = bk_row_key(t->row, t->seed, 0, 0);
    assert_int_equal(bk_sim_run(&sim, &t->row->plan, key, NULL, &out), BK_OK);
    double seen = *clients = 0.0;
    for (int32_t week = 0; week < weeks; week++) {
        seen += out.week[week * list->count + is].numerator;
        *clients += out.week[week * list->count + is].denominator;
    }
    bk_sim_clear(&sim);
    free(out.ratio);
    free(out.week);
    return seen;
}

static void test_weeks_are_those_of_the_series(void **state)
{
    (void)state;
    bk_scenario *scenario = NULL;
    bk_error err = {.lang = BK_EN};
    bk_status status = bk_scenario_parse("changing", CHANGING, (int64_t)sizeof CHANGING - 1, 0,
                                         NULL, &scenario, &err);
    CHECK_MSG(status == BK_OK, "%s", err.mistake[0].text);
    bk_telling t = telling_of(scenario, 5, NULL);
    bk_stories enters = {0};
    assert_int_equal(bk_telling_run(&t, take_enters, never_stop, &enters), BK_OK);
    int64_t weeks = 0, weeks_is = 0;
    for (int32_t i = 0; i < enters.count; i++) {
        bk_chosen who = {.place = enters.story[i].place, .stamp = enters.story[i].stamp};
        bk_way way;
        assert_int_equal(bk_way_gather(&t, &who, &way, &err), BK_OK);
        weeks += way.weeks;
        weeks_is += way.weeks_is;
        bk_way_clear(&way);
    }
    double clients, seen = weeks_sampled(&t, &clients);
    assert_true(seen > 100.0 && seen < clients);
    CHECK_NEAR((double)weeks, clients, 0.5);
    CHECK_NEAR((double)weeks_is, seen, 0.5);
    bk_stories_clear(&enters);
    bk_telling_close(&t);
    bk_scenario_destroy(scenario);
}

static void test_a_refused_run_says_why(void **state)
{
    (void)state;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(bk_run_refused(BK_OK, &err), BK_OK);
    assert_int_equal(bk_run_refused(BK_ERR_CANCELLED, &err), BK_ERR_CANCELLED);
    assert_int_equal(err.count, 0);
    assert_int_equal(bk_run_refused(BK_ERR_INPUT, &err), BK_ERR_INPUT);
    assert_non_null(strstr(err.mistake[0].text, "1000000"));
    assert_int_equal(bk_run_refused(BK_ERR_MEMORY, &err), BK_ERR_MEMORY);
    assert_string_equal(err.mistake[1].text, "there is not enough memory");
}

/* ---- listening ---- */

static void count_story(void *context, const bk_story *story)
{
    (void)story;
    ++*(int64_t *)context;
}

static void test_listening_changes_nothing(void **state)
{
    (void)state;
    bk_scenario *scenario = crowded(0, NULL);
    bk_plans plans;
    assert_int_equal(bk_plans_build(scenario, &plans), BK_OK);
    int32_t n = plans.measures->count;
    bk_outcome told = {.ratio = calloc((size_t)n, sizeof(bk_ratio))};
    bk_outcome untold = {.ratio = calloc((size_t)n, sizeof(bk_ratio))};
    assert_true(told.ratio != NULL && untold.ratio != NULL);
    int64_t stories = 0;
    bk_storyteller teller = {.hear = count_story, .context = &stories};
    bk_sim a = {0}, b = {0};
    assert_int_equal(bk_sim_run(&a, &plans.row[0].plan, 99, &teller, &told), BK_OK);
    assert_int_equal(bk_sim_run(&b, &plans.row[0].plan, 99, NULL, &untold), BK_OK);
    assert_true(stories > 1000);
    assert_memory_equal(told.events, untold.events, sizeof told.events);
    assert_memory_equal(told.ratio, untold.ratio, (size_t)n * sizeof(bk_ratio));
    bk_sim_clear(&a);
    bk_sim_clear(&b);
    free(told.ratio);
    free(untold.ratio);
    bk_plans_clear(&plans);
    bk_scenario_destroy(scenario);
}

static void test_stories_are_sorted_by_their_own_time(void **state)
{
    (void)state;
    bk_stories s = {0};
    for (int32_t i = 0; i < 600; i++) {
        bk_story story = {.kind = BK_STORY_DUE, .at = i * 10, .place = i};
        if (i % 7 == 6) {
            story.kind = BK_STORY_LOST;
            story.number = bk_weeks_of((i - 5) * 10);
        }
        bk_stories_add(&s, &story);
    }
    bk_stories_sort(&s);
    assert_false(s.failed);
    assert_int_equal(s.count, 600);
    for (int32_t i = 1; i < s.count; i++) {
        bk_tick before = bk_telling_when(&s.story[i - 1]), now = bk_telling_when(&s.story[i]);
        assert_true(before <= now);
        if (before == now) assert_true(s.story[i - 1].place < s.story[i].place);
    }
    bk_stories_clear(&s);
}

static void test_text_is_broken_at_blanks(void **state)
{
    (void)state;
    bk_scenario *scenario = crowded(0, NULL);
    page p = new_page();
    bk_telling t = telling_of(scenario, 1, &p);
    for (int32_t i = 0; i < 60; i++) bk_buffer_text(&t.line, i % 3 == 0 ? "æøå " : "word ");
    bk_buffer_fill(&t.line, 'x', 200);
    bk_buffer_text(&t.line, " end");
    bk_telling_wrap(&t, 4);
    int32_t words = 0;
    for (int32_t i = 0; i < p.count; i++) {
        int64_t width = bk_utf8_count(p.line[i], (int64_t)strlen(p.line[i]));
        assert_true(width <= BK_TELLING_WIDTH || strchr(p.line[i], 'x') != NULL);
        assert_true(i == 0 || strncmp(p.line[i], "    ", 4) == 0);
        for (char *w = strtok(p.line[i], " "); w != NULL; w = strtok(NULL, " ")) words++;
    }
    assert_int_equal(words, 62);
    bk_telling_close(&t);
    free(p.line);
    bk_scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_trace_is_in_order_and_as_long_as_asked),
        cmocka_unit_test(test_a_short_trace_is_the_start_of_a_long_one),
        cmocka_unit_test(test_what_cannot_be_told_is_said),
        cmocka_unit_test(test_every_story_adds_up),
        cmocka_unit_test(test_the_one_chosen_is_willing_and_seen_as_the_problem),
        cmocka_unit_test(test_who_is_told_of_when_there_is_no_case),
        cmocka_unit_test(test_every_story_can_be_told),
        cmocka_unit_test(test_weeks_are_those_of_the_series),
        cmocka_unit_test(test_a_refused_run_says_why),
        cmocka_unit_test(test_listening_changes_nothing),
        cmocka_unit_test(test_stories_are_sorted_by_their_own_time),
        cmocka_unit_test(test_text_is_broken_at_blanks),
    };
    return cmocka_run_group_tests_name("telling", tests, NULL, NULL);
}
