/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks by MPI: the program initialises it, the library only uses it. */
#include "ranks.h"

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/error.h"

/* MPI is one to a process. */
static chl_team team;
static MPI_Comm end = MPI_COMM_NULL;

/* How long a rank that failed waits for the others. */
static const double patience = 2.0;

/* Set by Open MPI's mpirun, srun and mpiexec.hydra. */
static bool
was_launched(void)
{
    return getenv("OMPI_COMM_WORLD_SIZE") != NULL || getenv("PMIX_RANK") != NULL
           || getenv("PMI_RANK") != NULL;
}

chl_status
ranks_open(chl_error *err)
{
    chl_status status = CHL_OK;
    MPI_Comm work;
    int provided = MPI_THREAD_SINGLE;

    if (!was_launched()) {
        goto out;
    }
    CHL_REQUIRE(MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided)
                        == MPI_SUCCESS
                    && provided >= MPI_THREAD_FUNNELED,
                err, CHL_EIO, "MPI cannot be initialised for threads");
    CHL_REQUIRE(MPI_Comm_dup(MPI_COMM_WORLD, &work) == MPI_SUCCESS
                    && MPI_Comm_dup(MPI_COMM_WORLD, &end) == MPI_SUCCESS,
                err, CHL_EIO, "MPI gives no communicators");
    CHL_TRY(chl_team_mpi((int) MPI_Comm_c2f(work), &team, err));
    if (team.rank > 0) {
        CHL_REQUIRE(freopen("/dev/null", "w", stdout) != NULL, err, CHL_EIO,
                    "rank %zu cannot close its standard output", team.rank);
    }
out:
    return status;
}

const chl_team *
ranks_team(void)
{
    return team.size > 1 ? &team : NULL;
}

bool
ranks_first(void)
{
    return team.rank == 0;
}

static double
seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

/* Whether all ranks have come to their end; with patience if we failed. */
static bool
all_are_here(bool failed)
{
    const struct timespec moment = { .tv_nsec = 1000000 };
    double start = seconds();
    MPI_Request request;
    int here = 0;

    if (MPI_Ibarrier(end, &request) != MPI_SUCCESS) {
        return false;
    }
    while (MPI_Test(&request, &here, MPI_STATUS_IGNORE) == MPI_SUCCESS && !here
           && !(failed && seconds() - start > patience)) {
        nanosleep(&moment, NULL);
    }
    return here != 0;
}

void
ranks_close(int code, const char *sentence)
{
    if (team.size == 0) {
        return;
    }
    fflush(stdout);
    if (!all_are_here(code != 0)) {
        if (team.rank > 0) {
            fprintf(stderr, "chladni: rank %zu: %s\n", team.rank, sentence);
        }
        MPI_Abort(MPI_COMM_WORLD, code);
    }
    MPI_Finalize();
}
