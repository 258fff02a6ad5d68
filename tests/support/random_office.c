/* random_office.c - draws the parts, writes them down, reads and runs them. */
#include "support/random_office.h"

#include "support/support.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int random_below(uint64_t *state, int n)
{
    return (int)(test_random(state) % (uint64_t)n);
}

double random_between(uint64_t *state, double low, double high)
{
    return low + (high - low) * (double)(test_random(state) >> 11) * 0x1p-53;
}

/* ---- text ---- */

typedef struct {
    char *to;
    size_t size, length;
} page;

__attribute__((format(printf, 2, 3))) static void put(page *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(p->to + p->length, p->size - p->length, format, arguments);
    va_end(arguments);
    assert_true(n >= 0 && p->length + (size_t)n < p->size);
    p->length += (size_t)n;
}

static page page_on(char *to, size_t size)
{
    to[0] = '\0';
    return (page){to, size, 0};
}

typedef struct {
    uint64_t *luck;
    bool tied;
} dice;

static bool maybe(const dice *d, int one_in)
{
    return random_below(d->luck, one_in) == 0;
}

/* key = a share: 0 and 1 are as likely as what lies between. */
static void share(page *p, const dice *d, const char *key, double most)
{
    double x = random_between(d->luck, 0, most);
    if (maybe(d, 5)) x = 0;
    if (maybe(d, 7)) x = most;
    put(p, "%s = %.4g\n", key, x);
}

/* key = a number of any size between, 0 now and then where none is set. */
static void number(page *p, const dice *d, const char *key, double low, double high)
{
    put(p, "%s = %.5g\n", key, low * exp(random_between(d->luck, 0, log(high / low))));
}

static void number_or_none(page *p, const dice *d, const char *key, double low, double high)
{
    if (maybe(d, 4))
        put(p, "%s = 0\n", key);
    else
        number(p, d, key, low, high);
}

static const char *one_of(const dice *d, const char *a, const char *b, const char *c)
{
    int n = random_below(d->luck, c == NULL ? 2 : 3);
    return n == 0 ? a : n == 1 ? b : c;
}

/* Minutes, of which a week of 1,920 holds 128 lots of 15. */
static double minutes(const dice *d, double most)
{
    if (d->tied) return 15.0 * (1 + random_below(d->luck, 8));
    return most * exp(-random_between(d->luck, 0, 4));
}

static const char *distribution(const dice *d)
{
    return d->tied ? "fixed" : one_of(d, "fixed", "exponential", "lognormal");
}

static double cv(const dice *d)
{
    return d->tied || maybe(d, 4) ? 0 : random_between(d->luck, 0, 2);
}

/* ---- clients ---- */

static void draw_domains(random_office *o, page *p, const dice *d)
{
    static const char *const NAMES[16] = {
        "health", "family", "housing", "culture", "work",      "school", "children", "language",
        "debt",   "law",    "friends", "sleep",   "transport", "food",   "safety",   "clothes"};
    int first = random_below(d->luck, 3) == 0 ? 1 : 0; /* a third without "health" */
    o->n_domains = random_below(d->luck, 3) == 0 ? random_below(d->luck, 17 - first)
                                                 : random_below(d->luck, 5);
    if (maybe(d, 12)) {
        o->n_domains = 16;
        first = 0;
    }
    if (o->n_domains > 0) put(p, "[clients.domain]\n");
    for (int i = 0; i < o->n_domains; i++) {
        put(p, "[clients.domain.%s]\n", NAMES[first + i]);
        share(p, d, "prevalence", 1);
        share(p, d, "hinders", maybe(d, 3) ? 1 : 0.3);
        share(p, d, "blocks_work", 1);
    }
}

