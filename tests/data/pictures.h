/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image files in memory, made to order for the tests of the image readers. */
#ifndef CHLADNI_TESTS_DATA_PICTURES_H
#define CHLADNI_TESTS_DATA_PICTURES_H

#include <stddef.h>
#include <stdint.h>

typedef struct picture {
    uint8_t *bytes; /* free() */
    size_t size;
} picture;

/* PNG of packed rows as PNG stores them (big endian if 16 bit). */
picture picture_png(size_t height, size_t width, int color_type, int depth,
                    const void *packed, size_t size);
/* 8-bit PNG, 1 to 4 channels, values from a seed; alpha at full scale. */
picture picture_any(size_t height, size_t width, size_t channels,
                    unsigned seed);
/* Value number k of that picture. */
uint8_t picture_value(unsigned seed, size_t k);
/* JPEG: 1 grey, 3 RGB, 4 CMYK. */
picture picture_jpeg(size_t height, size_t width, int channels);

#endif
