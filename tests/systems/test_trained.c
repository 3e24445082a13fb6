/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finite networks as discriminators and generators of a flow, and its state. */
#include <math.h>
#include <string.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "support/runner.h"
#include "systems/trained.h"

enum {
    FAKE = 12,
    REAL = 7,
    D = 2,
    ALL = FAKE + REAL
};

static const double *
cloud(void)
{
    static double points[ALL * D];
    chl_random source = { 8, CHL_STREAM_TESTS };

    for (size_t i = 0; i < (size_t) ALL * D; i++) {
        points[i] = chl_random_normal(&source, i);
        points[i] += i >= (size_t) FAKE * D && i % D == 0 ? 2.0 : 0.0;
    }
    return points;
}

static chl_mlp
small(void)
{
    chl_mlp mlp = chl_mlp_default();

    mlp.depth = 2;
    mlp.width = 16;
    return mlp;
}

static chl_particles *
create(const chl_particles_settings *settings)
{
    const chl_wide wide = chl_wide_default();
    const double *points = cloud();
    chl_particles_settings s = *settings;
    chl_pair_kernel kernel;
    chl_particles *particles = NULL;
    chl_error err = { 0 };

    s.threads = 1;
    ck_assert_ok(
        chl_pair_kernel_init("ntk-relu", &wide, 1.0, 1.0, &kernel, &err), err);
    ck_assert_ok(chl_particles_create(&kernel, &s, FAKE, REAL, D, points,
                                      points + FAKE * D, &particles, &err),
                 err);
    return particles;
}

static void
run(chl_particles *particles, size_t steps, double rate)
{
    chl_error err = { 0 };

    for (size_t k = 0; k < steps; k++) {
        ck_assert_ok(chl_particles_step(particles, rate, NULL, &err), err);
    }
}

static void
field_of(const chl_particles *particles, double *values, double *gradients)
{
    chl_error err = { 0 };

    ck_assert_ok(
        chl_particles_field(particles, ALL, cloud(), values, gradients, &err),
        err);
}

/* Every activation that is smooth, and one with a kink. */
START_TEST(slopes_of_a_network_agree_with_differences)
{
    const char *name = chl_activation_name((size_t) _i);
    chl_mlp mlp = small();
    chl_trained *net = NULL;
    const double h = 1e-6;
    double x[] = { 0.3, -0.7, 0.2 }, slopes[3], y, sides[2];
    chl_error err = { 0 };

    ck_assert_ok(chl_activation_init(name, mlp.activations, &err), err);
    mlp.last_bias = true;
    ck_assert_ok(
        chl_trained_create(&mlp, 3, 1, CHL_TRAINED_DISCRIMINATOR, &net, &err),
        err);
    chl_trained_evaluate(net, 1, x, &y, slopes);
    for (size_t k = 0; k < 3; k++) {
        double at = x[k];

        for (int side = 0; side < 2; side++) {
            x[k] = at + (side == 0 ? h : -h);
            chl_trained_evaluate(net, 1, x, &sides[side], NULL);
        }
        x[k] = at;
        ck_assert_double_eq_tol(slopes[k], (sides[0] - sides[1]) / (2.0 * h),
                                1e-8);
    }
    chl_trained_free(net);
}
END_TEST

START_TEST(an_antisymmetric_discriminator_starts_at_zero)
{
    chl_particles_settings settings = chl_particles_settings_default();
    chl_mlp mlp = small();
    chl_particles *particles;
    double values[ALL], size = 0.0;
    chl_error err = { 0 };

    mlp.antisymmetric = true;
    settings.discriminator = &mlp;
    particles = create(&settings);
    field_of(particles, values, NULL);
    for (size_t i = 0; i < ALL; i++) {
        ck_assert_double_eq_tol(values[i], 0.0, 1e-15);
    }
    ck_assert_ok(chl_particles_train(particles, &err), err);
    field_of(particles, values, NULL);
    for (size_t i = 0; i < ALL; i++) {
        size = fmax(size, fabs(values[i]));
    }
    ck_assert_double_gt(size, 0.01);
    chl_particles_free(particles);
}
END_TEST

