/* What the threads do: figures that refine, as events. */
#include "server/house.h"

#include <stdio.h>

enum { BETWEEN_MS = 110, FIRST_SHOWN = 2, QUICK = 4 };

/* ---- one team ---- */

typedef struct {
    bk_stream *stream;
    const bk_scenario *scenario; /* whose figures come */
    const bk_scenario *before;   /* today's, or NULL */
    const bk_live *today;        /* its figures, or NULL */
    const char *which;           /* "today" or "tried" */
    int32_t asked;               /* replications of this run */
    int32_t of;                  /* replications there will be in the end */
    int32_t least;               /* as many have been shown before */
    int64_t shown_at;
    bool seen; /* the clients have been sent */
    bk_buffer body;
} show;

static void out_view(bk_buffer *out, const bk_view *v)
{
    bk_buffer_print(out, ",\"view\":{\"week\":%d,\"caseworkers\":%d,\"threshold\":", (int)v->week,
                    (int)v->caseworkers);
    bk_buffer_number(out, v->threshold);
    /* owner, slot, person, thousandths of suspicion, needs, known: six numbers a client */
    bk_buffer_text(out, ",\"clients\":[");
    for (int32_t i = 0; i < v->clients; i++)
        bk_buffer_print(out, "%s%d,%d,%u,%d,%u,%u", i > 0 ? "," : "", (int)v->owner[i],
                        (int)v->slot[i], (unsigned)v->person[i],
                        (int)(v->suspicion[i] * 1000.0 + 0.5), (unsigned)v->needs[i],
                        (unsigned)v->known[i]);
    bk_buffer_text(out, "],\"load\":[");
    for (int32_t i = 0; i < v->caseworkers; i++) {
        if (i > 0) bk_buffer_text(out, ",");
        bk_buffer_number(out, v->load[i]);
    }
    bk_buffer_text(out, "]}");
}

static void out_measures(const show *s, const bk_live *live, bk_buffer *out)
{
    bk_buffer_text(out, ",\"measures\":{");
    for (int32_t i = 0; i < bk_scenario_measure_count(s->scenario); i++) {
        bk_buffer_print(out, "%s\"%s\":", i > 0 ? "," : "",
                        bk_scenario_measure(s->scenario, i, BK_EN).id);
        bk_out_estimate(out, bk_live_estimate(live, i));
    }
    bk_buffer_text(out, "},\"domains\":[");
    for (int32_t d = 0; d < bk_scenario_part_count(s->scenario, BK_PART_DOMAINS, 0); d++) {
        bk_buffer_text(out, d > 0 ? ",{\"needs\":" : "{\"needs\":");
        bk_out_estimate(out, bk_live_needs(live, d));
        bk_buffer_text(out, ",\"known\":");
        bk_out_estimate(out, bk_live_known(live, d));
        bk_buffer_text(out, "}");
    }
    bk_buffer_text(out, "]");
}

static void out_change(const show *s, const bk_live *live, bk_buffer *out)
{
    bool first = true;
    bk_buffer_text(out, ",\"change\":{");
    for (int32_t i = 0; i < bk_scenario_measure_count(s->scenario); i++) {
        const char *id = bk_scenario_measure(s->scenario, i, BK_EN).id;
        int32_t before = bk_scenario_measure_find(s->before, id);
        if (before < 0) continue;
        bk_buffer_print(out, "%s\"%s\":", first ? "" : ",", id);
        bk_out_estimate(out, bk_live_change(s->today, before, live, i));
        first = false;
    }
    bk_buffer_text(out, "}");
}

