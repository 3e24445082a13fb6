/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Particles under an infinitely wide discriminator. */
#include <math.h>
#include <string.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    FAKE = 30,
    REAL = 9,
    D = 2,
    ALL = FAKE + REAL
};

static chl_pair_kernel
kernel_of(const char *name)
{
    chl_wide wide = chl_wide_default();
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    ck_assert_ok(chl_pair_kernel_init(name, &wide, 1.0, 1.0, &kernel, &err),
                 err);
    return kernel;
}

/* Particles about 0 and targets about (2, 0), in one array. */
static const double *
cloud(void)
{
    static double points[ALL * D];
    chl_random source = { 3, CHL_STREAM_TESTS };

    for (size_t i = 0; i < (size_t) ALL * D; i++) {
        points[i] = chl_random_normal(&source, i);
        if (i >= (size_t) FAKE * D && i % D == 0) {
            points[i] += 2.0;
        }
    }
    return points;
}

static chl_particles_settings
settings_of(const char *loss, double time)
{
    chl_particles_settings settings = chl_particles_settings_default();

    settings.loss = loss;
    settings.time = time;
    settings.threads = 1;
    return settings;
}

static chl_particles *
create(const char *kernel, const chl_particles_settings *settings, size_t n,
       size_t m, const double *x, const double *y)
{
    const chl_pair_kernel made = kernel_of(kernel);
    chl_particles *particles = NULL;
    chl_error err = { 0 };

    ck_assert_ok(
        chl_particles_create(&made, settings, n, m, D, x, y, &particles, &err),
        err);
    return particles;
}

/* f at all points of the cloud after one training from 0. */
static void
train_cloud(const char *kernel, const chl_particles_settings *settings,
            double *values)
{
    const double *points = cloud();
    chl_particles *particles =
        create(kernel, settings, FAKE, REAL, points, points + FAKE * D);
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(
        chl_particles_field(particles, ALL, points, values, NULL, &err), err);
    chl_particles_free(particles);
}

static double
largest(size_t count, const double *a, const double *b)
{
    double most = 0.0;

    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fabs(a[i] - b[i]));
    }
    return most;
}

static const char *const kernels[] = { "gauss", "ntk-relu", "nngp-erf" };

static const double momenta[] = { NAN, 0.9, 0.0, -4.0 };

/* 30 particles and 9 targets: each class has weights of its own. */
START_TEST(closed_forms_agree_with_the_differential_equation)
{
    const char *loss = _i % 2 == 0 ? "ipm" : "lsgan";
    const char *kernel = kernels[_i % 6 / 2];
    chl_particles_settings settings = settings_of(loss, 1.5);
    double closed[ALL], solved[ALL];

    settings.momentum = momenta[_i / 6];
    settings.tolerance = 1e-12;
    train_cloud(kernel, &settings, closed);
    settings.method = CHL_PARTICLES_ODE;
    train_cloud(kernel, &settings, solved);
    ck_assert_double_lt(largest(ALL, closed, solved), 1e-10);
}
END_TEST

START_TEST(pairs_computed_anew_give_what_the_matrix_gives)
{
    static const char *const losses[] = { "lsgan", "vanilla" };
    chl_particles_settings settings = settings_of(losses[_i], 2.0);
    double stored[ALL], anew[ALL];

    settings.tolerance = 1e-11;
    train_cloud("ntk-relu", &settings, stored);
    settings.memory = 0.0;
    train_cloud("ntk-relu", &settings, anew);
    ck_assert_double_lt(largest(ALL, stored, anew), 1e-9);
}
END_TEST

/* The trace of S is 2, so that Adams gives way to backward differences. */
START_TEST(stiff_training_agrees_with_the_closed_form)
{
    chl_particles_settings settings = settings_of("lsgan", 200.0);
    double closed[ALL], solved[ALL];

    settings.tolerance = 1e-10;
    train_cloud("gauss", &settings, closed);
    settings.method = CHL_PARTICLES_ODE;
    train_cloud("gauss", &settings, solved);
    ck_assert_double_lt(largest(ALL, closed, solved), 1e-7);
}
END_TEST

/* Two points that do not see each other: f' at the target is the loss's own
 * derivative, and the particle is its mirror image. */
static void
train_alone(const char *loss, double time, double *values)
{
    static const double points[] = { 0.0, 0.0, 100.0, 0.0 };
    chl_particles_settings settings = settings_of(loss, time);
    chl_particles *particles;
    chl_error err = { 0 };

    settings.tolerance = 1e-12;
    particles = create("gauss", &settings, 1, 1, points, points + D);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(chl_particles_field(particles, 2, points, values, NULL, &err),
                 err);
    chl_particles_free(particles);
    ck_assert_double_eq_tol(values[0], -values[1], 1e-11);
}

