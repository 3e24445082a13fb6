/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image files to pixels, and pixels to JPEG. */
#include <stdlib.h>
#include <string.h>

#include <spng.h>
#include <zlib.h>

#include "data/image.h"
#include "pictures.h"
#include "support/runner.h"

static chl_error err;

typedef struct png_kind {
    int color_type, depth;
    size_t packed, channels;
    chl_dtype dtype;
} png_kind;

/* 4 x 6 pixels of every type PNG has. */
static const png_kind kinds[] = {
    { 0, 1, 4, 1, CHL_U8 },     { 0, 2, 8, 1, CHL_U8 },
    { 0, 4, 12, 1, CHL_U8 },    { 0, 8, 24, 1, CHL_U8 },
    { 0, 16, 48, 1, CHL_U16 },  { 2, 8, 72, 3, CHL_U8 },
    { 2, 16, 144, 3, CHL_U16 }, { 4, 8, 48, 2, CHL_U8 },
    { 4, 16, 96, 2, CHL_U16 },  { 6, 8, 96, 4, CHL_U8 },
    { 6, 16, 192, 4, CHL_U16 },
};

static unsigned
packed_sample(const uint8_t *packed, const png_kind *kind, size_t y, size_t k)
{
    size_t pitch = kind->packed / 4;
    size_t bit = k * (size_t) kind->depth;
    const uint8_t *at = packed + y * pitch + bit / 8;
    unsigned top = (1u << kind->depth) - 1;

    if (kind->depth == 16) {
        return (unsigned) at[0] << 8 | at[1];
    }
    return ((unsigned) at[0] >> (8 - kind->depth - (int) (bit % 8)) & top) * 255
           / top;
}

START_TEST(every_kind_of_png_comes_back_value_by_value)
{
    const png_kind *kind = &kinds[_i];
    uint8_t packed[192];
    chl_image image;
    picture png;

    for (size_t k = 0; k < sizeof packed; k++) {
        packed[k] = picture_value(7, k);
    }
    png =
        picture_png(4, 6, kind->color_type, kind->depth, packed, kind->packed);
    ck_assert_ok(chl_image_decode(png.bytes, png.size, &image, &err), err);
    ck_assert_uint_eq(image.height, 4);
    ck_assert_uint_eq(image.width, 6);
    ck_assert_uint_eq(image.channels, kind->channels);
    ck_assert_int_eq(image.dtype, kind->dtype);
    for (size_t k = 0; k < 24 * kind->channels; k++) {
        size_t row = 6 * kind->channels;
        unsigned want = packed_sample(packed, kind, k / row, k % row);
        uint16_t wide;

        if (kind->dtype == CHL_U16) {
            memcpy(&wide, image.pixels + 2 * k, 2);
            ck_assert_uint_eq(wide, want);
        } else {
            ck_assert_uint_eq(image.pixels[k], want);
        }
    }
    chl_image_clear(&image);
    free(png.bytes);
}
END_TEST

START_TEST(palettes_become_rgb)
{
    static const uint8_t index[] = { 0, 1, 1, 0 };
    static const uint8_t want[] = { 10,  20,  30, 200, 100, 0,
                                    200, 100, 0,  10,  20,  30 };
    picture png = picture_png(2, 2, 3, 8, index, sizeof index);
    chl_image image;

    ck_assert_ok(chl_image_decode(png.bytes, png.size, &image, &err), err);
    ck_assert_uint_eq(image.channels, 3);
    ck_assert_mem_eq(image.pixels, want, sizeof want);
    chl_image_clear(&image);
    free(png.bytes);
}
END_TEST

START_TEST(only_alpha_at_full_scale_is_opaque)
{
    uint8_t pixels[] = { 1, 2, 3, 255, 4, 5, 6, 254 };
    chl_image image = {
        .pixels = pixels, .height = 1, .width = 2, .channels = 4
    };

    ck_assert(!chl_image_is_opaque(&image));
    pixels[7] = 255;
    ck_assert(chl_image_is_opaque(&image));
    image.channels = 1;
    ck_assert(!chl_image_is_opaque(&image));
}
END_TEST

