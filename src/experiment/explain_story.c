/* One client's story, row by row: what the caseworker saw and how it moved her, what she did. */
#include "experiment/explain.h"
#include "model/gaze.h"

#include <math.h>
#include <stdio.h>

/* Columns of the table. */
enum {
    WHEN_ENDS = 8,
    WHAT = 10,
    SUSPICION = 31,
    LOG_ODDS = 45,
    RATIO = 62,
    KNOWN = 71,
    OMEGA = 79,
    ROWS_PLAIN = 40, /* longer stories are told with rows drawn together */
    ROWS_JOINED = 60
};

/* How rows of hurdles may be drawn together. */
typedef enum { JOIN_NONE, JOIN_ALIKE, JOIN_ALL } joining;

typedef struct {
    bk_telling *t;
    const bk_way *path;
    joining joining;
    bk_routine routine; /* gathered and not told yet */
    bk_tick routine_from;
    bk_buffer other; /* a second list of names */
} teller;

/* ---- small things ---- */

/* A sentence between the rows of the table. */
#define ASIDE(t, ...)                   \
    do {                                \
        bk_telling_sentence((t), WHAT); \
        BK_SAY((t), __VA_ARGS__);       \
    } while (0)

static void end_aside(bk_telling *t)
{
    if (t->line.length > 0) bk_telling_wrap(t, WHAT);
}

/* How much more what was seen says "unwilling" than "willing": "2,8:1", "1:3,6". */
static bk_span ratio(const bk_telling *t, double weight)
{
    enum { MOST = 1000 };
    double times = bk_exp(fabs(weight));
    bk_figure figure = bk_telling_figure(t, times < MOST ? times : MOST, times < 99.95 ? 1 : 0);
    const char *more = times < MOST ? "" : ">";
    bk_span span;
    if (weight >= 0.0)
        snprintf(span.text, sizeof span.text, "%s%s:1", more, figure.text);
    else
        snprintf(span.text, sizeof span.text, "1:%s%s", more, figure.text);
    return span;
}

/* ---- the table ---- */

static void table_head(bk_telling *t)
{
    static const struct {
        int32_t column;
        bk_words word;
    } HEAD[] = {{WHAT, BK_W_TELL_EX_SAW},
                {SUSPICION, BK_W_TELL_EX_COL_SUSPICION},
                {LOG_ODDS, BK_W_TELL_EX_COL_LOG_ODDS},
                {RATIO, BK_W_TELL_EX_COL_RATIO},
                {KNOWN, BK_W_TELL_EX_COL_KNOWN},
                {OMEGA, BK_W_TELL_EX_COL_OMEGA}};
    bk_telling_end_at(t, WHEN_ENDS, bk_word(t->lang, BK_W_TELL_EX_WHEN));
    for (size_t i = 0; i < sizeof HEAD / sizeof HEAD[0]; i++) {
        bk_telling_column(t, HEAD[i].column);
        BK_SAY(t, HEAD[i].word);
    }
    bk_telling_end(t);
}

/* The week and the day; the weeks from and to, when it went on for longer. */
static void say_when(bk_telling *t, bk_tick from, bk_tick to)
{
    bk_moment first = bk_telling_moment(t, from), last = bk_telling_moment(t, to);
    char text[32];
    if (first.week == last.week)
        snprintf(text, sizeof text, "%d/%d", (int)first.week, (int)first.day);
    else
        snprintf(text, sizeof text, "%d-%d", (int)first.week, (int)last.week);
    bk_telling_end_at(t, WHEN_ENDS, text);
    bk_telling_column(t, WHAT);
}

