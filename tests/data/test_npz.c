/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives of npy arrays. */
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "data/dataset.h"
#include "places.h"
#include "support/runner.h"

enum {
    PARTS = 8
};

static chl_error err;
static chl_table table;
static chl_findings findings;
static packed_file parts[PARTS];
static size_t part_count;
static picture packed;

static void
tear_down(void)
{
    chl_table_clear(&table);
    chl_findings_clear(&findings);
    free(packed.bytes);
    packed = (picture){ 0 };
    part_count = 0;
}

static void
add_bytes(const char *name, file_bytes file)
{
    parts[part_count++] =
        (packed_file){ name, { .bytes = file.bytes, .size = file.size } };
}

static void
add(const char *name, chl_dtype dtype, size_t rows, size_t columns)
{
    npy_layout layout = { .dtype = dtype,
                          .axes = columns > 0 ? 2 : 1,
                          .shape = { rows, columns } };

    add_bytes(name, npy_write(&layout));
}

static void
add_text(const char *name, const char *header, const void *values, size_t size)
{
    file_bytes file = npy_write_raw(header, size);

    memcpy(file.bytes + file.size - size, values, size);
    add_bytes(name, file);
}

static const char *const kinds[] = { "zip stored", "zip" };

static void
pack(int kind)
{
    packed = pack_files(kinds[kind], parts, part_count);
}

static chl_status
read_packed(chl_findings *sink)
{
    chl_source source = { .bytes = packed.bytes, .size = packed.size };

    ck_assert(chl_reader_npz.sniff(&source));
    return chl_reader_npz.read(&source, sink, NULL, &table, &err);
}

START_TEST(values_labels_and_names_come_from_their_arrays)
{
    const uint32_t names[] = { 'a', 0, 0xE9, 'b', 0x1F600, 0 };
    double row[2];

    add("y.npy", CHL_I64, 3, 0);
    add("X.npy", CHL_F32, 3, 2);
    add_text("names.npy",
             "{'descr': '<U2', 'fortran_order': False, 'shape': (3,)}\n", names,
             sizeof names);
    pack(_i);
    ck_assert_ok(read_packed(&findings), err);
    ck_assert_uint_eq(table.count, 3);
    ck_assert_uint_eq(findings.count, 0);
    chl_row_values(&table, 2, row);
    ck_assert_double_eq(row[0], array_value(CHL_F32, 4));
    ck_assert_double_eq(row[1], array_value(CHL_F32, 5));
    ck_assert_uint_eq(table.class_count, 3);
    ck_assert_str_eq(table.class_names[0], "-40");
    ck_assert_int_eq(table.labels[2], 2);
    ck_assert_str_eq(table.item_names[0], "a");
    ck_assert_str_eq(table.item_names[1], "\xC3\xA9"
                                          "b");
    ck_assert_str_eq(table.item_names[2], "\xF0\x9F\x98\x80");
}
END_TEST

START_TEST(stored_values_stay_in_place_and_deflated_ones_are_spooled)
{
    add("X.npy", CHL_F32, 50, 2);
    pack(_i);
    ck_assert_ok(read_packed(NULL), err);
    if (_i == 0) {
        ck_assert_ptr_null(table.spool.base);
        ck_assert(table.values > packed.bytes
                  && table.values < packed.bytes + packed.size);
    } else {
        ck_assert_ptr_nonnull(table.spool.base);
    }
}
END_TEST

START_TEST(an_npz_is_the_same_dataset_as_its_npy)
{
    npy_layout layout = { .dtype = CHL_U8, .axes = 4, .shape = { 5, 3, 8, 8 } };
    chl_dataset *plain = NULL, *zipped = NULL;
    file_bytes file = npy_write(&layout);

    place_make();
    ck_assert_ok(chl_dataset_open(place_write("a.npy", file.bytes, file.size),
                                  NULL, &plain, &err),
                 err);
    add_bytes("arr_0.npy", file);
    pack(_i);
    ck_assert_ok(
        chl_dataset_open(place_write("a.npz", packed.bytes, packed.size), NULL,
                         &zipped, &err),
        err);
    ck_assert_str_eq(chl_dataset_describe(zipped)->format, "npz");
    ck_assert_str_eq(chl_dataset_describe(plain)->fingerprint,
                     chl_dataset_describe(zipped)->fingerprint);
    chl_dataset_free(plain);
    chl_dataset_free(zipped);
    place_remove();
}
END_TEST

START_TEST(without_a_known_name_the_array_with_the_most_rows_is_taken)
{
    add("mean.npy", CHL_F64, 1, 4);
    add("codes.npy", CHL_F64, 7, 4);
    add("ages.npy", CHL_F64, 7, 0);
    pack(_i);
    ck_assert_ok(read_packed(&findings), err);
    ck_assert_uint_eq(table.count, 7);
    ck_assert_uint_eq(table.shape[1], 4);
    ck_assert_uint_eq(findings.count, 2);
    ck_assert_str_eq(findings.list[0].item, "mean");
    ck_assert_str_eq(findings.list[0].text,
                     "is not used; the rows are those of codes");
}
END_TEST

