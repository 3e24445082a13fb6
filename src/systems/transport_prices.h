/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices that vouch for the exact cost of a transport. */
#ifndef CHLADNI_SYSTEMS_TRANSPORT_PRICES_H
#define CHLADNI_SYSTEMS_TRANSPORT_PRICES_H

#include <chladni/transport.h>

/*
 * mean of of_x + mean of of_y = the cost, and of_x[i] + of_y[j] is at most
 * |x_i - y_j|^2 / 2 for all i and j. of_x: n, of_y: m. The cost itself goes to
 * `total`, unless NULL.
 * Cost, errors: those of the exact cost.
 */
chl_status chl_transport_prices(size_t n, size_t m, size_t d, const double *x,
                                const double *y, double *of_x, double *of_y,
                                double *total, chl_error *err);

/* The same where n and m differ. */
chl_status chl_transport_prices_between(size_t n, size_t m, size_t d,
                                        const double *x, const double *y,
                                        double *of_x, double *of_y,
                                        double *total, chl_error *err);

/*
 * Columns that row i, `far` away from the row that enters, brings nearer: open
 * and from, the row they are reached from, m each. Those that are settled are
 * nearer than anything.
 */
void chl_transport_relax(size_t m, size_t i, double far, double price,
                         const double *costs, const double *prices,
                         double *open, size_t *from);

#endif