/* What stands in a row of n hurdles drawn together: all of one kind and outcome, or not. */
static void say_what(teller *e, const bk_step *first, int32_t n)
{
    bk_telling *t = e->t;
    const bk_story *s = &first->story;
    int32_t failed = 0;
    bool mixed = false;
    for (int32_t i = 0; i < n; i++) {
        failed += first[i].story.yes ? 0 : 1;
        mixed = mixed || first[i].story.hurdle != s->hurdle;
    }
    bool talks = s->hurdle == BK_HURDLE_CONVERSATION && !mixed;
    bk_words all = mixed   ? BK_W_TELL_EX_MIXED_CLEARED
                   : talks ? BK_W_TELL_EX_TALKS_HELD
                           : BK_W_TELL_EX_DUTIES_CLEARED;
    bk_words none = mixed   ? BK_W_TELL_EX_MIXED_FAILED
                    : talks ? BK_W_TELL_EX_TALKS_MISSED
                            : BK_W_TELL_EX_DUTIES_FAILED;
    if (n == 1)
        BK_SAY(t, bk_telling_seen(s->hurdle, s->yes, first->asked));
    else if (failed > 0 && failed < n)
        BK_SAY(t, BK_W_TELL_EX_MIXED, (int)n, (int)failed);
    else
        BK_SAY(t, failed == 0 ? all : none, (int)n);
}

static void tell_row(teller *e, const bk_step *first, int32_t n)
{
    bk_telling *t = e->t;
    const bk_step *last = &first[n - 1];
    double weight = 0.0;
    for (int32_t i = 0; i < n; i++) weight += first[i].weight;
    say_when(t, first->story.at, last->story.at);
    say_what(e, first, n);
    bk_telling_column(t, SUSPICION);
    bk_buffer_print(&t->line, "%s -> %s", bk_telling_belief(t, first->story.before).text,
                    bk_telling_belief(t, last->story.after).text);
    bk_telling_column(t, LOG_ODDS);
    bk_buffer_print(&t->line, "%s -> %s", bk_telling_number(t, first->story.before).text,
                    bk_telling_number(t, last->story.after).text);
    bk_telling_column(t, RATIO);
    bk_buffer_text(&t->line, ratio(t, weight).text);
    bk_telling_column(t, KNOWN);
    BK_SAY(t, BK_W_TELL_EX_KNOWN, (int)bk_telling_count(last->story.needs),
           (int)bk_telling_count(last->needs));
    bk_telling_column(t, OMEGA);
    bk_buffer_print(&t->line, "%s %%", bk_telling_figure(t, 100.0 * last->story.omega, 0).text);
    bk_telling_end(t);
}

/* ---- between the rows ---- */

/* The sentences about a conversation: how it came about and what came out. */
static void say_talk(teller *e, const bk_step *step)
{
    bk_telling *t = e->t;
    const bk_story *s = &step->story;
    if (s->hurdle != BK_HURDLE_CONVERSATION) return;
    bk_figure minutes = bk_telling_figure(t, step->talk.other, 0);
    bool waited = step->talk.kind == BK_STORY_STARTS && step->talk.number >= 1.0;
    if (s->yes && step->talk.mapping)
        ASIDE(t, BK_W_TELL_EX_MAPPED, minutes.text);
    else if (s->yes && (waited || step->learnt != 0))
        ASIDE(t, BK_W_TELL_EX_TALKED, minutes.text);
    if (waited) ASIDE(t, BK_W_TELL_EX_WAITED_TALK, bk_telling_span(t, step->talk.number).text);
    uint32_t ruled_out = step->learnt & ~step->learnt_needs;
    if (step->learnt_needs != 0)
        ASIDE(t, BK_W_TELL_EX_LEARNT, bk_telling_domains(t, step->learnt_needs));
    if (ruled_out != 0) ASIDE(t, BK_W_TELL_EX_RULED_OUT, bk_telling_domains(t, ruled_out));
    if (s->yes && step->learnt == 0 && (waited || step->talk.mapping))
        ASIDE(t, BK_W_TELL_EX_LEARNT_NOTHING);
}

