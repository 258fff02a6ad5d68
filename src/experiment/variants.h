/* variants.h - one scenario under several sets of values for the same keys.
 *
 * Ownership: the variants own their texts and scenarios until bk_variants_clear; the base scenario
 *            must outlive them.
 */
#ifndef BK_EXPERIMENT_VARIANTS_H
#define BK_EXPERIMENT_VARIANTS_H

#include "blikk/sweep.h"
#include "scenario/scenario.h"

typedef struct {
    const bk_scenario *base;
    int32_t n, n_keys;
    bk_scenario **scenario;       /* [n], NULL until read */
    bk_override *override;        /* [n x n_keys] */
    char (*value)[BK_VARY_VALUE]; /* [n x n_keys] */
} bk_variants;                    /* {0} is empty */

/* Room for n variants of n_keys keys each. Errors: BK_ERR_MEMORY, said in err; *out is empty. */
BK_MUST_CHECK bk_status bk_variants_create(const bk_scenario *base, int32_t n, int32_t n_keys,
                                           bk_variants *out, bk_error *err);
void bk_variants_clear(bk_variants *variants);

/* Gives a key of variant i the value units x 10^-decimals. vary must outlive the variants. */
void bk_variants_set(bk_variants *variants, int32_t i, int32_t key, const bk_vary *vary,
                     int64_t units);

/* Reads variant i, whose keys are all set, into scenario[i]. Errors: as bk_scenario_vary. */
BK_MUST_CHECK bk_status bk_variants_read(bk_variants *variants, int32_t i, bk_error *err);

/* Whether a key takes whole numbers alone. Errors: BK_ERR_USAGE when it takes no numbers, or the
 * values are no whole ones and should be; BK_ERR_MEMORY. A path that leads nowhere is no error
 * here: reading a variant says so. */
BK_MUST_CHECK bk_status bk_vary_check(const bk_vary *vary, bool *whole, bk_error *err);

/* Errors: BK_ERR_USAGE when the key must be the same all through a run; else as bk_vary_check. */
BK_MUST_CHECK bk_status bk_vary_check_on_the_way(const bk_vary *vary, bk_error *err);

/* Reads the scenario with the key at FROM and at TO, so that what it refuses is said before
 * anything is simulated. Errors: as bk_scenario_vary. */
BK_MUST_CHECK bk_status bk_vary_try_ends(const bk_scenario *scenario, const bk_vary *vary,
                                         bk_error *err);

/* 10^decimals. */
double bk_vary_scale(const bk_vary *vary);

/* More decimals, until there are at least that many steps of the last one between FROM and TO (and
 * 12 decimals at the most). Needs: no step. */
void bk_vary_refine(bk_vary *vary, int64_t steps);

#endif
