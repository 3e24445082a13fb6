/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The adversarial operator against the exact game of particles. */
#include <math.h>
#include <stdlib.h>

#include "particles.h"
#include "support/runner.h"

static int
by_frequency(const void *a, const void *b)
{
    const chl_complex *x = a, *y = b;

    return x->im > y->im ? -1 : x->im < y->im;
}

/* All modes, fastest oscillation first. */
static chl_convergence *
all_modes_of(const chl_adversarial_matrices *view,
             const chl_adversarial_settings *cuts,
             const chl_adversarial_constants *game)
{
    chl_convergence_settings settings = chl_convergence_settings_default();
    chl_adversarial *adversarial = NULL;
    chl_convergence *out = NULL;
    chl_error err = { 0 };

    settings.solver.method = "dense";
    settings.solver.count = 2 * view->r;
    ck_assert_ok(chl_adversarial_create(view, cuts, &adversarial, &err), err);
    ck_assert_ok(
        chl_convergence_solve(adversarial, game, &settings, &out, &err), err);
    chl_adversarial_free(adversarial);
    qsort(out->values, out->count, sizeof *out->values, by_frequency);
    return out;
}

static chl_adversarial_constants
game_of(double c1, double c2, double gamma)
{
    return (chl_adversarial_constants){ .c1 = c1,
                                        .cg = c1,
                                        .c2 = c2,
                                        .c2_constant = c2,
                                        .lr_d = 1.0,
                                        .lr_g = 1.0,
                                        .gamma = gamma };
}

/*
 * The pairs of theory 4, from a program in Python that has no basis either:
 * mu = N(mean, std^2) by n quantiles, perhaps x -> -x with probability 1/2,
 * Theta of a width, and a basis of Gauss functions between -5 and 5.
 */
typedef struct oracle {
    double mean, std;
    size_t n, maps;
    double width, basis;
    size_t centres;
    double c1, c2, gamma;
    chl_complex pairs[4];
} oracle;

static const oracle oracles[] = {
    { .mean = 0.0,
      .std = 1.5,
      .n = 300,
      .maps = 1,
      .width = 1.2,
      .basis = 1.0,
      .centres = 24,
      .c1 = 1.0,
      .gamma = 0.8,
      .pairs = { { -.0961, .4806 },
                 { -.0924, .4716 },
                 { -.0338, .2885 },
                 { -.0284, .2651 } } },
    { .mean = 0.0,
      .std = 1.5,
      .n = 300,
      .maps = 1,
      .width = 1.2,
      .basis = 1.0,
      .centres = 24,
      .c1 = 0.5,
      .c2 = 0.5,
      .gamma = 0.3,
      .pairs = { { -.0849, .2232 },
                 { -.0701, .2150 },
                 { -.0351, .1431 },
                 { -.0230, .1214 } } },
    { .mean = 0.8,
      .std = 1.2,
      .n = 200,
      .maps = 2,
      .width = 1.0,
      .basis = 0.9,
      .centres = 30,
      .c1 = 1.0,
      .gamma = 0.8,
      .pairs = { { -.1244, .5437 },
                 { -.0471, .3397 },
                 { -.0160, .1991 },
                 { -.0048, .1091 } } },
    { .mean = 0.8,
      .std = 1.2,
      .n = 200,
      .maps = 2,
      .width = 1.0,
      .basis = 0.9,
      .centres = 30,
      .c1 = 0.5,
      .c2 = 0.5,
      .gamma = 0.3,
      .pairs = { { -.0845, .2551 },
                 { -.0347, .1588 },
                 { -.0119, .0931 },
                 { -.0036, .0509 } } },
};
enum {
    ORACLES = sizeof oracles / sizeof *oracles
};

START_TEST(the_oracles_are_met_to_all_digits_shown)
{
    const oracle *o = &oracles[_i];
    const double flip[] = { 1.0, -1.0 };
    chl_adversarial_constants game = game_of(o->c1, o->c2, o->gamma);
    double x[300], z[30];
    particles p;
    functions f;
    matrices m;
    chl_convergence *got;

    normal_quantiles(o->n, o->mean, o->std, x);
    for (size_t j = 0; j < o->centres; j++) {
        z[j] = -5.0 + 10.0 * (double) j / (double) (o->centres - 1);
    }
    p = particles_create(o->n, 1, x, o->maps, flip, NULL);
    f = functions_gauss(&p, o->centres, z, o->basis, true);
    m = matrices_create(&p, &f, o->width);
    got = all_modes_of(&m.view, NULL, &game);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_double_eq_tol(got->values[k].re, o->pairs[k].re, 0.51e-4);
        ck_assert_double_eq_tol(got->values[k].im, o->pairs[k].im, 0.51e-4);
    }
    chl_convergence_free(got);
    matrices_clear(&m);
    functions_clear(&f);
    particles_clear(&p);
}
END_TEST

