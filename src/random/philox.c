/* Keys: how a job's coordinates and names become one. */
#include "random/philox.h"

/* Spells out that a block makes a key and not a draw: "blikkkey". */
#define KEY_DOMAIN UINT64_C(0x626c696b6b6b6579)
#define TEXT_DOMAIN UINT64_C(0x626c696b6b747874) /* "blikktxt" */

/* For one seed the first block tells every (a, b) from every other; the second mixes in c. */
uint64_t bk_key_derive(uint64_t seed, uint64_t a, uint64_t b, uint64_t c)
{
    bk_block first = bk_philox(seed ^ KEY_DOMAIN, a, b);
    bk_block second = bk_philox(first.word[0], first.word[1], c);
    return second.word[0];
}

uint64_t bk_key_text(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325), length = 0;
    for (; text[length] != 0; length++) {
        hash ^= (unsigned char)text[length];
        hash *= UINT64_C(0x100000001b3);
    }
    return bk_philox(TEXT_DOMAIN, hash, length).word[0];
}
