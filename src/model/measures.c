#include "model/measures.h"

#include <math.h>
#include <string.h>

enum { ONE = BK_FAMILY_ONE, LANES = BK_FAMILY_LANES, INBOX = BK_FAMILY_INBOX };

typedef struct {
    const char *id;
    int family;
    bk_unit unit;
    double factor;
    bk_better better;
    bool by_week;
    bk_label label;
    bk_words note;
} row;

static const row ROWS[BK_MEASURE_COUNT] = {
#define BK_MEASURE(name, id, family, unit, factor, better, by_week, nb, en, note) \
    {id, family, unit, factor, better, by_week, {nb, en}, note},
#include "model/measures.def"
#undef BK_MEASURE
};

static const struct {
    const char *id;
    bk_words label;
} FIXED_LANES[BK_FIXED_LANES] = {
    {"measure", BK_W_LANE_MEASURE},
    {"demand", BK_W_LANE_DEMAND},
    {"conversation", BK_W_LANE_CONVERSATION},
};

static const bk_words UNIT_WORDS[] = {
    [BK_UNIT_SHARE] = BK_W_UNIT_SHARE,
    [BK_UNIT_NUMBER] = BK_W_NONE,
    [BK_UNIT_WEEKS] = BK_W_UNIT_WEEKS,
    [BK_UNIT_MINUTES] = BK_W_UNIT_MINUTES,
    [BK_UNIT_WORK_DAYS] = BK_W_UNIT_WORK_DAYS,
    [BK_UNIT_DAYS] = BK_W_UNIT_DAYS,
    [BK_UNIT_PER_100_YEAR] = BK_W_UNIT_PER_100_YEAR,
    [BK_UNIT_PER_1000_MONTH] = BK_W_UNIT_PER_1000_MONTH,
};

/* a followed by b, in arena; NULL when there is no memory. */
static const char *join(bk_arena *arena, const char *a, size_t a_length, const char *b,
                        const char *c)
{
    size_t b_length = strlen(b), c_length = strlen(c);
    char *out = bk_arena_alloc(arena, (int64_t)(a_length + b_length + c_length + 1), 1);
    if (out == NULL) return NULL;
    memcpy(out, a, a_length);
    memcpy(out + a_length, b, b_length);
    memcpy(out + a_length + b_length, c, c_length);
    return out;
}

/* pattern with its one %s replaced by name. */
static const char *fill(bk_arena *arena, const char *pattern, const char *name)
{
    const char *hole = strstr(pattern, "%s");
    if (hole == NULL) return pattern;
    return join(arena, pattern, (size_t)(hole - pattern), name, hole + 2);
}

static bk_status add(bk_measure_list *list, bk_arena *arena, bk_measure_kind kind, const char *lane,
                     bk_label lane_label)
{
    const row *r = &ROWS[kind];
    bk_measure *m = &list->measure[list->count++];
    *m = (bk_measure){
        .kind = kind, .id = r->id, .label = r->label, .factor = r->factor, .lane = lane};
    if (lane == NULL) return BK_OK;

    m->lane_label = lane_label;
    m->id = join(arena, r->id, strlen(r->id), ".", lane);
    m->label.nb = fill(arena, r->label.nb, bk_label_in(lane_label, BK_NB, lane));
    m->label.en = fill(arena, r->label.en, bk_label_in(lane_label, BK_EN, lane));
    return m->id != NULL && m->label.nb != NULL && m->label.en != NULL ? BK_OK : BK_ERR_MEMORY;
}

/* Collects the different inbox streams of all conditions, in the order they are met. */
static bk_status collect_inbox(const bk_definition *def, bk_arena *arena, bk_measure_list *list,
                               bk_label **labels)
{
    int64_t most = 0;
    for (int32_t c = 0; c < def->n_conditions; c++) most += def->conditions[c].n_streams;
    list->inbox = bk_arena_alloc(arena, most + 1, sizeof *list->inbox);
    *labels = bk_arena_alloc(arena, most + 1, sizeof **labels);
    if (list->inbox == NULL || *labels == NULL) return BK_ERR_MEMORY;

    for (int32_t c = 0; c < def->n_conditions; c++) {
        for (int32_t s = 0; s < def->conditions[c].n_streams; s++) {
            const bk_stream_def *stream = &def->conditions[c].stream[s];
            int32_t i = 0;
            while (i < list->n_inbox && strcmp(list->inbox[i], stream->id) != 0) i++;
            if (i < list->n_inbox) continue;
            (*labels)[list->n_inbox] = stream->label;
            list->inbox[list->n_inbox++] = stream->id;
        }
    }
    return BK_OK;
}

bk_status bk_measure_list_build(const bk_definition *def, bk_arena *arena, bk_measure_list *out)
{
    bk_measure_list list = {0};
    bk_label *labels = NULL;
    BK_TRY(collect_inbox(def, arena, &list, &labels));

    int64_t most = (int64_t)BK_MEASURE_COUNT * (list.n_inbox + BK_FIXED_LANES);
    list.measure = bk_arena_alloc(arena, most, sizeof *list.measure);
    if (list.measure == NULL) return BK_ERR_MEMORY;

    for (int32_t k = 0; k < BK_MEASURE_COUNT; k++) {
        bk_measure_kind kind = (bk_measure_kind)k;
        list.first[k] = list.count;
        if (ROWS[k].family == ONE) {
            BK_TRY(add(&list, arena, kind, NULL, (bk_label){0}));
            continue;
        }
        for (int32_t s = 0; s < list.n_inbox; s++)
            BK_TRY(add(&list, arena, kind, list.inbox[s], labels[s]));
        if (ROWS[k].family == INBOX) continue;
        for (int32_t f = 0; f < BK_FIXED_LANES; f++) {
            bk_words w = FIXED_LANES[f].label;
            BK_TRY(add(&list, arena, kind, FIXED_LANES[f].id,
                       (bk_label){bk_word(BK_NB, w), bk_word(BK_EN, w)}));
        }
    }
    list.first[BK_MEASURE_COUNT] = list.count;
    *out = list;
    return BK_OK;
}

int32_t bk_measure_list_find(const bk_measure_list *list, const char *id)
{
    for (int32_t i = 0; i < list->count; i++)
        if (strcmp(list->measure[i].id, id) == 0) return i;
    return -1;
}

bk_measure_info bk_measure_list_info(const bk_measure_list *list, int32_t i, bk_lang lang)
{
    const bk_measure *m = &list->measure[i];
    const row *r = &ROWS[m->kind];
    return (bk_measure_info){
        .id = m->id,
        .label = bk_label_in(m->label, lang, m->id),
        .unit = bk_word(lang, UNIT_WORDS[r->unit]),
        .note = bk_word(lang, r->note),
        .unit_kind = r->unit,
        .better = r->better,
        .by_week = r->by_week,
    };
}

double bk_ratio_value(const bk_measure *measure, bk_ratio ratio)
{
    if (!(ratio.denominator > 0)) return (double)NAN;
    return measure->factor * (ratio.numerator / ratio.denominator);
}
