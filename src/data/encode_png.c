/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels to PNG, for drawings. */
#include <stdlib.h>
#include <string.h>

#include <spng.h>

#include <chladni/cloud.h>

#include "base/error.h"
#include "data/image.h"

static chl_status
check(int code, chl_error *err)
{
    if (code == SPNG_OK) {
        return CHL_OK;
    }
    return CHL_FAIL(err, CHL_ENOMEM, "a PNG picture cannot be written: %s",
                    spng_strerror(code));
}

chl_status
chl_image_encode_png(const uint8_t *rgb, size_t height, size_t width,
                     uint8_t **out, size_t *size, chl_error *err)
{
    chl_status status = CHL_OK;
    spng_ctx *png = NULL;
    void *written = NULL; /* libspng's own, from malloc */
    uint8_t *made = NULL;
    struct spng_ihdr header = { .bit_depth = 8,
                                .color_type = SPNG_COLOR_TYPE_TRUECOLOR };
    size_t length = 0;
    int code = SPNG_OK;

    CHL_REQUIRE(height >= 1 && width >= 1 && height <= CHL_IMAGE_SIDE_LIMIT
                    && width <= CHL_IMAGE_SIDE_LIMIT,
                err, CHL_EARG, "a picture of %zu x %zu pixels is none", height,
                width);
    header.width = (uint32_t) width;
    header.height = (uint32_t) height;
    png = spng_ctx_new(SPNG_CTX_ENCODER);
    CHL_REQUIRE_MEMORY(png, err, "a PNG picture");
    CHL_TRY(check(spng_set_option(png, SPNG_ENCODE_TO_BUFFER, 1), err));
    CHL_TRY(check(spng_set_ihdr(png, &header), err));
    CHL_TRY(check(spng_encode_image(png, rgb, height * width * 3, SPNG_FMT_PNG,
                                    SPNG_ENCODE_FINALIZE),
                  err));
    written = spng_get_png_buffer(png, &length, &code);
    CHL_TRY(check(code, err));
    made = chl_alloc(length, 1);
    CHL_REQUIRE_MEMORY(made, err, "a PNG picture");
    memcpy(made, written, length);
    *out = made;
    *size = length;
out:
    free(written);
    spng_ctx_free(png);
    return status;
}
