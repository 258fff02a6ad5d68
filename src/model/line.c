/* Lines through clients: doubly linked by index, so that leaving one is a few stores. */
#include "model/parts.h"

void bk_line_insert(bk_line *line, bk_link *link, const bk_tick *key, int32_t place)
{
    int32_t before = line->tail;
    while (before != BK_NONE && key[before] > key[place]) before = link[before].before;
    int32_t after = before == BK_NONE ? line->head : link[before].after;

    link[place] = (bk_link){.before = before, .after = after};
    *(before == BK_NONE ? &line->head : &link[before].after) = place;
    *(after == BK_NONE ? &line->tail : &link[after].before) = place;
    line->count++;
}

void bk_line_remove(bk_line *line, bk_link *link, int32_t place)
{
    bk_link l = link[place];
    *(l.before == BK_NONE ? &line->head : &link[l.before].after) = l.after;
    *(l.after == BK_NONE ? &line->tail : &link[l.after].before) = l.before;
    line->count--;
}
