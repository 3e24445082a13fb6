/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optimisers on problems with known steps. */
#include "systems/optimiser.h"

#include <math.h>
#include <string.h>

#include "support/runner.h"

static chl_optimiser *
create(const char *method, double momentum)
{
    chl_optimiser_settings settings = chl_optimiser_settings_default();
    chl_optimiser *optimiser = NULL;
    chl_error err = { 0 };

    settings.method = method;
    settings.rate = 0.1;
    settings.momentum = momentum;
    ck_assert_ok(chl_optimiser_create(&settings, 2, &optimiser, &err), err);
    return optimiser;
}

START_TEST(momentum_sums_the_gradients_of_the_past)
{
    chl_optimiser *optimiser = create("sgd", 0.5);
    const double gradient[] = { 1.0, -2.0 };
    double theta[] = { 0.0, 0.0 };

    for (size_t k = 0; k < 3; k++) {
        chl_optimiser_step(optimiser, gradient, theta);
    }
    /* 1 + 1.5 + 1.75 */
    ck_assert_double_eq_tol(theta[0], -0.425, 1e-15);
    ck_assert_double_eq_tol(theta[1], 0.85, 1e-15);
    chl_optimiser_free(optimiser);
}
END_TEST

START_TEST(adam_steps_by_its_rate_while_the_gradient_stays)
{
    chl_optimiser *optimiser = create("adam", 0.0);
    const double gradient[] = { 1e-3, -20.0 };
    double theta[] = { 1.0, 1.0 };

    for (size_t k = 0; k < 7; k++) {
        chl_optimiser_step(optimiser, gradient, theta);
    }
    /* epsilon / |g| = 1e-5 is what holds the first one back */
    ck_assert_double_eq_tol(theta[0], 0.3, 1e-5);
    ck_assert_double_eq_tol(theta[1], 1.7, 1e-8);
    chl_optimiser_free(optimiser);
}
END_TEST

START_TEST(a_reset_optimiser_starts_anew)
{
    static const char *const methods[] = { "sgd", "adam" };
    chl_optimiser *optimiser = create(methods[_i], 0.9);
    const double gradient[] = { 3.0, -2.0 }, other[] = { -1.0, 0.5 };
    double first[] = { 0.0, 0.0 }, again[] = { 0.0, 0.0 };

    chl_optimiser_step(optimiser, gradient, first);
    chl_optimiser_step(optimiser, other, again);
    chl_optimiser_reset(optimiser);
    again[0] = again[1] = 0.0;
    chl_optimiser_step(optimiser, gradient, again);
    ck_assert_int_eq(memcmp(first, again, sizeof first), 0);
    chl_optimiser_free(optimiser);
}
END_TEST

START_TEST(settings_out_of_range_are_refused)
{
    chl_optimiser_settings settings = chl_optimiser_settings_default();
    chl_optimiser *optimiser = NULL;
    chl_error err = { 0 };

    settings.method = "lion";
    ck_assert_fails(chl_optimiser_create(&settings, 2, &optimiser, &err),
                    CHL_EARG, "no optimiser called 'lion'", err);
    settings = chl_optimiser_settings_default();
    settings.rate = 0.0;
    ck_assert_fails(chl_optimiser_create(&settings, 2, &optimiser, &err),
                    CHL_EARG, "rate of an optimiser is 0", err);
    settings = chl_optimiser_settings_default();
    settings.beta2 = 1.0;
    ck_assert_fails(chl_optimiser_create(&settings, 2, &optimiser, &err),
                    CHL_EARG, "beta2 1", err);
    ck_assert_ptr_null(optimiser);
}
END_TEST

static chl_status
open_and_close(void)
{
    const chl_optimiser_settings settings = chl_optimiser_settings_default();
    chl_optimiser *optimiser = NULL;
    chl_status status = chl_optimiser_create(&settings, 2, &optimiser, NULL);

    chl_optimiser_free(optimiser);
    return status;
}

START_TEST(optimisers_survive_lost_memory)
{
    ck_assert_survives_lost_memory(open_and_close());
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("systems/optimiser");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, momentum_sums_the_gradients_of_the_past);
    tcase_add_test(tests, adam_steps_by_its_rate_while_the_gradient_stays);
    tcase_add_loop_test(tests, a_reset_optimiser_starts_anew, 0, 2);
    tcase_add_test(tests, settings_out_of_range_are_refused);
    tcase_add_test(tests, optimisers_survive_lost_memory);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
