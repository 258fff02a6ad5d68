#include "evidence/codes.h"

#include <stdio.h>
#include <string.h>

enum { FEW_GROUPS = 6, PLACE_TEXT = 240, SAID_TEXT = 700 };

int bk_code_row_order(const void *a, const void *b)
{
    const bk_code_row *x = a, *y = b;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    if (x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    if (x->coder != y->coder) return x->coder < y->coder ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* ---- units and groups ---- */

static bool same_unit(const bk_code_row *a, const bk_code_row *b)
{
    return a->group == b->group && a->line == b->line && a->unit == b->unit;
}

static bk_status make_room(bk_codes *c)
{
    int64_t lines = c->lines.count, cells = lines * c->groups.count;
    c->unit_count = bk_arena_alloc(&c->arena, (int64_t)c->n_rows * BK_CODE_COUNT, sizeof(int32_t));
    c->unit_group = bk_arena_alloc(&c->arena, c->n_rows, sizeof(int32_t));
    c->unit_line = bk_arena_alloc(&c->arena, c->n_rows, sizeof(int32_t));
    c->cluster = bk_arena_alloc(&c->arena, cells, sizeof *c->cluster);
    c->info = bk_arena_alloc(&c->arena, lines, sizeof *c->info);
    bool fine = c->unit_count && c->unit_group && c->unit_line && c->cluster && c->info;
    return fine ? BK_OK : BK_ERR_MEMORY;
}

static void gather_units(bk_codes *c)
{
    for (int32_t i = 0; i < c->n_rows; i++) {
        const bk_code_row *row = &c->row[i];
        if (i == 0 || !same_unit(row, row - 1)) {
            c->unit_group[c->n_units] = row->group;
            c->unit_line[c->n_units] = row->line;
            c->info[row->line].units++;
            c->n_units++;
        }
        c->unit_count[(int64_t)(c->n_units - 1) * BK_CODE_COUNT + (int32_t)row->code]++;
        bk_line_info *info = &c->info[row->line];
        *(row->code == BK_CODE_IS    ? &info->as_is
          : row->code == BK_CODE_HAS ? &info->as_has
                                     : &info->as_other) += 1;
    }
}

/* A unit weighs one, whoever coded it; those coded other alone are outside the question. */
static void gather_clusters(bk_codes *c)
{
    for (int32_t u = 0; u < c->n_units; u++) {
        const int32_t *count = &c->unit_count[(int64_t)u * BK_CODE_COUNT];
        int32_t either = count[BK_CODE_IS] + count[BK_CODE_HAS];
        if (either == 0) continue;
        bk_cluster *cluster =
            &c->cluster[(int64_t)c->unit_line[u] * c->groups.count + c->unit_group[u]];
        cluster->units += 1;
        cluster->sum += (double)count[BK_CODE_IS] / (double)either;
    }
}

static bk_status count_coders(bk_codes *c)
{
    bool *seen = bk_alloc((int64_t)c->lines.count * c->coders.count, sizeof *seen);
    if (!seen) return BK_ERR_MEMORY;
    for (int32_t i = 0; i < c->n_rows; i++) {
        bool *it = &seen[(int64_t)c->row[i].line * c->coders.count + c->row[i].coder];
        c->info[c->row[i].line].coders += !*it;
        *it = true;
    }
    bk_free(seen);
    return BK_OK;
}

static bk_share share_of(bk_clustered from)
{
    return (bk_share){from.share, from.low, from.high, from.has_interval};
}

/* ---- remarks ---- */

/* at is a line of the file. */
static void remark(bk_codes *c, bk_words text, const char *about, int32_t at)
{
    if (c->n_remarks < BK_REMARKS_MOST)
        c->remark[c->n_remarks++] = (bk_remark){.text = text, .about = about, .at = at};
}

/* The first line of the file that speaks of that service line. */
static int32_t first_of_line(const bk_codes *c, int32_t line)
{
    int32_t at = INT32_MAX;
    for (int32_t i = 0; i < c->n_rows; i++)
        if (c->row[i].line == line && c->row[i].at < at) at = c->row[i].at;
    return at;
}

static void remark_on_codes(bk_codes *c)
{
    static const char *const NAME[BK_CODE_COUNT] = {"IS", "HAS", "other"};
    int64_t used[BK_CODE_COUNT] = {0};
    for (int32_t l = 0; l < c->lines.count; l++) {
        used[BK_CODE_IS] += c->info[l].as_is;
        used[BK_CODE_HAS] += c->info[l].as_has;
        used[BK_CODE_OTHER] += c->info[l].as_other;
    }
    for (int32_t code = 0; code < BK_CODE_COUNT; code++)
        if (used[code] == 0) remark(c, BK_W_GZ_NEVER_USED, NAME[code], 1);
}

static void make_remarks(bk_codes *c)
{
    if (c->coders.count == 1)
        remark(c, BK_W_GZ_ONE_CODER, c->coders.name[0], 1);
    else if (c->alpha.units == 0)
        remark(c, BK_W_GZ_NO_OVERLAP, "", 1);
    remark_on_codes(c);
    for (int32_t l = 0; l < c->lines.count; l++) {
        const bk_line_info *info = &c->info[l];
        if (info->groups >= FEW_GROUPS) continue;
        bk_words text = info->groups == 0   ? BK_W_GZ_LINE_EMPTY
                        : info->groups == 1 ? BK_W_GZ_LINE_ONE_GROUP
                                            : BK_W_GZ_LINE_FEW_GROUPS;
        remark(c, text, info->name, first_of_line(c, l));
    }
}

/* Words of every remark, in both languages, with the place before them. */
static bk_status say_remarks(bk_codes *c)
{
    for (int32_t i = 0; i < c->n_remarks; i++) {
        bk_remark *r = &c->remark[i];
        for (int32_t lang = BK_NB; lang <= BK_EN; lang++) {
            char place[PLACE_TEXT], text[SAID_TEXT];
            bk_words_print(text, SAID_TEXT, (bk_lang)lang, r->text, r->about);
            int length = snprintf(place, sizeof place, "%.200s:%d: ", c->file, (int)r->at);
            bk_buffer said = {0};
            bk_buffer_add(&said, place, length);
            bk_buffer_text(&said, text);
            bool fine = bk_buffer_status(&said) == BK_OK;
            r->said[lang] =
                fine ? bk_arena_text(&c->arena, bk_buffer_chars(&said), said.length) : NULL;
            bk_buffer_clear(&said);
            if (!r->said[lang]) return BK_ERR_MEMORY;
        }
    }
    return BK_OK;
}

bk_status bk_codes_sum_up(bk_codes *c)
{
    BK_TRY(make_room(c));
    gather_units(c);
    gather_clusters(c);
    BK_TRY(count_coders(c));
    for (int32_t l = 0; l < c->lines.count; l++) {
        bk_clustered share =
            bk_clusters_share(&c->cluster[(int64_t)l * c->groups.count], c->groups.count);
        c->info[l].name = c->lines.name[l];
        c->info[l].is = share_of(share);
        c->info[l].groups = share.groups;
    }
    bk_agreement a = bk_agreement_nominal(c->n_units, BK_CODE_COUNT, c->unit_count, c->unit_group);
    c->alpha = (bk_alpha_info){.alpha = {a.alpha, a.low, a.high, a.has_interval},
                               .units = a.units,
                               .coders = c->coders.count,
                               .by_group = a.by_group};
    make_remarks(c);
    return say_remarks(c);
}

/* ---- reading out ---- */

const char *bk_codes_file(const bk_codes *codes)
{
    return codes->file;
}

int32_t bk_codes_line_count(const bk_codes *codes)
{
    return codes->lines.count;
}

bk_line_info bk_codes_line(const bk_codes *codes, int32_t line)
{
    return codes->info[line];
}

int32_t bk_codes_line_find(const bk_codes *codes, const char *name)
{
    for (int32_t l = 0; l < codes->lines.count; l++)
        if (strcmp(codes->lines.name[l], name) == 0) return l;
    return -1;
}

bk_share bk_codes_difference(const bk_codes *codes, int32_t a, int32_t b)
{
    int64_t groups = codes->groups.count;
    return share_of(bk_clusters_difference(&codes->cluster[a * groups], &codes->cluster[b * groups],
                                           codes->groups.count));
}

bk_alpha_info bk_codes_alpha(const bk_codes *codes)
{
    return codes->alpha;
}

int32_t bk_codes_remark_count(const bk_codes *codes)
{
    return codes->n_remarks;
}

const char *bk_codes_remark(const bk_codes *codes, int32_t i, bk_lang lang)
{
    return codes->remark[i].said[lang];
}

void bk_codes_destroy(bk_codes *codes)
{
    if (!codes) return;
    bk_arena arena = codes->arena;
    bk_arena_clear(&arena);
    bk_free(codes);
}
