/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws of the modes of the adversarial operator. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cblas.h>

#include "pencils.h"
#include "support/runner.h"

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

START_TEST(hidden_directions_are_counted_named_and_kept_out_of_the_rate)
{
    const double t[R] = { 0, 0, .5, .2, 1, .7, 0, .8, .6, .4, .1, .05 };
    const size_t at[] = { 1, 6 };
    chl_adversarial_matrices matrices = { .r = R };
    chl_adversarial *adversarial = NULL;
    const chl_adversarial_info *info;
    chl_convergence *got = NULL;
    chl_error err = { 0 };
    pencil p;

    pencil_init(&p, t, NULL);
    matrices.mass = p.mass;
    matrices.stiffness = p.stiffness;
    matrices.coupling = p.coupling;
    ck_assert_ok(chl_adversarial_create(&matrices, NULL, &adversarial, &err),
                 err);
    info = chl_adversarial_describe(adversarial);
    ck_assert_uint_eq(info->kernel, 1);
    ck_assert_uint_eq(info->hidden, 2);
    ck_assert_uint_eq(info->visible, R - 3);
    ck_assert_double_eq_tol(info->highest, 1.0, 1e-10);
    /* In the span of columns 1 and 6 of V. */
    for (size_t k = 0; k < 2; k++) {
        double inner[R], rest = 0.0, size = 0.0;

        cblas_dgemv(CblasColMajor, CblasNoTrans, R, R, 1.0, p.inverse, R,
                    chl_adversarial_hidden(adversarial) + k * R, 1, 0.0, inner,
                    1);
        for (size_t i = 0; i < R; i++) {
            bool inside = i == at[0] || i == at[1];

            size += inside ? lambda[i] * inner[i] * inner[i] : 0.0;
            rest = fmax(rest, inside ? 0.0 : fabs(inner[i]));
        }
        ck_assert_double_eq_tol(size, 1.0, 1e-9);
        ck_assert_double_lt(rest, 1e-6);
    }
    ck_assert_ok(
        chl_convergence_solve(adversarial, &games[0], NULL, &got, &err), err);
    /* Alone the discriminator would be slowest in mode 1: -.8 * .3. */
    ck_assert_double_eq(got->values[got->slowest].re, -got->rate);
    ck_assert_double_ge(got->share[got->slowest], 1e-3);
    ck_assert_double_gt(fabs(got->rate - 0.24), 1e-3);
    chl_convergence_free(got);
    chl_adversarial_free(adversarial);
}
END_TEST

/* M, A, C and W of a pencil, moved by `step` times fixed random changes; the
 * gradients of the constant, column 0, stay 0. */
static void
move(const pencil *p, double step, double changes[4][R * R],
     double moved[4][R * R])
{
    const double *from[] = { p->mass, p->stiffness, p->coupling, p->kernel };

    for (size_t m = 0; m < 4; m++) {
        for (size_t j = 0; j < R; j++) {
            for (size_t i = 0; i < R; i++) {
                size_t low = i < j ? i : j, high = i < j ? j : i;
                bool still = (m == 1 || m == 2) && low == 0;

                changes[m][j * R + i] =
                    still ? 0.0 : normal_at(1000 + m * R * R + low * R + high);
                moved[m][j * R + i] =
                    from[m][j * R + i] + step * changes[m][j * R + i];
            }
        }
    }
}

static chl_adversarial_matrices
view_of(double matrices[4][R * R], chl_mobility_kind kind)
{
    return (chl_adversarial_matrices){
        .r = R,
        .mass = matrices[0],
        .stiffness = matrices[1],
        .coupling = matrices[2],
        .kernel = kind == CHL_MOBILITY_KERNEL ? matrices[3] : NULL,
        .norm = kind == CHL_MOBILITY_NORM ? matrices[3] : NULL,
    };
}

START_TEST(eigenvalues_follow_their_matrices_as_predicted)
{
    const double step = 1e-5;
    chl_mobility_kind kind = (chl_mobility_kind) _i;
    chl_convergence_settings settings = all_modes();
    double changes[4][R * R], moved[4][R * R];
    chl_adversarial_matrices change, here;
    chl_convergence *got[3];
    chl_error err = { 0 };
    pencil p;

    pencil_init(&p, uneven_transmission, uneven_mobility);
    for (int pass = 0; pass < 3; pass++) {
        move(&p, step * (pass - 1), changes, moved);
        here = view_of(moved, kind);
        got[pass] = modes_of(&here, &games[1], &settings);
    }
    change = view_of(changes, kind);
    for (size_t k = 0; k < got[1]->count; k++) {
        chl_complex ds, low = got[0]->values[k], high = got[2]->values[k];
        double re = (high.re - low.re) / (2.0 * step);
        double im = (high.im - low.im) / (2.0 * step);
        double tolerance = 1e-4 * (1.0 + hypot(re, im));

        ck_assert_ok(chl_convergence_change(got[1], k, &change, &ds, &err),
                     err);
        ck_assert_double_ge(got[1]->condition[k], 1.0 - 1e-9);
        ck_assert_double_eq_tol(ds.re, re, tolerance);
        ck_assert_double_eq_tol(ds.im, im, tolerance);
    }
    for (int pass = 0; pass < 3; pass++) {
        chl_convergence_free(got[pass]);
    }
}
END_TEST

