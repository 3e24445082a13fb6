/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything a check finds. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <chladni/data.h>

#include "places.h"
#include "support/runner.h"

static chl_error err;
static chl_check *check;

static void
set_up(void)
{
    place_make();
}

static void
tear_down(void)
{
    chl_check_free(check);
    check = NULL;
    place_remove();
}

/* A file of n x d (or n x 4 x 4 if d is 16 and bytes) values. */
static const char *
write_npy(const char *type, size_t value_size, size_t n, size_t d,
          const void *values)
{
    static uint8_t file[1 << 20];
    char header[119], shape[40];
    size_t size = n * d * value_size;

    snprintf(shape, sizeof shape, d == 16 ? "%zu, 4, 4" : "%zu, %zu", n, d);
    snprintf(header, sizeof header,
             "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", type,
             shape);
    memset(file, ' ', 128);
    memcpy(file, "\x93NUMPY\1\0\x76\0", 10);
    memcpy(file + 10, header, strlen(header));
    file[127] = '\n';
    memcpy(file + 128, values, size);
    return place_write("data.npy", file, 128 + size);
}

static void
run(const char *path)
{
    ck_assert_ok(chl_dataset_check(path, NULL, &check, &err), err);
    for (size_t k = 1; k < check->count; k++) {
        ck_assert_int_ge(check->findings[k - 1].severity,
                         check->findings[k].severity);
    }
}

static size_t
count_code(const char *code)
{
    size_t count = 0;

    for (size_t k = 0; k < check->count; k++) {
        count += strcmp(check->findings[k].code, code) == 0;
    }
    return count;
}

/* The finding with that code: its item, and a part of its text. */
static void
expect(const char *code, const char *item, const char *part)
{
    for (size_t k = 0; k < check->count; k++) {
        const chl_finding *f = &check->findings[k];

        if (strcmp(f->code, code) == 0 && strcmp(f->item, item) == 0
            && strstr(f->text, part) != NULL) {
            return;
        }
    }
    for (size_t k = 0; k < check->count; k++) {
        fprintf(stderr, "%s: %s: %s\n", check->findings[k].code,
                check->findings[k].item, check->findings[k].text);
    }
    ck_abort_msg("no finding '%s' of %s: %s", code, item, part);
}

static void
fill(float *values, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        values[k] = picture_value(1, k) + 0.5f * (float) k;
    }
}

START_TEST(sound_data_have_no_findings)
{
    float values[400];

    fill(values, 400);
    run(write_npy("<f4", 4, 200, 2, values));
    ck_assert_uint_eq(check->count, 0);
    ck_assert(check->usable);
    ck_assert_ptr_nonnull(check->dataset);
}
END_TEST

START_TEST(rows_that_are_not_finite_are_all_listed)
{
    float values[400];

    fill(values, 400);
    values[21] = NAN;
    values[40] = INFINITY;
    run(write_npy("<f4", 4, 200, 2, values));
    ck_assert(!check->usable);
    ck_assert_ptr_null(check->dataset);
    ck_assert_uint_eq(check->errors, 3);
    expect("not-finite", "row 10", "column 1 is NaN");
    expect("not-finite", "row 20", "column 0 is inf");
    ck_assert_str_eq(check->findings[2].code, "unusable");
    ck_assert_str_eq(check->findings[2].text, "2 of 200 rows are not finite");
}
END_TEST

START_TEST(duplicates_name_the_row_they_repeat)
{
    float values[400];

    fill(values, 400);
    values[30] = values[10];
    values[31] = values[11];
    run(write_npy("<f4", 4, 200, 2, values));
    ck_assert_uint_eq(check->warnings, 1);
    ck_assert(check->usable);
    expect("duplicate", "row 15", "is equal to row 5");
}
END_TEST

START_TEST(beyond_a_thousand_duplicates_are_counted)
{
    uint8_t values[6000];

    for (size_t k = 0; k < 6000; k++) {
        values[k] = k % 3 == 0 ? (uint8_t) (k / 3 % 200) : 7;
    }
    run(write_npy("|u1", 1, 2000, 3, values));
    ck_assert_uint_eq(count_code("duplicate"), 1001);
    expect("duplicate", "more", "800 more are not listed");
    ck_assert_uint_eq(chl_dataset_describe(check->dataset)->duplicates, 1800);
}
END_TEST

START_TEST(equal_rows_are_no_use)
{
    uint8_t values[300];

    memset(values, 3, sizeof values);
    run(write_npy("|u1", 1, 100, 3, values));
    ck_assert(!check->usable);
    expect("constant", "rows", "all 100 rows are equal");
}
END_TEST

START_TEST(few_rows_are_worth_a_word)
{
    float values[20];

    fill(values, 20);
    run(write_npy("<f4", 4, 10, 2, values));
    ck_assert(check->usable);
    expect("few-rows", "rows", "10 rows");
}
END_TEST

