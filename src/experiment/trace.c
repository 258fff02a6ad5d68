/* bk_trace: what happens in a team, one event a line, with the reason of each decision. */
#include "experiment/telling.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    bk_telling *t;
    bk_stories week; /* told and not yet written: a lost item may come in between */
    int64_t left;    /* lines to write */
    int32_t opened;  /* clients there from the start */
    int32_t desk_column, client_column, what_column;
    bk_story seen;     /* the last hurdle: what a decision is about */
    bool asked;        /* it was a demand */
    bk_story asked_of; /* the last demand */
} trace;

/* ---- who and when ---- */

static void end_number(bk_telling *t, int32_t column, int32_t number)
{
    char text[16];
    snprintf(text, sizeof text, "%d", (int)number);
    bk_telling_end_at(t, column, text);
}

static void end_word(bk_telling *t, int32_t column, bk_words id)
{
    bk_telling_end_at(t, column, bk_word(t->lang, id));
}

/* Columns end here; all their words are plain ASCII. */
enum { WEEK_COLUMN = 5, DAY_COLUMN = 10, TIME_COLUMN = 16 };

static void write_head(trace *tr)
{
    bk_telling *t = tr->t;
    const bk_model *m = bk_telling_model(t, 0);
    bk_telling_team(t);
    BK_SAY(t, BK_W_TELL_TR_CLOCK, bk_telling_figure(t, m->capacity_minutes / 300.0, 1).text);
    bk_telling_wrap(t, 0);
    BK_SAY(t, BK_W_TELL_TR_SUSPICION,
           bk_telling_figure(t, bk_telling_share(m->threshold_log_odds), 2).text);
    bk_telling_wrap(t, 0);
    bk_telling_end(t);

    tr->desk_column = TIME_COLUMN + 2 + (int32_t)strlen(bk_word(t->lang, BK_W_TELL_TR_DESK));
    tr->client_column = tr->desk_column + 8;
    tr->what_column = tr->client_column + 2;
    end_word(t, WEEK_COLUMN, BK_W_TELL_TR_WEEK);
    end_word(t, DAY_COLUMN, BK_W_TELL_TR_DAY);
    end_word(t, TIME_COLUMN, BK_W_TELL_TR_TIME);
    end_word(t, tr->desk_column, BK_W_TELL_TR_DESK);
    end_word(t, tr->client_column, BK_W_TELL_TR_CLIENT);
    bk_telling_column(t, tr->what_column);
    BK_SAY(t, BK_W_TELL_TR_WHAT);
    bk_telling_end(t);
}

static void write_place_and_time(trace *tr, bk_tick at, int32_t desk, int32_t place)
{
    bk_telling *t = tr->t;
    bk_moment when = bk_telling_moment(t, at);
    end_number(t, WEEK_COLUMN, when.week);
    end_number(t, DAY_COLUMN, when.day);
    end_number(t, TIME_COLUMN - 3, when.hour);
    bk_buffer_print(&t->line, ":%02d", (int)when.minute);
    if (desk >= 0) end_number(t, tr->desk_column, desk + 1);
    if (place >= 0) end_number(t, tr->client_column, place + 1);
    bk_telling_column(t, tr->what_column);
}

/* ---- what ---- */

static void say_arises(bk_telling *t, const bk_story *s)
{
    BK_SAY(t, BK_W_TELL_TR_ARISES, bk_telling_stream(t, s->lane));
}

static void say_starts(bk_telling *t, const bk_story *s)
{
    const bk_model *m = bk_telling_model(t, s->at);
    bk_span waited = bk_telling_span(t, s->number);
    bk_figure minutes = bk_telling_figure(t, s->other, 0);
    bool spare = s->kind == BK_STORY_SPARE;
    if (s->lane < m->n_streams && s->number <= 0.0) {
        BK_SAY(t, BK_W_TELL_TR_ANSWERS_NOW, bk_telling_stream(t, s->lane), minutes.text);
        return;
    }
    if (s->lane < m->n_streams) {
        BK_SAY(t, BK_W_TELL_TR_ANSWERS, bk_telling_stream(t, s->lane), waited.text, minutes.text);
        return;
    }
    bk_words how = spare ? BK_W_TELL_TR_SPARE : BK_W_TELL_TR_TALK;
    if (s->mapping) how = spare ? BK_W_TELL_TR_SPARE_MAPPING : BK_W_TELL_TR_MAPPING;
    if (!s->yes) how = spare ? BK_W_TELL_TR_SPARE_NO_SHOW : BK_W_TELL_TR_NO_SHOW;
    if (s->lane == m->lane_measure) how = BK_W_TELL_TR_SETS_UP;
    if (s->lane == m->lane_demand) how = BK_W_TELL_TR_WRITES;
    BK_SAY(t, how, waited.text, minutes.text);
}

static void say_ends(bk_telling *t, const bk_story *s)
{
    if (s->gone)
        BK_SAY(t, BK_W_TELL_TR_GONE);
    else
        BK_SAY(t, BK_W_TELL_TR_ANSWERED, bk_telling_stream(t, s->lane));
}

