/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/nudge.h"

#include <math.h>

#include "base/error.h"
#include "base/random.h"

enum {
    IMAGE_NUDGES = 4,
    OTHER_NUDGES = 3,
    BLOCK = 256
};

static const double size = 0.05, blur_share = 0.1;

void
chl_nudges_clear(chl_nudges *nudges)
{
    chl_free(nudges->mean);
    chl_free(nudges->spread);
    chl_free(nudges->field);
    *nudges = (chl_nudges){ 0 };
}

/* Two passes would read the rows twice: sums relative to the first row. */
static void
add_columns(chl_nudges *n, const double *origin, size_t count, const double *x)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < n->d; k++) {
            double off = x[i * n->d + k] - origin[k];

            n->mean[k] += off;
            n->spread[k] += off * off;
        }
    }
}

static void
finish_columns(chl_nudges *n, const double *origin, double rows)
{
    for (size_t k = 0; k < n->d; k++) {
        double mean = n->mean[k] / rows;

        n->spread[k] = sqrt(fmax(n->spread[k] / rows - mean * mean, 0.0));
        n->mean[k] = origin[k] + mean;
    }
}

static chl_status
measure_columns(const chl_sample *sample, chl_nudges *n, chl_error *err)
{
    chl_status status = CHL_OK;
    double *x = chl_alloc(BLOCK * n->d, sizeof *x);
    double *origin = chl_alloc(n->d, sizeof *origin);
    size_t index[BLOCK];

    n->mean = chl_alloc(n->d, sizeof *n->mean);
    n->spread = chl_alloc(n->d, sizeof *n->spread);
    CHL_REQUIRE(x != NULL && origin != NULL && n->mean != NULL
                    && n->spread != NULL,
                err, CHL_ENOMEM, "out of memory for %zu columns", n->d);
    for (size_t start = 0; start < sample->used; start += BLOCK) {
        size_t left = sample->used - start;
        size_t count = left < BLOCK ? left : BLOCK;

        for (size_t i = 0; i < count; i++) {
            index[i] = chl_sample_row(sample, start + i);
        }
        CHL_TRY(chl_dataset_rows(sample->dataset, index, count, x, err));
        for (size_t k = 0; start == 0 && k < n->d; k++) {
            origin[k] = x[k];
        }
        add_columns(n, origin, count, x);
    }
    finish_columns(n, origin, (double) sample->used);
out:
    chl_free(x);
    chl_free(origin);
    return status;
}

/* Waves of at most two periods per side, of mean square 1. */
static void
fill_field(chl_nudges *n)
{
    const chl_random random = { n->seed, CHL_STREAM_NUDGES };
    const double pi = acos(-1.0);
    double square = 0.0;

    for (size_t at = 0; at < n->d; at++) {
        size_t c = at % n->channels, j = at / n->channels % n->width;
        double x = (double) j / (double) n->width, sum = 0.0;
        double y = (double) (at / n->channels / n->width) / (double) n->height;

        for (size_t a = 0; a < 3; a++) {
            for (size_t b = 0; b < 3; b++) {
                uint64_t k = (c * 9 + a * 3 + b) * 2;

                sum += chl_random_normal(&random, k)
                       * cos(2.0 * pi
                             * ((double) a * x + (double) b * y
                                + chl_random_uniform(&random, k + 1)));
            }
        }
        n->field[at] = sum;
        square += sum * sum;
    }
    for (size_t at = 0; at < n->d; at++) {
        n->field[at] *= sqrt((double) n->d / square);
    }
}

static void
fill_signs(chl_nudges *n)
{
    const chl_random random = { n->seed, CHL_STREAM_NUDGES };

    for (size_t k = 0; k < n->d; k++) {
        n->field[k] = (chl_random_bits(&random, k) & 1) != 0 ? 1.0 : -1.0;
    }
}

chl_status
chl_nudges_create(const chl_sample *sample, chl_nudges *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_dataset_info *info = chl_dataset_describe(sample->dataset);
    chl_nudges made = { .d = info->dimension, .seed = sample->seed };
    double black, white;

    made.field = chl_alloc(made.d, sizeof *made.field);
    CHL_REQUIRE_MEMORY(made.field, err, "a field");
    if (chl_dataset_span(sample->dataset, &black, &white)) {
        made.count = IMAGE_NUDGES;
        made.height = info->height;
        made.width = info->width;
        made.channels = info->channels;
        made.full = white - black;
        fill_field(&made);
    } else {
        made.count = OTHER_NUDGES;
        fill_signs(&made);
        CHL_TRY(measure_columns(sample, &made, err));
    }
    *out = made;
    made = (chl_nudges){ 0 };
out:
    chl_nudges_clear(&made);
    return status;
}

static void
add_noise(const chl_nudges *n, size_t row, const double *x, double *y)
{
    const chl_random base = { n->seed, CHL_STREAM_NUDGES };
    const chl_random random = chl_random_substream(&base, row);

    for (size_t k = 0; k < n->d; k++) {
        double scale = n->spread != NULL ? n->spread[k] : n->full;

        y[k] = x[k] + size * scale * chl_random_normal(&random, k);
    }
}

/* Mean of the pixels there are among the nine around (i, j). */
static double
mean_around(const chl_nudges *n, const double *x, size_t i, size_t j, size_t c)
{
    double sum = 0.0, count = 0.0;

    for (size_t a = i > 0 ? i - 1 : 0; a <= i + 1 && a < n->height; a++) {
        for (size_t b = j > 0 ? j - 1 : 0; b <= j + 1 && b < n->width; b++) {
            sum += x[(a * n->width + b) * n->channels + c];
            count += 1.0;
        }
    }
    return sum / count;
}

static void
soften(const chl_nudges *n, const double *x, double *y)
{
    for (size_t i = 0; i < n->height; i++) {
        for (size_t j = 0; j < n->width; j++) {
            for (size_t c = 0; c < n->channels; c++) {
                size_t at = (i * n->width + j) * n->channels + c;

                y[at] =
                    x[at] + blur_share * (mean_around(n, x, i, j, c) - x[at]);
            }
        }
    }
}

/* About the mean of the row, or of all rows. */
static void
enlarge(const chl_nudges *n, const double *x, double *y)
{
    double mean = 0.0;

    for (size_t k = 0; k < n->d; k++) {
        mean += x[k] / (double) n->d;
    }
    for (size_t k = 0; k < n->d; k++) {
        y[k] = x[k] + size * (x[k] - (n->mean != NULL ? n->mean[k] : mean));
    }
}

static void
add_field(const chl_nudges *n, const double *x, double *y)
{
    for (size_t k = 0; k < n->d; k++) {
        double scale = n->spread != NULL ? n->spread[k] : n->full;

        y[k] = x[k] + size * scale * n->field[k];
    }
}

void
chl_nudge(const chl_nudges *nudges, size_t k, size_t row, const double *x,
          double *y)
{
    if (k == 0) {
        add_noise(nudges, row, x, y);
    } else if (k == 1) {
        enlarge(nudges, x, y);
    } else if (k == 2) {
        add_field(nudges, x, y);
    } else {
        soften(nudges, x, y);
    }
}
