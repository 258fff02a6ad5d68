/* The slower questions: the same as the tool's commands, with their report in words and as JSON. */
#include "blikk/index.h"
#include "blikk/tipping.h"
#include "server/house.h"

#include <string.h>

enum { TEXT_WIDTH = 84, QUICK_RUNS = 8 };

typedef struct {
    bk_stream *stream;
    const bk_asked *asked;
    bk_scenario *scenario;
    bk_run_options options;
    bk_buffer text, data;
    int64_t told_at;
} work;

static bool tell_progress(void *context, int64_t done, int64_t total)
{
    work *w = context;
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

static bk_status take_bytes(void *context, const char *bytes, int64_t length)
{
    bk_buffer_add(context, bytes, length);
    return bk_buffer_status(context);
}

static bk_report_options report_options(const work *w)
{
    return (bk_report_options){.lang = w->asked->lang, .width = TEXT_WIDTH};
}

/* ---- where it turns ---- */

static bk_status read_question(work *w, bk_tipping_question *q, bk_error *err)
{
    *q = (bk_tipping_question){.scope = BK_SCOPE_TEAM, .index = w->asked->team};
    BK_TRY(bk_vary_parse(w->asked->vary, &q->vary, err));
    q->measure = bk_scenario_measure_find(w->scenario, w->asked->measure);
    if (q->measure < 0)
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_SRV_BODY, "measure");
    return BK_OK;
}

static bk_status find_tipping(work *w, bk_error *err)
{
    bk_tipping_question q;
    bk_tipping found;
    bk_report_options options = report_options(w);
    BK_TRY(read_question(w, &q, err));
    BK_TRY(bk_tipping_find(w->scenario, &q, &w->options, &found, err));
    BK_TRY(bk_report_tipping_text(w->scenario, &q, &found, &options, take_bytes, &w->text));
    return bk_report_tipping_json(w->scenario, &q, &found, take_bytes, &w->data);
}

static bk_status find_back(work *w, bk_error *err)
{
    bk_tipping_question q;
    bk_there_and_back found;
    bk_report_options options = report_options(w);
    BK_TRY(read_question(w, &q, err));
    BK_TRY(bk_there_and_back_find(w->scenario, &q, 0, &w->options, &found, err));
    BK_TRY(bk_report_back_text(w->scenario, &q, &found, &options, take_bytes, &w->text));
    return bk_report_back_json(w->scenario, &q, &found, take_bytes, &w->data);
}

/* ---- who should get the next conversation ---- */

static bk_status find_index(work *w, bk_error *err)
{
    bk_index_question q = {.team = w->asked->team, .aim = BK_AIM_WORK};
    bk_index found;
    bk_report_options options = report_options(w);
    if (strcmp(w->asked->measure, "seen") == 0) q.aim = BK_AIM_SEEN;
    BK_TRY(bk_index_find(w->scenario, &q, &w->options, &found, err));
    BK_TRY(bk_report_index_text(w->scenario, &q, &found, &options, take_bytes, &w->text));
    return bk_report_index_json(w->scenario, &q, &found, &options, take_bytes, &w->data);
}

/* ---- the way through ---- */

static bk_status find(work *w, bk_error *err)
{
    static const struct {
        const char *kind;
        bk_status (*find)(work *w, bk_error *err);
    } KINDS[] = {{"tipping", find_tipping}, {"back", find_back}, {"index", find_index}};
    BK_TRY(bk_asked_scenario(w->asked, true, &w->scenario, err));
    if (w->asked->team >= bk_scenario_team_count(w->scenario))
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_SRV_BODY, "team");
    w->options = (bk_run_options){
        .replications = w->asked->replications > 0 ? w->asked->replications : QUICK_RUNS,
        .seed_given = true,
        .seed = bk_asked_seed(w->asked, w->scenario),
        .progress = tell_progress,
        .context = w};
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
        if (strcmp(KINDS[i].kind, w->asked->kind) == 0) return KINDS[i].find(w, err);
    return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_SRV_BODY, "kind");
}

/* A line of an event holds no line's end: JSON written over several lines becomes one. */
static void add_in_one_line(bk_buffer *out, const bk_buffer *lines)
{
    const char *at = bk_buffer_chars(lines);
    for (size_t n; *at; at += n + (at[n] == '\n')) {
        n = strcspn(at, "\n");
        bk_buffer_add(out, at, (int64_t)n);
    }
}

void bk_job_question(bk_server *server, bk_stream *stream, const bk_asked *asked)
{
    (void)server;
    bk_error err = {.lang = asked->lang};
    work w = {.stream = stream, .asked = asked};
    bk_buffer body = {0};
    bk_status status = find(&w, &err);
    if (status == BK_OK && bk_buffer_status(&w.text) == BK_OK &&
        bk_buffer_status(&w.data) == BK_OK) {
        bk_buffer_print(&body, "{\"replications\":%d,\"text\":", (int)w.options.replications);
        bk_out_text(&body, bk_buffer_chars(&w.text));
        bk_buffer_text(&body, ",\"data\":");
        add_in_one_line(&body, &w.data);
        bk_buffer_text(&body, "}");
        bk_stream_event(stream, "answer", &body);
    } else {
        bk_send_mistakes(stream, &err, status == BK_OK ? BK_ERR_MEMORY : status);
    }
    bk_buffer_clear(&body);
    bk_buffer_clear(&w.text);
    bk_buffer_clear(&w.data);
    bk_scenario_destroy(w.scenario);
}
