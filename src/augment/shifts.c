/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All circular shifts of an image by circular correlation. */
#include <chladni/shifts.h>

#include <limits.h>
#include <string.h>

#include "augment/augment.h"
#include "base/error.h"
#include "base/fourier.h"

struct chl_shifts {
    size_t height, width, channels;
    size_t count, modes; /* h w, and h (w / 2 + 1) of one channel */
    chl_fourier *fourier;
};

chl_status
chl_shifts_create(size_t height, size_t width, size_t channels,
                  chl_shifts **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t cells[] = { height, width };
    chl_shifts *shifts = chl_alloc(1, sizeof *shifts);

    CHL_REQUIRE_MEMORY(shifts, err, "shifts of images");
    CHL_REQUIRE(height > 0 && height <= INT_MAX && width > 0 && width <= INT_MAX
                    && channels > 0,
                err, CHL_EARG,
                "images to be shifted are %zu x %zu x %zu; each must be at "
                "least 1, and height and width at most %d",
                height, width, channels, INT_MAX);
    CHL_TRY(chl_fourier_create(2, cells, &shifts->fourier, err));
    shifts->height = height;
    shifts->width = width;
    shifts->channels = channels;
    shifts->count = chl_fourier_size(shifts->fourier);
    shifts->modes = chl_fourier_modes(shifts->fourier);
    *out = shifts;
    shifts = NULL;
out:
    chl_shifts_free(shifts);
    return status;
}

void
chl_shifts_free(chl_shifts *shifts)
{
    if (shifts == NULL) {
        return;
    }
    chl_fourier_free(shifts->fourier);
    chl_free(shifts);
}

size_t
chl_shifts_count(const chl_shifts *shifts)
{
    return shifts->count;
}

size_t
chl_shifts_modes(const chl_shifts *shifts)
{
    return shifts->channels * shifts->modes;
}

void
chl_shifts_work_clear(chl_shifts_work *work)
{
    chl_free(work->values);
    chl_free(work->modes);
    chl_free(work->sums);
    *work = (chl_shifts_work){ 0 };
}

chl_status
chl_shifts_work_init(const chl_shifts *shifts, chl_shifts_work *out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    chl_shifts_work work = {
        .values = chl_alloc(shifts->count, sizeof *work.values),
        .modes = chl_alloc(shifts->modes, sizeof *work.modes),
        .sums = chl_alloc(shifts->modes, sizeof *work.sums)
    };

    CHL_REQUIRE(work.values != NULL && work.modes != NULL && work.sums != NULL,
                err, CHL_ENOMEM, "out of memory for shifts of images");
    *out = work;
    work = (chl_shifts_work){ 0 };
out:
    chl_shifts_work_clear(&work);
    return status;
}

void
chl_shifts_spectrum(const chl_shifts *shifts, const double *row,
                    chl_shifts_work *work, chl_complex *spectrum)
{
    size_t c = shifts->channels;

    for (size_t k = 0; k < c; k++) {
        for (size_t p = 0; p < shifts->count; p++) {
            work->values[p] = row[p * c + k];
        }
        chl_fourier_forward(shifts->fourier, work->values, work->modes);
        memcpy(spectrum + k * shifts->modes, work->modes,
               shifts->modes * sizeof *spectrum);
    }
}

/* sum += conj(a) b: the spectrum of  sum_p a[p] b[p + s]. */
static void
add_correlation(size_t modes, const chl_complex *a, const chl_complex *b,
                chl_complex *sum)
{
    for (size_t m = 0; m < modes; m++) {
        sum[m].re += a[m].re * b[m].re + a[m].im * b[m].im;
        sum[m].im += a[m].re * b[m].im - a[m].im * b[m].re;
    }
}

void
chl_shifts_products(const chl_shifts *shifts, const chl_complex *x,
                    const chl_complex *z, chl_shifts_work *work,
                    double *products)
{
    size_t modes = shifts->modes;

    memset(work->sums, 0, modes * sizeof *work->sums);
    for (size_t k = 0; k < shifts->channels; k++) {
        add_correlation(modes, x + k * modes, z + k * modes, work->sums);
    }
    chl_fourier_backward(shifts->fourier, work->sums, work->values);
    for (size_t s = 0; s < shifts->count; s++) {
        products[s] = work->values[s] / (double) shifts->count;
    }
}

void
chl_shifts_gather(const chl_shifts *shifts, const double *weights,
                  const chl_complex *z, chl_shifts_work *work, double *row)
{
    size_t c = shifts->channels, modes = shifts->modes;

    memcpy(work->values, weights, shifts->count * sizeof *weights);
    chl_fourier_forward(shifts->fourier, work->values, work->modes);
    for (size_t k = 0; k < c; k++) {
        memset(work->sums, 0, modes * sizeof *work->sums);
        add_correlation(modes, work->modes, z + k * modes, work->sums);
        chl_fourier_backward(shifts->fourier, work->sums, work->values);
        for (size_t p = 0; p < shifts->count; p++) {
            row[p * c + k] = work->values[p] / (double) shifts->count;
        }
    }
}

/* How likely each of `size` shifts along an axis is. */
static double
axis_law(const chl_augment_step *step, chl_axes axis, size_t size, size_t shift)
{
    size_t k = chl_round(step->strength * (double) size);

    if ((step->method->axes & axis) == 0) {
        return shift == 0 ? 1.0 : 0.0;
    }
    if (2 * k + 1 >= size) {
        return 1.0 / (double) size;
    }
    return shift <= k || size - shift <= k ? 1.0 / (double) (2 * k + 1) : 0.0;
}

bool
chl_augment_shift_law(const chl_augment *augment, double *law)
{
    const chl_augment_step *step = &augment->steps[0];
    size_t h = augment->shape.height, w = augment->shape.width;

    if (augment->count != 1 || step->method->border != CHL_BORDER_CIRCULAR) {
        return false;
    }
    for (size_t i = 0; i < h; i++) {
        double down = axis_law(step, CHL_AXIS_Y, h, i);

        for (size_t j = 0; j < w; j++) {
            law[i * w + j] =
                step->probability * down * axis_law(step, CHL_AXIS_X, w, j);
        }
    }
    law[0] += 1.0 - step->probability;
    return true;
}
