/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arrays.h"
#include "data/dataset.h"
#include "places.h"
#include "support/runner.h"

static chl_error err;
static chl_dataset *data;
static chl_dataset_settings settings;

static void
set_up(void)
{
    settings = chl_dataset_settings_default();
}

static void
tear_down(void)
{
    chl_dataset_free(data);
    data = NULL;
}

static chl_status
open_array(chl_dtype type, const void *values, size_t rows, size_t columns)
{
    chl_array array = {
        .data = values, .dtype = type, .axes = 2, .shape = { rows, columns }
    };

    return chl_dataset_from_array("numbers", &array, &settings, &data, &err);
}

static chl_status
open_images(chl_dtype type, const void *values, size_t rows, size_t channels)
{
    chl_array array = { .data = values,
                        .dtype = type,
                        .axes = 4,
                        .shape = { rows, 1, 2, channels } };

    return chl_dataset_from_array("pictures", &array, &settings, &data, &err);
}

static const double *
row(size_t index)
{
    static double values[16];

    ck_assert_ok(chl_dataset_rows(data, &index, 1, values, &err), err);
    return values;
}

START_TEST(an_array_is_described)
{
    const float values[] = { 1, 2, 3, 4, 5, -6 };
    const chl_dataset_info *info;

    ck_assert_ok(open_array(CHL_F32, values, 3, 2), err);
    info = chl_dataset_describe(data);
    ck_assert_str_eq(info->name, "numbers");
    ck_assert_str_eq(info->format, "array");
    ck_assert_int_eq(info->kind, CHL_KIND_POINTS);
    ck_assert_int_eq(info->range.kind, CHL_RANGE_RAW);
    ck_assert_uint_eq(info->count, 3);
    ck_assert_uint_eq(info->dimension, 2);
    ck_assert_double_eq(info->minimum, -6);
    ck_assert_double_eq(info->maximum, 5);
    ck_assert_int_eq(chl_dataset_label(data, 0), -1);
    ck_assert_uint_eq(strlen(info->fingerprint), 32);
}
END_TEST

START_TEST(strides_may_run_backwards)
{
    const int16_t values[] = { 1, 2, 3, 4, 5, 6 };
    const ptrdiff_t strides[] = { -4, -2 };
    chl_array array = { values + 5, CHL_I16, 2, { 3, 2 }, strides };

    ck_assert_ok(chl_dataset_from_array("a", &array, &settings, &data, &err),
                 err);
    ck_assert_double_eq(row(0)[0], 6);
    ck_assert_double_eq(row(0)[1], 5);
    ck_assert_double_eq(row(2)[1], 1);
}
END_TEST

START_TEST(rows_come_in_the_order_asked_for)
{
    const uint8_t values[] = { 1, 2, 3, 4, 5, 6 };
    const size_t index[] = { 2, 0, 2 };
    double out[6];

    ck_assert_ok(open_array(CHL_U8, values, 3, 2), err);
    ck_assert_ok(chl_dataset_rows(data, index, 3, out, &err), err);
    ck_assert_double_eq(out[0], 5);
    ck_assert_double_eq(out[2], 1);
    ck_assert_double_eq(out[5], 6);
}
END_TEST

/* Ends of the types: stored value, and where it goes in [-1, 3]. */
static const struct {
    chl_dtype type;
    double full_scale, stored, mapped;
} scales[] = {
    { CHL_U8, 0, 255, 3 },   { CHL_U8, 0, 0, -1 },     { CHL_U16, 0, 65535, 3 },
    { CHL_I8, 0, -128, -1 }, { CHL_I8, 0, 127, 3 },    { CHL_I16, 0, 32767, 3 },
    { CHL_F32, 0, 1, 3 },    { CHL_F64, 0, 0.5, 1 },   { CHL_U8, 16, 16, 3 },
    { CHL_I64, 255, 0, -1 }, { CHL_I64, 255, 255, 3 }, { CHL_F16, 8, 2, 0 },
};

