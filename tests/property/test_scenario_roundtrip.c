/* Random scenarios out of the field table: what is written reads back the same, keys in any order
 * have one hash, and no mangled text crashes the reader. */
#include "support/reading.h"

#include "base/format.h"

#include <inttypes.h>
#include <math.h>

typedef struct {
    uint64_t random;
    bk_buffer text;
    bool open; /* intake of all conditions */
    int32_t n_conditions;
    int32_t n_domains;
    int32_t n_offices;
    int32_t weeks;
} maker;

static int32_t below(maker *m, int32_t n)
{
    return (int32_t)(test_random(&m->random) % (uint64_t)n);
}

static double between(maker *m, double least, double most)
{
    double u = (double)(test_random(&m->random) >> 11) * 0x1p-53;
    if (below(m, 8) == 0) return most;
    double value = least + u * (most - least), whole = floor(value);
    return below(m, 8) == 0 && whole >= least ? whole : value;
}

/* Ends within which every combination of keys holds together. */
static void ends(const bk_field *field, double *least, double *most)
{
    static const struct {
        const char *path;
        double least, most;
    } NARROW[] = {
        /* What comes to a client has a bound on its sum. */
        {"conditions.NAME.inbox.NAME.per_week", 0, 100},
        {"conditions.NAME.inbox.NAME.failure_demand", 0, 5},
        {"conditions.NAME.demand.work_boost", 0, 5},
        {"clients.leaving.contact_boost", 0, 5},
        {"clients.leaving.contact_boost_other", 0, 5},
        {"clients.leaving.health_other", 0, 5},
        {"clients.leaving.unwilling_factor", 0, 2},
        {"office.repeat", 1, 100},
        {"office.team.repeat", 1, 100},

        {"conditions.NAME.hours_per_week", 30, 80},
        {"conditions.NAME.fixed_share", 0, 0.5},
        {"conditions.NAME.gaze.reflection_hours", 0, 10},
        {"conditions.NAME.gaze.correction_min", 0, 0.4},
        {"conditions.NAME.gaze.correction_max", 0.5, 1},
        {"conditions.NAME.conversation.interval_cv", 0.01, 10},
        {"office.team.caseworkers", 1, 40},
        {"office.team.caseload", 1, 400},
        {"office.team.caseload_limit", 5, 400},
        {"office.team.start", 0, 5},
    };
    *least = field->least;
    *most = field->most < 1000 ? field->most : 1000;
    if (field->flags & BK_F_ABOVE) *least = 0.001;
    for (size_t i = 0; i < sizeof NARROW / sizeof NARROW[0]; i++) {
        if (strcmp(NARROW[i].path, field->path) != 0) continue;
        *least = NARROW[i].least;
        *most = NARROW[i].most;
    }
}

static void put_number(maker *m, const bk_field *field)
{
    double least, most;
    ends(field, &least, &most);
    bool whole = field->type == BK_TYPE_WHOLE;
    if (isinf(field->most) && below(m, 6) == 0) {
        bk_buffer_text(&m->text, "inf");
        return;
    }
    double low = between(m, least, most), high = between(m, low, most);
    double likely = between(m, low, high);
    if (whole) {
        low = ceil(low);
        high = ceil(high);
        likely = ceil(likely);
    }
    bool range = !(field->flags & BK_F_EXACT) && below(m, 5) == 0;
    bool likely_given = range && low <= likely && likely <= high && below(m, 2) == 0;
    if (range) bk_buffer_text(&m->text, "{ low = ");
    bk_buffer_number(&m->text, low);
    if (likely_given) bk_buffer_text(&m->text, ", likely = ");
    if (likely_given) bk_buffer_number(&m->text, likely);
    if (range) bk_buffer_text(&m->text, ", high = ");
    if (range) bk_buffer_number(&m->text, high);
    if (range) bk_buffer_text(&m->text, " }");
}

