/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A team over MPI. */
#include <chladni/base.h>

#include <limits.h>
#include <mpi.h>

#include "base/error.h"

static chl_status
failed(int code, const char *what, chl_error *err)
{
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0;

    MPI_Error_string(code, text, &length);
    return CHL_FAIL(err, CHL_EIO, "%s among ranks failed: %s", what, text);
}

static chl_status
gather(void *self, double *values, const size_t *start, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_team *team = self;
    int *count = chl_alloc(2 * team->size, sizeof *count);
    int code;

    CHL_REQUIRE_MEMORY(count, err, "the shares of ranks");
    CHL_REQUIRE(start[team->size] <= INT_MAX, err, CHL_EUNSUPPORTED,
                "%zu values are to be exchanged among ranks; MPI takes at most "
                "%d at once",
                start[team->size], INT_MAX);
    for (size_t r = 0; r < team->size; r++) {
        count[r] = (int) (start[r + 1] - start[r]);
        count[team->size + r] = (int) start[r];
    }
    code = MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, values, count,
                          count + team->size, MPI_DOUBLE,
                          MPI_Comm_f2c((MPI_Fint) team->communicator));
    if (code != MPI_SUCCESS) {
        status = failed(code, "an exchange", err);
    }
out:
    chl_free(count);
    return status;
}

chl_status
chl_team_mpi(int communicator, chl_team *out, chl_error *err)
{
    MPI_Comm comm = MPI_Comm_f2c((MPI_Fint) communicator);
    int rank = 0, size = 0, code = MPI_Comm_rank(comm, &rank);

    if (code == MPI_SUCCESS) {
        code = MPI_Comm_size(comm, &size);
    }
    if (code != MPI_SUCCESS) {
        return failed(code, "counting", err);
    }
    *out = (chl_team){ .rank = (size_t) rank,
                       .size = (size_t) size,
                       .communicator = communicator,
                       .self = out,
                       .gather = gather };
    return CHL_OK;
}