static void say_put_off(bk_telling *t, const bk_story *s)
{
    BK_SAY(t, BK_W_TELL_TR_PUT_OFF, bk_telling_span(t, s->number).text,
           bk_telling_figure(t, s->p, 2).text, bk_telling_figure(t, s->other, 2).text);
}

static void say_hurdle(trace *tr, const bk_story *s)
{
    bk_telling *t = tr->t;
    bk_words what = bk_telling_seen(s->hurdle, s->yes, tr->asked);
    BK_SAY(t, BK_W_TELL_TR_HURDLE, bk_word(t->lang, what),
           bk_telling_figure(t, bk_telling_share(s->before), 2).text,
           bk_telling_figure(t, bk_telling_share(s->after), 2).text,
           bk_telling_figure(t, s->number, 2).text, bk_telling_figure(t, s->other, 2).text);
}

static void say_revealed(trace *tr, const bk_story *s)
{
    bk_telling *t = tr->t;
    if (s->needs != 0) BK_SAY(t, BK_W_TELL_TR_REVEALED, bk_telling_domains(t, s->needs));
    if (s->needs == 0) BK_SAY(t, BK_W_TELL_TR_RULED_OUT, bk_telling_domains(t, s->set));
}

static void say_decision(trace *tr, const bk_story *s)
{
    bk_telling *t = tr->t;
    bk_figure limit, p = bk_telling_against(t, s->p, bk_telling_share(s->after), &limit);
    switch ((bk_choice)s->choice) {
    case BK_CHOICE_NOTHING_CLEARED:
        BK_SAY(t, BK_W_TELL_TR_NOT_CLEARED, p.text, limit.text, bk_telling_because(t, &tr->seen));
        return;
    case BK_CHOICE_NOTHING_KNOWN:
        BK_SAY(t, BK_W_TELL_TR_NOTHING, p.text);
        return;
    case BK_CHOICE_OPEN:
        BK_SAY(t, BK_W_TELL_TR_OPEN);
        return;
    case BK_CHOICE_DEMAND:
        BK_SAY(t, BK_W_TELL_TR_DEMAND, p.text, limit.text, bk_telling_because(t, &tr->seen));
        return;
    case BK_CHOICE_MEASURE:
        BK_SAY(t, BK_W_TELL_TR_MEASURE, p.text, bk_telling_domain(t, s->domain),
               bk_telling_offer(t, s->domain));
        return;
    case BK_CHOICE_STANDARD:
        BK_SAY(t, BK_W_TELL_TR_STANDARD, bk_telling_offer(t, s->domain));
        return;
    }
}

static void say_measure(bk_telling *t, const bk_story *s)
{
    if (s->kind == BK_STORY_MEASURE_RUNS)
        BK_SAY(t, BK_W_TELL_TR_RUNS, bk_telling_offer(t, s->domain),
               bk_telling_span(t, s->number).text);
    else if (s->solved)
        BK_SAY(t, BK_W_TELL_TR_SOLVED, bk_telling_domain(t, s->domain));
    else
        BK_SAY(t, BK_W_TELL_TR_UNSOLVED, bk_telling_offer(t, s->domain));
}

static void say_leaves(bk_telling *t, const bk_story *s)
{
    static const bk_words HOW[] = {[BK_EXIT_WORK] = BK_W_TELL_TR_TO_WORK,
                                   [BK_EXIT_OTHER] = BK_W_TELL_TR_TO_OTHER,
                                   [BK_EXIT_WITHDRAWN] = BK_W_TELL_TR_WITHDRAWS};
    BK_SAY(t, HOW[s->choice]);
}

static void say_enters(bk_telling *t, const bk_story *s)
{
    if (s->number > 0.0)
        BK_SAY(t, BK_W_TELL_TR_ENTERS_LATE, bk_telling_span(t, s->number).text);
    else
        BK_SAY(t, BK_W_TELL_TR_ENTERS);
}

static void say(trace *tr, const bk_story *s)
{
    bk_telling *t = tr->t;
    switch (s->kind) {
    case BK_STORY_ENTERS:
        say_enters(t, s);
        return;
    case BK_STORY_ARRIVES:
        BK_SAY(t, BK_W_TELL_TR_ARRIVES, (int)s->number);
        return;
    case BK_STORY_ARISES:
        say_arises(t, s);
        return;
    case BK_STORY_STARTS:
    case BK_STORY_SPARE:
        say_starts(t, s);
        return;
    case BK_STORY_ENDS:
        say_ends(t, s);
        return;
    case BK_STORY_LOST:
        BK_SAY(t, BK_W_TELL_TR_LOST, bk_telling_stream(t, s->lane));
        return;
    case BK_STORY_DUE:
        BK_SAY(t, BK_W_TELL_TR_DUE);
        return;
    case BK_STORY_PUT_OFF:
        say_put_off(t, s);
        return;
    case BK_STORY_HURDLE:
        say_hurdle(tr, s);
        return;
    case BK_STORY_REVEALED:
        say_revealed(tr, s);
        return;
    case BK_STORY_DECIDES:
        say_decision(tr, s);
        return;
    case BK_STORY_MEASURE_RUNS:
    case BK_STORY_MEASURE_ENDS:
        say_measure(t, s);
        return;
    case BK_STORY_DEMAND_DONE:
        BK_SAY(t, BK_W_TELL_TR_DEMANDED, bk_telling_number(t, s->number).text);
        return;
    case BK_STORY_NEED:
        BK_SAY(t, BK_W_TELL_TR_NEED, bk_telling_domain(t, s->domain));
        return;
    case BK_STORY_LEAVES:
        say_leaves(t, s);
        return;
    case BK_STORY_STRANGER:
        BK_SAY(t, BK_W_TELL_TR_STRANGER);
        return;
    case BK_STORY_WEEK:
        BK_SAY(t, BK_W_TELL_TR_NEW_WEEK, bk_telling_figure(t, s->load, 2).text,
               bk_telling_figure(t, 100.0 * s->omega, 0).text);
        return;
    }
}