START_TEST(two_arrays_that_could_be_meant_are_named)
{
    add("a.npy", CHL_F64, 7, 4);
    add("b.npy", CHL_F64, 7, 3);
    pack(_i);
    ck_assert_fails(read_packed(NULL), CHL_EDATA,
                    "a and b have 7 rows each; expected one array named "
                    "images, X or data among 2 (a, b)",
                    err);
}
END_TEST

START_TEST(labels_that_do_not_fit_are_a_warning)
{
    add("X.npy", CHL_F64, 7, 4);
    add("labels.npy", CHL_U8, 6, 0);
    add("names.npy", CHL_U8, 7, 0);
    pack(_i);
    ck_assert_ok(read_packed(&findings), err);
    ck_assert_ptr_null(table.labels);
    ck_assert_uint_eq(findings.count, 2);
    ck_assert_str_eq(findings.list[0].text,
                     "labels are not used: 6 labels for 7 rows");
    ck_assert_str_eq(findings.list[1].text,
                     "names are not used: 1 axes of u1; expected one axis of "
                     "text");
}
END_TEST

START_TEST(text_alone_is_no_data)
{
    add_text("names.npy",
             "{'descr': '|S2', 'fortran_order': False, 'shape': (2,)}\n",
             "abcd", 4);
    pack(_i);
    ck_assert_fails(read_packed(NULL), CHL_EDATA,
                    "none of 1 arrays (names) holds rows of numbers", err);
}
END_TEST

START_TEST(a_damaged_array_is_named)
{
    add("X.npy", CHL_F64, 40, 4);
    pack(_i);
    packed.bytes[200] ^= 0x55;
    ck_assert_fails(read_packed(NULL), CHL_EFORMAT, "X.npy: ", err);
}
END_TEST

START_TEST(a_header_that_lies_is_refused)
{
    add_bytes("X.npy", npy_write_raw("{'descr': '<f4', 'fortran_order': False, "
                                     "'shape': (100, 2)}\n",
                                     16));
    pack(_i);
    ck_assert_fails(read_packed(NULL), CHL_EFORMAT,
                    "X.npy: npy file ends early: 16 bytes of values; expected "
                    "800",
                    err);
}
END_TEST

START_TEST(a_bomb_is_refused_before_it_is_unpacked)
{
    npy_layout layout = { .dtype = CHL_U8,
                          .axes = 2,
                          .shape = { 20, 1 << 20 } };
    file_bytes file = npy_write(&layout);

    memset(file.bytes + 128, 0, file.size - 128);
    add_bytes("X.npy", file);
    pack(1);
    ck_assert_fails(read_packed(NULL), CHL_EDATA, "decompression bomb", err);
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    size_t whole;

    add("X.npy", CHL_F64, 10, 2);
    add("y.npy", CHL_U8, 10, 0);
    pack(_i);
    whole = packed.size;
    for (size_t size = 40; size < whole; size++) {
        chl_source source = { .bytes = packed.bytes, .size = size };

        ck_assert_fails(chl_reader_npz.read(&source, NULL, NULL, &table, &err),
                        CHL_EFORMAT, "zip is truncated", err);
    }
}
END_TEST

static chl_status
read_and_clear(void)
{
    chl_status status = read_packed(&findings);

    chl_table_clear(&table);
    chl_findings_clear(&findings);
    return status;
}

START_TEST(reading_survives_lost_memory)
{
    add("X.npy", CHL_F64, 10, 2);
    add("y.npy", CHL_U8, 10, 0);
    add_text("names.npy",
             "{'descr': '|S1', 'fortran_order': False, 'shape': (10,)}\n",
             "abcdefghij", 10);
    add("other.npy", CHL_F64, 3, 2);
    pack(_i);
    ck_assert_survives_lost_memory(read_and_clear());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data npz");
    TCase *tcase = tcase_create("npz");

    tcase_add_checked_fixture(tcase, NULL, tear_down);
    tcase_add_loop_test(tcase, values_labels_and_names_come_from_their_arrays,
                        0, 2);
    tcase_add_loop_test(
        tcase, stored_values_stay_in_place_and_deflated_ones_are_spooled, 0, 2);
    tcase_add_loop_test(tcase, an_npz_is_the_same_dataset_as_its_npy, 0, 2);
    tcase_add_loop_test(
        tcase, without_a_known_name_the_array_with_the_most_rows_is_taken, 0,
        2);
    tcase_add_loop_test(tcase, two_arrays_that_could_be_meant_are_named, 0, 2);
    tcase_add_loop_test(tcase, labels_that_do_not_fit_are_a_warning, 0, 2);
    tcase_add_loop_test(tcase, text_alone_is_no_data, 0, 2);
    tcase_add_loop_test(tcase, a_damaged_array_is_named, 0, 2);
    tcase_add_loop_test(tcase, a_header_that_lies_is_refused, 0, 2);
    tcase_add_test(tcase, a_bomb_is_refused_before_it_is_unpacked);
    tcase_add_loop_test(tcase, every_truncation_is_refused, 0, 2);
    tcase_add_loop_test(tcase, reading_survives_lost_memory, 0, 2);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
