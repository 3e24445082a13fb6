/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5 files, written here through the library itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hdf5.h>

#include "arrays.h"
#include "data/dataset.h"
#include "places.h"
#include "support/runner.h"

static chl_error err;
static chl_dataset *data;
static char path[256];
static hid_t file;

static void
set_up(void)
{
    snprintf(path, sizeof path, "%s/a.h5", place_make());
    file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
}

static void
tear_down(void)
{
    chl_dataset_free(data);
    data = NULL;
    place_remove();
}

typedef struct layout {
    hid_t stored;      /* type in the file */
    size_t chunk_rows; /* 0 = contiguous */
    bool deflated;
} layout;

static hid_t
properties_of(const layout *how, int axes, const hsize_t *shape)
{
    hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    hsize_t chunk[4] = { how->chunk_rows };

    if (how->chunk_rows > 0) {
        for (int k = 1; k < axes; k++) {
            chunk[k] = shape[k];
        }
        H5Pset_chunk(properties, axes, chunk);
    }
    if (how->deflated) {
        H5Pset_deflate(properties, 6);
    }
    return properties;
}

/* Values 0, 1, 2, ... modulo 251. */
static void
add(const char *name, const layout *how, int axes, const hsize_t *shape)
{
    hid_t properties = properties_of(how, axes, shape);
    hid_t space = H5Screate_simple(axes, shape, NULL), links, id;
    size_t count = (size_t) H5Sget_simple_extent_npoints(space);
    int *values = malloc(count * sizeof *values);

    for (size_t k = 0; k < count; k++) {
        values[k] = (int) (k % 251);
    }
    links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    id = H5Dcreate(file, name, how->stored, space, links, properties,
                   H5P_DEFAULT);
    ck_assert_int_ge(id, 0);
    H5Dwrite(id, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    free(values);
    H5Dclose(id);
    H5Pclose(links);
    H5Sclose(space);
    H5Pclose(properties);
}

static chl_status
open_data(void)
{
    if (file >= 0) {
        H5Fclose(file);
        file = -1;
    }
    return chl_dataset_open(path, NULL, &data, &err);
}

static double
value_of(size_t row, size_t k)
{
    size_t d = chl_dataset_describe(data)->dimension;
    double *values = calloc(d, sizeof *values), found;

    chl_row_values(&data->table, row, values);
    found = values[k];
    free(values);
    return found;
}

START_TEST(channels_are_found_first_and_last)
{
    const hsize_t nchw[] = { 7, 3, 8, 10 }, nhwc[] = { 7, 8, 10, 3 };
    const layout how = { H5T_STD_U8LE, _i > 1 ? 3 : 0, _i > 1 };
    const chl_dataset_info *info;

    add("imgs", &how, 4, _i % 2 == 0 ? nchw : nhwc);
    add("labels", &(layout){ H5T_STD_I64LE, 0, false }, 1, nchw);
    ck_assert_ok(open_data(), err);
    info = chl_dataset_describe(data);
    ck_assert_str_eq(info->format, "hdf5");
    ck_assert_int_eq(info->kind, CHL_KIND_IMAGES);
    ck_assert_uint_eq(info->height, 8);
    ck_assert_uint_eq(info->width, 10);
    ck_assert_uint_eq(info->channels, 3);
    ck_assert_uint_eq(info->class_count, 7);
    ck_assert_int_eq(chl_dataset_label(data, 6), 6);
    /* Pixel 5, channel 2 of image 4. */
    ck_assert_double_eq(value_of(4, 17),
                        (4 * 240 + (_i % 2 == 0 ? 165 : 17)) % 251);
}
END_TEST

START_TEST(every_type_and_byte_order_keeps_its_values)
{
    const hsize_t shape[] = { 60, 2 };
    const struct {
        hid_t stored;
        chl_dtype dtype;
    } types[] = {
        { H5T_STD_U8BE, CHL_U8 },    { H5T_STD_U16BE, CHL_U16 },
        { H5T_STD_I16LE, CHL_I16 },  { H5T_STD_U32LE, CHL_U32 },
        { H5T_STD_I32BE, CHL_I32 },  { H5T_STD_U64BE, CHL_U64 },
        { H5T_STD_I64LE, CHL_I64 },  { H5T_IEEE_F32BE, CHL_F32 },
        { H5T_IEEE_F32LE, CHL_F32 }, { H5T_IEEE_F64BE, CHL_F64 },
        { H5T_IEEE_F64LE, CHL_F64 },
    };

    for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
        if (k > 0) {
            file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        }
        add("x", &(layout){ types[k].stored, k % 2 == 0 ? 0 : 7, false }, 2,
            shape);
        ck_assert_ok(open_data(), err);
        ck_assert_int_eq(chl_dataset_describe(data)->dtype, types[k].dtype);
        ck_assert_double_eq(value_of(59, 1), 119);
        ck_assert_double_eq(value_of(30, 0), 60);
        chl_dataset_free(data);
        data = NULL;
    }
}
END_TEST

