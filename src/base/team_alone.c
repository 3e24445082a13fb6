/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No team: built without MPI. */
#include <chladni/base.h>

#include "base/error.h"

chl_status
chl_team_mpi(int communicator, chl_team *out, chl_error *err)
{
    (void) communicator;
    (void) out;
    return CHL_FAIL(err, CHL_EUNSUPPORTED,
                    "this library was built without MPI");
}
