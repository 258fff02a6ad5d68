/* server.h - the page's HTTP: `blikk serve` on the loopback address.
 *
 *     bk_server_start -> (bk_server_tend now and then) -> bk_server_stop
 *
 * Who may ask: only this machine (127.0.0.1), only with the random token that is the first part of
 * every path, only with this server's own Host, and from a page only with this server's own Origin.
 * Everything else is answered with 403 or 421 and nothing of what was asked. Bodies, headers, time,
 * connections and jobs are limited (the constants below). Work belongs to the connection that asked
 * for it and stops when that closes.
 *
 * Errors:     as values, said in err; the server never prints.
 * Threads:    start, tend and stop from one thread; the server keeps threads of its own.
 */
#ifndef BK_SERVER_SERVER_H
#define BK_SERVER_SERVER_H

#include "blikk/status.h"

enum {
    BK_SERVER_BODY_MOST = 1 << 20,      /* bytes of a request's body */
    BK_SERVER_HEADER_MOST = 32 << 10,   /* bytes of memory of a connection: its head */
    BK_SERVER_CONNECTIONS = 160,        /* at once */
    BK_SERVER_STREAMS = 64,             /* answers that go on, at once */
    BK_SERVER_JOBS = 3,                 /* simulations at once; others wait their turn */
    BK_SERVER_REQUEST_SECONDS = 10,     /* until a request must have come in whole */
    BK_SERVER_RUN_SECONDS = 600,        /* until a run is stopped */
    BK_SERVER_REPLICATIONS_MOST = 2000, /* of a run */
    BK_SERVER_ADDRESS = 128
};

typedef struct bk_server bk_server;

typedef struct {
    const char *name; /* of the scenario, as messages call it */
    const char *text; /* the scenario; copied */
    int64_t length;
    bk_lang lang;
    int32_t port; /* 0: any that is free */
} bk_server_options;

/* Starts to listen. Errors: BK_ERR_IO (the port is taken, no random numbers), BK_ERR_MEMORY,
 * BK_ERR_INPUT (the scenario). */
BK_MUST_CHECK bk_status bk_server_start(const bk_server_options *options, bk_server **out,
                                        bk_error *err);

/* The address with its token, to open in a browser. */
const char *bk_server_address(const bk_server *server);

/* Closes connections whose request has not come in time. About once a second. */
void bk_server_tend(bk_server *server);

/* Stops all work and closes. Accepts NULL. */
void bk_server_stop(bk_server *server);

/* A file of the page by its name ("study.toml": the study that stands in for a scenario;
 * "notices.txt": the licences of what is bundled); lives as long as the program. "" when there is
 * none. */
const char *bk_server_file(const char *name, int64_t *length);

#endif