START_TEST(an_interval_maps_the_full_scale_of_the_type)
{
    uint8_t values[16] = { 0 };
    size_t size = chl_dtype_size(scales[_i].type);

    array_store(scales[_i].type, false, scales[_i].stored, values + size);
    settings.range =
        (chl_range){ CHL_RANGE_INTERVAL, -1, 3, scales[_i].full_scale };
    ck_assert_ok(open_array(scales[_i].type, values, 2, 1), err);
    ck_assert_double_eq_tol(row(1)[0], scales[_i].mapped, 1e-15);
}
END_TEST

START_TEST(standard_columns_have_mean_zero_and_variance_one)
{
    const double values[] = { 1, 7, 3, 7, 8, 7, 4, 7 };
    double sum = 0, squares = 0;

    settings.range.kind = CHL_RANGE_STANDARD;
    ck_assert_ok(open_array(CHL_F64, values, 4, 2), err);
    for (size_t k = 0; k < 4; k++) {
        sum += row(k)[0];
        squares += row(k)[0] * row(k)[0];
        ck_assert_double_eq(row(k)[1], 0);
    }
    ck_assert_double_eq_tol(sum, 0, 1e-15);
    ck_assert_double_eq_tol(squares, 4, 1e-14);
}
END_TEST

/* Float images: what they hold, and the range that follows. */
static const struct {
    float low, high;
    chl_range_kind kind;
    double full_scale;
} float_images[] = {
    { 0, 1, CHL_RANGE_INTERVAL, 1 },
    { 0, 255, CHL_RANGE_INTERVAL, 255 },
    { -1, 1, CHL_RANGE_RAW, 0 },
    { 0, 4000, CHL_RANGE_RAW, 0 },
};

START_TEST(float_images_are_scaled_by_what_they_hold)
{
    const float values[] = { float_images[_i].low, float_images[_i].high, 0,
                             0.5F };
    const chl_dataset_info *info;

    ck_assert_ok(open_images(CHL_F32, values, 2, 1), err);
    info = chl_dataset_describe(data);
    ck_assert_int_eq(info->range.kind, float_images[_i].kind);
    ck_assert_double_eq(info->range.full_scale, float_images[_i].full_scale);
}
END_TEST

START_TEST(images_go_from_minus_one_to_one)
{
    const uint8_t values[] = { 0, 255, 51, 102 };

    ck_assert_ok(open_images(CHL_U8, values, 2, 1), err);
    ck_assert_int_eq(chl_dataset_describe(data)->kind, CHL_KIND_IMAGES);
    ck_assert_double_eq(row(0)[0], -1);
    ck_assert_double_eq_tol(row(0)[1], 1, 1e-15);
    ck_assert_double_eq_tol(row(1)[0], -0.6, 1e-15);
}
END_TEST

START_TEST(pixels_are_grey_repeated_or_colours_without_alpha)
{
    const uint8_t grey[] = { 0, 255, 51, 102 };
    const uint16_t colour[] = { 65535, 0, 257, 9, 0, 1, 2,  3,
                                4,     5, 6,   7, 8, 9, 10, 11 };
    uint8_t rgb[6];

    ck_assert_ok(open_images(CHL_U8, grey, 2, 1), err);
    ck_assert_ok(chl_dataset_pixels(data, 1, rgb, &err), err);
    ck_assert_mem_eq(rgb, "\x33\x33\x33\x66\x66\x66", 6);
    tear_down();
    ck_assert_ok(open_images(CHL_U16, colour, 2, 4), err);
    ck_assert_ok(chl_dataset_pixels(data, 0, rgb, &err), err);
    ck_assert_mem_eq(rgb, "\xFF\0\x01\0\0\0", 6);
}
END_TEST

START_TEST(points_have_no_pixels)
{
    const uint8_t values[] = { 1, 2 };
    uint8_t rgb[3];

    ck_assert_ok(open_array(CHL_U8, values, 2, 1), err);
    ck_assert_fails(chl_dataset_pixels(data, 0, rgb, &err), CHL_EUNSUPPORTED,
                    "numbers: rows are no images", err);
}
END_TEST

