/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image files in memory, made to order for the tests of the image readers. */
#include "pictures.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <spng.h>

picture
picture_png(size_t height, size_t width, int color_type, int depth,
            const void *packed, size_t size)
{
    struct spng_ihdr header = {
        .height = (uint32_t) height,
        .width = (uint32_t) width,
        .color_type = (uint8_t) color_type,
        .bit_depth = (uint8_t) depth,
    };
    spng_ctx *png = spng_ctx_new(SPNG_CTX_ENCODER);
    picture made = { 0 };
    int code;

    spng_set_option(png, SPNG_ENCODE_TO_BUFFER, 1);
    spng_set_ihdr(png, &header);
    if (color_type == SPNG_COLOR_TYPE_INDEXED) {
        struct spng_plte palette = {
            .n_entries = 2,
            .entries = { { 10, 20, 30, 0 }, { 200, 100, 0, 0 } },
        };

        spng_set_plte(png, &palette);
    }
    code = spng_encode_image(png, packed, size, SPNG_FMT_RAW,
                             SPNG_ENCODE_FINALIZE);
    if (code == 0) {
        made.bytes = spng_get_png_buffer(png, &made.size, &code);
    }
    spng_ctx_free(png);
    if (made.bytes == NULL) {
        abort();
    }
    return made;
}

uint8_t
picture_value(unsigned seed, size_t k)
{
    uint32_t x = (uint32_t) k * 2654435761u + seed * 40503u + 12345u;

    x ^= x >> 15;
    x *= 2246822519u;
    return (uint8_t) (x >> 24);
}

picture
picture_any(size_t height, size_t width, size_t channels, unsigned seed)
{
    static const int types[] = { 0, 0, 4, 2, 6 };
    size_t size = height * width * channels;
    uint8_t *pixels = malloc(size);
    picture made;

    for (size_t k = 0; k < size; k++) {
        pixels[k] = picture_value(seed, k);
        if (channels % 2 == 0 && k % channels == channels - 1) {
            pixels[k] = 255;
        }
    }
    made = picture_png(height, width, types[channels], 8, pixels, size);
    free(pixels);
    return made;
}

picture
picture_jpeg(size_t height, size_t width, int channels)
{
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    size_t pitch = width * (size_t) channels;
    uint8_t *row = malloc(pitch);
    picture made = { 0 };
    unsigned long size = 0;

    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &made.bytes, &size);
    info.image_height = (JDIMENSION) height;
    info.image_width = (JDIMENSION) width;
    info.input_components = channels;
    info.in_color_space = channels == 1   ? JCS_GRAYSCALE
                          : channels == 3 ? JCS_RGB
                                          : JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_start_compress(&info, TRUE);
    for (size_t y = 0; y < height; y++) {
        for (size_t k = 0; k < pitch; k++) {
            row[k] = (uint8_t) (8 * y + 2 * (k / (size_t) channels));
        }
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    free(row);
    made.size = size;
    return made;
}
