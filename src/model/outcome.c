/* From sums to measures. */
#include "model/parts.h"

/* Both are sums only: adding them is adding arrays of doubles. */
static void add_sums(double *to, const double *from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] += from[i];
}

/* What each desk has counted for itself, desk by desk: so that no sum depends on whose events came
 * first. */
static void gather(bk_state *s)
{
    for (int32_t row = 0; row <= s->h->n_desks; row++)
        for (int32_t lane = 0; lane < s->h->n_lanes; lane++) {
            bk_lane_tally *tally = &bk_queue_of(s, row, lane)->tally;
            add_sums((double *)&s->lane[lane], (const double *)tally,
                     sizeof(bk_lane_tally) / sizeof(double));
            *tally = (bk_lane_tally){0};
        }
    for (int32_t j = 0; j < s->h->n_desks; j++) {
        s->h->tally.gap_ticks += s->desk[j].gap_ticks;
        s->desk[j].gap_ticks = 0.0;
    }
}

/* Adds the week that ends to its batch; weeks beyond the last whole batch are left out. */
static void add_watched(bk_sim *r)
{
    const bk_head *h = r->state.h;
    const bk_tally *t = &h->tally;
    int32_t batch = (h->week - 1) / BK_WATCH_WEEKS;
    if (batch >= h->weeks / BK_WATCH_WEEKS) return;
    const bk_ratio now[BK_WATCH_COUNT] = {
        [BK_WATCH_SHARE_IS] = {t->seen_is, t->clients},
        [BK_WATCH_KNOWN_SHARE] = {t->known_needs, t->needs},
        [BK_WATCH_TRUST] = {t->trust, t->clients},
        [BK_WATCH_WEEKS_SINCE_CONTACT] = {t->since_ticks / (double)BK_TICKS_PER_WEEK, t->clients},
        [BK_WATCH_LOAD] = {t->load, t->desks},
    };
    bk_ratio *sum = r->outcome->watch + (int64_t)batch * BK_WATCH_COUNT;
    for (int32_t i = 0; i < BK_WATCH_COUNT; i++) {
        sum[i].numerator += now[i].numerator;
        sum[i].denominator += now[i].denominator;
    }
}

void bk_tally_fold(bk_sim *r, bool in_window)
{
    bk_state *s = &r->state;
    bk_head *h = s->h;
    gather(s);
    if (r->outcome->watch != NULL) add_watched(r);
    if (r->outcome->week != NULL) {
        int64_t row = (int64_t)(h->week - 1) * r->plan->measures->count;
        bk_tally_ratios(r, &h->tally, s->lane, r->outcome->week + row);
    }
    if (in_window) {
        add_sums((double *)&h->window, (const double *)&h->tally,
                 sizeof(bk_tally) / sizeof(double));
        for (int32_t i = 0; i < h->n_lanes; i++)
            add_sums((double *)&s->lane[h->n_lanes + i], (const double *)&s->lane[i],
                     sizeof(bk_lane_tally) / sizeof(double));
    }
    h->tally = (bk_tally){0};
    for (int32_t i = 0; i < h->n_lanes; i++) s->lane[i] = (bk_lane_tally){0};
}

static void put(const bk_measure_list *list, bk_ratio *out, bk_measure_kind kind, double numerator,
                double denominator)
{
    out[list->first[kind]] = (bk_ratio){numerator, denominator};
}

/* What is sampled over clients and caseworkers. */
static void put_samples(const bk_measure_list *l, const bk_tally *t, bk_ratio *out)
{
    put(l, out, BK_M_SHARE_IS, t->seen_is, t->clients);
    put(l, out, BK_M_FALSE_IS, t->willing_is, t->willing);
    put(l, out, BK_M_HIT_IS, t->unwilling_is, t->unwilling);
    put(l, out, BK_M_MEAN_GAZE, t->probability, t->clients);
    put(l, out, BK_M_TRUE_UNWILLING, t->unwilling, t->clients);
    for (int32_t g = 0; g < BK_NEED_GROUPS; g++)
        put(l, out, (bk_measure_kind)(BK_M_IS_BY_NEEDS_0 + g), t->group_is[g], t->group[g]);
    put(l, out, BK_M_NEEDS, t->needs, t->clients);
    put(l, out, BK_M_KNOWN_SHARE, t->known_needs, t->needs);
    put(l, out, BK_M_TRUST, t->trust, t->clients);
    put(l, out, BK_M_WEEKS_SINCE_CONTACT, t->since_ticks / (double)BK_TICKS_PER_WEEK, t->clients);
    for (int32_t g = 0; g < BK_NEED_GROUPS; g++)
        put(l, out, (bk_measure_kind)(BK_M_SINCE_BY_NEEDS_0 + g),
            t->since_of[g] / (double)BK_TICKS_PER_WEEK, t->clients_of[g]);
    put(l, out, BK_M_LOAD, t->load, t->desks);
    put(l, out, BK_M_OMEGA, t->omega, t->desks);
}

