/* What will come to clients in a week, and when: drawn at its start, all at once, and sorted. */
#include "model/lanes.h"
#include "model/parts.h"

/* ---- points ---- */

static void put_point(bk_state *s, int32_t n, uint64_t offset, bk_point point)
{
    s->entry[n] = bk_point_entry(offset, n);
    s->point[n] = point;
}

/* Writes one candidate as point n; 1 when it is one, else 0 and the next is written over it. A mark
 * says what a point is, and how far into that segment it lies is a uniform in (0, 1) that its
 * handler will need. */
static inline int32_t put_candidate(bk_state *s, const bk_marks *marks, int32_t n, int32_t place,
                                    bk_block b)
{
    uint64_t mark = b.word[1] & (((uint64_t)1 << BK_MARK_BITS) - 1);
    int32_t segment = marks->guide[mark >> (BK_MARK_BITS - 8)];
    while (mark >= marks->end[segment]) segment++; /* the last ends past every mark */
    double into = (double)(int64_t)(mark - marks->start[segment]) + 0.5;
    put_point(s, n, b.word[1] >> BK_MARK_BITS,
              (bk_point){.subject = place,
                         .what = bk_point_what(BK_POINT_MARKED + segment, b.word[0]),
                         .value = into * marks->inverse_width[segment]});
    return segment < marks->count;
}

enum { CHUNK = BK_DRAW_CHUNK };

/* Candidates beyond a place's first: whose, and the count that keys the draw. */
typedef struct {
    int32_t count;
    int32_t place[2 * CHUNK + 2];
    int32_t which[2 * CHUNK + 2];
} further;

/* Those of a place beyond its third. */
static bool draw_rare(bk_sim *r, int32_t place, int32_t candidates)
{
    if (!bk_reserve_points(r, 3 * CHUNK + candidates)) return false;
    bk_state *s = &r->state;
    uint64_t week = (uint64_t)s->h->week << 24;
    int32_t n = s->h->n_points;
    for (int32_t i = 3; i < candidates; i++) {
        bk_block b = bk_draw(r, s->place_key[place], BK_FOR_POINTS, week + (uint64_t)i);
        n += put_candidate(s, &r->m->marks, n, place, b);
    }
    s->h->n_points = n;
    return true;
}

/* The first candidate of each of at most CHUNK places. It uses what the count left, a word and the
 * low bits that decided nothing, and is written in any case, and kept if there is one: how many
 * there are could not be foretold. For the same reason two more are noted in any case. */
static bool draw_first(bk_sim *r, int32_t from, int32_t to, further *more)
{
    const bk_marks *marks = &r->m->marks;
    const uint64_t week = (uint64_t)r->state.h->week << 24;
    const bool all = r->m->open; /* whoever arrives this week may get any of them */
    bk_state *s = &r->state;
    int32_t n = s->h->n_points, noted = 0;
    for (int32_t p = from; p < to; p++) {
        bk_block b = bk_draw(r, s->place_key[p], BK_FOR_POINTS, week);
        int32_t candidates = bk_poisson_draw(&marks->number, b.word[0]);
        bool taken = all | (s->client[p].owner != BK_NONE);
        candidates = taken ? candidates : 0;
        n += put_candidate(s, marks, n, p, b) & (candidates > 0);
        more->place[noted] = more->place[noted + 1] = p;
        more->which[noted] = 1;
        more->which[noted + 1] = 2;
        noted += (candidates > 1) + (candidates > 2);
        if (BK_LIKELY(candidates <= 3)) continue;
        s->h->n_points = n;
        if (!draw_rare(r, p, candidates)) return false;
        n = s->h->n_points;
    }
    s->h->n_points = n;
    more->count = noted;
    return true;
}

