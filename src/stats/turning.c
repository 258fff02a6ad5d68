#include "stats/turning.h"

#include "stats/intervals.h"
#include "stats/student.h"

#include <math.h>
#include <string.h>

enum {
    COARSE_CELLS = 16,
    STRETCH_CELLS = 2,  /* of the steepest stretch */
    BRACKET_POINTS = 7, /* within the places between which the curve passes for certain */
    WINDOW_POINTS = 9,  /* of a local fit */
    NARROWINGS = 3,
};

/* A place lies for certain on one side of the level when chance would say so once in a thousand. */
#define CERTAIN 0.9995
/* A window reaches three interval's halves to each side: narrower the slope is lost, wider the
 * curve bends. */
static const double WINDOW_HALVES = 3;

typedef struct {
    const bk_turning_question *question;
    bk_arena arena;
    int32_t n;
    int64_t at[BK_TURNING_POINTS]; /* rising */
    double *y[BK_TURNING_POINTS];  /* [replications] each */
    double *scratch;               /* [(BK_TURNING_POINTS + 1) x replications] */
} hunt;

/* ---- asking ---- */

static int32_t find_place(const hunt *h, int64_t at)
{
    int32_t i = 0;
    while (i < h->n && h->at[i] < at) i++;
    return i;
}

static bool has_place(const hunt *h, int64_t at)
{
    int32_t i = find_place(h, at);
    return i < h->n && h->at[i] == at;
}

/* Asks for the places of at[n], which are new, different and rising. */
static bk_status ask(hunt *h, int32_t n, const int64_t *at)
{
    int32_t replications = h->question->replications;
    if (n == 0) return BK_OK;
    double *y = bk_arena_alloc(&h->arena, (int64_t)n * replications, sizeof *y);
    if (y == NULL) return BK_ERR_MEMORY;
    BK_TRY(h->question->source(h->question->context, n, at, y));
    for (int32_t i = 0; i < n; i++) {
        int32_t to = find_place(h, at[i]);
        memmove(&h->at[to + 1], &h->at[to], sizeof h->at[0] * (size_t)(h->n - to));
        memmove(&h->y[to + 1], &h->y[to], sizeof h->y[0] * (size_t)(h->n - to));
        h->at[to] = at[i];
        h->y[to] = y + (int64_t)i * replications;
        h->n++;
    }
    return BK_OK;
}

/* Sees to it that about `points` evenly spaced places from a to b have been asked for. */
static bk_status spread(hunt *h, int64_t a, int64_t b, int32_t points)
{
    int64_t at[COARSE_CELLS + 1];
    int32_t n = 0;
    for (int32_t i = 0; i < points; i++) {
        int64_t place = a + (b - a) * i / (points - 1);
        bool new = !has_place(h, place) && (n == 0 || at[n - 1] < place);
        if (new && h->n + n < BK_TURNING_POINTS) at[n++] = place;
    }
    return ask(h, n, at);
}

/* ---- the level ---- */

static double level_of(const hunt *h, int32_t r)
{
    if (h->question->level_given) return h->question->level;
    return (h->y[0][r] + h->y[h->n - 1][r]) / 2;
}

/* A polynomial through the points from index first to last. False: no replication has them all. */
static bool fit_points(const hunt *h, int32_t first, int32_t last, int32_t degree,
                       bk_curve_fit *fit)
{
    int32_t points = last - first + 1, replications = h->question->replications, n = 0;
    double x[BK_TURNING_POINTS], *level = h->scratch + (int64_t)BK_TURNING_POINTS * replications;
    const double *y[BK_TURNING_POINTS];
    for (int32_t r = 0; r < replications; r++) {
        bool whole = !isnan(level_of(h, r));
        for (int32_t j = first; whole && j <= last; j++) whole = !isnan(h->y[j][r]);
        if (!whole) continue;
        for (int32_t j = 0; j < points; j++)
            h->scratch[(int64_t)j * replications + n] = h->y[first + j][r];
        level[n++] = level_of(h, r);
    }
    for (int32_t j = 0; j < points; j++) {
        x[j] = (double)h->at[first + j];
        y[j] = h->scratch + (int64_t)j * replications;
    }
    if (degree > points - 1) degree = points - 1;
    if (n > 0) bk_curve_fit_make(fit, degree, points, x, y, n, level);
    return n > 0;
}

/* On which side of the level the curve lies at a point: -1, 1, or 0 when that is not certain. */
static int32_t side(const hunt *h, int32_t point)
{
    bk_curve_fit fit;
    if (!fit_points(h, point, point, 0, &fit)) return 0;
    bk_fit_estimate e = bk_curve_fit_at(&fit, BK_FIT_ABOVE_LEVEL, (double)h->at[point]);
    if (fit.n >= 2) {
        double half = (e.high - e.mean) / fit.t * bk_student_quantile(CERTAIN, fit.n - 1);
        if (!(fabs(e.mean) > half)) return 0;
    }
    return e.mean > 0 ? 1 : e.mean < 0 ? -1 : 0;
}

