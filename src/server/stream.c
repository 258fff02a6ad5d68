/* Answers that go on: server-sent events.
 *
 * A stream has a thread that works and a connection that sends. They meet in a buffer. When the
 * connection is gone, the work is told so (bk_stream_wanted) and its thread is waited for.
 */
#include "base/words.h"
#include "server/house.h"

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { SLICE_MS = 40, HEARTBEAT_MS = 2000, WAITING_MOST = 8 << 20 };

struct bk_stream {
    bk_server *server;
    bk_asked asked;
    void (*work)(bk_server *server, bk_stream *stream, const bk_asked *asked);
    pthread_t thread;
    int fd;
    int64_t began, said;

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t moved;
    bk_buffer waiting; /* to be sent */
    int64_t sent;      /* of waiting */
    bool wanted, done;
    bk_stream *next;
};

/* ---- the worker's side ---- */

void bk_stream_event(bk_stream *stream, const char *name, bk_buffer *body)
{
    pthread_mutex_lock(&stream->lock);
    if (bk_buffer_status(body) != BK_OK || stream->waiting.length > WAITING_MOST)
        stream->wanted = false; /* no memory, or nobody reads */
    if (stream->wanted) {
        bk_buffer_print(&stream->waiting, "event: %s\ndata: ", name);
        bk_buffer_add(&stream->waiting, bk_buffer_chars(body), body->length);
        bk_buffer_text(&stream->waiting, "\n\n");
    }
    pthread_cond_broadcast(&stream->moved);
    pthread_mutex_unlock(&stream->lock);
    bk_buffer_reset(body);
}

bool bk_stream_wanted(bk_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    bool late = bk_now_ms() - stream->began > BK_SERVER_RUN_SECONDS * 1000;
    bool wanted = stream->wanted && !late;
    pthread_mutex_unlock(&stream->lock);
    return wanted;
}

static void wait_slice(pthread_cond_t *moved, pthread_mutex_t *lock)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += SLICE_MS * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    pthread_cond_timedwait(moved, lock, &until);
}

/* Waits for one of the places for jobs. False when nobody wants it any more. */
static bool take_place(bk_stream *stream)
{
    bk_server *server = stream->server;
    bool took = false;
    while (!took && bk_stream_wanted(stream)) {
        pthread_mutex_lock(&server->lock);
        took = server->jobs < BK_SERVER_JOBS;
        if (took)
            server->jobs++;
        else
            wait_slice(&server->moved, &server->lock);
        pthread_mutex_unlock(&server->lock);
    }
    return took;
}

static void *carry(void *argument)
{
    bk_stream *stream = argument;
    bk_server *server = stream->server;
    if (take_place(stream)) {
        stream->work(server, stream, &stream->asked);
        pthread_mutex_lock(&server->lock);
        server->jobs--;
        pthread_cond_broadcast(&server->moved);
        pthread_mutex_unlock(&server->lock);
    }
    pthread_mutex_lock(&stream->lock);
    stream->done = true;
    pthread_cond_broadcast(&stream->moved);
    pthread_mutex_unlock(&stream->lock);
    return NULL;
}

/* ---- the connection's side ---- */

static void forget(bk_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->wanted = false;
    pthread_mutex_unlock(&stream->lock);
}

