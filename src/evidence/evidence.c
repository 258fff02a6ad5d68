/* A folder of trials over its base scenario. */
#include "base/file.h"
#include "evidence/trial.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_MOST = 1000, NAME_MOST = 200, FILE_MOST = 1 << 20 };
static const char BASE[] = "base.toml", ENDING[] = ".toml";

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_trial(const char *name)
{
    size_t length = strlen(name), ending = strlen(ENDING);
    return length > ending && length < NAME_MOST && name[0] != '.' &&
           strcmp(name + length - ending, ENDING) == 0 && strcmp(name, BASE) != 0;
}

/* The names of the folder's trials, sorted, so that the order is nobody's accident. */
static bk_status list(const char *folder, bk_arena *arena, const char *names[BK_TRIALS_MOST],
                      int32_t *n, bk_error *err)
{
    DIR *open = opendir(folder);
    bk_place place = {.file = folder};
    if (!open) return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_EV_NO_FOLDER, folder);
    bk_status status = BK_OK;
    *n = 0;
    for (const struct dirent *entry; status == BK_OK && (entry = readdir(open));) {
        if (!is_trial(entry->d_name)) continue;
        if (*n >= BK_TRIALS_MOST) {
            status =
                bk_error_add(err, BK_ERR_INPUT, place, BK_W_EV_MANY_FILES, (int)BK_TRIALS_MOST);
            break;
        }
        names[*n] = bk_arena_text(arena, entry->d_name, (int64_t)strlen(entry->d_name));
        if (!names[(*n)++])
            status = bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    }
    closedir(open);
    if (status == BK_OK) qsort(names, (size_t)*n, sizeof *names, by_text);
    if (status == BK_OK && *n == 0)
        status = bk_error_add(err, BK_ERR_INPUT, place, BK_W_EV_NO_TRIALS, folder);
    return status;
}

static bk_status read_one(bk_evidence *e, const char *folder, const char *name, bk_error *err)
{
    char path[PATH_MOST], *text;
    int64_t length;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    BK_TRY(bk_file_read(path, FILE_MOST, &text, &length, err));
    bk_status status =
        bk_trial_parse(path, text, length, e->base, &e->arena, &e->trial[e->n_trials++], err);
    bk_free(text);
    return status;
}

/* Ids are one another's names on the command line: each once in all trials. */
static bk_status check_ids(const bk_evidence *e, bk_error *err)
{
    bk_status status = BK_OK;
    for (int32_t i = 0; i < bk_evidence_count(e); i++) {
        bk_finding_info a = bk_evidence_finding(e, i, BK_EN);
        for (int32_t j = 0; j < i; j++) {
            if (strcmp(a.id, bk_evidence_finding(e, j, BK_EN).id) != 0) continue;
            bk_place place = {.file = e->trial[a.trial_number].file};
            status = bk_error_add(err, BK_ERR_INPUT, place, BK_W_EV_TWICE, a.id);
        }
    }
    return status;
}

static bk_status load(bk_evidence *e, const char *folder, bk_error *err)
{
    char path[PATH_MOST];
    const char *names[BK_TRIALS_MOST];
    int32_t n = 0;
    if (strlen(folder) + NAME_MOST + 2 > PATH_MOST)
        return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_EV_NO_FOLDER, folder);
    BK_TRY(list(folder, &e->arena, names, &n, err));
    snprintf(path, sizeof path, "%s/%s", folder, BASE);
    BK_TRY(bk_scenario_load(path, 0, NULL, &e->base, err));
    e->trial = bk_arena_alloc(&e->arena, n, sizeof *e->trial);
    if (!e->trial) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    bk_status status = BK_OK;
    for (int32_t i = 0; i < n; i++) {
        bk_status one = read_one(e, folder, names[i], err); /* tell of all files at once */
        if (one != BK_OK && one != BK_ERR_INPUT) return one;
        if (one != BK_OK) status = one;
    }
    return status == BK_OK ? check_ids(e, err) : status;
}

bk_status bk_evidence_load(const char *folder, bk_evidence **out, bk_error *err)
{
    bk_evidence *e = bk_alloc(1, sizeof *e);
    if (!e) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    bk_status status = load(e, folder, err);
    if (status == BK_OK)
        *out = e;
    else
        bk_evidence_destroy(e);
    return status;
}

void bk_evidence_destroy(bk_evidence *evidence)
{
    if (!evidence) return;
    for (int32_t i = 0; i < evidence->n_trials; i++) bk_trial_clear(&evidence->trial[i]);
    bk_scenario_destroy(evidence->base);
    bk_arena_clear(&evidence->arena);
    bk_free(evidence);
}

/* ---- reading out ---- */

int32_t bk_evidence_count(const bk_evidence *evidence)
{
    int32_t n = 0;
    for (int32_t i = 0; i < evidence->n_trials; i++) n += evidence->trial[i].n_findings;
    return n;
}

const bk_finding *bk_evidence_at(const bk_evidence *evidence, int32_t i, int32_t *trial)
{
    *trial = 0;
    while (i >= evidence->trial[*trial].n_findings) i -= evidence->trial[(*trial)++].n_findings;
    return &evidence->trial[*trial].finding[i];
}

/* Relative change and inputs are shares. */
static bk_unit unit_of(const bk_evidence *e, const bk_finding *f)
{
    if (f->makes != BK_MAKES_MEASURE && f->makes != BK_MAKES_SIGN) return BK_UNIT_SHARE;
    return bk_measure_list_info(&e->base->measures, f->measure, BK_EN).unit_kind;
}

bk_finding_info bk_evidence_finding(const bk_evidence *evidence, int32_t i, bk_lang lang)
{
    int32_t number;
    const bk_finding *f = bk_evidence_at(evidence, i, &number);
    const bk_trial *t = &evidence->trial[number];
    bool input = f->makes == BK_MAKES_PREVALENCE || f->makes == BK_MAKES_NEEDS;
    return (bk_finding_info){
        .id = f->id,
        .says = bk_label_in(f->says, lang, f->id),
        .trial = bk_label_in(t->title, lang, t->file),
        .where = bk_label_in(t->where, lang, ""),
        .design = bk_label_in(t->design, lang, ""),
        .left_open = bk_label_in(t->left_open, lang, ""),
        .citation = t->citation,
        .n = t->n,
        .has_published = f->makes != BK_MAKES_SIGN,
        .published = f->published,
        .se = f->se,
        .low = f->low,
        .high = f->high,
        .unit = unit_of(evidence, f),
        .is_input = input,
        .is_sign = f->makes == BK_MAKES_SIGN,
        .positive = f->positive,
        .is_change = f->has_other,
        .is_relative = f->makes == BK_MAKES_RELATIVE,
        .trial_number = number,
    };
}

int32_t bk_evidence_find(const bk_evidence *evidence, const char *id)
{
    size_t length = strlen(id);
    for (int32_t i = 0; i < bk_evidence_count(evidence); i++) {
        const char *other = bk_evidence_finding(evidence, i, BK_EN).id;
        if (strncmp(other, id, length) == 0 && (other[length] == '\0' || other[length] == '.'))
            return i;
    }
    return -1;
}
