/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <chladni/cloud.h>

#include "data/image.h"
#include "pictures.h"
#include "places.h"
#include "support/runner.h"

static chl_error err;
static chl_cloud cloud, other;

static void
tear_down(void)
{
    chl_cloud_clear(&cloud);
    chl_cloud_clear(&other);
}

static void
draw(const char *text, chl_cloud_side side, size_t count, chl_cloud *out)
{
    ck_assert_ok(chl_cloud_named(text, side, count, 7, out, &err), err);
}

static const struct {
    const char *name;
    size_t source, target, dimension;
} shapes[] = {
    { "eight_gaussians", 500, 500, 2 },
    { "ring", 500, 500, 2 },
    { "line", 500, 500, 1 },
    { "modes_1d", 5, 5, 1 },
    { "modes_1d_overlap", 5, 7, 1 },
    { "two_singles_1d", 1, 1, 1 },
    { "two_couples_2d", 2, 2, 2 },
};

START_TEST(every_set_has_both_sides)
{
    draw(shapes[_i].name, CHL_CLOUD_SOURCE, 0, &cloud);
    draw(shapes[_i].name, CHL_CLOUD_TARGET, 0, &other);
    ck_assert_str_eq(chl_cloud_name((size_t) _i), shapes[_i].name);
    ck_assert_uint_eq(cloud.count, shapes[_i].source);
    ck_assert_uint_eq(other.count, shapes[_i].target);
    ck_assert_uint_eq(cloud.dimension, shapes[_i].dimension);
    ck_assert_uint_eq(other.dimension, shapes[_i].dimension);
}
END_TEST

START_TEST(given_lists_are_those_of_the_paper)
{
    draw("modes_1d_overlap", CHL_CLOUD_TARGET, 100, &cloud);
    ck_assert_uint_eq(cloud.count, 7);
    ck_assert_double_eq_tol(cloud.points[2], 1.23 * 1.5, 1e-15);
    ck_assert_double_eq_tol(cloud.points[6], -1.8 * 1.5, 1e-15);
    draw("two_couples_2d", CHL_CLOUD_SOURCE, 0, &other);
    ck_assert_double_eq(other.points[3], -1.0);
}
END_TEST

/* Centres at multiples of 45 degrees on radius 5: the nearest one is within a
 * few standard deviations, and every one is met. */
START_TEST(eight_gaussians_lie_about_eight_centres)
{
    size_t met[8] = { 0 };
    double spread = 0.0;

    draw("eight_gaussians", CHL_CLOUD_TARGET, 4000, &cloud);
    for (size_t i = 0; i < 4000; i++) {
        const double *p = cloud.points + 2 * i;
        long k = lround(atan2(p[1], p[0]) / atan(1.0));
        double dx = p[0] - 5.0 * cos((double) k * atan(1.0));
        double dy = p[1] - 5.0 * sin((double) k * atan(1.0));

        met[(k + 8) % 8]++;
        spread += (dx * dx + dy * dy) / 8000.0;
    }
    for (size_t k = 0; k < 8; k++) {
        /* 500 with standard deviation 21 */
        ck_assert_uint_gt(met[k], 400);
        ck_assert_uint_lt(met[k], 600);
    }
    ck_assert_double_eq_tol(sqrt(spread), 0.5, 0.02);
}
END_TEST

START_TEST(parameters_of_a_ring_move_its_centres)
{
    draw("ring:components=3:radius=2:loc=1:scale=0", CHL_CLOUD_TARGET, 50,
         &cloud);
    for (size_t i = 0; i < 50; i++) {
        const double *p = cloud.points + 2 * i;

        ck_assert_double_eq_tol(hypot(p[0] - 1.0, p[1] - 1.0), 2.0, 1e-14);
    }
    draw("line:components=2:spacing=3:scale=0", CHL_CLOUD_TARGET, 50, &other);
    for (size_t i = 0; i < 50; i++) {
        ck_assert_double_eq_tol(fabs(other.points[i]), 1.5, 1e-15);
    }
}
END_TEST

