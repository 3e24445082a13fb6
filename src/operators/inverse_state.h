/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of the sparse inverse share. */
#ifndef CHLADNI_OPERATORS_INVERSE_STATE_H
#define CHLADNI_OPERATORS_INVERSE_STATE_H

#include <suitesparse/cholmod.h>

#include "operators/inverse.h"

struct chl_inverse {
    cholmod_common common;
    cholmod_sparse *a;        /* lower triangle                             */
    cholmod_factor *l;        /* symbolic until chl_inverse_factor          */
    cholmod_dense *x, *y, *e; /* of the last solve, used again              */
    chl_inverse_plan plan;
    size_t n;
};

/* Of the last call; `l` is what it worked on, or NULL. */
chl_status chl_inverse_read_status(const chl_inverse *inverse,
                                   const cholmod_factor *l, chl_error *err);

/* CHL_EUNSUPPORTED if a factor of so many bytes is beyond the limit. */
chl_status chl_inverse_check_bytes(const chl_inverse *inverse, double bytes,
                                   chl_error *err);

#endif
