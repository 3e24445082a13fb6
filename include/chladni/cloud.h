/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clouds of points: where a flow starts, and where it is to end.
 *
 * Named sets, `name` or `name:key=value...`:
 *   eight_gaussians   8 centres on a circle of radius 5, std 0.5, from N(0, I)
 *   ring              `components` centres on a circle of `radius` about
 *                     (loc, loc), each N(centre, scale^2 I)     8, 5, 0, 0.5
 *   line              `components` centres `spacing` apart about loc, each
 *                     N(centre, scale^2)                        5, 1, 0, 0.1
 *   modes_1d          5 given points to 5
 *   modes_1d_overlap  5 given points to 7 among them
 *   two_singles_1d    one to one
 *   two_couples_2d    two to two
 *
 * Source  the lists are those of J.-Y. Franceschi et al., ICML 2022.
 */
#ifndef CHLADNI_CLOUD_H
#define CHLADNI_CLOUD_H

#include <chladni/data.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chl_cloud {
    size_t count, dimension;
    double *points; /* count x dimension, row-major; chl_cloud_clear         */
} chl_cloud;

/* Two clouds drawn with one seed have nothing to do with one another. */
typedef enum chl_cloud_side {
    CHL_CLOUD_SOURCE,
    CHL_CLOUD_TARGET
} chl_cloud_side;

CHL_API void chl_cloud_clear(chl_cloud *cloud);

/* Names of the sets; NULL behind the last. */
CHL_API const char *chl_cloud_name(size_t index);
/* Whether the word before the first colon names a set. */
CHL_API bool chl_cloud_known(const char *text);

/*
 * One side of a named set. The source of a set that lists none is N(0, I).
 * count      points to draw; given lists have as many as they have. 0 = 500
 * Ownership  *out is the caller's; untouched on error, as below
 * Errors     CHL_EARG unknown name or key (the nearest is suggested), a value
 *            out of range; CHL_ENOMEM
 */
CHL_API chl_status chl_cloud_named(const char *text, chl_cloud_side side,
                                   size_t count, uint64_t seed, chl_cloud *out,
                                   chl_error *err);

/* N(loc, scale^2 I). Errors: CHL_EARG scale < 0, not finite, no points. */
CHL_API chl_status chl_cloud_gauss(size_t count, size_t dimension, double loc,
                                   double scale, chl_cloud_side side,
                                   uint64_t seed, chl_cloud *out,
                                   chl_error *err);

/* Whether the file at `path` begins like a PNG or JPEG picture. */
CHL_API bool chl_cloud_is_picture(const char *path);

/*
 * The ink of a picture as a density on [-1, 1]^2, up to the noise: a pixel is
 * drawn in proportion to its darkness (the lightest is paper), and
 * N(0, (1/width)^2), N(0, (1/height)^2) is added to its centre, the outermost
 * centres being at -1 and 1. Colours count by their luma, alpha by what shows
 * on white.
 * count      >= 1; 0 = 500
 * Errors     CHL_EDATA cannot be read, or all pixels are equal; CHL_EFORMAT
 *            damaged; CHL_EUNSUPPORTED as chl_dataset_open; CHL_ENOMEM
 */
CHL_API chl_status chl_cloud_picture(const char *path, size_t count,
                                     chl_cloud_side side, uint64_t seed,
                                     chl_cloud *out, chl_error *err);

/*
 * Rows of a dataset, without repetition, in the order of the data. count 0:
 * all, but of more than 1024 so many.
 * Errors     CHL_EARG more than there are; CHL_EIO, CHL_ENOMEM
 */
CHL_API chl_status chl_cloud_rows(const chl_dataset *dataset, size_t count,
                                  chl_cloud_side side, uint64_t seed,
                                  chl_cloud *out, chl_error *err);

/* Names of transforms: "identity", "tanh", "atanh"; NULL behind the last. */
CHL_API const char *chl_cloud_transform_name(size_t index);
/*
 * Every coordinate through a transform.
 * Errors     CHL_EARG unknown name; CHL_EDATA a coordinate outside (-1, 1) of
 *            atanh, by its number. The cloud stays on error.
 */
CHL_API chl_status chl_cloud_transform(const char *name, chl_cloud *cloud,
                                       chl_error *err);

/* PNG bytes of a height x width x 3 picture; *out by chl_free. Errors:
 * CHL_EARG an empty picture, CHL_ENOMEM. */
CHL_API chl_status chl_image_encode_png(const uint8_t *rgb, size_t height,
                                        size_t width, uint8_t **out,
                                        size_t *size, chl_error *err);

#ifdef __cplusplus
}
#endif

#endif