static void
refuse_every_truncation(picture whole, size_t needed)
{
    for (size_t size = 0; size < needed; size++) {
        /* A copy of its own, so that a read behind the end is seen. */
        uint8_t *part = malloc(size > 0 ? size : 1);
        chl_image image;
        chl_status status;

        memcpy(part, whole.bytes, size);
        status = chl_image_decode(part, size, &image, &err);
        ck_assert_msg(status == CHL_EFORMAT, "%zu of %zu bytes: %s", size,
                      whole.size, chl_status_text(status));
        err = (chl_error){ 0 };
        free(part);
    }
    free(whole.bytes);
}

START_TEST(every_truncation_of_a_png_is_refused)
{
    picture png = picture_any(5, 7, 3, 1);

    /* The last chunk is empty; libspng does not ask for its checksum. */
    refuse_every_truncation(png, png.size - 4);
}
END_TEST

START_TEST(every_truncation_of_a_jpeg_is_refused)
{
    picture jpeg = picture_jpeg(16, 16, 3);

    refuse_every_truncation(jpeg, jpeg.size);
}
END_TEST

START_TEST(truncated_files_say_so)
{
    picture png = picture_any(5, 7, 3, 1), jpeg = picture_jpeg(16, 16, 3);
    chl_image image;

    ck_assert_fails(chl_image_decode(png.bytes, png.size - 20, &image, &err),
                    CHL_EFORMAT, "PNG is truncated", err);
    ck_assert_fails(chl_image_decode(jpeg.bytes, jpeg.size - 4, &image, &err),
                    CHL_EFORMAT, "JPEG is damaged: Premature end", err);
    free(png.bytes);
    free(jpeg.bytes);
}
END_TEST

START_TEST(a_header_that_lies_about_its_size_is_refused)
{
    picture png = picture_any(5, 7, 3, 1);
    chl_image image;
    uLong crc;

    memcpy(png.bytes + 16, "\0\0\x20\0\0\0\x20\0", 8);
    crc = crc32(0, png.bytes + 12, 17);
    for (int k = 0; k < 4; k++) {
        png.bytes[29 + k] = (uint8_t) (crc >> (24 - 8 * k));
    }
    ck_assert_fails(chl_image_decode(png.bytes, png.size, &image, &err),
                    CHL_EFORMAT, "header says 8192 x 8192 pixels", err);
    free(png.bytes);
}
END_TEST

START_TEST(huge_sides_are_refused_with_the_limit)
{
    chl_image image = { .height = 3, .width = 65536, .channels = 1 };

    ck_assert_fails(chl_image_allocate(&image, &err), CHL_EUNSUPPORTED,
                    "3 x 65536 pixels; a side must lie in 1..65535", err);
    image.height = image.width = 65535;
    ck_assert_fails(chl_image_allocate(&image, &err), CHL_EUNSUPPORTED,
                    "at most 268435456", err);
}
END_TEST

START_TEST(a_cmyk_jpeg_is_refused)
{
    picture jpeg = picture_jpeg(16, 16, 4);
    chl_image image;

    ck_assert_fails(chl_image_decode(jpeg.bytes, jpeg.size, &image, &err),
                    CHL_EUNSUPPORTED, "CMYK", err);
    free(jpeg.bytes);
}
END_TEST

START_TEST(a_grey_jpeg_has_one_channel)
{
    picture jpeg = picture_jpeg(8, 8, 1);
    chl_image image;

    ck_assert_ok(chl_image_decode(jpeg.bytes, jpeg.size, &image, &err), err);
    ck_assert_uint_eq(image.channels, 1);
    chl_image_clear(&image);
    free(jpeg.bytes);
}
END_TEST

