/* bk_explain: one client's story, so that a person can follow how the gaze moves and judge for
 * herself whether it would. */
#include "experiment/explain.h"
#include "model/gaze.h"

typedef struct {
    bk_telling *t;
    const bk_chosen *chosen;
    const bk_way *path;
} teller;

/* A paragraph of one sentence. */
#define PARAGRAPH(t, ...)         \
    do {                          \
        BK_SAY((t), __VA_ARGS__); \
        bk_telling_wrap((t), 0);  \
    } while (0)

/* ---- before the story ---- */

static void tell_choice(teller *e)
{
    static const bk_words WHY[] = {[BK_CHOSEN_ANYONE] = BK_W_TELL_EX_ANYONE,
                                   [BK_CHOSEN_NEAREST] = BK_W_TELL_EX_NEAREST,
                                   [BK_CHOSEN_CASE] = BK_W_TELL_EX_CHOSEN};
    bk_telling *t = e->t;
    const bk_chosen *c = e->chosen;
    if (!c->asked_for) PARAGRAPH(t, WHY[c->why]);
    if (c->of > 1 && c->asked_for)
        PARAGRAPH(t, BK_W_TELL_EX_SHARES_ASKED, (int)c->place + 1, (int)c->number, (int)c->of);
    if (c->of > 1 && !c->asked_for)
        PARAGRAPH(t, BK_W_TELL_EX_SHARES, (int)c->number, (int)c->of, (int)c->place + 1);
}

/* A row of the table of chances: a hurdle for him, and for him without his needs. */
static void tell_risk(teller *e, bk_words what, int32_t hurdle)
{
    bk_telling *t = e->t;
    const bk_way *p = e->path;
    const bk_model *m = bk_telling_model(t, p->entered);
    const bk_hurdle *h = &m->hurdle[hurdle];
    double will = p->willing ? 1.0 : h->ratio_unwilling, pw;
    (void)bk_belief_step(h, bk_set_product_of(&m->clears, p->needs), true, &pw);
    bk_telling_column(t, 2);
    BK_SAY(t, what);
    bk_telling_end_at(t, 60, bk_telling_number(t, 1.0 - will * pw).text);
    if (p->needs != 0)
        bk_telling_end_at(t, 76, bk_telling_number(t, 1.0 - will * h->expected_willing).text);
    bk_telling_end(t);
}

static void tell_truth(teller *e)
{
    bk_telling *t = e->t;
    const bk_way *p = e->path;
    bk_telling_heading(t, BK_W_TELL_EX_TRUTH);
    BK_SAY(t, p->willing ? BK_W_TELL_EX_WILLING : BK_W_TELL_EX_UNWILLING);
    bk_telling_sentence(t, 0);
    int32_t n = bk_telling_count(p->needs);
    if (n == 0) BK_SAY(t, BK_W_TELL_EX_NO_NEEDS);
    if (n == 1) BK_SAY(t, BK_W_TELL_EX_ONE_NEED, bk_telling_domains(t, p->needs));
    if (n > 1) BK_SAY(t, BK_W_TELL_EX_NEEDS, (int)n, bk_telling_domains(t, p->needs));
    bk_telling_wrap(t, 0);

    BK_SAY(t, BK_W_TELL_EX_RISK);
    bk_telling_end_at(t, 60, bk_word(t->lang, BK_W_TELL_EX_FOR_HIM));
    if (p->needs != 0) bk_telling_end_at(t, 76, bk_word(t->lang, BK_W_TELL_EX_WITHOUT));
    bk_telling_end(t);
    tell_risk(e, BK_W_TELL_EX_A_TALK, BK_HURDLE_CONVERSATION);
    tell_risk(e, BK_W_TELL_EX_A_DUTY, BK_HURDLE_DUTY);
    tell_risk(e, BK_W_TELL_EX_A_MEASURE, BK_HURDLE_MEASURE);
}

static void tell_view(teller *e)
{
    bk_telling *t = e->t;
    const bk_way *p = e->path;
    const bk_model *m = bk_telling_model(t, p->entered);
    bk_telling_heading(t, BK_W_TELL_EX_VIEW);
    PARAGRAPH(t, BK_W_TELL_EX_SUSPICION, bk_telling_belief(t, p->prior).text,
              bk_telling_belief(t, m->threshold_log_odds).text);
    PARAGRAPH(t, BK_W_TELL_EX_HOW);
    PARAGRAPH(t, BK_W_TELL_EX_KNOWING);
    double half_life = m->forget > 0.0 ? bk_log(2.0) / m->forget / (double)BK_TICKS_PER_WEEK : 0.0;
    if (half_life > 0.0) PARAGRAPH(t, BK_W_TELL_EX_FORGETS, bk_telling_span(t, half_life).text);
}

/* ---- summing up ---- */

