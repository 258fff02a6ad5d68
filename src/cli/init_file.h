/* init_file.h - the scenario that `blikk init` writes: eight answers, and every other key as it
 * usually is.
 *
 * The keys come from bk_key(), so a new key shows up by itself. What bk_key() cannot know (which
 * domains there are, what a measure lasts) is a table here, the same figures as the study's
 * ordinary service.
 */
#ifndef BK_CLI_INIT_FILE_H
#define BK_CLI_INIT_FILE_H

#include "base/buffer.h"

typedef enum {
    BK_ASK_PEOPLE,          /* caseworkers */
    BK_ASK_HOURS,           /* a week, of each */
    BK_ASK_CLIENTS,         /* of each caseworker */
    BK_ASK_MESSAGES,        /* a week, to each caseworker */
    BK_ASK_MESSAGE_MINUTES, /* each */
    BK_ASK_WEEKS_BETWEEN,   /* conversations with a client */
    BK_ASK_MINUTES,         /* of a conversation */
    BK_ASK_NUMBERS,         /* how many of them are numbers */
    BK_ASK_MEASURES = BK_ASK_NUMBERS,
    BK_ASK_COUNT
} bk_ask;

enum { BK_DOMAINS = 8 };

typedef struct {
    double number[BK_ASK_NUMBERS];
    bool in_reach[BK_DOMAINS];   /* there is a measure for it */
    bool is_given[BK_ASK_COUNT]; /* false: the usual value stands */
} bk_answers;

/* Nothing given. */
bk_answers bk_answers_usual(void);

/* Messages as usual for so many clients; until they are given they follow the clients. */
double bk_messages_usual(double clients);

/* The key that a number goes into, as a path of the scenario written. */
const char *bk_ask_path(bk_ask ask);

/* What stands at that path, given the answer: messages are told per client there. */
double bk_ask_value(const bk_answers *answers, bk_ask ask);

/* The domain's name in scenario files, and its label. */
const char *bk_domain_name(int32_t domain);
bk_label bk_domain_label(int32_t domain);

/* Puts the scenario at the end of out, its comments in lang. */
void bk_init_file(bk_buffer *out, const bk_answers *answers, bk_lang lang);

/* Puts text at the end of out, wrapped to width, each line after prefix. */
void bk_init_lines(bk_buffer *out, const char *prefix, const char *text, int32_t width);

#endif