START_TEST(points_alone_follow_the_scalar_equation)
{
    const double time = 0.3 * (_i + 1);
    double f[2];

    train_alone("lsgan", time, f);
    ck_assert_double_eq_tol(f[1], -expm1(-2.0 * time), 1e-11);
    /* f' = 1 / (1 + e^f). */
    train_alone("vanilla", time, f);
    ck_assert_double_eq_tol(f[1] + exp(f[1]), 1.0 + time, 1e-10);
    /* f' = 1 up to the margin, whose width is 1e-3. */
    train_alone("hinge", time, f);
    ck_assert_double_eq_tol(f[1], fmin(time, 1.0), 1e-3);
}
END_TEST

START_TEST(
    training_twice_with_a_carried_discriminator_is_training_twice_as_long)
{
    const char *loss = chl_particles_loss_name((size_t) _i);
    chl_particles_settings settings = settings_of(loss, 1.0);
    const double *points = cloud();
    double twice[ALL], once[ALL];
    chl_particles *particles;
    chl_error err = { 0 };

    settings.tolerance = 1e-11;
    settings.carry = true;
    particles =
        create("gauss", &settings, FAKE, REAL, points, points + FAKE * D);
    /* A step too short to move anything: the past is remembered all the same.
     */
    ck_assert_ok(chl_particles_step(particles, 1e-300, NULL, &err), err);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(chl_particles_field(particles, ALL, points, twice, NULL, &err),
                 err);
    chl_particles_free(particles);
    settings.time = 2.0;
    train_cloud("gauss", &settings, once);
    ck_assert_double_lt(largest(ALL, twice, once), 1e-8);
}
END_TEST

/* Of a short step:  MMD^2 / 2 falls by rate / (n T) times the square of the
 * speed; the next term is of second order in the rate. */
START_TEST(mmd_falls_as_its_gradient_flow_says)
{
    chl_particles_settings settings = settings_of("ipm", 0.7);
    const double *points = cloud();
    chl_particles *particles =
        create("gauss", &settings, FAKE, REAL, points, points + FAKE * D);
    const double rate = 1e-4;
    chl_particles_report report;
    double before, after;
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_mmd(particles, &before, &err), err);
    ck_assert_ok(chl_particles_step(particles, rate, &report, &err), err);
    ck_assert_ok(chl_particles_mmd(particles, &after, &err), err);
    ck_assert_double_eq_tol(
        0.5 * (before - after) * FAKE * settings.time / rate,
        report.speed * report.speed, 1e-4 * report.speed * report.speed);
    chl_particles_free(particles);
}
END_TEST

/* T times the witness: its means over the two clouds differ by T MMD^2. */
START_TEST(the_discriminator_of_ipm_is_the_witness_of_mmd)
{
    chl_particles_settings settings = settings_of("ipm", 2.5);
    double values[ALL], fake = 0.0, real = 0.0, squared;
    const double *points = cloud();
    chl_particles *particles =
        create("ntk-relu", &settings, FAKE, REAL, points, points + FAKE * D);
    chl_error err = { 0 };

    train_cloud("ntk-relu", &settings, values);
    for (size_t i = 0; i < ALL; i++) {
        *(i < FAKE ? &fake : &real) += values[i] / (i < FAKE ? FAKE : REAL);
    }
    ck_assert_ok(chl_particles_mmd(particles, &squared, &err), err);
    ck_assert_double_eq_tol(fake - real, 2.5 * squared, 1e-12);
    chl_particles_free(particles);
}
END_TEST

/* Project f on mode k over gamma. */
static double
part_along(const chl_eigen_result *modes, size_t k, const double *f)
{
    double sum = 0.0;

    for (size_t i = 0; i < ALL; i++) {
        sum += 0.5 * (i < FAKE ? 1.0 / FAKE : 1.0 / REAL)
               * modes->vectors[k * ALL + i] * f[i];
    }
    return sum;
}

