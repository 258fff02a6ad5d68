#include "experiment/situations.h"

#include "model/situation.h"

#include <string.h>

/* A place, and who was there at the week's start. */
struct bk_watched {
    uint32_t stamp;
    uint32_t entered; /* stamp of whoever came in last, with these needs */
    uint32_t needs;
    int32_t from; /* situation at the week's start; BK_NONE: nobody, or not followed yet */
    bool called;
};

void bk_situations_add(bk_situations *s, const bk_situations *other)
{
    const double *from = (const double *)other;
    double *to = (double *)s;
    for (size_t i = 0; i < sizeof *s / sizeof(double); i++) to[i] += from[i];
}

double bk_situations_weeks(const bk_situations *s)
{
    double sum = 0.0;
    for (int32_t i = 0; i < BK_SITUATIONS_SEEN; i++) sum += s->weeks[i];
    return sum;
}

double bk_situations_called(const bk_situations *s)
{
    double sum[2] = {0.0, 0.0};
    for (int32_t a = 0; a < 2; a++)
        for (int32_t i = 0; i < BK_SITUATIONS_SEEN; i++)
            for (int32_t j = 0; j < BK_SITUATIONS_SEEN; j++) sum[a] += s->moved[a][i][j];
    return sum[1] / (sum[0] + sum[1]);
}

double bk_situations_reward(const bk_situations *s, bk_index_aim aim)
{
    double sum = 0.0;
    for (int32_t i = 0; i < BK_SITUATIONS_SEEN; i++) sum += s->reward[aim][i];
    return sum / bk_situations_weeks(s);
}

/* ---- what is aimed at ---- */

/* By how much conversations, measures and demands have changed his weekly rate to work: from what
 * it would be with the needs he came with and nobody talking to him. So it says what is done for
 * him and not who he is, and clients who stay long do not count against those who talked to them.
 */
static double lift_to_work(const bk_sim *r, int32_t place, uint32_t needs_at_first)
{
    const bk_model *m = r->m;
    const bk_state *s = &r->state;
    const bk_client *c = &s->client[place];
    double base = c->flags & BK_CLIENT_WILLING ? m->base_work : m->base_work_unwilling;
    double now = bk_set_product_of(&m->works, c->needs);
    if (c->flags & BK_CLIENT_MET) {
        double since = (double)(s->h->now - s->contact[place]);
        now *= 1.0 + m->contact_boost * bk_exp(-m->boost_decay * since);
    }
    if (s->h->has_boost && s->boosted[place] > s->h->now) now *= 1.0 + m->demand_boost;
    return base * (now - bk_set_product_of(&m->works, needs_at_first));
}

/* ---- week by week ---- */

static bk_status make_room(bk_watch_run *run, int32_t places)
{
    if (places <= run->capacity) return BK_OK;
    void *client = run->client;
    BK_TRY(bk_realloc(&client, run->capacity, places, sizeof *run->client));
    run->client = client;
    for (int32_t p = run->capacity; p < places; p++) run->client[p].from = BK_NONE;
    run->capacity = places;
    return BK_OK;
}

static void hear(void *context, const bk_story *story)
{
    bk_watch_run *run = context;
    bool begins = story->kind == BK_STORY_STARTS || story->kind == BK_STORY_SPARE;
    if (story->kind != BK_STORY_ENTERS && !begins) return;
    if (make_room(run, story->place + 1) != BK_OK) {
        run->status = BK_ERR_MEMORY;
        return;
    }
    struct bk_watched *c = &run->client[story->place];
    if (story->kind == BK_STORY_ENTERS) {
        c->entered = story->stamp;
        c->needs = story->set;
    } else if (story->lane == run->sim.m->lane_conversation && story->stamp == c->stamp) {
        c->called = true;
    }
}

/* The situation of the client at place, counted by how he is seen; BK_NONE where there is nobody.
 */
static int32_t situation_at(const bk_sim *r, int32_t place)
{
    const bk_state *s = &r->state;
    if (!(s->client[place].flags & BK_CLIENT_PRESENT)) return BK_NONE;
    bool is = s->gaze_base[place] + s->gaze[place] > r->m->threshold_log_odds;
    return bk_situation_of(s, place) + (is ? BK_SITUATIONS : 0);
}

/* Whoever left has been replaced; where nobody came, as if somebody new had. */
static void look(bk_watch_run *run, bk_situations *out, bool last)
{
    const bk_sim *r = &run->sim;
    const bk_state *s = &r->state;
    for (int32_t p = 0; p < s->h->n_places; p++) {
        struct bk_watched *c = &run->client[p];
        int32_t now = situation_at(r, p);
        if (c->from != BK_NONE) out->moved[c->called][c->from][now == BK_NONE ? 0 : now] += 1.0;
        c->from = now;
        c->called = false;
        c->stamp = s->client[p].stamp;
        if (now == BK_NONE || last) continue;
        uint32_t first = c->entered == c->stamp ? c->needs : s->client[p].needs;
        bool willing = (s->client[p].flags & BK_CLIENT_WILLING) != 0;
        out->weeks[now] += 1.0;
        out->reward[BK_AIM_WORK][now] += lift_to_work(r, p, first);
        out->reward[BK_AIM_SEEN][now] += willing && now >= BK_SITUATIONS ? -1.0 : 0.0;
    }
}

bk_status bk_situations_read(bk_watch_run *run, const bk_plan *plan, uint64_t key,
                             bk_outcome *outcome, bk_situations *out, bool (*stops)(void *context),
                             void *context)
{
    const bk_storyteller teller = {hear, run};
    memset(out, 0, sizeof *out);
    run->status = BK_OK;
    run->sim.m = &plan->model[0];
    for (int32_t p = 0; p < run->capacity; p++)
        run->client[p] = (struct bk_watched){.from = BK_NONE};
    BK_TRY(bk_sim_begin(&run->sim, plan, key, &teller, outcome));
    for (int32_t week = 1; week <= plan->weeks; week++) {
        if (stops != NULL && stops(context)) return BK_ERR_CANCELLED;
        BK_TRY(bk_sim_advance(&run->sim, week));
        BK_TRY(make_room(run, run->sim.state.h->n_places));
        BK_TRY(run->status);
        if (week >= plan->warmup_weeks) look(run, out, week == plan->weeks);
    }
    bk_sim_finish(&run->sim);
    return BK_OK;
}

void bk_watch_run_clear(bk_watch_run *run)
{
    bk_sim_clear(&run->sim);
    bk_free(run->client);
    *run = (bk_watch_run){0};
}
