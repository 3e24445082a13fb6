/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ARPACK against the dense solver on operators of hundreds of functions. */
#include <math.h>
#include <string.h>

#include "ladder.h"
#include "pencils.h"
#include "support/runner.h"

enum {
    SIZE = 200,
    WANTED = 8
};

static chl_convergence *
solve(const ladder *l, const chl_adversarial_constants *game,
      const char *method)
{
    chl_convergence_settings settings = chl_convergence_settings_default();

    settings.solver.method = method;
    settings.solver.count = WANTED;
    return modes_of(&l->view, game, &settings);
}

START_TEST(arpack_and_the_dense_solver_agree)
{
    const chl_adversarial_constants *game = &games[_i / 2];
    ladder l = ladder_create(SIZE, _i % 2 == 1);
    chl_convergence *dense = solve(&l, game, "dense");
    chl_convergence *arpack = solve(&l, game, "arpack");

    ck_assert_str_eq(dense->method, "dense");
    ck_assert_str_eq(arpack->method, "arpack");
    ck_assert_uint_eq(arpack->count, dense->count);
    ck_assert(arpack->complete);
    for (size_t k = 0; k < dense->count; k++) {
        ck_assert_double_eq_tol(arpack->values[k].re, dense->values[k].re,
                                1e-8);
        ck_assert_double_eq_tol(arpack->values[k].im, dense->values[k].im,
                                1e-8);
        ck_assert_double_lt(arpack->residuals[k], 1e-8);
    }
    ck_assert_double_eq_tol(arpack->rate, dense->rate, 1e-8);
    chl_convergence_free(dense);
    chl_convergence_free(arpack);
    ladder_clear(&l);
}
END_TEST

START_TEST(equal_seeds_give_equal_bytes)
{
    ladder l = ladder_create(SIZE, true);
    chl_convergence *one = solve(&l, &games[1], "arpack");
    chl_convergence *two = solve(&l, &games[1], "arpack");

    ck_assert_uint_eq(one->count, two->count);
    ck_assert_mem_eq(one->values, two->values,
                     one->count * sizeof *one->values);
    ck_assert_mem_eq(one->alpha, two->alpha,
                     one->count * SIZE * sizeof *one->alpha);
    chl_convergence_free(one);
    chl_convergence_free(two);
    ladder_clear(&l);
}
END_TEST

/* The first mode by hand: its u at two samples from the values there. */
START_TEST(modes_are_handed_to_samples)
{
    ladder l = ladder_create(20, true);
    chl_convergence *got = solve(&l, &games[0], "dense");
    double values[2 * 20];
    chl_complex out[2 * 2];

    for (size_t i = 0; i < 40; i++) {
        values[i] = cos((double) i);
    }
    chl_convergence_transfer(got, got->alpha, 2, 2, values, out);
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < 2; k++) {
            double re = 0.0, im = 0.0;

            for (size_t j = 0; j < 20; j++) {
                re += values[i * 20 + j] * got->alpha[k * 20 + j].re;
                im += values[i * 20 + j] * got->alpha[k * 20 + j].im;
            }
            ck_assert_double_eq_tol(out[i * 2 + k].re, re, 1e-12);
            ck_assert_double_eq_tol(out[i * 2 + k].im, im, 1e-12);
        }
    }
    chl_convergence_free(got);
    ladder_clear(&l);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("large adversarial operators");
    TCase *tests = tcase_create("large adversarial operators");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, arpack_and_the_dense_solver_agree, 0, 4);
    tcase_add_test(tests, equal_seeds_give_equal_bytes);
    tcase_add_test(tests, modes_are_handed_to_samples);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
