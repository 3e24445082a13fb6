/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels of pairs of points as tangent kernels. */
#include <cblas.h>

#include <chladni/balanced.h>

#include "base/error.h"

static void
fill_norms(size_t count, size_t d, const double *x, double *norms)
{
    for (size_t i = 0; i < count; i++) {
        norms[i] = cblas_ddot((int) d, x + i * d, 1, x + i * d, 1);
    }
}

static chl_status
values(const void *self, size_t d, size_t a, const double *x, size_t b,
       const double *y, double *out, chl_error *err)
{
    chl_status status = CHL_OK;
    double *products = chl_alloc(a * b, sizeof *products);
    double *norms = chl_alloc(a + b, sizeof *norms);
    chl_pairs pairs = { .count = a,
                        .m = b,
                        .d = d,
                        .x = x,
                        .z = y,
                        .x_norms = norms,
                        .products = products };

    CHL_REQUIRE_MEMORY(products, err, "products of points");
    CHL_REQUIRE_MEMORY(norms, err, "points");
    pairs.z_norms = norms + a;
    fill_norms(a, d, x, norms);
    fill_norms(b, d, y, norms + a);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int) a, (int) b,
                (int) d, 1.0, x, (int) d, y, (int) d, 0.0, products, (int) b);
    chl_pair_block(self, &pairs, out, NULL, NULL);
out:
    chl_free(products);
    chl_free(norms);
    return status;
}

chl_tangent
chl_tangent_kernel(const chl_pair_kernel *kernel)
{
    return (chl_tangent){ values, kernel };
}
