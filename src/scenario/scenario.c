#include "scenario/scenario.h"

#include "base/file.h"
#include "scenario/inherit.h"
#include "scenario/overrides.h"
#include "scenario/read.h"
#include "scenario/screen.h"
#include "scenario/syntax.h"
#include "scenario/toml_face.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Everything of one reading; the scenario is handed out only when nothing was wrong. */
typedef struct {
    bk_scenario *scenario;
    bk_source *source;
    bk_mistakes mistakes;
    bk_reader reader;
    int32_t n_overrides;
    bk_parsed_override *override; /* [n_overrides] */
} reading;

/* The file as a tree; NULL where there is none, and then nothing else is looked at. */
static bk_node *parse_file(reading *r, const char *name, const char *text, int64_t length)
{
    bk_arena *arena = &r->scenario->arena;
    r->source = bk_arena_alloc(arena, 1, sizeof *r->source);
    if (!r->source || bk_source_init(r->source, arena, name, text, length) != BK_OK) {
        r->mistakes.no_memory = true;
        return NULL;
    }
    r->scenario->name = bk_arena_text(arena, name, (int64_t)strlen(name));
    r->scenario->text = bk_arena_text(arena, text, length);
    r->scenario->length = length;
    if (!r->scenario->name || !r->scenario->text) {
        r->mistakes.no_memory = true;
        return NULL;
    }
    r->source->text = text = r->scenario->text;
    if (!bk_screen(&r->mistakes, r->source)) return NULL;

    bk_node *root = NULL;
    bk_toml_mistake wrong;
    bk_status status = bk_toml_parse(text, length, r->source, arena, &root, &wrong);
    if (status == BK_ERR_MEMORY) r->mistakes.no_memory = true;
    if (status == BK_ERR_INPUT)
        bk_mistakes_add(&r->mistakes, r->source, wrong.at, BK_W_SCN_SYNTAX,
                        bk_syntax_text(wrong.detail, bk_mistakes_lang(&r->mistakes)));
    return root;
}

/* Copies them into the scenario. */
static bool keep_overrides(reading *r, int32_t n, const bk_override *overrides)
{
    bk_arena *arena = &r->scenario->arena;
    bk_override *copy = bk_arena_alloc(arena, n, sizeof *copy);
    for (int32_t i = 0; copy && i < n; i++) {
        const bk_override *o = &overrides[i];
        copy[i].path = bk_arena_text(arena, o->path, (int64_t)strlen(o->path));
        copy[i].value = bk_arena_text(arena, o->value, (int64_t)strlen(o->value));
        if (!copy[i].path || !copy[i].value) copy = NULL;
    }
    if (!copy) r->mistakes.no_memory = true;
    r->scenario->n_overrides = copy ? n : 0;
    r->scenario->override = copy;
    return copy != NULL;
}

static void parse_overrides(reading *r, int32_t n, const bk_override *overrides)
{
    if (n <= 0) return;
    r->override = bk_arena_alloc(&r->scenario->arena, n, sizeof r->override[0]);
    if (!r->override) {
        r->mistakes.no_memory = true;
        return;
    }
    if (!keep_overrides(r, n, overrides)) return;
    r->n_overrides = n;
    for (int32_t i = 0; i < n; i++) {
        bk_override_parse(&r->reader, &overrides[i], i + 1, &r->override[i]);
    }
}

/* early: those that decide who inherits from whom. */
static void put_overrides(reading *r, bk_node *root, bool early)
{
    bk_setter setter = {.reader = &r->reader, .root = root};
    for (int32_t i = 0; i < r->n_overrides; i++) {
        const bk_parsed_override *override = &r->override[i];
        if (!override->value || bk_override_is_early(override) != early) continue;
        setter.source = override->source;
        bk_set_path(&setter, &override->path, override->value);
    }
}

static void read_all(reading *r, bk_node *root)
{
    bk_scenario *scenario = r->scenario;
    put_overrides(r, root, true);
    bk_inherit_resolve(&r->reader, root);
    put_overrides(r, root, false);

    bk_read_top(&r->reader, root, &scenario->def);
    scenario->root = bk_node_find(root, "change") ? bk_node_copy(&scenario->arena, root) : root;
    if (!scenario->root) r->mistakes.no_memory = true;
    if (r->mistakes.no_memory) return;
    bk_phases_read(&r->reader, root, &scenario->def, &scenario->changes);
    snprintf(scenario->hash_text, sizeof scenario->hash_text, "%016" PRIx64, scenario->def.hash);
}

bk_status bk_scenario_parse(const char *name, const char *text, int64_t length, int32_t n_overrides,
                            const bk_override *overrides, bk_scenario **out, bk_error *err)
{
    reading r = {.scenario = bk_alloc(1, sizeof *r.scenario)};
    if (!r.scenario) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    bk_mistakes_init(&r.mistakes, err);
    r.reader = (bk_reader){
        .arena = &r.scenario->arena, .mistakes = &r.mistakes, .uncertain = &r.scenario->uncertain};

    bk_node *root = parse_file(&r, name, text, length);
    if (root) {
        parse_overrides(&r, n_overrides, overrides);
        read_all(&r, root);
    }
    bk_status status = bk_mistakes_status(&r.mistakes);
    if (status == BK_OK)
        status = bk_measure_list_build(&r.scenario->def.phase[0].definition, &r.scenario->arena,
                                       &r.scenario->measures);
    if (status == BK_OK) {
        *out = r.scenario;
        return BK_OK;
    }
    bk_scenario_destroy(r.scenario);
    if (status == BK_ERR_MEMORY) bk_error_add(err, status, (bk_place){0}, BK_W_NO_MEMORY);
    return status;
}

bk_status bk_scenario_load(const char *path, int32_t n_overrides, const bk_override *overrides,
                           bk_scenario **out, bk_error *err)
{
    char *text;
    int64_t length;
    BK_TRY(bk_file_read(path, BK_MAX_FILE_MIB * INT64_C(1048576), &text, &length, err));
    bk_status status = bk_scenario_parse(path, text, length, n_overrides, overrides, out, err);
    bk_free(text);
    return status;
}

bk_status bk_scenario_vary(const bk_scenario *scenario, int32_t n_overrides,
                           const bk_override *overrides, bk_scenario **out, bk_error *err)
{
    int32_t own = scenario->n_overrides, n = own + n_overrides;
    bk_override *all = bk_alloc(n > 0 ? n : 1, sizeof *all);
    if (!all) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    for (int32_t i = 0; i < n; i++) all[i] = i < own ? scenario->override[i] : overrides[i - own];
    bk_status status =
        bk_scenario_parse(scenario->name, scenario->text, scenario->length, n, all, out, err);
    bk_free(all);
    return status;
}

void bk_scenario_destroy(bk_scenario *scenario)
{
    if (!scenario) return;
    bk_arena arena = scenario->arena;
    bk_arena_clear(&arena);
    bk_free(scenario);
}