static void put_value(maker *m, const bk_field *field)
{
    static const char *const LABELS[] = {"\"x\"", "{ nb = \"æ\\n\" }", "{ en = 'a\"b\\' }",
                                         "{ nb = \"ø\", en = \"\" }"};
    switch (field->type) {
    case BK_TYPE_NUMBER:
    case BK_TYPE_WHOLE:
        put_number(m, field);
        break;
    case BK_TYPE_NUMBERS:
        for (int32_t i = 0; i < BK_SITUATIONS; i++)
            bk_buffer_print(&m->text, "%s%g", i == 0 ? "[" : ", ", 0.25 * below(m, 99) - 3);
        bk_buffer_text(&m->text, "]");
        break;
    case BK_TYPE_SEED:
        bk_buffer_print(&m->text, "%d", (int)below(m, 1000));
        break;
    case BK_TYPE_CHOICE: {
        int32_t n = 0, length;
        const char *at;
        while (bk_choice_at(field->choices, n, &at) > 0) n++;
        length = bk_choice_at(field->choices, below(m, n), &at);
        bk_buffer_print(&m->text, "\"%.*s\"", (int)length, at);
        break;
    }
    case BK_TYPE_BOOL:
        bk_buffer_text(&m->text, below(m, 2) ? "true" : "false");
        break;
    case BK_TYPE_LABEL:
        bk_buffer_text(&m->text, LABELS[below(m, 4)]);
        break;
    case BK_TYPE_DOMAIN:
        bk_buffer_print(&m->text, "\"d%d\"", (int)below(m, m->n_domains));
        break;
    case BK_TYPE_CONDITIONS:
        bk_buffer_print(&m->text, "\"c%d\"", (int)below(m, m->n_conditions));
        break;
    case BK_TYPE_TEXT:
    case BK_TYPE_SET:
        break;
    }
}

/* Keys that the maker writes itself. */
static bool is_apart(const bk_field *field)
{
    static const char *const PATHS[] = {"weeks", "warmup_weeks", "conditions.NAME.intake",
                                        "conditions.NAME.inherits", "office.name"};
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        if (strcmp(field->path, PATHS[i]) == 0) return true;
    }
    return false;
}

static bool is_wanted(maker *m, const bk_field *field)
{
    if (is_apart(field)) return false;
    if (field->flags & BK_F_IF_OPEN && !m->open) return false;
    if (field->flags & BK_F_IF_STEADY && m->open) return false;
    /* What another key may need is always there. */
    if (strstr(field->path, "interval_cv") || strstr(field->path, "conversation.index"))
        return true;
    return field->flags & BK_F_REQUIRED || below(m, 3) == 0;
}

/* tail = value lines, in an order of their own. */
static void put_rows(maker *m, bk_level level)
{
    int32_t n;
    const bk_field *field = bk_fields_of(level, &n);
    int32_t first = below(m, n);
    for (int32_t i = 0; i < n; i++) {
        const bk_field *f = &field[(first + i) % n];
        if (!is_wanted(m, f)) continue;
        bk_buffer_print(&m->text, "%s = ", f->tail);
        put_value(m, f);
        bk_buffer_text(&m->text, "\n");
    }
}

static void put_conditions(maker *m, int32_t i)
{
    bk_buffer_print(&m->text, "[conditions.c%d]\n", (int)i);
    if (i + 1 < m->n_conditions && below(m, 2)) {
        int32_t parent = i + 1 + below(m, m->n_conditions - i - 1);
        bk_buffer_print(&m->text, "inherits = \"c%d\"\n", (int)parent);
    }
    bk_buffer_print(&m->text, "intake = \"%s\"\n", m->open ? "open" : "steady");
    put_rows(m, BK_LEVEL_CONDITIONS);
    for (int32_t k = below(m, 3); k > 0; k--) {
        bk_buffer_print(&m->text, "[conditions.c%d.inbox.s%d]\n", (int)i, (int)k);
        put_rows(m, BK_LEVEL_STREAM);
    }
    for (int32_t k = m->n_domains > 0 ? below(m, 3) : 0; k > 0; k--) {
        bk_buffer_print(&m->text, "[conditions.c%d.measure.m%d]\n", (int)i, (int)k);
        put_rows(m, BK_LEVEL_MEASURE);
    }
}

