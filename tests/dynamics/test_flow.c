/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The adversarial operator as an operator: inverse, states, products. */
#include <math.h>
#include <string.h>

#include <cblas.h>

#include "pencils.h"
#include "support/runner.h"

enum {
    KINDS = 3, /* of mobility */
    MOST = 2 * R
};

/* Matrices of one mobility; C/A and W differ from mode to mode. */
static chl_adversarial *
adversarial_of(int kind)
{
    chl_adversarial_matrices view;
    chl_adversarial *out = NULL;
    chl_error err = { 0 };
    pencil p;

    pencil_init(&p, uneven_transmission, uneven_mobility);
    view = pencil_view(&p);
    view.coupling = p.coupling;
    view.kernel = kind == CHL_MOBILITY_KERNEL ? p.kernel : NULL;
    view.norm = kind == CHL_MOBILITY_NORM ? p.kernel : NULL;
    view.constant = p.constant;
    ck_assert_ok(chl_adversarial_create(&view, NULL, &out, &err), err);
    ck_assert_int_eq((int) chl_adversarial_describe(out)->mobility, kind);
    return out;
}

static void
fill(size_t n, uint64_t seed, double *x)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = normal_at(seed + i);
    }
}

START_TEST(the_inverse_undoes_the_shifted_operator)
{
    const double shifts[] = { 0.01, 1.0 };
    chl_adversarial *adversarial = adversarial_of(_i / 2);
    chl_adversarial_constants game = games[1];
    double x[MOST], y[MOST], z[MOST];
    chl_flow *flow = NULL;
    chl_operator *op = NULL, *checked = NULL, *inverse = NULL;
    chl_error err = { 0 };
    size_t n;

    game.consensus = _i % 2 == 1 ? 0.2 : 0.0;
    ck_assert_ok(chl_flow_create(adversarial, &game, &flow, &err), err);
    ck_assert_ok(chl_flow_operator(flow, &op, &err), err);
    ck_assert_ok(chl_operator_checked(op, &checked, &err), err);
    n = chl_flow_size(flow);
    fill(n, 9000, x);
    for (size_t k = 0; k < 2; k++) {
        ck_assert_ok(chl_flow_inverse(flow, shifts[k], &inverse, &err), err);
        ck_assert_ok(chl_operator_apply(inverse, x, y, &err), err);
        ck_assert_ok(chl_operator_apply(checked, y, z, &err), err);
        for (size_t i = 0; i < n; i++) {
            ck_assert_double_eq_tol(z[i] - shifts[k] * y[i], x[i], 1e-10);
        }
        chl_operator_free(inverse);
    }
    ck_assert_fails(chl_flow_inverse(flow, 0.0, &inverse, &err), CHL_EARG,
                    "the shift is 0", err);
    chl_operator_free(checked);
    chl_operator_free(op);
    chl_flow_free(flow);
    chl_adversarial_free(adversarial);
}
END_TEST

/* |q|^2 = beta'C beta, w'w = alpha'G alpha less the constant taken out. */
START_TEST(states_and_coefficients_are_the_same_functions)
{
    chl_adversarial *adversarial = adversarial_of(_i);
    double alpha[R], beta[R], back[R], pulled[R];
    double state[MOST], again[MOST];
    chl_flow_products products;
    chl_flow *flow = NULL;
    chl_error err = { 0 };
    size_t n;
    pencil p;

    pencil_init(&p, uneven_transmission, uneven_mobility);
    ck_assert_ok(chl_flow_create(adversarial, &games[1], &flow, &err), err);
    ck_assert_uint_eq(chl_flow_neutral(flow), 0);
    n = chl_flow_size(flow);
    fill(R, 100, alpha);
    fill(R, 200, beta);
    ck_assert_ok(chl_flow_state(flow, 1, alpha, beta, state, &err), err);
    ck_assert_ok(chl_flow_multiply(flow, state, state, &products, &err), err);
    cblas_dsymv(CblasColMajor, CblasLower, R, 1.0, p.coupling, R, beta, 1, 0.0,
                pulled, 1);
    ck_assert_double_eq_tol(products.displacement,
                            cblas_ddot(R, pulled, 1, beta, 1), 1e-8);
    cblas_dsymv(CblasColMajor, CblasLower, R, 1.0, p.coupling, R, alpha, 1, 0.0,
                pulled, 1);
    ck_assert_double_eq_tol(products.coupling,
                            cblas_ddot(R, pulled, 1, alpha, 1), 1e-8);
    cblas_dsymv(CblasColMajor, CblasLower, R, 1.0, p.stiffness, R, alpha, 1,
                0.0, pulled, 1);
    ck_assert_double_eq_tol(products.stiffness,
                            cblas_ddot(R, pulled, 1, alpha, 1), 1e-8);
    chl_flow_coefficients(flow, 1, state, back, beta);
    for (size_t i = 0; i < R; i++) {
        ck_assert_double_eq_tol(back[i], alpha[i], 1e-9);
    }
    ck_assert_ok(chl_flow_state(flow, 1, alpha, beta, again, &err), err);
    for (size_t i = 0; i < n; i++) {
        ck_assert_double_eq_tol(again[i], state[i], 1e-9);
    }
    chl_flow_free(flow);
    chl_adversarial_free(adversarial);
}
END_TEST

