/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Features of a random convolutional network, less their means over the
 * landmarks. Filters are scaled, and biases set, so that over the landmarks
 * what comes before ReLU has mean beta and variance 1 in every channel, beta
 * normal with standard deviation 1/2.
 */
#include "operators/functions.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "operators/conv.h"
#include "operators/row_sums.h"

enum {
    CHUNK = 8,         /* gradients carried at once                           */
    NORMALISING = 256, /* landmarks at most                                  */
    SUMMED = 2500,     /* rows of the stiffness unless told                   */
    WIDEST = 4096
};

typedef struct conv_class {
    const chl_basis *basis;
    chl_conv conv;
    size_t every;
    double *shift; /* m */
    double *ridge; /* m x m: the identity */
} conv_class;

/* Buffers of one thread. */
typedef struct work_area {
    chl_conv_work conv;
    const double *x;  /* the rows looked at                                */
    double *image;    /* d                                                 */
    double *features; /* m                                                 */
    chl_row_sums sums;
} work_area;

chl_conv_settings
chl_conv_settings_default(void)
{
    return (chl_conv_settings){ .depth = 2, .channels = 128, .grid = 1 };
}

static void
discard(void *work)
{
    work_area *a = work;

    if (a == NULL) {
        return;
    }
    chl_conv_work_clear(&a->conv);
    chl_free(a->image);
    chl_free(a->features);
    chl_row_sums_clear(&a->sums);
    chl_free(a);
}

static chl_status
prepare(const void *self, const chl_class_needs *needs, void **work,
        chl_error *err)
{
    chl_status status = CHL_OK;
    const conv_class *f = self;
    size_t m = f->conv.features;
    bool gradients = needs->sums || needs->combinations > 0;
    work_area *a = chl_alloc(1, sizeof *a);

    CHL_REQUIRE_MEMORY(a, err, "convolutional functions");
    a->image = chl_alloc(f->basis->d, sizeof *a->image);
    a->features = chl_alloc(m, sizeof *a->features);
    CHL_REQUIRE(a->image != NULL && a->features != NULL, err, CHL_ENOMEM,
                "out of memory for %zu convolutional functions", m);
    CHL_TRY(chl_row_sums_init(f->basis, needs->sums ? m : 0, &a->sums, err));
    CHL_TRY(chl_conv_work_init(&f->conv, gradients ? CHUNK : 0, &a->conv, err));
    *work = a;
    a = NULL;
out:
    discard(a);
    return status;
}

/* Row i as the data have it, and its features. */
static void
take_row(const conv_class *f, work_area *a, size_t i, double *features)
{
    size_t d = f->basis->d;

    for (size_t l = 0; l < d; l++) {
        a->image[l] = a->x[i * d + l] + f->basis->centre[l];
    }
    chl_conv_features(&f->conv, &a->conv, a->image, features);
}

static chl_status
look(const void *self, void *work, size_t count, const double *x,
     double *values, size_t stride, chl_error *err)
{
    const conv_class *f = self;
    work_area *a = work;

    (void) err;
    a->x = x;
    for (size_t i = 0; i < count; i++) {
        take_row(f, a, i, values + i * stride);
        for (size_t j = 0; j < f->conv.features; j++) {
            values[i * stride + j] -= f->shift[j];
        }
    }
    return CHL_OK;
}

static chl_status
gradients(const void *self, void *work, size_t count, size_t k,
          const double *coefficients, size_t q, double *out, chl_error *err)
{
    const conv_class *f = self;
    work_area *a = work;

    (void) err;
    for (size_t i = 0; i < count; i++) {
        take_row(f, a, i, a->features);
        chl_conv_gradients(&f->conv, &a->conv, k, coefficients, q,
                           out + i * k * f->basis->d);
    }
    return CHL_OK;
}

static void
reset(const void *self, void *work)
{
    chl_row_sums_reset(((const conv_class *) self)->basis,
                       &((work_area *) work)->sums);
}

static chl_status
add(const void *self, void *work, size_t count, const double *linear,
    size_t stride, chl_error *err)
{
    const conv_class *f = self;
    work_area *a = work;

    (void) linear;
    (void) stride;
    (void) err;
    for (size_t i = 0; i < count; i++) {
        if (chl_row_sums_due(&a->sums, f->every)) {
            take_row(f, a, i, a->features);
            chl_conv_feature_gradients(&f->conv, &a->conv, a->sums.gradients);
            chl_row_sums_add(f->basis, &a->sums);
        }
    }
    return CHL_OK;
}

static void
finish(const void *self, void *work, double *packed)
{
    chl_row_sums_finish(((const conv_class *) self)->basis,
                        &((work_area *) work)->sums, packed);
}

static const double *
ridge(const void *self)
{
    return ((const conv_class *) self)->ridge;
}

static void
destroy(void *self)
{
    conv_class *f = self;

    chl_conv_clear(&f->conv);
    chl_free(f->shift);
    chl_free(f->ridge);
    chl_free(f);
}

