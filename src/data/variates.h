/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The uniforms and normals a row of a measure is made of.
 *
 * Stratified: a Latin hypercube. Uniform c of row i of n is
 *     u = ((perm_c(i) + shift_c) mod n + U) / n,    U uniform in (0, 1),
 * with a permutation and a shift of its own for every c, and a normal is its
 * quantile.
 * Every row alone has exactly the law, and coordinates of a row are
 * independent; but each of the n intervals [k/n, (k+1)/n) holds uniform c of
 * exactly one row, so that means of sums of functions of one coordinate have
 * an error of order n^(-3/2) in place of n^(-1/2). Rows depend on each other,
 * and on their number.
 *
 * Independent: rows are, and the rows of a shorter draw begin a longer one.
 *
 * Source  M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979)
 *         239-245; M. Stein, Technometrics 29 (1987) 143-151.
 */
#ifndef CHLADNI_DATA_VARIATES_H
#define CHLADNI_DATA_VARIATES_H

#include <stddef.h>

#include "base/random.h"

typedef enum chl_draw {
    CHL_DRAW_STRATIFIED,
    CHL_DRAW_INDEPENDENT
} chl_draw;

typedef struct chl_variates {
    chl_random random;
    chl_draw draw;
    size_t dimension; /* counters per row: dimension + 2 */
    uint64_t count;   /* n */
    uint64_t row;     /* i < n */
    double rest;      /* of uniform 0 behind a component; 0 = none taken */
} chl_variates;

/* Turn to a row; the fields above `row` are the caller's. */
void chl_variates_begin(chl_variates *variates, uint64_t row);

/* Uniform in (0, 1) or standard normal number k <= dimension + 1; a row may
 * use each k once, for one of the two. */
double chl_variates_uniform(const chl_variates *variates, size_t k);
double chl_variates_normal(const chl_variates *variates, size_t k);

/*
 * One of `bound` equally likely components; before uniform or normal 0 of the
 * row, which is independent of it: stratified, the whole part of bound * u_0
 * is the component and the fraction the new u_0, so that components hold equal
 * numbers of rows and are stratified themselves.
 * Domain  1 <= bound <= 2^10, so that the fraction keeps 42 bits.
 */
size_t chl_variates_component(chl_variates *variates, size_t bound);

#endif
