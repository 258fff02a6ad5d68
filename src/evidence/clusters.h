/* clusters.h - shares from units that lie in groups, with intervals that respect the groups.
 *
 * Units of one group (an office, an interview, a focus group) are alike; an interval that took them
 * for independent would be too short. The variance comes from leaving out one group at a time; the
 * interval is Wilson's for the number of independent units that this variance amounts to, which is
 * never more than there are, so that small shares keep limits within 0 and 1.
 *
 * Pure: no memory, no state. Only + - * / sqrt.
 * Source: E. L. Korn & B. I. Graubard, Survey Methodology 24, 1998 (effective size with its degrees
 * of freedom); N. Dean & M. Pagano, J. Surv. Stat. Methodol. 3, 2015 (Wilson with it); difference
 * from two intervals: G. Y. Zou & A. Donner, Stat. Med. 27, 2008, doi 10.1002/sim.3095.
 */
#ifndef BK_EVIDENCE_CLUSTERS_H
#define BK_EVIDENCE_CLUSTERS_H

#include "base/check.h"

/* One group's part of one share: units, and the sum of their values (0 to 1 each). */
typedef struct {
    double units;
    double sum;
} bk_cluster;

typedef struct {
    double share;     /* nan where there are no units */
    double low, high; /* 95 %; share itself where has_interval is false */
    bool has_interval;
    int32_t groups; /* with units */
    double units;
    double effective; /* independent units that would be as certain; nan where has_interval is false
                       */
} bk_clustered;

/* The share over n groups, some of which may be empty. Two groups with units are the least for an
 * interval. O(n). */
bk_clustered bk_clusters_share(const bk_cluster *cluster, int32_t n);

/* b's share less a's; cluster i of both is the same group, which may be empty in one of them.
 * Groups that are in both make the two go together. O(n). */
bk_clustered bk_clusters_difference(const bk_cluster *a, const bk_cluster *b, int32_t n);

#endif
