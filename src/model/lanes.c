#include "model/lanes.h"

#include "base/check.h"
#include "random/numeric.h"

/* Sanitizers start after the choice would be made, and clang 14 cannot call such a function from
 * another file: there the plain version serves. The bits are the same. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BK_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(undefined_behavior_sanitizer)
#define BK_SANITIZED 1
#endif
#endif

#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__) && !defined(BK_SANITIZED)
#define BK_LANES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define BK_LANES
#endif

BK_LANES void bk_lanes_scale(double *x, int32_t n, double factor)
{
    for (int32_t i = 0; i < n; i++) x[i] *= factor;
}

BK_LANES void bk_lanes_logistic(const double *restrict a, const double *restrict b,
                                double *restrict p, int32_t n)
{
    for (int32_t i = 0; i < n; i++) p[i] = 1.0 / (1.0 + bk_exp(-(a[i] + b[i])));
}

BK_LANES void bk_lanes_quantile(double *u, int32_t n)
{
    for (int32_t i = 0; i < n; i++) u[i] = bk_normal_quantile_centre(u[i]);
}

BK_LANES void bk_lanes_exp(double *x, int32_t n)
{
    for (int32_t i = 0; i < n; i++) x[i] = bk_exp(x[i]);
}

BK_LANES void bk_lanes_log(double *x, int32_t n)
{
    for (int32_t i = 0; i < n; i++) x[i] = bk_log(x[i]);
}

/* A tail under 1.4e-11 needs other coefficients; the lanes leave it to the function that has them.
 */
BK_LANES void bk_lanes_quantile_tail(double *u, int32_t n)
{
    bool all_near = true;
    for (int32_t i = 0; i < n; i++) all_near &= bk_is_near_tail(u[i]);
    if (BK_LIKELY(all_near))
        for (int32_t i = 0; i < n; i++) u[i] = bk_normal_quantile_near_tail(u[i]);
    else
        for (int32_t i = 0; i < n; i++) u[i] = bk_normal_quantile_tail(u[i]);
}

BK_LANES void bk_lanes_add(const double *restrict x, int32_t n, double sum[restrict BK_LANES_SUMS])
{
    int32_t i = 0;
    for (; i + BK_LANES_SUMS <= n; i += BK_LANES_SUMS)
        for (int32_t k = 0; k < BK_LANES_SUMS; k++) sum[k] += x[i + k];
    for (int32_t k = 0; i + k < n; k++) sum[k] += x[i + k];
}

double bk_lanes_total(const double sum[BK_LANES_SUMS])
{
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}