/* ---- crossings ---- */

typedef struct {
    int64_t from, to; /* for certain on different sides */
    int32_t side;     /* on which at from */
} bracket;

/* The passages from one side to the other among the points from a to b; most of them into out.
 * Returns how many there are. */
static int32_t find_brackets(const hunt *h, int64_t a, int64_t b, int32_t most, bracket *out)
{
    int32_t n = 0, last = 0;
    int64_t last_at = 0;
    for (int32_t i = find_place(h, a); i < h->n && h->at[i] <= b; i++) {
        int32_t now = side(h, i);
        if (now == 0) continue;
        if (last != 0 && now != last) {
            if (n < most) out[n] = (bracket){.from = last_at, .to = h->at[i], .side = last};
            n++;
        }
        last = now;
        last_at = h->at[i];
    }
    return n;
}

typedef struct {
    int64_t from, to;
} window;

static window window_around(const hunt *h, double from, double to)
{
    double last = (double)h->question->steps;
    window w = {.from = from > 0 ? (int64_t)from : 0,
                .to = to < last ? (int64_t)to : h->question->steps};
    if ((double)w.to < to && w.to < h->question->steps) w.to++;
    return w;
}

/* Asks for the window's points and fits them. */
static bk_status fit_window(hunt *h, window w, int32_t points, bk_curve_fit *fit, bool *fitted)
{
    BK_TRY(spread(h, w.from, w.to, points));
    int32_t last = find_place(h, w.to + 1) - 1;
    *fitted = fit_points(h, find_place(h, w.from), last, BK_FIT_DEGREE, fit);
    return BK_OK;
}

static double reach(const bk_fit_place *place)
{
    double low = place->x - place->low, high = place->high - place->x;
    return low > high ? low : high;
}

/* A window of WINDOW_HALVES halves of the interval around the place; false when that is not much
 * narrower. */
static bool narrow(const hunt *h, window *w, const bk_fit_place *place)
{
    double half = WINDOW_HALVES * reach(place);
    window narrower = window_around(h, place->x - half, place->x + half);
    if (narrower.to - narrower.from > 3 * (w->to - w->from) / 5) return false;
    *w = narrower;
    return true;
}

/* The crossing in a window, where the local curve has one. */
static void read_crossing(const bk_curve_fit *fit, window w, const bracket *b,
                          bk_turning_place *out)
{
    double from = (double)w.from, to = (double)w.to;
    bk_fit_place place = bk_curve_fit_zero(fit, BK_FIT_ABOVE_LEVEL, -b->side, from, to, from, to);
    if (!place.found) return;
    /* What lies beyond a place on one side for certain is out of the question. */
    if (place.open_low && place.low <= (double)b->from) {
        place.low = (double)b->from;
        place.open_low = false;
    }
    if (place.open_high && place.high >= (double)b->to) {
        place.high = (double)b->to;
        place.open_high = false;
    }
    out->place = place;
    out->rising = b->side < 0;
    out->slope = bk_curve_fit_at(fit, BK_FIT_SLOPE, place.x);
}

static bk_status refine_crossing(hunt *h, bracket b, bk_turning_place *out)
{
    *out = (bk_turning_place){0};
    BK_TRY(spread(h, b.from, b.to, BRACKET_POINTS));
    bracket narrower;
    if (find_brackets(h, b.from, b.to, 1, &narrower) > 0) b = narrower;

    double beyond = (double)(b.to - b.from) / 2;
    if (b.to - b.from == 1) beyond = 0; /* nothing lies between: a straight line says it all */
    window w = window_around(h, (double)b.from - beyond, (double)b.to + beyond);
    for (int32_t i = 0; i <= NARROWINGS; i++) {
        bk_curve_fit fit;
        bool fitted;
        BK_TRY(fit_window(h, w, WINDOW_POINTS, &fit, &fitted));
        bk_turning_place now = {0};
        if (fitted) read_crossing(&fit, w, &b, &now);
        if (!now.place.found) break;
        *out = now;
        if (fit.n < 2 || !narrow(h, &w, &now.place)) break;
    }
    return BK_OK;
}

static bk_status find_crossings(hunt *h, bk_turning *out)
{
    bracket found[BK_TURNINGS];
    int32_t n = find_brackets(h, 0, h->question->steps, BK_TURNINGS, found);
    out->n_crossings = n;
    for (int32_t i = 0; i < n && i < BK_TURNINGS; i++)
        BK_TRY(refine_crossing(h, found[i], &out->crossing[i]));
    for (int32_t i = 0; n == 0 && i < h->n; i++) out->unsure = out->unsure || side(h, i) == 0;
    return BK_OK;
}

/* ---- the steepest stretch ---- */

/* What replication r rises over the stretch that begins at point i, per step and in the direction
 * of sign; nan where the curve does not exist. */
