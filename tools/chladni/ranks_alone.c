/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Built without MPI: always alone. */
#include "ranks.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Ranks that do not know of each other would all do the same work and write
 * the same files. */
chl_status
ranks_open(chl_error *err)
{
    const char *size = getenv("OMPI_COMM_WORLD_SIZE");

    if (size == NULL) {
        size = getenv("PMI_SIZE");
    }
    if (size != NULL && strcmp(size, "1") != 0) {
        return CHL_FAIL(err, CHL_EUNSUPPORTED,
                        "started as one of %s ranks, but built without MPI "
                        "(meson setup -Dmpi=enabled)",
                        size);
    }
    return CHL_OK;
}

const chl_team *
ranks_team(void)
{
    return NULL;
}

bool
ranks_first(void)
{
    return true;
}

void
ranks_close(int code, const char *sentence)
{
    (void) code;
    (void) sentence;
}
