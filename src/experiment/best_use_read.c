/* Reading the answer to how time is best used. */
#include "experiment/best_use_parts.h"

#include "base/check.h"

#include <string.h>

void bk_best_use_destroy(bk_best_use *b)
{
    if (b == NULL) return;
    bk_comparison_destroy(b->check);
    bk_scenario_destroy(b->alone);
    bk_scenario_destroy(b->chosen);
    bk_arena_clear(&b->arena);
    bk_free(b);
}

bk_use_summary bk_best_use_summary(const bk_best_use *b)
{
    return b->summary;
}

const bk_scenario *bk_best_use_scenario(const bk_best_use *b)
{
    return b->scenario;
}

/* What a setting makes of a lever. */
static const char *value_of(const bk_best_use *b, const bk_setting *s, int32_t lever)
{
    const bk_team_lever *l = &b->lever[lever];
    return s->at[lever] > 0 ? l->lever.value[s->at[lever] - 1] : l->today;
}

bk_use_lever bk_best_use_lever(const bk_best_use *b, int32_t lever, bk_lang lang)
{
    BK_ASSERT(lever >= 0 && lever < b->n_levers);
    const bk_team_lever *l = &b->lever[lever];
    return (bk_use_lever){.path = l->lever.path,
                          .meaning = bk_label_in(l->meaning, lang, l->lever.path),
                          .today = l->today,
                          .chosen = value_of(b, &b->best, lever),
                          .changes = b->best.at[lever] > 0,
                          .alone = b->part_alone[lever],
                          .without = b->part_without[lever]};
}

int32_t bk_best_use_finalist_count(const bk_best_use *b)
{
    return b->n_finalists;
}

bk_use_finalist bk_best_use_finalist(const bk_best_use *b, int32_t i)
{
    BK_ASSERT(i >= 0 && i < b->n_finalists);
    const bk_finalist *f = &b->finalist[i];
    const bk_setting today = {{0}};
    return (bk_use_finalist){.is_today = memcmp(&f->s, &today, sizeof today) == 0,
                             .gain = f->gain,
                             .replications = f->replications};
}

const char *bk_best_use_finalist_value(const bk_best_use *b, int32_t i, int32_t lever)
{
    BK_ASSERT(i >= 0 && i < b->n_finalists && lever >= 0 && lever < b->n_levers);
    return value_of(b, &b->finalist[i].s, lever);
}

const bk_comparison *bk_best_use_check(const bk_best_use *b)
{
    return b->check;
}
