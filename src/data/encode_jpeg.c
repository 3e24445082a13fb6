/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels to JPEG, for the thumbnails of reports. */
#include <stdlib.h>
#include <string.h>

#include <chladni/data.h>

#include "base/error.h"
#include "data/image.h"
#include "data/jpeg.h"

typedef struct encode_job {
    struct jpeg_compress_struct info;
    chl_jpeg_guard guard;
    unsigned char *bytes; /* libjpeg's own, from malloc */
    unsigned long size;
    bool failed;
} encode_job;

static void
write_rows(encode_job *job, const uint8_t *rgb)
{
    size_t pitch = 3 * (size_t) job->info.image_width;

    while (job->info.next_scanline < job->info.image_height) {
        /* libjpeg only reads the row; its type forgot to say so. */
        JSAMPROW row =
            (JSAMPROW) (uintptr_t) (rgb + pitch * job->info.next_scanline);

        jpeg_write_scanlines(&job->info, &row, 1);
    }
}

static void
run(encode_job *job, const uint8_t *rgb, size_t height, size_t width,
    int quality)
{
    if (setjmp(job->guard.escape) != 0) {
        job->failed = true;
        return;
    }
    jpeg_create_compress(&job->info);
    jpeg_mem_dest(&job->info, &job->bytes, &job->size);
    job->info.image_height = (JDIMENSION) height;
    job->info.image_width = (JDIMENSION) width;
    job->info.input_components = 3;
    job->info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&job->info);
    jpeg_set_quality(&job->info, quality, TRUE);
    job->info.dct_method = JDCT_ISLOW;
    job->info.optimize_coding = TRUE;
    jpeg_start_compress(&job->info, TRUE);
    write_rows(job, rgb);
    jpeg_finish_compress(&job->info);
}

static chl_status
copy_out(const encode_job *job, uint8_t **out, size_t *size, chl_error *err)
{
    chl_status status = CHL_OK;
    uint8_t *copy = NULL;

    CHL_REQUIRE(!job->failed, err, CHL_ENOMEM, "JPEG cannot be encoded: %s",
                job->guard.text);
    copy = chl_alloc(job->size, 1);
    CHL_REQUIRE_MEMORY(copy, err, "an encoded JPEG");
    memcpy(copy, job->bytes, job->size);
    *out = copy;
    *size = job->size;
out:
    return status;
}

chl_status
chl_image_encode_jpeg(const uint8_t *rgb, size_t height, size_t width,
                      int quality, uint8_t **out, size_t *size, chl_error *err)
{
    chl_status status = CHL_OK;
    encode_job *job = NULL;

    CHL_REQUIRE(height >= 1 && height <= 65500 && width >= 1 && width <= 65500,
                err, CHL_EARG,
                "picture is %zu x %zu; a side must lie in "
                "1..65500",
                height, width);
    CHL_REQUIRE(quality >= 1 && quality <= 100, err, CHL_EARG,
                "quality is %d; it must lie in 1..100", quality);
    job = chl_alloc(1, sizeof *job);
    CHL_REQUIRE_MEMORY(job, err, "the JPEG encoder");
    job->info.err = chl_jpeg_guard_init(&job->guard);
    run(job, rgb, height, width, quality);
    jpeg_destroy_compress(&job->info);
    status = copy_out(job, out, size, err);
    free(job->bytes);
out:
    chl_free(job);
    return status;
}
