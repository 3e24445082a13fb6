/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Functions k(x, z_j) - const_j of an infinitely wide convolutional network at
 * the landmarks of a basis, where x and z are images as the data have them.
 */
#include "operators/functions.h"

#include <string.h>

#include "base/error.h"
#include "operators/row_sums.h"

enum {
    SUMMED = 2500 /* rows of the stiffness                                   */
};

typedef struct images_class {
    const chl_basis *basis;
    chl_pair_kernel kernel;
    size_t every;      /* one row in so many enters the stiffness            */
    double *landmarks; /* m x d, not centred                                 */
    double *shift;     /* m: mean of k(z_i, z_j) over i                      */
    double *ridge;     /* m x m: k(z_i, z_j)                                 */
} images_class;

/* Buffers of one thread. */
typedef struct work_area {
    double *x;      /* block x d, not centred                            */
    double *values; /* m                                                 */
    double *turned; /* k x m: coefficients without the linear functions' */
    chl_row_sums sums;
} work_area;

static void
discard(void *work)
{
    work_area *a = work;

    if (a == NULL) {
        return;
    }
    chl_free(a->x);
    chl_free(a->values);
    chl_free(a->turned);
    chl_row_sums_clear(&a->sums);
    chl_free(a);
}

static chl_status
prepare(const void *self, const chl_class_needs *needs, void **work,
        chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = ((const images_class *) self)->basis;
    size_t m = basis->m, d = basis->d;
    work_area *a = chl_alloc(1, sizeof *a);

    CHL_REQUIRE_MEMORY(a, err, "functions of images");
    a->x = chl_alloc(needs->rows * d, sizeof *a->x);
    a->values = chl_alloc(m, sizeof *a->values);
    a->turned = chl_alloc(needs->combinations * m, sizeof *a->turned);
    CHL_REQUIRE(a->x != NULL && a->values != NULL && a->turned != NULL, err,
                CHL_ENOMEM, "out of memory for %zu functions of images", m);
    CHL_TRY(chl_row_sums_init(basis, needs->sums ? m : 0, &a->sums, err));
    *work = a;
    a = NULL;
out:
    discard(a);
    return status;
}

static chl_status
look(const void *self, void *work, size_t count, const double *x,
     double *values, size_t stride, chl_error *err)
{
    chl_status status = CHL_OK;
    const images_class *f = self;
    work_area *a = work;
    size_t m = f->basis->m, d = f->basis->d;

    for (size_t i = 0; i < count; i++) {
        double *row = a->x + i * d;

        for (size_t l = 0; l < d; l++) {
            row[l] = x[i * d + l] + f->basis->centre[l];
        }
        CHL_TRY(chl_images_field(&f->kernel, 1, row, m, f->landmarks, 0, NULL,
                                 a->values, NULL, err));
        for (size_t j = 0; j < m; j++) {
            values[i * stride + j] = a->values[j] - f->shift[j];
        }
    }
out:
    return status;
}

static chl_status
gradients(const void *self, void *work, size_t count, size_t k,
          const double *coefficients, size_t q, double *out, chl_error *err)
{
    const images_class *f = self;
    work_area *a = work;
    size_t m = f->basis->m;

    for (size_t c = 0; c < k; c++) {
        memcpy(a->turned + c * m, coefficients + c * q, m * sizeof *a->turned);
    }
    return chl_images_field(&f->kernel, count, a->x, m, f->landmarks, k,
                            a->turned, NULL, out, err);
}

static void
reset(const void *self, void *work)
{
    chl_row_sums_reset(((const images_class *) self)->basis,
                       &((work_area *) work)->sums);
}

static chl_status
add(const void *self, void *work, size_t count, const double *linear,
    size_t stride, chl_error *err)
{
    chl_status status = CHL_OK;
    const images_class *f = self;
    const chl_basis *basis = f->basis;
    work_area *a = work;

    (void) linear;
    (void) stride;
    for (size_t i = 0; i < count; i++) {
        if (chl_row_sums_due(&a->sums, f->every)) {
            CHL_TRY(chl_images_field(&f->kernel, 1, a->x + i * basis->d,
                                     basis->m, f->landmarks, basis->m, NULL,
                                     NULL, a->sums.gradients, err));
            chl_row_sums_add(basis, &a->sums);
        }
    }
out:
    return status;
}

static void
finish(const void *self, void *work, double *packed)
{
    chl_row_sums_finish(((const images_class *) self)->basis,
                        &((work_area *) work)->sums, packed);
}

static const double *
ridge(const void *self)
{
    return ((const images_class *) self)->ridge;
}

static void
destroy(void *self)
{
    images_class *f = self;

    chl_free(f->landmarks);
    chl_free(f->shift);
    chl_free(f->ridge);
    chl_free(f);
}

static const chl_class_type type = {
    .name = "images",
    .destroy = destroy,
    .prepare = prepare,
    .discard = discard,
    .look = look,
    .gradients = gradients,
    .reset = reset,
    .add = add,
    .finish = finish,
    .ridge = ridge,
};

/* Landmarks as the data have them, and the kernel between them. */
static chl_status
fill(images_class *f, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_basis *basis = f->basis;
    size_t m = basis->m, d = basis->d;

    f->landmarks = chl_alloc(m * d, sizeof *f->landmarks);
    f->shift = chl_alloc(m, sizeof *f->shift);
    f->ridge = chl_alloc(m * m, sizeof *f->ridge);
    CHL_REQUIRE_MEMORY(f->landmarks, err, "landmarks");
    CHL_REQUIRE_MEMORY(f->shift, err, "landmarks");
    CHL_REQUIRE_MEMORY(f->ridge, err, "the ridge");
    for (size_t i = 0; i < m * d; i++) {
        f->landmarks[i] = basis->landmarks[i] + basis->centre[i % d];
    }
    CHL_TRY(chl_images_field(&f->kernel, m, f->landmarks, m, f->landmarks, 0,
                             NULL, f->ridge, NULL, err));
    for (size_t at = 0; at < m * m; at++) {
        f->shift[at % m] += f->ridge[at] / (double) m;
    }
out:
    return status;
}

chl_status
chl_functions_images(const chl_basis *basis, const chl_pair_kernel *kernel,
                     chl_functions **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(basis->sample.dataset);
    size_t rows = basis->sample.used - basis->sample.aside;
    images_class *f = NULL;
    chl_digest key = { 0 };

    CHL_REQUIRE(info->kind == CHL_KIND_IMAGES && info->features == NULL, err,
                CHL_EARG, "convolutions need images; %s has none", info->name);
    f = chl_alloc(1, sizeof *f);
    CHL_REQUIRE_MEMORY(f, err, "functions of images");
    f->basis = basis;
    f->kernel = *kernel;
    f->kernel.images.height = info->height;
    f->kernel.images.width = info->width;
    f->kernel.images.channels = info->channels;
    f->every = (rows + SUMMED - 1) / SUMMED;
    CHL_TRY(fill(f, err));
    chl_digest_add_text(&key, type.name);
    chl_digest_add_doubles(&key, f->ridge, basis->m * basis->m);
    status = chl_functions_create(basis, &type, f, basis->m, key, out, err);
    f = NULL;
out:
    if (f != NULL) {
        destroy(f);
    }
    return status;
}
