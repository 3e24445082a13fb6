/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Particles that arrive at their targets to the last digit.
 * usage: test_arrival [--full]; in full with 500 points, some 25 s
 */
#include <math.h>
#include <string.h>

#include <chladni/flow.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    CENTRES = 8,
    FEW = 40,
    MANY = 500
};

static void
fill_normal(uint64_t from, size_t count, double *values)
{
    chl_random source = { 17, CHL_STREAM_TESTS };

    for (size_t i = 0; i < count; i++) {
        values[i] = chl_random_normal(&source, from + i);
    }
}

/* The exact cost that is left after steps towards eight Gaussians on a circle
 * of radius 5, standard deviation 0.5, from a normal cloud; and the Sinkhorn
 * divergence, unless NULL. */
static double
left_after(size_t n, double sigma_b, size_t steps, bool falling,
           chl_sinkhorn_result *sinkhorn)
{
    const double pi = 3.14159265358979323846;
    chl_wide wide = chl_wide_default();
    chl_particles_settings settings = chl_particles_settings_default();
    chl_decay decay = chl_decay_default(10.0 * (double) n);
    chl_particles *particles = NULL;
    chl_particles_report report;
    chl_pair_kernel kernel;
    double *x = chl_alloc(2 * n, sizeof *x), *y = chl_alloc(2 * n, sizeof *y);
    double found;
    chl_error err = { 0 };

    settings.threads = 1;
    wide.sigma_b = sigma_b;
    fill_normal(0, 2 * n, x);
    fill_normal(5000, 2 * n, y);
    for (size_t i = 0; i < n; i++) {
        double angle = 2.0 * pi * (double) (i % CENTRES) / CENTRES;

        y[2 * i] = 5.0 * cos(angle) + 0.5 * y[2 * i];
        y[2 * i + 1] = 5.0 * sin(angle) + 0.5 * y[2 * i + 1];
    }
    ck_assert_ok(
        chl_pair_kernel_init("ntk-relu", &wide, 1.0, 1.0, &kernel, &err), err);
    ck_assert_ok(chl_particles_create(&kernel, &settings, n, n, 2, x, y,
                                      &particles, &err),
                 err);
    for (size_t step = 0; step < steps; step++) {
        ck_assert_ok(chl_particles_step(particles, decay.rate, &report, &err),
                     err);
        if (falling) {
            chl_decay_observe(&decay, &report);
        }
    }
    ck_assert_ok(chl_transport_cost(n, 2, chl_particles_points(particles), y,
                                    &found, &err),
                 err);
    if (sinkhorn != NULL) {
        ck_assert_ok(chl_sinkhorn_divergence(n, n, 2,
                                             chl_particles_points(particles), y,
                                             NULL, sinkhorn, &err),
                     err);
    }
    chl_particles_free(particles);
    chl_free(x);
    chl_free(y);
    return found;
}

/* The kernel has a cusp, so that steps of one rate end in a jitter of its size:
 * they stay where a falling rate goes on from. */
START_TEST(particles_arrive_at_eight_gaussians_when_the_rate_falls)
{
    ck_assert_double_gt(left_after(FEW, 1.0, 1500, false, NULL), 1e-6);
    ck_assert_double_lt(left_after(FEW, 1.0, 2500, true, NULL), 1e-9);
}
END_TEST

/* Without bias particles end far from their targets, whose moments along rays
 * are all that the kernel sees. An annealing that does not wait for the masses
 * says a third too little there. */
START_TEST(sinkhorn_says_what_a_blind_kernel_leaves)
{
    chl_sinkhorn_result sinkhorn;
    const double exact = left_after(FEW, 0.0, 200, false, &sinkhorn);

    ck_assert_double_gt(exact, 0.01);
    ck_assert(sinkhorn.settled);
    ck_assert_double_eq_tol(sinkhorn.value, exact, 1e-3 * exact);
}
END_TEST

START_TEST(five_hundred_particles_arrive_when_the_rate_falls)
{
    ck_assert_double_lt(left_after(MANY, 1.0, 3000, true, NULL), 1e-9);
}
END_TEST

/* Windows of means 3, 3, 2, 9 and 0. */
START_TEST(a_rate_falls_after_a_window_that_is_no_lower)
{
    static const double energies[] = { 3.0, 3.0, 2.0, 4.0, 1.0,
                                       3.0, 9.0, 9.0, 0.0, 0.0 };
    static const double rates[] = { 8.0, 8.0, 8.0, 4.0, 4.0,
                                    4.0, 4.0, 2.0, 2.0, 2.0 };
    chl_decay decay = chl_decay_default(8.0);

    decay.patience = 2;
    for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
        const chl_particles_report report = { .energy = energies[k] };

        chl_decay_observe(&decay, &report);
        ck_assert_double_eq(decay.rate, rates[k]);
    }
}
END_TEST

int
main(int count, char **words)
{
    Suite *suite = suite_create("systems/arrival");
    TCase *laws = tcase_create("laws");

    tcase_set_timeout(laws, 1800.0);
    if (count > 1 && strcmp(words[1], "--full") == 0) {
        tcase_add_test(laws, five_hundred_particles_arrive_when_the_rate_falls);
    } else {
        tcase_add_test(laws,
                       particles_arrive_at_eight_gaussians_when_the_rate_falls);
        tcase_add_test(laws, sinkhorn_says_what_a_blind_kernel_leaves);
        tcase_add_test(laws, a_rate_falls_after_a_window_that_is_no_lower);
    }
    suite_add_tcase(suite, laws);
    return run_suite(suite);
}
