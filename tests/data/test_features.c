/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features that stand in for the pixels. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrays.h"
#include "data/dataset.h"
#include "places.h"
#include "support/runner.h"

enum {
    IMAGES = 3
};

static chl_error err;
static chl_dataset *data;
static chl_check *check;
static char folder[256], features[256];

static void
set_up(void)
{
    snprintf(folder, sizeof folder, "%s/pictures", place_make());
    for (unsigned k = 0; k < IMAGES; k++) {
        char name[64];

        snprintf(name, sizeof name, "pictures/%s/%u.png", k < 2 ? "a" : "b", k);
        place_picture(name, picture_any(4, 5, 3, k));
    }
}

static void
tear_down(void)
{
    chl_dataset_free(data);
    chl_check_free(check);
    data = NULL;
    check = NULL;
    place_remove();
}

static file_bytes
numbers(size_t rows)
{
    npy_layout layout = { .dtype = CHL_F32, .axes = 2, .shape = { rows, 7 } };

    return npy_write(&layout);
}

static void
write_npy(size_t rows)
{
    file_bytes file = numbers(rows);

    snprintf(features, sizeof features, "%s",
             place_write("f.npy", file.bytes, file.size));
    free(file.bytes);
}

static void
write_npz(const char *names)
{
    file_bytes values = numbers(IMAGES);
    file_bytes words = npy_write_raw(
        "{'descr': '|S7', 'fortran_order': False, 'shape': (3,)}\n", 21);
    packed_file files[] = {
        { "features.npy", { .bytes = values.bytes, .size = values.size } },
        { "names.npy", { .bytes = words.bytes, .size = words.size } },
    };

    for (size_t k = 0; k < IMAGES; k++) {
        char *name = (char *) words.bytes + words.size - 21 + 7 * k;

        memcpy(name, names + 3 * k, 3);
        memcpy(name + 3, ".png", 4);
    }
    snprintf(features, sizeof features, "%s",
             place_picture("f.npz", pack_files("zip", files, 2)));
}

static chl_status
open_data(void)
{
    chl_dataset_settings settings = chl_dataset_settings_default();

    settings.features = features;
    return chl_dataset_open(folder, &settings, &data, &err);
}

START_TEST(rows_are_of_the_features_and_all_else_is_of_the_data)
{
    const chl_dataset_info *info;
    const size_t last = IMAGES - 1;
    double row[7];
    uint8_t rgb[60];
    char name[32];

    write_npy(IMAGES);
    ck_assert_ok(open_data(), err);
    info = chl_dataset_describe(data);
    ck_assert_str_eq(info->features, "f.npy");
    ck_assert_uint_eq(info->dimension, 7);
    ck_assert_int_eq(info->kind, CHL_KIND_IMAGES);
    ck_assert_int_eq(info->range.kind, CHL_RANGE_RAW);
    ck_assert_uint_eq(info->class_count, 2);
    ck_assert_int_eq(chl_dataset_label(data, last), 1);
    ck_assert_ok(chl_dataset_rows(data, &last, 1, row, &err), err);
    ck_assert_double_eq(row[6], array_value(CHL_F32, 20));
    ck_assert_ok(chl_dataset_pixels(data, last, rgb, &err), err);
    ck_assert_uint_eq(rgb[59], picture_value(last, 59));
    chl_dataset_item_name(data, last, name, sizeof name);
    ck_assert_str_eq(name, "b/2.png");
}
END_TEST

START_TEST(the_fingerprint_covers_both)
{
    chl_dataset *plain = NULL;
    chl_dataset_settings settings = chl_dataset_settings_default();

    write_npy(IMAGES);
    ck_assert_ok(open_data(), err);
    ck_assert_ok(chl_dataset_open(folder, NULL, &plain, &err), err);
    ck_assert_str_ne(chl_dataset_describe(data)->fingerprint,
                     chl_dataset_describe(plain)->fingerprint);
    ck_assert_ok(chl_dataset_attach_features(plain, features, &settings, &err),
                 err);
    ck_assert_str_eq(chl_dataset_describe(data)->fingerprint,
                     chl_dataset_describe(plain)->fingerprint);
    ck_assert_fails(
        chl_dataset_attach_features(plain, features, &settings, &err), CHL_EARG,
        "the data have features already", err);
    chl_dataset_free(plain);
}
END_TEST

START_TEST(counts_must_agree)
{
    write_npy(IMAGES + 1);
    ck_assert_fails(open_data(), CHL_EDATA,
                    "f.npy: has 4 rows; expected 3, one for each item of "
                    "pictures",
                    err);
}
END_TEST

START_TEST(names_of_an_npz_are_compared)
{
    write_npz("a/0a/1b/2");
    ck_assert_ok(open_data(), err);
    chl_dataset_free(data);
    data = NULL;
    write_npz("a/0b/2a/1");
    ck_assert_fails(open_data(), CHL_EDATA,
                    "f.npz: row 1 is of b/2.png; expected a/1.png, as the data "
                    "are ordered",
                    err);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_refused)
{
    strcpy(features, "/nowhere/f.npy");
    ck_assert_fails(open_data(), CHL_EDATA, "/nowhere/f.npy: cannot be opened",
                    err);
}
END_TEST

START_TEST(a_check_looks_at_both)
{
    chl_dataset_settings settings = chl_dataset_settings_default();

    write_npy(IMAGES + 1);
    settings.features = features;
    ck_assert_ok(chl_dataset_check(folder, &settings, &check, &err), err);
    ck_assert(!check->usable);
    ck_assert_ptr_nonnull(strstr(check->findings[0].text, "has 4 rows"));
    chl_check_free(check);
    check = NULL;
    write_npy(IMAGES);
    ck_assert_ok(chl_dataset_check(folder, &settings, &check, &err), err);
    ck_assert(check->usable);
    ck_assert_uint_eq(chl_dataset_describe(check->dataset)->dimension, 7);
}
END_TEST

START_TEST(attaching_survives_lost_memory)
{
    write_npz("a/0a/1b/2");
    ck_assert_survives_lost_memory(open_data());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data features");
    TCase *tcase = tcase_create("features");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, rows_are_of_the_features_and_all_else_is_of_the_data);
    tcase_add_test(tcase, the_fingerprint_covers_both);
    tcase_add_test(tcase, counts_must_agree);
    tcase_add_test(tcase, names_of_an_npz_are_compared);
    tcase_add_test(tcase, a_file_that_is_not_there_is_refused);
    tcase_add_test(tcase, a_check_looks_at_both);
    tcase_add_test(tcase, attaching_survives_lost_memory);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
