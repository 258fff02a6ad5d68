/* A run that somebody listens to, and what is needed to put words to it. */
#include "experiment/telling.h"

#include "base/text.h"
#include "model/gaze.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- a run to listen to ---- */

static void find_names(bk_telling *t)
{
    const bk_definition *def = &t->scenario->def.phase[0].definition;
    int32_t team = t->index;
    for (int32_t o = 0; o < t->row->office; o++) team -= def->office[o].n_teams;
    t->clients = &def->clients;
    t->conditions = &def->conditions[def->office[t->row->office].team[team].conditions];
}

bk_status bk_telling_open(bk_telling *t, const bk_scenario *scenario, uint64_t seed, int32_t row,
                          bk_lang lang, bk_line_sink sink, void *context, bk_error *err)
{
    *t = (bk_telling){.scenario = scenario,
                      .index = row,
                      .seed = seed,
                      .lang = lang,
                      .sink = sink,
                      .context = context};
    int32_t rows = bk_scenario_team_count(scenario);
    if (row < 0 || row >= rows)
        return bk_error_add(err, BK_ERR_USAGE, (bk_place){0}, BK_W_TELL_ROW, (int)row,
                            (int)rows - 1);
    if (bk_plans_build(scenario, &t->plans) != BK_OK)
        return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    t->row = &t->plans.row[row];
    find_names(t);
    return BK_OK;
}

void bk_telling_close(bk_telling *t)
{
    bk_plans_clear(&t->plans);
    bk_buffer_clear(&t->line);
    bk_buffer_clear(&t->name);
}

static bk_status run_weeks(const bk_telling *t, bk_sim *sim, const bk_storyteller *teller,
                           bk_outcome *outcome, bool (*week_over)(void *, int32_t))
{
    uint64_t key = bk_row_key(t->row, t->seed, 0, 0);
    BK_TRY(bk_sim_begin(sim, &t->row->plan, key, teller, outcome));
    for (int32_t week = 1; week <= t->row->plan.weeks; week++) {
        BK_TRY(bk_sim_advance(sim, week));
        if (!week_over(teller->context, week)) return BK_OK;
    }
    return BK_OK;
}

bk_status bk_telling_run(const bk_telling *t, void (*hear)(void *, const bk_story *),
                         bool (*week_over)(void *, int32_t), void *listener)
{
    bk_arena arena = {0};
    bk_sim sim = {0};
    bk_outcome outcome = {0};
    bk_storyteller teller = {.hear = hear, .context = listener};
    bk_status status = BK_ERR_MEMORY;
    outcome.ratio = bk_arena_alloc(&arena, t->plans.measures->count, sizeof *outcome.ratio);
    if (outcome.ratio != NULL) status = run_weeks(t, &sim, &teller, &outcome, week_over);
    bk_sim_clear(&sim);
    bk_arena_clear(&arena);
    return status;
}

const bk_model *bk_telling_model(const bk_telling *t, bk_tick at)
{
    const bk_plan *plan = &t->row->plan;
    int32_t phase = plan->n_phases - 1;
    while (phase > 0 && bk_week_start(plan->from[phase]) > at) phase--;
    return &plan->model[phase];
}

bk_tick bk_telling_when(const bk_story *story)
{
    if (story->kind != BK_STORY_LOST) return story->at;
    return (bk_tick)(story->number * (double)BK_TICKS_PER_WEEK + 0.5);
}

bk_moment bk_telling_moment(const bk_telling *t, bk_tick at)
{
    double day_minutes = bk_telling_model(t, at)->capacity_minutes / 5.0;
    bk_tick week = at / BK_TICKS_PER_WEEK;
    double days = 5.0 * bk_weeks_of(at % BK_TICKS_PER_WEEK);
    int32_t day = (int32_t)days;
    int32_t minute = (int32_t)((days - (double)day) * day_minutes);
    return (bk_moment){
        .week = (int32_t)week + 1, .day = day + 1, .hour = minute / 60, .minute = minute % 60};
}

/* ---- names and figures ---- */

bk_figure bk_telling_figure(const bk_telling *t, double value, int32_t decimals)
{
    bk_figure figure;
    bk_format_fixed(t->lang, value, decimals, figure.text);
    return figure;
}

bk_figure bk_telling_number(const bk_telling *t, double value)
{
    return bk_telling_figure(t, value, 2);
}

bk_figure bk_telling_belief(const bk_telling *t, double log_odds)
{
    return bk_telling_number(t, bk_telling_share(log_odds));
}

bk_figure bk_telling_against(const bk_telling *t, double share, double limit, bk_figure *limit_out)
{
    int32_t decimals = fabs(share - limit) < 0.01 ? 4 : 2;
    *limit_out = bk_telling_figure(t, limit, decimals);
    return bk_telling_figure(t, share, decimals);
}

