#include "evidence/clusters.h"

#include "stats/student.h"

#include <math.h>

static bk_cluster total_of(const bk_cluster *cluster, int32_t n, int32_t *groups)
{
    bk_cluster all = {0};
    *groups = 0;
    for (int32_t i = 0; i < n; i++) {
        all.units += cluster[i].units;
        all.sum += cluster[i].sum;
        *groups += cluster[i].units > 0;
    }
    return all;
}

/* How far the share moves when group g is left out. */
static double move_without(bk_cluster all, bk_cluster g)
{
    double rest = all.units - g.units;
    return g.units > 0 && rest > 0 ? (all.sum - g.sum) / rest - all.sum / all.units : 0;
}

/* The jackknife's variance; nan where one group holds every unit. */
static double variance_of(const bk_cluster *cluster, int32_t n, bk_cluster all, int32_t groups)
{
    if (groups < 2) return (double)NAN;
    double squares = 0;
    for (int32_t i = 0; i < n; i++) {
        double move = move_without(all, cluster[i]);
        squares += move * move;
    }
    return squares * (double)(groups - 1) / (double)groups;
}

/* Independent units that would have that variance, made fewer for its few degrees of freedom. */
static double effective_units(double share, double variance, double units, int32_t groups)
{
    double spread = share * (1 - share);
    /* All alike: nothing to estimate from, so each group counts as little more than one. */
    if (!(spread > 0)) return units < (double)groups ? units : (double)groups;
    double t_units = bk_student_quantile(0.975, units > 2 ? units - 1 : 1);
    double t_groups = bk_student_quantile(0.975, (double)(groups - 1));
    double shrink = t_units / t_groups;
    double most = units * shrink * shrink;
    if (!(variance > 0)) return most;
    double n = spread / variance * shrink * shrink;
    return n < most ? n : most;
}

bk_clustered bk_clusters_share(const bk_cluster *cluster, int32_t n)
{
    int32_t groups;
    bk_cluster all = total_of(cluster, n, &groups);
    double p = all.units > 0 ? all.sum / all.units : (double)NAN;
    bk_clustered out = {.share = p,
                        .low = p,
                        .high = p,
                        .groups = groups,
                        .units = all.units,
                        .effective = (double)NAN};
    if (groups < 2) return out;

    double variance = variance_of(cluster, n, all, groups);
    double size = effective_units(p, variance, all.units, groups);
    const double z = 1.959963984540054;
    double z2 = z * z, scale = 1 + z2 / size;
    double middle = (p + z2 / (2 * size)) / scale;
    double half = z * sqrt(p * (1 - p) / size + z2 / (4 * size * size)) / scale;
    out.effective = size;
    out.has_interval = true;
    out.low = p > 0 && middle - half > 0 ? middle - half : 0;
    out.high = p < 1 && middle + half < 1 ? middle + half : 1;
    return out;
}

/* How far two shares go together over their common groups: the jackknife's correlation. */
static double correlation_of(const bk_cluster *a, const bk_cluster *b, int32_t n, bk_cluster all_a,
                             bk_cluster all_b)
{
    double aa = 0, bb = 0, ab = 0;
    for (int32_t i = 0; i < n; i++) {
        double move_a = move_without(all_a, a[i]), move_b = move_without(all_b, b[i]);
        aa += move_a * move_a;
        bb += move_b * move_b;
        ab += move_a * move_b;
    }
    if (!(aa > 0 && bb > 0)) return 0;
    double r = ab / sqrt(aa * bb);
    return r > 1 ? 1 : r < -1 ? -1 : r;
}

/* sqrt(x^2 + y^2 - 2 r x y), the length of two steps that go together as far as r. */
static double joint(double x, double y, double r)
{
    double square = x * x + y * y - 2 * r * x * y;
    return square > 0 ? sqrt(square) : 0;
}

bk_clustered bk_clusters_difference(const bk_cluster *a, const bk_cluster *b, int32_t n)
{
    bk_clustered one = bk_clusters_share(a, n), two = bk_clusters_share(b, n);
    double change = two.share - one.share;
    bk_clustered out = {.share = change,
                        .low = change,
                        .high = change,
                        .groups = one.groups < two.groups ? one.groups : two.groups,
                        .units = one.units + two.units,
                        .effective = (double)NAN};
    if (!one.has_interval || !two.has_interval) return out;

    int32_t groups;
    double r = correlation_of(a, b, n, total_of(a, n, &groups), total_of(b, n, &groups));
    out.has_interval = true;
    out.low = change - joint(two.share - two.low, one.high - one.share, r);
    out.high = change + joint(two.high - two.share, one.share - one.low, r);
    if (out.low < -1) out.low = -1;
    if (out.high > 1) out.high = 1;
    return out;
}
