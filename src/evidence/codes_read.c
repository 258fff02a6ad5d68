/* codes_read.c - the table of codes out of a file: libcsv behind this wall, everything else here.
 *
 * The text is fed a line at a time, so that every row knows the line it began on. Texts and names
 * have no place in the file: more columns are refused, and so are cells that read like them. */
#include "base/file.h"
#include "base/text.h"
#include "evidence/codes.h"

#include <csv.h>

#include <stdlib.h>
#include <string.h>

enum {
    LIMIT_MIB = 16,
    LINES_MOST = 50,     /* service lines */
    GROUPS_MOST = 20000, /* a table of groups by lines is kept */
    CELL_MOST = 40,      /* bytes of a group's or line's name */
    LABEL_MOST = 24,     /* of a coder's or unit's */
    FIELDS_MOST = 16,    /* of a row that are looked at; more are too many anyway */
    IDENTITY_DIGITS = 11 /* of a Norwegian national identity number */
};

enum { GROUP, LINE, CODER, UNIT, CODE, COLUMNS };

static const char *const HEADINGS[COLUMNS][5] = {
    [GROUP] = {"group", "gruppe"},
    [LINE] = {"line", "tjeneste", "service line", "service_line", "tjenestelinje"},
    [CODER] = {"coder", "koder"},
    [UNIT] = {"unit", "enhet"},
    [CODE] = {"code", "kode"},
};

static const char *const CODES[BK_CODE_COUNT][2] = {
    {"IS", "ER"}, {"HAS", "HAR"}, {"other", "annet"}};

/* A row before its names have numbers. */
typedef struct {
    const char *cell[CODE]; /* group, line, coder, unit */
    bk_code code;
    int32_t at;
} raw_row;

typedef struct {
    bk_codes *codes;
    bk_error *err;
    const char *name, *text; /* the file */
    int64_t length;
    bk_status status; /* BK_ERR_MEMORY, or BK_ERR_INPUT once a mistake was told */

    /* the record at hand */
    bk_buffer record; /* its fields, each with a final zero */
    int64_t start[FIELDS_MOST];
    int32_t n_fields;
    int32_t line;       /* being fed, from 1 */
    int32_t began;      /* the line the record began on */
    int64_t line_start; /* offset of that line */
    bool within;        /* a record has begun and not ended */

    int32_t column[COLUMNS]; /* field of each, once the heading was read */
    int32_t n_columns;
    bool has_heading;
    raw_row *row; /* [capacity], the first n_rows in use */
    int64_t n_rows, capacity;
} reading;

/* ---- mistakes ---- */

static int64_t line_end(const reading *r, int64_t start)
{
    const char *end = memchr(r->text + start, '\n', (size_t)(r->length - start));
    int64_t length = end ? end - (r->text + start) : r->length - start;
    while (length > 0 && r->text[start + length - 1] == '\r') length--;
    return start + length;
}

static char delimiter_of(const char *text, int64_t length)
{
    int32_t commas = 0, semicolons = 0, tabs = 0;
    for (int64_t i = 0; i < length && text[i] != '\n'; i++) {
        commas += text[i] == ',';
        semicolons += text[i] == ';';
        tabs += text[i] == '\t';
    }
    return semicolons > commas && semicolons >= tabs ? ';' : tabs > commas ? '\t' : ',';
}

/* Where field i of the record at hand stands in its line. */
static bk_place place_of(const reading *r, int32_t i)
{
    int64_t start = r->line_start, end = line_end(r, start), at = start;
    char delimiter = delimiter_of(r->text, r->length);
    bool quoted = false;
    for (int32_t seen = 0; at < end && seen < i; at++) {
        if (r->text[at] == '"') quoted = !quoted;
        if (r->text[at] == delimiter && !quoted) seen++;
    }
    while (at < end && r->text[at] == ' ') at++;
    int64_t stop = at;
    quoted = false;
    for (; stop < end && (quoted || r->text[stop] != delimiter); stop++)
        if (r->text[stop] == '"') quoted = !quoted;
    int64_t width = bk_utf8_count(r->text + at, stop - at);
    int64_t long_line = end - start < 4000 ? end - start : 4000;
    return (bk_place){.file = r->name,
                      .line = r->began,
                      .column = (int32_t)bk_utf8_count(r->text + start, at - start) + 1,
                      .width = width > 0 ? (int32_t)width : 1,
                      .source = r->text + start,
                      .source_length = (int32_t)long_line};
}

#define TELL(r, place, ...)                                         \
    do {                                                            \
        bk_error_add((r)->err, BK_ERR_INPUT, (place), __VA_ARGS__); \
        if ((r)->status == BK_OK) (r)->status = BK_ERR_INPUT;       \
    } while (0)

static bk_lang lang_of(const reading *r)
{
    return r->err ? r->err->lang : BK_EN;
}