/* f of this loss after T = 0.2: of finite networks, mean square over draws of
 * their distance from the infinitely wide one. */
static double
distance(const char *loss, size_t width, bool standard)
{
    enum {
        DRAWS = 20
    };
    chl_particles_settings settings = chl_particles_settings_default();
    double finite[ALL], infinite[ALL], apart = 0.0, size = 0.0;
    chl_particles *particles;
    chl_mlp mlp = small();
    chl_error err = { 0 };

    settings.loss = loss;
    settings.time = 0.2;
    particles = create(&settings);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    field_of(particles, infinite, NULL);
    chl_particles_free(particles);
    mlp.depth = 3;
    mlp.width = width;
    mlp.antisymmetric = true;
    mlp.standard = standard;
    mlp.rate = 0.005;
    settings.discriminator = &mlp;
    for (mlp.seed = 0; mlp.seed < DRAWS; mlp.seed++) {
        particles = create(&settings);
        ck_assert_ok(chl_particles_train(particles, &err), err);
        field_of(particles, finite, NULL);
        for (size_t i = 0; i < ALL; i++) {
            apart += (finite[i] - infinite[i]) * (finite[i] - infinite[i]);
            size += infinite[i] * infinite[i];
        }
        chl_particles_free(particles);
    }
    return sqrt(apart / size);
}

/* Widths 9 times apart. A mean square over 20 draws is known to some 32 %, its
 * root to 16 %, the quotient of two to 22 %: held to twice that. Steps of
 * 0.005 add less than 0.02. */
START_TEST(wide_discriminators_approach_the_infinite_one_as_one_over_root_width)
{
    const char *loss = _i == 0 ? "ipm" : "lsgan";
    const double narrow = distance(loss, 8, false);
    const double wide = distance(loss, 72, false);

    ck_assert_double_gt(narrow / wide, 3.0 / 1.44);
    ck_assert_double_lt(narrow / wide, 3.0 * 1.44);
}
END_TEST

/* The same function at the start, and steps of theta and of weights that
 * differ by the square of the scale: of one layer of weights of width 1. */
START_TEST(parameterisations_start_as_the_same_function)
{
    chl_mlp mlp = small();
    double y[2];
    chl_error err = { 0 };

    for (int standard = 0; standard < 2; standard++) {
        chl_trained *net = NULL;

        mlp.standard = standard == 1;
        ck_assert_ok(
            chl_trained_create(&mlp, D, 1, CHL_TRAINED_GENERATOR, &net, &err),
            err);
        chl_trained_evaluate(net, 1, cloud(), &y[standard], NULL);
        chl_trained_free(net);
    }
    ck_assert_double_eq_tol(y[0], y[1], 1e-14);
}
END_TEST

START_TEST(finite_discriminators_of_every_loss_bring_particles_nearer)
{
    static const char *const losses[] = { "ipm", "lsgan", "vanilla", "hinge" };
    static const double rates[] = { 3.0, 4.0, 8.0, 3.0 };
    /* By plain steps the slope 2 f of lsgan is too weak for a short test. */
    const bool plain = _i % 2 == 0 && _i != 2;
    chl_particles_settings settings = chl_particles_settings_default();
    chl_mlp mlp = small();
    chl_particles *particles;
    double before, after;
    chl_error err = { 0 };

    mlp.width = 32;
    mlp.antisymmetric = true;
    mlp.optimiser = plain ? "sgd" : "adam";
    mlp.rate = plain ? 0.05 : 0.01;
    settings.discriminator = &mlp;
    settings.loss = losses[_i / 2];
    settings.time = 0.5;
    particles = create(&settings);
    ck_assert_ok(chl_particles_mmd(particles, &before, &err), err);
    run(particles, 60, rates[_i / 2]);
    ck_assert_ok(chl_particles_mmd(particles, &after, &err), err);
    ck_assert_double_lt(after, 0.8 * before);
    chl_particles_free(particles);
}
END_TEST