START_TEST(values_in_one_piece_are_mapped_and_others_spooled)
{
    const hsize_t shape[] = { 60, 2 };

    add("x", &(layout){ H5T_STD_U8LE, _i == 0 ? 0 : 7, _i == 1 }, 2, shape);
    ck_assert_ok(open_data(), err);
    ck_assert(_i == 0 ? data->table.spool.base == NULL
                      : data->table.spool.base != NULL);
}
END_TEST

START_TEST(a_single_dataset_is_found_in_any_group)
{
    const hsize_t shape[] = { 60, 2 };

    add("a/b/values", &(layout){ H5T_IEEE_F32LE, 0, false }, 2, shape);
    add("a/vector", &(layout){ H5T_IEEE_F32LE, 0, false }, 1, shape);
    ck_assert_ok(open_data(), err);
    ck_assert_uint_eq(chl_dataset_describe(data)->count, 60);
}
END_TEST

START_TEST(several_datasets_are_named)
{
    const hsize_t shape[] = { 60, 2 };

    add("a/b", &(layout){ H5T_IEEE_F32LE, 0, false }, 2, shape);
    add("c", &(layout){ H5T_IEEE_F32LE, 0, false }, 2, shape);
    ck_assert_fails(open_data(), CHL_EDATA, "holds 2 datasets (a/b, c)", err);
}
END_TEST

START_TEST(links_out_of_the_file_are_not_followed)
{
    H5Lcreate_external("/etc/passwd", "/x", file, "imgs", H5P_DEFAULT,
                       H5P_DEFAULT);
    H5Lcreate_soft("/imgs", file, "x", H5P_DEFAULT, H5P_DEFAULT);
    ck_assert_fails(open_data(), CHL_EDATA, "holds no dataset", err);
}
END_TEST