static void put_office(maker *m, int32_t i)
{
    static const char *const NAMES[] = {"A", "Øst. %d", "3", "b \\\"c\\\" \\\\"};
    bk_buffer_text(&m->text, "[[office]]\nname = \"");
    bk_buffer_text(&m->text, i < 4 ? NAMES[i] : "x");
    bk_buffer_text(&m->text, "\"\n");
    put_rows(m, BK_LEVEL_OFFICE);
    for (int32_t k = 1 + below(m, 3); k > 0; k--) {
        bk_buffer_text(&m->text, "[[office.team]]\n");
        put_rows(m, BK_LEVEL_TEAM);
    }
}

/* Fields that stand in every scenario the maker makes, and where. */
static void put_change(maker *m)
{
    static const struct {
        bk_level level;
        const char *before;
    } PLACES[] = {{BK_LEVEL_CLIENTS, "clients"},
                  {BK_LEVEL_CONDITIONS, "conditions.c0"},
                  {BK_LEVEL_CONDITIONS, "conditions.*"},
                  {BK_LEVEL_TEAM, "office.1.team.1"},
                  {BK_LEVEL_TEAM, "office.*.team.*"}};
    bk_buffer_print(&m->text, "[[change]]\nweek = %d\n[change.set]\n",
                    1 + (int)below(m, m->weeks - 1));
    bool some = false;
    for (int32_t i = 0; i < 5; i++) {
        int32_t n;
        const bk_field *field = bk_fields_of(PLACES[i].level, &n);
        const bk_field *f = &field[below(m, n)];
        bool fits = !(f->flags & BK_F_KEPT) && f->offset != BK_NO_OFFSET;
        if (f->flags & BK_F_IF_OPEN && !m->open) fits = false;
        if (f->flags & BK_F_IF_STEADY && m->open) fits = false;
        if (!fits) continue;
        bk_buffer_print(&m->text, "\"%s.%s\" = ", PLACES[i].before, f->tail);
        put_value(m, f);
        bk_buffer_text(&m->text, "\n");
        some = true;
    }
    if (!some) bk_buffer_text(&m->text, "\"conditions.*.gaze.prior\" = 0.25\n");
}

static void put_scenario(maker *m)
{
    m->open = below(m, 3) == 0;
    m->n_domains = below(m, 5);
    m->n_conditions = 1 + below(m, 4);
    m->n_offices = 1 + below(m, 4);
    m->weeks = 2 + below(m, 300);
    bk_buffer_print(&m->text, "weeks = %d\nwarmup_weeks = %d\n", (int)m->weeks,
                    (int)below(m, m->weeks));
    put_rows(m, BK_LEVEL_ROOT);
    bk_buffer_text(&m->text, "[clients]\n");
    put_rows(m, BK_LEVEL_CLIENTS);
    for (int32_t i = 0; i < m->n_domains; i++) {
        bk_buffer_print(&m->text, "[clients.domain.d%d]\n", (int)i);
        put_rows(m, BK_LEVEL_DOMAIN);
    }
    for (int32_t i = 0; i < m->n_conditions; i++) put_conditions(m, i);
    for (int32_t i = 0; i < m->n_offices; i++) put_office(m, i);
    for (int32_t i = below(m, 4); i > 0; i--) put_change(m);
    CHECK(bk_buffer_status(&m->text) == BK_OK);
}