START_TEST(a_generator_brings_its_points_nearer)
{
    chl_particles_settings settings = chl_particles_settings_default();
    chl_mlp mlp = small();
    chl_particles *particles;
    double before, after;
    chl_error err = { 0 };

    mlp.width = 64;
    mlp.latent = 3;
    mlp.fixed = true;
    mlp.optimiser = _i == 0 ? "sgd" : "adam";
    settings.generator = &mlp;
    particles = create(&settings);
    ck_assert_ok(chl_particles_mmd(particles, &before, &err), err);
    run(particles, 150, _i == 0 ? 0.2 : 0.005);
    ck_assert_ok(chl_particles_mmd(particles, &after, &err), err);
    ck_assert_double_lt(after, 0.1 * before);
    chl_particles_free(particles);
}
END_TEST

/* A step of sgd moves the points along minus J J' g, so twice the rate moves
 * them twice as far, up to the square of the rate. */
START_TEST(a_generator_steps_down_by_its_rate)
{
    chl_particles_settings settings = chl_particles_settings_default();
    double moved[2] = { 0.0, 0.0 };
    chl_mlp mlp = small();

    mlp.fixed = true;
    settings.generator = &mlp;
    for (int twice = 0; twice < 2; twice++) {
        chl_particles *particles = create(&settings);
        const double *points = chl_particles_points(particles);
        double start = points[0];

        run(particles, 1, twice == 0 ? 1e-7 : 2e-7);
        moved[twice] = points[0] - start;
        chl_particles_free(particles);
    }
    ck_assert_double_eq_tol(moved[1] / moved[0], 2.0, 1e-4);
}
END_TEST

START_TEST(inputs_are_drawn_anew_unless_they_are_fixed)
{
    chl_particles_settings settings = chl_particles_settings_default();
    chl_mlp mlp = small();

    for (int fixed = 0; fixed < 2; fixed++) {
        chl_particles *particles;
        chl_particles_report report;
        const double *points;
        double start;
        chl_error err = { 0 };

        mlp.fixed = fixed == 1;
        settings.generator = &mlp;
        particles = create(&settings);
        points = chl_particles_points(particles);
        start = points[0];
        for (int k = 0; k < 2; k++) {
            ck_assert_ok(chl_particles_step(particles, 1e-9, &report, &err),
                         err);
        }
        ck_assert_int_eq(fabs(points[0] - start) < 1e-6, fixed);
        ck_assert_int_eq(isnan(report.turn) == 0, fixed);
        chl_particles_free(particles);
    }
}
END_TEST

/* What a flow can be made of, in eight mixtures. */
static chl_particles_settings
mixture(int index, chl_mlp *discriminator, chl_mlp *generator)
{
    static const char *const losses[] = { "ipm", "lsgan", "vanilla", "hinge",
                                          "ipm", "lsgan", "kale",    "drmmd" };
    chl_particles_settings settings = chl_particles_settings_default();

    *discriminator = *generator = small();
    discriminator->optimiser = "adam";
    generator->optimiser = index % 2 == 0 ? "adam" : "sgd";
    generator->momentum = 0.5;
    settings.loss = losses[index];
    settings.tolerance = 1e-6;
    settings.carry = index < 6;
    settings.noise = index % 3 == 0 ? 0.1 : 0.0;
    settings.discriminator = index == 3 || index == 4 ? discriminator : NULL;
    settings.generator = index == 4 || index == 5 ? generator : NULL;
    return settings;
}

static void *
state_of(const chl_particles *particles, size_t *size)
{
    void *bytes;

    *size = chl_particles_state_size(particles);
    bytes = chl_alloc(*size, 1);
    ck_assert_ptr_nonnull(bytes);
    chl_particles_state_write(particles, bytes);
    return bytes;
}

