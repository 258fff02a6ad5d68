#include "experiment/variants.h"

#include "base/words.h"
#include "scenario/paths.h"

bk_status bk_variants_create(const bk_scenario *base, int32_t n, int32_t n_keys, bk_variants *out,
                             bk_error *err)
{
    *out = (bk_variants){.base = base, .n = n, .n_keys = n_keys};
    int64_t values = (int64_t)n * n_keys;
    out->scenario = bk_alloc(n, sizeof *out->scenario);
    out->override = bk_alloc(values, sizeof *out->override);
    out->value = bk_alloc(values, sizeof *out->value);
    if (out->scenario != NULL && out->override != NULL && out->value != NULL) return BK_OK;
    bk_variants_clear(out);
    return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
}

void bk_variants_clear(bk_variants *variants)
{
    for (int32_t i = 0; variants->scenario != NULL && i < variants->n; i++)
        bk_scenario_destroy(variants->scenario[i]);
    bk_free(variants->scenario);
    bk_free(variants->override);
    bk_free(variants->value);
    *variants = (bk_variants){0};
}

void bk_variants_set(bk_variants *variants, int32_t i, int32_t key, const bk_vary *vary,
                     int64_t units)
{
    int64_t at = (int64_t)i * variants->n_keys + key;
    bk_vary_text(vary, units, variants->value[at]);
    variants->override[at] = (bk_override){.path = vary->path, .value = variants->value[at]};
}

bk_status bk_variants_read(bk_variants *variants, int32_t i, bk_error *err)
{
    return bk_scenario_vary(variants->base, variants->n_keys,
                            variants->override + (int64_t)i * variants->n_keys,
                            &variants->scenario[i], err);
}

/* The field that the path ends in, NULL where it leads nowhere. */
static bk_status field_of(const char *path, const bk_field **out, bk_error *err)
{
    bk_arena arena = {0};
    bk_path parsed;
    bool no_memory = false;
    bool fine = bk_path_parse(&arena, path, &parsed, &no_memory);
    *out = fine && !no_memory ? bk_path_field(&parsed) : NULL;
    bk_arena_clear(&arena);
    if (!no_memory) return BK_OK;
    return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
}

bk_status bk_vary_check(const bk_vary *vary, bool *whole, bk_error *err)
{
    const bk_field *field;
    bk_place nowhere = {0};
    *whole = false;
    BK_TRY(field_of(vary->path, &field, err));
    if (field == NULL) return BK_OK;
    if (field->type != BK_TYPE_WHOLE && field->type != BK_TYPE_NUMBER)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_VARY_NO_NUMBER, vary->path);
    *whole = field->type == BK_TYPE_WHOLE;
    if (*whole && vary->decimals > 0)
        return bk_error_add(err, BK_ERR_USAGE, nowhere, BK_W_VARY_WHOLE, vary->path);
    return BK_OK;
}

bk_status bk_vary_check_on_the_way(const bk_vary *vary, bk_error *err)
{
    const bk_field *field;
    BK_TRY(field_of(vary->path, &field, err));
    if (field == NULL || !(field->flags & BK_F_KEPT)) return BK_OK;
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_SCN_PATH_KEPT, vary->path);
}

bk_status bk_vary_try_ends(const bk_scenario *scenario, const bk_vary *vary, bk_error *err)
{
    bk_variants ends;
    BK_TRY(bk_variants_create(scenario, 2, 1, &ends, err));
    bk_variants_set(&ends, 0, 0, vary, vary->from);
    bk_variants_set(&ends, 1, 0, vary, vary->to);
    bk_status status = bk_variants_read(&ends, 0, err);
    if (status == BK_OK) status = bk_variants_read(&ends, 1, err);
    bk_variants_clear(&ends);
    return status;
}

double bk_vary_scale(const bk_vary *vary)
{
    double scale = 1;
    for (int32_t i = 0; i < vary->decimals; i++) scale *= 10;
    return scale;
}

void bk_vary_refine(bk_vary *vary, int64_t steps)
{
    BK_ASSERT(vary->step == 0);
    const int64_t most = INT64_C(100000000000000); /* below 2^53 after one step more */
    while (vary->to - vary->from < steps && vary->decimals < 12 && vary->from > -most &&
           vary->from < most && vary->to > -most && vary->to < most) {
        vary->from *= 10;
        vary->to *= 10;
        vary->decimals++;
    }
}
