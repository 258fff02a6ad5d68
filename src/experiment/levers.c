#include "experiment/levers.h"

#include "base/format.h"
#include "base/words.h"
#include "scenario/fields.h"
#include "scenario/paths.h"

#include <stdio.h>
#include <string.h>

/* What an office can decide for itself without money, below conditions.NAME: how the hours there
 * are are spent. The model books the time that each of them takes. */
static const struct {
    const char *tail, *values;
} USUAL[] = {
    {"conversation.protected_share", "0,0.2,0.4,0.6"},
    {"conversation.interval_weeks", "2,3,4,6,8,12"},
    {"conversation.minutes", "20,30,40,50,60"},
    {"mapping.minutes", "0,30,60"},
    {"gaze.reflection_hours", "0,1,2,4"},
    {"work_order", "inbox_first,oldest"},
    {"conversation.who_next", "longest_waiting,most_needs_known,least_seen_as_problem,random"},
    {"standard_offer", "0,0.5,1"},
};
enum { USUALS = sizeof USUAL / sizeof USUAL[0], OVERRIDE_TEXT = 64 };

static bk_status refuse(bk_error *err, bk_words text, const char *about)
{
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, text, about);
}

/* The values between commas. */
static bool read_values(const char *text, bk_lever *out)
{
    out->n_values = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        if (length == 0 || length >= BK_LEVER_TEXT || out->n_values == BK_LEVER_VALUES)
            return false;
        snprintf(out->value[out->n_values++], BK_LEVER_TEXT, "%.*s", (int)length, at);
        at += length;
        if (!*at) return true;
    }
}

bk_status bk_lever_parse(const char *text, bk_lever *out, bk_error *err)
{
    const char *equals = strchr(text, '=');
    bk_lever lever = {0};
    if (equals == NULL || equals == text || equals - text >= BK_LEVER_PATH)
        return refuse(err, BK_W_USE_NOT_A_LEVER, text);
    snprintf(lever.path, sizeof lever.path, "%.*s", (int)(equals - text), text);
    if (!read_values(equals + 1, &lever)) return refuse(err, BK_W_USE_NOT_A_LEVER, text);
    *out = lever;
    return BK_OK;
}

/* ---- today's values ---- */

/* What the field holds in the conditions, as a file would have it; "" for what a lever cannot be.
 */
static void today_of(const bk_field *field, const bk_conditions_def *conditions,
                     char out[BK_LEVER_TEXT])
{
    const char *at = (const char *)conditions + field->offset;
    char number[BK_NUMBER_TEXT];
    const char *choice;
    out[0] = '\0';
    switch (field->type) {
    case BK_TYPE_NUMBER:
        bk_format_number(*(const double *)(const void *)at, number);
        snprintf(out, BK_LEVER_TEXT, "%.31s", number);
        break;
    case BK_TYPE_CHOICE: {
        int32_t length = bk_choice_at(field->choices, *(const int32_t *)(const void *)at, &choice);
        snprintf(out, BK_LEVER_TEXT, "%.*s", (int)length, choice);
        break;
    }
    case BK_TYPE_NUMBERS:
    case BK_TYPE_WHOLE:
    case BK_TYPE_SEED:
    case BK_TYPE_BOOL:
    case BK_TYPE_LABEL:
    case BK_TYPE_TEXT:
    case BK_TYPE_DOMAIN:
    case BK_TYPE_CONDITIONS:
    case BK_TYPE_SET:
        break;
    }
}

static const bk_conditions_def *conditions_of(const bk_scenario *scenario, int32_t row)
{
    const bk_definition *def = &scenario->def.phase[0].definition;
    int32_t o = 0;
    while (row >= def->office[o].n_teams) row -= def->office[o++].n_teams;
    return &def->conditions[def->office[o].team[row].conditions];
}

/* The field of conditions whose tail it is; NULL where there is none. */
static const bk_field *conditions_field(const char *tail)
{
    int32_t n;
    const bk_field *field = bk_fields_of(BK_LEVEL_CONDITIONS, &n);
    for (int32_t i = 0; i < n; i++)
        if (strcmp(field[i].tail, tail) == 0) return &field[i];
    return NULL;
}

