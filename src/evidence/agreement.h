/* agreement.h - Krippendorff's alpha: how far coders agree beyond chance, nominal codes, with gaps.
 *
 * 1 is perfect agreement, 0 what chance gives, below 0 systematic disagreement. A unit that fewer
 * than two coders coded says nothing about agreement and is left out.
 *
 * Interval: units are left out one at a time, or a group of units at a time (jackknife), with
 * Student's t for as many; groups where there are enough of them (see agreement.c for the
 * coverage this was chosen by).
 *
 * Pure but for nothing: no memory, no state. Only + - * / sqrt.
 * Source: K. Krippendorff, Computing Krippendorff's alpha-reliability, 2011 (nominal data, any
 * number of observers, missing data); jackknife: J. Hughes, arXiv 2210.13265, 2022.
 */
#ifndef BK_EVIDENCE_AGREEMENT_H
#define BK_EVIDENCE_AGREEMENT_H

#include "base/check.h"

enum { BK_CODES_MOST = 16 };

typedef struct {
    double alpha;     /* nan where it does not exist: no unit with two codes, or one code alone */
    double low, high; /* 95 %, within -1 to 1; alpha itself where has_interval is false */
    bool has_interval;
    int32_t units;    /* coded by at least two */
    int32_t values;   /* codes given to these */
    int32_t left_out; /* what was left out at a time: units or groups, so many in all */
    bool by_group;
} bk_agreement;

/* count [n_units x n_codes]: how many coders gave unit u code c. group [n_units]: whose unit it is,
 * 0 to n_groups - 1, units of a group one after the other; NULL: every unit is its own.
 * Needs: 2 <= n_codes <= BK_CODES_MOST. O(n_units x n_codes). */
bk_agreement bk_agreement_nominal(int32_t n_units, int32_t n_codes, const int32_t *count,
                                  const int32_t *group);

#endif
