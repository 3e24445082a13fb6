/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Directions of a span of functions by how much of them reaches the
 * generator. */
#ifndef CHLADNI_STUDY_PASSAGE_H
#define CHLADNI_STUDY_PASSAGE_H

#include <chladni/base.h>

/*
 * The pencil C u = t A u, and of the directions with t <= cut those that are
 * slowest, A u = lambda M u.
 *
 * Where A is below 1e-8 of its largest eigenvalue there is no direction. If C
 * comes from draws its eigenvalues reach below 0, and as far above 0 they say
 * nothing: `cut` is then the larger of what is asked for and that.
 */
typedef struct chl_passage {
    size_t count;         /* of all, at most n                              */
    double *transmission; /* count, t, ascending                            */
    double cut;
    size_t hidden;   /* of these: t <= cut                                 */
    double *vectors; /* n x hidden, column-major, A = 1, the slowest first */
    double *lambda;  /* hidden: 1 / u'M u, ascending                       */
    double *through; /* hidden: u'C u                                      */
} chl_passage;

/* Matrices are n x n, both triangles. Errors: CHL_ENUMERIC, CHL_ENOMEM */
chl_status chl_passage_find(size_t n, const double *mass,
                            const double *stiffness, const double *coupling,
                            double cut, chl_passage *out, chl_error *err);
void chl_passage_clear(chl_passage *passage);

#endif
