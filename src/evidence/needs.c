/* How many needs new clients have, from the inputs alone. */
#include "evidence/trial.h"
#include "random/distributions.h"

#include <math.h>

enum { NODES = 2000 };

static double normal_cumulative(double x)
{
    return bk_lognormal_cumulative(0, 1, bk_exp(x));
}

/* The probability of at least `least` among n independent events. */
static double at_least(const double *p, int32_t n, int32_t least)
{
    double number[BK_MAX_DOMAINS + 1] = {1};
    for (int32_t i = 0; i < n; i++) {
        for (int32_t k = i + 1; k > 0; k--)
            number[k] = number[k] * (1 - p[i]) + number[k - 1] * p[i];
        number[0] *= 1 - p[i];
    }
    double sum = 0;
    for (int32_t k = n; k >= least; k--) sum += number[k];
    return sum;
}

/* Prevalence of domain d where the common factor is z. */
static double given(const bk_clients_def *clients, int32_t d, double z)
{
    double prevalence = clients->domain[d].prevalence, r = clients->need_correlation;
    if (!(prevalence > 0)) return 0;
    if (!(prevalence < 1)) return 1;
    double limit = bk_normal_quantile(prevalence);
    if (!(r < 1)) return z < limit ? 1 : 0;
    return normal_cumulative((limit - sqrt(r) * z) / sqrt(1 - r));
}

double bk_needs_at_least(const bk_clients_def *clients, int32_t least)
{
    double sum = 0;
    for (int32_t i = 0; i < NODES; i++) {
        double z = bk_normal_quantile(((double)i + 0.5) / NODES), p[BK_MAX_DOMAINS];
        for (int32_t d = 0; d < clients->n_domains; d++) p[d] = given(clients, d, z);
        sum += at_least(p, clients->n_domains, least);
    }
    return sum / NODES;
}
