/* theory.c - textbook queues. */
#include "support/theory.h"

#include <stdlib.h>

double theory_erlang_b(double offered, int32_t servers)
{
    double b = 1;
    for (int32_t c = 1; c <= servers; c++) b = offered * b / (c + offered * b);
    return b;
}

double theory_erlang_c(double offered, int32_t servers)
{
    double b = theory_erlang_b(offered, servers), busy = offered / servers;
    return b / (1 - busy * (1 - b));
}

double theory_mmc_wait(double rate, double service, int32_t servers)
{
    double offered = rate * service;
    return theory_erlang_c(offered, servers) * service / (servers - offered);
}

/* Where a customer finds n >= c others, he is served after the n - c before him and one server:
 * a sum of exponentials of rates c mu + k theta, k = 0 .. n - c, unless his own patience (theta)
 * ends first. So he is served with probability prod r_k / (r_k + theta), and then has waited
 * sum 1 / (r_k + theta). */
theory_abandonment theory_erlang_a(double rate, double service, int32_t servers, double patience)
{
    const double mu = 1 / service, theta = 1 / patience;
    double p = 1, total = 1, busy = 0, served = 0, waited = 0, meets = 1, until = 0;
    for (int32_t n = 0; n < servers; n++) {
        busy += n * p;
        served += p;
        p *= rate / ((n + 1) * mu);
        total += p;
    }
    for (int32_t k = 0; k < 100000 && p > 1e-18 * total; k++) {
        double r = servers * mu + k * theta;
        meets *= r / (r + theta);
        until += 1 / (r + theta);
        busy += servers * p;
        served += p * meets;
        waited += p * meets * until;
        p *= rate / (r + theta);
        total += p;
    }
    return (theory_abandonment){.busy = busy / total / servers,
                                .lost_share = 1 - served / total,
                                .wait_served = waited / served};
}

/* The mean work left of whatever is in hand when somebody arrives: sum of rate E[S^2] / 2. */
static double work_in_hand(int32_t n, const theory_class *classes)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++) {
        double s = classes[i].service, cv = classes[i].cv;
        sum += classes[i].rate * s * s * (1 + cv * cv) / 2;
    }
    return sum;
}

double theory_pollaczek_khinchine(int32_t n, const theory_class *classes)
{
    double busy = 0;
    for (int32_t i = 0; i < n; i++) busy += classes[i].rate * classes[i].service;
    return work_in_hand(n, classes) / (1 - busy);
}

void theory_cobham(int32_t n, const theory_class *classes, double *wait)
{
    double before = 0;
    for (int32_t i = 0; i < n; i++) {
        double with = before + classes[i].rate * classes[i].service;
        wait[i] = work_in_hand(n, classes) / ((1 - before) * (1 - with));
        before = with;
    }
}

theory_closed theory_counsellor(int32_t n, double interval, double service)
{
    double term = 1, total = 1;
    for (int32_t j = 0; j < n; j++) {
        term *= (n - j) * service / interval;
        total += term;
    }
    double busy = 1 - 1 / total;
    return (theory_closed){.utilisation = busy, .wait = n * service / busy - interval - service};
}

/* ---- the case manager ---- */

enum { PHASES = 9, LINE_MOST = 2000 };

typedef struct {
    double at[PHASES][PHASES];
} matrix;

typedef struct {
    double rate, mu, again, completes;
    int32_t limit;
} office;

/* Rates between phases (clients ready) from level n (clients in all) to the level by steps up. */
static matrix rates(const office *o, int32_t n, int32_t by)
{
    matrix a = {0};
    int32_t placed = n < o->limit ? n : o->limit;
    for (int32_t ready = 0; ready <= o->limit; ready++) {
        if (ready > placed) {
            if (by == 0) a.at[ready][ready] = -1; /* not a state; kept out of the way */
            continue;
        }
        double served = ready > 0 ? o->mu : 0, back = (placed - ready) * o->again;
        if (by > 0) a.at[ready][n < o->limit ? ready + 1 : ready] = o->rate;
        if (by < 0 && ready > 0) /* whoever was first in line is ready at once */
            a.at[ready][n > o->limit ? ready : ready - 1] = served * o->completes;
        if (by != 0) continue;
        a.at[ready][ready] = -(o->rate + served + back);
        if (ready > 0) a.at[ready][ready - 1] = served * (1 - o->completes);
        if (ready < placed) a.at[ready][ready + 1] = back;
    }
    return a;
}

static matrix product(const matrix *a, const matrix *b)
{
    matrix c = {0};
    for (int32_t i = 0; i < PHASES; i++)
        for (int32_t k = 0; k < PHASES; k++)
            for (int32_t j = 0; j < PHASES; j++) c.at[i][j] += a->at[i][k] * b->at[k][j];
    return c;
}

/* Solves x a = b for each of b's rows, by Gauss and Jordan on columns, in the first m phases.
 * Needs: a diagonally dominant by rows up to rounding, so no pivoting. */
static matrix divide(const matrix *b, matrix a, int32_t m)
{
    matrix x = *b;
    for (int32_t i = 0; i < m; i++) {
        double pivot = 1 / a.at[i][i];
        for (int32_t r = 0; r < m; r++) {
            a.at[r][i] *= pivot;
            x.at[r][i] *= pivot;
        }
        for (int32_t j = 0; j < m; j++) {
            double factor = a.at[i][j];
            if (j == i) continue;
            for (int32_t r = 0; r < m; r++) {
                a.at[r][j] -= factor * a.at[r][i];
                x.at[r][j] -= factor * x.at[r][i];
            }
        }
    }
    return x;
}

/* Level n + 1 hangs on level n by pi[n + 1] = pi[n] up[n], found from the top down: what enters
 * n + 1 from below is -(what happens there and comes back from above). Level 0 has one state. */
theory_case_manager theory_case_manager_of(double rate, double interval, double service,
                                           double completes, int32_t limit)
{
    matrix *up = calloc(LINE_MOST, sizeof *up);
    if (up == NULL) abort();
    const office o = {rate, 1 / service, 1 / interval, completes, limit};
    const int32_t m = limit + 1;
    matrix above = {0};
    for (int32_t n = LINE_MOST - 1; n >= 0; n--) {
        matrix enters = rates(&o, n, +1), stays = rates(&o, n + 1, 0);
        if (n + 1 == LINE_MOST) /* the cut: nobody more gets in */
            for (int32_t i = 0; i < m; i++) stays.at[i][i] += rate;
        for (int32_t i = 0; i < m; i++)
            for (int32_t j = 0; j < m; j++) {
                stays.at[i][j] = -(stays.at[i][j] + above.at[i][j]);
            }
        up[n] = divide(&enters, stays, m);
        matrix back = rates(&o, n + 1, -1);
        above = product(&up[n], &back);
    }

    matrix level = {.at = {{1}}}; /* its first row is pi[n], not yet normalised */
    double total = 0, line = 0, clients = 0, busy = 0, ready = 0;
    for (int32_t n = 0; n < LINE_MOST; n++) {
        for (int32_t j = 0; j < m; j++) {
            double p = level.at[0][j];
            total += p;
            line += n > limit ? (n - limit) * p : 0;
            clients += (n < limit ? n : limit) * p;
            busy += j > 0 ? p : 0;
            ready += j * p;
        }
        level = product(&level, &up[n]);
    }
    free(up);
    return (theory_case_manager){.wait_for_place = line / total / rate,
                                 .clients = clients / total,
                                 .utilisation = busy / total,
                                 .wait = (ready - busy) * service / busy};
}