static void send_part(show *s, const bk_live *live)
{
    bk_buffer *out = &s->body;
    int32_t n = bk_live_replications(live);
    bk_buffer_print(out, "{\"which\":\"%s\",\"hash\":\"%s\",\"n\":%d,\"of\":%d", s->which,
                    bk_scenario_hash(s->scenario), (int)n, (int)s->of);
    out_measures(s, live, out);
    if (s->today != NULL) out_change(s, live, out);
    bk_view view;
    if (!s->seen && bk_live_view(live, &view)) {
        out_view(out, &view);
        s->seen = true;
    }
    bk_buffer_text(out, "}");
    bk_stream_event(s->stream, "part", out);
    s->shown_at = bk_now_ms();
}

/* The first sight comes with the second replication, so that it has an interval; the last is sent
 * by the caller. */
static void show_part(void *context, const bk_live *live)
{
    show *s = context;
    int32_t n = bk_live_replications(live);
    if (n >= s->asked || n <= s->least) return;
    if (n < FIRST_SHOWN && s->asked >= FIRST_SHOWN) return;
    if (s->seen && bk_now_ms() - s->shown_at < BETWEEN_MS) return;
    send_part(s, live);
}

static bool is_wanted(void *context)
{
    const show *s = context;
    return bk_stream_wanted(s->stream);
}

void bk_send_mistakes(bk_stream *stream, const bk_error *err, bk_status status)
{
    bk_buffer body = {0};
    if (status == BK_ERR_CANCELLED) return;
    bk_answer_mistakes(err, status, &body);
    if (body.length > 0) body.length--; /* the line's end */
    bk_stream_event(stream, "refused", &body);
    bk_buffer_clear(&body);
}

/* Simulates one side and shows it as it grows. NULL when there is nothing to keep. */
static bk_live *run_side(show *s, const bk_asked *asked, int32_t replications)
{
    bk_error err = {.lang = asked->lang};
    bk_live *live = NULL;
    s->asked = replications;
    bk_live_options options = {.row = asked->team,
                               .replications = replications,
                               .seed_given = true,
                               .seed = bk_asked_seed(asked, s->scenario),
                               .show = show_part,
                               .is_wanted = is_wanted,
                               .context = s};
    bk_status status = bk_live_run(s->scenario, &options, &live, &err);
    if (status == BK_OK) {
        send_part(s, live);
        return live;
    }
    bk_live_destroy(live);
    bk_send_mistakes(s->stream, &err, status);
    return NULL;
}

static void key_of(const bk_asked *asked, const bk_scenario *scenario, int32_t replications,
                   char key[96])
{
    snprintf(key, 96, "%s %llu %d %d", bk_scenario_hash(scenario),
             (unsigned long long)bk_asked_seed(asked, scenario), (int)asked->team,
             (int)replications);
}

/* Today's figures: from the shelf, or simulated and put there. */
static const bk_live *find_today(bk_server *server, show *s, const bk_asked *asked,
                                 int32_t replications)
{
    char key[96];
    key_of(asked, s->scenario, replications, key);
    const bk_live *kept = bk_shelf_take(&server->shelf, key);
    if (kept != NULL) {
        send_part(s, kept);
        return kept;
    }
    bk_live *made = run_side(s, asked, replications);
    return made == NULL ? NULL : bk_shelf_put(&server->shelf, key, made);
}

/* A few replications of both sides, so that a link with a change in it need not wait for all of
 * today's. */
static void show_quickly(show *first, show *second, const bk_asked *asked)
{
    bk_live *base = run_side(first, asked, QUICK);
    second->today = base;
    if (base != NULL) bk_live_destroy(run_side(second, asked, QUICK));
    bk_live_destroy(base);
    first->least = second->least = QUICK;
}

