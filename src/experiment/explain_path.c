/* One person's way: the stories about him, each with what it meant. */
#include "experiment/explain.h"
#include "model/gaze.h"

#include <math.h>

enum { IN_FULL = 6 }; /* hurdles shown with their arithmetic */

/* Walks through the stories of one person. The caseworker's log-odds is known at each hurdle; in
 * between it is forgotten as model.md 6 has it. Beside it goes the log-odds of one who had known
 * all his needs and seen the same. */
typedef struct {
    const bk_telling *t;
    bk_way *path;
    uint32_t needs;
    double base;
    bk_tick at; /* when the two were what they are */
    double now, now_all;
    double threshold; /* log-odds, then */
    bool seen_is;     /* at the last hurdle */
    bk_routine since; /* the last step */
    bk_story talk;
    bool asked;
    int32_t hurdle; /* the step that what follows belongs to, or BK_NONE */
    int32_t shown;  /* in full */
    bool success_shown, told_choice[BK_CHOICE_STANDARD + 1], told_put_off, told_limit;
    bk_story failure_shown; /* the last one in full */
} walk;

/* Forgets until that time, within a week. */
static void fade(walk *w, const bk_model *m, bk_tick until)
{
    double left = bk_exp(-m->forget * (double)(until - w->at));
    w->now = w->base + (w->now - w->base) * left;
    w->now_all = w->base + (w->now_all - w->base) * left;
    w->at = until;
}

/* Goes on to that time, and samples the whole weeks on the way. A week is forgotten and sampled as
 * the model has it that was in force until its end; a change comes after. */
static void go_on(walk *w, bk_tick until)
{
    bk_way *p = w->path;
    for (;;) {
        bk_tick end = (w->at / BK_TICKS_PER_WEEK + 1) * BK_TICKS_PER_WEEK;
        if (end > until) break;
        const bk_model *m = bk_telling_model(w->t, end - 1);
        fade(w, m, end);
        p->weeks++;
        if (w->now > m->threshold_log_odds) p->weeks_is++;
        if (w->now_all > m->threshold_log_odds) p->weeks_is_all++;
    }
    const bk_model *m = bk_telling_model(w->t, until);
    fade(w, m, until);
    w->threshold = m->threshold_log_odds;
}

/* A new step; NULL without memory. */
static bk_step *add_step(walk *w, const bk_story *s)
{
    bk_way *p = w->path;
    if (p->count == p->capacity) {
        int32_t capacity = p->capacity > 0 ? 2 * p->capacity : 64;
        void *room = p->step;
        if (bk_realloc(&room, p->capacity, capacity, sizeof *p->step) != BK_OK) {
            p->failed = true;
            return NULL;
        }
        p->step = room;
        p->capacity = capacity;
    }
    bk_step *step = &p->step[p->count++];
    *step = (bk_step){.story = *s,
                      .needs = w->needs,
                      .before = w->since,
                      .demands = w->path->demands,
                      .choice = BK_NONE,
                      .domain = BK_NONE};
    w->since = (bk_routine){0};
    return step;
}

/* ---- hurdles ---- */

static void sum_up(walk *w, const bk_step *step, const bk_hurdle *h)
{
    const bk_story *s = &step->story;
    bk_way *p = w->path;
    bk_hurdle_sum *sum = &p->sum[s->hurdle];
    double clears_free = h->expected_willing * (s->willing ? 1.0 : h->ratio_unwilling);
    sum->seen++;
    sum->expected += 1.0 - s->p;
    sum->expected_free += 1.0 - clears_free;
    if (s->yes) return;
    sum->failed++;
    p->against += step->weight;
    p->against_all += step->weight_all;
}

/* The first success, the first failure, and a failure that is read otherwise than the last one
 * shown: of another kind, or with another expectation, from what she has learnt or allows for. */
