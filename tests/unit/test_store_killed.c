/* A process killed with SIGKILL at any moment loses at most the replication in hand: going on gives
 * the same bytes as never having been killed. */
#include "support/stores.h"
#include "support/support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { REPLICATIONS = 24 };

/* The child's part of it: go on from the store, to the end if it may. */
static void go_on(const char *path, int said, bool series, int32_t threads)
{
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result_destroy(stores_run(path, scenario, REPLICATIONS, series, threads));
    bk_scenario_destroy(scenario);
    if (write(said, "y", 1) != 1) _exit(1);
}

static void wait_us(int64_t us)
{
    struct timespec left = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    while (nanosleep(&left, &left) != 0) {
    }
}

/* Starts, waits and kills; false when the child was done before. */
static bool kill_after(const char *path, int64_t us, bool series, int32_t threads)
{
    int said[2];
    assert_int_equal(pipe(said), 0);
    pid_t child = fork();
    if (child == 0) {
        close(said[0]);
        go_on(path, said[1], series, threads);
        _exit(0);
    }
    close(said[1]);
    wait_us(us);
    kill(child, SIGKILL);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    char letter;
    bool done = read(said[0], &letter, 1) == 1;
    close(said[0]);
    if (!done) CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return !done;
}

static int64_t kept(const char *path)
{
    if (access(path, F_OK) != 0) return 0;
    return stores_ask(path, "SELECT count(*) FROM sqlite_schema WHERE name = 'replication'") == 0
               ? 0
               : stores_ask(path, "SELECT count(*) FROM replication");
}

/* What there is after a kill is whole: every row belongs to a kept replication. */
static void check_whole(const char *path)
{
    if (kept(path) == 0) return;
    assert_int_equal(stores_ask(path,
                                "SELECT count(*) FROM outcome WHERE (run, replication) NOT IN "
                                "(SELECT run, replication FROM replication)"),
                     0);
}

/* Kills anew until that many have hit; each time a store is done it is held against a run that was
 * never killed, and the next begins. */
static void kill_often(const char *folder, int kills, bool series, int32_t threads, uint64_t seed)
{
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result *never = stores_fresh(scenario, REPLICATIONS, series);
    char path[128];
    int hit = 0, stores = 0, lost = 0;
    uint64_t random = seed;
    int64_t most_us = 20000; /* so that a store takes a few kills, on any machine */
    while (hit < kills) {
        snprintf(path, sizeof path, "%s/%d.db", folder, stores);
        int64_t before = kept(path);
        bool killed =
            kill_after(path, (int64_t)(test_random(&random) % (uint64_t)most_us), series, threads);
        check_whole(path);
        int64_t after = kept(path);
        if (after < before) lost++;
        if (killed) {
            hit++;
            most_us += after == before ? most_us / 4 : 0;
            continue;
        }
        most_us -= most_us / 3;
        bk_result *result = stores_run(path, scenario, REPLICATIONS, series, threads);
        assert_int_equal(bk_result_recalled(result), REPLICATIONS);
        CHECK(stores_same(scenario, never, result));
        bk_result_destroy(result);
        unlink(path);
        stores++;
    }
    /* The last one is finished by us. */
    bk_result *result = stores_run(path, scenario, REPLICATIONS, series, threads);
    CHECK(stores_same(scenario, never, result));
    bk_result_destroy(result);
    assert_int_equal(lost, 0);
    CHECK_MSG(stores >= 1, "no store was done in %d kills", hit);
    bk_result_destroy(never);
    bk_scenario_destroy(scenario);
}

static void test_killed_and_resumed(void **state)
{
    (void)state;
    char folder[64];
    test_make_folder(folder);
    int kills = test_is_long() ? 600 : 100;
    kill_often(folder, kills, false, 1, test_seed(1));
    kill_often(folder, kills, true, 2, test_seed(2));
    test_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_and_resumed),
    };
    return cmocka_run_group_tests_name("store killed", tests, NULL, NULL);
}
