/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KALE and DrMMD: losses of the best of all functions of a kernel. */
#include <math.h>
#include <string.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    FAKE = 17,
    REAL = 11,
    D = 2,
    ALL = FAKE + REAL
};

static const char *const names[] = { "kale", "drmmd" };

static chl_particles_settings
settings_of(const char *loss, double lambda)
{
    chl_particles_settings settings = chl_particles_settings_default();

    settings.loss = loss;
    settings.regularisation = lambda;
    settings.threads = 1;
    return settings;
}

static chl_particles *
create(const char *kernel, const chl_particles_settings *settings, size_t n,
       size_t m, const double *x, const double *y)
{
    const chl_wide wide = chl_wide_default();
    chl_pair_kernel made;
    chl_particles *particles = NULL;
    chl_error err = { 0 };

    ck_assert_ok(chl_pair_kernel_init(kernel, &wide, 1.0, 1.0, &made, &err),
                 err);
    ck_assert_ok(
        chl_particles_create(&made, settings, n, m, D, x, y, &particles, &err),
        err);
    return particles;
}

/* Particles about 0 and targets about (1, 0). */
static const double *
cloud(void)
{
    static double points[ALL * D];
    chl_random source = { 5, CHL_STREAM_TESTS };

    for (size_t i = 0; i < (size_t) ALL * D; i++) {
        points[i] = chl_random_normal(&source, i);
        points[i] += i >= (size_t) FAKE * D && i % D == 0 ? 1.0 : 0.0;
    }
    return points;
}

static chl_particles *
create_cloud(const char *kernel, const chl_particles_settings *settings)
{
    const double *points = cloud();

    return create(kernel, settings, FAKE, REAL, points, points + FAKE * D);
}

/* The divergence now; the particles move by next to nothing. */
static double
divergence_of(chl_particles *particles, double rate)
{
    chl_particles_report report;
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_step(particles, rate, &report, &err), err);
    return report.divergence;
}

static void
trained_field(chl_particles *particles, double *values)
{
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(
        chl_particles_field(particles, ALL, cloud(), values, NULL, &err), err);
}

/* Two points that do not see each other, k(x, x) = 1: of drmmd  h = k_x / l -
 * k_y / (1 + l); of kale  h = k_x / l - b k_y / l with log b = -b / l. */
START_TEST(points_alone_have_closed_forms)
{
    static const double points[] = { 0.0, 0.0, 100.0, 0.0 };
    const double l = 0.05 * pow(4.0, _i);
    chl_particles_settings settings = settings_of("drmmd", l);
    chl_particles *particles =
        create("gauss", &settings, 1, 1, points, points + D);
    double f[2], b;
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(chl_particles_field(particles, 2, points, f, NULL, &err), err);
    ck_assert_double_eq_tol(f[0], (1.0 + l) / l, 1e-13 / l);
    ck_assert_double_eq_tol(f[1], -1.0, 1e-13 / l);
    ck_assert_double_eq_tol(divergence_of(particles, 1e-300),
                            (1.0 + l) / l + 1.0, 1e-13 / l);
    chl_particles_free(particles);
    settings.loss = "kale";
    particles = create("gauss", &settings, 1, 1, points, points + D);
    ck_assert_ok(chl_particles_train(particles, &err), err);
    ck_assert_ok(chl_particles_field(particles, 2, points, f, NULL, &err), err);
    b = -f[1] * l / (1.0 + l);
    ck_assert_double_eq_tol(f[0], (1.0 + l) / l, 1e-13 / l);
    ck_assert_double_eq_tol(log(b) + b / l, 0.0, 1e-10);
    ck_assert_double_eq_tol(
        divergence_of(particles, 1e-300),
        (1.0 + l) * (b * log(b) - b + 1.0 + 0.5 / l * (1.0 + b * b)),
        1e-12 / l);
    chl_particles_free(particles);
}
END_TEST

START_TEST(strong_regularisation_leads_to_mmd)
{
    const double lambda = 1e6;
    chl_particles_settings settings = settings_of(names[_i], lambda);
    chl_particles *particles = create_cloud("ntk-relu", &settings);
    double best[ALL], ipm[ALL], squared;
    chl_error err = { 0 };

    trained_field(particles, best);
    ck_assert_ok(chl_particles_mmd(particles, &squared, &err), err);
    ck_assert_double_eq_tol(divergence_of(particles, 1e-300),
                            _i == 0 ? 0.5 * squared : squared, 50.0 / lambda);
    chl_particles_free(particles);
    settings.loss = "ipm";
    particles = create_cloud("ntk-relu", &settings);
    trained_field(particles, ipm);
    for (size_t i = 0; i < ALL; i++) {
        ck_assert_double_eq_tol(best[i], ipm[i], 50.0 / lambda);
    }
    chl_particles_free(particles);
}
END_TEST

/* At the best h the coefficient of a target is -e^h / (l m), so that |h|^2 l is
 * mean h(x) - mean e^h h(y). */
START_TEST(kale_takes_the_value_of_its_definition)
{
    const double l = _i == 0 ? 1.0 : 0.01;
    chl_particles_settings settings = settings_of("kale", l);
    chl_particles *particles = create_cloud("gauss", &settings);
    double h[ALL], at_x = 0.0, at_y = 0.0, along_y = 0.0;

    trained_field(particles, h);
    for (size_t i = 0; i < ALL; i++) {
        h[i] /= 1.0 + l;
        if (i < FAKE) {
            at_x += h[i] / FAKE;
        } else {
            at_y += exp(h[i]) / REAL;
            along_y += h[i] * exp(h[i]) / REAL;
        }
    }
    ck_assert_double_eq_tol(
        divergence_of(particles, 1e-300),
        (1.0 + l) * (at_x - at_y + 1.0 - 0.5 * (at_x - along_y)), 1e-9 / l);
    chl_particles_free(particles);
}
END_TEST