static void test_written_scenarios_read_back_the_same(void **state)
{
    (void)state;
    uint64_t seed = test_seed(1);
    int32_t n = test_is_long() ? 5000 : 600;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    int32_t phases = 0, uncertain = 0;
    for (int32_t i = 0; i < n; i++) {
        maker m = {.random = seed + (uint64_t)i};
        put_scenario(&m);
        bk_scenario *s, *again;
        if (reading_try(bk_buffer_chars(&m.text), 0, NULL, &s, err) != BK_OK) {
            reading_show(err);
            fail_msg("seed %" PRIu64 ", scenario %d:\n%s", seed, (int)i, bk_buffer_chars(&m.text));
        }
        char *text = reading_written(s);
        again = reading_of(text);
        CHECK_MSG(s->def.hash == again->def.hash, "seed %" PRIu64 ", scenario %d\n%s\nwritten:\n%s",
                  seed, (int)i, bk_buffer_chars(&m.text), text);
        char *twice = reading_written(again);
        CHECK_MSG(strcmp(text, twice) == 0, "seed %" PRIu64 ", scenario %d", seed, (int)i);
        CHECK(s->def.n_phases == again->def.n_phases && s->def.seed == again->def.seed &&
              s->def.replications == again->def.replications);
        phases += s->def.n_phases > 1;
        uncertain += s->uncertain.count > 0;
        bk_free(text);
        bk_free(twice);
        bk_scenario_destroy(s);
        bk_scenario_destroy(again);
        bk_buffer_clear(&m.text);
    }
    CHECK_MSG(phases > n / 4 && uncertain > n / 4, "the scenarios are too plain");
    free(err);
}

/* Cuts, doubles and swaps pieces of good texts: any answer will do, but one. */
static void mangle(maker *m)
{
    static const char *const PIECES[] = {"\"",  "'",   "\"\"\"", "[",  "]",  "{",           "}",
                                         "=",   ".",   ",",      "\n", "#",  "-",           "0",
                                         "inf", "nan", "æ",      "*",  "\\", "[[office]]\n"};
    char *text = m->text.data;
    int32_t length = (int32_t)m->text.length;
    for (int32_t i = 1 + below(m, 4); i > 0 && length > 40; i--) {
        int32_t at = below(m, length - 20), to = below(m, length - 20), n = 1 + below(m, 19);
        switch (below(m, 4)) {
        case 0:
            memmove(text + at, text + to, (size_t)n);
            break;
        case 1:
            memmove(text + at, text + at + n, (size_t)(length - at - n));
            length -= n;
            break;
        case 2:
            text[at] = (char)below(m, 256);
            break;
        default: {
            const char *piece = PIECES[below(m, 20)];
            memcpy(text + at, piece, strlen(piece));
            break;
        }
        }
    }
    m->text.length = length;
}

static void test_mangled_texts_are_read_or_refused(void **state)
{
    (void)state;
    uint64_t seed = test_seed(2);
    int32_t n = test_is_long() ? 30000 : 3000, refused = 0;
    bk_error *err = calloc(1, sizeof *err);
    CHECK(err != NULL);
    for (int32_t i = 0; i < n; i++) {
        maker m = {.random = seed + (uint64_t)i};
        put_scenario(&m);
        mangle(&m);
        bk_scenario *s = NULL;
        *err = (bk_error){.lang = BK_NB};
        bk_status status = bk_scenario_parse("t", m.text.data, m.text.length, 0, NULL, &s, err);
        CHECK_MSG(status == BK_OK || status == BK_ERR_INPUT, "seed %" PRIu64 ", text %d", seed,
                  (int)i);
        CHECK_MSG((status == BK_OK) == (s != NULL) && (status == BK_OK) == (err->count == 0),
                  "seed %" PRIu64 ", text %d", seed, (int)i);
        refused += status != BK_OK;
        bk_scenario_destroy(s);
        bk_buffer_clear(&m.text);
    }
    CHECK_MSG(refused > n / 2 && refused < n, "%d of %d were refused", (int)refused, (int)n);
    free(err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written_scenarios_read_back_the_same),
        cmocka_unit_test(test_mangled_texts_are_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
