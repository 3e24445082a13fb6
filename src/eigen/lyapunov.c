/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lyapunov's equation on a Schur form: dgees, then dtrsyl. */
#include <chladni/eigen.h>

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "eigen/pencil.h"

/* Of the norm of A: nearer to the axis a real part may be rounding. */
static const double nearest = 1e-13;

/* A = Z T Z'; T in place of A. */
static chl_status
schur(size_t n, double *a, double *z, double *abscissa, chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int size = (lapack_int) n, none = 0, info;
    double best = 0.0, *work = NULL, *re = NULL, *im = NULL;

    LAPACKE_dgees_work(LAPACK_COL_MAJOR, 'V', 'N', NULL, size, a, size, &none,
                       NULL, NULL, z, size, &best, -1, NULL);
    work = chl_alloc((size_t) best, sizeof *work);
    CHL_REQUIRE_MEMORY(work, err, "the work of dgees");
    re = chl_alloc(n, sizeof *re);
    CHL_REQUIRE_MEMORY(re, err, "eigenvalues");
    im = chl_alloc(n, sizeof *im);
    CHL_REQUIRE_MEMORY(im, err, "eigenvalues");
    info = LAPACKE_dgees_work(LAPACK_COL_MAJOR, 'V', 'N', NULL, size, a, size,
                              &none, re, im, z, size, work, (lapack_int) best,
                              NULL);
    CHL_REQUIRE(info == 0, err, CHL_ENUMERIC, "dgees gave code %d", (int) info);
    *abscissa = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        *abscissa = fmax(*abscissa, re[i]);
    }
out:
    chl_free(work);
    chl_free(re);
    chl_free(im);
    return status;
}

/* out = L' S L or L S L'. */
static void
turn(size_t n, bool transpose, const double *z, const double *s, double *half,
     double *out)
{
    int size = (int) n;

    cblas_dgemm(CblasColMajor, transpose ? CblasTrans : CblasNoTrans,
                CblasNoTrans, size, size, size, 1.0, z, size, s, size, 0.0,
                half, size);
    cblas_dgemm(CblasColMajor, CblasNoTrans,
                transpose ? CblasNoTrans : CblasTrans, size, size, size, 1.0,
                half, size, z, size, 0.0, out, size);
}

/* T Y + Y T' = scale Q; Y in place of Q, then -Y / scale symmetrised. */
static chl_status
solve(size_t n, const double *t, double *q, chl_error *err)
{
    lapack_int size = (lapack_int) n;
    double scale = 1.0;
    lapack_int info =
        LAPACKE_dtrsyl_work(LAPACK_COL_MAJOR, 'N', 'T', 1, size, size, t, size,
                            t, size, q, size, &scale);

    if (info != 0) {
        return CHL_FAIL(err, CHL_ENUMERIC, "dtrsyl gave code %d", (int) info);
    }
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i <= j; i++) {
            q[j * n + i] = q[i * n + j] =
                -(q[j * n + i] + q[i * n + j]) / (2.0 * scale);
        }
    }
    return CHL_OK;
}

static chl_status
check(size_t n, const double *a, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(n >= 1 && n <= CHL_LAPACK_LIMIT, err, CHL_EARG,
                "size of a Lyapunov equation is %zu; it must lie in 1..%d", n,
                CHL_LAPACK_LIMIT);
    for (size_t i = 0; i < n * n; i++) {
        CHL_REQUIRE(isfinite(a[i]), err, CHL_ENUMERIC,
                    "entry (%zu, %zu) of a Lyapunov equation is %g", i % n,
                    i / n, a[i]);
    }
out:
    return status;
}

chl_status
chl_lyapunov_solve(size_t n, const double *a, const double *q, double *x,
                   double *abscissa, chl_error *err)
{
    chl_status status = CHL_OK;
    double *t = NULL, *z = NULL, *y = NULL, *half = NULL;
    double right = NAN, length;

    CHL_TRY(check(n, a, err));
    t = chl_alloc(n, n * sizeof *t);
    CHL_REQUIRE_MEMORY(t, err, "a Schur form");
    z = chl_alloc(n, n * sizeof *z);
    CHL_REQUIRE_MEMORY(z, err, "a Schur form");
    y = chl_alloc(n, n * sizeof *y);
    CHL_REQUIRE_MEMORY(y, err, "a covariance");
    half = chl_alloc(n, n * sizeof *half);
    CHL_REQUIRE_MEMORY(half, err, "a covariance");
    memcpy(t, a, n * n * sizeof *t);
    length = cblas_dnrm2((int) (n * n), a, 1);
    CHL_TRY(schur(n, t, z, &right, err));
    if (right < -nearest * length) {
        turn(n, true, z, q, half, y);
        CHL_TRY(solve(n, t, y, err));
        turn(n, false, z, y, half, x);
    } else {
        for (size_t i = 0; i < n * n; i++) {
            x[i] = NAN;
        }
    }
    *abscissa = right;
out:
    chl_free(t);
    chl_free(z);
    chl_free(y);
    chl_free(half);
    return status;
}