START_TEST(values_in_other_files_are_refused)
{
    const hsize_t shape[] = { 60, 2 };
    hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    hid_t space = H5Screate_simple(2, shape, NULL);

    H5Pset_external(properties, "/etc/passwd", 0, 120);
    H5Dclose(H5Dcreate(file, "x", H5T_STD_U8LE, space, H5P_DEFAULT, properties,
                       H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(properties);
    ck_assert_int_eq(open_data(), CHL_EUNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(err.text, "x: keeps its values in other"));
    err = (chl_error){ 0 };
}
END_TEST

START_TEST(a_shape_without_bytes_is_refused_as_a_bomb)
{
    const hsize_t shape[] = { 1 << 20, 1 << 10 }, chunk[] = { 64, 64 };
    hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    hid_t space = H5Screate_simple(2, shape, NULL);

    H5Pset_chunk(properties, 2, chunk);
    H5Dclose(H5Dcreate(file, "x", H5T_STD_U8LE, space, H5P_DEFAULT, properties,
                       H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(properties);
    ck_assert_fails(open_data(), CHL_EDATA, "decompression bomb", err);
}
END_TEST

START_TEST(labels_that_do_not_fit_are_left_out)
{
    const hsize_t shape[] = { 60, 2 }, fewer[] = { 59 };

    add("x", &(layout){ H5T_STD_U8LE, 0, false }, 2, shape);
    add("y", &(layout){ H5T_STD_U8LE, 0, false }, 1, fewer);
    ck_assert_ok(open_data(), err);
    ck_assert_uint_eq(chl_dataset_describe(data)->class_count, 0);
}
END_TEST

START_TEST(texts_are_no_data)
{
    const hsize_t shape[] = { 60, 2 };
    hid_t space = H5Screate_simple(2, shape, NULL);

    H5Dclose(H5Dcreate(file, "x", H5T_C_S1, space, H5P_DEFAULT, H5P_DEFAULT,
                       H5P_DEFAULT));
    H5Sclose(space);
    ck_assert_fails(open_data(), CHL_EDATA,
                    "holds no integers of 8 to 64 bits and no IEEE numbers",
                    err);
}
END_TEST

START_TEST(truncated_files_are_refused_without_a_word_of_the_library)
{
    const hsize_t shape[] = { 600, 20 };

    add("x", &(layout){ H5T_STD_U8LE, 100, true }, 2, shape);
    H5Fclose(file);
    file = -1;
    ck_assert_int_eq(truncate(path, 1500), 0);
    ck_assert_fails(open_data(), CHL_EFORMAT,
                    "HDF5 file cannot be opened: ", err);
}
END_TEST

START_TEST(a_gzipped_file_is_the_same_dataset)
{
    const hsize_t shape[] = { 600, 20 };
    char print[33];
    chl_file bytes = { 0 };
    picture packed;

    add("x", &(layout){ H5T_STD_U8LE, 100, true }, 2, shape);
    ck_assert_ok(open_data(), err);
    memcpy(print, chl_dataset_describe(data)->fingerprint, sizeof print);
    ck_assert_ok(chl_file_map(path, &bytes, &err), err);
    packed = pack_gzip(bytes.bytes, bytes.size);
    chl_file_unmap(&bytes);
    chl_dataset_free(data);
    data = NULL;
    ck_assert_ok(
        chl_dataset_open(place_picture("a.h5.gz", packed), NULL, &data, &err),
        err);
    ck_assert_str_eq(chl_dataset_describe(data)->fingerprint, print);
}
END_TEST

START_TEST(reading_survives_lost_memory)
{
    const hsize_t shape[] = { 60, 2 };

    add("a/values", &(layout){ H5T_STD_U8LE, 7, true }, 2, shape);
    add("y", &(layout){ H5T_STD_U8LE, 0, false }, 1, shape);
    ck_assert_ok(open_data(), err);
    chl_dataset_free(data);
    data = NULL;
    ck_assert_survives_lost_memory(open_data());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data hdf5");
    TCase *tcase = tcase_create("hdf5");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, channels_are_found_first_and_last, 0, 4);
    tcase_add_test(tcase, every_type_and_byte_order_keeps_its_values);
    tcase_add_loop_test(
        tcase, values_in_one_piece_are_mapped_and_others_spooled, 0, 2);
    tcase_add_test(tcase, a_single_dataset_is_found_in_any_group);
    tcase_add_test(tcase, several_datasets_are_named);
    tcase_add_test(tcase, links_out_of_the_file_are_not_followed);
    tcase_add_test(tcase, values_in_other_files_are_refused);
    tcase_add_test(tcase, a_shape_without_bytes_is_refused_as_a_bomb);
    tcase_add_test(tcase, labels_that_do_not_fit_are_left_out);
    tcase_add_test(tcase, texts_are_no_data);
    tcase_add_test(tcase,
                   truncated_files_are_refused_without_a_word_of_the_library);
    tcase_add_test(tcase, a_gzipped_file_is_the_same_dataset);
    tcase_add_test(tcase, reading_survives_lost_memory);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
