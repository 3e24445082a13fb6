/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Training of a discriminator with inertia. */
#include <math.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "support/runner.h"
#include "systems/inertia.h"

enum {
    FAKE = 12,
    REAL = 5,
    ALL = FAKE + REAL,
    D = 2
};

static const double momenta[] = { 0.9, 0.0, -4.0 };

static chl_particles_settings
settings_of(const char *loss, double time)
{
    chl_particles_settings settings = chl_particles_settings_default();

    settings.loss = loss;
    settings.time = time;
    settings.threads = 1;
    return settings;
}

/* Particles, and targets behind them. */
static chl_particles *
create(const char *name, const chl_wide *wide,
       const chl_particles_settings *settings, size_t n, size_t m,
       const double *points)
{
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    ck_assert_ok(chl_pair_kernel_init(name, wide, 1.0, 1.0, &kernel, &err),
                 err);
    ck_assert_ok(chl_particles_create(&kernel, settings, n, m, D, points,
                                      points + n * D, &particles, &err),
                 err);
    return particles;
}

/* One pair of points that do not see each other, u'' + g u' = 2 (1 - u): roots
 * or waves, and both where friction and stiffness are next to nothing. */
START_TEST(a_point_with_inertia_swings_as_its_equation_says)
{
    static const double times[] = { 1e-3, 0.4, 2.0, 30.0 };
    const double time = times[_i % 4], momentum = momenta[_i / 4];
    const double g = 1.0 - momentum, part = 0.5 * g * time;
    static const double points[] = { 0.0, 0.0, 100.0, 0.0 };
    const chl_wide wide = chl_wide_default();
    chl_particles_settings settings = settings_of("lsgan", time);
    chl_particles *particles;
    double f[2], w = sqrt(fabs(0.25 * g * g - 2.0)), expected;
    chl_error err = { 0 };

    settings.momentum = momentum;
    particles = create("gauss", &wide, &settings, 1, 1, points);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(chl_particles_field(particles, 2, points, f, NULL, &err), err);
    chl_particles_free(particles);
    expected =
        0.25 * g * g > 2.0
            ? 1.0 - exp(-part) * (cosh(w * time) + 0.5 * g / w * sinh(w * time))
            : 1.0 - exp(-part) * (cos(w * time) + 0.5 * g / w * sin(w * time));
    ck_assert_double_eq_tol(f[1], expected, 1e-14);
    ck_assert_double_eq_tol(f[0], -expected, 1e-14);
}
END_TEST

/* A kernel k times as strong for time T / k, and for k -> 0 friction is all
 * there is: f at time T (1 - M) of the equation without inertia. */
START_TEST(weak_kernels_with_inertia_are_strong_ones_without)
{
    static const char *const losses[] = { "lsgan", "vanilla" };
    const double weak = 1e-3, friction = 0.5;
    chl_particles_settings settings = settings_of(losses[_i], 1.0);
    double points[ALL * D], apart = 0.0;
    chl_wide wide = chl_wide_default();
    double plain[ALL], inert[ALL];
    const chl_random source = { 3, CHL_STREAM_TESTS };
    chl_error err = { 0 };

    for (size_t i = 0; i < (size_t) ALL * D; i++) {
        points[i] = chl_random_normal(&source, i);
    }
    wide.depth = 1;
    wide.sigma_b = 0.0;
    for (int k = 0; k < 2; k++) {
        chl_particles *particles =
            create("ntk-relu", &wide, &settings, FAKE, REAL, points);

        ck_assert_ok(chl_particles_train(particles, &err), err);
        ck_assert_ok(chl_particles_field(particles, ALL, points,
                                         k == 0 ? plain : inert, NULL, &err),
                     err);
        chl_particles_free(particles);
        /* The kernel goes with sigma_w^4. */
        wide.sigma_w = pow(weak, 0.25);
        settings.time = friction / weak;
        settings.momentum = 1.0 - friction;
    }
    /* Friction lags by its own time, 1 / friction of friction / weak, and
     * acceleration changes rates by weak * stiffness / friction^2. */
    for (size_t i = 0; i < ALL; i++) {
        apart = fmax(apart, fabs(plain[i] - inert[i]));
    }
    ck_assert_double_lt(apart, 30.0 * weak);
}
END_TEST

