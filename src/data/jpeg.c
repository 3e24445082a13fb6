/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JPEG to pixels. */
#include "data/jpeg.h"

#include <jerror.h>

#include "base/error.h"
#include "data/image.h"

enum {
    SCAN_LIMIT = 200,    /* a progressive file needs about ten */
    WORK_LIMIT = 1 << 30 /* bytes libjpeg may take for coefficients */
};

static void
leave(j_common_ptr info)
{
    chl_jpeg_guard *guard = (chl_jpeg_guard *) info->err;

    guard->code = guard->manager.msg_code;
    guard->manager.format_message(info, guard->text);
    longjmp(guard->escape, 1);
}

/* A warning means that pixels were made up, except for these two. */
static void
judge_message(j_common_ptr info, int level)
{
    if (level < 0 && info->err->msg_code != JWRN_EXTRANEOUS_DATA
        && info->err->msg_code != JWRN_JFIF_MAJOR) {
        leave(info);
    }
}

static void
stay_quiet(j_common_ptr info)
{
    (void) info;
}

struct jpeg_error_mgr *
chl_jpeg_guard_init(chl_jpeg_guard *guard)
{
    struct jpeg_error_mgr *manager = jpeg_std_error(&guard->manager);

    manager->error_exit = leave;
    manager->emit_message = judge_message;
    manager->output_message = stay_quiet;
    return manager;
}

typedef struct jpeg_job {
    struct jpeg_decompress_struct info;
    struct jpeg_progress_mgr monitor;
    chl_jpeg_guard guard;
    chl_image image;
    chl_status status;
    chl_error *err;
} jpeg_job;

/* Thousands of scans over one image are an attack on our time. */
static void
count_scans(j_common_ptr info)
{
    chl_jpeg_guard *guard = (chl_jpeg_guard *) info->err;

    if (((j_decompress_ptr) info)->input_scan_number > SCAN_LIMIT) {
        snprintf(guard->text, sizeof guard->text, "more than %d scans",
                 SCAN_LIMIT);
        longjmp(guard->escape, 1);
    }
}

static chl_status
read_header(jpeg_job *job)
{
    struct jpeg_decompress_struct *info = &job->info;
    chl_status status = CHL_OK;

    jpeg_read_header(info, TRUE);
    CHL_REQUIRE(info->jpeg_color_space != JCS_CMYK
                    && info->jpeg_color_space != JCS_YCCK,
                job->err, CHL_EUNSUPPORTED,
                "JPEG is in CMYK colours; grey or RGB expected");
    info->out_color_space =
        info->jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
    info->dct_method = JDCT_ISLOW;
    job->image.height = info->image_height;
    job->image.width = info->image_width;
    job->image.channels = info->out_color_space == JCS_GRAYSCALE ? 1 : 3;
    job->image.dtype = CHL_U8;
    CHL_TRY(chl_image_allocate(&job->image, job->err));
out:
    return status;
}

static void
read_rows(jpeg_job *job)
{
    size_t pitch = job->image.width * job->image.channels;

    jpeg_start_decompress(&job->info);
    while (job->info.output_scanline < job->info.output_height) {
        JSAMPROW row = job->image.pixels + pitch * job->info.output_scanline;

        jpeg_read_scanlines(&job->info, &row, 1);
    }
    jpeg_finish_decompress(&job->info);
}

/* Everything that may jump lives below this frame; its state is in *job. */
static void
run(jpeg_job *job, const uint8_t *bytes, size_t size)
{
    if (setjmp(job->guard.escape) != 0) {
        job->status = job->guard.code == JERR_OUT_OF_MEMORY
                          ? CHL_FAIL(job->err, CHL_ENOMEM,
                                     "out of memory for a JPEG image")
                          : CHL_FAIL(job->err, CHL_EFORMAT,
                                     "JPEG is damaged: %s", job->guard.text);
        return;
    }
    jpeg_create_decompress(&job->info);
    job->info.mem->max_memory_to_use = WORK_LIMIT;
    job->monitor.progress_monitor = count_scans;
    job->info.progress = &job->monitor;
    jpeg_mem_src(&job->info, bytes, size);
    job->status = read_header(job);
    if (job->status == CHL_OK) {
        read_rows(job);
    }
}

chl_status
chl_image_decode_jpeg(const uint8_t *bytes, size_t size, chl_image *out,
                      chl_error *err)
{
    chl_status status = CHL_OK;
    jpeg_job *job = chl_alloc(1, sizeof *job);

    CHL_REQUIRE_MEMORY(job, err, "a JPEG image");
    job->err = err;
    job->info.err = chl_jpeg_guard_init(&job->guard);
    run(job, bytes, size);
    jpeg_destroy_decompress(&job->info);
    CHL_TRY(job->status);
    *out = job->image;
    job->image = (chl_image){ 0 };
out:
    if (job != NULL) {
        chl_image_clear(&job->image);
    }
    chl_free(job);
    return status;
}
