/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tangent kernels: a radial kernel, or that of a wide network. */
#include <cblas.h>
#include <string.h>

#include <chladni/balanced.h>

#include "base/error.h"
#include "kernels/distance.h"

static chl_status
values_of_radial(const void *self, size_t d, size_t a, const double *x,
                 size_t b, const double *y, double *values, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_kernel *kernel = self;
    chl_points points = { 0 };
    chl_distance_work work = { 0 };
    double *squared = chl_alloc(a * b, sizeof *squared);
    double *weights = chl_alloc(a * b, sizeof *weights);
    double *rows = chl_alloc(b * d, sizeof *rows);

    CHL_REQUIRE_MEMORY(squared, err, "distances");
    CHL_REQUIRE_MEMORY(weights, err, "distances");
    CHL_REQUIRE_MEMORY(rows, err, "points");
    memcpy(rows, y, b * d * sizeof *rows);
    CHL_TRY(chl_points_init(&points, b, d, rows, false, err));
    rows = NULL;
    CHL_TRY(chl_distance_work_init(&work, &points, a, err));
    chl_distance_block(&points, a, x, &work, squared);
    kernel->type->fields(kernel->bandwidth, a * b, squared, values, weights);
    for (size_t i = 0; i < a * b; i++) {
        values[i] += 1.0;
    }
out:
    chl_distance_work_clear(&work);
    chl_points_clear(&points);
    chl_free(rows);
    chl_free(squared);
    chl_free(weights);
    return status;
}

static void
fill_norms(size_t count, size_t d, const double *x, double *norms)
{
    for (size_t i = 0; i < count; i++) {
        norms[i] = cblas_ddot((int) d, x + i * d, 1, x + i * d, 1);
    }
}

static chl_status
values_of_network(const void *self, size_t d, size_t a, const double *x,
                  size_t b, const double *y, double *values, chl_error *err)
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
    chl_wide_block(self, &pairs, values, NULL, NULL);
out:
    chl_free(products);
    chl_free(norms);
    return status;
}

chl_tangent
chl_tangent_radial(const chl_kernel *kernel)
{
    return (chl_tangent){ values_of_radial, kernel };
}

chl_tangent
chl_tangent_wide(const chl_wide *network)
{
    return (chl_tangent){ values_of_network, network };
}
