/* compare_words.c - a difference in words: the way a leader would say it in a meeting. */
#include "report/contrasts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GUTTER = 12, GROUPS = 4, SENTENCE = 1024, ID_TEXT = 64, LIST_TEXT = 256 };

typedef enum { WHEN_ASKED, USUALLY, ALSO_IN_SHORT } told;

typedef struct {
    const char *id;
    told when;
    bk_words less, more, none;
} sentence;

static const sentence SENTENCES[] = {
    {"share_is", WHEN_ASKED, BK_W_CMP_SHARE_IS_LESS, BK_W_CMP_SHARE_IS_MORE,
     BK_W_CMP_SHARE_IS_NONE},
    {"false_is", ALSO_IN_SHORT, BK_W_CMP_FALSE_IS_LESS, BK_W_CMP_FALSE_IS_MORE,
     BK_W_CMP_FALSE_IS_NONE},
    {"known_share", USUALLY, BK_W_CMP_KNOWN_LESS, BK_W_CMP_KNOWN_MORE, BK_W_CMP_KNOWN_NONE},
    {"conversation_minutes", USUALLY, BK_W_CMP_TALK_LESS, BK_W_CMP_TALK_MORE, BK_W_CMP_TALK_NONE},
    {"weeks_since_contact", ALSO_IN_SHORT, BK_W_CMP_SINCE_LESS, BK_W_CMP_SINCE_MORE,
     BK_W_CMP_SINCE_NONE},
    {"load", WHEN_ASKED, BK_W_CMP_LOAD_LESS, BK_W_CMP_LOAD_MORE, BK_W_CMP_LOAD_NONE},
    {"exit_work_12m", ALSO_IN_SHORT, BK_W_CMP_WORK_LESS, BK_W_CMP_WORK_MORE, BK_W_CMP_WORK_NONE},
    {"pushed_out_willing", USUALLY, BK_W_CMP_PUSHED_LESS, BK_W_CMP_PUSHED_MORE,
     BK_W_CMP_PUSHED_NONE},
};

/* Clients by their number of needs. */
typedef struct {
    const char *family;
    bk_words less, more;         /* which groups, the one that moves most, by how much */
    bk_words less_one, more_one; /* the one group, by how much */
    bk_words nobody; /* said when something else moves but nobody's figure rises; BK_W_NONE: not */
} by_needs;

static const char *const GROUP_IDS[GROUPS] = {"0", "1", "2_3", "4_plus"};
static const bk_words GROUP_WORDS[GROUPS] = {BK_W_CMP_NEEDS_0, BK_W_CMP_NEEDS_1, BK_W_CMP_NEEDS_2_3,
                                             BK_W_CMP_NEEDS_4};
static const by_needs SEEN = {"share_is_by_needs",    BK_W_CMP_SEEN_LESS,     BK_W_CMP_SEEN_MORE,
                              BK_W_CMP_SEEN_LESS_ONE, BK_W_CMP_SEEN_MORE_ONE, BK_W_NONE};
static const by_needs WAIT = {
    "weeks_since_contact_by_needs", BK_W_CMP_WAIT_LESS,     BK_W_CMP_WAIT_MORE,
    BK_W_CMP_WAIT_LESS_ONE,         BK_W_CMP_WAIT_MORE_ONE, BK_W_CMP_WAIT_NOBODY};

/* Whose changes are told. */
typedef struct {
    const bk_contrasts *k;
    int32_t arm;
    bk_scope scope;
    int32_t index;
    told least; /* what is told when nothing was asked for */
    bk_notes *notes;
} teller;

static bool is_asked(const teller *t, int32_t measure)
{
    for (int32_t i = 0; i < t->k->listing.n; i++)
        if (t->k->listing.row[i].measure == measure) return true;
    return false;
}

static bk_contrast contrast_of(const teller *t, int32_t measure)
{
    return bk_comparison_change(t->k->comparison, t->arm, t->scope, t->index, measure);
}

/* The verdict, and beside it the text with the marks of its note. */
static void write_sentence(teller *t, bk_verdict verdict, const char *text, const char *note)
{
    bk_writer *w = t->k->writer;
    char marks[BK_NOTE_MARKS], whole[SENTENCE];
    bk_notes_mark(t->notes, w->ascii, note, marks);
    snprintf(whole, sizeof whole, "%s%s", text, marks);
    const char *line = whole;
    for (bool first = true;; first = false) {
        const char *rest = line;
        int32_t bytes = bk_wrap(&rest, w->width - 2 - GUTTER);
        if (bytes == 0) return;
        bk_writer_text(w, "  ");
        bk_writer_style(w, verdict == BK_VERDICT_WORSE ? BK_STYLE_ALARM : BK_STYLE_DIM);
        bk_writer_column(w, first ? bk_verdict_word(w->lang, verdict) : "", GUTTER);
        bk_writer_style(w, BK_STYLE_PLAIN);
        bk_writer_show(w, line, bytes);
        bk_writer_text(w, "\n");
        line = rest;
    }
}

/* The interval of a change that is seen, without its sign. */
static void size_text(bk_lang lang, bk_unit unit, const bk_estimate *change, char out[BK_CELL_TEXT])
{
    double low = fabs(bk_figure(unit, change->low)), high = fabs(bk_figure(unit, change->high));
    bk_range_text(lang, low < high ? low : high, low < high ? high : low, out);
}

