/* stored.c - what stands in a store: its runs as a table or JSON, its figures as CSV or JSON. */
#include "blikk/store.h"

#include "base/format.h"
#include "report/json_text.h"
#include "store/values.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- runs as a table ---- */

/* The title takes what is left of the line. */
enum { COLUMNS = 5, CELL = 40 };

typedef struct {
    bk_writer *writer;
    int32_t n;
} list;

static void write_cells(bk_writer *writer, const char *const cell[COLUMNS], const char *title)
{
    static const int32_t WIDTH[COLUMNS] = {5, 16, 10, 20, 20};
    for (int i = 0; i < COLUMNS; i++) {
        bk_writer_column(writer, cell[i], WIDTH[i]);
        bk_writer_text(writer, "  ");
    }
    bk_writer_show(writer, title, -1);
    bk_writer_text(writer, "\n");
}

static void write_head(bk_writer *w)
{
    const char *const cell[COLUMNS] = {
        bk_word(w->lang, BK_W_STO_COL_RUN), bk_word(w->lang, BK_W_STO_COL_SCENARIO),
        bk_word(w->lang, BK_W_STO_COL_KEPT), bk_word(w->lang, BK_W_STO_COL_SEED),
        bk_word(w->lang, BK_W_STO_COL_BEGUN)};
    bk_writer_style(w, BK_STYLE_HEADING);
    write_cells(w, cell, bk_word(w->lang, BK_W_STO_COL_TITLE));
    bk_writer_style(w, BK_STYLE_PLAIN);
}

static bool write_run(void *context, const bk_stored_run *run)
{
    list *l = context;
    bk_writer *w = l->writer;
    char number[CELL], kept[CELL], seed[CELL];
    snprintf(number, CELL, "%lld", (long long)run->run);
    snprintf(kept, CELL, "%d", (int)run->kept);
    snprintf(seed, CELL, "%" PRIu64, run->seed);
    const char *const cell[COLUMNS] = {number, run->scenario, kept, seed, run->time};
    if (l->n++ == 0) write_head(w);
    write_cells(w, cell, w->lang == BK_NB ? run->title_nb : run->title_en);
    if (run->replications < run->kept)
        bk_writer_word_paragraph(w, 7, BK_STYLE_DIM, BK_W_STO_GAPS, (int)run->replications);
    if (run->only_team > 0)
        bk_writer_word_paragraph(w, 7, BK_STYLE_DIM, BK_W_STO_ONLY_TEAM, (int)run->only_team);
    if (!run->current) bk_writer_word_paragraph(w, 7, BK_STYLE_DIM, BK_W_STO_OLD, (int)run->draws);
    return w->status == BK_OK;
}

bk_status bk_report_stored_text(bk_store *store, const bk_report_options *options,
                                bk_byte_sink sink, void *context, bk_error *err)
{
    bk_writer writer = bk_writer_start(options, sink, context);
    list l = {.writer = &writer};
    bk_status status = bk_store_list(store, write_run, &l, err);
    if (status == BK_OK && l.n == 0)
        bk_writer_word_paragraph(&writer, 0, BK_STYLE_PLAIN, BK_W_STO_NOTHING);
    bk_status written = bk_writer_finish(&writer);
    return status != BK_OK ? status : written;
}

/* ---- runs as JSON ---- */

typedef struct {
    bk_writer *writer;
    bool first;
} array;

static bool write_run_json(void *context, const bk_stored_run *run)
{
    array *a = context;
    bk_writer *w = a->writer;
    bool first = true;
    json_t *title = json_object();
    bk_json_put(&title, "nb", bk_json_text(run->title_nb));
    bk_json_put(&title, "en", bk_json_text(run->title_en));
    bk_json_item(w, &a->first, 2);
    bk_writer_text(w, "{");
    bk_json_key(w, &first, 4, "run");
    bk_json_write(w, json_integer(run->run));
    bk_json_key(w, &first, 4, "scenario");
    bk_json_write(w, bk_json_text(run->scenario));
    bk_json_key(w, &first, 4, "title");
    bk_json_write(w, title);
    bk_json_key(w, &first, 4, "seed");
    bk_json_seed(w, run->seed);
    bk_json_key(w, &first, 4, "draws");
    bk_json_write(w, json_integer(run->draws));
    bk_json_key(w, &first, 4, "current");
    bk_json_write(w, json_boolean(run->current));
    bk_json_key(w, &first, 4, "replications");
    bk_json_write(w, json_integer(run->replications));
    bk_json_key(w, &first, 4, "kept");
    bk_json_write(w, json_integer(run->kept));
    bk_json_key(w, &first, 4, "with_series");
    bk_json_write(w, json_integer(run->with_series));
    if (run->only_team > 0) {
        bk_json_key(w, &first, 4, "only_team");
        bk_json_write(w, json_integer(run->only_team));
    }
    bk_json_key(w, &first, 4, "version");
    bk_json_write(w, bk_json_text(run->version));
    if (run->time[0] != '\0') {
        bk_json_key(w, &first, 4, "begun");
        bk_json_write(w, bk_json_text(run->time));
    }
    bk_writer_text(w, "}");
    return w->status == BK_OK;
}

