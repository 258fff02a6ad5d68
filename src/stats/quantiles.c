#include "stats/quantiles.h"

#include "base/check.h"

#include <math.h>

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

static void insertion_sort(double *v, int32_t n)
{
    for (int32_t i = 1; i < n; i++) {
        double x = v[i];
        int32_t hole = i;
        for (; hole > 0 && v[hole - 1] > x; hole--) v[hole] = v[hole - 1];
        v[hole] = x;
    }
}

/* Lets v[root] sink until neither child is greater. */
static void sift_down(double *v, int32_t root, int32_t n)
{
    double x = v[root];
    for (int32_t child; root < n / 2; root = child) {
        child = 2 * root + 1;
        if (child + 1 < n && v[child + 1] > v[child]) child++;
        if (v[child] <= x) break;
        v[root] = v[child];
    }
    v[root] = x;
}

static void heap_sort(double *v, int32_t n)
{
    for (int32_t i = n / 2 - 1; i >= 0; i--) sift_down(v, i, n);
    for (int32_t end = n - 1; end > 0; end--) {
        swap(&v[0], &v[end]);
        sift_down(v, 0, end);
    }
}

/* Splits v around the median of its first, middle and last; returns where the right part begins.
 * Both parts have at least one value. */
static int32_t split(double *v, int32_t n)
{
    int32_t middle = n / 2, last = n - 1;
    if (v[middle] < v[0]) swap(&v[middle], &v[0]);
    if (v[last] < v[0]) swap(&v[last], &v[0]);
    if (v[last] < v[middle]) swap(&v[last], &v[middle]);

    double pivot = v[middle];
    int32_t i = 0, j = last;
    for (;;) {
        do i++;
        while (v[i] < pivot);
        do j--;
        while (v[j] > pivot);
        if (i >= j) return i;
        swap(&v[i], &v[j]);
    }
}

/* Quicksort that turns to heap sort where the input defeats it (Musser 1997), so that depth and
 * time stay O(log n) and O(n log n). */
static void sort_within(double *v, int32_t n, int32_t depth)
{
    while (n > 24) {
        if (depth-- == 0) {
            heap_sort(v, n);
            return;
        }
        int32_t right = split(v, n);
        sort_within(v + right, n - right, depth);
        n = right;
    }
    insertion_sort(v, n);
}

void bk_sort(double *values, int32_t n)
{
    int32_t depth = 2;
    for (int32_t m = n; m > 1; m /= 2) depth += 2;
    sort_within(values, n, depth);
}

int32_t bk_sort_present(const double *values, int32_t n, double *out)
{
    int32_t present = 0;
    for (int32_t i = 0; i < n; i++) {
        if (!isnan(values[i])) out[present++] = values[i];
    }
    bk_sort(out, present);
    return present;
}

double bk_quantile_sorted(const double *sorted, int32_t n, double p)
{
    BK_ASSERT(p >= 0 && p <= 1);

    if (n == 0) return (double)NAN;
    double place = (double)(n - 1) * p;
    int32_t i = (int32_t)place;
    double share = place - i;
    /* Also where there is no next one, or both are infinite. */
    if (share == 0 || sorted[i] == sorted[i + 1]) return sorted[i];
    return sorted[i] + share * (sorted[i + 1] - sorted[i]);
}

double bk_quantile(const double *values, int32_t n, double p, double *scratch)
{
    return bk_quantile_sorted(scratch, bk_sort_present(values, n, scratch), p);
}