static bool is_telling(walk *w, const bk_story *s)
{
    const bk_story *last = &w->failure_shown;
    bool alike = last->kind == BK_STORY_HURDLE && s->hurdle == last->hurdle &&
                 fabs(s->number - last->number) < 0.05;
    if (w->shown >= IN_FULL || (s->yes ? w->success_shown : alike)) return false;
    w->shown++;
    if (s->yes)
        w->success_shown = true;
    else
        w->failure_shown = *s;
    return true;
}

static void on_hurdle(walk *w, const bk_story *s)
{
    const bk_model *m = bk_telling_model(w->t, s->at);
    const bk_hurdle *h = &m->hurdle[s->hurdle];
    bk_way *p = w->path;
    go_on(w, s->at);

    bk_step *step = add_step(w, s);
    if (step == NULL) return;
    w->hurdle = p->count - 1;
    step->weight = s->yes ? h->log_cleared : bk_failure_weight(h, s->number);
    if (m->exact != NULL) step->weight = s->after - s->before;
    step->weight_all =
        bk_belief_step(h, bk_set_product_of(&m->clears, w->needs), s->yes, &step->pw_all);
    step->asked = w->asked;
    w->asked = false;
    if (s->hurdle == BK_HURDLE_CONVERSATION) {
        step->talk = w->talk;
        if (s->yes) p->held++;
    }
    step->faded = w->seen_is && s->before <= w->threshold;
    step->turns = s->before <= w->threshold && s->after > w->threshold;
    step->back = s->before > w->threshold && s->after <= w->threshold;
    w->seen_is = s->after > w->threshold;
    step->in_full = is_telling(w, s);
    step->limited = !w->told_limit && fabs(s->after) >= BK_LOG_ODDS_MOST;
    w->told_limit = w->told_limit || step->limited;

    sum_up(w, step, h);
    w->now = s->after;
    w->now_all = bk_clamp_log_odds(w->now_all + step->weight_all);
    if (w->now > p->peak) {
        p->peak = w->now;
        p->peak_all = w->now_all;
        p->peak_at = s->at;
    }
}

/* What follows from the last hurdle. */
static void on_decision(walk *w, const bk_story *s)
{
    if (s->choice == BK_CHOICE_DEMAND) w->path->demands++;
    if (w->hurdle == BK_NONE) return;
    bool does = s->choice >= BK_CHOICE_DEMAND;
    if (!does && w->told_choice[s->choice]) return; /* once is enough */
    w->told_choice[s->choice] = true;
    w->path->step[w->hurdle].demands = w->path->demands;
    w->path->step[w->hurdle].choice = s->choice;
    w->path->step[w->hurdle].domain = s->domain;
}

static void on_measure_end(walk *w, const bk_story *s)
{
    if (s->solved) {
        w->path->solved++;
        w->needs &= ~(1u << s->domain);
    }
    if (w->hurdle == BK_NONE) return;
    w->path->step[w->hurdle].ended = true;
    w->path->step[w->hurdle].solved = s->solved;
    w->path->step[w->hurdle].ended_domain = s->domain;
}

/* ---- the rest ---- */

static void on_enters(walk *w, const bk_story *s)
{
    bk_way *p = w->path;
    w->needs = p->needs = s->set;
    p->willing = s->willing;
    p->entered = p->peak_at = w->at = s->at;
    w->base = w->now = w->now_all = p->prior = p->peak = p->peak_all = s->before;
    w->threshold = bk_telling_model(w->t, s->at)->threshold_log_odds;
    add_step(w, s);
}

static void on_stranger(walk *w, const bk_story *s)
{
    go_on(w, s->at);
    w->base = w->now = w->now_all = s->before;
    w->seen_is = s->before > w->threshold;
    add_step(w, s);
}

static void on_put_off(walk *w, const bk_story *s)
{
    w->path->put_off++;
    if (w->told_put_off) {
        w->since.put_off++;
        return;
    }
    w->told_put_off = true;
    add_step(w, s);
}

