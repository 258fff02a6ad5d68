/* digest.h - the scenario's hash: FNV-1a, 64 bits, over every value of every phase.
 *
 * Independent of the order of keys and of conditions, of comments, of inherits and of whether a
 * usual value was written out. Not of the order of domains, streams, measures, offices and teams,
 * which means something. Ranges count with both ends. Seed, replications and free texts do not.
 * Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, RFC 9923.
 */
#ifndef BK_SCENARIO_DIGEST_H
#define BK_SCENARIO_DIGEST_H

#include "scenario/fields.h"
#include "scenario/tree.h"

typedef struct {
    uint64_t state;
} bk_digest;

bk_digest bk_digest_start(void);

/* The keys at the top. */
void bk_digest_top(bk_digest *digest, const bk_node *root, const bk_scenario_def *def);

/* One phase; root is the tree it was read from. Errors: BK_ERR_MEMORY. */
BK_MUST_CHECK bk_status bk_digest_phase(bk_digest *digest, const bk_node *root,
                                        const bk_phase *phase);

#endif
