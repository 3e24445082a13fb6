/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One image file in memory to pixels: PNG through libspng, JPEG through
 * libjpeg. Pure functions of the bytes; damaged or truncated files are
 * refused, never repaired. Colour profiles, gamma and the orientation tag of
 * EXIF are not applied, as in the usual training pipelines.
 */
#ifndef CHLADNI_DATA_IMAGE_H
#define CHLADNI_DATA_IMAGE_H

#include <chladni/data.h>

enum {
    CHL_IMAGE_SIDE_LIMIT = 65535,
    CHL_IMAGE_BYTES_LIMIT = 1 << 28 /* of decoded pixels */
};

typedef struct chl_image {
    uint8_t *pixels; /* height x width x channels, channel fastest; 16-bit
                        values in the machine's byte order (chl_free) */
    size_t height, width;
    size_t channels; /* 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA */
    chl_dtype dtype; /* CHL_U8 or CHL_U16 */
} chl_image;

typedef enum chl_image_format {
    CHL_IMAGE_NONE,  /* no image format we know                 */
    CHL_IMAGE_OTHER, /* an image, but neither PNG nor JPEG      */
    CHL_IMAGE_PNG,
    CHL_IMAGE_JPEG
} chl_image_format;

/* Format by the first bytes; *name is "PNG", "WebP", ... or "". */
chl_image_format chl_image_sniff(const uint8_t *bytes, size_t size,
                                 const char **name);

/*
 * Errors  CHL_EFORMAT       damaged, truncated, or neither PNG nor JPEG
 *         CHL_EUNSUPPORTED  CMYK; a side or the pixels above the limits
 *         CHL_ENOMEM
 * Ownership  *out by chl_image_clear; untouched on error.
 */
chl_status chl_image_decode(const uint8_t *bytes, size_t size, chl_image *out,
                            chl_error *err);
void chl_image_clear(chl_image *image);

/* height * width * channels * bytes per value. */
size_t chl_image_size(const chl_image *image);
/* True if there is an alpha channel and all of it is at full scale. */
bool chl_image_is_opaque(const chl_image *image);

/* The two decoders, and the room for what they decode. */
chl_status chl_image_decode_png(const uint8_t *bytes, size_t size,
                                chl_image *out, chl_error *err);
chl_status chl_image_decode_jpeg(const uint8_t *bytes, size_t size,
                                 chl_image *out, chl_error *err);
/* Checks the shape against the limits and allocates image->pixels. */
chl_status chl_image_allocate(chl_image *image, chl_error *err);

#endif