static void do_team(bk_server *server, bk_stream *stream, const bk_asked *asked,
                    const bk_scenario *today, const bk_scenario *tried)
{
    int32_t n = bk_asked_replications(asked, today), changed = n;
    show first = {.stream = stream, .scenario = today, .which = "today", .of = n};
    show second = {.stream = stream, .scenario = tried, .before = today, .which = "tried"};
    if (tried != NULL) changed = second.of = bk_asked_replications(asked, tried);
    char key[96];
    key_of(asked, today, n, key);
    bool wait = tried != NULL && n > 2 * QUICK && changed > 2 * QUICK;
    if (wait && !bk_shelf_has(&server->shelf, key)) show_quickly(&first, &second, asked);

    const bk_live *base = find_today(server, &first, asked, n);
    if (base != NULL && tried != NULL) {
        second.today = base;
        bk_live_destroy(run_side(&second, asked, changed));
    }
    if (base != NULL) {
        bk_buffer_text(&first.body, "{}");
        bk_stream_event(stream, "done", &first.body);
    }
    bk_shelf_return(&server->shelf, base);
    bk_buffer_clear(&first.body);
    bk_buffer_clear(&second.body);
}

void bk_job_team(bk_server *server, bk_stream *stream, const bk_asked *asked)
{
    bk_error err = {.lang = asked->lang};
    bk_scenario *today = NULL, *tried = NULL;
    bk_status status = bk_asked_scenario(asked, false, &today, &err);
    if (status == BK_OK && asked->n_set > 0) status = bk_asked_scenario(asked, true, &tried, &err);
    if (status == BK_OK)
        do_team(server, stream, asked, today, tried);
    else
        bk_send_mistakes(stream, &err, status);
    bk_scenario_destroy(today);
    bk_scenario_destroy(tried);
}

/* ---- every team ---- */

typedef struct {
    bk_stream *stream;
    int64_t told_at;
} whole;

static bool tell_progress(void *context, int64_t done, int64_t total)
{
    whole *w = context;
    int64_t now = bk_now_ms();
    if (now - w->told_at > 250) {
        bk_buffer body = {0};
        bk_buffer_print(&body, "{\"done\":%lld,\"total\":%lld}", (long long)done, (long long)total);
        bk_stream_event(w->stream, "progress", &body);
        bk_buffer_clear(&body);
        w->told_at = now;
    }
    return bk_stream_wanted(w->stream);
}

static void send_all(bk_stream *stream, const bk_scenario *scenario, const bk_result *result)
{
    bk_buffer body = {0};
    bk_buffer_print(&body, "{\"n\":%d,\"hash\":\"%s\",\"teams\":[",
                    (int)bk_result_replications(result), bk_scenario_hash(scenario));
    for (int32_t t = 0; t < bk_scenario_team_count(scenario); t++) {
        bk_buffer_text(&body, t > 0 ? ",{" : "{");
        for (int32_t m = 0; m < bk_scenario_measure_count(scenario); m++) {
            bk_buffer_print(&body, "%s\"%s\":", m > 0 ? "," : "",
                            bk_scenario_measure(scenario, m, BK_EN).id);
            bk_out_estimate(&body, bk_result_estimate(result, BK_SCOPE_TEAM, t, m));
        }
        bk_buffer_text(&body, "}");
    }
    bk_buffer_text(&body, "]}");
    bk_stream_event(stream, "all", &body);
    bk_buffer_clear(&body);
}

void bk_job_all(bk_server *server, bk_stream *stream, const bk_asked *asked)
{
    (void)server;
    bk_error err = {.lang = asked->lang};
    bk_scenario *scenario = NULL;
    bk_result *result = NULL;
    whole w = {.stream = stream};
    bk_status status = bk_asked_scenario(asked, true, &scenario, &err);
    if (status == BK_OK) {
        bk_run_options options = {.replications = bk_asked_replications(asked, scenario),
                                  .seed_given = true,
                                  .seed = bk_asked_seed(asked, scenario),
                                  .progress = tell_progress,
                                  .context = &w};
        status = bk_run(scenario, &options, &result, &err);
    }
    if (status == BK_OK)
        send_all(stream, scenario, result);
    else
        bk_send_mistakes(stream, &err, status);
    bk_result_destroy(result);
    bk_scenario_destroy(scenario);
}