static void drop_today(bk_team_lever *l)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < l->lever.n_values; i++) {
        if (strcmp(l->lever.value[i], l->today) == 0) continue;
        if (kept < i) memcpy(l->lever.value[kept], l->lever.value[i], BK_LEVER_TEXT);
        kept++;
    }
    l->lever.n_values = kept;
}

/* Fills in what is known of the key that the lever's path leads to. */
static void look_up(const bk_conditions_def *conditions, bk_team_lever *l)
{
    char prefix[BK_LEVER_PATH];
    int length = snprintf(prefix, sizeof prefix, "conditions.%s.", conditions->id);
    if (length < 0 || length >= BK_LEVER_PATH) return;
    if (strncmp(l->lever.path, prefix, (size_t)length) != 0) return;
    const bk_field *field = conditions_field(l->lever.path + length);
    if (field == NULL || field->offset == BK_NO_OFFSET) return;
    l->meaning = field->meaning;
    today_of(field, conditions, l->today);
    drop_today(l);
}

bk_status bk_levers_of(const bk_scenario *scenario, int32_t row, int32_t n_given,
                       const bk_lever *given, bk_arena *arena, int32_t *n, bk_team_lever **out,
                       bk_error *err)
{
    if (n_given > BK_LEVERS_MOST)
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_USE_TOO_MANY, (int)n_given,
                            (int)BK_LEVERS_MOST);
    const bk_conditions_def *conditions = conditions_of(scenario, row);
    int32_t wanted = n_given > 0 ? n_given : USUALS, kept = 0;
    bk_team_lever *lever = bk_arena_alloc(arena, wanted, sizeof *lever);
    if (lever == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    for (int32_t i = 0; i < wanted; i++) {
        bk_team_lever *l = &lever[kept];
        *l = (bk_team_lever){0};
        if (n_given > 0) {
            l->lever = given[i];
        } else {
            int length = snprintf(l->lever.path, BK_LEVER_PATH, "conditions.%s.%s", conditions->id,
                                  USUAL[i].tail);
            if (length >= BK_LEVER_PATH || !read_values(USUAL[i].values, &l->lever)) continue;
        }
        look_up(conditions, l);
        kept += l->lever.n_values > 0;
    }
    if (kept == 0) return refuse(err, BK_W_USE_NOTHING_TO_SET, conditions->id);
    *n = kept;
    *out = lever;
    return BK_OK;
}

/* ---- one team alone ---- */

bk_status bk_team_alone(const bk_scenario *scenario, int32_t row, bk_scenario **out, bk_error *err)
{
    bk_arena arena = {0};
    const bk_definition *def = &scenario->def.phase[0].definition;
    int32_t teams = bk_scenario_team_count(scenario), n = 0, at = 0;
    bk_override *set = bk_arena_alloc(&arena, 2 * (int64_t)teams, sizeof *set);
    char(*path)[OVERRIDE_TEXT] = bk_arena_alloc(&arena, 2 * (int64_t)teams, sizeof *path);
    if (set == NULL || path == NULL) {
        bk_arena_clear(&arena);
        return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    }
    for (int32_t o = 0; o < def->n_offices; o++) {
        for (int32_t t = 0; t < def->office[o].n_teams; t++) {
            if (at++ == row) continue;
            bool open = def->conditions[def->office[o].team[t].conditions].intake == BK_INTAKE_OPEN;
            snprintf(path[n], OVERRIDE_TEXT, "office.%d.team.%d.caseworkers", (int)o + 1,
                     (int)t + 1);
            set[n] = (bk_override){path[n], "1"};
            n++;
            snprintf(path[n], OVERRIDE_TEXT, "office.%d.team.%d.%s", (int)o + 1, (int)t + 1,
                     open ? "arrivals_per_week" : "caseload");
            set[n] = (bk_override){path[n], open ? "0.001" : "1"};
            n++;
        }
    }
    bk_status status = bk_scenario_vary(scenario, n, set, out, err);
    bk_arena_clear(&arena);
    return status;
}
