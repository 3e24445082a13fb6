/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the flow, for the files of the family. */
#ifndef CHLADNI_OPERATORS_FLOW_H
#define CHLADNI_OPERATORS_FLOW_H

#include "operators/adversarial.h"

/*
 * w are places skip.. of the basis. Matrices are views with leading dimension
 * kept, or of this struct.
 */
struct chl_flow {
    const chl_adversarial *adversarial;
    chl_adversarial_constants constants;
    size_t skip, w, q, ld;
    double *damping;        /* D, kept x kept; NULL: diagonal                */
    double *diagonal;       /* of D, kept                                    */
    const double *mobility; /* P0 from skip on; NULL: 1                      */
    const double *coupling; /* B from skip on                                */
};

/* The operator column by column: matrix is n x n, n its size. Errors:
 * CHL_ENOMEM. */
chl_status chl_flow_write(const chl_flow *flow, double *matrix, chl_error *err);

/* y = D x, y = P0 x (w); y = B q (w), y = B' w (q). No overlap. */
void chl_flow_damp(const chl_flow *flow, const double *x, double *y);
void chl_flow_move(const chl_flow *flow, const double *x, double *y);
void chl_flow_push(const chl_flow *flow, const double *q, double *y);
void chl_flow_pull(const chl_flow *flow, const double *w, double *y);

#endif
