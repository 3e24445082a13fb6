/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of losses and penalties against their definitions. */
#include <math.h>
#include <string.h>

#include <chladni/dynamics.h>

#include "support/runner.h"

static chl_error err;

/* The terms as functions of f, the discriminator's distance from its resting
 * value; differentiated below by central differences. */
static double
log_sigmoid(double t)
{
    return -log1p(exp(-t));
}

static double
wgan_real(double f)
{
    return f;
}

static double
wgan_fake(double f)
{
    return -f;
}

static double
hinge_real(double f)
{
    return -fmax(0.0, 1.0 - f);
}

static double
hinge_fake(double f)
{
    return -fmax(0.0, 1.0 + f);
}

static double
vanilla_fake(double f)
{
    return log_sigmoid(-f);
}

static double
lsgan_real(double f)
{
    return -0.5 * pow(0.5 + f - 1.0, 2.0);
}

static double
lsgan_fake(double f)
{
    return -0.5 * pow(0.5 + f, 2.0);
}

static double
lsgan_generator(double f)
{
    return 0.5 * pow(0.5 + f - 1.0, 2.0);
}

static double
unhalved_real(double f)
{
    return 2.0 * lsgan_real(f);
}

static double
unhalved_fake(double f)
{
    return 2.0 * lsgan_fake(f);
}

static double
unhalved_generator(double f)
{
    return 2.0 * lsgan_generator(f);
}

static double
minus_log_sigmoid(double f)
{
    return -log_sigmoid(f);
}

typedef double term(double);

static const struct definition {
    const char *name;
    term *real, *fake, *generator;
} definitions[] = {
    { "wgan", wgan_real, wgan_fake, wgan_fake },
    { "hinge", hinge_real, hinge_fake, wgan_fake },
    { "vanilla", log_sigmoid, vanilla_fake, vanilla_fake },
    { "non-saturating", log_sigmoid, vanilla_fake, minus_log_sigmoid },
    { "lsgan", lsgan_real, lsgan_fake, lsgan_generator },
    { "lsgan-unhalved", unhalved_real, unhalved_fake, unhalved_generator },
};

static double
slope(term *f)
{
    const double h = 1e-5;

    return (f(h) - f(-h)) / (2.0 * h);
}

static double
curvature(term *f)
{
    const double h = 1e-4;

    return (f(h) - 2.0 * f(0.0) + f(-h)) / (h * h);
}

START_TEST(constants_are_the_derivatives_of_the_terms_at_rest)
{
    const struct definition *d = &definitions[_i];
    const chl_loss *loss = NULL;

    ck_assert_ok(chl_loss_find(d->name, &loss, &err), err);
    ck_assert_double_eq_tol(loss->c1, slope(d->real), 1e-9);
    ck_assert_double_eq_tol(loss->c1, -slope(d->fake), 1e-9);
    ck_assert_double_eq_tol(loss->c2, -curvature(d->real) - curvature(d->fake),
                            1e-6);
    ck_assert_double_eq_tol(loss->cg, fabs(slope(d->generator)), 1e-9);
    ck_assert_double_eq(loss->c2_constant, loss->c2);
}
END_TEST

/* E log sigma(D(x) - D(y)) over two independent points of {-1, 1} with D = t
 * phi: its second derivative in t is -c2 E phi^2. */
static double
pairing(double t, double shift, double at[2])
{
    double sum = 0.0;

    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
            sum += log_sigmoid(t * (at[i] - at[j] - shift)) / 4.0;
        }
    }
    return sum;
}

START_TEST(relativistic_pairing_has_no_curvature_on_the_constant_mode)
{
    const chl_loss *loss = NULL;
    double odd[2] = { -1.0, 1.0 }, constant[2] = { 1.0, 1.0 };
    const double h = 1e-4;

    ck_assert_ok(chl_loss_find("relativistic", &loss, &err), err);
    ck_assert_double_eq_tol(loss->c2,
                            -(pairing(h, 0.0, odd) - 2.0 * pairing(0, 0, odd)
                              + pairing(-h, 0.0, odd))
                                / (h * h),
                            1e-6);
    ck_assert_double_eq_tol(loss->c2_constant,
                            -(pairing(h, 0.0, constant)
                              + pairing(-h, 0.0, constant)
                              - 2.0 * pairing(0.0, 0.0, constant))
                                / (h * h),
                            1e-6);
    /* A fake set lower by one in D's units pulls with c1. */
    ck_assert_double_eq_tol(
        loss->c1, -(pairing(h, 1.0, odd) - pairing(-h, 1.0, odd)) / (2.0 * h),
        1e-6);
}
END_TEST

START_TEST(every_loss_of_the_table_is_found_by_its_name)
{
    for (size_t k = 0; chl_loss_at(k) != NULL; k++) {
        const chl_loss *loss = NULL;

        ck_assert_ok(chl_loss_find(chl_loss_at(k)->name, &loss, &err), err);
        ck_assert_ptr_eq(loss, chl_loss_at(k));
        ck_assert_double_gt(loss->c1, 0.0);
        ck_assert_double_ge(loss->c2, 0.0);
    }
}
END_TEST

