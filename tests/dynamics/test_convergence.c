/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Modes of the adversarial operator against closed forms. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pencils.h"
#include "support/runner.h"

static int
descending(const void *a, const void *b)
{
    const chl_complex *x = a, *y = b;

    if (fabs(x->re - y->re) > 1e-9) {
        return x->re > y->re ? -1 : 1;
    }
    return x->im > y->im ? -1 : x->im < y->im;
}

/* Roots of s^2 + p (gamma lambda + c2) s + p b c1 cG t lambda, and of the
 * constant the one that is not 0. */
static size_t
expected_roots(const chl_adversarial_constants *c, const double *transmission,
               const double *mobility, chl_complex *out)
{
    size_t count = 0;

    for (size_t k = 0; k < R; k++) {
        double p = c->lr_d * (mobility != NULL ? mobility[k] : 1.0);
        double t = transmission != NULL ? transmission[k] : 1.0;
        chl_mode mode = { .damping = p * (c->gamma * lambda[k] + c->c2),
                          .stiffness =
                              p * c->lr_g * c->c1 * c->cg * t * lambda[k] };

        if (mode.stiffness > 0.0) {
            chl_mode_roots(&mode, out + count);
            count += 2;
        } else if (k > 0 || c->c2 > 0.0) {
            out[count++] = (chl_complex){ -mode.damping, 0.0 };
        }
    }
    qsort(out, count, sizeof *out, descending);
    return count;
}

static void
check_roots(const chl_convergence *got, const double *transmission,
            const double *mobility)
{
    chl_complex want[2 * R];
    size_t count =
        expected_roots(&got->constants, transmission, mobility, want);

    ck_assert_uint_eq(got->count, count);
    qsort(got->values, got->count, sizeof *got->values, descending);
    for (size_t k = 0; k < count; k++) {
        ck_assert_double_eq_tol(got->values[k].re, want[k].re, 1e-8);
        ck_assert_double_eq_tol(got->values[k].im, want[k].im, 1e-8);
    }
}

START_TEST(without_augmentation_in_l2_modes_are_those_of_the_wave)
{
    chl_convergence_settings settings = all_modes();
    chl_adversarial_matrices matrices = { 0 };
    pencil p;

    pencil_init(&p, NULL, NULL);
    matrices.r = R;
    matrices.mass = p.mass;
    matrices.stiffness = p.stiffness;
    for (int pass = 0; pass < 3; pass++) {
        chl_convergence *got;

        matrices.coupling = pass > 0 ? p.coupling : NULL;
        matrices.constant = pass > 1 ? p.constant : NULL;
        got = modes_of(&matrices, &games[_i], &settings);
        check_roots(got, NULL, NULL);
        chl_convergence_free(got);
    }
    ck_assert_int_eq(chl_memory_live_blocks(), 0);
}
END_TEST

START_TEST(transmission_weakens_the_force_and_mobility_slows_the_discriminator)
{
    chl_convergence_settings settings = all_modes();
    pencil p;
    chl_convergence *got;

    pencil_init(&p, uneven_transmission, uneven_mobility);
    got = modes_of(&(chl_adversarial_matrices){ .r = R,
                                                .mass = p.mass,
                                                .stiffness = p.stiffness,
                                                .coupling = p.coupling,
                                                .kernel = p.kernel },
                   &games[_i], &settings);
    check_roots(got, uneven_transmission, uneven_mobility);
    chl_convergence_free(got);
}
END_TEST

START_TEST(a_norm_gives_the_same_as_the_kernel_it_belongs_to)
{
    chl_convergence_settings settings = all_modes();
    double norm[R * R], inverse[R];
    pencil p;
    chl_convergence *got;

    /* R^-1 = M^-1 W M^-1 has the values 1/w in the columns V^-1. */
    pencil_init(&p, NULL, uneven_mobility);
    for (size_t i = 0; i < R; i++) {
        inverse[i] = 1.0 / uneven_mobility[i];
    }
    pencil_compose(&p, inverse, norm);
    got = modes_of(
        &(chl_adversarial_matrices){
            .r = R, .mass = p.mass, .stiffness = p.stiffness, .norm = norm },
        &games[_i], &settings);
    check_roots(got, NULL, uneven_mobility);
    chl_convergence_free(got);
}
END_TEST

static const chl_convergence_settings noisy = {
    .solver = { .method = "auto",
                .count = 1,
                .which = CHL_RIGHTMOST,
                .tolerance = 1e-12,
                .max_restarts = 1000,
                .seed = 1 },
    .batch = 64,
    .h = 0.02,
};