/* All candidates of at most CHUNK places. */
static bool draw_places(bk_sim *r, int32_t from, int32_t to)
{
    further more;
    if (!bk_reserve_points(r, 3 * (to - from)) || !draw_first(r, from, to, &more)) return false;
    if (!bk_reserve_points(r, more.count)) return false;
    const uint64_t week = (uint64_t)r->state.h->week << 24;
    bk_state *s = &r->state;
    int32_t n = s->h->n_points;
    for (int32_t i = 0; i < more.count; i++) {
        int32_t p = more.place[i];
        uint64_t count = week + (uint64_t)more.which[i];
        bk_block b = bk_draw(r, s->place_key[p], BK_FOR_POINTS, count);
        n += put_candidate(s, &r->m->marks, n, p, b);
    }
    s->h->n_points = n;
    return true;
}

/* ---- what is known already ---- */

static int32_t put_timer(bk_state *s, int32_t n, int32_t place, int32_t kind, bk_tick at)
{
    uint64_t offset = (uint64_t)at & ((uint64_t)BK_TICKS_PER_WEEK - 1);
    put_point(s, n, offset, (bk_point){.subject = place, .what = bk_point_what(kind, 0)});
    return n + (at < s->h->week_end);
}

/* Follow-ups that fall due this week, and measures that end. Written in any case, as candidates
 * are. */
static bool put_timers(bk_sim *r, int32_t from, int32_t to)
{
    if (!bk_reserve_points(r, 2 * (to - from) + 1)) return false;
    bk_state *s = &r->state;
    int32_t n = s->h->n_points;
    for (int32_t p = from; p < to; p++) {
        bool pending = !(s->client[p].flags & BK_CLIENT_WAITING);
        int32_t after = put_timer(s, n, p, BK_POINT_DUE, s->due[p]);
        n += (after - n) & (int32_t)pending;
        n = put_timer(s, n, p, BK_POINT_MEASURE_ENDS, s->measure_end[p]);
    }
    s->h->n_points = n;
    return true;
}

/* ---- how long the inbox items of the week will take ---- */

/* luck[i] belongs to point which[i], for i in from .. to: from a standard normal to minutes. */
static void finish_lognormal(bk_sim *r, double *luck, const int32_t *which, int32_t from,
                             int32_t to)
{
    bk_point *point = r->state.point;
    for (int32_t i = from; i < to; i++) {
        const bk_lognormal *log =
            &r->m->stream_of_kind[bk_point_kind(&point[which[i]])]->minutes.log_params;
        luck[i] = log->mu + log->sigma * luck[i];
    }
    bk_lanes_exp(luck + from, to - from);
    for (int32_t i = from; i < to; i++) point[which[i]].value = luck[i];
}

/* Puts aside the uniforms of all lognormal items, so that they can be worked on together: those
 * from the middle of the distribution from the front, those from its tails from the back. */
static void draw_lognormal(bk_sim *r, double *luck, int32_t *which)
{
    const bk_state *s = &r->state;
    int32_t points = s->h->n_points, middle = 0, tails = points;
    for (int32_t i = 0; i < points; i++) {
        const bk_point *point = &s->point[i];
        bool is = r->m->is_lognormal[bk_point_kind(point)], central = bk_is_central(point->value);
        luck[middle] = point->value;
        which[middle] = i;
        middle += is & central;
        luck[tails - 1] = point->value;
        which[tails - 1] = i;
        tails -= is & !central;
    }
    bk_lanes_quantile(luck, middle);
    bk_lanes_quantile_tail(luck + tails, points - tails);
    finish_lognormal(r, luck, which, 0, middle);
    finish_lognormal(r, luck, which, tails, points);
}

/* Items whose time is fixed or exponential. */
static void draw_other_minutes(bk_sim *r, double *luck, int32_t *which)
{
    bk_point *point = r->state.point;
    int32_t n = 0;
    for (int32_t i = 0; i < r->state.h->n_points; i++) {
        const bk_stream *stream = r->m->stream_of_kind[bk_point_kind(&point[i])];
        if (stream == NULL || stream->minutes.kind == BK_LOGNORMAL) continue;
        luck[n] = point[i].value;
        which[n] = i;
        n += stream->minutes.kind == BK_EXPONENTIAL;
        point[i].value = stream->minutes.mean;
    }
    bk_lanes_log(luck, n);
    for (int32_t i = 0; i < n; i++) point[which[i]].value *= -luck[i];
}

