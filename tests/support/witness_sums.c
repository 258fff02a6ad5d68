/* witness_sums.c - when the run is over: nothing was lost on the way, and the figures are those of
 * the story. */
#include "support/witness_parts.h"

#include <inttypes.h>

/* ---- the end of the run ---- */

static void check_sum(witness *w, const bk_outcome *out, int32_t measure, double numerator,
                      double denominator)
{
    bk_ratio r = out->ratio[measure];
    double most = 1e-9 * (fabs(numerator) + fabs(denominator) + 1.0);
    LAW(fabs(r.numerator - numerator) <= most && fabs(r.denominator - denominator) <= most, NULL,
        "%s is %.17g / %.17g, by the story %.17g / %.17g", w->plan->measures->measure[measure].id,
        r.numerator, r.denominator, numerator, denominator);
}

static double capacity(const bk_plan *plan)
{
    double sum = 0.0;
    for (int32_t week = plan->warmup_weeks; week < plan->weeks; week++) {
        int32_t phase = plan->n_phases - 1;
        while (plan->from[phase] > week) phase--;
        const bk_model *m = &plan->model[phase];
        sum += (double)m->n_caseworkers * m->capacity_minutes;
    }
    return sum;
}

static void check_lanes(witness *w, const bk_outcome *out)
{
    const bk_measure_list *l = w->plan->measures;
    const bk_model *m = w->sim->m;
    const book *b = &w->book;
    double minutes = capacity(w->plan), busy = 0.0;
    for (int32_t lane = 0; lane < m->n_lanes; lane++) {
        bool inbox = lane < m->n_streams;
        int32_t at = inbox ? w->plan->inbox_of[lane] : l->n_inbox + lane - m->n_streams;
        busy += b->minutes[lane];
        check_sum(w, out, l->first[BK_M_TIME_SHARE] + at, b->minutes[lane], minutes);
        check_sum(w, out, l->first[BK_M_WAIT_DAYS] + at, b->wait[lane] / (double)BK_TICKS_PER_WEEK,
                  b->started[lane]);
        if (inbox)
            check_sum(w, out, l->first[BK_M_LOST_SHARE] + at, b->lost[lane],
                      b->lost[lane] + b->started[lane]);
    }
    check_sum(w, out, l->first[BK_M_IDLE_SHARE], minutes - busy, minutes);

    /* Tasks count when they start, so at most what is in hand at the end is too much; and each may
     * be half a tick shorter than its minutes. */
    double tasks = (double)w->report->started + b->talks;
    double over = 1e-6 + 0.5 * tasks / m->ticks_per_minute;
    for (int32_t j = 0; j < DESKS_MOST; j++)
        if (w->task[j].busy && w->task[j].end > w->now)
            over += (double)(w->task[j].end - w->now) / m->ticks_per_minute;
    bool same = true;
    for (int32_t i = 0; i < w->plan->n_phases; i++) {
        double change = w->plan->model[i].capacity_minutes - w->plan->model[0].capacity_minutes;
        same &= w->plan->model[i].n_caseworkers == m->n_caseworkers && fabs(change) < 1e-9;
    }
    LAW(!same || busy <= minutes + over, NULL, "%g minutes worked of %g, %g still in hand", busy,
        minutes, over);
}

static void check_flows(witness *w, const bk_outcome *out)
{
    const bk_measure_list *l = w->plan->measures;
    const book *b = &w->book;
    double week = (double)BK_TICKS_PER_WEEK, present = b->present_ticks / week;
    check_sum(w, out, l->first[BK_M_NOSHOW_SHARE], b->missed, b->talks);
    check_sum(w, out, l->first[BK_M_CONTACT_GAP_WEEKS], b->gap_ticks / week, b->gaps);
    check_sum(w, out, l->first[BK_M_EXITS_WORK], b->work, present);
    check_sum(w, out, l->first[BK_M_EXITS_OTHER], b->other, present);
    check_sum(w, out, l->first[BK_M_DURATION_DAYS], present, b->work + b->other);
    check_sum(w, out, l->first[BK_M_DEMANDS], b->demands, present);
    check_sum(w, out, l->first[BK_M_DEMAND_SHARE_MEETING], b->demands_meeting, b->demands);
    check_sum(w, out, l->first[BK_M_PUSHED_OUT], b->pushed, present);
    check_sum(w, out, l->first[BK_M_PUSHED_OUT_WILLING], b->pushed_willing, present);
    check_sum(w, out, l->first[BK_M_WAIT_DAYS_PLACE], b->place_wait / week, b->places);
}