static double climb(const hunt *h, int32_t i, int32_t r, double sign)
{
    double steps = (double)(h->at[i + STRETCH_CELLS] - h->at[i]);
    return sign * (h->y[i + STRETCH_CELLS][r] - h->y[i][r]) / steps;
}

/* Interval of the mean over replications of the climb at i, less that at j unless j is -1. */
static bk_interval climb_interval(const hunt *h, int32_t i, int32_t j, double sign)
{
    int32_t replications = h->question->replications;
    for (int32_t r = 0; r < replications; r++)
        h->scratch[r] = climb(h, i, r, sign) - (j < 0 ? 0 : climb(h, j, r, sign));
    return bk_interval_of(h->scratch, replications);
}

/* Whether the climb at i is for certain more than that at j, at a level that holds for all pairs
 * with j together. */
static bool is_steeper(const hunt *h, int32_t i, int32_t j, double sign, int32_t stretches)
{
    bk_interval more = climb_interval(h, i, j, sign);
    if (more.n < 2) return more.mean > 0;
    double t = bk_student_quantile(1 - 0.05 / (stretches > 2 ? stretches - 1 : 1), more.n - 1);
    return more.mean > t * sqrt(more.variance / more.n);
}

/* Needs: the coarse points alone have been asked for. */
static void find_steepest(const hunt *h, bk_turning *out)
{
    int32_t stretches = h->n - STRETCH_CELLS, best = -1;
    double sign = 1, most = -1;
    for (int32_t i = 0; i < stretches; i++) {
        bk_interval rise = climb_interval(h, i, -1, 1);
        if (rise.n == 0 || fabs(rise.mean) <= most) continue;
        most = fabs(rise.mean);
        sign = rise.mean < 0 ? -1 : 1;
        best = i;
    }
    if (best < 0) return;
    bk_interval slope = climb_interval(h, best, -1, 1);
    bk_turning_stretch *s = &out->steepest;
    *s = (bk_turning_stretch){.found = true,
                              .from = h->at[best],
                              .to = h->at[best + STRETCH_CELLS],
                              .slope = {slope.mean, slope.low, slope.high}};
    s->low = s->from;
    s->high = s->to;
    for (int32_t j = 0; j < stretches; j++) {
        bool beaten = false;
        for (int32_t i = 0; !beaten && i < stretches; i++)
            beaten = i != j && is_steeper(h, i, j, sign, stretches);
        if (beaten) continue;
        if (h->at[j] < s->low) s->low = h->at[j];
        if (h->at[j + STRETCH_CELLS] > s->high) s->high = h->at[j + STRETCH_CELLS];
    }
}

/* ---- all of it ---- */

/* Replications in which the curve exists at every coarse point; the level and the rise of all that
 * have both ends. False when there are none. */
static bool describe_ends(const hunt *h, bk_turning *out)
{
    int32_t replications = h->question->replications;
    bk_curve_fit fit;
    if (!fit_points(h, 0, h->n - 1, 0, &fit)) return false;
    out->replications = fit.n;
    for (int32_t r = 0; r < replications; r++) h->scratch[r] = h->y[h->n - 1][r] - h->y[0][r];
    bk_interval rise = bk_interval_of(h->scratch, replications);
    for (int32_t r = 0; r < replications; r++) h->scratch[r] = level_of(h, r);
    bk_interval level = bk_interval_of(h->scratch, replications);
    out->rise = (bk_fit_estimate){rise.mean, rise.low, rise.high};
    out->level = (bk_fit_estimate){level.mean, level.low, level.high};
    out->flat = rise.low <= 0 && rise.high >= 0;
    return true;
}

static void describe_points(const hunt *h, bk_turning *out)
{
    for (int32_t i = 0; i < h->n; i++) {
        bk_curve_fit fit;
        bk_turning_point *p = &out->point[out->n_points];
        if (!fit_points(h, i, i, 0, &fit)) continue;
        *p = (bk_turning_point){.at = h->at[i],
                                .value = bk_curve_fit_at(&fit, BK_FIT_VALUE, (double)h->at[i])};
        out->n_points++;
    }
}

static bk_status hunt_down(hunt *h, bk_turning *out)
{
    const bk_turning_question *q = h->question;
    h->scratch = bk_arena_alloc(&h->arena, (int64_t)(BK_TURNING_POINTS + 1) * q->replications,
                                sizeof *h->scratch);
    if (h->scratch == NULL) return BK_ERR_MEMORY;
    BK_TRY(spread(h, 0, q->steps, COARSE_CELLS + 1));
    if (!describe_ends(h, out)) return BK_OK;
    find_steepest(h, out);
    if (q->level_given || !out->flat) BK_TRY(find_crossings(h, out));
    describe_points(h, out);
    return BK_OK;
}

bk_status bk_turning_find(const bk_turning_question *question, bk_turning *out)
{
    BK_ASSERT(question->steps >= 1 && question->replications >= 1);
    *out = (bk_turning){0};
    hunt h = {.question = question};
    bk_status status = hunt_down(&h, out);
    bk_arena_clear(&h.arena);
    return status;
}