START_TEST(noise_without_mixing_is_the_closed_form)
{
    const chl_adversarial_constants *c = &games[_i];
    chl_game game = { .c1 = c->c1,
                      .c2 = c->c2,
                      .cg = c->cg,
                      .lr_d = c->lr_d,
                      .lr_g = c->lr_g,
                      .gamma = c->gamma };
    double want = chl_noise_floor(&game, lambda + 1, R - 1, 64, 0.02);
    pencil p;
    chl_convergence *got;

    pencil_init(&p, NULL, NULL);
    got = modes_of(&(chl_adversarial_matrices){ .r = R,
                                                .mass = p.mass,
                                                .stiffness = p.stiffness,
                                                .constant = p.constant },
                   c, &noisy);
    if (isinf(want)) {
        ck_assert(isinf(got->noise_floor));
    } else {
        ck_assert_double_eq_tol(got->noise_floor / want, 1.0, 1e-10);
    }
    chl_convergence_free(got);
}
END_TEST

/* A slow discriminator jitters less per step and longer. */
START_TEST(noise_depends_neither_on_mobility_nor_on_transmission_of_a_mode)
{
    pencil plain, mixed;
    chl_convergence *one, *two;

    pencil_init(&plain, NULL, NULL);
    pencil_init(&mixed, uneven_transmission, uneven_mobility);
    one = modes_of(&(chl_adversarial_matrices){ .r = R,
                                                .mass = plain.mass,
                                                .stiffness = plain.stiffness,
                                                .constant = plain.constant },
                   &games[_i], &noisy);
    two = modes_of(&(chl_adversarial_matrices){ .r = R,
                                                .mass = mixed.mass,
                                                .stiffness = mixed.stiffness,
                                                .coupling = mixed.coupling,
                                                .kernel = mixed.kernel,
                                                .constant = mixed.constant },
                   &games[_i], &noisy);
    ck_assert_double_eq_tol(two->noise_floor / one->noise_floor, 1.0, 1e-10);
    chl_convergence_free(one);
    chl_convergence_free(two);
}
END_TEST

START_TEST(consensus_is_that_of_every_mode)
{
    chl_game game = { .c1 = 1,
                      .cg = 0.7,
                      .c2 = 0.4,
                      .lr_d = 0.9,
                      .lr_g = 1.3,
                      .gamma = 0.2,
                      .consensus = 0.3 };
    chl_adversarial_constants constants = chl_game_constants(&game, NULL);
    chl_convergence_settings settings = all_modes();
    chl_complex want[2 * R];
    pencil p;
    chl_convergence *got;

    pencil_init(&p, NULL, NULL);
    got = modes_of(&(chl_adversarial_matrices){ .r = R,
                                                .mass = p.mass,
                                                .stiffness = p.stiffness },
                   &constants, &settings);
    for (size_t k = 1; k < R; k++) {
        chl_mode mode = chl_game_mode(&game, lambda[k]);

        chl_mode_roots(&mode, want + 2 * (k - 1));
    }
    want[2 * R - 2] = (chl_complex){
        -game.lr_d * (game.c2 + game.consensus * game.c2 * game.c2), 0.0
    };
    qsort(want, 2 * R - 1, sizeof *want, descending);
    qsort(got->values, got->count, sizeof *got->values, descending);
    ck_assert_uint_eq(got->count, 2 * R - 1);
    for (size_t k = 0; k < got->count; k++) {
        ck_assert_double_eq_tol(got->values[k].re, want[k].re, 1e-8);
        ck_assert_double_eq_tol(got->values[k].im, want[k].im, 1e-8);
    }
    ck_assert(isnan(got->noise_floor));
    chl_convergence_free(got);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("convergence");
    TCase *tests = tcase_create("convergence");

    tcase_add_loop_test(tests,
                        without_augmentation_in_l2_modes_are_those_of_the_wave,
                        0, GAMES);
    tcase_add_loop_test(
        tests,
        transmission_weakens_the_force_and_mobility_slows_the_discriminator, 0,
        GAMES);
    tcase_add_loop_test(
        tests, a_norm_gives_the_same_as_the_kernel_it_belongs_to, 0, GAMES);
    tcase_add_loop_test(tests, noise_without_mixing_is_the_closed_form, 0,
                        GAMES);
    tcase_add_loop_test(
        tests, noise_depends_neither_on_mobility_nor_on_transmission_of_a_mode,
        0, 3);
    tcase_add_test(tests, consensus_is_that_of_every_mode);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