START_TEST(an_unknown_loss_is_answered_with_the_nearest)
{
    const chl_loss *loss = NULL;

    ck_assert_fails(chl_loss_find("wgann", &loss, &err), CHL_EARG,
                    "did you mean 'wgan'", err);
    ck_assert_fails(chl_loss_find("xyzzyxyzzyxyzzy", &loss, &err), CHL_EARG,
                    "known: wgan hinge", err);
    ck_assert_fails(chl_loss_find(NULL, &loss, &err), CHL_EARG,
                    "loss is missing", err);
    ck_assert_ptr_null(loss);
}
END_TEST

static double
gamma_of(const char *penalty_name, const char *loss_name, double weight)
{
    const chl_penalty *penalty = NULL;
    const chl_loss *loss = NULL;

    ck_assert_ok(chl_penalty_find(penalty_name, &penalty, &err), err);
    ck_assert_ok(chl_loss_find(loss_name, &loss, &err), err);
    return chl_penalty_gamma(penalty, loss, weight);
}

START_TEST(penalties_add_their_gamma)
{
    ck_assert_double_eq(gamma_of("none", "wgan", 3.0), 0.0);
    ck_assert_double_eq(gamma_of("r1", "wgan", 3.0), 3.0);
    ck_assert_double_eq(gamma_of("r2", "vanilla", 3.0), 3.0);
    ck_assert_double_eq(gamma_of("r1r2", "vanilla", 3.0), 6.0);
    ck_assert_double_eq(gamma_of("gp0", "vanilla", 3.0), 3.0);
    ck_assert_double_eq(gamma_of("ode-gan", "wgan", 3.0), 6.0);
    ck_assert_double_eq(gamma_of("ode-gan", "vanilla", 3.0), 1.5);
    ck_assert_double_eq(gamma_of("consensus", "wgan", 3.0), 0.0);
    ck_assert(isnan(gamma_of("wgan-gp", "wgan", 3.0)));
}
END_TEST

START_TEST(the_weight_of_a_gamma_is_the_inverse)
{
    for (size_t k = 0; chl_penalty_at(k) != NULL; k++) {
        const chl_penalty *penalty = chl_penalty_at(k);
        double weight = chl_penalty_weight(penalty, chl_loss_at(2), 0.7);

        if (!isnan(weight)) {
            ck_assert_double_eq_tol(
                chl_penalty_gamma(penalty, chl_loss_at(2), weight), 0.7, 1e-15);
        }
    }
}
END_TEST

/* theory 1.2 gives this penalty the gamma of R1. That holds for the first
 * mode of N(0, 1) and not for the second: points e x + (1 - e) y between
 * independent samples have variance e^2 + (1 - e)^2, 2/3 on average. */
START_TEST(zero_centred_interpolates_see_less_of_higher_modes)
{
    const int pieces = 1000;
    double variance = 0.0;

    for (int k = 0; k < pieces; k++) {
        double e = (k + 0.5) / pieces;

        variance += (e * e + (1.0 - e) * (1.0 - e)) / pieces;
    }
    /* grad(x^2 - 1)/sqrt 2 = sqrt 2 x; under the data's law lambda_2 = 2. */
    ck_assert_double_eq_tol(2.0 * variance, 2.0 * 2.0 / 3.0, 1e-5);
    ck_assert_ptr_nonnull(strstr(chl_penalty_at(4)->note, "linear modes only"));
}
END_TEST

START_TEST(a_game_without_linear_theory_is_refused)
{
    const chl_penalty *penalty = NULL;
    chl_game game;

    ck_assert_ok(chl_penalty_find("wgan-gp", &penalty, &err), err);
    ck_assert_fails(
        chl_game_init(chl_loss_at(0), penalty, 10.0, 1.0, 1.0, &game, &err),
        CHL_EUNSUPPORTED, "not differentiable", err);
    ck_assert_fails(chl_penalty_find("r3", &penalty, &err), CHL_EARG,
                    "unknown penalty 'r3'", err);
}
END_TEST

START_TEST(rates_out_of_range_are_refused_with_the_value)
{
    const chl_penalty *r1 = chl_penalty_at(1);
    const chl_loss *wgan = chl_loss_at(0);
    chl_game game;

    ck_assert_fails(chl_game_init(wgan, r1, -1.0, 1.0, 1.0, &game, &err),
                    CHL_EARG, "gamma is -1", err);
    ck_assert_fails(chl_game_init(wgan, r1, 1.0, 0.0, 1.0, &game, &err),
                    CHL_EARG, "lr-d is 0", err);
    ck_assert_fails(chl_game_init(wgan, r1, 1.0, 1.0, INFINITY, &game, &err),
                    CHL_EARG, "lr-g is inf", err);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("losses and penalties");
    TCase *tcase = tcase_create("all");

    tcase_add_loop_test(tcase,
                        constants_are_the_derivatives_of_the_terms_at_rest, 0,
                        (int) (sizeof definitions / sizeof *definitions));
    tcase_add_test(tcase,
                   relativistic_pairing_has_no_curvature_on_the_constant_mode);
    tcase_add_test(tcase, every_loss_of_the_table_is_found_by_its_name);
    tcase_add_test(tcase, an_unknown_loss_is_answered_with_the_nearest);
    tcase_add_test(tcase, penalties_add_their_gamma);
    tcase_add_test(tcase, the_weight_of_a_gamma_is_the_inverse);
    tcase_add_test(tcase, zero_centred_interpolates_see_less_of_higher_modes);
    tcase_add_test(tcase, a_game_without_linear_theory_is_refused);
    tcase_add_test(tcase, rates_out_of_range_are_refused_with_the_value);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
