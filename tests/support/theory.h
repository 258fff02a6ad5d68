/* theory.h - what queueing theory says, for the engine to agree with.
 *
 * Rates are per unit of time, services and waits in the same unit; a wait ends when the work is
 * begun. Written for clarity, with libm: nothing here is on the way to a result of blikk. Pure.
 * Needs: a stable system (where patience does not make it so), counts at least 1.
 */
#ifndef BK_TESTS_THEORY_H
#define BK_TESTS_THEORY_H

#include <stdint.h>

/* The probability that all servers are busy when nobody may wait (Erlang B); offered is arrival
 * rate x mean service. Source: the recursion in the number of servers, Erlang 1917. */
double theory_erlang_b(double offered, int32_t servers);

/* The probability that somebody has to wait in M/M/c (Erlang C), and how long the mean wait is. */
double theory_erlang_c(double offered, int32_t servers);
double theory_mmc_wait(double rate, double service, int32_t servers);

/* M/M/c+M (Erlang A): who waits is lost after an exponential time of mean patience.
 * Source: birth and death; Mandelbaum & Zeltyn, Service engineering in action, 2007. */
typedef struct {
    double busy;        /* mean share of servers at work */
    double lost_share;  /* of those who arrive */
    double wait_served; /* mean wait of those who were served */
} theory_abandonment;
theory_abandonment theory_erlang_a(double rate, double service, int32_t servers, double patience);

/* One class of a single server's work, served by who came first within the class. */
typedef struct {
    double rate;
    double service; /* mean */
    double cv;      /* standard deviation over mean */
} theory_class;

/* M/G/1 first come, first served, over all n classes. Source: Pollaczek 1930, Khinchine 1932. */
double theory_pollaczek_khinchine(int32_t n, const theory_class *classes);

/* The mean wait of each class, the first always first, nobody interrupted.
 * Source: A. Cobham, J. Oper. Res. Soc. Am. 2(1), 1954. */
void theory_cobham(int32_t n, const theory_class *classes, double *wait);

/* M/M/1//N: each of n customers comes back an exponential time after being served (any time of
 * that mean gives the same: the network has a product form). */
typedef struct {
    double utilisation;
    double wait;
} theory_closed;
theory_closed theory_counsellor(int32_t n, double interval, double service);

/* One caseworker with room for limit clients; the others wait in line. A client is served when he
 * gets his place, then again and again an interval after, and leaves after a service with
 * probability completes. Everything exponential.
 * Source: the model of Campello, Ingolfsson & Shumsky, Manag. Sci. 63(4), 2017; solved here as a
 * chain in (clients in all, of them ready) by elimination from the top level down, cut where the
 * line has LINE_MOST clients. Needs: limit <= 8. */
typedef struct {
    double wait_for_place;
    double clients;     /* mean number with a place */
    double utilisation; /* of the caseworker */
    double wait;        /* for a service, once due */
} theory_case_manager;
theory_case_manager theory_case_manager_of(double rate, double interval, double service,
                                           double completes, int32_t limit);

#endif
