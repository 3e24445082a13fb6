/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "data/dataset.h"
#include "support/runner.h"

static chl_error err;

static bool
truth(const char *text, size_t count, double *lambda)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    chl_dataset *data = NULL;
    bool known;

    settings.samples = 2;
    ck_assert_ok(chl_dataset_open(text, &settings, &data, &err), err);
    known = chl_dataset_truth(data, count, lambda);
    chl_dataset_free(data);
    return known;
}

/* Closed forms. Tolerance: of the digits shown, where they are rounded. */
static const struct {
    const char *text;
    size_t count;
    double lambda[8];
    double tolerance;
} cases[] = {
    { "gauss", 5, { 1, 2, 3, 4, 5 }, 1e-14 },
    { "gauss:sigma=1,1", 5, { 1, 1, 2, 2, 2 }, 1e-14 },
    { "gauss:sigma=1,.25", 6, { 1, 2, 3, 4, 5, 6 }, 1e-14 },
    { "gauss:sigma=2,1", 8, { .25, .5, .75, 1, 1, 1.25, 1.25, 1.5 }, 1e-14 },
    { "uniform:length=3.14159265358979323846", 4, { 1, 4, 9, 16 }, 1e-13 },
    { "uniform:length=3.14159265358979323846,3.14159265358979323846",
      6,
      { 1, 1, 2, 4, 4, 5 },
      1e-13 },
    { "circle:radius=2", 5, { .25, .25, 1, 1, 2.25 }, 1e-14 },
    { "torus", 8, { 1, 1, 1, 1, 2, 2, 2, 2 }, 1e-14 },
    { "sphere", 8, { 2, 2, 2, 6, 6, 6, 6, 6 }, 1e-14 },
    { "sphere:d=2", 5, { 1, 1, 4, 4, 9 }, 1e-14 },
    { "sphere:d=4:radius=2", 5, { .75, .75, .75, .75, 2 }, 1e-14 },
    { "laplace:scale=2", 1, { .0625 }, 1e-14 },
    { "wells:m=0", 5, { 1, 2, 3, 4, 5 }, 1e-7 },
    { "wells:m=0:sd=2", 4, { .25, .5, .75, 1 }, 1e-7 },
    { "wells:m=1", 2, { .48507, 1.3068 }, 1e-4 },
    { "wells:m=2", 2, { .11906, 1.0454 }, 5e-5 },
    { "wells:m=3", 2, { .014317, 1.0032 }, 1e-4 },
    { "wells:m=4", 2, { 6.2010e-4, 1.0001 }, 5e-5 },
    { "wells:m=1.5", 3, { .2572, 1.1263, 1.7057 }, 2e-4 },
    { "wells:m=1:sd=.5", 1, { .47626 }, 2e-5 },
    { "wells:m=1:sd=.33", 1, { .12147 }, 5e-5 },
    { "wells:m=2:d=2", 4, { .119065, 1, 1.04542, 1.119065 }, 1e-5 },
};

START_TEST(eigenvalues_match_the_closed_form)
{
    double lambda[8];

    ck_assert(truth(cases[_i].text, cases[_i].count, lambda));
    for (size_t k = 0; k < cases[_i].count; k++) {
        ck_assert_double_eq_tol(lambda[k], cases[_i].lambda[k],
                                cases[_i].tolerance * cases[_i].lambda[k]);
    }
}
END_TEST

START_TEST(spectra_scale_with_the_inverse_square_of_the_size)
{
    double a[6], b[6];

    ck_assert(truth("wells:m=1:sd=.5", 6, a));
    ck_assert(truth("wells:m=3:sd=1.5", 6, b));
    for (size_t k = 0; k < 6; k++) {
        ck_assert_double_eq_tol(a[k], 9 * b[k], 1e-9 * a[k]);
    }
}
END_TEST

/*
 * Far wells: the gap tends to that of escape over the barrier,
 *     4 / lambda = integral of 1/rho between the wells
 *                = (2 pi)^(1/2) e^(m^2/2) pi/m (1 + pi^2 / 8 m^2 + ...).
 */
START_TEST(a_tiny_gap_keeps_its_relative_accuracy)
{
    const double pi = 3.14159265358979323846;
    char text[] = "wells:m=0";

    for (int whole = 5; whole <= 8; whole++) {
        double gap, m = whole, series = 1 + pi * pi / (8 * m * m);
        double barrier = sqrt(2 * pi) * exp(m * m / 2) * pi / m * series;

        text[8] = (char) ('0' + whole);
        ck_assert(truth(text, 1, &gap));
        ck_assert_double_eq_tol(gap * barrier / 4, 1, 6 / (m * m * m * m));
    }
}
END_TEST

START_TEST(eigenvalues_ascend_over_many_factors)
{
    double lambda[200];

    ck_assert(truth("gauss:sigma=1.5,1,.7:d=50", 200, lambda));
    for (size_t k = 1; k < 200; k++) {
        ck_assert_double_ge(lambda[k], lambda[k - 1]);
    }
    ck_assert_double_eq_tol(lambda[1], 2 / 2.25, 1e-14);
}
END_TEST

static const char *const unknown[] = { "laplace", "gauss8", "swissroll",
                                       "wells:m=1:sd=.001" };

START_TEST(what_is_not_known_is_not_made_up)
{
    double lambda[2] = { -1, -1 };

    ck_assert(!truth(unknown[_i], 2, lambda));
    ck_assert_double_eq(lambda[0], -1);
}
END_TEST

START_TEST(standardised_rows_have_no_known_spectrum)
{
    chl_dataset_settings settings = chl_dataset_settings_default();
    chl_dataset *data = NULL;
    double lambda;

    settings.range.kind = CHL_RANGE_STANDARD;
    ck_assert_ok(chl_dataset_open("gauss", &settings, &data, &err), err);
    ck_assert(!chl_dataset_truth(data, 1, &lambda));
    chl_dataset_free(data);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("data truth");
    TCase *all = tcase_create("truth");

    tcase_add_loop_test(all, eigenvalues_match_the_closed_form, 0,
                        sizeof cases / sizeof *cases);
    tcase_add_test(all, spectra_scale_with_the_inverse_square_of_the_size);
    tcase_add_test(all, a_tiny_gap_keeps_its_relative_accuracy);
    tcase_add_test(all, eigenvalues_ascend_over_many_factors);
    tcase_add_loop_test(all, what_is_not_known_is_not_made_up, 0, 4);
    tcase_add_test(all, standardised_rows_have_no_known_spectrum);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
