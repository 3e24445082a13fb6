/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreement of two orders. */
#ifndef CHLADNI_STUDY_KENDALL_H
#define CHLADNI_STUDY_KENDALL_H

#include <chladni/base.h>

/* tau-b: concordant less discordant pairs over the root of the products of
 * pairs that are not tied. NaN if one side is all ties. */
double chl_kendall(const double *x, const double *y, size_t count);

/*
 * 95 % by Fieller's variance .437 / (n - 4) of artanh tau, tau moved half a
 * step 1 / (n (n - 1) / 2) towards 0; NaN below 5.
 * Accuracy   calibrated for |tau| below .8; wide beyond.
 */
void chl_kendall_interval(double tau, size_t count, double *low, double *high);

/* Part of the orders of y with at least this tau: all up to 7 values, else
 * 10000 drawn at random, the given one counted in. CHL_ENOMEM */
chl_status chl_kendall_chance(const double *x, const double *y, size_t count,
                              uint64_t seed, double *out, chl_error *err);

#endif