START_TEST(both_sides_of_one_seed_are_independent)
{
    double product = 0.0;

    ck_assert_ok(
        chl_cloud_gauss(4000, 1, 0.0, 1.0, CHL_CLOUD_SOURCE, 3, &cloud, &err),
        err);
    ck_assert_ok(
        chl_cloud_gauss(4000, 1, 0.0, 1.0, CHL_CLOUD_TARGET, 3, &other, &err),
        err);
    for (size_t i = 0; i < 4000; i++) {
        product += cloud.points[i] * other.points[i] / 4000.0;
    }
    /* four standard errors */
    ck_assert_double_lt(fabs(product), 4.0 / sqrt(4000.0));
}
END_TEST

static const struct {
    const char *text, *words;
} broken[] = {
    { "eight_gausians", "did you mean 'eight_gaussians'" },
    { "ring:radius", "is no key=value" },
    { "ring:spacing=2", "unknown key 'spacing'" },
    { "ring:radius=two", "must be a finite number" },
    { "ring:components=2.5", "whole number" },
    { "ring:components=0", "whole number" },
    { "ring:scale=-1", "must be at least 0" },
    { "modes_1d:scale=1", "takes no parameters" },
};

START_TEST(broken_sets_are_refused)
{
    ck_assert_fails(
        chl_cloud_named(broken[_i].text, CHL_CLOUD_TARGET, 0, 0, &cloud, &err),
        CHL_EARG, broken[_i].words, err);
    ck_assert_ptr_null(cloud.points);
}
END_TEST

/* One dark pixel: all points are about its centre. */
START_TEST(ink_is_where_the_picture_is_dark)
{
    uint8_t pixels[4 * 8];
    const char *path;
    double mean[2] = { 0.0, 0.0 }, square[2] = { 0.0, 0.0 };

    memset(pixels, 250, sizeof pixels);
    pixels[1 * 8 + 7] = 10; /* second row, last column */
    place_make();
    path = place_picture("ink.png",
                         picture_png(4, 8, 0, 8, pixels, sizeof pixels));
    ck_assert(chl_cloud_is_picture(path));
    ck_assert_ok(
        chl_cloud_picture(path, 2000, CHL_CLOUD_TARGET, 1, &cloud, &err), err);
    place_remove();
    for (size_t i = 0; i < 2000; i++) {
        mean[0] += cloud.points[2 * i] / 2000.0;
        mean[1] += cloud.points[2 * i + 1] / 2000.0;
        square[0] += pow(cloud.points[2 * i] - 1.0, 2.0) / 2000.0;
        square[1] += pow(cloud.points[2 * i + 1] - 1.0 / 3.0, 2.0) / 2000.0;
    }
    ck_assert_double_eq_tol(mean[0], 1.0, 4.0 / 8.0 / sqrt(2000.0));
    ck_assert_double_eq_tol(mean[1], 1.0 / 3.0, 4.0 / 4.0 / sqrt(2000.0));
    ck_assert_double_eq_tol(sqrt(square[0]), 1.0 / 8.0, 0.01);
    ck_assert_double_eq_tol(sqrt(square[1]), 1.0 / 4.0, 0.02);
}
END_TEST

START_TEST(a_blank_picture_is_refused)
{
    uint8_t pixels[16];
    const char *path;

    memset(pixels, 128, sizeof pixels);
    place_make();
    path = place_picture("blank.png",
                         picture_png(4, 4, 0, 8, pixels, sizeof pixels));
    ck_assert_fails(
        chl_cloud_picture(path, 10, CHL_CLOUD_TARGET, 1, &cloud, &err),
        CHL_EDATA, "equally light", err);
    place_remove();
}
END_TEST

START_TEST(a_truncated_picture_is_refused)
{
    picture made = picture_any(8, 8, 1, 5);
    const char *path;

    made.size -= 20;
    place_make();
    path = place_picture("cut.png", made);
    ck_assert_fails(
        chl_cloud_picture(path, 10, CHL_CLOUD_TARGET, 1, &cloud, &err),
        CHL_EFORMAT, "cut.png", err);
    place_remove();
}
END_TEST