/* The other side has closed. */
static bool has_hung_up(int fd)
{
    char byte;
    return fd >= 0 && recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static ssize_t hand_over(bk_stream *stream, char *out, size_t most)
{
    int64_t n = stream->waiting.length - stream->sent;
    if (n > (int64_t)most) n = (int64_t)most;
    memcpy(out, stream->waiting.data + stream->sent, (size_t)n);
    stream->sent += n;
    if (stream->sent == stream->waiting.length) {
        bk_buffer_reset(&stream->waiting);
        stream->sent = 0;
    }
    stream->said = bk_now_ms();
    return (ssize_t)n;
}

/* libmicrohttpd asks for the next bytes; this connection has a thread of its own and may wait. */
static ssize_t next_bytes(void *context, uint64_t position, char *out, size_t most)
{
    static const char HEARTBEAT[] = ": still here\n\n";
    bk_stream *stream = context;
    (void)position;
    ssize_t n = 0;
    pthread_mutex_lock(&stream->lock);
    while (n == 0) {
        if (has_hung_up(stream->fd)) stream->wanted = false;
        bool has = stream->waiting.length > stream->sent;
        if (has && stream->wanted)
            n = hand_over(stream, out, most);
        else if (stream->done || !stream->wanted)
            n = MHD_CONTENT_READER_END_OF_STREAM;
        else if (bk_now_ms() - stream->said > HEARTBEAT_MS && most >= sizeof HEARTBEAT) {
            memcpy(out, HEARTBEAT, sizeof HEARTBEAT - 1);
            stream->said = bk_now_ms();
            n = sizeof HEARTBEAT - 1;
        } else
            wait_slice(&stream->moved, &stream->lock);
    }
    pthread_mutex_unlock(&stream->lock);
    return n;
}

static void leave_list(bk_stream *stream)
{
    bk_server *server = stream->server;
    pthread_mutex_lock(&server->lock);
    bk_stream **at = &server->first;
    while (*at != NULL && *at != stream) at = &(*at)->next;
    if (*at != NULL) *at = stream->next;
    server->streams--;
    pthread_cond_broadcast(&server->moved);
    pthread_mutex_unlock(&server->lock);
}

static void destroy(bk_stream *stream)
{
    pthread_mutex_destroy(&stream->lock);
    pthread_cond_destroy(&stream->moved);
    bk_buffer_clear(&stream->waiting);
    bk_asked_clear(&stream->asked);
    bk_free(stream);
}

static void end_stream(void *context)
{
    bk_stream *stream = context;
    forget(stream);
    pthread_join(stream->thread, NULL);
    leave_list(stream);
    destroy(stream);
}

/* ---- beginning ---- */

/* A page's newer question ends its older one of the same kind; a full house takes no more. */
static bool enter_list(bk_stream *stream)
{
    bk_server *server = stream->server;
    pthread_mutex_lock(&server->lock);
    bool room = server->streams < BK_SERVER_STREAMS && !server->closing;
    for (bk_stream *s = server->first; s != NULL && room; s = s->next)
        if (stream->asked.page[0] != 0 && s->work == stream->work &&
            strcmp(s->asked.page, stream->asked.page) == 0)
            forget(s);
    if (room) {
        stream->next = server->first;
        server->first = stream;
        server->streams++;
    }
    pthread_mutex_unlock(&server->lock);
    return room;
}

static int refuse(struct MHD_Connection *connection, bk_lang lang)
{
    bk_buffer body = {0};
    bk_error err = {.lang = lang};
    bk_error_add(&err, BK_ERR_MEMORY, (bk_place){0}, BK_W_SRV_BUSY);
    bk_answer_mistakes(&err, BK_ERR_MEMORY, &body);
    struct MHD_Response *response =
        MHD_create_response_from_buffer((size_t)body.length, body.data, MHD_RESPMEM_MUST_COPY);
    bk_buffer_clear(&body);
    if (response == NULL) return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "application/json");
    int answer = (int)MHD_queue_response(connection, 503, response);
    MHD_destroy_response(response);
    return answer;
}

static bk_stream *make(bk_server *server, struct MHD_Connection *connection, bk_asked *asked,
                       void (*work)(bk_server *, bk_stream *, const bk_asked *))
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    bk_stream *stream = bk_alloc(1, sizeof *stream);
    if (stream == NULL) return NULL;
    stream->server = server;
    stream->work = work;
    stream->fd = info != NULL ? info->connect_fd : -1;
    stream->began = stream->said = bk_now_ms();
    stream->wanted = true;
    pthread_mutex_init(&stream->lock, NULL);
    pthread_cond_init(&stream->moved, NULL);
    stream->asked = *asked;
    *asked = (bk_asked){0};
    return stream;
}

int bk_stream_answer(bk_server *server, struct MHD_Connection *connection, bk_asked *asked,
                     void (*work)(bk_server *server, bk_stream *stream, const bk_asked *asked))
{
    bk_lang lang = asked->lang;
    bk_stream *stream = make(server, connection, asked, work);
    if (stream == NULL) return refuse(connection, lang);
    if (!enter_list(stream)) {
        destroy(stream);
        return refuse(connection, lang);
    }
    if (pthread_create(&stream->thread, NULL, carry, stream) != 0) {
        leave_list(stream);
        destroy(stream);
        return refuse(connection, lang);
    }
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 16 << 10, next_bytes, stream, end_stream);
    if (response == NULL) {
        end_stream(stream);
        return refuse(connection, lang);
    }
    MHD_add_response_header(response, "Content-Type", "text/event-stream; charset=utf-8");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    int answer = (int)MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return answer;
}

void bk_streams_end(bk_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->closing = true;
    for (bk_stream *s = server->first; s != NULL; s = s->next) forget(s);
    pthread_cond_broadcast(&server->moved);
    pthread_mutex_unlock(&server->lock);
}
