/* philox_inline.h - the body of bk_philox; include random/philox.h instead.
 *
 * Random123's own seven rounds, compiled in place. Its array header would also pull in the
 * compiler's vector intrinsics, which only its AES generators use; the two switches below keep
 * them out, which halves the time to compile a file that includes this one. They do not touch
 * what is computed.
 */
#ifndef BK_RANDOM_PHILOX_INLINE_H
#define BK_RANDOM_PHILOX_INLINE_H

#include "random/philox.h"

#ifndef R123_USE_X86INTRIN_H
#define R123_USE_X86INTRIN_H 0
#endif
#ifndef R123_USE_SSE
#define R123_USE_SSE 0
#endif
#include <Random123/philox.h>

static inline bk_block bk_philox(uint64_t key, uint64_t lo, uint64_t hi)
{
    philox2x64_ctr_t counter = {{lo, hi}};
    philox2x64_key_t keys = {{key}};
    philox2x64_ctr_t out = philox2x64_R(7, counter, keys);
    return (bk_block){{out.v[0], out.v[1]}};
}

#endif
