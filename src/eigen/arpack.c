/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARPACK's lock and codes, shared by its symmetric and general routines. */
#include "eigen/arpack.h"

#include <math.h>
#include <pthread.h>

#include "base/error.h"

/* ARPACK keeps its iteration in Fortran SAVE variables, so a process can run
 * one reverse-communication loop at a time, and never one inside another. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool inside;

static const struct {
    int code;
    bool may_retry;
    const char *words;
} codes[] = {
    { CHL_ARPACK_FINE, false, "normal exit" },
    { CHL_ARPACK_LIMIT, false, "the iteration limit was reached" },
    { 3, false, "no shifts could be applied; a larger basis may help" },
    { -1, false, "the size is not positive" },
    { -2, false, "the number of pairs is not positive" },
    { -3, false, "the basis is not larger than the number of pairs" },
    { -4, false, "the iteration limit is not positive" },
    { -5, false, "the end of the spectrum is unknown" },
    { -6, false, "the kind of problem is unknown" },
    { -7, false, "the workspace is too small" },
    { -8, false, "the tridiagonal eigenproblem failed" },
    { -9, true, "the start vector is zero" },
    { -10, false, "the mode is unknown" },
    { -11, false, "the mode does not fit the kind of problem" },
    { -12, false, "the shift strategy is unknown" },
    { -13, false, "both ends of the spectrum need two pairs at least" },
    { CHL_ARPACK_NOTHING, true,
      "no eigenvalue was found to sufficient accuracy" },
    { -15, false, "the wish for vectors is unknown" },
    { -16, false, "Schur vectors are not available" },
    { -17, true, "the two halves of ARPACK disagree on what converged" },
    { -9999, true, "no Arnoldi factorisation could be built" },
    { CHL_ARPACK_LIES, true, "more pairs converged than were asked for" },
};

chl_status
chl_arpack_enter(chl_error *err)
{
    if (inside) {
        return CHL_FAIL(err, CHL_EBUSY,
                        "ARPACK is not re-entrant: this solve was started "
                        "from inside an apply or monitor of another one");
    }
    pthread_mutex_lock(&turn);
    inside = true;
    return CHL_OK;
}

void
chl_arpack_leave(void)
{
    inside = false;
    pthread_mutex_unlock(&turn);
}

const char *
chl_arpack_words(int code)
{
    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
        if (codes[k].code == code) {
            return codes[k].words;
        }
    }
    return "unknown exit code";
}

bool
chl_arpack_may_retry(int code)
{
    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
        if (codes[k].code == code) {
            return codes[k].may_retry;
        }
    }
    return false;
}

chl_status
chl_arpack_check(const double *y, size_t n, chl_error *err)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        sum += y[i] * 0.0;
    }
    if (!isfinite(sum)) {
        return CHL_FAIL(err, CHL_ENUMERIC,
                        "apply gave a value that is not finite");
    }
    return CHL_OK;
}
