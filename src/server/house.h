/* house.h - what the files of the server share; for this folder only.
 *
 *     server.c   the daemon: who may ask, what is asked for
 *     guard.c    token, Host, Origin; connections that dawdle
 *     asked.c    a request's body, read and checked
 *     answers.c  answers that are ready at once
 *     stream.c   answers that go on: a thread, a buffer, a client that may go away
 *     job.c      what the threads do: one team's figures, all teams' figures
 *     questions.c  the slower questions
 *     shelf.c    finished figures of today, kept for the next question
 *     json_out.c JSON, written
 */
#ifndef BK_SERVER_HOUSE_H
#define BK_SERVER_HOUSE_H

#include "base/buffer.h"
#include "base/memory.h"
#include "blikk/live.h"
#include "server/server.h"

#include <pthread.h>
#include <stddef.h>

enum { BK_TOKEN_TEXT = 33, BK_PAGE_ID = 40, BK_SHELF = 8 };

/* ---- asked.c ---- */

/* What a body asks for. */
typedef struct {
    bk_arena arena;
    const char *name, *text; /* the scenario */
    int64_t length;
    int32_t n_set;
    bk_override *set;
    int32_t team;
    int32_t replications; /* 0: what the scenario says */
    bool seed_given;
    uint64_t seed;
    bk_lang lang;
    char kind[16];              /* of a slower question: "tipping", "back", "index" */
    const char *vary, *measure; /* what it is about; "" where nothing is said */
    char page[BK_PAGE_ID];      /* who asks: a newer question of the same page ends the older one */
} bk_asked;

/* Reads a body; house texts stand in for what it leaves out. Errors: BK_ERR_USAGE, BK_ERR_MEMORY;
 * bk_asked_clear in any case. */
BK_MUST_CHECK bk_status bk_asked_read(bk_asked *asked, const char *name, const char *text,
                                      int64_t length, bk_lang lang, const char *body,
                                      int64_t body_length, bk_error *err);
void bk_asked_clear(bk_asked *asked);

/* The scenario as it is, or with what is set. */
BK_MUST_CHECK bk_status bk_asked_scenario(const bk_asked *asked, bool changed, bk_scenario **out,
                                          bk_error *err);
uint64_t bk_asked_seed(const bk_asked *asked, const bk_scenario *scenario);
int32_t bk_asked_replications(const bk_asked *asked, const bk_scenario *scenario);

/* ---- shelf.c: finished figures, the least lately used go first ---- */

typedef struct {
    char key[96];
    bk_live *live;
    int32_t readers;
    int64_t used;
} bk_kept;

typedef struct {
    pthread_mutex_t lock;
    bk_kept kept[BK_SHELF];
    int64_t clock;
} bk_shelf;

/* The figures under key, or NULL; give them back with bk_shelf_return. */
const bk_live *bk_shelf_take(bk_shelf *shelf, const char *key);
void bk_shelf_return(bk_shelf *shelf, const bk_live *live);
bool bk_shelf_has(bk_shelf *shelf, const char *key);

/* Puts figures on the shelf, which owns them from now on, and takes them: the caller reads what is
 * returned, and gives it back. */
const bk_live *bk_shelf_put(bk_shelf *shelf, const char *key, bk_live *live);
void bk_shelf_clear(bk_shelf *shelf);

/* ---- stream.c ---- */

typedef struct bk_stream bk_stream;

/* Sends an event; body is one line of JSON and is emptied. */
void bk_stream_event(bk_stream *stream, const char *name, bk_buffer *body);

/* False once nobody wants more. */
bool bk_stream_wanted(bk_stream *stream);

struct MHD_Connection;

/* Begins to answer with a stream; work runs in a thread of its own and takes over asked. */
int bk_stream_answer(bk_server *server, struct MHD_Connection *connection, bk_asked *asked,
                     void (*work)(bk_server *server, bk_stream *stream, const bk_asked *asked));

/* Tells every stream to end, and takes no more; the daemon waits for their threads. */
void bk_streams_end(bk_server *server);

/* ---- job.c ---- */

void bk_job_team(bk_server *server, bk_stream *stream, const bk_asked *asked);
void bk_job_all(bk_server *server, bk_stream *stream, const bk_asked *asked);

/* What is wrong, as the stream's last event; nothing after a stop. */
void bk_send_mistakes(bk_stream *stream, const bk_error *err, bk_status status);

/* ---- questions.c ---- */

void bk_job_question(bk_server *server, bk_stream *stream, const bk_asked *asked);

/* ---- answers.c: each gives the HTTP status and fills the body ---- */

unsigned bk_answer_scenario(const bk_asked *asked, bk_buffer *body);
unsigned bk_answer_toml(const bk_asked *asked, bk_buffer *body);
unsigned bk_answer_film(const bk_asked *asked, bk_buffer *body);
unsigned bk_answer_keys(bk_buffer *body);

/* Mistakes as JSON; the status that goes with them. */
unsigned bk_answer_mistakes(const bk_error *err, bk_status status, bk_buffer *body);

/* ---- json_out.c ---- */

void bk_out_text(bk_buffer *out, const char *text); /* a JSON string */
void bk_out_label(bk_buffer *out, const char *nb, const char *en);
void bk_out_estimate(bk_buffer *out, bk_estimate e); /* {} when there is none */

/* ---- guard.c ---- */

typedef struct {
    int fd;        /* -1: free */
    int64_t since; /* milliseconds; 0 once the request has come in whole */
} bk_guest;

typedef struct {
    pthread_mutex_t lock;
    bk_guest guest[BK_SERVER_CONNECTIONS];
} bk_guard;

/* Milliseconds on a clock that only goes forward. */
int64_t bk_now_ms(void);

/* Someone connects, has asked all he asks, begins a new request, goes. */
void bk_guard_enter(bk_guard *guard, int fd);
void bk_guard_heard(bk_guard *guard, int fd);
void bk_guard_again(bk_guard *guard, int fd);
void bk_guard_leave(bk_guard *guard, int fd);
/* Closes those who are late. */
void bk_guard_tend(bk_guard *guard);

/* Text that nobody can guess. */
BK_MUST_CHECK bk_status bk_token_make(char token[BK_TOKEN_TEXT]);

/* What follows "/TOKEN/" in url, or NULL when the token is not ours. */
const char *bk_token_path(const char *url, const char *token);

/* Host is ours; Origin is absent or ours. */
bool bk_host_is_ours(const char *host, int32_t port);
bool bk_origin_is_ours(const char *origin, int32_t port);

/* ---- the house ---- */

struct bk_server {
    struct MHD_Daemon *daemon;
    char token[BK_TOKEN_TEXT];
    char address[BK_SERVER_ADDRESS];
    int32_t port;
    char *name, *text;
    int64_t length;
    bk_lang lang;
    bk_guard guard;
    bk_shelf shelf;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t moved;
    bk_stream *first; /* streams that go on */
    int32_t streams, jobs;
    bool closing;
};

/* A file of the page, embedded by the build. */
typedef struct {
    const char *path, *type;
    const unsigned char *bytes;
    size_t length;
} bk_asset;

extern const bk_asset bk_assets[];
extern const int bk_asset_count;

#endif