static void draw_clients(random_office *o, const dice *d)
{
    page sheet = page_on(o->clients, sizeof o->clients), *p = &sheet;
    put(p, "[clients]\n");
    share(p, d, "unwilling_share", 1);
    share(p, d, "need_correlation", 1);
    number_or_none(p, d, "new_need_per_week", 0.01, 2);
    number_or_none(p, d, "duties_per_week", 0.05, 5);
    number_or_none(p, d, "duty_hurdles", 0.3, 10);
    share(p, d, "duties_seen", 1);
    number_or_none(p, d, "measure_hurdles", 0.3, 10);
    share(p, d, "base_failure", maybe(d, 3) ? 1 : 0.2);
    share(p, d, "unwilling_failure", 1);
    put(p, "[clients.leaving]\n");
    number_or_none(p, d, "work_per_week", 0.005, 1);
    number_or_none(p, d, "unwilling_factor", 0.1, 3);
    number_or_none(p, d, "contact_boost", 0.1, 4);
    number(p, d, "boost_weeks", 0.1, 40);
    number_or_none(p, d, "other_per_week", 0.002, 0.5);
    number_or_none(p, d, "health_other", 0.1, 4);
    number_or_none(p, d, "contact_boost_other", 0.1, 4);
    put(p, "[clients.trust]\n");
    share(p, d, "rest", 1);
    share(p, d, "gain", 1);
    number_or_none(p, d, "decay_per_week", 0.01, 3);
    share(p, d, "demand_loss", 1);
    draw_domains(o, p, d);
}

/* ---- conditions ---- */

static void draw_inbox(random_conditions *c, page *p, const dice *d)
{
    c->n_streams = random_below(d->luck, STREAMS_MOST + 1);
    for (int i = 0; i < c->n_streams; i++) {
        put(p, "[conditions.%s.inbox.s%d]\n", c->id, i);
        number_or_none(p, d, "per_week", 0.05, 2);
        put(p, "minutes = %.5g\n", minutes(d, 240));
        put(p, "distribution = \"%s\"\n", distribution(d));
        put(p, "cv = %.3g\n", cv(d));
        if (!maybe(d, 3)) number(p, d, "patience_weeks", 0.01, 10);
        number_or_none(p, d, "failure_demand", 0.2, 2);
        number_or_none(p, d, "failure_after_weeks", 0.1, 6);
        put(p, "shared = %s\n", maybe(d, 2) ? "true" : "false");
    }
}

static void draw_conversation(const random_conditions *c, page *p, const dice *d)
{
    put(p, "[conditions.%s.conversation]\n", c->id);
    if (maybe(d, 8))
        put(p, "interval_weeks = inf\n");
    else if (d->tied)
        put(p, "interval_weeks = %.10g\n", (1 + random_below(d->luck, 16)) / 16.0);
    else
        number(p, d, "interval_weeks", 0.05, 8);
    put(p, "interval = \"%s\"\n", distribution(d));
    put(p, "interval_cv = %.3g\n", random_between(d->luck, 0.05, 2));
    if (d->tied)
        put(p, "early_after_weeks = %.10g\n",
            maybe(d, 3) ? 0 : (1 + random_below(d->luck, 16)) / 32.0);
    else
        number_or_none(p, d, "early_after_weeks", 0.05, 5);
    if (d->tied || maybe(d, 3))
        put(p, "first_within_weeks = 0\n");
    else
        number(p, d, "first_within_weeks", 0.01, 4);
    put(p, "minutes = %.5g\n", minutes(d, 240));
    put(p, "distribution = \"%s\"\n", distribution(d));
    put(p, "cv = %.3g\n", cv(d));
    put(p, "documentation_minutes = %.5g\n", maybe(d, 3) ? 0 : minutes(d, 60));
    put(p, "no_show_minutes = %.5g\n", maybe(d, 3) ? 0 : minutes(d, 60));
    share(p, d, "protected_share", 1);
    share(p, d, "distancing", 1);
    const char *who_next = maybe(d, 2)
                               ? one_of(d, "longest_waiting", "most_needs_known", "new_first")
                               : one_of(d, "least_seen_as_problem", "most_seen_as_problem", NULL);
    int shape = c->id[1] - '0';
    put(p, "who_next = \"%s\"\n", shape == 1 ? "random" : shape == 2 ? "index" : who_next);
    for (int i = 0, n = maybe(d, 2) ? 42 : 84; shape == 2 && i < n; i++)
        put(p, "%s%d%s", i == 0 ? "index = [" : ", ", (i * 29 + 7) % 17, i == n - 1 ? "]\n" : "");
    number_or_none(p, d, "disclosure", 0.1, 10);
    if (maybe(d, 2))
        put(p, "completes = 0\n");
    else
        share(p, d, "completes", maybe(d, 3) ? 1 : 0.2);
}