static void say_knowledge(teller *e, const bk_step *step)
{
    bk_telling *t = e->t;
    uint32_t known = step->story.needs, hidden = step->needs & ~known;
    if (step->needs == 0) {
        ASIDE(t, BK_W_TELL_EX_NOTHING_TO_KNOW);
    } else if (known == 0) {
        ASIDE(t, BK_W_TELL_EX_KNOWS_NOTHING);
    } else if (hidden == 0) {
        ASIDE(t, BK_W_TELL_EX_KNOWS_ALL, bk_telling_domains(t, known));
    } else {
        bk_telling_clear(t, &e->other);
        bk_buffer_text(&e->other, bk_telling_domains(t, known));
        ASIDE(t, BK_W_TELL_EX_KNOWS_SOME, bk_buffer_chars(&e->other),
              bk_telling_domains(t, hidden));
    }
    bk_figure allows = bk_telling_figure(t, 100.0 * step->story.omega, 0);
    if (step->story.load < 0.05)
        ASIDE(t, BK_W_TELL_EX_CLEAR_DESK, allows.text);
    else
        ASIDE(t, BK_W_TELL_EX_DESK, bk_telling_figure(t, step->story.load, 1).text, allows.text);
}

/* The arithmetic of one hurdle. */
static void say_arithmetic(teller *e, const bk_step *step)
{
    bk_telling *t = e->t;
    const bk_story *s = &step->story;
    if (!step->in_full) return;
    ASIDE(t, BK_W_TELL_EX_EXPECTED, bk_telling_number(t, s->number).text,
          bk_telling_number(t, s->other).text);
    bk_figure times = bk_telling_figure(t, bk_exp(fabs(step->weight)), 1);
    bool exact = bk_telling_model(t, s->at)->exact != NULL;
    if (s->yes && exact) {
        ASIDE(t, step->weight > 0.0 ? BK_W_TELL_EX_EXACT_UNWILLING : BK_W_TELL_EX_EXACT_WILLING,
              times.text);
        return;
    }
    if (s->yes) {
        ASIDE(t, BK_W_TELL_EX_SAYS_WILLING, times.text);
        return;
    }
    ASIDE(t, BK_W_TELL_EX_SAYS_UNWILLING, times.text, bk_telling_number(t, 1.0 - s->other).text,
          bk_telling_number(t, 1.0 - s->number).text);
    say_knowledge(e, step);
    if (step->needs != 0)
        ASIDE(t, BK_W_TELL_EX_HAD_SHE_KNOWN, bk_telling_number(t, step->pw_all).text,
              ratio(t, step->weight_all).text);
}

static void say_turn(teller *e, const bk_step *step)
{
    bk_telling *t = e->t;
    bk_figure threshold,
        p = bk_telling_against(
            t, bk_telling_share(step->story.after),
            bk_telling_share(bk_telling_model(t, step->story.at)->threshold_log_odds), &threshold);
    if (step->turns && step->choice == BK_CHOICE_DEMAND)
        ASIDE(t, BK_W_TELL_EX_TURNS_DEMAND, p.text, threshold.text,
              bk_telling_because(t, &step->story));
    else if (step->turns)
        ASIDE(t, BK_W_TELL_EX_TURNS, p.text, threshold.text);
    if (step->back) ASIDE(t, BK_W_TELL_EX_TURNS_BACK);
    if (step->limited)
        ASIDE(t, BK_W_TELL_EX_LIMIT, bk_telling_figure(t, -BK_LOG_ODDS_MOST, 0).text,
              bk_telling_figure(t, BK_LOG_ODDS_MOST, 0).text);
}

static void say_decision(teller *e, const bk_step *step)
{
    bk_telling *t = e->t;
    if (step->choice == BK_NONE) return;
    switch ((bk_choice)step->choice) {
    case BK_CHOICE_NOTHING_CLEARED:
        ASIDE(t, BK_W_TELL_EX_NOT_CLEARED, bk_telling_because(t, &step->story));
        return;
    case BK_CHOICE_NOTHING_KNOWN:
        ASIDE(t, BK_W_TELL_EX_NOTHING);
        return;
    case BK_CHOICE_OPEN:
        ASIDE(t, BK_W_TELL_EX_OPEN);
        return;
    case BK_CHOICE_DEMAND:
        if (step->demands > 1 && !step->turns) ASIDE(t, BK_W_TELL_EX_AGAIN);
        if (step->demands == 1 && !step->turns)
            ASIDE(t, BK_W_TELL_EX_DEMAND, bk_telling_because(t, &step->story));
        return;
    case BK_CHOICE_MEASURE:
        ASIDE(t, BK_W_TELL_EX_MEASURE, bk_telling_domain(t, step->domain),
              bk_telling_offer(t, step->domain));
        return;
    case BK_CHOICE_STANDARD:
        ASIDE(t, BK_W_TELL_EX_STANDARD, bk_telling_offer(t, step->domain));
        if (!(step->needs >> step->domain & 1u))
            ASIDE(t, BK_W_TELL_EX_NEEDLESS, bk_telling_domain(t, step->domain));
        return;
    }
}