START_TEST(a_restored_flow_goes_on_to_the_last_byte)
{
    chl_mlp discriminator, generator;
    const chl_particles_settings settings =
        mixture(_i, &discriminator, &generator);
    chl_particles *first = create(&settings), *second = create(&settings);
    size_t size, size_first, size_second;
    void *bytes, *end_first, *end_second;
    chl_error err = { 0 };

    run(first, 3, 0.01);
    ck_assert_ok(chl_particles_train(first, &err), err);
    bytes = state_of(first, &size);
    run(first, 3, 0.01);
    ck_assert_ok(chl_particles_state_read(second, size, bytes, &err), err);
    run(second, 3, 0.01);
    end_first = state_of(first, &size_first);
    end_second = state_of(second, &size_second);
    ck_assert_uint_eq(size_first, size_second);
    ck_assert_mem_eq(end_first, end_second, size_first);
    ck_assert_mem_eq(chl_particles_points(first), chl_particles_points(second),
                     FAKE * D * sizeof(double));
    chl_free(bytes);
    chl_free(end_first);
    chl_free(end_second);
    chl_particles_free(first);
    chl_particles_free(second);
}
END_TEST

START_TEST(damaged_states_are_refused_before_anything_changes)
{
    chl_mlp discriminator, generator;
    chl_particles_settings settings = mixture(4, &discriminator, &generator);
    chl_particles *particles = create(&settings);
    size_t size, same;
    unsigned char *bytes, *before, *after;
    chl_error err = { 0 };

    run(particles, 2, 0.01);
    before = state_of(particles, &size);
    run(particles, 1, 0.01);
    bytes = state_of(particles, &size);
    for (size_t at = 0; at < size; at += 97) {
        bytes[at] ^= 1;
        ck_assert_fails(chl_particles_state_read(particles, size, bytes, &err),
                        CHL_EFORMAT, "state of particles", err);
        bytes[at] ^= 1;
    }
    ck_assert_fails(chl_particles_state_read(particles, 5, bytes, &err),
                    CHL_EFORMAT, "ends after 5 bytes", err);
    ck_assert_fails(chl_particles_state_read(particles, size - 8, bytes, &err),
                    CHL_EFORMAT, "not what its head says", err);
    after = state_of(particles, &same);
    ck_assert_mem_eq(bytes, after, size);
    chl_particles_free(particles);
    generator.width++;
    particles = create(&settings);
    ck_assert_fails(chl_particles_state_read(particles, size, bytes, &err),
                    CHL_EFORMAT, "of other networks", err);
    chl_particles_free(particles);
    chl_free(bytes);
    chl_free(before);
    chl_free(after);
}
END_TEST

/* With f carried over, ipm remembers what it was told of targets gone. */
START_TEST(new_targets_leave_what_was_learnt_of_old_ones)
{
    chl_particles_settings settings = chl_particles_settings_default();
    double other[REAL * D], before[ALL], after[ALL], alone[ALL];
    chl_particles *particles;
    chl_error err = { 0 };

    for (size_t i = 0; i < (size_t) REAL * D; i++) {
        other[i] = -cloud()[FAKE * D + i];
    }
    settings.carry = true;
    particles = create(&settings);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    field_of(particles, before, NULL);
    ck_assert_ok(chl_particles_retarget(particles, other, &err), err);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    field_of(particles, after, NULL);
    chl_particles_free(particles);
    settings.carry = false;
    particles = create(&settings);
    ck_assert_ok(chl_particles_retarget(particles, other, &err), err);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    field_of(particles, alone, NULL);
    for (size_t i = 0; i < ALL; i++) {
        ck_assert_double_eq_tol(after[i], before[i] + alone[i], 1e-12);
    }
    other[3] = NAN;
    ck_assert_fails(chl_particles_retarget(particles, other, &err), CHL_EDATA,
                    "targets: number 1, column 1 is nan", err);
    chl_particles_free(particles);
}
END_TEST

static chl_status
try_mlp(const chl_mlp *mlp, bool generates, chl_error *err)
{
    const chl_wide wide = chl_wide_default();
    chl_particles_settings settings = chl_particles_settings_default();
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    chl_status status =
        chl_pair_kernel_init("gauss", &wide, 1.0, 1.0, &kernel, err);

    *(generates ? &settings.generator : &settings.discriminator) = mlp;
    if (status == CHL_OK) {
        status = chl_particles_create(&kernel, &settings, FAKE, REAL, D,
                                      cloud(), cloud(), &particles, err);
    }
    if (status == CHL_OK) {
        status = chl_particles_step(particles, 1e200, NULL, err);
    }
    chl_particles_free(particles);
    return status;
}