START_TEST(duplicates_are_counted_once_each)
{
    const int32_t values[] = { 1, 2, 1, 3, 2, 1 };

    ck_assert_ok(open_array(CHL_I32, values, 6, 1), err);
    ck_assert_uint_eq(chl_dataset_describe(data)->duplicates, 3);
    ck_assert(!chl_dataset_describe(data)->constant);
}
END_TEST

START_TEST(constant_data_are_flagged)
{
    const int32_t values[] = { 4, 4, 4 };

    ck_assert_ok(open_array(CHL_I32, values, 3, 1), err);
    ck_assert_uint_eq(chl_dataset_describe(data)->duplicates, 2);
    ck_assert(chl_dataset_describe(data)->constant);
}
END_TEST

static const struct {
    float value;
    const char *word;
} not_finite[] = { { NAN, "NaN" }, { INFINITY, "inf" }, { -INFINITY, "-inf" } };

START_TEST(a_value_that_is_not_finite_is_refused_by_row_and_column)
{
    float values[20] = { 0 };
    char part[64] = "numbers: row 1, column 9 is ";

    values[19] = not_finite[_i].value;
    ck_assert_fails(open_array(CHL_F32, values, 2, 10), CHL_EDATA,
                    strcat(part, not_finite[_i].word), err);
    ck_assert_ptr_null(data);
}
END_TEST

static void
open_layout(bool big_endian, bool fortran, char fingerprint[33])
{
    npy_layout layout = { .dtype = CHL_F32,
                          .big_endian = big_endian,
                          .fortran = fortran,
                          .axes = 2,
                          .shape = { 5, 3 } };
    file_bytes file = npy_write(&layout);
    const char *path = place_write("x.npy", file.bytes, file.size);

    ck_assert_ok(chl_dataset_open(path, NULL, &data, &err), err);
    strcpy(fingerprint, chl_dataset_describe(data)->fingerprint);
    tear_down();
    free(file.bytes);
}

START_TEST(a_fingerprint_is_of_the_values_and_not_of_their_layout)
{
    char first[33], other[33];

    place_make();
    open_layout(false, false, first);
    open_layout(true, false, other);
    ck_assert_str_eq(first, other);
    open_layout(false, true, other);
    ck_assert_str_eq(first, other);
    place_remove();
}
END_TEST

START_TEST(another_shape_is_another_fingerprint)
{
    const uint8_t values[] = { 1, 2, 3, 4, 5, 6 };
    char first[33];

    ck_assert_ok(open_array(CHL_U8, values, 3, 2), err);
    strcpy(first, chl_dataset_describe(data)->fingerprint);
    tear_down();
    ck_assert_ok(open_array(CHL_U8, values, 2, 3), err);
    ck_assert_str_ne(first, chl_dataset_describe(data)->fingerprint);
}
END_TEST

static const struct {
    size_t axes, shape[4];
    chl_status status;
    const char *part;
} bad_arrays[] = {
    { 2, { 0, 3 }, CHL_EDATA, "has no rows; at least 2" },
    { 2, { 1, 3 }, CHL_EDATA, "has one row; at least 2" },
    { 2, { 3, 0 }, CHL_EDATA, "rows without values" },
    { 1, { 3 }, CHL_EARG, "1 axes; expected 2, 3 or 4" },
    { 4, { 2, 1, 1, 5 }, CHL_EARG, "5 channels; expected 1 to 4" },
    { 3, { SIZE_MAX / 2, 4, 4 }, CHL_EARG, "more bytes than memory" },
};

START_TEST(an_unusable_array_is_refused)
{
    const uint8_t values[16] = { 0 };
    chl_array array = { .data = values, .axes = bad_arrays[_i].axes };

    memcpy(array.shape, bad_arrays[_i].shape, sizeof array.shape);
    ck_assert_fails(chl_dataset_from_array("a", &array, &settings, &data, &err),
                    bad_arrays[_i].status, bad_arrays[_i].part, err);
}
END_TEST

