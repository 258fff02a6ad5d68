#include "server/house.h"

#include <stdio.h>
#include <string.h>

const bk_live *bk_shelf_take(bk_shelf *shelf, const char *key)
{
    const bk_live *found = NULL;
    pthread_mutex_lock(&shelf->lock);
    for (int i = 0; i < BK_SHELF && found == NULL; i++) {
        bk_kept *k = &shelf->kept[i];
        if (k->live == NULL || strcmp(k->key, key) != 0) continue;
        k->readers++;
        k->used = ++shelf->clock;
        found = k->live;
    }
    pthread_mutex_unlock(&shelf->lock);
    return found;
}

bool bk_shelf_has(bk_shelf *shelf, const char *key)
{
    const bk_live *live = bk_shelf_take(shelf, key);
    bk_shelf_return(shelf, live);
    return live != NULL;
}

void bk_shelf_return(bk_shelf *shelf, const bk_live *live)
{
    pthread_mutex_lock(&shelf->lock);
    for (int i = 0; i < BK_SHELF; i++)
        if (live != NULL && shelf->kept[i].live == live) shelf->kept[i].readers--;
    pthread_mutex_unlock(&shelf->lock);
}

/* Readers are jobs, of which there are fewer than places on the shelf: one is always free. */
const bk_live *bk_shelf_put(bk_shelf *shelf, const char *key, bk_live *live)
{
    _Static_assert((int)BK_SHELF > (int)BK_SERVER_JOBS, "a place for each reader, and one more");
    bk_kept *oldest = NULL;
    pthread_mutex_lock(&shelf->lock);
    for (int i = 0; i < BK_SHELF; i++) {
        bk_kept *k = &shelf->kept[i];
        if (k->readers > 0) continue;
        if (oldest == NULL || k->used < oldest->used) oldest = k;
    }
    bk_live_destroy(oldest->live);
    *oldest = (bk_kept){.live = live, .readers = 1, .used = ++shelf->clock};
    snprintf(oldest->key, sizeof oldest->key, "%s", key);
    pthread_mutex_unlock(&shelf->lock);
    return live;
}

void bk_shelf_clear(bk_shelf *shelf)
{
    for (int i = 0; i < BK_SHELF; i++) {
        bk_live_destroy(shelf->kept[i].live);
        shelf->kept[i] = (bk_kept){0};
    }
}