static void tell_sum_row(teller *e, bk_words what, const bk_hurdle_sum *sum)
{
    bk_telling *t = e->t;
    if (sum->seen == 0) return;
    bk_telling_column(t, 2);
    BK_SAY(t, what);
    bk_telling_end_at(t, 22, bk_telling_figure(t, (double)sum->seen, 0).text);
    bk_telling_end_at(t, 32, bk_telling_figure(t, (double)sum->failed, 0).text);
    bk_telling_end_at(t, 50, bk_telling_figure(t, sum->expected, 1).text);
    bk_telling_end_at(t, 68, bk_telling_figure(t, sum->expected_free, 1).text);
    bk_telling_end(t);
}

static void tell_counts(teller *e)
{
    bk_telling *t = e->t;
    const bk_hurdle_sum *sum = e->path->sum;
    bk_telling_end_at(t, 22, bk_word(t->lang, BK_W_TELL_EX_SUM_SEEN));
    bk_telling_end_at(t, 32, bk_word(t->lang, BK_W_TELL_EX_SUM_FAILED));
    bk_telling_end_at(t, 50, bk_word(t->lang, BK_W_TELL_EX_SUM_HIM));
    bk_telling_end_at(t, 68, bk_word(t->lang, BK_W_TELL_EX_SUM_FREE));
    bk_telling_end(t);
    tell_sum_row(e, BK_W_TELL_EX_SUM_TALKS, &sum[BK_HURDLE_CONVERSATION]);
    tell_sum_row(e, BK_W_TELL_EX_SUM_DUTIES, &sum[BK_HURDLE_DUTY]);
    tell_sum_row(e, BK_W_TELL_EX_SUM_MEASURES, &sum[BK_HURDLE_MEASURE]);

    const bk_hurdle_sum *duty = &sum[BK_HURDLE_DUTY];
    if (duty->seen == 0) return;
    double risk = duty->expected / duty->seen, unhindered = duty->expected_free / duty->seen;
    if (risk > unhindered)
        PARAGRAPH(t, BK_W_TELL_EX_SUM_RISK, bk_telling_number(t, risk).text,
                  bk_telling_number(t, unhindered).text);
    else
        PARAGRAPH(t, BK_W_TELL_EX_SUM_NO_RISK, bk_telling_number(t, risk).text);
}

static void tell_gaze(teller *e)
{
    bk_telling *t = e->t;
    const bk_way *p = e->path;
    PARAGRAPH(t, BK_W_TELL_EX_SUM_PEAK, (int)bk_telling_moment(t, p->peak_at).week,
              bk_telling_belief(t, p->peak).text, bk_telling_number(t, p->peak).text,
              bk_telling_belief(t, p->peak_all).text, bk_telling_number(t, p->peak_all).text);
    bk_figure against = bk_telling_figure(t, p->against, 1);
    bk_figure against_all = bk_telling_figure(t, p->against_all, 1);
    double part = p->against > 0.0 ? 1.0 - p->against_all / p->against : 0.0;
    if (part > 0.0)
        PARAGRAPH(t, BK_W_TELL_EX_SUM_UNKNOWN, against.text, against_all.text,
                  bk_telling_figure(t, 100.0 * part, 0).text);
    else if (p->against > 0.0)
        PARAGRAPH(t, BK_W_TELL_EX_SUM_KNOWN, against.text, against_all.text);
    PARAGRAPH(t, BK_W_TELL_EX_SUM_WEEKS, (int)p->weeks_is, (int)p->weeks, (int)p->weeks_is_all);
}

static void tell_sum(teller *e)
{
    bk_telling *t = e->t;
    const bk_way *p = e->path;
    bk_telling_heading(t, BK_W_TELL_EX_SUM);
    tell_counts(e);
    tell_gaze(e);
    PARAGRAPH(t, BK_W_TELL_EX_SUM_DONE, (int)p->demands, (int)p->measures, (int)p->solved,
              (int)p->held, (int)p->put_off, (int)p->answered, (int)p->lost);
    PARAGRAPH(t, BK_W_TELL_EX_UNMEASURED);
}

static bk_status tell(bk_telling *t, const bk_chosen *chosen, const bk_way *path, bk_error *err)
{
    teller e = {.t = t, .chosen = chosen, .path = path};
    BK_SAY(t, BK_W_TELL_EX_TITLE, (int)chosen->place + 1, (int)path->step[0].story.desk + 1);
    bk_telling_end(t);
    bk_telling_team(t);
    tell_choice(&e);
    tell_truth(&e);
    tell_view(&e);
    bk_tell_story(t, path);
    tell_sum(&e);
    return bk_telling_failed(t) ? bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY)
                                : BK_OK;
}

bk_status bk_explain(const bk_scenario *scenario, uint64_t seed, int32_t row, int32_t client,
                     bk_lang lang, bk_line_sink sink, void *context, bk_error *err)
{
    bk_telling t;
    bk_chosen chosen = {0};
    bk_way path = {0};
    bk_status status = bk_telling_open(&t, scenario, seed, row, lang, sink, context, err);
    if (status == BK_OK) status = bk_choose_client(&t, client - 1, &chosen, err);
    if (status == BK_OK) status = bk_way_gather(&t, &chosen, &path, err);
    if (status == BK_OK) status = tell(&t, &chosen, &path, err);
    bk_way_clear(&path);
    bk_telling_close(&t);
    return status;
}