/* ---- a week ---- */

/* Points that are not a client's: n of one kind about one subject. */
static bool draw_others(bk_sim *r, bk_purpose purpose, const bk_poisson_table *number,
                        int32_t subject, int32_t kind, int32_t *n)
{
    uint64_t whose = (uint64_t)subject << 24, count = (uint64_t)r->state.h->week << 24;
    *n = bk_poisson_draw(number, bk_draw(r, whose, purpose, count).word[0]);
    if (!bk_reserve_points(r, *n)) return false;
    for (int32_t i = 0; i < *n; i++) {
        uint64_t word = bk_draw(r, whose, purpose, count + (uint64_t)i + 1).word[0];
        put_point(&r->state, r->state.h->n_points++, word >> BK_MARK_BITS,
                  (bk_point){.subject = subject, .what = bk_point_what(kind, 0)});
    }
    return true;
}

/* All that may come at one desk of a steady office, whose places lie together; of an open one, at
 * all of them. Where desks are apart or not, the order is the same for each. */
static bool draw_desk(bk_sim *r, int32_t desk)
{
    const bk_model *m = r->m;
    int32_t n;
    for (int32_t j = m->open ? 0 : desk; j < (m->open ? r->state.h->active : desk + 1); j++)
        if (m->turnover_per_week > 0.0 && j < r->state.h->active &&
            !draw_others(r, BK_FOR_TURNOVER, &m->turnover, j, BK_POINT_TURNOVER, &n))
            return false;
    int32_t stride = r->state.h->stride, places = bk_places_used(r->state.h);
    int32_t from = m->open ? 0 : desk * stride, to = m->open ? places : from + stride;
    if (to > places) to = places;
    if (!put_timers(r, from, to)) return false;
    for (int32_t p = from; p < to; p += CHUNK)
        if (!draw_places(r, p, p + CHUNK < to ? p + CHUNK : to)) return false;
    return true;
}

/* Whoever arrives at an office with open intake. Their places are drawn for although nobody may
 * come to sit there. */
static bool draw_arrivals(bk_sim *r)
{
    int32_t arrivals;
    if (!draw_others(r, BK_FOR_ARRIVALS, &r->m->arrivals, 0, BK_POINT_ARRIVAL, &arrivals))
        return false;
    if (!bk_make_room(r, arrivals, arrivals)) return false;
    if (!draw_desk(r, 0)) return false;
    int32_t from = r->state.h->highest_place, to = from + arrivals;
    for (int32_t p = from; p < to; p += CHUNK)
        if (!draw_places(r, p, p + CHUNK < to ? p + CHUNK : to)) return false;
    return true;
}

static bool draw_all(bk_sim *r)
{
    if (r->m->open) return draw_arrivals(r);
    for (int32_t j = 0; j * r->state.h->stride < r->state.h->n_places; j++)
        if (!draw_desk(r, j)) return false;
    return true;
}

void bk_points_draw(bk_sim *r, int32_t desk)
{
    bk_head *h = r->state.h;
    h->n_points = h->next_point = 0;
    h->week_end = bk_week_start(h->week + 1);
    bk_heap_reset(r->state.late, &h->n_late);
    if (!(desk == BK_NONE ? draw_all(r) : draw_desk(r, desk))) return;

    bk_state *s = &r->state;
    double *luck = (double *)(void *)s->scratch;
    draw_lognormal(r, luck, s->bucket);
    if (r->m->has_other_minutes) draw_other_minutes(r, luck, s->bucket);
    int32_t n = s->h->n_points;
    bk_points_sort(s->entry, s->scratch, s->bucket, n);
    put_point(s, n, (uint64_t)BK_TICKS_PER_WEEK - 1, (bk_point){.what = BK_POINT_END});
}
