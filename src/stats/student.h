/* student.h - Student's t distribution, for intervals. Pure and bit-stable. */
#ifndef BK_STATS_STUDENT_H
#define BK_STATS_STUDENT_H

/* The t that a variable with df degrees of freedom stays under with probability p: for a 95 %
 * interval p = 0.975. Needs: df >= 1 (any, also fractions; inf is the normal), 0 < p < 1. Relative
 * error under 1e-10. Odd around 1/2. About 5 us; from df = 10 000 up 0.1 us.
 * Source: Newton's method on bk_student_upper_tail; for large df the expansion around the normal
 * quantile, Abramowitz & Stegun 26.7.5. */
double bk_student_quantile(double p, double df);

/* The probability of more than t, t >= 0. Needs: 1 <= df <= 1e6. Relative error under 1e-11 up to
 * df 1e4, 1e-10 beyond, while it is above 1e-300.
 * Source: incomplete beta by its continued fraction, Abramowitz & Stegun 26.5.8. */
double bk_student_upper_tail(double t, double df);

/* Needs: 1 <= df <= 1e6. */
double bk_student_density(double t, double df);

#endif