bk_status bk_report_stored_json(bk_store *store, bk_byte_sink sink, void *context, bk_error *err)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    array a = {.writer = &writer, .first = true};
    bk_writer_text(&writer, "{\n\"runs\": [");
    bk_status status = bk_store_list(store, write_run_json, &a, err);
    bk_writer_text(&writer, "]\n}\n");
    bk_status written = bk_writer_finish(&writer);
    return status != BK_OK ? status : written;
}

/* ---- figures ---- */

typedef struct {
    bk_writer *writer;
    bool series;
    bool first;
} sheet;

/* Quoted where it must be: a comma, a quote or a line's end inside. */
static void write_text(bk_writer *writer, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        bk_writer_text(writer, text);
        return;
    }
    bk_writer_text(writer, "\"");
    for (const char *c = text; *c; c++) bk_writer_print(writer, *c == '"' ? "\"\"" : "%c", *c);
    bk_writer_text(writer, "\"");
}

static void write_field(bk_writer *writer, const char *text)
{
    write_text(writer, text);
    bk_writer_text(writer, ",");
}

static bk_status write_row(void *context, const bk_stored_value *v)
{
    const sheet *s = context;
    bk_writer *w = s->writer;
    char number[BK_NUMBER_TEXT];
    bk_format_number(v->value, number);
    bk_writer_print(w, "%lld,", (long long)v->run);
    write_field(w, v->scenario);
    write_field(w, v->seed);
    bk_writer_print(w, "%d,", (int)v->replication);
    write_field(w, v->kind);
    write_field(w, v->office);
    write_field(w, v->team);
    bk_writer_print(w, "%lld,", (long long)v->nth);
    write_field(w, v->measure);
    write_text(w, v->unit);
    if (s->series && v->week > 0) bk_writer_print(w, ",%d", (int)v->week);
    if (s->series && v->week == 0) bk_writer_text(w, ",");
    bk_writer_print(w, ",%s\r\n", number);
    return w->status;
}

bk_status bk_report_stored_csv(bk_store *store, int64_t run, bool series, bk_byte_sink sink,
                               void *context, bk_error *err)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    sheet s = {.writer = &writer, .series = series};
    bk_writer_print(&writer,
                    "run,scenario,seed,replication,kind,office,team,nth,measure,unit%s,value\r\n",
                    series ? ",week" : "");
    bk_status status = bk_store_values(store, run, series, write_row, &s, err);
    bk_status written = bk_writer_finish(&writer);
    return status != BK_OK ? status : written;
}

static bk_status write_object(void *context, const bk_stored_value *v)
{
    sheet *s = context;
    if (!isfinite(v->value)) return BK_OK; /* no run gives such a one */
    json_t *object = json_object();
    bk_json_put(&object, "run", json_integer(v->run));
    bk_json_put(&object, "replication", json_integer(v->replication));
    bk_json_put(&object, "kind", bk_json_text(v->kind));
    if (v->office[0] != '\0') bk_json_put(&object, "office", bk_json_text(v->office));
    if (v->team[0] != '\0') {
        bk_json_put(&object, "team", bk_json_text(v->team));
        bk_json_put(&object, "nth", json_integer(v->nth));
    }
    bk_json_put(&object, "measure", bk_json_text(v->measure));
    if (v->week > 0) bk_json_put(&object, "week", json_integer(v->week));
    bk_json_put(&object, "value", json_real(v->value));
    bk_json_item(s->writer, &s->first, 2);
    bk_json_write(s->writer, object);
    return s->writer->status;
}

bk_status bk_report_stored_values(bk_store *store, int64_t run, bool series, bk_byte_sink sink,
                                  void *context, bk_error *err)
{
    bk_writer writer = bk_writer_start(NULL, sink, context);
    sheet s = {.writer = &writer, .series = series, .first = true};
    bk_writer_text(&writer, "{\n\"values\": [");
    bk_status status = bk_store_values(store, run, series, write_object, &s, err);
    bk_writer_text(&writer, "]\n}\n");
    bk_status written = bk_writer_finish(&writer);
    return status != BK_OK ? status : written;
}
