/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kernels of infinitely wide convolutional networks. */
#include "kernels/images.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

enum {
    TOGETHER = 32 /* images of z that a flattened network takes at once      */
};

/* Pixel number `offset` of those around (row, column) that a layer sees, of an
 * image of this shape. */
static size_t
seen_at(const chl_images *shape, size_t row, size_t column, size_t side,
        size_t offset)
{
    const size_t height = shape->height, width = shape->width;
    size_t y = row + offset / side, x = column + offset % side;

    if (shape->circular) {
        return (y + height - 1) % height * width + (x + width - 1) % width;
    }
    return y < 1 || x < 1 || y > height || x > width ? SIZE_MAX
                                                     : (y - 1) * width + x - 1;
}

/* What each pixel of a layer of `shape` sees of the one before it. */
static void
fill_seen(const chl_images *before, const chl_images *shape, size_t side,
          size_t *seen)
{
    const size_t stride = side == 4 ? 2 : 1, offsets = side * side;

    for (size_t at = 0; at < shape->height * shape->width * offsets; at++) {
        size_t p = at / offsets;

        seen[at] = seen_at(before, stride * (p / shape->width),
                           stride * (p % shape->width), side, at % offsets);
    }
}

/* The shape behind layer number `index`, of that behind the one before it. */
static chl_images
shape_behind(const chl_images *before, size_t index)
{
    chl_images shape = *before;

    if (shape.strided && index > 0) {
        shape.height = (shape.height + 1) / 2;
        shape.width = (shape.width + 1) / 2;
    }
    return shape;
}

/* Sizes of the layers, and the room for what they see; kept: their pixels. */
static size_t
size_layers(chl_images_pass *pass, size_t *kept)
{
    chl_images shape = pass->shape;
    size_t room = 0;

    *kept = 0;
    for (size_t l = 0; l < pass->network->depth; l++) {
        const bool strided = shape.strided && l > 0;
        chl_images_layer *layer = &pass->layers[l];

        shape = shape_behind(&shape, l);
        *layer = (chl_images_layer){ .pixels = shape.height * shape.width,
                                     .offsets = strided ? 16 : 9,
                                     .before = pass->slopes ? *kept : 0 };
        room += l == 0 || strided ? layer->pixels * layer->offsets : 0;
        *kept += pass->slopes || l == 0 ? layer->pixels : 0;
    }
    return room;
}

/* Layers of the same size see the same. */
static chl_status
lay_out(chl_images_pass *pass, size_t *kept, chl_error *err)
{
    chl_status status = CHL_OK;
    chl_images before = pass->shape, shape;
    size_t *seen;

    pass->layers = chl_alloc(pass->network->depth, sizeof *pass->layers);
    CHL_REQUIRE_MEMORY(pass->layers, err, "pairs of images");
    pass->seen = chl_alloc(size_layers(pass, kept), sizeof *pass->seen);
    CHL_REQUIRE_MEMORY(pass->seen, err, "pairs of images");
    seen = pass->seen;
    for (size_t l = 0; l < pass->network->depth; l++, before = shape) {
        chl_images_layer *layer = &pass->layers[l];

        shape = shape_behind(&before, l);
        if (l > 0 && !shape.strided) {
            layer->seen = pass->layers[0].seen;
            continue;
        }
        fill_seen(&before, &shape, layer->offsets == 16 ? 4 : 3, seen);
        layer->seen = seen;
        seen += layer->pixels * layer->offsets;
    }
out:
    return status;
}

static double *
take(double **space, size_t count)
{
    double *place = *space;

    *space += count;
    return place;
}

/* Arrays of `entries` numbers, of those kept for `kept` pixels of all layers,
 * and of pixels. Without an arena: how many numbers they are. */
static size_t
divide_arena(chl_images_pass *pass, size_t kept)
{
    const bool normal = pass->network->normalise, pooled = pass->shape.pooled;
    const size_t entries = pass->pixels * pass->columns;
    const size_t both = pass->pixels * pass->images;
    double *space = pass->arena;
    struct {
        double **place;
        size_t count;
    } const arrays[] = {
        { &pass->e, entries },
        { &pass->rho, entries },
        { &pass->v, entries },
        { &pass->gap, entries },
        { &pass->skew, entries },
        { &pass->product, entries },
        { &pass->t, kept * pass->columns },
        { &pass->d, kept * pass->columns },
        { &pass->v_q, kept * pass->columns },
        { &pass->d_c, kept * pass->columns },
        { &pass->d_q, kept * pass->columns },
        { &pass->c, normal ? kept * pass->columns : 0 },
        { &pass->per, normal ? kept * pass->columns : 0 },
        { &pass->q, kept },
        { &pass->q_slope, kept },
        { &pass->raw, kept },
        { &pass->v_x, pass->pixels },
        { &pass->other, both },
        { &pass->v_other, both },
        { &pass->q_bar, both },
        { &pass->q_work, both },
        { &pass->gradients, both * pass->shape.channels },
        { &pass->spare, pooled ? entries : 0 },
        { &pass->alone, pooled ? 2 * CHL_IMAGES_SIDES * pass->pixels : 0 },
    };
    size_t size = 0;

    for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++) {
        if (space != NULL) {
            *arrays[k].place = take(&space, arrays[k].count);
        }
        size += arrays[k].count;
    }
    return size;
}

chl_status
chl_images_pass_init(chl_images_pass *pass, const chl_pair_kernel *kernel,
                     size_t images, bool slopes, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_images *shape = &kernel->images;
    const size_t pixels = shape->height * shape->width;
    size_t kept = 0;

    *pass = (chl_images_pass){ .network = &kernel->wide,
                               .shape = *shape,
                               .pixels = pixels,
                               .images = images,
                               .columns = shape->pooled ? pixels : images,
                               .slopes = slopes };
    CHL_TRY(lay_out(pass, &kept, err));
    pass->arena = chl_alloc(divide_arena(pass, kept), sizeof *pass->arena);
    CHL_REQUIRE_MEMORY(pass->arena, err, "pairs of images");
    (void) divide_arena(pass, kept);
out:
    return status;
}

void
chl_images_pass_clear(chl_images_pass *pass)
{
    chl_free(pass->layers);
    chl_free(pass->seen);
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
