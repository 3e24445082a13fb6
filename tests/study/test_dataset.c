/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dataset section and the warnings about data as a whole. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <chladni/study.h>

#include "support/runner.h"

enum {
    IMAGES = 6,
    SIDE = 4,
    PIXELS = SIDE * SIDE
};

/* A dataset over an array of the test, and the result of its study. */
typedef struct bench {
    chl_dataset *dataset;
    chl_result *result;
    chl_error err;
} bench;

static void
bench_open(bench *b, const chl_array *array, double full_scale)
{
    chl_dataset_settings settings = chl_dataset_settings_default();

    *b = (bench){ 0 };
    settings.range.full_scale = full_scale;
    ck_assert_ok(chl_dataset_from_array("pictures", array, &settings,
                                        &b->dataset, &b->err),
                 b->err);
    ck_assert_ok(chl_result_create("check", &b->result, &b->err), b->err);
}

static void
bench_study(bench *b)
{
    ck_assert_ok(chl_study_dataset(b->dataset, b->result, &b->err), b->err);
}

static void
bench_close(bench *b)
{
    chl_result_free(b->result);
    chl_dataset_free(b->dataset);
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}

/* All different; the largest value is `top`. */
static chl_array
make_images(uint16_t values[IMAGES * PIXELS], uint16_t top)
{
    for (unsigned k = 0; k < IMAGES * PIXELS; k++) {
        values[k] = (uint16_t) (k * top / (IMAGES * PIXELS - 1));
    }
    return (chl_array){ values, CHL_U16, 4, { IMAGES, SIDE, SIDE, 1 }, NULL };
}

static const chl_warning *
find_warning(const chl_result *result, const char *code)
{
    for (size_t k = 0; k < result->warning_count; k++) {
        if (strcmp(result->warnings[k].code, code) == 0) {
            return &result->warnings[k];
        }
    }
    return NULL;
}

START_TEST(images_are_described_with_all_four_axes)
{
    uint16_t values[IMAGES * PIXELS];
    chl_array array = make_images(values, 65535);
    const chl_result_dataset *section;
    bench b;

    bench_open(&b, &array, 0.0);
    bench_study(&b);
    section = b.result->dataset;
    ck_assert_str_eq(section->name, "pictures");
    ck_assert_str_eq(section->format, "array");
    ck_assert_str_eq(section->kind, "images");
    ck_assert_uint_eq(strlen(section->fingerprint), 32);
    ck_assert_uint_eq(section->axes, 4);
    ck_assert_uint_eq(section->shape[0], IMAGES);
    ck_assert_uint_eq(section->shape[1], SIDE);
    ck_assert_uint_eq(section->shape[2], SIDE);
    ck_assert_uint_eq(section->shape[3], 1);
    ck_assert_uint_eq(section->n, IMAGES);
    ck_assert_uint_eq(section->d, PIXELS);
    ck_assert_str_eq(section->range, "interval");
    ck_assert_double_eq(section->range_low, -1.0);
    ck_assert_double_eq(section->range_high, 1.0);
    ck_assert_double_eq(section->minimum, 0.0);
    ck_assert_double_eq(section->maximum, 65535.0);
    ck_assert_uint_eq(section->class_count, 0);
    ck_assert_uint_eq(section->duplicates, 0);
    ck_assert_uint_eq(b.result->warning_count, 0);
    bench_close(&b);
}
END_TEST

START_TEST(raw_points_have_two_axes_and_no_ends_of_a_range)
{
    const double values[] = { 0.5, 1.0, -2.0, 3.0, 7.0, 9.0 };
    chl_array array = { values, CHL_F64, 2, { 3, 2 }, NULL };
    bench b;

    bench_open(&b, &array, 0.0);
    bench_study(&b);
    ck_assert_str_eq(b.result->dataset->kind, "points");
    ck_assert_str_eq(b.result->dataset->range, "raw");
    ck_assert_uint_eq(b.result->dataset->axes, 2);
    ck_assert_uint_eq(b.result->dataset->shape[1], 2);
    ck_assert(isnan(b.result->dataset->range_low));
    ck_assert(isnan(b.result->dataset->range_high));
    bench_close(&b);
}
END_TEST

START_TEST(classes_without_names_are_numbered)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    bench b = { 0 };

    settings.samples = 64;
    ck_assert_ok(chl_dataset_open("gauss8", &settings, &b.dataset, &b.err),
                 b.err);
    ck_assert_ok(chl_result_create("check", &b.result, &b.err), b.err);
    bench_study(&b);
    ck_assert_uint_eq(b.result->dataset->class_count, 8);
    for (size_t k = 0; k < 8; k++) {
        const char digit[] = { (char) ('0' + k), '\0' };
        const char *name = chl_dataset_class_name(b.dataset, k);

        ck_assert_str_eq(b.result->dataset->classes[k],
                         name != NULL ? name : digit);
    }
    bench_close(&b);
}
END_TEST

START_TEST(duplicates_are_counted_with_their_share)
{
    uint16_t values[IMAGES * PIXELS];
    chl_array array = make_images(values, 65535);
    const chl_warning *warning;
    bench b;

    memcpy(values + PIXELS, values, PIXELS * sizeof *values);
    memcpy(values + 2 * PIXELS, values, PIXELS * sizeof *values);
    memcpy(values + 3 * PIXELS, values, PIXELS * sizeof *values);
    bench_open(&b, &array, 0.0);
    bench_study(&b);
    ck_assert_uint_eq(b.result->dataset->duplicates, 3);
    ck_assert_uint_eq(b.result->warning_count, 1);
    warning = find_warning(b.result, "W-DUPLICATES");
    ck_assert_ptr_nonnull(warning);
    ck_assert_str_eq(warning->severity, "warning");
    ck_assert_ptr_nonnull(strstr(warning->text, "3 of 6 items (50 %)"));
    bench_close(&b);
}
END_TEST

