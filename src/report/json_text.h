/* json_text.h - jansson values as text, with numbers as the shortest text that reads back.
 *
 * jansson 2.14 writes 0.1 with seventeen digits. Its text passes through a filter here that knows
 * strings from numbers and writes each number with a fraction anew by bk_format_number. Values are
 * sent one at a time, so that a report of hundreds of teams never stands in memory as a whole.
 */
#ifndef BK_REPORT_JSON_TEXT_H
#define BK_REPORT_JSON_TEXT_H

#include "report/writer.h"

#include <jansson.h>

/* Writes value and gives up the caller's reference to it. NULL (jansson had no memory) makes the
 * writer fail with BK_ERR_MEMORY. */
void bk_json_write(bk_writer *writer, json_t *value);

/* A comma unless it is the first, a new line, and indent spaces; then "key": . */
void bk_json_item(bk_writer *writer, bool *first, int32_t indent);
void bk_json_key(bk_writer *writer, bool *first, int32_t indent, const char *key);

/* Text as a JSON string; bytes that are no UTF-8 are shown as "?". */
json_t *bk_json_text(const char *text);

/* Puts value at key and gives up the reference, also when out of memory: then *object becomes NULL,
 * and stays so. */
void bk_json_put(json_t **object, const char *key, json_t *value);

/* A seed: 64 bits without sign, more than jansson's integers hold. */
void bk_json_seed(bk_writer *writer, uint64_t seed);

/* Which scenario: its title in both languages, and its hash. */
json_t *bk_json_scenario(const bk_scenario *scenario);

#endif
