/* The store: what is taken from it is what was made, by whom and in what order ever; and what may
 * be wrong with a file is said. */
#include "support/random_office.h"
#include "support/stores.h"
#include "support/support.h"

#include "experiment/arms.h"

#include <inttypes.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int set_up(void **state)
{
    char *folder = calloc(1, 64);
    if (folder == NULL) return 1;
    test_make_folder(folder);
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    test_remove_folder(*state);
    free(*state);
    return 0;
}

/* ---- stored is fresh ---- */

static void test_stored_is_fresh(void **state)
{
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    for (int series = 0; series < 2; series++) {
        const char *path = stores_path(*state, series ? "with.db" : "without.db");
        bk_result *fresh = stores_fresh(scenario, 13, series);
        bk_result *first = stores_run(path, scenario, 13, series, 3);
        bk_result *again = stores_run(path, scenario, 13, series, 2);
        assert_int_equal(bk_result_recalled(first), 0);
        assert_int_equal(bk_result_recalled(again), 13);
        CHECK(stores_same(scenario, fresh, first));
        CHECK(stores_same(scenario, fresh, again));
        bk_result_destroy(fresh);
        bk_result_destroy(first);
        bk_result_destroy(again);
    }
    bk_scenario_destroy(scenario);
}

static void test_random_offices_come_back(void **state)
{
    const char *path = stores_path(*state, "random.db");
    for (int i = 0; i < (test_is_long() ? 400 : 40); i++) {
        random_office office;
        uint64_t seed = test_seed((uint64_t)i);
        random_office_draw(&office, seed, 0);
        char *text = random_office_text(&office);
        bk_scenario *scenario = random_office_parse(text, seed);
        bool series = i % 2 == 0;
        int32_t n = 1 + i % 4;
        bk_result *fresh = stores_fresh(scenario, n, series);
        bk_result_destroy(stores_run(path, scenario, (n + 1) / 2, series, 1));
        bk_result *rest = stores_run(path, scenario, n, series, 2);
        bk_result *stored = stores_run(path, scenario, n, series, 1);
        CHECK_IN(text, stores_same(scenario, fresh, rest) && stores_same(scenario, fresh, stored),
                 "seed %" PRIu64 ": stored figures differ", seed);
        assert_int_equal(bk_result_recalled(rest), (n + 1) / 2);
        assert_int_equal(bk_result_recalled(stored), n);
        bk_result_destroy(fresh);
        bk_result_destroy(rest);
        bk_result_destroy(stored);
        bk_scenario_destroy(scenario);
        free(text);
    }
}