static const struct {
    chl_range range;
    const char *part;
} bad_ranges[] = {
    { { CHL_RANGE_INTERVAL, 1, 1, 0 }, "range is 1 to 1; both must be finite" },
    { { CHL_RANGE_INTERVAL, 0, INFINITY, 0 }, "range is 0 to inf" },
    { { CHL_RANGE_RAW, 0, 0, -1 }, "full scale is -1" },
    { { (chl_range_kind) 9, 0, 0, 0 }, "range kind is 9" },
};

START_TEST(a_range_outside_its_domain_is_refused)
{
    const uint8_t values[] = { 1, 2 };

    settings.range = bad_ranges[_i].range;
    ck_assert_fails(open_array(CHL_U8, values, 2, 1), CHL_EARG,
                    bad_ranges[_i].part, err);
}
END_TEST

START_TEST(an_empty_file_is_refused)
{
    place_make();
    ck_assert_fails(
        chl_dataset_open(place_write("x.npy", "", 0), NULL, &data, &err),
        CHL_EDATA, "x.npy: is empty", err);
    place_remove();
}
END_TEST

START_TEST(an_unknown_format_is_refused_with_its_first_bytes)
{
    place_make();
    ck_assert_fails(
        chl_dataset_open(place_write("x", "\1\2\3", 3), NULL, &data, &err),
        CHL_EFORMAT, "3 bytes that start with 01 02 03", err);
    place_remove();
}
END_TEST

START_TEST(a_device_is_refused)
{
    ck_assert_fails(chl_dataset_open("/dev/null", NULL, &data, &err), CHL_EDATA,
                    "/dev/null: is neither a file nor a folder", err);
}
END_TEST

START_TEST(a_name_that_is_not_utf8_is_escaped_in_the_message)
{
    ck_assert_fails(chl_dataset_open("no\xFFwhere", NULL, &data, &err),
                    CHL_EDATA, "no\\xFFwhere: no such file", err);
}
END_TEST

START_TEST(a_file_that_shrinks_is_noticed)
{
    npy_layout layout = { .dtype = CHL_F64, .axes = 2, .shape = { 99, 99 } };
    file_bytes file = npy_write(&layout);
    size_t index = 98;
    double values[99];
    const char *path;

    place_make();
    path = place_write("x.npy", file.bytes, file.size);
    ck_assert_ok(chl_dataset_open(path, NULL, &data, &err), err);
    ck_assert_int_eq(truncate(path, 1000), 0);
    ck_assert_fails(chl_dataset_rows(data, &index, 1, values, &err), CHL_EIO,
                    "to 1000 bytes while in use", err);
    free(file.bytes);
    place_remove();
}
END_TEST

static const struct {
    bool big_endian, fortran;
} orders[] = { { false, false }, { true, false }, { false, true } };

/* Runs of neighbours are read at once; neither they nor the order matter. */
START_TEST(rows_are_the_same_alone_and_in_any_list)
{
    npy_layout layout = { .dtype = CHL_F32,
                          .axes = 2,
                          .shape = { 99, 3 },
                          .big_endian = orders[_i].big_endian,
                          .fortran = orders[_i].fortran };
    file_bytes file = npy_write(&layout);
    const size_t list[] = { 7, 8, 9, 9, 10, 3, 98, 0, 1, 2 };
    double values[10][3], alone[3];

    place_make();
    ck_assert_ok(chl_dataset_open(place_write("x.npy", file.bytes, file.size),
                                  NULL, &data, &err),
                 err);
    ck_assert_ok(chl_dataset_rows(data, list, 10, values[0], &err), err);
    for (size_t k = 0; k < 10; k++) {
        ck_assert_ok(chl_dataset_rows(data, &list[k], 1, alone, &err), err);
        ck_assert_mem_eq(values[k], alone, sizeof alone);
    }
    ck_assert_mem_eq(values[2], values[3], sizeof alone);
    ck_assert_mem_ne(values[2], values[4], sizeof alone);
    free(file.bytes);
    place_remove();
}
END_TEST

