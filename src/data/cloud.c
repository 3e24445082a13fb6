/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clouds of points from Gaussians and from datasets; transforms of them. */
#include "data/cloud.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum {
    DATA_POINTS = 1024
};

void
chl_cloud_clear(chl_cloud *cloud)
{
    chl_free(cloud->points);
    *cloud = (chl_cloud){ 0 };
}

chl_random
chl_cloud_random(chl_cloud_side side, uint64_t seed)
{
    const chl_random stream = { seed, CHL_STREAM_CLOUDS };

    return chl_random_substream(&stream, (uint64_t) side);
}

chl_status
chl_cloud_allocate(size_t count, size_t dimension, chl_cloud *out,
                   chl_error *err)
{
    chl_status status = CHL_OK;
    size_t values;
    double *points;

    CHL_REQUIRE(count >= 1 && dimension >= 1, err, CHL_EARG,
                "a cloud of %zu points in %zu columns is none", count,
                dimension);
    CHL_REQUIRE(!__builtin_mul_overflow(count, dimension, &values), err,
                CHL_ENOMEM, "out of memory for %zu points in %zu columns",
                count, dimension);
    points = chl_alloc(values, sizeof *points);
    CHL_REQUIRE(points != NULL, err, CHL_ENOMEM,
                "out of memory for %zu points in %zu columns", count,
                dimension);
    *out = (chl_cloud){ count, dimension, points };
out:
    return status;
}

chl_status
chl_cloud_gauss(size_t count, size_t dimension, double loc, double scale,
                chl_cloud_side side, uint64_t seed, chl_cloud *out,
                chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random random = chl_cloud_random(side, seed);

    CHL_REQUIRE(isfinite(loc), err, CHL_EARG,
                "mean of the source is %g; it must be finite", loc);
    CHL_REQUIRE(isfinite(scale) && scale >= 0.0, err, CHL_EARG,
                "scale of the source is %g; it must be finite and at least 0",
                scale);
    CHL_TRY(chl_cloud_allocate(count, dimension, out, err));
    for (size_t i = 0; i < count * dimension; i++) {
        out->points[i] = loc + scale * chl_random_normal(&random, i);
    }
out:
    return status;
}

static int
ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *) a, y = *(const size_t *) b;

    return (x > y) - (x < y);
}

chl_status
chl_cloud_rows(const chl_dataset *dataset, size_t count, chl_cloud_side side,
               uint64_t seed, chl_cloud *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(dataset);
    const chl_random random = chl_cloud_random(side, seed);
    size_t *rows = NULL;
    chl_cloud made = { 0 };

    if (count == 0) {
        count = info->count < DATA_POINTS ? info->count : DATA_POINTS;
    }
    CHL_REQUIRE(count <= info->count, err, CHL_EARG,
                "%zu points are asked for; the data have %zu rows", count,
                info->count);
    rows = chl_alloc(count, sizeof *rows);
    CHL_REQUIRE_MEMORY(rows, err, "a choice of rows");
    for (size_t i = 0; i < count; i++) {
        rows[i] = (size_t) chl_random_permute(&random, i, info->count);
    }
    qsort(rows, count, sizeof *rows, ascending);
    CHL_TRY(chl_cloud_allocate(count, info->dimension, &made, err));
    CHL_TRY(chl_dataset_rows(dataset, rows, count, made.points, err));
    *out = made;
    made = (chl_cloud){ 0 };
out:
    chl_free(rows);
    chl_cloud_clear(&made);
    return status;
}

static const char *const transforms[] = { "identity", "tanh", "atanh" };

enum {
    TRANSFORMS = sizeof transforms / sizeof *transforms
};

const char *
chl_cloud_transform_name(size_t index)
{
    return index < TRANSFORMS ? transforms[index] : NULL;
}

static chl_status
check_inside(const chl_cloud *cloud, chl_error *err)
{
    for (size_t i = 0; i < cloud->count * cloud->dimension; i++) {
        if (!(fabs(cloud->points[i]) < 1.0)) {
            return CHL_FAIL(err, CHL_EDATA,
                            "point %zu, column %zu is %g; atanh takes what "
                            "lies between -1 and 1",
                            i / cloud->dimension, i % cloud->dimension,
                            cloud->points[i]);
        }
    }
    return CHL_OK;
}

chl_status
chl_cloud_transform(const char *name, chl_cloud *cloud, chl_error *err)
{
    chl_status status = CHL_OK;
    double (*apply)(double) = NULL;

    if (strcmp(name, "tanh") == 0) {
        apply = tanh;
    } else if (strcmp(name, "atanh") == 0) {
        CHL_TRY(check_inside(cloud, err));
        apply = atanh;
    } else {
        CHL_REQUIRE(strcmp(name, "identity") == 0, err, CHL_EARG,
                    "unknown transform '%s'; it must be identity, tanh or "
                    "atanh",
                    name);
    }
    for (size_t i = 0; apply != NULL && i < cloud->count * cloud->dimension;
         i++) {
        cloud->points[i] = apply(cloud->points[i]);
    }
out:
    return status;
}
