/* Who may ask, and how long he may take. */
#include "server/house.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t bk_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + 1;
}

bk_status bk_token_make(char token[BK_TOKEN_TEXT])
{
    unsigned char bytes[16];
    size_t have = 0;
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return BK_ERR_IO;
    while (have < sizeof bytes) {
        ssize_t n = read(fd, bytes + have, sizeof bytes - have);
        if (n <= 0) break;
        have += (size_t)n;
    }
    close(fd);
    if (have < sizeof bytes) return BK_ERR_IO;
    for (size_t i = 0; i < sizeof bytes; i++) snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    return BK_OK;
}

/* Every byte is looked at, so that the time tells nothing of where the first wrong one is. */
const char *bk_token_path(const char *url, const char *token)
{
    size_t length = BK_TOKEN_TEXT - 1;
    if (url[0] != '/' || strlen(url) < length + 2 || url[length + 1] != '/') return NULL;
    unsigned different = 0;
    for (size_t i = 0; i < length; i++) different |= (unsigned)(url[i + 1] ^ token[i]);
    return different == 0 ? url + length + 2 : NULL;
}

bool bk_host_is_ours(const char *host, int32_t port)
{
    char ours[64];
    if (host == NULL) return false;
    snprintf(ours, sizeof ours, "127.0.0.1:%d", (int)port);
    if (strcmp(host, ours) == 0) return true;
    snprintf(ours, sizeof ours, "localhost:%d", (int)port);
    return strcmp(host, ours) == 0;
}

bool bk_origin_is_ours(const char *origin, int32_t port)
{
    static const char SCHEME[] = "http://";
    if (origin == NULL) return true;
    if (strncmp(origin, SCHEME, sizeof SCHEME - 1) != 0) return false;
    return bk_host_is_ours(origin + sizeof SCHEME - 1, port);
}

/* ---- guests ---- */

static void put(bk_guard *guard, int fd, int becomes, int64_t since)
{
    pthread_mutex_lock(&guard->lock);
    for (int i = 0; i < BK_SERVER_CONNECTIONS; i++) {
        if (guard->guest[i].fd != fd) continue;
        guard->guest[i] = (bk_guest){.fd = becomes, .since = since};
        break;
    }
    pthread_mutex_unlock(&guard->lock);
}

void bk_guard_enter(bk_guard *guard, int fd)
{
    pthread_mutex_lock(&guard->lock);
    for (int i = 0; i < BK_SERVER_CONNECTIONS; i++) {
        if (guard->guest[i].fd >= 0) continue;
        guard->guest[i] = (bk_guest){.fd = fd, .since = bk_now_ms()};
        break;
    }
    pthread_mutex_unlock(&guard->lock);
}

void bk_guard_heard(bk_guard *guard, int fd)
{
    put(guard, fd, fd, 0);
}

void bk_guard_again(bk_guard *guard, int fd)
{
    put(guard, fd, fd, bk_now_ms());
}

void bk_guard_leave(bk_guard *guard, int fd)
{
    put(guard, fd, -1, 0);
}

/* shutdown, not close: the descriptor is the daemon's, which sees the end and cleans up. */
void bk_guard_tend(bk_guard *guard)
{
    int64_t now = bk_now_ms();
    pthread_mutex_lock(&guard->lock);
    for (int i = 0; i < BK_SERVER_CONNECTIONS; i++) {
        bk_guest *g = &guard->guest[i];
        if (g->fd < 0 || g->since == 0) continue;
        if (now - g->since > BK_SERVER_REQUEST_SECONDS * 1000) shutdown(g->fd, SHUT_RDWR);
    }
    pthread_mutex_unlock(&guard->lock);
}
