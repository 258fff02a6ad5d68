#include "cli/run_options.h"

#include "base/memory.h"
#include "base/text.h"
#include "cli/ranks.h"

#include <string.h>

enum { NAMES_MOST = 512 };

/* "2/5": the second of five parts. */
static int read_shard(const bk_arguments *a, const bk_console *console, bk_run_options *options)
{
    const char *text = bk_value(a, "shard");
    if (text == NULL) return BK_EXIT_OK;
    const char *slash = strchr(text, '/');
    int64_t part = 0, parts = 0;
    bool fine = slash != NULL && bk_text_whole(text, slash - text, &part) &&
                bk_text_whole(slash + 1, (int64_t)strlen(slash + 1), &parts) && part >= 1 &&
                part <= parts && parts <= BK_REPLICATIONS_MOST;
    if (!fine) return bk_usage_error(console, a->command, BK_W_CLI_NOT_A_SHARD, text);
    options->shard = (int32_t)part;
    options->shards = (int32_t)parts;
    return BK_EXIT_OK;
}

int bk_run_options_read(const bk_arguments *a, const bk_console *console, bk_run_options *options)
{
    int64_t replications = 0, threads = 0;
    int code = bk_whole_value(a, console, "replications", 1, BK_REPLICATIONS_MOST, &replications);
    if (code == BK_EXIT_OK)
        code = bk_whole_value(a, console, "threads", 1, BK_THREADS_MOST, &threads);
    options->replications = (int32_t)replications;
    options->threads = (int32_t)threads;
    if (console->ranks) {
        options->carrier = console->ranks->carrier;
        if (threads == 0) options->threads = console->ranks->threads;
    }

    const char *seed = bk_value(a, "seed");
    options->seed_given = seed != NULL;
    if (code == BK_EXIT_OK && seed && !bk_text_seed(seed, (int64_t)strlen(seed), &options->seed))
        code = bk_usage_error(console, a->command, BK_W_CLI_NOT_A_SEED, seed);
    return code == BK_EXIT_OK ? read_shard(a, console, options) : code;
}

/* ---- measures ---- */

static int unknown_measure(const bk_arguments *a, const bk_console *console,
                           const bk_scenario *scenario, const char *id)
{
    const char *names[NAMES_MOST];
    int32_t n = bk_scenario_measure_count(scenario);
    if (n > NAMES_MOST) n = NAMES_MOST;
    for (int32_t m = 0; m < n; m++) names[m] = bk_scenario_measure(scenario, m, console->lang).id;
    int32_t nearest = bk_text_nearest(id, n, names);
    if (nearest < 0) return bk_usage_error(console, a->command, BK_W_CLI_NO_MEASURE, id);
    return bk_usage_error(console, a->command, BK_W_CLI_NO_MEASURE_NEAR, id, names[nearest]);
}

/* Adds the measures whose ids begin with family and a dot: "time_share" means all of them. */
static void add_family(const bk_scenario *scenario, const char *family, bk_asked_measures *out)
{
    size_t length = strlen(family);
    for (int32_t m = 0; m < bk_scenario_measure_count(scenario); m++) {
        const char *id = bk_scenario_measure(scenario, m, BK_EN).id;
        if (strncmp(id, family, length) == 0 && id[length] == '.') out->measure[out->n++] = m;
    }
}

static int no_memory(const bk_console *console)
{
    bk_error err = {.lang = console->lang};
    return bk_show_error(console, &err, BK_ERR_MEMORY);
}

int bk_measures_read(const bk_arguments *a, const bk_console *console, const bk_scenario *scenario,
                     bk_asked_measures *out)
{
    int64_t most = (int64_t)a->n_given * (bk_scenario_measure_count(scenario) + 1);
    *out = (bk_asked_measures){.measure = bk_alloc(most + 1, sizeof *out->measure)};
    if (!out->measure) return no_memory(console);
    int32_t at = 0;
    for (const char *id; (id = bk_next_value(a, "measure", &at));) {
        int32_t measure = bk_scenario_measure_find(scenario, id);
        int32_t before = out->n;
        if (measure >= 0)
            out->measure[out->n++] = measure;
        else
            add_family(scenario, id, out);
        if (out->n == before) return unknown_measure(a, console, scenario, id);
    }
    return BK_EXIT_OK;
}

/* ---- precision ---- */

typedef enum { PLAIN, OF_THE_MEAN, POINTS } terms;

/* The number and what follows it. */
static bool read_width(const char *text, double *number, terms *in)
{
    int64_t length = (int64_t)strlen(text);
    *in = PLAIN;
    if (length > 1 && text[length - 1] == '%') {
        *in = OF_THE_MEAN;
        length--;
    } else if (length > 2 && strcmp(text + length - 2, "pp") == 0) {
        *in = POINTS;
        length -= 2;
    }
    return bk_text_number(text, length, number) && *number > 0.0;
}

/* Where nothing is named: the gaze, and (unless in percentage points) what becomes of people. */
static int name_the_usual(const bk_console *console, const bk_scenario *scenario, terms in,
                          bk_asked_measures *measures)
{
    bk_free(measures->measure);
    *measures = (bk_asked_measures){.measure = bk_alloc(2, sizeof *measures->measure)};
    if (!measures->measure) return no_memory(console);
    measures->measure[measures->n++] = bk_scenario_measure_find(scenario, "false_is");
    if (in == OF_THE_MEAN)
        measures->measure[measures->n++] = bk_scenario_measure_find(scenario, "exits_work");
    return BK_EXIT_OK;
}

/* Percentage points are for shares, a plain number for everything else. */
static int check_terms(const bk_arguments *a, const bk_console *console,
                       const bk_scenario *scenario, const bk_asked_measures *measures, terms in)
{
    const char *text = bk_value(a, "precision");
    for (int32_t i = 0; i < measures->n; i++) {
        bk_measure_info info = bk_scenario_measure(scenario, measures->measure[i], console->lang);
        bool share = info.unit_kind == BK_UNIT_SHARE;
        if (in == POINTS && !share)
            return bk_usage_error(console, a->command, BK_W_CLI_PRECISION_NO_SHARE, text, info.id);
        if (in == PLAIN && share)
            return bk_usage_error(console, a->command, BK_W_CLI_PRECISION_SHARE, text, info.id);
    }
    return BK_EXIT_OK;
}

int bk_precision_read(const bk_arguments *a, const bk_console *console, const bk_scenario *scenario,
                      bk_asked_measures *measures, bk_precision *out)
{
    const char *text = bk_value(a, "precision");
    terms in;
    int code = BK_EXIT_OK;
    if (!read_width(text, &out->half_width, &in))
        return bk_usage_error(console, a->command, BK_W_CLI_NOT_A_PRECISION, text);
    if (measures->n == 0 && in == PLAIN)
        return bk_usage_error(console, a->command, BK_W_CLI_PRECISION_OF_WHAT, text);
    if (measures->n == 0) code = name_the_usual(console, scenario, in, measures);
    if (code == BK_EXIT_OK) code = check_terms(a, console, scenario, measures, in);
    if (in != PLAIN) out->half_width /= 100.0;
    out->relative = in == OF_THE_MEAN;
    out->n_measures = measures->n;
    out->measure = measures->measure;
    return code;
}
