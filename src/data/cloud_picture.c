/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ink of a picture as a cloud of points. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "data/cloud.h"
#include "data/image.h"

enum {
    FILE_LIMIT = 1 << 28
};

bool
chl_cloud_is_picture(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t head[64];
    const char *name;
    chl_image_format format = CHL_IMAGE_NONE;

    if (file != NULL) {
        format =
            chl_image_sniff(head, fread(head, 1, sizeof head, file), &name);
        fclose(file);
    }
    return format == CHL_IMAGE_PNG || format == CHL_IMAGE_JPEG;
}

static double
channel(const chl_image *image, size_t pixel, size_t c)
{
    size_t at = pixel * image->channels + c;
    uint16_t deep;

    if (image->dtype == CHL_U8) {
        return image->pixels[at] / 255.0;
    }
    memcpy(&deep, image->pixels + 2 * at, sizeof deep);
    return deep / 65535.0;
}

/* Rec. 601, as most tools turn colours into grey; on white paper. */
static double
light(const chl_image *image, size_t pixel)
{
    const bool colour = image->channels >= 3;
    const bool alpha = image->channels % 2 == 0;
    double value = channel(image, pixel, 0), cover = 1.0;

    if (colour) {
        value = 0.299 * value + 0.587 * channel(image, pixel, 1)
                + 0.114 * channel(image, pixel, 2);
    }
    if (alpha) {
        cover = channel(image, pixel, image->channels - 1);
    }
    return 1.0 - cover * (1.0 - value);
}

/* ink[k] = darkness of pixels 0..k-1; pixels + 1 sums. */
static chl_status
sum_ink(const chl_image *image, double **out, chl_error *err)
{
    chl_status status = CHL_OK;
    const size_t pixels = image->height * image->width;
    double *ink = chl_alloc(pixels + 1, sizeof *ink);
    double paper = 0.0;

    CHL_REQUIRE_MEMORY(ink, err, "the ink of a picture");
    for (size_t k = 0; k < pixels; k++) {
        double value = light(image, k);

        paper = value > paper ? value : paper;
    }
    for (size_t k = 0; k < pixels; k++) {
        ink[k + 1] = ink[k] + (paper - light(image, k));
    }
    CHL_REQUIRE(ink[pixels] > 0.0, err, CHL_EDATA,
                "all %zu pixels are equally light; a density needs darker ones",
                pixels);
    *out = ink;
    ink = NULL;
out:
    chl_free(ink);
    return status;
}

/* The pixel whose share of the ink holds `level`. */
static size_t
find_pixel(const double *ink, size_t pixels, double level)
{
    size_t low = 0, high = pixels;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (ink[middle] <= level) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The place of pixel `index` of `count` along an axis. */
static double
centre(size_t index, size_t count)
{
    return count > 1 ? 2.0 * (double) index / (double) (count - 1) - 1.0 : 0.0;
}

static void
draw(const chl_image *image, const double *ink, const chl_random *random,
     chl_cloud *out)
{
    const size_t pixels = image->height * image->width;

    for (size_t i = 0; i < out->count; i++) {
        double level = ink[pixels] * chl_random_uniform(random, 3 * i);
        size_t pixel = find_pixel(ink, pixels, level);
        double *point = out->points + 2 * i;

        point[0] =
            centre(pixel % image->width, image->width)
            + chl_random_normal(random, 3 * i + 1) / (double) image->width;
        point[1] =
            -centre(pixel / image->width, image->height)
            + chl_random_normal(random, 3 * i + 2) / (double) image->height;
    }
}

chl_status
chl_cloud_picture(const char *path, size_t count, chl_cloud_side side,
                  uint64_t seed, chl_cloud *out, chl_error *err)
{
    chl_status status = CHL_OK;
    const chl_random random = chl_cloud_random(side, seed);
    chl_image image = { 0 };
    double *ink = NULL;
    char *bytes = NULL;
    size_t size;

    CHL_TRY(chl_file_read(path, FILE_LIMIT, &bytes, &size, err));
    status = chl_image_decode((const uint8_t *) bytes, size, &image, err);
    if (status == CHL_OK) {
        status = sum_ink(&image, &ink, err);
    }
    if (status != CHL_OK) {
        chl_error_prefix(err, "%s", path);
        goto out;
    }
    CHL_TRY(
        chl_cloud_allocate(count > 0 ? count : CHL_CLOUD_POINTS, 2, out, err));
    draw(&image, ink, &random, out);
out:
    chl_free(bytes);
    chl_free(ink);
    chl_image_clear(&image);
    return status;
}
