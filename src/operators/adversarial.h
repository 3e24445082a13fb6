/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the adversarial operator, for the files of the family. */
#ifndef CHLADNI_OPERATORS_ADVERSARIAL_H
#define CHLADNI_OPERATORS_ADVERSARIAL_H

#include <chladni/adversarial.h>

/* In the basis Phi with Phi' G Phi = 1, G = M or R, and Phi' A Phi diagonal. */
struct chl_adversarial {
    chl_adversarial_info info;
    double *basis;     /* Phi, r x kept                                     */
    double *dual;      /* G Phi, r x kept                                   */
    double *lambda;    /* of A, kept, ascending, exactly 0 in the kernel    */
    double *mass;      /* kept x kept; NULL: 1                              */
    double *mobility;  /* P0, kept x kept; NULL: 1                          */
    double *mean;      /* kept, M - mean mean' is the covariance            */
    bool has_constant; /* it was given                                      */
    double *coupling;  /* B, kept x visible                                 */
    double *potential; /* r x visible, psi = potential q                    */
    double *hidden;    /* r x hidden                                        */
    double *unseen;    /* the same in the basis Phi, kept x hidden          */
    double *transmission; /* hidden + visible                               */
};

/* What of C reaches the generator, and what is hidden. adversarial_couple.c
 * coupling: C in the first basis, NULL for A. CHL_EARG nothing is visible. */
chl_status chl_adversarial_couple(chl_adversarial *self, const double *coupling,
                                  double cut, chl_error *err);

#endif