/* ---- which, and in what order ---- */

/* What another line says at the same moment: a decision's task, and a task's end that something
 * follows from. */
static bool is_said_elsewhere(const trace *tr, const bk_story *s)
{
    if (s->kind == BK_STORY_ENTERS && s->at == 0) return true;
    if (s->kind == BK_STORY_DEMAND_DONE) return s->yes; /* he leaves */
    bool inbox = s->lane < bk_telling_model(tr->t, s->at)->n_streams;
    if (s->kind == BK_STORY_ARISES) return !inbox;
    return s->kind == BK_STORY_ENDS && !inbox && !s->gone;
}

static void write_line(trace *tr, const bk_story *s)
{
    bool task = s->kind == BK_STORY_STARTS || s->kind == BK_STORY_SPARE || s->kind == BK_STORY_ENDS;
    write_place_and_time(tr, bk_telling_when(s), task ? s->by : s->desk, s->place);
    say(tr, s);
    bk_telling_end(tr->t);
    tr->left--;
}

static void write_story(trace *tr, const bk_story *s)
{
    if (s->kind == BK_STORY_DEMAND_DONE) tr->asked_of = *s;
    if (s->kind == BK_STORY_HURDLE) {
        tr->seen = *s;
        tr->asked = tr->asked_of.kind == BK_STORY_DEMAND_DONE && tr->asked_of.at == s->at &&
                    tr->asked_of.place == s->place && s->hurdle == BK_HURDLE_DUTY;
        tr->asked_of = (bk_story){0};
    }
    if (is_said_elsewhere(tr, s)) return;
    write_line(tr, s);
    if (s->kind != BK_STORY_REVEALED || s->needs == 0 || s->set == s->needs || tr->left == 0)
        return;
    bk_story ruled_out = *s;
    ruled_out.set &= ~s->needs;
    ruled_out.needs = 0;
    write_line(tr, &ruled_out);
}

static void hear(void *listener, const bk_story *story)
{
    trace *tr = listener;
    if (story->kind == BK_STORY_ENTERS && story->at == 0) tr->opened++;
    bk_stories_add(&tr->week, story);
}

/* The week is told: write what happened before it ended. */
static bool week_over(void *listener, int32_t week)
{
    trace *tr = listener;
    bk_stories_sort(&tr->week);
    if (week == 1 && tr->opened > 0) {
        write_place_and_time(tr, 0, BK_NONE, BK_NONE);
        BK_SAY(tr->t, BK_W_TELL_TR_OPENS, (int)tr->opened);
        bk_telling_end(tr->t);
        tr->left--;
    }
    int32_t done = 0;
    bk_tick end = bk_week_start(week);
    bool last = week == tr->t->row->plan.weeks;
    while (done < tr->week.count && tr->left > 0 &&
           (last || bk_telling_when(&tr->week.story[done]) < end))
        write_story(tr, &tr->week.story[done++]);
    tr->week.count -= done;
    if (tr->week.count > 0)
        memmove(tr->week.story, tr->week.story + done,
                (size_t)tr->week.count * sizeof *tr->week.story);
    return tr->left > 0 && !tr->week.failed && !bk_telling_failed(tr->t);
}

bk_status bk_trace(const bk_scenario *scenario, uint64_t seed, int32_t row, int64_t n, bk_lang lang,
                   bk_line_sink sink, void *context, bk_error *err)
{
    bk_telling t;
    bk_status status = bk_telling_open(&t, scenario, seed, row, lang, sink, context, err);
    if (status == BK_OK && n < 1) {
        status = bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_TELL_EVENTS,
                              bk_telling_figure(&t, (double)n, 0).text);
    } else if (status == BK_OK) {
        trace tr = {.t = &t, .left = n};
        write_head(&tr);
        status = bk_telling_run(&t, hear, week_over, &tr);
        if (tr.week.failed || bk_telling_failed(&t)) status = BK_ERR_MEMORY;
        bk_stories_clear(&tr.week);
        bk_run_refused(status, err);
    }
    bk_telling_close(&t);
    return status;
}
