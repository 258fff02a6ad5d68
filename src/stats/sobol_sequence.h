/* sobol_sequence.h - points that fill a cube more evenly than chance would: for designs that vary
 * many keys at once.
 *
 * Point i of dimension d is a pure function of (seed, i, d): any order, any part. The first 2^m
 * points split every dimension evenly into 2^m parts, and pairs of dimensions nearly so. The
 * digital shift, one random word a dimension, keeps that and makes every single point uniform; two
 * seeds give two designs that are as good.
 *
 * Source: I. M. Sobol', USSR Comput. Math. Math. Phys. 7(4), 1967; the shift: A. B. Owen's
 * "random digital shift", e.g. L'Ecuyer & Lemieux 2002. The direction numbers are our own, found by
 * tools/search-sobol.
 */
#ifndef BK_STATS_SOBOL_SEQUENCE_H
#define BK_STATS_SOBOL_SEQUENCE_H

#include <stdint.h>

enum { BK_SOBOL_DIMENSIONS = 64, BK_SOBOL_BITS = 32 };

typedef struct {
    int32_t dimensions;
    uint32_t direction[BK_SOBOL_DIMENSIONS][BK_SOBOL_BITS]; /* as binary fractions */
    uint64_t shift[BK_SOBOL_DIMENSIONS];
} bk_sobol_sequence;

/* The sequence in that many dimensions under the shift of seed. Dimension d is the same whatever
 * the number of dimensions. Needs: 1 <= dimensions <= BK_SOBOL_DIMENSIONS. */
void bk_sobol_sequence_init(bk_sobol_sequence *sequence, int32_t dimensions, uint64_t seed);

/* Coordinate `dimension` of point `index`, in the open interval (0, 1). Pure, about 30 ns. */
double bk_sobol_sequence_at(const bk_sobol_sequence *sequence, uint32_t index, int32_t dimension);

/* Dimension d >= 1 by itself, for tests: the degree and the coefficients of its polynomial over
 * GF(2), highest first as bits. Dimension 0, van der Corput's, has none: degree 0. */
void bk_sobol_polynomial(int32_t dimension, int32_t *degree, uint32_t *polynomial);

#endif
