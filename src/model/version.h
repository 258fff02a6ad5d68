/* version.h - the version of the numbers. */
#ifndef BK_MODEL_VERSION_H
#define BK_MODEL_VERSION_H

/* Goes up by one whenever the same scenario and seed no longer give the same numbers: a draw moved,
 * a rule changed, a measure is counted otherwise. Stored results of another version are never mixed
 * with new ones. tests/unit/test_draws.c holds it to the numbers themselves. */
enum { BK_DRAWS = 1 };

#endif
