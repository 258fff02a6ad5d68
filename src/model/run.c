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
    int32_t place = point->subject, stream = bk_point_kind(point) - BK_POINT_STREAM;
    if (!(s->client[place].flags & BK_CLIENT_PRESENT)) return;
    if (stream >= m->n_streams) {
        stream -= m->n_streams;
        if (s->h->now - s->contact[place] <= m->stream[stream].excess_after) return;
    }
    bk_on_message(r, place, stream, point->value, bk_point_luck(point));
}

static void on_late(bk_sim *r)
{
    int32_t place = bk_key_index(r->state.late[0]);
    bk_heap_pop(r->state.late, &r->state.h->n_late);
    bk_on_timer(r, place);
}

/* All that happens in week h->week, to the mark at the end of its points: to the team, or where
 * desks are apart to that desk. Three sources: desks, the points drawn for the week, and what came
 * up too late to be among them; at the same tick in that order. Which of them is next and
 * of what kind is one choice, since it can be foretold no better than a coin. */
static void run_points(bk_sim *r, int32_t desk_slot)
{
    const uint64_t begin = bk_key_at(bk_week_start(r->state.h->week), 0);
    while (BK_LIKELY(r->status == BK_OK)) {
        bk_state *s = &r->state;
        uint64_t desk = s->desk_node[desk_slot], late = s->late[0];
        uint64_t entry = s->entry[s->h->next_point];
        uint64_t point =
            begin + ((uint64_t)bk_point_offset(entry) << BK_SUBJECT_BITS | BK_CUSTOMER);
        const bk_point *about = &s->point[bk_point_index(entry)];

        uint64_t first = desk < late ? desk : late;
        int32_t kind = desk < late ? BK_POINT_DESK : BK_POINT_LATE;
        kind = point <= first ? bk_point_kind(about) : kind;
        s->h->next_point += point <= first;
        first = point < first ? point : first;

        s->h->now = bk_key_tick(first);
        int32_t subject = about->subject;
        switch (kind < BK_POINT_STREAM ? kind : BK_POINT_STREAM) {
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
        case BK_POINT_DUE:
        case BK_POINT_MEASURE_ENDS:
            bk_on_timer(r, subject);
            break;
        case BK_POINT_END:
            if (s->h->n_late == 0) return;
            s->h->next_point--; /* something is due at the last tick of all */
            on_late(r);
            break;
        case BK_POINT_DESK:
            bk_on_desk(r, bk_key_index(first));
            break;
        case BK_POINT_LATE:
            on_late(r);
            break;
        case BK_POINT_STREAM:
            on_stream_point(r, about);
        }
    }
}

/* Where desks have nothing in common (no shared inbox, no open intake, every client at a place of
 * his caseworker's own), what happens at one during a week cannot touch another: each runs its
 * week alone, in memory near by. Its own events are the same and in the same order as among all
 * the others', and what is summed over desks is summed desk by desk or in whole numbers, so
 * nobody could tell the difference from the outcome. Who listens hears things in order of time;
 * then desks run together. */
static void run_week(bk_sim *r)
{
    if (r->state.h->apart && r->teller.hear != NULL) { /* somebody began to listen */
        bk_desks_join(r);
        bk_points_draw(r, BK_NONE);
    }
    if (!r->state.h->apart) {
        run_points(r, 1);
        return;
    }
    for (int32_t j = 0; j < r->state.h->n_desks && r->status == BK_OK; j++) {
        bk_points_draw(r, j);
        run_points(r, r->state.h->desk_width + j);
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
    sizes->cap_late = larger(before->cap_late, sizes->cap_late);
    sizes->cap_line = larger(before->cap_line, sizes->cap_line);
    sizes->cap_items = larger(before->cap_items, sizes->cap_items);
    sizes->cap_points = larger(before->cap_points, sizes->cap_points);
    sizes->cap_buckets = bk_room_buckets(sizes->cap_points);
}

bk_status bk_sim_begin(bk_sim *run, const bk_plan *plan, uint64_t key, const bk_storyteller *teller,
                       bk_outcome *out)
{
    bk_head sizes = bk_sizes_of(plan, teller != NULL && teller->hear != NULL);
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
