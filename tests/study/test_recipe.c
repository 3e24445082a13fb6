/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The game that is predicted for each trainer. */
#include <math.h>
#include <string.h>

#include <chladni/recipe.h>

#include "report/result.h"
#include "study/spectra.h"
#include "support/runner.h"

static chl_error err;

/* Three modes of 32 x 32 images in [-1, 1]. */
static chl_result *
images(void)
{
    chl_result *result = three_modes();
    chl_result_dataset *d = NULL;

    ck_assert_ok(chl_result_dataset_create(&d, &err), err);
    result->dataset = d;
    ck_assert_ok(chl_result_set_text(&d->kind, "images", &err), err);
    ck_assert_ok(chl_result_set_text(&d->range, "interval", &err), err);
    d->range_low = -1.0;
    d->range_high = 1.0;
    d->n = 100;
    d->d = 3072;
    d->axes = 4;
    memcpy(d->shape, (size_t[4]){ 100, 32, 32, 3 }, sizeof d->shape);
    return result;
}

static const chl_result_recipe *
recipe_of(const chl_result *result, const char *trainer)
{
    for (size_t k = 0; k < result->advice->recipe_count; k++) {
        if (strcmp(result->advice->recipes[k].trainer, trainer) == 0) {
            return &result->advice->recipes[k];
        }
    }
    ck_abort_msg("no recipe for %s", trainer);
    return NULL;
}

/* Hinge has c1 = 1, c2 = 0: gamma* = sqrt(2 / lambda_1) in all, whatever rate
 * both players have, half of it for R1 and for R2 (theory 1.3). */
START_TEST(each_trainer_gets_the_gamma_of_its_own_loss)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = images();
    const chl_result_recipe *r;

    settings.lr_d = settings.lr_g = 2.0;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_ok(chl_study_recipes(NULL, 0, result, &err), err);
    r = recipe_of(result, "lightweight-gan");
    ck_assert(r->usable);
    ck_assert_double_eq_tol(r->weight, sqrt(2.0 / 0.5) / 2.0, 1e-12);
    ck_assert_double_eq_tol(r->weight_high, sqrt(2.0 / 0.4) / 2.0, 1e-12);
    ck_assert_str_eq(result->prediction->loss, "non-saturating");
    ck_assert_uint_eq(result->warning_count, 0);
    chl_result_free(result);
}
END_TEST

/* A result without a run: the trainer's 25000 kimg in batches of 32. */
START_TEST(the_usual_run_of_a_trainer_stands_in_for_none)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = images();
    double weight;

    ck_assert_ok(chl_study_recipes(NULL, 0, result, &err), err);
    weight = recipe_of(result, "stylegan2-ada-pytorch")->weight;
    settings.batch = 32;
    settings.steps = 781250;
    settings.lr_d = settings.lr_g = 0.0025;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_double_gt(result->prediction->budget_gamma, 0.0);
    ck_assert_double_eq_tol(weight, result->prediction->budget_gamma,
                            1e-9 * weight);
    chl_result_free(result);
}
END_TEST

/* A game of another loss is moved as far as the one that was swept. */
START_TEST(gammas_move_with_that_of_the_full_operator)
{
    static const char *const wanted[] = { "lightweight-gan", "stylegan3" };
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = images();
    chl_result_prediction *p;

    settings.loss = "wgan";
    settings.lr_d = settings.lr_g = 2.0;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    p = result->prediction;
    ck_assert_ok(chl_result_set_text(&p->balanced, "flip:1", &err), err);
    p->uncoupled_gamma = p->gamma;
    p->gamma *= 0.25;
    ck_assert_ok(chl_study_recipes(wanted, 2, result, &err), err);
    ck_assert_double_eq_tol(recipe_of(result, "lightweight-gan")->weight,
                            0.25 * sqrt(2.0 / 0.5) / 2.0, 1e-12);
    ck_assert_ptr_nonnull(strstr(recipe_of(result, "lightweight-gan")->text,
                                 "which do not mix, times 0.25"));
    ck_assert_ptr_nonnull(
        strstr(recipe_of(result, "stylegan3")->text, "pass through flip:1"));
    chl_result_free(result);
}
END_TEST