/* d/dt of b cG w'P^-1 w + c1 |q|^2 is -2 b cG w'D w: nothing can grow. */
START_TEST(energy_is_lost_by_the_damping_alone)
{
    chl_adversarial *adversarial = adversarial_of(CHL_MOBILITY_L2);
    const chl_adversarial_constants *c = &games[_i];
    double x[MOST], y[MOST], force[MOST], gain = 0.0, loss = 0.0;
    chl_flow *flow = NULL;
    chl_operator *op = NULL;
    chl_error err = { 0 };
    size_t n, w;

    ck_assert_ok(chl_flow_create(adversarial, c, &flow, &err), err);
    ck_assert_ok(chl_flow_operator(flow, &op, &err), err);
    n = chl_flow_size(flow);
    w = chl_flow_discriminator(flow);
    fill(n, 300, x);
    ck_assert_ok(chl_operator_apply(op, x, y, &err), err);
    for (size_t i = 0; i < n; i++) {
        gain += 2.0 * x[i] * y[i] * (i < w ? c->lr_g * c->cg / c->lr_d : c->c1);
    }
    memset(x + w, 0, (n - w) * sizeof *x);
    chl_flow_force(flow, x, force); /* -D w */
    for (size_t i = 0; i < w; i++) {
        loss += 2.0 * c->lr_g * c->cg * x[i] * force[i];
    }
    ck_assert_double_le(loss, 0.0);
    ck_assert_double_eq_tol(gain, loss, 1e-10);
    chl_operator_free(op);
    chl_flow_free(flow);
    chl_adversarial_free(adversarial);
}
END_TEST

/* Losses of differences do not see the constant, and no other mode minds. */
START_TEST(a_loss_that_spares_the_constant_takes_one_root_away)
{
    chl_convergence_settings settings = all_modes();
    chl_adversarial_constants game = games[1];
    chl_adversarial_matrices view;
    chl_convergence *all, *spared;
    size_t k = 0;
    pencil p;

    pencil_init(&p, uneven_transmission, NULL);
    view = pencil_view(&p);
    view.coupling = p.coupling;
    view.constant = p.constant;
    all = modes_of(&view, &game, &settings);
    game.c2_constant = 0.0;
    spared = modes_of(&view, &game, &settings);
    ck_assert_uint_eq(spared->count, all->count - 1);
    for (size_t i = 0; i < all->count; i++) {
        if (fabs(all->values[i].re + game.lr_d * game.c2) < 1e-9
            && all->values[i].im == 0.0) {
            continue;
        }
        ck_assert_double_eq_tol(all->values[i].re, spared->values[k].re, 1e-9);
        ck_assert_double_eq_tol(all->values[i].im, spared->values[k].im, 1e-9);
        k++;
    }
    chl_convergence_free(all);
    chl_convergence_free(spared);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("flow");
    TCase *tests = tcase_create("flow");

    tcase_add_loop_test(tests, the_inverse_undoes_the_shifted_operator, 0,
                        2 * KINDS);
    tcase_add_loop_test(tests, states_and_coefficients_are_the_same_functions,
                        0, KINDS);
    tcase_add_loop_test(tests, energy_is_lost_by_the_damping_alone, 0, GAMES);
    tcase_add_test(tests, a_loss_that_spares_the_constant_takes_one_root_away);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
