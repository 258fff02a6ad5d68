/* fields.h - every key of a scenario file, in one table: fields.def.
 *
 * Reader, checks, writer, hash, reference and "did you mean" all walk it, so a new key is one row
 * (and the line of the model that uses it). A row belongs to a level, the kind of table it stands
 * in; its tail is the path from that table, at most one table further down ("gaze.prior").
 * Containers are the tables and arrays that hold other levels.
 */
#ifndef BK_SCENARIO_FIELDS_H
#define BK_SCENARIO_FIELDS_H

#include "base/words.h"
#include "model/definition.h"

typedef enum {
    BK_LEVEL_ROOT,       /* bk_scenario_def */
    BK_LEVEL_CLIENTS,    /* bk_clients_def */
    BK_LEVEL_DOMAIN,     /* bk_domain_def */
    BK_LEVEL_CONDITIONS, /* bk_conditions_def */
    BK_LEVEL_STREAM,     /* bk_stream_def */
    BK_LEVEL_MEASURE,    /* bk_measure_def */
    BK_LEVEL_OFFICE,     /* bk_office_def */
    BK_LEVEL_TEAM,       /* bk_team_def */
    BK_LEVEL_CHANGE,     /* no struct: phases.c */
    BK_LEVEL_COUNT
} bk_level;

typedef enum {
    BK_TYPE_NUMBER,     /* double; may be a range */
    BK_TYPE_NUMBERS,    /* bk_numbers: a list of numbers, without ranges */
    BK_TYPE_WHOLE,      /* int32_t; may be a range unless BK_F_EXACT */
    BK_TYPE_SEED,       /* uint64_t, 0 to 2^63 - 1 */
    BK_TYPE_CHOICE,     /* an enum, in the order of choices */
    BK_TYPE_BOOL,       /* bool */
    BK_TYPE_LABEL,      /* bk_label: text or { nb, en } */
    BK_TYPE_TEXT,       /* const char * */
    BK_TYPE_DOMAIN,     /* int32_t: index of the domain it names */
    BK_TYPE_CONDITIONS, /* int32_t: index of the conditions it names */
    BK_TYPE_SET         /* table of path = value */
} bk_field_type;

enum {
    BK_F_REQUIRED = 1,  /* has no usual value */
    BK_F_ABOVE = 2,     /* greater than least, not equal to it */
    BK_F_EXACT = 4,     /* takes no range */
    BK_F_KEPT = 8,      /* the same all through the run: no [[change]] may touch it */
    BK_F_UNHASHED = 16, /* changes no result, or is told beside the hash */
    BK_F_IF_STEADY = 32,
    BK_F_IF_OPEN = 64, /* belongs to that kind of intake alone */
    BK_F_OR_INF = 128  /* a whole number that may be inf: INT32_MAX */
};

typedef enum {
    BK_FROM_EVIDENCE,   /* published findings */
    BK_FROM_ASSUMPTION, /* ours: vary it */
    BK_FROM_CONDITIONS, /* the office's own figure */
    BK_FROM_CHOICE      /* of whoever writes the scenario */
} bk_provenance;

/* Units of keys; the words are in fields.c. */
typedef enum {
    BK_IN_NOTHING,
    BK_IN_SHARE,
    BK_IN_WEEKS,
    BK_IN_HOURS_PER_WEEK,
    BK_IN_MINUTES,
    BK_IN_PER_WEEK,
    BK_IN_PER_YEAR,
    BK_IN_TIMES,
    BK_IN_PER_HOUR,
    BK_IN_CASEWORKERS,
    BK_IN_CLIENTS,
    BK_IN_COPIES,
    BK_IN_RUNS,
    BK_IN_LOG_ODDS,
    BK_IN_HURDLES,
    BK_IN_WEEKS_OF_WORK,
    BK_IN_COUNT
} bk_key_unit;

enum { BK_NO_OFFSET = -1 };

typedef struct {
    bk_level level;
    const char *path; /* the whole path, NAME for any name */
    const char *tail; /* the end of path, from the level's table */
    bk_field_type type;
    int32_t offset; /* into the level's struct; BK_NO_OFFSET: read elsewhere */
    double least;
    double most; /* INFINITY: no upper end, and inf itself is allowed */
    int32_t flags;
    double usual;           /* in the field's own terms: a number, an index into choices, 0 or 1 */
    const char *usual_text; /* as fields.def has it */
    bk_key_unit unit;
    bk_provenance provenance;
    const char *choices; /* "steady | open", else "" */
    bk_label meaning;    /* one sentence without capital and full stop */
} bk_field;

typedef enum { BK_HOLDS_ONE, BK_HOLDS_NAMED, BK_HOLDS_ARRAY } bk_holding;

/* A table or array of tables inside a level. */
typedef struct {
    bk_level parent;
    const char *key;
    bk_holding holding;
    bk_level child;
    bk_words all; /* what people call what is in it */
} bk_container;

/* The rows of a level stand together: the first and the number of them. */
int32_t bk_field_count(void);
const bk_field *bk_field_row(int32_t i);
const bk_field *bk_fields_of(bk_level level, int32_t *count);

/* The container of that key in level, or NULL. */
const bk_container *bk_container_find(bk_level level, const char *key);

/* The row for that key of level, or for key inside table ("gaze", "prior"); table may be NULL. */
const bk_field *bk_field_find(bk_level level, const char *table, const char *key);

/* Whether level has keys in a table of that name ("gaze" in conditions). */
bool bk_field_is_table(bk_level level, const char *table);

/* Where in a scenario's shape a table stands: in a level, or in a level's own table ("gaze"), or in
 * a container, whose children are named tables or elements of an array. */
typedef struct {
    bk_level level;
    const char *inner;
    const bk_container *in;
} bk_where; /* {0} is the top */

/* The place of the table called key inside *where. False, and *where as it was, where no table of
 * ours goes by that key: a value, or nothing we know. */
bool bk_where_step(bk_where *where, const char *key);

/* Every key that may stand in level (table NULL), or in its table; at most most of them into out,
 * each once. Returns how many. */
int32_t bk_field_keys(bk_level level, const char *table, int32_t most, const char *out[]);

/* Index of text among choices ("a | b | c"), or -1; and the choice of an index. */
int32_t bk_choice_find(const char *choices, const char *text, int64_t length);
int32_t bk_choice_at(const char *choices, int32_t index, const char **text);

const char *bk_key_unit_in(bk_key_unit unit, bk_lang lang);

/* The usual value as the file would have it; "" where it must be given or there is none. */
const char *bk_field_usual(const bk_field *field);

#endif