static void draw_tasks(const random_conditions *c, page *p, const dice *d, int n_domains)
{
    put(p, "[conditions.%s.mapping]\n", c->id);
    put(p, "minutes = %.5g\n", maybe(d, 2) ? 0 : minutes(d, 120));
    if (maybe(d, 2))
        put(p, "structure = 1\n");
    else
        number_or_none(p, d, "structure", 0.2, 5);
    number_or_none(p, d, "repeat_weeks", 0.5, 10);
    put(p, "[conditions.%s.demand]\n", c->id);
    put(p, "minutes = %.5g\ncv = %.3g\n", minutes(d, 120), cv(d));
    share(p, d, "withdraws", 1);
    number_or_none(p, d, "work_boost", 0.2, 4);
    number_or_none(p, d, "boost_weeks", 0.2, 10);

    static const char *const NAMES[16] = {
        "health", "family", "housing", "culture", "work",      "school", "children", "language",
        "debt",   "law",    "friends", "sleep",   "transport", "food",   "safety",   "clothes"};
    /* Names a draw_domains that left out the first has shifted by one; all but it and the last are
     * declared either way. */
    int n = n_domains < 2 ? 0 : random_below(d->luck, 5);
    for (int i = 0; i < n; i++) {
        put(p, "[conditions.%s.measure.m%d]\n", c->id, i);
        put(p, "solves = \"%s\"\n", NAMES[1 + random_below(d->luck, n_domains - 1)]);
        put(p, "minutes = %.5g\ncv = %.3g\n", minutes(d, 120), cv(d));
        number(p, d, "weeks", 0.05, 12);
        share(p, d, "succeeds", 1);
    }
}

static void draw_gaze(const random_conditions *c, page *p, const dice *d)
{
    put(p, "[conditions.%s.gaze]\n", c->id);
    share(p, d, "prior", 1);
    put(p, "prior_spread = %.3g\n", maybe(d, 2) ? 0 : random_between(d->luck, 0, 4));
    if (maybe(d, 5))
        put(p, "memory_weeks = inf\n");
    else
        number(p, d, "memory_weeks", 0.1, 100);
    share(p, d, "threshold", 1);
    double least = maybe(d, 2) ? 0 : random_between(d->luck, 0, 1);
    put(p, "correction_min = %.3g\ncorrection_max = %.3g\n", least,
        maybe(d, 4) ? 1 : ceil(random_between(d->luck, least, 1) * 1e3) / 1e3);
    number(p, d, "load_half", 0.05, 10);
    number_or_none(p, d, "steepness", 0.2, 20);
    number(p, d, "load_memory_weeks", 1, 20);
    put(p, "socialisation = %.3g\n", maybe(d, 2) ? 0 : random_between(d->luck, 0, 1));
    if (!d->tied)
        put(p, "reflection_hours = %.3g\n", maybe(d, 2) ? 0 : random_between(d->luck, 0, 3));
    number_or_none(p, d, "reflection_gain", 0.01, 3);
}

static void draw_conditions(random_office *o, int index, const dice *d)
{
    random_conditions *c = &o->conditions[index];
    page sheet = page_on(c->text, sizeof c->text), *p = &sheet;
    c->id[0] = 'c';
    c->id[1] = (char)('0' + index);
    c->open = maybe(d, 3);
    put(p, "[conditions.%s]\n", c->id);
    put(p, "intake = \"%s\"\n", c->open ? "open" : "steady");
    put(p, "work_order = \"%s\"\n", one_of(d, "inbox_first", "oldest", NULL));
    if (d->tied) { /* 1,920 minutes a week, and no length that is not 15 times something */
        put(p, "hours_per_week = 32\nfixed_share = 0\n");
        put(p, "rule_friction = %d\n", random_below(d->luck, 2));
    } else {
        put(p, "hours_per_week = %.4g\n", random_between(d->luck, 10, 60));
        share(p, d, "fixed_share", 0.6);
        number_or_none(p, d, "rule_friction", 0.1, 3);
        share(p, d, "speedup", 1);
        number_or_none(p, d, "overwork", 0.1, 5);
    }
    share(p, d, "standard_offer", 1);
    number_or_none(p, d, "turnover_per_year", 0.5, 20);
    draw_inbox(c, p, d);
    draw_conversation(c, p, d);
    draw_tasks(c, p, d, o->n_domains);
    draw_gaze(c, p, d);
    if (o->n_domains <= 6 && (index + o->n_domains) % 3 == 0) put(p, "observer = \"exact\"\n");
}

