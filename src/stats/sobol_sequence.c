#include "stats/sobol_sequence.h"

#include "base/check.h"
#include "random/philox.h"

enum { DEGREE_MOST = 9 };

/* What a dimension is made from: a primitive polynomial and the first odd numbers. */
typedef struct {
    int32_t degree;
    uint32_t polynomial;
    uint32_t first[DEGREE_MOST];
} origin;

/* Written by tools/search-sobol, from dimension 2 on. */
static const origin ORIGIN[BK_SOBOL_DIMENSIONS - 1] = {
    /* clang-format off */
    {1, 3, {1}}, /* 2 */
    {2, 7, {1, 3}}, /* 3 */
    {3, 11, {1, 1, 7}}, /* 4 */
    {3, 13, {1, 1, 5}}, /* 5 */
    {4, 19, {1, 3, 1, 3}}, /* 6 */
    {4, 25, {1, 1, 1, 15}}, /* 7 */
    {5, 37, {1, 1, 3, 3, 31}}, /* 8 */
    {5, 41, {1, 1, 5, 5, 23}}, /* 9 */
    {5, 47, {1, 1, 5, 13, 9}}, /* 10 */
    {5, 55, {1, 3, 3, 11, 3}}, /* 11 */
    {5, 59, {1, 3, 1, 13, 23}}, /* 12 */
    {5, 61, {1, 1, 3, 11, 7}}, /* 13 */
    {6, 67, {1, 1, 7, 5, 23, 21}}, /* 14 */
    {6, 91, {1, 1, 7, 13, 29, 55}}, /* 15 */
    {6, 97, {1, 3, 7, 7, 23, 37}}, /* 16 */
    {6, 103, {1, 3, 1, 7, 21, 59}}, /* 17 */
    {6, 109, {1, 3, 5, 7, 3, 11}}, /* 18 */
    {6, 115, {1, 3, 7, 15, 31, 59}}, /* 19 */
    {7, 131, {1, 3, 5, 1, 27, 15, 101}}, /* 20 */
    {7, 137, {1, 1, 1, 7, 11, 23, 73}}, /* 21 */
    {7, 143, {1, 3, 3, 15, 5, 11, 105}}, /* 22 */
    {7, 145, {1, 1, 7, 13, 27, 11, 59}}, /* 23 */
    {7, 157, {1, 1, 1, 3, 21, 5, 45}}, /* 24 */
    {7, 167, {1, 1, 3, 11, 7, 49, 49}}, /* 25 */
    {7, 171, {1, 1, 1, 5, 29, 41, 91}}, /* 26 */
    {7, 185, {1, 3, 7, 13, 5, 53, 27}}, /* 27 */
    {7, 191, {1, 3, 3, 13, 5, 41, 21}}, /* 28 */
    {7, 193, {1, 3, 5, 15, 17, 57, 91}}, /* 29 */
    {7, 203, {1, 1, 5, 9, 23, 1, 69}}, /* 30 */
    {7, 211, {1, 1, 1, 9, 7, 29, 91}}, /* 31 */
    {7, 213, {1, 3, 3, 13, 17, 59, 27}}, /* 32 */
    {7, 229, {1, 3, 1, 7, 11, 39, 121}}, /* 33 */
    {7, 239, {1, 3, 3, 5, 31, 5, 109}}, /* 34 */
    {7, 241, {1, 3, 7, 11, 1, 53, 71}}, /* 35 */
    {7, 247, {1, 1, 5, 1, 7, 31, 103}}, /* 36 */
    {7, 253, {1, 3, 1, 3, 9, 7, 77}}, /* 37 */
    {8, 285, {1, 1, 7, 13, 19, 41, 47, 173}}, /* 38 */
    {8, 299, {1, 1, 1, 11, 13, 49, 21, 197}}, /* 39 */
    {8, 301, {1, 3, 5, 7, 27, 37, 47, 89}}, /* 40 */
    {8, 333, {1, 3, 7, 1, 11, 29, 31, 123}}, /* 41 */
    {8, 351, {1, 1, 1, 3, 19, 41, 83, 203}}, /* 42 */
    {8, 355, {1, 3, 7, 3, 13, 61, 57, 223}}, /* 43 */
    {8, 357, {1, 3, 5, 9, 1, 23, 47, 99}}, /* 44 */
    {8, 361, {1, 3, 7, 7, 15, 61, 123, 229}}, /* 45 */
    {8, 369, {1, 1, 5, 11, 9, 37, 93, 15}}, /* 46 */
    {8, 391, {1, 3, 3, 1, 17, 21, 67, 195}}, /* 47 */
    {8, 397, {1, 3, 5, 3, 25, 61, 115, 233}}, /* 48 */
    {8, 425, {1, 3, 7, 11, 5, 11, 37, 147}}, /* 49 */
    {8, 451, {1, 3, 3, 7, 15, 51, 21, 115}}, /* 50 */
    {8, 463, {1, 3, 5, 7, 11, 25, 3, 247}}, /* 51 */
    {8, 487, {1, 1, 5, 1, 13, 49, 27, 191}}, /* 52 */
    {8, 501, {1, 1, 3, 13, 7, 7, 21, 145}}, /* 53 */
    {9, 529, {1, 3, 7, 7, 11, 63, 87, 81, 311}}, /* 54 */
    {9, 539, {1, 1, 5, 5, 19, 21, 103, 233, 215}}, /* 55 */
    {9, 545, {1, 1, 1, 3, 7, 51, 115, 57, 395}}, /* 56 */
    {9, 557, {1, 1, 1, 5, 17, 55, 1, 79, 349}}, /* 57 */
    {9, 563, {1, 1, 5, 7, 15, 35, 95, 179, 183}}, /* 58 */
    {9, 601, {1, 3, 5, 13, 27, 21, 113, 61, 475}}, /* 59 */
    {9, 607, {1, 1, 3, 11, 3, 39, 89, 45, 417}}, /* 60 */
    {9, 617, {1, 1, 7, 11, 3, 15, 79, 145, 331}}, /* 61 */
    {9, 623, {1, 3, 7, 11, 17, 39, 61, 19, 307}}, /* 62 */
    {9, 631, {1, 1, 5, 9, 5, 33, 51, 109, 141}}, /* 63 */
    {9, 637, {1, 3, 3, 3, 11, 1, 97, 231, 439}}, /* 64 */
    /* clang-format on */
};

