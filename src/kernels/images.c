/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of infinitely wide convolutional networks. */
#include "kernels/images.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    TOGETHER = 32, /* images of z that a flattened network takes at once     */
    LAYERS = 5,    /* arrays of entries per layer                            */
    WORKS = 6      /* other arrays of entries                                */
};

static size_t
neighbour(const chl_images *shape, size_t p, size_t offset)
{
    const size_t height = shape->height, width = shape->width;
    size_t y = p / width + offset / 3, x = p % width + offset % 3;

    if (shape->circular) {
        return (y + height - 1) % height * width + (x + width - 1) % width;
    }
    return y < 1 || x < 1 || y > height || x > width ? SIZE_MAX
                                                     : (y - 1) * width + x - 1;
}

static double *
take(double **space, size_t count)
{
    double *place = *space;

    *space += count;
    return place;
}

static void
divide_arena(chl_images_pass *pass, size_t entries, size_t layers)
{
    const size_t both = pass->pixels * pass->images;
    double *space = pass->arena;
    double **works[] = { &pass->e,   &pass->rho,  &pass->v,
                         &pass->gap, &pass->skew, &pass->product };
    double **kept[] = { &pass->t, &pass->d, &pass->v_q, &pass->d_c,
                        &pass->d_q };

    for (size_t k = 0; k < WORKS; k++) {
        *works[k] = take(&space, entries);
    }
    for (size_t k = 0; k < LAYERS; k++) {
        *kept[k] = take(&space, layers * entries);
    }
    pass->q = take(&space, layers * pass->pixels);
    pass->q_slope = take(&space, layers * pass->pixels);
    pass->v_x = take(&space, pass->pixels);
    pass->other = take(&space, both);
    pass->v_other = take(&space, both);
    pass->q_bar = take(&space, both);
    pass->q_work = take(&space, both);
    pass->gradients = space;
}

chl_status
chl_images_pass_init(chl_images_pass *pass, const chl_pair_kernel *kernel,
                     size_t images, bool slopes, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_images *shape = &kernel->images;
    const size_t pixels = shape->height * shape->width;
    const size_t columns = shape->pooled ? pixels : images;
    const size_t layers = slopes ? kernel->wide.depth : 1;
    const size_t entries = pixels * columns;

    *pass = (chl_images_pass){ .network = &kernel->wide,
                               .shape = *shape,
                               .pixels = pixels,
                               .images = images,
                               .columns = columns,
                               .slopes = slopes };
    pass->neighbours = chl_alloc(9 * pixels, sizeof *pass->neighbours);
    pass->arena = chl_alloc(
        (WORKS + layers * LAYERS) * entries
            + (2 * layers + 1 + (4 + shape->channels) * images) * pixels,
        sizeof *pass->arena);
    CHL_REQUIRE_MEMORY(pass->neighbours, err, "pairs of images");
    CHL_REQUIRE_MEMORY(pass->arena, err, "pairs of images");
    for (size_t at = 0; at < 9 * pixels; at++) {
        pass->neighbours[at] = neighbour(shape, at / 9, at % 9);
    }
    divide_arena(pass, entries, layers);
out:
    return status;
}

void
chl_images_pass_clear(chl_images_pass *pass)
{
    chl_free(pass->neighbours);
    chl_free(pass->arena);
}

static size_t
together(const chl_pair_kernel *kernel, size_t m)
{
    size_t most = kernel->images.pooled ? 1 : TOGETHER;

    return m < most ? m : most;
}

/* The gradients of one block of z in every combination. */
static void
combine(const chl_images_pass *pass, size_t d, size_t first, size_t m, size_t k,
        const double *coefficients, double *gradients)
{
    if (coefficients == NULL) {
        memcpy(gradients + first * d, pass->gradients,
               pass->images * d * sizeof *gradients);
        return;
    }
    for (size_t a = 0; a < k; a++) {
        for (size_t j = 0; j < pass->images; j++) {
            const double share = coefficients[a * m + first + j];
            const double *from = pass->gradients + j * d;
            double *to = gradients + a * d;

            for (size_t l = 0; l < d; l++) {
                to[l] += share * from[l];
            }
        }
    }
}

chl_status
chl_images_field(const chl_pair_kernel *kernel, size_t count, const double *x,
                 size_t m, const double *z, size_t k,
                 const double *coefficients, double *values, double *gradients,
                 chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_images *shape = &kernel->images;
    const size_t d = shape->height * shape->width * shape->channels;
    const size_t most = together(kernel, m);
    chl_images_pass pass = { 0 };
    double found[TOGETHER];

    CHL_REQUIRE(kernel->kind == CHL_PAIR_IMAGES, err, CHL_EARG,
                "the kernel is not one of images");
    CHL_TRY(chl_pair_kernel_check(kernel, err));
    if (gradients != NULL) {
        memset(gradients, 0, count * k * d * sizeof *gradients);
    }
    if (count == 0 || m == 0) {
        goto out;
    }
    CHL_TRY(chl_images_pass_init(&pass, kernel, most, gradients != NULL, err));
    for (size_t i = 0; i < count; i++) {
        for (size_t first = 0; first < m; first += most) {
            size_t rest = m - first, some = rest < most ? rest : most;

            chl_images_pass_run(&pass, x + i * d, some, z + first * d, found);
            if (values != NULL) {
                memcpy(values + i * m + first, found, some * sizeof *found);
            }
            if (gradients != NULL) {
                chl_images_pass_back(&pass, x + i * d, z + first * d);
                combine(&pass, d, first, m, k, coefficients,
                        gradients + i * k * d);
            }
        }
    }
out:
    chl_images_pass_clear(&pass);
    return status;
}
