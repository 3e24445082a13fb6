/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a finite group of maps T_1 .. T_G leaves alone in functions f, and the
 * rest:
 *
 *     s(x) = (1/G) sum_k f(T_k x),     h(x) = f(x) - s(x).
 *
 * If every map is equally likely E_T f(Tx) = s: of h nothing reaches the
 * generator, whatever f is. The leading modes of finitely many rows are hardly
 * ever s or h; their parts are, to rounding.
 */
#ifndef CHLADNI_OPERATORS_PARTS_H
#define CHLADNI_OPERATORS_PARTS_H

#include <chladni/balanced.h>

/* Matrices in (s_1 .. s_r, h_1 .. h_r) under the law of a chain, 2r x 2r:
 * covariance, stiffness and coupling; owned. */
typedef struct chl_parts {
    size_t r; /* 0: the chain has not so few maps, or none           */
    double *mass, *stiffness, *coupling;
} chl_parts;

/*
 * Of r combinations, on as many rows as settings say; draws are not used, as
 * all maps are.
 * Cost     rows * G * r times: 2 m d operations and one pass of J'
 * Errors   those of chl_coupling_create
 */
chl_status chl_parts_create(const chl_functions *functions,
                            const chl_augment *augment,
                            const chl_balanced_settings *settings, size_t r,
                            const double *coefficients, chl_parts *out,
                            chl_error *err);
void chl_parts_clear(chl_parts *parts);

/* s and h at rows of the data: count x 2r. Errors: CHL_ENOMEM, CHL_EIO */
chl_status chl_parts_values(const chl_functions *functions,
                            const chl_augment *augment, size_t r,
                            const double *coefficients, size_t count,
                            const size_t *rows, double *values, chl_error *err);

#endif