/* The heading that a column goes by in the reader's language. */
static const char *heading_in(const reading *r, int32_t column)
{
    return HEADINGS[column][lang_of(r) == BK_NB ? 1 : 0];
}

/* ---- cells ---- */

static bool same_word(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a - 'A' + 'a') : *a;
        char y = *b >= 'A' && *b <= 'Z' ? (char)(*b - 'A' + 'a') : *b;
        if (x != y) return false;
    }
    return *a == *b;
}

static int32_t column_called(const char *text)
{
    for (int32_t c = 0; c < COLUMNS; c++)
        for (size_t i = 0; i < sizeof HEADINGS[c] / sizeof HEADINGS[c][0] && HEADINGS[c][i]; i++)
            if (same_word(text, HEADINGS[c][i])) return c;
    return -1;
}

static const char *field_text(const reading *r, int32_t i)
{
    return bk_buffer_chars(&r->record) + r->start[i];
}

static int32_t digits_of(const char *text)
{
    int32_t n = 0;
    for (; *text; text++)
        if (*text >= '0' && *text <= '9') n++;
    return n;
}

/* Why a cell cannot be a label, or BK_W_NONE. */
static bk_words unfit(const char *text, int32_t column)
{
    bool person = column == CODER || column == UNIT;
    size_t length = strlen(text), most = person ? LABEL_MOST : CELL_MOST;
    if (length == 0) return BK_W_GZ_EMPTY;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == '@') return BK_W_GZ_LIKE_TEXT;
    if (length > most || (person && strchr(text, ' '))) return BK_W_GZ_LIKE_TEXT;
    if (digits_of(text) == IDENTITY_DIGITS) return BK_W_GZ_LIKE_IDENTITY;
    return BK_W_NONE;
}

static bool read_code(const char *text, bk_code *out)
{
    for (int32_t c = 0; c < BK_CODE_COUNT; c++) {
        if (!same_word(text, CODES[c][0]) && !same_word(text, CODES[c][1])) continue;
        *out = (bk_code)c;
        return true;
    }
    return false;
}

/* ---- records ---- */

static void read_heading(reading *r)
{
    r->has_heading = true;
    r->n_columns = r->n_fields;
    for (int32_t c = 0; c < COLUMNS; c++) r->column[c] = -1;
    for (int32_t i = 0; i < r->n_fields && i < FIELDS_MOST; i++) {
        const char *text = field_text(r, i);
        int32_t c = column_called(text);
        if (c < 0)
            TELL(r, place_of(r, i), BK_W_GZ_MORE_COLUMNS, text);
        else if (r->column[c] >= 0)
            TELL(r, place_of(r, i), BK_W_GZ_COLUMN_TWICE, text);
        else
            r->column[c] = i;
    }
    for (int32_t c = 0; c < COLUMNS; c++)
        if (r->column[c] < 0) TELL(r, place_of(r, 0), BK_W_GZ_NO_COLUMN, heading_in(r, c));
}

static bool room_for_row(reading *r)
{
    if (r->n_rows < r->capacity) return true;
    int64_t more = r->capacity ? 2 * r->capacity : 256;
    if (bk_realloc((void **)&r->row, r->capacity, more, sizeof *r->row) != BK_OK) return false;
    r->capacity = more;
    return true;
}

static void read_row(reading *r)
{
    if (r->n_fields != r->n_columns) {
        TELL(r, place_of(r, 0), BK_W_GZ_FIELDS, (int)r->n_fields, (int)r->n_columns);
        return;
    }
    raw_row row = {.at = r->began};
    bool fine = true;
    for (int32_t c = 0; c < CODE; c++) {
        const char *text = field_text(r, r->column[c]);
        bk_words why = unfit(text, c);
        if (why != BK_W_NONE) {
            TELL(r, place_of(r, r->column[c]), why, why == BK_W_GZ_EMPTY ? heading_in(r, c) : text);
            fine = false;
        }
    }
    const char *code = field_text(r, r->column[CODE]);
    if (!read_code(code, &row.code)) {
        TELL(r, place_of(r, r->column[CODE]), BK_W_GZ_CODE, code);
        fine = false;
    }
    if (!fine || r->status != BK_OK) return; /* mistakes alone matter from now on */
    for (int32_t c = 0; c < CODE; c++) {
        const char *text = field_text(r, r->column[c]);
        row.cell[c] = bk_arena_text(&r->codes->arena, text, (int64_t)strlen(text));
        if (!row.cell[c]) r->status = BK_ERR_MEMORY;
    }
    if (r->status == BK_OK && !room_for_row(r)) r->status = BK_ERR_MEMORY;
    if (r->status == BK_OK) r->row[r->n_rows++] = row;
}