/* Sobol's recurrence for m_1, m_2, ..., each odd and below 2^k; out holds m_k / 2^k. */
static void directions(const origin *from, uint32_t out[BK_SOBOL_BITS])
{
    uint32_t m[BK_SOBOL_BITS];
    int32_t s = from->degree;
    for (int32_t k = 0; k < BK_SOBOL_BITS; k++) {
        if (k < s) {
            m[k] = from->first[k];
        } else {
            m[k] = m[k - s] ^ (m[k - s] << s);
            for (int32_t j = 1; j < s; j++)
                if ((from->polynomial >> (s - j)) & 1) m[k] ^= m[k - j] << j;
        }
        out[k] = m[k] << (BK_SOBOL_BITS - 1 - k);
    }
}

void bk_sobol_sequence_init(bk_sobol_sequence *sequence, int32_t dimensions, uint64_t seed)
{
    BK_ASSERT(dimensions >= 1 && dimensions <= BK_SOBOL_DIMENSIONS);
    sequence->dimensions = dimensions;
    uint64_t key = bk_key_derive(seed, bk_key_text("sobol sequence"), 0, 0);
    for (int32_t d = 0; d < dimensions; d++) {
        if (d > 0) directions(&ORIGIN[d - 1], sequence->direction[d]);
        for (int32_t k = 0; d == 0 && k < BK_SOBOL_BITS; k++)
            sequence->direction[0][k] = UINT32_C(1) << (BK_SOBOL_BITS - 1 - k);
        sequence->shift[d] = bk_philox(key, (uint64_t)d, 0).word[0];
    }
}

double bk_sobol_sequence_at(const bk_sobol_sequence *sequence, uint32_t index, int32_t dimension)
{
    BK_ASSERT(dimension >= 0 && dimension < sequence->dimensions);
    const uint32_t *direction = sequence->direction[dimension];
    uint32_t digits = 0;
    for (int32_t k = 0; index != 0; k++, index >>= 1)
        if (index & 1) digits ^= direction[k];

    /* The shift has more digits than the sequence: its last ones spread the points within. */
    return bk_uniform(sequence->shift[dimension] ^ ((uint64_t)digits << 32));
}

void bk_sobol_polynomial(int32_t dimension, int32_t *degree, uint32_t *polynomial)
{
    BK_ASSERT(dimension >= 0 && dimension < BK_SOBOL_DIMENSIONS);
    *degree = dimension == 0 ? 0 : ORIGIN[dimension - 1].degree;
    *polynomial = dimension == 0 ? 1 : ORIGIN[dimension - 1].polynomial;
}