/* What is counted when it happens. */
static void put_flows(const bk_measure_list *l, const bk_tally *t, bk_ratio *out)
{
    const double week = (double)BK_TICKS_PER_WEEK;
    double present = t->present_ticks / week;
    put(l, out, BK_M_CONTACT_GAP_WEEKS, t->gap_ticks / week, t->gaps);
    put(l, out, BK_M_TALKS_HAS, t->talks - t->missed - t->talks_is, t->clients - t->seen_is);
    put(l, out, BK_M_TALKS_IS, t->talks_is, t->seen_is);
    put(l, out, BK_M_NOSHOW_SHARE, t->missed, t->talks);
    put(l, out, BK_M_WAIT_DAYS_PLACE, t->place_wait_ticks / week, t->places);
    put(l, out, BK_M_EXITS_WORK, t->exits_work, present);
    put(l, out, BK_M_EXITS_OTHER, t->exits_other, present);
    put(l, out, BK_M_DURATION_DAYS, present, t->exits_work + t->exits_other);
    put(l, out, BK_M_EXIT_12M, t->out_work_12m + t->out_other_12m, t->arrivals_12m);
    put(l, out, BK_M_EXIT_WORK_12M, t->out_work_12m, t->arrivals_12m);
    put(l, out, BK_M_EXIT_OTHER_12M, t->out_other_12m, t->arrivals_12m);
    put(l, out, BK_M_EXIT_12M_PRESENT, t->present_out_work_12m + t->present_out_other_12m,
        t->present_12m);
    put(l, out, BK_M_EXIT_WORK_12M_PRESENT, t->present_out_work_12m, t->present_12m);
    put(l, out, BK_M_EXIT_OTHER_12M_PRESENT, t->present_out_other_12m, t->present_12m);
    put(l, out, BK_M_DEMANDS, t->demands, present);
    put(l, out, BK_M_DEMAND_SHARE_MEETING, t->demands_meeting, t->demands);
    put(l, out, BK_M_PUSHED_OUT, t->pushed_out, present);
    put(l, out, BK_M_PUSHED_OUT_WILLING, t->pushed_out_willing, present);
}

void bk_tally_ratios(const bk_sim *r, const bk_tally *t, const bk_lane_tally *lanes, bk_ratio *out)
{
    const bk_measure_list *l = r->plan->measures;
    const bk_model *m = r->m;
    for (int32_t i = 0; i < l->count; i++) out[i] = (bk_ratio){0};
    put_samples(l, t, out);
    put_flows(l, t, out);

    /* A stream that this team does not have takes no share of its time. */
    for (int32_t i = l->first[BK_M_TIME_SHARE]; i < l->first[BK_M_TIME_SHARE + 1]; i++)
        out[i].denominator = t->capacity_minutes;
    double busy = 0.0;
    for (int32_t lane = 0; lane < m->n_lanes; lane++) {
        const bk_lane_tally *a = &lanes[lane];
        bool inbox = lane < m->n_streams;
        int32_t at = inbox ? r->plan->inbox_of[lane] : l->n_inbox + lane - m->n_streams;
        busy += a->minutes;
        out[l->first[BK_M_TIME_SHARE] + at].numerator = a->minutes;
        out[l->first[BK_M_WAIT_DAYS] + at] =
            (bk_ratio){a->wait_ticks / (double)BK_TICKS_PER_WEEK, a->started};
        if (inbox) out[l->first[BK_M_LOST_SHARE] + at] = (bk_ratio){a->lost, a->lost + a->started};
    }
    put(l, out, BK_M_IDLE_SHARE, t->capacity_minutes - busy, t->capacity_minutes);
    put(l, out, BK_M_CONVERSATION_MINUTES, lanes[m->lane_conversation].minutes,
        t->present_ticks / (double)BK_TICKS_PER_WEEK);
}