static void on_field(void *text, size_t length, void *context)
{
    reading *r = context;
    if (r->n_fields < FIELDS_MOST) {
        r->start[r->n_fields] = r->record.length;
        if (text) bk_buffer_add(&r->record, text, (int64_t)length);
        bk_buffer_add(&r->record, "", 1);
    }
    r->n_fields++;
}

static void on_record(int last, void *context)
{
    (void)last;
    reading *r = context;
    r->within = false;
    if (bk_buffer_status(&r->record) != BK_OK) r->status = BK_ERR_MEMORY;
    bool heading = !r->has_heading;
    bool usable = r->status == BK_OK || (r->status == BK_ERR_INPUT && !heading);
    if (usable && heading)
        read_heading(r);
    else if (usable && r->column[CODE] >= 0 && r->column[UNIT] >= 0 && r->column[CODER] >= 0 &&
             r->column[LINE] >= 0 && r->column[GROUP] >= 0)
        read_row(r);
    bk_buffer_reset(&r->record);
    r->n_fields = 0;
}

/* ---- the whole file ---- */

/* libcsv's memory comes from us, so that it is counted and can fail in tests. */
static void *grow(void *block, size_t size)
{
    void *out = block;
    return bk_realloc(&out, (int64_t)size, (int64_t)size, 1) == BK_OK ? out : NULL;
}

static bool is_blank(const char *line, int64_t length)
{
    for (int64_t i = 0; i < length; i++)
        if (line[i] != ' ' && line[i] != '\r' && line[i] != '\n') return false;
    return true;
}

static void feed(reading *r, struct csv_parser *parser)
{
    for (int64_t at = 0; at < r->length && r->status != BK_ERR_MEMORY;) {
        const char *end = memchr(r->text + at, '\n', (size_t)(r->length - at));
        int64_t length = end ? end + 1 - (r->text + at) : r->length - at;
        r->line++;
        if (!r->within && !is_blank(r->text + at, length)) {
            r->within = true;
            r->began = r->line;
            r->line_start = at;
        }
        size_t fed = !r->within
                         ? (size_t)length
                         : csv_parse(parser, r->text + at, (size_t)length, on_field, on_record, r);
        if (fed != (size_t)length) {
            if (csv_error(parser) == CSV_EPARSE)
                TELL(r, place_of(r, 0), BK_W_GZ_QUOTE);
            else
                r->status = BK_ERR_MEMORY;
            return;
        }
        at += length;
    }
    if (r->status == BK_ERR_MEMORY) return;
    if (csv_fini(parser, on_field, on_record, r) != 0) TELL(r, place_of(r, 0), BK_W_GZ_QUOTE);
}

/* The first byte that is not UTF-8, or a zero: Excel's older formats. True when there is one. */
static bool is_foreign(reading *r)
{
    int32_t line = 1;
    int64_t start = 0;
    for (int64_t i = 0; i < r->length;) {
        int32_t bytes = bk_utf8_length(r->text + i, r->length - i);
        if (bytes == 0 || r->text[i] == '\0') {
            r->began = line;
            r->line_start = start;
            bk_place place = {.file = r->name, .line = line, .column = 1, .width = 1};
            TELL(r, place, BK_W_GZ_NOT_UTF8);
            return true;
        }
        if (r->text[i] == '\n') {
            line++;
            start = i + 1;
        }
        i += bytes;
    }
    return false;
}

static void read_file(reading *r)
{
    if (r->length >= 3 && memcmp(r->text, "\xef\xbb\xbf", 3) == 0) { /* byte-order mark */
        r->text += 3;
        r->length -= 3;
    }
    if (is_foreign(r)) return;
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        r->status = BK_ERR_MEMORY;
        return;
    }
    csv_set_realloc_func(&parser, grow);
    csv_set_free_func(&parser, bk_free);
    csv_set_delim(&parser, (unsigned char)delimiter_of(r->text, r->length));
    feed(r, &parser);
    csv_free(&parser);
    if (r->status == BK_OK && r->n_rows == 0) {
        bk_place place = {.file = r->name};
        TELL(r, place, r->has_heading ? BK_W_GZ_NO_ROWS : BK_W_GZ_NOTHING);
    }
}

/* ---- names to numbers ---- */

typedef struct {
    const char *text;
    int64_t row;
} named;

static int by_text(const void *a, const void *b)
{
    const named *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order : x->row < y->row ? -1 : x->row > y->row;
}