START_TEST(modes_grow_under_ipm_and_relax_under_lsgan_by_their_eigenvalue)
{
    const double *points = cloud(), time = 0.8;
    chl_particles_settings settings = settings_of("ipm", time);
    chl_particles *particles =
        create("ntk-relu", &settings, FAKE, REAL, points, points + FAKE * D);
    double ipm[ALL], lsgan[ALL], drive[ALL], target[ALL];
    chl_eigen_result *modes = NULL;
    chl_error err = { 0 };

    train_cloud("ntk-relu", &settings, ipm);
    settings.loss = "lsgan";
    train_cloud("ntk-relu", &settings, lsgan);
    for (size_t i = 0; i < ALL; i++) {
        drive[i] = i < FAKE ? 2.0 : -2.0;
        target[i] = i < FAKE ? -1.0 : 1.0;
        lsgan[i] -= target[i];
    }
    ck_assert_ok(chl_particles_modes(particles, 8, &modes, &err), err);
    for (size_t k = 0; k < 8; k++) {
        double lambda = modes->values[k];

        ck_assert_double_eq_tol(part_along(modes, k, ipm),
                                time * lambda * part_along(modes, k, drive),
                                1e-10);
        ck_assert_double_eq_tol(
            part_along(modes, k, lsgan),
            -exp(-4.0 * lambda * time) * part_along(modes, k, target), 1e-9);
        ck_assert_double_eq_tol(part_along(modes, k, modes->vectors + k * ALL),
                                1.0, 1e-12);
    }
    chl_eigen_result_free(modes);
    ck_assert_fails(chl_particles_modes(particles, ALL + 1, &modes, &err),
                    CHL_EARG, "count is 40", err);
    chl_particles_free(particles);
}
END_TEST

START_TEST(one_particle_goes_straight_to_its_target_at_unit_speed)
{
    static const double x[] = { 3.0, 4.0 }, y[] = { 0.0, 0.0 };
    chl_particles_settings settings = settings_of("ipm", 1.0);
    chl_particles *particles = create("energy", &settings, 1, 1, x, y);
    const double *at = chl_particles_points(particles);
    chl_particles_report report;
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_step(particles, 2.0, &report, &err), err);
    ck_assert_double_eq_tol(at[0], 1.8, 1e-15);
    ck_assert_double_eq_tol(at[1], 2.4, 1e-15);
    ck_assert_double_eq_tol(report.speed, 1.0, 1e-15);
    ck_assert_ok(chl_particles_step(particles, 3.0, &report, &err), err);
    ck_assert_double_eq_tol(hypot(at[0], at[1]), 0.0, 1e-14);
    chl_particles_free(particles);
}
END_TEST

/* Duplicated particles and targets, some on each other. */
START_TEST(particles_on_their_targets_stay)
{
    static const double x[] = { 1.0, 1.0, 1.0, 1.0, -2.0, 0.0 };
    const char *loss = chl_particles_loss_name((size_t) _i);
    chl_particles_settings settings = settings_of(loss, 1.0);
    chl_particles *particles = create("ntk-relu", &settings, 3, 3, x, x);
    const double *at = chl_particles_points(particles);
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_step(particles, 1.0, NULL, &err), err);
    /* What draws them when targets are the only force is not balanced. */
    for (size_t i = 0; i < 6; i++) {
        ck_assert(isfinite(at[i]));
        if (strcmp(loss, "ipm") == 0 || strcmp(loss, "lsgan") == 0) {
            ck_assert_double_eq_tol(at[i], x[i], 1e-9);
        }
    }
    chl_particles_free(particles);
}
END_TEST

/* A gauss kernel 50 bandwidths away pulls by exp(-1250), that is not at all;
 * of 400 places about 25 around, some are near the target. */
START_TEST(noise_lets_particles_find_targets_out_of_reach)
{
    static const double x[] = { 0.0, 0.0 }, y[] = { 50.0, 0.0 };
    chl_particles_settings settings = settings_of("ipm-external", 1.0);
    double reached[2];

    for (int noisy = 0; noisy < 2; noisy++) {
        chl_particles *particles = create("gauss", &settings, 1, 1, x, y);
        const double *at = chl_particles_points(particles);
        chl_error err = { 0 };

        for (size_t step = 0; step < 400; step++) {
            ck_assert_ok(chl_particles_step(particles, 1.0, NULL, &err), err);
        }
        reached[noisy] = hypot(at[0], at[1]);
        chl_particles_free(particles);
        settings.noise = 25.0;
    }
    ck_assert_double_eq(reached[0], 0.0);
    ck_assert_double_gt(reached[1], 0.0);
}
END_TEST

