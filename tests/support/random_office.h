/* random_office.h - valid scenarios by chance: every key that a run reads, at its edges too.
 *
 * A random office is kept in parts, so that a test can put the same parts together in another order
 * or leave some out; its text is what a person would write in a file. Small, so that hundreds
 * of them run in seconds.
 */
#ifndef BK_TESTS_RANDOM_OFFICE_H
#define BK_TESTS_RANDOM_OFFICE_H

#include "support/support.h"

#include "blikk/blikk.h"

#include <stdio.h>

enum { OFFICES_MOST = 3, TEAMS_MOST = 4, CONDITIONS_MOST = 3, CHANGES_MOST = 4, STREAMS_MOST = 4 };

typedef struct {
    char id[8];
    bool open;
    int n_streams;
    char text[6000]; /* its tables */
} random_conditions;

typedef struct {
    int conditions; /* an index */
    int caseworkers;
    int repeat;
    int start;      /* clients of each at time 0, with open intake */
    char text[300]; /* its keys but conditions, caseworkers and repeat */
} random_team;

typedef struct {
    char name[8];
    int repeat;
    int n_teams;
    random_team team[TEAMS_MOST];
} random_one_office;

typedef struct {
    uint64_t seed;
    int weeks, warmup_weeks, replications;
    char clients[4000];
    int n_domains;
    int n_conditions;
    random_conditions conditions[CONDITIONS_MOST];
    int n_offices;
    random_one_office office[OFFICES_MOST];
    int n_changes;
    char change[CHANGES_MOST][1000];
} random_office;

enum {
    OFFICE_WITHOUT_CHANGES = 1,
    OFFICE_WITH_CHANGES = 2, /* at least one */
    OFFICE_OF_ONE_TEAM = 4,
    OFFICE_TIED = 8 /* whatever can be fixed is, and every length divides the week by 128 */
};

/* The same seed and flags give the same office. */
void random_office_draw(random_office *out, uint64_t seed, int flags);

/* The scenario file, to be given to free. */
char *random_office_text(const random_office *office);

/* Reads text, which must be valid; a test fails with text and seed when it is not. */
bk_scenario *random_office_parse(const char *text, uint64_t seed);

/* Runs it with that many threads, with or without series; a test fails when that does not work. */
bk_result *random_office_run(const bk_scenario *scenario, int threads, bool series);

/* CHECK_MSG, and the whole scenario on standard error, to be run again. */
#define CHECK_IN(text, condition, ...)                     \
    do {                                                   \
        if (!(condition)) fprintf(stderr, "%s\n", (text)); \
        CHECK_MSG(condition, __VA_ARGS__);                 \
    } while (0)

/* A number below n. */
int random_below(uint64_t *state, int n);

/* Between low and high. */
double random_between(uint64_t *state, double low, double high);

#endif
