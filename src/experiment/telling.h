/* telling.h - what trace.c and explain.c share: a run of one team that somebody listens to, and
 * names, figures and lines for people.
 *
 * Ownership: a bk_telling owns its plans, its run and its buffers; the scenario must outlive it.
 */
#ifndef BK_EXPERIMENT_TELLING_H
#define BK_EXPERIMENT_TELLING_H

#include "base/buffer.h"
#include "base/format.h"
#include "experiment/plans.h"

enum { BK_TELLING_WIDTH = 84 }; /* columns of running text */

typedef struct {
    const bk_scenario *scenario;
    const bk_conditions_def *conditions; /* for names: the same in every phase */
    const bk_clients_def *clients;       /* likewise */
    bk_plans plans;
    const bk_row *row;
    int32_t index; /* of the row */
    uint64_t seed;
    bk_lang lang;
    bk_line_sink sink;
    void *context;
    bk_buffer line; /* being written */
    bk_buffer name; /* of several things, joined */
    bool failed;    /* no memory for a line or a name that has been let go */
} bk_telling;

/* Makes a team ready to be told about. Errors: BK_ERR_USAGE when there is no such row,
 * BK_ERR_MEMORY; both are said in err. bk_telling_close in any case. */
BK_MUST_CHECK bk_status bk_telling_open(bk_telling *t, const bk_scenario *scenario, uint64_t seed,
                                        int32_t row, bk_lang lang, bk_line_sink sink, void *context,
                                        bk_error *err);
void bk_telling_close(bk_telling *t);

/* Runs replication 0 of the team's first copy. week_over is called at each whole week after all
 * that happened before it was told; false stops. Errors: BK_ERR_MEMORY; BK_ERR_INPUT when the team
 * has or comes to too many places; said by bk_run_refused. */
BK_MUST_CHECK bk_status bk_telling_run(const bk_telling *t,
                                       void (*hear)(void *listener, const bk_story *story),
                                       bool (*week_over)(void *listener, int32_t week),
                                       void *listener);

/* The model in force at that time. */
const bk_model *bk_telling_model(const bk_telling *t, bk_tick at);

/* A story's own time: a lost item's is when it was lost, not when somebody came upon it. */
bk_tick bk_telling_when(const bk_story *story);

/* When, for people: the working day and the time spent on clients since it began. */
typedef struct {
    int32_t week, day;    /* from 1 */
    int32_t hour, minute; /* from 0 */
} bk_moment;

bk_moment bk_telling_moment(const bk_telling *t, bk_tick at);

/* ---- names and figures ---- */

typedef struct {
    char text[BK_NUMBER_TEXT];
} bk_figure;

bk_figure bk_telling_figure(const bk_telling *t, double value, int32_t decimals);

/* With two decimals; and a log-odds as a probability. */
bk_figure bk_telling_number(const bk_telling *t, double value);
bk_figure bk_telling_belief(const bk_telling *t, double log_odds);

/* A share beside its limit, with decimals enough to tell them apart. */
bk_figure bk_telling_against(const bk_telling *t, double share, double limit, bk_figure *limit_out);

/* A length of time: "3,2 dager", "5,1 uker". */
typedef struct {
    char text[64];
} bk_span;

bk_span bk_telling_span(const bk_telling *t, double weeks);

const char *bk_telling_domain(const bk_telling *t, int32_t domain);

/* An inbox stream. */
const char *bk_telling_stream(const bk_telling *t, int32_t stream);

/* The domains of a set, "helse, bolig og barna"; what the team offers for a domain. Both live until
 * the next call of either. */
const char *bk_telling_domains(bk_telling *t, uint32_t set);
const char *bk_telling_offer(bk_telling *t, int32_t domain);

/* Members of a set. */
int32_t bk_telling_count(uint32_t set);

/* What the caseworker saw, in short. asked: the duty was a demand. */
bk_words bk_telling_seen(int32_t hurdle, bool cleared, bool asked);

/* The same as a reason within a sentence. */
const char *bk_telling_because(const bk_telling *t, const bk_story *hurdle);

/* A log-odds as a probability. */
double bk_telling_share(double log_odds);

/* ---- lines ---- */

/* Adds to the line: a text of the catalogue and its arguments. */
#define BK_SAY(t, ...) bk_buffer_words(&(t)->line, (t)->lang, __VA_ARGS__)

/* Fills the line with blanks up to that column. */
void bk_telling_column(bk_telling *t, int32_t column);

/* Adds a text so that it ends before that column. */
void bk_telling_end_at(bk_telling *t, int32_t column, const char *text);

/* Begins a sentence: after a blank, or at that column in an empty line. */
void bk_telling_sentence(bk_telling *t, int32_t column);

/* Hands the line over and starts a new one. */
void bk_telling_end(bk_telling *t);

/* The same, broken at blanks to BK_TELLING_WIDTH; the second and later lines are set in. */
void bk_telling_wrap(bk_telling *t, int32_t set_in);

/* An empty line and a heading. */
void bk_telling_heading(bk_telling *t, bk_words id);

/* Starts a text afresh. */
void bk_telling_clear(bk_telling *t, bk_buffer *text);

/* Whether memory ran out for a text: then lines are missing. */
bool bk_telling_failed(const bk_telling *t);

/* Which team, how large, which luck: two lines. */
void bk_telling_team(bk_telling *t);

/* A list of stories in order of time. {0} is valid and empty. */
typedef struct {
    bk_story *story; /* [capacity], the first count in use */
    int32_t count, capacity;
    bool failed; /* no memory: stories are missing */
} bk_stories;

void bk_stories_add(bk_stories *stories, const bk_story *story);

/* Puts them in order of their own time, at one time as they were told. O(n) but for lost items. */
void bk_stories_sort(bk_stories *stories);
void bk_stories_clear(bk_stories *stories);

#endif
