/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "data/dataset.h"
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

    return chl_reader_idx.read(&source, NULL, NULL, &table, &err);
}

static const chl_dtype types[] = { CHL_U8,  CHL_I8,  CHL_I16,
                                   CHL_I32, CHL_F32, CHL_F64 };

START_TEST(every_type_is_read_back)
{
    const size_t shape[] = { 3, 4, 5 };
    double row[20];

    for (size_t axes = 2; axes <= 3; axes++) {
        size_t d = axes == 2 ? 4 : 20;

        file = idx_write(types[_i], axes, shape);
        ck_assert_ok(read_part(file.size), err);
        for (size_t k = 0; k < 3 * d; k++) {
            chl_row_values(&table, k / d, row);
            ck_assert_double_eq(row[k % d], array_value(types[_i], k));
        }
        chl_table_clear(&table);
        free(file.bytes);
    }
    file.bytes = NULL;
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    const size_t shape[] = { 3, 4, 5 };

    file = idx_write(CHL_I16, 3, shape);
    for (size_t size = 0; size < file.size; size++) {
        uint8_t *part = malloc(size > 0 ? size : 1);
        chl_source source = { .bytes = part, .size = size };

        memcpy(part, file.bytes, size);
        ck_assert_fails(chl_reader_idx.read(&source, NULL, NULL, &table, &err),
                        CHL_EFORMAT, "IDX file", err);
        free(part);
    }
}
END_TEST

START_TEST(lying_dimensions_are_refused_with_both_sizes)
{
    const size_t shape[] = { 3, 4, 5 };

    file = idx_write(CHL_U8, 3, shape);
    file.bytes[7] = 9;
    ck_assert_fails(read_part(file.size), CHL_EFORMAT,
                    "60 bytes of values; its header says 180", err);
}
END_TEST

START_TEST(huge_dimensions_are_refused)
{
    const size_t shape[] = { 1, 1, 1, 1 };

    file = idx_write(CHL_F64, 4, shape);
    memset(file.bytes + 4, 0xFF, 16);
    ck_assert_fails(read_part(file.size), CHL_EFORMAT,
                    "more bytes than memory has addresses", err);
}
END_TEST

START_TEST(five_axes_are_refused)
{
    const size_t shape[] = { 1, 1, 1, 1, 1 };

    file = idx_write(CHL_U8, 5, shape);
    ck_assert_fails(read_part(file.size), CHL_EFORMAT,
                    "5 axes; expected 1 to 4", err);
}
END_TEST

START_TEST(a_file_of_labels_is_refused_as_data)
{
    const size_t shape[] = { 30 };

    file = idx_write(CHL_U8, 1, shape);
    ck_assert_fails(read_part(file.size), CHL_EDATA,
                    "holds 30 labels; expected the file of their images", err);
}
END_TEST

/* MNIST's names, plain and compressed. */
static const char *const endings[] = { "", ".gz" };

static const char *
write_idx(const char *name, const char *ending, size_t axes)
{
    const size_t shape[] = { 12, 4, 5 };
    char full[64];
    const char *path;

    file = idx_write(CHL_U8, axes, shape);
    strcat(strcpy(full, name), ending);
    if (ending[0] != '\0') {
        picture packed = pack_gzip(file.bytes, file.size);

        path = place_write(full, packed.bytes, packed.size);
        free(packed.bytes);
    } else {
        path = place_write(full, file.bytes, file.size);
    }
    free(file.bytes);
    file.bytes = NULL;
    return path;
}

START_TEST(labels_of_the_same_set_are_found)
{
    chl_dataset *data = NULL;

    place_make();
    write_idx("t10k-labels-idx1-ubyte", endings[_i], 1);
    ck_assert_ok(
        chl_dataset_open(write_idx("t10k-images-idx3-ubyte", endings[_i], 3),
                         NULL, &data, &err),
        err);
    ck_assert_int_eq(chl_dataset_describe(data)->kind, CHL_KIND_IMAGES);
    ck_assert_uint_eq(chl_dataset_describe(data)->class_count, 12);
    ck_assert_ptr_null(chl_dataset_class_name(data, 0));
    ck_assert_int_eq(chl_dataset_label(data, 7), 7);
    chl_dataset_free(data);
    place_remove();
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data idx");
    TCase *reading = tcase_create("reading");

    tcase_add_checked_fixture(reading, NULL, tear_down);
    tcase_add_loop_test(reading, every_type_is_read_back, 0, 6);
    tcase_add_test(reading, every_truncation_is_refused);
    tcase_add_test(reading, lying_dimensions_are_refused_with_both_sizes);
    tcase_add_test(reading, huge_dimensions_are_refused);
    tcase_add_test(reading, five_axes_are_refused);
    tcase_add_test(reading, a_file_of_labels_is_refused_as_data);
    tcase_add_loop_test(reading, labels_of_the_same_set_are_found, 0, 2);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
