/* The hidden truth stays hidden: nobody in the model can see who is willing, or a need she has not
 * learnt of. Changing them behind the caseworker's back changes no decision before it changes what
 * she sees.
 *
 * Three ways to catch it out. A run is copied midway, the copy's hidden truth is changed, and both
 * go on with the same luck: their stories must be the same until the first outcome that the truth
 * may move (a hurdle, somebody who does not come, what a conversation reveals, a measure that
 * helped, somebody who leaves), and that outcome must be the changed client's. Or the truth is
 * changed only while a decision is made, and then nothing at all may differ. And the source: only
 * functions named here read it. */
#include "support/office.h"

#include "model/parts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what happened, as far as somebody could see it ---- */

typedef struct {
    bk_story *story;
    int32_t count, room;
    const bk_sim *sim;
} diary;

static void write_down(diary *d, const bk_story *seen)
{
    if (d->count == d->room) {
        d->room = d->room == 0 ? 4096 : 2 * d->room;
        d->story = realloc(d->story, (size_t)d->room * sizeof *d->story);
        assert_non_null(d->story);
    }
    d->story[d->count++] = *seen;
}

/* The story without what only the teller knows: who is willing, the true probability of clearing a
 * hurdle, the needs of somebody new, and needs that arise. With what is known once a measure has
 * ended. */
static void hear(void *context, const bk_story *told)
{
    diary *d = context;
    if (told->kind == BK_STORY_NEED) return;
    bk_story seen;
    memset(&seen, 0, sizeof seen); /* compared as bytes */
    seen.at = told->at;
    seen.kind = told->kind;
    seen.desk = told->desk;
    seen.place = told->place;
    seen.stamp = told->stamp;
    seen.lane = told->lane;
    seen.hurdle = told->hurdle;
    seen.domain = told->domain;
    seen.choice = told->choice;
    seen.yes = told->yes;
    seen.solved = told->solved;
    seen.before = told->before;
    seen.after = told->after;
    seen.number = told->number;
    seen.other = told->other;
    seen.omega = told->omega;
    seen.load = told->load;
    if (told->kind != BK_STORY_HURDLE) seen.p = told->p;
    if (told->kind != BK_STORY_ENTERS) seen.set = told->set, seen.needs = told->needs;
    if (told->kind == BK_STORY_MEASURE_ENDS) {
        const bk_client *c = &d->sim->state.client[told->place];
        seen.set = c->known;
        seen.needs = (uint32_t)c->needs & c->known;
    }
    write_down(d, &seen);
}