static void on_starts(walk *w, const bk_story *s)
{
    const bk_model *m = bk_telling_model(w->t, s->at);
    if (s->lane == m->lane_conversation) w->talk = *s;
    if (s->lane >= m->n_streams) return;
    w->path->answered++;
    w->since.answered++;
    w->since.waited_weeks += s->number;
}

static void step_on(walk *w, const bk_story *s)
{
    bk_way *p = w->path;
    switch (s->kind) {
    case BK_STORY_ENTERS:
        on_enters(w, s);
        return;
    case BK_STORY_STARTS:
    case BK_STORY_SPARE:
        on_starts(w, s);
        return;
    case BK_STORY_LOST:
        p->lost++;
        w->since.lost++;
        return;
    case BK_STORY_PUT_OFF:
        on_put_off(w, s);
        return;
    case BK_STORY_HURDLE:
        on_hurdle(w, s);
        return;
    case BK_STORY_REVEALED:
        if (w->hurdle == BK_NONE) return;
        p->step[w->hurdle].learnt = s->set;
        p->step[w->hurdle].learnt_needs = s->needs;
        return;
    case BK_STORY_DECIDES:
        on_decision(w, s);
        return;
    case BK_STORY_MEASURE_RUNS:
        p->measures++;
        add_step(w, s);
        return;
    case BK_STORY_MEASURE_ENDS:
        on_measure_end(w, s);
        return;
    case BK_STORY_DEMAND_DONE:
        w->asked = !s->yes;
        if (!s->yes) add_step(w, s); /* his leaving says the rest */
        return;
    case BK_STORY_NEED:
        w->needs |= 1u << s->domain;
        add_step(w, s);
        return;
    case BK_STORY_STRANGER:
        on_stranger(w, s);
        return;
    case BK_STORY_LEAVES:
        go_on(w, s->at);
        p->left = true;
        p->ended = s->at;
        add_step(w, s);
        return;
    case BK_STORY_ARRIVES:
    case BK_STORY_ARISES:
    case BK_STORY_ENDS:
    case BK_STORY_DUE:
    case BK_STORY_WEEK:
        return;
    }
}

/* ---- gathering ---- */

typedef struct {
    const bk_chosen *chosen;
    bk_stories stories;
    int32_t left_in; /* week; or 0 */
} listener;

static void hear(void *context, const bk_story *s)
{
    listener *l = context;
    if (s->place != l->chosen->place || s->stamp != l->chosen->stamp) return;
    bk_stories_add(&l->stories, s);
    if (s->kind == BK_STORY_LEAVES) l->left_in = (int32_t)(s->at / BK_TICKS_PER_WEEK) + 1;
}

/* What he lost is known for sure a week after he left. */
static bool week_over(void *context, int32_t week)
{
    const listener *l = context;
    return !l->stories.failed && (l->left_in == 0 || week <= l->left_in);
}

bk_status bk_way_gather(const bk_telling *t, const bk_chosen *chosen, bk_way *out, bk_error *err)
{
    *out = (bk_way){0};
    listener l = {.chosen = chosen};
    bk_status status = bk_telling_run(t, hear, week_over, &l);
    if (l.stories.failed) status = BK_ERR_MEMORY;
    bk_stories_sort(&l.stories);
    walk w = {.t = t, .path = out, .hurdle = BK_NONE};
    for (int32_t i = 0; status == BK_OK && i < l.stories.count; i++)
        step_on(&w, &l.stories.story[i]);
    if (status == BK_OK && !out->left) {
        out->ended = bk_week_start(t->row->plan.weeks);
        go_on(&w, out->ended);
    }
    out->after = w.since;
    bk_stories_clear(&l.stories);
    if (out->failed) status = BK_ERR_MEMORY;
    return bk_run_refused(status, err);
}

void bk_way_clear(bk_way *path)
{
    bk_free(path->step);
    *path = (bk_way){0};
}