START_TEST(columns_are_judged_by_their_spread)
{
    float values[600];

    fill(values, 600);
    for (size_t i = 0; i < 200; i++) {
        values[3 * i] = 5;
        values[3 * i + 1] *= 1000;
    }
    run(write_npy("<f4", 4, 200, 3, values));
    expect("constant-column", "column 0", "is 5 in all rows");
    expect("scale", "column 1", "times as wide as column 2");
}
END_TEST

START_TEST(images_of_small_numbers_say_which_full_scale_to_use)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    uint8_t values[3200];
    const char *path;

    for (size_t k = 0; k < sizeof values; k++) {
        values[k] = picture_value(2, k) % 17;
        values[k] = k % 16 == 0 ? 0 : values[k];
    }
    path = write_npy("|u1", 1, 200, 16, values);
    run(path);
    expect("range", "values", "lie in 0..16 of 0..255");
    expect("constant-column", "columns", "1 of 16 values");
    chl_check_free(check);
    settings.range.full_scale = 16;
    ck_assert_ok(chl_dataset_check(path, &settings, &check, &err), err);
    ck_assert_uint_eq(count_code("range"), 0);
}
END_TEST

START_TEST(flat_images_are_listed)
{
    uint8_t values[3200];

    for (size_t k = 0; k < sizeof values; k++) {
        values[k] = picture_value(2, k);
    }
    memset(values + 32, 255, 16);
    run(write_npy("|u1", 1, 200, 16, values));
    expect("flat", "row 2", "all 16 values are 255");
}
END_TEST

START_TEST(every_bad_image_of_a_folder_is_listed)
{
    char name[32];
    chl_dataset *dataset = NULL;
    char folder[512];

    for (unsigned k = 0; k < 12; k++) {
        snprintf(name, sizeof name, "set/big/%u.png", k);
        place_picture(name, picture_any(4, 4, 1, k));
    }
    place_picture("set/small/1.png", picture_any(4, 4, 3, 1));
    place_picture("set/small/2.png", picture_any(4, 4, 1, 1));
    place_write("set/small/3.png", "x", 1);
    snprintf(folder, sizeof folder, "%s", place_write("set/a.txt", "x", 1));
    *strrchr(folder, '/') = '\0';
    run(folder);
    ck_assert(!check->usable);
    ck_assert_uint_eq(check->errors, 2);
    expect("unreadable", "small/3.png", "no PNG or JPEG");
    expect("shape", "small/1.png", "is 4 x 4 RGB of 8 bit; expected");
    expect("skipped", "a.txt", "is no image");
    expect("duplicate", "small/2.png", "is equal to big/1.png");
    expect("imbalance", "class small", "has 1 rows, class big has 12");
    ck_assert_uint_eq(chl_dataset_describe(check->dataset)->skipped, 3);
    ck_assert_fails(chl_dataset_open(folder, NULL, &dataset, &err), CHL_EDATA,
                    "set: images differ in shape", err);
}
END_TEST

START_TEST(what_is_not_there_is_a_finding)
{
    run("/nowhere/at all");
    ck_assert(!check->usable);
    ck_assert_uint_eq(check->count, 1);
    expect("unusable", "/nowhere/at all", "no such file");
}
END_TEST

START_TEST(impossible_settings_are_an_error)
{
    chl_dataset_settings settings = chl_dataset_settings_default();

    settings.range.full_scale = -1;
    ck_assert_int_eq(chl_dataset_check("gauss", &settings, &check, &err),
                     CHL_EARG);
}
END_TEST

START_TEST(a_check_survives_lost_memory)
{
    uint8_t values[320];
    const char *path;

    for (size_t k = 0; k < sizeof values; k++) {
        values[k] = (uint8_t) (k / 160);
    }
    path = write_npy("|u1", 1, 20, 16, values);
    ck_assert_survives_lost_memory(chl_dataset_check(path, NULL, &check, NULL));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("check");
    TCase *tcase = tcase_create("check");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, sound_data_have_no_findings);
    tcase_add_test(tcase, rows_that_are_not_finite_are_all_listed);
    tcase_add_test(tcase, duplicates_name_the_row_they_repeat);
    tcase_add_test(tcase, beyond_a_thousand_duplicates_are_counted);
    tcase_add_test(tcase, equal_rows_are_no_use);
    tcase_add_test(tcase, few_rows_are_worth_a_word);
    tcase_add_test(tcase, columns_are_judged_by_their_spread);
    tcase_add_test(tcase, images_of_small_numbers_say_which_full_scale_to_use);
    tcase_add_test(tcase, flat_images_are_listed);
    tcase_add_test(tcase, every_bad_image_of_a_folder_is_listed);
    tcase_add_test(tcase, what_is_not_there_is_a_finding);
    tcase_add_test(tcase, impossible_settings_are_an_error);
    tcase_add_test(tcase, a_check_survives_lost_memory);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