START_TEST(the_seed_of_the_noise_decides_where_particles_go)
{
    const double *points = cloud();
    double first[FAKE * D];

    for (uint64_t run = 0; run < 3; run++) {
        chl_particles_settings settings = settings_of("ipm", 1.0);
        chl_particles *particles;
        chl_error err = { 0 };

        settings.noise = 0.1;
        settings.seed = run / 2;
        particles =
            create("gauss", &settings, FAKE, REAL, points, points + FAKE * D);
        ck_assert_ok(chl_particles_step(particles, 1.0, NULL, &err), err);
        if (run == 0) {
            memcpy(first, chl_particles_points(particles), sizeof first);
        }
        ck_assert(
            (memcmp(first, chl_particles_points(particles), sizeof first) == 0)
            == (run < 2));
        chl_particles_free(particles);
    }
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bytes)
{
    const double *points = cloud();
    double first[FAKE * D];

    for (size_t threads = 1; threads <= 3; threads++) {
        chl_particles_settings settings =
            settings_of(chl_particles_loss_name((size_t) _i), 1.0);
        chl_particles *particles;
        chl_error err = { 0 };

        settings.threads = threads;
        particles = create("ntk-relu", &settings, FAKE, REAL, points,
                           points + FAKE * D);
        ck_assert_ok(chl_particles_step(particles, 5.0, NULL, &err), err);
        if (threads == 1) {
            memcpy(first, chl_particles_points(particles), sizeof first);
        }
        ck_assert_mem_eq(first, chl_particles_points(particles), sizeof first);
        chl_particles_free(particles);
    }
}
END_TEST

/* More columns than a loop is used for. */
START_TEST(gradients_of_the_field_agree_with_differences_in_many_columns)
{
    enum {
        COLUMNS = 20,
        POINTS = 40
    };
    const chl_pair_kernel kernel = kernel_of("ntk-relu");
    chl_particles_settings settings = settings_of("lsgan", 1.0);
    double points[POINTS * COLUMNS], x[COLUMNS], gradient[COLUMNS], f, sides[2];
    chl_random source = { 9, CHL_STREAM_TESTS };
    chl_particles *particles = NULL;
    const double h = 1e-5;
    chl_error err = { 0 };

    for (size_t i = 0; i < (size_t) POINTS * COLUMNS; i++) {
        points[i] = chl_random_normal(&source, i);
        x[i % COLUMNS] = chl_random_normal(&source, 5000 + i);
    }
    ck_assert_ok(chl_particles_create(
                     &kernel, &settings, POINTS / 2, POINTS / 2, COLUMNS,
                     points, points + POINTS / 2 * COLUMNS, &particles, &err),
                 err);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(chl_particles_field(particles, 1, x, &f, gradient, &err), err);
    for (size_t k = 0; k < COLUMNS; k++) {
        double at = x[k];

        for (int side = 0; side < 2; side++) {
            x[k] = at + (side == 0 ? h : -h);
            ck_assert_ok(
                chl_particles_field(particles, 1, x, &sides[side], NULL, &err),
                err);
        }
        x[k] = at;
        ck_assert_double_eq_tol(gradient[k], (sides[0] - sides[1]) / (2.0 * h),
                                1e-8);
    }
    chl_particles_free(particles);
}
END_TEST

static chl_status
try_create(const char *kernel, const chl_particles_settings *settings, size_t n,
           const double *x, chl_error *err)
{
    static const double y[] = { 1.0, 2.0 };
    const chl_pair_kernel made = kernel_of(kernel);
    chl_particles *particles = NULL;
    chl_status status =
        chl_particles_create(&made, settings, n, 1, D, x, y, &particles, err);

    chl_particles_free(particles);
    return status;
}

START_TEST(unusable_questions_are_refused)
{
    static const double fine[] = { 0.0, 1.0 }, bad[] = { 0.0, NAN };
    chl_particles_settings settings = settings_of("lsgann", 1.0);
    chl_error err = { 0 };

    ck_assert_fails(try_create("gauss", &settings, 1, fine, &err), CHL_EARG,
                    "did you mean 'lsgan'?", err);
    settings.loss = "wasserstein-ish";
    ck_assert_fails(try_create("gauss", &settings, 1, fine, &err), CHL_EARG,
                    "it must be ipm", err);
    settings.loss = "lsgan";
    ck_assert_fails(try_create("energy", &settings, 1, fine, &err), CHL_EARG,
                    "needs a positive kernel", err);
    ck_assert_fails(try_create("gauss", &settings, 0, fine, &err), CHL_EARG,
                    "there are no particles", err);
    ck_assert_fails(try_create("gauss", &settings, 1, bad, &err), CHL_EDATA,
                    "particles: number 0, column 1 is nan", err);
    settings.time = 0.0;
    ck_assert_fails(try_create("gauss", &settings, 1, fine, &err), CHL_EARG,
                    "training time of the discriminator is 0", err);
    settings.time = 1.0;
    settings.tolerance = 1.0;
    ck_assert_fails(try_create("gauss", &settings, 1, fine, &err), CHL_EARG,
                    "tolerance of the training is 1", err);
    settings.tolerance = 1e-6;
    settings.noise = -1.0;
    ck_assert_fails(try_create("gauss", &settings, 1, fine, &err), CHL_EARG,
                    "noise of the particles is -1", err);
    settings.noise = 0.0;
    settings.memory = -1.0;
    ck_assert_fails(try_create("gauss", &settings, 1, fine, &err), CHL_EARG,
                    "memory for pairs is -1", err);
}
END_TEST