/* Numerators to work and otherwise, and the denominator, of who is followed for 52 weeks. */
typedef struct {
    double work, other, followed;
} cohort;

static void follow(cohort *c, const person *p, bk_tick from)
{
    c->followed += 1.0;
    if (p->left == BK_NEVER || p->left - from > bk_week_start(52)) return;
    *(p->exit == BK_EXIT_WORK ? &c->work : &c->other) += 1.0;
}

static void check_cohort(witness *w, const bk_outcome *out, const cohort *c, bk_measure_kind all,
                         bk_measure_kind work, bk_measure_kind other)
{
    const bk_measure_list *l = w->plan->measures;
    check_sum(w, out, l->first[all], c->work + c->other, c->followed);
    check_sum(w, out, l->first[work], c->work, c->followed);
    check_sum(w, out, l->first[other], c->other, c->followed);
}

/* Those who came in time to be followed for 52 weeks, and those who were here (or in line) when the
 * window began and who came in the 52 weeks after. */
static void check_cohorts(witness *w, const bk_outcome *out)
{
    cohort came = {0}, present = {0};
    bk_tick start = bk_week_start(w->plan->warmup_weeks), year = bk_week_start(52), end = w->now;
    bool years = end >= start + 2 * year;
    int32_t in_line = w->line_end - w->line_first;
    for (int32_t i = 0; i < w->n_people + in_line; i++) {
        person waits = {.left = BK_NEVER};
        const person *p = i < w->n_people ? &w->people[i] : &waits;
        if (i >= w->n_people) waits.arrived = w->line[w->line_first + i - w->n_people];
        if (p->arrived > start && p->arrived <= end - year) follow(&came, p, p->arrived);
        if (!years || p->left < start || p->arrived > start + year) continue;
        follow(&present, p, p->arrived > start ? p->arrived : start);
    }
    check_cohort(w, out, &came, BK_M_EXIT_12M, BK_M_EXIT_WORK_12M, BK_M_EXIT_OTHER_12M);
    check_cohort(w, out, &present, BK_M_EXIT_12M_PRESENT, BK_M_EXIT_WORK_12M_PRESENT,
                 BK_M_EXIT_OTHER_12M_PRESENT);
}

void witness_check_end(witness *w, const bk_outcome *out)
{
    const bk_state *state = &w->sim->state;
    witness_report *r = w->report;
    w->now = bk_week_start(w->plan->weeks);
    witness_count_inside(w, 0);
    for (int32_t p = 0; p < w->n_places; p++) {
        if (w->at_place[p] == NOBODY) continue;
        const person *who = &w->people[w->at_place[p]];
        for (int32_t lane = 0; lane < w->sim->m->lane_conversation; lane++)
            r->waiting += who->pending[lane];
        witness_end_all_waits(w, who, END_OF_RUN);
    }
    witness_end_wait(w, WAIT_PLACE, END_OF_RUN, w->line_end - w->line_first);
    w->several = true;
    int64_t queued = 0;
    for (int32_t q = 0; q < (state->h->n_desks + 1) * state->h->n_lanes; q++)
        queued += state->queue[q].count;
    witness_close_tick(w, w->now);
    r->inside = w->inside;
    LAW(r->entered == r->left + r->inside && w->inside == state->h->present, NULL,
        "%" PRId64 " came, %" PRId64 " left, %d are here", r->entered, r->left,
        (int)state->h->present);
    LAW(w->line_end - w->line_first == state->h->line_count, NULL, "%d wait in line, %d say so",
        (int)state->h->line_count, (int)(w->line_end - w->line_first));
    LAW(r->arisen == r->started + r->lost + r->dropped + r->waiting && r->waiting == queued, NULL,
        "%" PRId64 " items arose, %" PRId64 " started, %" PRId64 " lost, %" PRId64
        " gone with their client, %" PRId64 " wait, %" PRId64 " in queues",
        r->arisen, r->started, r->lost, r->dropped, r->waiting, queued);
    check_lanes(w, out);
    check_flows(w, out);
    check_cohorts(w, out);
}