static const chl_class_type type = {
    .name = "conv",
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

static size_t
normalising_rows(const chl_basis *basis)
{
    return basis->m < NORMALISING ? basis->m : NORMALISING;
}

static const double *
landmark(const chl_basis *basis, size_t j, double *image)
{
    for (size_t l = 0; l < basis->d; l++) {
        image[l] = basis->landmarks[j * basis->d + l] + basis->centre[l];
    }
    return image;
}

/* Means and variances of what layer `at` gives before bias and ReLU. */
static void
measure(const conv_class *f, work_area *a, size_t at, double *means,
        double *squares)
{
    const chl_conv_layer *layer = &f->conv.layers[at];
    size_t rows = normalising_rows(f->basis), n = layer->out;
    size_t values = layer->height * layer->width * n;
    double share = 1.0 / (double) (rows * layer->height * layer->width);

    for (size_t j = 0; j < rows; j++) {
        chl_conv_carry(&f->conv, &a->conv, at, landmark(f->basis, j, a->image));
        chl_conv_filter(&f->conv, &a->conv, at);
        for (size_t k = 0; k < values; k++) {
            double z = a->conv.active[at][k];

            means[k % n] += share * z;
            squares[k % n] += share * z * z;
        }
    }
}

static chl_status
normalise(conv_class *f, work_area *a, size_t at, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_conv_layer *layer = &f->conv.layers[at];
    chl_random all = { seed, CHL_STREAM_FILTERS };
    chl_random random = chl_random_substream(&all, CHL_CONV_DEPTH + at);
    size_t n = layer->out;
    double *means = chl_alloc(n, sizeof *means);
    double *squares = chl_alloc(n, sizeof *squares);

    CHL_REQUIRE_MEMORY(means, err, "a layer of filters");
    CHL_REQUIRE_MEMORY(squares, err, "a layer of filters");
    measure(f, a, at, means, squares);
    for (size_t c = 0; c < n; c++) {
        double variance = squares[c] - means[c] * means[c];
        double scale = variance > 1e-12 * squares[c] ? 1.0 / sqrt(variance) : 0;

        layer->bias[c] = 0.5 * chl_random_normal(&random, c) - scale * means[c];
        cblas_dscal((int) (CHL_CONV_TAPS * layer->in), scale,
                    layer->filters + c, (int) n);
    }
out:
    chl_free(means);
    chl_free(squares);
    return status;
}

/* Filters, then what the features are over the landmarks. */
static chl_status
fit(conv_class *f, uint64_t seed, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_class_needs needs = { .rows = 1 };
    size_t m = f->conv.features, rows = normalising_rows(f->basis);
    void *work = NULL;
    work_area *a;

    CHL_TRY(prepare(f, &needs, &work, err));
    a = work;
    for (size_t at = 0; at < f->conv.depth; at++) {
        CHL_TRY(normalise(f, a, at, seed, err));
    }
    for (size_t j = 0; j < rows; j++) {
        chl_conv_features(&f->conv, &a->conv, landmark(f->basis, j, a->image),
                          a->features);
        cblas_daxpy((int) m, 1.0 / (double) rows, a->features, 1, f->shift, 1);
    }
    for (size_t j = 0; j < m; j++) {
        f->ridge[j * m + j] = 1.0;
    }
out:
    discard(work);
    return status;
}

static chl_status
check(const chl_dataset_info *info, const chl_conv_settings *s, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(info->kind == CHL_KIND_IMAGES && info->features == NULL, err,
                CHL_EARG, "convolutions need images; %s has none", info->name);
    CHL_REQUIRE(info->channels <= CHL_CONV_IN, err, CHL_EARG,
                "images of %zu channels; convolutions take 1..%d",
                info->channels, CHL_CONV_IN);
    CHL_REQUIRE(s->depth >= 1 && s->depth <= CHL_CONV_DEPTH, err, CHL_EARG,
                "depth is %zu; a convolutional network has 1..%d layers",
                s->depth, CHL_CONV_DEPTH);
    CHL_REQUIRE(s->channels >= 1 && s->grid >= 1
                    && s->channels <= WIDEST / s->grid / s->grid,
                err, CHL_EARG,
                "%zu channels on a grid of %zu x %zu; there must be 1..%d "
                "features",
                s->channels, s->grid, s->grid, WIDEST);
out:
    return status;
}

static chl_digest
digest(const conv_class *f)
{
    chl_digest key = { 0 };

    chl_digest_add_text(&key, type.name);
    chl_digest_add_size(&key, f->conv.grid);
    chl_digest_add_size(&key, f->every);
    for (size_t at = 0; at < f->conv.depth; at++) {
        const chl_conv_layer *layer = &f->conv.layers[at];

        chl_digest_add_doubles(&key, layer->filters,
                               CHL_CONV_TAPS * layer->in * layer->out);
        chl_digest_add_doubles(&key, layer->bias, layer->out);
    }
    return key;
}

chl_status
chl_functions_conv(const chl_basis *basis, const chl_conv_settings *settings,
                   chl_functions **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(basis->sample.dataset);
    chl_conv_settings s =
        settings != NULL ? *settings : chl_conv_settings_default();
    chl_conv_shape shape = { info->height, info->width, info->channels, s.depth,
                             s.grid,       s.channels,  s.seed };
    size_t rows = basis->sample.used - basis->sample.aside, m;
    conv_class *f = NULL;

    CHL_TRY(check(info, &s, err));
    f = chl_alloc(1, sizeof *f);
    CHL_REQUIRE_MEMORY(f, err, "convolutional functions");
    f->basis = basis;
    f->every = s.every > 0 ? s.every : (rows + SUMMED - 1) / SUMMED;
    CHL_TRY(chl_conv_init(&shape, &f->conv, err));
    m = f->conv.features;
    f->shift = chl_alloc(m, sizeof *f->shift);
    f->ridge = chl_alloc(m * m, sizeof *f->ridge);
    CHL_REQUIRE_MEMORY(f->shift, err, "means of features");
    CHL_REQUIRE_MEMORY(f->ridge, err, "the ridge");
    CHL_TRY(fit(f, s.seed, err));
    status = chl_functions_create(basis, &type, f, m, digest(f), out, err);
    f = NULL;
out:
    if (f != NULL) {
        destroy(f);
    }
    return status;
}
