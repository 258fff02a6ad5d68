/* stopwatch.c - runs a command and writes what the kernel booked to its account; or spins, to show
 * how fast the machine is just now. For bench/run.
 *
 *     stopwatch FILE COMMAND...   into FILE: wall seconds, CPU seconds, peak resident KiB, status
 *     stopwatch --spin            prints ns per step of a chain of six dependent operations
 *
 * A small program of its own because a process inherits, in its peak memory, that of whoever
 * started it: under Python that would be Python's.
 */
#define _DEFAULT_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds_in(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

/* Each step waits for the one before, so this measures the clock rate a program gets. */
static int spin(void)
{
    const int steps = 100000000;
    uint64_t x = UINT64_C(88172645463325252);
    double begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < steps; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    double took = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begin;
    printf("%.4f %d\n", took / steps * 1e9, (int)(x & 1)); /* x is used, or nothing would spin */
    return 0;
}

static int run(const char *account, char **command)
{
    double begin = seconds_of(CLOCK_MONOTONIC);
    pid_t child = fork();
    if (child == 0) {
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    int status = 0;
    struct rusage used;
    memset(&used, 0, sizeof used);
    if (child < 0 || wait4(child, &status, 0, &used) < 0) return 4;
    double wall = seconds_of(CLOCK_MONOTONIC) - begin;

    FILE *f = fopen(account, "w");
    if (f == NULL) return 4;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(f, "%.6f %.6f %ld %d\n", wall, seconds_in(used.ru_utime) + seconds_in(used.ru_stime),
            used.ru_maxrss, code);
    return fclose(f) == 0 ? code : 4;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--spin") == 0) return spin();
    if (argc > 2) return run(argv[1], argv + 2);
    fprintf(stderr, "usage: stopwatch FILE COMMAND... | stopwatch --spin\n");
    return 2;
}
