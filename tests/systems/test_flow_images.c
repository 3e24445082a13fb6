/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows of images under a wide convolutional discriminator. */
#include <math.h>
#include <string.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    SIDE = 3,
    D = SIDE * SIDE,
    FAKE = 6,
    REAL = 5
};

static const double *
cloud(void)
{
    static double points[(FAKE + REAL) * D];
    chl_random source = { 41, CHL_STREAM_TESTS };

    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        points[i] = chl_random_normal(&source, i);
        points[i] += i >= (size_t) FAKE * D ? 1.0 : 0.0;
    }
    return points;
}

static chl_particles *
create(const char *name, const char *loss, size_t threads)
{
    chl_wide wide = chl_wide_default();
    chl_particles_settings settings = chl_particles_settings_default();
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    wide.depth = 2;
    settings.loss = loss;
    settings.threads = threads;
    ck_assert_ok(chl_pair_kernel_init(name, &wide, 1.0, 1.0, &kernel, &err),
                 err);
    kernel.images.height = kernel.images.width = SIDE;
    kernel.images.channels = 1;
    ck_assert_ok(chl_particles_create(&kernel, &settings, FAKE, REAL, D,
                                      cloud(), cloud() + FAKE * D, &particles,
                                      &err),
                 err);
    return particles;
}

static const char *const names[] = { "cntk-relu", "cntk-gap-erf" };
static const char *const losses[] = { "ipm", "lsgan", "vanilla", "kale" };

START_TEST(gradients_of_the_field_agree_with_differences)
{
    chl_particles *particles = create(names[_i % 2], losses[_i / 2], 1);
    double x[D], gradient[D], f, sides[2];
    const double h = 1e-5;
    chl_error err = { 0 };

    for (size_t l = 0; l < D; l++) {
        x[l] = sin(3.0 * (double) l);
    }
    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(chl_particles_field(particles, 1, x, &f, gradient, &err), err);
    for (size_t l = 0; l < D; l++) {
        double at = x[l];

        for (int side = 0; side < 2; side++) {
            x[l] = at + (side == 0 ? h : -h);
            ck_assert_ok(
                chl_particles_field(particles, 1, x, &sides[side], NULL, &err),
                err);
        }
        x[l] = at;
        ck_assert_double_eq_tol(gradient[l], (sides[0] - sides[1]) / (2.0 * h),
                                1e-8);
    }
    chl_particles_free(particles);
}
END_TEST

START_TEST(any_number_of_threads_moves_images_to_the_same_bytes)
{
    double first[FAKE * D];

    for (size_t threads = 1; threads <= 3; threads++) {
        chl_particles *particles = create(names[_i], "lsgan", threads);
        chl_error err = { 0 };

        ck_assert_ok(chl_particles_step(particles, 1.0, NULL, &err), err);
        if (threads == 1) {
            memcpy(first, chl_particles_points(particles), sizeof first);
        }
        ck_assert_mem_eq(first, chl_particles_points(particles), sizeof first);
        chl_particles_free(particles);
    }
}
END_TEST

START_TEST(images_come_nearer_to_their_targets)
{
    chl_particles *particles = create(names[_i], "ipm", 1);
    double before, after;
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_mmd(particles, &before, &err), err);
    for (int step = 0; step < 60; step++) {
        ck_assert_ok(chl_particles_step(particles, 4.0, NULL, &err), err);
    }
    ck_assert_ok(chl_particles_mmd(particles, &after, &err), err);
    ck_assert_double_lt(after, 0.5 * before);
    chl_particles_free(particles);
}
END_TEST

START_TEST(points_of_another_shape_are_refused)
{
    const chl_wide wide = chl_wide_default();
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    ck_assert_ok(
        chl_pair_kernel_init("cntk-relu", &wide, 1.0, 1.0, &kernel, &err), err);
    kernel.images = (chl_images){ .height = 2, .width = 2, .channels = 1 };
    ck_assert_fails(chl_particles_create(&kernel, NULL, 1, 1, D, cloud(),
                                         cloud(), &particles, &err),
                    CHL_EARG,
                    "points have 9 columns; the kernel's images are "
                    "2 x 2 x 1",
                    err);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/flow_images");
    TCase *laws = tcase_create("laws");

    tcase_set_timeout(laws, 60.0);
    tcase_add_loop_test(laws, gradients_of_the_field_agree_with_differences, 0,
                        8);
    tcase_add_loop_test(
        laws, any_number_of_threads_moves_images_to_the_same_bytes, 0, 2);
    tcase_add_loop_test(laws, images_come_nearer_to_their_targets, 0, 2);
    tcase_add_test(laws, points_of_another_shape_are_refused);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
