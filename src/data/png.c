/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PNG to pixels. */
#include <spng.h>

#include "base/error.h"
#include "data/image.h"

enum {
    CHUNK_LIMIT = 1 << 24, /* bytes of one colour profile or text */
    CACHE_LIMIT = 1 << 25, /* bytes of all of them */
    DEFLATE_BEST = 1032    /* no deflate stream expands further (zlib manual) */
};

static chl_status
check(int code, chl_error *err)
{
    switch (code) {
    case SPNG_OK:
        return CHL_OK;
    case SPNG_EMEM:
    case SPNG_EZLIB_INIT:
        return CHL_FAIL(err, CHL_ENOMEM, "out of memory for a PNG image");
    case SPNG_EUSER_WIDTH:
    case SPNG_EUSER_HEIGHT:
    case SPNG_ECHUNK_LIMITS:
        return CHL_FAIL(err, CHL_EUNSUPPORTED, "PNG above the limits: %s",
                        spng_strerror(code));
    case SPNG_IO_EOF:
        return CHL_FAIL(err, CHL_EFORMAT,
                        "PNG is truncated: it ends before its IEND chunk");
    default:
        return CHL_FAIL(err, CHL_EFORMAT, "PNG is damaged: %s",
                        spng_strerror(code));
    }
}

/* What to ask libspng for, so that nothing the file stores is lost. */
typedef struct png_target {
    int format, flags;
} png_target;

static png_target
choose_target(const struct spng_ihdr *header, bool transparent,
              chl_image *image)
{
    bool deep = header->bit_depth == 16;
    int trns = transparent ? SPNG_DECODE_TRNS : 0;

    image->dtype = deep ? CHL_U16 : CHL_U8;
    switch (header->color_type) {
    case SPNG_COLOR_TYPE_GRAYSCALE:
        image->channels = transparent ? 2 : 1;
        if (transparent) {
            return (png_target){ deep ? SPNG_FMT_GA16 : SPNG_FMT_GA8, trns };
        }
        return (png_target){ deep ? SPNG_FMT_PNG : SPNG_FMT_G8, 0 };
    case SPNG_COLOR_TYPE_GRAYSCALE_ALPHA:
        image->channels = 2;
        return (png_target){ SPNG_FMT_PNG, 0 };
    case SPNG_COLOR_TYPE_TRUECOLOR_ALPHA:
        image->channels = 4;
        return (png_target){ SPNG_FMT_PNG, 0 };
    default:
        image->channels = transparent ? 4 : 3;
        if (transparent) {
            return (png_target){ deep ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8,
                                 trns };
        }
        return (png_target){ deep ? SPNG_FMT_PNG : SPNG_FMT_RGB8, 0 };
    }
}

/* A file of this size cannot hold that many pixels: refused before the room
 * for them is taken. */
static chl_status
check_size(const struct spng_ihdr *header, size_t size, chl_error *err)
{
    static const size_t samples[7] = { 1, 0, 3, 1, 2, 0, 4 };
    size_t bits = samples[header->color_type] * header->bit_depth;
    size_t packed = (size_t) header->width * header->height * bits / 8;

    if (packed / DEFLATE_BEST > size) {
        return CHL_FAIL(err, CHL_EFORMAT,
                        "PNG header says %u x %u pixels, which %zu bytes "
                        "cannot hold",
                        (unsigned) header->height, (unsigned) header->width,
                        size);
    }
    return CHL_OK;
}

static chl_status
decode(spng_ctx *png, size_t size, chl_image *image, chl_error *err)
{
    chl_status status = CHL_OK;
    struct spng_ihdr header;
    struct spng_trns trns;
    png_target target;

    CHL_TRY(check(spng_get_ihdr(png, &header), err));
    CHL_TRY(check_size(&header, size, err));
    target =
        choose_target(&header, spng_get_trns(png, &trns) == SPNG_OK, image);
    image->height = header.height;
    image->width = header.width;
    CHL_TRY(chl_image_allocate(image, err));
    CHL_TRY(check(spng_decode_image(png, image->pixels, chl_image_size(image),
                                    target.format, target.flags),
                  err));
    /* Reads to the end, so that a file cut behind its pixels is noticed. */
    CHL_TRY(check(spng_decode_chunks(png), err));
out:
    return status;
}

chl_status
chl_image_decode_png(const uint8_t *bytes, size_t size, chl_image *out,
                     chl_error *err)
{
    chl_status status = CHL_OK;
    spng_ctx *png = spng_ctx_new(0);
    chl_image image = { 0 };

    CHL_REQUIRE_MEMORY(png, err, "a PNG image");
    CHL_TRY(check(
        spng_set_image_limits(png, CHL_IMAGE_SIDE_LIMIT, CHL_IMAGE_SIDE_LIMIT),
        err));
    CHL_TRY(check(spng_set_chunk_limits(png, CHUNK_LIMIT, CACHE_LIMIT), err));
    CHL_TRY(check(spng_set_png_buffer(png, bytes, size), err));
    CHL_TRY(decode(png, size, &image, err));
    *out = image;
    image = (chl_image){ 0 };
out:
    chl_image_clear(&image);
    spng_ctx_free(png);
    return status;
}