START_TEST(unusable_networks_are_refused)
{
    chl_mlp mlp = small();
    chl_error err = { 0 };

    mlp.depth = 9;
    ck_assert_fails(try_mlp(&mlp, false, &err), CHL_EARG,
                    "depth of a finite network is 9", err);
    mlp = small();
    mlp.width = 0;
    ck_assert_fails(try_mlp(&mlp, false, &err), CHL_EARG,
                    "width of a finite network is 0", err);
    mlp = small();
    mlp.optimiser = "lion";
    ck_assert_fails(try_mlp(&mlp, true, &err), CHL_EARG,
                    "no optimiser called 'lion'", err);
    mlp = small();
    mlp.antisymmetric = true;
    ck_assert_fails(try_mlp(&mlp, true, &err), CHL_EARG,
                    "only a discriminator can be", err);
    mlp = small();
    mlp.sigma_w = NAN;
    ck_assert_fails(try_mlp(&mlp, false, &err), CHL_EARG,
                    "sigma_w of the network is nan", err);
    mlp = small();
    mlp.rate = 1e-12;
    ck_assert_fails(try_mlp(&mlp, false, &err), CHL_EARG, "1e9 are possible",
                    err);
    mlp = small();
    ck_assert_fails(try_mlp(&mlp, true, &err), CHL_ENUMERIC,
                    "the rate 1e+200 is too large", err);
}
END_TEST

static chl_status
create_and_step(int index)
{
    const chl_wide wide = chl_wide_default();
    const double *points = cloud();
    chl_mlp discriminator, generator;
    const chl_particles_settings settings =
        mixture(index, &discriminator, &generator);
    chl_particles *particles = NULL;
    void *bytes = NULL;
    chl_pair_kernel kernel;
    size_t size = 0;
    chl_status status =
        chl_pair_kernel_init("gauss", &wide, 1.0, 1.0, &kernel, NULL);

    if (status == CHL_OK) {
        status = chl_particles_create(&kernel, &settings, FAKE, REAL, D, points,
                                      points + FAKE * D, &particles, NULL);
    }
    if (status == CHL_OK) {
        status = chl_particles_step(particles, 0.01, NULL, NULL);
    }
    if (status == CHL_OK) {
        size = chl_particles_state_size(particles);
        bytes = chl_alloc(size, 1);
        status = bytes == NULL ? CHL_ENOMEM : CHL_OK;
    }
    if (status == CHL_OK) {
        chl_particles_state_write(particles, bytes);
        status = chl_particles_state_read(particles, size, bytes, NULL);
    }
    chl_free(bytes);
    chl_particles_free(particles);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(create_and_step(_i));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/trained");
    TCase *laws = tcase_create("laws");
    TCase *limits = tcase_create("limits");

    tcase_set_timeout(laws, 60.0);
    tcase_add_loop_test(laws, slopes_of_a_network_agree_with_differences, 0,
                        10);
    tcase_add_test(laws, an_antisymmetric_discriminator_starts_at_zero);
    tcase_add_loop_test(
        laws,
        wide_discriminators_approach_the_infinite_one_as_one_over_root_width, 0,
        2);
    tcase_add_test(laws, parameterisations_start_as_the_same_function);
    tcase_add_loop_test(
        laws, finite_discriminators_of_every_loss_bring_particles_nearer, 0, 8);
    tcase_add_loop_test(laws, a_generator_brings_its_points_nearer, 0, 2);
    tcase_add_test(laws, a_generator_steps_down_by_its_rate);
    tcase_add_test(laws, inputs_are_drawn_anew_unless_they_are_fixed);
    tcase_add_loop_test(laws, a_restored_flow_goes_on_to_the_last_byte, 0, 8);
    tcase_add_test(laws, new_targets_leave_what_was_learnt_of_old_ones);
    suite_add_tcase(suite, laws);
    tcase_add_test(limits, damaged_states_are_refused_before_anything_changes);
    tcase_add_test(limits, unusable_networks_are_refused);
    tcase_add_loop_test(limits, lost_memory_is_survived, 3, 7);
    suite_add_tcase(suite, limits);
    return run_suite(suite);
}
