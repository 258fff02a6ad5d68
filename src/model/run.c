/* The loop: what happens next, and to whom. */
#include "model/parts.h"

void bk_tell(bk_sim *r, int32_t place, bk_story *story)
{
    const bk_state *s = &r->state;
    story->at = s->h->now;
    story->place = place;
    if (place != BK_NONE) {
        story->desk = s->client[place].owner;
        if (story->stamp == 0) story->stamp = s->client[place].stamp;
        story->willing = (s->client[place].flags & BK_CLIENT_WILLING) != 0;
    }
    r->teller.hear(r->teller.context, story);
}

/* A message, unless it is one of those that only a client left alone would send. */
static void on_stream_point(bk_sim *r, const bk_point *point)
{
    const bk_model *m = r->m;
    const bk_state *s = &r->state;
    int32_t place = point->subject, stream = (int32_t)point->kind - BK_POINT_STREAM;
    if (!(s->client[place].flags & BK_CLIENT_PRESENT)) return;
    if (stream >= m->n_streams) {
        stream -= m->n_streams;
        if (s->h->now - s->contact[place] <= m->stream[stream].excess_after) return;
    }
    bk_on_message(r, place, stream, point->value, point->luck);
}

/* A client's own calendar: his follow-up falls due or his measure ends. */
static void on_timer(bk_sim *r, int32_t place)
{
    const bk_state *s = &r->state;
    bool pending = !(s->client[place].flags & BK_CLIENT_WAITING);
    if (pending && s->due[place] <= s->h->now)
        bk_on_follow_up_due(r, place);
    else
        bk_on_measure_end(r, place);
}

/* What comes next, besides the kinds of points. */
enum { NEXT_DESK = BK_POINT_TURNOVER + 1, NEXT_TIMER };

/* All that happens in week h->week. Three sources: desks and clients' timers, which are
 * calendars, and the points drawn for the week; at the same tick in that order. Which of them is
 * next and of what kind is one choice, since it can be foretold no better than a coin. */
static void run_week(bk_sim *r)
{
    const uint64_t end = bk_key_at(bk_week_start(r->state.h->week + 1), 0);
    const uint64_t begin = bk_key_at(bk_week_start(r->state.h->week), 2 * BK_CUSTOMER - 1);
    while (r->status == BK_OK) {
        bk_state *s = &r->state;
        uint64_t desk = bk_calendar_next(s->desk_node), timer = bk_calendar_next(s->place_node);
        uint64_t entry = s->entry[s->h->next_point];
        uint64_t offset = (uint64_t)bk_point_offset(entry) << BK_SUBJECT_BITS;
        uint64_t point = entry == UINT64_MAX ? BK_KEY_NEVER : begin + offset;
        const bk_point *about = &s->point[entry == UINT64_MAX ? 0 : bk_point_index(entry)];

        uint64_t first = desk < timer ? desk : timer;
        int32_t kind = desk < timer ? NEXT_DESK : NEXT_TIMER;
        kind = point < first ? (int32_t)about->kind : kind;
        s->h->next_point += point < first;
        first = point < first ? point : first;
        if (first >= end) return;

        s->h->now = bk_key_tick(first);
        int32_t subject = about->subject;
        switch (kind) {
        case BK_POINT_DUTY:
            bk_on_duty_point(r, subject, about->value);
            break;
        case BK_POINT_EXIT_WORK:
            bk_on_exit_point(r, subject, true, about->value);
            break;
        case BK_POINT_EXIT_OTHER:
            bk_on_exit_point(r, subject, false, about->value);
            break;
        case BK_POINT_NEED:
            bk_on_need_point(r, subject, about->value);
            break;
        case BK_POINT_ARRIVAL:
            bk_client_arrive(r);
            break;
        case BK_POINT_TURNOVER:
            bk_on_turnover(r, subject);
            break;
        case NEXT_DESK:
            bk_on_desk(r, bk_key_index(first));
            break;
        case NEXT_TIMER:
            on_timer(r, bk_key_index(first));
            break;
        default:
            on_stream_point(r, about);
        }
    }
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* What an earlier run of the same shape came to need is there from the start, so that a warm run
 * allocates nothing. A team that follows one much larger begins anew: clearing all that
 * room would take longer than its run. */
static void keep_room(const bk_head *before, bool same_plan, bk_head *sizes)
{
    if (before == NULL || before->n_lanes != sizes->n_lanes || before->n_desks != sizes->n_desks ||
        before->open != sizes->open)
        return;
    bool larger_team = before->n_places > (sizes->open ? 4 * sizes->n_places : sizes->n_places);
    if (before->n_places < sizes->n_places || (larger_team && !same_plan)) return;
    sizes->n_places = before->n_places;
    sizes->place_width = before->place_width;
    sizes->cap_line = larger(before->cap_line, sizes->cap_line);
    sizes->cap_items = larger(before->cap_items, sizes->cap_items);
    sizes->cap_points = larger(before->cap_points, sizes->cap_points);
    sizes->cap_buckets = bk_room_buckets(sizes->cap_points);
}

bk_status bk_sim_begin(bk_sim *run, const bk_plan *plan, uint64_t key, const bk_storyteller *teller,
                       bk_outcome *out)
{
    bk_head sizes = bk_sizes_of(plan);
    sizes.key = key;
    if (sizes.n_places > BK_MAX_CLIENTS) return BK_ERR_INPUT;
    keep_room(run->state.h, run->plan == plan, &sizes);
    BK_TRY(bk_state_shape(&run->state, &sizes));
    run->plan = plan;
    run->m = &plan->model[0];
    run->teller = teller == NULL ? (bk_storyteller){0} : *teller;
    run->outcome = out;
    run->status = BK_OK;
    bk_office_open(run);
    bk_week_begin(run);
    return run->status;
}

bk_status bk_sim_advance(bk_sim *run, int32_t week)
{
    while (run->status == BK_OK && run->state.h->week < week) {
        run_week(run);
        if (run->status != BK_OK) break;
        bk_head *h = run->state.h;
        h->now = bk_week_start(++h->week);
        bk_week_begin(run);
    }
    return run->status;
}

void bk_sim_finish(bk_sim *run)
{
    const bk_state *s = &run->state;
    bk_tally_ratios(run, &s->h->window, s->lane + s->h->n_lanes, run->outcome->ratio);
    for (int32_t k = 0; k < BK_EVENT_COUNT; k++) run->outcome->events[k] = s->h->events[k];
}

bk_status bk_sim_run(bk_sim *run, const bk_plan *plan, uint64_t key, const bk_storyteller *teller,
                     bk_outcome *out)
{
    BK_TRY(bk_sim_begin(run, plan, key, teller, out));
    BK_TRY(bk_sim_advance(run, plan->weeks));
    bk_sim_finish(run);
    return BK_OK;
}

void bk_sim_clear(bk_sim *run)
{
    bk_state_clear(&run->state);
    *run = (bk_sim){0};
}
