/* The daemon: who may ask, what is asked for. */
#include "base/text.h"
#include "base/words.h"
#include "server/house.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <unistd.h>

#if MHD_VERSION >= 0x00097002
typedef enum MHD_Result answer;
#else
typedef int answer;
#endif

/* What has come of a request so far. */
typedef struct {
    bk_buffer body;
    bool too_long;
} request;

/* ---- answering ---- */

static const char POLICY[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' "
    "data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static answer send_response(struct MHD_Connection *connection, unsigned status, const char *type,
                            struct MHD_Response *response)
{
    static const char *const HEADERS[][2] = {
        {"Content-Security-Policy", POLICY},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cache-Control", "no-store"},
    };
    if (response == NULL) return MHD_NO;
    MHD_add_response_header(response, "Content-Type", type);
    for (size_t i = 0; i < sizeof HEADERS / sizeof HEADERS[0]; i++)
        MHD_add_response_header(response, HEADERS[i][0], HEADERS[i][1]);
    answer a = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return a;
}

/* Bytes that outlive every answer. The library takes them as void * and only reads. */
static struct MHD_Response *lasting(const void *bytes, size_t length)
{
    return MHD_create_response_from_buffer(length, (void *)(uintptr_t)bytes,
                                           MHD_RESPMEM_PERSISTENT);
}

static answer send_plain(struct MHD_Connection *connection, unsigned status, const char *text)
{
    return send_response(connection, status, "text/plain; charset=utf-8",
                         lasting(text, strlen(text)));
}

/* Sends body and empties it. */
static answer send_body(struct MHD_Connection *connection, unsigned status, const char *type,
                        bk_buffer *body)
{
    if (bk_buffer_status(body) != BK_OK) {
        bk_buffer_clear(body);
        return send_plain(connection, 503, "no memory\n");
    }
    struct MHD_Response *response =
        MHD_create_response_from_buffer((size_t)body->length, body->data, MHD_RESPMEM_MUST_COPY);
    bk_buffer_clear(body);
    return send_response(connection, status, type, response);
}

static answer send_asset(struct MHD_Connection *connection, const char *path)
{
    if (path[0] == 0) path = "index.html";
    for (int i = 0; i < bk_asset_count; i++) {
        const bk_asset *a = &bk_assets[i];
        if (strcmp(a->path, path) == 0)
            return send_response(connection, 200, a->type, lasting(a->bytes, a->length));
    }
    return send_plain(connection, 404, "not found\n");
}

/* ---- what is asked for ---- */

static answer send_json(struct MHD_Connection *connection, const bk_asked *asked,
                        unsigned (*fill)(const bk_asked *, bk_buffer *), const char *type)
{
    bk_buffer body = {0};
    unsigned status = fill(asked, &body);
    return send_body(connection, status, status == 200 ? type : "application/json", &body);
}

static const char *const JSON = "application/json";

static answer answer_post(bk_server *server, struct MHD_Connection *connection, const char *path,
                          const request *r)
{
    bk_asked asked;
    bk_error err = {.lang = server->lang};
    bk_status status = bk_asked_read(&asked, server->name, server->text, server->length,
                                     server->lang, bk_buffer_chars(&r->body), r->body.length, &err);
    answer a;
    if (status != BK_OK) {
        bk_buffer body = {0};
        unsigned code = bk_answer_mistakes(&err, status, &body);
        a = send_body(connection, code, JSON, &body);
    } else if (strcmp(path, "api/scenario") == 0)
        a = send_json(connection, &asked, bk_answer_scenario, JSON);
    else if (strcmp(path, "api/toml") == 0)
        a = send_json(connection, &asked, bk_answer_toml, "text/plain; charset=utf-8");
    else if (strcmp(path, "api/film") == 0)
        a = send_json(connection, &asked, bk_answer_film, "application/octet-stream");
    else if (strcmp(path, "api/run") == 0)
        a = (answer)bk_stream_answer(server, connection, &asked, bk_job_team);
    else if (strcmp(path, "api/all") == 0)
        a = (answer)bk_stream_answer(server, connection, &asked, bk_job_all);
    else if (strcmp(path, "api/ask") == 0)
        a = (answer)bk_stream_answer(server, connection, &asked, bk_job_question);
    else
        a = send_plain(connection, 404, "not found\n");
    bk_asked_clear(&asked);
    return a;
}

static answer answer_get(struct MHD_Connection *connection, const char *path)
{
    if (strcmp(path, "api/keys") == 0) {
        bk_buffer body = {0};
        unsigned status = bk_answer_keys(&body);
        return send_body(connection, status, JSON, &body);
    }
    return send_asset(connection, path);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Why this request is not answered, or NULL; *status is set then. */
static const char *why_refused(const bk_server *server, struct MHD_Connection *connection,
                               const char *url, const char *method, unsigned *status)
{
    const char *type = header(connection, "Content-Type");
    *status = 421;
    if (!bk_host_is_ours(header(connection, "Host"), server->port)) return "another host\n";
    *status = 403;
    if (!bk_origin_is_ours(header(connection, "Origin"), server->port)) return "another origin\n";
    if (bk_token_path(url, server->token) == NULL)
        return "the address must hold the token that blikk serve printed\n";
    if (strcmp(method, "GET") == 0) return NULL;
    *status = 405;
    if (strcmp(method, "POST") != 0) return "GET and POST alone\n";
    /* A form of another page cannot send this type without asking first. */
    *status = 415;
    if (type == NULL || strncmp(type, "application/json", 16) != 0)
        return "send application/json\n";
    return NULL;
}

static int fd_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info != NULL ? info->connect_fd : -1;
}

