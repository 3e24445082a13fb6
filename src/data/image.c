/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One image file in memory to pixels: the formats and the limits. */
#include "data/image.h"

#include <string.h>

#include "base/error.h"

typedef struct image_magic {
    const char *name;
    chl_image_format format;
    size_t at, length;
    const char *bytes;
} image_magic;

static const image_magic magics[] = {
    { "PNG", CHL_IMAGE_PNG, 0, 8, "\x89PNG\r\n\x1A\n" },
    { "JPEG", CHL_IMAGE_JPEG, 0, 3, "\xFF\xD8\xFF" },
    { "GIF", CHL_IMAGE_OTHER, 0, 4, "GIF8" },
    { "WebP", CHL_IMAGE_OTHER, 8, 4, "WEBP" },
    { "TIFF", CHL_IMAGE_OTHER, 0, 4, "II*\0" },
    { "TIFF", CHL_IMAGE_OTHER, 0, 4, "MM\0*" },
    { "JPEG 2000", CHL_IMAGE_OTHER, 4, 4, "jP  " },
    { "AVIF", CHL_IMAGE_OTHER, 4, 8, "ftypavif" },
    { "HEIC", CHL_IMAGE_OTHER, 4, 8, "ftypheic" },
    { "BMP", CHL_IMAGE_OTHER, 6, 4, "\0\0\0\0" },
};

static bool
matches(const image_magic *magic, const uint8_t *bytes, size_t size)
{
    if (size < magic->at + magic->length
        || memcmp(bytes + magic->at, magic->bytes, magic->length) != 0) {
        return false;
    }
    /* Two letters alone would claim many texts: BMP needs its zeros too. */
    return strcmp(magic->name, "BMP") != 0 || memcmp(bytes, "BM", 2) == 0;
}

chl_image_format
chl_image_sniff(const uint8_t *bytes, size_t size, const char **name)
{
    for (size_t k = 0; k < sizeof magics / sizeof magics[0]; k++) {
        if (matches(&magics[k], bytes, size)) {
            *name = magics[k].name;
            return magics[k].format;
        }
    }
    *name = "";
    return CHL_IMAGE_NONE;
}

chl_status
chl_image_decode(const uint8_t *bytes, size_t size, chl_image *out,
                 chl_error *err)
{
    const char *name;

    switch (chl_image_sniff(bytes, size, &name)) {
    case CHL_IMAGE_PNG:
        return chl_image_decode_png(bytes, size, out, err);
    case CHL_IMAGE_JPEG:
        return chl_image_decode_jpeg(bytes, size, out, err);
    case CHL_IMAGE_OTHER:
        return CHL_FAIL(err, CHL_EFORMAT, "is a %s image; PNG or JPEG expected",
                        name);
    default:
        return CHL_FAIL(err, CHL_EFORMAT,
                        "%zu bytes that start like no PNG or JPEG image", size);
    }
}

chl_status
chl_image_allocate(chl_image *image, chl_error *err)
{
    chl_status status = CHL_OK;

    CHL_REQUIRE(
        image->height >= 1 && image->height <= CHL_IMAGE_SIDE_LIMIT
            && image->width >= 1 && image->width <= CHL_IMAGE_SIDE_LIMIT,
        err, CHL_EUNSUPPORTED, "%zu x %zu pixels; a side must lie in 1..%d",
        image->height, image->width, CHL_IMAGE_SIDE_LIMIT);
    /* No overflow: both sides are below 2^16, 8 bytes per pixel at most. */
    CHL_REQUIRE(chl_image_size(image) <= CHL_IMAGE_BYTES_LIMIT, err,
                CHL_EUNSUPPORTED,
                "%zu x %zu pixels decode to %zu bytes; at most %d are accepted",
                image->height, image->width, chl_image_size(image),
                CHL_IMAGE_BYTES_LIMIT);
    image->pixels = chl_alloc(chl_image_size(image), 1);
    CHL_REQUIRE_MEMORY(image->pixels, err, "the pixels of an image");
out:
    return status;
}

void
chl_image_clear(chl_image *image)
{
    chl_free(image->pixels);
    *image = (chl_image){ 0 };
}

size_t
chl_image_size(const chl_image *image)
{
    return image->height * image->width * image->channels
           * (image->dtype == CHL_U16 ? 2 : 1);
}

bool
chl_image_is_opaque(const chl_image *image)
{
    size_t width = image->dtype == CHL_U16 ? 2 : 1;
    size_t pixel = image->channels * width;

    if (image->channels != 2 && image->channels != 4) {
        return false;
    }
    for (size_t at = pixel; at <= chl_image_size(image); at += pixel) {
        for (size_t byte = at - width; byte < at; byte++) {
            if (image->pixels[byte] != 0xFF) {
                return false;
            }
        }
    }
    return true;
}