/* 4090 is surely 12 bits, 16 (handwritten digits) is what it is. */
START_TEST(dark_integer_images_are_told_the_full_scale_that_fits)
{
    static const struct {
        uint16_t top;
        const char *text; /* NULL: no warning */
    } cases[] = {
        { 16, "--full-scale 16 " },     { 255, "--full-scale 255 " },
        { 250, "--full-scale 255 " },   { 4090, "--full-scale 4095 " },
        { 8191, "--full-scale 8191 " }, { 8192, NULL },
    };

    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        uint16_t values[IMAGES * PIXELS];
        chl_array array = make_images(values, cases[k].top);
        const chl_warning *warning;
        bench b;

        bench_open(&b, &array, 0.0);
        bench_study(&b);
        warning = find_warning(b.result, "W-RANGE");
        ck_assert_int_eq(warning != NULL, cases[k].text != NULL);
        if (warning != NULL) {
            ck_assert_msg(strstr(warning->text, cases[k].text) != NULL,
                          "'%s' not in '%s'", cases[k].text, warning->text);
        }
        bench_close(&b);
    }
}
END_TEST

START_TEST(the_full_scale_that_was_named_is_not_named_again)
{
    uint16_t values[IMAGES * PIXELS];
    chl_array array = make_images(values, 255);
    bench b;

    bench_open(&b, &array, 255.0);
    bench_study(&b);
    ck_assert_ptr_null(find_warning(b.result, "W-RANGE"));
    bench_close(&b);
}
END_TEST

/* One column of widths 1, another of the given one, and a constant. */
static bool
warns_of_spreads(double width, chl_range_kind range)
{
    static const char path[] = "test-spreads.csv";
    chl_dataset_settings settings = chl_dataset_settings_default();
    FILE *file = fopen(path, "w");
    bench b = { 0 };
    bool warned;

    ck_assert_ptr_nonnull(file);
    fprintf(file, "narrow,wide,same\n");
    for (int k = 0; k < 50; k++) {
        fprintf(file, "%d.5,%g,7\n", k % 10, (k % 10) * width + 1e6);
    }
    fclose(file);
    settings.range.kind = range;
    ck_assert_ok(chl_dataset_open(path, &settings, &b.dataset, &b.err), b.err);
    ck_assert_ok(chl_result_create("check", &b.result, &b.err), b.err);
    bench_study(&b);
    warned = find_warning(b.result, "W-RANGE") != NULL;
    if (warned) {
        const char *text = find_warning(b.result, "W-RANGE")->text;

        ck_assert_ptr_nonnull(strstr(text, "column 'wide'"));
        ck_assert_ptr_nonnull(strstr(text, "column 'narrow'"));
        ck_assert_ptr_nonnull(strstr(text, "--range standard"));
    }
    bench_close(&b);
    remove(path);
    return warned;
}

START_TEST(columns_far_apart_in_spread_are_told_to_be_standardised)
{
    ck_assert(warns_of_spreads(1000.0, CHL_RANGE_AUTO));
    ck_assert(!warns_of_spreads(50.0, CHL_RANGE_AUTO));
    ck_assert(!warns_of_spreads(1000.0, CHL_RANGE_STANDARD));
}
END_TEST

START_TEST(a_second_study_replaces_the_section)
{
    uint16_t values[IMAGES * PIXELS];
    chl_array array = make_images(values, 65535);
    bench b;

    bench_open(&b, &array, 0.0);
    bench_study(&b);
    bench_study(&b);
    ck_assert_uint_eq(b.result->dataset->n, IMAGES);
    bench_close(&b);
}
END_TEST

/* The warning from before keeps the list alive, so that a warning left behind
 * would show as a further block. */
START_TEST(lost_memory_leaves_the_result_as_it_was)
{
    uint16_t values[IMAGES * PIXELS];
    chl_array array = make_images(values, 255);
    bench b;

    memcpy(values + PIXELS, values, PIXELS * sizeof *values);
    bench_open(&b, &array, 0.0);
    ck_assert_ok(
        chl_result_warn(b.result, "W-LEAK", "note", &b.err, "from before"),
        b.err);
    ck_assert_survives_lost_memory(
        chl_study_dataset(b.dataset, b.result, &b.err));
    ck_assert_uint_eq(b.result->warning_count, 3);
    ck_assert_str_eq(b.result->warnings[0].text, "from before");
    bench_close(&b);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("study dataset");
    TCase *tests = tcase_create("dataset");

    tcase_add_test(tests, images_are_described_with_all_four_axes);
    tcase_add_test(tests, raw_points_have_two_axes_and_no_ends_of_a_range);
    tcase_add_test(tests, classes_without_names_are_numbered);
    tcase_add_test(tests, duplicates_are_counted_with_their_share);
    tcase_add_test(tests,
                   dark_integer_images_are_told_the_full_scale_that_fits);
    tcase_add_test(tests, the_full_scale_that_was_named_is_not_named_again);
    tcase_add_test(tests,
                   columns_far_apart_in_spread_are_told_to_be_standardised);
    tcase_add_test(tests, a_second_study_replaces_the_section);
    tcase_add_test(tests, lost_memory_leaves_the_result_as_it_was);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