enum {
    MEASURES = 3
};

/* Double wells; an elongated normal law in the plane, flipped; 8 Gaussians on
 * a circle, shifted there and back. */
static particles
measure(int which)
{
    const double flip[] = { 1, 0, 0, 1, -1, 0, 0, 1 };
    const double shifts[] = { 0.3, 0.1, -0.3, -0.1 };
    double x[128], y[12];

    if (which == 0) {
        well_quantiles(60, 1.5, 1.0, x);
        return particles_create(60, 1, x, 1, NULL, NULL);
    }
    if (which == 1) {
        normal_quantiles(6, 0.5, 1.2, y);
        normal_quantiles(6, 0.0, 0.7, y + 6);
        for (size_t i = 0; i < 36; i++) {
            x[2 * i] = y[i / 6];
            x[2 * i + 1] = y[6 + i % 6];
        }
        return particles_create(36, 2, x, 2, flip, NULL);
    }
    eight_gaussians(4, 2.0, 0.3, x);
    return particles_create(32, 2, x, 2, NULL, shifts);
}

/* Of the values that are not near 0, where roots of defective zeros lie: the
 * largest distance to the other list. */
static double
distance(const chl_complex *from, size_t count, const chl_complex *to,
         size_t others)
{
    const double near = 1e-2;
    double worst = 0.0;

    for (size_t k = 0; k < count; k++) {
        double least = INFINITY;

        for (size_t i = 0; i < others; i++) {
            least = fmin(least,
                         hypot(from[k].re - to[i].re, from[k].im - to[i].im));
        }
        if (hypot(from[k].re, from[k].im) > near) {
            worst = fmax(worst, least);
        }
    }
    return worst;
}

static const double games[][3] = { { 1, 0, .8 },
                                   { .5, .5, .3 },
                                   { .5, 2, .1 } };

START_TEST(in_the_span_where_the_flow_stays_the_operator_is_exact)
{
    const double *g = games[_i % 3];
    chl_adversarial_constants game = game_of(g[0], g[1], g[2]);
    chl_adversarial_settings cuts = chl_adversarial_settings_default();
    particles p = measure(_i / 3);
    functions f = functions_orthonormal(&p, 1.0);
    matrices m = matrices_create(&p, &f, 0.0);
    size_t count;
    chl_complex *want = particles_spectrum(&p, 1.0, &game, &count);
    chl_convergence *got;

    cuts.mass_cut = 0.0;
    got = all_modes_of(&m.view, &cuts, &game);
    ck_assert_double_lt(distance(got->values, got->count, want, count), 1e-6);
    ck_assert_double_lt(distance(want, count, got->values, got->count), 1e-6);
    free(want);
    chl_convergence_free(got);
    matrices_clear(&m);
    functions_clear(&f);
    particles_clear(&p);
}
END_TEST

/* Error of the two fastest pairs by W of Gauss functions and 1. */
static double
galerkin_error(const particles *p, size_t count, const chl_complex *want)
{
    chl_adversarial_constants game = game_of(1.0, 0.0, 0.8);
    double z[16], worst = 0.0;
    functions f;
    matrices m;
    chl_convergence *got;

    for (size_t i = 0; i < count; i++) {
        z[i] = -3.5 + 7.0 * (double) i / (double) (count - 1);
    }
    f = functions_gauss(p, count, z, 1.0, true);
    m = matrices_create(p, &f, 1.0);
    got = all_modes_of(&m.view, NULL, &game);
    for (size_t k = 0; k < 2; k++) {
        worst = fmax(worst, hypot(got->values[k].re - want[k].re,
                                  got->values[k].im - want[k].im));
    }
    chl_convergence_free(got);
    matrices_clear(&m);
    functions_clear(&f);
    return worst;
}

START_TEST(larger_bases_approach_the_exact_game)
{
    const size_t sizes[] = { 6, 10, 16 };
    chl_adversarial_constants game = game_of(1.0, 0.0, 0.8);
    particles p = measure(0);
    double before = INFINITY;
    size_t count;
    chl_complex *want = particles_spectrum(&p, 1.0, &game, &count);

    qsort(want, count, sizeof *want, by_frequency);
    for (size_t k = 0; k < 3; k++) {
        double error = galerkin_error(&p, sizes[k], want);

        ck_assert_double_lt(error, before / 2.0);
        before = error;
    }
    ck_assert_double_lt(before, 1e-5);
    free(want);
    particles_clear(&p);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("particles");
    TCase *tests = tcase_create("particles");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, the_oracles_are_met_to_all_digits_shown, 0,
                        ORACLES);
    tcase_add_loop_test(tests,
                        in_the_span_where_the_flow_stays_the_operator_is_exact,
                        0, 3 * MEASURES);
    tcase_add_test(tests, larger_bases_approach_the_exact_game);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