/* x -> c x: A and C by c^-2, gamma by c^2, b by c^2. */
START_TEST(units_of_the_data_do_not_change_the_modes)
{
    const double scale = 255.0 / 2.0;
    chl_adversarial_constants game = games[1];
    chl_convergence_settings settings = all_modes();
    chl_convergence *one, *two;
    pencil p;

    pencil_init(&p, uneven_transmission, NULL);
    settings.batch = 16;
    one = modes_of(&(chl_adversarial_matrices){ .r = R,
                                                .mass = p.mass,
                                                .stiffness = p.stiffness,
                                                .coupling = p.coupling },
                   &game, &settings);
    for (size_t i = 0; i < (size_t) R * R; i++) {
        p.stiffness[i] /= scale * scale;
        p.coupling[i] /= scale * scale;
    }
    game.gamma *= scale * scale;
    game.lr_g *= scale * scale;
    two = modes_of(&(chl_adversarial_matrices){ .r = R,
                                                .mass = p.mass,
                                                .stiffness = p.stiffness,
                                                .coupling = p.coupling },
                   &game, &settings);
    for (size_t k = 0; k < one->count; k++) {
        ck_assert_double_eq_tol(one->values[k].re, two->values[k].re, 1e-9);
        ck_assert_double_eq_tol(one->values[k].im, two->values[k].im, 1e-9);
        ck_assert_double_eq_tol(one->condition[k] / two->condition[k], 1.0,
                                1e-5);
    }
    ck_assert_double_eq_tol(
        two->noise_floor / (scale * scale) / one->noise_floor, 1.0, 1e-9);
    chl_convergence_free(one);
    chl_convergence_free(two);
}
END_TEST

START_TEST(what_is_out_of_range_is_named)
{
    chl_adversarial_matrices matrices = { .r = R };
    chl_adversarial_settings cuts = chl_adversarial_settings_default();
    chl_adversarial_constants game = games[0];
    chl_adversarial *adversarial = NULL;
    chl_convergence *got = NULL;
    chl_error err = { 0 };
    double nothing[R * R] = { 0 };
    pencil p;

    pencil_init(&p, NULL, NULL);
    matrices.mass = p.mass;
    matrices.stiffness = p.stiffness;
    matrices.coupling = nothing;
    ck_assert_fails(chl_adversarial_create(&matrices, NULL, &adversarial, &err),
                    CHL_EARG, "nothing reaches the generator", err);
    matrices.coupling = NULL;
    matrices.kernel = matrices.norm = p.kernel;
    ck_assert_fails(chl_adversarial_create(&matrices, NULL, &adversarial, &err),
                    CHL_EARG, "both a kernel and a norm", err);
    matrices.kernel = matrices.norm = NULL;
    cuts.mass_cut = 1.0;
    ck_assert_fails(
        chl_adversarial_create(&matrices, &cuts, &adversarial, &err), CHL_EARG,
        "mass_cut is 1", err);
    p.mass[R + 3] = NAN;
    ck_assert_fails(chl_adversarial_create(&matrices, NULL, &adversarial, &err),
                    CHL_ENUMERIC, "entry (3, 1) of the mass is nan", err);
    pencil_init(&p, NULL, NULL);
    ck_assert_ok(chl_adversarial_create(&matrices, NULL, &adversarial, &err),
                 err);
    game.lr_d = 0.0;
    ck_assert_fails(chl_convergence_solve(adversarial, &game, NULL, &got, &err),
                    CHL_EARG, "the rates are 0", err);
    game = games[1];
    game.c2_constant = 0.0;
    ck_assert_fails(chl_convergence_solve(adversarial, &game, NULL, &got, &err),
                    CHL_EARG, "c2 differs on the constant", err);
    chl_adversarial_free(adversarial);
}
END_TEST

static chl_status
whole(const chl_adversarial_matrices *matrices, chl_error *err)
{
    chl_adversarial *adversarial = NULL;
    chl_convergence *got = NULL;
    chl_convergence_settings settings = noisy;
    chl_status status =
        chl_adversarial_create(matrices, NULL, &adversarial, err);

    settings.solver.count = 2;
    if (status == CHL_OK) {
        status =
            chl_convergence_solve(adversarial, &games[1], &settings, &got, err);
    }
    chl_convergence_free(got);
    chl_adversarial_free(adversarial);
    return status;
}

START_TEST(every_allocation_may_fail)
{
    const double t[R] = { 0, 0, .5, .2, 1, .7, .3, .8, .6, .4, .1, .05 };
    chl_adversarial_matrices matrices = { .r = R };
    chl_error err = { 0 };
    pencil p;

    pencil_init(&p, t, NULL);
    matrices.mass = p.mass;
    matrices.stiffness = p.stiffness;
    matrices.coupling = p.coupling;
    matrices.kernel = p.kernel;
    matrices.constant = p.constant;
    ck_assert_survives_lost_memory(whole(&matrices, &err));
    matrices.kernel = NULL;
    matrices.norm = p.mass;
    ck_assert_survives_lost_memory(whole(&matrices, &err));
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("convergence laws");
    TCase *tests = tcase_create("convergence laws");

    tcase_add_test(
        tests, hidden_directions_are_counted_named_and_kept_out_of_the_rate);
    tcase_add_loop_test(tests, eigenvalues_follow_their_matrices_as_predicted,
                        0, 3);
    tcase_add_test(tests, units_of_the_data_do_not_change_the_modes);
    tcase_add_test(tests, what_is_out_of_range_is_named);
    tcase_add_test(tests, every_allocation_may_fail);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
