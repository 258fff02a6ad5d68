#include "stats/moments.h"

#include <math.h>

void bk_moments_merge(bk_moments *m, const bk_moments *other)
{
    if (other->n == 0) return;
    if (m->n == 0) {
        *m = *other;
        return;
    }

    double mine = (double)m->n, theirs = (double)other->n, all = mine + theirs;
    double apart = other->mean - m->mean;
    m->mean += apart * (theirs / all);
    m->squares += other->squares + apart * apart * (mine * theirs / all);
    m->n += other->n;
}

double bk_moments_variance(const bk_moments *m)
{
    return m->n < 2 ? (double)NAN : m->squares / (double)(m->n - 1);
}
