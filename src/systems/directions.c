/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Principal directions of a dataset that stand above its noise. */
#include "systems/directions.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

enum {
    ROW_LIMIT = 4096,
    SIDE_LIMIT = 1536,     /* of the matrix whose eigenvalues are found      */
    VALUE_LIMIT = 32 << 20 /* doubles held at once                           */
};

/* Rows as they are used: centred and scaled. */
typedef struct pile {
    const chl_dataset *dataset;
    size_t rows, d, side;
    double *x;      /* rows x d                                               */
    size_t *index;  /* rows: of the dataset                                   */
    double *matrix; /* side x side: X'X / rows, or X X' / rows                */
    double *values; /* side, ascending                                        */
    double *vectors; /* count x side                                          */
    bool turned; /* X X': more columns than rows                           */
} pile;

static void
pile_clear(pile *p)
{
    chl_free(p->x);
    chl_free(p->index);
    chl_free(p->matrix);
    chl_free(p->values);
    chl_free(p->vectors);
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static chl_status
read_rows(pile *p, size_t samples, uint64_t seed, chl_error *err)
{
    const chl_dataset_info *info = chl_dataset_describe(p->dataset);
    const chl_random order = { seed, CHL_STREAM_PRINCIPAL };
    chl_status status = CHL_OK;

    p->d = info->dimension;
    p->rows = least(info->count, samples > 0 ? samples : ROW_LIMIT);
    p->rows = least(p->rows, VALUE_LIMIT / p->d + 2);
    p->rows = p->d > SIDE_LIMIT ? least(p->rows, SIDE_LIMIT) : p->rows;
    p->turned = p->d > p->rows;
    p->side = p->turned ? p->rows : p->d;
    p->x = chl_alloc(p->rows * p->d, sizeof *p->x);
    p->index = chl_alloc(p->rows, sizeof *p->index);
    p->matrix = chl_alloc(p->side * p->side, sizeof *p->matrix);
    p->values = chl_alloc(p->side, sizeof *p->values);
    CHL_REQUIRE(p->x != NULL && p->index != NULL && p->matrix != NULL
                    && p->values != NULL,
                err, CHL_ENOMEM, "out of memory for %zu rows of %zu values",
                p->rows, p->d);
    for (size_t k = 0; k < p->rows; k++) {
        p->index[k] = (size_t) chl_random_permute(&order, k, info->count);
    }
    CHL_TRY(chl_dataset_rows(p->dataset, p->index, p->rows, p->x, err));
out:
    return status;
}

static chl_status
centre(pile *p, chl_directions *out, chl_error *err)
{
    chl_status status = CHL_OK;
    double square = 0.0;

    for (size_t i = 0; i < p->rows; i++) {
        cblas_daxpy((int) p->d, 1.0 / (double) p->rows, p->x + i * p->d, 1,
                    out->mean, 1);
    }
    for (size_t j = 0; j < p->d; j++) {
        double spread = 0.0;

        for (size_t i = 0; i < p->rows; i++) {
            double *x = &p->x[i * p->d + j];

            CHL_REQUIRE(isfinite(*x), err, CHL_EDATA,
                        "row %zu, column %zu is %g; it must be finite",
                        p->index[i], j, *x);
            *x -= out->mean[j];
            spread += *x * *x / (double) p->rows;
        }
        out->varying += spread > 1e-24 * (1.0 + out->mean[j] * out->mean[j]);
        square += spread;
    }
    CHL_REQUIRE(square > 0.0 && out->varying > 0, err, CHL_EDATA,
                "all rows are equal; there is no direction to learn");
    out->scale = sqrt((double) out->varying / square);
    cblas_dscal((int) (p->rows * p->d), out->scale, p->x, 1);
out:
    return status;
}

static chl_status
find_values(pile *p, chl_error *err)
{
    chl_status status = CHL_OK;
    int rows = (int) p->rows, d = (int) p->d, side = (int) p->side;
    double *copy = chl_alloc(p->side * p->side, sizeof *copy);

    CHL_REQUIRE_MEMORY(copy, err, "a covariance");
    cblas_dsyrk(CblasRowMajor, CblasUpper,
                p->turned ? CblasNoTrans : CblasTrans, side,
                p->turned ? d : rows, 1.0 / (double) p->rows, p->x, d, 0.0,
                p->matrix, side);
    /* Row-major and upper is column-major and lower. */
    memcpy(copy, p->matrix, p->side * p->side * sizeof *copy);
    CHL_REQUIRE(
        LAPACKE_dsyev(LAPACK_COL_MAJOR, 'N', 'L', side, copy, side, p->values)
            == 0,
        err, CHL_ENUMERIC, "the covariance has no eigenvalues");
out:
    chl_free(copy);
    return status;
}

/* The leading `count`, in the space of the columns, largest first. */
static chl_status
find_vectors(pile *p, chl_directions *out, chl_error *err)
{
    chl_status status = CHL_OK;
    lapack_int n = (lapack_int) p->side, found = 0;
    lapack_int first = n - (lapack_int) out->count + 1;
    double *values = chl_alloc(p->side, sizeof *values);
    lapack_int *support = chl_alloc(2 * p->side, sizeof *support);

    p->vectors = chl_alloc(out->count * p->side, sizeof *p->vectors);
    CHL_REQUIRE(values != NULL && support != NULL && p->vectors != NULL, err,
                CHL_ENOMEM, "out of memory for %zu directions", out->count);
    CHL_REQUIRE(LAPACKE_dsyevr(LAPACK_COL_MAJOR, 'V', 'I', 'L', n, p->matrix, n,
                               0.0, 0.0, first, n, 0.0, &found, values,
                               p->vectors, n, support)
                        == 0
                    && (size_t) found == out->count,
                err, CHL_ENUMERIC, "the directions are not found");
    for (size_t k = 0; k < out->count; k++) {
        const double *v = p->vectors + (out->count - 1 - k) * p->side;
        double *u = out->vectors + k * p->d, length;

        if (p->turned) {
            cblas_dgemv(CblasRowMajor, CblasTrans, (int) p->rows, (int) p->d,
                        1.0, p->x, (int) p->d, v, 1, 0.0, u, 1);
        } else {
            memcpy(u, v, p->d * sizeof *u);
        }
        length = cblas_dnrm2((int) p->d, u, 1);
        length = u[cblas_idamax((int) p->d, u, 1)] < 0.0 ? -length : length;
        cblas_dscal((int) p->d, 1.0 / length, u, 1);
    }
out:
    chl_free(values);
    chl_free(support);
    return status;
}

/* Means of the classes along direction k: sums and counts behind each other. */
static void
read_classes(const pile *p, chl_directions *out, size_t k, size_t classes,
             double *sums)
{
    const double *u = out->vectors + k * p->d;
    double total = 0.0, inner = 0.0, least_mean = INFINITY, most = -INFINITY;
    double *counts = sums + classes;

    memset(sums, 0, 2 * classes * sizeof *sums);
    for (size_t i = 0; i < p->rows; i++) {
        ptrdiff_t label = chl_dataset_label(p->dataset, p->index[i]);
        double x = cblas_ddot((int) p->d, p->x + i * p->d, 1, u, 1);

        total += x * x;
        if (label >= 0 && (size_t) label < classes) {
            sums[label] += x;
            counts[label] += 1.0;
        }
    }
    for (size_t c = 0; c < classes; c++) {
        double mean = sums[c] / counts[c];

        if (counts[c] > 0.0) {
            inner += sums[c] * mean;
            out->low[k] = mean < least_mean ? c : out->low[k];
            out->high[k] = mean > most ? c : out->high[k];
            least_mean = fmin(mean, least_mean);
            most = fmax(mean, most);
        }
    }
    out->between[k] = inner / total;
}

static chl_status
find_classes(const pile *p, chl_directions *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t classes = chl_dataset_describe(p->dataset)->class_count;
    double *sums = chl_alloc(2 * classes, sizeof *sums);

    CHL_REQUIRE_MEMORY(sums, err, "the means of the classes");
    for (size_t k = 0; k < out->count; k++) {
        out->between[k] = NAN;
        if (classes > 0) {
            read_classes(p, out, k, classes, sums);
        }
    }
out:
    chl_free(sums);
    return status;
}

static chl_status
make_room(chl_directions *out, chl_error *err)
{
    chl_status status = CHL_OK;

    out->lambda = chl_alloc(out->count, sizeof *out->lambda);
    out->vectors = chl_alloc(out->count * out->dimension, sizeof *out->vectors);
    out->between = chl_alloc(out->count, sizeof *out->between);
    out->low = chl_alloc(out->count, sizeof *out->low);
    out->high = chl_alloc(out->count, sizeof *out->high);
    CHL_REQUIRE(
        out->lambda != NULL && out->vectors != NULL && out->between != NULL
            && out->low != NULL && out->high != NULL,
        err, CHL_ENOMEM, "out of memory for %zu directions", out->count);
out:
    return status;
}

static chl_status
judge_noise(const pile *p, size_t most, chl_directions *out, chl_error *err)
{
    chl_status status = CHL_OK;
    size_t spread = least(out->varying, p->rows - 1);
    double ratio = (double) out->varying / (double) p->rows;
    const double *values = p->values + p->side - least(spread, p->side);

    CHL_TRY(chl_noise_of_bulk(least(spread, p->side), values, ratio,
                              &out->noise, &out->above, err));
    CHL_REQUIRE(out->above > 0, err, CHL_EDATA,
                "no direction stands above the noise: %zu rows of %zu columns "
                "look like noise of variance %.3g",
                p->rows, out->varying, out->noise);
    out->count = least(most, out->above);
    CHL_TRY(make_room(out, err));
    for (size_t k = 0; k < out->count; k++) {
        out->lambda[k] =
            chl_noise_unbias(p->values[p->side - 1 - k], ratio, out->noise);
    }
out:
    return status;
}

chl_status
chl_directions_find(const chl_dataset *dataset, size_t most, size_t samples,
                    uint64_t seed, chl_directions *out, chl_error *err)
{
    chl_status status = CHL_OK;
    pile p = { .dataset = dataset };
    chl_directions made = { 0 };

    CHL_REQUIRE(chl_dataset_describe(dataset)->count > 2, err, CHL_EDATA,
                "%zu rows; a covariance needs 3 at least",
                chl_dataset_describe(dataset)->count);
    CHL_TRY(read_rows(&p, samples, seed, err));
    made.dimension = p.d;
    made.rows = p.rows;
    made.mean = chl_alloc(p.d, sizeof *made.mean);
    CHL_REQUIRE_MEMORY(made.mean, err, "a mean");
    CHL_TRY(centre(&p, &made, err));
    CHL_TRY(find_values(&p, err));
    CHL_TRY(judge_noise(&p, most, &made, err));
    CHL_TRY(find_vectors(&p, &made, err));
    CHL_TRY(find_classes(&p, &made, err));
    *out = made;
    made = (chl_directions){ 0 };
out:
    chl_directions_clear(&made);
    pile_clear(&p);
    return status;
}

void
chl_directions_clear(chl_directions *d)
{
    chl_free(d->mean);
    chl_free(d->lambda);
    chl_free(d->vectors);
    chl_free(d->between);
    chl_free(d->low);
    chl_free(d->high);
    *d = (chl_directions){ 0 };
}
