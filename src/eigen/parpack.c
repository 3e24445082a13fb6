/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of ARPACK with the Krylov basis spread over ranks. */
#include <parpack.h>

#include "eigen/arpack_work.h"

bool
chl_parpack_is_here(void)
{
    return true;
}

void
chl_parpack_step(int communicator, chl_arpack_work *w, a_int *ido, a_int *info)
{
    pdsaupd_c((MPI_Fint) communicator, ido, "I", w->n, w->end, w->count,
              w->tolerance, w->residual, w->ncv, w->basis, w->n, w->settings,
              w->places, w->ends, w->work, w->work_size, info);
}

void
chl_parpack_extract(int communicator, chl_arpack_work *w, a_int *info)
{
    pdseupd_c((MPI_Fint) communicator, 1, "A", w->select, w->values, w->basis,
              w->n, 0.0, "I", w->n, w->end, w->count, w->tolerance, w->residual,
              w->ncv, w->basis, w->n, w->settings, w->places, w->ends, w->work,
              w->work_size, info);
}