/* Wherever one way to it gives way to the other, both are right: steps of the
 * stiffness change what is learned by their derivative, which is below the
 * square of the time over 2. */
START_TEST(what_is_learned_changes_smoothly_with_the_stiffness)
{
    const double time = 1.0 + _i % 3, step = 1e-3;
    const chl_inertia training = { time, 0.5 * (1 + _i / 3) };
    double last = 0.0;

    for (size_t k = 1; k < 3000; k++) {
        double now = chl_inertia_learned(&training, step * (double) k);

        ck_assert_double_lt(fabs(now - last), 0.5 * step * time * time);
        last = now;
    }
}
END_TEST

/* Of next to no stiffness there is the reach left, to the last digits. */
START_TEST(soft_modes_are_reached_by_a_constant_drive)
{
    static const double times[] = { 1e-6, 0.3, 3.0, 300.0 };
    const chl_inertia training = { times[_i % 4], 0.5 * (1 + _i / 4) };
    const double reach = chl_inertia_reach(&training), soft = 1e-18;

    ck_assert_double_eq_tol(chl_inertia_learned(&training, soft) / soft, reach,
                            1e-13 * reach);
}
END_TEST

START_TEST(without_inertia_training_is_an_exponential)
{
    const chl_particles_settings settings = settings_of("lsgan", 0.7);
    const chl_inertia training = chl_inertia_of(&settings);

    ck_assert_double_eq(chl_inertia_reach(&training), 0.7);
    ck_assert_double_eq(chl_inertia_learned(&training, 2.0),
                        -expm1(-2.0 * 0.7));
}
END_TEST

static chl_status
try_create(const chl_particles_settings *settings, chl_error *err)
{
    static const double points[] = { 0.0, 0.0, 1.0, 0.0 };
    const chl_wide wide = chl_wide_default();
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    chl_status status =
        chl_pair_kernel_init("gauss", &wide, 1.0, 1.0, &kernel, err);

    if (status == CHL_OK) {
        status = chl_particles_create(&kernel, settings, 1, 1, D, points,
                                      points + D, &particles, err);
    }
    chl_particles_free(particles);
    return status;
}

START_TEST(momentum_where_nothing_is_trained_is_refused)
{
    const chl_mlp mlp = chl_mlp_default();
    chl_particles_settings settings = settings_of("vanilla", 1.0);
    chl_error err = { 0 };

    settings.momentum = 1.0;
    ck_assert_fails(try_create(&settings, &err), CHL_EARG,
                    "momentum of the discriminator's training is 1", err);
    settings.momentum = 0.5;
    settings.loss = "kale";
    ck_assert_fails(try_create(&settings, &err), CHL_EARG,
                    "the best of all functions is not trained", err);
    settings.loss = "ipm";
    settings.discriminator = &mlp;
    ck_assert_fails(try_create(&settings, &err), CHL_EARG,
                    "a finite one has its optimiser's", err);
}
END_TEST

static chl_status
create_and_train(void)
{
    static const double points[] = { 0.0, 0.0, 1.0, 0.0 };
    const chl_wide wide = chl_wide_default();
    chl_particles_settings settings = settings_of("vanilla", 1.0);
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    chl_status status =
        chl_pair_kernel_init("gauss", &wide, 1.0, 1.0, &kernel, NULL);

    settings.momentum = 0.5;
    if (status == CHL_OK) {
        status = chl_particles_create(&kernel, &settings, 1, 1, D, points,
                                      points + D, &particles, NULL);
    }
    if (status == CHL_OK) {
        status = chl_particles_train(particles, NULL);
    }
    chl_particles_free(particles);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(create_and_train());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/inertia");
    TCase *laws = tcase_create("laws");

    tcase_add_loop_test(laws, a_point_with_inertia_swings_as_its_equation_says,
                        0, 12);
    tcase_add_loop_test(laws, weak_kernels_with_inertia_are_strong_ones_without,
                        0, 2);
    tcase_add_loop_test(
        laws, what_is_learned_changes_smoothly_with_the_stiffness, 0, 12);
    tcase_add_loop_test(laws, soft_modes_are_reached_by_a_constant_drive, 0,
                        12);
    tcase_add_test(laws, without_inertia_training_is_an_exponential);
    tcase_add_test(laws, momentum_where_nothing_is_trained_is_refused);
    tcase_add_test(laws, lost_memory_is_survived);
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