bk_span bk_telling_span(const bk_telling *t, double weeks)
{
    bk_span span;
    bool days = weeks < 1.0;
    double value = days ? 5.0 * weeks : weeks, whole = floor(value + 0.5);
    int32_t decimals = value >= 20.0 || fabs(value - whole) < 0.05 ? 0 : 1;
    bk_words unit = days ? BK_W_TELL_DAYS : BK_W_TELL_WEEKS;
    if (value < 0.05)
        bk_words_print(span.text, sizeof span.text, t->lang,
                       value > 0.0 ? BK_W_TELL_WITHIN_AN_HOUR : BK_W_TELL_AT_ONCE);
    else if (decimals == 0 && whole < 1.5)
        bk_words_print(span.text, sizeof span.text, t->lang, days ? BK_W_TELL_DAY : BK_W_TELL_WEEK);
    else
        bk_words_print(span.text, sizeof span.text, t->lang, unit,
                       bk_telling_figure(t, value, decimals).text);
    return span;
}

const char *bk_telling_domain(const bk_telling *t, int32_t domain)
{
    const bk_domain_def *def = &t->clients->domain[domain];
    return bk_label_in(def->label, t->lang, def->id);
}

const char *bk_telling_stream(const bk_telling *t, int32_t stream)
{
    const bk_stream_def *def = &t->conditions->stream[stream];
    return bk_label_in(def->label, t->lang, def->id);
}

const char *bk_telling_domains(bk_telling *t, uint32_t set)
{
    bk_telling_clear(t, &t->name);
    for (int32_t d = 0; d < t->clients->n_domains; d++) {
        if (!(set >> d & 1u)) continue;
        uint32_t rest = set >> d >> 1;
        bk_buffer_text(&t->name, bk_telling_domain(t, d));
        if (rest == 0) break;
        bool last = (rest & (rest - 1)) == 0;
        bk_buffer_text(&t->name, last ? bk_word(t->lang, BK_W_TELL_AND) : ", ");
    }
    return bk_buffer_chars(&t->name);
}

const char *bk_telling_offer(bk_telling *t, int32_t domain)
{
    bk_telling_clear(t, &t->name);
    const bk_measure_def *def = &t->conditions->measure[t->row->plan.model[0].offer_of[domain]];
    if (def->label.nb != NULL || def->label.en != NULL)
        bk_buffer_text(&t->name, bk_label_in(def->label, t->lang, def->id));
    else /* an id is no name to read: say what it is for */
        bk_buffer_words(&t->name, t->lang, BK_W_TELL_FOR, bk_telling_domain(t, domain));
    return bk_buffer_chars(&t->name);
}

int32_t bk_telling_count(uint32_t set)
{
    int32_t n = 0;
    for (; set != 0; set &= set - 1) n++;
    return n;
}

bk_words bk_telling_seen(int32_t hurdle, bool cleared, bool asked)
{
    if (hurdle == BK_HURDLE_CONVERSATION)
        return cleared ? BK_W_TELL_TALK_HELD : BK_W_TELL_TALK_MISSED;
    if (hurdle == BK_HURDLE_MEASURE)
        return cleared ? BK_W_TELL_MEASURE_CLEARED : BK_W_TELL_MEASURE_FAILED;
    if (asked) return cleared ? BK_W_TELL_ASKED_CLEARED : BK_W_TELL_ASKED_FAILED;
    return cleared ? BK_W_TELL_DUTY_CLEARED : BK_W_TELL_DUTY_FAILED;
}

const char *bk_telling_because(const bk_telling *t, const bk_story *hurdle)
{
    static const bk_words CLEARED[] = {BK_W_TELL_BECAUSE_TALK_HELD, BK_W_TELL_BECAUSE_DUTY_CLEARED,
                                       BK_W_TELL_BECAUSE_MEASURE_CLEARED};
    static const bk_words FAILED[] = {BK_W_TELL_BECAUSE_TALK_MISSED, BK_W_TELL_BECAUSE_DUTY_FAILED,
                                      BK_W_TELL_BECAUSE_MEASURE_FAILED};
    return bk_word(t->lang, (hurdle->yes ? CLEARED : FAILED)[hurdle->hurdle]);
}

double bk_telling_share(double log_odds)
{
    return bk_logistic(log_odds);
}

/* ---- lines ---- */

void bk_telling_clear(bk_telling *t, bk_buffer *text)
{
    if (bk_buffer_status(text) != BK_OK) t->failed = true;
    bk_buffer_reset(text);
}

void bk_telling_column(bk_telling *t, int32_t column)
{
    int64_t used = bk_utf8_count(bk_buffer_chars(&t->line), t->line.length);
    bk_buffer_fill(&t->line, ' ', used < column ? column - used : 1);
}

void bk_telling_end(bk_telling *t)
{
    if (bk_buffer_status(&t->line) == BK_OK) t->sink(t->context, bk_buffer_chars(&t->line));
    bk_telling_clear(t, &t->line);
}