/* ---- offices and changes ---- */

static void draw_team(const random_office *o, random_team *t, const dice *d)
{
    page sheet = page_on(t->text, sizeof t->text), *p = &sheet;
    t->conditions = random_below(d->luck, o->n_conditions);
    t->caseworkers = 1 + random_below(d->luck, 4);
    t->repeat = maybe(d, 5) ? 2 : 1;
    if (!o->conditions[t->conditions].open) {
        put(p, "caseload = %d\n", maybe(d, 4) ? 1 : 1 + random_below(d->luck, 14));
        return;
    }
    int limit = 1 + random_below(d->luck, 12);
    number_or_none(p, d, "arrivals_per_week", 0.1, o->weeks > 60 ? 3 : 8);
    if (!maybe(d, 4)) put(p, "caseload_limit = %d\n", limit);
    t->start = random_below(d->luck, limit + 1);
    put(p, "start = %d\n", t->start);
}

static void draw_offices(random_office *o, const dice *d, bool one)
{
    o->n_offices = one ? 1 : 1 + random_below(d->luck, 2);
    for (int i = 0; i < o->n_offices; i++) {
        random_one_office *office = &o->office[i];
        office->name[0] = (char)('A' + i);
        office->repeat = !one && maybe(d, 6) ? 2 : 1;
        office->n_teams = one ? 1 : 1 + random_below(d->luck, 3);
        for (int t = 0; t < office->n_teams; t++) {
            draw_team(o, &office->team[t], d);
            if (one) office->team[t].repeat = 1;
        }
    }
}

/* One key of a team or of the conditions it works under, unless the change has it already. */
static void draw_set(const random_office *o, int office, int team, char *text, page *p,
                     const dice *d)
{
    static const char *const OF_CONDITIONS[] = {
        "conversation.distancing",        "gaze.socialisation",
        "conversation.completes",         "conversation.protected_share",
        "conversation.early_after_weeks", "turnover_per_year"};
    const random_one_office *of = &o->office[office];
    const random_conditions *c = &o->conditions[of->team[team].conditions];
    char key[100];
    int what = random_below(d->luck, 11);
    double x = random_between(d->luck, 0, 1);
    if (what < 2) {
        snprintf(key, sizeof key, "office.%s.team.%d.caseworkers", of->name, team + 1);
        x = 1 + random_below(d->luck, 5);
    } else if (what < 5) {
        const char *load = !c->open    ? "caseload"
                           : what == 2 ? "arrivals_per_week"
                                       : "caseload_limit";
        snprintf(key, sizeof key, "office.%s.team.%d.%s", of->name, team + 1, load);
        int least = of->team[team].start > 1 ? of->team[team].start : 1;
        x = least + random_below(d->luck, 14);
    } else {
        const char *name = what == 10 ? "hours_per_week" : OF_CONDITIONS[what - 5];
        snprintf(key, sizeof key, "conditions.%s.%s", c->id, name);
        if (what == 10)
            x = d->tied ? 16 << random_below(d->luck, 2) : 8 + random_below(d->luck, 50);
        if (d->tied && what == 9) x = random_below(d->luck, 16) / 32.0;
    }
    if (strstr(text, key) == NULL) put(p, "\"%s\" = %.10g\n", key, x);
}

