/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "data/dataset.h"
#include "data/npy.h"
#include "places.h"
#include "support/runner.h"

static chl_error err;
static chl_table table;
static file_bytes file;

static void
tear_down(void)
{
    chl_table_clear(&table);
    free(file.bytes);
    file = (file_bytes){ 0 };
}

static chl_status
read_part(size_t size)
{
    chl_source source = { .bytes = file.bytes, .size = size };

    return chl_reader_npy.read(&source, NULL, NULL, &table, &err);
}

static const npy_layout shapes[] = {
    { .axes = 1, .shape = { 5 } },
    { .axes = 2, .shape = { 4, 7 } },
    { .axes = 3, .shape = { 3, 4, 5 } },
    { .axes = 4, .shape = { 2, 3, 4, 3 } },
    { .axes = 4, .shape = { 3, 2, 5, 7 } },
};

enum {
    SHAPES = sizeof shapes / sizeof *shapes,
    TYPES = CHL_F64 + 1
};

/* Rows of the table against the values written in C order. */
static void
check_values(const npy_layout *layout)
{
    size_t d = array_count(layout->axes, layout->shape) / layout->shape[0];
    double *row = calloc(d, sizeof *row);

    ck_assert_uint_eq(table.count, layout->shape[0]);
    ck_assert_uint_eq(chl_table_dimension(&table), d);
    for (size_t i = 0; i < table.count; i++) {
        chl_row_values(&table, i, row);
        for (size_t j = 0; j < d; j++) {
            ck_assert_double_eq(row[j], array_value(layout->dtype, i * d + j));
        }
    }
    free(row);
}

START_TEST(every_type_order_and_byte_order_is_read_back)
{
    for (int code = 0; code < 12 * SHAPES; code++) {
        npy_layout layout = shapes[code / 12];

        layout.dtype = (chl_dtype) _i;
        layout.big_endian = code % 2 == 1;
        layout.fortran = code / 2 % 2 == 1;
        layout.version = 1 + code / 4 % 3;
        file = npy_write(&layout);
        ck_assert_ok(read_part(file.size), err);
        check_values(&layout);
        chl_table_clear(&table);
        free(file.bytes);
    }
    file.bytes = NULL;
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    npy_layout layout = shapes[_i];

    layout.dtype = CHL_U16;
    file = npy_write(&layout);
    for (size_t size = 0; size < file.size; size++) {
        uint8_t *part = malloc(size > 0 ? size : 1);
        chl_source source = { .bytes = part, .size = size };

        memcpy(part, file.bytes, size);
        ck_assert_fails(chl_reader_npy.read(&source, NULL, NULL, &table, &err),
                        CHL_EFORMAT, "npy", err);
        free(part);
    }
}
END_TEST

START_TEST(missing_bytes_are_counted_in_the_message)
{
    npy_layout layout = { .dtype = CHL_F64, .axes = 2, .shape = { 4, 7 } };

    file = npy_write(&layout);
    ck_assert_fails(read_part(file.size - 3), CHL_EFORMAT,
                    "ends early: 221 bytes of values; expected 224", err);
}
END_TEST

START_TEST(trailing_bytes_are_refused)
{
    file = npy_write_raw(
        "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2), }", 8);
    ck_assert_fails(read_part(file.size), CHL_EFORMAT,
                    "has 2 trailing bytes: 8 bytes of values; expected 6", err);
}
END_TEST

/* Headers that are refused, and a part of the sentence. */
static const struct {
    const char *header, *part;
} refused[] = {
    { "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }",
      "of type '|O'; expected b1" },
    { "{'descr': '<c16', 'fortran_order': False, 'shape': (3,), }",
      "of type '<c16'" },
    { "{'descr': '<U5', 'fortran_order': False, 'shape': (3,), }",
      "of type 'U5'" },
    { "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,), }",
      "records of several fields" },
    { "{'descr': '<f8', 'fortran_order': False, 'shape': (), }",
      "shape (); expected (n,)" },
    { "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1, 1, 1, 3), }",
      "shape (2, 1, 1, 1, 3)" },
    { "{'descr': '<f8', 'fortran_order': False, "
      "'shape': (4611686018427387904, 2), }",
      "more bytes than memory has addresses" },
    { "{'descr': '<f8', 'fortran_order': False, "
      "'shape': (2147483648, 2147483648, 2147483648), }",
      "more bytes than memory has addresses" },
    { "{'descr': '<f8', 'fortran_order': False, "
      "'shape': (99999999999999999999, 2), }",
      "count above 2^64" },
    { "{'descr': '<f8', 'fortran_order': False, 'shape': (-3, 2), }",
      "something that is no count" },
    { "{'descr': '<f8', 'fortran_order': False, 'shape': 3, }",
      "has '3, }'; expected '('" },
    { "{'descr': '<f8', 'fortran_order': 0, 'shape': (3,), }",
      "expected 'False'" },
    { "{'descr': '<f8', 'shape': (3,), }", "no entry 'fortran_order'" },
    { "{'descr': '<f8', 'descr': '<f8', 'shape': (3,), }",
      "entry 'descr'; expected descr" },
    { "{'kind': '<f8', 'shape': (3,), }", "the entry 'kind'" },
    { "{'descr", "quoted word without an end" },
    { "{descr", "no quoted word" },
    { "['descr']", "expected '{'" },
};

