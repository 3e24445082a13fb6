/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The expected squared displacement E|v|^2 of generated points after a run,
 * from the linear game (4.1) followed exactly in time:
 *
 *   transient  v starts as a sum of all modes, each moment off by one standard
 *              deviation: sum_k xi_k grad f_k / lambda_k. The generator sees
 *              it through T as B'q, C = B B', B the symmetric root of C among
 *              functions of A = 1
 *   hidden     what of the start lies in directions with C = 0: it stays.
 *              An eigenvalue of C is known to within e, as far as the lowest is
 *              below 0: a direction of less than e may be slow or hidden, and
 *              counts as slow, of tau = e. If e is 0, so is what is hidden
 *   minibatch  noise of batches, (1.4), as far as the run lets it grow
 *   sampling   the run goes where the moments of n samples are, not those of
 *              the law: covariance S / n, as far as the run has followed. With
 *              y the moments in functions of A = 1 it heads for q = B^-1 y,
 *              E y y' = A^(-1/2) S A^(-1/2) / n, and is at (1 - e^(tL)) q:
 *              the response to 1/C is that of a finite time
 *
 * Units   (unit of the data)^2, all of them
 * Source  theory 1.4, 4.1
 */
#ifndef CHLADNI_STUDY_EXPECTED_H
#define CHLADNI_STUDY_EXPECTED_H

#include <chladni/adversarial.h>
#include <chladni/dynamics.h>

typedef struct chl_expected_run {
    chl_adversarial_constants constants;
    double steps;   /* N; 0: until all that moves has settled              */
    double batch;   /* B; 0: no such noise                                  */
    double samples; /* n                                                    */
} chl_expected_run;

typedef struct chl_expected {
    double transient, hidden, minibatch, sampling;
    double rate; /* R, of the slowest mode that moves the generator */
} chl_expected;

/*
 * What is left, of 1, of a displacement in one function u after the run, D = 0
 * at first: q of q'' + a (gamma A + c2) q' + a b c1 cG C q = 0, A and C those
 * of u per unit of its variance. C = 0: all of it. Not settled yet in steps =
 * 0: nothing is left, unless C = 0.
 */
double chl_expected_left(const chl_expected_run *run, double stiffness,
                         double coupling);

/* In modes of eigenvalues lambda (size - 1 of them) and the constant, which is
 * the last; size x size. */
typedef struct chl_expected_matrices {
    size_t size;
    const double *lambda, *mass, *stiffness, *coupling;
    const double *kernel;  /* W of the mobility; NULL: L2 */
    const double *average; /* S, its means taken off      */
} chl_expected_matrices;

/* Errors  CHL_ENUMERIC, CHL_ENOMEM */
chl_status chl_expected_find(const chl_expected_run *run,
                             const chl_expected_matrices *matrices,
                             chl_expected *out, chl_error *err);

enum {
    CHL_EXPECTED_PER_OCTAVE = 4,
    CHL_EXPECTED_STEPS = 40 * CHL_EXPECTED_PER_OCTAVE + 1 /* up to 2^40 */
};

/* 2^(index / 4) steps. */
double chl_expected_step(size_t index);
/*
 * The sum of the terms after as many steps, whatever run->steps is; a game that
 * has settled stays where it is.
 * Shapes  error: count
 * Errors  CHL_ENUMERIC, CHL_ENOMEM
 */
chl_status chl_expected_follow(const chl_expected_run *run,
                               const chl_expected_matrices *matrices,
                               size_t count, double *error, chl_error *err);

#endif
