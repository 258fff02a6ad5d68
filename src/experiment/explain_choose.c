/* Whom to tell of: among all who came to a team, the one whose story shows the mechanism best. */
#include "experiment/explain.h"

/* The one who holds a place now. */
typedef struct {
    uint32_t stamp;
    int32_t persons; /* so far */
    bool present, willing, has_needs, crossed, demanded, learnt;
    bk_tick entered;
    int32_t hurdles;
    double most; /* log-odds */
} candidate;

typedef struct {
    const bk_telling *t;
    int32_t wanted; /* place, or -1 */
    candidate *at;  /* [capacity] by place, the first count in use */
    int32_t count, capacity;
    bool failed;
    bool found;
    double best;
    bk_chosen chosen;
} chooser;

static bk_chosen_why why_him(const candidate *c)
{
    if (!c->willing || !c->has_needs) return BK_CHOSEN_ANYONE;
    return c->crossed ? BK_CHOSEN_CASE : BK_CHOSEN_NEAREST;
}

/* What makes a story worth telling. Whole numbers order stories, the fraction settles ties by how
 * far the gaze went. */
static double worth(const bk_telling *t, const candidate *c, bool left)
{
    bk_chosen_why why = why_him(c);
    int32_t points = 0;
    if (why == BK_CHOSEN_CASE) {
        if (c->demanded) points += 4; /* it had consequences */
        if (c->hurdles >= 10 && c->hurdles <= 40) points += 3;
        if (c->hurdles > 40 && c->hurdles <= 70) points += 1;
        if (left) points += 2;      /* it has an end */
        if (c->learnt) points += 2; /* what knowing does */
        if (c->entered >= bk_week_start(t->row->plan.warmup_weeks)) points += 2;
    }
    return 1000.0 * (double)why + (double)points + bk_telling_share(c->most);
}

static void judge(chooser *ch, int32_t place, bool left)
{
    const candidate *c = &ch->at[place];
    if (ch->wanted >= 0 && place != ch->wanted) return;
    double value = worth(ch->t, c, left);
    if (ch->found && value <= ch->best) return;
    ch->found = true;
    ch->best = value;
    ch->chosen =
        (bk_chosen){.place = place, .stamp = c->stamp, .number = c->persons, .why = why_him(c)};
}

static bool make_place(chooser *ch, int32_t place)
{
    if (place >= ch->capacity) {
        int32_t capacity = 2 * place + 64;
        void *room = ch->at;
        if (bk_realloc(&room, ch->capacity, capacity, sizeof *ch->at) != BK_OK) {
            ch->failed = true;
            return false;
        }
        ch->at = room;
        ch->capacity = capacity;
    }
    if (place >= ch->count) ch->count = place + 1;
    return true;
}

static void enter(chooser *ch, const bk_story *s)
{
    if (!make_place(ch, s->place)) return;
    candidate *c = &ch->at[s->place];
    *c = (candidate){.stamp = s->stamp,
                     .persons = c->persons + 1,
                     .present = true,
                     .willing = s->willing,
                     .has_needs = s->set != 0,
                     .entered = s->at,
                     .most = s->before};
}

static void hear(void *listener, const bk_story *s)
{
    chooser *ch = listener;
    if (ch->failed || s->place == BK_NONE) return;
    if (s->kind == BK_STORY_ENTERS) {
        enter(ch, s);
        return;
    }
    candidate *c = &ch->at[s->place];
    if (!c->present || c->stamp != s->stamp) return;
    switch (s->kind) {
    case BK_STORY_HURDLE:
        c->hurdles++;
        if (s->after > c->most) c->most = s->after;
        if (s->after > bk_telling_model(ch->t, s->at)->threshold_log_odds) c->crossed = true;
        return;
    case BK_STORY_REVEALED:
        if (s->needs != 0) c->learnt = true;
        return;
    case BK_STORY_DECIDES:
        if (s->choice == BK_CHOICE_DEMAND) c->demanded = true;
        return;
    case BK_STORY_NEED:
        c->has_needs = true;
        return;
    case BK_STORY_LEAVES:
        judge(ch, s->place, true);
        c->present = false;
        return;
    default:
        return;
    }
}

static bool week_over(void *listener, int32_t week)
{
    (void)week;
    const chooser *ch = listener;
    return !ch->failed;
}

bk_status bk_choose_client(const bk_telling *t, int32_t place, bk_chosen *out, bk_error *err)
{
    chooser ch = {.t = t, .wanted = place};
    bk_status status = bk_telling_run(t, hear, week_over, &ch);
    if (ch.failed) status = BK_ERR_MEMORY;
    if (status == BK_OK) {
        for (int32_t p = 0; p < ch.count; p++)
            if (ch.at[p].present) judge(&ch, p, false);
    }
    if (status != BK_OK) {
        bk_run_refused(status, err);
    } else if (ch.count == 0) {
        status = bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_TELL_NOBODY,
                              (int)t->row->plan.weeks);
    } else if (!ch.found) {
        status = bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_TELL_CLIENT, (int)place + 1,
                              (int)ch.count);
    } else {
        *out = ch.chosen;
        out->asked_for = place >= 0;
        out->of = ch.at[out->place].persons;
    }
    bk_free(ch.at);
    return status;
}
