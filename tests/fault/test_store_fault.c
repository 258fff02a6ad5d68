/* A store on a disk that fails at its nth change, and without memory: what was kept stays, the call
 * says so, and the same again goes on and gives the same bytes. */
#include "support/disk.h"
#include "support/fault.h"
#include "support/stores.h"
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BEFORE = 2, AFTER = 5 };

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_non_null(in);
    assert_non_null(out);
    char piece[4096];
    for (size_t n; (n = fread(piece, 1, sizeof piece, in)) > 0;)
        assert_int_equal(fwrite(piece, 1, n, out), n);
    fclose(in);
    fclose(out);
}

typedef struct {
    char folder[64], start[128], path[128];
    bk_scenario *scenario;
    bk_result *fresh;
} bench;

static void begin(bench *b, bool series)
{
    test_make_folder(b->folder);
    snprintf(b->start, sizeof b->start, "%s/start.db", b->folder);
    snprintf(b->path, sizeof b->path, "%s/x.db", b->folder);
    b->scenario = stores_scenario(STORES_OFFICE);
    b->fresh = stores_fresh(b->scenario, AFTER, series);
    bk_result_destroy(stores_run(b->start, b->scenario, BEFORE, series, 1));
}

static void end(bench *b)
{
    bk_result_destroy(b->fresh);
    bk_scenario_destroy(b->scenario);
    test_remove_folder(b->folder);
}

static void renew(const bench *b)
{
    char beside[140];
    snprintf(beside, sizeof beside, "%s-wal", b->path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", b->path);
    unlink(beside);
    copy_file(b->start, b->path);
}

/* After a failure: all of what was kept, and the same run goes on. */
static void check_after(const bench *b, bool series)
{
    bk_result *again = stores_run(b->path, b->scenario, AFTER, series, 1);
    CHECK(bk_result_recalled(again) >= BEFORE);
    CHECK(stores_same(b->scenario, b->fresh, again));
    bk_result_destroy(again);
    const char *sql = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'";
    assert_int_equal(stores_ask(b->path, sql), 1);
}

static void fail_each_change(bool series, disk_fault fault, const char *text)
{
    bench b;
    begin(&b, series);
    int told = 0;
    int64_t n = 1;
    for (; n == 1 || disk_was_hit(); n++) {
        renew(&b);
        bk_error err = {.lang = BK_EN};
        bk_result *result = NULL;
        disk_arm(n, fault);
        bk_status status = stores_try_run(b.path, b.scenario, AFTER, series, &result, &err);
        disk_mend();
        if (status != BK_OK) {
            assert_int_equal(status, BK_ERR_IO);
            CHECK_MSG(strstr(err.mistake[0].text, text) != NULL, "said: %s", err.mistake[0].text);
            assert_int_equal(err.count, 1);
            told++;
        } else {
            CHECK(stores_same(b.scenario, b.fresh, result));
        }
        bk_result_destroy(result);
        check_after(&b, series);
    }
    CHECK_MSG(told > 10 && n > 20, "%d of %d told", told, (int)n);
    end(&b);
}

static void test_a_full_disk(void **state)
{
    (void)state;
    fail_each_change(false, DISK_FULL, "no more room for");
    fail_each_change(true, DISK_FULL, "no more room for");
}

static void test_a_broken_disk(void **state)
{
    (void)state;
    fail_each_change(false, DISK_BROKEN, "all that was kept before is still there");
}

/* Making the file is all or nothing too. */
static void test_a_disk_that_is_full_from_the_start(void **state)
{
    (void)state;
    bench b;
    begin(&b, false);
    for (int64_t n = 1; n == 1 || disk_was_hit(); n++) {
        renew(&b);
        unlink(b.path);
        bk_error err = {.lang = BK_NB};
        bk_store *store = NULL;
        disk_arm(n, DISK_FULL);
        bk_status status = bk_store_open(b.path, BK_STORE_WRITE, &store, &err);
        bk_store_close(store, NULL);
        disk_mend();
        if (status != BK_OK) assert_non_null(strstr(err.mistake[0].text, "ikke mer plass"));
        bk_result *again = stores_run(b.path, b.scenario, AFTER, false, 1);
        CHECK(stores_same(b.scenario, b.fresh, again));
        bk_result_destroy(again);
    }
    end(&b);
}

static void test_a_file_that_can_only_be_read(void **state)
{
    (void)state;
    bench b;
    begin(&b, false);
    disk_lock(true);
    for (bk_lang lang = BK_NB; lang <= BK_EN; lang++) {
        bk_error err = {.lang = lang};
        bk_store *store = NULL;
        assert_int_equal(stores_try_open(b.start, BK_STORE_WRITE, &store, &err), BK_ERR_IO);
        assert_non_null(strstr(err.mistake[0].text, lang == BK_NB ? "kan bare leses; gi deg selv"
                                                                  : "can only be read; give"));
    }
    disk_lock(false);
    end(&b);
}

/* ---- memory ---- */

typedef void (*arm_call)(int64_t nth);

static bk_status read_all(const bench *b, bk_error *err)
{
    bk_store *store = NULL;
    bk_scenario *scenario = NULL;
    bk_result *result = NULL;
    bk_status status = bk_store_open(b->path, BK_STORE_READ, &store, err);
    if (status == BK_OK) status = bk_store_load(store, 1, true, &scenario, &result, err);
    bk_result_destroy(result);
    bk_scenario_destroy(scenario);
    bk_store_close(store, NULL);
    return status;
}

/* SQLite's own memory, then ours: every request fails once. */
static int64_t fail_each_request(arm_call arm, void (*mend)(void), bool (*was_hit)(void),
                                 bool writes)
{
    bench b;
    begin(&b, true);
    int64_t n = 1;
    int64_t step = test_is_long() || arm == fault_arm ? 1 : 11;
    for (; n == 1 || was_hit(); n += step) {
        renew(&b);
        bk_error err = {.lang = BK_EN};
        bk_result *result = NULL;
        arm(n);
        bk_status status = writes ? stores_try_run(b.path, b.scenario, AFTER, true, &result, &err)
                                  : read_all(&b, &err);
        mend();
        if (status != BK_OK) {
            CHECK_MSG(status == BK_ERR_MEMORY, "request %d: status %d: %s", (int)n, (int)status,
                      err.mistake[0].text);
            CHECK(err.count >= 1);
        } else if (writes) {
            CHECK(stores_same(b.scenario, b.fresh, result));
        }
        bk_result_destroy(result);
        check_after(&b, true);
    }
    end(&b);
    return n;
}

static void test_without_memory(void **state)
{
    (void)state;
    CHECK(fail_each_request(fault_arm, fault_disarm, fault_was_hit, true) > 50);
    CHECK(fail_each_request(fault_arm, fault_disarm, fault_was_hit, false) > 50);
    CHECK(fail_each_request(disk_arm_memory, disk_mend_memory, disk_was_hit, true) > 100);
    CHECK(fail_each_request(disk_arm_memory, disk_mend_memory, disk_was_hit, false) > 100);
}

int main(void)
{
    disk_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_full_disk),
        cmocka_unit_test(test_a_broken_disk),
        cmocka_unit_test(test_a_disk_that_is_full_from_the_start),
        cmocka_unit_test(test_a_file_that_can_only_be_read),
        cmocka_unit_test(test_without_memory),
    };
    return cmocka_run_group_tests_name("store fault", tests, NULL, NULL);
}