/* Kale falls by rate / (n T) times the square of the speed, drmmd twice as
 * fast; the next term is of second order in the rate. */
START_TEST(the_divergence_falls_as_its_gradient_flow_says)
{
    const double rate = 1e-5, factor = _i % 2 == 0 ? 1.0 : 2.0;
    chl_particles_settings settings =
        settings_of(names[_i % 2], _i < 2 ? 1.0 : 0.03);
    chl_particles *particles;
    chl_particles_report report;
    chl_error err = { 0 };
    double after;

    settings.time = 0.7;
    particles = create_cloud("gauss", &settings);
    ck_assert_ok(chl_particles_step(particles, rate, &report, &err), err);
    after = divergence_of(particles, rate);
    ck_assert_double_eq_tol(
        (report.divergence - after) * FAKE * settings.time / (factor * rate),
        report.speed * report.speed, 1e-3 * report.speed * report.speed);
    chl_particles_free(particles);
}
END_TEST

START_TEST(particles_on_their_targets_are_at_rest)
{
    chl_particles_settings settings = settings_of(names[_i], 0.1);
    const double *points = cloud();
    chl_particles *particles =
        create("gauss", &settings, REAL, REAL, points, points);
    chl_particles_report report;
    chl_error err = { 0 };

    ck_assert_ok(chl_particles_step(particles, 1.0, &report, &err), err);
    ck_assert_double_eq_tol(report.divergence, 0.0, 1e-12);
    ck_assert_double_eq_tol(report.speed, 0.0, 1e-12);
    chl_particles_free(particles);
}
END_TEST

/* exp(h) leaves the numbers long before the dual's shares do. */
START_TEST(weak_regularisation_is_borne)
{
    chl_particles_settings settings = settings_of(names[_i], 1e-5);
    chl_particles *particles = create_cloud("gauss", &settings);

    ck_assert_double_gt(divergence_of(particles, 1e-300), 1.0);
    chl_particles_free(particles);
}
END_TEST

START_TEST(what_has_no_answer_is_refused)
{
    const chl_wide wide = chl_wide_default();
    const double point[] = { 0.0, 1.0 };
    chl_particles_settings settings = settings_of(names[_i], 0.0);
    chl_mlp mlp = chl_mlp_default();
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    chl_error err = { 0 };

    ck_assert_ok(chl_pair_kernel_init("energy", &wide, 1.0, 1.0, &kernel, &err),
                 err);
    ck_assert_fails(chl_particles_create(&kernel, &settings, 1, 1, D, point,
                                         point, &particles, &err),
                    CHL_EARG, "regularisation of the loss is 0", err);
    settings.regularisation = 1.0;
    ck_assert_fails(chl_particles_create(&kernel, &settings, 1, 1, D, point,
                                         point, &particles, &err),
                    CHL_EARG, "needs a positive kernel", err);
    ck_assert_ok(chl_pair_kernel_init("gauss", &wide, 1.0, 1.0, &kernel, &err),
                 err);
    settings.carry = true;
    ck_assert_fails(chl_particles_create(&kernel, &settings, 1, 1, D, point,
                                         point, &particles, &err),
                    CHL_EARG, "nothing to carry over", err);
    settings.carry = false;
    settings.discriminator = &mlp;
    ck_assert_fails(chl_particles_create(&kernel, &settings, 1, 1, D, point,
                                         point, &particles, &err),
                    CHL_EARG, "a finite discriminator has none", err);
}
END_TEST

static chl_status
create_and_step(const char *loss)
{
    const chl_wide wide = chl_wide_default();
    const chl_particles_settings settings = settings_of(loss, 0.1);
    chl_particles *particles = NULL;
    chl_pair_kernel kernel;
    chl_status status =
        chl_pair_kernel_init("gauss", &wide, 1.0, 1.0, &kernel, NULL);

    if (status == CHL_OK) {
        status = chl_particles_create(&kernel, &settings, 5, 4, D, cloud(),
                                      cloud() + FAKE * D, &particles, NULL);
    }
    if (status == CHL_OK) {
        status = chl_particles_step(particles, 0.1, NULL, NULL);
    }
    chl_particles_free(particles);
    return status;
}

START_TEST(lost_memory_is_survived)
{
    ck_assert_survives_lost_memory(create_and_step(names[_i]));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/best");
    TCase *laws = tcase_create("laws");
    TCase *limits = tcase_create("limits");

    tcase_set_timeout(laws, 60.0);
    tcase_add_loop_test(laws, points_alone_have_closed_forms, 0, 4);
    tcase_add_loop_test(laws, strong_regularisation_leads_to_mmd, 0, 2);
    tcase_add_loop_test(laws, kale_takes_the_value_of_its_definition, 0, 2);
    tcase_add_loop_test(laws, the_divergence_falls_as_its_gradient_flow_says, 0,
                        4);
    suite_add_tcase(suite, laws);
    tcase_add_loop_test(limits, particles_on_their_targets_are_at_rest, 0, 2);
    tcase_add_loop_test(limits, weak_regularisation_is_borne, 0, 2);
    tcase_add_loop_test(limits, what_has_no_answer_is_refused, 0, 2);
    tcase_add_loop_test(limits, lost_memory_is_survived, 0, 2);
    suite_add_tcase(suite, limits);
    return run_suite(suite);
}