START_TEST(a_rate_that_throws_particles_out_is_refused_before_they_move)
{
    const double *points = cloud();
    chl_particles_settings settings = settings_of("ipm", 1.0);
    chl_particles *particles =
        create("ntk-relu", &settings, FAKE, REAL, points, points + FAKE * D);
    chl_error err = { 0 };

    ck_assert_fails(chl_particles_step(particles, 0.0, NULL, &err), CHL_EARG,
                    "rate of the particles is 0", err);
    ck_assert_fails(chl_particles_step(particles, 1e40, NULL, &err),
                    CHL_ENUMERIC, "the rate 1e+40 is too large", err);
    ck_assert_mem_eq(chl_particles_points(particles), points,
                     FAKE * D * sizeof *points);
    chl_particles_free(particles);
}
END_TEST

static chl_status
create_and_step(const chl_particles_settings *settings)
{
    const double *points = cloud();
    const chl_pair_kernel kernel = kernel_of("gauss");
    chl_particles *particles = NULL;
    chl_status status =
        chl_particles_create(&kernel, settings, FAKE, REAL, D, points,
                             points + FAKE * D, &particles, NULL);
    double squared;

    for (int step = 0; step < 2 && status == CHL_OK; step++) {
        status = chl_particles_step(particles, 0.1, NULL, NULL);
    }
    if (status == CHL_OK) {
        status = chl_particles_mmd(particles, &squared, NULL);
    }
    chl_particles_free(particles);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    chl_particles_settings settings =
        settings_of(_i == 0 ? "lsgan" : "vanilla", 0.2);

    settings.carry = true;
    settings.noise = 0.01;
    settings.tolerance = 1e-4;
    settings.memory = _i == 0 ? 1e9 : 0.0;
    ck_assert_survives_lost_memory(create_and_step(&settings));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/particles");
    TCase *laws = tcase_create("laws");
    TCase *limits = tcase_create("limits");

    tcase_add_loop_test(laws, closed_forms_agree_with_the_differential_equation,
                        0, 24);
    tcase_add_loop_test(laws, pairs_computed_anew_give_what_the_matrix_gives, 0,
                        2);
    tcase_add_test(laws, stiff_training_agrees_with_the_closed_form);
    tcase_add_loop_test(laws, points_alone_follow_the_scalar_equation, 0, 5);
    tcase_add_loop_test(
        laws,
        training_twice_with_a_carried_discriminator_is_training_twice_as_long,
        0, 4);
    tcase_add_test(laws, mmd_falls_as_its_gradient_flow_says);
    tcase_add_test(laws, the_discriminator_of_ipm_is_the_witness_of_mmd);
    tcase_add_test(
        laws, modes_grow_under_ipm_and_relax_under_lsgan_by_their_eigenvalue);
    tcase_add_test(laws,
                   one_particle_goes_straight_to_its_target_at_unit_speed);
    tcase_add_test(
        laws, gradients_of_the_field_agree_with_differences_in_many_columns);
    suite_add_tcase(suite, laws);
    tcase_add_loop_test(limits, particles_on_their_targets_stay, 0, 5);
    tcase_add_test(limits, noise_lets_particles_find_targets_out_of_reach);
    tcase_add_test(limits, the_seed_of_the_noise_decides_where_particles_go);
    tcase_add_loop_test(limits, any_number_of_threads_gives_the_same_bytes, 0,
                        5);
    tcase_add_test(limits, unusable_questions_are_refused);
    tcase_add_test(
        limits, a_rate_that_throws_particles_out_is_refused_before_they_move);
    tcase_add_loop_test(limits, lost_memory_is_survived, 0, 2);
    suite_add_tcase(suite, limits);
    return run_suite(suite);
}