START_TEST(a_given_gamma_is_carried_over)
{
    static const char *const wanted[] = { "r3gan", "stylegan3", "r3gan" };
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = images();

    settings.loss = "wgan";
    settings.gamma = 3.0;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_ok(chl_study_recipes(wanted, 3, result, &err), err);
    ck_assert_uint_eq(result->advice->recipe_count, 2);
    ck_assert_double_eq_tol(recipe_of(result, "stylegan3")->weight, 3.0, 1e-14);
    ck_assert_double_eq_tol(recipe_of(result, "r3gan")->weight, 1.5, 1e-14);
    chl_result_free(result);
}
END_TEST

START_TEST(budget_and_rates_are_those_of_the_prediction)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = images();

    settings.batch = 16;
    settings.steps = 50000;
    settings.lr_d = settings.lr_g = 0.01;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_ok(chl_study_advise(result, &err), err);
    ck_assert_double_eq(recipe_of(result, "stylegan3")->weight,
                        result->prediction->budget_gamma);
    ck_assert_double_eq(recipe_of(result, "studiogan")->weight_high,
                        result->prediction->budget_high);
    ck_assert_uint_gt(result->advice->reason_count, 3);
    chl_result_free(result);
}
END_TEST

/* Four times as many pixels on a side: lambda / 16, gamma of WGAN times 4. */
START_TEST(another_resolution_scales_the_modes)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = images();
    double small;

    settings.loss = "wgan";
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    small = result->prediction->best_gamma;
    settings.train_res = 128;
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_double_eq_tol(result->prediction->best_gamma, 4.0 * small, 1e-12);
    ck_assert_double_eq(result->prediction->roots[1].lambda, 1.5 / 16.0);
    ck_assert_ok(chl_study_predict(&settings, result, &err), err);
    ck_assert_uint_eq(result->warning_count, 1);
    ck_assert_str_eq(result->warnings[0].code, "W-RESOLUTION");
    ck_assert_ok(chl_study_recipes(NULL, 0, result, &err), err);
    ck_assert_ptr_nonnull(
        strstr(recipe_of(result, "lightweight-gan")->text, "image_size=128,"));
    chl_result_free(result);
}
END_TEST

START_TEST(a_resolution_is_for_images)
{
    chl_predict_settings settings = chl_predict_settings_default();
    chl_result *result = three_modes();

    settings.train_res = 64;
    ck_assert_fails(chl_study_predict(&settings, result, &err), CHL_EARG,
                    "the data are no images", err);
    settings.train_res = 100000;
    ck_assert_fails(chl_study_predict(&settings, result, &err), CHL_EARG,
                    "must lie in 1..65536", err);
    chl_result_free(result);
}
END_TEST

START_TEST(unknown_trainers_leave_the_result_alone)
{
    static const char *const wanted[] = { "pytorch", "stylegan4" };
    chl_result *result = images();

    ck_assert_fails(chl_study_recipes(wanted, 2, result, &err), CHL_EARG,
                    "did you mean 'stylegan3'?", err);
    ck_assert_ptr_null(result->advice);
    chl_result_free(result);
}
END_TEST

START_TEST(lost_memory_is_survived)
{
    static const char *const wanted[] = { "lightweight-gan" };
    chl_result *result = images();

    ck_assert_survives_lost_memory(chl_study_recipes(wanted, 1, result, &err));
    chl_result_free(result);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("recipe");
    TCase *tests = tcase_create("recipe");

    tcase_add_test(tests, each_trainer_gets_the_gamma_of_its_own_loss);
    tcase_add_test(tests, the_usual_run_of_a_trainer_stands_in_for_none);
    tcase_add_test(tests, gammas_move_with_that_of_the_full_operator);
    tcase_add_test(tests, a_given_gamma_is_carried_over);
    tcase_add_test(tests, budget_and_rates_are_those_of_the_prediction);
    tcase_add_test(tests, another_resolution_scales_the_modes);
    tcase_add_test(tests, a_resolution_is_for_images);
    tcase_add_test(tests, unknown_trainers_leave_the_result_alone);
    tcase_add_test(tests, lost_memory_is_survived);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