/* Numbers the different texts of a column; number [n_rows] as int32 within codes->row. */
static bk_status number_column(reading *r, int32_t column, named *scratch, bk_names *names)
{
    for (int64_t i = 0; i < r->n_rows; i++) scratch[i] = (named){r->row[i].cell[column], i};
    qsort(scratch, (size_t)r->n_rows, sizeof *scratch, by_text);
    names->name = bk_arena_alloc(&r->codes->arena, r->n_rows, sizeof *names->name);
    if (!names->name) return BK_ERR_MEMORY;
    for (int64_t i = 0; i < r->n_rows; i++) {
        if (i == 0 || strcmp(scratch[i].text, scratch[i - 1].text) != 0)
            names->name[names->count++] = scratch[i].text;
        bk_code_row *row = &r->codes->row[scratch[i].row];
        *(column == GROUP   ? &row->group
          : column == LINE  ? &row->line
          : column == CODER ? &row->coder
                            : &row->unit) = names->count - 1;
    }
    return BK_OK;
}

static bk_status number_rows(reading *r)
{
    bk_codes *c = r->codes;
    c->n_rows = (int32_t)r->n_rows;
    c->row = bk_arena_alloc(&c->arena, r->n_rows, sizeof *c->row);
    named *scratch = bk_alloc(r->n_rows, sizeof *scratch);
    bk_status status = c->row && scratch ? BK_OK : BK_ERR_MEMORY;
    bk_names *const into[] = {&c->groups, &c->lines, &c->coders, &c->units};
    for (int64_t i = 0; status == BK_OK && i < r->n_rows; i++)
        c->row[i] = (bk_code_row){.code = r->row[i].code, .at = r->row[i].at};
    for (int32_t column = 0; status == BK_OK && column < CODE; column++)
        status = number_column(r, column, scratch, into[column]);
    bk_free(scratch);
    if (status != BK_OK) return status;
    qsort(c->row, (size_t)c->n_rows, sizeof *c->row, bk_code_row_order);
    bk_place place = {.file = r->name};
    if (c->lines.count > LINES_MOST)
        TELL(r, place, BK_W_GZ_MANY_LINES, (int)c->lines.count, (int)LINES_MOST);
    if (c->groups.count > GROUPS_MOST)
        TELL(r, place, BK_W_GZ_MANY_GROUPS, (int)c->groups.count, (int)GROUPS_MOST);
    return r->status;
}

/* ---- the same unit coded twice by the same coder ---- */

static int64_t start_of_line(const reading *r, int32_t line)
{
    int64_t start = 0;
    for (int32_t i = 1; i < line && start < r->length; i++) {
        const char *end = memchr(r->text + start, '\n', (size_t)(r->length - start));
        start = end ? end + 1 - r->text : r->length;
    }
    return start;
}

/* Rows stand sorted, so a repetition follows what it repeats. */
static bk_status check_twice(reading *r)
{
    const bk_codes *c = r->codes;
    for (int32_t i = 1, first = 0, told = 0; i < c->n_rows; i++) {
        const bk_code_row *a = &c->row[first], *b = &c->row[i];
        bool same = a->group == b->group && a->line == b->line && a->unit == b->unit &&
                    a->coder == b->coder;
        if (!same) {
            first = i;
            continue;
        }
        r->began = b->at;
        r->line_start = told < BK_MISTAKES_SHOWN ? start_of_line(r, b->at) : 0;
        told++;
        TELL(r, place_of(r, r->column[UNIT]), BK_W_GZ_TWICE, c->units.name[b->unit],
             c->coders.name[b->coder], (int)a->at);
    }
    return r->status;
}

bk_status bk_codes_parse(const char *name, const char *text, int64_t length, bk_codes **out,
                         bk_error *err)
{
    reading r = {.codes = bk_alloc(1, sizeof *r.codes),
                 .err = err,
                 .name = name,
                 .text = text,
                 .length = length};
    if (!r.codes) return bk_error_add(err, BK_ERR_MEMORY, (bk_place){0}, BK_W_NO_MEMORY);
    r.codes->file = bk_arena_text(&r.codes->arena, name, (int64_t)strlen(name));
    if (!r.codes->file) r.status = BK_ERR_MEMORY;

    if (r.status == BK_OK) read_file(&r);
    bk_status status = r.status;
    if (status == BK_OK) status = number_rows(&r);
    if (status == BK_OK) status = check_twice(&r);
    if (status == BK_OK) status = bk_codes_sum_up(r.codes);
    bk_buffer_clear(&r.record);
    bk_free(r.row);
    if (status == BK_OK) {
        *out = r.codes;
        return BK_OK;
    }
    bk_codes_destroy(r.codes);
    if (status == BK_ERR_MEMORY) {
        if (err) *err = (bk_error){.lang = err->lang}; /* what was told is not the reason */
        bk_error_add(err, status, (bk_place){0}, BK_W_NO_MEMORY);
    }
    return status;
}

bk_status bk_codes_load(const char *path, bk_codes **out, bk_error *err)
{
    char *text;
    int64_t length;
    BK_TRY(bk_file_read(path, LIMIT_MIB * INT64_C(1048576), &text, &length, err));
    bk_status status = bk_codes_parse(path, text, length, out, err);
    bk_free(text);
    return status;
}