static void draw_change(random_office *o, int index, const dice *d)
{
    page sheet = page_on(o->change[index], sizeof o->change[index]), *p = &sheet;
    int office = random_below(d->luck, o->n_offices);
    int team = random_below(d->luck, o->office[office].n_teams);
    bool at_warmup = maybe(d, 4) && o->warmup_weeks > 0;
    int week = at_warmup ? o->warmup_weeks : 1 + random_below(d->luck, o->weeks - 1);
    put(p, "[[change]]\nweek = %d\n[change.set]\n", week);
    for (int n = 1 + random_below(d->luck, 4); n > 0; n--)
        draw_set(o, office, team, o->change[index], p, d);
}

void random_office_draw(random_office *out, uint64_t seed, int flags)
{
    uint64_t luck = seed;
    dice d = {&luck, (flags & OFFICE_TIED) != 0};
    *out = (random_office){0};
    out->seed = seed;
    bool years = maybe(&d, 10); /* long enough for what is followed for 52 weeks */
    out->weeks = years ? 110 + random_below(&luck, 20) : 8 + random_below(&luck, 32);
    out->warmup_weeks = random_below(&luck, years ? 8 : out->weeks);
    out->replications = 1 + random_below(&luck, 2);
    draw_clients(out, &d);
    bool one = (flags & OFFICE_OF_ONE_TEAM) != 0;
    out->n_conditions = one ? 1 : 1 + random_below(&luck, CONDITIONS_MOST);
    for (int i = 0; i < out->n_conditions; i++) draw_conditions(out, i, &d);
    draw_offices(out, &d, one);
    if (flags & OFFICE_WITHOUT_CHANGES) return;
    out->n_changes = random_below(&luck, flags & OFFICE_WITH_CHANGES ? CHANGES_MOST : 2);
    if (flags & OFFICE_WITH_CHANGES) out->n_changes++;
    for (int i = 0; i < out->n_changes; i++) draw_change(out, i, &d);
}

/* ---- the whole file, and runs ---- */

char *random_office_text(const random_office *o)
{
    enum { SIZE = 1 << 16 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    page sheet = page_on(text, SIZE), *p = &sheet;
    put(p, "title = \"random %" PRIu64 "\"\n", o->seed);
    put(p, "weeks = %d\nwarmup_weeks = %d\nreplications = %d\nseed = %" PRIu64 "\n", o->weeks,
        o->warmup_weeks, o->replications, o->seed >> 11);
    put(p, "%s", o->clients);
    for (int i = 0; i < o->n_conditions; i++) put(p, "%s", o->conditions[i].text);
    for (int i = 0; i < o->n_offices; i++) {
        const random_one_office *office = &o->office[i];
        put(p, "[[office]]\nname = \"%s\"\nrepeat = %d\n", office->name, office->repeat);
        for (int t = 0; t < office->n_teams; t++) {
            const random_team *team = &office->team[t];
            put(p, "[[office.team]]\nconditions = \"%s\"\ncaseworkers = %d\nrepeat = %d\n%s",
                o->conditions[team->conditions].id, team->caseworkers, team->repeat, team->text);
        }
    }
    for (int i = 0; i < o->n_changes; i++) put(p, "%s", o->change[i]);
    return text;
}

bk_scenario *random_office_parse(const char *text, uint64_t seed)
{
    bk_error err = {.lang = BK_EN};
    bk_scenario *scenario = NULL;
    bk_status status =
        bk_scenario_parse("random.toml", text, (int64_t)strlen(text), 0, NULL, &scenario, &err);
    if (status != BK_OK) {
        char said[1000];
        bk_error_format(&err, 0, said, sizeof said);
        CHECK_IN(text, status == BK_OK, "seed %" PRIu64 " gave no valid scenario: %s", seed, said);
    }
    return scenario;
}

bk_result *random_office_run(const bk_scenario *scenario, int threads, bool series)
{
    bk_error err = {.lang = BK_EN};
    bk_run_options options = {.threads = threads, .series = series};
    bk_result *result = NULL;
    assert_int_equal(bk_run(scenario, &options, &result, &err), BK_OK);
    assert_non_null(result);
    return result;
}