START_TEST(an_existing_file_wins_over_a_measure_of_its_name)
{
    ck_assert_int_eq(chdir(place_make()), 0);
    place_write("gauss", "1,2\n3,4\n", 8);
    ck_assert_ok(chl_dataset_open("gauss", NULL, &data, &err), err);
    ck_assert_str_eq(chl_dataset_describe(data)->format, "csv");
    ck_assert_int_eq(chdir("/"), 0);
    place_remove();
}
END_TEST

START_TEST(items_without_names_are_numbered_and_cut_to_size)
{
    const uint8_t values[20] = { 1 };
    char name[6];

    ck_assert_ok(open_array(CHL_U8, values, 20, 1), err);
    chl_dataset_item_name(data, 17, name, sizeof name);
    ck_assert_str_eq(name, "row 1");
}
END_TEST

static chl_status
open_and_free(void)
{
    static const double values[] = { 1, 7, 3, 7 };
    chl_array array = {
        .data = values, .dtype = CHL_F64, .axes = 2, .shape = { 2, 2 }
    };
    chl_status status =
        chl_dataset_from_array("a", &array, &settings, &data, NULL);

    tear_down();
    return status;
}

START_TEST(opening_an_array_survives_lost_memory)
{
    settings.range.kind = CHL_RANGE_STANDARD;
    ck_assert_survives_lost_memory(open_and_free());
}
END_TEST

#define COUNT(list) (int) (sizeof(list) / sizeof *(list))

static TCase *
numbers(void)
{
    TCase *all = tcase_create("numbers");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, an_array_is_described);
    tcase_add_test(all, strides_may_run_backwards);
    tcase_add_test(all, rows_come_in_the_order_asked_for);
    tcase_add_loop_test(all, an_interval_maps_the_full_scale_of_the_type, 0,
                        COUNT(scales));
    tcase_add_test(all, standard_columns_have_mean_zero_and_variance_one);
    tcase_add_loop_test(all, float_images_are_scaled_by_what_they_hold, 0,
                        COUNT(float_images));
    tcase_add_test(all, images_go_from_minus_one_to_one);
    tcase_add_test(all, pixels_are_grey_repeated_or_colours_without_alpha);
    tcase_add_test(all, points_have_no_pixels);
    tcase_add_test(all, duplicates_are_counted_once_each);
    tcase_add_test(all, constant_data_are_flagged);
    tcase_add_test(all, a_fingerprint_is_of_the_values_and_not_of_their_layout);
    tcase_add_test(all, another_shape_is_another_fingerprint);
    return all;
}

static TCase *
refusals(void)
{
    TCase *all = tcase_create("refusals");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all,
                        a_value_that_is_not_finite_is_refused_by_row_and_column,
                        0, COUNT(not_finite));
    tcase_add_loop_test(all, an_unusable_array_is_refused, 0,
                        COUNT(bad_arrays));
    tcase_add_loop_test(all, a_range_outside_its_domain_is_refused, 0,
                        COUNT(bad_ranges));
    tcase_add_test(all, an_empty_file_is_refused);
    tcase_add_test(all, an_unknown_format_is_refused_with_its_first_bytes);
    tcase_add_test(all, a_device_is_refused);
    tcase_add_test(all, a_name_that_is_not_utf8_is_escaped_in_the_message);
    tcase_add_test(all, a_file_that_shrinks_is_noticed);
    tcase_add_loop_test(all, rows_are_the_same_alone_and_in_any_list, 0,
                        sizeof orders / sizeof *orders);
    tcase_add_test(all, an_existing_file_wins_over_a_measure_of_its_name);
    tcase_add_test(all, items_without_names_are_numbered_and_cut_to_size);
    tcase_add_test(all, opening_an_array_survives_lost_memory);
    return all;
}

int
main(void)
{
    Suite *suite = suite_create("data dataset");

    suite_add_tcase(suite, numbers());
    suite_add_tcase(suite, refusals());
    return run_suite(suite);
}