START_TEST(a_bad_header_is_refused_with_what_was_found)
{
    file = npy_write_raw(refused[_i].header, 24);
    ck_assert_fails(read_part(file.size), CHL_EFORMAT, refused[_i].part, err);
}
END_TEST

START_TEST(an_unknown_version_is_refused)
{
    npy_layout layout = { .dtype = CHL_F64, .axes = 2, .shape = { 4, 7 } };

    file = npy_write(&layout);
    file.bytes[6] = 4;
    ck_assert_fails(read_part(file.size), CHL_EFORMAT,
                    "version 4; expected 1, 2 or 3", err);
}
END_TEST

START_TEST(a_header_longer_than_the_file_is_refused)
{
    npy_layout layout = {
        .dtype = CHL_F64, .version = 2, .axes = 1, .shape = { 4 }
    };

    file = npy_write(&layout);
    memset(file.bytes + 8, 0xFF, 4);
    ck_assert_fails(read_part(file.size), CHL_EFORMAT,
                    "header alone needs 4294967307", err);
}
END_TEST

/* Which arrays are images, and of what shape (height, width, channels). */
static const struct {
    npy_layout layout;
    bool images;
    size_t shape[3];
} pictures[] = {
    { { CHL_U8, .axes = 3, .shape = { 2, 4, 5 } }, true, { 4, 5 } },
    { { CHL_U16, .axes = 4, .shape = { 2, 4, 5, 3 } }, true, { 4, 5, 3 } },
    { { CHL_U8, .axes = 4, .shape = { 2, 4, 5, 2 } }, true, { 4, 5, 2 } },
    { { CHL_U8, .axes = 4, .shape = { 2, 3, 5, 6 } }, true, { 5, 6, 3 } },
    { { CHL_F32, .axes = 4, .shape = { 2, 1, 5, 6 } }, true, { 5, 6, 1 } },
    { { CHL_F32, .axes = 4, .shape = { 2, 5, 6, 3 } }, true, { 5, 6, 3 } },
    { { CHL_F64, .axes = 3, .shape = { 2, 4, 5 } }, true, { 4, 5 } },
    { { CHL_F32, .axes = 4, .shape = { 2, 5, 6, 2 } }, false, { 5, 6, 2 } },
    { { CHL_I16, .axes = 4, .shape = { 2, 4, 5, 3 } }, false, { 4, 5, 3 } },
    { { CHL_U8, .axes = 4, .shape = { 2, 5, 6, 7 } }, false, { 5, 6, 7 } },
    { { CHL_U8, .axes = 2, .shape = { 2, 5 } }, false, { 5 } },
};

START_TEST(images_are_told_from_points)
{
    file = npy_write(&pictures[_i].layout);
    ck_assert_ok(read_part(file.size), err);
    ck_assert_int_eq(table.images, pictures[_i].images);
    for (size_t k = 1; k < table.axes; k++) {
        ck_assert_uint_eq(table.shape[k], pictures[_i].shape[k - 1]);
    }
}
END_TEST

START_TEST(channels_first_images_are_read_channels_last)
{
    npy_layout layout = { .dtype = CHL_U8, .axes = 4, .shape = { 2, 3, 4, 5 } };
    double row[60];

    file = npy_write(&layout);
    ck_assert_ok(read_part(file.size), err);
    chl_row_values(&table, 1, row);
    for (size_t pixel = 0; pixel < 20; pixel++) {
        for (size_t c = 0; c < 3; c++) {
            ck_assert_double_eq(row[3 * pixel + c],
                                array_value(CHL_U8, 60 + 20 * c + pixel));
        }
    }
}
END_TEST

