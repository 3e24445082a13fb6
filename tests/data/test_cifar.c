/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "data/dataset.h"
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

    return chl_reader_cifar.read(&source, NULL, NULL, &table, &err);
}

START_TEST(planes_become_channels_of_pixels)
{
    static double row[3072];

    file = cifar_write(1, 12);
    ck_assert_ok(read_part(file.size), err);
    ck_assert_uint_eq(table.count, 12);
    ck_assert(table.images);
    chl_row_values(&table, 5, row);
    for (size_t pixel = 0; pixel < 1024; pixel++) {
        for (size_t c = 0; c < 3; c++) {
            ck_assert_double_eq(row[3 * pixel + c],
                                (double) ((5 + 1024 * c + pixel) % 256));
        }
    }
}
END_TEST

START_TEST(classes_have_their_names)
{
    file = cifar_write(1, 12);
    ck_assert_ok(read_part(file.size), err);
    ck_assert_uint_eq(table.class_count, 10);
    ck_assert_int_eq(table.labels[11], 1);
    ck_assert_str_eq(table.class_names[1], "automobile");
}
END_TEST

START_TEST(hundred_classes_take_the_fine_label)
{
    file = cifar_write(2, 3);
    file.bytes[1] = 99;
    ck_assert_ok(read_part(file.size), err);
    ck_assert_uint_eq(table.class_count, 100);
    ck_assert_int_eq(table.labels[0], 99);
}
END_TEST

START_TEST(truncations_are_refused_with_the_size_of_a_record)
{
    file = cifar_write(1, 3);
    for (size_t size = 0; size < file.size; size += 61) {
        if (size % 3073 != 0 || size == 0) {
            ck_assert_fails(read_part(size), CHL_EFORMAT,
                            "expected a multiple of 3073", err);
        }
    }
}
END_TEST

START_TEST(a_label_out_of_range_is_named)
{
    file = cifar_write(1, 3);
    file.bytes[2 * 3073] = 11;
    ck_assert_fails(read_part(file.size), CHL_EFORMAT,
                    "row 2 has the label 11; expected 0..9", err);
}
END_TEST

START_TEST(damaged_files_are_claimed_by_their_usual_name)
{
    chl_source source = { .path = "a/data_batch_1.bin" };

    file = cifar_write(1, 2);
    source.bytes = file.bytes;
    source.size = file.size - 1;
    ck_assert(chl_reader_cifar.sniff(&source));
    source.path = "a/other.bin";
    ck_assert(!chl_reader_cifar.sniff(&source));
}
END_TEST

static chl_status
read_and_clear(void)
{
    chl_status status = read_part(file.size);

    chl_table_clear(&table);
    return status;
}

START_TEST(reading_survives_lost_memory)
{
    file = cifar_write(1, 2);
    ck_assert_survives_lost_memory(read_and_clear());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data cifar");
    TCase *reading = tcase_create("reading");

    tcase_add_checked_fixture(reading, NULL, tear_down);
    tcase_add_test(reading, planes_become_channels_of_pixels);
    tcase_add_test(reading, classes_have_their_names);
    tcase_add_test(reading, hundred_classes_take_the_fine_label);
    tcase_add_test(reading, truncations_are_refused_with_the_size_of_a_record);
    tcase_add_test(reading, a_label_out_of_range_is_named);
    tcase_add_test(reading, damaged_files_are_claimed_by_their_usual_name);
    tcase_add_test(reading, reading_survives_lost_memory);
    suite_add_tcase(suite, reading);
    return run_suite(suite);
}