void bk_telling_end_at(bk_telling *t, int32_t column, const char *text)
{
    int32_t length = (int32_t)bk_utf8_count(text, (int64_t)strlen(text));
    bk_telling_column(t, column - length);
    bk_buffer_text(&t->line, text);
}

void bk_telling_sentence(bk_telling *t, int32_t column)
{
    if (t->line.length == 0)
        bk_buffer_fill(&t->line, ' ', column);
    else
        bk_buffer_text(&t->line, " ");
}

void bk_telling_heading(bk_telling *t, bk_words id)
{
    bk_telling_end(t);
    BK_SAY(t, id);
    bk_telling_end(t);
}

/* Bytes of text that fit in that many columns, to the last blank; a long word is not broken. */
static int64_t fitting(const char *text, int64_t length, int32_t columns)
{
    int64_t blank = 0;
    int32_t column = 0;
    for (int64_t i = 0; i < length; column++) {
        if (text[i] == ' ' && (column <= columns || blank == 0)) blank = i;
        if (column > columns && blank > 0) return blank;
        int32_t bytes = bk_utf8_length(text + i, length - i);
        i += bytes > 0 ? bytes : 1;
    }
    return column <= columns || blank == 0 ? length : blank;
}

void bk_telling_wrap(bk_telling *t, int32_t set_in)
{
    if (bk_buffer_status(&t->line) != BK_OK) return;
    bk_buffer whole = t->line;
    t->line = (bk_buffer){0};
    const char *rest = bk_buffer_chars(&whole);
    int64_t length = whole.length;
    int32_t blanks = 0; /* at the start of the first line belong to its first word */
    while (rest[blanks] == ' ') blanks++;
    for (bool first = true; length > 0 || first; first = false) {
        int32_t lead = first ? blanks : set_in;
        const char *words = first ? rest + blanks : rest;
        int64_t left = first ? length - blanks : length;
        int64_t n = fitting(words, left, BK_TELLING_WIDTH - lead);
        bk_buffer_fill(&t->line, ' ', n > 0 ? lead : 0);
        bk_buffer_add(&t->line, words, n);
        bk_telling_end(t);
        while (n < left && words[n] == ' ') n++;
        rest = words + n;
        length = left - n;
    }
    bk_buffer_clear(&whole);
}

bool bk_telling_failed(const bk_telling *t)
{
    return t->failed || bk_buffer_status(&t->line) != BK_OK || bk_buffer_status(&t->name) != BK_OK;
}

void bk_telling_team(bk_telling *t)
{
    bk_team_info team = bk_scenario_team(t->scenario, t->index, t->lang);
    bk_telling_clear(t, &t->name);
    if (team.caseworkers == 1)
        bk_buffer_words(&t->name, t->lang, BK_W_TELL_DESK);
    else
        bk_buffer_words(&t->name, t->lang, BK_W_TELL_DESKS, (int)team.caseworkers);
    bool endless = team.open && team.caseload == INT32_MAX;
    if (endless)
        bk_buffer_words(&t->name, t->lang, BK_W_TELL_NO_LIMIT);
    else
        bk_buffer_words(&t->name, t->lang, team.open ? BK_W_TELL_LIMIT : BK_W_TELL_CASELOAD,
                        (int)team.caseload);
    BK_SAY(t, BK_W_TELL_TEAM, team.office, team.label, bk_buffer_chars(&t->name));
    bk_telling_wrap(t, 0);

    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)t->seed);
    BK_SAY(t, BK_W_TELL_RUN, seed);
    bk_telling_wrap(t, 0);
}

/* ---- stories in order ---- */

void bk_stories_add(bk_stories *stories, const bk_story *story)
{
    if (stories->failed) return;
    if (stories->count == stories->capacity) {
        int32_t old = stories->capacity, capacity = old > 0 ? 2 * old : 256;
        void *room = stories->story;
        if (bk_realloc(&room, old, capacity, sizeof *stories->story) != BK_OK) {
            stories->failed = true;
            return;
        }
        stories->story = room;
        stories->capacity = capacity;
    }
    stories->story[stories->count++] = *story;
}

/* Told in order of time but for the few that were lost, so insertion is short: a lost item moves
 * back over what happened since. */
void bk_stories_sort(bk_stories *stories)
{
    bk_story *s = stories->story;
    for (int32_t i = 1; i < stories->count; i++) {
        bk_tick when = bk_telling_when(&s[i]);
        int32_t to = i;
        while (to > 0 && bk_telling_when(&s[to - 1]) > when) to--;
        if (to == i) continue;
        bk_story moved = s[i];
        memmove(&s[to + 1], &s[to], (size_t)(i - to) * sizeof *s);
        s[to] = moved;
    }
}

void bk_stories_clear(bk_stories *stories)
{
    bk_free(stories->story);
    *stories = (bk_stories){0};
}