START_TEST(other_formats_are_called_by_their_name)
{
    static const uint8_t webp[] = "RIFF\x10\0\0\0WEBPVP8 ";
    static const uint8_t text[] = "hello";
    chl_image image;

    ck_assert_fails(chl_image_decode(webp, sizeof webp, &image, &err),
                    CHL_EFORMAT, "is a WebP image; PNG or JPEG expected", err);
    ck_assert_fails(chl_image_decode(text, 5, &image, &err), CHL_EFORMAT,
                    "5 bytes that start like no PNG or JPEG image", err);
}
END_TEST

START_TEST(an_encoded_jpeg_decodes_to_nearly_the_same_pixels)
{
    uint8_t rgb[16 * 24 * 3], *bytes = NULL;
    chl_image image;
    size_t size;

    for (size_t k = 0; k < sizeof rgb; k++) {
        rgb[k] = (uint8_t) (2 * (k / 3 % 24) + 5 * (k / 72));
    }
    ck_assert_ok(chl_image_encode_jpeg(rgb, 16, 24, 95, &bytes, &size, &err),
                 err);
    ck_assert_ok(chl_image_decode(bytes, size, &image, &err), err);
    ck_assert_uint_eq(chl_image_size(&image), sizeof rgb);
    for (size_t k = 0; k < sizeof rgb; k++) {
        ck_assert_int_le(abs(image.pixels[k] - rgb[k]), 4);
    }
    chl_image_clear(&image);
    chl_free(bytes);
}
END_TEST

START_TEST(an_impossible_quality_is_refused_with_the_range)
{
    uint8_t rgb[3] = { 0 }, *bytes = NULL;
    size_t size;

    ck_assert_fails(chl_image_encode_jpeg(rgb, 1, 1, 101, &bytes, &size, &err),
                    CHL_EARG, "quality is 101; it must lie in 1..100", err);
    ck_assert_fails(chl_image_encode_jpeg(rgb, 0, 1, 90, &bytes, &size, &err),
                    CHL_EARG, "picture is 0 x 1", err);
}
END_TEST

START_TEST(decoding_survives_lost_memory)
{
    picture png = picture_any(5, 7, 4, 1), jpeg = picture_jpeg(8, 8, 3);
    chl_image image;

    ck_assert_survives_lost_memory(
        chl_image_decode(png.bytes, png.size, &image, NULL));
    chl_image_clear(&image);
    ck_assert_survives_lost_memory(
        chl_image_decode(jpeg.bytes, jpeg.size, &image, NULL));
    chl_image_clear(&image);
    free(png.bytes);
    free(jpeg.bytes);
}
END_TEST

START_TEST(encoding_survives_lost_memory)
{
    uint8_t rgb[3] = { 1, 2, 3 }, *bytes = NULL;
    size_t size;

    ck_assert_survives_lost_memory(
        chl_image_encode_jpeg(rgb, 1, 1, 80, &bytes, &size, NULL));
    chl_free(bytes);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("image");
    TCase *tcase = tcase_create("image");

    tcase_add_loop_test(tcase, every_kind_of_png_comes_back_value_by_value, 0,
                        sizeof kinds / sizeof kinds[0]);
    tcase_add_test(tcase, palettes_become_rgb);
    tcase_add_test(tcase, only_alpha_at_full_scale_is_opaque);
    tcase_add_test(tcase, every_truncation_of_a_png_is_refused);
    tcase_add_test(tcase, every_truncation_of_a_jpeg_is_refused);
    tcase_add_test(tcase, truncated_files_say_so);
    tcase_add_test(tcase, a_header_that_lies_about_its_size_is_refused);
    tcase_add_test(tcase, huge_sides_are_refused_with_the_limit);
    tcase_add_test(tcase, a_cmyk_jpeg_is_refused);
    tcase_add_test(tcase, a_grey_jpeg_has_one_channel);
    tcase_add_test(tcase, other_formats_are_called_by_their_name);
    tcase_add_test(tcase, an_encoded_jpeg_decodes_to_nearly_the_same_pixels);
    tcase_add_test(tcase, an_impossible_quality_is_refused_with_the_range);
    tcase_add_test(tcase, decoding_survives_lost_memory);
    tcase_add_test(tcase, encoding_survives_lost_memory);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
