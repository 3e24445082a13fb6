/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The next metric from an gradient covariance. */
#include <chladni/operators.h>

#include <cblas.h>
#include <string.h>

#include "base/error.h"
#include "operators/symmetric.h"

/* Added to weights of mean 1, so that no direction is lost for good. */
static const double floor_weight = 1e-3;

chl_status
chl_metric_refine(size_t r, size_t d, double *covariance, double *map,
                  double *weight, chl_error *err)
{
    chl_status status = CHL_OK;
    double *turned = chl_alloc(r * d, sizeof *turned);
    double trace = 0.0;

    CHL_REQUIRE_MEMORY(turned, err, "a metric");
    CHL_TRY(chl_symmetric_eigen(r, covariance, weight, err));
    for (size_t i = 0; i < r; i++) {
        weight[i] = weight[i] > 0.0 ? weight[i] : 0.0;
        trace += weight[i];
    }
    CHL_REQUIRE(trace > 0.0, err, CHL_ENUMERIC,
                "metric: the gradients of the leading modes are 0");
    for (size_t i = 0; i < r; i++) {
        weight[i] = weight[i] * (double) r / trace + floor_weight;
    }
    /* Columns of `covariance` are the eigenvectors: row-major they are P'. */
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) r, (int) d,
                (int) r, 1.0, covariance, (int) r, map, (int) d, 0.0, turned,
                (int) d);
    memcpy(map, turned, r * d * sizeof *map);
out:
    chl_free(turned);
    return status;
}