/* Called with the head, then with each part of the body, then once more when it is whole. */
static answer handle(void *context, struct MHD_Connection *connection, const char *url,
                     const char *method, const char *version, const char *data, size_t *length,
                     void **kept)
{
    bk_server *server = context;
    (void)version;
    unsigned status;
    const char *why = why_refused(server, connection, url, method, &status);
    if (*kept == NULL) {
        /* Refused before its body is read: the connection is closed, not drained. */
        if (why != NULL) return send_plain(connection, status, why);
        *kept = bk_alloc(1, sizeof(request));
        return *kept != NULL ? MHD_YES : MHD_NO;
    }
    request *r = *kept;
    if (*length > 0) {
        r->too_long = r->too_long || r->body.length + (int64_t)*length > BK_SERVER_BODY_MOST;
        if (!r->too_long) bk_buffer_add(&r->body, data, (int64_t)*length);
        *length = 0;
        return r->too_long ? MHD_NO : MHD_YES;
    }
    bk_guard_heard(&server->guard, fd_of(connection));
    if (bk_buffer_status(&r->body) != BK_OK) return send_plain(connection, 503, "no memory\n");
    const char *path = bk_token_path(url, server->token);
    if (strcmp(method, "POST") == 0) return answer_post(server, connection, path, r);
    return answer_get(connection, path);
}

static void end_request(void *context, struct MHD_Connection *connection, void **kept,
                        enum MHD_RequestTerminationCode how)
{
    bk_server *server = context;
    request *r = *kept;
    (void)how;
    bk_guard_again(&server->guard, fd_of(connection));
    if (r == NULL) return;
    bk_buffer_clear(&r->body);
    bk_free(r);
    *kept = NULL;
}

static void note_connection(void *context, struct MHD_Connection *connection, void **kept,
                            enum MHD_ConnectionNotificationCode what)
{
    bk_server *server = context;
    (void)kept;
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        bk_guard_enter(&server->guard, fd_of(connection));
    else
        bk_guard_leave(&server->guard, fd_of(connection));
}

/* ---- starting and stopping ---- */

/* A socket of our own, so that it is on the loopback address and a taken port is told apart. */
static int listen_on(int32_t *port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return -1;
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 64) == 0 &&
        getsockname(fd, (struct sockaddr *)&at, &size) == 0) {
        *port = ntohs(at.sin_port);
        return fd;
    }
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static bk_status begin(bk_server *server, bk_error *err)
{
    if (bk_token_make(server->token) != BK_OK)
        return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_SRV_NO_TOKEN);
    int32_t port = server->port;
    int fd = listen_on(&server->port);
    if (fd < 0) return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_SRV_NO_PORT, (int)port);
    server->daemon = MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, NULL,
        NULL, handle, server, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)BK_SERVER_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)BK_SERVER_HEADER_MOST, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)BK_SERVER_REQUEST_SECONDS, MHD_OPTION_NOTIFY_COMPLETED, end_request, server,
        MHD_OPTION_NOTIFY_CONNECTION, note_connection, server, MHD_OPTION_END);
    if (server->daemon == NULL) {
        close(fd);
        return bk_error_add(err, BK_ERR_IO, (bk_place){0}, BK_W_SRV_NO_PORT, (int)port);
    }
    snprintf(server->address, sizeof server->address, "http://127.0.0.1:%d/%s/", (int)server->port,
             server->token);
    return BK_OK;
}

static char *copy(const char *text, int64_t length)
{
    char *out = bk_alloc(length + 1, 1);
    if (out != NULL) memcpy(out, text, (size_t)length);
    return out;
}

bk_status bk_server_start(const bk_server_options *options, bk_server **out, bk_error *err)
{
    bk_scenario *scenario = NULL;
    BK_TRY(
        bk_scenario_parse(options->name, options->text, options->length, 0, NULL, &scenario, err));
    bk_scenario_destroy(scenario);
    bk_server *server = bk_alloc(1, sizeof *server);
    if (server == NULL) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    server->name = copy(options->name, (int64_t)strlen(options->name));
    server->text = copy(options->text, options->length);
    server->length = options->length;
    server->lang = options->lang;
    server->port = options->port;
    for (int i = 0; i < BK_SERVER_CONNECTIONS; i++) server->guard.guest[i].fd = -1;
    pthread_mutex_init(&server->lock, NULL);
    pthread_mutex_init(&server->guard.lock, NULL);
    pthread_mutex_init(&server->shelf.lock, NULL);
    pthread_cond_init(&server->moved, NULL);
    bk_status status = server->name != NULL && server->text != NULL
                           ? begin(server, err)
                           : bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    if (status == BK_OK)
        *out = server;
    else
        bk_server_stop(server);
    return status;
}

const char *bk_server_address(const bk_server *server)
{
    return server->address;
}

void bk_server_tend(bk_server *server)
{
    bk_guard_tend(&server->guard);
}

void bk_server_stop(bk_server *server)
{
    if (server == NULL) return;
    bk_streams_end(server);
    if (server->daemon != NULL) MHD_stop_daemon(server->daemon);
    bk_shelf_clear(&server->shelf);
    pthread_cond_destroy(&server->moved);
    pthread_mutex_destroy(&server->lock);
    pthread_mutex_destroy(&server->guard.lock);
    pthread_mutex_destroy(&server->shelf.lock);
    bk_free(server->name);
    bk_free(server->text);
    bk_free(server);
}

const char *bk_server_file(const char *name, int64_t *length)
{
    for (int i = 0; i < bk_asset_count; i++) {
        if (strcmp(bk_assets[i].path, name) != 0) continue;
        *length = (int64_t)bk_assets[i].length;
        return (const char *)bk_assets[i].bytes;
    }
    *length = 0;
    return "";
}
