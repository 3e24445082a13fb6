/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an image: refused with a sentence, or decoded twice alike. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_refusal(chl_status status, const chl_error *err)
{
    if (err->status != status || err->text[0] == '\0'
        || !chl_text_is_utf8(err->text, strlen(err->text))) {
        abort();
    }
}

static void
check_image(const chl_image *image)
{
    bool sound = image->height >= 1 && image->height <= CHL_IMAGE_SIDE_LIMIT
                 && image->width >= 1 && image->width <= CHL_IMAGE_SIDE_LIMIT
                 && image->channels >= 1 && image->channels <= 4
                 && (image->dtype == CHL_U8 || image->dtype == CHL_U16);

    if (!sound || chl_image_size(image) > CHL_IMAGE_BYTES_LIMIT) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    long blocks = chl_memory_live_blocks();
    chl_image image = { 0 }, again = { 0 };
    chl_error err = { 0 };
    chl_status status = chl_image_decode(data, size, &image, &err);

    if (status != CHL_OK) {
        check_refusal(status, &err);
    } else {
        check_image(&image);
        if (chl_image_decode(data, size, &again, NULL) != CHL_OK
            || chl_image_size(&image) != chl_image_size(&again)
            || memcmp(image.pixels, again.pixels, chl_image_size(&image))
                   != 0) {
            abort();
        }
        chl_image_clear(&again);
        chl_image_clear(&image);
    }
    if (chl_memory_live_blocks() != blocks) {
        abort();
    }
    return 0;
}