START_TEST(booleans_have_full_scale_one)
{
    file = npy_write_raw(
        "{'descr': '|b1', 'fortran_order': False, 'shape': (2, 3, 4), }", 24);
    ck_assert_ok(read_part(file.size), err);
    ck_assert_int_eq(table.dtype, CHL_U8);
    ck_assert_double_eq(table.full_scale, 1);
}
END_TEST

START_TEST(python_two_long_integers_are_read)
{
    file = npy_write_raw(
        "{\"descr\": \"<i4\", \"fortran_order\": False, \"shape\": (3L,2L)}",
        24);
    ck_assert_ok(read_part(file.size), err);
    ck_assert_uint_eq(table.count, 3);
}
END_TEST

static const struct {
    const char *values, *labels;
} sibling_names[] = {
    { "images.npy", "labels.npy" },
    { "ring.npy", "ring_labels.npy" },
};

static const char *
write_array(const char *name, chl_dtype type, size_t rows, size_t columns)
{
    npy_layout layout = { .dtype = type,
                          .axes = columns > 0 ? 2 : 1,
                          .shape = { rows, columns } };
    file_bytes written = npy_write(&layout);
    const char *path = place_write(name, written.bytes, written.size);

    free(written.bytes);
    return path;
}

START_TEST(labels_beside_the_data_are_taken)
{
    chl_dataset *data = NULL;

    place_make();
    write_array(sibling_names[_i].labels, CHL_I64, 4, 0);
    ck_assert_ok(
        chl_dataset_open(write_array(sibling_names[_i].values, CHL_F32, 4, 3),
                         NULL, &data, &err),
        err);
    ck_assert_uint_eq(chl_dataset_describe(data)->class_count, 4);
    ck_assert_int_eq(chl_dataset_label(data, 2), 2);
    ck_assert_str_eq(chl_dataset_class_name(data, 0), "-40");
    chl_dataset_free(data);
    place_remove();
}
END_TEST

START_TEST(labels_of_another_count_are_a_finding)
{
    chl_dataset *data = NULL;
    chl_findings sink = { 0 };

    place_make();
    write_array("ring_labels.npy", CHL_U8, 5, 0);
    ck_assert_ok(chl_dataset_open_with(write_array("ring.npy", CHL_F32, 4, 3),
                                       NULL, &sink, &data, &err),
                 err);
    ck_assert_uint_eq(chl_dataset_describe(data)->class_count, 0);
    ck_assert_uint_eq(sink.count, 1);
    ck_assert_str_eq(sink.list[0].code, "labels");
    ck_assert(strstr(sink.list[0].text, "5 labels for 4 rows") != NULL);
    chl_findings_clear(&sink);
    chl_dataset_free(data);
    place_remove();
}
END_TEST

static chl_status
open_and_free(const char *path)
{
    chl_dataset *data = NULL;
    chl_error why = { 0 };
    chl_status status = chl_dataset_open(path, NULL, &data, &why);

    chl_dataset_free(data);
    return status;
}

START_TEST(opening_survives_lost_memory)
{
    char path[256];

    place_make();
    write_array("ring_labels.npy", CHL_I8, 4, 0);
    strcpy(path, write_array("ring.npy", CHL_F32, 4, 3));
    ck_assert_survives_lost_memory(open_and_free(path));
    place_remove();
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data npy");
    TCase *reading = tcase_create("reading");

    tcase_add_checked_fixture(reading, NULL, tear_down);
    tcase_add_loop_test(reading, every_type_order_and_byte_order_is_read_back,
                        0, TYPES);
    tcase_add_loop_test(reading, every_truncation_is_refused, 0, SHAPES);
    tcase_add_test(reading, missing_bytes_are_counted_in_the_message);
    tcase_add_test(reading, trailing_bytes_are_refused);
    tcase_add_loop_test(reading, a_bad_header_is_refused_with_what_was_found, 0,
                        sizeof refused / sizeof *refused);
    tcase_add_test(reading, an_unknown_version_is_refused);
    tcase_add_test(reading, a_header_longer_than_the_file_is_refused);
    tcase_add_loop_test(reading, images_are_told_from_points, 0,
                        sizeof pictures / sizeof *pictures);
    tcase_add_test(reading, channels_first_images_are_read_channels_last);
    tcase_add_test(reading, booleans_have_full_scale_one);
    tcase_add_test(reading, python_two_long_integers_are_read);
    tcase_add_loop_test(reading, labels_beside_the_data_are_taken, 0, 2);
    tcase_add_test(reading, labels_of_another_count_are_a_finding);
    tcase_add_test(reading, opening_survives_lost_memory);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