static bool same(const bk_story *a, const bk_story *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* ---- outcomes that the truth may move ---- */

enum { BY_HURDLE, BY_NO_SHOW, BY_REVEALING, BY_MEASURE, BY_LEAVING, WAYS, UNSEEN = -1 };

/* The same with everything that the outcome itself decides made equal. */
static bool same_but_outcome(const bk_story *a, const bk_story *b)
{
    bk_story x = *b;
    x.yes = a->yes;
    x.solved = a->solved;
    switch ((int)a->kind) {
    case BK_STORY_HURDLE:
        x.after = a->after;
        break;
    case BK_STORY_STARTS:
    case BK_STORY_SPARE:
        x.other = a->other; /* minutes it will take */
        break;
    case BK_STORY_REVEALED:
    case BK_STORY_MEASURE_ENDS:
        x.needs = a->needs;
        break;
    default:
        return false;
    }
    return same(a, &x);
}

/* How what she sees came to differ between a and b, the first stories that do, and whose outcome it
 * was. UNSEEN when there was no outcome: then the truth leaked. */
static int32_t way_of(const bk_story *a, const bk_story *b, int32_t *place)
{
    *place = a->place;
    if (same_but_outcome(a, b)) {
        if (a->kind == BK_STORY_HURDLE) return a->yes != b->yes ? BY_HURDLE : UNSEEN;
        if (a->kind == BK_STORY_REVEALED) return BY_REVEALING;
        if (a->kind == BK_STORY_MEASURE_ENDS) return BY_MEASURE;
        return a->yes != b->yes ? BY_NO_SHOW : UNSEEN;
    }
    /* Somebody left in one of them and stayed in the other. */
    const bk_story *first = a->at < b->at || (a->at == b->at && a->kind == BK_STORY_LEAVES) ? a : b;
    *place = first->place;
    bool by_himself = first->choice == BK_EXIT_WORK || first->choice == BK_EXIT_OTHER;
    return first->kind == BK_STORY_LEAVES && by_himself ? BY_LEAVING : UNSEEN;
}

/* ---- offices of many kinds ---- */

#define EACH(key, value)                  \
    {                                     \
        "conditions.ordinary." key, value \
    }
enum { MOST_OVERRIDES = 8, START = 40, END = 55 };

static const struct {
    const char *name;
    bk_override overrides[MOST_OVERRIDES];
} OFFICES[] = {
    {"plain", {{0}}},
    {"creaming",
     {EACH("conversation.who_next", "\"least_seen_as_problem\""), EACH("standard_offer", "0.5"),
      EACH("conversation.early_after_weeks", "0"), EACH("conversation.distancing", "1")}},
    {"needs first",
     {EACH("conversation.who_next", "\"most_needs_known\""), EACH("work_order", "\"oldest\""),
      EACH("conversation.early_after_weeks", "0"), EACH("standard_offer", "0")}},
    {"problems first",
     {EACH("conversation.who_next", "\"most_seen_as_problem\""),
      EACH("conversation.protected_share", "0.4"), EACH("conversation.interval", "\"exponential\""),
      EACH("gaze.prior_spread", "0.5"), EACH("gaze.socialisation", "0.5")}},
    {"mapping",
     {EACH("mapping.minutes", "30"), EACH("mapping.structure", "3"),
      EACH("mapping.repeat_weeks", "13"), EACH("demand.work_boost", "1"), EACH("speedup", "0.2"),
      EACH("overwork", "0.5")}},
    {"turnover",
     {EACH("turnover_per_year", "2"),
      EACH("gaze.reflection_hours", "2"),
      EACH("rule_friction", "0.3"),
      EACH("demand.withdraws", "0.2"),
      {"clients.new_need_per_week", "0.2"},
      {"clients.duties_seen", "0.7"}}},
    {"exact",
     {EACH("gaze.observer", "\"exact\""),
      EACH("standard_offer", "0.5"),
      EACH("turnover_per_year", "1"),
      EACH("gaze.prior", "0.3"),
      {"clients.new_need_per_week", "0.2"}}},
};
enum { N_OFFICES = sizeof OFFICES / sizeof OFFICES[0] };

static office_closely open_office(int32_t which, const char *caseload)
{
    bk_override overrides[MOST_OVERRIDES + 1] = {{"office.A.team.ordinary.caseload", caseload}};
    int32_t n = 1;
    for (int32_t i = 0; i < MOST_OVERRIDES && OFFICES[which].overrides[i].path != NULL; i++)
        overrides[n++] = OFFICES[which].overrides[i];
    return office_closely_of(office_file("tests/data/reference.toml", n, overrides));
}

/* A second run that stands where o does, and writes down what it hears. */
static void branch(const office_closely *o, bk_sim *twin, diary *d)
{
    bk_state state = twin->state;
    *twin = o->sim;
    twin->state = state;
    assert_int_equal(bk_state_copy(&o->sim.state, &twin->state), BK_OK);
    d->sim = twin;
    d->count = 0;
    twin->teller = (bk_storyteller){hear, d};
}

static void go_on(bk_sim *sim)
{
    assert_int_equal(bk_sim_advance(sim, END), BK_OK);
}

/* Compares the branch with the run as it was. Counts the way they part, if they do. */
static void check_parting(const diary *was, const diary *is, int32_t changed, const char *office,
                          int64_t ways[WAYS], int64_t *decisions)
{
    int32_t n = was->count < is->count ? was->count : is->count, i = 0;
    while (i < n && same(&was->story[i], &is->story[i])) {
        *decisions += was->story[i].kind == BK_STORY_DECIDES;
        i++;
    }
    if (i == n) {
        CHECK_MSG(was->count == is->count, "office '%s', client %d: one story goes on", office,
                  changed);
        return;
    }
    const bk_story *a = &was->story[i], *b = &is->story[i];
    int32_t place, way = way_of(a, b, &place);
    CHECK_MSG(way != UNSEEN,
              "office '%s', client %d: stories of kind %d (place %d) and %d (place %d) differ "
              "after %.4f and %.4f weeks without an outcome that she saw",
              office, changed, (int)a->kind, a->place, (int)b->kind, b->place, bk_weeks_of(a->at),
              bk_weeks_of(b->at));
    CHECK_MSG(changed < 0 || place == changed,
              "office '%s': client %d was changed, and client %d's outcome differs", office,
              changed, place);
    ways[way]++;
}

static void flip_willing(bk_client *c)
{
    c->flags ^= BK_CLIENT_WILLING;
}

static void flip_needs(bk_client *c, uint32_t mask)
{
    c->needs ^= (uint16_t)(mask & ~(uint32_t)c->known);
}

/* One client at a time: first willing, then one or all of the needs she does not know. */
static void test_one_client_changed(void **state)
{
    (void)state;
    int64_t ways[WAYS] = {0}, decisions = 0;
    diary was = {0}, is = {0};
    bk_sim twin = {0};
    for (int32_t which = 0; which < N_OFFICES; which++) {
        office_closely o = open_office(which, which % 2 == 0 ? "25" : "50");
        office_begin(&o, test_seed((uint64_t)which), 0, NULL);
        office_advance(&o, START);
        branch(&o, &twin, &was);
        go_on(&twin);
        uint64_t random = test_seed(100 + (uint64_t)which);
        int32_t places = o.sim.state.h->n_places;
        for (int32_t i = 0; i < 3 * places; i++) {
            branch(&o, &twin, &is);
            bk_client *c = &twin.state.client[i / 3];
            if (i % 3 == 0)
                flip_willing(c);
            else
                flip_needs(c, i % 3 == 1 ? 0xff : 1u << (test_random(&random) & 7));
            go_on(&twin);
            check_parting(&was, &is, i / 3, OFFICES[which].name, ways, &decisions);
        }
        office_leave(&o);
    }
    bk_sim_clear(&twin);
    free(was.story);
    free(is.story);
    print_message("# %lld decisions; parted by %lld hurdles, %lld no-shows, %lld revealings, %lld "
                  "measures, %lld who left\n",
                  (long long)decisions, (long long)ways[BY_HURDLE], (long long)ways[BY_NO_SHOW],
                  (long long)ways[BY_REVEALING], (long long)ways[BY_MEASURE],
                  (long long)ways[BY_LEAVING]);
    CHECK(decisions > 100000);
    CHECK(ways[BY_HURDLE] > 0 && ways[BY_NO_SHOW] > 0 && ways[BY_REVEALING] > 0);
    CHECK(ways[BY_MEASURE] + ways[BY_LEAVING] > 0);
}

/* Everybody's at once: willing shuffled, unknown needs dealt out anew. */
static void test_all_shuffled(void **state)
{
    (void)state;
    enum { SHUFFLES = 200 };
    int64_t ways[WAYS] = {0}, decisions = 0;
    diary was = {0}, is = {0};
    bk_sim twin = {0};
    for (int32_t which = 0; which < N_OFFICES; which++) {
        office_closely o = open_office(which, "50");
        office_begin(&o, test_seed(10 + (uint64_t)which), 0, NULL);
        office_advance(&o, START);
        branch(&o, &twin, &was);
        go_on(&twin);
        uint64_t random = test_seed(110 + (uint64_t)which);
        for (int32_t i = 0; i < SHUFFLES; i++) {
            branch(&o, &twin, &is);
            int32_t n = twin.state.h->n_places;
            for (int32_t p = 0; p < n; p++) {
                bk_client *c = &twin.state.client[p];
                bk_client *other =
                    &twin.state.client[(int32_t)(test_random(&random) % (uint64_t)n)];
                if ((c->flags ^ other->flags) & BK_CLIENT_WILLING)
                    flip_willing(c), flip_willing(other);
                uint32_t hidden = ~(uint32_t)c->known & ~(uint32_t)other->known;
                uint32_t differ = ((uint32_t)c->needs ^ other->needs) & hidden;
                flip_needs(c, differ);
                flip_needs(other, differ);
            }
            go_on(&twin);
            check_parting(&was, &is, -1, OFFICES[which].name, ways, &decisions);
        }
        office_leave(&o);
    }
    bk_sim_clear(&twin);
    free(was.story);
    free(is.story);
    print_message("# %lld decisions before they parted\n", (long long)decisions);
    CHECK(decisions > 2000);
}

/* ---- changed only while she decides ---- */

typedef struct {
    diary diary;
    bk_sim *sim;
    bool after_demand; /* a demand's hurdle is followed by no decision */
    int32_t place;     /* whose truth is changed now, or BK_NONE */
    uint16_t needs;    /* what was changed of them */
    bool willing;
    int64_t decisions;
} meddler;

static void meddle(meddler *m, int32_t place, bool willing, bool needs)
{
    bk_client *c = &m->sim->state.client[place];
    m->place = place;
    if (willing) {
        flip_willing(c);
        m->willing = true;
    }
    if (needs && m->needs == 0) {
        m->needs = (uint16_t)(0xff & ~(uint32_t)c->known);
        c->needs ^= m->needs;
    }
}

static void put_right(meddler *m)
{
    bk_client *c = &m->sim->state.client[m->place];
    if (m->willing) flip_willing(c);
    c->needs ^= m->needs;
    m->willing = false;
    m->needs = 0;
    m->place = BK_NONE;
}

/* Willing is changed once a hurdle is judged; unknown needs once what the occasion reveals of them
 * is known: at a duty at once, after a conversation when something was revealed. */
static void meddle_and_hear(void *context, const bk_story *story)
{
    meddler *m = context;
    hear(&m->diary, story);
    switch ((int)story->kind) {
    case BK_STORY_DEMAND_DONE:
        m->after_demand = true;
        return;
    case BK_STORY_HURDLE:
        if (!m->after_demand) meddle(m, story->place, true, story->hurdle == BK_HURDLE_DUTY);
        break;
    case BK_STORY_REVEALED:
    case BK_STORY_MEASURE_ENDS:
        assert_int_equal(m->place, story->place);
        meddle(m, story->place, false, true);
        break;
    case BK_STORY_DECIDES:
        assert_int_equal(m->place, story->place);
        put_right(m);
        m->decisions++;
        break;
    default:
        assert_int_equal(m->place, BK_NONE); /* nothing else may come in between */
    }
    m->after_demand = false;
}

static void test_changed_while_deciding(void **state)
{
    (void)state;
    meddler m = {.place = BK_NONE};
    diary was = {0};
    for (int32_t which = 0; which < N_OFFICES; which++) {
        office_closely o = open_office(which, "60");
        m.sim = &o.sim;
        was.sim = m.diary.sim = &o.sim;
        was.count = m.diary.count = 0;
        office_begin(&o, test_seed(20 + (uint64_t)which), 0, &(bk_storyteller){hear, &was});
        office_advance(&o, 150);
        office_begin(&o, test_seed(20 + (uint64_t)which), 0,
                     &(bk_storyteller){meddle_and_hear, &m});
        office_advance(&o, 150);
        office_leave(&o);
        assert_int_equal(m.diary.count, was.count);
        for (int32_t i = 0; i < was.count; i++)
            CHECK_MSG(same(&was.story[i], &m.diary.story[i]),
                      "office '%s', story %d of kind %d: a decision depends on the hidden truth",
                      OFFICES[which].name, i, (int)was.story[i].kind);
    }
    print_message("# %lld decisions\n", (long long)m.decisions);
    CHECK(m.decisions > 50000);
    free(was.story);
    free(m.diary.story);
}

/* ---- the source ---- */

/* Functions that may read the hidden truth: who draws it, lets it fail or leave, counts or tells.
 */
static const struct {
    const char *what; /* as it stands in the source */
    const char *readers[12];
} GUARDED[] = {
    {"BK_CLIENT_WILLING",
     {"draw_person", "bk_client_enter", "bk_client_leave", "rate_to_work", "bk_truly_clears",
      "bk_tell", "bk_client_count"}},
    {"bk_truly_clears(",
     {"bk_truly_clears", "bk_on_duty_point", "bk_on_measure_end", "plan_talk", "end_demand",
      "bk_client_judge", "bk_exact_judge" /* to tell it */}},
    {"needs", /* of a client, in a line without what is known */
     {"draw_person", "bk_client_enter", "rate_to_work", "rate_to_other", "bk_truly_clears",
      "bk_on_need_point", "bk_on_measure_end", "census_add", "bk_client_count",
      "learn" /* to tell it, and for the census */, "take_in" /* as it is told to her */}},
};

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The function that a line begins, into name; what follows belongs to it. */
static void note_function(const char *line, char name[64])
{
    const char *open = strchr(line, '(');
    size_t length = strlen(line);
    bool declares = length > 0 && line[length - 1] == ';';
    if (!isalpha((unsigned char)line[0]) || open == NULL || declares) return;
    const char *from = open;
    while (from > line && is_name(from[-1])) from--;
    snprintf(name, 64, "%.*s", (int)(open - from), from);
}

static bool holds(const char *line, const char *what)
{
    if (strcmp(what, "needs") != 0) return strstr(line, what) != NULL;
    bool of_client = strstr(line, "->needs") != NULL || strstr(line, "].needs") != NULL;
    bool of_known = strstr(line, "->known") != NULL || strstr(line, "].known") != NULL;
    return of_client && !of_known && strstr(line, "t->needs") == NULL;
}

static void check_line(const char *file, int32_t number, const char *line, const char *function)
{
    for (size_t g = 0; g < sizeof GUARDED / sizeof GUARDED[0]; g++) {
        bool may = !holds(line, GUARDED[g].what);
        for (size_t i = 0; i < 12 && GUARDED[g].readers[i] != NULL; i++)
            may = may || strcmp(function, GUARDED[g].readers[i]) == 0;
        CHECK_MSG(may, "%s:%d: %s reads the hidden truth (%s); if it may, name it in %s", file,
                  number, function, GUARDED[g].what, __FILE__);
    }
}

static void test_only_these_read_it(void **state)
{
    (void)state;
    static const char *const FILES[] = {"client.c", "desk.c",    "exact.c", "gaze.h",
                                        "line.c",   "outcome.c", "parts.h", "phase.c",
                                        "queue.c",  "run.c",     "week.c"};
    int32_t checked = 0;
    for (size_t f = 0; f < sizeof FILES / sizeof FILES[0]; f++) {
        char path[1024], function[64] = "";
        snprintf(path, sizeof path, "%s/src/model/%s", office_root(), FILES[f]);
        FILE *source = fopen(path, "r");
        if (source == NULL) skip(); /* the test was moved away from the source */
        char line[512];
        for (int32_t number = 1; fgets(line, sizeof line, source) != NULL; number++) {
            line[strcspn(line, "\n")] = '\0';
            note_function(line, function);
            check_line(FILES[f], number, line, function);
            checked++;
        }
        fclose(source);
    }
    CHECK(checked > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_client_changed),
        cmocka_unit_test(test_all_shuffled),
        cmocka_unit_test(test_changed_while_deciding),
        cmocka_unit_test(test_only_these_read_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