static void tell_hurdle(teller *e, const bk_step *step)
{
    bk_telling *t = e->t;
    tell_row(e, step, 1);
    say_talk(e, step);
    end_aside(t);
    say_arithmetic(e, step);
    end_aside(t);
    if (step->ended && step->solved)
        ASIDE(t, BK_W_TELL_EX_SOLVED, bk_telling_domain(t, step->ended_domain));
    if (step->ended && !step->solved)
        ASIDE(t, BK_W_TELL_EX_UNSOLVED, bk_telling_offer(t, step->ended_domain));
    say_turn(e, step);
    say_decision(e, step);
    end_aside(t);
}

/* ---- other steps ---- */

static void tell_leaving(teller *e, const bk_story *s)
{
    static const bk_words HOW[] = {[BK_EXIT_WORK] = BK_W_TELL_EX_TO_WORK,
                                   [BK_EXIT_OTHER] = BK_W_TELL_EX_TO_OTHER,
                                   [BK_EXIT_WITHDRAWN] = BK_W_TELL_EX_TO_NOTHING};
    bk_span stay = bk_telling_span(e->t, bk_weeks_of(s->at - e->path->entered));
    BK_SAY(e->t, HOW[s->choice], stay.text);
}

static void tell_entering(teller *e, const bk_story *s)
{
    bk_telling *t = e->t;
    BK_SAY(t, BK_W_TELL_EX_ENTERS, (int)s->desk + 1, bk_telling_belief(t, s->before).text,
           bk_telling_number(t, s->before).text);
    if (s->number <= 0.0) return;
    bk_telling_sentence(t, WHAT);
    BK_SAY(t, BK_W_TELL_EX_WAITED_PLACE, bk_telling_span(t, s->number).text);
}

static void tell_other(teller *e, const bk_step *step)
{
    bk_telling *t = e->t;
    const bk_story *s = &step->story;
    say_when(t, s->at, s->at);
    if (s->kind == BK_STORY_ENTERS) tell_entering(e, s);
    if (s->kind == BK_STORY_PUT_OFF)
        BK_SAY(t, BK_W_TELL_EX_PUT_OFF, bk_telling_span(t, s->number).text,
               bk_telling_number(t, s->other).text);
    if (s->kind == BK_STORY_MEASURE_RUNS)
        BK_SAY(t, BK_W_TELL_EX_RUNS, bk_telling_offer(t, s->domain),
               bk_telling_span(t, s->number).text);
    if (s->kind == BK_STORY_DEMAND_DONE)
        BK_SAY(t, step->demands > 1 ? BK_W_TELL_EX_DEMANDED_AGAIN : BK_W_TELL_EX_DEMANDED,
               bk_telling_number(t, s->number).text);
    if (s->kind == BK_STORY_NEED) BK_SAY(t, BK_W_TELL_EX_NEED, bk_telling_domain(t, s->domain));
    if (s->kind == BK_STORY_STRANGER)
        BK_SAY(t, BK_W_TELL_EX_STRANGER, (int)s->desk + 1, bk_telling_belief(t, s->before).text);
    if (s->kind == BK_STORY_LEAVES) tell_leaving(e, s);
    end_aside(t);
}

/* ---- routine ---- */

static void add_routine(bk_routine *sum, const bk_routine *more)
{
    sum->answered += more->answered;
    sum->lost += more->lost;
    sum->put_off += more->put_off;
    sum->waited_weeks += more->waited_weeks;
}