static void tell(teller *t, const sentence *s)
{
    int32_t measure = bk_scenario_measure_find(t->k->base, s->id);
    if (measure < 0 || !is_asked(t, measure)) return;
    if (s->when < t->least && t->k->options->n_measures == 0) return;
    bk_contrast c = contrast_of(t, measure);
    bk_lang lang = t->k->writer->lang;
    bk_measure_info info = bk_scenario_measure(t->k->base, measure, lang);
    char text[SENTENCE], figure[BK_CELL_TEXT], less[BK_NUMBER_TEXT], more[BK_NUMBER_TEXT];
    switch (c.verdict) {
    case BK_VERDICT_ABSENT:
    case BK_VERDICT_SAME:
    case BK_VERDICT_UNKNOWN:
        return;
    case BK_VERDICT_NONE_SEEN:
        bk_bounds_text(lang, -bk_figure(info.unit_kind, c.change.low),
                       bk_figure(info.unit_kind, c.change.high), less, more);
        bk_words_print(text, sizeof text, lang, s->none, less, more);
        break;
    case BK_VERDICT_BETTER:
    case BK_VERDICT_WORSE:
    case BK_VERDICT_MORE:
    case BK_VERDICT_LESS:
        size_text(lang, info.unit_kind, &c.change, figure);
        bk_words_print(text, sizeof text, lang, c.change.mean < 0 ? s->less : s->more, figure);
    }
    write_sentence(t, c.verdict, text, info.note);
}

/* ---- by number of needs ---- */

typedef struct {
    bk_contrast of[GROUPS];
    bk_measure_info info;
    int32_t seen; /* groups whose change is seen */
} groups;

static bool is_seen(const bk_contrast *c)
{
    return c->verdict == BK_VERDICT_BETTER || c->verdict == BK_VERDICT_WORSE;
}

static bool look_at_groups(const teller *t, const by_needs *what, groups *g)
{
    *g = (groups){0};
    for (int32_t i = 0; i < GROUPS; i++) {
        char id[ID_TEXT];
        snprintf(id, sizeof id, "%s.%s", what->family, GROUP_IDS[i]);
        int32_t measure = bk_scenario_measure_find(t->k->base, id);
        if (measure < 0 || !is_asked(t, measure)) return false;
        g->info = bk_scenario_measure(t->k->base, measure, t->k->writer->lang);
        g->of[i] = contrast_of(t, measure);
        g->seen += is_seen(&g->of[i]);
    }
    return true;
}

/* Those whose figure moves that way, and who moves most. */
static void tell_groups(teller *t, const by_needs *what, const groups *g, bool more)
{
    bk_lang lang = t->k->writer->lang;
    char list[LIST_TEXT] = "";
    size_t length = 0;
    int32_t most = -1, n = 0;
    for (int32_t i = 0; i < GROUPS; i++) {
        const bk_contrast *c = &g->of[i];
        if (!is_seen(c) || (c->change.mean > 0) != more) continue;
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s",
                                   length > 0 ? ", " : "", bk_word(lang, GROUP_WORDS[i]));
        n++;
        if (most < 0 || fabs(c->change.mean) > fabs(g->of[most].change.mean)) most = i;
    }
    if (most < 0 && (!more || what->nobody == BK_W_NONE || g->seen == 0)) return;
    char text[SENTENCE], figure[BK_CELL_TEXT];
    if (most < 0) {
        write_sentence(t, BK_VERDICT_NONE_SEEN, bk_word(lang, what->nobody), g->info.note);
        return;
    }
    size_text(lang, g->info.unit_kind, &g->of[most].change, figure);
    if (n == 1)
        bk_words_print(text, sizeof text, lang, more ? what->more_one : what->less_one, list,
                       figure);
    else
        bk_words_print(text, sizeof text, lang, more ? what->more : what->less, list,
                       bk_word(lang, GROUP_WORDS[most]), figure);
    write_sentence(t, g->of[most].verdict, text, g->info.note);
}

static void tell_by_needs(teller *t, const by_needs *what)
{
    groups g;
    if (!look_at_groups(t, what, &g)) return;
    tell_groups(t, what, &g, false);
    tell_groups(t, what, &g, true);
}

void bk_say_changes(const bk_contrasts *k, int32_t arm, bk_scope scope, int32_t index,
                    bool in_short, bk_notes *notes)
{
    teller t = {.k = k,
                .arm = arm,
                .scope = scope,
                .index = index,
                .least = in_short ? ALSO_IN_SHORT : USUALLY,
                .notes = notes};
    char name[BK_TEAM_NAME];
    if (scope == BK_SCOPE_TEAM)
        bk_contrast_name(k, arm, index, name);
    else
        snprintf(name, sizeof name, "%s", bk_word(k->writer->lang, BK_W_CMP_ALL));
    bk_writer_paragraph(k->writer, 0, BK_STYLE_TITLE, name);
    for (size_t i = 0; i < sizeof SENTENCES / sizeof SENTENCES[0]; i++) tell(&t, &SENTENCES[i]);
    if (!in_short) {
        tell_by_needs(&t, &SEEN);
        tell_by_needs(&t, &WAIT);
    }
    bk_notes_print(notes, k->writer);
    bk_writer_text(k->writer, "\n");
}
