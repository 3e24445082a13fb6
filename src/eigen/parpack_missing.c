/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Built without PARPACK: the other functions are never called. */
#include "eigen/arpack_work.h"

bool
chl_parpack_is_here(void)
{
    return false;
}

void
chl_parpack_step(int communicator, chl_arpack_work *w, a_int *ido, a_int *info)
{
    (void) communicator;
    (void) w;
    *ido = 99;
    *info = CHL_ARPACK_NOTHING;
}

void
chl_parpack_extract(int communicator, chl_arpack_work *w, a_int *info)
{
    (void) communicator;
    (void) w;
    *info = CHL_ARPACK_NOTHING;
}