/* What there was besides, once there has been some time of it. */
static void tell_routine(teller *e, bk_tick at, bool now)
{
    enum { AT_LEAST_WEEKS = 13 };
    bk_telling *t = e->t;
    bk_routine *r = &e->routine;
    if (r->answered + r->lost + r->put_off == 0) return;
    if (!now && at - e->routine_from < bk_week_start(AT_LEAST_WEEKS)) return;

    ASIDE(t, BK_W_TELL_EX_MEANWHILE);
    if (r->answered > 0) {
        bk_span waited = bk_telling_span(t, r->waited_weeks / (double)r->answered);
        if (r->answered == 1)
            ASIDE(t, BK_W_TELL_EX_ANSWERED_ONE, waited.text);
        else
            ASIDE(t, BK_W_TELL_EX_ANSWERED, (int)r->answered, waited.text);
    }
    if (r->lost == 1) ASIDE(t, BK_W_TELL_EX_LOST_ONE);
    if (r->lost > 1) ASIDE(t, BK_W_TELL_EX_LOST, (int)r->lost);
    if (r->put_off == 1) ASIDE(t, BK_W_TELL_EX_PUTS_OFF_ONE);
    if (r->put_off > 1) ASIDE(t, BK_W_TELL_EX_PUTS_OFF, (int)r->put_off);
    end_aside(t);
    *r = (bk_routine){0};
    e->routine_from = at;
}

/* ---- the story ---- */

/* Whether nothing needs to be said about it but its row. */
static bool is_plain(const bk_step *s)
{
    return s->story.kind == BK_STORY_HURDLE && s->story.hurdle != BK_HURDLE_MEASURE && !s->asked &&
           !s->in_full && !s->turns && !s->back && !s->faded && !s->limited &&
           s->choice == BK_NONE && s->learnt == 0;
}

/* How many steps from i on stand in one row. */
static int32_t row_length(const bk_way *path, int32_t i, joining how)
{
    enum { MOST_WEEKS = 26 };
    const bk_step *first = &path->step[i];
    int32_t n = 1;
    if (how == JOIN_NONE || !is_plain(first)) return 1;
    for (; i + n < path->count && is_plain(&first[n]); n++) {
        const bk_story *next = &first[n].story;
        bool alike = next->hurdle == first->story.hurdle && next->yes == first->story.yes;
        if (how == JOIN_ALIKE && !alike) break;
        if (next->at - first->story.at > bk_week_start(MOST_WEEKS)) break;
    }
    return n;
}

static int32_t rows(const bk_way *path, joining how)
{
    int32_t n = 0;
    for (int32_t i = 0; i < path->count; i += row_length(path, i, how)) n++;
    return n;
}

static void tell_steps(teller *e)
{
    bk_telling *t = e->t;
    const bk_way *p = e->path;
    bk_telling_heading(t, BK_W_TELL_EX_STORY);
    table_head(t);
    e->routine_from = p->entered;
    if (rows(p, JOIN_NONE) > ROWS_PLAIN)
        e->joining = rows(p, JOIN_ALIKE) > ROWS_JOINED ? JOIN_ALL : JOIN_ALIKE;
    for (int32_t i = 0, n = 0; i < p->count; i += n) {
        const bk_step *step = &p->step[i];
        n = row_length(p, i, e->joining);
        for (int32_t j = 0; j < n; j++) add_routine(&e->routine, &step[j].before);
        tell_routine(e, step->story.at, step->story.kind == BK_STORY_LEAVES);
        if (step->faded) ASIDE(t, BK_W_TELL_EX_FADED);
        end_aside(t);
        if (step->story.kind != BK_STORY_HURDLE)
            tell_other(e, step);
        else if (n == 1)
            tell_hurdle(e, step);
        else
            tell_row(e, step, n);
    }
    add_routine(&e->routine, &p->after);
    if (p->left) return;
    tell_routine(e, p->ended, true);
    say_when(t, p->ended - 1, p->ended - 1);
    BK_SAY(t, BK_W_TELL_EX_STAYS, bk_telling_span(t, bk_weeks_of(p->ended - p->entered)).text);
    end_aside(t);
}

void bk_tell_story(bk_telling *t, const bk_way *path)
{
    teller e = {.t = t, .path = path};
    tell_steps(&e);
    bk_telling_clear(t, &e.other);
    bk_buffer_clear(&e.other);
}
