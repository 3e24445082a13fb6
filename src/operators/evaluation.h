/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work on blocks of rows: basis functions, and gradients of combinations. */
#ifndef CHLADNI_OPERATORS_EVALUATION_H
#define CHLADNI_OPERATORS_EVALUATION_H

#include "operators/galerkin.h"

enum {
    CHL_EVALUATION_BLOCK = 256
};

typedef struct chl_evaluation {
    const chl_galerkin *galerkin;
    const double *coefficients; /* q x k, column-major                       */
    size_t k, block;
    double *x;               /* block x d                                     */
    double *y_room, *v_room; /* block x r, used under a metric               */
    const double *y, *v;     /* the rows as the lens sees them                */
    double *phi;             /* block x q                                     */
    double *squared;         /* block x m: |y - y_z|^2                        */
    double *bracket;         /* block x m: |v - v_z|^2                        */
    double *w, *c;           /* block x m                                     */
    double *slack;           /* block x r: gradients, or block x m: c V V'    */
    double *lean;            /* m: <y_z, L u> of one function                 */
    double *turned;          /* r: Q u of one function                        */
    chl_points kernel, points; /* landmarks in double precision only: y, v   */
    chl_distance_work distance, distance_v;
} chl_evaluation;

/* coefficients may be NULL with k = 0. */
chl_status chl_evaluation_init(const chl_galerkin *galerkin,
                               const double *coefficients, size_t k,
                               chl_evaluation *out, chl_error *err);
void chl_evaluation_clear(chl_evaluation *e);

/* Rows into x, y, v and the basis functions, with w, into phi. */
chl_status chl_evaluation_rows(chl_evaluation *e, const size_t *row,
                               size_t count, chl_error *err);

/* Q grad f_a of the block into slack, block x r; what |grad f_a|^2 has beyond
 * the square of that, the same for all rows. */
double chl_evaluation_gradients(chl_evaluation *e, size_t a, size_t count);

/* |grad f_a|^2 of the block at squares[i * k + a]. */
void chl_evaluation_squares(chl_evaluation *e, size_t a, size_t count,
                            double *squares);

/* chl_galerkin_evaluate and chl_galerkin_functions for functions that are not
 * radial. evaluate_class.c */
chl_status chl_class_evaluate(const chl_galerkin *galerkin,
                              const double *coefficients, const double *offsets,
                              size_t k, const size_t *row, size_t count,
                              double *values, double *squares, chl_error *err);
chl_status chl_class_functions(const chl_galerkin *galerkin, const size_t *row,
                               size_t count, double *functions, chl_error *err);

#endif