/* Series are added to what was kept without them, and do not hide it from a run without. */
static void test_series_come_later(void **state)
{
    const char *path = stores_path(*state, "later.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result *fresh = stores_fresh(scenario, 4, true);
    bk_result_destroy(stores_run(path, scenario, 2, false, 1));
    bk_result *with = stores_run(path, scenario, 4, true, 1);
    assert_int_equal(bk_result_recalled(with), 0);
    CHECK(stores_same(scenario, fresh, with));
    bk_result *again = stores_run(path, scenario, 4, true, 1);
    assert_int_equal(bk_result_recalled(again), 4);
    CHECK(stores_same(scenario, fresh, again));
    bk_result *without = stores_run(path, scenario, 4, false, 1);
    assert_int_equal(bk_result_recalled(without), 4);
    assert_int_equal(stores_ask(path, "SELECT count(*) FROM replication"), 4);
    assert_int_equal(stores_ask(path, "SELECT count(*) FROM series"), 4 * 6);
    bk_result_destroy(fresh);
    bk_result_destroy(with);
    bk_result_destroy(again);
    bk_result_destroy(without);
    bk_scenario_destroy(scenario);
}

/* Two arms that are the same run, and one of the same scenario under other numbers. */
static void test_arms_may_be_the_same(void **state)
{
    const char *path = stores_path(*state, "arms.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_store *store = stores_open(path, BK_STORE_WRITE);
    bk_error err = {.lang = BK_EN};
    bk_run_options options = {.threads = 2, .keeper = bk_store_keeper(store)};
    bk_arm arm[3] = {{.scenario = scenario, .replications = 4},
                     {.scenario = scenario, .replications = 4},
                     {.scenario = scenario, .first = 3, .replications = 3}};
    assert_int_equal(bk_arms_run(3, arm, &options, &err), BK_OK);
    CHECK(stores_same(scenario, arm[0].result, arm[1].result));
    int32_t kept;
    assert_int_equal(bk_store_kept(store, scenario, 7, &kept, &err), BK_OK);
    assert_int_equal(kept, 6);
    bk_arms_clear(3, arm);
    stores_close(store);
    bk_scenario_destroy(scenario);
}

/* One team alone is another run than all of them. */
static void test_one_team_alone_is_kept_apart(void **state)
{
    const char *path = stores_path(*state, "only.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result_destroy(stores_run(path, scenario, 3, true, 1));
    bk_error err = {.lang = BK_EN};
    for (int i = 0; i < 2; i++) {
        bk_store *store = stores_open(path, BK_STORE_WRITE);
        bk_result *fresh = NULL, *kept = NULL;
        bk_run_options options = {.replications = 3, .only_team = 2, .series = true};
        assert_int_equal(bk_run(scenario, &options, &fresh, &err), BK_OK);
        options.keeper = bk_store_keeper(store);
        assert_int_equal(bk_run(scenario, &options, &kept, &err), BK_OK);
        assert_int_equal(bk_result_recalled(kept), 3 * i);
        CHECK(stores_same(scenario, fresh, kept));
        bk_result_destroy(kept);
        bk_scenario *stored = NULL;
        assert_int_equal(bk_store_load(store, 2, true, &stored, &kept, &err), BK_OK);
        CHECK(stores_same(scenario, fresh, kept));
        bk_scenario_destroy(stored);
        bk_result_destroy(fresh);
        bk_result_destroy(kept);
        stores_close(store);
    }
    assert_int_equal(stores_ask(path, "SELECT count(*) FROM run"), 2);
    bk_scenario_destroy(scenario);
}

/* ---- parts ---- */

static void keep_shard(const char *path, const bk_scenario *scenario, int32_t shard, int32_t shards)
{
    bk_error err = {.lang = BK_EN};
    bk_store *store = stores_open(path, BK_STORE_WRITE);
    bk_result *result = NULL;
    bk_run_options options = {.replications = 12,
                              .threads = 1,
                              .series = true,
                              .shard = shard,
                              .shards = shards,
                              .keeper = bk_store_keeper(store)};
    assert_int_equal(bk_run(scenario, &options, &result, &err), BK_OK);
    bk_result_destroy(result);
    stores_close(store);
}

static bk_merged merge(const char *into, const char *from, bk_status expected)
{
    bk_store *a = stores_open(into, BK_STORE_WRITE), *b = stores_open(from, BK_STORE_READ);
    bk_merged merged;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(bk_store_merge(a, b, &merged, &err), expected);
    CHECK((err.count == 0) == (expected == BK_OK));
    stores_close(a);
    stores_close(b);
    return merged;
}

static void test_parts_make_a_whole(void **state)
{
    char into[128], part[128];
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    snprintf(into, sizeof into, "%s/all.db", (char *)*state);
    for (int32_t k = 5; k >= 1; k--) {
        snprintf(part, sizeof part, "%s/part%d.db", (char *)*state, (int)k);
        keep_shard(part, scenario, k, 5);
        bk_merged merged = merge(into, part, BK_OK);
        assert_int_equal(merged.replications, k <= 2 ? 3 : 2);
        assert_int_equal(merged.had, 0);
        merged = merge(into, part, BK_OK);
        assert_int_equal(merged.replications, 0);
        assert_int_equal(merged.had, k <= 2 ? 3 : 2);
    }
    bk_result *fresh = stores_fresh(scenario, 12, true);
    bk_result *whole = stores_run(into, scenario, 12, true, 1);
    assert_int_equal(bk_result_recalled(whole), 12);
    CHECK(stores_same(scenario, fresh, whole));
    bk_result_destroy(fresh);
    bk_result_destroy(whole);
    bk_scenario_destroy(scenario);
}

static void keep_seed(const char *path, const bk_scenario *scenario, uint64_t seed)
{
    bk_error err = {.lang = BK_EN};
    bk_store *store = stores_open(path, BK_STORE_WRITE);
    bk_result *result = NULL;
    bk_run_options options = {
        .replications = 2, .seed_given = true, .seed = seed, .keeper = bk_store_keeper(store)};
    assert_int_equal(bk_run(scenario, &options, &result, &err), BK_OK);
    bk_result_destroy(result);
    stores_close(store);
}

/* The same run in both, and other numbers in it: nothing is replaced. */
static void test_a_conflict_is_refused(void **state)
{
    char a[128], b[128];
    snprintf(a, sizeof a, "%s/a.db", (char *)*state);
    snprintf(b, sizeof b, "%s/b.db", (char *)*state);
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    keep_seed(a, scenario, 7);
    keep_seed(b, scenario, 8);
    bk_merged merged = merge(a, b, BK_OK);
    assert_int_equal(merged.new_runs, 1);
    assert_int_equal(merged.replications, 2);
    int64_t before = stores_ask(a, "SELECT sum(checksum & 65535) FROM replication");
    stores_sql(b, "UPDATE run SET seed = '7'");
    merged = merge(a, b, BK_ERR_INPUT);
    assert_int_equal(merged.replications, 0);
    CHECK(stores_ask(a, "SELECT sum(checksum & 65535) FROM replication") == before);

    /* Nor may a run put other numbers there: replication 1 of seed 8 stands under seed 7. */
    bk_error err = {.lang = BK_EN};
    bk_result *result = NULL;
    stores_sql(b, "UPDATE replication SET series_checksum = NULL");
    assert_int_equal(stores_try_run(b, scenario, 2, true, &result, &err), BK_ERR_IO);
    assert_non_null(strstr(err.mistake[0].text, "holds other numbers in stored run 1"));
    assert_null(result);
    bk_scenario_destroy(scenario);
}

/* ---- several at once ---- */

static void child_runs(const char *path, int32_t replications, bool series)
{
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result_destroy(stores_run(path, scenario, replications, series, 1));
    bk_scenario_destroy(scenario);
}

static void test_processes_share_a_store(void **state)
{
    const char *path = stores_path(*state, "shared.db");
    pid_t child[4];
    for (int i = 0; i < 4; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            child_runs(path, 20 + i, i % 2 == 1);
            _exit(0);
        }
    }
    for (int i = 0; i < 4; i++) {
        int status = 0;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result *fresh = stores_fresh(scenario, 23, true);
    bk_result *stored = stores_run(path, scenario, 23, true, 1);
    assert_int_equal(bk_result_recalled(stored), 23);
    CHECK(stores_same(scenario, fresh, stored));
    assert_int_equal(stores_ask(path, "SELECT count(*) FROM run"), 1);
    bk_result_destroy(fresh);
    bk_result_destroy(stored);
    bk_scenario_destroy(scenario);
}

/* ---- list, find, load, delete ---- */

typedef struct {
    int n;
    bk_stored_run run[8];
} listed;

static bool take_run(void *context, const bk_stored_run *run)
{
    listed *l = context;
    l->run[l->n++] = *run;
    return l->n < 8;
}

static void test_runs_are_listed_and_found(void **state)
{
    const char *path = stores_path(*state, "list.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result_destroy(stores_run(path, scenario, 3, true, 1));
    keep_shard(path, scenario, 1, 6); /* 0 and 6 */
    bk_store *store = stores_open(path, BK_STORE_WRITE);
    bk_store_note_time(store, "2026-11-21T22:52:00Z");
    bk_error err = {.lang = BK_EN};
    bk_result *result = NULL;
    bk_run_options options = {.replications = 2,
                              .seed_given = true,
                              .seed = UINT64_MAX,
                              .keeper = bk_store_keeper(store)};
    assert_int_equal(bk_run(scenario, &options, &result, &err), BK_OK);
    bk_result_destroy(result);

    listed all = {0};
    assert_int_equal(bk_store_list(store, take_run, &all, &err), BK_OK);
    assert_int_equal(all.n, 2);
    assert_int_equal(all.run[0].run, 1);
    assert_int_equal(all.run[0].kept, 4);
    assert_int_equal(all.run[0].replications, 3);
    assert_int_equal(all.run[0].with_series, 4);
    assert_string_equal(all.run[0].scenario, bk_scenario_hash(scenario));
    assert_string_equal(all.run[0].title_nb, "Lager");
    assert_string_equal(all.run[0].title_en, "A store");
    assert_string_equal(all.run[0].time, "");
    CHECK(all.run[1].seed == UINT64_MAX && all.run[1].current);
    assert_string_equal(all.run[1].time, "2026-11-21T22:52:00Z");
    assert_string_equal(all.run[1].version, bk_version());

    bk_stored_run found;
    assert_int_equal(bk_store_find(store, "2", &found, &err), BK_OK);
    CHECK(found.seed == UINT64_MAX);
    assert_int_equal(bk_store_find(store, "3", &found, &err), BK_ERR_USAGE);
    assert_int_equal(bk_store_find(store, bk_scenario_hash(scenario), &found, &err), BK_ERR_USAGE);
    assert_non_null(strstr(err.mistake[1].text, "several"));
    stores_close(store);
    bk_scenario_destroy(scenario);
}

static void test_a_run_is_loaded_as_it_was(void **state)
{
    const char *path = stores_path(*state, "load.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE), *stored = NULL;
    bk_result *fresh = stores_run(path, scenario, 11, true, 1), *result = NULL;
    bk_error err = {.lang = BK_EN};
    bk_store *store = stores_open(path, BK_STORE_READ);
    assert_int_equal(bk_store_load(store, 1, true, &stored, &result, &err), BK_OK);
    CHECK(stores_same(scenario, fresh, result));
    CHECK(bk_result_seed(result) == 7);
    assert_string_equal(bk_scenario_hash(stored), bk_scenario_hash(scenario));
    bk_result_destroy(result);
    bk_scenario_destroy(stored);
    assert_int_equal(bk_store_load(store, 2, false, &stored, &result, &err), BK_ERR_IO);
    stores_close(store);
    bk_result_destroy(fresh);
    bk_scenario_destroy(scenario);
}

/* Each refusal of load has its text. */
static void test_what_cannot_be_loaded(void **state)
{
    const char *path = stores_path(*state, "refused.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE), *stored = NULL;
    bk_result *result = NULL;
    bk_result_destroy(stores_run(path, scenario, 2, false, 1));
    const struct {
        const char *sql;
        bool series;
        bk_status status;
        const char *text;
    } CASES[] = {
        {"SELECT 1", true, BK_ERR_USAGE, "--series"},
        {"UPDATE run SET draws = draws + 1", false, BK_ERR_USAGE, "other numbers"},
        {"UPDATE run SET draws = draws - 1; UPDATE scenario SET toml = 'weeks = '", false,
         BK_ERR_INPUT, ""},
        {"DELETE FROM replication WHERE replication = 0", false, BK_ERR_USAGE, "blikk merge"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        bk_error err = {.lang = BK_EN};
        stores_sql(path, CASES[i].sql);
        bk_store *store = stores_open(path, BK_STORE_READ);
        assert_int_equal(bk_store_load(store, 1, CASES[i].series, &stored, &result, &err),
                         CASES[i].status);
        assert_null(stored);
        assert_null(result);
        CHECK(err.count > 0);
        assert_non_null(strstr(err.mistake[0].text, CASES[i].text));
        stores_close(store);
    }
    bk_scenario_destroy(scenario);
}

static void test_deleting_gives_room_back(void **state)
{
    const char *path = stores_path(*state, "delete.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    const bk_override fewer = {"office.*.team.1.caseload", "9"};
    bk_scenario *other = NULL;
    bk_error err = {.lang = BK_EN};
    assert_int_equal(bk_scenario_parse("t", STORES_OFFICE, (int64_t)strlen(STORES_OFFICE), 1,
                                       &fewer, &other, &err),
                     BK_OK);
    bk_result_destroy(stores_run(path, scenario, 30, true, 1));
    bk_result *kept = stores_run(path, other, 3, true, 1);
    bk_store *store = stores_open(path, BK_STORE_WRITE);
    int64_t freed = 0;
    assert_int_equal(bk_store_delete(store, 1, &freed, &err), BK_OK);
    CHECK(freed > 100000);
    stores_close(store);
    struct stat at;
    assert_int_equal(stat(path, &at), 0);
    CHECK_MSG(at.st_size < 400000, "%lld bytes are left", (long long)at.st_size);
    assert_int_equal(stores_ask(path, "SELECT count(*) FROM scenario"), 1);
    assert_int_equal(stores_ask(path, "SELECT count(*) FROM outcome WHERE run = 1"), 0);
    bk_result *again = stores_run(path, other, 3, true, 1);
    assert_int_equal(bk_result_recalled(again), 3);
    CHECK(stores_same(other, kept, again));
    bk_result_destroy(kept);
    bk_result_destroy(again);
    bk_scenario_destroy(scenario);
    bk_scenario_destroy(other);
}

/* ---- what may be wrong with a file ---- */

static void make_file(const char *path, const char *text, size_t length)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
}

static void expect(const char *path, bk_store_mode mode, const char *nb, const char *en)
{
    for (bk_lang lang = BK_NB; lang <= BK_EN; lang++) {
        bk_error err = {.lang = lang};
        bk_store *store = NULL;
        assert_int_equal(stores_try_open(path, mode, &store, &err), BK_ERR_IO);
        assert_int_equal(err.count, 1);
        const char *said = err.mistake[0].text, *wanted = lang == BK_NB ? nb : en;
        CHECK_MSG(strstr(said, wanted) != NULL, "'%s' is not in '%s'", wanted, said);
    }
}

static void test_files_that_are_no_store(void **state)
{
    char path[128];
    snprintf(path, sizeof path, "%s/x", (char *)*state);
    const char *no_nb = "er ikke et lager fra blikk; gi et annet navn",
               *no_en = "is not a store of blikk; name another";
    expect(path, BK_STORE_READ, "den finnes ikke", "no such file");
    make_file(path, "", 0);
    expect(path, BK_STORE_READ, no_nb, no_en);
    make_file(path, STORES_OFFICE, strlen(STORES_OFFICE));
    expect(path, BK_STORE_READ, no_nb, no_en);
    expect(path, BK_STORE_WRITE, no_nb, no_en);
    char *text = test_read_file(path);
    assert_string_equal(text, STORES_OFFICE);
    free(text);
    unlink(path);

    stores_sql(path, "CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)");
    expect(path, BK_STORE_READ, no_nb, no_en);
    expect(path, BK_STORE_WRITE, no_nb, no_en);
    assert_int_equal(stores_ask(path, "SELECT count(*) FROM sqlite_schema"), 1);
    assert_int_equal(stores_ask(path, "SELECT x FROM theirs"), 1);
    unlink(path);

    assert_int_equal(mkfifo(path, 0600), 0);
    expect(path, BK_STORE_WRITE, no_nb, no_en);
    unlink(path);
    expect(*state, BK_STORE_WRITE, "det er en mappe", "it is a folder");
    snprintf(path, sizeof path, "%s/no/x", (char *)*state);
    expect(path, BK_STORE_WRITE, "kan ikke åpne", "cannot open");
    expect("", BK_STORE_WRITE, "den finnes ikke", "no such file");
}

static void test_a_newer_store(void **state)
{
    const char *path = stores_path(*state, "newer.db");
    stores_close(stores_open(path, BK_STORE_WRITE));
    stores_sql(path, "PRAGMA user_version = 2; CREATE TABLE news (x)");
    expect(path, BK_STORE_READ, "laget av en nyere blikk (tabeller av utgave 2, denne kjenner 1)",
           "made by a newer blikk (tables of version 2, this one knows 1)");
    expect(path, BK_STORE_WRITE, "nyere blikk", "newer blikk");
    assert_int_equal(stores_ask(path, "PRAGMA user_version"), 2);
}

/* Holds the file until it is killed, and says when it does. */
static void hold(const char *path, int tell)
{
    sqlite3 *db = NULL;
    sqlite3_open(path, &db);
    int code = sqlite3_exec(db, "BEGIN IMMEDIATE; UPDATE run SET seed = seed", NULL, NULL, NULL);
    char said = code == SQLITE_OK ? 'y' : 'n';
    if (write(tell, &said, 1) != 1) _exit(1);
    for (;;) pause();
}

/* The wait is ten seconds, so only in ./test long. */
static void test_a_store_that_is_held(void **state)
{
    if (!test_is_long()) skip();
    const char *path = stores_path(*state, "held.db");
    stores_close(stores_open(path, BK_STORE_WRITE));
    int held[2];
    assert_int_equal(pipe(held), 0);
    pid_t child = fork();
    if (child == 0) hold(path, held[1]);
    char said = 0;
    assert_int_equal(read(held[0], &said, 1), 1);
    assert_int_equal(said, 'y');
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_error err = {.lang = BK_NB};
    bk_result *result = NULL;
    assert_int_equal(stores_try_run(path, scenario, 1, false, &result, &err), BK_ERR_IO);
    assert_non_null(strstr(err.mistake[0].text, "er i bruk av et annet program"));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    bk_result_destroy(stores_run(path, scenario, 1, false, 1));
    bk_scenario_destroy(scenario);
}

/* Opens that would have to write find a file that they may only read. */
static void test_reading_where_nothing_may_be_written(void **state)
{
    const char *path = stores_path(*state, "closed.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result_destroy(stores_run(path, scenario, 2, false, 1));
    bk_scenario_destroy(scenario);
    if (geteuid() == 0) {
        pid_t child = fork();
        if (child == 0) {
            bool other = setgid(65534) == 0 && setuid(65534) == 0;
            _exit(other ? 0 : 77);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (WEXITSTATUS(status) != 0) skip();
    }
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(*state, 0555), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(77);
        bk_error err = {.lang = BK_EN};
        bk_store *store = NULL;
        if (bk_store_open(path, BK_STORE_WRITE, &store, &err) != BK_ERR_IO) _exit(1);
        if (strstr(err.mistake[0].text, "can only be read") == NULL) _exit(2);
        err = (bk_error){.lang = BK_EN};
        if (bk_store_open(path, BK_STORE_READ, &store, &err) != BK_OK) _exit(3);
        listed all = {0};
        if (bk_store_list(store, take_run, &all, &err) != BK_OK || all.n != 1) _exit(4);
        bk_store_close(store, &err);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    chmod(*state, 0755);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- damage ---- */

static void test_a_changed_figure_is_noticed(void **state)
{
    char path[128], whole[128];
    snprintf(path, sizeof path, "%s/changed.db", (char *)*state);
    snprintf(whole, sizeof whole, "%s/whole.db", (char *)*state);
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    static const char *const CHANGES[] = {
        "UPDATE outcome SET value = value + 1e-9 WHERE replication = 1 AND scope = 2 AND measure = 3",
        "DELETE FROM outcome WHERE replication = 1 AND scope = 2 AND measure = 3",
        "UPDATE event SET count = count + 1 WHERE replication = 1 AND kind = 'task_ends'",
        "UPDATE series SET value = zeroblob(length(value)) WHERE replication = 1 AND scope = 2",
        "UPDATE series SET weeks = 31 WHERE replication = 1 AND scope = 2",
        "UPDATE series SET measures = 'x' WHERE replication = 1 AND scope = 2",
        "UPDATE watch SET load = load + 1 WHERE replication = 1 AND scope = 2 AND week = 10",
        "UPDATE outcome SET scope = 77 WHERE replication = 1 AND scope = 2",
        "UPDATE outcome SET measure = -1 WHERE replication = 1 AND scope = 2 AND measure = 3",
        "UPDATE replication SET checksum = checksum + 1 WHERE replication = 1",
        "DELETE FROM outcome WHERE replication = 1; INSERT INTO outcome SELECT run, 1, scope, "
        "measure, value FROM outcome WHERE replication = 0; DELETE FROM event WHERE replication = 1; "
        "INSERT INTO event SELECT run, 1, kind, count FROM event WHERE replication = 0; UPDATE "
        "replication SET checksum = (SELECT checksum FROM replication WHERE replication = 0) WHERE "
        "replication = 1",
    };
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        unlink(path);
        unlink(whole);
        bk_result_destroy(stores_run(path, scenario, 3, true, 1));
        stores_sql(path, CHANGES[i]);
        bk_error err = {.lang = BK_EN};
        bk_result *result = NULL;
        CHECK_MSG(stores_try_run(path, scenario, 3, true, &result, &err) == BK_ERR_IO,
                  "not noticed: %s", CHANGES[i]);
        assert_non_null(strstr(err.mistake[0].text, "is damaged; nothing in it was changed"));
        assert_null(result);
        /* The way out that the text names. */
        bk_merged merged = merge(whole, path, BK_OK);
        assert_int_equal(merged.replications, 2);
        assert_int_equal(merged.damaged, 1);
        bk_result *fresh = stores_fresh(scenario, 3, true);
        bk_result *rescued = stores_run(whole, scenario, 3, true, 1);
        assert_int_equal(bk_result_recalled(rescued), 2);
        CHECK(stores_same(scenario, fresh, rescued));
        bk_result_destroy(fresh);
        bk_result_destroy(rescued);
    }
    bk_scenario_destroy(scenario);
}

/* Pages overwritten, one after the other: never a wrong figure, and the rest can be taken out. */
static void test_a_corrupted_page(void **state)
{
    char path[128], whole[128];
    snprintf(path, sizeof path, "%s/page.db", (char *)*state);
    snprintf(whole, sizeof whole, "%s/whole.db", (char *)*state);
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_result_destroy(stores_run(path, scenario, 20, true, 1));
    bk_result *fresh = stores_fresh(scenario, 20, true);
    struct stat at;
    assert_int_equal(stat(path, &at), 0);
    char *bytes = malloc((size_t)at.st_size);
    assert_non_null(bytes);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(bytes, 1, (size_t)at.st_size, file), at.st_size);
    fclose(file);
    int noticed = 0, rescued = 0;
    uint64_t random = test_seed(1);
    for (int i = 0; i < (test_is_long() ? 400 : 30); i++) {
        int64_t page = (int64_t)(test_random(&random) % (uint64_t)(at.st_size / 4096)) * 4096;
        char saved[4096];
        memcpy(saved, bytes + page, sizeof saved);
        for (int k = 0; k < 4096; k++) bytes[page + k] = (char)test_random(&random);
        make_file(path, bytes, (size_t)at.st_size);
        memcpy(bytes + page, saved, sizeof saved);
        bk_error err = {.lang = BK_EN};
        bk_result *result = NULL;
        bk_status status = stores_try_run(path, scenario, 20, true, &result, &err);
        if (status == BK_OK)
            CHECK(stores_same(scenario, fresh, result));
        else
            assert_int_equal(status, BK_ERR_IO);
        noticed += status != BK_OK;
        bk_result_destroy(result);

        make_file(path, bytes, (size_t)at.st_size);
        unlink(whole);
        bk_store *from = NULL, *into = stores_open(whole, BK_STORE_WRITE);
        err = (bk_error){.lang = BK_EN};
        if (bk_store_open(path, BK_STORE_READ, &from, &err) == BK_OK) {
            bk_merged merged;
            if (bk_store_merge(into, from, &merged, &err) == BK_OK) rescued++;
            stores_close(from);
        }
        stores_close(into);
        bk_result *after = stores_run(whole, scenario, 20, true, 1);
        CHECK(stores_same(scenario, fresh, after));
        bk_result_destroy(after);
    }
    CHECK_MSG(noticed > 15 && rescued > 15, "%d noticed, %d rescued", noticed, rescued);
    free(bytes);
    bk_result_destroy(fresh);
    bk_scenario_destroy(scenario);
}

/* Moved away while it is in use: not said to be kept. */
static void test_a_store_that_is_moved(void **state)
{
    const char *path = stores_path(*state, "moved.db");
    bk_scenario *scenario = stores_scenario(STORES_OFFICE);
    bk_store *store = stores_open(path, BK_STORE_WRITE);
    unlink(path);
    bk_error err = {.lang = BK_EN};
    bk_result *result = NULL;
    bk_run_options options = {.replications = 1, .keeper = bk_store_keeper(store)};
    assert_int_equal(bk_run(scenario, &options, &result, &err), BK_ERR_IO);
    assert_non_null(strstr(err.mistake[0].text, "was moved or deleted"));
    bk_store_close(store, NULL);
    bk_scenario_destroy(scenario);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(test_stored_is_fresh),
        WITH_FOLDER(test_random_offices_come_back),
        WITH_FOLDER(test_series_come_later),
        WITH_FOLDER(test_arms_may_be_the_same),
        WITH_FOLDER(test_one_team_alone_is_kept_apart),
        WITH_FOLDER(test_parts_make_a_whole),
        WITH_FOLDER(test_a_conflict_is_refused),
        WITH_FOLDER(test_processes_share_a_store),
        WITH_FOLDER(test_runs_are_listed_and_found),
        WITH_FOLDER(test_a_run_is_loaded_as_it_was),
        WITH_FOLDER(test_what_cannot_be_loaded),
        WITH_FOLDER(test_deleting_gives_room_back),
        WITH_FOLDER(test_files_that_are_no_store),
        WITH_FOLDER(test_a_newer_store),
        WITH_FOLDER(test_a_store_that_is_held),
        WITH_FOLDER(test_reading_where_nothing_may_be_written),
        WITH_FOLDER(test_a_changed_figure_is_noticed),
        WITH_FOLDER(test_a_corrupted_page),
        WITH_FOLDER(test_a_store_that_is_moved),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
