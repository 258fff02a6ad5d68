#include "stats/intervals.h"

#include "stats/student.h"

#include <math.h>

#define UPPER 0.975

bk_interval bk_interval_from(int32_t n, double mean, double squares)
{
    bk_interval out = {.mean = mean, .low = mean, .high = mean, .variance = (double)NAN, .n = n};
    if (n < 1) out.mean = out.low = out.high = (double)NAN;
    if (n < 2) return out;

    out.variance = squares / (n - 1);
    double half = bk_student_quantile(UPPER, n - 1) * sqrt(out.variance / n);
    out.low = mean - half;
    out.high = mean + half;
    out.has_interval = true;
    return out;
}

bk_interval bk_interval_of(const double *values, int32_t n)
{
    double sum = 0, squares = 0, rest = 0;
    int32_t present = 0;
    for (int32_t i = 0; i < n; i++) {
        if (isnan(values[i])) continue;
        sum += values[i];
        present++;
    }
    if (present == 0) return bk_interval_from(0, 0, 0);

    /* rest would be 0 but for the rounding of mean; taking it out mends squares (Bjorck). */
    double mean = sum / present;
    for (int32_t i = 0; i < n; i++) {
        if (isnan(values[i])) continue;
        double away = values[i] - mean;
        squares += away * away;
        rest += away;
    }
    squares -= rest * rest / present;
    return bk_interval_from(present, mean, squares > 0 ? squares : 0);
}
