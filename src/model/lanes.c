#include "model/lanes.h"

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
