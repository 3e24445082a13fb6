/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Operators and pencils whose eigenvalues are known in closed form. */
#ifndef CHLADNI_TESTS_EIGEN_FIXTURES_H
#define CHLADNI_TESTS_EIGEN_FIXTURES_H

#include <chladni/eigen.h>

/* The Laplacian of a path of n vertices, matrix-free. */
chl_operator *path_create(size_t n);
/* Its eigenvalue number k = 0..n-1, ascending: 4 sin^2(k pi / 2n). */
double path_value(size_t n, size_t k);

/* A = L Q diag(values) Q^T L^T and B = L L^T, Q orthogonal, L triangular,
 * both random: the eigenvalues of the pencil are the values. */
typedef struct pencil {
    size_t n;
    double *a, *b;
    chl_operator *a_op, *b_op;
    chl_eigen_problem problem;
} pencil;

/* plain: L = I, and problem.b is NULL. */
pencil pencil_create(size_t n, const double *values, bool plain);
void pencil_clear(pencil *p);

/* Largest |V^T B V - I| over the pairs of a result. */
double orthonormality_defect(const chl_eigen_problem *problem,
                             const chl_eigen_result *result);

#endif