START_TEST(transforms_undo_one_another)
{
    chl_cloud saved;

    draw("line:scale=0.3", CHL_CLOUD_TARGET, 20, &cloud);
    draw("line:scale=0.3", CHL_CLOUD_TARGET, 20, &other);
    ck_assert_ok(chl_cloud_transform("tanh", &cloud, &err), err);
    ck_assert_ok(chl_cloud_transform("atanh", &cloud, &err), err);
    ck_assert_ok(chl_cloud_transform("identity", &cloud, &err), err);
    saved = other;
    for (size_t i = 0; i < 20; i++) {
        ck_assert_double_eq_tol(cloud.points[i], saved.points[i], 1e-13);
    }
}
END_TEST

START_TEST(atanh_refuses_what_it_cannot_take)
{
    draw("two_singles_1d", CHL_CLOUD_TARGET, 0, &cloud);
    ck_assert_fails(chl_cloud_transform("atanh", &cloud, &err), CHL_EDATA,
                    "point 0, column 0 is 1; atanh takes", err);
    ck_assert_fails(chl_cloud_transform("cosh", &cloud, &err), CHL_EARG,
                    "must be identity, tanh or atanh", err);
    ck_assert_double_eq(cloud.points[0], 1.0);
}
END_TEST

START_TEST(rows_are_chosen_once_and_in_order)
{
    double values[40];
    const chl_array array = {
        .data = values, .dtype = CHL_F64, .axes = 2, .shape = { 40, 1, 0, 0 }
    };
    chl_dataset *data = NULL;

    for (size_t i = 0; i < 40; i++) {
        values[i] = (double) i;
    }
    ck_assert_ok(chl_dataset_from_array("numbers", &array, NULL, &data, &err),
                 err);
    ck_assert_ok(chl_cloud_rows(data, 10, CHL_CLOUD_TARGET, 5, &cloud, &err),
                 err);
    ck_assert_fails(chl_cloud_rows(data, 41, CHL_CLOUD_TARGET, 5, &other, &err),
                    CHL_EARG, "41 points are asked for; the data have 40", err);
    ck_assert_uint_eq(cloud.count, 10);
    for (size_t i = 1; i < 10; i++) {
        ck_assert_double_gt(cloud.points[i], cloud.points[i - 1]);
    }
    chl_dataset_free(data);
}
END_TEST

START_TEST(a_picture_is_encoded_and_decoded_alike)
{
    uint8_t rgb[5 * 7 * 3], *bytes = NULL;
    chl_image image = { 0 };
    size_t size = 0;

    for (size_t k = 0; k < sizeof rgb; k++) {
        rgb[k] = (uint8_t) (k * 37 % 256);
    }
    ck_assert_ok(chl_image_encode_png(rgb, 5, 7, &bytes, &size, &err), err);
    ck_assert_ok(chl_image_decode(bytes, size, &image, &err), err);
    ck_assert_uint_eq(image.height, 5);
    ck_assert_uint_eq(image.width, 7);
    ck_assert_mem_eq(image.pixels, rgb, sizeof rgb);
    chl_image_clear(&image);
    chl_free(bytes);
    ck_assert_fails(chl_image_encode_png(rgb, 0, 7, &bytes, &size, &err),
                    CHL_EARG, "is none", err);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(
        chl_cloud_named("ring", CHL_CLOUD_TARGET, 3, 0, &cloud, NULL));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("clouds");
    TCase *tests = tcase_create("cloud");

    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_loop_test(tests, every_set_has_both_sides, 0,
                        sizeof shapes / sizeof *shapes);
    tcase_add_test(tests, given_lists_are_those_of_the_paper);
    tcase_add_test(tests, eight_gaussians_lie_about_eight_centres);
    tcase_add_test(tests, parameters_of_a_ring_move_its_centres);
    tcase_add_test(tests, both_sides_of_one_seed_are_independent);
    tcase_add_loop_test(tests, broken_sets_are_refused, 0,
                        sizeof broken / sizeof *broken);
    tcase_add_test(tests, ink_is_where_the_picture_is_dark);
    tcase_add_test(tests, a_blank_picture_is_refused);
    tcase_add_test(tests, a_truncated_picture_is_refused);
    tcase_add_test(tests, transforms_undo_one_another);
    tcase_add_test(tests, atanh_refuses_what_it_cannot_take);
    tcase_add_test(tests, rows_are_chosen_once_and_in_order);
    tcase_add_test(tests, a_picture_is_encoded_and_decoded_alike);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
