/* philox.h - keyed draws: a block of 128 random bits for every (key, counter), in any order.
 *
 * The generator is Philox2x64-7 (Salmon, Moraes, Dror & Shaw, SC'11, doi 10.1145/2063384.2063405)
 * from Random123. There is no state: the same (key, counter) always gives the same block, on every
 * machine, so a draw belongs to what it decides and moves nothing else. Why seven rounds:
 * docs/decisions/0006-seven-rounds.md.
 */
#ifndef BK_RANDOM_PHILOX_H
#define BK_RANDOM_PHILOX_H

#include <stdint.h>
#include <string.h>

typedef struct {
    uint64_t word[2];
} bk_block;

/* The block at counter (hi, lo) under key. For one key a one-to-one map of counters to blocks.
 * About 4 ns when not waited for, 15 ns when waited for. Pure. */
static inline bk_block bk_philox(uint64_t key, uint64_t lo, uint64_t hi);

/* A key for one job from its coordinates; different coordinates give unrelated keys, equal only by
 * the chance of 64 bits. Pure. */
uint64_t bk_key_derive(uint64_t seed, uint64_t a, uint64_t b, uint64_t c);

/* A 64-bit hash of a text that ends in zero, for coordinates that are names (FNV-1a, then a Philox
 * block). Pure. */
uint64_t bk_key_text(const char *text);

/* The top 52 bits as a double in the open interval (0, 1): (i + 1/2) / 2^52, exactly. Never 0 or
 * 1; 1 - u is exact and just as likely. (53 bits would not do: the half is rounded away above
 * 1/2, and the largest word gives 1.) Mean 1/2, variance 1/12. Pure. */
static inline double bk_uniform(uint64_t word)
{
    /* The bits become the fraction of a number in [1, 2); no conversion from integer. */
    uint64_t bits = UINT64_C(0x3ff0000000000000) | (word >> 12);
    double one_up;
    memcpy(&one_up, &bits, sizeof one_up);
    return one_up - (1.0 - 0x1p-53);
}

#include "random/philox_inline.h"
#endif
