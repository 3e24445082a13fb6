/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knobs of trainers against weights of ours, by adding up what both add. */
#include "report/convention.h"

#include <math.h>

#include <chladni/dynamics.h>

#include "base/random.h"
#include "support/runner.h"

enum {
    VALUES = 12
};

static const chl_units images = { -1.0, 1.0, VALUES };

static double
square(const double *g)
{
    double sum = 0.0;

    for (size_t k = 0; k < VALUES; k++) {
        sum += g[k] * g[k];
    }
    return sum;
}

/* What a trainer's code adds over `steps` steps to its discriminator's loss,
 * per step: |grad D|^2 with respect to its own values. */
static double
added(const chl_convention *c, const chl_units *u, double knob,
      const double *real, const double *fake, bool both)
{
    double wider =
        isnan(c->low) ? 1.0 : (c->high - c->low) / (u->high - u->low);
    double r = square(real) / (wider * wider);
    double f = square(fake) / (wider * wider), total = 0.0;
    const size_t steps = 240;

    for (size_t k = 0; k < steps; k++) {
        double here = both ? (c->one_mean ? (r + f) / 2.0 : r + f) : r;

        if (k % (size_t) c->every == 0) {
            here = c->value_mean ? here / VALUES : here;
            total += knob * c->factor * here * (c->made_up ? c->every : 1.0);
        }
    }
    return total / (double) steps;
}

static const chl_convention mean_of_pixels = { .penalty = "r1",
                                               .factor = 1.0,
                                               .value_mean = true,
                                               .every = 2.0,
                                               .low = 0.0,
                                               .high = 255.0 };

static const struct {
    const chl_convention *convention;
    bool both;
} conventions[] = {
    { &chl_convention_r1, false },
    { &chl_convention_r1r2, true },
    { &chl_convention_lightweight, true },
    { &chl_convention_own, false },
    { &mean_of_pixels, false },
};

START_TEST(a_knob_adds_what_the_weight_stands_for)
{
    const chl_convention *c = conventions[_i].convention;
    static const chl_units ranges[] = { { -1.0, 1.0, VALUES },
                                        { 0.0, 1.0, VALUES },
                                        { 0.0, 16.0, VALUES } };
    const chl_random random = { 7, CHL_STREAM_TESTS };
    double real[VALUES], fake[VALUES];

    for (size_t k = 0; k < VALUES; k++) {
        real[k] = chl_random_normal(&random, k);
        fake[k] = chl_random_normal(&random, VALUES + k);
    }
    for (size_t k = 0; k < 3; k++) {
        double weight = 3.7, knob, ours;

        knob = chl_convention_knob(c, &ranges[k], weight);
        ours = weight / 2.0
               * (square(real) + (conventions[_i].both ? square(fake) : 0.0));
        ck_assert_double_eq_tol(
            added(c, &ranges[k], knob, real, fake, conventions[_i].both), ours,
            1e-12 * ours);
        ck_assert_double_eq_tol(chl_convention_weight(c, &ranges[k], knob),
                                weight, 1e-14 * weight);
    }
}
END_TEST

START_TEST(stylegan_writes_our_weight)
{
    ck_assert_double_eq(chl_convention_knob(&chl_convention_r1, &images, 8.2),
                        8.2);
    ck_assert_double_eq(chl_convention_knob(&chl_convention_r1r2, &images, 150),
                        150.0);
}
END_TEST

START_TEST(numbers_for_zero_to_one_grow_fourfold)
{
    static const chl_units narrow = { 0.0, 1.0, VALUES };

    ck_assert_double_eq(chl_convention_knob(&chl_convention_r1, &narrow, 2.0),
                        8.0);
}
END_TEST

/* Ten every fourth step on [0, 1], in one mean of both: 10 in our units. */
START_TEST(ten_of_lightweight_gan_is_ten_on_both_sides_of_grey)
{
    ck_assert_double_eq(
        chl_convention_weight(&chl_convention_lightweight, &images, 10.0),
        10.0);
}
END_TEST

START_TEST(without_a_range_there_is_no_knob_for_images)
{
    static const chl_units raw = { NAN, NAN, VALUES };

    ck_assert_double_nan(chl_convention_knob(&chl_convention_r1, &raw, 1.0));
    ck_assert_double_eq(chl_convention_knob(&chl_convention_own, &raw, 1.0),
                        1.0);
    ck_assert_double_nan(chl_convention_knob(&chl_convention_own, &raw, NAN));
}
END_TEST

START_TEST(the_automatic_rule_grows_with_pixels_per_batch)
{
    double small = chl_convention_stylegan(&images, 256.0, 32.0);

    ck_assert_double_eq_tol(small, 0.4096, 1e-15);
    ck_assert_double_eq_tol(chl_convention_stylegan(&images, 512.0, 16.0),
                            8.0 * small, 1e-14);
}
END_TEST

/* R1 and R2 together do with half the weight. */
START_TEST(penalties_on_both_samples_take_half)
{
    const chl_penalty *r1, *both;
    const chl_loss *loss;
    chl_error err = { 0 };

    ck_assert_ok(chl_penalty_find("r1", &r1, &err), err);
    ck_assert_ok(chl_penalty_find("r1r2", &both, &err), err);
    ck_assert_ok(chl_loss_find("hinge", &loss, &err), err);
    ck_assert_double_eq(
        chl_penalty_weight(both, loss, chl_penalty_gamma(r1, loss, 3.0)), 1.5);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("convention");
    TCase *tests = tcase_create("convention");

    tcase_add_loop_test(tests, a_knob_adds_what_the_weight_stands_for, 0,
                        sizeof conventions / sizeof *conventions);
    tcase_add_test(tests, stylegan_writes_our_weight);
    tcase_add_test(tests, numbers_for_zero_to_one_grow_fourfold);
    tcase_add_test(tests, ten_of_lightweight_gan_is_ten_on_both_sides_of_grey);
    tcase_add_test(tests, without_a_range_there_is_no_knob_for_images);
    tcase_add_test(tests, the_automatic_rule_grows_with_pixels_per_batch);
    tcase_add_test(tests, penalties_on_both_samples_take_half);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
